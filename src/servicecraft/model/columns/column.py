"""What one column of a table holds, said once: the base of all kinds."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, NoReturn

from attrs import define

from servicecraft.errors import (
    ColumnFact,
    Fault,
    ModelError,
    SpokenFact,
    TableFact,
)
from servicecraft.model.columns.cells import CellForm
from servicecraft.words import sentence

SEPARATOR = "|"
"""Stands between the values of a cell that holds several."""


def kind_of(value: object) -> SpokenFact:
    """What kind of value something is, in words."""
    for kinds, words in _KINDS_IN_WORDS:
        if isinstance(value, kinds):
            return SpokenFact(words)
    return SpokenFact(type(value).__name__)


_KINDS_IN_WORDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), sentence("nothing")),
    (bool, sentence("yes or no (true or false)")),
    (str, sentence("a text")),
    ((int, float), sentence("a number")),
    (Mapping, sentence("a mapping")),
    (datetime.date, sentence("a date")),
    (Sequence, sentence("a list")),
)


@define(eq=False)
class Column(ABC):
    """
    One column: the base of all kinds.

    Attributes:
        doc: What stands in it, for people; a marked English sentence.
        required: Whether every row needs a value.
        not_before: For days, the column whose day may not be later than this one.
        source: For settings, where the default comes from.
        name: Its name, known once its class is made.
        owner: The class it belongs to, known once its class is made.
        table: The table it belongs to, known once its class is made.
    """

    doc: str
    required: bool = True
    not_before: str | None = None
    source: str | None = None
    name: str = ""
    owner: str = ""
    table: str = ""

    expected: ClassVar[str] = ""
    several: ClassVar[bool] = False

    def adopt(self, name: str, owner: str, table: str) -> None:
        """Learn where the column stands, so that its faults can say it."""
        self.name, self.owner, self.table = name, owner, table

    @property
    def heading(self) -> ColumnFact:
        """Its heading, spoken in the reader's language."""
        return ColumnFact(f"{self.table}.{self.name}")

    def check(self, value: object) -> object:
        """
        The value as it is kept.

        Raises:
            ModelError: It cannot be accepted; the fault's path is class and column.
        """
        if value is None:
            return self.missing() if self.required else None
        return self.clean(value)

    @abstractmethod
    def clean(self, value: object) -> object:
        """The value as it is kept; it is not `None`."""

    def read(self, cell: str, form: CellForm) -> object:  # noqa: ARG002
        """What a cell of text means, before it is checked."""
        return cell

    def from_cell(self, value: object) -> object:
        """What a typed cell of a workbook or dataframe means, before it is checked."""
        return value

    def cell(self, value: object, form: CellForm) -> object:
        """What a cell means, typed or text; a blank one means nothing."""
        if not isinstance(value, str):
            return self.from_cell(value)
        return self.read(value, form) if value.strip() else None

    def plain(self, value: object) -> object:
        """A kept value as JSON, YAML and dictionaries hold it."""
        return value

    def written(self, value: object, form: CellForm) -> str:  # noqa: ARG002
        """A kept value as a cell of text."""
        return str(self.plain(value))

    @abstractmethod
    def schema(self) -> dict[str, object]:
        """The JSON Schema of a plain value."""

    def refuse(self, code: str, value: object = None, /, **facts: object) -> NoReturn:
        """Refuse a value with a fault of this column."""
        shown = "…" if getattr(self, "personal", False) and isinstance(value, str) else value
        raise ModelError([Fault.of(code, shown, path=f"{self.owner}.{self.name}", **facts)])

    def missing(self) -> NoReturn:
        """Refuse that nothing stands here."""
        self.refuse("SC-117", table=TableFact(self.table), column=self.heading)

    def wrong_kind(self, value: object) -> NoReturn:
        """Refuse a value of another kind than the column holds."""
        self.refuse("SC-118", value, found=kind_of(value), expected=SpokenFact(self.expected))
