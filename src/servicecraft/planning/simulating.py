"""
Carrying a plan out many times, on paper.

Samples come in batches, so that memory stays bounded; within a batch every piece of work is computed for all samples at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import frozen

from servicecraft.planning.arrays import ROUNDING, Flags, Floats, Whole
from servicecraft.planning.durations import Chance, Durations
from servicecraft.planning.work import Arcs, Work

HANDY_NUMBERS, MOST_NUMBERS = 1_000_000, 8_000_000
"""Durations that one batch should hold so that memory is fast, and those that it may hold."""
HANDY_SAMPLES, MOST_SAMPLES = 1_000, 8_192
"""Samples that one batch should hold so that few steps suffice, and those that it may hold."""


@frozen(kw_only=True, eq=False)
class Outcome:
    """
    What came out of many samples.

    Attributes:
        finishes: The finish of every sample, in working days.
        criticality: For each piece, in which part of the samples it carried the finish.
        covariance: For each piece, that of its duration with the finish.
        deviation: For each piece, the standard deviation of its duration.
        ends: For the watched pieces, in how many samples each was finished by its deadline.
    """

    finishes: Floats
    criticality: Floats
    covariance: Floats
    deviation: Floats
    ends: Whole


@frozen(kw_only=True, eq=False)
class Network:
    """
    A plan made ready for walking: for each piece, in an order in which all that it waits for comes first, what it waits for.

    Attributes:
        order: The pieces that wait for something, in order.
        waits: For each of them the arcs that lead to it: other piece, from its finish, to my finish, lag.
        release: For each piece when it can begin at the earliest.
    """

    order: Sequence[int]
    waits: Sequence[Sequence[tuple[int, bool, bool, float]]]
    release: Floats

    @classmethod
    def of(cls, work: Work) -> Network:
        """The network of a plan."""
        arcs = work.arcs
        order = list(dict.fromkeys(arcs.after.tolist()))  # arcs stand in the order of where they end
        places = {piece: place for place, piece in enumerate(order)}
        waits: list[list[tuple[int, bool, bool, float]]] = [[] for _ in order]
        for after, arc in zip(arcs.after.tolist(), _plain(arcs), strict=True):
            waits[places[after]].append(arc)
        return cls(order=order, waits=waits, release=work.release)


def _plain(arcs: Arcs) -> Iterator[tuple[int, bool, bool, float]]:
    yield from zip(
        arcs.before.tolist(), arcs.from_finish.tolist(), arcs.to_finish.tolist(), arcs.lag.tolist(), strict=True
    )


def carried_out(work: Work, chance: Chance, samples: int) -> Outcome:
    """The outcome of many samples of a plan with at least one piece of work."""
    durations, network = Durations.of(work), Network.of(work)
    watched = np.flatnonzero(np.isfinite(work.deadline))
    tally = _Tally(work.size, samples, len(watched))
    batch = batch_size(work.size)
    scratch = _Scratch(work.size, min(batch, samples))
    for begin in range(0, samples, batch):
        count = min(batch, samples - begin)
        taken, start, end, carries = scratch.cut(count)
        if begin == 0:  # what does not vary stays as it is in all batches
            taken[:] = durations.fixed[:, None]
        durations.draw(chance, taken)
        finish = _forward(network, taken, start, end)
        _backward(network, start, end, finish, carries)
        tally.add(begin, taken, finish, carries)
        tally.ends += (end[watched] <= (work.deadline[watched] + ROUNDING)[:, None]).sum(axis=1)
    return tally.outcome(durations.deviation)


def batch_size(pieces: int) -> int:
    """How many samples of a plan are computed together."""
    enough = min(HANDY_SAMPLES, max(1, MOST_NUMBERS // pieces))
    return min(MOST_SAMPLES, max(enough, HANDY_NUMBERS // pieces))


class _Scratch:
    """The memory of one batch, used again for every one."""

    def __init__(self, pieces: int, samples: int) -> None:
        self.numbers = np.empty((3, pieces, samples))
        self.flags = np.empty((pieces, samples), dtype=bool)

    def cut(self, samples: int) -> tuple[Floats, Floats, Floats, Flags]:
        """Durations, starts, ends, and which pieces carry the finish, for so many samples."""
        taken, start, end = self.numbers[:, :, :samples]
        return taken, start, end, self.flags[:, :samples]


def _forward(network: Network, taken: Floats, start: Floats, end: Floats) -> Floats:
    """The finish of every sample. One walk over the arcs, each for all samples of the batch."""
    start[:] = network.release[:, None]
    waiting = set(network.order)
    free = [piece for piece in range(len(taken)) if piece not in waiting]
    end[free] = start[free] + taken[free]
    earliest = np.empty(taken.shape[1])
    for piece, waits in zip(network.order, network.waits, strict=True):
        mine = start[piece]
        for other, from_finish, to_finish, lag in waits:
            bound = end[other] if from_finish else start[other]
            if lag or to_finish:
                bound = np.add(bound, lag, out=earliest)
            if to_finish:
                bound = np.subtract(bound, taken[piece], out=earliest)
            np.maximum(mine, bound, out=mine)
        np.add(mine, taken[piece], out=end[piece])
    return np.asarray(end.max(axis=0))


def _backward(network: Network, start: Floats, end: Floats, finish: Floats, carries: Flags) -> None:
    """Mark the pieces from which a chain without any room leads to the finish."""
    rounding = ROUNDING * max(1.0, float(finish.max(initial=1.0)))
    np.greater_equal(end, finish - rounding, out=carries)
    any_critical: list[bool] = np.asarray(carries.any(axis=1)).tolist()
    bound, touches = np.empty(len(finish)), np.empty(len(finish), dtype=bool)
    for piece, waits in zip(reversed(network.order), reversed(network.waits), strict=True):
        if not any_critical[piece]:
            continue
        for other, from_finish, to_finish, lag in waits:
            np.subtract(
                end[piece] if to_finish else start[piece], end[other] if from_finish else start[other], out=bound
            )
            np.less_equal(bound, lag + rounding, out=touches)
            touches &= carries[piece]
            if touches.any():
                carries[other] |= touches
                any_critical[other] = True


class _Tally:
    """What is kept of the batches, and no more than that."""

    def __init__(self, pieces: int, samples: int, watched: int) -> None:
        self.finishes = np.empty(samples)
        self.critical = np.zeros(pieces)
        self.ends = np.zeros(watched, dtype=np.int64)
        self.sums = np.zeros((pieces, 2))
        self.typical = 0.0

    def add(self, begin: int, taken: Floats, finish: Floats, carries: Flags) -> None:
        """One batch more. Finishes are counted from that of the first sample, so that sums stay small."""
        if begin == 0:
            self.typical = float(finish[0])
        self.finishes[begin : begin + len(finish)] = finish
        self.critical += carries.sum(axis=1)
        self.sums += taken @ np.column_stack([finish - self.typical, np.ones_like(finish)])

    def outcome(self, deviation: Floats) -> Outcome:
        """All batches together."""
        count = len(self.finishes)
        late = float(np.mean(self.finishes - self.typical))
        return Outcome(
            finishes=self.finishes,
            criticality=self.critical / count,
            covariance=self.sums[:, 0] / count - self.sums[:, 1] / count * late,
            deviation=deviation,
            ends=self.ends,
        )
