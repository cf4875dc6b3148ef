"""
What can a reader work out about the rows that are withheld, from all that are shown?

The smallest groups of people are unknown numbers, none below zero; every shown row is an equation between them. How far a
row's count may still move, up and down from the truth, is a linear program: small parts of it have an answer at sight, the
rest is solved, many questions at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from servicecraft.statistics.arrays import Flags, Floats, Whole, floats
from servicecraft.statistics.shifting import Part, solved, unanswered

if TYPE_CHECKING:
    from scipy import sparse

    from servicecraft.statistics.cells import Cells


@frozen(kw_only=True, eq=False)
class Unknowns:
    """
    The smallest groups whose counts do not stand in the report, and what the reader knows about them.

    Attributes:
        groups: Which smallest groups they are.
        slack: By how many people each may shrink.
        equations: One row for each shown row that they are part of.
        floors: Withheld rows of several groups, that are known not to be empty.
        spare: How many people each of those may lose.
        part: The independent part of the puzzle that each group belongs to.
    """

    groups: Whole
    slack: Floats
    equations: sparse.csr_array
    floors: sparse.csr_array
    spare: Floats
    part: Whole


def unknowns_of(cells: Cells, withheld: Flags, *, nonempty: bool) -> Unknowns:
    """
    What is unknown while some cells are withheld.

    Args:
        cells: All cells of the report.
        withheld: Which are withheld.
        nonempty: Whether the reader knows that a withheld row has somebody in it, since empty rows are said to be empty.
    """
    shown, hidden = cells.members[~withheld], cells.members[withheld]
    free = _unsolved(shown)
    groups = np.flatnonzero(free)
    equations = shown[:, groups]
    equations = equations[np.diff(equations.indptr) > 0]
    known = floats(hidden @ (~free).astype(np.float64))
    floors = hidden[:, groups][(known == 0) & nonempty]
    single = np.diff(floors.indptr) == 1
    slack = cells.sizes[groups].copy()
    slack[floors[single].indices] = cells.sizes[groups][floors[single].indices] - 1
    # A row that contains one which is not empty is not empty either, so that only the others say something new.
    floors = floors[~single & (floors @ (slack < cells.sizes[groups]).astype(np.float64) == 0)]
    spare = floats(floors @ cells.sizes[groups]) - 1
    return Unknowns(
        groups=groups, slack=slack, equations=equations, floors=floors, spare=spare, part=_parts(equations, floors)
    )


def _unsolved(shown: sparse.csr_array) -> Flags:
    """The groups that are left when every row with a single unknown group is solved, again and again."""
    free = np.ones(shown.shape[1], dtype=bool)
    while True:
        lonely = np.flatnonzero(shown @ free.astype(np.int64) == 1)
        solved = np.unique(shown[lonely].indices)
        solved = solved[free[solved]]
        if solved.size == 0:
            return free
        free[solved] = False


def _parts(equations: sparse.csr_array, floors: sparse.csr_array) -> Whole:
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    links = sparse.csr_array(sparse.vstack([equations, floors]))
    rows, groups = links.shape
    grid = sparse.bmat([[sparse.csr_array((rows, rows)), links], [links.T, sparse.csr_array((groups, groups))]])
    return np.asarray(connected_components(grid, directed=False)[1][rows:], dtype=np.int64)


@frozen(kw_only=True, eq=False)
class Reach:
    """
    How far the counts of some targets may be from the truth.

    Attributes:
        down: How many people each may have less.
        up: How many more; may be infinite.
        sure: Whether that is all; elsewhere it is at least so much.
    """

    down: Floats
    up: Floats
    sure: Flags

    @property
    def width(self) -> Floats:
        """How far apart the lowest and the highest possible count are."""
        return self.down + self.up


def reach(unknowns: Unknowns, targets: sparse.csr_array, enough: float = np.inf, *, hasty: bool = False) -> Reach:
    """
    How many people each target may have less, and how many more, than it has.

    Args:
        unknowns: What the reader does not know.
        targets: Unions of smallest groups: one row each, all smallest groups of the report as columns.
        enough: Where both together are at least so much, nobody looks further.
        hasty: Whether to stop once one is surely less than enough.
    """
    asked = targets[:, unknowns.groups]
    number = int(unknowns.part.max(initial=-1)) + 1
    equations = _rows_by_part(unknowns.equations, unknowns.part, number)
    at_sight = (equations <= 1) & (_rows_by_part(unknowns.floors, unknowns.part, number) == 0)
    down, up = _at_sight(unknowns, asked, equations, at_sight)
    sure = np.ones(asked.shape[0], dtype=bool)
    open_ = unanswered(down, up, enough)
    for part in np.unique(unknowns.part[asked[open_].indices]):
        if not at_sight[part]:
            inside = np.flatnonzero(unknowns.part == part)
            here = asked[:, inside]
            rows = np.flatnonzero((np.diff(here.indptr) > 0) & unanswered(down, up, enough))
            wanted = np.full(rows.size, enough) if np.isinf(enough) else enough - (down + up)[rows]
            less, more, settled = solved(_part(unknowns, inside), here[rows], wanted, hasty=hasty)
            down[rows] += less
            up[rows] += more
            sure[rows] &= settled
    return Reach(down=down, up=up, sure=sure)


def _rows_by_part(rows: sparse.csr_array, part: Whole, number: int) -> Whole:
    """How many rows each part has; all groups of a row are in one part."""
    return np.bincount(part[rows.indices[rows.indptr[:-1]]], minlength=number)


def _at_sight(unknowns: Unknowns, asked: sparse.csr_array, equations: Whole, at_sight: Flags) -> tuple[Floats, Floats]:
    """The answer in parts with one equation, where what some groups lose others gain, and in parts with none."""
    entries = asked.tocoo()
    row, group = entries.row, entries.col
    number = len(equations)
    pair, of_entry = np.unique(row * np.int64(number) + unknowns.part[group], return_inverse=True)
    row, part = np.divmod(pair, max(number, 1))
    mine = np.bincount(of_entry, unknowns.slack[group], pair.size)
    whole = np.bincount(of_entry, minlength=pair.size) == np.bincount(unknowns.part, minlength=number)[part]
    others = np.bincount(unknowns.part, unknowns.slack, number)[part] - mine
    moving = at_sight[part] & ~(whole & (equations[part] == 1))
    less = np.where(moving, mine, 0.0)
    more = np.where(moving, np.where(equations[part] == 1, others, np.inf), 0.0)
    return floats(np.bincount(row, less, asked.shape[0])), floats(np.bincount(row, more, asked.shape[0]))


def _part(unknowns: Unknowns, inside: Whole) -> Part:
    """One independent part of the puzzle."""
    equations, floors = unknowns.equations[:, inside], unknowns.floors[:, inside]
    some, bound = np.diff(equations.indptr) > 0, np.diff(floors.indptr) > 0
    return Part(
        slack=unknowns.slack[inside],
        equations=equations[some],
        floors=floors[bound],
        spare=unknowns.spare[bound],
        boundless=np.bincount(equations.indices, minlength=inside.size) == 0,
    )
