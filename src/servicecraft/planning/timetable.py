"""When each activity begins and ends, in working days and as days of the calendar."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from attrs import frozen

from servicecraft.planning.arrays import Flags, Floats
from servicecraft.planning.outline import Outline
from servicecraft.planning.passes import Times
from servicecraft.planning.work import Work
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence

DatesOrNone = list[datetime.date | None]


@frozen(kw_only=True, eq=False)
class Timetable:
    """
    When each activity begins and ends.

    Attributes:
        duration: Working days from its beginning to its end, in working days from the beginning of the plan as are all
            that follow.
        early_start: Its earliest start.
        early_finish: Its earliest finish.
        late_start: Its latest start; NaN for what is finished, as are its late finish and both floats.
        late_finish: Its latest finish.
        total_float: How much later it may be.
        free_float: How much later it may be without anything else becoming later.
        critical: Whether it may not be late at all.
        start: The day of its earliest start; `None` for all where the plan has no first day.
        finish: The day of its earliest finish.
        latest_start: The day of its latest start.
        latest_finish: The day of its latest finish.
        rounding: Differences in working days below this mean nothing.
    """

    duration: Floats
    early_start: Floats
    early_finish: Floats
    late_start: Floats
    late_finish: Floats
    total_float: Floats
    free_float: Floats
    critical: Flags
    start: DatesOrNone
    finish: DatesOrNone
    latest_start: DatesOrNone
    latest_finish: DatesOrNone
    rounding: float


def timetable(outline: Outline, work: Work, found: Times) -> Timetable:
    """The times of the activities, from those of their pieces of work."""
    begins, ends = work.first, work.last
    early_start, early_finish = found.early_start[begins], found.early_finish[ends]
    late_finish = np.where(work.settled, np.nan, found.late_finish[ends])
    total = np.where(work.settled, np.nan, found.total[ends])
    late_start = np.where(
        begins == ends, late_finish - found.durations[ends], np.where(work.settled, np.nan, early_start)
    )
    moment = (early_finish - early_start <= found.rounding) & (begins == ends)
    held = moment & (work.release[begins] > 0) & (early_start <= work.release[begins] + found.rounding)
    first, last = _mapping(outline, found.rounding)
    start, finish = first(early_start), last(early_finish)
    latest_start, latest_finish = first(late_start), last(late_finish)
    for place in np.flatnonzero(
        moment
    ).tolist():  # a point in time stands at the end of the day before, unless held back
        day = first(early_finish[[place]])[0] if held[place] or early_finish[place] <= 0 else finish[place]
        start[place] = finish[place] = day
        latest_start[place] = latest_finish[place] = day if not total[place] else latest_finish[place]
    return Timetable(
        duration=early_finish - early_start,
        early_start=early_start,
        early_finish=early_finish,
        late_start=late_start,
        late_finish=late_finish,
        total_float=total,
        free_float=np.where(work.settled, np.nan, found.free[ends]),
        critical=found.critical[ends] & ~work.settled,
        start=start,
        finish=finish,
        latest_start=latest_start,
        latest_finish=latest_finish,
        rounding=found.rounding,
    )


Dating = Callable[[Floats], DatesOrNone]


def _mapping(outline: Outline, rounding: float) -> tuple[Dating, Dating]:
    """How starts and finishes become days."""
    axis = outline.axis
    if axis is None:
        return (lambda numbers: [None] * len(numbers)), (lambda numbers: [None] * len(numbers))

    def starts(numbers: Floats) -> DatesOrNone:
        return _known(numbers, axis.starts(np.nan_to_num(numbers), rounding))

    def finishes(numbers: Floats) -> DatesOrNone:
        return _known(numbers, axis.finishes(np.nan_to_num(numbers), rounding))

    return starts, finishes


def _known(numbers: Floats, days: DatesOrNone) -> DatesOrNone:
    return [None if missing else day for missing, day in zip(np.isnan(numbers).tolist(), days, strict=True)]


COUNTED = (
    "duration",
    "early_start",
    "early_finish",
    "late_start",
    "late_finish",
    "total_float",
    "free_float",
)
DATED = ("start", "finish", "latest_start", "latest_finish")


def activities_table(outline: Outline, table: Timetable, places: Sequence[int] | None = None) -> Table:
    """The activities, or some of them, with all their times."""
    counted = [_numbers(getattr(table, name)) for name in COUNTED]
    dated = [getattr(table, name) for name in DATED] if outline.axis is not None else []
    rows = outline.activities
    every = zip(
        [one.id for one in rows],
        *counted,
        table.critical.tolist(),
        *dated,
        [one.name for one in rows],
        [one.phase for one in rows],
        [one.owner for one in rows],
        strict=True,
    )
    cells: list[tuple[Cell, ...]] = list(every)
    names = ["id", *COUNTED, "critical", *(DATED if dated else ()), "name", "phase", "owner"]
    note = sentence("Times are working days from the beginning of the plan; floats and durations are working days.")
    notes = [outline.say(note), *_missed(outline, table)]
    chosen = cells if places is None else [cells[place] for place in places]
    return outline.table(names, chosen, title=outline.title or outline.say(sentence("Schedule")), notes=notes)


def _missed(outline: Outline, table: Timetable) -> list[str]:
    """Which deadlines cannot be kept with expected durations, and by how many working days."""
    late = [
        (outline.activities[place].id, -float(table.total_float[place]))
        for place in np.flatnonzero(table.total_float < 0).tolist()
        if outline.activities[place].deadline is not None
    ]
    text = sentence("With expected durations, {id} misses its deadline by {days} working days.")
    return [outline.say(text, id=one, days=round(days, 2)) for one, days in late]


def _numbers(column: Floats) -> list[float | None]:
    return [None if number != number else number for number in column.tolist()]


PLAN_COLUMNS = (
    "id",
    "name",
    "phase",
    "owner",
    "owner_is_outside",
    "duration",
    "optimistic",
    "likely",
    "pessimistic",
    "after",
    "planned_start",
    "planned_finish",
    "not_before",
    "deadline",
    "milestone",
    "needs",
    "cost",
    "started_on",
    "finished_on",
    "progress",
)


def plan_table(outline: Outline, table: Timetable) -> Table:
    """The rows of the plan as a program holds them, with the computed days beside them."""
    rows = [
        (*(_cell(getattr(one, name)) for name in PLAN_COLUMNS), start, finish, critical)
        for one, start, finish, critical in zip(
            outline.activities, table.start, table.finish, table.critical.tolist(), strict=True
        )
    ]
    return outline.table([*PLAN_COLUMNS, "start", "finish", "critical"], rows, title=outline.title)


def _cell(value: object) -> Cell:
    """A value of a row as a cell; what is waited for becomes text."""
    return tuple(map(str, value)) if isinstance(value, tuple) else cast(Cell, value)
