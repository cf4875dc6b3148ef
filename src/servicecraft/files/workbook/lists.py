"""
The drop-downs that are too long for a cell, on a sheet of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from servicecraft.errors import column_letters
from servicecraft.files.workbook.format import LONGEST_LIST, quoted, text_length
from servicecraft.files.workbook.looks import Looks, fitted_width
from servicecraft.files.workbook.plans import Value, WorkbookPlan
from servicecraft.files.workbook.rows import write_rows

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as Writer

LISTS_SHEET = "_lists"
"""The sheet on which drop-downs stand that are too long for a cell; it is made anew at every writing."""


class Lists:
    """
    The drop-downs that do not fit into a cell's own definition, one column each on a sheet of their own.

    A definition holds 255 characters, separated by commas. Longer lists, words with a comma, and yes and no (whose
    spelling depends on the reader's spreadsheet program) are referred to instead.
    """

    def __init__(self, plan: WorkbookPlan) -> None:
        self._columns: dict[tuple[Value, ...], str] = {}
        self.name = LISTS_SHEET
        taken = {sheet.name.casefold() for sheet in plan.sheets}
        while self.name.casefold() in taken:
            self.name += "_"

    def source(self, choices: tuple[Value, ...], heading: str) -> list[str] | str:
        """What a drop-down over these choices refers to."""
        words = [choice for choice in choices if isinstance(choice, str)]
        plain = len(words) == len(choices) and all(word == word.strip() and not set(word) & set(',"') for word in words)
        if plain and text_length(",".join(words)) <= LONGEST_LIST:
            return words
        self._columns.setdefault(choices, heading)
        letters = column_letters(list(self._columns).index(choices) + 1)
        return f"={quoted(self.name)}!${letters}$2:${letters}${len(choices) + 1}"

    def write(self, writer: Writer, looks: Looks) -> None:
        """The sheet, where anything refers to it."""
        if not self._columns:
            return
        page = writer.add_worksheet(self.name)
        for position, (choices, heading) in enumerate(self._columns.items()):
            look = looks.cell("text" if isinstance(choices[0], str) else "yes_no")
            page.set_column(position, position, fitted_width(heading, choices, "text"), look)
            page.write_string(0, position, heading, looks.heading("grey", required=False))
            write_rows(page, [[None] * position + [choice] for choice in choices], 1, [look] * (position + 1), looks)
