"""A plan as the events of a calendar file (RFC 5545)."""

from __future__ import annotations

import datetime
import hashlib
from importlib import import_module

from servicecraft.errors import MissingExtraError
from servicecraft.model.columns.days import day_of
from servicecraft.model.planning import Activity
from servicecraft.planning.outline import Outline
from servicecraft.planning.timetable import Timetable
from servicecraft.words import sentence

PRODUCT = "-//servicecraft//plan//EN"


def ics_text(outline: Outline, table: Timetable, stamp: datetime.datetime | datetime.date | None) -> str:
    """
    The calendar file: one whole-day event for each activity, from its first to its last day, and one for each deadline.

    The same plan always gives the same text; an event keeps its identity as long as the ids of plan and activity stay.

    Raises:
        PlanError: The plan has no first day.
        MissingExtraError: The extra `calendars` is not installed.
    """
    axis = outline.dated(sentence("a calendar file"))
    try:
        library = import_module("icalendar")
    except ImportError:
        raise MissingExtraError("calendars", "icalendar") from None
    when = _moment(axis.start if stamp is None else stamp)
    calendar = library.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if outline.title:
        calendar.add("x-wr-calname", outline.title)
    for place, one in enumerate(outline.activities):
        start, finish = table.start[place], table.finish[place]
        if start is not None and finish is not None:
            event = _event(outline, one, "", one.name, start, finish, when)
            calendar.add_component(event)
        if one.deadline is not None:
            summary = outline.say(sentence("Deadline: {name}"), name=one.name)
            calendar.add_component(_event(outline, one, "deadline", summary, one.deadline, one.deadline, when))
    text: str = calendar.to_ical().decode("utf-8")
    return text


def _event(
    outline: Outline,
    one: Activity,
    kind: str,
    summary: str,
    first: datetime.date,
    last: datetime.date,
    stamp: datetime.datetime,
) -> object:
    event = import_module("icalendar").Event()
    event.add("uid", _identity(outline, one, kind))
    event.add("dtstamp", stamp)
    event.add("dtstart", first)
    event.add("dtend", max(first, last) + datetime.timedelta(days=1))  # the day after the last one
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")  # a plan does not make anybody busy
    if one.phase is not None:
        event.add("categories", [outline.phase_names.get(one.phase, one.phase)])
    told = _description(outline, one)
    if told:
        event.add("description", told)
    return event


def _description(outline: Outline, one: Activity) -> str:
    owner = outline.owner(one.owner)
    lines = [] if owner is None else [outline.say(sentence("Who sees to it: {owner}"), owner=owner)]
    names = [
        outline.activities[outline.place[each.activity]].name for each in one.after if each.activity in outline.place
    ]
    if names:
        lines.append(outline.say(sentence("Waits for: {activities}"), activities=", ".join(dict.fromkeys(names))))
    return "\n".join(lines)


def _identity(outline: Outline, one: Activity, kind: str) -> str:
    plan = "" if outline.plan is None else outline.plan.id
    digest = hashlib.sha256(f"{plan}\0{one.id}\0{kind}".encode()).hexdigest()
    return f"{digest[:32]}@servicecraft"


def _moment(stamp: datetime.datetime | datetime.date) -> datetime.datetime:
    """A moment in universal time; a day counts from its midnight, and so does a moment without a zone as it stands."""
    if not isinstance(stamp, datetime.datetime):
        day = day_of(stamp, "stamp")
        return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
    return stamp.replace(tzinfo=datetime.UTC) if stamp.tzinfo is None else stamp.astimezone(datetime.UTC)
