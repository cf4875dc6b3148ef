"""Numbers as they come in, one or many, turned into arrays of floats; and the quantile that intervals rest on."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Whole: TypeAlias = NDArray[np.int64]
Numbers: TypeAlias = ArrayLike
"""One number, or numbers of any shape: a list, an array, a column."""


def floats(numbers: Numbers) -> Floats:
    """The numbers as an array of floats; a single number becomes an array without axes."""
    return np.asarray(numbers, dtype=np.float64)


def quotient(above: Numbers, below: Numbers) -> Floats:
    """One number divided by another, NaN where it is divided by zero."""
    above, below = np.broadcast_arrays(floats(above), floats(below))
    divided = np.full(above.shape, np.nan)
    np.divide(above, below, out=divided, where=below != 0)
    return divided


def normal_quantile(confidence: float) -> float:
    """
    How many standard errors an interval of a confidence reaches to each side; NaN unless between 0 and 1.

    Example:
        >>> round(normal_quantile(0.95), 6)
        1.959964
    """
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2)) if 0 < confidence < 1 else float("nan")


def student_quantile(confidence: float, freedom: Numbers) -> Floats:
    """
    The same for a mean whose variance is itself estimated; NaN where there is no degree of freedom.

    Example:
        >>> round(float(student_quantile(0.95, 9)), 6)
        2.262157
    """
    from scipy.special import betaincinv

    degrees = np.where(floats(freedom) > 0, floats(freedom), np.nan)
    if not 0 < confidence < 1:
        return np.full(degrees.shape, np.nan)
    # Both are the part of t^2 in t^2 + degrees, or what is left of it; the smaller one is known to all its digits.
    part, rest = betaincinv(0.5, degrees / 2, confidence), betaincinv(degrees / 2, 0.5, 1 - confidence)
    return floats(np.sqrt(degrees * np.where(part < 0.5, part / (1 - part), (1 - rest) / rest)))
