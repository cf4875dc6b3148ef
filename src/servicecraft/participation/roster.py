"""
Who there is on a day, as columns: named people one by one, people who are only counted in groups.

Both stand in every denominator. A row is one named person or one group; its size says how many people it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicecraft.model.organisation import manager
from servicecraft.model.program import Program
from servicecraft.model.structure import Unit
from servicecraft.model.words import Belonging, Level
from servicecraft.participation.days import EARLIEST, NOBODY, Days, Flags, Floats, Places, days_of, known

T = TypeVar("T", bound=np.generic)
LEVELS = tuple(Level)
BELONGINGS = tuple(Belonging)


@frozen(kw_only=True, eq=False)
class Roster:
    """
    The people of a program on a day, in columns: first the named ones in the order of their table, then the groups.

    Attributes:
        program: The program.
        day: The day.
        ids: The ids of the named.
        place: The place of each named person by id.
        sizes: How many people each row is: 1 for the named, the count of a group.
        here: Which belong to the organisation on the day; groups always do.
        units: Place of the unit of each row, `NOBODY` for none.
        levels: Place of the level of each row in `LEVELS`, `NOBODY` for none.
        belongs: Place in `BELONGINGS` of how each row belongs.
        roles: Place of the role of each row, `NOBODY` for none and for groups.
        managers: Place of who leads each named person, `NOBODY` for nobody and for groups; heads lead the groups.
        joined: First day of each row; the earliest day there is where nobody says.
        left: Last day of each row, not known where it is still there.
        unit_place: The place of each unit by id.
        parents: Place of the unit above each unit, `NOBODY` for none.
        heads: Place of the person who leads each unit, `NOBODY` for nobody.
    """

    program: Program
    day: np.datetime64
    ids: Sequence[str]
    place: Mapping[str, int]
    sizes: Places
    here: Flags
    units: Places
    levels: Places
    belongs: Places
    roles: Places
    managers: Places
    joined: Days
    left: Days
    unit_place: Mapping[str, int]
    parents: Places
    heads: Places

    @property
    def named(self) -> int:
        """How many rows are named people; the groups come after them."""
        return len(self.ids)

    @property
    def present(self) -> Places:
        """How many people each row is on the day: 0 for those who are not there."""
        return np.where(self.here, self.sizes, 0)

    @property
    def manages(self) -> Flags:
        """Which rows stand in the management block."""
        return np.isin(self.levels, [place for place, level in enumerate(LEVELS) if level.manages])

    @property
    def leads(self) -> Flags:
        """Which of the named lead somebody who is there, or a unit with people."""
        found = np.zeros(self.named, dtype=bool)
        led = self.managers[: self.named][self.here[: self.named]]
        found[led[led != NOBODY]] = True
        groups = self.units[self.named :][self.sizes[self.named :] > 0]
        heads = self.heads[groups]
        found[heads[heads != NOBODY]] = True
        return found & self.here[: self.named]

    def people_at(self, ids: Sequence[str | None]) -> Places:
        """The places of named people by id, `NOBODY` for whoever is not one."""
        return places_in(self.place, ids)

    def units_at(self, ids: Sequence[str | None]) -> Places:
        """The places of units by id, `NOBODY` for what is not one."""
        return places_in(self.unit_place, ids)

    def units_downwards(self) -> Iterator[tuple[int, int]]:
        """Every unit with the one above it, those above first."""
        depth = np.zeros(len(self.parents), dtype=np.int64)
        above = self.parents.copy()
        while (above != NOBODY).any():
            depth += above != NOBODY
            above = np.where(above == NOBODY, NOBODY, self.parents[above])
        order = np.argsort(depth, kind="stable")
        return zip(order.tolist(), self.parents[order].tolist(), strict=True)

    @cached_property
    def _tour(self) -> tuple[Places, Places, Places, Places]:
        """
        A walk through the tree of units that comes to a unit before all below it, and the rows in that order.

        Returns:
            The step at which the walk comes to each unit, and the first step after all below it; the rows by the step of
            their unit, and that step for each; rows without unit are left out.
        """
        starts, ends = _walked(self.parents)
        inside = np.flatnonzero(self.units != NOBODY)
        steps = starts[self.units[inside]]
        order = np.argsort(steps, kind="stable")
        return starts, ends, inside[order], steps[order]

    def rows_in(self, unit: int) -> Places:
        """The rows that stand directly in a unit."""
        starts, _, rows, steps = self._tour
        return rows[slice(*np.searchsorted(steps, (starts[unit], starts[unit] + 1)))]

    def rows_below(self, unit: int) -> Places:
        """The rows that stand in a unit or in any unit below it."""
        starts, ends, rows, steps = self._tour
        return rows[slice(*np.searchsorted(steps, (starts[unit], ends[unit])))]


def _walked(parents: Places) -> tuple[Places, Places]:
    below: dict[int, list[int]] = {}
    for unit, above in enumerate(parents.tolist()):
        below.setdefault(above, []).append(unit)
    starts, ends = np.zeros(len(parents), dtype=np.int64), np.zeros(len(parents), dtype=np.int64)
    ahead, step = [(one, False) for one in reversed(below.get(NOBODY, []))], 0
    while ahead:
        unit, left = ahead.pop()
        if left:
            ends[unit] = step
        else:
            starts[unit], step = step, step + 1
            ahead += [(unit, True), *((one, False) for one in reversed(below.get(unit, [])))]
    return starts, ends


def places_in(place: Mapping[str, int], ids: Sequence[str | None]) -> Places:
    """Where each id stands, `NOBODY` for those that are not there."""
    return np.array([place.get(one, NOBODY) if one is not None else NOBODY for one in ids], dtype=np.int64)


def at(column: NDArray[T], places: Places, otherwise: object) -> NDArray[T]:
    """The values of a column at some places, something else for `NOBODY`."""
    return np.append(column, np.array([otherwise], dtype=column.dtype))[places]


def roster_of(program: Program, day: datetime.date) -> Roster:
    """Who there is in a program on a day."""
    people, groups = program.people, program.headcounts
    place = {one.id: number for number, one in enumerate(people)}
    unit_place = {one.id: number for number, one in enumerate(program.units)}
    role_place = {one.id: number for number, one in enumerate(program.roles)}
    on = np.datetime64(day, "D")
    joined, left = days_of(one.joined for one in people), days_of(one.left for one in people)
    here = ~(joined > on) & ~(left < on)
    roles = places_in(role_place, [one.role for one in people])
    of_role = np.array([LEVELS.index(one.level) for one in program.roles] + [NOBODY], dtype=np.int64)
    no_group = np.full(len(groups), NOBODY, dtype=np.int64)
    units: dict[str, Unit] = {one.id: one for one in program.units}
    unknown = np.full(len(groups), np.datetime64("NaT", "D"))
    return Roster(
        program=program,
        day=on,
        ids=[one.id for one in people],
        place=place,
        sizes=np.array([1] * len(people) + [one.count for one in groups], dtype=np.int64),
        here=np.concatenate([here, np.ones(len(groups), dtype=bool)]),
        units=places_in(unit_place, [*(one.unit for one in people), *(one.unit for one in groups)]),
        levels=np.concatenate([of_role[roles], np.array([LEVELS.index(one.level) for one in groups], dtype=np.int64)]),
        belongs=np.array(
            [BELONGINGS.index(one) for one in (*(p.belongs_as for p in people), *(g.belongs_as for g in groups))],
            dtype=np.int64,
        ),
        roles=np.concatenate([roles, no_group]),
        managers=np.concatenate([places_in(place, [manager(one, units) for one in people]), no_group]),
        joined=np.concatenate([np.where(known(joined), joined, EARLIEST), np.full(len(groups), EARLIEST)]),
        left=np.concatenate([left, unknown]),
        unit_place=unit_place,
        parents=places_in(unit_place, [one.parent for one in program.units]),
        heads=places_in(place, [one.head for one in program.units]),
    )


def summed(values: Floats | Places, codes: Places, groups: int) -> Floats:
    """The sum of the values of each group; rows at `NOBODY` are left out."""
    inside = codes != NOBODY
    return np.bincount(codes[inside], weights=values[inside], minlength=groups).astype(np.float64)
