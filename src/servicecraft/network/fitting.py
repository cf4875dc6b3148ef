"""What do the ratings tell of everyone's own work, and how would that move with their errors?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from attrs import frozen

from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import Floats
from servicecraft.network.estimating import Estimator
from servicecraft.network.inverting import Inversion
from servicecraft.network.rated import Rated, rated_parties

ROUNDING = 1e-9


@frozen(kw_only=True, eq=False)
class Fit:
    """
    What the ratings tell of everyone, and how it would move with them.

    Attributes:
        flow: The network.
        rated: The ratings.
        quality: What every place delivers; NaN where it is not known.
        raw: Own work of every place as it comes out, even outside 0 to 1; NaN where there is none or it is not known.
        astray: The parties whose ratings no own work between 0 and 1 explains.
        disturbed: Given a generator, how own work and what is delivered would differ with other errors.
        mean: The mean of the ratings, weighted by influence.
    """

    flow: Flow
    rated: Rated
    quality: Floats
    raw: Floats
    astray: np.ndarray
    disturbed: Callable[[np.random.Generator], tuple[Floats, Floats]]
    mean: float

    @cached_property
    def own_work(self) -> Floats:
        """Own work of every party between 0 and 1; NaN where there is none or it is not known."""
        return np.clip(self.raw[: self.flow.drawing.size], 0.0, 1.0)


def fitted(flow: Flow, passing: Floats, *, exact: bool = False) -> Fit | None:
    """
    What the ratings tell; `None` where nobody is rated.

    Raises:
        NetworkError: *exact*, and not everybody in the way to a customer is rated.
    """
    rated = rated_parties(flow, passing)
    inversion = Inversion.of(flow, rated, passing) if exact else None
    if not len(rated.places):
        return None
    weight = passing[rated.places]
    mean = float(np.average(rated.means, weights=weight if weight.any() else None))
    return _most_probable(flow, rated, mean) if inversion is None else _inverted(inversion, mean)


def _most_probable(flow: Flow, rated: Rated, mean: float) -> Fit:
    estimator = Estimator(flow=flow, rated=rated)
    count = len(estimator.free) + estimator.groups.shape[1]
    prior = np.full(count, mean)
    unknown = estimator.solved(rated.means, prior, prior)
    quality = estimator.delivered(unknown)
    spread = flow.drawing.settings.own_work_spread

    def disturbed(rng: np.random.Generator) -> tuple[Floats, Floats]:
        """The problem is linear, so errors alone are solved for."""
        errors = rated.errors * rng.standard_normal(len(rated.means))
        found = estimator.solved(errors, spread * rng.standard_normal(count))
        return estimator.own_work(found), estimator.delivered(found)

    return Fit(
        flow=flow,
        rated=rated,
        quality=quality,
        raw=estimator.own_work(unknown),
        astray=_misfits(flow, rated, quality),
        disturbed=disturbed,
        mean=mean,
    )


def _inverted(inversion: Inversion, mean: float) -> Fit:
    flow, rated = inversion.flow, inversion.rated
    quality = inversion.delivered(rated.means)
    raw = inversion.own_work(quality)
    outside = np.flatnonzero((raw < -ROUNDING) | (raw > 1 + ROUNDING))
    passive = flow.own[rated.places] == 0
    far = np.abs(quality[rated.places] - rated.means) > 2 * rated.errors

    def disturbed(rng: np.random.Generator) -> tuple[Floats, Floats]:
        found = inversion.delivered(rated.errors * rng.standard_normal(len(rated.means)))
        return inversion.own_work(found), found

    return Fit(
        flow=flow,
        rated=rated,
        quality=quality,
        raw=raw,
        astray=np.union1d(outside, rated.places[passive & far]),
        disturbed=disturbed,
        mean=mean,
    )


def _misfits(flow: Flow, rated: Rated, quality: Floats) -> np.ndarray:
    """Rated parties whose rating cannot be explained by any own work between 0 and 1, beyond two standard errors."""
    places = rated.places
    rest = flow.resting(quality)[places]
    lowest, highest = rest, rest + flow.own[places]
    outside = (rated.means - 2 * rated.errors > highest) | (rated.means + 2 * rated.errors < lowest)
    far = np.abs(quality[places] - rated.means) > 2 * rated.errors
    return np.asarray(places[outside & far])
