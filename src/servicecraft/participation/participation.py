"""
Everybody's part in service: who was asked, who answers for what, who does what they say, who learns, who is heard.

Make a `Participation` of a program and ask it. People are named only to those who may know; refusals are named to nobody, and
nobody is ranked.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cached_property
from html import escape
from typing import Self

import numpy as np
from attrs import frozen

from servicecraft.model.columns import LAST_YEAR
from servicecraft.model.columns.days import day_of
from servicecraft.model.evidence import standing_day
from servicecraft.model.program import Program
from servicecraft.model.words import ClimateTopic
from servicecraft.participation.ask_log import AskLog
from servicecraft.participation.asking import Asked, asked_by
from servicecraft.participation.cascade import Cascade
from servicecraft.participation.cases import Cases
from servicecraft.participation.climate import Climate
from servicecraft.participation.coverage import TakingPart, coverage_table, missing_table
from servicecraft.participation.deeds import Gifts, Promises, first_deed, gifts_of, promises_of
from servicecraft.participation.development import Development
from servicecraft.participation.giving import contributions_table
from servicecraft.participation.ideas import Ideas
from servicecraft.participation.learning import Learning, Learnt, learning_of, learnt_by
from servicecraft.participation.ledger import Ledger
from servicecraft.participation.raci import Raci
from servicecraft.participation.roster import Roster, roster_of
from servicecraft.participation.strengths import Strengths
from servicecraft.participation.telling import Telling
from servicecraft.tables import Table

_UNDATED = datetime.date(LAST_YEAR, 12, 31)
"""Any day will do for a program in which nothing has a day; on the last one everybody is there."""


@frozen(kw_only=True, eq=False, repr=False)
class Participation:
    """
    Everybody's part in a program on a day. What it answers is worked out when it is first asked.

    Attributes:
        roster: Who there is on the day.
        as_of: The day; `None` for a program in which nothing has a day.
    """

    roster: Roster
    as_of: datetime.date | None

    @classmethod
    def of(cls, program: Program, *, as_of: datetime.date | str | None = None) -> Self:
        """
        Everybody's part in a program.

        Args:
            program: A program.
            as_of: The day for which it is judged, as a date or its ISO text: what happened later has not happened yet. The
                newest day on which something happened where nobody says.

        Raises:
            ModelError: The day is none.
        """
        day = standing_day(program) if as_of is None else day_of(as_of, "as_of")
        return cls(roster=roster_of(program, day or _UNDATED), as_of=day)

    @property
    def program(self) -> Program:
        """The program."""
        return self.roster.program

    @cached_property
    def telling(self) -> Telling:
        """How answers speak: in the language and the words of the program."""
        return Telling(language=self.program.language, program=self.program, day=self.as_of)

    @cached_property
    def _asked(self) -> Asked:
        return asked_by(self.roster)

    @cached_property
    def _learning(self) -> Learning:
        return learning_of(self.roster)

    @cached_property
    def _learnt(self) -> Learnt:
        return learnt_by(self.roster, self._learning)

    @cached_property
    def _promises(self) -> Promises:
        return promises_of(self.roster)

    @cached_property
    def _gifts(self) -> Gifts:
        return gifts_of(self.roster)

    @cached_property
    def taking_part(self) -> TakingPart:
        """What is known of everybody's part, joined to the people."""
        return TakingPart(
            roster=self.roster,
            asked=self._asked,
            learnt=self._learnt,
            shares=self.raci.shares,
            promises=self._promises,
            gifts=self._gifts,
        )

    @cached_property
    def raci(self) -> Raci:
        """Who does what, answers for it, is consulted and informed; with what stands out by row and by column."""
        return Raci(roster=self.roster, telling=self.telling)

    def coverage(self, by: str = "level", measures: Iterable[str] | None = None) -> Table:
        """
        What part of each group has been asked, has answered, is responsible, trained, committed, has contributed.

        Args:
            by: `all`, `level`, `block` (management and execution), `unit`, `role`, `belongs_as`, or a declared attribute of
                people or units.
            measures: Some of `asked`, `answered`, `accepted`, `responsible` (does or answers for something), `trained`,
                `committed`, `personal_goal`, `mission`, `contributed`, `takes_part` (any of these but asking and answering);
                all where nothing is said.

        Returns:
            One row for each measure and group with people on the day: `id`, `name`, `measure`, `people`, `named` and
            `counted` among them, `count` (people of whom it holds, each once), `share` of all people with its interval
            (Wilson 1927), and `withheld`. What people chose (accepted, contributed, takes_part) is withheld in groups under
            the minimum and where another group would give it away. Parts of a person can stand in `count` where training
            of a unit's people was only counted.

        Raises:
            ModelError: There is no such grouping or measure.
        """
        chosen = None if measures is None else tuple(measures)
        return coverage_table(self.taking_part, by, chosen, self.telling)

    def missing(
        self, measure: str = "asked", *, by: str = "unit", audience: str | None = None, reader: str | None = None
    ) -> Table:
        """
        Of whom a measure does not hold yet: named to those who may know, counted for everybody else.

        Args:
            measure: One of `asked`, `answered` (among those who were asked), `responsible`, `trained`, `committed`,
                `personal_goal`, `mission`. Refusals and single people's contributions are named to nobody.
            by: By what those without a name are counted, as for `coverage`.
            audience: `facilitator` reads every name, `leader` those of the own team, `person` the own one, everybody else
                (`board`, `committee`, `public`, `None`) none.
            reader: The id of the leader or person who reads.

        Returns:
            Named people in the order of their ids, then the others by group: `id`, `name`, `unit`, `level`, `count`. Another
            grouping than unit and level stands in the column of units. Empty where nobody is missing.

        Raises:
            ModelError: There is no such measure, grouping or audience, or the measure is not told by name.
            UnknownIdError: The program has no such reader.
        """
        return missing_table(self.taking_part, measure, by, audience, reader, self.telling)

    @cached_property
    def asking(self) -> AskLog:
        """Who was asked to take responsibility, how many answered and accepted, and how long it took."""
        return AskLog(roster=self.roster, became=self._asked, telling=self.telling)

    @cached_property
    def ledger(self) -> Ledger:
        """Commitments and deeds: the say–do ratio of the leaders as a group, lags, what is overdue."""
        return Ledger(roster=self.roster, promises=self._promises, telling=self.telling)

    @cached_property
    def cascade(self) -> Cascade:
        """Whether leaders were asked, trained and acted no later than those they lead."""
        days = {
            "asked": self._asked.first,
            "trained": self._learnt.first,
            "acted": first_deed(self.roster, self._promises),
        }
        return Cascade(roster=self.roster, days=days, telling=self.telling)

    @cached_property
    def development(self) -> Development:
        """Topics by level, hours for each person and year, and how often each unit learns."""
        return Development(roster=self.roster, learning=self._learning, telling=self.telling)

    def contributions(self, by: str = "unit") -> Table:
        """
        What each group gave: ideas, effort and goodwill, each of which counts.

        Args:
            by: A grouping of people, as for `coverage`.

        Returns:
            One row for each group with people: `id`, `name`, `people`, `idea`, `effort`, `goodwill` (how many of each, those
            of whole units only where groups are units), `givers` (people of the day who gave any) and their `share` with its
            interval, `per_year` (contributions for each person and year since the first one), `withheld` under the minimum
            group and where another group would give it away.

        Raises:
            ModelError: There is no such grouping.
        """
        return contributions_table(self.taking_part, by, self.telling)

    @cached_property
    def ideas(self) -> Ideas:
        """What becomes of ideas, how long they wait, from how many they come and whether they come again."""
        return Ideas.of_roster(self.roster, self.telling)

    def climate(self, topic: ClimateTopic | str) -> Climate:
        """
        What staff say on a topic, in the newest surveys.

        Raises:
            ModelError: There is no such topic, or scores lie outside their scale.
        """
        return Climate.of_roster(self.roster, self._topic(topic), self.telling)

    def _topic(self, topic: ClimateTopic | str) -> ClimateTopic:
        from servicecraft.errors import ModelError
        from servicecraft.model.columns import nearest_words

        found = topic if isinstance(topic, ClimateTopic) else ClimateTopic.named(str(topic))
        if found is None:
            words = [one.value for one in ClimateTopic]
            nearest = nearest_words(str(topic), words)
            fault = ModelError.of(
                "SC-119", topic, path="topic", column="topic", nearest=nearest, choices=", ".join(words)
            )
            raise fault.in_language(self.program.language)
        return found

    @cached_property
    def credibility(self) -> Climate:
        """How far staff believe the management, from 0 to 1, by level and unit."""
        return self.climate(ClimateTopic.CREDIBILITY)

    @cached_property
    def resignation(self) -> Climate:
        """How far staff have given up, from 0 to 1, by level and unit; a high value is bad."""
        return self.climate(ClimateTopic.RESIGNATION)

    @cached_property
    def strengths(self) -> Strengths:
        """Strengths that nobody uses, and needs that nobody meets."""
        return Strengths(roster=self.roster, telling=self.telling)

    @cached_property
    def cases(self) -> Cases:
        """Complaints, compliments and requests: how soon they are answered and closed."""
        return Cases.of_roster(self.roster, self.telling)

    def __repr__(self) -> str:
        people = int(np.sum(self.roster.present))
        return f"<Participation {self.program.name!r}: {people} people, as of {self.as_of}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"
