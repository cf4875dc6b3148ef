"""Which chains of work carry the finish?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from servicecraft.planning.arrays import Flags
from servicecraft.planning.passes import Times
from servicecraft.planning.work import Work

MOST_CHAINS = 100
"""Critical chains that are told; a plan can have more of them than anybody could read."""


def critical_chains(work: Work, times: Times, critical: Flags, most: int = MOST_CHAINS) -> Iterator[tuple[int, ...]]:
    """
    Chains of critical pieces in which each piece leaves no room to the next.

    Args:
        work: The plan.
        times: Its times.
        critical: Which pieces count as critical.
        most: After how many chains to stop.

    Yields:
        The pieces of a chain from its beginning to its end, in the order in which the pieces stand in the plan.
    """
    arcs = work.arcs
    tight = times.tight & critical[arcs.before] & critical[arcs.after]
    next_ones = _following(arcs.before[tight].tolist(), arcs.after[tight].tolist())
    begins = np.flatnonzero(critical & ~np.isin(np.arange(work.size), arcs.after[tight])).tolist()
    for begin in begins:
        for chain in _walks(begin, next_ones):
            if most <= 0:
                return
            most -= 1
            yield chain


def _following(before: Sequence[int], after: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, set[int]] = {}
    for one, other in zip(before, after, strict=True):
        found.setdefault(one, set()).add(other)
    return {one: sorted(others) for one, others in found.items()}


def _walks(begin: int, next_ones: dict[int, list[int]]) -> Iterator[tuple[int, ...]]:
    """Every walk from a piece to an end, without recursion: a plan may be longer than Python's stack."""
    chain, choices = [begin], [iter(next_ones.get(begin, ()))]
    while chain:
        following = next(choices[-1], None)
        if following is not None:
            chain.append(following)
            choices.append(iter(next_ones.get(following, ())))
            continue
        if chain[-1] not in next_ones:
            yield tuple(chain)
        chain.pop()
        choices.pop()
