"""What has no answer is refused before anything is solved, with the loop or the row."""

from __future__ import annotations

import math
from itertools import pairwise

import networkx as nx
import pandas as pd
import polars as pl
import pytest

from servicecraft.errors import NetworkError, UnknownIdError
from servicecraft.examples.family_bakery import bakery
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, Service, ServiceLink
from servicecraft.model.settings import Settings
from servicecraft.model.structure import Person, Unit
from servicecraft.network import ServiceNetwork


def ring(size: int, dependence: float = 1.0, last: float | None = None) -> Program:
    """Units that serve one another round, each with the same dependence but perhaps the last; one faces the customer."""
    units = [Unit(id=f"u{one}", dependence=dependence) for one in range(size)]
    if last is not None:
        units[-1] = Unit(id=f"u{size - 1}", dependence=last)
    links = [ServiceLink(provider=f"u{one}", customer=f"u{(one + 1) % size}") for one in range(size)]
    return Program(
        organisation=Organisation(units=tuple(units)),
        customers=(Customer(id="c"),),
        links=(*links, ServiceLink(provider="u0", customer="c")),
    )


@pytest.mark.parametrize("size", [2, 3, 7, 5000])
def test_closed_set_is_refused_by_name(size):
    """A loop in which nobody does work of their own is refused, and the whole loop is named in its direction."""
    with pytest.raises(NetworkError) as refusal:
        ServiceNetwork.of(ring(size))

    (fault,) = refusal.value.faults
    assert fault.code == "SC-501"
    loop = dict(fault.facts)["loop"].split(" → ")
    assert len(loop) == size + 1
    assert loop[0] == loop[-1]
    assert all((int(one[1:]) + 1) % size == int(other[1:]) for one, other in pairwise(loop))


@pytest.mark.parametrize("outlet", ["unmapped", "other"])
def test_pass_through_with_a_way_out_is_answered(outlet):
    """Dependence 1 is a pure pass-through where some own work is reached: all influence rests there."""
    program = ring(4)
    program = Program(
        organisation=Organisation(units=(*program.units, Unit(id="other"))),
        customers=program.customers,
        links=(*program.links, ServiceLink(provider=outlet, customer="u2")),
    )
    shares = {row["id"]: row["influence"] for row in ServiceNetwork.of(program).influence("party").to_dicts()}

    assert shares.pop(outlet) == pytest.approx(1, abs=1e-10)
    assert all(abs(share) < 1e-10 for share in shares.values())


@pytest.mark.parametrize("own", [1e-3, 1e-6, 1e-9])
@pytest.mark.parametrize("size", [2, 5, 5000])
def test_near_gain_one(size, own):
    """A loop whose gain is close to 1 gets the right answer: everything rests on the one who does own work."""
    net = ServiceNetwork.of(ring(size, 1.0, last=1 - own))

    assert net.influence_values.min() >= 0
    assert net.influence_values.sum() == pytest.approx(1, abs=2e-10)
    assert net.influence_values[-1] == pytest.approx(1, abs=2e-10)


def test_gain_too_close_to_one_is_refused_or_right():
    """At the edge of what numbers can tell there is an answer that adds up to 1, or a refusal, never a wrong share."""
    for exponent in range(10, 17):
        program = ring(3, 1.0, last=1 - 10.0**-exponent)
        try:
            shares = ServiceNetwork.of(program).influence_values
        except NetworkError as refusal:
            assert refusal.faults[0].code in ("SC-501", "SC-505")
        else:
            assert shares.min() >= 0
            assert shares.sum() == pytest.approx(1, abs=2e-10)


LINKS = {"provider": ["a", "b", "a"], "customer": ["b", "c", "c"]}


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, lambda data: pl.DataFrame(data).lazy()])
@pytest.mark.parametrize("bad", [math.nan, -1.0, math.inf, -math.inf])
@pytest.mark.parametrize("row", [0, 2])
def test_bad_importance_is_refused_with_its_row(make, bad, row):
    """NaN, negative and infinite importances are refused with the row they stand in."""
    importance = [1.0, 1.0, 1.0]
    importance[row] = bad
    with pytest.raises(NetworkError) as refusal:
        ServiceNetwork.from_frame(make({**LINKS, "weight": importance}), importance="weight", customers=["c"])

    assert [(one.code, one.path) for one in refusal.value.faults] == [("SC-502", f"links[{row}].weight")]


