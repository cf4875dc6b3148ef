"""How answers look: to people, in logs and to programs; and that the public names work as promised."""

from __future__ import annotations

import json
import time

import attrs
import networkx as nx
import numpy as np
import polars as pl
import pytest

import servicecraft as sc
from servicecraft.network.dominance import dominator_tree
from servicecraft.network.influence import LABELS, WORDS

from .test_diagnosis import cleaner

WORK = {"ana": 0.9, "ben": 0.7, "carla": 0.8, "dan": 0.5}
ODD = "<script>alert('1')</script>"


def answers(program: sc.Program) -> dict[str, object]:
    """One answer of every kind."""
    net = sc.ServiceNetwork.of(program)
    return {
        "network": net,
        "influence": net.influence("party"),
        "diagnosis": net.diagnosis(draws=5),
        "quality": net.quality(WORK),
        "what if": net.what_if(quality={"dan": 1.0}, own_work=WORK),
        "investment": net.invest([sc.Improvement(party="dan", own_work=1.0, cost=2.5)], budget=3, own_work=WORK),
        "nothing": net.invest([], budget=3, own_work=WORK),
    }


def odd_bakery(language: str = "en") -> sc.Program:
    """The bakery with names that are tags."""
    bakery = sc.examples.bakery(language)
    people = [attrs.evolve(one, name=ODD) for one in bakery.people]
    customers = [attrs.evolve(one, name=ODD) for one in bakery.customers]
    return attrs.evolve(
        bakery, organisation=attrs.evolve(bakery.organisation, people=people), customers=tuple(customers)
    )


@pytest.mark.parametrize("name", list(answers(sc.examples.bakery())))
def test_every_answer_is_readable_everywhere(name):
    """Every answer has a text, a line for logs without names, HTML without a tag that a name brought, and a table."""
    answer = answers(odd_bakery())[name]

    assert len(str(answer).splitlines()) > 2
    assert ODD not in repr(answer)
    assert "\n" not in repr(answer)
    assert len(repr(answer)) < 130
    assert repr(answer).startswith("<")
    html = answer._repr_html_()
    assert "<script" not in html
    assert "<table>" in html
    table = answer if isinstance(answer, sc.Table) else answer.to_table()
    assert json.loads(table.to_json())["columns"]


def test_answers_tell_the_main_figure_in_the_language():
    """The text of an answer begins with what it comes to, in words of the reader's language and numbers of the region."""
    english, spanish = answers(sc.examples.bakery()), answers(sc.examples.bakery("es_ES"))

    assert str(english["diagnosis"]).startswith("Quality for all customers together: 0.756 of 1; 70 %")
    assert "0.747 before, 0.853 after (+0.106)" in str(english["what if"])
    assert "Chosen: dan. Quality rises by 0.106 at a cost of 2.5." in str(english["investment"])
    assert "Nothing is chosen" in str(english["nothing"])
    assert "0,756" in str(spanish["diagnosis"])
    assert repr(english["what if"]) == "<WhatIf: 0.747 → 0.853, 2 customers>"
    unknown = sc.ServiceNetwork.of(attrs.evolve(sc.examples.bakery(), ratings=()))
    assert repr(unknown.diagnosis()) == "<Diagnosis: quality unknown, 0% rated, 5 rows>"
    assert "not known" in str(unknown.diagnosis())
    nobody = sc.ServiceNetwork.of(sc.examples.bank())
    assert "No customer is served" in str(nobody.what_if())


def test_overview_counts_what_is_in_the_map():
    """The network itself tells how many of each there are, and leaves out what there is none of."""
    told = dict(sc.ServiceNetwork.of(sc.examples.hotel()).to_table().rows)
    bakery = sc.ServiceNetwork.of(sc.examples.bakery()).to_table()

    assert {one: told[one] for one in ("units", "resources", "customers")} == {
        "units": 16,
        "resources": 9,
        "customers": 5,
    }
    assert bakery.rows == (("people", 4), ("customers", 2), ("links", 5), ("ratings", 15))
    assert bakery.spoken_rows()[1] == ["external customers", "2"]


