"""The scores that are means: of answers, of effort, of what was received against what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import frozen

from servicecraft.errors import ModelError
from servicecraft.model.voices import Instrument
from servicecraft.model.words import InstrumentKind
from servicecraft.statistics.arrays import Flags, Floats, quotient
from servicecraft.statistics.means import mean_interval, welch
from servicecraft.voice.grouping import Grouped
from servicecraft.voice.lines import Steps
from servicecraft.voice.scores import NetPromoters, Score, Scored, TopBox
from servicecraft.words import sentence

if TYPE_CHECKING:
    from servicecraft.voice.asking import Asked


@frozen(kw_only=True)
class Mean(Score):
    """
    The mean on the scale of the instrument, of single answers and tables of averages together.

    Source:
        The interval: Student (1908); of a difference: Welch (1947); weighted answers count by Kish's effective size.
    """

    name: ClassVar[str] = "mean"
    interval: ClassVar[str] = "t"
    contrast: ClassVar[str] = "Welch"
    one_by_one: ClassVar[bool] = False

    def fits(self, instrument: Instrument) -> bool:  # noqa: ARG002 - all do
        """Every instrument has a mean."""
        return True

    def rests_on(self, grouped: Grouped) -> Flags:
        """Answers one by one, and averages."""
        return grouped.answered

    def of(self, asked: Asked) -> Scored:
        """Means with their t interval."""
        return mean_of(asked.grouped, asked.grouped.lines.score, asked.grouped.answered, asked.confidence)

    def difference(self, after: Scored, before: Scored, confidence: float) -> tuple[Floats, Floats, Floats]:
        """Welch's difference of two means."""
        variances = [
            np.full(len(one.value), np.nan) if one.variance is None else one.variance for one in (after, before)
        ]
        return welch(
            after.value, variances[0], after.effective, before.value, variances[1], before.effective, confidence
        )


@frozen(kw_only=True)
class Effort(Mean):
    """The mean of how easy it was, on the scale of the instrument."""

    name: ClassVar[str] = "ces"

    def fits(self, instrument: Instrument) -> bool:
        """Instruments of effort."""
        return instrument.kind is InstrumentKind.CES


@frozen(kw_only=True)
class Gap(Mean):
    """What was received minus what was expected, over the answers that tell both (paired t)."""

    name: ClassVar[str] = "servqual"
    interval: ClassVar[str] = sentence("paired t")

    def rests_on(self, grouped: Grouped) -> Flags:
        """Answers that tell both."""
        return grouped.paired

    def lacks(self, grouped: Grouped) -> Flags:
        """Answers that tell one of the two, or neither."""
        return ~grouped.paired

    def of(self, asked: Asked) -> Scored:
        """Mean gaps with their t interval, beside the means of both."""
        grouped = asked.grouped
        scored = mean_of(grouped, grouped.lines.gap, grouped.paired, asked.confidence)
        received = grouped.moments(grouped.lines.score, grouped.paired).mean
        return Scored(
            n=scored.n,
            value=scored.value,
            lower=scored.lower,
            upper=scored.upper,
            effective=scored.effective,
            worth=scored.worth,
            variance=scored.variance,
            more={"perception": received, "expectation": received - scored.value, **scored.more},
        )


def mean_of(grouped: Grouped, steps: Steps, which: Flags, confidence: float) -> Scored:
    """The mean of each group with its t interval; the interval is missing where the spread of some answers is not known."""
    answers, people, effective = grouped.moments(steps, which), grouped.between(steps, which), grouped.effective(which)
    variance = people.variance_of_weighted(effective)
    lower, upper = mean_interval(answers.mean, variance, effective, confidence)
    worth = grouped.worth(steps, which)
    return Scored(
        n=grouped.counted(which),
        value=answers.mean,
        lower=lower,
        upper=upper,
        effective=effective,
        worth=worth,
        variance=variance,
        more={
            "deviation": np.sqrt(answers.variance_of_weighted(worth)),
            "standard_error": np.sqrt(quotient(variance, effective)),
        },
    )


def named_score(name: str, top: int = 2) -> Score:
    """
    The score with a name: `csat`, `nps`, `ces`, `mean` or `servqual`.

    Raises:
        ModelError: There is no such score (`SC-608`).
    """
    known: dict[str, Score] = {one.name: one for one in (TopBox(top=top), NetPromoters(), Effort(), Mean(), Gap())}
    if name not in known:
        raise ModelError.of("SC-608", name, choices=", ".join(known))
    return known[name]
