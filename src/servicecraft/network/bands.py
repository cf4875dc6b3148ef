"""A matrix in bands of rows, so that each band can use what the bands before it have found."""

from __future__ import annotations

from itertools import pairwise

from attrs import frozen
from scipy import sparse

USUAL_BANDS, FEWEST_ROWS, MOST_ROWS = 32, 8192, 65_536
"""Bands have enough rows for a product to outweigh its call, and few enough to stay in a cache."""


@frozen(kw_only=True, eq=False)
class Band:
    """
    Some rows of a matrix, which share its numbers.

    Attributes:
        rows: Which rows.
        matrix: The rows.
    """

    rows: slice
    matrix: sparse.csr_array


def bands(matrix: sparse.csr_array) -> tuple[Band, ...]:
    """The rows of a matrix in bands, in their order."""
    rows = matrix.shape[0]
    height = min(max(-(-rows // USUAL_BANDS), FEWEST_ROWS), MOST_ROWS)
    return tuple(_band(matrix, low, high) for low, high in pairwise([*range(0, rows, height), rows]))


def _band(matrix: sparse.csr_array, low: int, high: int) -> Band:
    begin, end = int(matrix.indptr[low]), int(matrix.indptr[high])
    part = sparse.csr_array((high - low, matrix.shape[1]), dtype=matrix.dtype)
    part.indptr = matrix.indptr[low : high + 1] - matrix.indptr[low]
    part.indices, part.data = matrix.indices[begin:end], matrix.data[begin:end]  # the constructor would copy them
    return Band(rows=slice(low, high), matrix=part)
