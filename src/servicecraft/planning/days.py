"""
Where do working days, counted from the first day of a plan, fall in the calendar?

Work is counted from 0, the beginning of the first working day: what begins at 3 begins on the fourth working day, what ends
at 3 ends with the third. So a three-day activity that begins on a Monday is finished on the Wednesday.
"""

from __future__ import annotations

import datetime

import numpy as np
from attrs import frozen

from servicecraft.errors import PlanError
from servicecraft.model.columns.days import FIRST_YEAR, LAST_YEAR
from servicecraft.planning.arrays import Days, Floats, Whole
from servicecraft.planning.calendars import Calendar, worked_days

MARGIN = 2
"""Years that are looked at beyond those that seem to be needed."""
_MOST_INDEX = 400 * (LAST_YEAR - FIRST_YEAR)


@frozen(kw_only=True)
class Axis:
    """
    Working days counted from the first day of a plan.

    Attributes:
        start: The day from which is counted; where it is not worked, the next day that is.
        calendar: Which days are worked.
    """

    start: datetime.date
    calendar: Calendar

    def before(self, day: datetime.date) -> int:
        """How many days are worked before a day: where work begins that begins on it. Negative before the start."""
        worked, origin = self._worked(day.year, day.year)
        return int(np.searchsorted(worked, np.datetime64(day))) - origin

    def through(self, day: datetime.date) -> int:
        """How many days are worked up to a day, it included: where work ends that ends on it."""
        worked, origin = self._worked(day.year, day.year)
        return int(np.searchsorted(worked, np.datetime64(day), "right")) - origin

    def days(self, index: Whole) -> list[datetime.date | None]:
        """
        The working days of some numbers, 0 for the first.

        Returns:
            One day for each number; `None` for one that lies outside the years 1900 to 2199.
        """
        if not len(index):
            return []
        known = np.abs(index) < _MOST_INDEX
        low, high = int(index[known].min(initial=0)), int(index[known].max(initial=0))
        worked, origin = self._covering(low, high)
        place = index + origin
        known &= (place >= 0) & (place < len(worked))
        found = np.full(len(index), np.datetime64("NaT", "D"))
        found[known] = worked[place[known]]
        plain: list[datetime.date | None] = found.astype(object).tolist()
        return plain

    def starts(self, numbers: Floats, rounding: float) -> list[datetime.date | None]:
        """The days on which work begins that begins at some numbers of working days."""
        return self.days(np.floor(_bounded(numbers) + rounding).astype(np.int64))

    def finishes(self, numbers: Floats, rounding: float) -> list[datetime.date | None]:
        """The days on which work is finished that ends at some numbers; a part of a day counts as the whole."""
        return self.days(np.ceil(_bounded(numbers) - rounding).astype(np.int64) - 1)

    def finish(self, number: float) -> datetime.date | None:
        """The day on which work is finished that ends at a number of working days, without rounding errors."""
        return self.finishes(np.array([number]), 0.0)[0]

    def _covering(self, low: int, high: int) -> tuple[Days, int]:
        """The working days of enough years for two numbers, as far as years are known."""
        first, last = self.start.year, self.start.year
        while True:
            worked, origin = self._worked(first, last)
            short = high + origin - len(worked) + 1
            late = -(low + origin)
            if (short <= 0 or last >= LAST_YEAR) and (late <= 0 or first <= FIRST_YEAR):
                return worked, origin
            week = len(worked) / max(1, last - first + 1)
            last += (int(short / max(week, 1)) + MARGIN) * (short > 0)
            first -= (int(late / max(week, 1)) + MARGIN) * (late > 0)

    def _worked(self, first: int, last: int) -> tuple[Days, int]:
        """The working days of some years, those of the start among them, and the place of the first day of the plan."""
        low = max(FIRST_YEAR, min(first, self.start.year))
        high = min(LAST_YEAR, max(last, self.start.year + 1))
        worked = worked_days(self.calendar, low, high)
        origin = int(np.searchsorted(worked, np.datetime64(self.start)))
        if origin == len(worked):
            return self._later(low, high)
        return worked, origin

    def _later(self, low: int, high: int) -> tuple[Days, int]:
        """The same where nothing is worked for a long time after the start."""
        worked = worked_days(self.calendar, low, LAST_YEAR)
        origin = int(np.searchsorted(worked, np.datetime64(self.start)))
        if high >= LAST_YEAR or origin == len(worked):
            raise PlanError.of("SC-703", str(self.calendar), path="calendar")
        return worked, origin


def _bounded(numbers: Floats) -> Floats:
    return np.clip(numbers, -_MOST_INDEX, _MOST_INDEX)
