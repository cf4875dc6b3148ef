"""
What is to stand in a guided workbook: sheets with headings, notes, drop-downs, kinds of values and rows.

A plan is plain values; how it becomes a file is for the modules above.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Literal

from attrs import field, frozen

Value = str | int | float | bool | datetime.date | datetime.datetime | None
Kind = Literal["text", "id", "number", "whole", "date", "yes_no"]
Tint = Literal["blue", "green", "amber", "violet", "grey"]


@frozen(kw_only=True)
class ColumnPlan:
    """
    One column of a sheet that somebody fills in.

    Attributes:
        heading: The text of its first cell, exactly.
        note: What belongs into it; shown on the heading and beside every cell that is filled in.
        required: Whether every row needs a value.
        choices: The words of its drop-down; empty for none.
        choices_from: Sheet and heading of another column whose values are proposed in a drop-down.
        kind: What its cells hold. Ids and texts keep what is typed, so that `007` stays `007`.
        width: In characters; `None` fits it to heading and values.
        lowest: The lowest number that is accepted.
        highest: The highest one.
    """

    heading: str
    note: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    choices_from: tuple[str, str] | None = None
    kind: Kind = "text"
    width: float | None = None
    lowest: float | None = None
    highest: float | None = None


@frozen(kw_only=True)
class SheetPlan:
    """
    One sheet of rows.

    Attributes:
        name: Its name.
        columns: Its columns, whose headings make the first row. Without any, the rows are written as they are, from
            the first row on, without formats and helps: so a sheet that nobody knows is carried over.
        rows: The values, row by row.
        tint: The quiet colour of its headings and its tab.
        blank_rows: How many empty rows below the last one have the drop-downs as well.
    """

    name: str
    columns: tuple[ColumnPlan, ...] = ()
    rows: Sequence[Sequence[Value]] = field(default=(), repr=False)
    tint: Tint = "grey"
    blank_rows: int = 0


@frozen(kw_only=True)
class TextSheet:
    """
    One sheet that is read: how the workbook is to be filled in.

    Attributes:
        name: Its name.
        title: Its first line.
        paragraphs: What is to be said, before the table.
        headings: Of the table: sheet, what it is for, columns that every row needs.
        rows: The table. A first cell that names a sheet of the workbook leads there.
        tint: The quiet colour of headings and tab.
    """

    name: str
    title: str
    paragraphs: tuple[str, ...] = ()
    headings: tuple[str, str, str] = ("", "", "")
    rows: tuple[tuple[str, str, str], ...] = ()
    tint: Tint = "grey"


@frozen(kw_only=True)
class WorkbookPlan:
    """
    A whole workbook.

    Attributes:
        title: Its title, in the properties of the file.
        language: In which the messages of its drop-downs speak.
        sheets: In the order of the tabs.
    """

    title: str
    language: str = "en"
    sheets: tuple[SheetPlan | TextSheet, ...]


def source_column(source: tuple[str, str], plan: WorkbookPlan) -> int | None:
    """Position of the column that a drop-down proposes, from 1; `None` where the plan has none."""
    name, heading = source
    for sheet in plan.sheets:
        if isinstance(sheet, SheetPlan) and sheet.name == name:
            headings = [column.heading for column in sheet.columns]
            return headings.index(heading) + 1 if heading in headings else None
    return None
