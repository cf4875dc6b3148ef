"""
One sheet of rows that somebody fills in: headings with notes, formats, widths and heights, what stays in sight.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicecraft.errors import column_letters
from servicecraft.files.workbook.help import add_help, column_note, cut
from servicecraft.files.workbook.lists import Lists
from servicecraft.files.workbook.looks import INK, LINE, LINE_HEIGHT, MISSING, TINTS, Looks, fitted_width, line_count
from servicecraft.files.workbook.plans import ColumnPlan, SheetPlan, WorkbookPlan
from servicecraft.files.workbook.rows import write_rows

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet as SheetWriter

_TALLEST = 405
LONGEST_HEADER = 250
"""Characters above a printed page, the mark of its place left out."""
_ROWS_MEASURED = 1_000


def write_table(page: SheetWriter, sheet: SheetPlan, looks: Looks, lists: Lists, plan: WorkbookPlan) -> None:
    """Write headings and rows, and what helps to fill in the rows below."""
    last = max(1, len(sheet.rows) + sheet.blank_rows)
    formats = [looks.cell(column.kind) for column in sheet.columns]
    widths = _widths(sheet)
    page.set_tab_color(TINTS[sheet.tint][2])
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, widths[position], formats[position])
        _write_heading(page, position, column, looks.heading(sheet.tint, required=column.required), plan.language)
        add_help(page, position, last, column, lists, plan)
    write_rows(page, sheet.rows, 1, formats, looks)
    for position, column in enumerate(sheet.columns):
        if column.adds:
            _write_sums(page, sheet, position, last, looks)
    _set_heights(page, sheet, widths)
    _draw_lines(page, sheet, last, looks)
    _set_up(page, sheet, last)


def _widths(sheet: SheetPlan) -> list[float]:
    measured = sheet.rows[:_ROWS_MEASURED]
    return [
        column.width or fitted_width(column.heading, [row[place] for row in measured if place < len(row)], column.kind)
        for place, column in enumerate(sheet.columns)
    ]


def _set_heights(page: SheetWriter, sheet: SheetPlan, widths: Sequence[float]) -> None:
    """Room for headings and texts of several lines; not every spreadsheet program makes it by itself."""
    headings = (line_count(column.heading, width - 1) for column, width in zip(sheet.columns, widths, strict=True))
    page.set_row(0, LINE_HEIGHT * max(headings) + 9)
    wrapped = [place for place, column in enumerate(sheet.columns) if column.kind == "text"]
    for line, row in enumerate(sheet.rows, start=1):
        texts = ((row[place], widths[place]) for place in wrapped if place < len(row))
        lines = max((line_count(text, width - 1) for text, width in texts if isinstance(text, str)), default=1)
        if lines > 1:
            page.set_row(line, min(LINE_HEIGHT * lines, _TALLEST))


def _write_heading(page: SheetWriter, position: int, column: ColumnPlan, look: Format, language: str) -> None:
    page.write_string(0, position, column.heading, look)
    note = column_note(column, language)
    if note:
        size = {"width": 260, "height": 20 + 18 * line_count(note, 36), "font_size": 10, "color": "#FFFDF5"}
        page.write_comment(0, position, note, {"author": "servicecraft", "font_name": "Calibri", **size})


def _write_sums(page: SheetWriter, sheet: SheetPlan, position: int, last: int, looks: Looks) -> None:
    """A column that adds up others, row by row; a row whose sum is not the expected one is shaded."""
    column = sheet.columns[position]
    headings = [one.heading for one in sheet.columns]
    first, final = (headings.index(one) for one in (column.adds[0], column.adds[-1]))
    look = looks.of(num_format="0;-0;;@", align="right", valign="top", indent=1, bold=True, font_color=INK)
    letters = column_letters(first + 1), column_letters(final + 1)
    for line in range(1, last + 1):
        filled = sheet.rows[line - 1][first : final + 1] if line <= len(sheet.rows) else ()
        total = sum(value for value in filled if isinstance(value, (int, float)))
        page.write_formula(line, position, f"=SUM({letters[0]}{line + 1}:{letters[1]}{line + 1})", look, total)
    if column.expected is not None:
        cells = f"${letters[0]}2:${letters[1]}2"
        criteria = f"=AND(COUNT({cells})>0,SUM({cells})<>{column.expected:g})"
        shade = {"type": "formula", "criteria": criteria, "format": looks.of(bg_color=MISSING)}
        page.conditional_format(1, first, last, position, shade)


def _set_up(page: SheetWriter, sheet: SheetPlan, last: int) -> None:
    """What stays in sight, what can be filtered, and how it is printed."""
    page.freeze_panes(1, 1 if sheet.columns[0].kind == "id" else 0)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    as_text = [position for position, column in enumerate(sheet.columns) if column.kind in ("id", "text")]
    if as_text:
        ranges = " ".join(
            f"{column_letters(position + 1)}2:{column_letters(position + 1)}{last + 1}" for position in as_text
        )
        page.ignore_errors({"number_stored_as_text": ranges})
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.5, right=0.5, top=0.8 if sheet.header else 0.6, bottom=0.7)
    if sheet.header:
        page.set_header("&L" + cut(sheet.header.replace("&", "&&"), LONGEST_HEADER))
    page.set_footer("&L&A&R&P / &N")


def _draw_lines(page: SheetWriter, sheet: SheetPlan, last: int, looks: Looks) -> None:
    """A line under every row that holds something, and a warm shade where a required value is still missing."""
    width = len(sheet.columns)
    filled = f"COUNTA($A2:${column_letters(width)}2)>0"
    for position, column in enumerate(sheet.columns):
        if column.required:
            criteria = f"=AND({filled},ISBLANK({column_letters(position + 1)}2))"
            shade = looks.of(bg_color=MISSING)
            page.conditional_format(
                1, position, last, position, {"type": "formula", "criteria": criteria, "format": shade}
            )
    line = looks.of(bottom=1, bottom_color=LINE)
    page.conditional_format(1, 0, last, width - 1, {"type": "formula", "criteria": f"={filled}", "format": line})
