# ruff: noqa: DTZ001 - the moments of a workbook have no time zone
"""From the bytes of a workbook to cells at their real places: what is read, what is doubtful, what is refused."""

from __future__ import annotations

import datetime
import io
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from servicecraft.errors import Fault, MissingExtraError, ModelError
from servicecraft.files.limits import Limits
from servicecraft.files.workbook.cells import MOST_FAULTS
from servicecraft.files.workbook.reading import Sheet, Workbook, read_workbook

law = settings(deadline=None, max_examples=100)

CELLS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGES = "http://schemas.openxmlformats.org/package/2006"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
Part = str | bytes
Grid = dict[tuple[int, int], object]


# ---------------------------------------------------------------------------------------------- workbooks by hand


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    """A worksheet part whose table holds these rows."""
    return f'<worksheet xmlns="{CELLS}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def relations(*listed: tuple[str, str, str]) -> str:
    """A part of relations: id, kind and target."""
    lines = "".join(f'<Relationship Id="{i}" Type="{RELATIONS}/{kind}" Target="{to}"/>' for i, kind, to in listed)
    return f'<Relationships xmlns="{PACKAGES}/relationships">{lines}</Relationships>'


def content_types(main: str = WORKBOOK_TYPE, more: str = "") -> str:
    """The part that says which kind of document it is."""
    override = f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>'
    return f'<Types xmlns="{PACKAGES}/content-types"><Default Extension="xml" ContentType="text/xml"/>{override}{more}</Types>'


def workbook_xml(*names: str, states: dict[str, str] | None = None, settings: str = "") -> str:
    """The part that lists the sheets."""
    states = states or {}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="s{n}" state="{states.get(name, "visible")}"/>'
        for n, name in enumerate(names, start=1)
    )
    return f'<workbook xmlns="{CELLS}" xmlns:r="{RELATIONS}">{settings}<sheets>{listed}</sheets></workbook>'


