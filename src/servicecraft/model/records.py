"""
Columns of raw values become rows, and every fault of every row is found at once.

One generic mechanism, driven by the columns, serves every class and every format. It works column by column: a text
that stands ten thousand times in a column is understood once, and the rows share one value.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import repeat
from typing import Generic, TypeVar

import attrs
from attrs import evolve, frozen

from servicecraft.errors import Fault, ModelError, TableFact
from servicecraft.model.columns import CellForm, Column, nearest_words
from servicecraft.model.rows import Row
from servicecraft.words import glossary

R = TypeVar("R", bound=Row)


@frozen(kw_only=True)
class Made(Generic[R]):
    """
    The rows that raw columns make.

    Attributes:
        rows: The rows that could be made, in order.
        origin: For each of them the number of the raw row.
        faults: Every fault of every other row, with paths such as `people[12].manager`.
    """

    rows: list[R]
    origin: Sequence[int]
    faults: list[Fault]


@frozen
class _Refused:
    """Stands in a column for a value that was refused."""

    faults: tuple[Fault, ...]


def made(
    kind: type[R],
    columns: Mapping[str, Sequence[object]],
    count: int,
    form: CellForm | None,
    *,
    path: str,
    skip: AbstractSet[int] = frozenset(),
) -> Made[R]:
    """
    The rows of one class.

    Args:
        kind: The class.
        columns: Raw values by name of column, *count* each; a column that is not there is empty. `None` and, in cells,
            blank text stand for no value.
        count: How many rows there are.
        form: How cells of text are written; `None` where values are plain, as in JSON.
        path: What paths of faults begin with, before the number of the row.
        skip: Numbers of rows that are passed over.
    """
    checked = {name: _checked(column, kind, columns.get(name), count, form) for name, column in kind.columns().items()}
    refused = {n for values in checked.values() for n in _refused_at(values)} | skip
    faults = [
        evolve(fault, path=f"{path}[{number}]{fault.path[len(kind.__name__) :]}")
        for number in sorted(refused - skip)
        for values in checked.values()
        if isinstance(value := values[number], _Refused)
        for fault in value.faults
    ]
    kept = [number for number in range(count) if number not in refused] if refused else range(count)
    if refused:
        checked = {name: [values[number] for number in kept] for name, values in checked.items()}
    if "name" in checked and "id" in checked:
        checked["name"] = [name or key for name, key in zip(checked["name"], checked["id"], strict=True)]
    return Made(rows=_unchecked(kind, checked, len(kept)), origin=kept, faults=faults)


def _checked(
    column: Column, kind: type[Row], values: Sequence[object] | None, count: int, form: CellForm | None
) -> Sequence[object]:
    """The values of a column as rows keep them, with `_Refused` in place of each that cannot be accepted."""
    understood = _Understood(column, _default(kind, column), form)
    if values is None:
        return [understood.value(None)] * count
    if form is not None and set(map(type, values)) <= {str}:
        return list(map(understood.__getitem__, values))
    return [understood[one] if type(one) is str else understood.value(one) for one in values]


def _refused_at(values: Sequence[object]) -> list[int]:
    kinds = set(map(type, values))
    return [n for n, value in enumerate(values) if type(value) is _Refused] if _Refused in kinds else []


class _Understood(dict[object, object]):
    """What each raw text of a column means; it is worked out when a text is first met."""

    def __init__(self, column: Column, default: object, form: CellForm | None) -> None:
        super().__init__()
        self.column, self.default, self.form = column, default, form

    def __missing__(self, raw: object) -> object:
        self[raw] = value = self.value(raw)
        return value

    def value(self, raw: object) -> object:
        """What any raw value means, text or not."""
        try:
            plain = raw if self.form is None or raw is None else self.column.cell(raw, self.form)
            value = self.column.check(plain)
        except ModelError as error:
            return _Refused(error.faults)
        return self.default if value is None else value


def _default(kind: type[Row], column: Column) -> object:
    found = getattr(attrs.fields_dict(kind), "get")(column.name).default  # type: ignore[arg-type] # noqa: B009
    return None if found is attrs.NOTHING or isinstance(found, attrs.Factory) else found  # type: ignore[arg-type]


def _unchecked(kind: type[R], columns: Mapping[str, Sequence[object]], count: int) -> list[R]:
    """Rows of values that their columns have checked already: each slot is filled for all rows in one go."""
    new: Callable[[type[R]], R] = kind.__new__
    rows = [new(one) for one in repeat(kind, count)]
    for name, values in columns.items():
        deque(map(getattr(kind, name).__set__, rows, values), maxlen=0)
    return rows


def unknown_column(kind: type[Row], name: str, path: str) -> Fault:
    """The fault of a column that a table does not have, with the nearest ones in both languages."""
    labels = [
        spelling for column in kind.columns() for spelling in (column, glossary.column_label(kind.table, column, "es"))
    ]
    nearest = nearest_words(name.casefold(), labels)
    return Fault.of("SC-114", name, path=path, table=TableFact(kind.table), nearest=nearest)
