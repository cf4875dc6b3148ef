"""
A small result value: columns with units, rows, notes.

Every answer that is a list of things comes as a `Table`, and a table goes wherever people need it: dictionaries, any
dataframe, HTML, Markdown, CSV, JSON, or text for a terminal. Numbers and days are formatted here, at the edge, with
the reader's locale; data formats keep them as they are.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from html import escape
from importlib import import_module
from itertools import zip_longest
from math import isfinite
from pathlib import Path
from textwrap import wrap
from typing import Literal

from attrs import field, frozen

from servicecraft.errors import MissingExtraError, ModelError, SpokenFact
from servicecraft.words import say, sentence, shortened, visible
from servicecraft.words.formulas import neutralised

Cell = str | int | float | bool | datetime.date | tuple[str, ...] | None
FORMATS = ("text", "markdown", "csv", "json", "html")
LARGEST_IN_FULL = 1e15
_ENGINES = {"pandas": "", "polars": "data", "pyarrow": ""}
"""Engines of dataframes, each with the extra that brings it, where one does."""
_LARGEST_WHOLE = 2**63 - 1
_LONGEST_NUMBER = 4000
_KINDS = (bool, int, float, str, datetime.date, tuple)


@frozen(kw_only=True)
class TableColumn:
    """
    One column of a table.

    Attributes:
        name: Its stable name, for programs.
        label: Its heading, for people; the name where none is given.
        unit: In what its numbers are measured, such as `days`.
        decimals: How many decimals people see; data formats keep all.
        words: What people see instead of the codes of its cells, by code; data formats keep the codes.
    """

    name: str
    label: str = field()
    unit: str | None = None
    decimals: int = 3
    words: Mapping[str, str] = field(factory=dict, hash=False)

    @label.default
    def _name(self) -> str:
        return self.name

    @property
    def heading(self) -> str:
        """The label with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@frozen(kw_only=True, repr=False)