def test_codes_stay_codes_for_programs():
    """Basis and misfit are codes in dictionaries, JSON and CSV, and words for people."""
    table = sc.ServiceNetwork.of(cleaner(1.0)).diagnosis(draws=0).table
    row = next(one for one in table.to_dicts() if one["id"] == "cleaner")

    assert (row["basis"], row["misfit"]) == ("rated", "map_or_dependence")
    assert '"basis": "rated"' in table.to_json()
    assert "map_or_dependence" in table.to_csv()
    assert "the map does not fit here" in str(table)
    assert "map_or_dependence" not in str(table) + table.to_html()
    assert set(WORDS) <= set(LABELS)


# --- the public names, as they are promised


def test_public_names_of_the_network():
    """Every promised line about the network works on an example."""
    for program, unit, customer, resource in (
        (sc.examples.hotel(), "lavanderia", "familias", "pms"),
        (cleaner(0.5), "desk", "guests", "chemicals"),
    ):
        net = sc.ServiceNetwork.of(program)
        assert isinstance(net.graph, nx.MultiDiGraph)
        for by in ("party", "unit", "level", "role", "customer"):
            table = net.influence(by=by, draws=None, rng=None)
            assert {"id", "name", "influence"} <= {one.name for one in table.columns}
        assert [one.name for one in net.influence(by="unit", draws=3, rng=0).columns][:4] == [
            *("id", "name", "influence", "throughput"),
        ]
        assert {"lower", "upper", "top_probability"} <= {one.name for one in net.influence(draws=3).columns}
        sight = net.line_of_sight()
        assert [one.name for one in sight.columns][:4] == ["id", "name", "distance", "effective_distance"]
        found = net.diagnosis(draws=3)
        heads = "id name rated n received influence own_work lower upper contribution basis starved misfit"
        assert [one.name for one in found.to_table().columns] == heads.split()
        assert len(net.chains(unit, most=5)) <= 5
        assert all(len(one.columns) > 2 for one in (net.sole_providers(), net.dominators(customer), net.loops()))
        scenario = net.what_if(quality={unit: 0.9}, without=[resource])
        assert scenario.after - scenario.before == pytest.approx(scenario.delta)
        assert net.invest([sc.Improvement(party=unit, own_work=0.9, cost=1)], budget=1).gain >= 0
        assert len(table.to_frame("polars")) == len(table)
        with pytest.raises(sc.NetworkError):
            net.what_if(without=[program.people[0].id] if program.people else [unit], quality={unit: 2})
    frame = pl.DataFrame({"provider": ["a"], "customer": ["c"]})
    assert sc.ServiceNetwork.from_frame(frame, customers=["c"]).influence_values.tolist() == [1.0]
    assert sc.ServiceNetwork.from_networkx(net.graph).ids.tolist() == net.ids.tolist()
    assert isinstance(found, sc.Diagnosis)
    assert isinstance(scenario, sc.WhatIf)


def test_a_day_that_cannot_be_read_is_refused():
    """A text that is no day is refused in our words."""
    with pytest.raises(sc.NetworkError) as refusal:
        sc.ServiceNetwork.of(sc.examples.bakery(), as_of="30/06/2026")

    assert refusal.value.faults[0].path == "as_of"


@pytest.mark.parametrize("what", ["party", "customer", "card", "scenario"])
def test_unknown_ids_are_told_in_the_language(what):
    """An id that nobody has is refused in the language of the network."""
    net = sc.ServiceNetwork.of(sc.examples.bakery("es"))
    ask = {
        "party": lambda: net.chains("zoe"),
        "customer": lambda: net.dominators("zoe"),
        "card": lambda: net.diagnosis(draws=0).card("zoe"),
        "scenario": lambda: net.what_if(without=["zoe"]),
    }[what]
    with pytest.raises(sc.UnknownIdError, match="No existe"):
        ask()


