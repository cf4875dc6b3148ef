"""Each thing that a whole program owes itself, by the smallest program that breaks it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicecraft import ModelError, Program
from servicecraft.model.columns import Reference
from servicecraft.model.consistency import references_of
from servicecraft.model.registry import TABLES
from strategies import programs

law = settings(deadline=None, max_examples=25)


def faults(**document: Any) -> set[tuple[str, str]]:
    """Code and path of every fault of a document."""
    try:
        Program.from_dict(document)
    except ModelError as error:
        assert len(error.faults) == len({(fault.code, fault.path, fault.value) for fault in error.faults})
        return {(fault.code, fault.path) for fault in error.faults}
    return set()


def ids(*names: str) -> list[dict[str, str]]:
    """Rows with nothing but ids."""
    return [{"id": name} for name in names]


REFERENCES = [
    (kind.table, column, reference) for kind in TABLES.values() for column, reference, _ in references_of(kind)
]

LEAST: dict[str, dict[str, Any]] = {
    "headcounts": {"unit": "u", "level": "support", "count": 1},
    "links": {"provider": "p", "customer": "c"},
    "judgements": {"subject": "p", "question": "system", "value": 0.5},
    "assignments": {"responsibility": "r", "holder": "p", "code": "R"},
    "invitations": {"person": "p", "asked_on": "2026-01-01"},
    "commitments": {"person": "p", "kind": "action"},
    "contributions": {"person": "p", "kind": "idea", "on": "2026-01-01"},
    "trainings": {"person": "p", "course": "k", "completed_on": "2026-01-01"},
    "ideas": {"id": "new", "submitted_on": "2026-01-01"},
    "solicitation_rounds": {"opened_on": "2026-01-01"},
    "rating_summaries": {"n": 1, "mean": 1},
    "climate_answers": {"topic": "climate"},
    "climate_summaries": {"topic": "climate", "n": 1, "mean": 1},
    "cases": {"id": "new", "kind": "request", "received_on": "2026-01-01"},
    "measurements": {"indicator": "i", "on": "2026-01-01", "value": 1},
    "phases": {"id": "new", "order": 1},
    "gates": {"phase": "f", "condition": "x"},
    "team_members": {"person": "p"},
    "decisions": {"on": "2026-01-01", "text": "x"},
    "responsibilities": {"id": "new", "kind": "manage"},
    "ratings": {},
}
WHOLE: dict[str, list[dict[str, Any]]] = {
    "units": ids("u"),
    "people": ids("p", "q"),
    "resources": ids("o"),
    "customers": ids("c"),
    "roles": [{"id": "l", "level": "support"}],
    "services": ids("s"),
    "responsibilities": [{"id": "r", "kind": "manage"}],
    "courses": [{"id": "k", "hours": 1}],
    "instruments": [{"id": "n", "lowest": 1, "highest": 5}],
    "surveys": ids("v"),
    "indicators": [{"id": "i", "side": "climate"}],
    "plans": ids("a"),
    "phases": [{"id": "f", "order": 1}],
    "activities": ids("b"),
}
"""One row of every table that is referred to."""


@pytest.mark.parametrize(
    ("table", "column", "reference"), REFERENCES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_reference_must_find_its_row(table: str, column: str, reference: Reference) -> None:
    """In each column that names rows, an id that no row has is told with its path and the nearest one."""
    row = {**LEAST.get(table, {"id": "new"}), column: "nobody"}
    if table in ("invitations", "contributions", "trainings") and column == "unit":
        row = {name: value for name, value in row.items() if name != "person"} | {"count": 1}
        row = row if table != "invitations" else {name: value for name, value in row.items() if name != "count"}
    if TABLES[table].columns()[column].several:
        row[column] = ["nobody"]
    document = {**WHOLE, table: [*WHOLE.get(table, []), row]}
    index = len(document[table]) - 1

    assert faults(**document) == {("SC-112", f"{table}[{index}].{column}")}
    for target in reference.targets:
        known = WHOLE[target][-1]["id"]
        good = {**row, column: [known] if TABLES[table].columns()[column].several else known}
        found = faults(**{**document, table: [*document[table][:-1], good]})
        assert not [fault for fault in found if fault[0] == "SC-112"]


@pytest.mark.parametrize("table", [name for name, kind in TABLES.items() if "id" in kind.columns()])
def test_ids_stand_once(table: str) -> None:
    """In every table with ids, an id that stands twice, also in other capitals, is told at the second row."""
    least = {
        "roles": {"level": "support"},
        "responsibilities": {"kind": "manage"},
        "courses": {"hours": 1},
        "ideas": {"submitted_on": "2026-01-01"},
        "instruments": {"lowest": 1, "highest": 2},
        "cases": {"kind": "request", "received_on": "2026-01-01"},
        "indicators": {"side": "climate"},
        "phases": {"order": 1},
        "attributes": {"belongs_to": ["people"]},
    }.get(table, {})
    rows = [{"id": "same_id", **least}, {"id": "other", **least}, {"id": "SAME_ID", **least}]

    assert faults(**{table: rows}) == {("SC-128", f"{table}[2].id")}


@pytest.mark.parametrize("second", ["units", "people", "resources", "customers", "roles"])
@pytest.mark.parametrize("first", ["units", "people", "resources", "customers", "roles"])
def test_parties_and_roles_share_one_namespace(first: str, second: str) -> None:
    """An id of two tables is told in the later one."""
    order = ["units", "people", "resources", "customers", "roles"]
    if order.index(first) < order.index(second):
        least = {"roles": {"level": "support"}}
        document = {name: [{"id": "x", **least.get(name, {})}] for name in (first, second)}
        assert faults(**document) == {("SC-129", f"{second}[0].id")}


def test_a_rating_of_a_service_or_a_party() -> None:
    """An id that a service and a party share is doubtful only where either could be meant."""
    rows = {"units": ids("x"), "services": ids("x")}

    assert faults(**rows) == set()
    assert faults(**rows, ratings=[{"provider": "x"}]) == {("SC-129", "ratings[0].provider")}
    assert faults(**rows, people=ids("p"), links=[{"provider": "p", "customer": "x", "service": "x"}]) == set()


DAYS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("people", {"id": "new", "joined": 2, "left": 1}, ["left"]),
    ("links", {"provider": "p", "customer": "c", "since": 2, "until": 1}, ["until"]),
    ("invitations", {"person": "p", "asked_on": 2, "answered_on": 1}, ["answered_on"]),
    ("commitments", {"person": "p", "kind": "action", "made_on": 2, "due": 1, "done_on": 1}, ["due", "done_on"]),
    (
        "ideas",
        {"id": "new", "submitted_on": 2, "acknowledged_on": 1, "implemented_on": 1, "recognised_on": 1},
        ["acknowledged_on", "implemented_on", "recognised_on"],
    ),
    ("ideas", {"id": "new", "submitted_on": 2, "decided_on": 1, "decision": "accepted"}, ["decided_on"]),
    ("solicitation_rounds", {"opened_on": 2, "closed_on": 1}, ["closed_on"]),
    (
        "surveys",
        {"id": "new", "opened_on": 2, "closed_on": 1, "results_returned_on": 1},
        ["closed_on", "results_returned_on"],
    ),
    (
        "cases",
        {"id": "new", "kind": "request", "received_on": 2, "answered_on": 1, "closed_on": 1},
        ["answered_on", "closed_on"],
    ),
    ("activities", {"id": "new", "planned_start": 2, "planned_finish": 1}, ["planned_finish"]),
    ("activities", {"id": "new", "not_before": 2, "deadline": 1}, ["deadline"]),
    ("activities", {"id": "new", "started_on": 2, "finished_on": 1}, ["finished_on"]),
    ("decisions", {"on": 2, "text": "x", "due": 1, "done_on": 1}, ["due", "done_on"]),
]
"""Rows with a later day (1) that comes before an earlier one (2), and the columns that are told."""


@pytest.mark.parametrize(("table", "row", "columns"), DAYS)
def test_days_stand_in_their_order(table: str, row: dict[str, Any], columns: list[str]) -> None:
    """A later day that comes before an earlier one is told in its own column; the same day is fine."""
    document = {**WHOLE, table: [*WHOLE.get(table, [])]}
    index = len(document[table])
    dated = {name: f"2026-01-0{value}" if isinstance(value, int) else value for name, value in row.items()}
    same = {name: "2026-01-01" if isinstance(value, int) else value for name, value in row.items()}

    assert faults(**{**document, table: [*document[table], dated]}) == {
        ("SC-131", f"{table}[{index}].{column}") for column in columns
    }
    assert faults(**{**document, table: [*document[table], same]}) == set()


def test_every_pair_of_days_is_in_the_table_above() -> None:
    """No order of days is left without a case."""
    pairs = {
        (kind.table, name) for kind in TABLES.values() for name, column in kind.columns().items() if column.not_before
    }

    assert pairs == {(table, column) for table, _, columns in DAYS for column in columns}


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([("p", "p")], {("SC-113", "links[0].customer")}),
        ([("c", "p")], {("SC-113", "links[0].provider")}),
        ([("p", "o")], {("SC-113", "links[0].customer")}),
        ([("m", "u")], {("SC-137", "links[0]")}),
        ([("w", "u")], {("SC-137", "links[0]")}),
        ([("u", "m"), ("u", "w"), ("p", "u"), ("o", "p"), ("p", "c"), ("p", "q"), ("p", "q")], set()),
        ([("kind:k", "kind:k"), ("kind:k", "c"), ("p", "kind:k"), ("unmapped", "p")], set()),
    ],
)
def test_links_run_towards_the_customer(links: list[tuple[str, str]], expected: set[tuple[str, str]]) -> None:
    """Nobody serves themselves, customers and resources only stand at their end, members do not serve their unit."""
    document = {**WHOLE, "people": [*ids("p", "q"), {"id": "m", "unit": "u"}]}
    document["units"] = [{"id": "u", "kind": "k"}, {"id": "w", "parent": "u"}]

    assert faults(**document, links=[{"provider": one, "customer": other} for one, other in links]) == expected


def test_loops_of_units_people_and_activities() -> None:
    """Each of the three chains is looked through, and each loop is one fault at its smallest id."""
    assert faults(
        units=[{"id": "u2", "parent": "u1"}, {"id": "u1", "parent": "u2"}],
        people=[{"id": "p1", "manager": "p1"}, {"id": "p2", "manager": "p1"}],
        activities=[{"id": "a1", "after": ["a3 SS+2"]}, {"id": "a2", "after": ["a1"]}, {"id": "a3", "after": ["a2"]}],
    ) == {("SC-111", "units[1].parent"), ("SC-111", "people[0].manager"), ("SC-111", "activities[0].after")}


def test_loops_through_heads() -> None:
    """The chain of command is looked through as it is, with heads as managers."""
    units = [{"id": "top", "head": "ben"}, {"id": "low", "parent": "top", "head": "ana"}]
    people = [{"id": "ana", "unit": "low"}, {"id": "ben", "unit": "low"}]

    assert faults(units=units, people=people) == {("SC-111", "people[0].manager")}
    assert faults(units=units, people=[people[0], {"id": "ben", "unit": "top"}]) == set()


def test_weights_and_shares() -> None:
    """Somebody weighs something; what is declared as shares adds up to 1, within a hair."""
    zero = [{"id": "a", "weight": 0}, {"id": "b", "weight": 0}]
    shares = {"shares": ["customers.weight"]}

    assert faults(customers=zero) == {("SC-136", "customers[0].weight")}
    assert faults(customers=[]) == set()
    assert faults(settings=shares, customers=[{"id": "a", "weight": 0.6}, {"id": "b", "weight": 0.6}]) == {
        ("SC-115", "customers[0].weight")
    }
    assert faults(settings=shares, customers=[{"id": "a", "weight": 1 - 1e-10}]) == set()
    assert faults(settings=shares, customers=[{"id": "a", "weight": 1 - 1e-8}]) == {("SC-115", "customers[0].weight")}
    assert faults(settings=shares) == set()
    assert faults(settings={"shares": ["people.fte", "links.importance"]}) == {("SC-119", "settings.shares[0]")}


@law
@given(st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_normalised_shares_are_accepted(weights: list[int]) -> None:
    """The remedy works: every weight divided by the sum adds up to 1, whatever rounding does."""
    total = sum(weights)
    customers = [{"id": f"c{number}", "weight": weight / total} for number, weight in enumerate(weights)]

    assert faults(settings={"shares": ["customers.weight"]}, customers=customers) == set()


def test_attributes() -> None:
    """An attribute is declared for its table, and is not called like a column of it."""
    declared = [{"id": "site", "belongs_to": ["people"]}]

    assert faults(attributes=declared, people=[{"id": "p", "attributes": {"site": "x"}}]) == set()
    assert faults(attributes=declared, units=[{"id": "u", "attributes": {"site": "x"}}]) == {
        ("SC-144", "units[0].attributes.site")
    }
    assert faults(people=[{"id": "p", "attributes": {"site": "x"}}]) == {("SC-144", "people[0].attributes.site")}
    for taken in ("unit", "Unidad", "attributes", "nombre", "attributes.site"):
        assert faults(attributes=[{"id": taken, "belongs_to": ["people"]}]) == {("SC-138", "attributes[0].id")}
    assert faults(attributes=[{"id": "parent", "belongs_to": ["people"]}]) == set()
    assert faults(
        attributes=[{"id": "turno-a", "belongs_to": ["people"]}, {"id": "TURNO_Á", "belongs_to": ["units"]}]
    ) == {("SC-128", "attributes[1].id")}


def test_a_refused_row_brings_no_second_fault() -> None:
    """What refers to a row that is refused, or is shared out with it, is not at fault as well."""
    assert faults(people=[{"id": "a", "fte": -1}, {"id": "b", "manager": "a"}]) == {("SC-127", "people[0].fte")}
    assert faults(
        units=[{"id": "u", "kind": "branch", "outside": "x"}],
        customers=ids("c"),
        links=[{"provider": "kind:branch", "customer": "c"}],
    ) == {("SC-118", "units[0].outside")}
    assert faults(customers=[{"id": "a", "weight": "x"}, {"id": "b", "weight": 0}]) == {
        ("SC-118", "customers[0].weight")
    }
    assert faults(
        settings={"shares": ["customers.weight"]}, customers=[{"id": "a", "weight": "x"}, {"id": "b", "weight": 0.5}]
    ) == {("SC-118", "customers[0].weight")}
    assert faults(
        attributes=[{"id": "site", "belongs_to": ["roles"]}], people=[{"id": "p", "attributes": {"site": "x"}}]
    ) == {("SC-119", "attributes[0].belongs_to")}


@law
@given(programs(most_rows=2, most_people=10), st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_fault(program: Program, chance: Any) -> None:
    """A consistent program is consistent in every order of its rows."""
    document = program.to_dict()
    for name in program.tables:
        rows = document[name]
        assert isinstance(rows, list)
        chance.shuffle(rows)

    assert faults(**document) == set()
