"""What people offer and nobody asks for; what is asked for and nobody offers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cached_property
from operator import attrgetter

import numpy as np
from attrs import frozen

from servicecraft.participation.readers import reader_of
from servicecraft.participation.roster import Roster
from servicecraft.participation.telling import Telling, Told
from servicecraft.tables import Cell, Table
from servicecraft.words import glossary, sentence

STATES = {
    "used": sentence("offered and asked for"),
    "unused": sentence("offered, and nobody asks for it"),
    "unmet": sentence("asked for, and nobody offers it"),
}


@frozen(kw_only=True, eq=False, repr=False)
class Strengths(Told):
    """
    Strengths that people offer beside those that responsibilities and activities ask for.

    Attributes:
        roster: Who there is.
        telling: How answers speak.
    """

    roster: Roster
    telling: Telling

    @cached_property
    def _offered(self) -> dict[str, list[int]]:
        """The places of the people on the day who offer each strength; the same word counts whatever its accents."""
        found: dict[str, list[int]] = {}
        here = self.roster.here[: self.roster.named].tolist()
        for place, person in enumerate(self.roster.program.people):
            for strength in person.strengths if here[place] else ():
                found.setdefault(glossary.folded(strength), []).append(place)
        return found

    @cached_property
    def _needed(self) -> dict[str, list[str]]:
        """The ids of responsibilities, and of activities that are not finished, that ask for each strength."""
        program, found = self.roster.program, dict[str, list[str]]()
        needs = [(one.id, one.needs) for one in program.responsibilities]
        needs += [(one.id, one.needs) for one in program.activities if not _over(one.finished_on, self.roster.day)]
        for identifier, strengths in needs:
            for strength in strengths:
                found.setdefault(glossary.folded(strength), []).append(identifier)
        return found

    @cached_property
    def _spelt(self) -> dict[str, str]:
        """How each strength is written where it is first met."""
        program, found = self.roster.program, dict[str, str]()
        asked = [*(one.needs for one in program.responsibilities), *(one.needs for one in program.activities)]
        for words in (*asked, *(one.strengths for one in program.people)):
            for strength in words:
                found.setdefault(glossary.folded(strength), strength)
        return found

    def to_table(self) -> Table:
        """
        Every strength that is offered or asked for.

        Returns:
            In the order of the alphabet: `strength`, `state` (`used`, `unused`, `unmet`), `offered` (how many people offer
            it) and `needed_by` (responsibilities and unfinished activities that ask for it). Empty where neither is known.
        """
        rows: list[Sequence[Cell]] = []
        for word in sorted({*self._offered, *self._needed}):
            offered, needed = self._offered.get(word, []), self._needed.get(word, [])
            state = "unmet" if not offered else "used" if needed else "unused"
            rows.append((self._spelt[word], state, len(offered), tuple(needed)))
        columns = ("strength", self.telling.coded("state", STATES), "offered", "needed_by")
        return self.telling.table(columns, rows, title=self.telling.say(sentence("Strengths offered and asked for")))

    @property
    def unused(self) -> tuple[str, ...]:
        """Strengths that people offer and nothing asks for, in the order of the alphabet."""
        return tuple(self._spelt[word] for word in sorted(set(self._offered) - set(self._needed)))

    @property
    def unmet(self) -> tuple[str, ...]:
        """Strengths that something asks for and nobody offers, in the order of the alphabet."""
        return tuple(self._spelt[word] for word in sorted(set(self._needed) - set(self._offered)))

    def people(self, *, audience: str | None = None, reader: str | None = None) -> Table:
        """
        Who offers what, for those who may know.

        Args:
            audience: People are named to a facilitator, to the leader of their team and to themselves.
            reader: The id of the leader or person who reads.

        Returns:
            In the order of strengths and ids: `strength`, `state`, `id`, `name`, `unit`.
        """
        knows = reader_of(self.roster, audience, reader).knows(self.roster)
        people = self.roster.program.people
        rows: list[Sequence[Cell]] = []
        for word in sorted(self._offered):
            state = "used" if word in self._needed else "unused"
            shown = sorted((people[n] for n in self._offered[word] if knows[n]), key=attrgetter("id"))
            rows += [(self._spelt[word], state, one.id, one.name, one.unit) for one in shown]
        columns = ("strength", self.telling.coded("state", STATES), "id", "name", "unit")
        return self.telling.table(columns, rows, title=self.telling.say(sentence("Who offers what")))


def _over(finished: datetime.date | None, day: np.datetime64) -> bool:
    return finished is not None and bool(np.datetime64(finished, "D") <= day)
