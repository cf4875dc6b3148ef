"""Which of the answers a question is about, when nobody says more than its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, TypedDict

import numpy as np
from attrs import field, frozen

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.model.voices import Instrument
from servicecraft.voice.grouping import Grouped, chosen, key_of
from servicecraft.voice.heard import SIDES, Heard
from servicecraft.voice.keys import NONE
from servicecraft.voice.lines import Lines
from servicecraft.voice.scores import Score
from servicecraft.words import sentence

By: TypeAlias = str | Sequence[str] | None
"""One key or several by which answers are grouped."""


class About(TypedDict, total=False):
    """
    What can be said with every question.

    Attributes:
        where: Only answers with these labels: one or several for each key.
        raters: Whose answers: `external`, `internal`, `staff` or `all`.
        instrument: On which scales; by default on those that are meant for the score.
        confidence: Of the intervals.
    """

    where: Mapping[str, object] | None
    raters: str
    instrument: str | Sequence[str] | None
    confidence: float | None


@frozen(kw_only=True)
class Question:
    """
    What a score is asked about.

    Attributes:
        by: By what the answers are grouped; `None` for all together.
        where: Only answers with these labels.
        raters: Whose answers: `external`, `internal`, `staff` or `all`.
        instrument: On which scales; `None` for those that are meant for the score.
        confidence: Of the intervals; `None` for that of the settings.
    """

    by: By = None
    where: Mapping[str, object] = field(factory=dict)
    raters: str = "external"
    instrument: str | Sequence[str] | None = None
    confidence: float | None = None

    @classmethod
    def of(cls, by: By, about: About) -> Question:
        """The question of some arguments."""
        return cls(by=by, **{**about, "where": about.get("where") or {}})  # type: ignore[arg-type]

    @property
    def keys(self) -> tuple[str, ...]:
        """By what the answers are grouped, one after another."""
        return () if self.by is None else (self.by,) if isinstance(self.by, str) else tuple(self.by)


@frozen(kw_only=True, eq=False)
class Asked:
    """
    The answers that a question is about.

    Attributes:
        grouped: They, in groups.
        instruments: Their scales, in the order of the labels of the key `instrument`.
        confidence: The confidence of intervals.
        minimum: The fewest people whose answers are shown.
        notes: What was left out.
    """

    grouped: Grouped
    instruments: Sequence[Instrument]
    confidence: float
    minimum: int
    notes: tuple[SpokenFact, ...]


def asked(heard: Heard, question: Question, score: Score | None = None, *, among: Lines | None = None) -> Asked:
    """
    The answers that a question is about, in groups.

    Args:
        heard: What was heard.
        question: What is asked.
        score: The score that is asked for; `None` for a question that every scale answers.
        among: The lines to choose from, where they are not those of the items or of the answers.

    Raises:
        ModelError: There is no such key, label of sides or scale (`SC-608`), a scale was chosen that cannot give the score
            (`SC-605`), or the confidence is none (`SC-610`).
    """
    lines = among if among is not None else table_for(heard, question)
    for name in question.keys:
        key_of(lines, name)
    lines = chosen(lines, question.where)
    if question.raters not in (*SIDES, "all"):
        raise ModelError.of("SC-608", question.raters, choices=", ".join((*SIDES, "all")))
    kept = lines if question.raters == "all" else lines.taken(lines.keys["raters"].matching([question.raters]))
    notes = [*_left_out(lines, kept), *heard.remarks]
    scales = _scales(heard, kept, question, score)
    fitting = kept.taken(kept.keys["instrument"].matching(one.id for one in scales))
    if len(fitting) < len(kept) and not len(fitting):
        notes.append(_no_scale(heard, score))
    by = _with_instrument(question.keys, fitting, heard)
    return Asked(
        grouped=Grouped.of(fitting, by),
        instruments=heard.scales(fitting.keys["instrument"]),
        confidence=confidence_of(heard, question.confidence),
        minimum=minimum_of(heard, fitting),
        notes=tuple(notes),
    )


def table_for(heard: Heard, question: Question) -> Lines:
    """The answers to the items, where the question names the dimension; else the answers, or means of respondents."""
    named = {*question.keys, *question.where}
    return heard.item_lines if heard.item_lines is not None and "dimension" in named else heard.lines


def _left_out(lines: Lines, kept: Lines) -> list[SpokenFact]:
    def answers(table: Lines) -> int:
        return int(table.count[~np.isnan(table.score.at)].sum())

    count = answers(lines) - answers(kept)
    return [SpokenFact(sentence("Answers of others, left out: {count}."), count=count)] if count else []


def _scales(heard: Heard, lines: Lines, question: Question, score: Score | None) -> list[Instrument]:
    answers = ~np.isnan(lines.score.at) & ~lines.averaged if score is not None and score.one_by_one else np.array(False)
    used = lines.keys["instrument"].codes[answers] if answers.any() else lines.keys["instrument"].codes
    present = {code for code in np.unique(used).tolist() if code != NONE}
    labels = lines.keys["instrument"].labels
    known = [heard.instruments[str(labels[code])] for code in sorted(present)]
    if question.instrument is not None:
        return _wished(heard, question.instrument, score)
    if score is None:
        return known
    possible = [one for one in known if score.refused(one) is None]
    return [one for one in possible if score.fits(one)] or [one for one in possible if one.kind is None]


def _wished(heard: Heard, wished: str | Sequence[str], score: Score | None) -> list[Instrument]:
    names = [wished] if isinstance(wished, str) else list(wished)
    for name in names:
        if name not in heard.instruments:
            raise ModelError.of("SC-608", name, choices=", ".join(heard.instruments))
    scales = [heard.instruments[name] for name in names]
    for one in scales:
        reason = None if score is None else score.refused(one)
        if reason is not None and score is not None:
            raise ModelError.of("SC-605", score.name, instrument=one.id, reason=reason)
    return scales


def _no_scale(heard: Heard, score: Score | None) -> SpokenFact:
    text = sentence("None of the scales is meant for {score}: {instruments}. Choose one with instrument=….")
    return SpokenFact(text, score="" if score is None else score.name, instruments=", ".join(heard.instruments))


def _with_instrument(by: tuple[str, ...], lines: Lines, heard: Heard) -> tuple[str, ...]:
    """Answers on different scales, or to different kinds of question, are never pooled: the scale is then the first key."""
    used = lines.keys["instrument"].taken(np.unique(lines.keys["instrument"].codes, return_index=True)[1]).values()
    scales = {
        (one.lowest, one.highest, one.better, one.kind) for one in (heard.instruments[str(name)] for name in used)
    }
    return ("instrument", *by) if len(scales) > 1 and "instrument" not in by else by


def confidence_of(heard: Heard, wished: float | None) -> float:
    """
    The confidence of intervals.

    Raises:
        ModelError: It does not lie between 0 and 1 (`SC-610`).
    """
    confidence = heard.settings.confidence if wished is None else wished
    if not 0 < confidence < 1:
        raise ModelError.of("SC-610", confidence, reason=SpokenFact(sentence("it lies between 0 and 1.")))
    return confidence


def minimum_of(heard: Heard, lines: Lines) -> int:
    """The fewest people whose answers are shown: that of the settings, or the strictest promise of the surveys."""
    key = lines.keys.get("survey")
    named: Iterable[object] = () if key is None else set(key.values())
    promised = {one.id: one.promised_minimum_group or 0 for one in heard.surveys}
    return max([heard.settings.minimum_group, *(promised.get(str(name), 0) for name in named)])
