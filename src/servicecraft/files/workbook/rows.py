"""
Values in their cells, as they are.

A text stays a text, whatever it begins with, and a number comes back with all of its digits.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicecraft.files.workbook.looks import CODES, Looks
from servicecraft.files.workbook.plans import Value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet as SheetWriter

_MOMENT_CODE = "yyyy-mm-dd hh:mm:ss"


def exact_worksheet() -> type[SheetWriter]:
    """A worksheet whose numbers come back as they were: xlsxwriter's own writes 16 digits, and some need 17."""
    from xlsxwriter.worksheet import Worksheet

    class ExactWorksheet(Worksheet):  # type: ignore[misc]  # xlsxwriter declares no types
        def _xml_number_element(self, number: float, attributes: Sequence[tuple[str, object]] = ()) -> None:
            written = "".join(f' {name}="{value}"' for name, value in attributes)
            digits = repr(number if type(number) is int else float(number)).removesuffix(".0")
            self.fh.write(f"<c{written}><v>{digits}</v></c>")

    return ExactWorksheet


def write_rows(
    page: SheetWriter, rows: Sequence[Sequence[Value]], first: int, formats: Sequence[Format], looks: Looks
) -> None:
    """Write rows from the line *first* on, counted from 0; *formats* are those of the columns from the left."""
    dated, day, moment = looks.cell("date"), looks.of(num_format=CODES["date"]), looks.of(num_format=_MOMENT_CODE)
    for line, row in enumerate(rows, start=first):
        for column, value in enumerate(row):
            look = formats[column] if column < len(formats) else None
            if isinstance(value, str):
                page.write_string(line, column, value, look)
            elif isinstance(value, bool):
                page.write_boolean(line, column, value, look)
            elif isinstance(value, (int, float)):
                page.write_number(line, column, value, look)
            elif isinstance(value, datetime.datetime):
                page.write_datetime(line, column, value, moment)
            elif isinstance(value, datetime.date):
                page.write_datetime(line, column, value, look if look is dated else day)
