"""
What the library says when it cannot do what was asked.

Input is refused with a `ModelError`: every fault at once, each with its code, its place, what is so and what to try.
Facts stay on the fault, so programs need not parse prose; sentences are made when somebody reads them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from copy import copy
from difflib import get_close_matches
from typing import Self

from attrs import evolve, field, frozen

from servicecraft.words import glossary, say, say_count, sentence, shortened, visible
from servicecraft.words.faults import FAULT_KINDS, FaultKind
from servicecraft.words.parsers import plain_complaint

MOST_LISTED = 100
"""Faults that the text of one error lists; all of them stay in `ModelError.faults`."""


class ServicecraftError(Exception):
    """
    The root of every error that the library raises on purpose.

    Attributes:
        language: The language in which the error speaks.
    """

    language = "en"

    def in_language(self, language: str) -> Self:
        """The same error, speaking another language."""
        other = copy(self)
        other.language = language
        return other


class Refusal(Exception):  # noqa: N818 - it never leaves the library: a reader turns it into a fault with a place
    """One value that cannot be accepted, before it is known where it stands."""

    def __init__(self, code: str, value: object = None, /, **facts: object) -> None:
        super().__init__(code, value, facts)
        self.code = code
        self.value = value
        self.facts = facts


@frozen(kw_only=True)
class Fault:
    """
    One thing that is wrong with an input, and what to try.

    Attributes:
        code: Stable code, such as `"SC-112"`; the documentation has a page for each.
        path: Where in the program: `people[12].manager`. Empty for a fault of the whole.
        file: The file it stands in, as it was named; `None` where there is no file.
        sheet: The sheet of a workbook; `None` elsewhere.
        line: Line of the text or row of the sheet, from 1.
        column: Character in the line or column of the sheet, from 1.
        value: What stands there, at most 60 visible characters; `None` where nothing stands.
        facts: The named values that the sentences are made with.
        related: Other places that belong to it, such as the first of two equal ids.
        language: The language in which `message` and `remedy` speak.
    """

    code: str
    path: str = ""
    file: str | None = None
    sheet: str | None = None
    line: int | None = None
    column: int | None = None
    value: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    related: tuple[Fault, ...] = ()
    language: str = field(default="en", eq=False)

    @classmethod
    def from_refusal(cls, refusal: Refusal, *, path: str = "", language: str = "en") -> Self:
        """The fault that a refused value makes at a path."""
        value = None if refusal.value is None else shortened(refusal.value)
        facts = tuple((name, fact if isinstance(fact, str) else str(fact)) for name, fact in refusal.facts.items())
        return cls(code=refusal.code, path=path, value=value, facts=facts, language=language)

    @classmethod
    def of(cls, code: str, value: object = None, /, *, path: str = "", **facts: object) -> Self:
        """The fault of one value at a path, with the facts that its sentences name."""
        return cls.from_refusal(Refusal(code, value, **facts), path=path)

    @property
    def kind(self) -> FaultKind:
        """The catalogue's entry for this code."""
        return FAULT_KINDS[self.code]

    @property
    def severity(self) -> str:
        """`"error"` where the input was refused, `"warning"` where it was read all the same."""
        return "warning" if self.kind.warning else "error"

    @property
    def cell(self) -> str | None:
        """The cell in a workbook, such as `"C7"`; `None` elsewhere."""
        if self.sheet is None or self.line is None or self.column is None:
            return None
        return f"{column_letters(self.column)}{self.line}"

    @property
    def place(self) -> str:
        """Where it stands, by file, line and column as editors write them, or the sheet and cell of a workbook."""
        if self.sheet is not None:
            return f"{self.file or ''}[{self.sheet}{'!' + self.cell if self.cell else ''}]"
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    @property
    def message(self) -> str:
        """One sentence: what is so."""
        return say(self.kind.message, self.language, **self._spoken_facts())

    @property
    def remedy(self) -> str:
        """One sentence: what to try."""
        return say(self.kind.remedy, self.language, **self._spoken_facts())

    def _spoken_facts(self) -> dict[str, object]:
        facts: dict[str, object] = {
            name: fact.spoken(self.language) if isinstance(fact, SpokenFact) else fact for name, fact in self.facts
        }
        return {"value": f"'{self.value}'", **facts}

    def in_language(self, language: str) -> Self:
        """The same fault, speaking another language."""
        related = tuple(other.in_language(language) for other in self.related)
        return evolve(self, language=language, related=related)

    def __str__(self) -> str:
        """One line: code, place, path, what is so and what to try."""
        where = visible(" ".join(part for part in (self.place, self.path) if part))
        others = ", ".join(visible(other.place or other.path) for other in self.related)
        other_places = say(sentence("see also {places}"), self.language, places=others)
        also = f" ({other_places})" if others else ""
        return f"{self.code} {where}: {self.message}{also} {self.remedy}".replace("  ", " ")


