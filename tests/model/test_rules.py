"""What the columns of one row owe each other, said once to classes and to schemas."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from servicecraft import Activity, Contribution, Idea, Instrument, Invitation, Program, RatingSummary, Survey, Training
from servicecraft.errors import ModelError
from servicecraft.model.registry import TABLES
from servicecraft.model.rules import AtMostOne, ExactlyOne, Needs, NotAbove
from servicecraft.model.settings import Settings


class Three:
    """Something with three columns."""

    table = "people"

    def __init__(self, **values: object) -> None:
        self.a, self.b, self.c = (values.get(name) for name in "abc")


filled = st.fixed_dictionaries({}, optional={name: st.sampled_from((1, 2, None, (), 3)) for name in "abc"})


def present(values: dict[str, Any]) -> list[str]:
    """The columns in which something stands."""
    return [name for name in "abc" if values.get(name) not in (None, ())]


@given(filled)
def test_exactly_one(values: dict[str, Any]) -> None:
    """One of the columns is filled, not none and not two; empty lists and `None` do not fill."""
    assert (ExactlyOne(("a", "b")).broken(Three(**values)) is None) == (len(set(present(values)) & {"a", "b"}) == 1)


@given(filled)
def test_at_most_one(values: dict[str, Any]) -> None:
    """None or one."""
    assert (AtMostOne(("a", "b", "c")).broken(Three(**values)) is None) == (len(present(values)) <= 1)


@given(filled)
def test_needs(values: dict[str, Any]) -> None:
    """Whoever fills the one fills the others."""
    said = present(values)
    assert (Needs("a", ("b", "c")).broken(Three(**values)) is None) == ("a" not in said or {"b", "c"} <= set(said))


@given(st.fixed_dictionaries({}, optional={name: st.integers(0, 3) for name in "abc"}))
def test_not_above(values: dict[str, Any]) -> None:
    """Numbers that are there do not fall."""
    there = [values[name] for name in "abc" if name in values]
    assert (NotAbove(("a", "b", "c")).broken(Three(**values)) is None) == (there == sorted(there))


@settings(max_examples=300)
@given(
    st.fixed_dictionaries({}, optional={name: st.sampled_from((1, 2, None, [], "")) for name in "abc"}),
    st.sampled_from((ExactlyOne(("a", "b")), AtMostOne(("a", "b", "c")), Needs("a", ("b", "c")))),
)
def test_rules_and_their_schemas_agree(values: dict[str, Any], rule: ExactlyOne | AtMostOne | Needs) -> None:
    """A schema says the same of a plain row as the rule of the row that is made of it."""
    row = Three(
        **{name: None if value == "" else tuple(value) if value == [] else value for name, value in values.items()}
    )

    assert (rule.broken(row) is None) == Draft202012Validator(rule.schema()).is_valid(values)


def faults(program: dict[str, Any]) -> list[tuple[str, str]]:
    """Code and path of every fault of a document."""
    try:
        Program.from_dict(program)
    except ModelError as error:
        return [(fault.code, fault.path) for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (Invitation, {"asked_on": "2026-01-01"}),
        (Invitation, {"asked_on": "2026-01-01", "person": "p", "unit": "u"}),
        (Invitation, {"asked_on": "2026-01-01", "person": "p", "answer": "accepted"}),
        (Contribution, {"on": "2026-01-01", "kind": "idea"}),
        (Training, {"completed_on": "2026-01-01", "course": "c", "unit": "u"}),
        (Idea, {"id": "i", "submitted_on": "2026-01-01", "decision": "accepted"}),
        (Idea, {"id": "i", "submitted_on": "2026-01-01", "decided_on": "2026-01-02"}),
        (Idea, {"id": "i", "submitted_on": "2026-01-01", "benefit": 5}),
        (Instrument, {"id": "i", "lowest": 5, "highest": 1}),
        (Survey, {"id": "s", "sent": 1, "answered": 2}),
        (RatingSummary, {"n": 1, "mean": 1, "deviation": 1, "counts": [1]}),
        (Activity, {"id": "a", "duration": 1, "optimistic": 1, "likely": 1, "pessimistic": 1}),
        (Activity, {"id": "a", "likely": 1}),
        (Activity, {"id": "a", "optimistic": 3, "likely": 2, "pessimistic": 4}),
    ],
)
def test_rules_of_the_tables(table: type[Any], row: dict[str, Any]) -> None:
    """Each rule of each table is checked, with the path of the row."""
    others = {"people": [{"id": "p"}], "units": [{"id": "u"}], "courses": [{"id": "c", "hours": 1}]}

    assert faults({**others, table.table: [row]}) == [("SC-132", f"{table.table}[0]")]


@pytest.mark.parametrize("values", [{"credibility_lost": 0.7}, {"minimum_group": 9}, {"credibility_low": 0.1}])
def test_rules_of_the_settings(values: dict[str, float]) -> None:
    """Settings obey their rules together with those that are defaults."""
    assert faults({"settings": values}) == [("SC-132", "settings")]
    with pytest.raises(ModelError):
        Program().with_settings(**values)


def test_every_rule_names_columns_of_its_class() -> None:
    """A rule about a column that does not exist would never hold anything."""
    for kind in (*TABLES.values(), Settings):
        for rule in kind.rules:
            named = getattr(rule, "columns", ()) or (getattr(rule, "column"), *getattr(rule, "needed"))  # noqa: B009
            assert set(named) <= set(kind.columns())
