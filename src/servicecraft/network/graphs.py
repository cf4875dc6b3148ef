"""The network as networkx graphs, and networkx graphs as networks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import networkx as nx
import numpy as np

from servicecraft.errors import Fault, NetworkError, SpokenFact
from servicecraft.model.settings import Settings
from servicecraft.model.words import Level
from servicecraft.network.drawing import KINDS, NOBODY, PERSON, UNIT, Drawing
from servicecraft.words import sentence


def multigraph(drawing: Drawing) -> nx.MultiDiGraph:
    """
    Every service link as an edge from provider to customer, parallel ones apart; frozen.

    Nodes carry `kind`, `name` and, where known, unit, leader, fte, dependence, leadership, level, role, attributes and
    the weight of a customer; edges `importance` and, where known, `service`. There are no `None` values and no nested
    ones, and the names of attributes are plain ASCII words, so that every writer of networkx takes the graph.
    """
    graph = nx.MultiDiGraph()
    ids = _all_ids(drawing)
    graph.add_nodes_from(_nodes(drawing, ids))
    services = drawing.services.tolist() or [NOBODY] * len(drawing.providers)
    for giver, receiver, importance, service in zip(
        drawing.providers.tolist(), drawing.receivers.tolist(), drawing.importances.tolist(), services, strict=True
    ):
        if importance > 0 and service == NOBODY:
            graph.add_edge(ids[giver], ids[receiver], importance=importance)
        elif importance > 0:
            graph.add_edge(ids[giver], ids[receiver], importance=importance, service=drawing.service_ids[service])
    return nx.freeze(graph)


def _all_ids(drawing: Drawing) -> list[str]:
    """The ids of all parties and then of all customers."""
    return [str(one) for ids in (drawing.ids, drawing.customer_ids) for one in np.asarray(ids).tolist()]


def _nodes(drawing: Drawing, ids: list[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Every party and customer with what is known of it."""
    parties = drawing.size
    names = ids[:parties] if drawing.names is None else [str(one) for one in drawing.names]
    homes, leaders, kinds = drawing.units.tolist(), drawing.managers.tolist(), drawing.kinds.tolist()
    numbers = [(key, getattr(drawing, key).tolist()) for key in ("dependence", "leadership", "fte")]
    labels = [(plain_key(label), values) for label, values in drawing.labels.items()]
    for place, kind in enumerate(kinds):
        told: dict[str, object] = {"kind": KINDS[kind], "name": names[place]}
        if homes[place] != NOBODY:
            told["unit"] = ids[homes[place]]
        if leaders[place] != NOBODY:
            told["leader"] = ids[leaders[place]]
        for key, values in numbers:
            if values[place] == values[place] and (key != "fte" or kind in (PERSON, UNIT)):
                told[key] = values[place]
        for key, words in labels:
            if words[place] is not None:
                told[key] = words[place]
        yield ids[place], told
    weights = drawing.customer_weights.tolist()
    for number, (one, weight) in enumerate(zip(ids[parties:], weights, strict=True)):
        yield one, {"kind": KINDS[-1], "name": drawing.name_of(parties + number), "weight": weight}


def plain_key(label: str) -> str:
    """A name of an attribute that every format of graphs takes: ASCII letters and digits, a letter first."""
    key = re.sub(r"[^0-9A-Za-z_]", "_", label)
    return key if key[:1].isalpha() and key not in ("id", "label", "start", "end") else f"attribute_{key}"


def simple_graph(drawing: Drawing) -> nx.DiGraph:
    """One edge between two parties, with the importance of parallel links added up; frozen."""
    graph = nx.DiGraph()
    ids = _all_ids(drawing)
    graph.add_nodes_from(_nodes(drawing, ids))
    there = drawing.importances > 0
    pairs = drawing.providers[there].astype(np.int64) * len(ids) + drawing.receivers[there]
    known, first, same = np.unique(pairs, return_index=True, return_inverse=True)
    sums = np.bincount(same, weights=drawing.importances[there], minlength=len(known))
    order = np.argsort(first)  # in the order in which the links were drawn
    givers, receivers = np.divmod(known[order], max(1, len(ids)))
    graph.add_weighted_edges_from(
        (
            (ids[giver], ids[receiver], much)
            for giver, receiver, much in zip(givers.tolist(), receivers.tolist(), sums[order].tolist(), strict=True)
        ),
        weight="importance",
    )
    return nx.freeze(graph)


