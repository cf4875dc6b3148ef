"""The values of the attributes that a program declares."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import ClassVar

from attrs import define, evolve

from servicecraft.errors import (
    Fault,
    ModelError,
)
from servicecraft.model.columns.column import Column
from servicecraft.model.columns.texts import Item
from servicecraft.words import sentence


class Attributes(Mapping[str, str]):
    """A small frozen mapping of declared attribute to value, in the order of its names."""

    __slots__ = ("_pairs",)

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._pairs = dict(sorted((values or {}).items()))

    def __getitem__(self, name: str) -> str:
        return self._pairs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def __hash__(self) -> int:
        return hash(tuple(self._pairs.items()))

    def __repr__(self) -> str:
        return f"Attributes({self._pairs!r})"


NO_ATTRIBUTES = Attributes()


@define(eq=False)
class AttributeValues(Column):
    """The values of the attributes that the program declares for this table."""

    expected: ClassVar[str] = sentence("a mapping of attribute to text")

    def clean(self, value: object) -> object:
        """A frozen mapping; values are texts."""
        if isinstance(value, Attributes) and not value:
            return value
        if not isinstance(value, Mapping):
            self.wrong_kind(value)
        each = Item(self.doc, required=False, name=self.name, owner=self.owner, table=self.table)
        pairs: dict[str, object] = {}
        faults: list[Fault] = []
        for name, one in value.items():
            try:
                pairs[unicodedata.normalize("NFC", str(name))] = each.check(one)
            except ModelError as error:
                faults += [evolve(fault, path=f"{fault.path}.{name}") for fault in error.faults]
        if faults:
            raise ModelError(faults)
        return Attributes({name: str(one) for name, one in pairs.items() if one is not None})

    def plain(self, value: object) -> object:
        """A plain dictionary."""
        return dict(value) if isinstance(value, Attributes) else value

    def schema(self) -> dict[str, object]:
        """An object of strings; a blank one and null are no value."""
        text = {**Item("", required=False).schema(), "pattern": "^[^|]*$"}
        return {"type": "object", "additionalProperties": {"anyOf": [text, {"type": "null"}]}}
