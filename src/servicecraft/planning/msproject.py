"""
A plan as MS Project XML, which most programs for projects read.

A working day is written as eight hours from eight o'clock. Ids, estimates and planned durations stand in fields of their own
(Text1, Number1 to Number4), so that the plan can be read back.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from math import ceil, floor
from xml.etree import ElementTree

import numpy as np
from attrs import frozen

from servicecraft.model.planning import Activity, Phase
from servicecraft.planning.calendars import usual_weekdays
from servicecraft.planning.days import Axis
from servicecraft.planning.msproject_days import (
    DAY_BEGINS,
    DAY_ENDS,
    MINUTES_PER_DAY,
    Element,
    add_calendar,
    moment_text,
    put,
)
from servicecraft.planning.outline import Outline
from servicecraft.planning.overview import phase_places
from servicecraft.planning.timetable import Timetable
from servicecraft.planning.work import Work
from servicecraft.words import sentence

NAMESPACE = "http://schemas.microsoft.com/project"
LINK_TYPES = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
"""The numbers under which the format writes how one task waits for another."""
FIELDS = {
    "id": 188743731,
    "optimistic": 188743767,
    "likely": 188743768,
    "pessimistic": 188743769,
    "duration": 188743770,
}
"""The fields Text1 and Number1 to Number4, with what this library writes into them."""
FIELD_NAMES = {
    "id": "Text1",
    "optimistic": "Number1",
    "likely": "Number2",
    "pessimistic": "Number3",
    "duration": "Number4",
}
ALIAS = "servicecraft {name}"
"""What those fields are called in a file that this library wrote."""


def msproject_text(outline: Outline, work: Work, table: Timetable) -> str:
    """
    The plan as MS Project XML: calendar, phases as summaries, tasks with dates, links and deadlines, owners as resources.

    Of a forecast it tells what has happened as well.

    Raises:
        PlanError: The plan has no first day.
    """
    axis = outline.dated(sentence("an MS Project file"))
    project = Element("Project", xmlns=NAMESPACE)
    clock = Clock(axis=axis, rounding=table.rounding)
    first = clock.start(0.0)
    last = max((clock.finish(number) for number in table.early_finish.tolist()), default=first)
    put(project, SaveVersion=14, Name=outline.title or "plan", Title=outline.title or None, ScheduleFromStart=1)
    put(project, StartDate=moment_text(first), FinishDate=moment_text(last), CalendarUID=1)
    put(project, DefaultStartTime=f"{DAY_BEGINS}", DefaultFinishTime=f"{DAY_ENDS}", MinutesPerDay=MINUTES_PER_DAY)
    put(project, MinutesPerWeek=MINUTES_PER_DAY * len(usual_weekdays(outline.calendar)), DaysPerMonth=20)
    if outline.as_of is not None:
        put(project, StatusDate=moment_text(datetime.datetime.combine(outline.as_of, DAY_ENDS)))
    fields = ElementTree.SubElement(project, "ExtendedAttributes")
    for name, number in FIELDS.items():
        one = ElementTree.SubElement(fields, "ExtendedAttribute")
        put(one, FieldID=number, FieldName=FIELD_NAMES[name], Alias=ALIAS.format(name=name))
    add_calendar(project, outline, first.date(), last.date())
    numbers = _numbered(outline)
    _Tasks(outline, work, table, clock, numbers).add(project)
    _add_owners(project, outline, table, numbers)
    ElementTree.indent(project)
    return ElementTree.tostring(project, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n', "\n")
    )


@frozen(kw_only=True)
class Clock:
    """
    Numbers of working days as moments of the calendar.

    Attributes:
        axis: The working days of the plan.
        rounding: Differences below this mean nothing.
    """

    axis: Axis
    rounding: float

    def start(self, number: float) -> datetime.datetime:
        """The moment at which work begins that begins at a number of working days."""
        day = floor(number + self.rounding)
        return self._at(day, number - day)

    def finish(self, number: float) -> datetime.datetime:
        """The moment at which work ends that ends at a number of working days."""
        day = ceil(number - self.rounding) - 1
        return self._at(day, number - day)

    def _at(self, day: int, part: float) -> datetime.datetime:
        found = self.axis.days(np.array([day]))[0] or datetime.date(1984, 1, 1)  # the first day that the format knows
        minutes = round(min(max(part, 0.0), 1.0) * MINUTES_PER_DAY)
        return datetime.datetime.combine(found, DAY_BEGINS) + datetime.timedelta(minutes=minutes)


def minutes_text(days: float) -> str:
    """Working days as the format writes a duration."""
    minutes = round(days * MINUTES_PER_DAY)
    return f"PT{minutes // 60}H{minutes % 60}M0S"


def tenths(days: float) -> int:
    """Working days in tenths of a minute, as the format counts lags and floats."""
    return round(days * MINUTES_PER_DAY * 10)


def _numbered(outline: Outline) -> dict[str, int]:
    """The number of each activity's task; tasks are numbered as they stand, each phase before its activities."""
    found: dict[str, int] = {}
    number = 0
    for phase, places in _grouped(outline):
        number += phase is not None
        for place in places:
            number += 1
            found[outline.activities[place].id] = number
    return found


