"""
The cells of one sheet, and what is doubtful about them.

A reader of values passes over in silence what people should know: formulas that were never calculated, errors, merged
and hidden cells. They become faults with their places, and cells that hold a value are written out plainly. What those
values are is another module's question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn

from servicecraft.errors import Fault, SpokenFact, column_letters
from servicecraft.files.limits import Limits
from servicecraft.files.refusals import MEGABYTE
from servicecraft.files.workbook.format import MOST_COLUMNS
from servicecraft.files.workbook.package import SheetPart
from servicecraft.files.workbook.refusals import refuse, refuse_damaged, refuse_size
from servicecraft.files.workbook.shared import SharedTexts
from servicecraft.files.workbook.xml import INDEX, Pass, escaped, is_true
from servicecraft.words import sentence, shortened

MOST_FAULTS = 1_000
"""Faults kept of one sheet; with so many, nobody reads on and a prepared file must not fill the memory with them."""
CHARACTERS_PER_MEGABYTE = 2 * MEGABYTE
"""Characters in the cells of a sheet, a repeated text counted each time, per megabyte of open workbook."""

_REFERENCE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
_TRUTHS = {"0": 0, "false": 0, "1": 1, "true": 1}


class _ColumnNumbers(dict[str, int]):
    """Column numbers by their letters, each one counted once."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - ord("A") + 1
        self[letters] = number
        return number


