"""Ratings of a program that are too many to be rows: a frame with the columns of the table of ratings."""

from __future__ import annotations

import narwhals as nw
from narwhals.typing import IntoFrame

from servicecraft.errors import ModelError
from servicecraft.model.voices import Rating
from servicecraft.voice.engines import Frame, complaints, opened, plain_column, summed, time_column
from servicecraft.voice.from_program import Scope
from servicecraft.voice.keys import Key
from servicecraft.voice.lines import Lines, stacked
from servicecraft.voice.reducing import Wanted, reduced
from servicecraft.voice.scales import Scale

KEYS = ("survey", "response", "rater", "provider", "dimension")
"""The columns of ratings that tell lines apart."""


def lines_of_ratings(ratings: IntoFrame, scope: Scope) -> Lines:
    """
    The frequency table of a frame of ratings, reduced scale by scale by its own engine.

    Raises:
        ModelError: Columns are missing (`SC-604`), surveys are not in the program or name no scale (`SC-608`), or as for any
            frame of answers.
    """
    frame = opened(ratings, ["survey", "score"])
    there = [name for name in Rating.columns() if name in frame.collect_schema().names()]
    _refuse_unknown(frame, scope)
    tables = []
    for instrument in scope.program.instruments:
        surveys = [one.id for one in scope.surveys.values() if one.instrument == instrument.id]
        if surveys:
            part = _until(frame.filter(nw.col("survey").is_in(surveys)), there, scope)
            tables.append(reduced(part, _wanted(part, there, scope, Scale.of(instrument))))
    lines = stacked(tables)
    kept = lines.with_keys(_keys(lines, scope))
    kept.keys.pop("response", None)
    return kept


def _refuse_unknown(frame: Frame, scope: Scope) -> None:
    with complaints():
        table = summed(frame.select(survey=nw.col("survey")), ["survey"], [])
    unknown = [one for one in table["survey"].to_list() if one not in scope.surveys]
    if unknown:
        raise ModelError.of("SC-608", str(unknown[0]), path="ratings.survey", choices=", ".join(scope.surveys))


def _until(frame: Frame, there: list[str], scope: Scope) -> Frame:
    """The ratings until the day that counts; those without a day count by their survey."""
    if scope.as_of is None:
        return frame
    open_surveys = [name for name in scope.surveys if (scope.time_of(name) or scope.as_of) <= scope.as_of]
    undated = nw.col("survey").is_in(open_surveys)
    if "on" not in there:
        return frame.filter(undated)
    day = nw.col("on")
    return frame.filter((day <= scope.as_of) | (day.is_null() & undated))


def _wanted(frame: Frame, there: list[str], scope: Scope, scale: Scale) -> Wanted:
    keys = {name: plain_column(frame, name) for name in KEYS if name in there}
    if "on" in there:
        keys["period"] = time_column(frame, "on", scope.period)
    return Wanted(
        keys=keys,
        score="score",
        scale=scale,
        expectation="expectation" if "expectation" in there else None,
        weight="weight" if "weight" in there else None,
    )


def _keys(lines: Lines, scope: Scope) -> dict[str, Key]:
    """All by which the lines of a frame can be told apart, as in the tables of a program."""
    nothing = Key.constant(None, len(lines))
    given = {name: lines.keys.get(name, nothing) for name in (*KEYS, "period")}
    surveys, raters = [str(one) for one in given["survey"].values()], given["rater"].values()
    own = given["period"].values()
    held = {name: scope.period_of(scope.time_of(name)) for name in set(surveys)}
    parties = scope.parties
    insiders = [parties.respondent(None if one is None else str(one)) for one in raters]
    codes = given["response"].values()
    respondents = [
        insider or (None if code is None else f"{survey}\0{code}")
        for insider, code, survey in zip(insiders, codes, surveys, strict=True)
    ]
    sides = (
        parties.side(None if rater is None else str(rater), scope.surveys[survey])
        for rater, survey in zip(raters, surveys, strict=True)
    )
    return {
        **scope.keys_of_survey(given["survey"]),
        **parties.keys(given["provider"], given["rater"]),
        "raters": Key.of(sides),
        "respondent": Key.of(respondents),
        "period": Key.of(one or held[survey] for one, survey in zip(own, surveys, strict=True)),
        "dimension": given["dimension"],
    }
