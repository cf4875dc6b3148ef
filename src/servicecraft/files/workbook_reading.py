"""
The cells of a workbook, at their real rows and columns, from bytes that nobody trusts.

Three steps, each on what the one before let through. The archive is unpacked here, every size counted while it flows.
An own pass over the XML finds what a reader of values passes over in silence: formulas that were never calculated,
errors, merged and hidden cells. Only then python-calamine turns the checked parts, packed anew, into values.
What a sheet means is another module's question.
"""

from __future__ import annotations

import datetime
import posixpath
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, NoReturn, TypeVar
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from attrs import frozen

from servicecraft.errors import Fault, MissingExtraError, ModelError, SpokenFact, column_letters
from servicecraft.files.limits import Limits
from servicecraft.files.refusals import MEGABYTE
from servicecraft.words import sentence, shortened

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Cell = str | float | int | bool | datetime.date | datetime.datetime | None

MOST_COLUMNS = 16_384
"""Columns that a sheet can have in the format itself."""
MOST_FAULTS = 1_000
"""Faults kept of one sheet; with so many, nobody reads on and a prepared file must not fill the memory with them."""
DEEPEST_ELEMENT = 256
"""XML elements one inside another; workbooks stay under 20."""
MOST_ELEMENTS = 100_000
"""Sheets, relationships or content types that one part may list."""
CELLS_PER_MEGABYTE = 80_000
"""Cells between the first and the last filled one that a megabyte of open workbook could hold."""
CHARACTERS_PER_MEGABYTE = 2 * MEGABYTE
"""Characters in the cells of a sheet, a repeated text counted each time, per megabyte of open workbook."""


@frozen(kw_only=True)
class Sheet:
    """
    One sheet of a workbook.

    Attributes:
        name: Its name, as its tab shows it.
        rows: The rows from row 1, each one from column A, without the empty cells at its end; rows without any value
            are empty lists, and behind the last filled row there is none. A number is a float, also a whole one;
            times of day and durations are texts such as `"12:30:00"`.
        faults: What is doubtful about its cells; empty for a clean sheet.
    """

    name: str
    rows: list[list[Cell]]
    faults: tuple[Fault, ...] = ()


@frozen(kw_only=True)
class Workbook:
    """
    All sheets of a workbook.

    Attributes:
        sheets: In the order of the workbook's tabs.
        warnings: What is doubtful about the workbook as a whole.
    """

    sheets: tuple[Sheet, ...]
    warnings: tuple[Fault, ...] = ()


def read_workbook(data: bytes, *, file: str, limits: Limits) -> Workbook:
    """
    The sheets of an `.xlsx` workbook, with everything that is doubtful about them.

    Args:
        data: The bytes of the file.
        file: How the faults name it.
        limits: How large the workbook, open and packed, may be.

    Raises:
        ModelError: SC-122 for bytes that are no workbook or not a safe one, SC-102 for declared entities, SC-125 for
            one that is larger than a limit.
        MissingExtraError: When python-calamine is not installed.
    """
    try:
        import python_calamine  # noqa: F401 - an extra, and missing must be said before the file is judged
    except ImportError:
        raise MissingExtraError("excel", "python-calamine, to read workbooks") from None
    package = _package(_unpacked(data, file, limits), file)
    read = _read(package, limits)
    values = _values(read, package)
    return Workbook(
        sheets=tuple(
            Sheet(name=sheet.sheet, rows=rows, faults=sheet.faults)
            for sheet, rows in zip(read.sheets, values, strict=True)
        )
    )


# ---------------------------------------------------------------------------------------------- refusing


def _refuse(
    file: str, reason: str, /, *, sheet: str | None = None, line: int | None = None, **facts: object
) -> NoReturn:
    raise ModelError([_unsafe(file, reason, sheet=sheet, line=line, **facts)])


