"""Known answers of other people: worked oracles and three published networks, read where they are kept."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from pathlib import Path

import networkx as nx
import numpy as np
import polars as pl
import pytest

from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, ServiceLink
from servicecraft.model.settings import Settings
from servicecraft.model.structure import Resource, Unit
from servicecraft.network import ServiceNetwork

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DATA = Path(os.environ.get("SERVICECRAFT_DATA", BESIDE))
pytestmark = pytest.mark.skipif(
    not DATA.is_dir() and "SERVICECRAFT_DATA" not in os.environ,
    reason="the reference data are not here: set SERVICECRAFT_DATA or keep them at ../shared/data",
)


def known(dataset: str, check: str) -> tuple[object, float]:
    """The known value and its tolerance."""
    checks = json.loads((DATA / dataset / "reference.json").read_text())["checks"]
    found = next(one for one in checks if one["id"] == check)
    return found["value"], found["tolerance"] or 1e-12


def inputs(name: str) -> dict:
    """The input of a worked oracle."""
    return json.loads((DATA / "worked_oracles" / "inputs.json").read_text())[name]


# --- Leontief: what a sector's output rests on, as throughput; a sector that uses its own output does so through a mirror


def leontief(final_demand: dict[str, float]) -> dict[str, float]:
    """The throughput of both sectors for some final demand, with the requirements as dependence and importance."""
    table = np.array(inputs("miller_blair_2x2")["A"])
    units, links = [], []
    for k in range(2):
        units += [Unit(id=f"s{k}", dependence=float(table[:, k].sum())), Unit(id=f"mirror{k}", dependence=1.0)]
        links.append(ServiceLink(provider=f"s{k}", customer=f"mirror{k}"))
        links += [
            ServiceLink(provider=f"mirror{i}" if i == k else f"s{i}", customer=f"s{k}", importance=float(table[i, k]))
            for i in range(2)
        ]
    links += [
        ServiceLink(provider=one, customer="final", importance=much) for one, much in final_demand.items() if much
    ]
    program = Program(
        organisation=Organisation(units=tuple(units)), customers=(Customer(id="final"),), links=tuple(links)
    )
    return {row["id"]: row["throughput"] for row in ServiceNetwork.of(program).influence("party").to_dicts()}


@pytest.mark.parametrize("sector", [0, 1])
def test_leontief_inverse(sector):
    """A column of the Leontief inverse is the throughput of the sectors when all final demand is for one of them."""
    value, tolerance = known("worked_oracles", "miller_blair_2x2")
    passing = leontief({f"s{sector}": 1.0})

    column = [row[sector] for row in value["L"]]
    assert [passing["s0"], passing["s1"]] == pytest.approx(column, abs=tolerance)
    sums, close = known("worked_oracles", "miller_blair_output_multipliers")
    assert passing["s0"] + passing["s1"] == pytest.approx(sums[sector], abs=close)


def test_leontief_new_sector():
    """The extra output for a new sector's demand is the throughput times that demand."""
    value, tolerance = known("worked_oracles", "miller_blair_new_sector")
    new = inputs("miller_blair_2x2")["new_sector"]
    passing = leontief({"s0": new["a13"], "s1": new["a23"]})

    total = (new["a13"] + new["a23"]) * new["x3"]
    assert [passing["s0"] * total, passing["s1"] * total] == pytest.approx(value, abs=max(tolerance, 1e-4))


def walk() -> tuple[np.ndarray, list[int], list[int]]:
    """The drunkard's walk: probabilities, transient states, absorbing states."""
    told = inputs("drunkards_walk")
    table = np.array([[float(Fraction(one)) for one in row] for row in told["P"]])
    return table, [one for one in told["states"] if one not in told["absorbing"]], told["absorbing"]


def test_absorbing_chain_steps():
    """Expected steps to absorption are the effective distances to the customers."""
    value, tolerance = known("worked_oracles", "drunkards_walk")
    table, transient, absorbing = walk()
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(
        ((i, j, table[i, j]) for i in transient for j in range(len(table)) if table[i, j]), weight="importance"
    )
    sight = ServiceNetwork.from_networkx(graph, customers=absorbing).line_of_sight()

    assert sight.column("effective_distance") == pytest.approx(value["t"], abs=max(tolerance, 1e-9))