class Table:
    """
    An answer in rows.

    Attributes:
        title: What it tells.
        columns: Its columns, in order.
        rows: One tuple of cells each; `None` where there is no value.
        notes: What must be known to read it: method, period, what was withheld.
        language: The locale in which people read it.
    """

    title: str = ""
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    language: str = "en"

    @classmethod
    def of(
        cls,
        columns: Iterable[str | TableColumn],
        rows: Iterable[Sequence[Cell]],
        *,
        title: str = "",
        notes: Sequence[str] = (),
        language: str = "en",
    ) -> Table:
        """
        A table of columns given by name or in full.

        Raises:
            ValueError: A row has more or fewer cells than there are columns.
        """
        known = tuple(one if isinstance(one, TableColumn) else TableColumn(name=one) for one in columns)
        cells = tuple(map(tuple, rows))
        for number, row in enumerate(cells, 1):
            if len(row) != len(known):
                raise ValueError(f"Every row needs one cell per column: row {number} has {len(row)}, not {len(known)}.")
        return cls(title=title, columns=known, rows=cells, notes=tuple(notes), language=language)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[Cell]:
        """The cells of one column, in the order of the rows; `KeyError` where there is no such column."""
        names = [one.name for one in self.columns]
        if name not in names:
            raise KeyError(f"There is no column {name!r}. There are: {', '.join(names)}.")
        return [row[names.index(name)] for row in self.rows]

    def to_dicts(self) -> list[dict[str, Cell]]:
        """One dictionary of name to value per row, with values as they are."""
        names = [one.name for one in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def to_frame(self, engine: Literal["pandas", "polars", "pyarrow"] = "pandas") -> object:
        """
        A dataframe with one column per column, of the engine asked for.

        Where an engine wants one kind of value in a column, whole numbers among others become floats, and what is no
        number among numbers makes all of them texts.

        Raises:
            MissingExtraError: The engine is not installed.
            ValueError: There is no such engine.
        """
        if engine not in _ENGINES:
            raise ValueError(f"There is no engine {engine!r}. Choose one of: {', '.join(_ENGINES)}.")
        try:
            module = import_module(engine)
        except ImportError:
            raise MissingExtraError(_ENGINES[engine], engine) from None
        cells = {one.name: [row[number] for row in self.rows] for number, one in enumerate(self.columns)}
        if engine == "pandas":
            frame: object = module.DataFrame({name: list(map(_listed, column)) for name, column in cells.items()})
            return frame
        data = {name: _of_one_kind(column) for name, column in cells.items()}
        made: object = module.table(data) if engine == "pyarrow" else module.DataFrame(data, strict=False)
        return made

    def to_json(self) -> str:
        """Title, columns, rows and notes as JSON text; days in ISO form, `null` for what is not a finite number."""
        columns = [{"name": one.name, "label": one.label, "unit": one.unit} for one in self.columns]
        rows = [{name: _json_cell(cell) for name, cell in row.items()} for row in self.to_dicts()]
        document = {"title": self.title, "columns": columns, "rows": rows, "notes": list(self.notes)}
        return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def to_csv(self, path: str | os.PathLike[str] | None = None, *, raw: bool = False) -> str:
        """
        The rows as CSV text with the stable names as headings, written to a file as well where a path is given.

        A text that a spreadsheet program would take for a formula gets an apostrophe before it; *raw* leaves it as it
        is, for other programs.

        Raises:
            ModelError: The file could not be written (`SC-401`).
        """
        target = io.StringIO()
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow([_csv_cell(one.name, raw=raw) for one in self.columns])
        writer.writerows([[_csv_cell(cell, raw=raw) for cell in row] for row in self.rows])
        if path is not None:
            _write(path, target.getvalue())
        return target.getvalue()

    def to_markdown(self) -> str:
        """A Markdown table, with title and notes; nothing in a cell can end the cell or mean Markdown or HTML."""
        head = [f"**{_markdown(self.title)}**", ""] if self.title else []
        lines = [self._markdown_line(one.heading for one in self.columns)]
        lines.append(
            "|" + "|".join(" ---: " if self._is_number(n) else " --- " for n in range(len(self.columns))) + "|"
        )
        lines += [self._markdown_line(row) for row in self.spoken_rows()]
        return "\n".join([*head, *lines, *self._after(_markdown)]) + "\n"

    def _after(self, written: Callable[[str], str]) -> list[str]:
        empty = [] if self.rows else ["", written(say(sentence("No rows."), self.language))]
        return [*empty, *(line for note in self.notes for line in ("", written(note)))]

    def _markdown_line(self, cells: Iterable[str]) -> str:
        return "| " + " | ".join(map(_markdown, cells)) + " |"

    def to_html(self) -> str:
        """An HTML table with caption, scoped headings and notes, every value escaped, without styles or scripts."""
        head = "".join(self._html_heading(number, one) for number, one in enumerate(self.columns))
        body = "".join("<tr>" + "".join(self._html_cells(row)) + "</tr>" for row in self.spoken_rows())
        if not self.rows:
            body = f'<tr><td colspan="{max(1, len(self.columns))}">{escape(say(sentence("No rows."), self.language))}</td></tr>'
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"

    def _html_heading(self, number: int, column: TableColumn) -> str:
        align = ' align="right"' if self._is_number(number) else ""
        return f'<th scope="col"{align}>{escape(column.heading)}</th>'

    def _html_cells(self, row: Sequence[str]) -> Iterable[str]:
        for number, cell in enumerate(row):
            text = f'<span dir="auto">{escape(visible(cell))}</span>' if cell else ""
            yield f'<td align="right">{text}</td>' if self._is_number(number) else f"<td>{text}</td>"

    _repr_html_ = to_html

    def to_text(self, width: int | None = None) -> str:
        """
        Aligned columns for a terminal.

        Args:
            width: Characters in a line; longer texts run over several lines. `None` leaves every cell in one line.
        """
        rows = [[one.heading for one in self.columns], *self.spoken_rows()]
        shown = [[visible(cell.replace("\n", " ")) for cell in row] for row in rows]
        widths = _fitted([max(map(len, column)) for column in zip(*shown, strict=True)], width)
        head, *body = (list(self._folded(row, widths)) for row in shown)
        lines = [*head, "  ".join("─" * one for one in widths), *(line for row in body for line in row)]
        return "\n".join([*([visible(self.title), ""] if self.title else []), *lines, *self._after(visible)])

    def _folded(self, row: Sequence[str], widths: Sequence[int]) -> Iterable[str]:
        """The lines that a row takes when each cell keeps to its width."""
        folded = [wrap(cell, width) if len(cell) > width else [cell] for cell, width in zip(row, widths, strict=True)]
        for parts in zip_longest(*folded, fillvalue=""):
            yield "  ".join(self._aligned(part, widths[n], n) for n, part in enumerate(parts)).rstrip()

    def _aligned(self, text: str, width: int, number: int) -> str:
        return text.rjust(width) if self._is_number(number) else text.ljust(width)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Table {self.title!r}: {len(self.rows)} rows, {', '.join(one.name for one in self.columns)}>"

    def in_format(self, name: str, *, width: int | None = None) -> str:
        """
        The table as `text`, `markdown`, `csv`, `json` or `html`.

        Raises:
            ValueError: There is no such format.
        """
        if name not in FORMATS:
            raise ValueError(f"There is no format {name!r}. Choose one of: {', '.join(FORMATS)}.")
        return self.to_text(width) if name == "text" else str(getattr(self, f"to_{name}")())

    def spoken_rows(self) -> list[list[str]]:
        """Every cell as people read it, in the locale of the table; an empty text where there is no value."""
        return [[self._spoken(cell, one) for cell, one in zip(row, self.columns, strict=True)] for row in self.rows]

    def _spoken(self, cell: Cell, column: TableColumn) -> str:
        if cell is None:
            return ""
        if isinstance(cell, bool):
            return say(sentence("yes") if cell else sentence("no"), self.language)
        if isinstance(cell, int | float):
            return spoken_number(cell, self.language, column.decimals)
        if isinstance(cell, datetime.date):
            return spoken_day(cell, self.language)
        texts = cell if isinstance(cell, tuple) else (cell,)
        return ", ".join(column.words.get(one, one) for one in texts)

    def _is_number(self, number: int) -> bool:
        return self._numeric[number]

    @cached_property
    def _numeric(self) -> tuple[bool, ...]:
        """For each column whether it holds numbers and nothing else; found once, since every cell asks."""
        return tuple(_all_numbers(row[number] for row in self.rows) for number in range(len(self.columns)))


def _all_numbers(column: Iterable[Cell]) -> bool:
    cells = [cell for cell in column if cell is not None]
    return bool(cells) and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)


