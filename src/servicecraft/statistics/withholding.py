"""
Which rows must not be shown, so that nobody can be found in a small group?

Rows of fewer people than a minimum are withheld, and with them as many further rows as it takes so that the rest, put
together by a patient reader, does not give them away. What one report shows is protected together: give all its tables.

What is promised, for any number of tables of the same people:

- No group of fewer people than the minimum, nor its mean, sum or share, follows from what is shown, whether a row stands for
  it or not: it may be what is left when a unit's teams are taken from the unit.
- The count of every withheld row, and of every small group without a row, is left at least *minimum* wide. For a reader who
  knows that withheld rows are not empty, no count of a withheld row is certain.

What is not: two reports of different days (see `isolates`); what readers know from elsewhere about single people, or guess
from the choice of rows; that all members of a shown group answered alike; and extremes, since the lowest answer of a group is
one person's answer.

Source:
    Cox (1980), "Suppression Methodology and Statistical Disclosure Control", JASA 75(370), 377-385; the linear check of
    ranges as in Fischetti & Salazar-González (2000), "Models and Algorithms for Optimizing Cell Suppression in Tabular Data
    with Linear Constraints", JASA 95(451), 916-928; Hundepool et al. (2012), *Statistical Disclosure Control*, chapter 4.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from servicecraft.statistics.arrays import Flags, Floats, Numbers, floats
from servicecraft.statistics.cells import Cells, Grouping, cells_of
from servicecraft.statistics.complements import Targets, Task, judged, pattern_for
from servicecraft.statistics.ranges import reach, unknowns_of


def withheld(
    counts: Numbers, groupings: Sequence[Grouping], minimum: float, *, published: Collection[int] = ()
) -> tuple[Flags, ...]:
    """
    The rows of a report's tables that must be withheld.

    Args:
        counts: How many people each smallest group has. Smallest groups are those that the tables together tell apart: for
            tables by unit, by level and by month, one for each unit, level and month that occur together. Finer ones do no
            harm.
        groupings: The tables. Each gives for every smallest group the row that it stands in, from 0, or -1 for none; a total
            is a table of one row, and units in units are one table for each depth. A person who stands in several rows of a
            table needs the other form: smallest groups by rows, true where a group is in a row.
        minimum: The smallest group that may be shown.
        published: The places of tables that stand elsewhere already, so that they cannot be withheld.

    Returns:
        For each table, which of its rows are withheld. Rows without people never are: there is nobody to protect, and they
        are to be shown as "no data". Everything about a withheld row has to go: its count, its score and its interval.

    Example:
        A total of three units: the second is withheld so that the first is not the total less the others.

        >>> units, total = withheld([2, 8, 9], [[0, 1, 2], [0, 0, 0]], 5)
        >>> units.tolist(), total.tolist()
        ([True, True, False], [False])
    """
    cells = cells_of(counts, groupings)
    fixed = cells.cells([np.full(rows.size, place in published) for place, rows in enumerate(cells.places)])
    return cells.rows(pattern_for(Task(cells=cells, fixed=fixed, minimum=minimum)))


def recoverable(
    counts: Numbers, groupings: Sequence[Grouping], hidden: Sequence[Flags], minimum: float
) -> tuple[Flags, ...]:
    """
    The rows that a patient reader can work out too closely.

    Args:
        counts: As for `withheld`.
        groupings: As for `withheld`.
        hidden: For each table which rows are withheld. A row that stands in two tables is hidden only where both hide it.
        minimum: The smallest group that may be shown.

    Returns:
        For each table: withheld rows whose count can be narrowed to fewer than *minimum* different counts, or to a single
        one by a reader who knows that they are not empty; and all rows with a small group in them that no table shows, but
        that can be narrowed so. Nothing but False after `withheld`, unless published tables made that impossible.

    Example:
        >>> units, total = recoverable([2, 8, 9], [[0, 1, 2], [0, 0, 0]], [[True, False, False], [False]], 5)
        >>> units.tolist(), total.tolist()
        ([True, False, False], [False])
    """
    cells = cells_of(counts, groupings)
    pattern = _hidden_cells(cells, hidden)
    task = Task(cells=cells, fixed=np.zeros(pattern.size, dtype=bool), minimum=minimum)
    targets = Targets.of(task, pattern)
    exposed, _ = judged(task, pattern, targets)
    rows = exposed[targets.rows[exposed]]
    found = cells.members[:, targets.unions[exposed[~targets.rows[exposed]]].indices].sum(axis=1) > 0
    found[np.flatnonzero(pattern)[rows]] = True
    return cells.rows(np.asarray(found, dtype=bool))


def ranges(
    counts: Numbers, groupings: Sequence[Grouping], hidden: Sequence[Flags], *, nonempty: bool = False
) -> tuple[tuple[Floats, Floats], ...]:
    """
    Between what counts a reader can be sure that each row lies.

    Args:
        counts: As for `withheld`.
        groupings: As for `withheld`.
        hidden: For each table which rows are withheld. A row that stands in two tables is hidden only where both hide it.
        nonempty: Whether the reader knows that withheld rows are not empty.

    Returns:
        For each table the lowest and the highest possible count of every row: twice the count itself for a shown row or one
        without people, infinity where nothing limits it.

    Example:
        >>> (lowest, highest), total = ranges([2, 8, 9], [[0, 1, 2], [0, 0, 0]], [[True, True, False], [False]])
        >>> lowest.tolist(), highest.tolist()
        ([0.0, 0.0, 9.0], [10.0, 10.0, 9.0])
    """
    cells = cells_of(counts, groupings)
    found = reach(unknowns_of(cells, _hidden_cells(cells, hidden), nonempty=nonempty), cells.members)
    low, high = np.append(cells.counts - found.down, 0.0), np.append(cells.counts + found.up, 0.0)
    return tuple((low[places], high[places]) for places in cells.places)


def _hidden_cells(cells: Cells, hidden: Sequence[Flags]) -> Flags:
    """The cells that no table shows."""
    return ~cells.cells([~np.asarray(rows, dtype=bool) for rows in hidden])


def isolates(previous_counts: Numbers, counts: Numbers, minimum: float, *, changed: Numbers | None = None) -> Flags:
    """
    Where the difference of two reports is a small group.

    Args:
        previous_counts: How many people each row had in the earlier report; 0 or NaN where it was not shown.
        counts: How many it has now; 0 or NaN where it is not shown.
        minimum: The smallest group that may be shown.
        changed: How many people are in one of the two only, joined and left together, where that is known. Without it one who
            joins for one who leaves goes unnoticed.

    Returns:
        Which rows two readers, or one with both reports, can subtract to learn what fewer than *minimum* people said.

    Example:
        >>> isolates([12, 30, 0], [13, 30, 6], 5).tolist()
        [True, False, False]
    """
    before, now = floats(previous_counts), floats(counts)
    apart = np.abs(now - before) if changed is None else np.maximum(floats(changed), np.abs(now - before))
    return np.asarray((before > 0) & (now > 0) & (apart > 0) & (apart < minimum), dtype=bool)
