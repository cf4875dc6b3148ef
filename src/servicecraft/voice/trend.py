"""
Is this month a change, or the usual up and down?

Individuals charts (XmR) of any score: the limits follow from how far neighbouring times differ. Times that are withheld or
without answers are gaps that no difference spans, and nothing is computed from what is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from attrs import evolve, frozen

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.statistics.arrays import Floats
from servicecraft.statistics.control import RULES, individuals, signals
from servicecraft.tables import Cell, Table
from servicecraft.voice.answers import cells, table_of
from servicecraft.voice.asking import Question
from servicecraft.voice.grouping import SPANS
from servicecraft.voice.heard import Heard
from servicecraft.voice.keys import Label
from servicecraft.voice.periods import following
from servicecraft.voice.scores import Score
from servicecraft.voice.scoring import Result, notes_of, result_of
from servicecraft.words import say, sentence

SIGNALS = {
    "beyond_above": sentence("above what is usual"),
    "beyond_below": sentence("below what is usual"),
    "side_above": sentence("eight or more in a row above the usual value"),
    "side_below": sentence("eight or more in a row below the usual value"),
    "trend_above": sentence("six or more in a row that rise"),
    "trend_below": sentence("six or more in a row that fall"),
    "two_of_three_above": sentence("two of three far above the usual value"),
    "two_of_three_below": sentence("two of three far below the usual value"),
    "four_of_five_above": sentence("four of five above the usual value"),
    "four_of_five_below": sentence("four of five below the usual value"),
}
"""What each signal means; the last two are the further rules of Western Electric."""
FEW_TIMES = 8
"""From fewer times, limits are wide guesses."""
MOST_TIMES = 100_000
"""A longer series is taken without looking for times that are missing in it."""


@frozen(kw_only=True)
class Chart:
    """
    How a series is judged.

    Attributes:
        span: What one point stands for: `day`, `month`, `quarter` or `year`.
        constant: 1.128, or the factor 2.66 that some sources round it to.
        rules: Which signals are looked for.
    """

    span: str = "month"
    constant: float = 1.128
    rules: tuple[str, ...] = ("beyond",)

    def checked(self) -> Chart:
        """The same chart; refused where a rule or the constant is none."""
        unknown = [one for one in self.rules if one not in RULES]
        if unknown:
            raise ModelError.of("SC-608", unknown[0], choices=", ".join(RULES))
        if not self.constant > 0:
            raise ModelError.of("SC-610", self.constant, reason=SpokenFact(sentence("it is a number above 0.")))
        return self


def trend_table(heard: Heard, question: Question, score: Score, chart: Chart) -> Table:
    """The series of each group with its limits and signals."""
    if "period" not in heard.lines.keys:
        reason = SpokenFact(sentence("nobody told when the answers were given."))
        raise ModelError.of("SC-612", reason=reason)
    span = "period" if chart.span not in SPANS else chart.span
    outer = [name for name in question.keys if name not in (*SPANS, "period")]
    result = result_of(heard, evolve(question, by=(*outer, span)), score)
    figures = _charted(result, chart.checked())
    columns: dict[str, Sequence[Cell]] = {
        "n": cells(result.scored.n),
        "missing": cells(result.grouped.counted(score.lacks(result.grouped))),
        score.name: cells(result.scored.value),
        "lower": cells(figures["lower"]),
        "upper": cells(figures["upper"]),
        "method": ["XmR" if known else None for known in np.isfinite(figures["lower"]).tolist()],
        "withheld": result.hidden.tolist(),
        "centre": cells(figures["centre"]),
        "signal": _codes(figures["signal"]),
    }
    return table_of(
        heard.telling,
        result.grouped.by,
        result.grouped.groups,
        columns,
        result.hidden,
        title=say(sentence("Change over time"), heard.language),
        notes=_notes(heard, result, score, chart),
        decimals=dict.fromkeys((score.name, "lower", "upper", "centre"), score.decimals),
        words={"signal": {code: say(text, heard.language) for code, text in SIGNALS.items()}},
    )


def _charted(result: Result, chart: Chart) -> dict[str, Floats]:
    """For each row the limits of its series, and its signal as a number: the place in `SIGNALS`, or NaN."""
    grouped = result.grouped
    found = {name: np.full(grouped.size, np.nan) for name in ("lower", "upper", "centre", "signal")}
    shown = np.where(result.hidden, np.nan, result.scored.value)
    for _, places in groupby(range(grouped.size), key=lambda place: grouped.groups[place][:-1]):
        mine = np.array([place for place in places if grouped.groups[place][-1] is not None], dtype=np.int64)
        if not len(mine):
            continue
        at, size = _without_leaps([grouped.groups[place][-1] for place in mine.tolist()])
        series = np.full(size, np.nan)
        series[at] = shown[mine]
        limits = individuals(series, chart.constant)
        for name in ("lower", "upper", "centre"):
            found[name][mine] = float(getattr(limits, name))
        for rule, hits in reversed(list(signals(series, limits, chart.rules).items())):
            above = series > limits.centre if rule != "trend" else np.diff(series, prepend=np.nan) > 0
            code = 2 * RULES.index(rule) + np.where(above, 0, 1)
            found["signal"][mine[hits[at]]] = code[at][hits[at]]
    return found


def _without_leaps(labels: Sequence[Label | None]) -> tuple[np.ndarray, int]:
    """Where times stand in a series in which every time between them has a place, and how long it is."""
    place = {labels[0]: 0} if labels else {}
    time, count = labels[0] if labels else None, 1
    while time is not None and time != labels[-1] and count < MOST_TIMES:
        time = following(time)
        place[time] = count
        count += 1
    if all(one in place for one in labels):
        return np.array([place[one] for one in labels], dtype=np.int64), count
    return np.arange(len(labels)), len(labels)


def _codes(numbers: Floats) -> list[Cell]:
    names = list(SIGNALS)
    return [None if np.isnan(one) else names[int(one)] for one in numbers.tolist()]


def _notes(heard: Heard, result: Result, score: Score, chart: Chart) -> list[str]:
    text = sentence("Limits: the mean of the times, plus and minus 3/{constant} mean differences of neighbours (XmR).")
    factor = sentence("Limits: the mean of the times, plus and minus {constant} mean differences of neighbours (XmR).")
    notes = [say(text if chart.constant < 2 else factor, heard.language, constant=chart.constant)]
    kept = notes_of(heard, result, score, interval=None)
    times = int((~result.hidden & np.isfinite(result.scored.value)).sum())
    if 0 < times < FEW_TIMES:
        few = sentence("With fewer than {few} times the limits are wide guesses.")
        notes.append(say(few, heard.language, few=FEW_TIMES))
    return [*notes, *kept]
