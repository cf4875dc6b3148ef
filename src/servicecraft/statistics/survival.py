"""
How long until something ends, when some of it has not ended yet?

Ideas still open, requests still waiting: leaving them out would make every time look shorter than it is. They count as
watched until today and no further.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from servicecraft.statistics.arrays import Floats, Numbers, floats, normal_quantile
from servicecraft.statistics.shares import wilson

NEARLY = 1e-12
"""Two shares nearer than this are one: a product of fractions that is one half need not be 0.5 to the last digit."""


@frozen(kw_only=True, eq=False)
class _Steps:
    """The times at which something ended, and what is left after each."""

    times: Floats
    survival: Floats
    at_risk: Floats
    error: Floats

    def limits(self, confidence: float) -> tuple[Floats, Floats]:
        """Log-log limits of what is left after each time; NaN where everything or nothing is."""
        with np.errstate(divide="ignore", invalid="ignore"):
            logarithm = np.log(self.survival)
            reach = normal_quantile(confidence) * self.error / -logarithm
            lower, upper = self.survival ** np.exp(reach), self.survival ** np.exp(-reach)
        inside = (self.survival > 0) & (self.survival < 1)
        return np.where(inside, lower, np.nan), np.where(inside, upper, np.nan)


def _steps(durations: Numbers, ended: Numbers) -> _Steps:
    lasted, over = floats(durations).ravel(), np.asarray(ended, dtype=bool).ravel()
    over = over[~np.isnan(lasted)]
    lasted = lasted[~np.isnan(lasted)]
    times, ends = np.unique(lasted[over], return_counts=True)
    at_risk = lasted.size - np.searchsorted(np.sort(lasted), times, side="left")
    survival = floats(np.cumprod((at_risk - ends) / at_risk))
    with np.errstate(divide="ignore"):
        error = np.sqrt(np.cumsum(ends / (at_risk * (at_risk - ends).astype(np.float64))))
    return _Steps(times=times, survival=survival, at_risk=floats(at_risk), error=error)


def kaplan_meier(durations: Numbers, ended: Numbers) -> tuple[Floats, Floats, Floats]:
    """
    What share is still open after each time.

    Args:
        durations: How long each was watched, in any unit; NaN is left out.
        ended: Which had ended then; the others were still open. One that ends at a time ends before one that is last seen
            open at the same time.

    Returns:
        The times at which something ended, in order; the share still open after each, from 1 down to 0; how many were
        watched until each. All empty where nothing has ended.

    Source:
        Kaplan & Meier (1958), "Nonparametric Estimation from Incomplete Observations", JASA 53(282), 457-481.

    Example:
        >>> times, survival, at_risk = kaplan_meier([2, 3, 3, 5], [True, True, False, False])
        >>> times.tolist(), survival.round(2).tolist(), at_risk.tolist()
        ([2.0, 3.0], [0.75, 0.5], [4.0, 3.0])
    """
    steps = _steps(durations, ended)
    return steps.times, steps.survival, steps.at_risk


def median_time(durations: Numbers, ended: Numbers, confidence: float = 0.95) -> tuple[float, float, float]:
    """
    After what time half have ended.

    Returns:
        The median, the first time after which at most half are open, with lower and upper limit, in the unit of the
        durations. NaN where it is not reached: too many are still open to say.

    Source:
        Brookmeyer & Crowley (1982), "A Confidence Interval for the Median Survival Time", Biometrics 38(1), 29-41, with
        log-log limits.

    Example:
        >>> median_time([1, 2, 2, 4, 6, 8, 9, 9], [True] * 6 + [False] * 2)
        (4.0, 1.0, nan)
    """
    steps = _steps(durations, ended)
    lower, upper = steps.limits(confidence)
    # Where nothing is left there are no log-log limits: the lower one is below one half all the same, the upper unknown.
    lower = np.where(steps.survival == 0, 0.0, lower)
    median, earliest, latest = (_first_below_half(steps.times, curve) for curve in (steps.survival, lower, upper))
    return median, earliest, latest


def _first_below_half(times: Floats, curve: Floats) -> float:
    reached = np.flatnonzero(curve <= 0.5 + NEARLY)
    return float(times[reached[0]]) if reached.size else float("nan")


def share_within(
    durations: Numbers, ended: Numbers, limit: float, confidence: float = 0.95
) -> tuple[float, float, float]:
    """
    What share ends within a time, those still open counted as watched so far.

    Args:
        durations: How long each was watched; NaN is left out.
        ended: Which had ended then.
        limit: The time promised, in the same unit; what ends exactly then is within it.
        confidence: Between 0 and 1.

    Returns:
        The share from 0 to 1 with lower and upper limit. NaN where it cannot be known: nothing was watched so long, and not
        all have ended.

    Source:
        Kaplan & Meier (1958); limits by Greenwood's variance on the log-log scale (Kalbfleisch & Prentice 1980). Where
        none or all have ended that variance is zero, and the limits are Wilson's for those who were watched long enough.

    Example:
        >>> [round(number, 4) for number in share_within([1, 2, 2, 3, 4, 5], [True, True, True, False, True, False], 3)]
        [0.5, 0.1963, 0.8891]
    """
    steps = _steps(durations, ended)
    lasted, over = floats(durations).ravel(), np.asarray(ended, dtype=bool).ravel()
    watched = int((lasted >= limit).sum())
    place = int(np.searchsorted(steps.times, limit, side="right")) - 1
    left = float(steps.survival[place]) if place >= 0 else 1.0
    if watched == 0 and (left > 0 or place < 0):
        return float("nan"), float("nan"), float("nan")
    if left == 1:
        lower, upper = wilson(0, watched, confidence)
    elif left == 0:
        all_ended = int((over & (lasted <= limit)).sum())
        lower, upper = wilson(all_ended, all_ended, confidence)
    else:
        lower, upper = (1 - curve[place] for curve in reversed(steps.limits(confidence)))
    return 1 - left, float(lower), float(upper)