def test_absorbing_chain_probabilities():
    """Read backwards, the quality of pure pass-throughs is the probability of ending in a state."""
    value, tolerance = known("worked_oracles", "drunkards_walk")
    table, transient, absorbing = walk()
    program = Program(
        settings=Settings(dependence=1.0),
        organisation=Organisation(
            units=tuple(Unit(id=f"u{one}") for one in transient),
            resources=tuple(Resource(id=f"r{one}") for one in absorbing),
        ),
        customers=(Customer(id="c"),),
        links=(
            ServiceLink(provider="u1", customer="c"),
            *(
                ServiceLink(provider=f"{'r' if j in absorbing else 'u'}{j}", customer=f"u{i}", importance=table[i, j])
                for i in transient
                for j in range(len(table))
                if table[i, j]
            ),
        ),
    )
    net = ServiceNetwork.of(program)
    for column, state in enumerate(absorbing):
        work = {f"r{one}": float(one == state) for one in absorbing}
        parties = net.quality(work, otherwise=0.0).parties
        delivered = dict(zip(parties.column("id"), parties.column("delivered"), strict=True))
        found = [delivered[f"u{one}"] for one in transient]
        assert found == pytest.approx([row[column] for row in value["B"]], abs=max(tolerance, 1e-9))


def test_fundamental_matrix():
    """Throughput per customer, each of whom one state faces, is a row of the fundamental matrix."""
    value, tolerance = known("worked_oracles", "drunkards_walk")
    table, transient, _ = walk()
    for row, start in enumerate(transient):
        links = [ServiceLink(provider=f"u{start}", customer="c")]
        for i in transient:
            for j in range(len(table)):
                if table[i, j]:
                    provider = f"u{j}" if j in transient else "unmapped"
                    links.append(ServiceLink(provider=provider, customer=f"u{i}", importance=table[i, j]))
        program = Program(
            settings=Settings(dependence=1.0),
            organisation=Organisation(units=tuple(Unit(id=f"u{one}") for one in transient)),
            customers=(Customer(id="c"),),
            links=tuple(links),
        )
        passing = {one["id"]: one["throughput"] for one in ServiceNetwork.of(program).influence("party").to_dicts()}
        found = [passing[f"u{one}"] for one in transient]
        assert found == pytest.approx(value["N"][row], abs=max(tolerance, 1e-8))


@pytest.mark.parametrize("which", ["idom", "ipdom"])
def test_dominators(which):
    """Immediate dominators, and those of the reversed graph, are those of the Boost example."""
    value, _ = known("worked_oracles", "dominators_boost")
    told = inputs("dominators_boost")
    forward = which == "ipdom"
    edges = [(a, b) if forward else (b, a) for a, b in told["edges"]]
    root = 7 if forward else told["root"]
    net = ServiceNetwork.from_networkx(nx.DiGraph([one for one in edges if one[0] != root]), customers=[root])
    found = {row["id"]: row["dominator"] for row in net.dominators(str(root)).to_dicts()}

    assert found == {one: str(above) for one, above in value[which].items()}


# --- published networks: the alter serves the ego


def advice(dataset: str, relation: str, least: int = 0) -> ServiceNetwork:
    """The network in which whoever is asked serves whoever asks."""
    ties = pl.read_csv(DATA / dataset / "edges.csv").filter(pl.col("relation") == relation)
    if least:
        ties = ties.filter(pl.col("weight") >= least)
    nodes = pl.read_csv(DATA / dataset / "nodes.csv")
    weight = "weight" if "weight" in ties.columns else None
    return ServiceNetwork.from_frame(
        ties, provider="alter", customer="ego", importance=weight, parties=nodes, customers=[], kind="person"
    )


NETWORKS = [
    ("krackhardt_hightech", "advice", 0, "advice"),
    ("krackhardt_hightech", "friendship", 0, "friendship"),
    ("consulting_46", "info", 0, "info"),
    ("consulting_46", "info", 4, "info_often_or_more(weight>=4)"),
]


