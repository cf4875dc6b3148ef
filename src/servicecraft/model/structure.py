"""Who there is: units, people and those who are only counted, the roles they hold, the things they work with."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import ClassVar

from servicecraft.model.columns import NO_ATTRIBUTES
from servicecraft.model.rows import (
    THE_ID,
    Row,
    attribute_values,
    choice,
    day,
    identifier,
    naming,
    number,
    reference,
    row,
    short_text,
    texts,
    whole,
    yes_no,
)
from servicecraft.model.words import Belonging, Level


@row
class Unit(Row):
    """A part of the organisation: an area, a department, a branch, a contractor's crew."""

    table: ClassVar[str] = "units"

    id: str = identifier("A short name that other rows use for the unit.")
    name: str = naming("What people call the unit.", default=THE_ID)
    parent: str | None = reference("The unit that it is a part of.", "units", default=None)
    head: str | None = reference(
        "Who leads it; the manager of its members unless they name another.", "people", default=None
    )
    kind: str | None = short_text(
        "What sort of unit it is, such as branch or kitchen; links can be drawn to a whole kind.", default=None
    )
    outside: bool = yes_no("Whether it belongs to a contractor and not to the organisation itself.", default=False)
    dependence: float | None = number(
        "How far what it delivers rests on what it receives, from 0 to 1.", default=None, lowest=0, highest=1
    )
    leadership: float | None = number(
        "How far its work rests on leadership, from 0 to below 1.", default=None, lowest=0, highest=1, open_high=True
    )
    attributes: Mapping[str, str] = attribute_values(
        "Values of the attributes that the program declares.", default=NO_ATTRIBUTES
    )


@row
class Headcount(Row):
    """People who are counted and not named: a contractor's guards, a bank known only by its numbers."""

    table: ClassVar[str] = "headcounts"

    unit: str = reference("The unit they work in.", "units")
    level: Level = choice("The level they work at.", Level)
    belongs_as: Belonging = choice(
        "Whether they are owners, employees or from outside.", Belonging, default=Belonging.EMPLOYEE
    )
    count: int = whole("How many they are.")


@row
class Role(Row):
    """What a person holds: a title and a level."""

    table: ClassVar[str] = "roles"

    id: str = identifier("A short name that other rows use for the role.")
    name: str = naming("The title of the role.", default=THE_ID)
    level: Level = choice("The level it stands at.", Level)


@row
class Person(Row):
    """Anyone who belongs to the organisation: owner, employee or from outside."""

    table: ClassVar[str] = "people"

    id: str = identifier("A short name or number that other rows use for the person.")
    name: str = naming("The person's name.", default=THE_ID)
    role: str | None = reference("The role the person holds.", "roles", default=None)
    unit: str | None = reference("The unit the person works in.", "units", default=None)
    manager: str | None = reference(
        "Who leads the person; the head of the unit where nobody is named.", "people", default=None
    )
    belongs_as: Belonging = choice(
        "Whether the person is an owner, an employee or from outside.", Belonging, default=Belonging.EMPLOYEE
    )
    fte: float = number("Part of a full working time, above 0.", default=1.0, lowest=0, open_low=True)
    strengths: tuple[str, ...] = texts("What the person is good at and offers.", default=())
    joined: datetime.date | None = day("First day in the organisation.", default=None)
    left: datetime.date | None = day("Last day in the organisation.", default=None, not_before="joined")
    attributes: Mapping[str, str] = attribute_values(
        "Values of the attributes that the program declares.", default=NO_ATTRIBUTES
    )

    def belongs_on(self, on: datetime.date) -> bool:
        """Whether the person belongs to the organisation on a day: from the first to the last day, both included."""
        return (self.joined is None or self.joined <= on) and (self.left is None or on <= self.left)


@row
class Resource(Row):
    """What people work with: a system, equipment, a rule. It has work of its own and is nobody's fault."""

    table: ClassVar[str] = "resources"

    id: str = identifier("A short name that other rows use for the resource.")
    name: str = naming("What people call the resource.", default=THE_ID)
    owner: str | None = reference(
        "The person or unit in management that answers for it.", "people", "units", default=None
    )
