"""A program's ratings, tables of averages and climate answers as what was heard."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen
from narwhals.typing import IntoFrame

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.model.program import Program
from servicecraft.model.voices import ClimateAnswer, ClimateSummary, Rating, RatingSummary, Survey
from servicecraft.model.words import ClimateTopic
from servicecraft.voice.calling_back import SingleAnswers
from servicecraft.voice.heard import Heard
from servicecraft.voice.keys import Key, Label
from servicecraft.voice.lines import Lines, Steps, stacked
from servicecraft.voice.parties import LEVELS, Parties
from servicecraft.voice.periods import PERIODS, first_day, span_of, tidy
from servicecraft.voice.scales import Scale
from servicecraft.words import sentence

Said = Rating | RatingSummary | ClimateAnswer | ClimateSummary
"""A row in which somebody says something."""


def heard_in_program(
    program: Program,
    as_of: datetime.date | None,
    period: str,
    audience: str | None,
    ratings: IntoFrame | None = None,
) -> Heard:
    """What a program tells until a day; see `Voice.of`."""
    try:
        return _heard(program, as_of, period, audience, ratings)
    except ModelError as error:
        raise error.in_language(program.language) from None


def _heard(
    program: Program, as_of: datetime.date | None, period: str, audience: str | None, ratings: IntoFrame | None
) -> Heard:
    if period not in PERIODS:
        raise ModelError.of("SC-608", period, choices=", ".join(PERIODS))
    instruments = {one.id: one for one in program.instruments}
    surveys = {one.id: one for one in program.surveys if one.instrument in instruments}
    parties = Parties.of(program, audience)
    scope = Scope(program=program, surveys=surveys, parties=parties, period=period, as_of=as_of)
    tables = [_table(name, scope) for name in TABLES]
    if ratings is not None:
        from servicecraft.voice.rating_frames import lines_of_ratings

        tables.append(lines_of_ratings(ratings, scope))
    lines = stacked(tables)
    return Heard(
        lines=lines,
        instruments=instruments,
        surveys=tuple(one for one in program.surveys if as_of is None or (one.opened_on or as_of) <= as_of),
        links=parties.links,
        settings=program.settings,
        language=program.language,
        names=parties.names,
        headings={one.id: one.name for one in program.attributes},
        remarks=(*_unscaled(program, surveys), *parties.remarks(Key.of(one.provider for one in program.ratings))),
        single=SingleAnswers(program=program, parties=parties, as_of=as_of),
    )


@frozen(kw_only=True, eq=False)
class Scope:
    """
    What of a program is read, and how.

    Attributes:
        program: The program.
        surveys: Its surveys whose scale is known.
        parties: Who rates and is rated.
        period: The narrowest span of time that is kept.
        as_of: The last day that counts; `None` for all.
    """

    program: Program
    surveys: Mapping[str, Survey]
    parties: Parties
    period: str
    as_of: datetime.date | None

    def time_of(self, survey: str) -> datetime.date | None:
        """When a survey was held: its last day, else its first."""
        return self.surveys[survey].closed_on or self.surveys[survey].opened_on

    def period_of(self, time: Label | None) -> Label | None:
        """A time as wide as the narrowest span that is kept; what is no time stays as it is."""
        if time is None:
            return None
        wider = PERIODS[PERIODS.index(self.period) :]
        return next((found for span in wider if (found := span_of(time, span))), tidy(time))

    def keys_of_survey(self, survey: Key) -> dict[str, Key]:
        """What follows from the survey."""
        return {
            "survey": survey,
            "instrument": survey.derived(lambda label: self.surveys[str(label)].instrument),
            "channel": survey.derived(lambda label: self.surveys[str(label)].channel),
        }


TABLES = ("ratings", "rating_summaries", "climate_answers", "climate_summaries")
"""The tables of a program in which somebody says something."""


def _unscaled(program: Program, surveys: Mapping[str, Survey]) -> tuple[SpokenFact, ...]:
    count = sum(one.survey not in surveys for name in TABLES for one in getattr(program, name))
    text = sentence("Answers without a survey that names its scale, left out: {count}.")
    return (SpokenFact(text, count=count),) if count else ()


def _table(name: str, scope: Scope) -> Lines:
    """The frequency table of one of the tables; a row of averages with counts becomes one line for each score."""
    scales, surveys = {one.id: Scale.of(one) for one in scope.program.instruments}, scope.surveys
    rows: list[Said] = list(getattr(scope.program, name))
    kept = [place for place, one in enumerate(rows) if one.survey in surveys and _counts(one, scope)]
    read = _averages if name.endswith("summaries") else _answers
    of_row, lines = read(name, kept, rows, [scales[str(surveys[str(rows[place].survey)].instrument)] for place in kept])
    told = [rows[kept[row]] for row in of_row.tolist()]
    return lines.with_keys(_keys(told, scope))


def _counts(row: Said, scope: Scope) -> bool:
    begins = first_day(_time(row, scope) or "")
    return scope.as_of is None or begins is None or begins <= scope.as_of


def _time(row: Said, scope: Scope) -> Label | None:
    """When a row was said: its own day or period, else the end or else the beginning of its survey."""
    return (row.on if isinstance(row, Rating | ClimateAnswer) else row.period) or scope.time_of(str(row.survey))


def _keys(rows: Sequence[Said], scope: Scope) -> dict[str, Key]:
    """All by which the lines of some rows can be told apart."""
    parties = scope.parties
    time = Key.of(scope.period_of(_time(one, scope)) for one in rows)
    keys = scope.keys_of_survey(Key.of(one.survey for one in rows)) | {"period": time}
    keys["respondent"] = Key.of(_respondent(one, parties) for one in rows)
    if rows and isinstance(rows[0], ClimateAnswer | ClimateSummary):
        return keys | _of_staff([one for one in rows if isinstance(one, ClimateAnswer | ClimateSummary)], parties)
    ratings = [one for one in rows if isinstance(one, Rating | RatingSummary)]
    keys["raters"] = Key.of(parties.side(one.rater, scope.surveys[str(one.survey)]) for one in ratings)
    keys["dimension"] = Key.of(one.dimension for one in ratings)
    return keys | parties.keys(Key.of(one.provider for one in ratings), Key.of(one.rater for one in ratings))


def _of_staff(rows: Sequence[ClimateAnswer | ClimateSummary], parties: Parties) -> dict[str, Key]:
    keys = {
        "raters": Key.constant("staff", len(rows)),
        "dimension": Key.of((one.topic.value for one in rows), [one.value for one in ClimateTopic]),
        "unit": Key.of(one.unit for one in rows),
        "level": Key.of((None if one.level is None else one.level.value for one in rows), LEVELS),
    }
    answers = [one if isinstance(one, ClimateAnswer) else None for one in rows]
    return keys | {
        name: Key.of(None if one is None else one.attributes.get(name) for one in answers)
        for name in parties.attributes
    }


def _respondent(row: Said, parties: Parties) -> str | None:
    if isinstance(row, RatingSummary | ClimateSummary):
        return None
    insider = parties.respondent(row.rater) if isinstance(row, Rating) else None
    return insider or (None if row.response is None else f"{row.survey}\0{row.response}")


def _answers(name: str, kept: Sequence[int], rows: Sequence[Said], scales: Sequence[Scale]) -> tuple[np.ndarray, Lines]:
    """One line for each answer, and the row it comes from."""
    chosen = [rows[place] for place in kept]
    wishes = [one.expectation if isinstance(one, Rating) else None for one in chosen]
    weight = np.array([one.weight if isinstance(one, Rating) else 1.0 for one in chosen], dtype=np.float64)
    score = _standing([getattr(one, "score") for one in chosen], f"{name}[{{}}].score", kept, scales)  # noqa: B009
    expectation = _standing(wishes, f"{name}[{{}}].expectation", kept, scales)
    weight = np.where(np.isnan(score), 0.0, weight)
    return np.arange(len(kept)), Lines(
        keys={},
        count=np.ones(len(kept), dtype=np.int64),
        weight=weight,
        square=weight**2,
        score=Steps.exactly(score),
        expectation=Steps.exactly(expectation),
        averaged=np.zeros(len(kept), dtype=bool),
    )


def _standing(
    answers: Sequence[float | None], path: str, kept: Sequence[int], scales: Sequence[Scale]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    found = [scale.number(one) for one, scale in zip(answers, scales, strict=True)]
    refused: dict[tuple[str, float], list[int]] = {}
    for place, answer, number, scale in zip(kept, answers, found, scales, strict=True):
        if number is None and answer is not None:
            refused.setdefault((scale.instrument.id, answer), []).append(place)
    if refused:
        of = {scale.instrument.id: scale for scale in scales}
        raise ModelError(
            [of[name].fault(answer, len(places), path.format(places[0])) for (name, answer), places in refused.items()]
        )
    return np.array(found, dtype=np.float64)


def _averages(
    name: str, kept: Sequence[int], rows: Sequence[Said], scales: Sequence[Scale]
) -> tuple[np.ndarray, Lines]:
    """One line for each average, or for each score where its counts are told; and the row it comes from."""
    told: list[tuple[int, int, float, float, bool]] = []
    for number, (place, scale) in enumerate(zip(kept, scales, strict=True)):
        one = rows[place]
        if isinstance(one, RatingSummary | ClimateSummary) and one.n:
            told += [(number, *line) for line in _lines_of(one, scale, f"{name}[{place}]")]
    table = np.array([line[1:4] for line in told], dtype=np.float64).reshape(len(told), 3)
    count = table[:, 0].astype(np.int64)
    return np.array([line[0] for line in told], dtype=np.int64), Lines(
        keys={},
        count=count,
        weight=count.astype(np.float64),
        square=count.astype(np.float64),
        score=Steps(at=table[:, 1], first=np.zeros(len(told)), second=table[:, 2]),
        averaged=np.array([line[4] for line in told], dtype=bool),
    )


def _lines_of(row: RatingSummary | ClimateSummary, scale: Scale, path: str) -> list[tuple[int, float, float, bool]]:
    """Count, place, spread within, and whether only the mean is known."""
    if row.counts:
        steps = _every_step(scale)
        if len(row.counts) != len(steps) or any(one < 0 or not float(one).is_integer() for one in row.counts):
            text = sentence("whole numbers were expected, one for each of the {steps} scores of the scale.")
            raise ModelError.of(
                "SC-610", len(row.counts), path=f"{path}.counts", reason=SpokenFact(text, steps=len(steps))
            )
        return [(int(count), step, 0.0, False) for count, step in zip(row.counts, steps, strict=True) if count]
    if not scale.instrument.lowest <= row.mean <= scale.instrument.highest:
        raise ModelError([scale.fault(row.mean, row.n, f"{path}.mean")])
    if row.n == 1:
        return [(1, row.mean, 0.0, False)]
    return [(row.n, row.mean, np.nan if row.deviation is None else (row.n - 1) * row.deviation**2, True)]


def _every_step(scale: Scale) -> list[float]:
    """The scores of a scale one by one, as a table of counts tells them."""
    lowest = scale.instrument.lowest
    return [lowest + number for number in range(int(scale.span) + 1)]
