"""
Which further rows to withhold, so that those withheld for their size cannot be worked out?

Where a row is divided into others, the cheapest fitting one is added at once. What is still exposed then is mended by
linear programs, and what turned out to be withheld in vain is shown again. A cell costs as much as it has people.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from servicecraft.statistics.arrays import Flags, Whole
from servicecraft.statistics.cells import Cells, Families, families_of
from servicecraft.statistics.ranges import reach, unknowns_of
from servicecraft.statistics.shifting import CLOSE

if TYPE_CHECKING:
    from scipy import sparse

FEW = 60
"""Rows and groups to be protected, up to which a pattern is tried to be made smaller; beyond, that would take minutes."""
MANY = 600
"""Cells of a report, beyond which a pattern is not sought in a second way."""


@frozen(kw_only=True, eq=False)
class Task:
    """
    What is to be protected, and at what price.

    Attributes:
        cells: All cells of the report.
        fixed: Cells that cannot be withheld, since they stand elsewhere.
        minimum: The smallest group that may be shown.
    """

    cells: Cells
    fixed: Flags
    minimum: float

    @property
    def small(self) -> Flags:
        """The cells withheld for their size."""
        return (self.cells.counts < self.minimum) & ~self.fixed


@frozen(kw_only=True, eq=False)
class Targets:
    """
    What must not be narrowed down.

    Attributes:
        unions: Unions of smallest groups, one row each.
        rows: Which of them are withheld cells; the others are small groups that no table shows.
    """

    unions: sparse.csr_array
    rows: Flags

    @classmethod
    def of(cls, task: Task, withheld: Flags) -> Targets:
        """The withheld cells, then the small groups without a cell."""
        from scipy import sparse

        members = task.cells.members
        small = task.cells.sizes < task.minimum
        small[members[np.flatnonzero(np.diff(members.indptr) == 1)].indices] = False
        groups = sparse.csr_array(sparse.identity(small.size))[np.flatnonzero(small)]
        return cls(unions=groups, rows=np.zeros(groups.shape[0], dtype=bool)).after(task, withheld)

    def after(self, task: Task, added: Flags) -> Targets:
        """The cells that were added, then these."""
        from scipy import sparse

        unions = sparse.vstack([task.cells.members[np.flatnonzero(added)], self.unions], format="csr")
        return type(self)(unions=unions, rows=np.append(np.ones(added.sum(), dtype=bool), self.rows))

    def some(self, places: Whole) -> Targets:
        """The targets at some places."""
        return type(self)(unions=self.unions[places], rows=self.rows[places])


def judged(task: Task, withheld: Flags, targets: Targets, *, hasty: bool = False) -> tuple[Whole, Whole]:
    """
    Which targets a reader can narrow down too far.

    That is, to fewer different counts than the minimum; or, for a withheld row, to a single count once it is known that
    withheld rows are not empty.

    Args:
        task: What is to be protected.
        withheld: The cells that are withheld.
        targets: What is asked about.
        hasty: Whether to stop when some have been found.

    Returns:
        The places of those that are not proven to be safe, and of those among them that are surely exposed: the same, unless
        in haste.
    """
    bare = reach(unknowns_of(task.cells, withheld, nonempty=False), targets.unions, task.minimum, hasty=hasty)
    open_ = bare.width < task.minimum - CLOSE
    exposed = open_ & bare.sure
    rows = np.flatnonzero(targets.rows & ~exposed)
    told = reach(unknowns_of(task.cells, withheld, nonempty=True), targets.unions[rows], 1.0, hasty=hasty)
    single = told.width < 1 - CLOSE
    open_[rows] |= single
    exposed[rows] |= single & told.sure
    return np.flatnonzero(open_), np.flatnonzero(exposed)


def pattern_for(task: Task) -> Flags:
    """The cells to withhold: those of small groups, and as many more as it takes."""
    pattern = shown_again(task, mended(task, closed(task)))
    if pattern.size > MANY or Targets.of(task, pattern).rows.size > FEW:
        return pattern
    other = shown_again(task, mended(task, task.small))
    return min(pattern, other, key=lambda cells: (cells.sum(), task.cells.counts[cells].sum()))


def mended(task: Task, withheld: Flags) -> Flags:
    """
    The pattern with as much added by linear programs as it takes, for one exposed target after the other.

    What is safe stays safe when more is withheld, so that only what was open, and what was added, is asked about again.
    """
    withheld, targets = withheld.copy(), Targets.of(task, withheld)
    while True:
        open_, exposed = judged(task, withheld, targets, hasty=True)
        if exposed.size == 0:
            return withheld
        added = _detours(task, withheld, targets.unions[exposed[:1]])
        # Where nothing can be added the target is beyond help: published tables give it away.
        left = open_ if added.any() else open_[open_ != exposed[0]]
        targets = targets.some(left).after(task, added)
        withheld |= added


def _detours(task: Task, withheld: Flags, target: sparse.csr_array) -> Flags:
    """The cells to add so that a target's count can move enough; all that are left where nothing else helps."""
    added = np.zeros(withheld.size, dtype=bool)
    for need, nonempty in ((task.minimum, False), (1.0, True)):
        found = _detour(task, withheld | added, target, need, nonempty=nonempty)
        if found is not None:
            added |= found
    return added if added.any() else ~withheld & ~task.fixed


