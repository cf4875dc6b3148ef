"""Cells with their places, from a workbook, a folder of CSV files or one of them; what they mean is decided elsewhere."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from attrs import evolve, field, frozen

from servicecraft.errors import Fault, ModelError, Refusal
from servicecraft.files.csv_text import CsvDialect, CsvPlaces, CsvTable, read_csv
from servicecraft.files.disk import read_file, read_folder
from servicecraft.files.limits import Limits
from servicecraft.files.rawfiles import as_path
from servicecraft.files.reading import cell_form, other_separator
from servicecraft.files.refusals import MEGABYTE, reading
from servicecraft.files.text import decoded
from servicecraft.files.workbook.lists import LISTS_SHEET
from servicecraft.files.workbook.reading import Sheet, read_workbook
from servicecraft.files.workbook.values import Cell
from servicecraft.model.columns import PLAIN_CELLS, CellForm
from servicecraft.words import glossary
from servicecraft.words.formulas import restored


@frozen(kw_only=True, eq=False)
class Grid:
    """
    The cells of one sheet or one CSV file.

    Attributes:
        name: The name of the sheet, or of the file without its ending.
        rows: The rows, each from its first cell.
        form: How numbers and days are written in cells of text.
        place: A carrier of the place of a cell, from the numbers of its row and column, both from 0.
        faults: What is doubtful or wrong about the cells themselves.
    """

    name: str
    rows: Sequence[Sequence[Cell]] = field(repr=False)
    form: CellForm
    place: Callable[[int, int], Fault]
    faults: tuple[Fault, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell; `None` where the row ends before it."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """The text of a cell in Unicode's composed form, with single spaces; empty where nothing stands."""
        return text_of(self.cell(row, column))

    def fault(self, refusal: Refusal, row: int, column: int) -> Fault:
        """The fault that a refusal makes in a cell."""
        return self.placed(Fault.from_refusal(refusal), row, column)

    def placed(self, fault: Fault, row: int, column: int) -> Fault:
        """A fault with the place of a cell."""
        at = self.place(row, column)
        return evolve(fault, path="", file=at.file, sheet=at.sheet, line=at.line, column=at.column)


def text_of(cell: Cell) -> str:
    """A cell as the text that somebody typed."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = cell.isoformat() if isinstance(cell, datetime.date) else str(cell)
    return " ".join(unicodedata.normalize("NFC", text).split())


def open_grids(path: Path, dialect: CsvDialect, limits: Limits) -> list[Grid]:
    """
    The sheets of a workbook that are neither guidance nor lists, or the CSV files of a folder, or one CSV file.

    Raises:
        ModelError: It cannot be read, is no such file, or a CSV file does not follow its grammar.
        MissingExtraError: A workbook, and the extra `excel` is not installed.
    """
    most = limits.file_megabytes * MEGABYTE
    with reading(path):
        folder = as_path(path).is_dir()
    if folder:
        found = read_folder(path, lambda name: name.lower().endswith(".csv"), most_bytes=most)
        return _all_read({path / name: data for name, data in found.items()}, dialect, limits)
    if path.suffix.lower() == ".csv":
        return _all_read({path: read_file(path, most_bytes=most)}, dialect, limits)
    data = read_file(path, most_bytes=most)
    if path.suffix.lower() != ".xlsx":
        raise ModelError.of("SC-142", path.name, file=str(path))
    return _sheets(data, str(path), limits)


def _sheets(data: bytes, file: str, limits: Limits) -> list[Grid]:
    sheets = read_workbook(data, file=file, limits=limits).sheets
    guide = [one for one in sheets if glossary.recognised_sheet(one.name) == "guide"]
    return [_sheet(one, file) for one in sheets if one not in guide and not one.name.startswith(LISTS_SHEET)]


def _sheet(sheet: Sheet, file: str) -> Grid:
    def place(row: int, column: int) -> Fault:
        return Fault(code="", file=file, sheet=sheet.name, line=row + 1, column=column + 1)

    return Grid(name=sheet.name, rows=sheet.rows, form=PLAIN_CELLS, place=place, faults=sheet.faults)


def _all_read(files: dict[Path, bytes], dialect: CsvDialect, limits: Limits) -> list[Grid]:
    grids, faults = list[Grid](), list[Fault]()
    for path, data in files.items():
        try:
            grids.append(_csv_grid(path, data, dialect, limits))
        except ModelError as error:
            faults += error.faults
    if faults:
        raise ModelError(faults)
    return grids


def _csv_grid(path: Path, data: bytes, dialect: CsvDialect, limits: Limits) -> Grid:
    file = str(path)
    text = decoded(data, file=file, encoding=dialect.encoding)
    table = read_csv(text, file=file, dialect=dialect, limits=limits, headed=False)
    _refuse_other_separator(table, dialect, file)
    places = cache(lambda: CsvPlaces(text, dialect))

    def place(row: int, column: int) -> Fault:
        line, character = places().of_cell(table.lines[row], column)
        return Fault(code="", file=file, line=line, column=character)

    rows = [[restored(cell) if cell.startswith("'") else cell for cell in row] for row in table.rows]
    return Grid(name=path.stem, rows=rows, form=cell_form(dialect), place=place)


def _refuse_other_separator(table: CsvTable, dialect: CsvDialect, file: str) -> None:
    """Refuse a file in which every row stands in one cell, because it is written with another separator."""
    if any(len(row) > 1 for row in table.rows):
        return
    for row, line in zip(table.rows, table.lines, strict=True):
        fault = other_separator(CsvTable(headings=tuple(row)), dialect)
        if fault is not None:
            raise ModelError([evolve(fault, file=file, line=line, column=1)])
