"""What a plan consists of beside its work: its rows, its calendar, its first day, and how its answers speak."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from servicecraft.errors import PlanError, SpokenFact
from servicecraft.model.organisation import rows_of
from servicecraft.model.planning import Activity, Gate, Phase, Plan, Risk
from servicecraft.model.settings import Settings
from servicecraft.planning.calendars import Calendar
from servicecraft.planning.days import Axis
from servicecraft.tables import Cell, Table, TableColumn, spoken_day, spoken_number
from servicecraft.words import glossary, say, sentence

LABELS = {
    "id": sentence("id"),
    "name": sentence("name"),
    "early_start": sentence("earliest start"),
    "early_finish": sentence("earliest finish"),
    "late_start": sentence("latest start"),
    "late_finish": sentence("latest finish"),
    "total_float": sentence("float"),
    "free_float": sentence("free float"),
    "critical": sentence("critical"),
    "start": sentence("starts"),
    "finish": sentence("is finished"),
    "latest_start": sentence("must start by"),
    "latest_finish": sentence("must be finished by"),
    "percentile": sentence("chance of being finished, in %"),
    "days": sentence("working days"),
    "lower": sentence("lower"),
    "upper": sentence("upper"),
    "date": sentence("day"),
    "mean": sentence("mean in working days"),
    "deviation": sentence("standard deviation in working days"),
    "criticality": sentence("how often critical"),
    "effect": sentence("moves the finish by, in working days"),
    "cruciality": sentence("correlation with the finish"),
    "probability": sentence("chance of keeping it"),
    "activities": sentence("activities"),
    "opens": sentence("must hold on"),
    "opens_at_latest": sentence("at the latest"),
    "answered": sentence("owner and response named"),
    "cycle": sentence("cycle"),
    "missing": sentence("steps missing"),
    "due_start": sentence("was to start"),
    "due_finish": sentence("was to be finished"),
    "state": sentence("state"),
    "late": sentence("late, in working days"),
    "forecast": sentence("forecast of the finish"),
    "waits_for": sentence("waits for"),
    "due": sentence("activities due"),
    "done": sentence("activities done"),
    "done_of_due": sentence("done of those due"),
    "since": sentence("since"),
    "standing": sentence("working days without a move"),
    "planned_cost": sentence("planned cost"),
    "due_cost": sentence("cost of what is due"),
    "done_cost": sentence("cost of what is done"),
}
"""The headings of the answers about plans that are not columns of a program."""


@frozen(kw_only=True, eq=False)
class Outline:
    """
    What a plan consists of beside its work.

    Attributes:
        activities: Its activities, in the order of the table.
        plan: Its row, where it has one.
        phases: Its phases, in their order.
        gates: The gates of its phases.
        risks: What can go wrong with it.
        owners: The names of whoever owns an activity or a risk, by id.
        settings: Thresholds.
        language: The locale in which answers speak.
        calendar: Which days are worked.
        axis: Its working days; `None` where it has no first day.
        as_of: The day from which a forecast looks ahead; `None` for the plan itself.
        remarks: What was assumed or left out.
    """

    activities: tuple[Activity, ...] = rows_of(Activity)
    plan: Plan | None = None
    phases: tuple[Phase, ...] = rows_of(Phase)
    gates: tuple[Gate, ...] = rows_of(Gate)
    risks: tuple[Risk, ...] = rows_of(Risk)
    owners: Mapping[str, str] = field(factory=dict)
    settings: Settings = field(factory=Settings)
    language: str = "en"
    calendar: Calendar
    axis: Axis | None = None
    as_of: datetime.date | None = None
    remarks: tuple[SpokenFact, ...] = ()

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each activity stands, by id."""
        return {one.id: place for place, one in enumerate(self.activities)}

    @cached_property
    def phase_names(self) -> Mapping[str, str]:
        """The names of the phases, by id."""
        return {one.id: one.name for one in self.phases}

    @property
    def title(self) -> str:
        """What the plan is called; empty where it has no row."""
        return "" if self.plan is None else self.plan.name

    def dated(self, what: str) -> Axis:
        """
        The working days of the plan.

        Raises:
            PlanError: It has no first day, and *what* needs one.
        """
        if self.axis is None:
            path = "plans.start" if self.plan is None else f"plans.{self.plan.id}.start"
            raise PlanError.of("SC-706", path=path, what=SpokenFact(what))
        return self.axis

    def say(self, text: str, /, **facts: object) -> str:
        """A marked sentence with its facts; numbers and days are written in the locale."""
        return say(text, self.language, **{name: self._spoken(fact) for name, fact in facts.items()})

    def _spoken(self, fact: object) -> object:
        if isinstance(fact, SpokenFact):
            return fact.spoken(self.language)
        if isinstance(fact, datetime.date):
            return spoken_day(fact, self.language)
        if isinstance(fact, int | float) and not isinstance(fact, bool):
            return spoken_number(fact, self.language, 2)
        return fact

    def owner(self, one: str | None) -> str | None:
        """The name of an owner; the id where no name is known."""
        return None if one is None else self.owners.get(one, one)

    def column(self, name: str, *, decimals: int = 2) -> TableColumn:
        """A column with its heading."""
        label = self.say(LABELS[name]) if name in LABELS else glossary.column_label("activities", name, self.language)
        return TableColumn(name=name, label=label, decimals=decimals)

    def table(
        self,
        names: Sequence[str | TableColumn],
        rows: Iterable[Sequence[Cell]],
        *,
        title: str,
        notes: Sequence[str] = (),
    ) -> Table:
        """An answer with its headings, what was assumed, and the day it holds for."""
        columns = [self.column(one) if isinstance(one, str) else one for one in names]
        day = [] if self.as_of is None else [self.say(sentence("As of {day}."), day=self.as_of)]
        remarks = [one.spoken(self.language) for one in self.remarks]
        return Table.of(columns, rows, title=title, notes=[*day, *notes, *remarks], language=self.language)
