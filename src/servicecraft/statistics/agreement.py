"""
Do the members of a group agree enough to speak of the group's answer?

Asked before answers are averaged to a unit: without agreement the mean describes nobody.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from servicecraft.statistics.arrays import Floats, Numbers, Whole, floats, quotient


@frozen(kw_only=True, eq=False)
class Agreement:
    """
    How far answers depend on the group that people belong to.

    Attributes:
        icc1: ICC(1), the part of one answer's variance that the group explains; may be slightly negative. NaN where there are
            fewer than two groups, no group of two, or nothing varies.
        icc2: ICC(2), how reliable the groups' means are; may be far below zero. NaN as above, and where no means differ.
        groups: How many groups had answers.
        average_size: Their average size as an analysis of variance sees it: the common one where all are equal, below the
            arithmetic mean elsewhere. NaN for fewer than two groups.
        between: Mean square between groups.
        within: Mean square within groups.
    """

    icc1: Floats
    icc2: Floats
    groups: Whole
    average_size: Floats
    between: Floats
    within: Floats


def intraclass(n: Numbers, mean: Numbers, variance: Numbers) -> Agreement:
    """
    The intraclass correlations of a one-way analysis of variance.

    Args:
        n: How many answers each group has, groups along the last axis; groups without answers are left out.
        mean: Each group's mean.
        variance: Each group's sample variance; anything for groups of one.

    Source:
        Shrout & Fleiss (1979), "Intraclass Correlations: Uses in Assessing Rater Reliability", Psychological Bulletin
        86(2), 420-428: ICC(1,1) and ICC(1,k); for unequal groups the average size of Snedecor & Cochran (1989), *Statistical
        Methods*, section 13.7. In organisations: Bliese (2000).

    Example:
        >>> agreement = intraclass([4, 4, 4], [2.0, 4.0, 6.0], [1.0, 1.0, 1.0])
        >>> round(float(agreement.icc1), 4), round(float(agreement.icc2), 4)
        (0.7895, 0.9375)
    """
    size, means, variances = np.broadcast_arrays(floats(n), floats(mean), floats(variance))
    means, variances = np.where(size > 0, means, 0.0), np.where(size > 1, variances, 0.0)
    total, groups = size.sum(axis=-1), (size > 0).sum(axis=-1)
    rough = quotient((size * means).sum(axis=-1), total)[..., None]
    grand = rough + quotient((size * (means - rough)).sum(axis=-1), total)[..., None]
    between = quotient((size * (means - grand) ** 2).sum(axis=-1), groups - 1)
    within = quotient(((size - 1) * variances).sum(axis=-1), total - groups)
    average = quotient(total - quotient((size**2).sum(axis=-1), total), groups - 1)
    return Agreement(
        icc1=quotient(between - within, between + (average - 1) * within),
        icc2=quotient(between - within, between),
        groups=np.asarray(groups, dtype=np.int64),
        average_size=average,
        between=between,
        within=within,
    )


def within_group(
    variance: Numbers, n: Numbers, lowest: float, highest: float, *, items: Numbers = 1, step: float = 1.0
) -> Floats:
    """
    The agreement inside each group, r_wg: how much less its answers scatter than if all had answered by chance.

    Args:
        variance: The sample variance of each group's answers; for several items, the mean of the items' variances.
        n: How many answers each group has.
        lowest: The lowest possible answer.
        highest: The highest possible answer.
        items: Over how many parallel items the variance is averaged.
        step: From one possible answer to the next; 0 for a scale without steps.

    Returns:
        From 0, chance or worse, to 1, all alike; NaN with fewer than two answers or a scale of one answer.

    Source:
        James, Demaree & Wolf (1984), "Estimating Within-Group Interrater Reliability With and Without Response Bias", Journal
        of Applied Psychology 69(1), 85-98: rectangular null distribution, values below 0 set to 0.

    Example:
        >>> within_group([0.5, 2.0, 3.0], [6, 6, 6], 1, 5).tolist()
        [0.75, 0.0, 0.0]
    """
    span = highest - lowest
    by_chance = span * (span + 2 * step) / 12
    observed = np.where(floats(n) > 1, floats(variance), np.nan)
    agreed = np.maximum(1 - quotient(observed, by_chance), 0.0)
    return quotient(floats(items) * agreed, floats(items) * agreed + 1 - agreed)
