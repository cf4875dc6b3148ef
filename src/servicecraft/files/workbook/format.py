"""
What the format of workbooks itself lays down.

How much a sheet, a cell and a drop-down hold, how spreadsheet programs count characters, and how their formulas name a
sheet. How much of that is read here is said in `limits`.
"""

from __future__ import annotations

MOST_ROWS = 1_048_576
"""Rows that a sheet can have."""
MOST_COLUMNS = 16_384
"""Columns that a sheet can have."""
LONGEST_TEXT = 32_767
"""Characters in a cell."""
LONGEST_NAME = 31
"""Characters in the name of a sheet."""
LONGEST_LIST = 255
"""Characters in the words of a drop-down, with the commas between them."""
LONGEST_HINT = 255
"""Characters in the hint beside a cell, and in what is said of a value that it does not accept."""
LONGEST_HINT_TITLE = 32
"""Characters in the title of either."""
LARGEST_WHOLE = 2**53 - 1
"""The largest whole number that a cell holds exactly."""


def text_length(text: str) -> int:
    """Length as spreadsheet programs count it: characters beyond the first 65,536 count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"