def _unsafe(file: str, reason: str, /, *, sheet: str | None = None, line: int | None = None, **facts: object) -> Fault:
    spoken = SpokenFact(reason, **facts)
    return Fault(code="SC-122", file=file, sheet=sheet, line=line, facts=(("reason", spoken),))


def _refuse_size(
    file: str, limit: int, what: str, option: str, /, *, sheet: str | None = None, line: int | None = None
) -> NoReturn:
    facts = (("limit", str(limit)), ("what", SpokenFact(what)), ("option", option))
    raise ModelError([Fault(code="SC-125", file=file, sheet=sheet, line=line, facts=facts)])


def _refuse_damaged(file: str, part: str) -> NoReturn:
    _refuse(file, sentence("its part {part} is damaged"), part=part)


# ---------------------------------------------------------------------------------------------- the archive

_CONTENT_TYPES = "[content_types].xml"
_ZIP_START = b"PK\x03\x04"
_COMPOUND_START = bytes.fromhex("d0cf11e0a1b11ae1")
_ENTRY_MARK = b"PK\x01\x02"
_CHUNK = 64 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_BIT = 0x1
_ARCHIVE_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
    IndexError,
)  # fmt: skip - what the standard library raises on damaged archives


def _unpacked(data: bytes, file: str, limits: Limits) -> dict[str, bytes]:
    """The XML parts of the archive by their lower-case names; anything else in it is only measured."""
    _check_beginning(data, file, limits)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, file, limits)
            return _unpacked_entries(archive, entries, len(data), file, limits)
    except ModelError:
        raise
    except _ARCHIVE_TROUBLE:
        _refuse(file, sentence("it is cut short or damaged"))


def _check_beginning(data: bytes, file: str, limits: Limits) -> None:
    if not data:
        _refuse(file, sentence("it is empty"))
    if len(data) > limits.file_megabytes * MEGABYTE:
        _refuse_size(file, limits.file_megabytes, sentence("megabytes in the file"), "file_megabytes")
    if data.startswith(_COMPOUND_START):
        if "EncryptedPackage".encode("utf-16-le") in data:
            _refuse(file, sentence("it is protected by a password"))
        _refuse(file, sentence("it has the format of Office before 2007"))
    if not data.startswith(_ZIP_START):
        _refuse(file, sentence("it does not begin like an .xlsx file"))
    # The directory is counted before the library reads it: a million entries would take it seconds. The mark can stand
    # in packed data by chance, or in a workbook within the workbook: hence the factor. `_check_entries` is exact.
    if data.count(_ENTRY_MARK) > 10 * limits.entries:
        _refuse(file, sentence("its archive has more than {limit} entries"), limit=limits.entries)


def _check_entries(entries: list[zipfile.ZipInfo], file: str, limits: Limits) -> None:
    if len(entries) > limits.entries:
        _refuse(file, sentence("its archive has more than {limit} entries"), limit=limits.entries)
    for entry in entries:
        _check_name(entry.orig_filename, file)
        if entry.flag_bits & _ENCRYPTED_BIT:
            _refuse(file, sentence("it is protected by a password"))
        if entry.compress_type not in _METHODS:
            _refuse(
                file, sentence("its entry {entry} is packed in a way that workbooks do not use"), entry=entry.filename
            )
    names = Counter(_part_name(entry.filename) for entry in entries)
    for name, count in names.items():
        if count > 1:
            _refuse(file, sentence("its archive holds two entries called {entry}"), entry=shortened(name))


def _check_name(name: str, file: str) -> None:
    slashed = name.replace("\\", "/")
    absolute = slashed.startswith("/") or slashed[1:2] == ":"
    if absolute or "\0" in name or ".." in slashed.split("/"):
        _refuse(file, sentence("its entry {entry} points out of the archive"), entry=shortened(name))


def _part_name(name: str) -> str:
    return name.replace("\\", "/").casefold()


