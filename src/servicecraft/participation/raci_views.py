"""The columns of a responsibility matrix: holders as they were assigned, roles, or the people behind them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from servicecraft.participation.days import NOBODY, Flags, Places
from servicecraft.participation.holding import ANSWERS, CODES, CONSULTED, DOES, INFORMED, Holding, Shares
from servicecraft.participation.roster import Roster, at

VIEWS = ("holder", "role", "person")
"""By what the columns can stand."""
LETTERS = (ANSWERS, DOES, CONSULTED, INFORMED)
"""The order in which several letters of one cell are written: A/R."""
Letters = dict[tuple[int, int], set[int]]
"""The codes in each cell, by the places of its row and its column."""
_KINDS = ("role", "unit", "person", "role")


@frozen(kw_only=True)
class Column:
    """
    One column of the matrix.

    Attributes:
        kind: `role`, `unit` or `person`.
        place: Its place among those; `NOBODY` for people without role.
    """

    kind: str
    place: int


@frozen(kw_only=True, eq=False)
class Holders:
    """
    A view by holder or role.

    Attributes:
        columns: Roles, then units, then people, then those without role, each in the order of the program.
        codes: For each assignment the place of its column.
    """

    columns: list[Column]
    codes: Places

    @classmethod
    def of(cls, roster: Roster, held: Holding, by: str) -> Holders:
        """The view in which people stand for themselves (`holder`) or for their role (`role`)."""
        person = held.people != NOBODY
        role = np.where(person & (by == "role"), at(roster.roles, held.people, NOBODY), held.roles)
        kind = np.where(held.units != NOBODY, 1, np.where(person & (by == "holder"), 2, 0))
        place = np.choose(kind, (role, held.units, held.people)) if len(kind) else kind
        order = np.where((kind == 0) & (place == NOBODY), len(_KINDS) - 1, kind)
        keys, codes = np.unique(np.column_stack([order, place]), axis=0, return_inverse=True)
        return cls(columns=[Column(kind=_KINDS[one], place=n) for one, n in keys.tolist()], codes=codes.ravel())

    def by_row(self, held: Holding, responsibilities: int) -> Places:
        """For each responsibility how many columns hold it with each code."""
        triples = np.unique(np.column_stack([held.responsibilities, held.codes, self.codes]), axis=0)
        counts = np.zeros((responsibilities, len(CODES)), dtype=np.int64)
        np.add.at(counts, (triples[:, 0], triples[:, 1]), 1)
        return counts

    def by_column(self, held: Holding) -> Places:
        """For each column how many responsibilities it holds with A, R, C, I and at all."""
        size = len(self.columns)
        pairs = np.unique(np.column_stack([self.codes, held.responsibilities, held.codes]), axis=0)
        counts = np.zeros((size, len(CODES) + 1), dtype=np.int64)
        for place, code in enumerate(LETTERS):
            counts[:, place] = np.bincount(pairs[pairs[:, 2] == code, 0], minlength=size)
        counts[:, -1] = np.bincount(np.unique(pairs[:, :2], axis=0)[:, 0], minlength=size)
        return counts

    def letters(self, held: Holding) -> Letters:
        """The letters of every cell that has any."""
        found: Letters = {}
        cells = zip(held.responsibilities.tolist(), self.codes.tolist(), held.codes.tolist(), strict=True)
        for row, column, code in cells:
            found.setdefault((row, column), set()).add(code)
        return found


def with_idle_roles(roster: Roster, columns: list[Column], counts: Places) -> tuple[list[Column], Places]:
    """The columns of a view by role, and those of roles that people have and that hold nothing, in the order of the program."""
    here = roster.here[: roster.named]
    there = {one.place for one in columns if one.kind == "role"} | {NOBODY}
    more = [one for one in np.unique(roster.roles[: roster.named][here]).tolist() if one not in there]
    every = [*columns, *(Column(kind="role", place=one) for one in more)]
    filled = np.concatenate([counts, np.zeros((len(more), counts.shape[1]), dtype=np.int64)])
    order = sorted(range(len(every)), key=lambda number: _in_order(every[number]))
    return [every[number] for number in order], filled[order]


def _in_order(column: Column) -> tuple[int, int]:
    return len(_KINDS) if column.place == NOBODY else _KINDS.index(column.kind), column.place


def every_person(roster: Roster, shares: Shares) -> tuple[list[Column], Places]:
    """A column for each named person on the day, with how much is held with A, R, C, I and at all."""
    here = np.flatnonzero(roster.here[: roster.named])
    counts = [shares.counts(code)[here] for code in (*LETTERS, None)]
    return [Column(kind="person", place=one) for one in here.tolist()], np.column_stack(counts)


def letters_of_people(roster: Roster, shares: Shares, knows: Flags) -> tuple[list[Column], Letters]:
    """A column for each named person who holds anything, in the order of ids, with the letters of those who may be shown."""
    some = (shares.counts() > 0)[: roster.named] & roster.here[: roster.named]
    people = sorted(np.flatnonzero(some).tolist(), key=roster.ids.__getitem__)
    found: Letters = {}
    for column, person in enumerate(people):
        for row, code in shares.held(person) if knows[person] else ():
            found.setdefault((row, column), set()).add(code)
    return [Column(kind="person", place=one) for one in people], found


def holding_columns(roster: Roster, held: Holding, shares: Shares, columns: Sequence[Column]) -> Flags:
    """Which columns hold something, by themselves or through the people who have them."""
    some = (shares.counts() > 0)[: roster.named]
    roles = {*roster.roles[: roster.named][some & roster.here[: roster.named]].tolist(), *held.roles.tolist()}
    found = {"role": lambda place: place in roles, "person": lambda place: bool(some[place])}
    return np.array([one.kind == "unit" or found[one.kind](one.place) for one in columns], dtype=bool)