def _grouped(outline: Outline) -> Iterator[tuple[Phase | None, Sequence[int]]]:
    """The phases with their activities, then the activities without a phase."""
    named = {one.id for one in outline.phases}
    for phase in outline.phases:
        yield phase, phase_places(outline, [phase.id])
    yield None, [place for place, one in enumerate(outline.activities) if one.phase not in named]


class _Tasks:
    """The tasks of a file, as they are written one after another."""

    def __init__(self, outline: Outline, work: Work, table: Timetable, clock: Clock, numbers: dict[str, int]) -> None:
        self.outline, self.work, self.table, self.clock, self.numbers = outline, work, table, clock, numbers

    def add(self, project: Element) -> None:
        """Write all of them."""
        tasks = ElementTree.SubElement(project, "Tasks")
        number = 0
        for group, (phase, places) in enumerate(_grouped(self.outline), 1):
            if phase is not None:
                number += 1
                self._add_phase(tasks, phase, number, group, places)
            for within, place in enumerate(places, 1):
                number += 1
                outline_number = f"{group}.{within}" if phase is not None else f"{group + within - 1}"
                self._add_activity(tasks, place, number, outline_number)

    def _add_phase(self, tasks: Element, phase: Phase, number: int, group: int, places: Sequence[int]) -> None:
        starts, finishes = self.table.early_start[places], self.table.early_finish[places]
        task = ElementTree.SubElement(tasks, "Task")
        put(
            task,
            UID=number,
            ID=number,
            Name=phase.name,
            Type=1,
            IsNull=False,
            WBS=group,
            OutlineNumber=group,
            OutlineLevel=1,
        )
        first, last = float(starts.min(initial=np.inf)), float(finishes.max(initial=-np.inf))
        if places:
            put(task, Start=moment_text(self.clock.start(first)), Finish=moment_text(self.clock.finish(last)))
            put(task, Duration=minutes_text(last - first), DurationFormat=7)
        put(task, Milestone=False, Summary=True)
        self._add_field(task, "id", phase.id)

    def _add_activity(self, tasks: Element, place: int, number: int, outline_number: str) -> None:
        one, table = self.outline.activities[place], self.table
        task = ElementTree.SubElement(tasks, "Task")
        put(task, UID=number, ID=number, Name=one.name, Manual=False, Type=1, IsNull=False)
        put(
            task,
            WBS=outline_number,
            OutlineNumber=outline_number,
            OutlineLevel=outline_number.count(".") + 1,
            Priority=500,
        )
        start, finish = self._span(place)
        put(task, Start=moment_text(start), Finish=moment_text(finish))
        put(task, Duration=minutes_text(float(table.duration[place])), DurationFormat=7, Estimated=False)
        put(task, Milestone=one.milestone, Summary=False, Critical=bool(table.critical[place]))
        put(task, EarlyStart=moment_text(start), EarlyFinish=moment_text(finish))
        if not self.work.settled[place]:
            put(
                task,
                FreeSlack=tenths(float(table.free_float[place])),
                TotalSlack=tenths(float(table.total_float[place])),
            )
        put(task, FixedCost=None if one.cost is None else round(one.cost * 100))
        self._add_done(task, place, start, finish)
        self._add_limits(task, one)
        if self.outline.as_of is not None and one.progress:  # the percentage above is of time, this one of work
            put(task, PhysicalPercentComplete=round(100 * one.progress))
        for each in one.after:
            if each.activity in self.numbers:
                link = ElementTree.SubElement(task, "PredecessorLink")
                put(link, PredecessorUID=self.numbers[each.activity], Type=LINK_TYPES[each.link], CrossProject=False)
                put(link, LinkLag=tenths(each.lag), LagFormat=7)
        self._add_field(task, "id", one.id)
        for name in ("optimistic", "likely", "pessimistic", "duration"):
            value = getattr(one, name)
            self._add_field(task, name, None if value is None else repr(value))
        self._add_baseline(task, one)

    def _span(self, place: int) -> tuple[datetime.datetime, datetime.datetime]:
        table, clock = self.table, self.clock
        first, last = float(table.early_start[place]), float(table.early_finish[place])
        if last - first > table.rounding:
            return clock.start(first), clock.finish(last)
        moment = clock.start(first) if table.start[place] == clock.start(first).date() else clock.finish(last)
        return moment, moment

    def _add_done(self, task: Element, place: int, start: datetime.datetime, finish: datetime.datetime) -> None:
        """What of it is done: nothing in a plan, what has happened in a forecast."""
        settled = bool(self.work.settled[place])
        begun = settled or int(self.work.first[place]) != int(self.work.last[place])
        duration = float(self.table.duration[place])
        left = float(self.work.expected[self.work.last[place]]) if begun and not settled else 0.0
        part = 1.0 if settled else 0.0 if not begun or duration <= 0 else max(0.0, 1 - left / duration)
        put(task, PercentComplete=round(100 * part))
        if begun:
            put(task, ActualStart=moment_text(start), ActualFinish=moment_text(finish) if settled else None)
        put(task, ActualDuration=minutes_text(duration * part), RemainingDuration=minutes_text(duration * (1 - part)))

    def _add_limits(self, task: Element, one: Activity) -> None:
        if one.not_before is not None:
            put(task, ConstraintType=4, CalendarUID=-1)
            put(task, ConstraintDate=moment_text(datetime.datetime.combine(one.not_before, DAY_BEGINS)))
        else:
            put(task, ConstraintType=0, CalendarUID=-1)
        if one.deadline is not None:
            put(task, Deadline=moment_text(datetime.datetime.combine(one.deadline, DAY_ENDS)))

    def _add_field(self, task: Element, name: str, value: str | None) -> None:
        if value is not None:
            put(ElementTree.SubElement(task, "ExtendedAttribute"), FieldID=FIELDS[name], Value=value)

    def _add_baseline(self, task: Element, one: Activity) -> None:
        if one.planned_start is None or one.planned_finish is None:
            return
        baseline = ElementTree.SubElement(task, "Baseline")
        days = self.outline.calendar.working_days(one.planned_start, one.planned_finish)
        put(baseline, Number=0, Start=moment_text(datetime.datetime.combine(one.planned_start, DAY_BEGINS)))
        put(baseline, Finish=moment_text(datetime.datetime.combine(one.planned_finish, DAY_ENDS)))
        put(baseline, Duration=minutes_text(days), DurationFormat=7)


def _add_owners(project: Element, outline: Outline, table: Timetable, numbers: dict[str, int]) -> None:
    owners = {
        one: number for number, one in enumerate(dict.fromkeys(a.owner for a in outline.activities if a.owner), 1)
    }
    resources = ElementTree.SubElement(project, "Resources")
    for owner, number in owners.items():
        one = ElementTree.SubElement(resources, "Resource")
        put(one, UID=number, ID=number, Name=outline.owner(owner), Type=1, IsNull=False)
    assignments = ElementTree.SubElement(project, "Assignments")
    for place, activity in enumerate(outline.activities):
        if activity.owner:
            one = ElementTree.SubElement(assignments, "Assignment")
            put(one, UID=place + 1, TaskUID=numbers[activity.id], ResourceUID=owners[activity.owner], Units=1)
            put(one, Work=minutes_text(float(table.duration[place])))
