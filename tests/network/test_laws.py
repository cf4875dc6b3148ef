"""Laws that hold for every network."""

from __future__ import annotations

import math
from fractions import Fraction

import attrs
import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicecraft.errors import ModelError, NetworkError
from servicecraft.examples.family_bakery import bakery
from servicecraft.model.program import Program
from servicecraft.model.serving import Judgement, ServiceLink
from servicecraft.model.settings import Settings
from servicecraft.model.structure import Person, Unit
from servicecraft.model.words import Question
from servicecraft.network import ServiceNetwork

from . import brute_force
from .random_programs import random_program

GROUPINGS = ("party", "unit", "level", "role", "person")


@st.composite
def programs(draw):
    """Small programs whose network has an answer and a served customer."""
    seed = draw(st.integers(0, 10**9))
    try:
        program = random_program(seed)
        net = ServiceNetwork.of(program)
    except (ModelError, NetworkError):
        assume(False)
    assume(net.flow.weights.any())
    return program


def shares(program: Program, by: str = "party") -> dict[str | None, float]:
    """Influence by id."""
    return {row["id"]: row["influence"] for row in ServiceNetwork.of(program).influence(by=by).to_dicts()}


@settings(deadline=None)
@given(programs(), st.sampled_from(GROUPINGS))
def test_every_grouping_adds_up_to_one(program, by):
    """Influence is never negative and adds up to 1 in every grouping."""
    values = ServiceNetwork.of(program).influence(by=by).column("influence")

    assert min(values) >= 0
    assert math.fsum(values) == pytest.approx(1, abs=2e-10)


@settings(deadline=None)
@given(programs())
def test_every_customer_adds_up_to_one(program):
    """Influence on each customer adds up to 1, and the customers' shares weigh up to the whole."""
    net = ServiceNetwork.of(program)
    each: dict[str, dict[str, float]] = {}
    for row in net.influence(by="customer").to_dicts():
        each.setdefault(row["customer"], {})[row["id"]] = row["influence"]
    weights = brute_force.customer_weights(program)

    assert all(math.fsum(row.values()) == pytest.approx(1, abs=2e-10) for row in each.values())
    whole = {one: sum(float(weights.get(c, 0)) * row[one] for c, row in each.items()) for one in shares(program)}
    assert whole == pytest.approx(shares(program), abs=1e-9)


@settings(deadline=None)
@given(programs())
def test_renaming_permutes(program):
    """Other ids and another order of the rows give the same figures to the same parties."""
    new = {one: f"x{index:03}_{one[::-1]}" for index, one in enumerate(reversed(list(shares(program))))}
    new["unmapped"] = "unmapped"

    def renamed(row, **columns):
        return attrs.evolve(row, **{name: new.get(getattr(row, name), getattr(row, name)) for name in columns})

    organisation = attrs.evolve(
        program.organisation,
        units=[renamed(one, id=1, parent=1, head=1) for one in reversed(program.units)],
        people=[renamed(one, id=1, unit=1, manager=1) for one in reversed(program.people)],
        resources=[renamed(one, id=1, owner=1) for one in reversed(program.resources)],
        headcounts=[renamed(one, unit=1) for one in program.headcounts],
    )
    links = [renamed(one, provider=1, customer=1) for one in reversed(program.links)]
    other = attrs.evolve(program, organisation=organisation, links=links)

    assert shares(other) == pytest.approx({new[one]: share for one, share in shares(program).items()}, abs=1e-9)


@settings(deadline=None)
@given(programs(), st.sampled_from([1e-9, 0.5, 2.0, 1e12]))
def test_scaling_importances_changes_nothing(program, factor):
    """Only the proportions of importances count."""
    scaled = [attrs.evolve(one, importance=one.importance * factor) for one in program.links]

    assert shares(attrs.evolve(program, links=scaled)) == pytest.approx(shares(program), abs=1e-9)


@settings(deadline=None)
@given(programs())
def test_extreme_importances(program):
    """One receiver's importances of 1e300 beside another's of 1e-300 change nothing."""
    factors = {
        one: 10.0 ** (300 if index % 2 else -300)
        for index, one in enumerate(sorted({x.customer for x in program.links}))
    }
    scaled = [attrs.evolve(one, importance=one.importance * factors[one.customer]) for one in program.links]

    assert shares(attrs.evolve(program, links=scaled)) == pytest.approx(shares(program), abs=1e-9)


