"""
When can each piece of work begin and end, and how much later may it?

One pass forward and one backward over the arcs (the critical path method; Kelley & Walker 1959), with all four kinds of
links. Every arc says how long after the start of one piece the start of another one comes at the earliest.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from servicecraft.planning.arrays import ROUNDING, Flags, Floats
from servicecraft.planning.work import Work


@frozen(kw_only=True, eq=False)
class Times:
    """
    When each piece of work can and must begin and end, in working days from the beginning of the plan.

    Attributes:
        durations: How long each piece takes.
        early_start: The earliest start.
        late_start: The latest start with which finish and deadlines are kept.
        free: How long the piece can be late without anything else becoming late.
        tight: Which arcs leave no room: the earliest start of the one follows from that of the other.
        finish: When all is finished; 0 without any work.
        rounding: Differences below this mean nothing.
    """

    durations: Floats
    early_start: Floats
    late_start: Floats
    free: Floats
    tight: Flags
    finish: float
    rounding: float

    @property
    def early_finish(self) -> Floats:
        """The earliest finish."""
        return self.early_start + self.durations

    @property
    def late_finish(self) -> Floats:
        """The latest finish with which the end of all and the deadlines are kept."""
        return self.late_start + self.durations

    @property
    def total(self) -> Floats:
        """How much later each piece may be without the end or a deadline being missed; negative where it is already."""
        return self._rounded(self.late_start - self.early_start)

    @property
    def critical(self) -> Flags:
        """Which pieces may not be late at all."""
        return np.asarray(self.total <= 0)

    def _rounded(self, numbers: Floats) -> Floats:
        return np.where(np.abs(numbers) <= self.rounding, 0.0, numbers)


def times(work: Work) -> Times:
    """The times of all pieces with their expected durations, in time proportional to pieces and arcs."""
    durations, arcs = work.expected, work.arcs
    apart = arcs.between_starts(durations)
    early = _earliest(work, apart)
    finish = float((early + durations).max(initial=0.0))
    late = _latest(work, apart, np.minimum(finish, work.deadline) - durations)
    rounding = ROUNDING * max(1.0, abs(finish))
    room = early[arcs.after] - early[arcs.before] - apart
    free = finish - early - durations
    np.minimum.at(free, arcs.before, room)
    return Times(
        durations=durations,
        early_start=early,
        late_start=late,
        free=np.where(free <= rounding, 0.0, free),
        tight=np.asarray(room <= rounding),
        finish=finish,
        rounding=rounding,
    )


def _earliest(work: Work, apart: Floats) -> Floats:
    """One walk over the arcs, each of which comes after all that lead to its beginning."""
    start = work.release.tolist()
    for before, after, days in zip(work.arcs.before.tolist(), work.arcs.after.tolist(), apart.tolist(), strict=True):
        earliest = start[before] + days
        if earliest > start[after]:
            start[after] = earliest
    return np.array(start, dtype=np.float64)


def _latest(work: Work, apart: Floats, latest: Floats) -> Floats:
    """The same walk backward. Arcs are ordered by where they end, so that backward all that lead away come first."""
    start = latest.tolist()
    arcs = work.arcs
    for before, after, days in zip(
        arcs.before[::-1].tolist(), arcs.after[::-1].tolist(), apart[::-1].tolist(), strict=True
    ):
        must = start[after] - days
        if must < start[before]:
            start[before] = must
    return np.array(start, dtype=np.float64)
