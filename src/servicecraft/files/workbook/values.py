"""
The values of the cells, read by python-calamine.

It reads them because it knows what a number with the format `d.m.yy` means. It believes what a part declares about
itself, such as how many texts it holds, and ends the whole process when there is no memory for so much; so it gets an
archive written here, of cells that were looked at, and never a byte of the file.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar
from xml.sax.saxutils import quoteattr

from servicecraft.files.workbook.package import Package
from servicecraft.files.workbook.refusals import refuse
from servicecraft.files.workbook.shared import Styles
from servicecraft.files.workbook.sheets import ReadParts
from servicecraft.files.workbook.xml import escaped
from servicecraft.words import sentence

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Cell = str | float | int | bool | datetime.date | datetime.datetime | None

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGES = "http://schemas.openxmlformats.org/package/2006"
_CELLS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_Result = TypeVar("_Result")


def values_of(read: ReadParts, package: Package) -> list[list[list[Cell]]]:
    """The values of each sheet, row by row, as `Sheet.rows` holds them."""
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


def _plain_archive(read: ReadParts, package: Package) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, text in _plain_parts(read, package):
            archive.writestr(zipfile.ZipInfo(name), text)
    return packed.getvalue()


def _plain_parts(read: ReadParts, package: Package) -> Iterator[tuple[str, str | bytes]]:
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
    texts = "".join(f'<si><t xml:space="preserve">{escaped(text)}</t></si>' for text in read.texts)
    yield "xl/sharedStrings.xml", f'<sst xmlns="{_CELLS}">{texts}</sst>'
    yield "xl/styles.xml", _plain_styles(read.styles)
    for number, sheet in zip(numbers, read.sheets, strict=True):
        head = f'<worksheet xmlns="{_CELLS}"><sheetData>'.encode()
        yield f"xl/worksheets/sheet{number}.xml", b"".join((head, sheet.plain, b"</sheetData></worksheet>"))


def _plain_styles(styles: Styles) -> str:
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


def _guarded(read: Callable[[], _Result], file: str) -> _Result:
    """What python-calamine reads; its errors, and a panic of the language it is written in, become a refusal."""
    try:
        return read()
    except BaseException as trouble:
        if not isinstance(trouble, Exception) and type(trouble).__name__ != "PanicException":
            raise
        refuse(file, sentence("its values cannot be read"))
