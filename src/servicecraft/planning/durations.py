"""
Durations drawn at random between an optimistic and a pessimistic one, most often near the likely one.

The PERT-beta distribution on [a, b] with mode m is the beta distribution with alpha = 1 + 4 (m − a) / (b − a) and
beta = 6 − alpha, stretched to [a, b]; its mean is (a + 4m + b) / 6. Durations are read from a table of its quantiles.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from attrs import frozen

from servicecraft.planning.arrays import Floats, Whole
from servicecraft.planning.work import Work

STEPS = 1024
"""Intervals of equal chance in a table of quantiles: exact at their ends, straight between them."""
SHAPES = 64
"""Intervals between alpha = 1 and alpha = 5, at whose ends the quantiles are computed; between them a cubic is drawn."""
CHUNK = 16_384
"""Durations that are computed at once, so that all that is needed stays near the processor."""


@frozen(kw_only=True, eq=False)
class Chance:
    """
    Where the chances of durations come from: independent of one another, or alike among the pieces of one owner.

    Attributes:
        rng: The generator.
        groups: For each piece that varies the number of its owner.
        correlation: How far pieces of one owner vary together, from 0 to 1.
    """

    rng: np.random.Generator
    groups: Whole
    correlation: float

    def common(self, samples: int) -> Floats:
        """What the pieces of one owner share in each sample; nothing where all are independent."""
        owners = int(self.groups.max(initial=-1)) + 1 if self.correlation else 0
        return np.asarray(np.sqrt(self.correlation) * self.rng.standard_normal((owners, samples)))

    def fill(self, begin: int, common: Floats, into: Floats) -> None:
        """Write for some pieces numbers from 0 to 1 that are all equally likely."""
        if not self.correlation:
            self.rng.random(out=into)
            return
        from scipy.special import ndtr

        self.rng.standard_normal(out=into)
        into *= np.sqrt(1 - self.correlation)
        into += common[self.groups[begin : begin + len(into)]]
        ndtr(into, out=into)


@frozen(kw_only=True, eq=False)
class Durations:
    """
    From what the durations of some pieces of work are drawn.

    Attributes:
        pieces: The pieces whose durations vary, in order.
        quantiles: For each of them the durations that are not exceeded in 0, 1, 2 … STEPS of STEPS cases.
        fixed: How long every piece takes if nothing varies: the expected duration.
        deviation: The standard deviation of every piece's duration.
    """

    pieces: Whole
    quantiles: Floats
    fixed: Floats
    deviation: Floats

    @classmethod
    def of(cls, work: Work) -> Durations:
        """The durations of a plan."""
        pieces = np.flatnonzero(work.longest > work.shortest)
        low, width = work.shortest[pieces], (work.longest - work.shortest)[pieces]
        quantiles = quantile_table(1 + 4 * (work.likeliest[pieces] - low) / width)
        quantiles *= width[:, None]
        quantiles += low[:, None]
        mean = work.expected
        variance = np.maximum((mean - work.shortest) * (work.longest - mean), 0.0) / 7
        return cls(pieces=pieces, quantiles=quantiles, fixed=mean, deviation=np.sqrt(variance))

    def draw(self, chance: Chance, into: Floats) -> None:
        """Write durations of the pieces that vary, one row for each piece of the plan and one column for each sample."""
        samples = into.shape[1]
        rows = max(1, CHUNK // max(1, samples))
        buffers = np.empty((2, rows, samples))
        place = np.empty((rows, samples), dtype=np.int64)
        common = chance.common(samples)
        for begin in range(0, len(self.pieces), rows):
            count = min(rows, len(self.pieces) - begin)
            chances, between = buffers[:, :count]
            chance.fill(begin, common, chances)
            self._look_up(begin, chances, place[:count], between)
            into[self.pieces[begin : begin + count]] = chances

    def _look_up(self, begin: int, chances: Floats, place: Whole, between: Floats) -> None:
        """Durations in place of chances: where each falls in the table, and how far between two of its numbers."""
        table = self.quantiles[begin : begin + len(chances)]
        flat = table.reshape(-1)
        chances *= STEPS
        np.copyto(place, chances, casting="unsafe")
        np.minimum(place, STEPS - 1, out=place)
        chances -= place
        place += np.arange(len(chances))[:, None] * (STEPS + 1)
        flat.take(place, out=between, mode="clip")
        place += 1
        chances *= flat.take(place, mode="clip") - between
        chances += between


def quantile_table(alpha: Floats) -> Floats:
    """
    The quantiles of the beta distributions with these alphas, from 1 to 5, and beta = 6 − alpha.

    Returns:
        One row for each alpha: the quantiles of 0, 1 / STEPS, 2 / STEPS … 1.
    """
    grid = _grid()
    position = np.clip((alpha - 1) * SHAPES / 4, 0, SHAPES)
    node = np.clip(np.floor(position).astype(np.int64) - 1, 0, SHAPES - 3)
    t = position - node
    weights = np.zeros((len(alpha), SHAPES + 1))
    row = np.arange(len(alpha))
    for step, weight in enumerate(_cubic(t)):
        weights[row, node + step] = weight
    found = weights @ grid
    found[:, 0], found[:, -1] = 0.0, 1.0  # a cubic may miss them by a rounding error
    return found


def _cubic(t: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The weights of four neighbours at 0, 1, 2 and 3 for a point between them (Lagrange)."""
    return (
        -(t - 1) * (t - 2) * (t - 3) / 6,
        t * (t - 2) * (t - 3) / 2,
        -t * (t - 1) * (t - 3) / 2,
        t * (t - 1) * (t - 2) / 6,
    )


@lru_cache(maxsize=1)
def _grid() -> Floats:
    """The quantiles for alpha = 1 … 5. The distribution of 6 − alpha is the mirror image of that of alpha."""
    from scipy.special import betaincinv

    chances = np.arange(STEPS + 1) / STEPS
    half = 1 + 4 * np.arange(SHAPES // 2 + 1)[:, None] / SHAPES
    lower = betaincinv(half, 6 - half, chances[None, :])
    found = np.vstack([lower, 1 - lower[-2::-1, ::-1]])
    found.flags.writeable = False
    return np.asarray(found)
