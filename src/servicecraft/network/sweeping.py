"""
The fixed point `y = start + matrix @ (factors ∘ y)`, band by band: each band of rows uses what those before it found.

This is the block Gauss-Seidel iteration. Where nothing is negative it never converges more slowly than the plain
iteration (Stein & Rosenberg 1948), and in large networks it takes about half as many products; nothing is renumbered or
copied for it.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import define, frozen
from scipy import sparse

from servicecraft.network.bands import Band, bands
from servicecraft.network.drawing import Floats

MOST_SWEEPS = 150
SLOW, LOOKED_BACK = 0.9, 20
"""A change that, after so many sweeps, keeps more than this at each of them is left to others."""
LONGEST = 0.9999
"""Up to this rate a longer step is tried; it is ten thousand times as long then."""
ONE_SIGNED = 0.99
"""A change that has nearly one sign is nearly the slowest direction, which a single longer step ends."""
NOTICED = 0.01
"""What the sum of a change is to its size where the slowest direction has come back."""
MISSED = 0.1
"""The same where a step was so far from right that its rate is learnt anew."""
CHANCES, STEADY = 2, 0.005
"""A direction is looked for twice, the second time only where the rate is steady."""
PATIENCE, HINDERED = 8, 3.0
"""Longer steps are given up where, after some sweeps, the change is so many times what it would have been without them."""


@frozen(kw_only=True, eq=False)
class System:
    """
    What is to be solved, `y = start + matrix @ (factors ∘ y)`, and what counts as solved.

    Attributes:
        matrix: The matrix; nothing in it is negative.
        factors: By what its columns are multiplied.
        start: What is added.
        weights: By what a gap between what was found of `factors ∘ y` and what follows from it counts.
        largest: Whether the largest gap counts, else their sum.
        target: How large a gap may be.
        known: Weights under which the solution has a known sum, where there are such: rounding may hide in a gap, but not in
            this sum as well.
        total: The known sum.
    """

    matrix: sparse.csr_array
    factors: Floats
    start: Floats
    weights: Floats
    largest: bool = False
    target: float
    known: Floats | None = None
    total: float = 0.0

    @cached_property
    def bands(self) -> tuple[tuple[Band, bool], ...]:
        """The rows of the matrix in bands, and whether anything is added to them."""
        return tuple((one, bool(self.start[one.rows].any())) for one in bands(self.matrix))

    def product(self, y: Floats) -> Floats:
        """What the matrix makes of a vector."""
        return np.asarray(self.matrix @ (self.factors * y))

    def judged(self, scaled: Floats) -> tuple[Floats, bool]:
        """
        The solution that follows from what was found of `factors ∘ y`, and whether it is good enough.

        What is left over in this solution is the product of the matrix with the gap between what was found and what
        follows from it; so the gap, computed afresh, bounds it. Numbers that are not finite never are good enough.
        """
        found = np.asarray(self.matrix @ scaled)
        found += self.start
        gap = self.factors * found
        gap -= scaled
        return found, self._measure(gap) <= self.target and self._missing(found, gap) <= 2 * max(self.target, 1e-12)

    def error(self, found: Floats) -> float:
        """How much is left over of a solution, or missing from its known sum."""
        gap = self.factors * (self.start + self.product(found) - found)
        return max(self._measure(gap), self._missing(found, gap))

    def _measure(self, gap: Floats) -> float:
        """How much a gap, which is overwritten, counts: as much as what is left over of the solution, or more."""
        gap *= self.weights
        np.abs(gap, out=gap)
        return float(gap.max(initial=0.0) if self.largest else gap.sum())

    def _missing(self, found: Floats, room: Floats) -> float:
        if self.known is None:
            return 0.0
        return abs(float(np.multiply(self.known, found, out=room).sum()) - self.total)

    def sweep(self, scaled: Floats, record: Floats | None = None) -> Change:
        """Bring what was found of `factors ∘ y` on by one sweep; *record* takes in by how much."""
        size = total = most = 0.0
        for one, entered in self.bands:
            found = one.matrix @ scaled
            if entered:
                found += self.start[one.rows]
            found *= self.factors[one.rows]
            found -= scaled[one.rows]
            scaled[one.rows] += found
            if record is not None:
                record[one.rows] = found
            found *= self.weights[one.rows]
            total += float(found.sum())
            np.abs(found, out=found)
            size += float(found.sum())
            most = max(most, float(found.max())) if self.largest else most
        return Change(size=size, total=total, counts=most if self.largest else size)


@frozen(kw_only=True)
class Change:
    """
    What a sweep changed.

    Attributes:
        size: The sum of the sizes.
        total: The sum.
        counts: How much it would count as a gap.
    """

    size: float
    total: float
    counts: float


@define(eq=False)
class _LongerSteps:
    """
    Longer steps along the slowest direction.

    While a change has one sign it tends to one direction, with a rate that is seen in its size, and all that is still to
    come in this direction can be gone at once. What later sweeps bring back of it is seen in their sums and goes the same
    way, so that all else converges at its own, faster rate. The rate is learnt from what a step left; where changes do not
    get smaller than they would have by themselves the steps are given up, so that they can delay but not hinder.

    Attributes:
        direction: The change that is taken for the slowest direction; `None` while none is looked for.
        found: Whether one was found.
        sum: Its sum.
        size: Its size.
        rate: How much of it each sweep keeps.
        natural: The same, as it was seen in the sizes.
        sweeps: Sweeps since it was found.
        gone: How far the last step went, and the sum of the change before it.
        chances: How often a direction may still be looked for.
    """

    direction: Floats | None = None
    found: bool = False
    sum: float = 0.0
    size: float = 0.0
    rate: float = 0.0
    natural: float = 1.0
    sweeps: int = 0
    gone: tuple[float, float] = (0.0, 0.0)
    chances: int = CHANCES

    @property
    def record(self) -> Floats | None:
        """Where the next change is to be written down, if it may be the slowest direction."""
        return None if self.found else self.direction

    def length(self, change: Change, now: float, before: float, places: int) -> float:
        """How far to go along the direction after a change; *now* and *before* it the rate of its size."""
        if self.found:
            self._learn(change)
        else:
            self._look(change, now, before, places)
        length = 0.0
        if self.found and abs(change.total) > NOTICED * change.size:
            length = self.rate / (1 - self.rate) * change.total / self.sum
        self.gone = (length, change.total)
        return length

    def _look(self, change: Change, now: float, before: float, places: int) -> None:
        steady = self.chances == CHANCES or abs(now - before) <= STEADY * now
        if not (self.chances and steady and now < LONGEST and abs(change.total) > ONE_SIGNED * change.size):
            self.direction = None
        elif self.direction is None:
            self.direction = np.empty(places)
        else:
            self.found, self.sum, self.size = True, change.total, change.size
            self.rate = self.natural = now
            self.sweeps, self.chances = 0, self.chances - 1

    def _learn(self, change: Change) -> None:
        self.sweeps += 1
        length, before = self.gone
        if abs(change.total) > MISSED * change.size and length:  # the step left so much, or went so far beyond
            learnt = (change.total + length * self.sum) / (before + length * self.sum)
            self.rate = min(max(learnt, 0.0), LONGEST)
        if self.sweeps >= PATIENCE and change.size > HINDERED * self.size * self.natural**self.sweeps:
            self.found, self.direction = False, None


def swept(system: System) -> tuple[Floats, bool]:
    """The solution as far as sweeps bring it, and whether it is good enough; they stop where it is, or where they are slow."""
    scaled, longer = system.factors * system.start, _LongerSteps()
    sizes, rate = [0.0], 1.0
    for _ in range(MOST_SWEEPS):
        change = system.sweep(scaled, longer.record)
        now = change.size / sizes[-1] if sizes[-1] else 1.0
        if min(now, 1.0) * change.counts <= system.target:
            found, good = system.judged(scaled)
            if good or not change.size:
                return found, good
        length = longer.length(change, now, rate, len(scaled))
        steady = longer.direction is None and abs(now - rate) <= STEADY * now
        if _hopeless(sizes, change.size, steady=steady):
            break
        if length and longer.direction is not None:
            for one, _ in system.bands:
                scaled[one.rows] += length * longer.direction[one.rows]
        sizes.append(change.size)
        rate = now
    return system.judged(scaled)


def _hopeless(sizes: list[float], size: float, *, steady: bool) -> bool:
    """Whether changes get smaller so slowly, steadily by themselves or over many sweeps, that another way is better."""
    if len(sizes) <= LOOKED_BACK:
        return False
    return (steady and size > SLOW * sizes[-1]) or (
        len(sizes) > 2 * LOOKED_BACK and size > SLOW**LOOKED_BACK * sizes[-LOOKED_BACK]
    )
