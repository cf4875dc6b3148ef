"""
How a class of the model is made: a frozen, keyword-only, slotted row of columns.

The functions here are the field specifiers of the rows: each describes one column to people, to readers and writers, to
schemas and to type checkers at once.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

import attrs

from servicecraft.model.columns import (
    Attributes,
    AttributeValues,
    Choice,
    Column,
    Day,
    Identifier,
    Item,
    Number,
    Reference,
    Several,
    Text,
    Whole,
    YesNo,
)
from servicecraft.model.rules import Rule
from servicecraft.model.words import Words

REQUIRED: Any = attrs.NOTHING
PARTIES = ("units", "people", "resources", "customers")
"""Everything that can stand at an end of a service link."""


THE_ID: Any = attrs.Factory(lambda row: row.id, takes_self=True)
"""The default of a name: what is not named is called by its id."""


class Row:
    """
    The base of every class of the model.

    Attributes:
        table: Name of its table: the attribute of `Program`, the key in YAML and JSON, the file, the sheet.
        rules: What its columns owe each other.
        column_map: Its columns by name, set when the class is made; ask `columns()`.
    """

    __slots__ = ()

    table: ClassVar[str] = ""
    rules: ClassVar[tuple[Rule, ...]] = ()
    column_map: ClassVar[Mapping[str, Column]] = {}

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """Its columns by name, in order."""
        return cls.column_map

    def __repr__(self) -> str:
        shown = (
            f"{name}={_short(getattr(self, name))}"
            for name, column in self.columns().items()
            if not _is_private(column) and getattr(self, name) not in (None, (), {})
        )
        return f"{type(self).__name__}({', '.join(shown)})"


def _is_private(column: Column) -> bool:
    """Whether a column can tell of somebody what does not belong into logs."""
    if isinstance(column, Several):
        return isinstance(column.each, Item)
    return isinstance(column, AttributeValues) or (isinstance(column, Text) and column.personal)


def _short(value: object) -> str:
    return (
        repr(value.value)
        if isinstance(value, Words)
        else repr(str(value) if isinstance(value, datetime.date) else value)
    )


def _field(column: Column, default: Any) -> Any:
    column.required = default is attrs.NOTHING
    converter = column.check if column.required or default is None else _checked_or(column, default)
    return attrs.field(default=default, converter=converter, metadata={"column": column})


def _checked_or(column: Column, default: object) -> Callable[[object], object]:
    """The check of a column in which `None` and a blank text stand for the default."""

    def checked(value: object) -> object:
        found = column.check(value)
        return default if found is None else found

    return checked


def identifier(doc: str) -> Any:
    """The id of a row."""
    return _field(Identifier(doc), REQUIRED)


def naming(doc: str, *, default: Any) -> Any:
    """The name of a row; `None` and a blank text stand for the id."""
    column = Text(doc, required=False, longest=200, personal=True)

    def checked(value: object, row: Any) -> object:
        return column.check(value) or row.id

    converter = attrs.Converter(checked, takes_self=True)
    return attrs.field(default=default, converter=converter, metadata={"column": column})


def short_text(doc: str, *, default: Any = REQUIRED, longest: int = 200, personal: bool = False) -> Any:
    """A text in one line."""
    return _field(Text(doc, longest=longest, personal=personal), default)


def own_words(doc: str, *, default: Any = REQUIRED) -> Any:
    """What somebody wrote, possibly in several lines."""
    return _field(Text(doc, personal=True, lines=True), default)


def texts(doc: str, *, default: Any = REQUIRED, distinct: bool = True) -> Any:
    """Several short texts."""
    return _field(Several(doc, each=Item(doc), distinct=distinct), default)


def reference(doc: str, *targets: str, default: Any = REQUIRED, kinds: bool = False, unmapped: bool = False) -> Any:
    """The id of a row in one of the target tables."""
    allowed = ("unmapped",) if unmapped else ()
    return _field(Reference(doc, targets=targets, kinds=kinds, reserved_allowed=allowed), default)


def references(doc: str, *targets: str, default: Any = REQUIRED) -> Any:
    """Several ids of rows in one of the target tables."""
    return _field(Several(doc, each=Reference(doc, targets=targets)), default)


def number(
    doc: str,
    *,
    default: Any = REQUIRED,
    lowest: float | None = None,
    highest: float | None = None,
    open_low: bool = False,
    open_high: bool = False,
    source: str | None = None,
) -> Any:
    """A number in a range."""
    column = Number(doc, lowest=lowest, highest=highest, open_low=open_low, open_high=open_high, source=source)
    return _field(column, default)


def numbers(doc: str, *, default: Any = REQUIRED) -> Any:
    """Several numbers."""
    return _field(Several(doc, each=Number(doc), distinct=False), default)


def whole(
    doc: str,
    *,
    default: Any = REQUIRED,
    lowest: float | None = 0,
    highest: float | None = None,
    source: str | None = None,
) -> Any:
    """A whole number in a range."""
    return _field(Whole(doc, lowest=lowest, highest=highest, source=source), default)


def yes_no(doc: str, *, default: Any = REQUIRED) -> Any:
    """Yes or no."""
    return _field(YesNo(doc), default)


def day(doc: str, *, default: Any = REQUIRED, not_before: str | None = None) -> Any:
    """A day, which may not come before that of another column."""
    return _field(Day(doc, not_before=not_before), default)


def choice(doc: str, words: type[Words], *, default: Any = REQUIRED) -> Any:
    """One word out of a few."""
    return _field(Choice(doc, words=words), default)


def choices(doc: str, words: type[Words], *, default: Any = REQUIRED) -> Any:
    """Several words out of a few."""
    return _field(Several(doc, each=Choice(doc, words=words)), default)


def special(column: Column, *, default: Any = REQUIRED) -> Any:
    """A column of a kind of its own."""
    return _field(column, default)


def attribute_values(doc: str, *, default: Any = Attributes()) -> Any:  # noqa: B008 - a frozen value
    """The values of declared attributes."""
    return _field(AttributeValues(doc), default)


RowType = TypeVar("RowType", bound=type[Row])


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        identifier,
        naming,
        short_text,
        own_words,
        texts,
        reference,
        references,
        number,
        numbers,
        whole,
        yes_no,
        day,
        choice,
        choices,
        special,
        attribute_values,
    ),
)
def row(cls: RowType) -> RowType:
    """Make a frozen row class of a class body."""
    made = attrs.frozen(kw_only=True, slots=True, repr=False)(cls)
    made.column_map = {one.name: one.metadata["column"] for one in attrs.fields(cast(Any, made))}
    for name, column in made.column_map.items():
        column.adopt(name, made.__name__, made.table)
    return made


def id_or_row(one: Row) -> object:
    """What tells a row from the others of its table: its id, or all of it where it has none."""
    return getattr(one, "id", one)


def plain_row(row: Row) -> dict[str, object]:
    """A row as a dictionary of plain values, without those that are the default."""
    found: dict[str, object] = {}
    for one in attrs.fields(type(row)):  # type: ignore[arg-type]
        value = getattr(row, one.name)
        if value != _default(one, row):
            found[one.name] = one.metadata["column"].plain(value)
    return found


def row_of_cells(row: Row) -> dict[str, object]:
    """The same for tables of cells, in which a row of blank cells would not be read: it says a default aloud."""
    plain = plain_row(row)
    if plain:
        return plain
    values = ((name, column, getattr(row, name)) for name, column in row.columns().items())
    return {name: column.plain(value) for name, column, value in values if value not in (None, (), {})}


def _default(one: attrs.Attribute[object], row: Row) -> object:
    if isinstance(one.default, attrs.Factory):  # type: ignore[arg-type]
        return one.default.factory(row)  # type: ignore[attr-defined]
    return one.default


def row_text(row: Row) -> str:
    """A row as one line of JSON, the same on every platform."""
    return json.dumps(plain_row(row), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