def _unpacked_entries(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int, file: str, limits: Limits
) -> dict[str, bytes]:
    parts, total = {}, 0
    for entry in entries:
        name, kept, size = _part_name(entry.filename), [], 0
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                _check_growth(size, entry.compress_size, file, limits)
                _check_growth(total + size, packed, file, limits)
                if name.endswith(_XML_ENDINGS):
                    kept.append(chunk)
        total += size
        if name.endswith(_XML_ENDINGS):
            parts[name] = b"".join(kept)
    return parts


def _check_growth(size: int, packed: int, file: str, limits: Limits) -> None:
    if size > limits.open_megabytes * MEGABYTE:
        _refuse(file, sentence("it takes more than {limit} megabytes when open"), limit=limits.open_megabytes)
    # Below a megabyte a high ratio does no harm, and small regular parts reach it honestly.
    if size > MEGABYTE and size > limits.ratio * packed:
        _refuse(file, sentence("it grows to more than {limit} times its size when open"), limit=limits.ratio)


# ---------------------------------------------------------------------------------------------- XML

_XML_ENDINGS = (".xml", ".rels", ".vml")


class _LocalNames(dict[str, str]):
    """Element names without their prefix, each one cut once."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


class _Pass:
    """
    One walk over a part, which refuses what no workbook needs: document types, endless tags, depth.

    The kinds of passes say in `opened`, `closed` and `said` what they look for.
    """

    def __init__(self, part: str, file: str) -> None:
        self.part = part
        self.file = file
        self.path: list[str] = []
        self._local = _LocalNames()

    def run(self, text: bytes, *, needed: bool = True) -> None:
        """
        Walk over the whole part.

        A part that holds no values need not be faultless: spreadsheet programs themselves write drawings with unclosed
        tags.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self.said
        try:
            for start in range(0, len(text), MEGABYTE):
                parser.Parse(text[start : start + MEGABYTE], False)
                # A tag of many megabytes with a million attributes would fill the memory before anybody sees it.
                if start - parser.CurrentByteIndex > MEGABYTE:
                    _refuse_damaged(self.file, self.part)
            parser.Parse(b"", True)
        except ModelError:
            raise
        except (expat.ExpatError, LookupError, ValueError):  # the latter two for encodings that nobody knows
            if needed:
                _refuse_damaged(self.file, self.part)

    def _refuse_doctype(self, *_declared: object) -> None:
        raise ModelError([Fault(code="SC-102", file=self.file, facts=(("part", self.part),))])

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        path = self.path
        path.append(self._local[name])
        if len(path) > DEEPEST_ELEMENT:
            _refuse_damaged(self.file, self.part)
        self.opened(path, attributes)

    def _close(self, _name: str) -> None:
        self.closed(self.path)
        self.path.pop()

    def opened(self, path: list[str], attributes: dict[str, str], /) -> None:
        """An element begins; *path* holds the names from the root to it."""

    def closed(self, path: list[str]) -> None:
        """An element ends."""

    def said(self, text: str) -> None:
        """Text stands in the innermost element."""


class _Listing(_Pass):
    """The attributes of all elements of certain names, in their order."""

    def __init__(self, part: str, file: str, wanted: tuple[str, ...]) -> None:
        super().__init__(part, file)
        self.wanted = wanted
        self.found: list[tuple[str, dict[str, str]]] = []

    def opened(self, path: list[str], attributes: dict[str, str], /) -> None:
        if path[-1] in self.wanted:
            self.found.append((path[-1], attributes))
            if len(self.found) > MOST_ELEMENTS:
                _refuse_damaged(self.file, self.part)


