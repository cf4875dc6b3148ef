"""Loops, sole providers, dominators, chains, silos: what the shape of the network tells."""

from __future__ import annotations

import heapq

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from servicecraft.network.compiling import Flow
from servicecraft.network.dominance import dominator_tree
from servicecraft.network.drawing import NOBODY, Floats, Places
from servicecraft.network.groups import grouped, id_order
from servicecraft.network.influence import columns, notes
from servicecraft.network.reaching import core
from servicecraft.network.solving import shortest_loop
from servicecraft.tables import Cell, Table
from servicecraft.words import say, sentence

MOST_LOOPS = 1000
"""Loops that are listed; larger components come first."""


def components(flow: Flow) -> Places:
    """For every party the number of its strongly connected component of service links; numbers begin at 0."""
    parties = flow.drawing.size
    inner = core(flow.links)
    if inner is None:
        _, label = csgraph.connected_components(flow.received, connection="strong")
        used = np.zeros(flow.size, dtype=bool)
        used[label[:parties]] = True  # customers give nothing, so each of them is a component of its own
        return np.asarray((np.cumsum(used) - 1)[label[:parties]], dtype=np.int32)
    label = np.zeros(parties, dtype=np.int32)
    others = np.flatnonzero(~inner[:parties])
    _, apart = csgraph.connected_components(flow.links[others][:, others], connection="strong")
    label[others] = 1 + apart
    return label


def loops_table(flow: Flow) -> Table:
    """Groups of parties that serve one another round, the largest first, each with one shortest loop."""
    label = components(flow)
    sizes = np.bincount(label) if len(label) else np.zeros(0, dtype=int)
    circular = np.flatnonzero(sizes > 1)
    members = np.split(np.argsort(label, kind="stable"), np.cumsum(sizes)[:-1]) if len(sizes) else []
    rank = np.empty(len(label), dtype=np.int64)
    order = id_order(flow.drawing)
    rank[order] = np.arange(len(label))
    found = []
    for one in sorted(circular.tolist(), key=lambda one: (-len(members[one]), int(rank[members[one]].min())))[
        :MOST_LOOPS
    ]:
        places = members[one][np.argsort(rank[members[one]])]
        loop = shortest_loop(flow.received, places)[::-1]
        first = loop.index(int(places[0])) if int(places[0]) in loop else 0
        found.append((len(places), flow.drawing.ids_of(places), flow.drawing.ids_of(loop[first:] + loop[:first])))
    remarks = notes(flow)
    if len(circular) > MOST_LOOPS:
        text = sentence("The first {shown} of {count} groups are listed.")
        remarks.append(say(text, flow.drawing.language, shown=MOST_LOOPS, count=len(circular)))
    title = say(sentence("Who serve one another round"), flow.drawing.language)
    return Table.of(
        columns(flow, ("size", "members", "loop")), found, title=title, notes=remarks, language=flow.drawing.language
    )


def sole_providers_table(flow: Flow) -> Table:
    """Services that one party alone gives, with whom they reach, in the order of the services."""
    drawing = flow.drawing
    rows: list[tuple[Cell, ...]] = []
    there = drawing.importances > 0
    if len(drawing.services):
        there &= drawing.services != NOBODY
        services, providers, receivers = drawing.services[there], drawing.providers[there], drawing.receivers[there]
        for service in np.unique(services).tolist():
            givers = np.unique(providers[services == service])
            if len(givers) == 1:
                served = tuple(sorted(drawing.ids_of(np.unique(receivers[services == service]))))
                giver = int(givers[0])
                rows.append((drawing.service_ids[service], drawing.id_of(giver), drawing.name_of(giver), served))
    title = say(sentence("Services with a single provider"), drawing.language)
    names = ("service", "provider", "name", "customers")
    return Table.of(columns(flow, names), rows, title=title, notes=notes(flow), language=drawing.language)


def dominators_table(flow: Flow, customer: int) -> Table:
    """
    For every party that reaches a customer, the party that every one of its chains passes through next.

    Args:
        flow: The network.
        customer: The place of the customer.
    """
    above, order = dominator_tree(flow.received, customer)
    hanging = np.zeros(flow.size, dtype=np.int64)
    for place in reversed(order[1:]):
        hanging[above[place]] += hanging[place] + 1
    shown = set(order[1:])
    rows = [
        (flow.drawing.id_of(one), flow.drawing.name_of(one), flow.drawing.id_of(int(above[one])), int(hanging[one]))
        for one in id_order(flow.drawing).tolist()
        if one in shown
    ]
    text = sentence("Who cannot be done without, on the way to {customer}")
    title = say(text, flow.drawing.language, customer=flow.drawing.name_of(customer))
    names = ("id", "name", "dominator", "hanging")
    return Table.of(columns(flow, names), rows, title=title, notes=notes(flow), language=flow.drawing.language)


