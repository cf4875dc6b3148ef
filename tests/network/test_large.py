"""What makes large networks fast is right in small ones: sweeps in bands, levels by products, sums without searching."""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import spsolve

from servicecraft.errors import ModelError, NetworkError
from servicecraft.network import ServiceNetwork, bands, estimating, reaching, solving, sweeping
from servicecraft.network.drawing import NOBODY
from servicecraft.network.rated import rated_parties
from servicecraft.network.sight import distances
from servicecraft.network.solving import throughput
from servicecraft.network.structure import components

from . import brute_force
from .random_programs import random_program
from .test_diagnosis import rated_program
from .test_shapes import SHAPES

seeds = st.integers(0, 10**9)


@contextmanager
def instead(module, **values):
    """Other constants of a module for a while."""
    before = {name: getattr(module, name) for name in values}
    for name, value in values.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


def bands_of(rows):
    """Bands of so many rows."""
    return instead(bands, FEWEST_ROWS=rows, MOST_ROWS=rows)


def random_links(random, size, each, customers=3):
    """Links from every party to a few others or to a customer; parallel ones among them."""
    givers = np.repeat(np.arange(size), each)
    takers = (givers + random.integers(1, size, len(givers))) % size
    outside = random.random(len(givers)) < 0.1
    outside[random.integers(len(givers))] = True
    takers[outside] = size + random.integers(0, customers, int(outside.sum()))
    return givers, takers, random.integers(1, 10, len(givers)).astype(float)


def network(givers, takers, importance, size, customers=3, dependence=None):
    """A network of a frame whose ids are places."""
    told = {} if dependence is None else {"parties": pl.DataFrame({"id": np.arange(size), "dependence": dependence})}
    frame = pl.DataFrame({"provider": givers, "customer": takers, "importance": importance})
    return ServiceNetwork.from_frame(frame, importance="importance", customers=range(size, size + customers), **told)


def direct(net):
    """Throughput of every place by a direct solution."""
    return spsolve(sparse.csc_array(sparse.eye_array(net.flow.size) - net.flow.rest.T), net.flow.inflow)


def far(net):
    """How far influence is from that of the direct solution, in the sum of all differences."""
    parties = net.flow.drawing.size
    return float(np.abs(net.influence_values - (net.flow.own * direct(net))[:parties]).sum())


@settings(deadline=None)
@given(seeds, st.integers(4, 60), st.integers(1, 6), st.sampled_from([1, 3, 17, 8192]))
def test_influence_is_that_of_a_direct_solution(seed, size, each, rows):
    """Whatever the bands, influence is that of a direct solution, loops of a gain close to 1 included."""
    random = np.random.default_rng(seed)
    dependence = random.choice([0.0, 0.3, 0.5, 0.9, 0.999, 0.999999], size)
    with bands_of(rows):
        net = network(*random_links(random, size, each), size, dependence=dependence)
        assert far(net) < 2e-10
        assert net.influence_values.sum() == pytest.approx(1, abs=2e-10)


@pytest.mark.parametrize("dependence", [0.5, 0.9, 0.999])
@pytest.mark.parametrize(("shape", "size"), SHAPES)
def test_worst_shapes_against_a_direct_solution(shape, size, dependence):
    """In stars, chains, loops and complete networks influence is that of a direct solution, at any dependence."""
    givers, takers, _ = shape(size)
    net = network(givers, takers, np.ones(len(givers)), size, customers=1, dependence=np.full(size, dependence))

    assert far(net) < 2e-10


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rows", [1, 4])
def test_bands_against_exact_fractions(seed, rows):
    """Throughput in bands is that of exact fractions."""
    random = np.random.default_rng(seed)
    size = int(random.integers(3, 9))
    givers, takers, importance = random_links(random, size, 3)
    with bands_of(rows):
        found = network(givers, takers, importance, size).throughput_values
    received: dict[int, dict[int, Fraction]] = {}
    for giver, taker, much in zip(givers.tolist(), takers.tolist(), importance.tolist(), strict=True):
        row = received.setdefault(taker, {})
        row[giver] = row.get(giver, Fraction(0)) + Fraction(much)
    rest = {one: {g: v / sum(row.values()) for g, v in row.items()} for one, row in received.items()}
    served = [one for one in received if one >= size]
    start = {one: Fraction(0) for one in range(size)}
    turned: dict[int, dict[int, Fraction]] = {one: {} for one in range(size)}
    for taker, row in rest.items():
        for giver, part in row.items():
            if taker in served:
                start[giver] += part / len(served)
            else:
                turned[giver][taker] = part / 2
    exact = brute_force.solved(turned, start)

    assert found == pytest.approx([float(exact[one]) for one in range(size)], abs=1e-9)