class SpokenFact(str):
    """A fact that is itself a marked English sentence, spoken in the reader's language."""

    __slots__ = ("details",)

    details: dict[str, object]

    def __new__(cls, text: str, /, **details: object) -> Self:
        """Keep the sentence and the facts that go into it."""
        made = super().__new__(cls, text)
        made.details = details
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with its details."""
        return _spoken_fact, (type(self), str(self), self.details)

    def spoken(self, language: str) -> str:
        """The sentence in a language."""
        details = {
            name: fact.spoken(language) if isinstance(fact, SpokenFact) else fact for name, fact in self.details.items()
        }
        return say(str(self), language, **details)


class TableFact(SpokenFact):
    """A fact that names one or several tables, such as `units people`, spoken with their names in the language."""

    __slots__ = ()

    def spoken(self, language: str) -> str:
        """The names of the tables in a language."""
        return " / ".join(glossary.table_label(name, language) for name in self.split())


class ColumnFact(SpokenFact):
    """A fact that names columns of a table, such as `people.unit people.role`, spoken as their headings."""

    __slots__ = ()

    def spoken(self, language: str) -> str:
        """The headings in a language, each in quotation marks, since many are made of several words."""
        pairs = (name.partition(".") for name in self.split())
        return ", ".join(f"'{glossary.column_label(table, column, language)}'" for table, _, column in pairs)


class WordFact(SpokenFact):
    """A fact that names words of a small vocabulary, such as `Level.senior Level.middle`, spoken with their meaning."""

    __slots__ = ()

    def spoken(self, language: str) -> str:
        """The words that files hold, each with what readers of a language call it where that differs."""
        pairs = (name.partition(".") for name in self.split())
        return ", ".join(_explained(vocabulary, word, language) for vocabulary, _, word in pairs)


class ComplaintFact(SpokenFact):
    """What a parser said, kept as it was said and spoken in plain words."""

    __slots__ = ()

    def spoken(self, language: str) -> str:
        """The complaint in plain words of a language."""
        return say(plain_complaint(str(self)), language)


def _explained(vocabulary: str, word: str, language: str) -> str:
    label = glossary.word_label(vocabulary, word, language)
    return word if glossary.folded(label) == glossary.folded(word) else f"{word} ({label})"


def _spoken_fact(kind: type[SpokenFact], text: str, details: dict[str, object]) -> SpokenFact:
    return kind(text, **details)


class ModelError(ServicecraftError, ValueError):
    """
    An input was refused, and here is everything that is wrong with it.

    Attributes:
        faults: All faults, in the order of file and line.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=_in_reading_order))
        super().__init__(self.faults)

    @classmethod
    def of(
        cls, code: str, value: object = None, /, *, path: str = "", file: str | None = None, **facts: object
    ) -> Self:
        """The error for a single fault."""
        return cls([evolve(Fault.from_refusal(Refusal(code, value, **facts), path=path), file=file)])

    def in_language(self, language: str) -> Self:
        """The same error, speaking another language."""
        return type(self)([fault.in_language(language) for fault in self.faults])

    def at(self, file: str) -> Self:
        """The same error, with a file for the faults that name none."""
        return type(self)([fault if fault.file else evolve(fault, file=file) for fault in self.faults])

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults[:MOST_LISTED]]
        if len(self.faults) > MOST_LISTED:
            rest = len(self.faults) - MOST_LISTED
            lines.append(
                say_count(
                    "… and {count} more fault.",
                    "… and {count} more faults.",
                    rest,
                    self.faults[0].language,
                )
            )
        return "\n".join(lines)


def _in_reading_order(fault: Fault) -> tuple[str, str, int, int, str]:
    return (fault.file or "", fault.sheet or "", fault.line or 0, fault.column or 0, fault.code)


class NetworkError(ModelError):
    """A network of services has no answer, or a question about it may not be asked; the faults say why."""


class PlanError(ModelError):
    """A plan has no schedule, a calendar no working day, or a question about them no answer; the faults say why."""


