"""
A plan as columns: pieces of work that take time, and arcs by which one waits for another.

Usually an activity is one piece. In a forecast an activity that is under way is two: what was done and what is left.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import field, frozen

from servicecraft.planning.arrays import Flags, Floats, Whole


@frozen(kw_only=True, eq=False)
class Arcs:
    """
    By which one piece of work waits for another.

    Attributes:
        before: The piece that is waited for.
        after: The piece that waits.
        from_finish: Whether the finish of the one is waited for, else its start.
        to_finish: Whether the finish of the other one waits, else its start.
        lag: Working days between the two ends; negative for a lead.
    """

    before: Whole
    after: Whole
    from_finish: Flags
    to_finish: Flags
    lag: Floats

    def __len__(self) -> int:
        return len(self.before)

    def chosen(self, which: Flags | Whole) -> Arcs:
        """Some of the arcs."""
        return Arcs(
            before=self.before[which],
            after=self.after[which],
            from_finish=self.from_finish[which],
            to_finish=self.to_finish[which],
            lag=self.lag[which],
        )

    def between_starts(self, durations: Floats) -> Floats:
        """How long after the start of the one the start of the other comes at the earliest, for given durations."""
        taken = np.where(self.from_finish, durations[self.before], 0.0)
        return np.asarray(taken + self.lag - np.where(self.to_finish, durations[self.after], 0.0))


@frozen(kw_only=True, eq=False)
class Work:
    """
    Pieces of work, what they wait for, and which activity they belong to.

    Attributes:
        shortest: Working days that each piece takes if all goes well.
        likeliest: Working days most likely.
        longest: Working days if much goes wrong.
        release: Before which number of working days a piece cannot begin.
        deadline: By which number of working days it must be finished; infinite for none.
        arcs: What waits for what, ordered so that an arc comes after all arcs that lead to its beginning.
        first: For each activity the piece with which it begins.
        last: For each activity the piece with which it ends.
        settled: Which activities are finished, so that nothing about them can change.
    """

    shortest: Floats
    likeliest: Floats
    longest: Floats
    release: Floats
    deadline: Floats
    arcs: Arcs
    first: Whole
    last: Whole
    settled: Flags = field()

    @settled.default
    def _nothing_settled(self) -> Flags:
        return np.zeros(len(self.first), dtype=bool)

    @property
    def size(self) -> int:
        """How many pieces there are."""
        return len(self.shortest)

    @property
    def expected(self) -> Floats:
        """The expected working days of each piece: (optimistic + 4 likely + pessimistic) / 6."""
        mean = (self.shortest + 4 * self.likeliest + self.longest) / 6
        return np.where(self.longest > self.shortest, mean, self.shortest)


def ordered(arcs: Arcs, size: int) -> Arcs:
    """
    The arcs in an order in which every one comes after all those that lead to its beginning.

    There is no loop among them: whoever calls has refused loops. Takes time in proportion to pieces and arcs.
    """
    place = np.empty(size, dtype=np.int64)
    place[topological(arcs.before, arcs.after, size)] = np.arange(size)
    return arcs.chosen(np.argsort(place[arcs.after], kind="stable"))


def topological(before: Whole, after: Whole, size: int) -> Sequence[int]:
    """The pieces in an order in which each comes after all that it waits for; those of a loop are missing."""
    by_start = np.argsort(before, kind="stable")
    ends = np.searchsorted(before[by_start], np.arange(size + 1)).tolist()
    following = after[by_start].tolist()
    waiting = np.bincount(after, minlength=size).tolist()
    found = [piece for piece in range(size) if not waiting[piece]]
    for piece in found:  # the list grows while it is walked
        for other in following[ends[piece] : ends[piece + 1]]:
            waiting[other] -= 1
            if not waiting[other]:
                found.append(other)
    return found
