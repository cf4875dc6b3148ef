"""Several values in one cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attrs import define, field

from servicecraft.model.columns.cells import PLAIN_CELLS, CellForm
from servicecraft.model.columns.column import SEPARATOR, Column
from servicecraft.model.columns.texts import Text, digits_of
from servicecraft.words import sentence


@define(eq=False)
class Several(Column):
    """
    Several values of one kind in one cell, in the order given.

    Attributes:
        each: What each value is.
        distinct: Whether a value that comes again is left out; counts of scores may well be equal.
    """

    each: Column = field(factory=lambda: Text(""))
    distinct: bool = True

    expected: ClassVar[str] = sentence("a list")
    several: ClassVar[bool] = True

    def adopt(self, name: str, owner: str, table: str) -> None:
        """The parts stand where the whole stands."""
        Column.adopt(self, name, owner, table)
        self.each.adopt(name, owner, table)

    def clean(self, value: object) -> object:
        """The values as a tuple; a bare text is no list."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.wrong_kind(value)
        checked = [self.each.check(one) for one in value]
        if self.required and not checked:
            self.missing()
        return tuple(dict.fromkeys(checked) if self.distinct else checked)

    def read(self, cell: str, form: CellForm) -> object:
        """The parts between the separators; where every value has its place, an empty part is a value not there."""
        parts = [part.strip() for part in cell.split(SEPARATOR)]
        return [self.each.read(part, form) if part else None for part in parts if part or not self.distinct]

    def from_cell(self, value: object) -> object:
        """A single number is a list of one."""
        digits = digits_of(value)
        return self.read(digits, PLAIN_CELLS) if isinstance(digits, str) else value

    def plain(self, value: object) -> object:
        """A list of plain values."""
        return [self.each.plain(one) for one in value] if isinstance(value, tuple) else value

    def written(self, value: object, form: CellForm) -> str:
        """The values with a separator between them."""
        return SEPARATOR.join(self.each.written(one, form) for one in value) if isinstance(value, tuple) else ""

    def schema(self) -> dict[str, object]:
        """An array."""
        return {"type": "array", "items": self.each.schema(), **({"minItems": 1} if self.required else {})}
