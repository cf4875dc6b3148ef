"""
From CSV text to headings and rows of plain texts, and back.

What a cell means (a number, a date, a list of ids) is the business of whoever knows the table. This page knows where
cells begin and end, and refuses every text in which that is doubtful.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from io import StringIO
from itertools import compress, islice
from unicodedata import normalize

from attrs import evolve, field, frozen

from servicecraft.errors import Fault, ModelError, Refusal, SpokenFact
from servicecraft.files.limits import Limits
from servicecraft.files.places import MOST_FAULTS, Lines, Place, fault_at, place_in
from servicecraft.files.text import codec_name
from servicecraft.words import sentence

SEPARATORS = (",", ";", "\t", "|")
DECIMAL_MARKS = (".", ",")
DATE_ORDERS = ("iso", "day/month/year", "month/day/year")
THOUSANDS_MARKS = (None, ",", ".", " ", "'", "’", "\u00a0", "\u202f")

_LINE_END = re.compile(r"\r\n?")
_NEEDS_QUOTES = re.compile(r'["\r\n]')


@frozen(kw_only=True)
class CsvDialect:
    """
    How the CSV tables of a program are written.

    Attributes:
        separator: What stands between two cells: a comma, a semicolon, a tab or `|`.
        decimal: The decimal mark of numbers: `.` or `,`.
        dates: `"iso"` (2026-06-30), `"day/month/year"` or `"month/day/year"`.
        encoding: The encoding of the files, by any name that Python knows.
        thousands: What may stand between the thousands of numbers; `None` where nothing may.

    Raises:
        ModelError: Every setting that is none of these, with the path `csv.separator` and so on.
    """

    separator: str = ","
    decimal: str = "."
    dates: str = "iso"
    encoding: str = "utf-8"
    thousands: str | None = None

    def __attrs_post_init__(self) -> None:
        faults = list(_dialect_faults(self))
        if faults:
            raise ModelError(faults)


def _dialect_faults(dialect: CsvDialect) -> Iterator[Fault]:
    yield from _choice_faults("separator", dialect.separator, SEPARATORS)
    yield from _choice_faults("decimal", dialect.decimal, DECIMAL_MARKS)
    yield from _choice_faults("dates", dialect.dates, DATE_ORDERS)
    yield from _choice_faults("thousands", dialect.thousands, THOUSANDS_MARKS)
    try:
        codec_name(dialect.encoding)
    except Refusal as refusal:
        yield Fault.from_refusal(refusal, path="csv.encoding")
    if dialect.decimal == dialect.thousands:
        rule = SpokenFact(sentence("decimal and thousands cannot be the same mark."))
        yield Fault.of("SC-132", path="csv.thousands", table="csv", rule=rule)


def _choice_faults(setting: str, chosen: object, choices: tuple[str | None, ...]) -> Iterator[Fault]:
    if chosen not in choices:
        names = ", ".join(repr(choice) for choice in choices if choice is not None)
        yield Fault.of("SC-119", chosen, path=f"csv.{setting}", column=setting, nearest="", choices=names)


@frozen(kw_only=True)
class CsvTable:
    """
    The headings and rows of one CSV table, as texts.

    Attributes:
        headings: The headings in order, without spaces around them and in Unicode's composed form (NFC); `""` above a
            column that is blank throughout. Empty for a file without any text.
        rows: The rows that hold anything, with line ends inside cells as line feeds. A row may be shorter than
            the headings, and never holds anything beyond them.
        lines: For each row, the line of the file on which it begins, from 1.
        heading_line: The line on which the headings stand.
    """

    headings: tuple[str, ...] = ()
    rows: list[list[str]] = field(factory=list, repr=False)
    lines: Sequence[int] = field(default=(), repr=False, eq=list)
    heading_line: int = 1


def read_csv(text: str, *, file: str, dialect: CsvDialect, limits: Limits, headed: bool = True) -> CsvTable:
    """
    The headings and rows of a CSV table.

    Line ends may be of any kind. A quotation mark counts as one only where a cell begins with it.

    Args:
        text: The whole text, without byte-order mark.
        file: How the file is named in faults.
        dialect: How the table is written.
        limits: How long a field may be, and how many lines there may be.
        headed: Whether the first row holds the headings; else every row is given as it is, under no headings.

    Raises:
        ModelError: Every row and heading that is wrong: SC-120 where a quotation mark opens and does not close before
            a separator, SC-121 for cells beyond the headings, SC-106 for a heading that stands twice (in any capitals),
            SC-114 for a column without heading that holds something, SC-125 for a field that is too long
            or too many lines, SC-100 for a NUL character.
    """
    text = _with_line_feeds(text)
    if "\0" in text:
        reason = SpokenFact(sentence("it holds the control character {character}"), character="U+0000")
        refusal = Refusal("SC-100", None, format="CSV", reason=reason)
        raise ModelError([fault_at(place_in(text, text.index("\0")), refusal, file=file)])
    if text.count("\n") > limits.nodes:
        what = SpokenFact(sentence("lines in one table"))
        raise ModelError.of("SC-125", file=file, limit=limits.nodes, what=what, option="nodes")
    reading = _read(text, dialect.separator, limits).without_blank_records()
    faults = list(islice(_Check(text, file, dialect.separator, limits, reading, headed).faults(), MOST_FAULTS))
    if faults:
        raise ModelError(faults)
    if not headed:
        return CsvTable(rows=reading.records, lines=reading.lines)
    return _table(reading.records, reading.lines)


class CsvPlaces:
    """Where the cells of one CSV text stand. Only a fault needs them."""

    __slots__ = ("_lines", "_separator", "_text")

    def __init__(self, text: str, dialect: CsvDialect) -> None:
        self._text = _with_line_feeds(text)
        self._lines = Lines(self._text)
        self._separator = dialect.separator

    def of_cell(self, row_line: int, cell: int) -> Place:
        """
        The line and column where a cell begins.

        Args:
            row_line: The line on which its row begins, from 1.
            cell: Which cell of the row, from 0; for one beyond the end of the row, the last one is taken.
        """
        position = self._lines.start(row_line)
        with suppress(_OpenQuoteError):
            for found in islice(_cells(self._text, position, self._separator), cell + 1):
                position = found.begin
        return self._lines.place(position)


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[str]], dialect: CsvDialect) -> str:
    """
    A CSV table as text, the same for the same cells.

    Args:
        headings: The headings in order.
        rows: The cells of each row, as the texts that they are to be; see `words.formulas.neutralised` for texts that people wrote.
        dialect: Which separator to write.

    Returns:
        One line per row, each with a final line feed; quotation marks only where a cell needs them. Line ends inside a
        cell become line feeds.
    """
    separator = dialect.separator
    return "".join(f"{_line(cells, separator)}\n" for cells in (headings, *rows))


def _line(cells: Sequence[str], separator: str) -> str:
    line = separator.join(cells)
    if line.count(separator) == len(cells) - 1 and not _NEEDS_QUOTES.search(line):
        return line
    return separator.join(_quoted(cell, separator) for cell in cells)


def _quoted(cell: str, separator: str) -> str:
    if separator not in cell and not _NEEDS_QUOTES.search(cell):
        return cell
    return '"' + _with_line_feeds(cell).replace('"', '""') + '"'


def _with_line_feeds(text: str) -> str:
    return _LINE_END.sub("\n", text) if "\r" in text else text


_Records = list[list[str]]


@frozen(kw_only=True)
class _Reading:
    """
    The records of a text.

    Attributes:
        records: The cells of each record.
        lines: The line on which each record begins.
        may_be_long: Whether a field may be longer than the limit.
        open_quote: The position of the quotation mark at which reading stopped.
    """

    records: _Records
    lines: Sequence[int]
    may_be_long: bool
    open_quote: int | None = None

    def without_blank_records(self) -> _Reading:
        """The same without the records that hold nothing but white space."""
        filled = [bool(record) and bool(record[0].strip() or "".join(record).strip()) for record in self.records]
        if all(filled):
            return self
        return evolve(self, records=list(compress(self.records, filled)), lines=list(compress(self.lines, filled)))


def _read(text: str, separator: str, limits: Limits) -> _Reading:
    try:
        records, lines = _quick_records(text, separator)
    except csv.Error:  # an open quotation mark, or a field longer than the module's own limit for all programs
        return _careful_reading(text, separator)
    return _Reading(records=records, lines=lines, may_be_long=csv.field_size_limit() > limits.csv_field)


def _quick_records(text: str, separator: str) -> tuple[_Records, Sequence[int]]:
    reader = csv.reader(StringIO(text), delimiter=separator, strict=True)
    records = list(reader)
    if reader.line_num == len(records):
        return records, range(1, len(records) + 1)
    reader = csv.reader(StringIO(text), delimiter=separator, strict=True)
    ends = [0, *(reader.line_num for _ in reader)]
    return records, [end + 1 for end in ends[:-1]]


def _careful_reading(text: str, separator: str) -> _Reading:
    """What Python's reader gives, ten times slower: without its limit, and up to an open quotation mark."""
    records: _Records = []
    lines: list[int] = []
    open_quote = None
    position, line = 0, 1
    while position < len(text):
        try:
            cells = list(_cells(text, position, separator))
        except _OpenQuoteError as quote:
            open_quote = quote.position
            break
        records.append([cell.content for cell in cells])
        lines.append(line)
        end = cells[-1].end + 1
        line += text.count("\n", position, end)
        position = end
    return _Reading(records=records, lines=lines, may_be_long=True, open_quote=open_quote)