class _SharedTexts(_Pass):
    """The texts that cells share, each in one piece, and behind them those that stand in the cells themselves."""

    def __init__(self, part: str, file: str) -> None:
        super().__init__(part, file)
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._added: dict[str, int] = {}

    def closed(self, path: list[str]) -> None:
        if path[1:] == ["si"]:
            self.texts.append("".join(self._pieces))
            self._pieces.clear()

    def said(self, text: str) -> None:
        if self.path[-1] == "t" and "rPh" not in self.path:  # rPh spells a Japanese word, beside the text
            self._pieces.append(text)

    def shared(self, index: str) -> str | None:
        """The text that a cell refers to; `None` where the part does not have it."""
        number = int(index) if _INDEX.fullmatch(index) else len(self.texts)
        return self.texts[number] if number < len(self.texts) else None

    def index_of(self, text: str) -> int:
        """The place that a text of a cell itself gets."""
        return self._added.setdefault(text, len(self.texts) + len(self._added))

    def __iter__(self) -> Iterator[str]:
        yield from self.texts
        yield from self._added


class _Styles(_Pass):
    """Which number format the cells of each style have; all that a value needs to know of its looks."""

    def __init__(self, part: str, file: str) -> None:
        super().__init__(part, file)
        self.codes: dict[str, str] = {}
        self.formats: list[str] = []

    def opened(self, path: list[str], attributes: dict[str, str], /) -> None:
        if path[1:] == ["numFmts", "numFmt"]:
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif path[1:] == ["cellXfs", "xf"]:
            self.formats.append(attributes.get("numFmtId", "0"))
        if len(self.codes) + len(self.formats) > MOST_ELEMENTS:
            _refuse_damaged(self.file, self.part)


# ---------------------------------------------------------------------------------------------- the package


@frozen(kw_only=True)
class _SheetPart:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


@frozen(kw_only=True)
class _Package:
    """What belongs together in the archive: the workbook, its sheets, its shared texts and its styles."""

    parts: Mapping[str, bytes]
    file: str
    sheets: tuple[_SheetPart, ...]
    texts: str
    styles: str
    from_1904: bool


def _package(parts: Mapping[str, bytes], file: str) -> _Package:
    """The parts of the workbook, found the way the format prescribes and not by their usual names."""
    main = _main_part(parts, file)
    relations = _relations(parts, main, file)
    listed = _listed(parts, main, file, "sheet", "workbookPr")
    first_of = dict(reversed(relations.values()))
    settings = [attributes for name, attributes in listed if name == "workbookPr"]
    return _Package(
        parts=parts,
        file=file,
        sheets=_sheet_parts([attributes for name, attributes in listed if name == "sheet"], relations, file),
        texts=first_of.get("sharedStrings", ""),
        styles=first_of.get("styles", ""),
        from_1904=any(_is_true(attributes.get("date1904")) for attributes in settings),
    )


def _main_part(parts: Mapping[str, bytes], file: str) -> str:
    """The part that lists the sheets, when the content types say that it is a workbook without macros."""
    if _CONTENT_TYPES not in parts:
        _refuse(file, sentence("its archive holds no workbook"))
    kinds = dict(_content_types(parts, file))
    main = next((part for kind, part in _relations(parts, "", file).values() if kind == "officeDocument"), "")
    content_type = kinds.get("/" + main) or kinds.get(main.rpartition(".")[2], "")
    if "binary" in content_type:
        _refuse(file, sentence("it is a binary workbook"))
    if "macroenabled" in content_type or any("vbaproject" in kind for kind in kinds.values()):
        _refuse(file, sentence("it holds macros"))
    if "wordprocessingml" in content_type:
        _refuse(file, sentence("it is a text document"))
    if "presentationml" in content_type:
        _refuse(file, sentence("it is a presentation"))
    if "spreadsheetml" not in content_type or main not in parts:
        _refuse(file, sentence("its archive holds no workbook"))
    return main


def _content_types(parts: Mapping[str, bytes], file: str) -> Iterator[tuple[str, str]]:
    for name, attributes in _listed(parts, _CONTENT_TYPES, file, "Default", "Override"):
        key = attributes.get("PartName" if name == "Override" else "Extension", "")
        yield _part_name(key), attributes.get("ContentType", "").casefold()


