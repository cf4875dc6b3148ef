"""Answers of staff as lines, from a frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from narwhals.typing import IntoFrame

from servicecraft.errors import Fault, ModelError
from servicecraft.model.voices import Instrument
from servicecraft.model.words import Better
from servicecraft.participation.climate_lines import ClimateLines
from servicecraft.participation.days import NOBODY, Floats
from servicecraft.participation.frames import MOST_FAULTS, collected, labels, numbers
from servicecraft.participation.labels import Labels


def lines_of_frame(
    frame: IntoFrame, score: str, by: Sequence[str], instrument: Instrument | None, response: str | None
) -> ClimateLines:
    """The answers of a frame, one line for each person; see `Climate.from_frame`."""
    read = collected(frame, [score, *by, response], "answers")
    values = numbers(read, score, "answers")
    ends = None if instrument is None else _ends(instrument)
    if instrument is not None and ends is not None:
        values = _on(instrument, ends, values, score)
    people = labels(read, response)
    alone = [str(n) if one is None else f"={one}" for n, one in enumerate(people)]
    _, first, person = np.unique(np.array(alone, dtype=np.str_), return_index=True, return_inverse=True)
    given = ~np.isnan(values)
    answers = np.bincount(person[given], minlength=len(first))
    total = np.bincount(person[given], values[given], len(first))
    mean = np.divide(total, answers, out=np.full(len(first), np.nan), where=answers > 0)
    n = (answers > 0).astype(np.float64)
    return ClimateLines(
        n=n,
        missing=1 - n,
        mean=mean,
        deviations=np.zeros(len(first)),
        surveys=np.full(len(first), NOBODY),
        days=np.full(len(first), np.datetime64("NaT", "D")),
        labels={one: _of_first(labels(read, one), first.tolist()) for one in by},
        scale=ends,
    )


def _of_first(values: Sequence[str | None], rows: Sequence[int]) -> Labels:
    return Labels.of([values[row] for row in rows])


def _ends(instrument: Instrument) -> tuple[float, float]:
    ends = (instrument.lowest, instrument.highest)
    return ends if instrument.better is Better.HIGHER else (ends[1], ends[0])


def _on(instrument: Instrument, ends: tuple[float, float], values: Floats, column: str) -> Floats:
    """Scores as 0 to 1; those that stand for no answer are missing, and others outside the scale are refused."""
    values = np.where(np.isin(values, instrument.missing), np.nan, values)
    outside = np.flatnonzero((values < instrument.lowest) | (values > instrument.highest))
    if len(outside):
        scores, first, counts = np.unique(values[outside], return_index=True, return_counts=True)
        told = f"{instrument.lowest:g} … {instrument.highest:g}"
        raise ModelError(
            [
                Fault.of(
                    "SC-127", f"{one:g} × {count}", path=f"answers[{outside[n]}].{column}", column=column, range=told
                )
                for one, n, count in zip(scores.tolist(), first.tolist(), counts.tolist(), strict=True)
            ][:MOST_FAULTS]
        )
    low, high = ends
    return (values - low) / (high - low) if high != low else np.where(np.isnan(values), np.nan, 0.0)
