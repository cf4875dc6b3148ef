"""
Who is reached from where, level by level.

Most places of a large network are a few links away, where one product finds a whole level at once. What is longer than
that is left to a search place by place.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from servicecraft.network.bands import bands
from servicecraft.network.drawing import Flags, Floats

MOST_LEVELS = 40
"""Levels that are found by products; a network that is longer is searched place by place."""
FEW = 32
"""A level of less than one in so many places is found from the links of its own places."""
UNSEEN = -1
SAMPLE = 1000
"""Links among whose ends the middle of a network is looked for."""


def levels_to(links: sparse.csr_array, ends: np.ndarray) -> Floats | None:
    """
    The fewest links from every place to one of some ends, infinite where no chain leads there.

    Args:
        links: True from every place (row) to those that it serves.
        ends: The places from which it is counted.

    Returns:
        `None` where the network is so long that a search place by place is better.
    """
    steps = np.full(links.shape[0], UNSEEN, dtype=np.int8)
    steps[ends] = 0
    level, places, part = steps == 0, None, links
    left = ~level
    for count in range(1, MOST_LEVELS + 1):
        met = part @ level
        met &= left
        if not met.any():
            return np.where(steps == UNSEEN, np.inf, steps)
        left &= ~met
        if places is None:
            level = met
        else:
            level[:] = False
            level[places[met]] = True
        steps[level] = count
        if 2 * np.count_nonzero(left) < len(left):
            places = np.flatnonzero(left) if places is None else places[left]
            part, left = part[left], np.ones(len(places), dtype=bool)
    return None


def reached_onward(links: sparse.csr_array, start: int) -> Flags | None:
    """Which places are served by a place over any number of links, itself included; `None` where the network is too long."""
    size = links.shape[0]
    seen = np.zeros(size, dtype=bool)
    front = np.array([start])
    for _ in range(MOST_LEVELS):
        seen[front] = True
        level = np.zeros(size, dtype=bool)
        if len(front) * FEW < size:
            level[links[front].indices] = True
        else:
            level[front] = True
            level = np.asarray(links.T @ level)
        front = np.flatnonzero(level & ~seen)
        if not len(front):
            return seen
    return None


def reached_back(links: sparse.csr_array, end: int) -> Flags | None:
    """Which places serve a place over any number of links, itself included; `None` where the network is too long."""
    seen = np.zeros(links.shape[0], dtype=bool)
    seen[end] = True
    parts = bands(links)
    for _ in range(MOST_LEVELS):
        before = np.count_nonzero(seen)
        for one in parts:  # each band meets what those before it have met
            seen[one.rows] |= one.matrix @ seen
        if np.count_nonzero(seen) == before:
            return seen
    return None


def core(links: sparse.csr_array) -> Flags | None:
    """The strong component to which more than half of those who give belong; `None` where none is seen at once."""
    gives = np.diff(links.indptr)
    half = np.count_nonzero(gives) / 2
    if not half:
        return None
    served = links.indices[:: -(-links.nnz // SAMPLE)]
    middle = int(served[np.argmax(gives[served])])
    onward = reached_onward(links, middle)
    if onward is None or np.count_nonzero(onward) <= half:
        return None
    back = reached_back(links, middle)
    if back is None:
        return None
    found = onward & back
    return found if np.count_nonzero(found) > half else None


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