def parts_of(*sheets: str, texts: str = "", **changed: Part) -> dict[str, Part]:
    """The parts of a small workbook with the sheets `people`, `s2`, `s3` …; `changed` are parts by their short name."""
    names = ["people", *(f"s{n}" for n in range(2, len(sheets) + 1))]
    targets = [(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    others = [("t", "sharedStrings", "sharedStrings.xml"), ("y", "styles", "styles.xml")]
    parts: dict[str, Part] = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook_xml(*names),
        "xl/_rels/workbook.xml.rels": relations(*targets, *others),
        "xl/sharedStrings.xml": f'<sst xmlns="{CELLS}">{texts}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{CELLS}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets, start=1)},
    }
    short = {"types": "[Content_Types].xml", "workbook": "xl/workbook.xml", "rels": "xl/_rels/workbook.xml.rels"}
    return parts | {short.get(name, name): part for name, part in changed.items()}


def packed(parts: dict[str, Part], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of parts."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as writer:
        for name, part in parts.items():
            writer.writestr(zipfile.ZipInfo(name), part, compress_type=method)
    return archive.getvalue()


def one_sheet(rows: str, texts: str = "", before: str = "", after: str = "", **changed: Part) -> bytes:
    """A workbook with one sheet, `people`."""
    return packed(parts_of(sheet_xml(rows, before, after), texts=texts, **changed))


ANA = '<row r="1"><c r="A1"><v>1</v></c></row>'


# ---------------------------------------------------------------------------------------------- reading


def read(data: bytes, limits: Limits | None = None) -> Workbook:
    """The workbook in some bytes."""
    return read_workbook(data, file="clinic.xlsx", limits=limits or Limits())


def only(data: bytes) -> Sheet:
    """The only sheet of a workbook."""
    (sheet,) = read(data).sheets
    return sheet


def refusal(data: bytes, limits: Limits | None = None) -> Fault:
    """The one fault with which some bytes are refused, which can be read aloud."""
    with pytest.raises(ModelError) as refused:
        read(data, limits)
    (fault,) = refused.value.faults
    assert fault.file == "clinic.xlsx"
    assert str(fault).startswith(f"{fault.code} clinic.xlsx")
    return fault


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes that openpyxl writes."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@contextmanager
def written(**options: object) -> Iterator[tuple[xlsxwriter.Workbook, io.BytesIO]]:
    """A workbook that xlsxwriter closes at the end."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        yield book, file


def grid_rows(grid: Grid) -> list[list[object]]:
    """Rows from A1 that hold these cells and nothing behind the last one."""
    rows: list[list[object]] = [[] for _ in range(max((row for row, _ in grid), default=0))]
    for (row, column), value in sorted(grid.items()):
        cells = rows[row - 1]
        cells.extend([None] * (column - 1 - len(cells)))
        cells.append(value)
    return rows


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("", []),
        (ANA, [[1.0]]),
        ('<row r="3"><c r="C3"><v>1</v></c></row>', [[], [], [None, None, 1.0]]),
        ("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>", [[1.0, None, 3.0], [4.0]]),
        (
            '<row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>',
            [[], [None, 1.0, 2.0], [3.0]],
        ),
        (f'{ANA}<row r="9"><c r="Z9" s="1"/></row>', [[1.0]]),
        ('<row r="1"><extLst><ext><c r="B1"><v>7</v></c></ext></extLst><c r="A1"><v>1</v></c></row>', [[1.0]]),
        ('<row r="1"><c r="A1"><extLst><ext><v>7</v></ext></extLst><v>1</v></c></row>', [[1.0]]),
        ('<row r="1"/><row r="2"><c r="AA2"><v>1</v></c></row>', [[], [None] * 26 + [1.0]]),
    ],
)
def test_rows_begin_at_a1(rows: str, expected: list[list[object]]) -> None:
    """Row and column numbers are the real ones, however the part writes places, and formats alone are no cells."""
    assert only(one_sheet(rows)).rows == expected


@pytest.mark.parametrize("declared", ["A1", "A1:A1", "B7:C9", "A1:XFD1048576", "nonsense", ""])
def test_declared_size_is_not_believed(declared: str) -> None:
    """Whatever a sheet declares its size to be, all its cells are read, and no memory is set aside for others."""
    rows = "".join(f'<row r="{n}"><c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 6))

    sheet = only(one_sheet(rows, before=f'<dimension ref="{declared}"/>'))

    assert sheet == Sheet(name="people", rows=[[None, float(n)] for n in range(1, 6)])


@pytest.mark.parametrize("declared", ["0", "1", "1000000000000", "-1", "x"])
def test_declared_number_of_texts_is_not_believed(declared: str) -> None:
    """A part that declares a million million texts does not end the process."""
    texts = f'<sst xmlns="{CELLS}" count="{declared}" uniqueCount="{declared}"><si><t>Ana</t></si></sst>'
    parts = parts_of(sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')) | {"xl/sharedStrings.xml": texts}

    assert only(packed(parts)).rows == [["Ana"]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<c><v>5</v></c>", 5.0),
        ("<c><v>0.30000000000000004</v></c>", 0.1 + 0.2),
        ("<c><v>9007199254740991</v></c>", 9007199254740991.0),
        ('<c t="s"><v>0</v></c>', "007"),
        ('<c t="s"><v>1</v></c>', "Ana María"),
        ('<c t="s"><v>2</v></c>', "山田"),
        ('<c t="s"><v>3</v></c>', None),
        ('<c t="str"><v>a &amp; b &lt;c></v></c>', "a & b <c>"),
        ('<c t="str"><v><![CDATA[<b>]]>!</v></c>', "<b>!"),
        ('<c t="str"><v>a<!-- note -->b</v></c>', "ab"),
        ('<c t="str"><f>A2</f><v></v></c>', None),
        ('<c t="str"><v>a_x000D_b&#13;c</v></c>', "a\rb\rc"),
        ('<c t="str"><v>_x005F_x0041_</v></c>', "_x0041_"),
        ('<c t="s"><v>4</v></c>', "A_x0042_\t"),
        ('<c t="b"><v>true</v></c>', True),
        ("<c><v>seven</v></c>", "seven"),
        ('<c t="inlineStr"><is><r><t>An</t></r><r><t xml:space="preserve">a </t></r></is></c>', "Ana "),
        ('<c t="inlineStr"><is><t>x</t><rPh sb="0" eb="1"><t>y</t></rPh></is></c>', "x"),
        ('<c t="b"><v>1</v></c>', True),
        ('<c t="b"><v>0</v></c>', False),
        ('<c t="n"><f>1+1</f><v>2</v></c>', 2.0),
        ('<c s="1"><v>46203</v></c>', datetime.date(2026, 6, 30)),
        ('<c s="1"><v>46203.5</v></c>', datetime.datetime(2026, 6, 30, 12)),
        ('<c s="99"><v>46203</v></c>', 46203.0),
        ('<c t="d"><v>2026-06-30</v></c>', datetime.date(2026, 6, 30)),
        ("<c><v></v></c>", None),
        ("<c/>", None),
    ],
)
def test_kinds_of_cells(cell: str, value: object) -> None:
    """Each kind of cell is read as what it holds, and as nothing else: True is not 1, and the text 007 is not 7."""
    texts = (
        "<si><t>007</t></si><si><r><t>Ana </t></r><r><rPr/><t>María</t></r></si>"
        '<si><t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si><si><t/></si>'
        "<si><t>_x0041__x005F_x0042__x0009_</t></si>"
    )

    sheet = only(one_sheet(f'<row r="1">{cell}<c r="B1"><v>0</v></c></row>', texts=texts))

    ((found, _),) = sheet.rows
    assert (found, type(found)) == (value, type(value))
    assert sheet.faults == ()


@pytest.mark.parametrize("from_1904", [False, True])
def test_days_count_from_the_base_of_the_workbook(from_1904: bool) -> None:
    """A day is the same day whether the workbook counts from 1900 or from 1904; times and durations are texts."""
    day, moment = datetime.date(2026, 6, 30), datetime.datetime(2026, 6, 30, 17, 45, 30)
    with written(date_1904=from_1904) as (book, file):
        page = book.add_worksheet("people")
        page.write_datetime(0, 0, day, book.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_datetime(0, 1, moment, book.add_format({"num_format": "d.m.yy h:mm"}))
        page.write_datetime(0, 2, datetime.time(7, 5), book.add_format({"num_format": "hh:mm"}))
        page.write_datetime(0, 3, datetime.timedelta(hours=30, seconds=5), book.add_format({"num_format": "[h]:mm:ss"}))

    assert only(file.getvalue()).rows == [[day, moment, "07:05:00", "30:00:05"]]


def test_empty_workbooks_and_sheets() -> None:
    """A sheet without cells has no rows, in its place among the others."""
    data = packed(parts_of(sheet_xml(""), sheet_xml(ANA), f'<worksheet xmlns="{CELLS}"/>'))

    assert [sheet.rows for sheet in read(data).sheets] == [[], [[1.0]], []]
    assert read(data).warnings == ()


def test_strict_workbooks_and_templates() -> None:
    """A workbook saved in the strict variant of the format, or as a template, is read like another one."""
    strict = {
        name: str(part)
        .replace(RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        .replace(CELLS, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        for name, part in parts_of(sheet_xml(ANA)).items()
    }
    template = one_sheet(ANA, types=content_types(WORKBOOK_TYPE.replace("sheet.main", "template.main")))

    assert [only(data).rows for data in (packed(strict), template)] == [[[1.0]], [[1.0]]]


def test_prefixed_xml_from_unusual_places() -> None:
    """Parts are found by what refers to them and elements by their names, not by where other programs put them."""
    sheet = f'<x:worksheet xmlns:x="{CELLS}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    parts = parts_of(rels=relations(("s1", "worksheet", "/odd/Place.xml"))) | {"ODD/place.xml": "\ufeff" + sheet}
    parts["xl/workbook.xml"] = workbook_xml("people")

    assert only(packed(parts)).rows == [[7.0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_of_parts(encoding: str) -> None:
    """A part is read in the encoding that it declares."""
    sheet = sheet_xml('<row r="1"><c r="A1" t="str"><v>Año</v></c></row>')
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{sheet}'

    assert only(packed({**parts_of(""), "xl/worksheets/sheet1.xml": declared.encode(encoding)})).rows == [["Año"]]


def test_sheets_that_are_a_chart_are_left_out() -> None:
    """A sheet that is one chart holds no cells."""
    parts = parts_of(sheet_xml(ANA), sheet_xml(ANA))
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        'worksheet" Target="worksheets/sheet2', 'chartsheet" Target="worksheets/sheet2'
    )

    assert [sheet.name for sheet in read(packed(parts)).sheets] == ["people"]


# ---------------------------------------------------------------------------------------------- what is doubtful


def places(data: bytes) -> list[tuple[str, str | None, str | None]]:
    """Code, cell and value of each fault of the only sheet."""
    return [(fault.code, fault.cell, fault.value) for fault in only(data).faults]


def test_formulas_without_results() -> None:
    """A formula that was never calculated is a fault at its cell; one with a stored result is a value."""
    book = openpyxl.Workbook()
    book.active["C7"] = "=1+1"
    book.active["B9"] = 3

    assert places(saved(book)) == [("SC-133", "C7", None)]
    assert only(saved(book)).rows[8] == [None, 3.0]
    assert only(one_sheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')).faults == ()


@pytest.mark.parametrize(
    "cell", ["<c><f>A1</f></c>", "<c><f>A1</f><v/></c>", '<c t="str"><f>A1</f></c>', '<c><f t="shared" si="0"/></c>']
)
def test_every_way_of_storing_no_result(cell: str) -> None:
    """However a program leaves out a result, it is noticed."""
    assert places(one_sheet(f'<row r="1">{cell}</row>')) == [("SC-133", "A1", None)]


@pytest.mark.parametrize(
    "error", ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#BUSY!"]
)
@pytest.mark.parametrize("formula", ["", "<f>A9</f>"])
def test_error_cells(error: str, formula: str) -> None:
    """Every error of a spreadsheet program, old or new, is a fault at its cell and costs no other cell."""
    data = one_sheet(f'<row r="2"><c r="B2" t="e">{formula}<v>{error}</v></c><c r="C2"><v>5</v></c></row>')

    assert places(data) == [("SC-134", "B2", error)]
    assert only(data).rows == [[], [None, None, 5.0]]


def test_merged_cells() -> None:
    """Merged cells are named, with the place of the first one."""
    book = openpyxl.Workbook()
    book.active["B2"] = "head"
    book.active.merge_cells("B2:D3")

    assert places(saved(book)) == [("SC-135", "B2", "B2:D3")]


def hidden_says(data: bytes) -> list[str]:
    """What the faults of the only sheet say is hidden."""
    return [fault.message.removesuffix("; they were read like the others.") for fault in only(data).faults]


def test_hidden_rows_and_columns() -> None:
    """Hidden rows and columns that hold values are read, and told about with their numbers."""
    book = openpyxl.Workbook()
    page = book.active
    for row in range(1, 13):
        page.append([row] * 6)
    for row in (3, 7, 8, 9, 12):
        page.row_dimensions[row].hidden = True
    for column in "BDE":
        page.column_dimensions[column].hidden = True

    sheet = only(saved(book))

    assert [fault.code for fault in sheet.faults] == ["SC-143", "SC-143"]
    assert hidden_says(saved(book)) == ["The sheet hides columns B, D-E", "The sheet hides rows 3, 7-9, 12"]
    assert [(fault.line, fault.column, fault.severity) for fault in sheet.faults] == [
        (None, 2, "warning"),
        (3, None, "warning"),
    ]
    assert sheet.rows == [[float(row)] * 6 for row in range(1, 13)]


@pytest.mark.parametrize(
    ("rows", "before", "said"),
    [
        ('<row r="4" hidden="1"><c r="A4"><v>1</v></c></row>', "", ["The sheet hides row 4"]),
        ('<row r="4" hidden="true"><c r="A4"><v>1</v></c></row>', "", ["The sheet hides row 4"]),
        ('<row r="4" ht="0" customHeight="1"><c r="A4"><v>1</v></c></row>', "", ["The sheet hides row 4"]),
        ('<row r="4" hidden="0" ht="0.75"><c r="A4"><v>1</v></c></row>', "", []),
        ('<row r="4" hidden="1"><c r="A4" s="1"/></row>', "", []),
        (ANA, '<cols><col min="1" max="1" width="0"/></cols>', ["The sheet hides column A"]),
        (ANA, '<cols><col min="1" max="16384" hidden="1"/></cols>', ["The sheet hides column A"]),
        (ANA, '<cols><col min="2" max="16384" hidden="1"/></cols>', []),
        (ANA, '<cols><col min="x" max="99999999999" hidden="1"/></cols>', []),
        (ANA, '<cols><col min="1" max="9" width="8.5"/></cols>', []),
    ],
)
def test_ways_of_hiding(rows: str, before: str, said: list[str]) -> None:
    """Hidden, or too thin to be seen: told about where a value stands in it, and only there."""
    assert hidden_says(one_sheet(rows, before=before)) == said


def test_long_lists_of_hidden_rows_are_shortened() -> None:
    """A filter that hides every other row fills no page."""
    rows = "".join(f'<row r="{n}" hidden="{n % 2}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 41))

    assert hidden_says(one_sheet(rows)) == ["The sheet hides rows 1, 3, 5, 7, 9, 11, 13, 15, …"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets(state: str) -> None:
    """A hidden sheet is read, and told about, also when spreadsheet programs do not even list it."""
    sheet = only(one_sheet(ANA, workbook=workbook_xml("people", states={"people": state})))

    assert sheet.rows == [[1.0]]
    assert [fault.message for fault in sheet.faults] == [
        "The sheet hides all of its rows, being hidden itself; they were read like the others."
    ]
    assert sheet.faults[0].place == "clinic.xlsx[people]"


def test_faults_stay_with_their_sheet() -> None:
    """What is wrong with one sheet says nothing about another one, and the faults come in the order of the cells."""
    bad = sheet_xml(
        '<row r="2"><c r="C2" t="e"><v>#REF!</v></c></row><row r="5"><c r="A5"><f>1</f></c></row>',
        after='<mergeCells><mergeCell ref="B3:B4"/></mergeCells>',
    )

    people, other = read(packed(parts_of(sheet_xml(ANA), bad))).sheets

    assert people.faults == ()
    assert [fault.place for fault in other.faults] == [f"clinic.xlsx[s2!{cell}]" for cell in ("C2", "B3", "A5")]


def test_faults_of_one_sheet_are_limited() -> None:
    """A sheet of a hundred thousand errors does not fill the memory with faults."""
    rows = "".join(f'<row r="{n}"><c t="e"><v>#REF!</v></c></row>' for n in range(1, 3_000))

    assert len(only(one_sheet(rows)).faults) == MOST_FAULTS


# ---------------------------------------------------------------------------------------------- what is refused


def with_entries(*names: str) -> bytes:
    """A workbook with further entries, whatever their names."""
    archive = io.BytesIO(one_sheet(ANA))
    with zipfile.ZipFile(archive, "a") as writer:
        for name in names:
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            writer.writestr(entry, b"x")
    return archive.getvalue()


def with_duplicate(name: str) -> bytes:
    """A workbook in which a second entry differs from another one at most in its capitals."""
    data = with_entries("a" * len(name))
    return data.replace(b"a" * len(name), name.encode())


def encrypted_archive() -> bytes:
    """A workbook whose entries carry the mark of zip encryption."""
    data = bytearray(one_sheet(ANA))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def macro_sheet() -> bytes:
    """A workbook with a sheet of old macros."""
    return one_sheet(ANA, rels=relations(("s1", "xlMacrosheet", "worksheets/sheet1.xml")))


MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
VBA = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
STYLES = f'<styleSheet xmlns="{CELLS}"><cellXfs>{"<xf/>" * 100_001}</cellXfs></styleSheet>'
LINKS = f'<Relationships xmlns="{PACKAGES}/relationships">{"<Relationship/>" * 100_001}</Relationships>'
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)

UNSAFE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "is empty"),
    "text": (lambda: b"id;name\nana;Ana\n", "does not begin like"),
    "zip start only": (lambda: b"PK\x03\x04", "cut short or damaged"),
    "password": (lambda: COMPOUND + "EncryptedPackage".encode("utf-16-le"), "password"),
    "old format": (lambda: COMPOUND + "Workbook".encode("utf-16-le"), "before 2007"),
    "zip encryption": (encrypted_archive, "password"),
    "bzip2": (lambda: packed(parts_of(sheet_xml(ANA)), zipfile.ZIP_BZIP2), "packed in a way"),
    "lzma": (lambda: packed(parts_of(sheet_xml(ANA)), zipfile.ZIP_LZMA), "packed in a way"),
    "any zip": (lambda: packed({"a.txt": "a"}), "holds no workbook"),
    "OpenDocument": (lambda: packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "no workbook"),
    "no main part": (lambda: packed({"[Content_Types].xml": content_types()}), "holds no workbook"),
    "docx": (lambda: one_sheet(ANA, types=content_types(WORD_TYPE)), "text document"),
    "docm": (
        lambda: one_sheet(ANA, types=content_types(WORD_TYPE.replace("document.main", "macroEnabled.main"))),
        "macros",
    ),
    "pptx": (lambda: one_sheet(ANA, types=content_types(SLIDES_TYPE)), "presentation"),
    "xlsm": (lambda: one_sheet(ANA, types=content_types(MACRO_TYPE)), "macros"),
    "xlsb": (lambda: one_sheet(ANA, types=content_types(BINARY_TYPE)), "binary"),
    "macros in an xlsx": (lambda: one_sheet(ANA, types=content_types(more=VBA)), "macros"),
    "sheet of macros": (macro_sheet, "macros"),
    "too many entries": (lambda: with_entries(*(f"x{n}" for n in range(1_000))), "more than 1000 entries"),
    "many entries": (lambda: with_entries(*(f"x{n}" for n in range(10_000))), "more than 1000 entries"),
    "entry above": (lambda: with_entries("../evil.xml"), "points out of the archive"),
    "entry above inside": (lambda: with_entries("xl/../../evil.xml"), "points out of the archive"),
    "entry above, backslashes": (lambda: with_entries("xl\\..\\..\\evil.xml"), "points out of the archive"),
    "absolute entry": (lambda: with_entries("/etc/passwd"), "points out of the archive"),
    "entry on a drive": (lambda: with_entries("C:/evil.xml"), "points out of the archive"),
    "same entry twice": (lambda: with_duplicate("xl/workbook.xml"), "two entries called"),
    "same entry in capitals": (lambda: with_duplicate("XL/Workbook.XML"), "two entries called"),
    "same entry with backslash": (lambda: with_duplicate("xl\\workbook.xml"), "two entries called"),
    "sheet missing": (
        lambda: packed({n: p for n, p in parts_of(sheet_xml(ANA)).items() if "sheet1" not in n}),
        "damaged",
    ),
    "sheet without relation": (lambda: one_sheet(ANA, rels=relations()), "damaged"),
    "sheet cut": (lambda: packed(parts_of(sheet_xml(ANA)[:-30])), "sheet1.xml is damaged"),
    "not XML": (lambda: packed(parts_of("id,name")), "sheet1.xml is damaged"),
    "unknown entity": (lambda: one_sheet('<row r="1"><c r="A1" t="str"><v>&foo;</v></c></row>'), "damaged"),
    "text out of range": (lambda: one_sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), "damaged"),
    "negative text": (lambda: one_sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), "damaged"),
    "unknown kind": (lambda: one_sheet('<row r="1"><c r="A1" t="zzz"><v>7</v></c></row>'), "damaged"),
    "neither yes nor no": (lambda: one_sheet('<row r="1"><c r="A1" t="b"><v>perhaps</v></c></row>'), "damaged"),
    "rows backwards": (lambda: one_sheet('<row r="2"><c r="A2"><v>1</v></c></row>' + ANA), "in their order"),
    "row twice": (lambda: one_sheet(ANA + '<row r="1"><c r="B1"><v>1</v></c></row>'), "in their order"),
    "cells backwards": (
        lambda: one_sheet('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>'),
        "in their order",
    ),
    "cell twice": (
        lambda: one_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
        "in their order",
    ),
    "cell in another row": (lambda: one_sheet('<row r="1"><c r="A9"><v>1</v></c></row>'), "in their order"),
    "column beyond the last": (lambda: one_sheet('<row r="1"><c r="XFE1"><v>1</v></c></row>'), "in their order"),
    "cells without rows": (lambda: one_sheet('<x><c r="A1"><v>1</v></c></x>'), "damaged"),
    "row 0": (lambda: one_sheet('<row r="0"><c r="A0"><v>1</v></c></row>'), "in their order"),
    "place that is none": (lambda: one_sheet('<row r="1"><c r="1A"><v>1</v></c></row>'), "in their order"),
    "two sheets of one name": (
        lambda: packed(parts_of(sheet_xml(ANA), sheet_xml(ANA), workbook=workbook_xml("people", "PEOPLE"))),
        "two of its sheets",
    ),
    "depth": (lambda: one_sheet(ANA, after="<x>" * 300 + "</x>" * 300), "damaged"),
    "too many relations": (lambda: packed(parts_of(ANA, rels=LINKS), zipfile.ZIP_STORED), "rels is damaged"),
    "too many styles": (lambda: packed(parts_of(sheet_xml(ANA)) | {"xl/styles.xml": STYLES}), "damaged"),
    "endless tag": (
        lambda: one_sheet(f'<row r="1" {" ".join(f"a{n}=" + chr(34) * 2 for n in range(400_000))}/>'),
        "damaged",
    ),
}


@pytest.mark.parametrize("case", UNSAFE)
def test_unsafe_and_damaged_files_are_refused(case: str) -> None:
    """Whatever is no workbook, a damaged or a dangerous one is refused with SC-122 and the reason, and nothing else."""
    made, reason = UNSAFE[case]

    fault = refusal(made())

    assert fault.code == "SC-122"
    assert reason in fault.message


DECLARED = [
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1/x">]>',
    "<!DOCTYPE x>",
    '<?xml version="1.0"?><!-- first --><!DOCTYPE x [<!ENTITY % p "">]>',
]


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "_rels/.rels"]
)
def test_document_types_are_refused_in_parts_that_are_read(part: str, declared: str) -> None:
    """A document type or an entity in a part is SC-102 with the name of the part, before anything is expanded."""
    parts = parts_of(sheet_xml(ANA))
    parts[part] = declared + str(parts[part])

    fault = refusal(packed(parts))

    assert (fault.code, dict(fault.facts)) == ("SC-102", {"part": part.lower()})


@pytest.mark.parametrize(
    "part", ["docProps/core.xml", "xl/drawings/vmlDrawing1.vml", "customXml/item1.xml", "a/_rels/b.rels"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused_in_parts_that_nobody_reads(part: str, encoding: str) -> None:
    """Also where no value stands, and whatever the encoding, a document type is SC-102."""
    text = f'<?xml version="1.0" encoding="{encoding}"?>{DECLARED[0]}<x>&b;</x>'.encode(encoding)

    assert refusal(packed(parts_of(sheet_xml(ANA)) | {part: text})).code == "SC-102"


@pytest.mark.parametrize(
    "text",
    [
        b"<x><br></x>",
        b"",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="klingon"?><x/>',
        b'<?xml version="1.0" encoding="gb2312"?><x/>',
    ],
)
def test_parts_that_nobody_reads_need_not_be_faultless(text: bytes) -> None:
    """A drawing with unclosed tags, as spreadsheet programs write them, does not spoil the values."""
    assert only(packed(parts_of(sheet_xml(ANA)) | {"xl/drawings/vmlDrawing1.vml": text})).rows == [[1.0]]


# ---------------------------------------------------------------------------------------------- sizes


def bomb(megabytes: int, name: str = "xl/media/image1.png", entries: int = 1) -> bytes:
    """A workbook with entries that are all zeros when open."""
    zeros = bytes(megabytes * 1_000_000)
    return packed(parts_of(sheet_xml(ANA)) | {f"{n}{name}": zeros for n in range(entries)})


def with_false_sizes(data: bytes, size: int) -> bytes:
    """The same archive, whose directory and headers claim another size for the largest entry."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        largest = max(archive.infolist(), key=lambda entry: entry.file_size).file_size
    return data.replace(struct.pack("<L", largest), struct.pack("<L", size))


@pytest.mark.parametrize("name", ["xl/media/image1.png", "x.xml"])
def test_entries_that_grow_too_much_are_refused(name: str) -> None:
    """A bomb is refused by its growth, whatever it is called, before it is open."""
    fault = refusal(bomb(40, name))

    assert fault.code == "SC-122"
    assert "more than 100 times its size" in fault.message


def test_open_size_is_limited() -> None:
    """Entries that are too large when open are refused, one alone or all together, however well they are packed."""
    limits = Limits(open_megabytes=3, ratio=1_000_000)

    for data in (bomb(4), bomb(1, entries=4)):
        fault = refusal(data, limits)
        assert fault.code == "SC-122"
        assert "more than 3 megabytes when open" in fault.message
    assert read(bomb(2), limits).sheets[0].rows == [[1.0]]


@pytest.mark.parametrize("claimed", [0, 1, 1_000])
def test_sizes_in_the_directory_are_not_believed(claimed: int) -> None:
    """An entry that claims to be small is refused like one that does not."""
    assert refusal(with_false_sizes(bomb(40), claimed)).code == "SC-122"


LIMITED: dict[str, tuple[Limits, Limits, bytes, str]] = {
    "sheets": (
        Limits(sheets=2),
        Limits(sheets=3),
        packed(parts_of(*[sheet_xml(ANA)] * 3)),
        "more than 2 sheets",
    ),
    "sheet_rows": (
        Limits(sheet_rows=8),
        Limits(sheet_rows=9),
        one_sheet('<row r="9"><c r="A9"><v>1</v></c></row><row r="12"><c r="A12" s="1"/></row>'),
        "more than 8 rows in a sheet",
    ),
    "file_megabytes": (
        Limits(file_megabytes=1),
        Limits(file_megabytes=2),
        packed(parts_of(sheet_xml(ANA)) | {"x.bin": bytes(1_000_000)}, zipfile.ZIP_STORED),
        "more than 1 megabytes in the file",
    ),
    "open_megabytes": (
        Limits(open_megabytes=1),
        Limits(open_megabytes=2),
        one_sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="50000"><c r="C50000"><v>1</v></c></row>'),
        "more than 80000 cells between the first and the last",
    ),
}


@pytest.mark.parametrize("option", LIMITED)
def test_limits(option: str) -> None:
    """An input above a limit is SC-125 and names the option that raises it; at the limit it is read."""
    below, enough, data, said = LIMITED[option]

    fault = refusal(data, below)

    assert (fault.code, dict(fault.facts)["option"]) == ("SC-125", option)
    assert said in fault.message
    assert read(data, enough).sheets


def test_stray_cells_far_away_name_their_row() -> None:
    """The last cell of a sheet, far below the others, is what the fault points at: it is the one to delete."""
    fault = refusal(one_sheet(f'{ANA}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))

    assert (fault.code, fault.sheet, fault.line) == ("SC-125", "people", 1_048_576)


def test_one_far_cell_alone_is_read() -> None:
    """A single cell in the last row costs a list of empty rows and no more."""
    rows = only(one_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')).rows

    assert len(rows) == 1_048_576
    assert rows[-1][-1] == 1.0
    assert len(rows[-1]) == 16_384


def test_empty_margins_do_not_count() -> None:
    """Rows above the first value and columns left of it cost nothing against the limit."""
    cells = "".join(f'<row r="{row}"><c r="Z{row}"><v>1</v></c></row>' for row in (100_000, 170_000))

    assert len(read(one_sheet(cells), Limits(open_megabytes=1)).sheets[0].rows) == 170_000


def test_one_long_text_used_very_often_is_refused() -> None:
    """Texts count each time they are used: a small file cannot hold a thousand million characters."""
    long = "".join(chr(97 + (n * n) % 26) for n in range(30_000))
    rows = "".join(f'<row r="{n}"><c t="s"><v>0</v></c></row>' for n in range(1, 100))
    data = one_sheet(rows, texts=f"<si><t>{long}</t></si>")

    fault = refusal(data, Limits(open_megabytes=1))

    assert fault.code == "SC-125"
    assert "characters in the cells" in fault.message
    assert len(read(data, Limits(open_megabytes=2)).sheets[0].rows) == 99


class PanicException(BaseException):
    """Named like what a panic of the library's inner language arrives as."""


@pytest.mark.parametrize(
    "trouble", [PanicException("index out of bounds"), ValueError("x"), OSError("x"), MemoryError()]
)
def test_troubles_of_the_library_become_refusals(monkeypatch: pytest.MonkeyPatch, trouble: BaseException) -> None:
    """Whatever python-calamine raises, the caller gets a refusal."""

    def fail(*_given: object) -> None:
        raise trouble

    monkeypatch.setattr("python_calamine.CalamineWorkbook", SimpleNamespace(from_filelike=fail))

    assert "cannot be read" in refusal(one_sheet(ANA)).message


def test_interruptions_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a workbook is read stays Ctrl-C."""

    def interrupt(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("python_calamine.CalamineWorkbook", SimpleNamespace(from_filelike=interrupt))

    with pytest.raises(KeyboardInterrupt):
        read(one_sheet(ANA))


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without python-calamine the error says what to install."""
    monkeypatch.setitem(sys.modules, "python_calamine", None)

    with pytest.raises(MissingExtraError, match=r"servicecraft\[excel\]"):
        read(one_sheet(ANA))


# ---------------------------------------------------------------------------------------------- laws

fractions = st.floats(-1e300, 1e300).map(lambda one: float(f"{one:.15g}"))  # openpyxl writes 16 digits
numbers = fractions | st.integers(-(2**53) + 1, 2**53 - 1)
plain_texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12)
days = st.dates(datetime.date(1900, 3, 1))
moments = st.datetimes(datetime.datetime(1900, 3, 1)).map(lambda one: one.replace(microsecond=0, hour=one.hour or 1))
values = numbers | plain_texts | st.booleans() | days | moments
spots = st.tuples(st.integers(1, 40), st.integers(1, 30))
grids = st.dictionaries(spots, values, max_size=12)


def by_openpyxl(grid: Grid) -> bytes:
    """A workbook that another library wrote."""
    book = openpyxl.Workbook()
    for (row, column), value in grid.items():
        cell = book.active.cell(row, column, value)
        if isinstance(value, str):
            cell.data_type = "s"  # also for texts that look like formulas or errors
    return saved(book)


@given(grids)
@example({(3, 2): "=1+1", (3, 3): "#REF!", (9, 2): " a "})
@law
def test_cells_are_read_where_another_library_wrote_them(grid: Grid) -> None:
    """Every value that openpyxl writes is read as the same value at the same place, and nothing else is."""
    sheet = only(by_openpyxl(grid))

    assert grid_rows(grid) == sheet.rows
    assert [[type(value) is bool for value in row] for row in grid_rows(grid)] == [
        [type(value) is bool for value in row] for row in sheet.rows
    ]
    assert sheet.faults == ()


@given(st.dictionaries(spots, st.sampled_from(["value", "formula", "error"]), max_size=10))
@law
def test_every_doubtful_cell_is_found(kinds: dict[tuple[int, int], str]) -> None:
    """The faults of a sheet are exactly its errors and its formulas without results, in the order of the cells."""
    book = openpyxl.Workbook()
    for (row, column), kind in kinds.items():
        book.active.cell(row, column, {"value": 1, "formula": "=1+1", "error": "#REF!"}[kind])

    faults = only(saved(book)).faults

    codes = {"formula": "SC-133", "error": "SC-134"}
    assert [(*spot, codes[kind]) for spot, kind in sorted(kinds.items()) if kind in codes] == [
        (fault.line, fault.column, fault.code) for fault in faults
    ]


SMALL = packed(parts_of(sheet_xml(ANA), texts="<si><t>Ana</t></si>"))


def test_a_file_cut_anywhere_is_refused() -> None:
    """At whatever byte a workbook is cut, it is refused and never read short."""
    assert {refusal(SMALL[:length]).code for length in range(len(SMALL))} == {"SC-122"}


def answers(data: bytes) -> None:
    """Read some bytes, of which nothing is known: a workbook or a refusal."""
    try:
        workbook = read(data, Limits(open_megabytes=4))
    except ModelError as error:
        assert str(error)
    else:
        assert all(str(fault) for sheet in workbook.sheets for fault in sheet.faults)
        assert all(row == [] or row[-1] is not None for sheet in workbook.sheets for row in sheet.rows)


def mutated(data: bytes, at: int, length: int, put: bytes) -> bytes:
    """Bytes of which some, somewhere, are others."""
    start = at % (len(data) + 1)
    return data[:start] + put + data[start + length :]


RICH = {
    name: part if isinstance(part, bytes) else part.encode()
    for name, part in parts_of(
        sheet_xml(
            '<row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46203.5</v></c></row>'
            '<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="C2" t="inlineStr"><is><t>x</t></is></c></row>'
            '<row r="3"><c r="A3" t="b"><f>A1</f><v>1</v></c><c r="B3"><f>1</f></c></row>',
            before='<dimension ref="A1:C3"/><cols><col min="1" max="2" hidden="1"/></cols>',
            after='<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
        ),
        texts="<si><t>Ana</t></si>",
    ).items()
}
NASTY = [b"<", b">", b"&", b'"', b"\x00", b"\xff", b"-1", b"999999999999", b"1e999", b"nan", b"XFD1048576", b"A0", b"<c>", b"</c>",
         b"<row>", b"<v>1</v>", b"<is>", b"<sheetData>", b"t=\"d\"", b"t=\"s\"", b"]]>", b"<![CDATA[", b"<!--", b"&#0;", b"_x0000_"]  # fmt: skip
puts = st.binary(max_size=6) | st.sampled_from(NASTY)
mutations = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 12), puts), min_size=1, max_size=4)


@given(mutations)
@law
def test_mutated_archives_are_read_or_refused(changes: list[tuple[int, int, bytes]]) -> None:
    """However the bytes of a workbook are changed, the answer is a workbook or a refusal."""
    data = SMALL
    for change in changes:
        data = mutated(data, *change)

    answers(data)


def check_mutated_part(name: str, changes: list[tuple[int, int, bytes]]) -> None:
    """Change a part, pack it faultlessly, and read."""
    part = RICH[name]
    for change in changes:
        part = mutated(part, *change)

    answers(packed({**RICH, name: part}, zipfile.ZIP_STORED))


@given(st.sampled_from(sorted(RICH)), mutations)
@example("xl/worksheets/sheet1.xml", [(RICH["xl/worksheets/sheet1.xml"].find(b"46203.5"), 7, b"1e999")])
@settings(deadline=None, max_examples=400)
def test_mutated_parts_are_read_or_refused(name: str, changes: list[tuple[int, int, bytes]]) -> None:
    """However a part is changed inside a faultless archive, the answer is a workbook or a refusal."""
    check_mutated_part(name, changes)


@pytest.mark.heavy
@given(st.sampled_from(sorted(RICH)), mutations)
@settings(deadline=None, max_examples=20_000)
def test_mutated_parts_are_read_or_refused_at_length(name: str, changes: list[tuple[int, int, bytes]]) -> None:
    """The same, many times over."""
    check_mutated_part(name, changes)


kinds = st.sampled_from(["n", "s", "str", "inlineStr", "b", "d", "e", "x", ""])
contents = st.sampled_from(
    ["", "0", "1", "-1", "46203", "1e308", "1e999", "-5", "nan", "Ana", "2026-06-30", "99999999-99-99", "#N/A"]
)
styles = st.sampled_from(["0", "1", "2", "-1", "99999999999", "x"])


@given(st.lists(st.tuples(kinds, contents, styles), min_size=1, max_size=3))
@settings(deadline=None, max_examples=300)
def test_any_kind_with_any_content_is_read_or_refused(cells: list[tuple[str, str, str]]) -> None:
    """Cells whose kind, content and style do not fit together give a workbook or a refusal."""
    row = "".join(f'<c t="{kind}" s="{style}"><v>{content}</v></c>' for kind, content, style in cells)

    answers(one_sheet(f'<row r="1">{row}</row>', texts="<si><t>Ana</t></si>"))
