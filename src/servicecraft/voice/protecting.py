"""
Which rows of an answer must not be shown, since too few people speak in them?

A survey's own promise wins where it is stricter than the setting. The total of all answers, and those of each single key,
count as known, since the next question shows them: rows are withheld until no small group can be worked out from the rest.
"""

from __future__ import annotations

import numpy as np

from servicecraft.statistics.arrays import Flags, Whole
from servicecraft.statistics.withholding import withheld
from servicecraft.voice.grouping import Grouped
from servicecraft.voice.keys import NONE, Codes, told_apart


def protected(grouped: Grouped, people: Whole, minimum: int) -> Flags:
    """
    The groups that are withheld.

    Args:
        grouped: Answers in groups.
        people: From how many people the answers of each group come.
        minimum: The fewest that may be shown.
    """
    small = (people > 0) & (people < minimum)
    if not small.any() or np.array_equal(small, people > 0):  # nobody to protect, or nothing left to protect them with
        return small
    tables: list[Codes] = [np.arange(grouped.size)]
    if len(grouped.by) > 1:
        tables += [_margin(grouped, place, people, minimum) for place in range(len(grouped.by))]
    tables.append(np.zeros(grouped.size, dtype=np.int64))
    total_is_shown = people.sum() >= minimum and grouped.size > 1
    published = (len(tables) - 1,) if total_is_shown else ()
    hidden = withheld(people, tables, minimum, published=published)
    return np.asarray(hidden[0], dtype=bool)


def _margin(grouped: Grouped, place: int, people: Whole, minimum: int) -> Codes:
    """The group of one key that each group is part of; `NONE` where that is too small to be shown by itself."""
    distinct, codes = told_apart(group[place] for group in grouped.groups)
    size = np.bincount(codes, weights=people, minlength=len(distinct))
    return np.where(size[codes] < minimum, NONE, codes)
