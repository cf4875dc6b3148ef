"""
The sheet that is read: how the workbook is to be filled in, and which sheets there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from servicecraft.files.workbook.format import quoted
from servicecraft.files.workbook.looks import INK, LINE, LINE_HEIGHT, TINTS, Looks, line_count
from servicecraft.files.workbook.plans import TextSheet, WorkbookPlan

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet as SheetWriter

_WIDTHS = (24, 72, 44)


def write_guidance(page: SheetWriter, sheet: TextSheet, looks: Looks, plan: WorkbookPlan) -> None:
    """Write title, paragraphs and the table of sheets."""
    page.set_tab_color(TINTS[sheet.tint][2])
    page.hide_gridlines(2)
    for position, width in enumerate(_WIDTHS):
        page.set_column(position, position, width)
    page.set_row(0, 34)
    title = looks.of(bold=True, font_size=18, font_color=INK, valign="vcenter", align="left", indent=1)
    page.write_string(0, 0, sheet.title, title)
    text = looks.of(text_wrap=True, valign="top", font_color=INK, align="left", indent=1)
    for line, paragraph in enumerate(sheet.paragraphs, start=1):
        page.write_string(line, 1, paragraph, text)
        page.set_row(line, LINE_HEIGHT * line_count(paragraph, _WIDTHS[1]) + 6)
    first = len(sheet.paragraphs) + 3
    _write_overview(page, sheet, first, looks, plan)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&R&P / &N")


def _write_overview(page: SheetWriter, sheet: TextSheet, first: int, looks: Looks, plan: WorkbookPlan) -> None:
    """The table of sheets, each name a way to the sheet."""
    shared = {"valign": "vcenter", "align": "left", "indent": 1, "bottom": 1, "bottom_color": LINE}
    cell = looks.of(**shared, text_wrap=True, font_color=INK)
    link = looks.of(**shared, font_color="#1F5A96", underline=1)
    names = {other.name for other in plan.sheets}
    if sheet.rows:
        page.set_row(first - 1, LINE_HEIGHT + 9)
    for position, heading in enumerate(sheet.headings if sheet.rows else ()):
        page.write_string(first - 1, position, heading, looks.heading(sheet.tint, required=True))
    for line, row in enumerate(sheet.rows, start=first):
        for position, value in enumerate(row):
            if position == 0 and value in names:
                page.write_url(line, 0, f"internal:{quoted(value)}!A1", link, value)
            else:
                page.write_string(line, position, value, cell)
        lines = max(line_count(value, width) for value, width in zip(row, _WIDTHS, strict=True))
        page.set_row(line, LINE_HEIGHT * lines + 4)
