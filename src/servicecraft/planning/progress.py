"""Where does a plan stand: what is done of what is due, what stands still and since when, when will all be finished?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from servicecraft.errors import SpokenFact
from servicecraft.planning.arrays import Floats
from servicecraft.planning.costs import costs_table
from servicecraft.planning.forecasting import State, state_of, work_left
from servicecraft.planning.gathering import told
from servicecraft.planning.outline import Outline
from servicecraft.planning.overview import phase_places
from servicecraft.planning.passes import times
from servicecraft.planning.snapshot import Snapshot
from servicecraft.planning.stalls import stalls_table
from servicecraft.tables import Cell, Table, TableColumn
from servicecraft.words import sentence

if TYPE_CHECKING:
    from servicecraft.planning.schedule import Schedule

STATES = {
    "done": sentence("done"),
    "under_way": sentence("under way"),
    "not_begun": sentence("not begun"),
}
"""How far an activity can be."""


@frozen(kw_only=True, eq=False, repr=False)
class Progress:
    """
    Where a plan stands at the end of a day.

    An activity is due when its planned finish has come; where none was planned, the finish that the schedule computes.

    Attributes:
        plan: The schedule as it was planned.
        forecast: The schedule of what is left; `simulate` asks it how sure its finish is.
        snapshot: The plan as it stands on that day.
    """

    plan: Schedule
    forecast: Schedule
    snapshot: Snapshot

    @property
    def as_of(self) -> datetime.date:
        """The day."""
        return self.snapshot.as_of

    @property
    def state(self) -> State:
        """How far each activity is, as columns in the order of the plan."""
        return self.snapshot.state

    @property
    def outline(self) -> Outline:
        """The rows of the plan, for this day."""
        return self.forecast.outline

    @property
    def done(self) -> int:
        """How many activities are finished."""
        return int(self.state.finished.sum())

    @property
    def due(self) -> int:
        """How many were to be finished by the day."""
        return sum(map(self.snapshot.is_due, range(len(self.outline.activities))))

    @property
    def done_of_due(self) -> int:
        """How many of those due are finished, on time or late."""
        return sum(map(self.snapshot.is_due, np.flatnonzero(self.state.finished).tolist()))

    @property
    def finish_date(self) -> datetime.date | None:
        """The day on which all will be finished, going on from here with expected durations; `None` without activities."""
        return self.forecast.finish_date

    @property
    def due_date(self) -> datetime.date | None:
        """The day on which all was to be finished; `None` without activities."""
        return max((day for day in self.snapshot.due_finish if day is not None), default=None)

    @property
    def delay(self) -> int:
        """By how many working days the forecast is later than what was due; negative where it is earlier."""
        if self.finish_date is None or self.due_date is None:
            return 0
        through = self.snapshot.axis.through
        return through(self.finish_date) - through(self.due_date)

    @cached_property
    def activities(self) -> Table:
        """
        Every activity, in the order of the plan.

        Returns:
            Columns `id`, `name`, `phase`, `owner`, `state` (`done`, `under_way`, `not_begun`), `progress`, `due_start`,
            `due_finish`, `started_on`, `finished_on`, `late` (working days after it was due that it was finished, or that
            have passed without; 0 where it is on time), `forecast` and `waits_for` (unfinished activities it waits for).
        """
        return self._table(range(len(self.outline.activities)), sentence("Where each activity stands"))

    @property
    def overdue(self) -> Table:
        """What was to be finished by the day and is not, longest overdue first: the columns of `activities`."""
        late = self._late
        places = [place for place in range(len(late)) if late[place] > 0 and not self.state.finished[place]]
        places.sort(key=lambda place: (-late[place], place))
        return self._table(places, sentence("What is overdue"))

    def _table(self, places: range | list[int], title: str) -> Table:
        names = ["id", "name", "phase", "owner", "state", "progress", "due_start", "due_finish", "started_on"]
        names += ["finished_on", "late", "forecast", "waits_for"]
        words = {code: self.outline.say(text) for code, text in STATES.items()}
        columns = [
            TableColumn(name=one, label=self.outline.column(one).label, words=words if one == "state" else {})
            for one in names
        ]
        return self.outline.table(columns, [self._row(place) for place in places], title=self.outline.say(title))

    def _row(self, place: int) -> tuple[Cell, ...]:
        one, known = self.outline.activities[place], float(self.state.progress[place])
        begun, finished = bool(self.state.begun[place]), bool(self.state.finished[place])
        return (
            one.id,
            one.name,
            one.phase,
            one.owner,
            "done" if finished else "under_way" if begun else "not_begun",
            None if np.isnan(known) else known,
            self.snapshot.due_start[place],
            self.snapshot.due_finish[place],
            one.started_on if begun else None,
            one.finished_on if finished else None,
            float(self._late[place]),
            self.forecast.timetable.finish[place],
            () if finished else self.snapshot.waits_for(place),
        )

    @cached_property
    def _late(self) -> Floats:
        """Working days after it was due that each was finished, or that have passed without."""
        end = np.where(self.state.finished, self.state.ended, self.state.now)
        due = [np.inf if day is None else float(self.snapshot.axis.through(day)) for day in self.snapshot.due_finish]
        return np.asarray(np.maximum(end - np.array(due, dtype=np.float64), 0.0))

    @cached_property
    def phases(self) -> Table:
        """
        Every phase, in its order: `phase`, `name`, `activities`, `due`, `done`, `done_of_due`, `start`, `finish` (forecast).
        """
        rows: list[tuple[Cell, ...]] = []
        for phase in self.outline.phases:
            places = phase_places(self.outline, [phase.id])
            due = [place for place in places if self.snapshot.is_due(place)]
            done = int(self.state.finished[places].sum())
            ends = [day for place in places if (day := self.forecast.timetable.finish[place]) is not None]
            starts = [day for place in places if (day := self.forecast.timetable.start[place]) is not None]
            both = int(self.state.finished[due].sum())
            span = (min(starts, default=None), max(ends, default=None))
            rows.append((phase.id, phase.name, len(places), len(due), done, both, *span))
        names = ["phase", "name", "activities", "due", "done", "done_of_due", "start", "finish"]
        return self.outline.table(names, rows, title=self.outline.say(sentence("Where each phase stands")))

    @cached_property
    def stalls(self) -> Table:
        """
        The phases that stand still, longest first.

        A phase stands still when something in it is under way or was to have started, and nothing in it has started or been
        finished for as many working days as the settings say (`stall_days`), counted from the last move or from the day on
        which the first of it was to start, whichever is later.

        Returns:
            Columns `phase`, `name`, `since` (the day of that last move), `standing` (working days since then), `activities`
            (those that should be moving) and `waits_for` (what they wait for). Activities without a phase stand together
            under an empty one.
        """
        return stalls_table(self.snapshot)

    @cached_property
    def costs(self) -> Table:
        """
        What the plan costs, by phase and in all.

        Returns:
            Columns `phase`, `name`, `planned_cost`, `due_cost` (of what was to be done by the day: of an activity that was
            to be under way, in proportion to its working days) and `done_cost` (the planned cost of what is done, by
            progress: no record of payments). The last row is the whole, with an empty phase.
        """
        return costs_table(self.snapshot)

    def to_table(self) -> Table:
        """Where each activity stands; see `activities`."""
        return self.activities

    def __str__(self) -> str:
        text = sentence("{done} of {all} activities are done, {both} of the {due} that were due.")
        lines = [
            self.outline.say(
                text, done=self.done, all=len(self.outline.activities), both=self.done_of_due, due=self.due
            )
        ]
        if self.finish_date is not None:
            later = sentence("Going on like this, all will be finished on {day}; it was due on {due}.")
            lines.append(self.outline.say(later, day=self.finish_date, due=self.due_date))
        return "\n".join([*lines, "", str(self.overdue), "", str(self.stalls)])

    def __repr__(self) -> str:
        return f"<Progress as of {self.as_of}: {self.done_of_due} of {self.due} due activities done, until {self.finish_date}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.phases.to_html()}{self.overdue.to_html()}{self.stalls.to_html()}"


def progress_of(schedule: Schedule, as_of: datetime.date) -> Progress:
    """The progress of a schedule; see `Schedule.progress`."""
    outline = schedule.outline
    axis = outline.dated(sentence("its progress on a day"))
    rows, table = outline.activities, schedule.timetable
    first = [one.planned_start or day for one, day in zip(rows, table.start, strict=True)]
    last = [one.planned_finish or day for one, day in zip(rows, table.finish, strict=True)]
    state = state_of(outline, axis, as_of, list(zip(first, last, strict=True)))
    left = work_left(schedule.work, state)
    remarks = (*outline.remarks, *_undated(outline, state))
    forecast = evolve(schedule, outline=evolve(outline, as_of=as_of, remarks=remarks), work=left, times=times(left))
    forecast.refuse_endless()
    now = Snapshot(outline=forecast.outline, axis=axis, state=state, due_start=first, due_finish=last, as_of=as_of)
    return Progress(plan=schedule, forecast=forecast, snapshot=now)


def _undated(outline: Outline, state: State) -> Iterator[SpokenFact]:
    ids = [outline.activities[place].id for place in np.flatnonzero(state.undated).tolist()]
    text = sentence("Without a date and counted by their progress, as if begun or finished when due: {ids}.")
    yield from told(text, ids)
