"""The network's figures against exact fractions, worked out by hand or by brute force."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest

from servicecraft.errors import ModelError, NetworkError
from servicecraft.examples.family_bakery import bakery
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, ServiceLink
from servicecraft.model.structure import Person, Role
from servicecraft.model.words import Level
from servicecraft.network import ServiceNetwork

from . import brute_force
from .random_programs import random_program

CLOSE = 2e-10
OWN_WORK = {"ana": 0.9, "ben": 0.7, "carla": 0.8, "dan": 0.5}
BAKERY = {
    "ana": (Fraction(149, 500), Fraction(149, 500), Fraction(298, 10_000)),
    "ben": (Fraction(19, 40), Fraction(19, 100), Fraction(57, 1000)),
    "carla": (Fraction(3, 4), Fraction(3, 10), Fraction(6, 100)),
    "dan": (Fraction(53, 200), Fraction(53, 250), Fraction(106, 1000)),
}


@pytest.mark.parametrize("party", BAKERY)
def test_bakery(party):
    """Throughput, influence and contribution of everyone in the bakery are those worked out by hand."""
    net = ServiceNetwork.of(bakery())
    shares = {row["id"]: row for row in net.influence(by="party").to_dicts()}
    (lost,) = net.quality(OWN_WORK).card(party).to_dicts()

    passing, influence, contribution = map(float, BAKERY[party])
    assert shares[party]["throughput"] == pytest.approx(passing, abs=CLOSE)
    assert shares[party]["influence"] == pytest.approx(influence, abs=CLOSE)
    assert lost["contribution"] == pytest.approx(contribution, abs=CLOSE)


def test_bakery_quality():
    """The bakery's quality is 467/625 with the hand-worked quality of everyone and of both customers."""
    answer = ServiceNetwork.of(bakery()).quality(OWN_WORK)

    assert answer.value == pytest.approx(467 / 625, abs=CLOSE)
    delivered = {one: answer.card(one).column("delivered")[0] for one in OWN_WORK}
    assert delivered == pytest.approx({"ana": 0.9, "ben": 0.692, "carla": 0.7656, "dan": 0.58}, abs=CLOSE)
    assert answer.customers.column("quality") == pytest.approx([0.7656, 0.692], abs=CLOSE)


def line_of_command(tiers: int) -> Program:
    """One line of so many tiers above one person who serves the customer, the topmost a senior."""
    roles = (Role(id="top", level=Level.SENIOR), Role(id="rest", level=Level.MIDDLE))
    people = tuple(
        Person(id=f"t{one}", role="top" if one == 0 else "rest", manager=f"t{one - 1}" if one else None)
        for one in range(tiers + 1)
    )
    return Program(
        organisation=Organisation(roles=roles, people=people),
        customers=(Customer(id="c"),),
        links=(ServiceLink(provider=f"t{tiers}", customer="c"),),
    )


@pytest.mark.parametrize(("tiers", "top"), list(enumerate([0.2, 0.08, 0.062, 0.0593, 0.0589, 0.0588], start=1)))
def test_tiers(tiers, top):
    """Seniors do not vanish as tiers are added: their influence tends to about 6 %."""
    shares = ServiceNetwork.of(line_of_command(tiers)).influence(by="level").to_dicts()

    assert shares[0]["id"] == "senior"
    assert shares[0]["influence"] == pytest.approx(top, abs=6e-5)


NODES = ("a", "b", "c", "d")
EDGES = tuple(permutations(NODES, 2))
FACING = tuple(one for count in range(1, 5) for one in combinations(NODES, count))


def digraph(number: int) -> list[tuple[str, str]]:
    """The digraph on four parties whose links are the bits of a number."""
    return [edge for bit, edge in enumerate(EDGES) if number >> bit & 1]


def exact_share(links, facing):
    """Influence by exact fractions, dependence one half, everything of equal importance."""
    givers = {one: [giver for giver, receiver in links if receiver == one] for one in NODES}
    half = {one: Fraction(1, 2) if givers[one] else Fraction(0) for one in NODES}
    turned = {one: {} for one in NODES}
    for receiver, from_whom in givers.items():
        for giver in from_whom:
            turned[giver][receiver] = half[receiver] / len(from_whom)
    start = {one: Fraction(int(one in facing), len(facing)) for one in NODES}
    passing = brute_force.solved(turned, start)
    return passing, {one: (1 - half[one]) * passing[one] for one in NODES}


