"""
May these items be summed into one score?

Answers are reduced to cross-products first: those of two files, or of two branches, are simply added.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from attrs import field, frozen

from servicecraft.statistics.arrays import Floats, Numbers, Whole, floats, quotient


@frozen(kw_only=True, eq=False)
class CrossProducts:
    """
    What is left of answers to several items once nobody in particular is needed. Adding two merges their answers.

    All sums are of `answer - about`. For whole answers and a whole *about*, such as the middle of the scale, they and what is
    merged from them are exact. Groups may stand along leading axes.

    Attributes:
        n: How many people answered all items.
        sums: For each item, the sum over them.
        products: For each pair of items, the sum of the products of both answers.
        about: What was taken off the answers to each item; 0 for raw sums.

    Example:
        >>> monday = CrossProducts.from_rows([[1, 2], [3, 5], [4, 4]])
        >>> tuesday = CrossProducts.from_rows([[2, 2], [5, 4], [5, float("nan")]])
        >>> week = monday + tuesday
        >>> int(week.n), week.covariance.tolist()
        (5, [[2.5, 1.5], [1.5, 1.8]])
    """

    n: Floats = field(converter=floats)
    sums: Floats = field(converter=floats)
    products: Floats = field(converter=floats)
    about: Floats = field(converter=floats, default=0.0)

    @classmethod
    def from_rows(cls, rows: Numbers, groups: Numbers | None = None, number: int = 1) -> Self:
        """
        The cross-products of answers, of those people only who answered every item.

        Args:
            rows: One row per person, one column per item; NaN where an answer is missing.
            groups: The place of each person's group, from 0 to *number* - 1; left out, all are one group.
            number: How many groups; they then stand along the first axis.
        """
        answers = floats(rows)
        complete = ~np.isnan(answers).any(axis=1)
        answers = answers[complete]
        about = _origin(answers)
        away = answers - about
        if groups is None:
            return cls(n=len(away), sums=away.sum(axis=0), products=away.T @ away, about=about)
        places = np.asarray(groups, dtype=np.int64)[complete]
        products = [[np.bincount(places, one * other, number) for other in away.T] for one in away.T]
        return cls(
            n=np.bincount(places, minlength=number),
            sums=np.stack([np.bincount(places, one, number) for one in away.T], axis=-1),
            products=np.moveaxis(np.array(products), -1, 0),
            about=about,
        )

    def moved(self, about: Numbers) -> Self:
        """The same answers with something else taken off."""
        shift = self.about - floats(about)
        sums = self.sums + self.n[..., None] * shift
        crossed = self.sums[..., :, None] * shift[..., None, :]
        products = self.products + crossed + np.swapaxes(crossed, -1, -2)
        products = products + self.n[..., None, None] * shift[..., :, None] * shift[..., None, :]
        return type(self)(n=self.n, sums=sums, products=products, about=about)

    def __add__(self, other: CrossProducts) -> Self:
        """The cross-products of both groups' people together."""
        same = np.array_equal(self.about, other.about)
        theirs = other if same else other.moved(np.broadcast_to(self.about, self.sums.shape))
        return type(self)(
            n=self.n + theirs.n,
            sums=self.sums + theirs.sums,
            products=self.products + theirs.products,
            about=self.about,
        )

    @property
    def means(self) -> Floats:
        """The mean of each item; NaN without answers."""
        return self.about + quotient(self.sums, self.n[..., None])

    @property
    def covariance(self) -> Floats:
        """The sample covariances of the items, over n - 1; NaN with fewer than two people."""
        n = self.n[..., None, None]
        away = quotient(self.sums, self.n[..., None])
        centred = self.products - self.sums[..., :, None] * np.nan_to_num(away)[..., None, :]
        return quotient(centred, np.where(n > 1, n - 1, np.nan))


