"""
Where things stand in a text: lines and columns as editors count them, and the places of the values of a file.

Places are worked out only when a fault needs them, in a second reading; good files pay nothing for them.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Mapping

from attrs import evolve, field, frozen

from servicecraft.errors import Fault, Refusal
from servicecraft.words import shortened

Path = tuple[str | int, ...]
"""The keys and list positions that lead to a value: `("people", 12, "manager")`."""

Place = tuple[int, int]
"""A line and a column, both from 1; columns count characters."""

START: Place = (1, 1)
"""The place of the first character."""

MOST_FAULTS = 10_000
"""Faults gathered from one file before reading stops: a file with more is not the file that was meant."""

_LINE_END = re.compile(r"\r\n|\r|\n")


class Lines:
    """Where the lines of one text begin, so that many places are found without reading it again."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = array("L", [0])
        self._starts.extend(end.end() for end in _LINE_END.finditer(text))

    def start(self, line: int) -> int:
        """The position of the first character of a line; of the last line where there are fewer."""
        return self._starts[min(line, len(self._starts)) - 1]

    def place(self, position: int) -> Place:
        """The line and column of the character at a position, which counts from 0."""
        line = bisect_right(self._starts, position)
        return line, position - self._starts[line - 1] + 1


def place_in(text: str, position: int) -> Place:
    """The line and column of one character, whose position counts from 0; for many of them make `Lines`."""
    before = text[:position]
    lines = before.count("\n") + before.count("\r") - before.count("\r\n")
    return lines + 1, position - max(before.rfind("\n"), before.rfind("\r"))


@frozen(kw_only=True)
class Places:
    """
    Where the values and keys of a file stand.

    A path that occurs twice, because a key is repeated, has the place of its first occurrence.

    Attributes:
        values: The place where each value begins, by its path; the whole document has the path `()`.
        keys: The place where the key of each mapping entry begins, by the path of the entry.
    """

    values: Mapping[Path, Place] = field(repr=False)
    keys: Mapping[Path, Place] = field(repr=False)

    def of_value(self, path: Path) -> Place:
        """The place of a value; where it does not stand in the file, that of the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, START)

    def of_key(self, path: Path) -> Place:
        """The place of the key of an entry; where there is no such key, that of the value or of what is around it."""
        return self.keys.get(path) or self.of_value(path)


class Trail:
    """The way from the whole document to the value that comes next, while a document is read from front to back."""

    __slots__ = ("_mappings", "_steps")

    def __init__(self) -> None:
        self._mappings: list[bool] = []
        self._steps: list[str | int | None] = []

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def wants_key(self) -> bool:
        """Whether the next text is a key."""
        return bool(self._steps) and self._steps[-1] is None

    def path(self) -> Path:
        """The path of the value that comes next."""
        return tuple(step for step in self._steps if step is not None)

    def open(self, *, mapping: bool) -> None:
        """Step into a list or mapping."""
        self._mappings.append(mapping)
        self._steps.append(None if mapping else 0)

    def close(self) -> None:
        """Step out of the list or mapping, which is a value of the one around it."""
        self._mappings.pop()
        self._steps.pop()
        self.pass_value()

    def take_key(self, key: str) -> None:
        """The next value belongs to this key."""
        self._steps[-1] = key

    def pass_value(self) -> None:
        """A value is complete."""
        if self._steps:
            step = self._steps[-1]
            self._steps[-1] = None if self._mappings[-1] or step is None else int(step) + 1


def path_text(path: Path) -> str:
    """A path as people read it: `people[12].manager`. Long keys are shortened, control characters made visible."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{shortened(step)}" for step in path)
    return "".join(steps).removeprefix(".")


def fault_at(place: Place, refusal: Refusal, *, file: str, path: Path = (), related: tuple[Fault, ...] = ()) -> Fault:
    """The fault that a refused value makes at a place of a file."""
    line, column = place
    fault = Fault.from_refusal(refusal, path=path_text(path))
    return evolve(fault, file=file, line=line, column=column, related=related)