class _OpenQuoteError(Exception):
    """A cell begins with a quotation mark and does not end with one."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


@frozen
class _Cell:
    """One cell: where it begins, what it says, and the position after it."""

    begin: int
    content: str
    end: int


def _cells(text: str, position: int, separator: str) -> Iterator[_Cell]:
    """The cells of the record that begins at a position."""
    border = re.compile(f"{re.escape(separator)}|\n|\\Z")
    while True:
        cell = _quoted_cell(text, position) if text.startswith('"', position) else None
        match = border.match(text, cell.end) if cell else border.search(text, position)
        if match is None:
            raise _OpenQuoteError(position)
        yield cell or _Cell(position, text[position : match.start()], match.start())
        if match[0] != separator:
            return
        position = match.end()


def _quoted_cell(text: str, position: int) -> _Cell:
    end = text.find('"', position + 1)
    while text.startswith('"', end + 1) and end >= 0:
        end = text.find('"', end + 2)
    if end < 0:
        raise _OpenQuoteError(position)
    return _Cell(position, text[position + 1 : end].replace('""', '"'), end + 1)


def _heading(cell: str) -> str:
    return normalize("NFC", cell.strip())


def _table(records: _Records, lines: Sequence[int]) -> CsvTable:
    """The table of records without faults."""
    if not records:
        return CsvTable()
    headings = [_heading(cell) for cell in records[0]]
    while not headings[-1]:
        headings.pop()
    rows = records[1:]
    for row in rows if max(map(len, rows), default=0) > len(headings) else ():
        del row[len(headings) :]
    return CsvTable(headings=tuple(headings), rows=rows, lines=lines[1:], heading_line=lines[0])


@frozen
class _Check:
    """Says what is wrong with the records of a text, and where."""

    text: str
    file: str
    separator: str
    limits: Limits
    reading: _Reading
    headed: bool = True

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def faults(self) -> Iterator[Fault]:
        """Everything that is wrong."""
        open_quote, records = self.reading.open_quote, self.reading.records
        if open_quote is not None:
            yield fault_at(self._lines.place(open_quote), Refusal("SC-120"), file=self.file)
        if self.reading.may_be_long and len(self.text) > self.limits.csv_field:
            yield from self._long_fields()
        if records and self.headed:
            yield from self._repeated_headings(records[0])
            yield from self._columns_without_heading(records[0], records[1:])
            yield from self._long_rows(len(records[0]))

    def _fault(self, position: int, refusal: Refusal) -> Fault:
        return fault_at(self._lines.place(position), refusal, file=self.file)

    def _positions(self, record: int) -> list[int]:
        """Where the cells of a record begin."""
        begin = self._lines.start(self.reading.lines[record])
        return [cell.begin for cell in _cells(self.text, begin, self.separator)]

    def _long_fields(self) -> Iterator[Fault]:
        longest = self.limits.csv_field
        what = SpokenFact(sentence("characters in one field"))
        refusal = Refusal("SC-125", None, limit=longest, what=what, option="csv_field")
        for number, record in enumerate(self.reading.records):
            if max(map(len, record)) > longest:
                cells = zip(record, self._positions(number), strict=True)
                yield from (self._fault(position, refusal) for cell, position in cells if len(cell) > longest)

    def _repeated_headings(self, cells: list[str]) -> Iterator[Fault]:
        forms = [normalize("NFC", _heading(cell).casefold()) for cell in cells]
        if len(set(forms)) == len(forms):
            return
        first: dict[str, int] = {}
        for cell, form, position in zip(cells, forms, self._positions(0), strict=True):
            earlier = first.setdefault(form, position)
            if form and earlier != position:
                refusal = Refusal("SC-106", _heading(cell))
                yield evolve(self._fault(position, refusal), related=(self._fault(earlier, refusal),))

    def _columns_without_heading(self, cells: list[str], rows: _Records) -> Iterator[Fault]:
        blank = {at for at, cell in enumerate(cells) if not cell.strip()}
        if not blank:
            return
        filled = {at for row in rows for at, cell in enumerate(row) if at in blank and cell.strip()}
        positions = self._positions(0) if filled else []
        hint = SpokenFact(sentence("The column has no heading, and its cells are not blank."))
        for at in sorted(filled):
            yield self._fault(positions[at], Refusal("SC-114", "", table=self.file, nearest=hint))

    def _long_rows(self, width: int) -> Iterator[Fault]:
        records = self.reading.records
        if max(map(len, records)) == width:
            return
        for number, record in enumerate(records):
            beyond = [at for at in range(width, len(record)) if record[at].strip()]
            if beyond:
                refusal = Refusal("SC-121", None, found=beyond[-1] + 1, expected=width)
                yield self._fault(self._positions(number)[beyond[0]], refusal)
