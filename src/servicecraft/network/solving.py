"""
The numeric path: one fixed point, with a bound that is proved from its residual.

`x = b + step(x)` is iterated from b. Because the rows of own work and rest add up to 1, what is left of the residual
bounds the error: for influence it *is* the error in the 1-norm, whatever the shape of the network. Where the iteration
converges slowly, BiCGSTAB goes on from there (van der Vorst 1992), and a sparse factorisation where that fails too.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import LinearOperator, bicgstab, splu

from servicecraft.errors import Fault, NetworkError
from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import Flags, Floats

TOLERANCE = 1e-10
"""How far influence may be from the truth, in the 1-norm of a vector that adds up to 1."""
MOST_STEPS = 150
SLOW = 0.9
"""A residual that keeps more than this at each step is left to BiCGSTAB."""
ONE_SIGNED = 0.99
"""A residual that has nearly one sign is nearly one slow direction, which a single longer step ends."""
MOST_FACTORISED = 2_000_000
"""Entries up to which a factorisation is tried when nothing else converges."""

Step = Callable[[Floats], Floats]
Measure = Callable[[Floats], float]


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
    found = _solved(flow.rest.T, inflow, _sum_of_sizes, tolerance, flow)
    found = np.maximum(found, 0.0)
    missing = abs(float(flow.own @ found) - float(inflow.sum()))
    if missing > 2 * max(
        tolerance, 1e-12
    ):  # rounding alone left too much: the sum is known, whatever the residual says
        raise too_uncertain(flow, missing)
    return found


def accumulated(flow: Flow, matrix: sparse.csr_array, start: Floats, tolerance: float = TOLERANCE) -> Floats:
    """
    The solution of `x = start + matrix @ x` for a matrix whose rows add up to at most 1, to the tolerance in every place.

    First a bound on all such solutions is proved: y with y − matrix @ y ≥ ½ everywhere bounds the inverse by 2 max(y).
    """
    y = _solved(matrix, np.ones(matrix.shape[0]), _largest, 0.5, flow)
    allowed = tolerance / max(2.0 * float(y.max()), 1.0)
    allowed = max(allowed, 4e-16 * max(1.0, float(np.abs(start).max())))
    return _solved(matrix, start, _largest, allowed, flow)


def _sum_of_sizes(left: Floats) -> float:
    return float(np.abs(left).sum())


def _largest(left: Floats) -> float:
    return float(np.abs(left).max())


def _solved(matrix: sparse.sparray, start: Floats, measure: Measure, target: float, flow: Flow) -> Floats:
    """The solution to a residual of at most the target; the residual of what is returned was computed afresh."""

    def step(x: Floats) -> Floats:
        return np.asarray(matrix @ x)

    x = _iterated(step, start, measure, target)
    left = start + step(x) - x
    if measure(left) > target:
        x, left = _krylov(step, start, x, measure, target)
    if not measure(left) <= target and matrix.nnz <= MOST_FACTORISED:
        x, left = _factorised(step, start, matrix)
    if not measure(left) <= target:
        raise too_uncertain(flow, float(np.abs(left).sum()))
    return x + left


def _iterated(step: Step, start: Floats, measure: Measure, target: float) -> Floats:
    """
    Fixed point, stopped where it is slow.

    While the residual has one sign it tends to one direction, with a rate that is seen in its sum; once the rate is
    steady, a longer step takes this direction out at once, and the rest converges faster than it would have.
    """
    x, left = start.copy(), step(start)
    size, rate = _sum_of_sizes(left), 1.0
    for count in range(MOST_STEPS):
        if measure(left) <= target / 4:
            return x + left
        moved = step(left)
        new_size = _sum_of_sizes(moved)
        new_rate = new_size / size if size else 0.0
        steady = abs(new_rate - rate) <= 0.005 * new_rate
        if steady and new_rate > SLOW and count > 20:
            return x
        if steady and new_rate < SLOW and abs(float(left.sum())) > ONE_SIGNED * size:
            long = 1.0 / (1.0 - new_rate)
            x += long * left
            left = left + long * (moved - left)
            size, rate = _sum_of_sizes(left), 1.0
        else:
            x += left
            left, size, rate = moved, new_size, new_rate
    return x


def _krylov(step: Step, start: Floats, x: Floats, measure: Measure, target: float) -> tuple[Floats, Floats]:
    size = len(start)
    system = LinearOperator((size, size), matvec=lambda y: y.ravel() - step(y.ravel()), dtype=float)
    close = max(target / np.sqrt(size) / 4, 1e-300)
    for _ in range(4):
        with np.errstate(all="ignore"):
            x, _info = bicgstab(system, start, x0=x, rtol=0.0, atol=close, maxiter=400)
        left = start + step(x) - x
        if not np.isfinite(left).all() or measure(left) <= target:
            break
    return x, left


def _factorised(step: Step, start: Floats, matrix: sparse.sparray) -> tuple[Floats, Floats]:
    size = len(start)
    try:
        factors = splu(sparse.csc_array(sparse.eye_array(size, format="csc") - matrix))
    except RuntimeError:  # exactly singular in floating point
        return np.full(size, np.nan), np.full(size, np.nan)
    x = factors.solve(start)
    left = start + step(x) - x
    x = x + factors.solve(left)
    return x, start + step(x) - x


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


def reached_from(matrix: sparse.csr_array, sources: np.ndarray) -> Flags:
    """Which places are reached from some sources along the entries of a matrix, the sources included."""
    order, _ = breadth_first(matrix, sources)
    reached = np.zeros(matrix.shape[0], dtype=bool)
    reached[order] = True
    return reached


def breadth_first(matrix: sparse.csr_array, sources: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places reached from some sources, nearest first, and the place from which each was met (negative at a source)."""
    size = matrix.shape[0]
    indices = np.concatenate([matrix.indices, sources.astype(matrix.indices.dtype)])
    indptr = np.concatenate([matrix.indptr, [len(indices)]]).astype(matrix.indptr.dtype)
    with_root = sparse.csr_array((np.ones(len(indices)), indices, indptr), shape=(size + 1, size + 1))
    order, came = csgraph.breadth_first_order(with_root, size, return_predecessors=True)
    came = np.where(came == size, -1, came)
    return order[1:], came[:size]


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
