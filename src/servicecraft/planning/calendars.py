"""
Which days are worked?

A calendar is a value: a country or a region of it, whose weekend and national holidays count, and what differs for one
organisation. How working days carry a plan is another module's question.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np
from attrs import evolve, field, frozen

from servicecraft.errors import PlanError, SpokenFact, nearest, nearest_sentence
from servicecraft.model.columns.days import day_of
from servicecraft.planning.arrays import Days
from servicecraft.planning.calendar_texts import library, parts_of, regions_of, spans_text, unreadable, week_text
from servicecraft.tables import Table, TableColumn
from servicecraft.words import base_language, say, sentence

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
"""The days worked where no country and no weekdays are named; 0 is Monday."""


def _days(values: Iterable[datetime.date | str]) -> tuple[datetime.date, ...]:
    if isinstance(values, str):
        raise unreadable(values, SpokenFact(sentence("several days are a list of days.")))
    return tuple(sorted({day_of(one, "calendar") for one in values}))


def _weekdays(values: Iterable[int] | None) -> tuple[int, ...] | None:
    return None if values is None else tuple(sorted(set(values)))


@frozen(kw_only=True, repr=False, cache_hash=True)
class Calendar:
    """
    Which days are worked.

    Attributes:
        country: The country whose weekend and national holidays count, as ISO writes it (`"DO"`); `None` for none.
        region: A region of the country with holidays of its own, as ISO writes it without the country (`"MD"`).
        weekdays: The weekdays that are worked, 0 for Monday; `None` for those of the country, Monday to Friday without one.
        closed: Days that are not worked, whatever else is so.
        opened: Days that are worked although they are a holiday or fall on a weekend.

    Raises:
        PlanError: The country or region is not known, a weekday is none, or no weekday is worked.
        MissingExtraError: A country is named and the extra `calendars` is not installed.
    """

    country: str | None = None
    region: str | None = None
    weekdays: tuple[int, ...] | None = field(default=None, converter=_weekdays)
    closed: tuple[datetime.date, ...] = field(default=(), converter=_days)
    opened: tuple[datetime.date, ...] = field(default=(), converter=_days)

    def __attrs_post_init__(self) -> None:
        if self.weekdays is not None and not set(self.weekdays) <= set(range(7)):
            raise unreadable(self.weekdays, SpokenFact(sentence("weekdays are counted from 0 for Monday to 6.")))
        if self.weekdays == ():
            raise PlanError.of("SC-703", str(self), path="calendar")
        if self.country is not None:
            _check_country(self.country, self.region)
        elif self.region is not None:
            raise unreadable(self.region, SpokenFact(sentence("a region needs its country.")))

    @classmethod
    def of(
        cls,
        text: str | Calendar | None,
        *,
        closed: Iterable[datetime.date | str] = (),
        opened: Iterable[datetime.date | str] = (),
        path: str = "calendar",
    ) -> Calendar:
        """
        The calendar that a text names, as the `calendar` of a plan does.

        Args:
            text: Parts with a space between them, each of which may be missing: a country or a region of it (`DO`,
                `ES-MD`), the weekdays that are worked (`mon-sat`, or `sun mon tue wed thu`; Spanish ones too), days and
                spans of days that are closed (`-2026-12-24`, `-2026-12-24/2027-01-06`) or worked (`+2026-05-02`).
                `None` is Monday to Friday without holidays.
            closed: Further days that are not worked.
            opened: Further days that are worked.
            path: Where the text stands, for faults.

        Raises:
            PlanError: The text names no calendar (`SC-702`), or one without a working day (`SC-703`).
            MissingExtraError: It names a country and the extra `calendars` is not installed.
        """
        if isinstance(text, Calendar):
            made = text
        elif text is None or isinstance(text, str):
            made = _at(path, lambda: cls(**parts_of(text or "")))
        else:
            raise unreadable(text, SpokenFact(sentence("a calendar is written as a text.")), path)
        if not closed and not opened:
            return made
        return evolve(made, closed=(*made.closed, *closed), opened=(*made.opened, *opened))

    def is_worked(self, day: datetime.date | str) -> bool:
        """Whether a day is worked."""
        asked = day_of(day, "day")
        return bool(np.datetime64(asked) in worked_days(self, asked.year, asked.year))

    def working_days(self, first: datetime.date | str, last: datetime.date | str) -> int:
        """How many days are worked from one day to another, both included; 0 where the second is the earlier one."""
        begin, end = day_of(first, "first"), day_of(last, "last")
        if end < begin:
            return 0
        worked = worked_days(self, begin.year, end.year)
        return int(np.searchsorted(worked, np.datetime64(end), "right") - np.searchsorted(worked, np.datetime64(begin)))

    def days_off(self, first: datetime.date | str, last: datetime.date | str, *, language: str = "en") -> Table:
        """
        The days on weekdays that are worked and all the same are off, and those worked that would else be off.

        Returns:
            Columns `day`, `name` (of the holiday where it is one) and `worked`, in the order of the days, both ends
            included. Empty for a calendar without holidays and days of its own.
        """
        begin, end = day_of(first, "first"), day_of(last, "last")
        national = _national(self.country, self.region, begin.year, end.year, base_language(language))
        usual = usual_weekdays(self)
        off = {
            day for day in (*national.names, *self.closed) if day.weekday() in usual and not self._works(day, national)
        }
        on = {day for day in (*national.extra, *self.opened) if self._works(day, national)}
        on = {day for day in on if day.weekday() not in usual or day in national.names}
        rows = [
            (
                day,
                national.names.get(
                    day, say(sentence("own day off") if day in off else sentence("worked all the same"), language)
                ),
                day in on,
            )
            for day in sorted(off | on)
            if begin <= day <= end
        ]
        heads = (("day", sentence("day")), ("name", sentence("name")), ("worked", sentence("is it worked")))
        columns = [TableColumn(name=name, label=say(label, language)) for name, label in heads]
        return Table.of(columns, rows, title=say(sentence("Days off"), language), language=language)

    def _works(self, day: datetime.date, national: National) -> bool:
        if day in self.closed:
            return False
        if day in self.opened:
            return True
        return day not in national.names and (day.weekday() in usual_weekdays(self) or day in national.extra)

    def __str__(self) -> str:
        """The text that names it."""
        place = [f"{self.country}-{self.region}" if self.region else self.country] if self.country else []
        week = [] if self.weekdays is None else week_text(self.weekdays)
        spans = [f"-{one}" for one in spans_text(self.closed)] + [f"+{one}" for one in spans_text(self.opened)]
        return " ".join([*place, *week, *spans])

    def __repr__(self) -> str:
        return f"<Calendar {str(self)!r}>"


@frozen(kw_only=True)
class National:
    """
    What a country says about some years.

    Attributes:
        names: Its holidays with their names.
        extra: Days of its weekend that are worked in exchange for others.
        weekend: The weekdays of its weekend.
    """

    names: dict[datetime.date, str]
    extra: frozenset[datetime.date] = frozenset()
    weekend: frozenset[int] = frozenset((5, 6))


def usual_weekdays(calendar: Calendar) -> tuple[int, ...]:
    """The weekdays that are worked in a usual week, 0 for Monday."""
    if calendar.weekdays is not None:
        return calendar.weekdays
    if calendar.country is None:
        return MONDAY_TO_FRIDAY
    weekend = _national(calendar.country, calendar.region, 2026, 2026, None).weekend
    return tuple(day for day in range(7) if day not in weekend)


@lru_cache(maxsize=32)
def worked_days(calendar: Calendar, first_year: int, last_year: int) -> Days:
    """Every day that is worked in some years, in order."""
    national = _national(calendar.country, calendar.region, first_year, last_year, None)
    days = np.arange(np.datetime64(f"{first_year}-01-01"), np.datetime64(f"{last_year + 1}-01-01"))
    mask = [day in usual_weekdays(calendar) for day in range(7)]
    worked = np.is_busday(days, weekmask=mask, holidays=_array(national.names))
    worked |= np.isin(days, _array((national.extra - set(national.names)) | set(calendar.opened)))
    worked &= ~np.isin(days, _array(calendar.closed))
    found = days[worked]
    found.flags.writeable = False
    return found


def _array(days: Iterable[datetime.date]) -> Days:
    return np.array(sorted(days), dtype="datetime64[D]")


@lru_cache(maxsize=32)
def _national(country: str | None, region: str | None, first: int, last: int, language: str | None) -> National:
    if country is None:
        return National(names={})
    found = library().country_holidays(country, subdiv=region, years=range(first, last + 1), language=language)
    inside = {day: name for day, name in found.items() if first <= day.year <= last}
    extra = frozenset(day for day in found.weekend_workdays if first <= day.year <= last)
    return National(names=inside, extra=extra, weekend=frozenset(found.weekend))


def _check_country(country: str, region: str | None) -> None:
    regions = regions_of(country)
    if regions is None:
        known = library().list_supported_countries()
        reason = sentence("no country whose holidays are known has this code. {nearest}")
        raise unreadable(country, SpokenFact(reason, nearest=nearest_sentence(nearest(country, known))))
    if region is not None and region not in regions:
        reason = sentence(
            "{country} has no region with holidays of its own that has this code. Its regions: {regions}."
        )
        raise unreadable(region, SpokenFact(reason, country=country, regions=", ".join(regions) or "-"))


def _at(path: str, make: Callable[[], Calendar]) -> Calendar:
    try:
        return make()
    except PlanError as error:
        raise PlanError([evolve(fault, path=path) for fault in error.faults]) from None
