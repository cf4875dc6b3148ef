"""A program is one frozen value: made whole, changed by making the next one."""

from __future__ import annotations

import copy
import datetime
import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicecraft import (
    Customer,
    ModelError,
    Organisation,
    Person,
    Program,
    Service,
    ServiceLink,
    Unit,
    UnknownIdError,
    examples,
)
from servicecraft.model.editing import Editing
from servicecraft.model.registry import TABLES
from servicecraft.model.rows import Row
from servicecraft.model.settings import Settings
from strategies import programs, rows

law = settings(deadline=None, max_examples=25)

KINDS = list(TABLES.values())


def codes(refused: pytest.ExceptionInfo[ModelError]) -> list[tuple[str, str]]:
    """Code and path of each fault."""
    return [(fault.code, fault.path) for fault in refused.value.faults]


# ------------------------------------------------------------------ rows


@law
@given(st.data())
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_rows_are_frozen_values(kind: type[Row], data: st.DataObject) -> None:
    """A row cannot be changed, equals its copy, and can be a key."""
    row = data.draw(rows(kind))
    same = attrs.evolve(row)
    name = next(iter(kind.columns()))

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(row, name, getattr(row, name))
    with pytest.raises(AttributeError):
        row.surprise = 1  # type: ignore[attr-defined]
    assert row == same
    assert hash(row) == hash(same)
    assert pickle.loads(pickle.dumps(row)) == row  # noqa: S301
    assert copy.deepcopy(row) == row
    assert "\n" not in repr(row)


@law
@given(st.data())
def test_personal_words_stay_out_of_log_lines(data: st.DataObject) -> None:
    """What is shown of a row in a traceback holds no name and no words of anybody."""
    person = data.draw(rows(Person, name="Zenobia Quispe"))

    assert "Zenobia" not in repr(person)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_rows_take_keywords_only(kind: type[Row]) -> None:
    """Nobody can swap provider and customer by their order."""
    with pytest.raises(TypeError):
        kind("a", "b")  # type: ignore[call-arg]


def test_names_default_to_ids_and_blanks_to_defaults() -> None:
    """What is `None` or blank stands for the default, so that no column holds what it does not promise."""
    assert Person(id="ana").name == "ana"
    assert Person(id="ana", name=None).name == "ana"  # type: ignore[arg-type]
    assert Person(id="ana", name="  ").name == "ana"
    assert Person(id="ana", fte=None) == Person(id="ana")  # type: ignore[arg-type]
    assert Unit(id="u", outside=None).outside is False  # type: ignore[arg-type]


# ------------------------------------------------------------------ programs


def test_a_program_cannot_be_changed() -> None:
    """Every attribute is frozen."""
    program = examples.bakery()
    for name in ("name", "links", "organisation", "settings"):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(program, name, None)


@law
@given(programs(most_rows=2, most_people=10))
def test_programs_are_values(program: Program) -> None:
    """A program equals what is made of the same parts, and what comes back from a pickle."""
    same = attrs.evolve(program)

    assert program == same
    assert hash(program) == hash(same)
    assert pickle.loads(pickle.dumps(program)) == program  # noqa: S301
    assert program.digest == pickle.loads(pickle.dumps(program)).digest  # noqa: S301


def test_where_a_program_was_read_from_is_no_part_of_it(tmp_path: Any) -> None:
    """Two programs of the same content are equal wherever they lie."""
    from servicecraft import load, save

    program = examples.bakery()
    save(program, tmp_path / "a.json")

    assert load(tmp_path / "a.json") == program
    assert hash(load(tmp_path / "a.json")) == hash(program)


@law
@given(programs(most_rows=2, most_people=10), st.data())
def test_adding_what_is_there_changes_nothing(program: Program, data: st.DataObject) -> None:
    """Rows with ids take the place of themselves."""
    with_ids = [row for table in program.tables.values() for row in table if hasattr(row, "id")]

    assert program == program.with_rows(*with_ids)
    assert program == program.with_rows()


@law
@given(programs(most_rows=2, most_people=10), st.data())
def test_added_rows_can_be_taken_away_again(program: Program, data: st.DataObject) -> None:
    """With new rows and then without them is the program before; the order of the others stays."""
    fresh = (
        Person(id="zzz-new", name="New"),
        Customer(id="zzz-customer"),
        ServiceLink(provider="zzz-new", customer="zzz-customer"),
    )
    richer = program.with_rows(*fresh)

    assert richer != program
    assert richer.digest != program.digest
    assert richer.people[-1] == fresh[0]
    assert richer.links[-1] == fresh[2]
    assert program == richer.without_rows(*fresh)
    assert program.digest == richer.without_rows(*fresh).digest


@law
@given(programs(most_rows=2, most_people=10), st.data())
def test_a_replaced_row_keeps_its_place(program: Program, data: st.DataObject) -> None:
    """A changed person stands where the old one stood."""
    if program.people:
        at = data.draw(st.integers(0, len(program.people) - 1))
        changed = attrs.evolve(program.people[at], name="Changed")
        people = program.with_people(changed).people

        assert people == (*program.people[:at], changed, *program.people[at + 1 :])