def chains_table(flow: Flow, party: int, passing: Floats, most: int) -> Table:
    """The chains from a party to a customer that carry most, by the customer's weight times what each step rests on."""
    drawing = flow.drawing
    found = _heaviest_chains(flow, party, most)
    total = float(passing[party])
    rows = [(drawing.ids_of(chain), weight, weight / total if total else None) for weight, chain in found]
    text = sentence("Chains from {party} to the customers")
    title = say(text, drawing.language, party=drawing.name_of(party))
    remarks = [*notes(flow), say(sentence("All chains to customers add up to the throughput."), drawing.language)]
    return Table.of(
        columns(flow, ("chain", "weight", "share")), rows, title=title, notes=remarks, language=drawing.language
    )


def _heaviest_chains(flow: Flow, party: int, most: int) -> list[tuple[float, list[int]]]:
    """
    Best-first search: every unfinished chain is judged by the best end it can still reach, so none is opened in vain.

    A chain may pass through a party again, as service does in a loop.
    """
    parties = flow.drawing.size
    upward = sparse.csr_array(flow.rest.copy())
    upward.data = np.maximum(-np.log(np.minimum(upward.data, 1.0)), 0.0)
    ends = _best_ends(flow, upward)
    downward = upward.T.tocsr()
    if not np.isfinite(ends[party]) or most < 1:
        return []
    queue: list[tuple[float, tuple[int, ...], float]] = [(float(ends[party]), (party,), 0.0)]
    found: list[tuple[float, list[int]]] = []
    while queue and len(found) < most:
        bound, chain, cost = heapq.heappop(queue)
        place = chain[-1]
        if place >= parties and place < flow.size - 1:
            found.append((float(np.exp(-bound)), list(chain)))
            continue
        for at in range(downward.indptr[place], downward.indptr[place + 1]):
            following, step = int(downward.indices[at]), float(downward.data[at])
            if np.isfinite(ends[following]):
                onward = cost + step
                heapq.heappush(queue, (onward + float(ends[following]), (*chain, following), onward))
    return found


def _best_ends(flow: Flow, upward: sparse.csr_array) -> Floats:
    """For every place the least cost, as −log of the weight, of a chain from there to a weighted customer."""
    parties, root = flow.drawing.size, flow.size
    weighted = np.flatnonzero(flow.weights > 0)
    costs = -np.log(flow.weights[weighted])
    indices = np.concatenate([upward.indices, (parties + weighted).astype(upward.indices.dtype)])
    indptr = np.concatenate([upward.indptr, [len(indices)]]).astype(upward.indptr.dtype)
    data = np.concatenate([upward.data, np.maximum(costs, 0.0)])
    matrix = sparse.csr_array((data, indices, indptr), shape=(root + 1, root + 1))
    return np.asarray(csgraph.dijkstra(matrix, indices=root), dtype=float)[:root]


def silos_table(flow: Flow, by: str) -> Table:
    """For each unit, or other grouping, how many links stay inside and how many cross, in the order of the groups."""
    groups = grouped(flow.drawing, by)
    rows, givers = _inner_pairs(flow)
    count = len(groups.ids)
    one, other = groups.codes[givers], groups.codes[rows]
    inside = np.bincount(one[one == other], minlength=count)
    crossing = np.bincount(one[one != other], minlength=count) + np.bincount(other[one != other], minlength=count)
    table = [
        (identifier, name, within, between, within / (within + between) if within + between else None)
        for identifier, name, within, between in zip(
            groups.ids, groups.names, inside.tolist(), crossing.tolist(), strict=True
        )
    ]
    title = say(sentence("Links inside and between"), flow.drawing.language)
    names = ("id", "name", "inside", "between", "inside_share")
    return Table.of(columns(flow, names), table, title=title, notes=notes(flow), language=flow.drawing.language)


def reciprocity(flow: Flow) -> float | None:
    """The share of service links between parties that run both ways; `None` without any."""
    receivers, givers = _inner_pairs(flow)
    if not len(receivers):
        return None
    size = flow.size
    forward = receivers.astype(np.int64) * size + givers
    backward = givers.astype(np.int64) * size + receivers
    return float(np.isin(forward, backward).mean())


def _inner_pairs(flow: Flow) -> tuple[Places, Places]:
    pairs = sparse.coo_array(flow.received)
    inner = pairs.row < flow.drawing.size
    return pairs.row[inner], pairs.col[inner]