@pytest.mark.parametrize(
    ("data", "options", "code", "path"),
    [
        ({"provider": ["a", None], "customer": ["c", "c"]}, {}, "SC-503", "links[1].provider"),
        ({"provider": ["a", "b"], "customer": ["c", "b"]}, {}, "SC-113", "links[1]"),
        ({"from": ["a"], "customer": ["c"]}, {}, "SC-504", "links"),
        (LINKS, {"customers": {"c": -1.0}}, "SC-502", "customers[0].weight"),
        (LINKS, {"customers": ["c", "c"]}, "SC-503", "customers[1]"),
        (LINKS, {"importance": "provider"}, "SC-502", "links.provider"),
        (LINKS, {"kind": "robot"}, "SC-506", ""),
        (LINKS, {"parties": pl.DataFrame({"name": ["A"]})}, "SC-504", "parties"),
        (LINKS, {"parties": pl.DataFrame({"id": ["a", "a"]})}, "SC-503", "parties[1].id"),
        (LINKS, {"parties": pl.DataFrame({"id": ["a", "c"]})}, "SC-503", "parties[1].id"),
        (
            LINKS,
            {"parties": pl.DataFrame({"id": ["a", "b"], "dependence": [0.5, 1.5]})},
            "SC-502",
            "parties[1].dependence",
        ),
        (LINKS, {"parties": pl.DataFrame({"id": ["a"], "leadership": [1.0]})}, "SC-502", "parties[0].leadership"),
        (LINKS, {"parties": pl.DataFrame({"id": ["a"], "fte": [0.0]})}, "SC-502", "parties[0].fte"),
        (LINKS, {"parties": pl.DataFrame({"id": ["a"], "unit": ["x"]})}, "SC-503", "parties[0].unit"),
        (LINKS, {"parties": pl.DataFrame({"id": ["a"], "kind": ["god"]})}, "SC-503", "parties[0].kind"),
    ],
)
def test_frames_that_cannot_be_used(data, options, code, path):
    """Every fault of a frame has its code and its place."""
    with pytest.raises(NetworkError) as refusal:
        ServiceNetwork.from_frame(pl.DataFrame(data), **{"customers": ["c"], **options})

    assert (refusal.value.faults[0].code, refusal.value.faults[0].path) == (code, path)
    assert str(refusal.value.in_language("es"))


@pytest.mark.parametrize("bad", [math.nan, -1, math.inf, "much", True, None])
def test_bad_importance_in_a_graph(bad):
    """An edge whose importance is no finite number of at least 0 is refused with its number."""
    graph = nx.DiGraph()
    graph.add_edge("a", "c", importance=1.0)
    graph.add_edge("b", "c", importance=bad)
    with pytest.raises(NetworkError) as refusal:
        ServiceNetwork.from_networkx(graph, customers=["c"])

    assert [(one.code, one.path) for one in refusal.value.faults] == [("SC-502", "edges[1].importance")]


def test_ids_that_are_one_text_are_refused():
    """The number 1 and the text 1 cannot be two parties: ids are texts."""
    with pytest.raises(NetworkError) as refusal:
        ServiceNetwork.from_networkx(nx.DiGraph([(1, "c"), ("1", "c")]), customers=["c"])

    assert refusal.value.faults[0].code == "SC-503"


def test_self_loop_in_a_graph_is_refused():
    """Nobody is their own customer in a graph either."""
    with pytest.raises(NetworkError) as refusal:
        ServiceNetwork.from_networkx(nx.DiGraph([("a", "a"), ("a", "c")]), customers=["c"])

    assert refusal.value.faults[0].code == "SC-113"


def test_no_scenario_removes_a_person():
    """A person cannot be removed, whoever asks."""
    with pytest.raises(NetworkError) as refusal:
        ServiceNetwork.of(bakery()).what_if(without=["dan"])

    assert refusal.value.faults[0].code == "SC-507"
    assert refusal.value.faults[0].value == "dan"


