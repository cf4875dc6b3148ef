"""
What tells answers apart: a unit, a month, a dimension.

A key holds a whole number for each line and, once, what the numbers stand for. Labels stand in the order in which people
read them: levels from the top down, words of a scale as the scale has them, months as they came, everything else sorted.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
from attrs import frozen

Label: TypeAlias = str | int | float | bool | datetime.date
Codes: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
NONE = -1
"""The code of a line for which nothing is said."""


@frozen(kw_only=True, eq=False)
class Key:
    """
    One column by which lines are told apart.

    Attributes:
        codes: For each line the place of its label; `NONE` where nothing is said.
        labels: What the codes stand for, in the order in which people read them.
        own_order: Whether that order is the column's own and not merely sorted.
    """

    codes: Codes
    labels: tuple[Label, ...]
    own_order: bool = False

    @classmethod
    def of(cls, values: Iterable[object], order: Sequence[Label] = ()) -> Key:
        """The key of plain values, one for each line; labels among *order* come first, in that order."""
        distinct, codes = told_apart(values)
        return cls.of_distinct(distinct, codes, order)

    @classmethod
    def of_distinct(cls, distinct: Sequence[object], codes: Codes, order: Sequence[Label] = ()) -> Key:
        """The key of values that are told apart already: what each code stands for, and the code of each line."""
        plain = [plain_label(one) for one in distinct]
        labels = in_order(plain, order)
        index = {one: number for number, one in enumerate(labels)}
        moved = np.array([NONE if one is None else index[one] for one in plain], dtype=np.int64)
        return cls(codes=moved[codes] if len(codes) else codes, labels=labels, own_order=bool(order))

    @classmethod
    def constant(cls, label: Label | None, size: int) -> Key:
        """The same label for every line."""
        if label is None:
            return cls(codes=np.full(size, NONE, dtype=np.int64), labels=())
        return cls(codes=np.zeros(size, dtype=np.int64), labels=(label,))

    def taken(self, places: np.ndarray) -> Key:
        """The key of some of the lines."""
        return Key(codes=self.codes[places], labels=self.labels, own_order=self.own_order)

    def derived(self, told: Callable[[Label], object], order: Sequence[Label] = ()) -> Key:
        """The key of something that follows from the label, such as the unit of a provider."""
        made = Key.of([told(one) for one in self.labels], order)
        codes = np.append(made.codes, NONE)[self.codes]
        return Key(codes=codes, labels=made.labels, own_order=made.own_order)

    def values(self) -> list[Label | None]:
        """The label of every line."""
        return [None if code == NONE else self.labels[code] for code in self.codes.tolist()]

    def matching(self, wanted: Iterable[object]) -> np.ndarray:
        """Which lines have one of the labels; `None` stands for those without."""
        chosen = {plain_label(one) for one in wanted}
        hit = np.array([one in chosen for one in (*self.labels, None)], dtype=bool)
        return np.asarray(hit[self.codes])


def joined(keys: Sequence[Key]) -> Key:
    """The key of several tables one after another."""
    owned = [label for key in keys if key.own_order for label in key.labels]
    labels = in_order([label for key in keys for label in key.labels], list(dict.fromkeys(owned)))
    place = {one: number for number, one in enumerate(labels)}
    codes = []
    for key in keys:
        moved = np.array([*(place[one] for one in key.labels), NONE], dtype=np.int64)
        codes.append(moved[key.codes])
    return Key(codes=np.concatenate(codes), labels=labels, own_order=bool(owned))


def in_order(labels: Iterable[object], order: Sequence[Label] = ()) -> tuple[Label, ...]:
    """Labels without repetition: first those of *order*, then numbers, days and texts, each sorted; `None` is left out."""
    place = {one: number for number, one in enumerate(order)}
    distinct = {one for one in labels if one is not None}
    chosen = sorted(distinct, key=lambda one: (place.get(one, len(place)), _rank(one)))  # type: ignore[call-overload]
    return tuple(chosen)  # type: ignore[arg-type]


def told_apart(values: Iterable[object]) -> tuple[list[object], Codes]:
    """The different values, as they first come, and for each line which of them it has."""
    place: dict[object, int] = {}
    codes = np.array([place.setdefault(one, len(place)) for one in values], dtype=np.int64)
    return list(place), codes


def plain_label(value: Any) -> Label | None:
    """A cell of any engine as a plain label: whole numbers as such, days without a time, `None` for what is missing."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        value = float(value)
    if not isinstance(value, float | datetime.date):  # scalars of numpy
        value = getattr(value, "tolist", lambda: value)()
    if isinstance(value, datetime.datetime):
        return value.date() if value.time() == datetime.time.min else value.isoformat()
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else value
    if value is None or isinstance(value, str | bool | int | datetime.date):
        return value
    return str(value)


def numbered(columns: Iterable[Codes], size: int) -> tuple[Codes, int]:
    """
    One number for each line, equal where all columns are equal.

    Args:
        columns: Whole numbers for each line; `NONE` comes after all others.
        size: How many lines there are.

    Returns:
        The numbers, in the order of the columns, the first one foremost, and how many there are.
    """
    whole = np.zeros(size, dtype=np.int64)
    for codes in columns:
        most = int(codes.max(initial=0)) + 1
        _, whole = np.unique(whole * (most + 1) + np.where(codes == NONE, most, codes), return_inverse=True)
    return whole.astype(np.int64), int(whole.max(initial=-1)) + 1


def _rank(label: object) -> tuple[int, float, str]:
    if isinstance(label, bool | int | float):
        return 0, float(label), ""
    return (1 if isinstance(label, datetime.date) else 2), 0.0, str(label)
