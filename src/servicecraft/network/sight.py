"""How far is everyone from an external customer?"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import NOBODY, PERSON, UNIT, Flags, Floats
from servicecraft.network.groups import cells, id_order, named
from servicecraft.network.influence import columns, notes
from servicecraft.network.reaching import breadth_first, levels_to, reached_from
from servicecraft.network.solving import accumulated
from servicecraft.tables import Table
from servicecraft.words import say, sentence


def distances(flow: Flow, to: np.ndarray | None = None) -> Floats:
    """
    Fewest links from every place to an external customer; infinite where no chain leads to one.

    Service and leadership links count 1, membership and the direction 0. *to* takes the place of all customers.
    """
    parties = flow.drawing.size
    sources = np.arange(parties, parties + flow.drawing.customers) if to is None else to
    if not len(sources):
        return np.full(flow.size, np.inf)
    structure = _structure(flow)
    if structure.nnz:
        return _with_structure(flow, structure, sources)
    near = levels_to(flow.links, sources)
    return _by_breadth(flow.received, sources) if near is None else near


def _by_breadth(matrix: sparse.csr_array, sources: np.ndarray) -> Floats:
    """The steps of a breadth-first search, counted back by doubling."""
    order, came = breadth_first(matrix, sources)
    distance = np.full(matrix.shape[0], np.inf)
    jump, steps = came.copy(), np.where(came >= 0, 1.0, 0.0)
    while True:
        going = np.flatnonzero(jump >= 0)
        if not len(going):
            break
        steps[going] += steps[jump[going]]
        jump[going] = jump[jump[going]]
    distance[order] = steps[order]
    return distance


def _structure(flow: Flow) -> sparse.csr_array:
    """Leadership as 1, membership and direction as 2, from who receives to who gives; no two run side by side."""
    drawing, end = flow.drawing, flow.size - 1
    led = np.flatnonzero((flow.leads != NOBODY) & (flow.leadership > 0))
    directed, seniors = led[~drawing.seniors[led]], np.flatnonzero(drawing.seniors)
    if not len(seniors) or not drawing.settings.direction_part:
        directed, seniors = directed[:0], seniors[:0]
    joined = np.flatnonzero((drawing.units != NOBODY) & (drawing.kinds <= PERSON))
    rows = np.concatenate([led, directed, np.full(len(seniors), end), drawing.units[joined]])
    givers = np.concatenate([flow.leads[led], np.full(len(directed), end), seniors, joined])
    kind = np.concatenate([np.ones(len(led)), np.full(len(rows) - len(led), 2.0)])
    return sparse.coo_array((kind, (rows, givers)), shape=(flow.size, flow.size)).tocsr()


def _with_structure(flow: Flow, structure: sparse.csr_array, sources: np.ndarray) -> Floats:
    """Dijkstra's algorithm; links that cost nothing are entries of weight 0."""
    received = flow.received
    service = sparse.csr_array((np.ones(received.nnz), received.indices, received.indptr), shape=received.shape)
    both = sparse.csr_array(service.maximum(structure))
    both.data = 2.0 - both.data
    return np.asarray(csgraph.dijkstra(both, indices=sources, min_only=True), dtype=float)


def effective_distances(flow: Flow, tolerance: float = 1e-10) -> Floats:
    """
    Expected number of links of a random walk from every party to a customer; infinite where the walk may never arrive.

    The walk leaves a party along the services that it gives, in proportion to their importance. Who gives none goes on
    through the unit it belongs to, without a step; who belongs to none, through those whom it leads, with one step.
    """
    drawing = flow.drawing
    gives = flow.given
    serves = np.diff(gives.indptr)[: drawing.size] > 0
    belongs = (drawing.units != NOBODY) & (drawing.kinds <= PERSON)
    member = ~serves & belongs
    leading = ~serves & ~member
    led = np.flatnonzero(flow.leads != NOBODY)
    led = led[leading[flow.leads[led]]]
    joined = np.flatnonzero(member)
    rows = np.concatenate([joined, flow.leads[led]])
    targets = np.concatenate([drawing.units[joined], led])
    onward = sparse.coo_array((np.ones(len(rows)), (rows, targets)), shape=gives.shape).tocsr()
    walk = sparse.csr_array(_walk(gives) + _walk(onward))
    cost = np.where(member, 0.0, 1.0)
    return _expected(flow, walk, cost, tolerance)


def _walk(matrix: sparse.csr_array) -> sparse.csr_array:
    total = np.asarray(matrix.sum(axis=1)).ravel()
    data = matrix.data / np.repeat(np.where(total > 0, total, 1.0), np.diff(matrix.indptr))
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _expected(flow: Flow, walk: sparse.csr_array, cost: Floats, tolerance: float) -> Floats:
    parties = flow.drawing.size
    ends = np.arange(parties, parties + flow.drawing.customers)
    found = np.full(parties, np.inf)
    if not len(ends):
        return found
    back = sparse.csr_array(walk.T.tocsr())
    arrives = reached_from(back, ends)
    lost = np.flatnonzero(~arrives)
    certain: Flags = arrives.copy() if not len(lost) else arrives & ~reached_from(back, lost)
    places = np.flatnonzero(certain[:parties])
    if not len(places):
        return found
    part = sparse.csr_array(walk[places][:, places])
    found[places] = accumulated(flow, part, cost[places], tolerance)
    return found


def sight_table(flow: Flow, tolerance: float) -> Table:
    """Distance and expected distance of every party, in id order."""
    drawing = flow.drawing
    near = distances(flow)[: drawing.size]
    expected = effective_distances(flow, tolerance)
    weighted = np.flatnonzero(flow.weights > 0) + drawing.size
    felt = distances(flow, weighted)[: drawing.size]
    order = id_order(drawing)
    steps = [None if one is None else int(one) for one in cells(near[order])]
    weightless = np.isfinite(near) & ~np.isfinite(felt)
    rows = list(zip(*named(drawing, order), steps, cells(expected[order]), weightless[order].tolist(), strict=True))
    names = ("id", "name", "distance", "effective_distance", "weightless")
    stranded = int((~np.isfinite(near) & (drawing.kinds >= UNIT)).sum())
    text = sentence("Without any chain to a customer in this map: {count}.")
    remarks = [*notes(flow), *([say(text, drawing.language, count=stranded)] if stranded else [])]
    title = say(sentence("Line of sight to the customer"), drawing.language)
    return Table.of(columns(flow, names), rows, title=title, notes=remarks, language=drawing.language)
