"""The parts of an MS Project file that tell days: how elements are written, and which days are worked."""

from __future__ import annotations

import datetime
import re
from xml.etree import ElementTree

from servicecraft.planning.calendars import usual_weekdays
from servicecraft.planning.outline import Outline

MINUTES_PER_DAY = 480
DAY_BEGINS, DAY_ENDS = datetime.time(8), datetime.time(16)
YEARS_AHEAD = 2
"""Years after the latest finish whose holidays are written too, so that a plan that slips still knows them."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Element = ElementTree.Element
Value = str | int | bool | None


def put(parent: Element, **values: Value) -> None:
    """Add one element for each value that there is, in order."""
    for name, value in values.items():
        if value is not None:
            text = str(int(value)) if isinstance(value, bool) else str(value)
            ElementTree.SubElement(parent, name).text = _NOT_IN_XML.sub("\ufffd", text)


def moment_text(moment: datetime.datetime) -> str:
    """A moment as the format writes it."""
    return moment.isoformat(timespec="seconds")


def add_calendar(project: Element, outline: Outline, first: datetime.date, last: datetime.date) -> None:
    """Write which weekdays are worked and which days differ, from the year of the start to some years ahead."""
    calendar = ElementTree.SubElement(ElementTree.SubElement(project, "Calendars"), "Calendar")
    put(calendar, UID=1, Name=str(outline.calendar) or "Standard", IsBaseCalendar=True, BaseCalendarUID=-1)
    week = ElementTree.SubElement(calendar, "WeekDays")
    for weekday in (6, 0, 1, 2, 3, 4, 5):  # the format's week begins on Sunday
        day = ElementTree.SubElement(week, "WeekDay")
        works = weekday in usual_weekdays(outline.calendar)
        put(day, DayType=(weekday + 1) % 7 + 1, DayWorking=works)
        if works:
            _add_hours(day)
    until = datetime.date(min(last.year + YEARS_AHEAD, 2199), 12, 31)
    off = outline.calendar.days_off(datetime.date(first.year, 1, 1), until, language=outline.language)
    exceptions = ElementTree.SubElement(calendar, "Exceptions") if off.rows else None
    for on, name, worked in off.rows:
        if exceptions is not None and isinstance(on, datetime.date):
            _add_exception(exceptions, on, str(name), bool(worked))


def _add_exception(exceptions: Element, day: datetime.date, name: str, worked: bool) -> None:
    one = ElementTree.SubElement(exceptions, "Exception")
    put(one, EnteredByOccurrences=False)
    span = ElementTree.SubElement(one, "TimePeriod")
    put(span, FromDate=f"{day}T00:00:00", ToDate=f"{day}T23:59:00")
    put(one, Occurrences=1, Name=name, Type=1, DayWorking=worked)
    if worked:
        _add_hours(one)


def _add_hours(day: Element) -> None:
    hours = ElementTree.SubElement(ElementTree.SubElement(day, "WorkingTimes"), "WorkingTime")
    put(hours, FromTime=f"{DAY_BEGINS}", ToTime=f"{DAY_ENDS}")
