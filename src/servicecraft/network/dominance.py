"""
Through whom does everything pass that reaches a place?

One place dominates another where every way from the root leads through it. The nearest such place is found for all at once,
in a time that grows hardly faster than the number of links, whatever the shape.
"""

from __future__ import annotations

from itertools import pairwise

from scipy import sparse

from servicecraft.network.drawing import NOBODY


def dominator_tree(matrix: sparse.csr_array, root: int) -> tuple[list[int], list[int]]:
    """
    Immediate dominators from a root along the entries of a matrix.

    Args:
        matrix: Row i has an entry in column j where a step leads from i to j.
        root: Where every way begins.

    Returns:
        For every place its immediate dominator (the root for itself, `NOBODY` where no way leads), and the places that are
        reached, each after its dominator.

    Source:
        Lengauer & Tarjan (1979), "A Fast Algorithm for Finding Dominators in a Flowgraph", the simple version.
    """
    order, parent = _depth_first(matrix, root)
    found = _dominators(_sources(matrix, order), parent)
    above = [NOBODY] * matrix.shape[0]
    for number, place in enumerate(order):
        above[place] = order[found[number]]
    return above, order


def _depth_first(matrix: sparse.csr_array, root: int) -> tuple[list[int], list[int]]:
    """The places reached, in the order of a depth-first walk, and for each the number of the one it was met from."""
    targets, at, ends = matrix.indices.tolist(), matrix.indptr[:-1].tolist(), matrix.indptr[1:].tolist()
    number, order, parent, stack = {root: 0}, [root], [0], [root]
    while stack:
        place = stack[-1]
        while at[place] < ends[place] and targets[at[place]] in number:
            at[place] += 1
        if at[place] == ends[place]:
            stack.pop()
            continue
        met = targets[at[place]]
        number[met] = len(order)
        order.append(met)
        parent.append(number[place])
        stack.append(met)
    return order, parent


def _sources(matrix: sparse.csr_array, order: list[int]) -> list[list[int]]:
    """For every place that is reached, by its number, the numbers of those from which a step leads to it."""
    part = sparse.csc_array(matrix[order][:, order])
    pointers, rows = part.indptr.tolist(), part.indices.tolist()
    return [rows[start:end] for start, end in pairwise(pointers)]


def _dominators(sources: list[list[int]], parent: list[int]) -> list[int]:
    """The immediate dominator of every number; what is not yet linked to its parent is a root of its own."""
    size = len(parent)
    semi, best, linked = list(range(size)), list(range(size)), [NOBODY] * size
    waiting: list[list[int]] = [[] for _ in range(size)]
    found = [0] * size
    for one in range(size - 1, 0, -1):
        semi[one] = min(semi[_least(source, semi, best, linked)] for source in sources[one])
        waiting[semi[one]].append(one)
        linked[one] = parent[one]
        for other in waiting[parent[one]]:
            least = _least(other, semi, best, linked)
            found[other] = least if semi[least] < semi[other] else parent[one]
        waiting[parent[one]] = []
    for one in range(1, size):
        if found[one] != semi[one]:
            found[one] = found[found[one]]
    return found


def _least(one: int, semi: list[int], best: list[int], linked: list[int]) -> int:
    """Who has the least semidominator on the way up from a number to its root, the root left out; shortens the way."""
    if linked[one] == NOBODY:
        return one
    way = []
    while linked[linked[one]] != NOBODY:
        way.append(one)
        one = linked[one]
    for other in reversed(way):
        above = linked[other]
        if semi[best[above]] < semi[best[other]]:
            best[other] = best[above]
        linked[other] = linked[above]
        one = other
    return best[one]
