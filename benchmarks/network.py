"""
Side by side: servicecraft, rustworkx, igraph and networkx on the same network of people.

Each library does the same work, by its fastest documented route: build from columns, solve the weighted influence to
1e-10, find everyone's distance to the nearest customer, find the strong components. The influence of the peers is a
personalised PageRank on the reversed links, which is proportional to the throughput when everyone's dependence is alike;
the results are compared before any time is printed. Each run has a process of its own.

    python benchmarks/network.py [people …]      the default is 10000 100000; add 1000000 for the full picture
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

LIBRARIES = ("servicecraft", "rustworkx", "igraph", "networkx")
EXTRA = ("servicecraft shuffled", "servicecraft strings")
STAGES = ("build", "influence", "distance", "components")
DEPENDENCE = 0.5


def columns(people: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Five links from each person; one link in a thousand ends at one of the customers, numbered after the people."""
    random = np.random.default_rng(20_260_701)
    customers = max(10, people // 1000)
    provider = np.repeat(np.arange(people), 5)
    receiver = (provider + random.integers(1, people, len(provider))) % people
    outside = random.random(len(provider)) < 0.001
    receiver[outside] = people + random.integers(0, customers, int(outside.sum()))
    receiver[:customers] = people + np.arange(customers)
    importance = random.integers(1, 10, len(provider)).astype(float)
    return provider, receiver, importance, customers


class Clock:
    """Seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, stage: str, work: Callable[[], object]) -> object:
        """Do some work and note how long it took."""
        start = time.perf_counter()
        result = work()
        self.seconds[stage] = time.perf_counter() - start
        return result


def with_servicecraft(
    people: int, clock: Clock, *, strings: bool = False, shuffled: bool = False
) -> tuple[np.ndarray, np.ndarray, int]:
    """Our own run; rows in any order, or strings as ids, where asked for."""
    import polars

    from servicecraft.network import ServiceNetwork, from_frames  # noqa: F401 - imported before the clock starts
    from servicecraft.network.sight import distances
    from servicecraft.network.structure import components

    provider, receiver, importance, customers = columns(people)
    frame = polars.DataFrame({"provider": provider, "customer": receiver, "importance": importance})
    who: object = range(people, people + customers)
    if shuffled:
        frame = frame.sample(fraction=1.0, shuffle=True, seed=1)
    if strings:
        frame = frame.with_columns(polars.col("provider", "customer").cast(polars.String).str.zfill(9))
        who = [str(one).zfill(9) for one in range(people, people + customers)]
    del provider, receiver, importance
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    net = clock.time("build", lambda: ServiceNetwork.from_frame(frame, importance="importance", customers=who))
    shares = clock.time("influence", lambda: net.throughput_values)
    near = clock.time("distance", lambda: distances(net.flow))
    label = clock.time("components", lambda: components(net.flow))
    clock.seconds["memory MB"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return shares, near[:people], int(label.max()) + 1


def with_diagnosis(people: int, clock: Clock) -> tuple[np.ndarray, np.ndarray, int]:
    """Our influence beside our diagnosis, every link rated: as numbers, and whole, with its table."""
    import polars

    from servicecraft.network import ServiceNetwork
    from servicecraft.network.fitting import fitted
    from servicecraft.network.solving import throughput

    provider, receiver, importance, customers = columns(people)
    rating = np.random.default_rng(1).beta(6, 2, len(provider))
    frame = polars.DataFrame({"provider": provider, "customer": receiver, "importance": importance, "rating": rating})
    net = ServiceNetwork.from_frame(
        frame, importance="importance", rating="rating", customers=range(people, people + customers)
    )
    passing = clock.time("influence", lambda: throughput(net.flow, net.flow.inflow))
    clock.time("diagnosis", lambda: fitted(net.flow, passing))
    shares = net.throughput_values
    clock.time("with its table", lambda: net.diagnosis(draws=0))
    return shares, np.zeros(1), 0


def with_rustworkx(people: int, clock: Clock) -> tuple[np.ndarray, np.ndarray, int]:
    """Its PyDiGraph of receivers → providers, pagerank, bfs_layers, strongly_connected_components."""
    import rustworkx

    provider, receiver, importance, customers = columns(people)
    size = people + customers

    def build() -> object:
        graph = rustworkx.PyDiGraph(node_count_hint=size, edge_count_hint=len(provider))
        graph.add_nodes_from(range(size))
        graph.add_edges_from(zip(receiver.tolist(), provider.tolist(), importance.tolist(), strict=True))
        return graph

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    graph = clock.time("build", build)
    start = dict.fromkeys(range(people, size), 1 / customers)

    def rank() -> object:
        return rustworkx.pagerank(
            graph,
            alpha=DEPENDENCE,
            weight_fn=float,
            personalization=start,
            dangling=start,
            tol=1e-10 / size,
            max_iter=500,
        )

    ranks = clock.time("influence", rank)
    layers = clock.time("distance", lambda: rustworkx.bfs_layers(graph, list(range(people, size))))
    parts = clock.time("components", lambda: rustworkx.strongly_connected_components(graph))
    clock.seconds["memory MB"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    near = np.full(size, np.inf)
    for depth, layer in enumerate(layers):
        near[layer] = depth
    return np.array([ranks[one] for one in range(people)]), near[:people], len(parts) - customers


def with_igraph(people: int, clock: Clock) -> tuple[np.ndarray, np.ndarray, int]:
    """Its Graph of receivers → providers, PRPACK, distances from a vertex before all customers, strong components."""
    import igraph

    provider, receiver, importance, customers = columns(people)
    size = people + customers

    def build() -> object:
        edges = zip(receiver.tolist(), provider.tolist(), strict=True)  # faster than a list, and than an array
        return igraph.Graph(n=size, edges=edges, directed=True, edge_attrs={"weight": importance.tolist()})

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    graph = clock.time("build", build)
    reset = [0.0] * people + [1.0] * customers

    def rank() -> object:
        return graph.personalized_pagerank(damping=DEPENDENCE, reset=reset, weights="weight", implementation="prpack")

    ranks = clock.time("influence", rank)
    parts = clock.time("components", lambda: len(graph.connected_components(mode="strong")))

    def reach() -> object:
        graph.add_vertices(1)
        graph.add_edges([(size, one) for one in range(people, size)])
        return graph.distances(source=[size], mode="out")[0]

    near = np.array(clock.time("distance", reach)) - 1
    clock.seconds["memory MB"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return np.array(ranks[:people]), near[:people], parts - customers


def with_networkx(people: int, clock: Clock) -> tuple[np.ndarray, np.ndarray, int]:
    """Its DiGraph of receivers → providers, pagerank (by scipy), bfs_layers, strongly_connected_components."""
    import networkx

    provider, receiver, importance, customers = columns(people)
    size = people + customers

    def build() -> object:
        graph = networkx.DiGraph()
        graph.add_nodes_from(range(size))
        for giver, taker, much in zip(provider.tolist(), receiver.tolist(), importance.tolist(), strict=True):
            if graph.has_edge(taker, giver):
                graph[taker][giver]["weight"] += much
            else:
                graph.add_edge(taker, giver, weight=much)
        return graph

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    graph = clock.time("build", build)
    start = dict.fromkeys(range(people, size), 1 / customers)

    def rank() -> object:
        return networkx.pagerank(
            graph, alpha=DEPENDENCE, personalization=start, dangling=start, tol=1e-10 / size, max_iter=500
        )

    ranks = clock.time("influence", rank)
    layers = clock.time("distance", lambda: list(networkx.bfs_layers(graph, list(range(people, size)))))
    parts = clock.time("components", lambda: sum(1 for _ in networkx.strongly_connected_components(graph)))
    clock.seconds["memory MB"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    near = np.full(size, np.inf)
    for depth, layer in enumerate(layers):
        near[layer] = depth
    return np.array([ranks[one] for one in range(people)]), near[:people], parts - customers


RUNS = {
    "servicecraft": with_servicecraft,
    "servicecraft shuffled": lambda people, clock: with_servicecraft(people, clock, shuffled=True),
    "servicecraft strings": lambda people, clock: with_servicecraft(people, clock, strings=True),
    "diagnosis": with_diagnosis,
    "rustworkx": with_rustworkx,
    "igraph": with_igraph,
    "networkx": with_networkx,
}


def run_one(library: str, people: int) -> None:
    """One library at one size, in this process; prints what it found as JSON."""
    clock = Clock()
    passing, near, parts = RUNS[library](people, clock)
    finite = near[np.isfinite(near)]
    weights = np.linspace(1.0, 2.0, people)
    print(
        json.dumps(
            {
                "seconds": clock.seconds,
                "told": [
                    float((passing / passing.sum()) @ weights),
                    float((passing / passing.sum()).max() * people),
                    float(finite.sum()),
                    len(finite),
                    parts,
                ],
            }
        )
    )


def apart(library: str, people: int) -> dict[str, Any]:
    """What one run in a process of its own tells."""
    command = [sys.executable, str(Path(__file__)), "--one", library, str(people)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def run_all(sizes: list[int]) -> None:
    """Every library at every size; the answers must agree."""
    totals: dict[tuple[str, int], float] = {}
    for people in sizes:
        print(f"\n{people:,} people, {5 * people:,} links; seconds")
        print(f"{'':22}" + "".join(f"{one:>12}" for one in (*STAGES, "total", "memory MB")))
        told: list[float] | None = None
        for library in (*LIBRARIES, *EXTRA):
            found = apart(library, people)
            told = told or found["told"]
            assert np.allclose(told, found["told"], rtol=1e-8), (library, told, found["told"])
            seconds = found["seconds"]
            totals[library, people] = sum(seconds[one] for one in STAGES)
            cells = [*(seconds[one] for one in STAGES), totals[library, people], seconds["memory MB"]]
            print(f"{library:22}" + "".join(f"{one:12.3f}" for one in cells), flush=True)
        ours = totals["servicecraft", people]
        best = min(totals["rustworkx", people], totals["igraph", people])
        print(
            f"ratio to the best of rustworkx and igraph: {best / ours:.1f}×; to networkx: {totals['networkx', people] / ours:.1f}×"
        )
        own = apart("diagnosis", people)["seconds"]
        times, whole = (own[one] / own["influence"] for one in ("diagnosis", "with its table"))
        print(
            f"diagnosis: {own['diagnosis']:.3f} s, {times:.1f}× the influence of {own['influence']:.3f} s; "
            f"with its table {own['with its table']:.3f} s, {whole:.1f}×"
        )
    for smaller, larger in pairwise(sizes):
        growth = {one: totals[one, larger] / totals[one, smaller] for one in LIBRARIES}
        print(f"growth {smaller:,} → {larger:,}: " + ", ".join(f"{one} {ratio:.1f}×" for one, ratio in growth.items()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        run_one(sys.argv[2], int(sys.argv[3]))
    else:
        run_all([int(one) for one in sys.argv[1:]] or [10_000, 100_000])
