"""
Where does an answer stand on its scale?

Reads what surveys really hold: numbers, numbers written as text, the words of the scale, codes for "no answer", and cells
that are blank. What is none of these is refused with how often it was given, never counted and never dropped.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import ceil, isfinite, nan

import numpy as np
from attrs import frozen

from servicecraft.errors import Fault, ModelError
from servicecraft.model.voices import Instrument
from servicecraft.model.words import Better
from servicecraft.statistics.arrays import Floats, Whole
from servicecraft.voice.keys import Label
from servicecraft.words import glossary

MOST_STEPS = 1000
"""Whole numbers are counted one by one on scales of up to so many steps, on wider ones in even parts."""
SHORT_RANGE = 20
"""On scales up to this long, half points are told apart."""
MOST_PARTS = 200
"""Into so many even parts at most is a wide scale divided for counting; means stay exact."""


@frozen(kw_only=True, eq=False)
class Scale:
    """
    An instrument, and what else stands for "no answer" in one frame.

    Attributes:
        instrument: The scale as it was stated.
        blanks: Texts that stand for no answer, without capitals and outer spaces.
        codes: Numbers that stand for no answer.
    """

    instrument: Instrument
    blanks: frozenset[str]
    codes: tuple[float, ...]

    @classmethod
    def of(cls, instrument: Instrument, missing: Iterable[object] = ()) -> Scale:
        """The scale of an instrument with further codes and texts that stand for no answer."""
        texts = frozenset(_bare(one) for one in missing if isinstance(one, str))
        numbers = [float(one) for one in missing if isinstance(one, int | float | Decimal)]
        return cls(instrument=instrument, blanks=texts | {""}, codes=tuple(sorted({*instrument.missing, *numbers})))

    @property
    def rises(self) -> bool:
        """Whether the highest score is the best one."""
        return self.instrument.better is Better.HIGHER

    @property
    def span(self) -> float:
        """From the lowest to the highest score."""
        return self.instrument.highest - self.instrument.lowest

    @property
    def steps(self) -> tuple[float, ...]:
        """The scores one by one from the lowest; empty where they are too many, or not a whole number of steps apart."""
        if self.span > MOST_STEPS or not self.span.is_integer():
            return ()
        every = (self.instrument.lowest + number for number in range(int(self.span) + 1))
        return tuple(one for one in every if one not in self.codes)

    @property
    def width(self) -> float:
        """How wide a part of the scale is in which answers between whole steps are counted together."""
        if self.span == 0:
            return 1.0
        wished = 0.5 if self.span <= SHORT_RANGE else max(1.0, self.span / MOST_PARTS)
        return self.span / ceil(self.span / wished)

    def number(self, answer: object) -> float | None:
        """
        An answer as a number on the scale.

        Returns:
            NaN for a missing answer, `None` for what is neither a score nor declared as missing.
        """
        found = self._read(answer)
        if found is None or found != found or found in self.codes:
            return None if found is None else nan
        return found if self.instrument.lowest <= found <= self.instrument.highest else None

    def fault(self, answer: Label, count: int, path: str) -> Fault:
        """That an answer is no score, and how often it was given."""
        if isinstance(answer, str) and self._of_text(answer) is None:
            return Fault.of("SC-602", answer, path=path, count=count)
        plain = answer if isinstance(answer, str | datetime.date) else f"{answer:g}"
        low, high = f"{self.instrument.lowest:g}", f"{self.instrument.highest:g}"
        return Fault.of(
            "SC-601", plain, path=path, count=count, lowest=low, highest=high, instrument=self.instrument.id
        )

    def _read(self, answer: object) -> float | None:
        if answer is None:
            return nan
        if isinstance(answer, str):
            return self._of_text(answer)
        return float(answer) if isinstance(answer, int | float) else None

    def _of_text(self, answer: str) -> float | None:
        if _bare(answer) in self.blanks:
            return nan
        folded = glossary.folded(answer)
        words = [glossary.folded(one) for one in self.instrument.labels]
        if folded in words and words.count(folded) == 1:
            step = self.span / (len(words) - 1) if len(words) > 1 else 0.0
            return self.instrument.lowest + step * words.index(folded)
        try:
            number = float(answer) if "_" not in answer else nan
        except ValueError:
            return None
        return number if isfinite(number) else None


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())


def standing(answers: Sequence[Label | None], counts: Whole, scale: Scale, column: str) -> Floats:
    """
    Where different answers stand, each with how often it was given.

    Returns:
        Their numbers; NaN where there is no answer.

    Raises:
        ModelError: `SC-601` or `SC-602` for everything that is no score and not declared as missing, with its count.
    """
    found = [scale.number(one) for one in answers]
    refused: dict[Label, int] = {}
    for answer, number, count in zip(answers, found, counts.tolist(), strict=True):
        if number is None and answer is not None:
            refused[answer] = refused.get(answer, 0) + count
    refuse(refused, scale, column)
    return np.array(found, dtype=np.float64)


def refuse(refused: Mapping[Label, int], scale: Scale, column: str) -> None:
    """
    Tell what is no score, with how often it was given, the commonest first.

    Raises:
        ModelError: There is any.
    """
    often = sorted(refused.items(), key=lambda pair: (-pair[1], str(pair[0])))
    if often:
        raise ModelError([scale.fault(answer, count, column) for answer, count in often])