def _origin(answers: Floats) -> Floats:
    """The items' means, rounded where all answers are whole, so that sums stay exact."""
    if answers.size == 0:
        return np.zeros(answers.shape[1])
    means = floats(answers.mean(axis=0))
    return np.rint(means) if np.array_equal(answers, np.rint(answers)) else means


def pairwise_covariance(rows: Numbers) -> tuple[Floats, Whole]:
    """
    The covariances of items where every pair uses the people who answered both.

    Args:
        rows: One row per person, one column per item; NaN where an answer is missing.

    Returns:
        The covariances, and how many people answered both items of each pair; NaN with fewer than two. Nothing is thrown
        away, but alpha from such covariances belongs to no particular group of people and can exceed 1.

    Example:
        >>> covariance, people = pairwise_covariance([[1, 2], [3, 5], [4, 4], [5, float("nan")]])
        >>> covariance.round(4).tolist(), people.tolist()
        ([[2.9167, 1.8333], [1.8333, 2.3333]], [[4, 3], [3, 3]])
    """
    answers = floats(rows)
    given = (~np.isnan(answers)).astype(np.float64)
    away = np.nan_to_num(answers - np.nan_to_num(quotient(np.nan_to_num(answers).sum(axis=0), given.sum(axis=0))))
    both = given.T @ given
    sums = away.T @ given
    centred = away.T @ away - sums * np.nan_to_num(quotient(sums.T, both))
    return quotient(centred, np.where(both > 1, both - 1, np.nan)), both.astype(np.int64)


def cronbach(covariance: Numbers) -> Floats:
    """
    Cronbach's alpha: how far the items move together.

    Args:
        covariance: The items' covariances in the last two axes.

    Returns:
        At most 1, negative where items run against one another; NaN for a single item, and where the sum does not vary.

    Source:
        Cronbach (1951), "Coefficient Alpha and the Internal Structure of Tests", Psychometrika 16(3), 297-334.

    Example:
        >>> round(float(cronbach([[2.0, 1.0], [1.0, 2.0]])), 6)
        0.666667
    """
    matrix = floats(covariance)
    items = matrix.shape[-1]
    own = np.trace(matrix, axis1=-2, axis2=-1)
    shared = np.where(np.eye(items, dtype=bool), 0.0, matrix).sum(axis=(-2, -1))
    return floats(items * quotient(quotient(shared, own + shared), items - 1))


def feldt(alpha: Numbers, n: Numbers, items: Numbers, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """
    The interval of Cronbach's alpha.

    Args:
        alpha: The coefficient.
        n: How many people it rests on; after leaving out incomplete rows, those who are left.
        items: How many items.
        confidence: Between 0 and 1.

    Returns:
        Lower and upper limit, at most 1; NaN with fewer than two people or items. The lower one may be far below zero.

    Source:
        Feldt (1965), "The Approximate Sampling Distribution of Kuder-Richardson Reliability Coefficient Twenty",
        Psychometrika 30(3), 357-370; Feldt, Woodruff & Salih (1987).

    Example:
        >>> lower, upper = feldt(0.5917188485995826, 15, 10)
        >>> round(float(lower), 3), round(float(upper), 3)
        (0.195, 0.84)
    """
    people, others = floats(n) - 1, floats(items) - 1
    possible = (people > 0) & (others > 0)
    freedom = np.where(possible, people, np.nan)
    outside = (1 - confidence) / 2 if 0 < confidence < 1 else float("nan")
    left = 1 - floats(alpha)
    lower, upper = _quantiles_of_f(freedom, freedom * others, outside)
    return 1 - left * upper, 1 - left * lower


def _quantiles_of_f(above: Floats, below: Floats, outside: float) -> tuple[Floats, Floats]:
    """The F values that *outside* of the distribution lies under, and over; by beta distributions, exact in both tails."""
    from scipy.special import betaincinv

    low, high = betaincinv(above / 2, below / 2, outside), betaincinv(below / 2, above / 2, outside)
    return floats(below * low / (above * (1 - low))), floats(below * (1 - high) / (above * high))