# --- graphs and dominators of every size


def test_graphs_hold_every_link_once():
    """The graph has an edge for each link, the simple one for each pair with importances added up, in their order."""
    random = np.random.default_rng(2)
    givers, takers = random.integers(0, 30, 400), random.integers(0, 33, 400)
    kept = givers != takers
    frame = pl.DataFrame(
        {"provider": givers[kept], "customer": takers[kept], "importance": random.integers(0, 4, int(kept.sum()))}
    )
    net = sc.ServiceNetwork.from_frame(frame, importance="importance", customers=[30, 31, 32])
    there = [row for row in frame.iter_rows() if row[2]]
    sums: dict[tuple[str, str], float] = {}
    for giver, taker, much in there:
        sums[str(giver), str(taker)] = sums.get((str(giver), str(taker)), 0.0) + much

    assert sorted(net.graph.edges(data="importance")) == sorted((str(a), str(b), float(much)) for a, b, much in there)
    assert {(a, b): much for a, b, much in net.simple_graph.edges(data="importance")} == sums
    assert list(net.simple_graph.nodes(data=True)) == list(net.graph.nodes(data=True))
    by_giver = {giver: [taker for one, taker in sums if one == giver] for giver, _ in sums}
    assert {one: list(net.simple_graph.successors(one)) for one in by_giver} == by_giver


def test_units_of_a_graph_count_nobody_unless_it_says_so():
    """A node that is a unit counts no people of its own where it tells no number, as in a frame."""
    graph = nx.DiGraph([("u", "c")])
    graph.add_node("v", kind="unit", fte=3.0)
    graph.add_node("p", kind="person")
    drawing = sc.ServiceNetwork.from_networkx(graph, customers=["c"]).flow.drawing

    assert dict(zip(drawing.ids, drawing.fte.tolist(), strict=True)) == {"u": 0.0, "v": 3.0, "p": 1.0}


@pytest.mark.parametrize("seed", range(20))
def test_dominators_of_larger_graphs(seed):
    """Immediate dominators are those of networkx on graphs of every density, each after its dominator."""
    size = 60
    graph = nx.gnp_random_graph(size, (0.015, 0.03, 0.06, 0.2)[seed % 4], seed=seed, directed=True)
    matrix = nx.to_scipy_sparse_array(graph, nodelist=range(size), format="csr")
    above, order = dominator_tree(matrix, 0)
    expected = nx.immediate_dominators(graph, 0)

    assert {one: above[one] for one in order if one} == {one: other for one, other in expected.items() if one}
    assert sorted(order) == sorted({0, *expected})
    place = {one: number for number, one in enumerate(order)}
    assert all(place[above[one]] < place[one] for one in order[1:])
    assert all(above[one] == -1 for one in range(size) if one not in place)


def combs(size: int) -> tuple[list[int], list[int]]:
    """Two long chains to one customer, and at every step somebody who serves both: hard for simple ways of looking."""
    size //= 3
    givers, takers, root = [], [], 3 * size
    for one in range(size):
        givers += [one, size + one, 2 * size + one, 2 * size + one]
        takers += [one - 1 if one else root, size + one - 1 if one else root, one, size + one]
    return givers, takers


def test_dominators_take_no_quadratic_step():
    """Thirty thousand parties in the worst shape take a small part of the time that comparing all with all would take."""
    givers, takers = combs(30_000)
    net = sc.ServiceNetwork.from_frame(pl.DataFrame({"provider": givers, "customer": takers}), customers=[30_000])
    start = time.perf_counter()
    table = net.dominators("30000")

    assert time.perf_counter() - start < 4  # walking up both chains for each of them took over eight seconds
    found = dict(zip(table.column("id"), table.column("dominator"), strict=True))
    assert {found[str(one)] for one in (0, 10_000, 20_000, 29_999)} == {"30000"}
    assert (found["9999"], found["19999"]) == ("9998", "19998")
