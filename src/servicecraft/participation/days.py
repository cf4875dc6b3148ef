"""Days as columns: working days between two of them, years that people were there, months ahead."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Days: TypeAlias = NDArray[np.datetime64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Places: TypeAlias = NDArray[np.int64]

NOBODY = -1
"""The place of whoever is not there."""
EARLIEST = np.datetime64("0001-01-01", "D")
DAYS_IN_YEAR = 365


def days_of(values: Iterable[datetime.date | None]) -> Days:
    """A column of days; `None` is a day that is not known."""
    return np.array(list(values), dtype="datetime64[D]")


def known(days: Days) -> Flags:
    """Which days are known."""
    return np.asarray(~np.isnat(days))


def by_then(days: Days, day: np.datetime64) -> Days:
    """The days that are not after a day; later ones count as not known, since they had not happened."""
    return np.where(days <= day, days, np.datetime64("NaT", "D"))


def working_days(first: Days, last: Days) -> Floats:
    """
    Days from Monday to Friday between two days, the first of them included and the last one not.

    Returns:
        0 for the same day, 1 from a Monday to the Tuesday after it, negative where the second day is the earlier one;
        NaN where one of them is not known. Holidays are not taken out.
    """
    first, last = np.broadcast_arrays(first, last)
    both = known(first) & known(last)
    found = np.full(first.shape, np.nan)
    found[both] = np.busday_count(first[both], last[both])
    return found


def months_later(days: Days, months: int) -> Days:
    """The same day of the month so many months later, or the last one of a shorter month."""
    month = days.astype("datetime64[M]")
    into = (days - month.astype("datetime64[D]")).astype(np.int64)
    goal = month + np.timedelta64(months, "M")
    length = ((goal + np.timedelta64(1, "M")).astype("datetime64[D]") - goal.astype("datetime64[D]")).astype(np.int64)
    return np.asarray(goal.astype("datetime64[D]") + np.minimum(into, length - 1).astype("timedelta64[D]"))


def years_there(joined: Days, left: Days, first: np.datetime64, last: np.datetime64) -> Floats:
    """For each row the years between two days, both included, in which it was there; a day not known is no limit."""
    start = np.where(known(joined), np.maximum(joined, first), first)
    end = np.where(known(left), np.minimum(left, last), last)
    length = (end - start).astype("timedelta64[D]").astype(np.float64) + 1
    return np.maximum(length, 0.0) / DAYS_IN_YEAR


def plain_days(days: Days) -> list[datetime.date | None]:
    """A column of days as Python's own, `None` where one is not known."""
    found: list[datetime.date | None] = days.astype("datetime64[D]").astype(object).tolist()
    return found


def plain_numbers(numbers: Floats) -> list[float | None]:
    """A column of numbers as Python's own, `None` where there is none."""
    return [one if isfinite(one) else None for one in numbers.tolist()]


def rows_by_code(codes: Places) -> Iterator[tuple[int, Places]]:
    """For each code that occurs, in order, the rows that have it; empty without rows."""
    order = np.argsort(codes, kind="stable")
    found, starts = np.unique(codes[order], return_index=True)
    return zip(found.tolist(), np.split(order, starts[1:]), strict=False)  # of nothing, a split is one empty part
