"""
What the columns of one row owe each other.

A rule says in one sentence what must hold, checks a row for it, and tells the same to a JSON Schema where a schema can
say it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Protocol

from attrs import frozen

from servicecraft.errors import ColumnFact, Fault, SpokenFact, TableFact
from servicecraft.words import sentence


class HasColumns(Protocol):
    """Anything whose columns can be read by name."""

    table: ClassVar[str]


def _filled(row: object, columns: Iterable[str]) -> list[str]:
    return [name for name in columns if getattr(row, name) not in (None, ())]


def _headings(row: HasColumns, columns: Iterable[str]) -> ColumnFact:
    return ColumnFact(" ".join(f"{row.table}.{name}" for name in columns))


def _is_filled(column: str) -> dict[str, object]:
    """The schema of a row in which something stands in a column: null, blank and empty do not count."""
    return {"required": [column], "properties": {column: {"not": {"enum": [None, "", []]}}}}


@frozen
class Rule(ABC):
    """The base of all rules between columns."""

    @abstractmethod
    def broken(self, row: HasColumns) -> str | None:
        """The sentence that the row breaks; `None` where it holds."""

    def schema(self) -> dict[str, object]:
        """The same as a JSON Schema fragment; empty where a schema cannot say it."""
        return {}

    def faults(self, row: HasColumns, path: str) -> Iterable[Fault]:
        """The fault that the row makes, if it breaks the rule."""
        text = self.broken(row)
        if text is not None:
            yield Fault.of("SC-132", path=path, table=TableFact(row.table), rule=text)


@frozen
class ExactlyOne(Rule):
    """One of the columns is filled, and only one."""

    columns: tuple[str, ...]

    def broken(self, row: HasColumns) -> str | None:
        """Which columns are too many or missing."""
        if len(_filled(row, self.columns)) == 1:
            return None
        return SpokenFact(sentence("exactly one of {columns} is filled in."), columns=_headings(row, self.columns))

    def schema(self) -> dict[str, object]:
        """One of them, and only one, is filled."""
        return {"oneOf": [_is_filled(name) for name in self.columns]}


@frozen
class AtMostOne(Rule):
    """At most one of the columns is filled."""

    columns: tuple[str, ...]

    def broken(self, row: HasColumns) -> str | None:
        """Which columns exclude each other."""
        if len(_filled(row, self.columns)) <= 1:
            return None
        return SpokenFact(sentence("at most one of {columns} is filled in."), columns=_headings(row, self.columns))

    def schema(self) -> dict[str, object]:
        """No two together."""
        pairs = [(a, b) for i, a in enumerate(self.columns) for b in self.columns[i + 1 :]]
        return {"not": {"anyOf": [{"allOf": [_is_filled(a), _is_filled(b)]} for a, b in pairs]}}


@frozen
class Needs(Rule):
    """Whoever fills one column fills the others too."""

    column: str
    needed: tuple[str, ...]

    def broken(self, row: HasColumns) -> str | None:
        """Which column is missing."""
        if not _filled(row, (self.column,)) or len(_filled(row, self.needed)) == len(self.needed):
            return None
        return SpokenFact(
            sentence("{column} needs {others}."),
            column=_headings(row, (self.column,)),
            others=_headings(row, self.needed),
        )

    def schema(self) -> dict[str, object]:
        """If the one is filled, then the others are."""
        return {"if": _is_filled(self.column), "then": {"allOf": [_is_filled(name) for name in self.needed]}}


@frozen
class NotAbove(Rule):
    """Numbers that may not fall from one column to the next."""

    columns: tuple[str, ...]

    def broken(self, row: HasColumns) -> str | None:
        """Which columns fall."""
        numbers = [getattr(row, name) for name in self.columns if getattr(row, name) is not None]
        if numbers == sorted(numbers):
            return None
        return SpokenFact(
            sentence("from one to the next of {columns} the values must not become smaller."),
            columns=_headings(row, self.columns),
        )