class UnknownIdError(ServicecraftError, LookupError):
    """
    Something was asked for by an id that does not exist.

    Attributes:
        unknown: The id; what is no text is told as in any message.
        nearest: The known ids most like it, best first.
        known: All known ids, in order, where they are few and none is near; empty elsewhere.
        kinds: Among what it was looked for.
    """

    def __init__(self, unknown: object, known: Iterable[str], kinds: str) -> None:
        ids = tuple(known)
        self.unknown = unknown if isinstance(unknown, str) else shortened(unknown)
        self.nearest = nearest(unknown, ids)
        self.known = () if self.nearest or len(ids) > MOST_NAMED else tuple(sorted(ids))
        self.kinds = kinds
        super().__init__(self.unknown, self.nearest, kinds)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the ids that are told instead of all known ones, and with the language."""
        return type(self), (self.unknown, self.nearest or self.known, self.kinds), self.__dict__

    def __str__(self) -> str:
        kinds = say(glossary.table_label(self.kinds, self.language), self.language)
        text = say(
            sentence("There is no '{unknown}' among the {kinds}."), self.language, unknown=self.unknown, kinds=kinds
        )
        told = nearest_sentence(self.nearest) if self.nearest else _known_sentence(self.known)
        return f"{text} {told.spoken(self.language)}".rstrip()


OTHER_KINDS = (sentence("parties"), sentence("parties and services"), sentence("schemas"), sentence("topics"))
"""What an unknown id can be looked for among, beside the tables."""


class MissingExtraError(ServicecraftError, ImportError):
    """
    A capability was used whose libraries are not installed.

    Attributes:
        extra: The extra that brings them; empty where none does and the package named in `needs` is to be installed.
        needs: What is missing.
    """

    def __init__(self, extra: str, needs: str) -> None:
        super().__init__(extra, needs)
        self.extra = extra
        self.needs = needs

    def __str__(self) -> str:
        if self.extra:
            text = sentence("This needs {needs}. Install it with: pip install 'servicecraft[{extra}]'")
        else:
            text = sentence("This needs {needs}. Install it with: pip install {needs}")
        needs = self.needs.spoken(self.language) if isinstance(self.needs, SpokenFact) else self.needs
        return say(text, self.language, needs=needs, extra=self.extra)


def nearest(unknown: object, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """
    The known words most like an unknown one, best first.

    Returns:
        At most *most* words, those that differ only in capitals or accents' writing before all others; empty where
        nothing is alike, and for what is no text.
    """
    if not isinstance(unknown, str):
        return ()
    words = tuple(known)
    folded = unknown.casefold()
    same = sorted(word for word in words if word.casefold() == folded)
    alike = get_close_matches(unknown, _worth_comparing(unknown, words), n=most, cutoff=0.6)
    return tuple(dict.fromkeys([*same, *alike]))[:most]


def _worth_comparing(unknown: str, words: Iterable[str]) -> list[str]:
    """All words where they are few; else those of about the same length that begin or end alike, near it in order."""
    words = list(words)
    if len(words) <= FEW_COMPARED:
        return sorted(words)
    first, last, size = unknown[:1].casefold(), unknown[-1:].casefold(), len(unknown)
    near = (word for word in words if abs(len(word) - size) <= 2)
    found = sorted(word for word in near if word[:1].casefold() == first or word[-1:].casefold() == last)
    start = max(0, bisect_left(found, unknown) - MOST_COMPARED // 2)
    return found[start : start + MOST_COMPARED]


def nearest_sentence(alike: Sequence[str]) -> SpokenFact:
    """A half sentence that proposes the nearest known words; empty where nothing is alike."""
    if not alike:
        return SpokenFact("")
    return SpokenFact(sentence("Closest: {names}."), names=", ".join(f"'{name}'" for name in alike))


def _known_sentence(known: Sequence[str]) -> SpokenFact:
    if not known:
        return SpokenFact("")
    return SpokenFact(sentence("There are: {names}."), names=", ".join(f"'{name}'" for name in known))


MOST_COMPARED = 5_000
"""Known words that one unknown word is compared with: comparing all of a large table would take seconds."""
FEW_COMPARED = 500
"""Up to so many known words, every one is compared."""
MOST_NAMED = 20
"""Known ids that an error names where none of them is near."""


def column_letters(number: int) -> str:
    """The letters of a spreadsheet column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
