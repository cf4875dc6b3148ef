"""
Answers of staff on one topic as lines: one line for each respondent, or for a row of a table of averages.

Scores become 0 to 1, where 1 is the most of the topic. Which end of it is good, the topic knows: much credibility is good,
much resignation is not.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from attrs import frozen

from servicecraft.errors import ColumnFact, Fault, ModelError
from servicecraft.model.columns import NO_ATTRIBUTES
from servicecraft.model.program import Program
from servicecraft.model.voices import ClimateSummary, Instrument, Survey
from servicecraft.model.words import AttributeTable, Better, ClimateTopic, Level, TermName
from servicecraft.participation.days import NOBODY, Days, Flags, Floats, Places, days_of, known
from servicecraft.participation.labels import Labels, id_names
from servicecraft.participation.telling import Telling

WAVE_DAYS = 183
"""Surveys that ended within half a year of the newest one tell of the same time."""
_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?")


@frozen(kw_only=True, eq=False)
class ClimateLines:
    """
    What staff said on one topic, in columns.

    Attributes:
        n: How many people each line stands for; 0 where the answer is missing.
        missing: How many of each line gave no answer.
        mean: Their mean, from 0 to 1, or as it was given where no scale is known; NaN where it is missing.
        deviations: Sum of squared deviations within the line; NaN where nobody says.
        surveys: Place of the survey of each line, `NOBODY` for none.
        days: The day of each line.
        labels: What lines can be grouped by.
        scale: Lowest and highest score where all lines share a scale, the highest first where that end is the lower one.
        minimum: The strictest minimum that the surveys promised; 0 where they promised none.
        unscaled: Answers left out because nobody says on which scale they were given.
    """

    n: Floats
    missing: Floats
    mean: Floats
    deviations: Floats
    surveys: Places
    days: Days
    labels: Mapping[str, Labels]
    scale: tuple[float, float] | None
    minimum: int = 0
    unscaled: int = 0

    def some(self, which: Flags, minimum: int) -> ClimateLines:
        """Some of the lines, with the minimum that their surveys promised."""
        labels = {
            name: Labels(codes=one.codes[which], ids=one.ids, names=one.names) for name, one in self.labels.items()
        }
        return ClimateLines(
            n=self.n[which],
            missing=self.missing[which],
            mean=self.mean[which],
            deviations=self.deviations[which],
            surveys=self.surveys[which],
            days=self.days[which],
            labels=labels,
            scale=self.scale,
            minimum=minimum,
            unscaled=self.unscaled,
        )


@frozen(kw_only=True, eq=False)
class _Scaled:
    """One line before it stands in a column."""

    n: float
    missing: float
    mean: float
    deviations: float
    survey: str | None
    day: datetime.date | None
    unit: str | None
    level: Level | None
    attributes: Mapping[str, str]


def lines_of_program(program: Program, topic: ClimateTopic, day: np.datetime64, telling: Telling) -> ClimateLines:
    """
    What staff said on a topic by a day.

    Raises:
        ModelError: Scores lie outside the scale and are not declared as missing; each is told with how often it occurs.
    """
    surveys = {one.id: one for one in program.surveys}
    instruments = {one.id: one for one in program.instruments}
    scales = {one.id: instruments[one.instrument] for one in program.surveys if one.instrument is not None}
    _refuse_outside(program, topic, scales)
    found = [*_answers(program, topic, surveys, scales), *_summaries(program, topic, surveys, scales)]
    kept = [one for one in found if one.day is None or np.datetime64(one.day, "D") <= day]
    unscaled = sum(one.topic is topic and one.survey not in scales for one in program.climate_answers)
    unscaled += sum(one.n for one in program.climate_summaries if one.topic is topic and one.survey not in scales)
    used = {scales[one.survey].id: scales[one.survey] for one in kept if one.survey is not None}
    return ClimateLines(
        n=np.array([one.n for one in kept], dtype=np.float64),
        missing=np.array([one.missing for one in kept], dtype=np.float64),
        mean=np.array([one.mean for one in kept], dtype=np.float64),
        deviations=np.array([one.deviations for one in kept], dtype=np.float64),
        surveys=_places(program.surveys, kept),
        days=days_of(one.day for one in kept),
        labels=_labels(program, kept, telling),
        scale=_ends(next(iter(used.values()))) if len(used) == 1 else None,
        unscaled=unscaled,
    )


def _places(surveys: Sequence[Survey], lines: Sequence[_Scaled]) -> Places:
    place = {one.id: number for number, one in enumerate(surveys)}
    return np.array([NOBODY if one.survey is None else place[one.survey] for one in lines], dtype=np.int64)


def _labels(program: Program, lines: Sequence[_Scaled], telling: Telling) -> dict[str, Labels]:
    levels = {one.value: telling.called(TermName(one.value)) for one in Level}
    attributes = [one.id for one in program.attributes if AttributeTable.CLIMATE_ANSWERS in one.belongs_to]
    return {
        "unit": Labels.of([one.unit for one in lines], id_names(program.units)),
        "level": Labels.of([None if one.level is None else one.level.value for one in lines], levels),
        **{name: Labels.of([one.attributes.get(name) for one in lines]) for name in attributes},
    }


def _ends(scale: Instrument) -> tuple[float, float]:
    """The scores that stand for 0 and for 1."""
    ends = (scale.lowest, scale.highest)
    return ends if scale.better is Better.HIGHER else (ends[1], ends[0])


def _on(scale: Instrument, score: float) -> float:
    """A score as 0 to 1, where 1 is the most of the topic."""
    low, high = _ends(scale)
    return (score - low) / (high - low) if high != low else 0.0


def _answers(
    program: Program, topic: ClimateTopic, surveys: Mapping[str, Survey], scales: Mapping[str, Instrument]
) -> list[_Scaled]:
    """One line for each respondent: several answers of one are averaged first, so that nobody counts twice."""
    rows = [one for one in program.climate_answers if one.topic is topic and one.survey in scales]
    together: dict[object, list[tuple[float | None, int]]] = {}
    for number, one in enumerate(rows):
        scale = scales[one.survey or ""]
        score = None if one.score is None or one.score in scale.missing else _on(scale, one.score)
        key = number if one.response is None else (one.survey, one.response)
        together.setdefault(key, []).append((score, number))
    found = []
    for answers in together.values():
        scores = [score for score, _ in answers if score is not None]
        first = rows[answers[0][1]]
        mean = sum(scores) / len(scores) if scores else np.nan
        survey = surveys[first.survey or ""]
        day = first.on or survey.closed_on or survey.opened_on
        n = 1.0 if scores else 0.0
        found.append(
            _Scaled(
                n=n,
                missing=1 - n,
                mean=mean,
                deviations=0.0,
                survey=first.survey,
                day=day,
                unit=first.unit,
                level=first.level,
                attributes=first.attributes,
            )
        )
    return found


def _refuse_outside(program: Program, topic: ClimateTopic, scales: Mapping[str, Instrument]) -> None:
    """Refuse scores, means and deviations that their scale does not have, each with how often it occurs."""
    outside: dict[tuple[str, str, float], list[int]] = {}
    for table, column, number, survey, value in _told(program, topic):
        scale = scales.get(survey or "")
        if scale is not None and value is not None and not _fits(scale, column, value):
            outside.setdefault((f"{table}.{column}", survey or "", value), []).append(number)
    faults = []
    for (column, survey, value), rows in outside.items():
        scale, (table, _, name) = scales[survey], column.partition(".")
        low, high = (0.0, scale.highest - scale.lowest) if name == "deviation" else (scale.lowest, scale.highest)
        told, path = f"{value:g} × {len(rows)}", f"{table}[{rows[0]}].{name}"
        faults.append(Fault.of("SC-127", told, path=path, column=ColumnFact(column), range=f"{low:g} … {high:g}"))
    if faults:
        raise ModelError(faults).in_language(program.language)


def _told(program: Program, topic: ClimateTopic) -> Iterator[tuple[str, str, int, str | None, float | None]]:
    """Table, column, row, survey and value of every number that was said on a topic."""
    for number, one in enumerate(program.climate_answers):
        if one.topic is topic:
            yield "climate_answers", "score", number, one.survey, one.score
    for number, row in enumerate(program.climate_summaries):
        if row.topic is topic and row.n:
            yield "climate_summaries", "mean", number, row.survey, row.mean
            yield "climate_summaries", "deviation", number, row.survey, row.deviation


def _fits(scale: Instrument, column: str, value: float) -> bool:
    if column == "deviation":
        return value <= scale.highest - scale.lowest
    return scale.lowest <= value <= scale.highest or (column == "score" and value in scale.missing)


def _summaries(
    program: Program, topic: ClimateTopic, surveys: Mapping[str, Survey], scales: Mapping[str, Instrument]
) -> list[_Scaled]:
    rows = [one for one in program.climate_summaries if one.topic is topic and one.survey in scales and one.n > 0]
    found = []
    for one in rows:
        scale, survey = scales[one.survey or ""], surveys[one.survey or ""]
        mean, deviations = _moments(one, scale)
        found.append(
            _Scaled(
                n=float(one.n),
                missing=0.0,
                mean=mean,
                deviations=deviations,
                survey=one.survey,
                day=survey.closed_on or end_of(one.period) or survey.opened_on,
                unit=one.unit,
                level=one.level,
                attributes=NO_ATTRIBUTES,
            )
        )
    return found


def _moments(one: ClimateSummary, scale: Instrument) -> tuple[float, float]:
    """Mean and squared deviations of a row of averages on 0 to 1; the counts of single scores say both where they are given."""
    counts = np.array(one.counts, dtype=np.float64)
    if counts.sum() > 0 and len(counts) > 1:
        low, high = _ends(scale)
        scores = np.linspace(0, 1, len(counts)) if low < high else np.linspace(1, 0, len(counts))
        mean = float((counts * scores).sum() / counts.sum())
        return mean, float((counts * (scores - mean) ** 2).sum()) * one.n / float(counts.sum())
    span = scale.highest - scale.lowest
    if one.deviation is None or span == 0:
        return _on(scale, one.mean), np.nan if one.n > 1 else 0.0
    return _on(scale, one.mean), (one.n - 1) * (one.deviation / span) ** 2


def end_of(period: str | None) -> datetime.date | None:
    """The last day of a period such as 2026, 2026-Q2, 2026-05 or 2026-05-14; `None` for any other text."""
    match = None if period is None else _PERIOD.fullmatch(period.strip())
    if match is None:
        return None
    year, quarter, month, day = match.groups()
    try:
        if day is not None:
            return datetime.date(int(year), int(month), int(day))
        last = 12 if quarter is None and month is None else int(quarter) * 3 if quarter else int(month)
        first = datetime.date(int(year), last, 1)  # a month that there is not has no first day
        return (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    except ValueError:
        return None


def newest_wave(lines: ClimateLines, surveys: Sequence[Survey], day: np.datetime64) -> ClimateLines:
    """The lines of the newest survey, and of those that ended within half a year before it."""
    if not len(lines.n):
        return lines
    never = np.datetime64("NaT", "D").astype(np.int64)  # the smallest number there is
    latest = np.full(len(surveys) + 1, never)
    np.maximum.at(latest, lines.surveys, lines.days.astype(np.int64))
    last = latest.astype("datetime64[D]")
    ends = np.where(lines.surveys == NOBODY, lines.days, last[lines.surveys])
    newest = ends[known(ends)].max() if known(ends).any() else day
    kept = ~known(ends) | (ends > newest - np.timedelta64(WAVE_DAYS, "D"))
    return lines.some(kept, promised(surveys, lines.surveys[kept]))


def promised(surveys: Sequence[Survey], places: Iterable[int]) -> int:
    """The strictest minimum that some surveys promised; 0 where they promised none."""
    used = [surveys[place].promised_minimum_group or 0 for place in {int(one) for one in places} if place != NOBODY]
    return max(used, default=0)
