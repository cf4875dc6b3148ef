"""The people side of a program: who there is, where they work, who leads whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from html import escape
from typing import Any, TypeVar

import attrs
from attrs import frozen

from servicecraft.errors import Fault, ModelError, SpokenFact, UnknownIdError
from servicecraft.model.columns import kind_of
from servicecraft.model.rows import Row
from servicecraft.model.structure import Headcount, Person, Resource, Role, Unit
from servicecraft.model.words import Level
from servicecraft.words import sentence

R = TypeVar("R", bound=Row)


def rows_of(kind: type[Row]) -> Any:
    """The field of an organisation or program that holds the rows of one table, in the order given."""
    return attrs.field(default=(), converter=lambda rows: _rows(kind, rows), metadata={"rows": kind})


def _rows(kind: type[Row], rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows of a table as a tuple; anything else than rows of its class is refused."""
    if isinstance(rows, str | Mapping) or not isinstance(rows, Iterable):
        expected = SpokenFact(sentence("a list of rows"))
        raise ModelError([Fault.of("SC-118", path=kind.table, found=kind_of(rows), expected=expected)])
    made = tuple(rows)
    if not set(map(type, made)) <= {kind}:
        number = next(number for number, one in enumerate(made) if type(one) is not kind)
        found = SpokenFact(type(made[number]).__name__)
        raise ModelError([Fault.of("SC-118", path=f"{kind.table}[{number}]", found=found, expected=kind.__name__)])
    return made


def by_id(rows: Sequence[R]) -> dict[str, R]:
    """The rows of a table under their ids."""
    return {getattr(one, "id"): one for one in rows}  # noqa: B009 - every table that is looked up has the column


def looked_up(index: Mapping[str, R], wanted: str, table: str) -> R:
    """
    The row with an id.

    Raises:
        UnknownIdError: No row has it; the error names the nearest ids.
    """
    if not isinstance(wanted, str) or wanted not in index:
        raise UnknownIdError(wanted, index, table)
    return index[wanted]


@frozen(kw_only=True, repr=False)
class Organisation:
    """
    A collective with a purpose: its units, its people, named or only counted, their roles, what they work with.

    Attributes:
        name: What the organisation is called; within a program, the name of the program.
        units: Its units.
        headcounts: People who are counted and not named.
        roles: The roles that people hold.
        people: People who are named.
        resources: Systems, equipment and rules that people work with.
    """

    name: str = attrs.field(default="", eq=False)
    units: tuple[Unit, ...] = rows_of(Unit)
    headcounts: tuple[Headcount, ...] = rows_of(Headcount)
    roles: tuple[Role, ...] = rows_of(Role)
    people: tuple[Person, ...] = rows_of(Person)
    resources: tuple[Resource, ...] = rows_of(Resource)

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return by_id(self.units)

    @cached_property
    def _people(self) -> dict[str, Person]:
        return by_id(self.people)

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return by_id(self.roles)

    @cached_property
    def _resources(self) -> dict[str, Resource]:
        return by_id(self.resources)

    @cached_property
    def _members(self) -> dict[str | None, tuple[Person, ...]]:
        found: dict[str | None, list[Person]] = {}
        for person in self.people:
            found.setdefault(person.unit, []).append(person)
        return {unit: tuple(people) for unit, people in found.items()}

    @cached_property
    def _parts(self) -> dict[str | None, tuple[Unit, ...]]:
        found: dict[str | None, list[Unit]] = {}
        for unit in self.units:
            found.setdefault(unit.parent, []).append(unit)
        return {parent: tuple(units) for parent, units in found.items()}

    @cached_property
    def _groups(self) -> dict[str, tuple[Headcount, ...]]:
        found: dict[str, list[Headcount]] = {}
        for group in self.headcounts:
            found.setdefault(group.unit, []).append(group)
        return {unit: tuple(groups) for unit, groups in found.items()}

    def person(self, person: str) -> Person:
        """The person with this id; `UnknownIdError` with the nearest ids where there is none."""
        return looked_up(self._people, person, "people")

    def unit(self, unit: str) -> Unit:
        """The unit with this id; `UnknownIdError` with the nearest ids where there is none."""
        return looked_up(self._units, unit, "units")

    def role(self, role: str) -> Role:
        """The role with this id; `UnknownIdError` with the nearest ids where there is none."""
        return looked_up(self._roles, role, "roles")

    def resource(self, resource: str) -> Resource:
        """The resource with this id; `UnknownIdError` with the nearest ids where there is none."""
        return looked_up(self._resources, resource, "resources")

    def members(self, unit: str) -> tuple[Person, ...]:
        """The people who work directly in a unit, in their order; empty where nobody is named."""
        return self._members.get(self.unit(unit).id, ())

    def without_unit(self) -> tuple[Person, ...]:
        """The people who belong to no unit, in their order."""
        return self._members.get(None, ())

    def parts(self, unit: str) -> tuple[Unit, ...]:
        """The units directly below a unit, in their order."""
        return self._parts.get(self.unit(unit).id, ())

    def top_units(self) -> tuple[Unit, ...]:
        """The units that are part of no other, in their order."""
        return self._parts.get(None, ())

    def level_of(self, person: str) -> Level | None:
        """The level at which somebody works; `None` where the person has no role."""
        role = self.person(person).role
        return None if role is None else self.role(role).level

    def manager_of(self, person: str) -> str | None:
        """
        Who leads somebody.

        Returns:
            The manager whom the person's row names; else the head of the unit, or of the nearest unit above it that
            has another head; `None` where there is nobody.
        """
        return manager(self.person(person), self._units)

    def people_in(self, unit: str) -> int:
        """How many work directly in a unit, named and counted together."""
        return len(self.members(unit)) + sum(group.count for group in self.headcounts_of(unit))

    def headcounts_of(self, unit: str) -> tuple[Headcount, ...]:
        """The groups of people of a unit who are only counted, in their order; empty where all are named."""
        return self._groups.get(self.unit(unit).id, ())

    @property
    def size(self) -> int:
        """How many belong to the organisation, named and counted together."""
        return len(self.people) + sum(group.count for group in self.headcounts)

    def __repr__(self) -> str:
        return f"<Organisation {self.name!r}: {len(self.units)} units, {self.size} people>"

    def _repr_html_(self) -> str:
        cells = {"units": len(self.units), "people": self.size, "roles": len(self.roles)}
        rows = "".join(f"<tr><th scope='row'>{name}</th><td>{count}</td></tr>" for name, count in cells.items())
        return f"<table><caption>{escape(self.name)}</caption>{rows}</table>"


def manager(person: Person, units: Mapping[str, Unit]) -> str | None:
    """Who leads somebody, given the units by id; see `Organisation.manager_of`."""
    if person.manager is not None:
        return person.manager
    unit, seen = units.get(person.unit or ""), set[str]()
    while unit is not None and unit.id not in seen:
        if unit.head is not None and unit.head != person.id:
            return unit.head
        seen.add(unit.id)
        unit = units.get(unit.parent or "")
    return None
