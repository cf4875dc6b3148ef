"""
What a cell says to whoever fills it in, and what it accepts.

Hints, drop-downs and rules speak the language of the plan. They help and do not judge: what a program may say is for
the model.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from servicecraft.errors import column_letters
from servicecraft.files.workbook.format import LONGEST_HINT, LONGEST_HINT_TITLE, MOST_ROWS, quoted, text_length
from servicecraft.files.workbook.lists import Lists
from servicecraft.files.workbook.plans import ColumnPlan, Value, WorkbookPlan, source_column
from servicecraft.words import say, sentence

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet as SheetWriter

_LOWEST_WHOLE, _HIGHEST_WHOLE = -999_999_999_999_999, 999_999_999_999_999
_LOWEST_NUMBER, _HIGHEST_NUMBER = -9.99e307, 9.99e307


def add_help(page: SheetWriter, position: int, last: int, column: ColumnPlan, lists: Lists, plan: WorkbookPlan) -> None:
    """The hint that appears beside a cell, and what the cell accepts."""
    help_given = {**_hint(column, plan.language), **_accepted(column, lists, plan)}
    if help_given:
        page.data_validation(1, position, last, position, {"validate": "any", **help_given})


def column_note(column: ColumnPlan, language: str) -> str:
    """What belongs into a column, and whether every row needs it."""
    required = say(sentence("Every row needs a value here."), language) if column.required else ""
    return "\n".join(part for part in (column.note, required) if part)


def cut(text: str, most: int) -> str:
    """A text that fits, with an ellipsis where it is shortened; the comment on the heading has all of it."""
    if text_length(text) <= most:
        return text
    while text_length(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _hint(column: ColumnPlan, language: str) -> dict[str, object]:
    note = column_note(column, language)
    if not note:
        return {}
    return {"input_title": cut(column.heading, LONGEST_HINT_TITLE), "input_message": cut(note, LONGEST_HINT)}


def _accepted(column: ColumnPlan, lists: Lists, plan: WorkbookPlan) -> dict[str, object]:
    """The rule for the cells of a column, in xlsxwriter's words; empty where everything is accepted."""
    title = {"error_title": cut(column.heading, LONGEST_HINT_TITLE)}
    if column.choices_from is not None:
        said = say(sentence("The sheet {sheet} has no such entry yet."), plan.language, sheet=column.choices_from[0])
        # A warning: who fills in a person before the unit must not be stopped.
        return {**title, "validate": "list", "source": _cells_of(column.choices_from, plan), "error_type": "warning",
                "error_message": cut(said, LONGEST_HINT)}  # fmt: skip
    choices: tuple[Value, ...] = column.choices or ((True, False) if column.kind == "yes_no" else ())
    if choices:
        said = say(sentence("Choose an entry of the list."), plan.language)
        return {**title, "validate": "list", "source": lists.source(choices, column.heading), "error_message": said}
    if column.kind in ("number", "whole"):
        return {**title, **_number_rule(column, plan.language)}
    if column.kind == "date":
        said = say(sentence("Write the day as year-month-day, such as 2026-06-30."), plan.language)
        first, last = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
        between = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        return {**title, **between, "error_message": said}
    return {}


def _cells_of(source: tuple[str, str], plan: WorkbookPlan) -> str:
    """The filled cells of another column, as many as there are when the list is opened."""
    position = source_column(source, plan) or 1
    letters, sheet = column_letters(position), quoted(source[0])
    cells = f"{sheet}!${letters}$2:${letters}${MOST_ROWS}"
    return f"={sheet}!${letters}$2:INDEX({cells},MAX(1,COUNTA({cells})))"


def _number_rule(column: ColumnPlan, language: str) -> dict[str, object]:
    whole = column.kind == "whole"
    lowest, highest = column.lowest, column.highest
    if lowest is not None and highest is not None:
        said = sentence("A number from {lowest} to {highest} is expected.")
    elif lowest is not None:
        said = sentence("A number from {lowest} upwards is expected.")
    elif highest is not None:
        said = sentence("A number up to {highest} is expected.")
    else:
        said = sentence("A whole number is expected.") if whole else sentence("A number is expected.")
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": lowest if lowest is not None else (_LOWEST_WHOLE if whole else _LOWEST_NUMBER),
        "maximum": highest if highest is not None else (_HIGHEST_WHOLE if whole else _HIGHEST_NUMBER),
        "error_message": say(said, language, lowest=_plain(lowest), highest=_plain(highest)),
    }


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
