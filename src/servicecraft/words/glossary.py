"""
The fixed terms of the field in both languages, and every spelling under which files may use them.

One table, `glossary.csv`, holds the names of tables and columns and the words of each small vocabulary. A spelling is
recognised whatever its capitals, accents and hyphens; the code of a term is what files hold when the library writes.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from attrs import frozen

from servicecraft.words import base_language


@frozen
class Term:
    """
    One term of the glossary.

    Attributes:
        kind: `table`, `header`, `sheet`, `column`, `word`, `ambiguous`, or `matrix` for what a matrix of a workshop says.
        scope: For a column its table or `*`; for a word its vocabulary.
        code: What files hold when the library writes them.
        en: What English readers see.
        es: What Spanish readers see.
        also: Further spellings that are read.
    """

    kind: str
    scope: str
    code: str
    en: str
    es: str
    also: tuple[str, ...]

    def label(self, language: str | None = None) -> str:
        """What readers of a language see."""
        return self.es if base_language(language) == "es" else self.en

    def spellings(self) -> tuple[str, ...]:
        """Every spelling, the code first, none twice."""
        return tuple(dict.fromkeys(word for word in (self.code, self.en, self.es, *self.also) if word))


def folded(text: str) -> str:
    """A spelling without capitals, accents, hyphens and double spaces, for comparing."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(letters.replace("_", " ").replace("-", " ").split())


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in the order of the glossary."""
    with Path(__file__).with_name("glossary.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Term(
                kind=line["kind"],
                scope=line["scope"],
                code=line["code"],
                en=line["en"],
                es=line["es"],
                also=tuple(word for word in line["also"].split("|") if word),
            )
            for line in csv.DictReader(lines)
        )


def _of(kind: str, *scopes: str) -> Iterable[Term]:
    return (term for term in terms() if term.kind == kind and term.scope in scopes)


@cache
def _codes(kind: str, scope: str) -> dict[str, str]:
    return {folded(spelling): term.code for term in _of(kind, scope) for spelling in term.spellings()}


@cache
def _labels(kind: str, scope: str) -> dict[str, Term]:
    return {term.code: term for term in _of(kind, scope)}


def recognised_table(name: str) -> str | None:
    """The table that a name means, such as `people` for `Personas`; `None` if it means none."""
    return _codes("table", "").get(folded(name))


def recognised_header(name: str) -> str | None:
    """The key of the header that a name means; `None` if it means none."""
    return _codes("header", "").get(folded(name))


def recognised_sheet(name: str) -> str | None:
    """`program` or `guide` for a sheet of a workbook that is no table; `None` for any other one."""
    return _codes("sheet", "").get(folded(name))


def sheet_label(name: str, language: str | None = None) -> str:
    """What a sheet that is no table, or one of its headings, is called in a language."""
    return _labels("sheet", "")[name].label(language)


def recognised_column(table: str, columns: Iterable[str], heading: str) -> str | None:
    """The column, among those of a table, that a heading means; `None` if it means none."""
    return _heading_codes(table, tuple(columns)).get(folded(heading))


@cache
def _heading_codes(table: str, columns: tuple[str, ...]) -> dict[str, str]:
    """Every spelling of the columns of a table; labels win over further spellings, words of the table over all."""
    known = [term for scope in ("*", table) for term in _of("column", scope) if term.code in columns]
    found = {folded(spelling): term.code for term in known for spelling in term.also}
    found |= {folded(label): term.code for term in known for label in (term.en, term.es)}
    return found | {folded(column): column for column in columns}


def column_label(table: str, column: str, language: str | None = None) -> str:
    """The heading of a column in a language; its own name where the glossary has none."""
    term = _labels("column", table).get(column) or _labels("column", "*").get(column)
    return column if term is None else term.label(language)


def table_label(table: str, language: str | None = None) -> str:
    """The name of a table in a language."""
    term = _labels("table", "").get(table)
    return table if term is None else term.label(language)


def header_label(key: str, language: str | None = None) -> str:
    """The name of a key of the header in a language."""
    term = _labels("header", "").get(key)
    return key if term is None else term.label(language)


def word_label(vocabulary: str, value: str, language: str | None = None) -> str:
    """A word of a small vocabulary as people read it."""
    return _labels("word", vocabulary)[value].label(language)


def label_in(kind: str, scope: str, code: str, language: str | None = None) -> str:
    """What readers of a language see for a term of any kind and scope, such as a heading of a matrix."""
    return _labels(kind, scope)[code].label(language)


def recognised_in(kind: str, scope: str, spelling: str) -> str | None:
    """The code that a spelling means among the terms of a kind and scope; `None` if it means none."""
    return _codes(kind, scope).get(folded(spelling))


def word_spellings(vocabulary: str, value: str) -> tuple[str, ...]:
    """Every spelling of a word of a small vocabulary, the one that files hold first."""
    return _labels("word", vocabulary)[value].spellings()


def recognised_word(vocabulary: str, word: str) -> str | None:
    """The value that a word names in a small vocabulary; `None` if it names none."""
    return _codes("word", vocabulary).get(folded(word))


def is_ambiguous(vocabulary: str, word: str) -> bool:
    """Whether a word means different things in different countries, so that it is asked for and not guessed."""
    return folded(word) in {folded(spelling) for term in _of("ambiguous", vocabulary) for spelling in term.spellings()}
