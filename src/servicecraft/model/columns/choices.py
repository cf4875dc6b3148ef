"""One word out of a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attrs import define

from servicecraft.errors import (
    SpokenFact,
    WordFact,
    nearest,
    nearest_sentence,
)
from servicecraft.model.columns.column import Column
from servicecraft.model.words import Words
from servicecraft.words import sentence


@define(eq=False)
class Choice(Column):
    """One word out of a few."""

    words: type[Words] = Words

    expected: ClassVar[str] = sentence("one of the words of the column")

    def clean(self, value: object) -> object:
        """The member that the word names, in Spanish or English."""
        if isinstance(value, self.words):
            return value
        if not isinstance(value, str):
            self.wrong_kind(value)
        if self.words.is_ambiguous(value):
            self.refuse("SC-130", value)
        member = self.words.named(value)
        if member is None:
            known = [word for one in self.words for word in one.spellings()]
            self.refuse(
                "SC-119",
                value,
                column=self.heading,
                nearest=nearest_words(value.casefold(), known),
                choices=WordFact(" ".join(f"{self.words.__name__}.{one.value}" for one in self.words)),
            )
        return member

    def plain(self, value: object) -> object:
        """The word that files hold."""
        return value.value if isinstance(value, Words) else value

    def schema(self) -> dict[str, object]:
        """One of the words."""
        return {"type": "string", "enum": [one.value for one in self.words]}


def nearest_words(unknown: str, known: Sequence[str]) -> SpokenFact:
    """A half sentence that proposes the nearest known words; empty where nothing is alike."""
    return nearest_sentence(nearest(unknown, known))
