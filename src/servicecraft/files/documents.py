"""
What was read before it is understood: a header, tables as written, and where everything stands.

Each format gives one `Document`. Faults come from the model with paths such as `people[12].manager`; a document turns a
path into file, line and column, and only does that work when there is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from attrs import evolve, field, frozen

from servicecraft.errors import Fault, ModelError
from servicecraft.files.places import Place
from servicecraft.files.places import Places as TextPlaces
from servicecraft.model.assembly import RawTable
from servicecraft.model.registry import TABLES
from servicecraft.words import glossary

Steps = tuple[str | int, ...]
_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")
_NAMED_IN_FAULT = frozenset({"SC-106", "SC-114", "SC-126"})
"""Faults of a key or heading itself and not of what stands under it."""


class Locator(Protocol):
    """Whatever knows where the parts of one file stand."""

    def placed(self, fault: Fault, steps: Steps) -> Fault:
        """The fault with file, sheet, line and column."""
        ...


@frozen(kw_only=True)
class Document:
    """
    A program as it was written.

    Attributes:
        header: Name, language, settings and what else the header says.
        tables: The tables, as written.
        digest: Hash of all bytes.
        locator: Where everything stands.
        headings_language: The language of the headings; empty where keys are always English.
        warnings: What was doubtful about the file itself.
        faults: What was wrong with the file itself, beside what its tables say.
        partial: Whether a table could not be read at all, so that references to its rows cannot be judged.
    """

    header: Mapping[str, object]
    tables: Sequence[RawTable]
    digest: str
    locator: Locator
    headings_language: str = ""
    warnings: tuple[Fault, ...] = ()
    faults: tuple[Fault, ...] = ()
    partial: bool = False

    def placed(self, faults: Iterable[Fault]) -> list[Fault]:
        """The faults with the places at which they stand."""
        return [self._placed(fault) for fault in faults]

    def _placed(self, fault: Fault) -> Fault:
        found = self.locator.placed(fault, steps_of(fault.path)) if fault.line is None else fault
        return evolve(found, related=tuple(self._placed(other) for other in fault.related))


def steps_of(path: str) -> Steps:
    """A path in its parts: `people[12].manager` is `("people", 12, "manager")`."""
    return tuple(int(index) if index else name for index, name in _STEP.findall(path))


def path_of(steps: Steps) -> str:
    """The path that has these parts."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


@frozen(kw_only=True)
class TreeLocator:
    """
    Where the parts of a YAML or JSON document stand.

    Attributes:
        file: How the file is named.
        document: Its value.
        places: Finds every place of the text; called once there is a fault.
    """

    file: str
    document: object
    places: Callable[[], TextPlaces]
    found: list[TextPlaces] = field(factory=list, init=False, eq=False)

    def placed(self, fault: Fault, steps: Steps) -> Fault:
        """The fault with the place of the value, or of the key where the key itself is at fault."""
        if not self.found:
            self.found.append(self.places())
        written = self._as_written(steps)
        find = self.found[0].of_key if fault.code in _NAMED_IN_FAULT else self.found[0].of_value
        line, column = find(written)
        return evolve(fault, file=self.file, line=line, column=column)

    def _as_written(self, steps: Steps) -> Steps:
        value, written = self.document, list[str | int]()
        for depth, step in enumerate(steps):
            if isinstance(value, Mapping):
                if (whole := path_of(steps[depth:])) in value:
                    return (*written, whole)  # a key that itself holds points or brackets
                table = str(steps[0]) if depth > 1 else ""
                step = next((key for key in value if _means(str(key), str(step), depth, table)), step)
                value = value.get(step)
            elif isinstance(value, Sequence) and not isinstance(value, str) and isinstance(step, int):
                value = value[step] if step < len(value) else None
            else:
                value = None
            written.append(step)
        return tuple(written)


def _means(key: str, step: str, depth: int, table: str) -> bool:
    """Whether a key of a document, at a depth of the path, is the one that a step of a path names."""
    if key == step:
        return True
    if depth == 0:
        return step in (glossary.recognised_table(key), glossary.recognised_header(key))
    kind = TABLES.get(table)
    return kind is not None and glossary.recognised_column(table, kind.columns(), key) == step


@frozen(kw_only=True)
class CellsLocator:
    """
    Where the cells of one table stand.

    Attributes:
        table: The table, by the name of the model.
        headings: Its headings as written.
        place: File, sheet, line and column of a cell, from the number of its row (`None`: the headings) and the number
            of its column (`None`: the whole row), both from 0.
    """

    table: str
    headings: Sequence[str]
    place: Callable[[int | None, int | None], Fault]

    def placed(self, fault: Fault, steps: Steps) -> Fault:
        """The fault with the place of its cell, its row, or its heading."""
        row = next((step for step in steps[1:2] if isinstance(step, int)), None)
        rest = steps[1:] if row is None else steps[2:]
        names = (path_of(rest), *(step for step in reversed(rest) if isinstance(step, str)))
        numbers = (self._number(name, last=bool(fault.related)) for name in names)
        found = self.place(row, next((number for number in numbers if number is not None), None))
        return evolve(fault, file=found.file, sheet=found.sheet, line=found.line, column=found.column)

    def _number(self, name: str, *, last: bool) -> int | None:
        """The number of the column that a name means; of two with the same heading, the second is the one told."""
        columns = TABLES[self.table].columns() if self.table in TABLES else {}
        numbered = list(enumerate(self.headings))
        for number, heading in reversed(numbered) if last else numbered:
            if heading == name or glossary.recognised_column(self.table, columns, heading) == name:
                return number
        return next(
            (n for n, heading in enumerate(self.headings) if glossary.folded(heading) == glossary.folded(name)), None
        )


@frozen(kw_only=True)
class ByTable:
    """
    Where the parts of a program of several tables stand.

    Attributes:
        header: Knows the header.
        tables: Knows each table, by its name in the model or, for a table that the model does not have, as written.
    """

    header: Locator
    tables: Mapping[str, Locator]

    def placed(self, fault: Fault, steps: Steps) -> Fault:
        """The fault with the place that its table, or else the header, knows."""
        name = str(steps[0]) if steps else ""
        return self.tables.get(path_of(steps), self.tables.get(name, self.header)).placed(fault, steps)


def in_file(file: str, place: Place | None = None) -> Fault:
    """A carrier of a place in a file; only its place is used."""
    line, column = place or (None, None)
    return Fault(code="", file=file, line=line, column=column)


def language_of(headings: Iterable[str], table: str) -> str:
    """The language in which most headings of a table are written."""
    kind = TABLES[table]
    spanish = english = 0
    for heading in headings:
        column = glossary.recognised_column(table, kind.columns(), heading)
        if column is not None and column != glossary.column_label(table, column, "es"):
            is_spanish = glossary.folded(heading) == glossary.folded(glossary.column_label(table, column, "es"))
            spanish, english = spanish + is_spanish, english + (heading == column)
    return "es" if spanish > english else "en"


def refused(document: Document, error: ModelError, language: str) -> ModelError:
    """The same error with places, speaking a language."""
    return ModelError([fault.in_language(language) for fault in document.placed(error.faults)])
