"""Who there is, where they work and who leads whom."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given, settings

from servicecraft import Headcount, Level, Organisation, Person, Program, Resource, Role, Unit, UnknownIdError
from strategies import programs

law = settings(deadline=None, max_examples=25)

HOTEL = Organisation(
    name="Hotel",
    units=(
        Unit(id="hotel", head="ana"),
        Unit(id="food", parent="hotel", head="ben"),
        Unit(id="kitchen", parent="food"),
        Unit(id="bar", parent="food", head="carla"),
        Unit(id="guards", outside=True),
    ),
    headcounts=(
        Headcount(unit="guards", level=Level.OPERATIONAL, count=12),
        Headcount(unit="bar", level=Level.FRONT_LINE, count=2),
        Headcount(unit="bar", level=Level.SUPPORT, count=0),
    ),
    roles=(Role(id="director", level=Level.SENIOR), Role(id="cook", level=Level.OPERATIONAL)),
    people=(
        Person(id="ana", unit="hotel", role="director"),
        Person(id="ben", unit="food"),
        Person(id="carla", unit="bar"),
        Person(id="dan", unit="kitchen", role="cook"),
        Person(id="eva", unit="kitchen", manager="carla"),
        Person(id="fay", unit="bar"),
        Person(id="guy", unit="guards"),
        Person(id="hal"),
    ),
    resources=(Resource(id="oven", owner="kitchen"),),
)


@pytest.mark.parametrize(
    ("person", "manager"),
    [
        ("ana", None),  # leads the topmost unit
        ("ben", "ana"),  # leads his own unit: the head of the one above
        ("carla", "ben"),
        ("dan", "ben"),  # his unit has no head: the nearest above that has one
        ("eva", "carla"),  # named in her own row
        ("fay", "carla"),
        ("guy", None),  # a unit without head and without unit above
        ("hal", None),  # no unit
    ],
)
def test_heads_are_the_managers_of_whom_nobody_else_leads(person: str, manager: str | None) -> None:
    """The manager is the one who is named, else the head of the unit, else of the nearest unit above."""
    assert HOTEL.manager_of(person) == manager


def test_look_ups_find_rows() -> None:
    """Everything that has an id is found by it."""
    assert HOTEL.person("dan").role == "cook"
    assert HOTEL.unit("bar").head == "carla"
    assert HOTEL.role("cook").level is Level.OPERATIONAL
    assert HOTEL.resource("oven").owner == "kitchen"
    assert HOTEL.level_of("ana") is Level.SENIOR
    assert HOTEL.level_of("hal") is None


@pytest.mark.parametrize(
    "look_up", ["person", "unit", "role", "resource", "members", "parts", "people_in", "level_of", "manager_of"]
)
def test_unknown_ids_are_one_error_with_the_nearest(look_up: str) -> None:
    """Whichever question is asked about an id that nobody has, the answer is the same error."""
    near = {"person": "dam", "level_of": "dam", "manager_of": "dam", "role": "cok", "resource": "ovn"}.get(
        look_up, "br"
    )
    with pytest.raises(UnknownIdError) as unknown:
        getattr(HOTEL, look_up)(near)

    assert unknown.value.unknown == near
    assert len(unknown.value.nearest) >= 1
    assert unknown.value.nearest[0] in str(unknown.value)
    assert isinstance(unknown.value, LookupError)
    assert str(pickle.loads(pickle.dumps(unknown.value))) == str(unknown.value)  # noqa: S301
    assert str(copy.copy(unknown.value)) == str(unknown.value)


def test_members_parts_and_sizes() -> None:
    """Who works where, named and counted."""
    assert [one.id for one in HOTEL.members("kitchen")] == ["dan", "eva"]
    assert HOTEL.members("guards")[0].id == "guy"
    assert [one.id for one in HOTEL.without_unit()] == ["hal"]
    assert [one.id for one in HOTEL.parts("food")] == ["kitchen", "bar"]
    assert HOTEL.parts("bar") == ()
    assert [one.id for one in HOTEL.top_units()] == ["hotel", "guards"]
    assert (HOTEL.people_in("guards"), HOTEL.people_in("bar"), HOTEL.people_in("hotel")) == (13, 4, 1)
    assert HOTEL.size == 22


def test_an_empty_organisation_answers_too() -> None:
    """Nothing is known, and nothing fails."""
    empty = Organisation()

    assert (empty.size, empty.top_units(), empty.without_unit()) == (0, (), ())
    assert "0 units" in repr(empty)


@law
@given(programs(most_rows=2, most_people=10))
def test_everybody_is_counted_once(program: Program) -> None:
    """The sizes of all units, and those without unit, add up to the organisation."""
    organisation = program.organisation
    inside = sum(organisation.people_in(one.id) for one in organisation.units)

    assert organisation.size == inside + len(organisation.without_unit())
    assert sorted(one.id for one in organisation.people) == sorted(
        one.id
        for people in (organisation.without_unit(), *(organisation.members(unit.id) for unit in organisation.units))
        for one in people
    )


@law
@given(programs(most_rows=2, most_people=10))
def test_units_are_a_forest(program: Program) -> None:
    """From the topmost units every unit is reached once."""
    organisation = program.organisation
    waiting, seen = list(organisation.top_units()), []
    while waiting:
        one = waiting.pop()
        seen.append(one.id)
        waiting += organisation.parts(one.id)

    assert sorted(seen) == sorted(one.id for one in organisation.units)


@law
@given(programs(most_rows=2, most_people=10))
def test_chains_of_command_end(program: Program) -> None:
    """Following managers never comes back, and nobody leads himself."""
    for person in program.people:
        seen: list[str | None] = [person.id]
        while (leader := program.organisation.manager_of(str(seen[-1]))) is not None:
            assert leader not in seen
            seen.append(leader)


def test_names_are_escaped_in_notebooks() -> None:
    """A name is text, also in HTML, and the short form fits in a log line."""
    organisation = Organisation(name="<b>&")

    assert "&lt;b&gt;&amp;" in organisation._repr_html_()
    assert "<b>&" not in organisation._repr_html_()
    assert "\n" not in repr(HOTEL)
