"""A share with what it rests on: how many of how many, and its interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from servicecraft.participation.telling import Telling
from servicecraft.statistics.shares import wilson
from servicecraft.tables import spoken_number
from servicecraft.words import sentence


@frozen(kw_only=True)
class Rate:
    """
    How many of how many.

    Attributes:
        count: How many.
        n: Of how many.
        share: From 0 to 1; `None` of none.
        lower: Lower limit of its interval (Wilson 1927).
        upper: Upper limit.
    """

    count: float
    n: float
    share: float | None
    lower: float | None
    upper: float | None

    @classmethod
    def of(cls, count: float, n: float, confidence: float) -> Rate:
        """The rate of a count, with the interval of a confidence."""
        if not n:
            return cls(count=count, n=n, share=None, lower=None, upper=None)
        lower, upper = wilson(count, n, confidence)
        return cls(count=count, n=n, share=count / n, lower=float(lower), upper=float(upper))

    @property
    def cells(self) -> tuple[float | None, float | None, float | None]:
        """Share, lower and upper limit, as cells of a table."""
        return self.share, self.lower, self.upper

    def told(self, telling: Telling) -> str:
        """The rate as people read it."""
        if self.share is None or self.lower is None or self.upper is None:
            return telling.say(sentence("none yet"))
        numbers = {
            name: spoken_number(100 * getattr(self, name), telling.language, 0) for name in ("share", "lower", "upper")
        }
        text = sentence("{count} of {n}: {share} % (between {lower} and {upper} %)")
        return telling.say(text, count=self.count, n=self.n, **numbers)


def rates(
    counts: Sequence[float], n: Sequence[float], confidence: float
) -> list[tuple[float | None, float | None, float | None]]:
    """Share, lower and upper limit of many counts at once, `None` of none."""
    lower, upper = wilson(counts, n, confidence)
    columns = zip(counts, n, np.atleast_1d(lower).tolist(), np.atleast_1d(upper).tolist(), strict=True)
    return [(count / size, low, high) if size else (None, None, None) for count, size, low, high in columns]
