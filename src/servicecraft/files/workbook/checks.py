"""
What of a plan can a workbook not hold without loss?

Nothing is cut and nothing rounded in silence: each name, text and value that does not fit is a fault with its place.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Iterator, Sequence

from servicecraft.errors import Fault, SpokenFact
from servicecraft.files.workbook.format import (
    LARGEST_WHOLE,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    text_length,
)
from servicecraft.files.workbook.plans import ColumnPlan, GridPlan, TextSheet, Value, WorkbookPlan, source_column
from servicecraft.words import sentence, shortened

_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_UNWRITABLE_LABEL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def plan_faults(plan: WorkbookPlan) -> Iterator[Fault]:
    """SC-404 for each name, text or value that the format cannot hold, sheet by sheet."""
    known: dict[str, str] = {}
    for sheet in plan.sheets:
        yield from _name_faults(sheet.name, known)
        known[sheet.name.casefold()] = sheet.name
        if isinstance(sheet, TextSheet):
            yield from _label_faults(sheet.name, (sheet.title, *sheet.paragraphs, *sheet.headings))
            yield from _row_faults(sheet.name, sheet.rows, 4 + len(sheet.paragraphs))
        elif isinstance(sheet, GridPlan):
            yield from _label_faults(
                sheet.name, (*sheet.kinds, *(one for each in sheet.line_choices.values() for one in each))
            )
            yield from _row_faults(sheet.name, sheet.all_rows, 1)
        else:
            for number, column in enumerate(sheet.columns, start=1):
                yield from _label_faults(sheet.name, (column.heading, column.note, *column.choices), number)
                yield from _source_faults(sheet.name, number, column, plan)
            yield from _row_faults(sheet.name, sheet.rows, 2 if sheet.columns else 1)
    if reason := _text_reason(plan.title):
        yield _fault(plan.title, reason)


def _fault(value: object, reason: SpokenFact, *place: int, sheet: str | None = None) -> Fault:
    line, column = place or (None, None)
    shown = "" if value is None else shortened(value)
    return Fault(code="SC-404", sheet=sheet, line=line, column=column, value=shown, facts=(("reason", reason),))


def _name_faults(name: str, known: dict[str, str]) -> Iterator[Fault]:
    reason = None
    if not name.strip():
        reason = SpokenFact(sentence("the name of a sheet cannot be empty."))
    elif text_length(name) > LONGEST_NAME:
        reason = SpokenFact(sentence("the name of a sheet has at most {most} characters."), most=LONGEST_NAME)
    elif set(name) & set("[]:*?/\\") or name[0] == "'" or name[-1] == "'" or _UNWRITABLE_LABEL.search(name):
        reason = SpokenFact(
            sentence("the name of a sheet has none of the characters {characters} and no apostrophe at its ends."),
            characters="[ ] : * ? / \\",
        )
    elif name.casefold() == "history":
        reason = SpokenFact(sentence("spreadsheet programs keep this name for themselves."))
    elif name.casefold() in known:
        reason = SpokenFact(sentence("another sheet is called {name}."), name=known[name.casefold()])
    if reason is not None:
        yield _fault(name, reason, sheet=name)


def _text_reason(text: str, unwritable: re.Pattern[str] = _UNWRITABLE) -> SpokenFact | None:
    if text_length(text) > LONGEST_TEXT:
        return SpokenFact(sentence("a cell holds at most {most} characters."), most=LONGEST_TEXT)
    found = unwritable.search(text)
    if found is not None:
        return SpokenFact(
            sentence("workbooks cannot hold the character {character}."), character=f"U+{ord(found[0]):04X}"
        )
    return None


def _label_faults(sheet: str, labels: Iterable[str], column: int | None = None) -> Iterator[Fault]:
    for label in labels:
        if reason := _text_reason(label, _UNWRITABLE_LABEL):
            yield _fault(label, reason, *((1, column) if column else ()), sheet=sheet)


def _source_faults(sheet: str, number: int, column: ColumnPlan, plan: WorkbookPlan) -> Iterator[Fault]:
    if column.choices_from is not None and source_column(column.choices_from, plan) is None:
        reason = SpokenFact(sentence("the workbook has no such column for the drop-down."))
        yield _fault(".".join(column.choices_from), reason, 1, number, sheet=sheet)


def _row_faults(sheet: str, rows: Sequence[Sequence[Value]], first: int) -> Iterator[Fault]:
    if len(rows) + first - 1 > MOST_ROWS:
        yield _fault(sheet, SpokenFact(sentence("a sheet holds at most {most} rows."), most=MOST_ROWS), sheet=sheet)
        return
    for line, row in enumerate(rows, start=first):
        if len(row) > MOST_COLUMNS:
            most = SpokenFact(sentence("a sheet holds at most {most} columns."), most=MOST_COLUMNS)
            yield _fault(sheet, most, sheet=sheet)
        for column, value in enumerate(row, start=1):
            if reason := _value_reason(value):
                yield _fault(value, reason, line, column, sheet=sheet)


def _value_reason(value: object) -> SpokenFact | None:
    """Why a cell cannot hold a value; `None` where it can."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _text_reason(value)
    if isinstance(value, (int, float)):
        return _number_reason(value)
    if isinstance(value, datetime.date):
        return _day_reason(value)
    return SpokenFact(sentence("a cell holds a text, a number, a date, or yes or no."))


def _number_reason(value: int | float) -> SpokenFact | None:  # noqa: PYI041 - the two are judged differently
    if isinstance(value, int):
        exact = abs(value) <= LARGEST_WHOLE
        return None if exact else SpokenFact(sentence("a cell does not hold so many digits exactly."))
    return None if math.isfinite(value) else SpokenFact(sentence("a cell holds finite numbers only."))


def _day_reason(value: datetime.date) -> SpokenFact | None:
    if value.year < 1900:
        return SpokenFact(sentence("the dates of workbooks begin in 1900."))
    if isinstance(value, datetime.datetime) and (value.tzinfo or value.microsecond % 1000):
        return SpokenFact(sentence("a cell holds neither time zones nor fractions of a millisecond."))
    return None
