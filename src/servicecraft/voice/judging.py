"""
The customer's verdict: were expectations exceeded, met or missed?

It reads ratings of external customers only: what they received against what they expected; where nobody asked so, the scale
on which they say whether it was worse or better than expected; else a target that is given. Without any of them there is no
verdict, and no other score can take its place.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.model.voices import Instrument
from servicecraft.model.words import Better, InstrumentKind
from servicecraft.statistics.arrays import Flags, Floats
from servicecraft.tables import Cell, Table
from servicecraft.voice.answers import cells, table_of
from servicecraft.voice.asking import Asked, Question, table_for
from servicecraft.voice.gaps import with_pairs
from servicecraft.voice.grouping import Grouped, chosen
from servicecraft.voice.heard import Heard
from servicecraft.voice.lines import Lines, Steps
from servicecraft.voice.means import Mean, mean_of
from servicecraft.voice.scores import Score, Scored
from servicecraft.voice.scoring import Result, methods, notes_of, result_of
from servicecraft.words import say, sentence

VERDICTS = {
    "exceeded": sentence("expectations exceeded"),
    "met": sentence("expectations met"),
    "missed": sentence("expectations missed"),
    "not_distinguishable": sentence("not distinguishable"),
    "none": sentence("no verdict"),
}
"""What a verdict can be, and how it is told."""
REASONS = {
    "exceeded": sentence("The whole interval lies above what was expected."),
    "met": sentence("The whole interval lies within the margin around what was expected."),
    "missed": sentence("The whole interval lies below what was expected."),
    "not_distinguishable": sentence("The interval reaches to both sides of what was expected and beyond the margin."),
    "none": sentence("No expectations, no comparison with them and no target are known."),
    "silent": sentence("Nobody answered."),
    "unsure": sentence("There is no interval: too few answers, or averages without a standard deviation."),
}
"""Why."""
BASES = {
    "expectations": sentence("what was expected"),
    "disconfirmation": sentence("better or worse than expected"),
    "target": sentence("a target"),
}
"""With what the answers are compared."""


@frozen(kw_only=True)
class _Distance(Mean):
    """
    How far answers lie above what they are compared with; above is towards the good end of the scale.

    Attributes:
        basis: With what they are compared.
        target: The target, where that is it.
    """

    name = "gap"
    basis: str
    target: float | None = None

    def fits(self, instrument: Instrument) -> bool:
        """Expectations stand on any scale, a target on one of satisfaction."""
        kinds = {"disconfirmation": InstrumentKind.DISCONFIRMATION, "target": InstrumentKind.CSAT}
        return self.basis == "expectations" or instrument.kind is kinds[self.basis]

    def refused(self, instrument: Instrument) -> SpokenFact | None:
        """A target must stand on the scale."""
        if self.basis != "target" or self.target is None or instrument.lowest <= self.target <= instrument.highest:
            return None
        return SpokenFact(sentence("the target {target} does not stand on it."), target=f"{self.target:g}")

    def rests_on(self, grouped: Grouped) -> Flags:
        """Answers that tell what was expected too, or all."""
        return grouped.paired if self.basis == "expectations" else grouped.answered

    def lacks(self, grouped: Grouped) -> Flags:
        """All others."""
        return ~self.rests_on(grouped)

    def of(self, asked: Asked) -> Scored:
        """The mean distance with its t interval."""
        grouped, lines = asked.grouped, asked.grouped.lines
        codes = lines.keys["instrument"].codes
        rises = np.array([*(one.better is Better.HIGHER for one in asked.instruments), True])[codes]
        middle = np.array([*(self._middle(one) for one in asked.instruments), 0.0])[codes]
        steps = lines.gap if self.basis == "expectations" else lines.score
        sign = np.where(rises, 1.0, -1.0)
        away = Steps(at=sign * (steps.at - middle), first=sign * steps.first, second=steps.second)
        return mean_of(grouped, away, self.rests_on(grouped), asked.confidence)

    def _middle(self, instrument: Instrument) -> float:
        if self.basis == "expectations":
            return 0.0
        return (instrument.lowest + instrument.highest) / 2 if self.target is None else self.target


def verdict_table(heard: Heard, question: Question, target: float | None, margin: float | None) -> Table:
    """The verdict of each group, with the interval it rests on and its reason."""
    part = heard.settings.verdict_margin if margin is None else margin
    if not 0 <= part <= 1:
        raise ModelError.of("SC-610", part, reason=SpokenFact(sentence("it is a part of the scale, from 0 to 1.")))
    external = evolve(question, raters="external")
    basis, lines = _basis(heard, external, target)
    score: Score = Mean() if basis is None else _Distance(basis=basis, target=target if basis == "target" else None)
    result = result_of(heard, external, score, among=lines)
    reach = part * _spans(result)
    told = [_verdict(basis, *figures) for figures in zip(*_figures(result), reach.tolist(), strict=True)]
    scored, language = result.scored, heard.language
    figures = {"gap": scored.value, "lower": scored.lower, "upper": scored.upper, "margin": reach}
    columns: dict[str, Sequence[Cell]] = {
        "n": cells(scored.n),
        "missing": cells(result.grouped.counted(score.lacks(result.grouped))),
        **{name: cells(values) if basis else [None] * result.grouped.size for name, values in figures.items()},
        "verdict": [verdict for verdict, _ in told],
        "basis": [basis] * result.grouped.size,
        "reason": [reason for _, reason in told],
        "method": methods(scored, score.interval, language) if basis else [None] * result.grouped.size,
        "withheld": result.hidden.tolist(),
    }
    words = {"verdict": VERDICTS, "basis": BASES, "reason": REASONS}
    return table_of(
        heard.telling,
        result.grouped.by,
        result.grouped.groups,
        {name: columns[name] for name in COLUMNS},
        result.hidden,
        title=say(sentence("The customers' verdict"), language),
        notes=notes_of(heard, result, score, interval="" if basis else None),
        words={name: {code: say(text, language) for code, text in known.items()} for name, known in words.items()},
    )


COLUMNS = ("n", "missing", "gap", "lower", "upper", "method", "withheld", "verdict", "reason", "basis", "margin")
"""The columns after the labels."""


def _basis(heard: Heard, question: Question, target: float | None) -> tuple[str | None, Lines]:
    """With what the answers can be compared, and the answers that can be."""
    lines = table_for(heard, question)
    inside = chosen(lines, question.where)
    external = inside.taken(inside.keys["raters"].matching(["external"]))
    if question.instrument is not None:
        wished = [question.instrument] if isinstance(question.instrument, str) else question.instrument
        external = external.taken(external.keys["instrument"].matching(wished))
    if not np.isnan(external.gap.at).all():
        return "expectations", with_pairs(lines)
    kinds = {str(name): one.kind for name, one in heard.instruments.items()}
    scales = set(external.taken(~np.isnan(external.score.at)).keys["instrument"].values())
    if any(kinds[str(name)] is InstrumentKind.DISCONFIRMATION for name in scales):
        return "disconfirmation", lines
    return (None if target is None else "target"), lines


def _spans(result: Result) -> Floats:
    """How long the scale of each group is."""
    codes = result.grouped.lines.keys["instrument"].codes
    spans = np.array([*(one.highest - one.lowest for one in result.asked.instruments), 0.0])
    found = np.zeros(result.grouped.size)
    np.maximum.at(found, result.grouped.codes, spans[codes])
    return found


def _figures(result: Result) -> tuple[list[int], list[float], list[float]]:
    return result.scored.n.tolist(), result.scored.lower.tolist(), result.scored.upper.tolist()


def _verdict(basis: str | None, n: int, lower: float, upper: float, reach: float) -> tuple[str, str]:
    """The verdict and its reason, as codes."""
    if basis is None or not n:
        return "none", "none" if basis is None else "silent"
    if np.isnan(lower):
        return "not_distinguishable", "unsure"
    inside = -reach <= lower and upper <= reach
    verdict = "exceeded" if lower > 0 else "missed" if upper < 0 else "met" if inside else "not_distinguishable"
    return verdict, verdict