def drawing_of_graph(
    graph: nx.Graph,
    *,
    importance: str = "importance",
    customers: Mapping[object, float] | Iterable[object] | None = None,
    settings: Settings,
    language: str,
) -> Drawing:
    """
    The parties, customers and links of a networkx graph; an undirected edge serves both ways.

    Args:
        graph: Nodes may carry what `multigraph` writes; those of the kind `customer` are the external customers.
        importance: The attribute of edges that holds their importance; 1 where it is missing.
        customers: Nodes that are external customers, with their weights or alike.
        settings: Thresholds and defaults.
        language: In which answers speak.

    Raises:
        NetworkError: A node or edge cannot be used; every fault is named.
    """
    if not isinstance(graph, nx.Graph):
        reason = SpokenFact(sentence("a networkx graph was expected, and this is: {kind}."), kind=type(graph).__name__)
        raise NetworkError.of("SC-504", "graph", reason=reason).in_language(language)
    directed = graph if graph.is_directed() else graph.to_directed()
    weights = _customer_weights(directed, customers)
    inner = [one for one in directed if one not in weights]
    names = [str(one) for one in (*inner, *weights)]
    faults = [
        Fault.of("SC-503", one, path="nodes", reason=SpokenFact(sentence("the id stands twice.")))
        for one in _twice(names)
    ]
    place = {one: index for index, one in enumerate((*inner, *weights))}
    faults += _out_of_range(directed, inner)
    triples = []
    aside = 0
    for number, (giver, receiver, value) in enumerate(directed.edges(data=importance, default=1.0)):
        number_value, fault = _importance(value, f"edges[{number}].{importance}")
        if fault is not None:
            faults.append(fault)
        elif giver == receiver:
            reason = SpokenFact(sentence("nobody is their own customer."))
            faults.append(Fault.of("SC-113", str(giver), path=f"edges[{number}]", reason=reason))
        elif giver in weights:
            aside += 1
        else:
            triples.append((place[giver], place[receiver], number_value))
    if faults:
        raise NetworkError([one.in_language(language) for one in faults])
    return _graph_drawing(directed, inner, weights, triples, aside, settings, language)


def _graph_drawing(
    graph: nx.DiGraph,
    inner: list[object],
    weights: Mapping[object, float],
    triples: list[tuple[int, int, float]],
    aside: int,
    settings: Settings,
    language: str,
) -> Drawing:
    node = [graph.nodes[one] for one in inner]
    place = {str(one): index for index, one in enumerate(inner)}
    kinds = [KINDS.index(one.get("kind", "unit")) if one.get("kind", "unit") in KINDS[:4] else UNIT for one in node]
    levels = [one.get("level") for one in node]
    labels = {key: [one.get(key) for one in node] for key in ("level", "role") if any(key in one for one in node)}
    return Drawing(
        ids=[str(one) for one in inner],
        names=[str(one.get("name", key)) for key, one in zip(inner, node, strict=True)],
        kinds=np.array(kinds, dtype=np.int8),
        units=np.array([place.get(one.get("unit", ""), NOBODY) for one in node], dtype=np.int32),
        managers=np.array([place.get(one.get("leader", ""), NOBODY) for one in node], dtype=np.int32),
        seniors=np.array([level == Level.SENIOR.value for level in levels], dtype=bool),
        fte=np.array(
            [_read(one, "fte", 1.0 if kind == PERSON else 0.0) for one, kind in zip(node, kinds, strict=True)],
            dtype=float,
        ),
        dependence=np.array([_read(one, "dependence", np.nan) for one in node], dtype=float),
        leadership=np.array([_read(one, "leadership", np.nan) for one in node], dtype=float),
        outside=np.zeros(len(inner), dtype=bool),
        labels=labels,
        customer_ids=[str(one) for one in weights],
        customer_names=[str(graph.nodes[one].get("name", one)) if one in graph else str(one) for one in weights],
        customer_weights=np.array(list(weights.values()), dtype=float),
        providers=np.array([one[0] for one in triples], dtype=np.int32),
        receivers=np.array([one[1] for one in triples], dtype=np.int32),
        importances=np.array([one[2] for one in triples], dtype=float),
        settings=settings,
        language=language,
        remarks=set_aside(aside),
        guarded=bool(kinds.count(PERSON)),
    )


def _out_of_range(graph: nx.DiGraph, inner: list[object]) -> list[Fault]:
    faults = []
    reason = SpokenFact(sentence("the number is out of its range."))
    for one in inner:
        told = graph.nodes[one]
        for key, highest, open_high in (("dependence", 1.0, False), ("leadership", 1.0, True), ("fte", np.inf, True)):
            value = told.get(key, 0.0)
            if isinstance(value, int | float) and not (0 <= value < highest or (value == highest and not open_high)):
                faults.append(Fault.of("SC-502", value, path=f"nodes[{one}].{key}", reason=reason))
    return faults


def set_aside(links: int) -> tuple[SpokenFact, ...]:
    """What is said of links that leave a customer."""
    if not links:
        return ()
    return (SpokenFact(sentence("Links that leave an external customer, set aside: {links}."), links=links),)


def _read(node: Mapping[str, object], key: str, default: float) -> float:
    value = node.get(key, default)
    return float(value) if isinstance(value, int | float) else default


def _customer_weights(
    graph: nx.DiGraph, customers: Mapping[object, float] | Iterable[object] | None
) -> dict[object, float]:
    if customers is None:
        found = {
            one: _read(told, "weight", 1.0) for one, told in graph.nodes(data=True) if told.get("kind") == KINDS[-1]
        }
    elif isinstance(customers, Mapping):
        found = dict(customers)
    else:
        found = dict.fromkeys(customers, 1.0)
    faults = [fault for one, weight in found.items() if (fault := _importance(weight, f"customers[{one}]")[1])]
    if faults:
        raise NetworkError(faults)
    return found


def _importance(value: object, path: str) -> tuple[float, Fault | None]:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return 0.0, Fault.of("SC-502", value, path=path, reason=SpokenFact(sentence("a number was expected.")))
    if not np.isfinite(float(value)) or value < 0:
        reason = SpokenFact(sentence("a finite number of at least 0 was expected."))
        return 0.0, Fault.of("SC-502", value, path=path, reason=reason)
    return float(value), None


def _twice(names: list[str]) -> list[str]:
    seen: set[str] = set()
    return [one for one in names if one in seen or seen.add(one)]  # type: ignore[func-returns-value]
