"""
Whole numbers by chance, the same ones for the same seed on every platform and with every version of numpy.

Only the raw bits of numpy's PCG64 are used, whose stream is promised never to change; how they become numbers stands
here and not in numpy, whose ways of drawing may change with its versions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
"""A row of whole numbers."""

_HALF = np.uint64(32)


class Dice:
    """
    One stream of chance.

    Streams of one seed do not touch each other, so that rolling more often in one of them changes nothing elsewhere.
    """

    def __init__(self, seed: int, stream: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(stream,)))

    def below(self, bounds: int | Integers, size: int) -> Integers:
        """
        Whole numbers from 0 to below a bound.

        Args:
            bounds: One bound for all of them, or one for each; from 1 to below 2³².
            size: How many.
        """
        rolled: NDArray[np.uint64] = self._bits.random_raw(size)
        rolled >>= _HALF
        rolled *= np.asarray(bounds, dtype=np.uint64)
        rolled >>= _HALF
        return rolled.view(np.int64)

    def pick(self, shares: Sequence[int], size: int) -> Integers:
        """Positions in a list, each as often as its share of the sum of all."""
        steps = np.cumsum(np.asarray(shares, dtype=np.int64))
        return np.searchsorted(steps, self.below(int(steps[-1]), size), side="right").astype(np.int64)
