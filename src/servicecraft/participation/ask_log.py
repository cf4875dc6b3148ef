"""The log of asking: how many were asked, answered and accepted, how long answers took, who still waits for a question."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import frozen

from servicecraft.participation.asking import Asked
from servicecraft.participation.days import known, plain_days, plain_numbers, working_days
from servicecraft.participation.readers import reader_of
from servicecraft.participation.roster import Roster
from servicecraft.participation.telling import Telling, Told
from servicecraft.participation.waiting import median_with_interval
from servicecraft.statistics.shares import wilson
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence

STAGES = {
    "people": sentence("belong to the organisation"),
    "asked": sentence("asked to take responsibility"),
    "answered": sentence("has answered"),
    "accepted": sentence("has accepted"),
}
"""Asked is not accepted: the stages one after the other."""


@frozen(kw_only=True, eq=False, repr=False)
class AskLog(Told):
    """
    What became of asking everybody to take responsibility.

    Attributes:
        roster: Who there is.
        became: What became of asking, for each row of the roster.
        telling: How answers speak.
    """

    roster: Roster
    became: Asked
    telling: Telling

    @cached_property
    def counts(self) -> dict[str, int | None]:
        """How many people there are and how many of them were asked, answered, accepted; `None` where too few answered."""
        present = self.roster.present
        stages = (self.became.asked, self.became.answered, self.became.accepted)
        people, asked, answered, accepted = (int(present[which].sum()) for which in (present > 0, *stages))
        too_few = 0 < answered < self.roster.program.settings.minimum_group
        return {"people": people, "asked": asked, "answered": answered, "accepted": None if too_few else accepted}

    @property
    def answer_time(self) -> tuple[float | None, float | None, float | None]:
        """Median working days from the last question to an answer with its interval, those without one still waiting."""
        which = (self.roster.present > 0) & self.became.asked
        days, ended = self._waited(), self.became.answered
        found = median_with_interval(days[which], ended[which], self.roster.program.settings.confidence)
        median, lower, upper = (None if one != one else one for one in found)
        return median, lower, upper

    def _waited(self) -> np.ndarray:
        """Working days from the question that was answered, or from the last one, to the answer or to the day."""
        until = np.where(self.became.answered, self.became.answered_on, self.roster.day)
        begin = np.where(self.became.last <= until, self.became.last, self.became.first)
        return working_days(begin, until)

    def to_table(self) -> Table:
        """
        The stages of asking.

        Returns:
            One row for each stage, people, asked, answered, accepted: `stage`, `count`, `share` of the people with its
            interval, and `among`, the part of the stage before. `accepted` is empty where fewer than the minimum group
            have answered.
        """
        counts = list(self.counts.values())
        rows: list[tuple[Cell, ...]] = []
        for place, (stage, count) in enumerate(self.counts.items()):
            before = counts[max(place - 1, 0)]
            rows.append((stage, count, *self._share(count), count / before if count is not None and before else None))
        median = self.answer_time[0]
        notes = []
        if median is not None:
            text = sentence("Half of those asked have answered after {median} working days.")
            notes.append(self.telling.say(text, median=median))
        columns = (self.telling.coded("stage", STAGES), "count", "share", "lower", "upper", "among")
        title = self.telling.say(sentence("Who has been asked, and who has accepted"))
        return self.telling.table(columns, rows, title=title, notes=notes)

    def _share(self, count: int | None) -> tuple[Cell, Cell, Cell]:
        people = self.counts["people"] or 0
        if count is None or not people:
            return None, None, None
        lower, upper = wilson(count, people, self.roster.program.settings.confidence)
        return count / people, float(lower), float(upper)

    def log(self, *, audience: str | None = None, reader: str | None = None) -> Table:
        """
        Who was asked when, and whether there is an answer; never which.

        Args:
            audience: People are named to a facilitator, to the leader of their team and to themselves; nobody else reads
                a row.
            reader: The id of the leader or person who reads.

        Returns:
            In the order of ids: `id`, `name`, `unit`, `asked_on` (the last question), `answered` (whether there is any
            answer) and `waiting`, working days since the question where there is none.
        """
        knows = reader_of(self.roster, audience, reader).knows(self.roster)
        named = slice(0, self.roster.named)
        asked = np.flatnonzero(knows & self.became.asked[named])
        shown: list[int] = sorted(asked.tolist(), key=self.roster.ids.__getitem__)
        open_days = np.where(self.became.answered, np.nan, self._waited())
        people = self.roster.program.people
        columns = (
            plain_days(self.became.last[shown]),
            self.became.answered[shown].tolist(),
            plain_numbers(open_days[shown]),
        )
        rows = [
            (people[n].id, people[n].name, people[n].unit, *cells)
            for n, cells in zip(shown, zip(*columns, strict=True), strict=True)
        ]
        title = self.telling.say(sentence("Whom we asked"))
        hidden = int((known(self.became.first[named]) & self.roster.here[named]).sum()) - len(rows)
        text = sentence("Asked, and not named to this reader: {count}.")
        notes = [self.telling.say(text, count=hidden)] if hidden else []
        return self.telling.table(
            ("id", "name", "unit", "asked_on", "answered", "waiting"), rows, title=title, notes=notes
        )
