"""The ratings of a program as columns: who is rated, who rates, and the score on a scale from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from servicecraft.errors import SpokenFact
from servicecraft.model.program import Program
from servicecraft.model.voices import Instrument
from servicecraft.model.words import Better, ClimateTopic
from servicecraft.network.drawing import NOBODY, Floats, Places
from servicecraft.words import sentence

FEWEST_ABOUT_A_LEADER = 5
"""Answers about support from a leader that are needed before they rate anybody."""


def ratings_of(program: Program, place: Mapping[str, int]) -> tuple[Places, Places, Floats, tuple[SpokenFact, ...]]:
    """
    Every usable rating of a party, and answers about support as ratings of the head of a unit by the unit.

    Ratings of services and ratings on an unknown scale are left out; the latter are counted in a remark.
    """
    scales = _scales(program)
    found: list[tuple[int, int, float]] = []
    unknown = 0
    for one in program.ratings:
        if one.provider is not None and one.provider in place and one.score is not None:
            scale = scales.get(one.survey or "")
            if scale is None:
                unknown += 1
            elif one.score not in scale.missing:
                found.append((place[one.provider], place.get(one.rater or "", NOBODY), scaled(one.score, scale)))
    found += _about_leaders(program, place, scales)
    text = sentence("Ratings without a survey that names its scale, left out: {count}.")
    remarks = (SpokenFact(text, count=unknown),) if unknown else ()
    return (
        np.array([one[0] for one in found], dtype=np.int32),
        np.array([one[1] for one in found], dtype=np.int32),
        np.array([one[2] for one in found], dtype=float),
        remarks,
    )


def _scales(program: Program) -> dict[str, Instrument]:
    instruments = {one.id: one for one in program.instruments}
    return {one.id: instruments[one.instrument] for one in program.surveys if one.instrument in instruments}


def scaled(score: float, scale: Instrument) -> float:
    """A score on a scale from 0, the worst, to 1; scores outside the scale count as its ends."""
    if scale.highest == scale.lowest:
        return 1.0
    part = (score - scale.lowest) / (scale.highest - scale.lowest)
    part = min(max(part, 0.0), 1.0)
    return 1.0 - part if scale.better is Better.LOWER else part


def _about_leaders(
    program: Program, place: Mapping[str, int], scales: Mapping[str, Instrument]
) -> Iterator[tuple[int, int, float]]:
    answers: dict[str, list[float]] = {}
    for one in program.climate_answers:
        scale = scales.get(one.survey or "")
        if one.topic is not ClimateTopic.SUPPORT_FROM_LEADER or one.unit is None or one.score is None or scale is None:
            continue
        if one.score not in scale.missing:
            answers.setdefault(one.unit, []).append(scaled(one.score, scale))
    for unit, scores in answers.items():
        head = program.organisation.unit(unit).head
        if head is not None and head in place and len(scores) >= FEWEST_ABOUT_A_LEADER:
            yield from ((place[head], NOBODY, score) for score in scores)
