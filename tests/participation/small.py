"""The smallest programs that show one thing, said in few words."""

from __future__ import annotations

import datetime

from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.rows import Row
from servicecraft.model.structure import Headcount, Person, Role, Unit
from servicecraft.model.vocabulary import DeclaredAttribute
from servicecraft.model.words import Level
from servicecraft.participation import Participation

DAY = datetime.date(2026, 6, 30)
"""The day for which small programs are judged: a Tuesday."""
ROLES = tuple(Role(id=one.value, level=one) for one in Level)
"""One role for each level, called like it."""


def day(text: str) -> datetime.date:
    """A day of 2026 from month and day: `06-30`."""
    return datetime.date.fromisoformat(f"2026-{text}")


def person(name: str, level: str | None = "front_line", unit: str | None = None, **more: object) -> Person:
    """Somebody at a level, in a unit."""
    return Person(id=name, role=level, unit=unit, **more)  # type: ignore[arg-type]


def crew(unit: str, count: int, level: Level = Level.OPERATIONAL) -> Headcount:
    """People of a unit who are only counted."""
    return Headcount(unit=unit, level=level, count=count)


def program(*rows: Row, **settings: object) -> Program:
    """A program of rows of any table, with a role for each level and a unit for each that somebody names."""
    inside = {
        "people": [one for one in rows if isinstance(one, Person)],
        "units": [one for one in rows if isinstance(one, Unit)],
        "headcounts": [one for one in rows if isinstance(one, Headcount)],
        "roles": [*ROLES, *(one for one in rows if isinstance(one, Role))],
    }
    told = {one.id for one in inside["units"]}
    named = [one.unit for kind in ("people", "headcounts") for one in inside[kind] if one.unit is not None]
    inside["units"] += [Unit(id=one) for one in dict.fromkeys(named) if one not in told]
    organisation = Organisation(**{name: tuple(found) for name, found in inside.items()})
    others = [one for one in rows if not isinstance(one, Person | Unit | Headcount | Role | DeclaredAttribute)]
    declared = tuple(one for one in rows if isinstance(one, DeclaredAttribute))
    made = Program(name="small", organisation=organisation, attributes=declared)
    made = made.with_settings(**settings) if settings else made
    return made.with_rows(*others) if others else made


def people(*rows: Row, as_of: datetime.date = DAY, **settings: object) -> Participation:
    """The participation of such a program."""
    return Participation.of(program(*rows, **settings), as_of=as_of)


def rows_of(table: object, *columns: str) -> list[tuple[object, ...]]:
    """Some columns of a table, row by row."""
    return [tuple(row[one] for one in columns) for row in table.to_dicts()]  # type: ignore[attr-defined]


def row_of(table: object, **wanted: object) -> dict[str, object]:
    """The only row of a table in which some columns have some values."""
    (found,) = [row for row in table.to_dicts() if all(row[name] == value for name, value in wanted.items())]  # type: ignore[attr-defined]
    return found
