"""
When is what to happen, what may not be late, and when will all be finished?

Make a `Schedule` of a program or of bare activities and ask it: when each activity starts and ends, how much room it has,
which chains carry the finish, how sure the finish is, where the plan stands on a day.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Self

import numpy as np
from attrs import evolve, frozen

from servicecraft.errors import PlanError
from servicecraft.model.columns.days import day_of
from servicecraft.model.planning import Activity, Phase, Plan
from servicecraft.model.program import Program
from servicecraft.model.settings import Settings
from servicecraft.planning.arrays import Flags
from servicecraft.planning.calendars import Calendar
from servicecraft.planning.chains import critical_chains
from servicecraft.planning.choosing import outline_of, outline_of_activities
from servicecraft.planning.gathering import gathered
from servicecraft.planning.outline import Outline
from servicecraft.planning.overview import gates_table, phases_table, risks_table, wheel_table
from servicecraft.planning.passes import Times, times
from servicecraft.planning.timetable import Timetable, activities_table, timetable
from servicecraft.planning.work import Work
from servicecraft.tables import Table

if TYPE_CHECKING:
    from servicecraft.planning.approximating import Approximation
    from servicecraft.planning.progress import Progress
    from servicecraft.planning.risk import ScheduleRisk


@frozen(kw_only=True, eq=False, repr=False)
class Schedule:
    """
    A plan, computed.

    Attributes:
        outline: Its rows, its calendar and its first day.
        work: Its pieces of work as columns.
        times: When each piece can and must begin and end.
    """

    outline: Outline
    work: Work
    times: Times

    @classmethod
    def of(
        cls,
        program: Program,
        plan: str | None = None,
        *,
        start: datetime.date | str | None = None,
        calendar: Calendar | str | None = None,
    ) -> Self:
        """
        The schedule of a plan of a program, as it was planned: what has happened since is for `progress`.

        Args:
            program: A program.
            plan: The id of the plan, where the program has several.
            start: Another first day than that of the plan.
            calendar: Another calendar than the one that the plan names.

        Returns:
            A schedule; one without activities where the plan has none.

        Raises:
            PlanError: An activity does not say how long it takes, the calendar cannot be read or has no working day, or
                the plan runs beyond the year 2199.
            UnknownIdError: There is no such plan.
            MissingExtraError: The plan names a country and the extra `calendars` is not installed.
        """
        first = None if start is None else day_of(start, "start")
        outline, paths = outline_of(program, plan, first, calendar)
        return cls._made(outline, paths)

    @classmethod
    def of_activities(
        cls,
        activities: Iterable[Activity],
        start: datetime.date | str | None = None,
        calendar: Calendar | str | None = None,
        *,
        plan: Plan | None = None,
        phases: Iterable[Phase] = (),
        settings: Settings | None = None,
        language: str = "en",
    ) -> Self:
        """
        The schedule of bare activities.

        Args:
            activities: The activities, in any order.
            start: The first day; without one, everything is told in working days and nothing in dates.
            calendar: Which days are worked: a `Calendar` or the text of one, such as `"DO"` or `"ES-MD mon-sat"`. Monday to
                Friday if `None`.
            plan: What the plan is called; its first day and calendar count where none are given here.
            phases: Its phases, where activities name some.
            settings: Thresholds.
            language: The locale in which answers speak.

        Raises:
            PlanError: The activities do not agree with one another (a loop, an unknown or double id), one does not say
                how long it takes, or the calendar cannot be read.
        """
        first = None if start is None else day_of(start, "start")
        bare = outline_of_activities(
            activities, plan=plan, phases=phases, start=first, calendar=calendar, settings=settings, language=language
        )
        outline, paths = bare
        return cls._made(outline, paths)

    @classmethod
    def _made(cls, outline: Outline, paths: Iterable[str]) -> Self:
        places = list(paths)
        found = gathered(outline.activities, outline.calendar, outline.axis, places)
        outline = evolve(outline, remarks=(*outline.remarks, *found.remarks))
        made = cls(outline=outline, work=found.work, times=times(found.work))
        made.refuse_endless(places)
        return made

    def refuse_endless(self, paths: Iterable[str] = ()) -> None:
        """Refuse a plan of which not even the finish has a date."""
        if self.outline.axis is None or None not in self.timetable.finish:
            return
        last = int(np.argmax(self.timetable.early_finish))
        path = dict(enumerate(paths)).get(last, f"activities[{last}]")
        years = f"{self.times.finish / 260:.0f}"
        raise PlanError.of("SC-704", self.outline.activities[last].id, path=f"{path}.duration", years=years)

    @property
    def length(self) -> float:
        """How many working days the plan takes, with expected durations; 0 without any activity."""
        return self.times.finish

    @property
    def finish_date(self) -> datetime.date | None:
        """The day on which all is finished; `None` where the plan has no first day or no activity."""
        if self.outline.axis is None or not self.outline.activities:
            return None
        return max(filter(None, self.timetable.finish), default=None)

    @property
    def finish(self) -> datetime.date | float:
        """When all is finished: a day where the plan has a first day, a number of working days elsewhere."""
        return self.finish_date or self.length

    @cached_property
    def timetable(self) -> Timetable:
        """When each activity begins and ends, in working days and in dates."""
        return timetable(self.outline, self.work, self.times)

    @cached_property
    def activities(self) -> Table:
        """
        When each activity can and must begin and end, in the order of the plan.

        Returns:
            Columns `id`, `duration`, `early_start`, `early_finish`, `late_start`, `late_finish`, `total_float`,
            `free_float` (working days from the beginning of the plan; what begins at 3 begins on the fourth day, what ends
            at 3 ends with the third) and `critical`; where the plan has a first day `start`, `finish`, `latest_start`,
            `latest_finish` as dates; then `name`, `phase`, `owner`. A negative float says by how much a deadline will be
            missed. Of what is finished, a forecast tells no float.
        """
        return activities_table(self.outline, self.timetable)

    @cached_property
    def _critical_pieces(self) -> Flags:
        critical = self.times.critical.copy()
        critical[self.work.first[self.work.settled]] = False
        return critical

    @property
    def critical_path(self) -> tuple[str, ...]:
        """The ids of all critical activities, by when they start and then in the order of the plan."""
        table = self.timetable
        critical = np.flatnonzero(table.critical)
        by_start = critical[np.argsort(table.early_start[critical], kind="stable")]
        return tuple(self.outline.activities[place].id for place in by_start.tolist())

    @cached_property
    def critical_chains(self) -> tuple[tuple[str, ...], ...]:
        """
        The chains that carry the finish, or that lead to a deadline: the ids of each, from its beginning to its end.

        Returns:
            At most 100 chains, in the order of the plan; empty without any activity.
        """
        owner = self._activity_of_piece
        chains = critical_chains(self.work, self.times, self._critical_pieces)
        found = (tuple(dict.fromkeys(owner[piece] for piece in chain)) for chain in chains)
        return tuple(tuple(self.outline.activities[place].id for place in chain) for chain in found)

    @cached_property
    def _activity_of_piece(self) -> dict[int, int]:
        first = {piece: place for place, piece in enumerate(self.work.first.tolist())}
        return first | {piece: place for place, piece in enumerate(self.work.last.tolist())}

    @property
    def milestones(self) -> Table:
        """The milestones with their times, by when they are reached: the columns of `activities`."""
        which = np.array([one.milestone for one in self.outline.activities], dtype=bool)
        by_time = np.argsort(self.timetable.early_finish, kind="stable")
        return activities_table(self.outline, self.timetable, by_time[which[by_time]].tolist())

    @property
    def phases(self) -> Table:
        """
        The phases in their order: `phase`, `name`, `step`, `activities`, `start`, `finish`, `total_float`, `critical`.

        Times are dates where the plan has a first day, working days elsewhere; a phase without activities has none.
        """
        return phases_table(self.outline, self.timetable)

    @property
    def gates(self) -> Table:
        """
        What must hold before which phase begins, and by when.

        Columns `phase`, `name`, `condition`, `threshold`, `opens` (the phase's earliest start) and `opens_at_latest`. Whether a condition holds is not judged here.
        """
        return gates_table(self.outline, self.timetable)

    @property
    def risks(self) -> Table:
        """
        What can go wrong, most likely first: `id`, `name`, `owner`, `likelihood`, `effect`, `response`, `answered`.

        A risk is answered when it has an owner and a response; one without a likelihood comes last.
        """
        return risks_table(self.outline)

    @property
    def wheel(self) -> Table:
        """
        The turns of plan, do, check, act: `cycle`, `plan`, `do`, `check`, `act`, `missing`, `start`, `finish`.

        A cycle begins where planning begins again, or where anything follows on acting. Phases without a step belong to
        none.
        """
        return wheel_table(self.outline, self.timetable)

    def simulate(
        self, samples: int = 10_000, rng: int | np.random.Generator = 0, *, correlation: float = 0.0
    ) -> ScheduleRisk:
        """
        How sure the finish is, given that activities with three estimates take longer or shorter than expected.

        Durations are drawn from PERT-beta distributions, those of one owner together where a correlation is given.

        Args:
            samples: How many times the plan is carried out.
            rng: A seed or a generator; the same seed gives the same answer.
            correlation: How far activities of one owner are late together, from 0 to 1 (of a Gaussian copula).

        Raises:
            PlanError: A number is out of range (`SC-707`).

        Source:
            Malcolm, Roseboom, Clark & Fazar (1959) for the three estimates; Van Slyke (1963) for the simulation and the
            criticality index.
        """
        from servicecraft.planning.risk import simulated

        return simulated(self, samples, rng, correlation)

    def approximation(self) -> Approximation:
        """
        The textbook's way to the same question: a normal distribution around the critical chain.

        It looks at one chain only, the critical one with the largest variance, and so promises too much where other
        chains are nearly as long; `simulate` looks at all of them.
        """
        from servicecraft.planning.approximating import approximated

        return approximated(self)

    def progress(self, as_of: datetime.date | str) -> Progress:
        """
        Where the plan stands at the end of a day: what is done of what is due, what stands still, when all will be finished.

        Raises:
            PlanError: The plan has no first day.
        """
        from servicecraft.planning.progress import progress_of

        return progress_of(self, day_of(as_of, "as_of"))

    def to_csv(self, path: str | os.PathLike[str] | None = None) -> str:
        """
        The activities as CSV with the columns of a program and the computed days, written to a file where a path is given.

        Raises:
            ModelError: The file could not be written (`SC-401`).
        """
        from servicecraft.planning.timetable import plan_table

        return plan_table(self.outline, self.timetable).to_csv(path)

    def to_mermaid(self, path: str | os.PathLike[str] | None = None) -> str:
        """
        A Gantt chart as Mermaid text, which many wikis and editors draw; written to a file where a path is given.

        Raises:
            PlanError: The plan has no first day.
            ModelError: The file could not be written (`SC-401`).
        """
        from servicecraft.planning.mermaid import mermaid_text
        from servicecraft.planning.writing import written

        return written(path, mermaid_text(self.outline, self.timetable))

    def to_ics(
        self, path: str | os.PathLike[str] | None = None, *, stamp: datetime.datetime | datetime.date | None = None
    ) -> str:
        """
        The activities as whole-day events of an iCalendar file (RFC 5545), written to a file where a path is given.

        Args:
            path: Where to write.
            stamp: When the plan was as it is now, which calendars compare to know what is newer; the first day of the plan
                if `None`, so that the same plan always gives the same text.

        Raises:
            PlanError: The plan has no first day.
            MissingExtraError: The extra `calendars` is not installed.
            ModelError: The file could not be written (`SC-401`).
        """
        from servicecraft.planning.ics import ics_text
        from servicecraft.planning.writing import written

        return written(path, ics_text(self.outline, self.timetable, stamp))

    def to_msproject(self, path: str | os.PathLike[str] | None = None) -> str:
        """
        The plan as MS Project XML, with calendar, links, dates and what has happened; written where a path is given.

        Raises:
            PlanError: The plan has no first day.
            ModelError: The file could not be written (`SC-401`).
        """
        from servicecraft.planning.msproject import msproject_text
        from servicecraft.planning.writing import written

        return written(path, msproject_text(self.outline, self.work, self.timetable))

    def to_table(self) -> Table:
        """The activities; see `activities`."""
        return self.activities

    def __repr__(self) -> str:
        count = len(self.outline.activities)
        title = f"{self.outline.title!r}: " if self.outline.title else ""
        until = f", until {self.finish_date}" if self.finish_date else ""
        return f"<Schedule {title}{count} activities, {self.length:g} working days{until}>"

    def __str__(self) -> str:
        return str(self.activities)

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.activities.to_html()}"