def spoken_number(value: float, language: str, decimals: int = 3) -> str:
    """A number in the locale's form, with at most so many decimals; in powers of ten from 10^15 on."""
    from babel.numbers import format_decimal, format_scientific

    if not abs(value) < LARGEST_IN_FULL:  # also true of what is no number at all
        return str(format_scientific(value, locale=_locale(language))) if isfinite(value) else str(value)
    pattern = "#,##0" + (f".{'#' * decimals}" if decimals else "")
    return str(format_decimal(value, format=pattern, locale=_locale(language)))


def spoken_day(value: datetime.date, language: str) -> str:
    """A day in the locale's form, with the month in letters."""
    from babel.dates import format_date

    return str(format_date(value, format="medium", locale=_locale(language)))


def _locale(language: str) -> str:
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        return str(Locale.parse(language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return "en"


def _fitted(widths: list[int], width: int | None) -> list[int]:
    while width is not None and sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    return widths


def _listed(cell: Cell) -> object:
    return list(cell) if isinstance(cell, tuple) else cell


def _of_one_kind(cells: Sequence[Cell]) -> list[object]:
    """The cells of a column as values of one kind, for engines that hold nothing else."""
    kinds = {_kind(cell) for cell in cells if cell is not None}
    if kinds <= {int, float}:
        return _numbers(cells, float in kinds)
    if len(kinds) == 1:
        return list(map(_listed, cells))
    return [_text(cell) for cell in cells]


def _kind(cell: Cell) -> type:
    return next((kind for kind in _KINDS if isinstance(cell, kind)), object)


def _numbers(cells: Sequence[Cell], with_floats: bool) -> list[object]:
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    if not with_floats and all(abs(one) <= _LARGEST_WHOLE for one in numbers):
        return list(cells)
    try:
        return [float(cell) if isinstance(cell, int | float) else None for cell in cells]
    except OverflowError:  # a whole number beyond every float
        return [_text(cell) for cell in cells]


def _text(cell: Cell) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return "|".join(cell) if isinstance(cell, tuple) else shortened(cell, longest=_LONGEST_NUMBER)


def _plain(cell: Cell) -> object:
    return cell.isoformat() if isinstance(cell, datetime.date) else _listed(cell)


def _json_cell(cell: Cell) -> object:
    return None if isinstance(cell, float) and not isfinite(cell) else _plain(cell)


def _write(path: str | os.PathLike[str], text: str) -> None:
    try:
        Path(path).write_bytes(text.encode())
    except (OSError, ValueError) as error:  # a path with a zero character, or half a character, is a ValueError
        raise ModelError.of("SC-401", str(path), reason=SpokenFact(sentence("the system refused it."))) from error


def _csv_cell(cell: Cell, *, raw: bool) -> object:
    plain = "|".join(cell) if isinstance(cell, tuple) else _plain(cell)
    if isinstance(plain, str):
        plain = plain.replace("\r\n", "\n").replace("\r", "\n")  # the csv module leaves a bare CR without quotes
    return neutralised(plain) if isinstance(plain, str) and not raw else plain


_PLAIN_NUMBER = re.compile(r"-?[\d.,\u00a0\u202f]+%?")
_SPECIAL = "\\`*_{}[]()#+-.!~@$^"


def _markdown(text: str) -> str:
    """A text as one line of Markdown in which nothing has a meaning of its own."""
    numeric = {"|": "&#124;", "<": "&#60;", ">": "&#62;", "&": "&#38;", "\n": " ", "\r": " "}
    line = " ".join(visible(text.replace("\n", " ").replace("\r", " ")).split())
    if _PLAIN_NUMBER.fullmatch(line):
        return line
    escaped = "".join(numeric.get(one, f"\\{one}" if one in _SPECIAL else one) for one in line)
    return escaped.replace("://", "\\://")
