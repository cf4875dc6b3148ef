"""Numbers that other libraries computed; `tools/statistics_references.py` makes them anew."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

REFERENCES = json.loads((Path(__file__).parent / "references.json").read_text(encoding="utf-8"))


def rows(function: str) -> list[object]:
    """The rows for one function, as parameters of a test: what was asked and what was answered."""
    some = REFERENCES[function]
    return [
        pytest.param(row["asked"], row["answer"], id=f"{row['source'].split()[0]}-{row.get('name', number)}")
        for number, row in enumerate(some)
    ]


def assert_same(expected, found, tolerance: float = 1e-10) -> None:
    """Both agree to the tolerance, relative where they are large; what one does not know the other does not know."""
    expected = np.array(expected, dtype=float)
    found = np.asarray(found, dtype=float)
    assert found.shape == expected.shape
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    known = ~np.isnan(expected)
    scale = np.maximum(1, np.abs(expected[known]))
    assert (np.abs(found[known] - expected[known]) <= tolerance * scale).all(), (found, expected)
