"""The ratings of a program as columns: who is rated, who rates, and the score on a scale from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

import numpy as np
from attrs import frozen

from servicecraft.errors import SpokenFact
from servicecraft.model.program import Program
from servicecraft.model.settings import Settings
from servicecraft.model.voices import ClimateAnswer, ClimateSummary, Instrument, Rating, RatingSummary
from servicecraft.model.words import Better, ClimateTopic
from servicecraft.network.drawing import NOBODY, Floats, Places
from servicecraft.words import sentence


@frozen(kw_only=True, eq=False)
class Ratings:
    """
    Every usable rating, or line of a table of averages.

    Attributes:
        rated: The place of the party that is rated.
        raters: The place of who rates; `NOBODY` where it is not said.
        scores: The score, or the mean of several, from 0 to 1.
        answers: How many answers each stands for.
        deviations: How far these differ (standard deviation); NaN where it is not known.
        remarks: What was left out.
    """

    rated: Places
    raters: Places
    scores: Floats
    answers: Floats
    deviations: Floats
    remarks: tuple[SpokenFact, ...]


@frozen
class _Line:
    rated: int
    rater: int
    score: float
    answers: float = 1.0
    deviation: float = 0.0


def ratings_of(
    program: Program, place: Mapping[str, int], givers: Mapping[tuple[str, int], Sequence[int]], settings: Settings
) -> Ratings:
    """
    Every usable rating of a party, and answers about support as ratings of the head of a unit by the unit.

    A rating of a service counts for the one party that gives this service to whoever rates; where several give it, it says
    nothing of any of them and is left out, as are ratings on an unknown scale; both are counted in remarks.

    Args:
        program: A program.
        place: The places of parties and customers by id.
        givers: Who gives each service to each receiver, `NOBODY` for all receivers together.
        settings: How many answers about a leader are needed.
    """
    scales = _scales(program)
    found: list[_Line] = []
    unknown, shared = 0, 0
    services = {one.id for one in program.services}
    told: tuple[Rating | RatingSummary, ...] = (*program.ratings, *program.rating_summaries)
    for one in told:
        rater = place.get(one.rater or "", NOBODY)
        several = givers.get((one.provider or "", rater), ()) if one.provider in services else ()
        rated = several[0] if len(several) == 1 else place.get(one.provider or "", NOBODY)
        scale = scales.get(one.survey or "")
        answered = _answered(one)
        if not answered or (rated == NOBODY and one.provider not in services):
            continue
        if rated == NOBODY:
            shared += answered
        elif scale is None:
            unknown += answered
        elif (line := _line(one, scale)) is not None:
            found.append(_Line(rated, rater, *line))
    found += _about_leaders(program, place, scales, settings.leader_answers)
    without = sentence("Ratings without a survey that names its scale, left out: {count}.")
    of_several = sentence("Ratings of services that no single party gives to whoever rates, left out: {count}.")
    remarks = [SpokenFact(text, count=count) for text, count in ((without, unknown), (of_several, shared)) if count]
    return Ratings(
        rated=np.array([one.rated for one in found], dtype=np.int32),
        raters=np.array([one.rater for one in found], dtype=np.int32),
        scores=np.array([one.score for one in found], dtype=float),
        answers=np.array([one.answers for one in found], dtype=float),
        deviations=np.array([one.deviation for one in found], dtype=float),
        remarks=tuple(remarks),
    )


def _answered(one: Rating | RatingSummary) -> int:
    return one.n if isinstance(one, RatingSummary) else int(one.score is not None)


def _line(
    one: Rating | RatingSummary | ClimateAnswer | ClimateSummary, scale: Instrument
) -> tuple[float, float, float] | None:
    """The score, how many answers it stands for and how far they differ; `None` for a missing answer."""
    if isinstance(one, RatingSummary | ClimateSummary):
        width = scale.highest - scale.lowest
        deviation = _counted_deviation(one.counts) if one.counts else one.deviation
        return scaled(one.mean, scale), float(one.n), np.nan if deviation is None or not width else deviation / width
    if one.score is None or one.score in scale.missing:
        return None
    return scaled(one.score, scale), 1.0, 0.0


def _counted_deviation(counts: Sequence[float]) -> float | None:
    """The standard deviation of scores that are one apart, from how many gave each; `None` for fewer than two answers."""
    total = sum(counts)
    if total <= 1:
        return None
    mean = sum(score * count for score, count in enumerate(counts)) / total
    return sqrt(sum(count * (score - mean) ** 2 for score, count in enumerate(counts)) / (total - 1))


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
    program: Program, place: Mapping[str, int], scales: Mapping[str, Instrument], fewest: int
) -> Iterator[_Line]:
    told: dict[str, list[tuple[float, float, float]]] = {}
    said: tuple[ClimateAnswer | ClimateSummary, ...] = (*program.climate_answers, *program.climate_summaries)
    for one in said:
        scale = scales.get(one.survey or "")
        if one.topic is not ClimateTopic.SUPPORT_FROM_LEADER or one.unit is None or scale is None:
            continue
        if (line := _line(one, scale)) is not None and line[1] > 0:
            told.setdefault(one.unit, []).append(line)
    for unit, lines in told.items():
        head = program.organisation.unit(unit).head
        if head is not None and head in place and sum(one[1] for one in lines) >= fewest:
            yield from (_Line(place[head], NOBODY, *line) for line in lines)
