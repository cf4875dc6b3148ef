"""Texts in one or several lines, and what a spreadsheet makes of them."""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from attrs import define

from servicecraft.model.columns.column import SEPARATOR, Column
from servicecraft.words import sentence

LONGEST_NAME, LONGEST_TEXT = 200, 10_000


@define(eq=False)
class Text(Column):
    """
    A text in one piece, kept in NFC with single spaces.

    Attributes:
        longest: Characters allowed.
        personal: Whether it can hold somebody's name or own words.
        lines: Whether it may run over several lines.
    """

    longest: int = LONGEST_TEXT
    personal: bool = False
    lines: bool = False

    expected: ClassVar[str] = sentence("a text")

    def from_cell(self, value: object) -> object:
        """A number as its digits, since spreadsheets turn codes and years into numbers."""
        return digits_of(value)

    def clean(self, value: object) -> object:
        """The text without double spaces; invisible characters are refused."""
        if not isinstance(value, str):
            self.wrong_kind(value)
        if not (value.isascii() and value.isprintable() and "  " not in value and value == value.strip()):
            value = self._tidied(value)
        if not value:
            return self.missing() if self.required else None
        if len(value) > self.longest:
            self.refuse("SC-148", value, limit=self.longest)
        return value

    def _tidied(self, value: str) -> str:
        text = unicodedata.normalize("NFC", value)
        if self.lines:
            text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
        else:
            text = " ".join(text.split())
        for character in text:
            if not character.isprintable() and character != "\n" and not _joins(character):
                self.refuse("SC-108", value, character=f"U+{ord(character):04X}")
        return text

    def schema(self) -> dict[str, object]:
        """A string of limited length."""
        return {"type": "string", "maxLength": self.longest, **({"minLength": 1} if self.required else {})}


@define(eq=False)
class Item(Text):
    """One short text in a list: it may not hold the separator, so that a cell of text can carry the list."""

    longest: int = LONGEST_NAME

    def clean(self, value: object) -> object:
        """The text, without a separator in it."""
        text = Text.clean(self, value)
        if isinstance(text, str) and SEPARATOR in text:
            self.refuse("SC-108", value, character=SEPARATOR)
        return text

    def schema(self) -> dict[str, object]:
        """A string without the separator."""
        return {**Text.schema(self), "pattern": r"^[^|]+$"}


def digits_of(value: object) -> object:
    """A number as the digits that somebody typed, so far as a spreadsheet has left them; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(int(value)) if float(value).is_integer() else repr(value)


def _joins(character: str) -> bool:
    return character in "\u200c\u200d\ufe0f"  # joiners of emoji, Persian and Indic scripts carry meaning
