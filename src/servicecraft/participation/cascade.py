"""
Did leaders go first?

Each leader is set beside those whom they lead, step by step: who was asked first, who learnt first, who acted first. A
leader who came to the post when the led had taken the step already could not have gone first and is left out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from attrs import frozen

from servicecraft.participation.days import NOBODY, Days, Flags, Places, known, plain_days
from servicecraft.participation.rates import Rate
from servicecraft.participation.readers import reader_of
from servicecraft.participation.roster import Roster
from servicecraft.participation.telling import Telling, Told
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence

STEPS = {
    "asked": sentence("asked to take responsibility"),
    "trained": sentence("completed a course"),
    "acted": sentence("kept a promise"),
}
"""The steps in which leaders go first (principle P11)."""
STATES = {
    "first": sentence("the leader went first, or on the same day"),
    "late": sentence("the leader went after one of the led"),
    "missing": sentence("one of the led has taken the step, the leader has not"),
    "new": sentence("the led took the step before the leader came"),
    "waiting": sentence("none of the led has taken the step yet"),
}
"""How a leader and a led person, or all the led, stand to one another."""
FIRST, LATE, MISSING, NEW, WAITING = range(len(STATES))


@frozen(kw_only=True, eq=False, repr=False)
class Cascade(Told):
    """
    Leaders beside those they lead, by the first day of each step.

    Attributes:
        roster: Who there is.
        days: For each step the first day of every row of the roster.
        telling: How answers speak.
    """

    roster: Roster
    days: Mapping[str, Days]
    telling: Telling

    @cached_property
    def _pairs(self) -> tuple[Places, Places]:
        """The places of leader and led of every pair that is there on the day; a group is led by the head of its unit."""
        roster = self.roster
        above = roster.managers.copy()
        groups = np.arange(roster.named, len(roster.sizes))
        above[groups] = self._heads_above()[roster.units[groups]]
        led = np.flatnonzero((above != NOBODY) & (roster.present > 0))
        led = led[roster.here[above[led]]]
        order = np.lexsort((led, above[led]))
        return above[led][order], led[order]

    def _heads_above(self) -> Places:
        """The head of each unit, or of the nearest unit above it that has one."""
        heads = np.append(self.roster.heads, NOBODY)
        for unit, above in self.roster.units_downwards():
            if heads[unit] == NOBODY:
                heads[unit] = heads[above]
        return heads

    def _states(self, step: str) -> Places:
        """How each pair stands at a step."""
        leaders, led = self._pairs
        mine, theirs = self.days[step][leaders], self.days[step][led]
        joined = self.roster.joined[leaders]
        found = np.full(len(led), WAITING)
        there = known(theirs)
        found[there] = np.where(known(mine[there]), np.where(mine[there] <= theirs[there], FIRST, LATE), MISSING)
        found[there & (found != FIRST) & (joined > theirs)] = NEW
        return found

    def leaders(self, *, audience: str | None = None, reader: str | None = None) -> Table:
        """
        Every leader step by step, against all whom they lead.

        Args:
            audience: Leaders are named to a facilitator, to their own leader and to themselves; others read the counts of
                `summary`.
            reader: The id of the leader or person who reads.

        Returns:
            In the order of ids and steps: `id`, `name`, `unit`, `step`, `leader_on` (the leader's first day), `led` (people),
            `led_on` (the first day of any of them that can be compared), `late` (how many of them were before the leader)
            and `state`: `first`, `late`, `missing`, `new` (those who went first did so before the leader came) or `waiting`.
        """
        knows = reader_of(self.roster, audience, reader).knows(self.roster)
        rows = [row for step in STEPS for row in self._leader_rows(step, knows)]
        rows.sort(key=lambda row: (str(row[0]), list(STEPS).index(str(row[3]))))
        names = ("leader_on", "led", "led_on", "late", self.telling.coded("state", STATES))
        columns = ("id", "name", "unit", self.telling.coded("step", STEPS), *names)
        return self.telling.table(columns, rows, title=self.telling.say(sentence("Leaders first")))

    def _leader_rows(self, step: str, knows: Flags) -> list[Sequence[Cell]]:
        people = self.roster.program.people
        found = self._by_leader(step)
        mine = plain_days(self.days[step][found[0]])
        theirs = plain_days(found[4])
        return [
            (people[n].id, people[n].name, people[n].unit, step, on, size, first, after, tuple(STATES)[state])
            for n, state, size, after, on, first in zip(
                found[0].tolist(), found[1].tolist(), found[2].tolist(), found[3].tolist(), mine, theirs, strict=True
            )
            if knows[n]
        ]

    def _by_leader(self, step: str) -> tuple[Places, Places, Places, Places, Days]:
        """Every leader: place, state, people led, people led who went before, first day of those that can be compared."""
        leaders, led = self._pairs
        states, days, sizes = self._states(step), self.days[step][led], self.roster.present[led]
        places, starts = np.unique(leaders, return_index=True)
        before = np.isin(states, (LATE, MISSING))
        after = np.add.reduceat(np.where(before, sizes, 0), starts) if len(starts) else starts
        people = np.add.reduceat(sizes, starts) if len(starts) else starts
        counts = {
            state: np.add.reduceat(states == state, starts) if len(starts) else starts for state in range(len(STATES))
        }
        worst = np.select(
            [counts[one] > 0 for one in (MISSING, LATE, FIRST, NEW)], (MISSING, LATE, FIRST, NEW), WAITING
        )
        far = np.datetime64("9999-12-31", "D")
        compared = np.where((states != NEW) & known(days), days, far)
        first = np.minimum.reduceat(compared, starts) if len(starts) else days
        return places, worst, people, after, np.where(first == far, np.datetime64("NaT", "D"), first)

    def pairs(self, *, audience: str | None = None, reader: str | None = None) -> Table:
        """
        Every pair of leader and led with the days of each step.

        Args:
            audience: A pair is shown where the reader may know both: to a facilitator, and to a leader for the own team.
            reader: The id of the leader or person who reads.

        Returns:
            In the order of leaders' and led people's ids and steps: `leader`, `led` (a person, or the unit of people who
            are only counted), `step`, `leader_on`, `led_on` and `state`, as for `leaders` but of one pair.
        """
        knows = np.append(reader_of(self.roster, audience, reader).knows(self.roster), np.zeros(1, dtype=bool))
        leaders, led = self._pairs
        units = self.roster.program.units
        ids = [*self.roster.ids, *(units[n].id for n in self.roster.units[self.roster.named :].tolist())]
        shown = np.flatnonzero(
            knows[leaders] & (knows[np.minimum(led, self.roster.named)] | (led >= self.roster.named))
        )
        rows: list[Sequence[Cell]] = []
        for step in STEPS:
            states = self._states(step)[shown].tolist()
            days = plain_days(self.days[step][leaders[shown]]), plain_days(self.days[step][led[shown]])
            for one, other, on, theirs, state in zip(
                leaders[shown].tolist(), led[shown].tolist(), *days, states, strict=True
            ):
                rows.append((ids[one], ids[other], step, on, theirs, tuple(STATES)[state]))
        rows.sort(key=lambda row: (str(row[0]), str(row[1]), list(STEPS).index(str(row[2]))))
        columns = (
            "leader",
            "led",
            self.telling.coded("step", STEPS),
            "leader_on",
            "led_on",
            self.telling.coded("state", STATES),
        )
        return self.telling.table(columns, rows, title=self.telling.say(sentence("Leaders and those they lead")))

    def summary(self) -> Table:
        """
        How many leaders went first, at each step.

        Returns:
            Columns `step`, `leaders` (all who lead somebody), `compared` (those at least one of whose people has taken the
            step while they were in post), `first`, `late` and `not_yet` among these, and the `share` that went first with
            its interval.
        """
        rows: list[tuple[Cell, ...]] = []
        for step in STEPS:
            _, states, _, _, _ = self._by_leader(step)
            counts = [int((states == one).sum()) for one in (FIRST, LATE, MISSING)]
            share = Rate.of(counts[0], sum(counts), self.roster.program.settings.confidence).cells
            rows.append((step, len(states), sum(counts), *counts, *share))
        columns = (
            self.telling.coded("step", STEPS),
            "leaders",
            "compared",
            "first",
            "late",
            "not_yet",
            "share",
            "lower",
            "upper",
        )
        return self.telling.table(columns, rows, title=self.telling.say(sentence("How many leaders went first")))

    def to_table(self) -> Table:
        """How many leaders went first; see `summary`."""
        return self.summary()
