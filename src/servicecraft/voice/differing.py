"""
Is one time, or one group, better than another?

Differences of two scores of different people, with an interval. Where nobody names two times, the last twelve months are
compared with the same months a year before, so that a season is not taken for a change.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.statistics.arrays import Floats, Whole
from servicecraft.tables import Cell, Table
from servicecraft.voice.answers import cells, table_of
from servicecraft.voice.asking import Question, table_for
from servicecraft.voice.grouping import SPANS, chosen, key_of
from servicecraft.voice.heard import Heard
from servicecraft.voice.keys import Label
from servicecraft.voice.lines import Lines
from servicecraft.voice.periods import within, year_before
from servicecraft.voice.scores import NEITHER, Score, Scored
from servicecraft.voice.scoring import Result, notes_of, result_of
from servicecraft.words import say, sentence

SIDES = ("after", "before")
"""The two sides of a comparison, in the order in which they are subtracted."""
Labels = Label | Sequence[Label] | None


@frozen(kw_only=True)
class Comparison:
    """
    What is compared with what.

    Attributes:
        key: By what the two sides are told apart.
        after: The labels of the one; the last months that have answers a year before where none is named.
        before: The labels of the other; the same times a year before where none is named.
    """

    key: str = "period"
    after: Labels = None
    before: Labels = None


def difference_table(heard: Heard, question: Question, score: Score, comparison: Comparison) -> Table:
    """How far the score of one time or group is above that of another, for each group of the question."""
    lines = table_for(heard, question)
    after, before = _sides(lines, question, comparison)
    side = key_of(lines, comparison.key).derived(lambda label: _side(label, after, before), SIDES)
    marked = lines.with_keys({"side": side}).taken(side.codes >= 0)
    result = result_of(heard, evolve(question, by=(*question.keys, "side")), score, among=marked)
    groups, sides = _side_by_side(result)
    scored = [_taken(result.scored, places) for places in sides]
    hidden = np.any([_at(result.hidden, places, False) for places in sides], axis=0)
    value, lower, upper = score.difference(scored[0], scored[1], result.asked.confidence)
    lacking = result.grouped.counted(score.lacks(result.grouped))
    columns: dict[str, Sequence[Cell]] = {
        "n": cells(scored[0].n + scored[1].n),
        "missing": cells(_at(lacking, sides[0], 0) + _at(lacking, sides[1], 0)),
        "difference": cells(value),
        "lower": cells(lower),
        "upper": cells(upper),
        "method": _methods(value, lower, score, heard.language),
        "withheld": hidden.tolist(),
        "after": cells(scored[0].value),
        "before": cells(scored[1].value),
        "n_after": cells(scored[0].n),
        "n_before": cells(scored[1].n),
    }
    return table_of(
        heard.telling,
        result.grouped.by[:-1],
        groups,
        columns,
        hidden,
        title=say(sentence("What changed"), heard.language),
        notes=[_compared(heard, after, before), *notes_of(heard, result, score, interval=score.contrast)],
        decimals=dict.fromkeys(("difference", "lower", "upper", "after", "before"), score.decimals),
    )


def _sides(lines: Lines, question: Question, comparison: Comparison) -> tuple[list[Label], list[Label] | None]:
    """The labels of both sides; `None` for all others."""
    after, before = _several(comparison.after), _several(comparison.before)
    if after is None and comparison.key == "period":
        after = _last_months(chosen(lines, question.where))
    if after is None:
        raise ModelError.of("SC-612", reason=SpokenFact(sentence("name the group that is compared with the others.")))
    if before is None and comparison.key in (*SPANS, "period"):
        before = [earlier for one in after if (earlier := year_before(one)) is not None]
    return after, before


def _several(labels: Labels) -> list[Label] | None:
    if labels is None:
        return None
    return list(labels) if isinstance(labels, Sequence) and not isinstance(labels, str) else [labels]


def _last_months(lines: Lines) -> list[Label]:
    """
    The last months that have answers a year before as well.

    Raises:
        ModelError: There is none (`SC-612`).
    """
    months = set(key_of(lines, "month").taken(~np.isnan(lines.score.at)).values()) - {None}
    last = max((str(one) for one in months), default="")
    recent = [one for one in sorted(map(str, months)) if one > (year_before(last) or "")]
    found: list[Label] = [one for one in recent if year_before(one) in months]
    if not found:
        reason = SpokenFact(sentence("no month has answers in the same month a year before."))
        raise ModelError.of("SC-612", reason=reason)
    return found


def _side(label: Label, after: Sequence[Label], before: Sequence[Label] | None) -> str | None:
    if any(within(label, one) for one in after):
        return SIDES[0]
    return SIDES[1] if before is None or any(within(label, one) for one in before) else None


def _side_by_side(result: Result) -> tuple[list[tuple[Label | None, ...]], list[Whole]]:
    """The groups without their side, and for each side the place of each group's row; -1 where there is none."""
    places: dict[tuple[Label | None, ...], dict[Label | None, int]] = {}
    for place, group in enumerate(result.grouped.groups):
        places.setdefault(group[:-1], {})[group[-1]] = place
    return list(places), [np.array([of.get(side, -1) for of in places.values()], dtype=np.int64) for side in SIDES]


def _at(values: np.ndarray, places: Whole, absent: object) -> np.ndarray:
    """The values of rows; *absent* where there is no row."""
    return np.append(values, np.array([absent], dtype=values.dtype))[places]


def _taken(scored: Scored, places: Whole) -> Scored:
    """The figures of some rows."""
    return Scored(
        n=_at(scored.n, places, 0),
        value=_at(scored.value, places, np.nan),
        lower=_at(scored.lower, places, np.nan),
        upper=_at(scored.upper, places, np.nan),
        effective=_at(scored.effective, places, 0.0),
        variance=None if scored.variance is None else _at(scored.variance, places, np.nan),
    )


def _methods(value: Floats, lower: Floats, score: Score, language: str) -> list[Cell]:
    with_one, without = say(score.contrast, language), say(NEITHER, language)
    pairs = zip(np.isfinite(value).tolist(), np.isfinite(lower).tolist(), strict=True)
    return [None if not known else with_one if interval else without for known, interval in pairs]


def _compared(heard: Heard, after: Sequence[Label], before: Sequence[Label] | None) -> str:
    def told(labels: Sequence[Label] | None) -> str:
        if labels is None:
            return say(sentence("all others"), heard.language)
        return str(labels[0]) if len(labels) == 1 else f"{labels[0]} … {labels[-1]}"

    text = sentence("After: {after}; before: {before}; what is told is after minus before.")
    return say(text, heard.language, after=told(after), before=told(before))
