"""
What becomes of ideas: received, acknowledged, decided, put in place, thanked for.

An idea that has come to a later stage has passed the earlier ones, whether or not their days were written down. Ideas still
open count as waiting up to the day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cached_property
from typing import Self

import numpy as np
from attrs import frozen
from narwhals.typing import IntoFrame

from servicecraft.model.columns.days import day_of
from servicecraft.model.settings import Settings
from servicecraft.model.words import BenefitBasis
from servicecraft.participation.days import (
    DAYS_IN_YEAR,
    NOBODY,
    known,
    years_there,
)
from servicecraft.participation.idea_authors import Concentration, Repeat, concentration, repeat
from servicecraft.participation.idea_columns import IdeaColumns, ideas_of_frame, ideas_of_program
from servicecraft.participation.idea_rounds import rounds_table
from servicecraft.participation.idea_stages import (
    OPEN_STATES,
    STAGES,
    cohort_rows,
    funnel_rows,
    holders,
    waiting_ideas,
    waits,
)
from servicecraft.participation.labels import grouped
from servicecraft.participation.months import arrivals_table, cohorts_of
from servicecraft.participation.rates import Rate
from servicecraft.participation.readers import reader_of
from servicecraft.participation.roster import Roster, at
from servicecraft.participation.telling import Telling, Told
from servicecraft.participation.waiting import columns as waiting_columns
from servicecraft.participation.waiting import waiting_rows
from servicecraft.tables import Table, TableColumn
from servicecraft.words import sentence


@frozen(kw_only=True, eq=False, repr=False)
class Ideas(Told):
    """
    The system of ideas on a day.

    Attributes:
        columns: The ideas.
        settings: The times that were promised, and the confidence of intervals.
        telling: How answers speak.
        day: The day.
        people: How many belong to the organisation on the day, named and counted; `None` where nobody says.
        roster: Who there is; `None` where the ideas came as a frame.
    """

    columns: IdeaColumns
    settings: Settings
    telling: Telling
    day: np.datetime64
    people: int | None = None
    roster: Roster | None = None

    @classmethod
    def of_roster(cls, roster: Roster, telling: Telling) -> Self:
        """The ideas of a program."""
        return cls(
            columns=ideas_of_program(roster),
            settings=roster.program.settings,
            telling=telling,
            day=roster.day,
            people=int(roster.present.sum()),
            roster=roster,
        )

    @classmethod
    def from_frame(
        cls,
        ideas: IntoFrame,
        *,
        submitted: str,
        as_of: datetime.date | str,
        id: str | None = None,  # noqa: A002 - the name of the column
        acknowledged: str | None = None,
        decided: str | None = None,
        decision: str | None = None,
        accepted: Iterable[str] = ("accepted",),
        implemented: str | None = None,
        recognised: str | None = None,
        withdrawn: str | None = None,
        author: str | None = None,
        by: Iterable[str] = (),
        people: int | None = None,
        settings: Settings | None = None,
        language: str = "en",
    ) -> Self:
        """
        The ideas of a frame, eager or lazy, of any engine that narwhals knows.

        Args:
            ideas: One row for each idea; rows without a day of submission, and those handed in after the day, are left out.
            submitted: The column of the day it was handed in.
            as_of: The day for which the answers hold; what happened later has not happened yet.
            id: The column of its id.
            acknowledged: The column of the day its author was told.
            decided: The column of the day of the decision.
            decision: The column of the decision.
            accepted: The words of that column that mean yes, beside true, 1 and yes.
            implemented: The column of the day it was in place.
            recognised: The column of the day its author was thanked.
            withdrawn: The column of the day its author took it back.
            author: The column of who had it.
            by: Columns by which ideas can be grouped.
            people: How many could have had ideas.
            settings: Thresholds other than the defaults.
            language: In which answers speak.

        Raises:
            ModelError: A column is missing, or a cell holds no day.
        """
        day = day_of(as_of, "as_of")
        columns = {
            "id": id,
            "submitted": submitted,
            "acknowledged": acknowledged,
            "decided": decided,
            "decision": decision,
            "implemented": implemented,
            "recognised": recognised,
            "withdrawn": withdrawn,
            "author": author,
        }
        read = ideas_of_frame(ideas, columns, by, accepted, np.datetime64(day, "D"))
        telling = Telling(language=language, day=day)
        return cls(
            columns=read,
            settings=settings or Settings(),
            telling=telling,
            day=np.datetime64(day, "D"),
            people=people,
        )

    def __len__(self) -> int:
        return len(self.columns.submitted)

    def funnel(self, by: str | None = None) -> Table:
        """
        How many ideas came how far.

        Args:
            by: `unit` (where it arose), `owner` (the unit of who sees to it), `topic`, or a column given to `from_frame`.

        Returns:
            One row for each group and stage: `id` and `name` of the group, `stage` (received, acknowledged, decided,
            accepted, implemented, recognised), `count` (never above that of the stage before), `share` of those received
            with its interval, `among` (part of the stage before) and `dated` (how many carry a day of their own for it).

        Raises:
            ModelError: There is no such grouping.
        """
        codes, ids, names = grouped(self.columns.labels, by, len(self), self.telling)
        rows = funnel_rows(self.columns, codes, ids, names, self.settings.confidence)
        columns = (
            "id",
            "name",
            self.telling.coded("stage", STAGES),
            "count",
            "share",
            "lower",
            "upper",
            "among",
            "dated",
        )
        title = self.telling.say(sentence("How far ideas come"))
        return self.telling.table(columns, rows, title=title, notes=self._notes())

    def _notes(self) -> list[str]:
        text = sentence("Taken back by their authors: {count}.")
        return [self.telling.say(text, count=self.withdrawn)] if self.withdrawn else []

    def to_table(self) -> Table:
        """How far ideas came; see `funnel`."""
        return self.funnel()

    @property
    def withdrawn(self) -> int:
        """How many ideas their authors took back."""
        return int(known(self.columns.withdrawn).sum())

    @property
    def unexplained(self) -> Rate:
        """How many of the declined ideas were declined without a word of explanation."""
        declined = self.columns.declined
        return Rate.of(int((declined & ~self.columns.explained).sum()), int(declined.sum()), self.settings.confidence)

    def times(self, by: str | None = None) -> Table:
        """
        How long ideas wait for each step, those still open included.

        Args:
            by: As for `funnel`.

        Returns:
            One row for each group and step (`acknowledged` and `decided` after submission, `implemented` after acceptance):
            `id`, `name`, `step`, `number`, `ended`, `open`, `median` in working days with its interval (Kaplan & Meier 1958;
            `None` where less than half have ended), `limit` (settings `acknowledge_days` and `decide_days`), and `within`,
            the share that ends within the limit, with its interval. An idea taken back waits no longer.

        Raises:
            ModelError: There is no such grouping.
        """
        codes, ids, names = grouped(self.columns.labels, by, len(self), self.telling)
        found = waiting_rows(waits(self.columns, self.settings, self.day), codes, len(ids), self.settings.confidence)
        columns: tuple[str | TableColumn, ...] = (
            "id",
            "name",
            self.telling.coded("step", STAGES),
            *waiting_columns(self.telling),
        )
        rows = [(ids[n], names[n], step, *cells) for n, step, cells in found]
        title = self.telling.say(sentence("How long ideas wait"))
        notes = [self.telling.say(sentence("Working days are Monday to Friday; holidays are not taken out."))]
        return self.telling.table(columns, rows, title=title, notes=notes)

    def cohorts(self, by: str = "quarter") -> Table:
        """
        What became of the ideas of each time.

        Args:
            by: `month`, `quarter` or `year` of submission.

        Returns:
            In order of time: `cohort` (such as 2026-Q1), `received`, `accepted`, `implemented`, `share` in place of those
            received with its interval, and `open` (neither declined nor in place nor taken back): while some are open the
            share can still rise.

        Raises:
            ModelError: There is no such length of time.
        """
        codes, names = cohorts_of(self.columns.submitted, by, self.telling)
        rows = cohort_rows(self.columns, codes, names, self.settings.confidence)
        columns = ("cohort", "received", "accepted", "implemented", "share", "lower", "upper", "open")
        return self.telling.table(
            columns, rows, title=self.telling.say(sentence("What became of the ideas of each time"))
        )

    @cached_property
    def participation(self) -> Rate:
        """Distinct authors who belong to the organisation on the day, out of its people; of none where nobody says how many."""
        authors = np.unique(self.columns.authors[self.columns.authors != NOBODY])
        if self.roster is not None:
            authors = authors[at(self.roster.here, authors, False)]
        return Rate.of(len(authors), self.people or 0, self.settings.confidence)

    @cached_property
    def per_year(self) -> float | None:
        """
        Ideas of staff for each person and year, since ideas were first asked for or handed in.

        The years are those that people were there in that time; of a frame, its people times the time. `None` where nobody
        says how many people there are.
        """
        first = self._first_day()
        if not self.people or first is None:
            return None
        if self.roster is None:
            years = self.people * (int((self.day - first).astype(np.int64)) + 1) / DAYS_IN_YEAR
        else:
            there = years_there(self.roster.joined, self.roster.left, first, self.day)
            years = float((self.roster.sizes * there).sum())
        staff = len(self) - self.columns.others["customers"]
        return staff / years if years else None

    def _first_day(self) -> np.datetime64 | None:
        asked = [] if self.roster is None else [one.opened_on for one in self.roster.program.solicitation_rounds]
        days = np.concatenate([self.columns.submitted, np.array(asked, dtype="datetime64[D]")])
        days = days[days <= self.day]
        return days.min() if len(days) else None

    @cached_property
    def repeat(self) -> Repeat:
        """Whether authors came again, those whose first idea was decided in time against the others."""
        days = self.settings.decide_days
        return repeat(self.columns, self.day, days, self.settings.confidence, self.telling)

    @cached_property
    def concentration(self) -> Concentration:
        """How much of the ideas comes from the top tenth of the authors."""
        return concentration(self.columns)

    def rounds(self) -> Table:
        """
        When ideas were asked for, and how long it was quiet in between.

        Returns:
            In order of time: `number`, `opened_on`, `closed_on`, `people` (belonging today to those who were asked), `gap`
            (days since the round before had closed), `cadence` (months allowed, setting `idea_round_months`) and `late`:
            whether the gap was longer. A last row without number is the time since the last round, unless one is open.
            Empty where nobody ever asked.
        """
        if self.roster is None:
            return self.telling.table(
                ("number", "opened_on", "closed_on", "people", "gap", "cadence", "late"),
                [],
                title=self.telling.say(sentence("When ideas were asked for")),
            )
        return rounds_table(self.roster, self.telling)

    def arrivals(self, constant: float = 1.128) -> Table:
        """
        How many ideas came in each month, and which months stand out.

        Args:
            constant: Of the limits, mean ± 3 average differences of neighbouring months / 1.128; 2.66 reproduces sources
                that round the factor.

        Returns:
            Columns `month` (2026-06), `count`, `centre` (the mean), `lower` and `upper` (limits, the same in every row; the
            lower one may lie below 0; `None` with fewer than two months) and `signal`: whether the month lies beyond them
            (`None` for the last month while it is not over, which does not count for the limits either).
        """
        title = self.telling.say(sentence("How many ideas came in each month"))
        return arrivals_table(self.columns.submitted, self.day, constant, title, self.telling)

    def benefits(self) -> Table:
        """What ideas in place bring in a year: `kind` (estimated, verified), `count` and `benefit`, in the program's currency."""
        ideas = self.columns
        told = known(ideas.implemented) & ~np.isnan(ideas.benefits)
        rows = []
        for basis, some in (
            (BenefitBasis.ESTIMATED, told & ~ideas.verified),
            (BenefitBasis.VERIFIED, told & ideas.verified),
        ):
            rows.append((basis.value, int(some.sum()), float(ideas.benefits[some].sum())))
        columns = (self.telling.chosen("kind", BenefitBasis), "count", "benefit")
        return self.telling.table(columns, rows, title=self.telling.say(sentence("What ideas in place bring")))

    def waiting(self, *, audience: str | None = None, reader: str | None = None) -> Table:
        """
        The ideas that wait for somebody, the longest waiting first.

        Args:
            audience: Who sees to an idea is named to a facilitator, to the leader of their team and to themselves; others
                read the unit.
            reader: The id of the leader or person who reads.

        Returns:
            `id`, `name`, `state` (`unheard`, `undecided`, `not_in_place`), `unit`, `holder` (who sees to it), `submitted_on`,
            `age` in working days since submission or acceptance, and `late`: whether it is beyond the setting for its step
            (`None` where there is none).
        """
        named: list[str | None] = [None] * len(self)
        if self.roster is not None:
            knows = reader_of(self.roster, audience, reader).knows(self.roster)
            named = holders(self.columns, self.roster.ids, knows)
        rows = waiting_ideas(self.columns, self.settings, self.day, named)
        columns = (
            "id",
            "name",
            self.telling.coded("state", OPEN_STATES),
            "unit",
            "holder",
            "submitted_on",
            "age",
            "late",
        )
        title = self.telling.say(sentence("Ideas that wait for somebody"))
        return self.telling.table(columns, rows, title=title)
