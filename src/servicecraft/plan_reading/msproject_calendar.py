"""The calendar of an MS Project file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from servicecraft.errors import PlanError, SpokenFact
from servicecraft.plan_reading.trees import Node
from servicecraft.plan_reading.values import Values
from servicecraft.planning import Calendar
from servicecraft.planning.calendars import usual_weekdays
from servicecraft.words import sentence

LONGEST_SPAN = 3_660
"""Days of one exception."""
EVERY_DAY = 1
"""The type of an exception that is one span of days; others come again."""


def calendar_of(project: Node, values: Values, remarks: list[SpokenFact]) -> Calendar:
    """The calendar that the file names for the whole plan; Monday to Friday where it has none."""
    calendars = project.one("Calendars")
    wanted = project.told("CalendarUID")
    found = [] if calendars is None else list(calendars.all("Calendar"))
    chosen = next((one for one in found if one.told("UID") == wanted), found[0] if found else None)
    if chosen is None:
        return Calendar()
    closed: set[datetime.date] = set()
    opened: set[datetime.date] = set()
    for days, worked in _exceptions(chosen, values, remarks):
        (opened if worked else closed).update(days)
    weekdays = _weekdays(chosen, values)
    own = _named_like(chosen.told("Name"), weekdays, closed, opened)
    if own is not None:
        return own
    off = tuple(day for day in closed if day.weekday() in weekdays)
    on = tuple(day for day in opened if day.weekday() not in weekdays)
    return Calendar(weekdays=weekdays, closed=off, opened=on)


def _weekdays(calendar: Node, values: Values) -> tuple[int, ...]:
    """The weekdays that are worked; the format counts them from 1 for Sunday."""
    week = calendar.one("WeekDays")
    worked = set(range(5))
    for number, day in enumerate([] if week is None else week.all("WeekDay")):
        path = f"Calendar.WeekDays.WeekDay[{number}]"
        kind = values.whole(day, "DayType", path)
        if kind is not None and 1 <= kind <= 7:
            weekday = (kind - 2) % 7
            (worked.add if values.flag(day, "DayWorking", path) else worked.discard)(weekday)
    return tuple(sorted(worked))


def _exceptions(
    calendar: Node, values: Values, remarks: list[SpokenFact]
) -> Iterator[tuple[list[datetime.date], bool]]:
    """Spans of days that differ, and whether they are worked: in the newer form and in the one before 2007."""
    newer, week = calendar.one("Exceptions"), calendar.one("WeekDays")
    rows = [] if newer is None else list(newer.all("Exception"))
    if not rows and week is not None:
        rows = [day for day in week.all("WeekDay") if day.told("DayType") == "0"]
    again = []
    for number, one in enumerate(rows):
        path = f"Calendar.Exceptions.Exception[{number}]"
        if (values.whole(one, "Type", path) or EVERY_DAY) != EVERY_DAY:
            again.append(one.told("Name") or path)
            continue
        yield _span(one, path, values), values.flag(one, "DayWorking", path)
    if again:
        text = sentence("Days off that come again by a rule were left behind: {names}. Close them in the calendar.")
        remarks.append(SpokenFact(text, names=", ".join(again)))


def _span(exception: Node, path: str, values: Values) -> list[datetime.date]:
    period = exception.one("TimePeriod")
    if period is None:
        return []
    first, last = values.day(period, "FromDate", path), values.day(period, "ToDate", path)
    if first is None or last is None or not 0 <= (last - first).days < LONGEST_SPAN:
        return []
    return [first + datetime.timedelta(step) for step in range((last - first).days + 1)]


def _named_like(
    name: str | None, weekdays: tuple[int, ...], closed: set[datetime.date], opened: set[datetime.date]
) -> Calendar | None:
    """The calendar that the name of the file's calendar means to this library, where it has the same days."""
    if name is None or not (closed or opened):
        return None
    try:
        meant = Calendar.of(name)
    except PlanError:
        return None
    days = sorted(closed | opened)
    same = all(meant.is_worked(day) == (day in opened) for day in days)
    off = meant.days_off(days[0], days[-1])
    listed = {(row[0], row[2]) for row in off.rows}
    return (
        meant
        if same and listed == {(day, day in opened) for day in days} and usual_weekdays(meant) == weekdays
        else None
    )