@settings(deadline=None)
@given(programs(), st.integers(0, 10**6))
def test_an_unreachable_party_changes_nothing(program, pick):
    """A new party that serves nobody has influence 0 and leaves all others as they are, whomever it is served by."""
    givers = [one.id for one in (*program.units, *program.people)]
    links = [*program.links, *([ServiceLink(provider=givers[pick % len(givers)], customer="zz")] if givers else [])]
    organisation = attrs.evolve(program.organisation, units=[*program.units, Unit(id="zz")])
    found = shares(attrs.evolve(program, organisation=organisation, links=links))

    assert found.pop("zz") == 0
    assert found == pytest.approx(shares(program), abs=1e-9)


@settings(deadline=None)
@given(programs(), st.integers(0, 10**6), st.floats(0, 1))
def test_more_dependence_never_raises_own_influence(program, pick, amount):
    """A single party that depends more on others has no more influence of its own."""
    units = [one for one in program.units if one.dependence is not None]
    assume(units)
    unit = units[pick % len(units)]
    more = unit.dependence + (1 - unit.dependence) * amount
    organisation = attrs.evolve(
        program.organisation,
        units=[attrs.evolve(one, dependence=more) if one is unit else one for one in program.units],
    )
    try:
        after = shares(attrs.evolve(program, organisation=organisation))
    except NetworkError:
        assume(False)

    assert after[unit.id] <= shares(program)[unit.id] + 1e-9


@settings(deadline=None)
@given(programs(), st.integers(0, 2**31))
def test_contributions_add_up_to_the_shortfall(program, seed):
    """What is missing to 1 is exactly the sum of everyone's contribution, and quality lies between 0 and 1."""
    net = ServiceNetwork.of(program)
    random = np.random.default_rng(seed)
    work = {one: float(random.random()) for one in shares(program)}
    answer = net.quality(work)

    assert 0 <= answer.value <= 1
    table = net.contribution(work)
    lost = [one for one in table.column("contribution") if one is not None]
    assert 1 - answer.value == pytest.approx(math.fsum(lost), abs=1e-9)
    each = net.influence_values * [1 - work[str(one)] for one in net.ids]
    assert 1 - answer.value == pytest.approx(math.fsum(each), abs=1e-9)
    assert all(one is None or 0 <= one <= 1 for one in answer.parties.column("delivered"))


@settings(deadline=None)
@given(programs(), st.integers(0, 2**31))
def test_influence_is_the_slope_of_quality(program, seed):
    """Own work that rises by a little raises the organisation's quality by influence times as much."""
    net = ServiceNetwork.of(program)
    work = dict.fromkeys(shares(program), 0.5)
    one = sorted(work)[seed % len(work)]
    rise = net.quality({**work, one: 0.75}).value - net.quality(work).value

    assert rise == pytest.approx(0.25 * shares(program)[one], abs=1e-9)


@settings(deadline=None)
@given(programs())
def test_all_chains_add_up_to_throughput(program):
    """In a network without loops the chains from a party to the customers add up to its throughput."""
    net = ServiceNetwork.of(program)
    inner = nx.DiGraph(zip(*net.flow.rest.nonzero(), strict=True))
    assume(nx.is_directed_acyclic_graph(inner))
    for row in net.influence(by="party").to_dicts():
        chains = net.chains(row["id"], most=100_000)
        assert math.fsum(chains.column("weight")) == pytest.approx(row["throughput"], abs=1e-9)
        assert chains.column("weight") == pytest.approx(sorted(chains.column("weight"), reverse=True))


@settings(deadline=None)
@given(programs())
def test_frame_and_graph_and_program_agree(program):
    """The same links give the same figures from a program, a graph and a frame of any engine, when nobody leads."""
    program = attrs.evolve(
        program,
        organisation=attrs.evolve(
            program.organisation,
            people=[Person(id=one.id) for one in program.people],
            units=[Unit(id=one.id) for one in program.units],
        ),
        links=[one for one in program.links if one.provider != "unmapped" and one.provider[0] != "r"],
    )
    net = ServiceNetwork.of(program)
    assume(net.flow.weights.any())
    data = {name: [getattr(one, name) for one in program.links] for name in ("provider", "customer", "importance")}
    frame = pl.DataFrame(data)
    weights = {one.id: one.weight for one in program.customers}
    options = {"importance": "importance", "customers": weights, "settings": program.settings}
    parties = pl.DataFrame({"id": [one.id for one in (*program.units, *program.people, *program.resources)]})
    expected = {row["id"]: row["influence"] for row in net.influence("party").to_dicts()}
    tables = [
        ServiceNetwork.from_networkx(net.graph, settings=program.settings),
        ServiceNetwork.from_frame(frame, parties=parties, **options),
        ServiceNetwork.from_frame(frame.lazy(), parties=parties.lazy(), **options),
        ServiceNetwork.from_frame(frame.to_pandas(), parties=parties.to_pandas(), **options),
        ServiceNetwork.from_frame(frame.to_arrow(), parties=parties.to_arrow(), **options),
    ]

    for other in tables:
        found = {row["id"]: row["influence"] for row in other.influence("party").to_dicts()}
        assert found == pytest.approx(expected, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 40), st.integers(0, 2**31))
