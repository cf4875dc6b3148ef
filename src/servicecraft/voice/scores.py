"""
The scores: each a small function from counted answers to a figure with its interval.

Everything else, which answers are taken, what is withheld and how it is told, is the same for all of them and stands
elsewhere.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import field, frozen

from servicecraft.errors import SpokenFact
from servicecraft.model.voices import Instrument
from servicecraft.model.words import Better, InstrumentKind
from servicecraft.statistics.arrays import Flags, Floats, Whole, quotient
from servicecraft.statistics.promoters import net_promoters, net_promoters_interval
from servicecraft.statistics.shares import newcombe, wilson
from servicecraft.voice.grouping import Grouped
from servicecraft.voice.lines import Steps
from servicecraft.voice.scales import Scale
from servicecraft.words import sentence

if TYPE_CHECKING:
    from servicecraft.voice.asking import Asked

CLOSE = 1e-9
"""Rounding that is forgiven when an answer is compared with a step."""
NEITHER = sentence("no interval")
"""The method of a row whose spread nobody told."""


@frozen(kw_only=True, eq=False)
class Scored:
    """
    A score of each group.

    Attributes:
        n: How many answers it rests on.
        value: The figure; NaN where there is none.
        lower: Where its interval begins; NaN where there is none.
        upper: Where it ends.
        worth: How many independent equal answers it is worth.
        effective: How many equal respondents, for means; the same for shares.
        variance: The variance between respondents, for means; `None` for shares.
        more: Further columns, by name.
        averages: Answers that are only known as averages and have no part in it.
    """

    n: Whole
    value: Floats
    lower: Floats
    upper: Floats
    effective: Floats
    worth: Floats = field()
    variance: Floats | None = None
    more: Mapping[str, Floats | Whole] = field(factory=dict)
    averages: int = 0

    @worth.default
    def _as_effective(self) -> Floats:
        return self.effective


class Score(ABC):
    """
    One way to score answers.

    Attributes:
        name: Its column, and the name under which it is asked for.
        interval: The method of its interval.
        contrast: The method of the interval of a difference.
        decimals: How many decimals people see.
        one_by_one: Whether answers must be known one by one, so that averages have no part in it.
    """

    name: ClassVar[str]
    interval: ClassVar[str]
    contrast: ClassVar[str]
    decimals: ClassVar[int] = 3
    one_by_one: ClassVar[bool] = True

    @abstractmethod
    def fits(self, instrument: Instrument) -> bool:
        """Whether an instrument is meant for the score, so that it is taken where nobody chooses."""

    def refused(self, instrument: Instrument) -> SpokenFact | None:  # noqa: ARG002 - not every score looks
        """Why the scale of an instrument cannot give the score at all; `None` where it can."""
        return None

    def rests_on(self, grouped: Grouped) -> Flags:
        """The lines whose answers have a part in the score."""
        return grouped.stepped

    def lacks(self, grouped: Grouped) -> Flags:
        """The lines that hold no answer to what is scored."""
        return ~grouped.answered

    @abstractmethod
    def of(self, asked: Asked) -> Scored:
        """The score of each group of some answers."""

    def difference(
        self,
        after: Scored,
        before: Scored,
        confidence: float,  # noqa: ARG002 - the intervals of both have it already
    ) -> tuple[Floats, Floats, Floats]:
        """How far the score of each group is above that of another one of other people, with its interval."""
        value = after.value - before.value
        below = np.hypot(after.value - after.lower, before.upper - before.value)
        above = np.hypot(after.upper - after.value, before.value - before.lower)
        return value, value - below, value + above


def reached(asked: Asked, best: float) -> Flags:
    """The lines that stand within the best steps of their scale, so many of them."""
    grouped = asked.grouped
    scale = grouped.lines.keys["instrument"].codes
    limit = np.array([*(_limit(one, best) for one in asked.instruments), np.nan])[scale]
    rises = np.array([*(one.better is Better.HIGHER for one in asked.instruments), True])[scale]
    away = np.where(rises, grouped.lines.score.at - limit, limit - grouped.lines.score.at)
    return np.asarray(grouped.stepped & (away >= -CLOSE))


def _limit(instrument: Instrument, best: float) -> float:
    rises = instrument.better is Better.HIGHER
    return instrument.highest - best + 1 if rises else instrument.lowest + best - 1


def _left_out(grouped: Grouped) -> int:
    return int(grouped.lines.count[grouped.answered & grouped.lines.averaged].sum())


@frozen(kw_only=True)
class TopBox(Score):
    """
    The share of answers in the best steps of the scale.

    Source:
        The interval: Wilson (1927); of a difference: Newcombe (1998), method 10.
    """

    name: ClassVar[str] = "csat"
    interval: ClassVar[str] = "Wilson"
    contrast: ClassVar[str] = "Newcombe"
    top: int = 2

    def fits(self, instrument: Instrument) -> bool:
        """Instruments of satisfaction; others are taken when they are asked for."""
        return instrument.kind is InstrumentKind.CSAT

    def refused(self, instrument: Instrument) -> SpokenFact | None:
        """The best steps must be fewer than the scale has, and begin where a part of it begins."""
        low, high = f"{instrument.lowest:g}", f"{instrument.highest:g}"
        if not 1 <= self.top <= instrument.highest - instrument.lowest:
            text = sentence("the scale from {lowest} to {highest} has no {top} best steps beside others.")
            return SpokenFact(text, lowest=low, highest=high, top=self.top)
        width = Scale.of(instrument).width
        if abs((self.top - 1) / width - round((self.top - 1) / width)) > CLOSE:
            text = sentence("answers between {lowest} and {highest} are counted in parts of {width}.")
            return SpokenFact(text, lowest=low, highest=high, width=f"{width:g}")
        return None

    def of(self, asked: Asked) -> Scored:
        """Hits of answers that are known one by one, with the Wilson interval."""
        grouped = asked.grouped
        hit = reached(asked, self.top)
        weight = grouped.total(np.where(grouped.stepped, grouped.lines.weight, 0.0))
        share = quotient(grouped.total(np.where(hit, grouped.lines.weight, 0.0)), weight)
        effective = grouped.worth(Steps.exactly(hit.astype(np.float64)), grouped.stepped)
        lower, upper = wilson(np.nan_to_num(share) * effective, effective, asked.confidence)
        return Scored(
            n=grouped.counted(grouped.stepped),
            value=share,
            lower=lower,
            upper=upper,
            effective=effective,
            more={"hits": grouped.counted(hit)},
            averages=_left_out(grouped),
        )

    def difference(self, after: Scored, before: Scored, confidence: float) -> tuple[Floats, Floats, Floats]:
        """Newcombe's difference of two shares."""
        hits = [np.nan_to_num(one.value) * one.effective for one in (after, before)]
        return newcombe(hits[0], after.effective, hits[1], before.effective, confidence)


