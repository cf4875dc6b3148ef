"""How a calendar is written as a text, and read from one."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from servicecraft.errors import MissingExtraError, PlanError, SpokenFact
from servicecraft.model.columns.days import FIRST_YEAR, LAST_YEAR
from servicecraft.words import glossary, sentence

LONGEST_CLOSURE = 3_660
"""Days in one span of closed or open days."""

_WEEKDAYS = (
    ("mon", "lun"),
    ("tue", "mar"),
    ("wed", "mie"),
    ("thu", "jue"),
    ("fri", "vie"),
    ("sat", "sab"),
    ("sun", "dom"),
)
_PLACE = re.compile(r"[A-Za-z]{2,3}(-[^\s]+)?")
_SPAN = re.compile(r"(?P<sign>[+-])(?P<first>\d{4}-\d{2}-\d{2})(/(?P<last>\d{4}-\d{2}-\d{2}))?")


def library() -> ModuleType:
    """The library of holidays."""
    try:
        return import_module("holidays")
    except ImportError:
        raise MissingExtraError("calendars", "holidays") from None


def regions_of(country: str) -> Sequence[str] | None:
    """The regions of a country with holidays of their own; `None` where the country is not known."""
    known: dict[str, Sequence[str]] = library().list_supported_countries()
    return known.get(country)


def unreadable(value: object, reason: SpokenFact, path: str = "calendar") -> PlanError:
    """The error for what names no calendar."""
    return PlanError.of("SC-702", value, path=path, reason=reason)


def parts_of(text: str) -> dict[str, Any]:
    """What the parts of a text say, as the fields of a calendar."""
    found: dict[str, Any] = {}
    weekdays: set[int] = set()
    spans: dict[str, list[datetime.date]] = {"-": [], "+": []}
    for number, part in enumerate(text.split()):
        span = _SPAN.fullmatch(part)
        if span is not None:
            spans[span["sign"]] += _span(part, span["first"], span["last"] or span["first"])
        elif (week := _week(part)) is not None:
            weekdays |= week
        elif number == 0 and _PLACE.fullmatch(part):
            country, _, region = part.partition("-")
            country = country.upper()
            known = {one.casefold(): one for one in regions_of(country) or ()}
            found = {"country": country, "region": known.get(region.casefold(), region) or None}
        else:
            raise unreadable(part, SpokenFact(sentence("this part is neither a country, nor weekdays, nor days.")))
    return {**found, "weekdays": weekdays or None, "closed": spans["-"], "opened": spans["+"]}


def _week(part: str) -> set[int] | None:
    """The weekdays that a part such as `mon-sat` or `lun` names, round the week where it begins late."""
    numbers = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
    first, dash, last = glossary.folded(part.replace("-", "/")).partition("/")
    if first not in numbers or (dash and last not in numbers):
        return None
    begin = numbers[first]
    length = (numbers[last] - begin) % 7 if dash else 0
    return {(begin + step) % 7 for step in range(length + 1)}


def _span(part: str, first: str, last: str) -> list[datetime.date]:
    try:
        begin, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    except ValueError:
        raise unreadable(part, SpokenFact(sentence("there is no such day."))) from None
    if not (FIRST_YEAR <= begin.year <= end.year <= LAST_YEAR) or not 0 <= (end - begin).days < LONGEST_CLOSURE:
        raise unreadable(part, SpokenFact(sentence("a span runs from a day to a later one within ten years.")))
    return [begin + datetime.timedelta(step) for step in range((end - begin).days + 1)]


def spans_text(days: Sequence[datetime.date]) -> list[str]:
    """Days that follow one another as one span."""
    found: list[list[datetime.date]] = []
    for day in days:
        if found and (day - found[-1][-1]).days == 1 and (day - found[-1][0]).days < LONGEST_CLOSURE:
            found[-1].append(day)
        else:
            found.append([day])
    return [f"{one[0]}/{one[-1]}" if len(one) > 1 else f"{one[0]}" for one in found]


def week_text(weekdays: Sequence[int]) -> list[str]:
    """Weekdays as words, those in a row as one."""
    names = [_WEEKDAYS[day][0] for day in weekdays]
    in_a_row = len(weekdays) > 2 and list(weekdays) == list(range(weekdays[0], weekdays[-1] + 1))
    return [f"{names[0]}-{names[-1]}"] if in_a_row else names