def test_weights_of_all_sizes_against_exact_fractions(size, seed):
    """Importances from 1e-12 to 1e12 give the exact shares to a relative error of 1e-9 on networks of up to 40."""
    random = np.random.default_rng(seed)
    count = 3 * size
    givers, takers = random.integers(0, size, count), random.integers(0, size + 1, count)
    takers[0] = size
    kept = givers != takers
    importance = 10.0 ** random.uniform(-12, 12, count)
    frame = pl.DataFrame({"provider": givers[kept], "customer": takers[kept], "importance": importance[kept]})
    net = ServiceNetwork.from_frame(frame, importance="importance", customers=[size], tolerance=1e-14)
    received: dict[int, dict[int, Fraction]] = {}
    for giver, taker, much in frame.iter_rows():
        row = received.setdefault(taker, {})
        row[giver] = row.get(giver, Fraction(0)) + Fraction(much)
    known = net.ids.tolist()
    turned: dict[int, dict[int, Fraction]] = {one: {} for one in known}
    start = dict.fromkeys(known, Fraction(0))
    for taker, row in received.items():
        total = sum(row.values())
        for giver, much in row.items():
            if taker == size:
                start[giver] = much / total
            else:
                turned[giver][taker] = much / total / 2
    passing = brute_force.solved(turned, start)
    exact = [float(passing[one] * (Fraction(1, 2) if one in received else 1)) for one in known]

    assert net.influence_values == pytest.approx(exact, rel=1e-9, abs=1e-14)


@given(programs(), st.sampled_from(["unit", "level", "party"]))
@settings(deadline=None, max_examples=40)
def test_draws(program, by):
    """Intervals lie between 0 and 1 in order, the same seed gives the same table, and figures stay as they are."""
    net = ServiceNetwork.of(program)
    table = net.influence(by, draws=20, rng=3)

    assert table == net.influence(by, draws=20, rng=3)
    assert table.column("influence") == net.influence(by).column("influence")
    for row in table.to_dicts():
        assert row["lower"] is None or 0 <= row["lower"] <= row["upper"] <= 1 + 1e-9
        assert (row["top_probability"] is None) == (by != "unit" or row["lower"] is None)


def test_wider_judges_wider_intervals():
    """Judges who differ more leave a wider interval, and no doubt at all leaves none."""
    widths = []
    for far in (0.05, 0.3):
        answers = [Judgement(subject="ben", question=Question.DEPENDENCE, value=0.5 + one * far) for one in (-1, 0, 1)]
        row = ServiceNetwork.of(bakery().with_rows(*answers)).influence("role", draws=400, rng=1).to_dicts()
        ben = next(one for one in row if one["id"] == "baker")
        widths.append(ben["upper"] - ben["lower"])
        assert ben["lower"] < ben["influence"] < ben["upper"]

    assert widths[1] > 1.2 * widths[0]


def test_common_error_does_not_average_out():
    """What all judges have in common widens the interval of what customers owe to those who serve them directly."""
    parties = [f"p{one:02}" for one in range(30)]
    frame = pl.DataFrame({"provider": parties[:15] + parties[15:], "customer": parties[15:] + ["c"] * 15})
    told = pl.DataFrame({"id": parties, "side": ["back"] * 15 + ["front"] * 15})
    widths = []
    for common in (0.0, 1.0):
        net = ServiceNetwork.from_frame(
            frame, parties=told, customers=["c"], settings=Settings(common_part=common, missing_link=0.0)
        )
        row = net.influence("side", draws=200, rng=5).to_dicts()[0]
        widths.append(row["upper"] - row["lower"])

    assert widths[1] > 2 * widths[0]
