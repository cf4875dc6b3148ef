"""
The most probable own work: one sparse least-squares problem.

Own work p is the one that makes Σ (q(p) − rating)² / se² + Σ (p − p̄)² / τ² least. With the delivered quality q of the
parties as the unknown there are no inner solves; only units that pass everything on, and members who share one own work,
are eliminated.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from attrs import frozen
from scipy import sparse
from scipy.sparse.linalg import SuperLU, splu

from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import NOBODY, PERSON, Flags, Floats
from servicecraft.network.rated import Rated

CLOSE = 1e-9
"""How small what still pulls at the unknowns must be, beside what is not met."""
MOST_STEPS = 2000


@frozen(kw_only=True, eq=False)
class Estimator:
    """The least-squares problem of a network and its ratings, ready to be solved for any ratings and prior means."""

    flow: Flow
    rated: Rated

    @cached_property
    def shared(self) -> np.ndarray:
        """For every place the unit whose own work it shares, or `NOBODY`: members who are not rated apart."""
        drawing = self.flow.drawing
        alone = np.zeros(self.flow.size, dtype=bool)
        alone[self.rated.places] = True
        found = np.full(self.flow.size, NOBODY, dtype=np.int64)
        members = (drawing.kinds == PERSON) & (drawing.units != NOBODY) & ~alone[: drawing.size]
        found[: drawing.size][members] = drawing.units[members]
        return found

    @cached_property
    def free(self) -> np.ndarray:
        """Places whose delivered quality is an unknown: those with own work that they share with nobody."""
        return np.flatnonzero((self.flow.own > 0) & (self.shared == NOBODY))

    @cached_property
    def passive(self) -> np.ndarray:
        """Places that are eliminated: those that pass everything on, and those that share own work."""
        return np.flatnonzero((self.flow.own == 0) | (self.shared != NOBODY))

    @cached_property
    def groups(self) -> sparse.csr_array:
        """From the shared own work of each unit to the places that share it."""
        _, group = np.unique(self.shared[self.shared != NOBODY], return_inverse=True)
        places = np.flatnonzero(self.shared != NOBODY)
        count = int(group.max()) + 1 if len(group) else 0
        return sparse.csr_array((np.ones(len(places)), (places, group)), shape=(self.flow.size, count))

    @cached_property
    def _resting(self) -> sparse.csr_array:
        """How passive places (rows) rest on free ones; their columns are those of all places."""
        found = self._passive_rest.copy()
        found.data[~self._is_free[found.indices]] = 0.0
        return found

    @cached_property
    def _passive_rest(self) -> sparse.csr_array:
        return self.flow.resting_of(self.passive)

    @cached_property
    def _is_free(self) -> Flags:
        free = np.ones(self.flow.size, dtype=bool)
        free[self.passive] = False
        return free

    @cached_property
    def _eliminated(self) -> SuperLU:
        inner = self._passive_rest[:, self.passive]
        return splu(sparse.csc_array(sparse.eye_array(len(self.passive), format="csc") - inner))

    @cached_property
    def _tied(self) -> sparse.csr_array:
        """How passive places rest on the own work that members of units share."""
        return sparse.csr_array(sparse.diags_array(self.flow.own[self.passive]) @ self.groups[self.passive])

    def _complete(self, unknown: Floats) -> None:
        """Write into unknowns what passive places deliver."""
        quality, ties = unknown[: self.flow.size], unknown[self.flow.size :]
        quality[self.passive] = self._eliminated.solve(self._resting @ quality + self._tied @ ties)

    def _fold(self, pull: Floats) -> None:
        """The transpose of `_complete`: hand what pulls at passive places on to the unknowns behind them."""
        size = self.flow.size
        eased = self._eliminated.solve(pull[self.passive], trans="T")
        pull[self.passive] = 0.0
        pull[:size] += self._resting.T @ eased
        pull[size:] += self._tied.T @ eased

    def _wide(self, unknown: Floats) -> Floats:
        """Free and shared unknowns among all places."""
        found = np.zeros(self.flow.size + self.groups.shape[1])
        found[self.free] = unknown[: len(self.free)]
        found[self.flow.size :] = unknown[len(self.free) :]
        return found

    def delivered(self, unknown: Floats) -> Floats:
        """The delivered quality of every place, from the unknowns."""
        found = self._wide(unknown)
        self._complete(found)
        return found[: self.flow.size]

    def own_work(self, unknown: Floats) -> Floats:
        """Own work of every place, from the unknowns; NaN for places without any."""
        quality = self.delivered(unknown)
        work = np.full(self.flow.size, np.nan)
        alone = quality - self.flow.resting(quality)
        work[self.free] = alone[self.free] / self.flow.own[self.free]
        tied = np.flatnonzero(self.shared != NOBODY)
        work[tied] = np.asarray(self.groups @ unknown[len(self.free) :])[tied]
        return work

    def solved(self, ratings: Floats, means: Floats, start: Floats | None = None) -> Floats:
        """
        The unknowns that fit best.

        Args:
            ratings: The delivered quality of the rated parties.
            means: The expected own work of every unknown.
            start: Where to begin.
        """
        size, free = self.flow.size, len(self.free)
        target = np.zeros(2 * size + self.groups.shape[1])
        target[self.rated.places] = ratings / self.rated.errors
        target[size + self.free] = means[:free] / self._spread
        target[2 * size :] = means[free:] / self._spread
        begin = self._wide(np.zeros(len(means)) if start is None else start)
        self._complete(begin)
        found = least_squares(self._forward, self._backward, target, begin, self._scale)
        return np.concatenate([found[self.free], found[size:]])

    @property
    def _spread(self) -> float:
        return self.flow.drawing.settings.own_work_spread

    @cached_property
    def _weights(self) -> tuple[Floats, Floats]:
        """How much it counts in every place that delivered quality is as rated, and that own work is as expected."""
        seen, work = np.zeros(self.flow.size), np.zeros(self.flow.size)
        seen[self.rated.places] = 1 / self.rated.errors
        work[self.free] = 1 / (self.flow.own[self.free] * self._spread)
        return seen, work

    def _forward(self, unknown: Floats) -> Floats:
        """What the unknowns make of ratings and own work, each divided by its error."""
        self._complete(unknown)
        size, (seen, work) = self.flow.size, self._weights
        quality, rows = unknown[:size], np.empty(size + len(unknown))
        np.multiply(quality, seen, out=rows[:size])
        np.subtract(quality, self.flow.resting(quality), out=rows[size : 2 * size])
        rows[size : 2 * size] *= work
        np.divide(unknown[size:], self._spread, out=rows[2 * size :])
        return rows

    def _backward(self, rows: Floats) -> Floats:
        """The transpose of `_forward`."""
        size, (seen, work) = self.flow.size, self._weights
        pull = np.empty(len(rows) - size)
        np.multiply(rows[size : 2 * size], work, out=pull[:size])
        pull[:size] -= self.flow.carried(pull[:size])
        pull[:size] += seen * rows[:size]
        np.divide(rows[2 * size :], self._spread, out=pull[size:])
        self._fold(pull)
        return pull

    @cached_property
    def _scale(self) -> Floats:
        """One over the square of the size of each column, roughly, so that few steps are needed."""
        seen, work = self._weights
        precise = work**2
        size = precise + self.flow.carried_squares(precise) + seen**2
        size[self.passive] = 1.0
        return np.concatenate([1 / size, np.full(self.groups.shape[1], self._spread**2)])


def least_squares(
    forward: Callable[[Floats], Floats],
    backward: Callable[[Floats], Floats],
    target: Floats,
    start: Floats,
    scale: Floats,
) -> Floats:
    """
    The x that makes |forward(x) − target|² least, by conjugate gradients (Hestenes & Stiefel 1952).

    Args:
        forward: A linear map.
        backward: Its transpose.
        target: What is to be met.
        start: Where to begin.
        scale: One over the square of the size of each column of the map, roughly.
    """
    found = start.copy()
    left = target - forward(found)
    pull = backward(left)
    way = scale * pull
    steepness = _dot(pull, way)
    met, whole = _dot(left, left), _dot(target, target)
    for _ in range(MOST_STEPS):
        if steepness <= CLOSE**2 * max(met, CLOSE**2 * whole):
            break
        change = forward(way)
        length = steepness / _dot(change, change)
        found += length * way
        left -= length * change
        met = _dot(left, left)
        pull = backward(left)
        eased = scale * pull
        before, steepness = steepness, _dot(pull, eased)
        way *= steepness / before
        way += eased
    return found


def _dot(one: Floats, other: Floats) -> float:
    """A sum of products; not by BLAS, whose threads wait for one another where others work beside them."""
    return float(np.einsum("i,i->", one, other))
