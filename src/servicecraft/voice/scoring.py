"""A score as a table: who answered, how many, the figure with its interval, and what is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from servicecraft.statistics.arrays import Flags, Floats, Whole
from servicecraft.tables import Cell, Table
from servicecraft.voice.answers import cells, interval_note, period_note, spoken, table_of, withheld_note
from servicecraft.voice.asking import Asked, Question, asked
from servicecraft.voice.grouping import Grouped
from servicecraft.voice.heard import Heard
from servicecraft.voice.lines import Lines
from servicecraft.voice.protecting import protected
from servicecraft.voice.rates import response_note
from servicecraft.voice.scores import NEITHER, Score, Scored
from servicecraft.words import say, say_count, sentence

TITLES = {
    "csat": sentence("How many are satisfied"),
    "nps": sentence("Whether customers recommend"),
    "ces": sentence("How easy it was"),
    "mean": sentence("Mean scores"),
    "servqual": sentence("What was received against what was expected"),
}
"""What the tables of scores tell."""


@frozen(kw_only=True, eq=False)
class Result:
    """
    A score with what is shown of it.

    Attributes:
        asked: The answers it is about.
        scored: The figures.
        hidden: The groups that are withheld.
    """

    asked: Asked
    scored: Scored
    hidden: Flags

    @property
    def grouped(self) -> Grouped:
        """The groups."""
        return self.asked.grouped


def result_of(heard: Heard, question: Question, score: Score, *, among: Lines | None = None) -> Result:
    """The figures of a score, and which of them are withheld; *among* some lines, where not all are asked about."""
    about = asked(heard, question, score, among=among)
    grouped = about.grouped
    scored = score.of(about)
    hidden = protected(grouped, grouped.respondents(score.rests_on(grouped)), about.minimum)
    return Result(asked=about, scored=scored, hidden=hidden)


def score_table(heard: Heard, question: Question, score: Score) -> Table:
    """The table of a score."""
    result = result_of(heard, question, score)
    scored, grouped = result.scored, result.grouped
    columns: dict[str, Sequence[Cell]] = {
        "n": cells(scored.n),
        "missing": cells(grouped.counted(score.lacks(grouped))),
        score.name: cells(scored.value),
        "lower": cells(scored.lower),
        "upper": cells(scored.upper),
        "method": methods(scored, score.interval, heard.language),
        "withheld": [False] * grouped.size,
        **{name: cells(values) for name, values in further(scored).items()},
    }
    decimals = dict.fromkeys((score.name, "lower", "upper"), score.decimals)
    return table_of(
        heard.telling,
        grouped.by,
        grouped.groups,
        columns,
        result.hidden,
        title=say(TITLES[score.name], heard.language),
        notes=notes_of(heard, result, score),
        decimals=decimals,
    )


def further(scored: Scored) -> Mapping[str, Floats | Whole]:
    """The columns after the fixed ones; the effective number only where it is not the number of answers."""
    differs = np.abs(scored.worth - scored.n) > 1e-6 * np.maximum(scored.n, 1)
    return {**scored.more, **({"effective_n": scored.worth} if differs.any() else {})}


def methods(scored: Scored, interval: str, language: str) -> list[Cell]:
    """How the interval of each row was made."""
    known = np.isfinite(scored.lower)
    with_one, without = say(interval, language), say(NEITHER, language)
    return [
        None if not n else with_one if there else without
        for n, there in zip(scored.n.tolist(), known.tolist(), strict=True)
    ]


def notes_of(heard: Heard, result: Result, score: Score, *, interval: str | None = "") -> list[str]:
    """
    What must be known to read a score: who answered, when, how sure it is, what was left out and withheld.

    Args:
        heard: What was heard.
        result: The figures.
        score: The score.
        interval: The method of the intervals; that of the score by default, `None` where none are shown.
    """
    language, scored = heard.language, result.scored
    notes = [*response_note(heard, result.grouped), *period_note(result.grouped, language)]
    if interval is not None and np.isfinite(scored.lower[~result.hidden]).any():
        notes.append(interval_note(heard.telling, say(interval or score.interval, language), result.asked.confidence))
    if interval is not None and "effective_n" in further(scored):
        text = sentence(
            "Answers with weights, or several of one respondent, are worth fewer independent ones: intervals rest on how many"
            " they are worth."
        )
        notes.append(say(text, language))
    notes += _about_averages(result, score, language)
    return [
        *notes,
        *spoken(result.asked.notes, language),
        *withheld_note(result.hidden, result.asked.minimum, language),
    ]


def _about_averages(result: Result, score: Score, language: str) -> list[str]:
    """What tables of averages cannot tell."""
    lines = result.grouped.lines
    if result.scored.averages:
        return [
            say_count(
                "{count} answer is known only as an average and has no part in this score.",
                "{count} answers are known only as averages and have no part in this score.",
                result.scored.averages,
                language,
            )
        ]
    untold = lines.averaged & np.isnan(lines.score.second)
    if score.interval in ("t", "paired t") and untold.any():
        return [say(sentence("Averages without a standard deviation leave their rows without an interval."), language)]
    return []
