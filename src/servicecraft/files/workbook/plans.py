"""
What is to stand in a guided workbook: sheets with headings, notes, drop-downs, kinds of values and rows.

A plan is plain values; how it becomes a file is for the modules above.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
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
        adds: Headings, side by side, of the columns that this one adds up; it is computed and not filled in.
        expected: What the sum should be; a row with another one is shaded.
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
    adds: tuple[str, ...] = ()
    expected: float | None = None


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
        header: What stands above every printed page.
    """

    name: str
    columns: tuple[ColumnPlan, ...] = ()
    rows: Sequence[Sequence[Value]] = field(default=(), repr=False)
    tint: Tint = "grey"
    blank_rows: int = 0
    header: str = ""


@frozen(kw_only=True)
class GridPlan:
    """
    One sheet with headings on the left and above: a cell says something of a row and a column.

    Attributes:
        name: Its name.
        lines: What stands above the headings, a label and what it says; a line of one cell is a text.
        line_choices: The words of a drop-down for what a line says, by the number of the line from 0.
        day_line: The number of the line that says a day; `None` where none does.
        above: The headings of the columns, in one or several rows; the first *left* cells of each are labels.
        rows: The rows; the first *left* cells of each are its headings.
        left: How many columns hold headings.
        closed: Cells that nobody fills in: number of the row and of the column behind the headings, both from 0.
        breaks: Rows and columns, likewise counted, before which a group begins.
        choices: What a cell may hold; empty for any number from 0 upwards.
        expected: What a column should add up to; a heading above another sum is shaded.
        most: The most filled cells of a column that are not shaded.
        kinds: The words of a drop-down for the first heading of each row and column.
        tint: The quiet colour of its headings and its tab.
    """

    name: str
    lines: Sequence[Sequence[Value]] = ()
    line_choices: Mapping[int, tuple[str, ...]] = field(factory=dict)
    day_line: int | None = None
    above: Sequence[Sequence[Value]] = ()
    rows: Sequence[Sequence[Value]] = field(default=(), repr=False)
    left: int = 1
    closed: frozenset[tuple[int, int]] = field(default=frozenset(), repr=False)
    breaks: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    choices: tuple[int, ...] = ()
    expected: float | None = None
    most: int | None = None
    kinds: tuple[str, ...] = ()
    tint: Tint = "grey"

    @property
    def all_rows(self) -> list[Sequence[Value]]:
        """Every row of the sheet, from the first one on."""
        return [*self.lines, *self.above, *self.rows]


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
    sheets: tuple[SheetPlan | GridPlan | TextSheet, ...]


def source_column(source: tuple[str, str], plan: WorkbookPlan) -> int | None:
    """Position of the column that a drop-down proposes, from 1; `None` where the plan has none."""
    name, heading = source
    for sheet in plan.sheets:
        if isinstance(sheet, SheetPlan) and sheet.name == name:
            headings = [column.heading for column in sheet.columns]
            return headings.index(heading) + 1 if heading in headings else None
    return None
