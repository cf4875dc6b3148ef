"""
How sure is a mean, and how far apart are two?

Groups are held by size, mean and squared deviations, which merge without loss; never by sums of raw squares.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from attrs import field, frozen

from servicecraft.statistics.arrays import Floats, Numbers, floats, quotient, student_quantile


@frozen(kw_only=True, eq=False)
class Moments:
    """
    Size, mean and spread of one group or of many at once. Adding two merges their answers.

    Attributes:
        n: How many answers; weighted answers count with their weight.
        mean: Their mean; NaN without answers.
        deviations: Sum of their squared deviations from the mean; 0 without answers.

    Source:
        Chan, Golub & LeVeque (1983), "Algorithms for Computing the Sample Variance", The American Statistician 37(3),
        242-247.

    Example:
        >>> morning = Moments.from_counts([1, 2, 3, 4, 5], [0, 0, 1, 2, 1])
        >>> evening = Moments.from_counts([1, 2, 3, 4, 5], [1, 0, 1, 0, 0])
        >>> day = morning + evening
        >>> float(day.n), round(float(day.mean), 4), round(float(day.variance), 4)
        (6.0, 3.3333, 1.8667)
    """

    n: Floats = field(converter=floats)
    mean: Floats = field(converter=floats)
    deviations: Floats = field(converter=floats)

    @classmethod
    def from_counts(cls, scores: Numbers, counts: Numbers) -> Self:
        """
        The moments of a frequency table.

        Args:
            scores: The possible scores, in one row.
            counts: How often each was given: one row, or one row per group. Weighted counts may be fractional.
        """
        values, often = floats(scores), floats(counts)
        n = often.sum(axis=-1)
        mean = quotient((often * values).sum(axis=-1), n)
        apart = values - np.nan_to_num(mean)[..., None]
        return cls(n=n, mean=mean, deviations=(often * apart * apart).sum(axis=-1))

    @classmethod
    def from_sums(cls, n: Numbers, total: Numbers, squares: Numbers, about: Numbers = 0.0) -> Self:
        """
        The moments of sums that an engine made.

        Args:
            n: How many answers.
            total: Sum of `answer - about`.
            squares: Sum of `(answer - about) ** 2`.
            about: What was taken off every answer. The nearer to the mean, the less is lost to rounding: the middle of the
                scale is good enough.
        """
        size, away = floats(n), quotient(total, n)
        deviations = floats(squares) - np.nan_to_num(away) * floats(total)
        return cls(n=size, mean=floats(about) + away, deviations=np.maximum(deviations, 0.0))

    @classmethod
    def from_values(cls, values: Numbers, groups: Numbers | None = None, number: int = 1) -> Self:
        """
        The moments of answers one by one.

        Args:
            values: The answers; NaN is a missing one.
            groups: The place of each one's group, from 0 to *number* - 1; left out, all are one group.
            number: How many groups; the moments then have one entry for each.
        """
        answers = floats(values).ravel()
        places = np.zeros(answers.size, dtype=np.intp) if groups is None else np.asarray(groups, dtype=np.intp).ravel()
        given = ~np.isnan(answers)
        answers, places = answers[given], places[given]
        n = np.bincount(places, minlength=number).astype(np.float64)
        middle = answers.mean() if answers.size else 0.0
        mean = middle + quotient(np.bincount(places, answers - middle, number), n)
        deviations = np.bincount(places, (answers - mean[places]) ** 2, number)
        one = ... if groups is not None else 0
        return cls(n=n[one], mean=mean[one], deviations=deviations[one])

    @property
    def variance(self) -> Floats:
        """The sample variance, over n - 1; NaN with fewer than two answers."""
        return quotient(self.deviations, np.where(self.n > 1, self.n - 1, np.nan))

    def variance_of_weighted(self, effective_n: Numbers) -> Floats:
        """The variance of weighted answers that are worth *effective_n* equal ones; NaN where that is 1 or less."""
        size = floats(effective_n)
        return quotient(self.deviations, self.n) * quotient(size, np.where(size > 1, size - 1, np.nan))

    def __add__(self, other: Moments) -> Self:
        """The moments of both groups' answers together."""
        n = self.n + other.n
        mine, theirs = np.nan_to_num(self.mean), np.nan_to_num(other.mean)
        apart = np.where((self.n > 0) & (other.n > 0), theirs - mine, 0.0)
        part = quotient(other.n, n)
        mean = np.where(self.n > 0, self.mean + apart * part, other.mean)
        deviations = self.deviations + other.deviations + np.nan_to_num(apart * apart * self.n * part)
        return type(self)(n=n, mean=mean, deviations=deviations)


def mean_interval(mean: Numbers, variance: Numbers, n: Numbers, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """
    The t interval of a mean.

    Args:
        mean: The mean of a group.
        variance: Its sample variance, over n - 1.
        n: How many answers; an effective size may be fractional.
        confidence: Between 0 and 1.

    Returns:
        Lower and upper limit on the scale of the mean; NaN with fewer than two answers. Where all answers are equal both
        are the mean: such an interval says nothing about the next answer.

    Source:
        Student (1908), "The Probable Error of a Mean", Biometrika 6(1), 1-25.

    Example:
        >>> lower, upper = mean_interval(7.5, 4.0, 16)
        >>> round(float(lower), 4), round(float(upper), 4)
        (6.4343, 8.5657)
    """
    size = floats(n)
    half = student_quantile(confidence, size - 1) * np.sqrt(quotient(variance, size))
    return floats(mean) - half, floats(mean) + half


def welch(
    mean1: Numbers,
    variance1: Numbers,
    n1: Numbers,
    mean2: Numbers,
    variance2: Numbers,
    n2: Numbers,
    confidence: float = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """
    How far the means of two groups of different people are apart, whose variances may differ.

    Returns:
        First mean minus second, with lower and upper limit on the scale of the means; limits are NaN where a group has fewer
        than two answers, and both the difference where neither group varies.

    Source:
        Welch (1947), "The Generalization of 'Student's' Problem when Several Different Population Variances are Involved",
        Biometrika 34(1-2), 28-35; degrees of freedom by Satterthwaite (1946).

    Example:
        >>> [round(float(number), 4) for number in welch(7.5, 4.0, 16, 6.0, 9.0, 25)]
        [1.5, -0.0799, 3.0799]
    """
    first, second = quotient(variance1, n1), quotient(variance2, n2)
    error = first + second
    part = np.where(error == 0, 0.5, quotient(first, error))
    enough1, enough2 = (np.where(floats(n) > 1, floats(n) - 1, np.nan) for n in (n1, n2))
    freedom = quotient(1.0, part**2 / enough1 + (1 - part) ** 2 / enough2)
    half = student_quantile(confidence, freedom) * np.sqrt(error)
    difference = floats(mean1) - floats(mean2)
    return floats(difference), floats(difference - half), floats(difference + half)
