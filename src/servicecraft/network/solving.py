"""
The numeric path: one fixed point, with a bound that is proved from its residual.

`x = b + matrix @ x` is swept from b, band by band. Because the rows of own work and rest add up to 1, what is left of the
residual bounds the error: for influence it *is* the error in the 1-norm, whatever the shape of the network. Where the
sweeps converge slowly, BiCGSTAB goes on from there (van der Vorst 1992), and a sparse factorisation where that fails too.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import LinearOperator, bicgstab, splu

from servicecraft.errors import Fault, NetworkError
from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import Flags, Floats
from servicecraft.network.reaching import reached_from
from servicecraft.network.sweeping import System, swept

TOLERANCE = 1e-10
"""How far influence may be from the truth, in the 1-norm of a vector that adds up to 1."""
MOST_FACTORISED = 2_000_000
"""Entries up to which a factorisation is tried when nothing else converges."""


def throughput(flow: Flow, inflow: Floats, tolerance: float = TOLERANCE) -> Floats:
    """
    How much of the customers' experience passes through each place, counted at each passage (λ).

    Args:
        flow: The network.
        inflow: What enters at each place; it adds up to 1, or to 0 for an answer of zeros.
        tolerance: How far own work times the answer may be from the truth, in the 1-norm.

    Raises:
        NetworkError: A loop is so close to having no own work that the tolerance cannot be reached.
    """
    if not inflow.any():
        return np.zeros(flow.size)
    matrix, factors, weights = flow.onward
    system = System(
        matrix=matrix,
        factors=factors,
        start=inflow,
        weights=weights,
        target=tolerance,
        known=flow.own,
        total=float(inflow.sum()),
    )
    found = _solved(system, flow)
    return np.maximum(found, 0.0, out=found)


def accumulated(flow: Flow, matrix: sparse.csr_array, start: Floats, tolerance: float = TOLERANCE) -> Floats:
    """
    The solution of `x = start + matrix @ x` for a matrix whose rows add up to at most 1, to the tolerance in every place.

    First a bound on all such solutions is proved: y with y − matrix @ y ≥ ½ everywhere bounds the inverse by 2 max(y).
    """
    alike = np.broadcast_to(1.0, len(start))
    system = System(matrix=matrix, factors=alike, start=np.ones(len(start)), weights=alike, largest=True, target=0.5)
    allowed = tolerance / max(2.0 * float(_solved(system, flow).max()), 1.0)
    allowed = max(allowed, 4e-16 * max(1.0, float(np.abs(start).max())))
    return _solved(evolve(system, start=start, target=allowed), flow)


def _solved(system: System, flow: Flow) -> Floats:
    """
    The solution by the first way that is good enough.

    Raises:
        NetworkError: None is.
    """
    found, good = swept(system)
    if not good:
        found, good = _krylov(system, found)
    if not good and system.matrix.nnz <= MOST_FACTORISED:
        found, good = _factorised(system)
    if not good:
        raise too_uncertain(flow, system.error(found))
    return found


def _krylov(system: System, found: Floats) -> tuple[Floats, bool]:
    size = len(found)
    operator = LinearOperator((size, size), matvec=lambda y: y.ravel() - system.product(y.ravel()), dtype=float)
    close = max(system.target / np.sqrt(size) / 4, 1e-300)
    good = False
    for _ in range(4):
        with np.errstate(all="ignore"):
            found, _info = bicgstab(operator, system.start, x0=found, rtol=0.0, atol=close, maxiter=400)
            found, good = system.judged(system.factors * found)
        if good or not np.isfinite(found).all():
            break
    return found, good


def _factorised(system: System) -> tuple[Floats, bool]:
    size = len(system.start)
    whole = sparse.csc_array(system.matrix @ sparse.diags_array(system.factors))
    try:
        factors = splu(sparse.csc_array(sparse.eye_array(size, format="csc") - whole))
    except RuntimeError:  # exactly singular in floating point
        return np.full(size, np.nan), False
    found = factors.solve(system.start)
    found = found + factors.solve(system.start + system.product(found) - found)
    return system.judged(system.factors * found)


def too_uncertain(flow: Flow, left: float) -> NetworkError:
    """The refusal of a network in which nearly nobody does own work."""
    weak = np.flatnonzero((flow.own < 1e-6) & (np.diff(flow.rest.indptr) > 0))
    loop = shortest_loop(flow.rest, weak)
    ids = flow.drawing.ids_of(loop[::-1]) or ("…",)
    shown = f"{left:.1e}" if np.isfinite(left) else "…"
    return NetworkError.of("SC-505", ids[0], left=shown, loop=" → ".join([*ids, ids[0]]))


def refuse_closed_sets(flow: Flow) -> None:
    """
    Prove that every party rests on some own work, so that there is one answer and it lies between 0 and 1.

    Raises:
        NetworkError: Some parties rest on one another only; the loops are named.
    """
    idle = flow.own == 0
    idle[flow.drawing.size :] = False
    if not idle.any():
        return
    reached = reached_from(flow.rest.T.tocsr(), np.flatnonzero(flow.own > 0))
    stuck = ~reached & (np.diff(flow.rest.indptr) > 0)
    stuck[flow.drawing.size :] = False
    if stuck.any():
        raise NetworkError([_closed(flow, loop) for loop in closed_loops(flow.rest, stuck)])


def _closed(flow: Flow, loop: list[int]) -> Fault:
    ids = flow.drawing.ids_of(loop[::-1])  # the matrix runs from who receives to who gives
    text = " → ".join([*ids, ids[0]])
    return Fault.of("SC-501", ids[0], loop=text).in_language(flow.drawing.language)


def closed_loops(matrix: sparse.csr_array, among: Flags, most: int = 10) -> list[list[int]]:
    """One shortest loop in each of the strong components that nothing among some places leads out of."""
    places = np.flatnonzero(among)
    part = matrix[places][:, places]
    _, label = csgraph.connected_components(part, connection="strong")
    pairs = part.tocoo()
    leaves = np.zeros(label.max() + 1, dtype=bool)
    leaves[label[pairs.row][label[pairs.row] != label[pairs.col]]] = True
    found = [places[label == one] for one in np.flatnonzero(~leaves)[:most]]
    return [loop for group in found if (loop := shortest_loop(matrix, group))]


def shortest_loop(matrix: sparse.csr_array, among: np.ndarray) -> list[int]:
    """A shortest loop through the first of some places that lies on one, within them; empty where there is none."""
    if not len(among):
        return []
    part = sparse.csr_array(matrix[among][:, among])
    count, label = csgraph.connected_components(part, connection="strong")
    sizes = np.bincount(label, minlength=count)
    circular = np.flatnonzero(sizes[label] > 1)
    if not len(circular):
        return []
    first = int(circular[0])
    order, came = csgraph.breadth_first_order(part, first)
    back = set(part.tocsc()[:, [first]].tocoo().row.tolist())
    last = next(int(one) for one in order if int(one) in back)
    loop = [last]
    while loop[-1] != first:
        loop.append(int(came[loop[-1]]))
    return [int(among[one]) for one in reversed(loop)]
