"""
Do people do what they say?

A commitment counts once it is due: kept where it was done by that day. Leaders are told of as a group; a single one only
where the interval of the ratio leaves no doubt on which side of the threshold it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from attrs import frozen

from servicecraft.model.words import CommitmentKind
from servicecraft.participation.coverage import withheld_groups
from servicecraft.participation.days import Flags, Places, known, plain_days, plain_numbers, rows_by_code, working_days
from servicecraft.participation.deeds import COMMITMENTS, Promises
from servicecraft.participation.groups import Groups, groups_of
from servicecraft.participation.rates import Rate, rates
from servicecraft.participation.readers import reader_of
from servicecraft.participation.roster import Roster
from servicecraft.participation.telling import Telling, Told
from servicecraft.statistics.shares import wilson
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence

GOAL = COMMITMENTS.index(CommitmentKind.PERSONAL_GOAL)
SIDES = {"below": sentence("clearly below the threshold"), "above": sentence("clearly above the threshold")}


@frozen(kw_only=True, eq=False, repr=False)
class Ledger(Told):
    """
    Commitments and deeds on a day.

    Attributes:
        roster: Who there is.
        promises: What was promised.
        telling: How answers speak.
    """

    roster: Roster
    promises: Promises
    telling: Telling

    @cached_property
    def due(self) -> Flags:
        """Which commitments are due by the day, of people who were there when they fell due."""
        due, left = self.promises.due, self.roster.left[self.promises.people]
        return np.asarray((due <= self.roster.day) & ~(left < due))

    @cached_property
    def kept(self) -> Flags:
        """Which of the due ones were kept on time."""
        return np.asarray(self.due & (self.promises.done <= self.promises.due))

    @cached_property
    def late(self) -> Flags:
        """Which of the due ones were kept after their day."""
        return np.asarray(self.due & (self.promises.done > self.promises.due))

    @cached_property
    def leaders(self) -> Flags:
        """For each named person whether it is a leader: somebody in the management block, or whom others have above them."""
        return np.asarray(self.roster.manages[: self.roster.named] | self.roster.leads)

    def _of_leaders(self, *, goals: bool = False) -> Flags:
        return self.leaders[self.promises.people] & self._counted(goals=goals)

    def _counted(self, *, goals: bool) -> Flags:
        return np.asarray((self.promises.kinds != GOAL) | goals)

    def ratio(self, *, goals: bool = False) -> Rate:
        """
        The say–do ratio of the leaders as a group: kept on time out of due by the day.

        Args:
            goals: Whether goals for one's own development count too.
        """
        which = self._of_leaders(goals=goals)
        kept, due = int((self.kept & which).sum()), int((self.due & which).sum())
        return Rate.of(kept, due, self.roster.program.settings.confidence)

    def say_do(self, by: str = "leaders", *, goals: bool = False) -> Table:
        """
        How many promises were kept, by group of those who made them.

        Args:
            by: `leaders` (leaders, and everybody else), `kind` (of promise), or a grouping of people as for coverage.
            goals: Whether personal goals count too; by kind they stand in a row of their own in any case.

        Returns:
            Columns `id`, `name`, `people` (who promised), `due`, `kept` (on time), `late`, `overdue` (not kept though due),
            `share` (kept of due) with its interval, `lag` (median working days from due to done, negative where early),
            `evidence` and `verified` (of those done: with something written down, seen by somebody else), `ahead` (not yet
            due) and `undated`. The ratio and what goes into it are withheld where fewer people than the minimum group
            promised, but for the leaders as a group and kinds.

        Raises:
            ModelError: There is no such grouping.
        """
        groups, counted = self._groups(by), self._counted(goals=goals or by == "kind")
        people = self._promising(groups, counted)
        guarded = self._guarded(groups, people)
        columns = self._columns(groups, counted)
        rows: list[Sequence[Cell]] = []
        for n in np.flatnonzero(people).tolist():
            numbers = [None] * len(columns) if guarded[n] else [column[n] for column in columns]
            rows.append((groups.ids[n], groups.names[n], int(people[n]), *numbers, bool(guarded[n])))
        names = ("id", "name", "people", "due", "kept", "late", "overdue", "share", "lower", "upper", "lag")
        title = self.telling.say(sentence("What was promised, and what was kept"))
        columns_of = (*names, "evidence", "verified", "ahead", "undated", "withheld")
        return self.telling.table(columns_of, rows, title=title, notes=self._notes(bool(guarded.any())))

    def _notes(self, guarded: bool) -> list[str]:
        notes = []
        if self._absent:
            text = sentence("Promises that fell due after whoever made them had left, not counted: {count}.")
            notes.append(self.telling.say(text, count=self._absent))
        if guarded:
            text = sentence("Withheld: groups under {minimum}, and others that would give them away.")
            notes.append(self.telling.say(text, minimum=self.roster.program.settings.minimum_group))
        return notes

    def to_table(self) -> Table:
        """The say–do ratio of leaders and of everybody else; see `say_do`."""
        return self.say_do()

    def _groups(self, by: str) -> Groups:
        """A group for each promise."""
        if by == "kind":
            names = [one.label(self.telling.language) for one in COMMITMENTS]
            return Groups(
                by=by, codes=self.promises.kinds, ids=tuple(one.value for one in COMMITMENTS), names=tuple(names)
            )
        if by == "leaders":
            words = (sentence("leaders"), sentence("everybody else"))
            codes = np.where(self.leaders[self.promises.people], 0, 1)
            return Groups(by=by, codes=codes, ids=("leaders", "others"), names=tuple(map(self.telling.say, words)))
        groups = groups_of(self.roster, by, self.telling)
        return Groups(by=by, codes=groups.codes[self.promises.people], ids=groups.ids, names=groups.names)

    def _promising(self, groups: Groups, counted: Flags) -> Places:
        """How many people of each group promised something."""
        pairs = np.unique(np.column_stack([groups.codes, self.promises.people])[counted], axis=0)
        return np.bincount(pairs[:, 0], minlength=len(groups))

    def _guarded(self, groups: Groups, people: Places) -> Flags:
        """Groups in which single people's promises could be read off."""
        if groups.by in ("kind", "all"):
            return np.zeros(len(groups), dtype=bool)
        if groups.by == "leaders":  # leaders answer as a group, however few they are
            return np.array([False, 0 < people[1] < self.roster.program.settings.minimum_group])
        return withheld_groups(people.astype(np.float64), self.roster.program.settings.minimum_group)

    def _columns(self, groups: Groups, counted: Flags) -> list[Sequence[Cell]]:
        """For each group: due, kept, late, overdue, share with interval, lag, evidenced, verified, not yet due, undated."""
        told, size = self.promises, len(groups)

        def count(which: Flags) -> list[int]:
            return [int(one) for one in np.bincount(groups.codes[which & counted], minlength=size)]

        done = known(told.done)
        due, kept, late = count(self.due), count(self.kept), count(self.late)
        overdue = [one - other - third for one, other, third in zip(due, kept, late, strict=True)]
        shares = rates(kept, due, self.roster.program.settings.confidence)
        evidence, verified = count(done & told.evidenced), count(done & told.verified)
        ahead, undated = count(told.due > self.roster.day), count(~known(told.due))
        intervals: list[Sequence[Cell]] = [[one[place] for one in shares] for place in range(3)]
        return [due, kept, late, overdue, *intervals, self._lags(groups, counted), evidence, verified, ahead, undated]

    def _lags(self, groups: Groups, counted: Flags) -> list[float | None]:
        """The median lag of each group, `None` where nothing that had a day was done."""
        lag = working_days(self.promises.due, self.promises.done)
        some = np.flatnonzero(counted & ~np.isnan(lag))
        found: list[float | None] = [None] * len(groups)
        for place, rows in rows_by_code(groups.codes[some]):
            found[place] = float(np.median(lag[some[rows]]))
        return found

    @cached_property
    def _absent(self) -> int:
        fell_due = self.promises.due <= self.roster.day
        return int((fell_due & ~self.due).sum())

    def clear_cases(self, *, audience: str | None = None, reader: str | None = None) -> Table:
        """
        Single leaders whose ratio lies on one side of the threshold beyond doubt.

        Args:
            audience: Leaders are named to a facilitator, to their own leader and to themselves; others read how many.
            reader: The id of the leader or person who reads.

        Returns:
            In the order of ids: `id`, `name`, `due`, `kept`, `share` with its interval, and `state`: `below` or `above` the
            setting `say_do`. Leaders whose interval holds the threshold are not told of one by one. Promises of every kind
            count.
        """
        knows = reader_of(self.roster, audience, reader).knows(self.roster)
        threshold, size = self.roster.program.settings.say_do, self.roster.named
        due = np.bincount(self.promises.people[self.due], minlength=size).astype(np.float64)
        kept = np.bincount(self.promises.people[self.kept], minlength=size).astype(np.float64)
        lower, upper = wilson(kept, due, self.roster.program.settings.confidence)
        clear = self.leaders & self.roster.here[:size] & ((upper < threshold) | (lower > threshold))
        shown = sorted(np.flatnonzero(clear & knows).tolist(), key=self.roster.ids.__getitem__)
        people = self.roster.program.people
        rows: list[Sequence[Cell]] = []
        for n in shown:
            state = "below" if upper[n] < threshold else "above"
            numbers = (int(due[n]), int(kept[n]), float(kept[n] / due[n]), float(lower[n]), float(upper[n]))
            rows.append((people[n].id, people[n].name, *numbers, state))
        text = sentence("Beyond doubt below the threshold of {threshold}: {below} leaders; above it: {above}.")
        told = {"below": int((clear & (upper < threshold)).sum()), "above": int((clear & (lower > threshold)).sum())}
        columns = ("id", "name", "due", "kept", "share", "lower", "upper", self.telling.coded("state", SIDES))
        title = self.telling.say(sentence("Where one leader's ratio leaves no doubt"))
        return self.telling.table(
            columns, rows, title=title, notes=[self.telling.say(text, threshold=threshold, **told)]
        )

    def overdue(self, *, audience: str | None = None, reader: str | None = None) -> Table:
        """
        What was promised by a day that has passed and is not done.

        Args:
            audience: People are named to a facilitator, to the leader of their team and to themselves; all others are
                counted by unit.
            reader: The id of the leader or person who reads.

        Returns:
            In the order of people's ids and due days: `id`, `name`, `unit`, `kind`, `statement` (where it is kept in the
            program), `due`, `late` (working days since) and `count`; then, without a name, how many there are in each unit.
        """
        told, roster = self.promises, self.roster
        open_ones = np.flatnonzero(self.due & ~known(told.done) & (told.due < roster.day) & roster.here[told.people])
        knows = reader_of(roster, audience, reader).knows(roster)[told.people[open_ones]]
        rows: list[Sequence[Cell]] = self._overdue_rows(open_ones[knows])
        units = groups_of(roster, "unit", self.telling)
        left = np.bincount(units.codes[told.people[open_ones[~knows]]], minlength=len(units)).tolist()
        rows += [
            (None, None, units.ids[n] or units.names[n], None, None, None, None, count)
            for n, count in enumerate(left)
            if count
        ]
        columns = (
            "id",
            "name",
            "unit",
            self.telling.chosen("kind", CommitmentKind),
            "statement",
            "due",
            "late",
            "count",
        )
        title = self.telling.say(sentence("Promises that are overdue"))
        total = self.telling.say(sentence("Together: {count}."), count=len(open_ones))
        return self.telling.table(columns, rows, title=title, notes=[total])

    def _overdue_rows(self, which: Places) -> list[Sequence[Cell]]:
        told, people = self.promises, self.roster.program.people
        days = plain_days(told.due[which])
        since = plain_numbers(working_days(told.due[which], np.full(len(which), self.roster.day)))
        rows: list[Sequence[Cell]] = []
        for place, day, late in zip(which.tolist(), days, since, strict=True):
            one = people[int(told.people[place])]
            kind = COMMITMENTS[told.kinds[place]].value
            rows.append((one.id, one.name, one.unit, kind, told.statements[place], day, late, 1))
        return sorted(rows, key=lambda row: (str(row[0]), str(row[5]), str(row[3])))
