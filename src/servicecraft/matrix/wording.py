"""The words of a matrix in both languages: what stands at its edges, and every spelling that is read as it."""

from __future__ import annotations

from enum import Enum, unique
from typing import Self

from servicecraft.errors import SpokenFact
from servicecraft.model.words import DeclaredBy
from servicecraft.words import glossary, sentence

_GLOSSARY = "matrix"


class _MatrixWords(Enum):
    """A small vocabulary of the sheets; the value is the code under which the glossary holds it."""

    def label(self, language: str | None = None) -> str:
        """The word that people read, in the language of the locale."""
        return glossary.label_in(_GLOSSARY, self.scope(), str(self.value), language)

    @classmethod
    def named(cls, word: str) -> Self | None:
        """The member that a word names, in either language, whatever its capitals; `None` if none does."""
        code = glossary.recognised_in(_GLOSSARY, cls.scope(), word)
        return None if code is None else cls(code)

    @classmethod
    def scope(cls) -> str:
        """Where the glossary holds the words."""
        raise NotImplementedError


@unique
class PartyKind(_MatrixWords):
    """What can stand at an edge of a matrix."""

    UNIT = "unit"
    PERSON = "person"
    RESOURCE = "resource"
    UNMAPPED = "unmapped"
    CUSTOMER = "customer"

    @classmethod
    def scope(cls) -> str:
        """The parties."""
        return "party"

    @property
    def works(self) -> bool:
        """Whether it gives and receives, and has work of its own: units and people."""
        return self in (PartyKind.UNIT, PartyKind.PERSON)

    @property
    def gives(self) -> bool:
        """Whether it has a row: everything but external customers."""
        return self is not PartyKind.CUSTOMER

    @property
    def receives(self) -> bool:
        """Whether it has a column: units, people and external customers."""
        return self.works or self is PartyKind.CUSTOMER


@unique
class Scale(_MatrixWords):
    """What the cells of a matrix may hold."""

    ONE_THREE_NINE = "one_three_nine"
    POINTS = "points"

    @classmethod
    def scope(cls) -> str:
        """The scales."""
        return "scale"

    def allows(self, value: float) -> bool:
        """Whether a mark can stand in a cell; 0 says that nothing is received."""
        return value in (0, *ONE_THREE_NINE) if self is Scale.ONE_THREE_NINE else value >= 0

    @property
    def marks(self) -> SpokenFact:
        """The marks in words."""
        if self is Scale.ONE_THREE_NINE:
            return SpokenFact(sentence("1, 3 or 9, and 0 for nothing at all"))
        return SpokenFact(sentence("any number from 0 upwards, 100 in all for each column"))

    @property
    def told(self) -> SpokenFact:
        """The scale in words."""
        steps, points = sentence("the steps 1, 3 and 9"), sentence("100 points for each column")
        return SpokenFact(steps if self is Scale.ONE_THREE_NINE else points)


ONE_THREE_NINE = (1, 3, 9)
"""Useful, important, decisive: steps far enough apart to be chosen without long thought."""


def side_label(side: DeclaredBy, language: str | None = None) -> str:
    """How a sheet names a whole side as its judge; it holds a space, so that no id can be taken for it."""
    return glossary.label_in(_GLOSSARY, "side", side.value, language)


def side_named(word: str) -> DeclaredBy | None:
    """The side that a word names; `None` if it names none."""
    code = glossary.recognised_in(_GLOSSARY, "side", word)
    return None if code is None else DeclaredBy(code)


def line_label(line: str, language: str | None = None) -> str:
    """How a line above the headings begins: `judge`, `scale`, `day`."""
    return glossary.label_in(_GLOSSARY, "line", line, language)


def line_named(word: str) -> str | None:
    """The line that a word begins; `None` if it begins none."""
    return glossary.recognised_in(_GLOSSARY, "line", word)


def heading_label(heading: str, language: str | None = None) -> str:
    """What a heading says: `kind`, `id`, `name`, `judge`, a place where failings begin, or `sum`."""
    return glossary.label_in(_GLOSSARY, "heading", heading, language)


def heading_named(word: str) -> str | None:
    """The heading that a word means; `None` if it means none."""
    return glossary.recognised_in(_GLOSSARY, "heading", word)


def sheet_label(sheet: str, language: str | None = None) -> str:
    """The name of a sheet: `square` or `beans`."""
    return glossary.label_in(_GLOSSARY, "sheet", sheet, language)