def test_rows_that_others_name_cannot_go_alone() -> None:
    """Removing somebody whom a link names is refused; removing both is fine."""
    program = examples.bakery()
    dan = program.organisation.person("dan")
    with pytest.raises(ModelError) as refused:
        program.without_rows(dan)

    assert {code for code, _ in codes(refused)} == {"SC-112"}
    assert program.without_rows(Person(id="nobody")) == program


def test_every_table_has_its_own_method() -> None:
    """`with_units`, `with_people` … exist for every table, and do what `with_rows` does."""
    program = examples.bakery()
    for name in TABLES:
        assert hasattr(Editing, f"with_{name}")
        some = program.tables.get(name, ())
        assert getattr(program, f"with_{name}")(*[one for one in some if hasattr(one, "id")]) == program


def test_all_faults_come_together() -> None:
    """Making a program tells everything in which its tables disagree, with paths."""
    with pytest.raises(ModelError) as refused:
        Program(
            language="es",
            organisation=Organisation(
                units=[Unit(id="a", parent="b")], people=[Person(id="a"), Person(id="p", manager="p")]
            ),
            links=[ServiceLink(provider="x", customer="p")],
        )

    assert sorted(codes(refused)) == [
        ("SC-111", "people[1].manager"),
        ("SC-112", "links[0].provider"),
        ("SC-112", "units[0].parent"),
        ("SC-129", "people[0].id"),
    ]
    assert all(fault.language == "es" for fault in refused.value.faults)
    assert isinstance(refused.value, ValueError)


def test_settings_change_by_the_next_value() -> None:
    """Some settings change, the others stay; a setting outside its range is refused."""
    program = examples.bakery().with_settings(minimum_group=7)

    assert program.settings == attrs.evolve(Settings(), minimum_group=7)
    assert program.with_settings(minimum_group=5) == examples.bakery()
    with pytest.raises(ModelError) as refused:
        program.with_settings(minimum_group=1)
    assert codes(refused) == [("SC-127", "Settings.minimum_group")]


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda program: program.customer("walkin"), "walk_in"),
        (lambda program: program.service("delivry"), "delivery"),
        (lambda program: program.row("people", "Ana"), "ana"),
        (lambda program: program.row("persons", "ana"), ""),
        (lambda program: program.row("links", "ana"), ""),
        (lambda program: program.row("ideas", "zzz"), ""),
    ],
)
def test_unknown_ids_are_told_with_the_nearest(ask: Any, near: str) -> None:
    """A look-up that finds nothing proposes what is most like it."""
    with pytest.raises(UnknownIdError) as unknown:
        ask(examples.bakery())

    assert near in (*unknown.value.nearest, "")


def test_look_ups_find_rows_of_every_table_with_ids() -> None:
    """Whatever has an id is found by table and id."""
    program = examples.clinic()
    for name, table in program.tables.items():
        for one in table:
            if hasattr(one, "id"):
                assert program.row(name, one.id) is one


def test_names_of_a_program_are_kept_like_other_texts() -> None:
    """The name is tidied, invisible characters and other values are refused."""
    assert Program(name="  Hotel  Pen\u0303ón ").name == "Hotel Peñón"
    assert Program(name="Hotel").organisation.name == "Hotel"
    assert Program(organisation=Organisation(name="Hotel")).name == "Hotel"
    for name, code in (("a\u202eb", "SC-108"), (5, "SC-118"), ("x" * 201, "SC-148")):
        with pytest.raises(ModelError) as refused:
            Program(name=name)  # type: ignore[arg-type]
        assert codes(refused) == [(code, "name")]


@pytest.mark.parametrize("document", [[], "name: Hotel", 5, None, [("name", "Hotel")]])
def test_what_is_no_mapping_is_no_program(document: Any) -> None:
    """A dictionary was asked for."""
    with pytest.raises(ModelError) as refused:
        Program.from_dict(document)
    assert codes(refused) == [("SC-118", "")]


def test_unknown_keys_are_passed_over_where_that_is_asked_for() -> None:
    """`unknown="ignore"` reads what it knows."""
    document = {"name": "Hotel", "tribes": [], "people": [{"id": "a", "shoe": 42}], "settings": {"moon": 1}}
    with pytest.raises(ModelError) as refused:
        Program.from_dict(document)

    assert sorted(codes(refused)) == [("SC-114", "people[0].shoe"), ("SC-114", "settings.moon"), ("SC-126", "tribes")]
    assert Program.from_dict(document, unknown="ignore").to_dict() == {
        "schema_version": "1.0",
        "name": "Hotel",
        "language": "en",
        "people": [{"id": "a"}],
    }


def test_dates_may_be_dates_in_dictionaries() -> None:
    """A dictionary made by a program may hold days as days."""
    day = datetime.date(2026, 6, 30)

    assert Program.from_dict({"people": [{"id": "a", "joined": day}]}).people[0].joined == day


def test_short_forms_fit_in_a_line_and_escape_names() -> None:
    """`repr` is one line, and the HTML of a notebook holds names as text."""
    program = Program(name="<i>", services=[Service(id="s")])

    assert "\n" not in repr(program)
    assert "&lt;i&gt;" in program._repr_html_()
    assert "<i>" not in program._repr_html_()
