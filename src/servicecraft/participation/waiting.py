"""
How long do things wait, when some still do?

One table for everything that is received and then answered: those still open count as waiting up to the day and no further,
so that a month of silence does not look like speed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from servicecraft.participation.days import Flags, Floats, Places, rows_by_code
from servicecraft.participation.telling import Telling
from servicecraft.statistics.survival import kaplan_meier, median_time, share_within
from servicecraft.tables import Cell, TableColumn
from servicecraft.words import sentence

LEVEL = 1e-12
"""Two shares nearer than this are one."""


@frozen(kw_only=True, eq=False)
class Waiting:
    """
    Waiting for one step.

    Attributes:
        step: The step.
        durations: How long each waited, up to its end or up to the day; NaN leaves it out.
        ended: Which are over.
        limit: The time within which it should end, in the same unit; `None` where no time is set.
    """

    step: str
    durations: Floats
    ended: Flags
    limit: float | None = None

    def row(self, which: Places, confidence: float) -> tuple[Cell, ...]:
        """Of some of them: how many, ended, open, median with interval, share within the limit with interval."""
        lasted, over = self.durations[which], self.ended[which]
        over, lasted = over[~np.isnan(lasted)], lasted[~np.isnan(lasted)]
        median = median_with_interval(lasted, over, confidence)
        limit = np.nan if self.limit is None else self.limit
        within = share_within(lasted, over, limit, confidence) if len(lasted) and limit == limit else (np.nan,) * 3
        counts = (len(lasted), int(over.sum()), int((~over).sum()))
        return (*counts, *map(_cell, median), self.limit, *map(_cell, within))


def columns(telling: Telling, *, working: bool = True) -> tuple[TableColumn, ...]:
    """The columns of a row of waiting, in working days or in days of the calendar."""
    unit = telling.say(sentence("working days") if working else sentence("days"))
    times = {"median", "median_lower", "median_upper", "limit"}
    return tuple(telling.heading(one, unit if one in times else None) for one in _COLUMNS)


_COLUMNS = (
    "number",
    "ended",
    "open",
    "median",
    "median_lower",
    "median_upper",
    "limit",
    "within",
    "within_lower",
    "within_upper",
)


def median_with_interval(durations: Floats, ended: Flags, confidence: float) -> tuple[float, float, float]:
    """
    After what time half have ended, with lower and upper limit; NaN where that is not known.

    Where the curve of those still open runs level at one half, the middle of that stretch, so that it is the ordinary
    median where all have ended.
    """
    if not len(durations):
        return np.nan, np.nan, np.nan
    median, lower, upper = median_time(durations, ended, confidence)
    times, left, _ = kaplan_meier(durations, ended)
    reached = int(np.searchsorted(times, median))
    if median == median and abs(left[reached] - 0.5) < LEVEL and reached + 1 < len(times):
        median = float(times[reached] + times[reached + 1]) / 2
    return median, lower, upper


def _cell(number: float) -> float | None:
    return None if number != number else float(number)


def waiting_rows(
    steps: Sequence[Waiting], codes: Places, groups: int, confidence: float
) -> list[tuple[int, str, tuple[Cell, ...]]]:
    """For each group and step its place, the step and its row; groups without anything are left out."""
    found = []
    for place, rows in rows_by_code(codes):
        if 0 <= place < groups:
            found += [(place, one.step, one.row(rows, confidence)) for one in steps]
    return found