def _relations(parts: Mapping[str, bytes], of: str, file: str) -> dict[str, tuple[str, str]]:
    """Kind and part of everything inside the archive that a part refers to, by the id of the reference."""
    folder, name = posixpath.split(of)
    source = posixpath.join(folder, "_rels", name + ".rels")
    listed = _listed(parts, source, file, "Relationship") if source in parts else []
    return {
        attributes.get("Id", ""): (attributes.get("Type", "").rpartition("/")[2], _target(folder, attributes))
        for _, attributes in listed
        if attributes.get("TargetMode") != "External"
    }


def _target(folder: str, attributes: Mapping[str, str]) -> str:
    return posixpath.normpath(posixpath.join("/", folder, _part_name(attributes.get("Target", "")))).lstrip("/")


def _listed(parts: Mapping[str, bytes], part: str, file: str, *wanted: str) -> list[tuple[str, dict[str, str]]]:
    listing = _Listing(part, file, wanted)
    listing.run(parts[part])
    return listing.found


def _sheet_parts(
    listed: Iterable[Mapping[str, str]], relations: Mapping[str, tuple[str, str]], file: str
) -> tuple[_SheetPart, ...]:
    """The sheets that hold cells; a sheet that is one chart is left out, a sheet of macros is refused."""
    sheets = []
    for attributes in listed:
        reference = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        kind, part = relations.get(reference, ("", ""))
        if not kind:
            _refuse_damaged(file, "xl/workbook.xml")
        if "macro" in kind.casefold():
            _refuse(file, sentence("it holds macros"))
        if kind == "worksheet":
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append(_SheetPart(name=attributes.get("name", ""), part=part, hidden=hidden))
    names = Counter(sheet.name.casefold() for sheet in sheets)
    for name, count in names.items():
        if count > 1:
            _refuse(file, sentence("two of its sheets are called {name}"), name=shortened(name))
    return tuple(sheets)


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")


# ---------------------------------------------------------------------------------------------- the sheets


@frozen(kw_only=True)
class _Read:
    """What the own passes found: the sheets, and the texts and styles that their cells refer to."""

    sheets: tuple[_SheetPass, ...]
    texts: _SharedTexts
    styles: _Styles


def _read(package: _Package, limits: Limits) -> _Read:
    """What an own pass over every part finds; the parts that hold no values are only walked through."""
    file, parts = package.file, package.parts
    if len(package.sheets) > limits.sheets:
        _refuse_size(file, limits.sheets, sentence("sheets"), "sheets")
    texts, styles = _SharedTexts(package.texts, file), _Styles(package.styles, file)
    for walk in (texts, styles):
        if walk.part in parts:
            walk.run(parts[walk.part])
    for name in parts.keys() - {package.texts, package.styles, *(sheet.part for sheet in package.sheets)}:
        _Pass(name, file).run(parts[name], needed=False)
    sheets: list[_SheetPass] = []
    for listed in package.sheets:
        if listed.part not in parts:
            _refuse_damaged(file, listed.part)
        sheets.append(_SheetPass(listed, file, limits, texts))
        sheets[-1].run(parts[listed.part])
        _check_area(sheets, limits)
    return _Read(sheets=tuple(sheets), texts=texts, styles=styles)


def _check_area(sheets: list[_SheetPass], limits: Limits) -> None:
    # A cell at the top and a stray one far below: python-calamine lays out all the empty ones between them.
    most = limits.open_megabytes * CELLS_PER_MEGABYTE
    if sum(sheet.area for sheet in sheets) > most:
        what = sentence("cells between the first and the last filled one")
        _refuse_size(sheets[-1].file, most, what, "open_megabytes", sheet=sheets[-1].sheet, line=sheets[-1].last_row)


_REFERENCE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
_INDEX = re.compile("[0-9]{1,9}")
_TRUTHS = {"0": 0, "false": 0, "1": 1, "true": 1}


