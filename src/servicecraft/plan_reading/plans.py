"""What was read of a plan that another program made."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from attrs import field, frozen

from servicecraft.errors import SpokenFact
from servicecraft.model.planning import Activity, Phase, Plan
from servicecraft.model.program import Program
from servicecraft.model.rows import Row
from servicecraft.planning import Calendar, Schedule
from servicecraft.tables import Table, TableColumn
from servicecraft.words import glossary, say, sentence


@frozen(kw_only=True, eq=False, repr=False)
class ReadPlan:
    """
    A plan that another program made, as rows of a program.

    Attributes:
        plan: The plan.
        phases: Its phases.
        activities: Its activities.
        calendar: Which days are worked, as the file says.
        owners: Whom the file names for an activity, by the activity's id; those that were said to be somebody of the
            program stand in the activities as well.
        remarks: What was rounded, changed or left behind.
        language: The locale in which it speaks.
    """

    plan: Plan
    phases: tuple[Phase, ...] = ()
    activities: tuple[Activity, ...] = ()
    calendar: Calendar
    owners: Mapping[str, str] = field(factory=dict)
    remarks: tuple[SpokenFact, ...] = ()
    language: str = "en"

    @property
    def rows(self) -> tuple[Row, ...]:
        """Everything that can be added to a program: `program.with_rows(*plan.rows)`."""
        return (self.plan, *self.phases, *self.activities)

    def schedule(self) -> Schedule:
        """
        The schedule of the plan.

        Raises:
            PlanError: An activity does not say how long it takes, or the plan runs beyond the year 2199.
        """
        return Schedule.of_activities(
            self.activities, plan=self.plan, phases=self.phases, calendar=self.calendar, language=self.language
        )

    def added_to(self, program: Program) -> Program:
        """
        A program with the plan.

        Raises:
            ModelError: The program would not agree with itself.
        """
        return program.with_rows(*self.rows)

    def notes(self) -> tuple[str, ...]:
        """The remarks as sentences."""
        return tuple(one.spoken(self.language) for one in self.remarks)

    def to_table(self) -> Table:
        """
        What was read, with the remarks as notes.

        Returns:
            Columns `id`, `name`, `phase`, `owner` (as the file names it), `duration`, `after`.
        """
        rows = [
            (
                one.id,
                one.name,
                one.phase,
                self.owners.get(one.id, one.owner),
                one.likely if one.duration is None else one.duration,
                tuple(map(str, one.after)),
            )
            for one in self.activities
        ]
        names = ("id", "name", "phase", "owner", "duration", "after")
        columns = [
            TableColumn(name=name, label=glossary.column_label("activities", name, self.language)) for name in names
        ]
        return Table.of(columns, rows, title=self.plan.name, notes=self.notes(), language=self.language)

    def __str__(self) -> str:
        return str(self.to_table())

    def __repr__(self) -> str:
        return f"<ReadPlan {self.plan.name!r}: {len(self.activities)} activities, {len(self.phases)} phases>"

    def _repr_html_(self) -> str:
        remarks = "".join(f"<li>{escape(one)}</li>" for one in self.notes())
        title = escape(say(sentence("What was left behind or changed"), self.language))
        return f"<p>{escape(repr(self))}</p>{self.to_table().to_html()}" + (
            f"<p>{title}</p><ul>{remarks}</ul>" if remarks else ""
        )
