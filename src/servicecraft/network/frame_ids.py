"""
The ids of a frame as places.

Whole numbers are matched by numpy, texts by the frame's own engine (a join), so that no row becomes an object.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np

from servicecraft.network.drawing import Places
from servicecraft.network.frame_parties import Column

MOST_SPARSE = 8
"""Whole-number ids are matched through a table when their range is at most this many times their count."""


def matched(
    given: nw.Series[Any], received: nw.Series[Any], outside: Column, inside: nw.Series[Any] | None
) -> tuple[Column, tuple[Places, Places, Places, Places | None]]:
    """
    All ids in order, and for every column the places of its values among them.

    Args:
        given: The ids of who gives.
        received: The ids of who receives.
        outside: The ids of the external customers.
        inside: The ids of the parties that are told of, if any are.
    """
    whole = given.dtype.is_integer() and received.dtype.is_integer() and outside.dtype.kind in "iu"
    whole = (whole or (not len(outside) and given.dtype.is_integer() and received.dtype.is_integer())) and (
        inside is None or inside.dtype.is_integer()
    )
    if whole:
        arrays = [
            given.to_numpy(),
            received.to_numpy(),
            outside.astype(np.int64),
            None if inside is None else inside.to_numpy(),
        ]
        ids, places = _by_number(arrays)
    else:
        texts = nw.new_series("id", [str(one) for one in outside.tolist()], nw.String, backend=given.implementation)
        series = [
            given.cast(nw.String),
            received.cast(nw.String),
            texts,
            None if inside is None else inside.cast(nw.String),
        ]
        ids, places = by_join(series)
    return ids, (places[0], places[1], places[2], places[3])  # type: ignore[return-value]


def _by_number(arrays: list[Column | None]) -> tuple[Column, list[Places | None]]:
    there = [one for one in arrays if one is not None and len(one)]
    if not there:
        return np.zeros(0, dtype=np.int64), [None if one is None else np.zeros(0, dtype=np.int32) for one in arrays]
    lowest, highest = min(int(one.min()) for one in there), max(int(one.max()) for one in there)
    if highest - lowest + 1 <= MOST_SPARSE * sum(map(len, there)) + 1000:
        used = np.zeros(highest - lowest + 1, dtype=bool)
        for one in there:
            used[one - lowest if lowest else one] = True
        ids = np.flatnonzero(used)
        ids += lowest
        if len(ids) == len(used):
            return ids, [None if one is None else (one - lowest if lowest else one).astype(np.int32) for one in arrays]
        number = (np.cumsum(used, dtype=np.int32) - 1).astype(np.int32)
        return ids, [None if one is None else number[one - lowest if lowest else one] for one in arrays]
    ids = np.unique(np.concatenate([np.unique(one) for one in there]))
    return ids, [None if one is None else np.searchsorted(ids, one).astype(np.int32) for one in arrays]


def by_join(series: list[nw.Series[Any] | None]) -> tuple[Column, list[Places | None]]:
    """All texts in order, and for every column the places of its values among them."""
    frames = [None if one is None else one.alias("id").to_frame() for one in series]
    every = nw.concat([one.unique() for one in frames if one is not None]).unique().sort("id").with_row_index("place")
    placed: list[Places | None] = []
    for frame in frames:
        if frame is None:
            placed.append(None)
            continue
        joined = frame.with_row_index("row").join(every, on="id", how="left").sort("row")
        placed.append(joined["place"].to_numpy().astype(np.int32))
    return np.asarray(every["id"].to_numpy()), placed