class SheetPass(Pass):
    """
    What a reader of values would pass over in silence, and the cells themselves, written out plainly.

    Attributes:
        sheet: The name of the sheet.
        plain: The rows that hold values, as plain XML.
        last_row: The last of them, 0 for an empty sheet; no declared size is believed.
    """

    def __init__(self, sheet: SheetPart, file: str, limits: Limits, texts: SharedTexts) -> None:
        super().__init__(sheet.part, file)
        self.sheet = sheet.name
        self.plain = bytearray()
        self.last_row = 0
        self._first_row = 0
        self._limits = limits
        self._texts = texts
        self._characters = 0
        self._numbers = _ColumnNumbers()
        self._faults: list[Fault] = []
        # The row and the cell that are being read.
        self._row = self._column = 0
        self._cells: list[str] = []
        self._kind = self._style = ""
        self._formula = self._value = self._collecting = False
        self._pieces: list[str] = []
        # What is hidden, and what of it holds values.
        self._sheet_hidden = sheet.hidden
        self._row_hidden = False
        self._hidden_rows: list[int] = []
        self._hidden_columns: set[int] = set()
        self._columns_told = 0
        self._used_columns: set[int] = set()

    @property
    def area(self) -> int:
        """How many cells lie between the first and the last one that holds a value."""
        if not self.last_row:
            return 0
        return (self.last_row - self._first_row + 1) * (max(self._used_columns) - min(self._used_columns) + 1)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything doubtful, in the order of rows and columns."""
        found = [*self._faults, *self._hidden()]
        return tuple(sorted(found, key=lambda fault: (fault.line or 0, fault.column or 0, fault.code)))

    def _hidden(self) -> Iterator[Fault]:
        rows, columns = self._hidden_rows, sorted(self._hidden_columns & self._used_columns)
        if self._sheet_hidden:
            yield self._fault("SC-143", what=SpokenFact(sentence("all of its rows, being hidden itself")))
        if rows:
            said = sentence("rows {rows}") if len(rows) > 1 else sentence("row {rows}")
            yield self._fault("SC-143", rows[0], what=SpokenFact(said, rows=_ranges(rows, str)))
        if columns:
            said = sentence("columns {columns}") if len(columns) > 1 else sentence("column {columns}")
            what = SpokenFact(said, columns=_ranges(columns, column_letters))
            yield self._fault("SC-143", None, columns[0], what=what)

    def _fault(
        self, code: str, line: int | None = None, column: int | None = None, value: str | None = None, **facts: str
    ) -> Fault:
        return Fault(
            code=code,
            file=self.file,
            sheet=self.sheet,
            line=line,
            column=column,
            value=value,
            facts=tuple(facts.items()),
        )

    def _note(self, code: str, line: int | None, column: int | None, value: str | None = None) -> None:
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(self._fault(code, line, column, value))

    def opened(self, path: list[str], attributes: dict[str, str], /) -> None:
        """A row, a cell, its content, or what is merged or hidden begins."""
        depth, name = len(path), path[-1]
        if depth > 2 and path[1] == "sheetData":
            if depth == 4 and name == "c":
                self._begin_cell(attributes)
            elif depth > 4 and path[3] == "c":
                self._begin_content(path, depth, name)
            elif depth == 3:
                self._begin_row(name, attributes)
        elif name == "mergeCell":
            self._note_merged(attributes.get("ref", ""))
        elif name == "col":
            self._note_hidden_columns(attributes)

    def closed(self, path: list[str]) -> None:
        """A cell or a row is complete."""
        self._collecting = False
        if len(path) == 4 and path[3] == "c" and path[1] == "sheetData":
            self._end_cell()
        elif len(path) == 3 and self._cells:
            self._end_row()

    def said(self, text: str) -> None:
        """A piece of a value or of a text."""
        if self._collecting:
            self._pieces.append(text)

    def _begin_row(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "row":
            refuse_damaged(self.file, self.part)
        number = _whole(attributes.get("r"), otherwise=self._row + 1)
        if number <= self._row:
            self._refuse_order()
        self._row, self._column = number, 0
        self._row_hidden = _is_hidden(attributes, "ht")

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._formula = self._value = False
        self._pieces.clear()
        reference = attributes.get("r")
        column = self._column + 1 if reference is None else self._column_of(reference)
        if not self._column < column <= MOST_COLUMNS:
            self._refuse_order()
        self._column = column

    def _begin_content(self, path: list[str], depth: int, name: str) -> None:
        if depth == 5:
            self._formula = self._formula or name == "f"
            self._value = self._value or name in ("v", "is")
            self._collecting = name == "v"
        else:
            self._collecting = name == "t" and path[4] == "is" and "rPh" not in path

    def _column_of(self, reference: str) -> int:
        found = _REFERENCE.fullmatch(reference)
        if found is None or int(found[2]) != self._row:
            self._refuse_order()
        return self._numbers[found[1]]

    def _refuse_order(self) -> NoReturn:
        # Two cells in one place, or a row before its forerunner: nobody can say which of them was meant.
        reason = sentence("the cells around row {row} do not stand in their order")
        refuse(self.file, reason, sheet=self.sheet, line=self._row, row=self._row)

    def _end_cell(self) -> None:
        """Judge a complete cell, and write it down where it holds a value; one that is only formatted holds none."""
        text = "".join(self._pieces)
        if self._kind == "e" and self._value:
            self._note("SC-134", self._row, self._column, shortened(text))
        elif self._formula and not (text or (self._value and self._kind == "str")):
            self._note("SC-133", self._row, self._column)
        elif text and (plain := self._plain(text)):
            style = self._style if INDEX.fullmatch(self._style) else "0"
            self._cells.append(f'<c r="{column_letters(self._column)}{self._row}" s="{style}"{plain}</v></c>')
            self._used_columns.add(self._column)

    def _plain(self, text: str) -> str:
        """Kind and content of a cell as they are written down; empty where nothing stands in it."""
        if self._kind == "s":
            return f' t="s"><v>{text}' if self._shared_text(text) else ""
        if self._kind in ("str", "inlineStr"):
            return f' t="s"><v>{self._texts.index_of(text)}'
        if self._kind == "b" and text in _TRUTHS:
            return f' t="b"><v>{_TRUTHS[text]}'
        if self._kind not in ("n", "d"):
            refuse_damaged(self.file, self.part)
        kind = ' t="d"' if self._kind == "d" else ""  # without a kind, what is no number is read as a text
        return f"{kind}><v>{escaped(text)}"

    def _end_row(self) -> None:
        if self._row > self._limits.sheet_rows:
            most = self._limits.sheet_rows
            refuse_size(self.file, most, sentence("rows in a sheet"), "sheet_rows", sheet=self.sheet, line=self._row)
        self.plain += f'<row r="{self._row}">{"".join(self._cells)}</row>'.encode()
        self._cells.clear()
        self._first_row = self._first_row or self._row
        self.last_row = self._row
        if self._row_hidden:
            self._hidden_rows.append(self._row)

    def _shared_text(self, index: str) -> str:
        text = self._texts.shared(index)
        if text is None:
            refuse_damaged(self.file, self.part)
        # One long shared text, used by a million cells, would be copied a million times.
        self._characters += len(text)
        most = self._limits.open_megabytes * CHARACTERS_PER_MEGABYTE
        if self._characters > most:
            what = sentence("characters in the cells of a sheet")
            refuse_size(self.file, most, what, "open_megabytes", sheet=self.sheet, line=self._row)
        return text

    def _note_merged(self, cells: str) -> None:
        first = _REFERENCE.match(cells)
        line, column = (int(first[2]), self._numbers[first[1]]) if first else (None, None)
        self._note("SC-135", line, column, shortened(cells))

    def _note_hidden_columns(self, attributes: Mapping[str, str]) -> None:
        if _is_hidden(attributes, "width"):
            low, high = _whole(attributes.get("min"), otherwise=1), _whole(attributes.get("max"), otherwise=1)
            self._hidden_columns.update(range(max(low, self._columns_told + 1), min(high, MOST_COLUMNS) + 1))
            self._columns_told = max(self._columns_told, high)


def _whole(value: str | None, *, otherwise: int) -> int:
    """A number from an attribute; the other one where there is none, 0 where it is none that a sheet can have."""
    if value is None:
        return otherwise
    return int(value) if INDEX.fullmatch(value) else 0


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Whether a row or a column is hidden, or so thin that nobody sees it."""
    thin = not attributes.get(size, "1").strip("0.")
    return thin or is_true(attributes.get("hidden"))


def _ranges(numbers: list[int], named: Callable[[int], str]) -> str:
    """Ascending numbers as `3, 7-9, 12`; after eight ranges only an ellipsis."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = [named(low) if low == high else f"{named(low)}-{named(high)}" for low, high in ranges[:8]]
    return ", ".join([*shown, "…"] if len(ranges) > len(shown) else shown)