def crowd(size: int) -> Program:
    """So many people in one unit that serves a customer."""
    people = tuple(Person(id=f"p{one:02}", unit="all") for one in range(size))
    return Program(
        organisation=Organisation(units=(Unit(id="all"),), people=people),
        customers=(Customer(id="c"),),
        links=(ServiceLink(provider="all", customer="c"),),
    )


@pytest.mark.parametrize(
    ("size", "audience", "shown"), [(12, None, True), (13, None, False), (13, "facilitator", True)]
)
def test_people_one_by_one(size, audience, shown):
    """Beyond twelve people, influence person by person is for the facilitator only, and always says what it is for."""
    net = ServiceNetwork.of(crowd(size))
    if shown:
        table = net.influence(by="person", audience=audience)
        assert table.column("id") == [f"p{one:02}" for one in range(size)]
        assert "no measure of a person's performance" in table.notes[-1]
    else:
        with pytest.raises(NetworkError) as refusal:
            net.influence(by="person", audience=audience)
        assert refusal.value.faults[0].code == "SC-508"


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda net: net.influence(by="shoe size"), NetworkError),
        (lambda net: net.chains("zoe"), UnknownIdError),
        (lambda net: net.dominators("zoe"), UnknownIdError),
        (lambda net: net.dominators("ben"), UnknownIdError),
        (lambda net: net.quality({"zoe": 0.5}, otherwise=1.0), UnknownIdError),
        (lambda net: net.quality({"ben": 1.5}, otherwise=1.0), NetworkError),
        (lambda net: net.quality({"ben": math.nan}, otherwise=1.0), NetworkError),
        (lambda net: net.quality({"ben": 0.5}), NetworkError),
        (lambda net: net.contribution({"ben": 0.5}), NetworkError),
        (lambda net: net.what_if(quality={"ben": -0.1}), NetworkError),
        (lambda net: net.what_if(without=["zoe"]), UnknownIdError),
    ],
)
def test_questions_that_cannot_be_asked(ask, error):
    """A question about something that is not there, or with numbers out of range, is refused."""
    with pytest.raises(error):
        ask(ServiceNetwork.of(bakery()))


def test_no_customer_served_is_an_answer():
    """A map in which no customer receives anything gives no influence, and says so."""
    program = Program(
        organisation=Organisation(units=(Unit(id="a"), Unit(id="b"))),
        customers=(Customer(id="c"),),
        links=(ServiceLink(provider="a", customer="b"),),
    )
    net = ServiceNetwork.of(program)
    table = net.influence()

    assert table.column("influence") == [None, None]
    assert any("No external customer" in one for one in table.notes)
    assert net.quality({}, otherwise=1.0).value is None
    assert net.line_of_sight().column("distance") == [None, None]
    assert ServiceNetwork.of(Program()).influence().rows == ()


def test_customers_left_out_are_said():
    """Customers of weight 0 or without provider are named and do not count."""
    program = bakery().with_rows(Customer(id="nobody", weight=0), Customer(id="alone", weight=5), Service(id="x"))
    program = program.with_rows(ServiceLink(provider="ben", customer="nobody"))
    table = ServiceNetwork.of(program).influence("party")

    assert table.column("influence") == ServiceNetwork.of(bakery()).influence("party").column("influence")
    assert any("nobody" in one for one in table.notes)
    assert any("alone" in one for one in table.notes)


@pytest.mark.parametrize("setting", [{"leadership": 0.0}, {"direction_part": 0.0}, {"dependence": 0.0}])
def test_every_default_can_be_turned_off(setting):
    """Without leadership, direction or dependence nothing rests on them."""
    shares = {
        row["id"]: row["influence"]
        for row in ServiceNetwork.of(bakery(), settings=Settings(**setting)).influence("party").to_dicts()
    }

    expected = {
        "leadership": {"ana": 0.0, "ben": 0.265625, "carla": 0.375, "dan": 0.359375},
        "direction_part": {"ana": 0.298, "ben": 0.19, "carla": 0.3, "dan": 0.212},
        "dependence": {"ana": 0.2, "ben": 0.2, "carla": 0.6, "dan": 0.0},
    }
    assert shares == pytest.approx(expected[next(iter(setting))], abs=1e-10)
