"""
Is this month's figure a change, or the usual up and down?

Individuals charts: limits from how far neighbouring points differ, so that one step or trend does not widen its own limits.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from servicecraft.statistics.arrays import Flags, Floats, Numbers, floats, quotient

UPPER_RANGE = 3.267
"""Limit of moving ranges in average moving ranges: the tables' D4 for two points."""
RULES = ("beyond", "side", "trend", "two_of_three", "four_of_five")
"""What `signals` can look for."""


@frozen(kw_only=True, eq=False)
class ControlLimits:
    """
    What is usual for a series.

    Attributes:
        centre: Its mean.
        average_range: The mean difference of neighbouring points.
        lower: Below it a point is a signal.
        upper: Above it a point is a signal.
        upper_range: A difference of neighbours above it is a signal.
    """

    centre: Floats
    average_range: Floats
    lower: Floats
    upper: Floats
    upper_range: Floats


def individuals(values: Numbers, constant: float = 1.128) -> ControlLimits:
    """
    The limits of an individuals and moving range (XmR) chart.

    Args:
        values: The series, in order of time along the last axis; NaN for a time without figure, which no difference spans.
        constant: 1.128 for limits at 3 / 1.128 average ranges. A constant of 2 or more is taken as that factor itself: 2.66
            reproduces sources that round it.

    Returns:
        The limits; those that need a difference are NaN where no two neighbours are known.

    Source:
        NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2; Shewhart (1931); Wheeler (1993), *Understanding
        Variation*.

    Example:
        >>> limits = individuals([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
        >>> [round(float(limit), 4) for limit in (limits.centre, limits.average_range, limits.upper, limits.lower)]
        [50.81, 1.8778, 55.8041, 45.8159]
    """
    series = floats(values)
    centre = _mean(series)
    average = _mean(np.abs(np.diff(series, axis=-1)))
    reach = average * (constant if constant >= 2 else 3 / constant)
    return ControlLimits(
        centre=centre,
        average_range=average,
        lower=centre - reach,
        upper=centre + reach,
        upper_range=UPPER_RANGE * average,
    )


def _mean(series: Floats) -> Floats:
    known = ~np.isnan(series)
    return quotient(np.where(known, series, 0.0).sum(axis=-1), known.sum(axis=-1))


def signals(
    values: Numbers, limits: ControlLimits, rules: Sequence[str] = ("beyond",), *, side: int = 8, trend: int = 6
) -> dict[str, Flags]:
    """
    Where a series leaves what is usual.

    Args:
        values: The series, in order of time along the last axis.
        limits: What is usual for it.
        rules: Any of `RULES`: `beyond` the limits; *side* in a row on one side of the centre; *trend* in a row each above,
            or each below, the one before; two of three beyond two thirds of the way to a limit, or four of five beyond one
            third, on the same side.
        side: How many in a row on one side.
        trend: How many points in a row that rise or fall.

    Returns:
        For each rule, in the order asked, which points complete its pattern. A point exactly on a limit or on the centre is
        on neither side; a time without figure ends every run. Every further rule adds false alarms.

    Raises:
        KeyError: For a rule that is none of `RULES`.

    Source:
        Western Electric (1956), *Statistical Quality Control Handbook*; Nelson (1984), "The Shewhart Control Chart: Tests
        for Special Causes", Journal of Quality Technology 16(4), 237-239.

    Example:
        >>> limits = individuals([5, 6, 5, 6, 5, 6, 5])
        >>> signals([5, 9, 5], limits)["beyond"].tolist()
        [False, True, False]
    """
    series = floats(values)
    third = (limits.upper - limits.centre)[..., None] / 3
    away = series - limits.centre[..., None]
    change = np.diff(series, axis=-1, prepend=np.nan)
    looks = {
        "beyond": lambda: (series > limits.upper[..., None]) | (series < limits.lower[..., None]),
        "side": lambda: _often(away > 0, side, side) | _often(away < 0, side, side),
        "trend": lambda: _often(change > 0, trend - 1, trend - 1) | _often(change < 0, trend - 1, trend - 1),
        "two_of_three": lambda: _often(away > 2 * third, 2, 3) | _often(away < -2 * third, 2, 3),
        "four_of_five": lambda: _often(away > third, 4, 5) | _often(away < -third, 4, 5),
    }
    return {rule: looks[rule]() for rule in rules}


def _often(marked: Flags, times: int, window: int) -> Flags:
    """Marked points that are at least the *times*-th marked one among the last *window*."""
    running = np.cumsum(marked, axis=-1)
    before = np.zeros_like(running)
    before[..., window:] = running[..., :-window]
    return marked & (running - before >= times)