class _ColumnNumbers(dict[str, int]):
    """Column numbers by their letters, each one counted once."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - ord("A") + 1
        self[letters] = number
        return number


class _SheetPass(_Pass):
    """
    What a reader of values would pass over in silence, and the cells themselves, written out plainly.

    Attributes:
        sheet: The name of the sheet.
        plain: The rows that hold values, as plain XML.
        last_row: The last of them, 0 for an empty sheet; no declared size is believed.
    """

    def __init__(self, sheet: _SheetPart, file: str, limits: Limits, texts: _SharedTexts) -> None:
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
        self._collecting = False
        if len(path) == 4 and path[3] == "c" and path[1] == "sheetData":
            self._end_cell()
        elif len(path) == 3 and self._cells:
            self._end_row()

    def said(self, text: str) -> None:
        if self._collecting:
            self._pieces.append(text)

    def _begin_row(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "row":
            _refuse_damaged(self.file, self.part)
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
        _refuse(self.file, reason, sheet=self.sheet, line=self._row, row=self._row)

    def _end_cell(self) -> None:
        """Judge a complete cell, and write it down where it holds a value; one that is only formatted holds none."""
        text = "".join(self._pieces)
        if self._kind == "e" and self._value:
            self._note("SC-134", self._row, self._column, shortened(text))
        elif self._formula and not (text or (self._value and self._kind == "str")):
            self._note("SC-133", self._row, self._column)
        elif text and (plain := self._plain(text)):
            style = self._style if _INDEX.fullmatch(self._style) else "0"
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
        if self._kind in ("n", "d"):
            kind = ' t="d"' if self._kind == "d" else ""  # without a kind, what is no number is read as a text
            return f"{kind}><v>{_escaped(text)}"
        _refuse_damaged(self.file, self.part)

    def _end_row(self) -> None:
        if self._row > self._limits.sheet_rows:
            most = self._limits.sheet_rows
            _refuse_size(self.file, most, sentence("rows in a sheet"), "sheet_rows", sheet=self.sheet, line=self._row)
        self.plain += f'<row r="{self._row}">{"".join(self._cells)}</row>'.encode()
        self._cells.clear()
        self._first_row = self._first_row or self._row
        self.last_row = self._row
        if self._row_hidden:
            self._hidden_rows.append(self._row)

    def _shared_text(self, index: str) -> str:
        text = self._texts.shared(index)
        if text is None:
            _refuse_damaged(self.file, self.part)
        # One long shared text, used by a million cells, would be copied a million times.
        self._characters += len(text)
        most = self._limits.open_megabytes * CHARACTERS_PER_MEGABYTE
        if self._characters > most:
            what = sentence("characters in the cells of a sheet")
            _refuse_size(self.file, most, what, "open_megabytes", sheet=self.sheet, line=self._row)
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
    return int(value) if _INDEX.fullmatch(value) else 0


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Whether a row or a column is hidden, or so thin that nobody sees it."""
    thin = not attributes.get(size, "1").strip("0.")
    return thin or _is_true(attributes.get("hidden"))


def _escaped(text: str) -> str:
    if text.isalnum():
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


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


# ---------------------------------------------------------------------------------------------- the values


def _values(read: _Read, package: _Package) -> list[list[list[Cell]]]:
    """
    The values of each sheet.

    python-calamine reads them, because it knows what a number with the format `d.m.yy` means. It believes what a part
    declares about itself, such as how many texts it holds, and ends the whole process when there is no memory for so
    much; so it gets an archive written here, of cells that were looked at, and never a byte of the file.
    """
    from python_calamine import CalamineWorkbook

    workbook = _guarded(lambda: CalamineWorkbook.from_filelike(BytesIO(_plain_archive(read, package))), package.file)
    return [
        _sheet_values(workbook, number, package.file) if sheet.last_row else []
        for number, sheet in enumerate(read.sheets)
    ]


