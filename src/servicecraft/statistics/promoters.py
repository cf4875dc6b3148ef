"""
The net promoter score: how many more promoters than detractors, of a hundred who answered.

Counts may be weighted; *effective_n* then says how many equally weighted answers they are worth.
"""

from __future__ import annotations

import numpy as np

from servicecraft.statistics.arrays import Floats, Numbers, floats, normal_quantile, quotient

ADDED = (0.75, 1.5, 0.75)
"""Answers added to promoters, passives and detractors, so that the interval keeps its promise in small groups."""


def net_promoters(
    promoters: Numbers, passives: Numbers, detractors: Numbers, *, effective_n: Numbers | None = None
) -> tuple[Floats, Floats]:
    """
    The score and its standard error.

    Args:
        promoters: How many answered 9 or 10.
        passives: How many answered 7 or 8.
        detractors: How many answered 0 to 6.
        effective_n: How many equal answers weighted counts are worth; left out, their sum.

    Returns:
        The score from -100 to 100 and its standard error in the same points; NaN without answers.

    Source:
        The score: Reichheld (2003), "The One Number You Need to Grow", Harvard Business Review 81(12). Its variance is that
        of a difference of two multinomial shares, p + d - (p - d)^2 for one answer.

    Example:
        >>> [round(float(number), 6) for number in net_promoters(162, 108, 54)]
        [33.333333, 4.140867]
    """
    counts, total = _counts(promoters, passives, detractors)
    up, middle, down = (quotient(count, total) for count in counts)
    # The variance of one answer is p + d - (p - d)^2; as a sum of positive parts it does not cancel where nearly all agree.
    variance = middle * (up + down) + 4 * up * down
    size = total if effective_n is None else effective_n
    return quotient(100 * (counts[0] - counts[2]), total), 100 * np.sqrt(quotient(variance, size))


def net_promoters_interval(
    promoters: Numbers,
    passives: Numbers,
    detractors: Numbers,
    confidence: float = 0.95,
    *,
    effective_n: Numbers | None = None,
) -> tuple[Floats, Floats]:
    """
    The adjusted Wald interval of the score.

    Returns:
        Lower and upper limit, from -100 to 100; NaN without answers. The middle lies a little nearer to zero than the score.

    Source:
        Rocks (2016), "Interval Estimation for the 'Net Promoter Score'", The American Statistician 70(4), 365-372: three
        answers are added, distributed 3/4, 3/2, 3/4.

    Example:
        >>> lower, upper = net_promoters_interval(70, 10, 20)
        >>> round(float(lower), 2), round(float(upper), 2)
        (32.94, 64.15)
    """
    counts, total = _counts(promoters, passives, detractors)
    worth = 1.0 if effective_n is None else quotient(effective_n, total)
    # No answers stay no answers: those that are added are no reason to have an opinion.
    added = (quotient(count, total) * total * worth + extra for count, extra in zip(counts, ADDED, strict=True))
    score, error = net_promoters(*added)
    half = normal_quantile(confidence) * error
    return np.clip(score - half, -100, 100), np.clip(score + half, -100, 100)


def _counts(promoters: Numbers, passives: Numbers, detractors: Numbers) -> tuple[tuple[Floats, Floats, Floats], Floats]:
    """The three counts and their sum; NaN where one of them is negative."""
    up, middle, down = np.broadcast_arrays(floats(promoters), floats(passives), floats(detractors))
    possible = (up >= 0) & (middle >= 0) & (down >= 0)
    counts = np.where(possible, up, np.nan), np.where(possible, middle, np.nan), np.where(possible, down, np.nan)
    return counts, counts[0] + counts[1] + counts[2]