@frozen(kw_only=True)
class NetPromoters(Score):
    """
    Promoters (9 and 10) minus detractors (0 to 6), of a hundred.

    Source:
        Reichheld (2003); the interval: adjusted Wald (Rocks 2016); of a difference: Zou & Donner (2008), from both intervals.
    """

    name: ClassVar[str] = "nps"
    interval: ClassVar[str] = sentence("adjusted Wald")
    contrast: ClassVar[str] = sentence("from both intervals")
    decimals: ClassVar[int] = 1

    def fits(self, instrument: Instrument) -> bool:
        """Instruments of recommending."""
        return instrument.kind is InstrumentKind.NPS

    def refused(self, instrument: Instrument) -> SpokenFact | None:
        """The score is only defined on scales of ten or eleven steps that end with 10."""
        if instrument.highest == 10 and instrument.lowest in (0, 1):
            return None
        text = sentence(
            "promoters and detractors stand on a scale from 0 or 1 to 10, and this one goes from {lowest} to {highest}."
        )
        return SpokenFact(text, lowest=f"{instrument.lowest:g}", highest=f"{instrument.highest:g}")

    def of(self, asked: Asked) -> Scored:
        """Promoters, passives and detractors among answers that are known one by one, with the adjusted Wald interval."""
        grouped, best, good = asked.grouped, reached(asked, 2), reached(asked, 4)
        parts = {"promoters": best, "passives": good & ~best, "detractors": grouped.stepped & ~good}
        up, middle, down = (grouped.total(np.where(part, grouped.lines.weight, 0.0)) for part in parts.values())
        sign = best.astype(np.float64) - parts["detractors"]
        effective = grouped.worth(Steps.exactly(sign), grouped.stepped)
        score, error = net_promoters(up, middle, down, effective_n=effective)
        lower, upper = net_promoters_interval(up, middle, down, asked.confidence, effective_n=effective)
        return Scored(
            n=grouped.counted(grouped.stepped),
            value=score,
            lower=lower,
            upper=upper,
            effective=effective,
            more={**{name: grouped.counted(part) for name, part in parts.items()}, "standard_error": error},
            averages=_left_out(grouped),
        )
