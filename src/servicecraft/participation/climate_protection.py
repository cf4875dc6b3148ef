"""
Which groups of answers must not be shown, when several tables of the same people are?

In most programs all tables are protected together, exactly. In very large ones that takes too long; there every table is
protected by itself beside the whole, and then by pairs. Two tables tell more than each alone only within an island: a set
of groups of both that share their people with no group outside, so that what one table shows of it is what the other hides.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from servicecraft.participation.days import Flags, Floats, Places
from servicecraft.statistics.withholding import withheld

MOST_TOGETHER = 1000
"""Up to so many smallest groups all tables are protected together exactly."""


def protected(n: Floats, tables: Mapping[str, Places], minimum: int) -> dict[str, Flags]:
    """
    The withheld groups of each table.

    Args:
        n: How many people each line stands for.
        tables: For each table the group of each line, `NOBODY` for none.
        minimum: The smallest group that may be shown.
    """
    if not len(n):
        return {name: np.zeros(0, dtype=bool) for name in tables}
    atoms, line = np.unique(np.column_stack(list(tables.values())), axis=0, return_inverse=True)
    sizes: Floats = np.bincount(line.ravel(), n, len(atoms)).astype(np.float64)
    columns = dict(zip(tables, atoms.T, strict=True))
    if len(atoms) <= MOST_TOGETHER:
        return dict(zip(tables, withheld(sizes, list(columns.values()), minimum), strict=True))
    return by_pairs(sizes, columns, minimum)


def by_pairs(sizes: Floats, columns: Mapping[str, Places], minimum: int) -> dict[str, Flags]:
    """The withheld groups of each table, each beside the whole and every two of them together."""
    totals = {name: np.bincount(codes + 1, sizes).astype(np.float64) for name, codes in columns.items()}
    hidden = {name: _alone(total, minimum) for name, total in totals.items()}
    changed = True
    while changed:
        changed = False
        for one, other in combinations(columns, 2):
            islands = _islands(columns[one], columns[other])
            changed |= _mended(islands, (totals[one], totals[other]), (hidden[one], hidden[other]), minimum)
    return {name: flags[1:] for name, flags in hidden.items()}


def _alone(totals: Floats, minimum: int) -> Flags:
    """The hidden groups of one table beside the whole; the first one, of those who are in no group, is never shown."""
    places = np.arange(len(totals))
    whole = (1,) if totals.sum() >= minimum else ()
    found = np.array(withheld(totals, [places, np.zeros_like(places)], minimum, published=whole)[0], dtype=bool)
    found[0] = totals[0] > 0
    return found


def _islands(groups: Places, others: Places) -> tuple[Places, Places]:
    """The island of each group of two tables."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first, second = groups + 1, others + 1
    size = int(first.max()) + 1
    joined = coo_array((np.ones(len(groups)), (first, second + size)), shape=(size + int(second.max()) + 1,) * 2)
    island = connected_components(joined, directed=False)[1]
    return island[:size], island[size:]


def _mended(
    islands: tuple[Places, Places], totals: tuple[Floats, Floats], hidden: tuple[Flags, Flags], minimum: int
) -> bool:
    """Hide one more group in each island in which the other table gives a hidden one away; whether that was needed."""
    number = 1 + max(int(one.max()) for one in islands)
    counts = [np.bincount(island, flags, number) for island, flags in zip(islands, hidden, strict=True)]
    changed = False
    for mine, other in ((0, 1), (1, 0)):
        people = np.bincount(islands[mine], totals[mine] * hidden[mine], number)
        told = (counts[other] == 0) & (counts[mine] > 0) & ((counts[mine] == 1) | (people < minimum))
        for island in np.flatnonzero(told).tolist():
            changed |= any(_hide_smallest(islands[k] == island, totals[k], hidden[k]) for k in (mine, other))
    return changed


def _hide_smallest(inside: Flags, totals: Floats, hidden: Flags) -> bool:
    """Hide the smallest group shown among some; whether there was one."""
    shown = np.flatnonzero(inside & ~hidden & (totals > 0))
    if len(shown):
        hidden[shown[np.argmin(totals[shown])]] = True
    return bool(len(shown))
