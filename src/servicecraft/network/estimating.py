"""
The most probable own work: one sparse least-squares problem.

Own work p is the one that makes Σ (q(p) − rating)² / se² + Σ (p − p̄)² / τ² least. With the delivered quality q of the
parties as the unknown there are no inner solves; only units that pass everything on, and members who share one own work,
are eliminated.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import frozen
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, lsmr, splu

from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import NOBODY, PERSON, Flags, Floats

USUAL_SPREAD = 0.2
"""The standard deviation of single ratings, on the scale from 0 to 1, where no party was rated twice by the same one."""
LEAST_ERROR = 0.01
"""No standard error of a rated party is taken to be smaller than this."""


@frozen(kw_only=True, eq=False)
class Rated:
    """
    What the ratings say of each party.

    Attributes:
        places: The rated parties.
        means: The delivered quality of each, as rated.
        errors: Its standard error.
        counts: How many ratings it stands on.
        astray: How many ratings belong to no link of the map.
    """

    places: np.ndarray
    means: Floats
    errors: Floats
    counts: np.ndarray
    astray: int


def rated_parties(flow: Flow, passing: Floats) -> Rated:
    """The delivered quality of every rated party: the mean of its rated links, weighted by the flow on them."""
    drawing = flow.drawing
    givers, raters = drawing.rated.astype(np.int64), drawing.raters.astype(np.int64)
    weight, on_map = _link_weights(flow, givers, raters, passing)
    astray = int((~on_map).sum())
    givers, raters, weight, scores = givers[on_map], raters[on_map], weight[on_map], drawing.scores[on_map]
    pairs, first, of_pair = np.unique(givers * (flow.size + 1) + raters + 1, return_index=True, return_inverse=True)
    counts = np.bincount(of_pair, minlength=len(pairs))
    sums = np.bincount(of_pair, weights=scores, minlength=len(pairs)).astype(float)
    means = sums / np.maximum(counts, 1)
    spare = int((counts - 1).sum())
    variance = float(((scores - means[of_pair]) ** 2).sum() / spare) if spare > 0 else USUAL_SPREAD**2
    places, of_place = np.unique(givers[first], return_inverse=True)
    weight = weight[first]
    total = np.bincount(of_place, weights=weight, minlength=len(places))
    part = weight / total[of_place]
    error = np.sqrt(np.bincount(of_place, weights=part**2 * variance / counts, minlength=len(places)))
    return Rated(
        places=places,
        means=np.bincount(of_place, weights=part * means, minlength=len(places)).astype(float),
        errors=np.maximum(error, LEAST_ERROR),
        counts=np.bincount(of_place, weights=counts, minlength=len(places)).astype(int),
        astray=astray,
    )


def _link_weights(flow: Flow, givers: np.ndarray, raters: np.ndarray, passing: Floats) -> tuple[Floats, Flags]:
    """The flow on each rated link, a person counting under the link of a unit; and which ratings belong to a link."""
    anonymous = raters == NOBODY
    part = np.zeros(len(givers))
    part[anonymous] = 1.0
    through = givers.copy()
    open_ones = np.flatnonzero(~anonymous)
    while len(open_ones):
        found = np.asarray(flow.rest[raters[open_ones], through[open_ones]]).ravel()
        part[open_ones] = found
        open_ones = open_ones[found == 0]
        inner = through[open_ones]
        through[open_ones] = np.where(inner < flow.drawing.size, flow.drawing.units[inner], NOBODY)
        open_ones = open_ones[through[open_ones] != NOBODY]
    flowing = np.where(anonymous, 1.0, passing[raters])
    weight = part * np.where(flowing > 0, flowing, 0.0)
    silent = np.bincount(givers, weights=weight, minlength=flow.size)[givers] == 0
    return np.where(silent, part, weight) + 1e-300, np.asarray(part > 0)


@frozen(kw_only=True)
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
    def _eliminated(self) -> object:
        inner = self.flow.rest[self.passive][:, self.passive]
        return splu(sparse.csc_array(sparse.eye_array(len(self.passive), format="csc") - inner))

    def delivered(self, unknown: Floats) -> Floats:
        """The delivered quality of every place, from the unknowns."""
        quality = np.zeros(self.flow.size)
        count = len(self.free)
        quality[self.free] = unknown[:count]
        start = self._passive_start(unknown)
        quality[self.passive] = self._eliminated.solve(start)  # type: ignore[attr-defined]
        return quality

    def _passive_start(self, unknown: Floats) -> Floats:
        count = len(self.free)
        work = self.flow.own[self.passive] * np.asarray(self.groups @ unknown[count:])[self.passive]
        return np.asarray(self._passive_on_free @ unknown[:count] + work)

    @cached_property
    def _passive_on_free(self) -> sparse.csr_array:
        return sparse.csr_array(self.flow.rest[self.passive][:, self.free])

    def _back(self, at_places: Floats) -> Floats:
        """The transpose of `delivered`."""
        eased = self._eliminated.solve(at_places[self.passive], trans="T")  # type: ignore[attr-defined]
        wide = np.zeros(self.flow.size)
        wide[self.passive] = self.flow.own[self.passive] * eased
        return np.concatenate([at_places[self.free] + self._passive_on_free.T @ eased, self.groups.T @ wide])

    def own_work(self, unknown: Floats) -> Floats:
        """Own work of every place, from the unknowns; NaN for places without any."""
        quality = self.delivered(unknown)
        work = np.full(self.flow.size, np.nan)
        rest = np.asarray(self.flow.rest @ quality)
        work[self.free] = (quality[self.free] - rest[self.free]) / self.flow.own[self.free]
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
        spread = self.flow.drawing.settings.own_work_spread
        own, count = self.flow.own[self.free], len(self.free)
        scale = self._scale
        rest = self.flow.rest

        def forward(scaled: Floats) -> Floats:
            unknown = scaled.ravel() * scale
            quality = self.delivered(unknown)
            work = (unknown[:count] - np.asarray(rest @ quality)[self.free]) / own
            return np.concatenate(
                [quality[self.rated.places] / self.rated.errors, work / spread, unknown[count:] / spread]
            )

        def backward(rows: Floats) -> Floats:
            rows = rows.ravel()
            seen = len(self.rated.places)
            pull = np.zeros(self.flow.size)
            pull[self.rated.places] = rows[:seen] / self.rated.errors
            work = np.zeros(self.flow.size)
            work[self.free] = rows[seen : seen + count] / own / spread
            pull -= rest.T @ work
            found = self._back(pull)
            found[:count] += work[self.free]
            found[count:] += rows[seen + count :] / spread
            return found * scale

        shape = (len(self.rated.places) + len(means), len(means))
        system = LinearOperator(shape, matvec=forward, rmatvec=backward, dtype=float)
        target = np.concatenate([ratings / self.rated.errors, means / spread])
        begin = None if start is None else start / scale
        found = lsmr(system, target, atol=1e-9, btol=1e-9, conlim=0, maxiter=2000, x0=begin)[0]
        return np.asarray(found * scale)

    @cached_property
    def _scale(self) -> Floats:
        """One over the size of each column, roughly, so that few steps are needed."""
        spread = self.flow.drawing.settings.own_work_spread
        precision = np.zeros(self.flow.size)
        precision[self.free] = 1 / self.flow.own[self.free] ** 2
        size = precision + self.flow.rest.power(2).T @ precision
        size = size / spread**2
        size[self.rated.places] += 1 / self.rated.errors**2
        return np.concatenate([1 / np.sqrt(size[self.free]), np.full(self.groups.shape[1], spread)])
