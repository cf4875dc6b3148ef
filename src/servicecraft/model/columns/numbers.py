"""Numbers, whole numbers, yes and no."""

from __future__ import annotations

import math
import re
from typing import ClassVar

from attrs import define

from servicecraft.errors import (
    SpokenFact,
)
from servicecraft.model.columns.cells import CellForm
from servicecraft.model.columns.column import Column
from servicecraft.words import sentence

LARGEST_WHOLE = 2**53 - 1
_WHOLE = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_THOUSANDS = {mark: re.compile(rf"[+-]?\d{{1,3}}(_\d{{3}})+({re.escape(mark)}\d*)?") for mark in ".,"}


@define(eq=False)
class Number(Column):
    """
    A number, within a range.

    Attributes:
        lowest: Least value allowed.
        highest: Greatest value allowed.
        open_low: Whether the least value itself is refused.
        open_high: Whether the greatest value itself is refused.
    """

    lowest: float | None = None
    highest: float | None = None
    open_low: bool = False
    open_high: bool = False

    expected: ClassVar[str] = sentence("a number")

    def clean(self, value: object) -> object:
        """The number as a float, finite and in range."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong_kind(value)
        if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
            self.refuse("SC-104", value)
        number = float(value)
        if not math.isfinite(number):
            self.refuse("SC-105", value)
        self._check_range(number)
        return number + 0.0  # so that -0.0 is kept as 0.0

    def _check_range(self, number: float) -> None:
        too_low = self.lowest is not None and (number < self.lowest or (self.open_low and number == self.lowest))
        too_high = self.highest is not None and (number > self.highest or (self.open_high and number == self.highest))
        if too_low or too_high:
            self.refuse("SC-127", _short_number(number), column=self.heading, range=self.range_words())

    def range_words(self) -> SpokenFact:
        """The range in words, such as `from 0 to 1`."""
        low = None if self.lowest is None else _short_number(self.lowest)
        high = None if self.highest is None else _short_number(self.highest)
        if low is not None and high is not None:
            text = sentence("from {low} to below {high}") if self.open_high else sentence("from {low} to {high}")
            text = sentence("above {low}, up to {high}") if self.open_low else text
        elif high is not None:
            text = sentence("at most {high}")
        else:
            text = sentence("above {low}") if self.open_low else sentence("{low} or more")
        return SpokenFact(text, low=low, high=high)

    def read(self, cell: str, form: CellForm) -> object:
        """The number that the cell's text stands for, in the declared form."""
        text = cell.strip()
        if form.thousands is not None and form.thousands in text:
            if not _THOUSANDS[form.decimal].fullmatch(text.replace(form.thousands, "_")):
                self.refuse("SC-105", cell)
            text = text.replace(form.thousands, "")
        if form.decimal == ",":
            if "." in text:
                self.refuse("SC-105", cell)
            text = text.replace(",", ".")
        if _WHOLE.fullmatch(text):
            if len(text) > 17:
                self.refuse("SC-104", cell)
            return int(text)
        if not _DECIMAL.fullmatch(text):
            self.refuse("SC-105", cell)
        number = float(text)
        if number == 0 and text.lower().partition("e")[0].strip("+-0."):
            self.refuse("SC-105", cell)  # so small that nothing but 0 would be left
        return number

    def plain(self, value: object) -> object:
        """A whole number without its decimal point, as people write it."""
        return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE else value

    def written(self, value: object, form: CellForm) -> str:
        """The shortest text that reads back as the same number."""
        return str(self.plain(value)).replace(".", form.decimal)

    def schema(self) -> dict[str, object]:
        """A number in the range."""
        limits: dict[str, object] = {"type": "number"}
        if self.lowest is not None:
            limits["exclusiveMinimum" if self.open_low else "minimum"] = self.plain(self.lowest)
        if self.highest is not None:
            limits["exclusiveMaximum" if self.open_high else "maximum"] = self.plain(self.highest)
        return limits


def _short_number(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < LARGEST_WHOLE else repr(number)


@define(eq=False)
class Whole(Number):
    """A whole number."""

    expected: ClassVar[str] = sentence("a whole number")

    def clean(self, value: object) -> object:
        """The whole number, in range; 3.0 counts as 3."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong_kind(value)
        if abs(value) > LARGEST_WHOLE:
            self.refuse("SC-104", value)
        self._check_range(value)
        return value

    def schema(self) -> dict[str, object]:
        """An integer in the range."""
        return {**Number.schema(self), "type": "integer"}


@define(eq=False)
class YesNo(Column):
    """Yes or no."""

    expected: ClassVar[str] = sentence("yes or no (true or false)")

    def clean(self, value: object) -> object:
        """A truth value; nothing else is taken for one."""
        if not isinstance(value, bool):
            self.wrong_kind(value)
        return value

    def read(self, cell: str, form: CellForm) -> object:  # noqa: ARG002
        """Yes, no, true, false, sí, verdadero, falso, in any capitals."""
        word = cell.strip().casefold()
        if word in _YES:
            return True
        if word not in _NO:
            self.refuse("SC-119", cell, column=self.heading, nearest="", choices=SpokenFact(sentence("yes, no")))
        return False

    def written(self, value: object, form: CellForm) -> str:  # noqa: ARG002
        """`yes` or `no`."""
        return "yes" if value else "no"

    def schema(self) -> dict[str, object]:
        """A boolean."""
        return {"type": "boolean"}


_YES = frozenset({"yes", "true", "sí", "si", "verdadero", "x"})
_NO = frozenset({"no", "false", "falso"})