def sweeps(net, monkeypatch, *, longer=True):
    """How many sweeps influence takes, in bands of a few rows or in one band, with longer steps or without."""
    count = []
    once = sweeping.System.sweep
    monkeypatch.setattr(sweeping.System, "sweep", lambda *told: count.append(1) or once(*told))
    if not longer:
        monkeypatch.setattr(sweeping._LongerSteps, "length", lambda *_: 0.0)
    throughput(net.flow, net.flow.inflow)
    monkeypatch.undo()
    return len(count)


def tree(size):
    """Three serve each one, and the first serves the customer."""
    return list(range(size)), [size, *((one - 1) // 3 for one in range(1, size))], [size]


@pytest.mark.parametrize("dependence", [0.3, 0.5, 0.85])
@pytest.mark.parametrize("rows", [40, 8192])
@pytest.mark.parametrize("name", ["random", "thick", "chain", "loop", "complete", "tree"])
def test_bands_and_longer_steps_save_sweeps_or_cost_few(name, rows, dependence, monkeypatch):
    """Where they cannot help, bands and longer steps take no more than half as many sweeps again, and a few."""
    random = np.random.default_rng(7)
    shapes = {shape.__name__: shape for shape, _ in SHAPES} | {"tree": tree}
    if name in shapes:
        size = 100 if name == "complete" else 600
        givers, takers, _ = shapes[name](size)
        links = (givers, takers, np.ones(len(givers)))
    else:
        size = 600
        links = random_links(random, size, 5 if name == "random" else 20)
    net = network(*links, size, dependence=np.full(size, dependence))
    plain = sweeps(net, monkeypatch, longer=False)
    with bands_of(rows):
        fast = sweeps(net, monkeypatch)

    assert fast <= 1.5 * plain + 9
    if name in ("thick", "complete"):
        assert fast <= 0.6 * plain
    if (name, rows, dependence) == ("thick", 40, 0.85):  # here the rate that is seen first is wrong
        assert fast <= 30


def test_close_to_gain_one_sweeps_are_enough_where_one_direction_is_slow(monkeypatch):
    """In a thick network in which nearly everything is passed on, no other way than sweeps is needed."""
    monkeypatch.setattr(solving, "_krylov", lambda *_: pytest.fail("another way was taken"))
    net = network(*random_links(np.random.default_rng(7), 600, 20), 600, dependence=np.full(600, 0.999))
    assert far(net) < 2e-10
    assert sweeps(net, monkeypatch) <= 60


def test_two_thousand_people_take_fifteen_sweeps(monkeypatch):
    """A usual network takes half the sweeps of the plain iteration or fewer: this is what influence costs."""
    net = network(*random_links(np.random.default_rng(3), 2000, 5), 2000)
    with bands_of(64):
        assert sweeps(net, monkeypatch) <= 15
    assert sweeps(net, monkeypatch, longer=False) >= 30


@given(seeds)
@settings(deadline=None)
def test_rows_in_another_order_give_the_same_to_the_last_bit(seed):
    """The order in which links are given does not show in the figures, not even in their last digit."""
    random = np.random.default_rng(seed)
    links = random_links(random, 40, 4)
    order = random.permutation(len(links[0]))
    one, other = (network(*rows, 40) for rows in (links, [column[order] for column in links]))

    assert np.array_equal(one.throughput_values, other.throughput_values)
    assert np.array_equal(distances(one.flow), distances(other.flow))
    assert np.array_equal(components(one.flow), components(other.flow))


def reference(net, size):
    """The links between places as networkx holds them."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(zip(*(part.tolist() for part in net.flow.given.nonzero()), strict=True))
    return graph


@settings(deadline=None)
@given(seeds, st.integers(2, 60), st.integers(1, 4), st.sampled_from([1, 3, 40]), st.sampled_from([1, 8, 10**9]))
def test_levels_and_components_are_those_of_networkx(seed, size, each, levels, few):
    """Distances and strong components are those of networkx, however soon the search place by place takes over."""
    random = np.random.default_rng(seed)
    givers, takers, importance = random_links(random, size, each)
    if seed % 3 == 0:  # without any way round
        takers = givers + 1 + (random.random(len(givers)) * (size + 2 - givers)).astype(int)
    net = network(givers, takers, importance, size)
    graph = reference(net, size + 3)
    expected = np.full(size, np.inf)
    for depth, layer in enumerate(nx.bfs_layers(graph.reverse(), range(size, size + 3))):
        expected[[one for one in layer if one < size]] = depth
    with instead(reaching, MOST_LEVELS=levels, FEW=few), bands_of(max(1, size // 4)):
        near, label = distances(net.flow)[:size], components(net.flow)

    assert np.array_equal(near, expected)
    found = {frozenset(np.flatnonzero(label == one).tolist()) for one in range(int(label.max()) + 1)}
    assert found == {frozenset(one) for one in nx.strongly_connected_components(graph) if min(one) < size}


def test_the_core_is_found_and_left_to_others_where_there_is_none():
    """Most parties of a thick network are one component, seen at once; a chain has no core, and a long loop is no short way."""
    random = np.random.default_rng(2)
    thick = network(*random_links(random, 500, 5), 500)
    givers, takers, _ = next(shape for shape, _ in SHAPES if shape.__name__ == "loop")(500)
    loop = network(givers, takers, np.ones(len(givers)), 500)
    chain = network(np.arange(30), np.arange(1, 31), np.ones(30), 30, customers=1)
    core = reaching.core(thick.flow.links)

    assert core is not None
    assert core.sum() > 400
    assert reaching.core(chain.flow.links) is None
    assert reaching.core(loop.flow.links) is None
    assert components(loop.flow).max() == 0


@given(seeds)
@settings(deadline=None)
def test_what_rests_on_whom_is_the_same_from_both_sides(seed):
    """What is computed by who gives is what the matrix by who receives tells, structure included."""
    try:
        flow = ServiceNetwork.of(random_program(seed)).flow
    except (ModelError, NetworkError):
        assume(False)
    random = np.random.default_rng(seed)
    rest, values = flow.rest.toarray(), random.random(flow.size)
    places = np.unique(random.integers(0, flow.size, 3))
    rows, columns = random.integers(0, flow.size, 5), random.integers(0, flow.size, 5)

    assert flow.resting(values) == pytest.approx(rest @ values)
    assert flow.carried(values) == pytest.approx(rest.T @ values)
    assert flow.carried_squares(values) == pytest.approx((rest**2).T @ values)
    assert flow.resting_of(places).toarray() == pytest.approx(rest[places])
    assert flow.parts(rows, columns) == pytest.approx(rest[rows, columns])
    assert rest.sum(axis=1) + flow.own == pytest.approx(np.where((rest > 0).any(axis=1) | (flow.own > 0), 1.0, 0.0))


@given(seeds)
def test_least_squares_are_those_of_a_dense_solution(seed):
    """The x that fits best is that of a dense solution, from whatever start and with whatever scale."""
    random = np.random.default_rng(seed)
    matrix, target = random.standard_normal((60, 30)) + 5 * np.eye(60, 30), random.standard_normal(60)
    start, scale = random.standard_normal(30), random.uniform(0.3, 3, 30)
    found = estimating.least_squares(lambda x: matrix @ x, lambda y: matrix.T @ y, target, start, scale)
    expected = np.linalg.lstsq(matrix, target, rcond=None)[0]

    assert found == pytest.approx(expected, abs=1e-7)
    fitted = matrix @ expected
    again = estimating.least_squares(lambda x: matrix @ x, lambda y: matrix.T @ y, fitted, start, scale)
    assert again == pytest.approx(expected, abs=1e-7)


def test_importances_at_the_ends_of_numbers():
    """Importances whose sum cannot be written, or hardly, count in proportion."""
    frame = pl.DataFrame(
        {
            "provider": [0, 1, 2, 0, 1],
            "customer": [9, 9, 9, 8, 8],
            "importance": [1.5e308, 0.5e308, 1.0e308, 1.5e-310, 0.5e-310],
        }
    )
    net = ServiceNetwork.from_frame(frame, importance="importance", customers=[8, 9])

    assert net.throughput_values == pytest.approx([0.25 + 0.375, 0.5 / 6 + 0.125, 1 / 6])
    assert net.flow.received.toarray()[3, :3] == pytest.approx([1.5e-310, 0.5e-310, 0.0], rel=1e-6)


def told_one_by_one(flow, passing):
    """What the ratings say of each party, rating by rating."""
    drawing, rest = flow.drawing, flow.rest.toarray()
    answers = drawing.answers if len(drawing.answers) else np.ones(len(drawing.scores))
    spreads = drawing.deviations if len(drawing.deviations) else np.full(len(answers), np.nan)
    pairs: dict[tuple[int, int], list[tuple[float, float, float]]] = {}
    for giver, rater, *row in zip(drawing.rated, drawing.raters, drawing.scores, answers, spreads, strict=True):
        pairs.setdefault((int(giver), int(rater)), []).append(tuple(row))
    part, astray = {}, 0
    for giver, rater in pairs:
        through = giver
        found = 1.0 if rater == NOBODY else rest[rater, through]
        while not found and through < drawing.size and drawing.units[through] != NOBODY:
            through = drawing.units[through]
            found = rest[rater, through]
        part[giver, rater] = found
        astray += 0 if found else int(sum(n for _, n, _ in pairs[giver, rater]))
    kept = {pair: rows for pair, rows in pairs.items() if part[pair]}
    count = {pair: sum(n for _, n, _ in rows) for pair, rows in kept.items()}
    mean = {pair: sum(s * n for s, n, _ in rows) / count[pair] for pair, rows in kept.items()}
    squares = sum(n * (s - mean[pair]) ** 2 for pair, rows in kept.items() for s, n, _ in rows)
    squares += sum((n - 1) * d**2 for rows in kept.values() for _, n, d in rows if not np.isnan(d))
    spare = sum(len(rows) - 1 for rows in kept.values())
    spare += sum(n - 1 for rows in kept.values() for _, n, d in rows if not np.isnan(d))
    variance = squares / spare if spare else drawing.settings.rating_spread**2
    figures = {}
    for giver in sorted({one for one, _ in kept}):
        own = [pair for pair in kept if pair[0] == giver]
        weight = {pair: part[pair] * (1.0 if pair[1] == NOBODY else passing[pair[1]]) for pair in own}
        if not sum(weight.values()):
            weight = {pair: part[pair] for pair in own}
        total = sum(weight.values())
        error = (variance * sum((weight[one] / total) ** 2 / count[one] for one in own)) ** 0.5
        figures[giver] = (
            sum(weight[one] / total * mean[one] for one in own),
            max(error, drawing.settings.least_rating_error),
            sum(count[one] for one in own),
        )
    return figures, astray


@given(seeds, st.booleans())
@settings(deadline=None)
def test_ratings_are_summed_as_one_by_one(seed, frame):
    """What ratings say of each party is what they say taken one by one, from programs and from frames."""
    random = np.random.default_rng(seed)
    try:
        if frame:
            givers, takers, importance = random_links(random, 12, 4)
            rating = np.where(random.random(len(givers)) < 0.3, np.nan, random.random(len(givers)))
            links = pl.DataFrame({"provider": givers, "customer": takers, "w": importance, "rating": rating})
            net = ServiceNetwork.from_frame(links, importance="w", rating="rating", customers=range(12, 15))
        else:
            net = ServiceNetwork.of(rated_program(seed))
    except (ModelError, NetworkError):
        assume(False)
    passing = net._passing
    expected, astray = told_one_by_one(net.flow, passing)
    found = rated_parties(net.flow, passing)

    assert found.places.tolist() == list(expected)
    assert found.astray == astray
    assert np.column_stack([found.means, found.errors, found.counts]).ravel() == pytest.approx(
        [figure for row in expected.values() for figure in row]
    )


def test_a_frame_that_changes_afterwards_does_not_reach_the_network():
    """A network keeps its own numbers where the frame lets its columns be changed in place."""
    frame = pd.DataFrame({"provider": [0, 1, 2], "customer": [1, 9, 9], "w": [1.0, 2.0, 3.0], "rating": 0.5})
    customers = pd.DataFrame({"id": [9], "weight": [1.0]})
    net = ServiceNetwork.from_frame(frame, importance="w", rating="rating", customers=customers)
    frame.iloc[:, 2] = 77.0
    frame.iloc[0, 2] = 78.0
    customers.iloc[0, 0] = 5

    assert net.flow.drawing.importances.tolist() == [1.0, 2.0, 3.0]
    assert np.asarray(net.flow.drawing.customer_ids).tolist() == [9]


@pytest.mark.parametrize("kind", [list, tuple, set, np.array, pd.Index, pd.Series, pl.Series, "weights", "frame"])
def test_customers_come_in_any_collection(kind):
    """External customers are given as any collection of ids; a frame is one only where it has an `id`."""
    frame = pl.DataFrame({"provider": [0, 1, 2], "customer": [1, 8, 9]})
    named = {"weights": {8: 1.0, 9: 1.0}, "frame": pl.DataFrame({"id": [8, 9]})}
    customers = named[kind] if isinstance(kind, str) else kind([8, 9])

    assert ServiceNetwork.from_frame(frame, customers=customers).influence_values == pytest.approx([0.25, 0.25, 0.5])
