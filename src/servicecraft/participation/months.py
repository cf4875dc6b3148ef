"""What came in, month by month: cohorts, and months that stand out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from servicecraft.errors import ModelError
from servicecraft.participation.days import Days, Floats, Places, plain_numbers
from servicecraft.participation.telling import Telling
from servicecraft.statistics.control import ControlLimits, individuals, signals
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence

COHORTS = ("month", "quarter", "year")
"""The lengths of time by which what was handed in is told together."""


def cohorts_of(days: Days, by: str, telling: Telling) -> tuple[Places, list[str]]:
    """
    The time of each day, as a place in order, and what the times are called: 2026-06, 2026-Q2, 2026.

    Raises:
        ModelError: There is no such length of time.
    """
    if by not in COHORTS:
        raise ModelError.of("SC-506", by, path="by", choices=", ".join(COHORTS)).in_language(telling.language)
    month = days.astype("datetime64[M]").astype(np.int64)
    length = {"month": 1, "quarter": 3, "year": 12}[by]
    found, places = np.unique(month // length, return_inverse=True)
    return places.ravel(), [_name(int(one) * length, by) for one in found]


def _name(month: int, by: str) -> str:
    year, within = 1970 + month // 12, month % 12
    return {"month": f"{year}-{within + 1:02}", "quarter": f"{year}-Q{within // 3 + 1}", "year": str(year)}[by]


def arrivals_table(days: Days, day: np.datetime64, constant: float, title: str, telling: Telling) -> Table:
    """How many came in each month, with the months that stand out; see `Ideas.arrivals`."""
    columns = ("month", "count", "centre", "lower", "upper", "signal")
    if not len(days):
        return telling.table(columns, [], title=title)
    month = days.astype("datetime64[M]").astype(np.int64)
    first, last = int(month.min()), int(day.astype("datetime64[M]").astype(np.int64))
    counts = np.bincount(month - first, minlength=last - first + 1)
    over = (day + np.timedelta64(1, "D")).astype("datetime64[M]").astype(np.int64) > last
    whole = counts if over else counts[:-1]
    limits = individuals(whole, constant) if len(whole) else None
    beyond = [] if limits is None else signals(whole, limits)["beyond"].tolist()
    usual = [None] * 3 if limits is None else plain_numbers(limit_values(limits))
    rows: list[Sequence[Cell]] = [
        (_name(first + n, "month"), count, *usual, beyond[n] if n < len(beyond) else None)
        for n, count in enumerate(counts.tolist())
    ]
    text = sentence("Limits are those of the usual up and down; the last month counts once it is over.")
    return telling.table(columns, rows, title=title, notes=[telling.say(text)])


def limit_values(limits: ControlLimits) -> Floats:
    """Mean, lower and upper limit; the lower one may lie below 0."""
    return np.array([float(limits.centre), float(limits.lower), float(limits.upper)])