def check_digraph(number, facing):
    """Compare one digraph with exact fractions."""
    links = digraph(number)
    graph = nx.DiGraph()
    graph.add_nodes_from(NODES)
    graph.add_edges_from([*links, *((one, "customer") for one in facing)])
    net = ServiceNetwork.from_networkx(graph, customers=["customer"])
    passing, shares = exact_share(links, facing)

    assert net.throughput_values == pytest.approx([float(passing[one]) for one in NODES], abs=CLOSE)
    assert net.influence_values == pytest.approx([float(shares[one]) for one in NODES], abs=CLOSE)


@pytest.mark.parametrize("part", range(16))
def test_every_digraph_on_four_parties(part):
    """Throughput and influence in each of the 4,096 digraphs on four parties are exact, whoever faces the customer."""
    for number in range(part * 256, (part + 1) * 256):
        check_digraph(number, FACING[number * 7 % len(FACING)])


@pytest.mark.heavy
@pytest.mark.parametrize("facing", FACING, ids="".join)
def test_every_digraph_and_every_face(facing):
    """The same for each of the 4,096 digraphs with every set of customer-facing parties."""
    for number in range(4096):
        check_digraph(number, facing)


def check_groups(program, net, passing):
    """Compare the throughput of levels and units with the flow that enters each from outside, party by party."""
    own, rest = brute_force.equations(program)
    inflow = dict.fromkeys(own, Fraction(0))
    for customer, weight in brute_force.customer_weights(program).items():
        for giver, share in brute_force._received(program, customer).items():
            inflow[giver] += weight * share
    level = {one.id: program.organisation.level_of(one.id) for one in program.people}
    level = {one: None if found is None else found.value for one, found in level.items()}
    unit = {one.id: one.unit for one in program.people} | {one.id: one.id for one in program.units}
    for by, groups in (("level", level), ("unit", unit)):
        groups |= {one.id: groups.get(one.owner) for one in program.resources}
        for row in net.influence(by=by).to_dicts():
            inside = [one for one in own if groups.get(one) is not None and groups[one] == row["id"]]
            entering = sum((inflow[one] for one in inside), Fraction(0))
            for receiver in set(own) - set(inside):
                entering += sum((rest[receiver].get(one, 0) * passing[receiver] for one in inside), Fraction(0))
            if inside:
                assert row["throughput"] == pytest.approx(float(entering), abs=1e-8)


def check_program(seed):
    """Compare one random program with exact fractions; false where the model itself refuses it."""
    try:
        program = random_program(seed)
    except ModelError:  # the model refuses reporting loops
        return False
    try:
        net = ServiceNetwork.of(program)
    except NetworkError:
        with pytest.raises(StopIteration):  # no pivot: the exact equations have no answer either
            brute_force.influence(program)
        return True
    passing, shares = brute_force.influence(program)
    rows = {row["id"]: row for row in net.influence(by="party").to_dicts()}
    if brute_force.customer_weights(program):
        assert {one: row["influence"] for one, row in rows.items()} == pytest.approx(
            {one: float(share) for one, share in shares.items()}, abs=CLOSE
        )
        assert {one: row["throughput"] for one, row in rows.items()} == pytest.approx(
            {one: float(share) for one, share in passing.items()}, abs=1e-8
        )
        check_groups(program, net, passing)
    work = {
        one: Fraction((index * 7) % 11, 10) if (index * 7) % 11 <= 10 else Fraction(1)
        for index, one in enumerate(shares)
    }
    exact = brute_force.delivered(program, work)
    answer = net.quality({one: float(value) for one, value in work.items()})
    found = {one: answer.card(one).column("delivered")[0] for one in exact}
    assert found == pytest.approx({one: float(value) for one, value in exact.items()}, abs=1e-9)
    sight = {row["id"]: row["distance"] for row in net.line_of_sight().to_dicts()}
    assert sight == brute_force.distances(program)
    return True


@pytest.mark.parametrize("part", range(8))
def test_random_programs(part):
    """Influence, throughput, quality and distance of random programs are those of exact fractions."""
    done = [check_program(seed) for seed in range(part * 50, (part + 1) * 50)]

    assert sum(done) > 30


@pytest.mark.heavy
@pytest.mark.parametrize("part", range(20))
def test_ten_thousand_random_programs(part):
    """The same for ten thousand programs."""
    done = [check_program(seed) for seed in range(1000 + part * 600, 1000 + (part + 1) * 600)]

    assert sum(done) >= 500


def test_numbers_are_in_the_order_of_ids():
    """The arrays for programs tell the same as the table for people."""
    net = ServiceNetwork.of(bakery())
    table = net.influence(by="party")

    order = np.argsort(net.ids)
    assert table.column("influence") == net.influence_values[order].tolist()
