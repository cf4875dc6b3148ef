"""
The rows of all tables that one report shows, as unions of the smallest groups of people that the tables tell apart.

Every equation between rows follows from that: a total is the union of its parts, a parent unit of its children and its
own people, a unit of its levels. Nobody has to list the equations, so none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicecraft.statistics.arrays import Flags, Floats, Numbers, Whole, floats

if TYPE_CHECKING:
    from scipy import sparse

Grouping: TypeAlias = NDArray[np.integer] | NDArray[np.bool_] | Sequence[int]
"""A table: the row that each smallest group stands in, -1 for none; or, where rows overlap, groups by rows of truth values."""


@frozen(kw_only=True, eq=False)
class Cells:
    """
    What a report shows, reduced to different sets of people.

    Attributes:
        sizes: How many people each smallest group has; empty ones are left out.
        members: For each cell (row) which smallest groups (columns) it is made of, as ones.
        counts: How many people each cell has.
        places: For each table the cell of each of its rows, -1 for a row without people.
    """

    sizes: Floats
    members: sparse.csr_array
    counts: Floats
    places: tuple[Whole, ...]

    def rows(self, cells: Flags) -> tuple[Flags, ...]:
        """For each table, which rows are among some cells."""
        padded = np.append(cells, False)
        return tuple(padded[places] for places in self.places)

    def cells(self, rows: Sequence[Flags]) -> Flags:
        """The cells that are among some rows of any table."""
        found = np.zeros(len(self.counts) + 1, dtype=bool)
        for places, chosen in zip(self.places, rows, strict=True):
            found[places[np.asarray(chosen, dtype=bool)]] = True
        return found[:-1]


@frozen(kw_only=True, eq=False)
class Families:
    """
    Cells that are made of other cells, one family for each table that divides a cell.

    Attributes:
        parents: The cell that each family divides.
        parts: The cells it is divided into.
        rest: How many people of the parent are in none of them.
    """

    parents: Whole
    parts: tuple[Whole, ...]
    rest: Floats


def cells_of(counts: Numbers, groupings: Sequence[Grouping]) -> Cells:
    """The cells of some tables; see `servicecraft.statistics.withholding.withheld` for the arguments."""
    from scipy import sparse

    people = floats(counts).ravel()
    widths, labels = _labels(groupings, people.size)
    _, first, atom = np.unique(labels[people > 0], axis=0, return_index=True, return_inverse=True)
    sizes = np.bincount(atom.ravel(), people[people > 0], len(first))
    kept = np.flatnonzero(people > 0)[first]
    tables = [_membership(grouping, kept, width) for grouping, width in zip(groupings, widths, strict=True)]
    stacked = sparse.csr_array(sparse.vstack([sparse.csr_array((0, len(kept))), *tables]))
    stacked.sort_indices()
    cell_of_row, chosen = _different(stacked)
    members = sparse.csr_array(stacked[chosen])
    places = tuple(np.split(cell_of_row, np.cumsum(widths)[:-1])) if widths else ()
    return Cells(sizes=floats(sizes), members=members, counts=floats(members @ sizes), places=places)


def _labels(groupings: Sequence[Grouping], number: int) -> tuple[list[int], NDArray[np.int64]]:
    """How many rows each table has, and for each smallest group what tells it apart."""
    widths, columns = [], [np.zeros((number, 0), dtype=np.int64)]
    for grouping in map(np.asarray, groupings):
        if grouping.ndim == 2:
            widths.append(grouping.shape[1])
            columns.append(np.asarray(grouping, dtype=np.int64))
        else:
            widths.append(int(grouping.max(initial=-1)) + 1)
            columns.append(np.asarray(grouping, dtype=np.int64)[:, None])
    return widths, np.concatenate(columns, axis=1)


def _membership(grouping: Grouping, kept: Whole, width: int) -> sparse.csr_array:
    """Rows of one table by smallest groups."""
    from scipy import sparse

    table = np.asarray(grouping)[kept]
    if table.ndim == 2:
        return sparse.csr_array(table.T.astype(np.float64))
    inside = np.flatnonzero(table >= 0)
    return sparse.csr_array((np.ones(inside.size), (table[inside], inside)), shape=(width, len(kept)))


def _different(rows: sparse.csr_array) -> tuple[Whole, Whole]:
    """The number of each row's set of people, the same for the same set and -1 for nobody; and one row of each set."""
    numbers: dict[bytes, int] = {}
    chosen: list[int] = []
    of_row = np.full(rows.shape[0], -1, dtype=np.int64)
    for row, (start, end) in enumerate(zip(rows.indptr[:-1], rows.indptr[1:], strict=True)):
        if start == end:
            continue
        of_row[row] = numbers.setdefault(rows.indices[start:end].tobytes(), len(numbers))
        if of_row[row] == len(chosen):
            chosen.append(row)
    return of_row, np.array(chosen, dtype=np.int64)


def families_of(cells: Cells) -> Families:
    """All families of cells whose parts do not overlap."""
    overlaps = (cells.members @ cells.members.T).tocoo()
    width = np.asarray(cells.members.sum(axis=1)).ravel()
    part, parent = overlaps.row, overlaps.col
    nested = (overlaps.data == width[part]) & (part != parent)
    part, parent = part[nested], parent[nested]
    parents, parts, rest = [], [], []
    for places in cells.places:
        own = np.zeros(len(cells.counts), dtype=bool)
        own[places[places >= 0]] = True
        inside = own[part]
        order = np.argsort(parent[inside], kind="stable")
        heads, starts = np.unique(parent[inside][order], return_index=True)
        for head, children in zip(heads.tolist(), np.split(part[inside][order], starts[1:]), strict=False):
            if width[children].sum() <= width[head]:
                parents.append(head)
                parts.append(children)
                rest.append(cells.counts[head] - cells.counts[children].sum())
    return Families(parents=np.array(parents, dtype=np.int64), parts=tuple(parts), rest=floats(rest))
