"""
One sheet that is filled in between two rows of headings, on paper as well as on a screen.

Headings stand upright, so that many parties fit on a page; they are repeated on every page and stay in sight. Cells that
nobody fills in are dark. What the cells mean is for whoever made the plan.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from servicecraft.errors import column_letters
from servicecraft.files.workbook.lists import Lists
from servicecraft.files.workbook.looks import (
    CODES,
    INK,
    LINE,
    LINE_HEIGHT,
    MISSING,
    TINTS,
    Looks,
    breadth,
    fitted_width,
    line_count,
)
from servicecraft.files.workbook.plans import GridPlan, Value
from servicecraft.words import say, sentence

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet as SheetWriter

_CLOSED = "#8E99A5"
_CELL_WIDTH = 5.2
_WIDEST_HEADING = 34.0
_TALLEST_HEADING = 220
_BLANK_HEADING = 24.0
"""Signs for which there is room where a heading is to be written by hand."""
_DAY_WIDTH = 14.0
_BOLD = 0.92
"""How much of a text in bold fits where a plain one does."""
_SIGN_HEIGHT = 5.6
"""Points that a sign of an upright text takes."""
_MOST_ON_A_PAGE = 40
"""Rows and columns that are pressed onto one page; beyond, the pages stand below one another or side by side."""


def write_grid(page: SheetWriter, sheet: GridPlan, looks: Looks, lists: Lists, language: str) -> None:
    """Write lines, headings and cells, and what helps to fill them in."""
    first, wide = len(sheet.lines) + len(sheet.above), max(map(len, sheet.above), default=sheet.left)
    page.set_tab_color(TINTS[sheet.tint][2])
    page.hide_gridlines(2)
    _set_sizes(page, sheet, wide)
    _write_lines(page, sheet, looks, lists)
    _write_above(page, sheet, looks)
    _write_body(page, sheet, first, wide, looks)
    if sheet.rows and wide > sheet.left:
        _add_help(page, sheet, first, wide, looks, language)
    _offer_kinds(page, sheet, first, wide, lists)
    _set_up(page, sheet, first, wide)


def _set_sizes(page: SheetWriter, sheet: GridPlan, wide: int) -> None:
    labels = [line[0] for line in sheet.lines if len(line) > 1]
    widths = list[float]()
    for position in range(sheet.left):
        headings = [row[position] for row in (*sheet.above[-1:], *sheet.rows)]
        texts = [*headings, *(labels if not position else ())]
        blank = _BLANK_HEADING if not any(headings[1:]) and position == sheet.left - 1 else 0.0
        said = _DAY_WIDTH if sheet.day_line is not None and position == 1 else 0.0
        widths.append(max(min(fitted_width("", texts, "text"), _WIDEST_HEADING), blank, said))
        page.set_column(position, position, widths[-1])
    for number, row in enumerate(sheet.rows, start=len(sheet.lines) + len(sheet.above)):
        lines = line_count(str(row[sheet.left - 1] or ""), widths[-1] * _BOLD - 1)
        page.set_row(number, max(LINE_HEIGHT + 5, LINE_HEIGHT * lines + 3))
    page.set_column(sheet.left, max(wide - 1, sheet.left), _CELL_WIDTH)
    for number, row in enumerate(sheet.above, start=len(sheet.lines)):
        named = number == len(sheet.lines) + len(sheet.above) - 1
        longest = max((breadth(str(one)) for one in row[sheet.left :] if one is not None), default=0)
        least = _BLANK_HEADING * _SIGN_HEIGHT if named and not longest else 46
        page.set_row(number, min(max(longest * _SIGN_HEIGHT + 10, least), _TALLEST_HEADING))


def _write_lines(page: SheetWriter, sheet: GridPlan, looks: Looks, lists: Lists) -> None:
    label = looks.of(bold=True, font_color=INK, valign="vcenter", align="left", indent=1)
    text = looks.of(font_color=INK, valign="vcenter", align="left", indent=1, italic=True)
    said = looks.of(
        font_color=INK, valign="vcenter", align="left", indent=1, num_format="@", bottom=1, bottom_color=LINE
    )
    dated = looks.of(
        font_color=INK, valign="vcenter", align="left", indent=1, num_format=CODES["date"], bottom=1, bottom_color=LINE
    )
    for number, line in enumerate(sheet.lines):
        page.set_row(number, LINE_HEIGHT + 5)
        for position, value in enumerate(line):
            spoken = dated if number == sheet.day_line else said
            _write(page, number, position, value, text if len(line) == 1 else spoken if position else label)
        if number in sheet.line_choices:
            choices = sheet.line_choices[number]
            source = lists.source(choices, str(line[0]))
            page.data_validation(number, 1, number, 1, {"validate": "list", "source": source})


def _write(page: SheetWriter, line: int, position: int, value: Value, look: Format) -> None:
    if value is None:
        page.write_blank(line, position, None, look)
    elif isinstance(value, str):
        page.write_string(line, position, value, look)
    elif isinstance(value, datetime.date):
        page.write_datetime(line, position, value, look)
    else:
        page.write_number(line, position, value, look)


def _write_above(page: SheetWriter, sheet: GridPlan, looks: Looks) -> None:
    strong, light, _ = TINTS[sheet.tint]
    corner = looks.of(font_color=INK, font_size=9, align="right", valign="bottom", num_format="@")
    for number, row in enumerate(sheet.above, start=len(sheet.lines)):
        last = number == len(sheet.lines) + len(sheet.above) - 1
        for position, value in enumerate(row):
            look = corner
            if position >= sheet.left:
                look = looks.of(
                    rotation=90, text_wrap=True, align="center", valign="bottom", num_format="@", font_color=INK, bold=last,
                    font_size=11 if last else 9, bg_color=strong if last else light, border=1, border_color=LINE,
                    left=2 if position - sheet.left in sheet.breaks[1] else 1, left_color=INK if position - sheet.left in sheet.breaks[1] else LINE,
                )  # fmt: skip
            _write(page, number, position, value, look)


def _write_body(page: SheetWriter, sheet: GridPlan, first: int, wide: int, looks: Looks) -> None:
    strong, light, _ = TINTS[sheet.tint]
    for number, row in enumerate(sheet.rows):
        above = {"top": 2, "top_color": INK} if number in sheet.breaks[0] else {"top": 1, "top_color": LINE}
        for position in range(wide):
            value = row[position] if position < len(row) else None
            column = position - sheet.left
            if column < 0:
                last = position == sheet.left - 1
                look = looks.of(
                    **above, bottom=1, bottom_color=LINE, align="left", valign="vcenter", indent=1, num_format="@", font_color=INK,
                    bold=last, font_size=11 if last else 9, bg_color=strong if last else light, text_wrap=last,
                )  # fmt: skip
            else:
                side = {"left": 2, "left_color": INK} if column in sheet.breaks[1] else {"left": 1, "left_color": LINE}
                shade = {"bg_color": _CLOSED} if (number, column) in sheet.closed else {}
                ends = {"bottom": 1, "bottom_color": LINE, "right": 1, "right_color": LINE}
                look = looks.of(**above, **side, **ends, **shade, align="center", valign="vcenter", font_color=INK)
            _write(page, first + number, position, value, look)


def _add_help(page: SheetWriter, sheet: GridPlan, first: int, wide: int, looks: Looks, language: str) -> None:
    last = first + len(sheet.rows) - 1
    if sheet.choices:
        said = say(sentence("Choose an entry of the list, or 0 for nothing at all."), language)
        rule: dict[str, object] = {"validate": "list", "source": [str(one) for one in sheet.choices]}
    else:
        said = say(sentence("A number from {lowest} upwards is expected."), language, lowest=0, highest="")
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
    page.data_validation(first, sheet.left, last, wide - 1, {**rule, "error_type": "warning", "error_message": said})
    letters = column_letters(sheet.left + 1)
    cells = f"{letters}${first + 1}:{letters}${last + 1}"
    doubts = [f'COUNTIF({cells},">0")>{sheet.most}'] if sheet.most is not None else []
    if sheet.expected is not None:
        doubts.append(f"AND(COUNT({cells})>0,ABS(SUM({cells})-{sheet.expected:g})>0.000001)")
    if doubts:
        shade = {"type": "formula", "criteria": f"=OR({','.join(doubts)})", "format": looks.of(bg_color=MISSING)}
        page.conditional_format(first - 1, sheet.left, first - 1, wide - 1, shade)


def _offer_kinds(page: SheetWriter, sheet: GridPlan, first: int, wide: int, lists: Lists) -> None:
    if not sheet.kinds or not sheet.rows:
        return
    rule = {"validate": "list", "source": lists.source(sheet.kinds, str(sheet.above[-1][0])), "error_type": "warning"}
    page.data_validation(first, 0, first + len(sheet.rows) - 1, 0, rule)
    if wide > sheet.left:
        page.data_validation(len(sheet.lines), sheet.left, len(sheet.lines), wide - 1, rule)


def _set_up(page: SheetWriter, sheet: GridPlan, first: int, wide: int) -> None:
    """What stays in sight, and how it is printed."""
    page.freeze_panes(first, sheet.left)
    page.ignore_errors({"number_stored_as_text": f"A1:{column_letters(wide)}{first + max(len(sheet.rows), 1)}"})
    page.set_landscape()
    if wide - sheet.left <= _MOST_ON_A_PAGE:
        page.fit_to_pages(1, 1 if len(sheet.rows) <= _MOST_ON_A_PAGE else 0)
    if sheet.above:
        page.repeat_rows(len(sheet.lines), first - 1)
        page.repeat_columns(0, sheet.left - 1)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&A&R&P / &N")
