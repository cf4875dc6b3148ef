"""
The JSON Schemas that ship with the library: fresh, right, and of one mind with the classes.

After a change of the model, write them anew with

    SERVICECRAFT_WRITE_SCHEMAS=1 python -m pytest tests/files/test_schema.py -k fresh -n 0
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import servicecraft
from servicecraft import Program, UnknownIdError, examples, schema
from servicecraft.files.schema import CLASSES, schema_file_name, schema_names, schema_text, shipped_schema
from servicecraft.model.records import made
from servicecraft.model.rows import Row, plain_row
from servicecraft.model.rules import NotAbove
from strategies import programs, rows

SHIPPED = Path(servicecraft.__file__).parent / "files" / "schemas"
KINDS = list(CLASSES.values())


def validator(name: str = "Program") -> Draft202012Validator:
    """A validator of one schema, with formats asserted."""
    return Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


VALIDATORS = {kind: validator(kind.__name__) for kind in KINDS}


@pytest.mark.parametrize("name", schema_names())
def test_shipped_schemas_are_fresh(name: str) -> None:
    """Each schema ships as a file that says what the classes say now."""
    if os.environ.get("SERVICECRAFT_WRITE_SCHEMAS"):
        (SHIPPED / schema_file_name(name)).write_text(schema_text(name), encoding="utf-8")

    assert shipped_schema(name) == schema_text(name)
    assert json.loads(shipped_schema(name)) == schema(name)


def test_no_other_schema_ships() -> None:
    """A class that is gone leaves no file behind."""
    assert {path.name for path in SHIPPED.iterdir()} == {schema_file_name(name) for name in schema_names()}


@pytest.mark.parametrize("name", schema_names())
def test_schemas_are_schemas(name: str) -> None:
    """Each is a valid schema of 2020-12 with a name of its own and a sentence for every property."""
    Draft202012Validator.check_schema(schema(name))

    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(name)["$id"] == f"urn:servicecraft:1.0:{name}"
    assert schema(name)["description"]
    properties: Any = schema(name)["properties"]
    assert all(one.get("description") or "$ref" in str(one) for one in properties.values())


def test_the_whole_holds_every_class() -> None:
    """The schema of a program describes each class as the schema of that class does."""
    definitions: Any = schema()["$defs"]
    for name in CLASSES:
        alone = {key: value for key, value in schema(name).items() if key not in ("$schema", "$id")}
        assert definitions[name] == alone


def test_unknown_schemas_are_told_with_the_nearest() -> None:
    """A schema that does not exist is an unknown id."""
    for ask in (schema, shipped_schema):
        with pytest.raises(UnknownIdError) as unknown:
            ask("Persn")
        assert "Person" in unknown.value.nearest


@settings(deadline=None, max_examples=30)
@given(programs())
def test_every_program_is_accepted(program: Program) -> None:
    """What the library writes, its schema accepts."""
    PROGRAM.validate(program.to_dict())


PROGRAM = validator()


@pytest.mark.parametrize("make", [examples.bakery, examples.clinic, examples.bank, examples.hotel])
def test_every_example_is_accepted(make: Any) -> None:
    """So are the examples."""
    PROGRAM.validate(make().to_dict())


# ------------------------------------------------------------------ of one mind with the classes

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 0.5, 1e9, 1e-300, "", "x", "a b", "a,b", "a|b", "senior", "R", "both", "unknown"),
    *(
        "2026-06-30",
        "2026-02-31",
        "2024-02-29",
        "1899-12-31",
        "2200-01-01",
        "30/06/2026",
        "2026-06-30T00:00",
        "20260630",
    ),
    *("a SS+2", "a XX", "5", "true", "x" * 201, "x" * 10_001, [], [""], ["x"], ["a b"], ["a|b"], [1], [1, 1], [None]),
    *(
        ["senior"],
        ["plan", "act"],
        ["plan", "dance"],
        ["a SS+2", "b"],
        ["x" * 201],
        {},
        {"a": "b"},
        {"a": ""},
        {"a": 1},
    ),
    *({"a": None}, {"a": "x|y"}, [["x"]], [{}], "kind:some branch"),
)


def accepted_by_class(kind: type[Row], plain: dict[str, Any]) -> bool:
    """Whether a row can be made of plain values, and breaks no rule that a schema can say."""
    if set(plain) - set(kind.columns()):
        return False
    columns = {name: [value] for name, value in plain.items() if value is not None}
    found = made(kind, columns, 1, None, path=kind.table)
    return bool(found.rows) and not any(rule.broken(found.rows[0]) for rule in kind.rules if rule.schema())


def agree(kind: type[Row], plain: dict[str, Any]) -> bool:
    """Whether class and schema say the same of a row."""
    return accepted_by_class(kind, plain) == VALIDATORS[kind].is_valid(plain)


def reserved(plain: dict[str, Any]) -> bool:
    """Whether a reserved word stands where a schema cannot see that it is one."""
    return any("kind:" in str(value) for name, value in plain.items() if name not in ("provider", "customer", "kind"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(deadline=None, max_examples=1)
@given(data=st.data())
def test_every_odd_value_is_accepted_by_both_or_by_neither(kind: type[Row], data: st.DataObject) -> None:
    """In every column of every class, every odd value is accepted by the class exactly where the schema accepts it."""
    whole = plain_row(data.draw(rows(kind)))
    assert agree(kind, whole)
    for column in kind.columns():
        assert agree(kind, {name: value for name, value in whole.items() if name != column})
        different = [(value, {**whole, column: value}) for value in ODD]
        assert [value for value, row in different if not reserved(row) and not agree(kind, row)] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_rows_are_accepted_by_both_or_by_neither(kind: type[Row], data: st.DataObject) -> None:
    """A plain row, whole or with odd values in it, is accepted by its class exactly where its schema accepts it."""
    plain = plain_row(data.draw(rows(kind)))
    for _ in range(data.draw(st.integers(0, 2))):
        column = data.draw(st.sampled_from([*kind.columns(), "no_such_column"]))
        if data.draw(st.booleans()):
            plain.pop(column, None)
        else:
            plain[column] = data.draw(st.sampled_from(ODD))
    assume(not reserved(plain))

    assert agree(kind, plain)


@pytest.mark.parametrize(
    ("document", "by_classes"),
    [
        ({"people": [{"id": "unmapped"}]}, False),  # a reserved word
        ({"people": [{"id": "kind:x"}]}, False),
        ({"people": [{"id": "a\u200bb"}]}, False),  # characters that cannot be seen
        ({"people": [{"id": "a", "name": "a\u202eb"}]}, False),
        ({"units": [{"id": "u"}], "headcounts": [{"unit": "u", "level": "support", "count": 2**53}]}, False),
        ({"indicators": [{"id": "i", "side": "climate", "target": 2**53 + 1}]}, False),
        ({"instruments": [{"id": "i", "lowest": 5, "highest": 1}]}, False),  # the order of numbers and days
        ({"people": [{"id": "a", "joined": "2026-02-01", "left": "2026-01-01"}]}, False),
        ({"people": [{"id": "a", "manager": "b"}]}, False),  # what other rows say
        ({"people": [{"id": "a"}, {"id": "a"}]}, False),
        ({"people": [{"id": "a", "attributes": {"site": "x"}}]}, False),
        ({"people": [{"id": "a", "strengths": ["x", "x"]}]}, True),  # twice the same is once
    ],
)
def test_what_a_schema_cannot_say(document: dict[str, Any], by_classes: bool) -> None:
    """The list of what schemas accept and classes look at more closely."""
    assert PROGRAM.is_valid(document)
    if by_classes:
        Program.from_dict(document)
    else:
        with pytest.raises(servicecraft.ModelError):
            Program.from_dict(document)


@pytest.mark.parametrize(
    "document",
    [
        {"personas": [{"id": "a"}]},  # other spellings
        {"people": [{"identificador": "a"}]},
        {"roles": [{"id": "a", "level": "Alta gerencia"}]},
        {"people": [{"id": " a "}]},  # blanks around
        {"people": [{"id": "a", "joined": " 2026-06-30 "}]},
        {"people": [{"id": "a", "name": "x" + " " * 300 + "y"}]},
        {"people": [{"id": "a", "name": " " * 300}]},
        {"schema_version": "1.9", "people": [{"id": "a", "future": 1}]},  # later versions
    ],
)
def test_what_is_read_beyond_the_schema(document: dict[str, Any]) -> None:
    """The list of what people may write and the library does not: it is read, and saved in the spelling of the schema."""
    program = Program.from_dict(document)

    assert not PROGRAM.is_valid(document)
    assert PROGRAM.is_valid(program.to_dict()) == (not program.kept)


def test_not_above_is_the_only_rule_without_a_schema() -> None:
    """A new rule either tells the schema or stands in the list above."""
    silent = {type(rule) for kind in KINDS for rule in kind.rules if not rule.schema()}

    assert silent == {NotAbove}