def _sheet_values(workbook: CalamineWorkbook, number: int, file: str) -> list[list[Cell]]:
    sheet = _guarded(lambda: workbook.get_sheet_by_index(number), file)
    top, left = sheet.start or (0, 0)
    texts: dict[str, str] = {}
    rows: list[list[Cell]] = [[] for _ in range(top)]
    rows.extend(_row_values(cells, left, texts) for cells in _guarded(sheet.to_python, file))
    return rows


def _row_values(cells: Iterable[object], left: int, texts: dict[str, str]) -> list[Cell]:
    """The values of a row from column A to the last one that is there."""
    values: list[Cell] = [None] * left
    values.extend(_cell(cell, texts) for cell in cells)
    while values and values[-1] is None:
        values.pop()
    return values


def _cell(value: object, texts: dict[str, str]) -> Cell:
    if isinstance(value, str):
        return texts.setdefault(value, value) if value else None  # a text that stands in many cells is kept once
    if isinstance(value, (float, int, datetime.date)):
        return value
    if isinstance(value, datetime.time):
        return value.isoformat()
    return _duration(value) if isinstance(value, datetime.timedelta) else str(value)


def _duration(value: datetime.timedelta) -> str:
    """Hours, minutes and seconds, such as `"30:15:00"`."""
    seconds = round(abs(value).total_seconds())
    sign = "-" if value < datetime.timedelta() else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGES = "http://schemas.openxmlformats.org/package/2006"
_CELLS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _plain_archive(read: _Read, package: _Package) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, text in _plain_parts(read, package):
            archive.writestr(zipfile.ZipInfo(name), text)
    return packed.getvalue()


def _plain_parts(read: _Read, package: _Package) -> Iterator[tuple[str, str | bytes]]:
    numbers = range(1, len(read.sheets) + 1)
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGES}/content-types"/>'
    yield "_rels/.rels", _plain_relations([("r1", "officeDocument", "xl/workbook.xml")])
    named = [(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    others = [("texts", "sharedStrings", "sharedStrings.xml"), ("styles", "styles", "styles.xml")]
    yield "xl/_rels/workbook.xml.rels", _plain_relations([*named, *others])
    listed = "".join(f'<sheet name="{number}" sheetId="{number}" r:id="r{number}"/>' for number in numbers)
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_CELLS}" xmlns:r="{_RELATIONS}"><workbookPr date1904="{int(package.from_1904)}"/>'
        f"<sheets>{listed}</sheets></workbook>",
    )
    texts = "".join(f'<si><t xml:space="preserve">{_escaped(text)}</t></si>' for text in read.texts)
    yield "xl/sharedStrings.xml", f'<sst xmlns="{_CELLS}">{texts}</sst>'
    yield "xl/styles.xml", _plain_styles(read.styles)
    for number, sheet in zip(numbers, read.sheets, strict=True):
        head = f'<worksheet xmlns="{_CELLS}"><sheetData>'.encode()
        yield f"xl/worksheets/sheet{number}.xml", b"".join((head, sheet.plain, b"</sheetData></worksheet>"))


def _plain_styles(styles: _Styles) -> str:
    codes = "".join(
        f"<numFmt numFmtId={quoteattr(number)} formatCode={quoteattr(code)}/>" for number, code in styles.codes.items()
    )
    formats = "".join(f"<xf numFmtId={quoteattr(number)}/>" for number in styles.formats)
    return f'<styleSheet xmlns="{_CELLS}"><numFmts>{codes}</numFmts><cellXfs>{formats}</cellXfs></styleSheet>'


def _plain_relations(relations: Iterable[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}"/>' for name, kind, target in relations
    )
    return f'<Relationships xmlns="{_PACKAGES}/relationships">{listed}</Relationships>'


_Result = TypeVar("_Result")


def _guarded(read: Callable[[], _Result], file: str) -> _Result:
    """What python-calamine reads; its errors, and a panic of the language it is written in, become a refusal."""
    try:
        return read()
    except BaseException as trouble:
        if not isinstance(trouble, Exception) and type(trouble).__name__ != "PanicException":
            raise
        _refuse(file, sentence("its values cannot be read"))
