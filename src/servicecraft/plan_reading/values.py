"""How MS Project XML writes numbers, days, durations and lags."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import TypeVar

from attrs import evolve

from servicecraft.errors import Fault, ModelError, SpokenFact
from servicecraft.plan_reading.trees import Node
from servicecraft.words import sentence

ELAPSED = (4, 6, 8, 10, 12, 36, 38, 40, 42, 44)
"""Formats of durations and lags that count all hours of all days."""
PERCENT = (19, 20, 51, 52)
"""Formats of lags that are a part of the duration of the other task."""

_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(\d{1,15}\.?\d{0,15}|\.\d{1,15})([eE][+-]?\d{1,2})?")

_FLAGS = {"1": True, "true": True, "0": False, "false": False}

V = TypeVar("V")
R = TypeVar("R")


class Values:
    """Reads values and gathers a fault for each that cannot be read, with the place of its element."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def _read(self, node: Node, name: str, path: str, read: Callable[[str], V], expected: str) -> V | None:
        text = node.told(name)
        if text is None:
            return None
        try:
            return read(text)
        except (ValueError, OverflowError):
            self.faults.append(Fault.of("SC-710", text, path=f"{path}.{name}", expected=SpokenFact(expected)))
            return None

    def whole(self, node: Node, name: str, path: str) -> int | None:
        """A whole number."""
        return self._read(node, name, path, _whole, sentence("a whole number"))

    def number(self, node: Node, name: str, path: str) -> float | None:
        """A number."""
        return self._read(node, name, path, _number, sentence("a number"))

    def flag(self, node: Node, name: str, path: str) -> bool:
        """Yes or no; no where nothing stands."""
        return bool(self._read(node, name, path, _flag, sentence("yes or no (true or false)")))

    def day(self, node: Node, name: str, path: str) -> datetime.date | None:
        """The day of a moment; `None` for the days that stand for no day."""
        return self._read(node, name, path, _day, sentence("a day such as 2026-06-30"))

    def made(self, path: str, make: Callable[[], R]) -> R | None:
        """A row of a program, or a fault for everything that a program refuses in it."""
        try:
            return make()
        except ModelError as error:
            self.faults += [evolve(fault, path=f"{path}.{fault.path.rpartition('.')[2]}") for fault in error.faults]
            return None

    def hours(self, node: Node, name: str, path: str) -> float | None:
        """A duration in hours."""
        return self._read(node, name, path, _hours, sentence("a duration such as PT8H0M0S"))


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text)


def _flag(text: str) -> bool:
    if text not in _FLAGS:
        raise ValueError(text)
    return _FLAGS[text]


def _day(text: str) -> datetime.date | None:
    if text == "NA" or text.startswith("0"):
        return None
    return datetime.datetime.fromisoformat(text).date()


def _hours(text: str) -> float:
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        raise ValueError(text)
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
    return (24 * days + hours + minutes / 60 + seconds / 3600) * (-1 if match[1] else 1)
