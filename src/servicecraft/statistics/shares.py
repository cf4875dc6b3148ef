"""
How sure is a share, and how far apart are two?

Counts may be fractional: survey weights are brought to an effective size first.
"""

from __future__ import annotations

import numpy as np

from servicecraft.statistics.arrays import Floats, Numbers, floats, normal_quantile, quotient

ROUNDING = 1e-9
"""Relative excess of hits over answers that is taken as rounding of weights, not as a mistake."""


def wilson(hits: Numbers, n: Numbers, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """
    The score interval of a share.

    Args:
        hits: How many answers count, from 0 to *n*.
        n: How many answers there are; an effective size may be fractional.
        confidence: Between 0 and 1.

    Returns:
        Lower and upper limit, from 0 to 1, in the common shape of *hits* and *n*. They always contain the share, and are
        exactly 0 and 1 at no hit and at nothing but hits. NaN without answers, and for hits outside 0 to *n*.

    Source:
        Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22(158), 209-212.

    Example:
        >>> lower, upper = wilson([81, 0], [263, 20])
        >>> lower.round(4).tolist(), upper.round(4).tolist()
        ([0.2553, 0.0], [0.3662, 0.1611])
    """
    answers = floats(n)
    counted = _within(floats(hits), answers)
    z = normal_quantile(confidence)
    return _lower_limit(counted, answers, z), 1 - _lower_limit(answers - counted, answers, z)


def _within(hits: Floats, answers: Floats) -> Floats:
    """The hits, NaN where they cannot be a part of the answers."""
    possible = (answers > 0) & (hits >= 0) & (hits <= answers * (1 + ROUNDING)) & np.isfinite(answers)
    return np.where(possible, np.minimum(hits, answers), np.nan)


def _lower_limit(hits: Floats, answers: Floats, z: float) -> Floats:
    """The smaller root of Wilson's quadratic, written so that nothing is subtracted from something of its own size."""
    spread = z * np.sqrt(z * z + 4 * hits * quotient(answers - hits, answers))
    return floats(2 * hits * quotient(hits, answers) / (2 * hits + z * z + spread))


def newcombe(
    hits1: Numbers, n1: Numbers, hits2: Numbers, n2: Numbers, confidence: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """
    How far two shares of different people are apart.

    Returns:
        First share minus second, with lower and upper limit, each from -1 to 1. NaN where one of them has no answers.

    Source:
        Newcombe (1998), "Interval Estimation for the Difference between Independent Proportions: Comparison of Eleven
        Methods", Statistics in Medicine 17(8), 873-890: method 10, the hybrid of two Wilson intervals.

    Example:
        >>> [round(float(number), 4) for number in newcombe(56, 70, 48, 80)]
        [0.2, 0.0524, 0.3339]
    """
    first, second = quotient(_within(floats(hits1), floats(n1)), n1), quotient(_within(floats(hits2), floats(n2)), n2)
    (lower1, upper1), (lower2, upper2) = wilson(hits1, n1, confidence), wilson(hits2, n2, confidence)
    difference = first - second
    below = np.hypot(first - lower1, upper2 - second)
    above = np.hypot(upper1 - first, second - lower2)
    return floats(difference), floats(difference - below), floats(difference + above)


def effective_size(total_weight: Numbers, total_square_weight: Numbers) -> Floats:
    """
    How many equally weighted answers would be as good as these weighted ones.

    Args:
        total_weight: Sum of the weights.
        total_square_weight: Sum of their squares.

    Returns:
        From 1 to the number of answers; 0 where all weights are zero or there are none. A weighted share *s* has the
        interval `wilson(s * size, size)`.

    Source:
        Kish (1965), *Survey Sampling*, section 11.7.

    Example:
        >>> round(float(effective_size(1 + 1 + 2, 1 + 1 + 4)), 4)
        2.6667
    """
    weight, square = floats(total_weight), floats(total_square_weight)
    return np.where((weight == 0) & (square == 0), 0.0, weight * quotient(weight, square))