@pytest.mark.parametrize(("dataset", "relation", "least", "check"), NETWORKS)
def test_published_networks(dataset, relation, least, check):
    """Size, reciprocity, strong components and, on the graph, degrees, betweenness and PageRank are those published."""
    net = advice(dataset, relation, least)
    graph = net.simple_graph.reverse()

    assert [graph.number_of_nodes(), graph.number_of_edges()] == known(dataset, f"{check}.n_m")[0]
    assert nx.density(graph) == pytest.approx(known(dataset, f"{check}.density")[0], abs=1e-9)
    assert net.reciprocity == pytest.approx(known(dataset, f"{check}.reciprocity")[0], abs=1e-9)
    sizes = [row["size"] for row in net.loops().to_dicts()]
    strong, weak = known(dataset, f"{check}.components")[0]
    assert sizes == [one for one in strong if one > 1]
    assert nx.number_weakly_connected_components(graph) == weak
    degrees = sorted(graph.in_degree(), key=lambda one: (-one[1], int(one[0])))[:5]
    assert [[int(one), count] for one, count in degrees] == known(dataset, f"{check}.indegree_top5")[0]
    between = nx.betweenness_centrality(graph, normalized=False)
    top = sorted(between.items(), key=lambda one: -one[1])[:3]
    assert [one for _, one in top] == pytest.approx([one[1] for one in known(dataset, f"{check}.betweenness_top3")[0]])
    rank = nx.pagerank(graph, alpha=0.85, weight=None, tol=1e-12, max_iter=1000)
    best = sorted(rank.items(), key=lambda one: -one[1])[:3]
    assert [one for _, one in best] == pytest.approx(
        [one[1] for one in known(dataset, f"{check}.pagerank_top3")[0]], abs=1e-8
    )


def test_strength_and_levels():
    """The most asked of the consultants, and the mix of levels, are those published."""
    net = advice("consulting_46", "info")
    strength = net.simple_graph.out_degree(weight="importance")
    top = sorted(strength, key=lambda one: (-one[1], int(one[0])))[:5]
    assert [[int(one), much] for one, much in top] == known("consulting_46", "info.instrength_top5")[0]

    graph = advice("consulting_46", "info", 3).simple_graph
    level = {one: int(told["orglevel"]) for one, told in graph.nodes(data=True)}
    mix = np.zeros((5, 5), dtype=int)
    for provider, customer in graph.edges:
        mix[level[customer] - 1, level[provider] - 1] += 1
    assert mix.tolist() == known("consulting_46", "info.level_mix")[0]


@pytest.fixture(scope="module")
def ward():
    """The hospital ward: staff serve whom they meet, patients are the customers."""
    people = pl.read_csv(DATA / "hospital_ward" / "people.csv")
    contacts = pl.read_csv(DATA / "hospital_ward" / "contacts.csv")
    both = pl.concat([contacts.select(provider="a", customer="b"), contacts.select(provider="b", customer="a")])
    links = both.group_by("provider", "customer").len("seconds")
    patients = people.filter(pl.col("role") == "PAT")["id"].to_list()
    staff = people.filter(pl.col("role") != "PAT")
    return ServiceNetwork.from_frame(links, importance="seconds", parties=staff, customers=patients, kind="person")


def test_ward_distance(ward):
    """Hops and expected steps from every member of staff to a patient are those of networkx and numpy."""
    rows = {row["id"]: row for row in ward.line_of_sight().to_dicts()}
    hops, _ = known("hospital_ward", "hops_to_customer")
    steps, tolerance = known("hospital_ward", "steps_to_patient")

    assert {one: rows[one]["distance"] for one in hops} == hops
    assert {one: rows[one]["effective_distance"] for one in steps} == pytest.approx(steps, abs=tolerance)


def test_ward_direct_contact(ward):
    """The share of direct patient contact by role, on the graph, is the one counted."""
    graph = ward.graph
    total: dict[str, float] = {}
    for provider, customer, seconds in graph.edges(data="importance"):
        if graph.nodes[customer]["kind"] == "customer":
            role = graph.nodes[provider]["role"]
            total[role] = total.get(role, 0.0) + seconds
    value, tolerance = known("hospital_ward", "share_of_direct_patient_contact")

    assert {one: much / sum(total.values()) for one, much in total.items()} == pytest.approx(value, abs=tolerance)


def test_ward_influence_adds_up(ward):
    """On a real network with loops everywhere influence adds up to 1 in every grouping."""
    for by in ("party", "role", "person"):
        assert sum(ward.influence(by, audience="facilitator").column("influence")) == pytest.approx(1, abs=1e-9)
