"""Ids and the references to them."""

from __future__ import annotations

import re
import unicodedata
from typing import ClassVar

from attrs import define

from servicecraft.errors import (
    SpokenFact,
)
from servicecraft.model.columns.texts import LONGEST_NAME, Text
from servicecraft.words import sentence

UNMAPPED = "unmapped"
"""The provider that stands for everything a party receives and nobody has mapped."""
KIND_PREFIX = "kind:"
"""`kind:branch` in a link means every unit of the kind `branch`."""
_SIMPLE_ID = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.:\-]*")
_NOT_IN_IDS = re.compile(r"[\s|,;]")


@define(eq=False)
class Identifier(Text):
    """The key of a row."""

    longest: int = LONGEST_NAME
    reserved: tuple[str, ...] = (UNMAPPED,)

    expected: ClassVar[str] = sentence("an id")

    def clean(self, value: object) -> object:
        """The id in NFC; spaces, separators and invisible characters are refused."""
        if not isinstance(value, str):
            self.wrong_kind(value)
        if not _SIMPLE_ID.fullmatch(value):
            value = self._tidied_id(value)
        if len(value) > self.longest:
            self.refuse("SC-148", value, limit=self.longest)
        if value in self.reserved or value.startswith(KIND_PREFIX):
            self.refuse("SC-138", value)
        return value

    def _tidied_id(self, value: str) -> str:
        text = unicodedata.normalize("NFC", value).strip()
        if not text:
            return self.missing()
        for character in text:
            if _NOT_IN_IDS.match(character) or not character.isprintable():
                named = SpokenFact(sentence("a space")) if character == " " else _named(character)
                self.refuse("SC-109", value, character=named, proposal=proposed_id(text))
        return text

    def schema(self) -> dict[str, object]:
        """A string without spaces and separators."""
        return {"type": "string", "pattern": r"^[^\s|,;]+$", "minLength": 1, "maxLength": self.longest}


def _named(character: str) -> str:
    return f"'{character}'" if character.isprintable() else f"U+{ord(character):04X}"


def proposed_id(text: str) -> str:
    """An id made from any text: small letters, digits and underscores; `"id"` where nothing of it can stay."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9.]+", "_", ascii_text.lower()).strip("_.") or "id"


@define(eq=False)
class Reference(Identifier):
    """
    The id of a row of another table.

    Attributes:
        targets: Tables that the id may name.
        kinds: Whether `kind:branch` may stand for all units of a kind.
        reserved_allowed: Reserved ids that may stand here.
    """

    targets: tuple[str, ...] = ()
    kinds: bool = False
    reserved: tuple[str, ...] = ()
    reserved_allowed: tuple[str, ...] = ()

    def clean(self, value: object) -> object:
        """The id; a blank text names nothing, and a kind may be of several words."""
        if isinstance(value, str) and not self.required and not value.strip():
            return None
        if isinstance(value, str) and self.kinds and value.lstrip().startswith(KIND_PREFIX):
            return Text.clean(self, value)
        return Identifier.clean(self, value)

    def schema(self) -> dict[str, object]:
        """A string without spaces and separators, or a kind; where it may be left out, also a blank one."""
        one = r"[^\s|,;]+|kind:[\s\S]+" if self.kinds else r"[^\s|,;]+"
        if self.required:
            return {**Identifier.schema(self), "pattern": f"^({one})$"}
        return {"type": "string", "pattern": f"^({one})?$", "maxLength": self.longest}