def _detour(task: Task, withheld: Flags, target: sparse.csr_array, need: float, *, nonempty: bool) -> Flags | None:
    """
    The shown cells that must change when a target's count moves by *need*, at little cost; None where it cannot.

    Two shifts of all groups are looked for at once, one for the way up and one for the way down, and for every shown cell how
    far it is moved by either.
    """
    from scipy import sparse
    from scipy.optimize import linprog

    cells, open_ = task.cells, np.flatnonzero(~withheld & ~task.fixed)
    moved, fixed, groups = cells.members[open_], cells.members[~withheld & task.fixed], cells.sizes.size
    no_more = -sparse.csr_array(sparse.identity(open_.size))
    limits = [[moved, None, no_more], [-moved, None, no_more], [None, moved, no_more], [None, -moved, no_more]]
    spare = np.zeros(4 * open_.size)
    if nonempty:
        limits += [[-cells.members, None, None], [None, -cells.members, None]]
        spare = np.concatenate([spare, cells.counts - 1, cells.counts - 1])
    equations = [[target, -target, sparse.csr_array((1, open_.size))]]
    if fixed.shape[0]:
        equations += [[fixed, None, None], [None, fixed, None]]
    lowest = np.concatenate([-cells.sizes, -cells.sizes, np.zeros(open_.size)])
    answer = linprog(
        np.concatenate([np.zeros(2 * groups), cells.counts[open_]]),
        A_ub=sparse.bmat(limits, format="csr"),
        b_ub=spare,
        A_eq=sparse.bmat(equations, format="csr"),
        b_eq=np.concatenate([[need], np.zeros(2 * fixed.shape[0])]),
        bounds=np.column_stack([lowest, np.full(lowest.size, np.inf)]),
        method="highs",
    )
    if answer.status != 0:
        return None
    found = np.zeros(withheld.size, dtype=bool)
    found[open_[answer.x[2 * groups :] > CLOSE]] = True
    return found


def shown_again(task: Task, withheld: Flags) -> Flags:
    """The pattern without the cells that were withheld in vain, the largest tried first."""
    withheld, members = withheld.copy(), task.cells.members
    for cell in _dearest_first(task, withheld):
        unknowns = unknowns_of(task.cells, withheld, nonempty=True)
        parts = unknowns.part[np.isin(unknowns.groups, members[[cell]].indices)]
        nearby = np.zeros(task.cells.sizes.size)
        nearby[unknowns.groups[np.isin(unknowns.part, parts)]] = 1
        withheld[cell] = False
        targets = Targets.of(task, withheld)
        near = np.flatnonzero(targets.unions @ nearby > 0)
        if near.size > FEW or judged(task, withheld, targets.some(near), hasty=True)[1].size:
            withheld[cell] = True
    return withheld


def _dearest_first(task: Task, withheld: Flags) -> Whole:
    """The cells that were withheld for the sake of others, those of most people first."""
    extra = np.flatnonzero(withheld & ~task.small)
    return extra[np.argsort(-task.cells.counts[extra], kind="stable")]


def closed(task: Task) -> Flags:
    """The cells of small groups, with the cheapest fitting cell added wherever a family of cells gives one away."""
    families = families_of(task.cells)
    pattern = _Closing(task=task, families=families, withheld=task.small)
    queue = deque(number for number in range(len(families.parts)) if pattern.gives_away(number))
    while queue:
        number = queue.popleft()
        cell = pattern.next_cell(number) if pattern.gives_away(number) else None
        if cell is not None:
            pattern.withheld[cell] = True
            queue.extend(other for other in pattern.families_with[cell] if pattern.gives_away(other))
    for cell in _dearest_first(task, pattern.withheld):
        pattern.withheld[cell] = False
        if any(pattern.gives_away(number) for number in pattern.families_with[cell]):
            pattern.withheld[cell] = True
    return pattern.withheld


@frozen(kw_only=True, eq=False)
class _Closing:
    """A pattern that is being completed family by family."""

    task: Task
    families: Families
    withheld: Flags
    families_with: list[list[int]] = field(init=False)

    @families_with.default
    def _families_with(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.withheld]
        for number, (parent, parts) in enumerate(zip(self.families.parents, self.families.parts, strict=True)):
            for cell in (parent, *parts):
                found[cell].append(number)
        return found

    def gives_away(self, number: int) -> bool:
        """Whether a family alone tells too much about one of its cells, or about the people who are in none of its parts."""
        parts, rest = self.families.parts[number], self.families.rest[number]
        hidden = parts[self.withheld[parts]]
        if self.withheld[self.families.parents[number]]:
            return bool(hidden.size == 0 and rest == 0)
        people = self.task.cells.counts[hidden].sum() + rest
        alone, each_one = hidden.size == 1 and rest == 0, people <= hidden.size
        return bool(people > 0 and (people < self.task.minimum or alone or each_one))

    def next_cell(self, number: int) -> int | None:
        """The cell that closes most families, the cheapest of those; None where all are withheld already."""
        family = np.append(self.families.parts[number], self.families.parents[number])
        choice = family[~self.withheld[family] & ~self.task.fixed[family]].tolist()
        counts = self.task.cells.counts
        helps = {cell: sum(map(self.gives_away, self.families_with[cell])) for cell in choice}
        return min(choice, key=lambda cell: (-helps[cell], counts[cell], cell), default=None)
