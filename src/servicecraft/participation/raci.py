"""
Who does what: R does it, A answers for it, C is consulted, I is informed.

The rows of the matrix are responsibilities. Its columns are holders as they were assigned, or roles, or the people behind
them. Each view is checked by row and by column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from attrs import frozen

from servicecraft.errors import ModelError
from servicecraft.model.structure import Person, Role, Unit
from servicecraft.model.words import ResponsibilityKind
from servicecraft.participation.days import NOBODY, Places
from servicecraft.participation.holding import (
    ANSWERS,
    CODES,
    CONSULTED,
    DOES,
    INFORMED,
    Holding,
    Shares,
    guessed_roles,
    holding_of,
    shares_of,
)
from servicecraft.participation.raci_checks import FLAGS, column_flags, row_flags
from servicecraft.participation.raci_views import (
    LETTERS,
    VIEWS,
    Column,
    Holders,
    every_person,
    holding_columns,
    letters_of_people,
    with_idle_roles,
)
from servicecraft.participation.readers import reader_of
from servicecraft.participation.roster import Roster
from servicecraft.participation.telling import Telling, Told
from servicecraft.tables import Cell, Table, TableColumn
from servicecraft.words import sentence


@frozen(kw_only=True, eq=False, repr=False)
class Raci(Told):
    """
    The responsibility matrix of a program on a day.

    Attributes:
        roster: Who there is.
        telling: How answers speak.
    """

    roster: Roster
    telling: Telling

    @cached_property
    def holding(self) -> Holding:
        """The assignments that hold on the day."""
        return holding_of(self.roster)

    @cached_property
    def shares(self) -> Shares:
        """What every person holds, by role, unit and own assignments."""
        return shares_of(self.roster, self.holding)

    def rows(self, by: str = "holder") -> Table:
        """
        Every responsibility with how many hold it and what stands out.

        Args:
            by: `holder` counts those to whom it was assigned, `role` takes people for their role, `person` counts the
                people behind them, those who are only counted included.

        Returns:
            In the order of the program: `id`, `name`, `kind`, `service`, `accountable`, `doing`, `consulted`, `informed`
            (how many hold it with A, R, C, I), `accepted` (assignments that their holder accepted) and `flags`: `no_A`, `several_A`, `no_R`, and by holder and role `many_R`, `many_C`, `many_I` (more than
            the settings `most_doing`, `most_consulted`, `most_informed`). Empty without responsibilities.

        Raises:
            ModelError: There is no such view.
        """
        size = len(self.roster.program.responsibilities)
        if self._view(by) == "person":
            counts = self.shares.people_behind(self.roster.present, size)
        else:
            counts = Holders.of(self.roster, self.holding, by).by_row(self.holding, size)
        settings = self.roster.program.settings
        most = None if by == "person" else (settings.most_doing, settings.most_consulted, settings.most_informed)
        accepted = np.bincount(self.holding.responsibilities, self.holding.accepted, size).astype(int).tolist()
        rows = [
            self._row(number, counts[number].tolist(), accepted[number], most)
            for number in range(len(self.roster.program.responsibilities))
        ]
        kind, flags = self.telling.chosen("kind", ResponsibilityKind), self.telling.coded("flags", FLAGS)
        names = ("service", "accountable", "doing", "consulted", "informed", "accepted")
        title = self.telling.say(sentence("Who answers for what: each responsibility"))
        return self.telling.table(("id", "name", kind, *names, flags), rows, title=title, notes=self._notes())

    def _row(self, number: int, counts: list[int], accepted: int, most: tuple[int, int, int] | None) -> Sequence[Cell]:
        one = self.roster.program.responsibilities[number]
        flags = row_flags(counts[ANSWERS], counts[DOES], counts[CONSULTED], counts[INFORMED], most)
        held = (counts[ANSWERS], counts[DOES], counts[CONSULTED], counts[INFORMED], accepted)
        return (one.id, one.name, one.kind.value, one.service, *held, flags)

    def columns(self, by: str = "role", *, audience: str | None = None, reader: str | None = None) -> Table:
        """
        Every holder, role or person with how much is held and what stands out.

        Args:
            by: `holder`, `role` or `person`.
            audience: Who reads it: people are named to a facilitator, to the leader of their team and to themselves, and
                in programs of up to 12 people to everybody but the public.
            reader: The id of the leader or person who reads.

        Returns:
            Roles and units in the order of the program, people in the order of their ids, never ranked: `id`, `name`,
            `people`, `answers_for`, `does`, `consults`, `is_informed`, `responsibilities` (how many are held at all),
            `flags`: `overloaded` (at least the setting `overload_from` A, and further above
            the mean of the others that answer for anything than twice their standard deviation), `everything` (a letter on every one of at least three
            responsibilities), `nothing` (none by itself nor through those who have it).

        Raises:
            ModelError: There is no such view or audience.
            UnknownIdError: The program has no such reader.
        """
        knows = reader_of(self.roster, audience, reader).knows_who_does_what(self.roster)
        columns, counts = self._view_by(by)
        total = len(self.roster.program.responsibilities)
        holds = holding_columns(self.roster, self.holding, self.shares, columns)
        flags = column_flags(counts, total, self.roster.program.settings.overload_from, holds)
        shown = [number for number, one in enumerate(columns) if one.kind != "person" or knows[one.place]]
        shown.sort(key=lambda number: self._in_order(columns[number]))
        heads = self._heads([columns[n] for n in shown])
        rows = [(*head, *counts[n].tolist(), flags[n]) for head, n in zip(heads, shown, strict=True)]
        names = ("id", "name", "people", "answers_for", "does", "consults", "is_informed", "responsibilities")
        named = set(shown)
        hidden = [flags[number] for number in range(len(columns)) if number not in named]
        title = self.telling.say(sentence("Who answers for what: each holder"))
        marks = self.telling.coded("flags", FLAGS)
        return self.telling.table((*names, marks), rows, title=title, notes=self._notes(hidden))

    def matrix(
        self,
        by: str = "role",
        *,
        of: Iterable[str] | None = None,
        audience: str | None = None,
        reader: str | None = None,
    ) -> Table:
        """
        The matrix itself: a row for each responsibility, a column for each holder, role or person that holds any.

        Args:
            by: `holder`, `role` or `person`.
            of: Ids of the columns wanted; all where nothing is said.
            audience: Who reads it, as for `columns`.
            reader: The id of the leader or person who reads.

        Returns:
            Columns `id` and `name` of the responsibility, then one named after each holder (`role:cook`, `unit:kitchen`,
            `person:ana`) with its letters, `A/R` where there are several and `None` where there is none.
        """
        knows = reader_of(self.roster, audience, reader).knows_who_does_what(self.roster)
        wanted = None if of is None else set(of)
        if self._view(by) == "person":
            columns, cells = letters_of_people(self.roster, self.shares, knows)
        else:
            view = Holders.of(self.roster, self.holding, by)
            columns, cells = view.columns, view.letters(self.holding)
        kept = [
            number
            for number, one in enumerate(columns)
            if (one.kind != "person" or knows[one.place]) and (wanted is None or self._id(one) in wanted)
        ]
        kept.sort(key=lambda number: self._in_order(columns[number]))
        rows = [
            (one.id, one.name, *(_letters(cells.get((number, column))) for column in kept))
            for number, one in enumerate(self.roster.program.responsibilities)
        ]
        heads = [
            TableColumn(name=f"{columns[n].kind}:{self._id(columns[n]) or ''}", label=self._name(columns[n]))
            for n in kept
        ]
        hidden = len(columns) - len(kept) if wanted is None else 0
        title = self.telling.say(sentence("Who does what"))
        notes = [
            *self._notes(),
            self.telling.say(sentence("R does it, A answers for it, C is consulted, I is informed.")),
        ]
        if hidden:
            notes.append(self.telling.say(sentence("Holders who are not named to this reader: {count}."), count=hidden))
        return self.telling.table(("id", "name", *heads), rows, title=title, notes=notes)

    def to_table(self) -> Table:
        """Every responsibility with what stands out; see `rows`."""
        return self.rows()

    def _view(self, by: str) -> str:
        if by not in VIEWS:
            language = self.telling.language
            raise ModelError.of("SC-506", by, path="by", choices=", ".join(VIEWS)).in_language(language)
        return by

    def _view_by(self, by: str) -> tuple[list[Column], Places]:
        """The columns of a view with how much each holds."""
        if self._view(by) == "person":
            return every_person(self.roster, self.shares)
        view = Holders.of(self.roster, self.holding, by)
        counts = view.by_column(self.holding)
        return with_idle_roles(self.roster, view.columns, counts) if by == "role" else (view.columns, counts)

    def _in_order(self, column: Column) -> tuple[int, int, str]:
        """Roles and units in the order of the program, people in that of their ids, those without role last."""
        if column.kind == "person":
            return 2, 0, self.roster.ids[column.place]
        return (3 if column.place == NOBODY else int(column.kind == "unit")), column.place, ""

    def _heads(self, columns: Sequence[Column]) -> list[tuple[str | None, str, int]]:
        """Id, name and number of people of each column."""
        roster, present = self.roster, self.roster.present
        of_role = np.bincount(roster.roles[: roster.named] + 1, present[: roster.named], len(roster.program.roles) + 1)
        found = []
        for one in columns:
            people = int(of_role[one.place + 1]) if one.kind == "role" else 1
            if one.kind == "unit":
                people = int(present[roster.rows_below(one.place)].sum())
            found.append((self._id(one), self._name(one), people))
        return found

    def _row_of(self, column: Column) -> Role | Unit | Person:
        program = self.roster.program
        if column.kind == "role":
            return program.roles[column.place]
        return program.units[column.place] if column.kind == "unit" else program.people[column.place]

    def _id(self, column: Column) -> str | None:
        return None if column.place == NOBODY else self._row_of(column).id

    def _name(self, column: Column) -> str:
        return self.telling.say(sentence("people without")) if column.place == NOBODY else self._row_of(column).name

    def _notes(self, hidden: Sequence[tuple[str, ...]] = ()) -> list[str]:
        notes = []
        if self.holding.absent:
            text = sentence("Assignments to people who are not there on the day, left out: {count}.")
            notes.append(self.telling.say(text, count=self.holding.absent))
        guessed = guessed_roles(self.roster, self.holding)
        if guessed:
            text = sentence("Taken to be held by those who are only counted at their level: {roles}.")
            notes.append(self.telling.say(text, roles=", ".join(guessed)))
        if hidden:
            text = sentence(
                "Holders who are not named to this reader: {count}; overloaded {overloaded}, in everything {everything},"
                " with nothing {nothing}."
            )
            told = {flag: sum(flag in one for one in hidden) for flag in ("overloaded", "everything", "nothing")}
            notes.append(self.telling.say(text, count=len(hidden), **told))
        return notes


def _letters(codes: set[int] | None) -> str | None:
    return None if codes is None else "/".join(str(CODES[code].value) for code in LETTERS if code in codes)
