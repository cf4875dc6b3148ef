"""From a path to a `Document`: a folder of CSV tables, one YAML or JSON file, a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from attrs import evolve

from servicecraft.errors import Fault, ModelError, SpokenFact, TableFact, nearest, nearest_sentence
from servicecraft.files.csv_text import SEPARATORS, CsvDialect, CsvPlaces, CsvTable, read_csv
from servicecraft.files.disk import content_hash, read_file, read_folder
from servicecraft.files.documents import ByTable, CellsLocator, Document, Locator, TreeLocator, in_file, language_of
from servicecraft.files.json_text import json_places, read_json
from servicecraft.files.limits import Limits
from servicecraft.files.places import Places
from servicecraft.files.rawfiles import as_path
from servicecraft.files.refusals import MEGABYTE, reading
from servicecraft.files.text import decoded
from servicecraft.files.workbook.lists import LISTS_SHEET
from servicecraft.files.workbook.reading import Sheet, read_workbook
from servicecraft.files.workbook.values import Cell
from servicecraft.files.yaml_text import read_yaml, yaml_places
from servicecraft.model.assembly import SCHEMA_VERSION, RawTable
from servicecraft.model.columns import PLAIN_CELLS, CellForm, kind_of
from servicecraft.model.program import split_document
from servicecraft.model.registry import TABLES
from servicecraft.model.settings import Settings
from servicecraft.words import glossary, sentence, visible
from servicecraft.words.formulas import restored

HEADER_FILE = "program.yaml"
"""The file that makes a folder a program."""


def read_document(path: Path, limits: Limits) -> Document:
    """
    What stands at a path, read by its format.

    Raises:
        ModelError: It cannot be read, or its name does not say how.
    """
    with reading(path):
        folder = as_path(path).is_dir()
    if folder:
        return read_folder_document(path, limits)
    suffix = path.suffix.lower()
    if suffix not in READERS:
        if not path.exists():
            read_file(path, most_bytes=1)
        raise ModelError.of("SC-142", path.name, file=str(path))
    return READERS[suffix](read_file(path, most_bytes=limits.file_megabytes * MEGABYTE), str(path), limits)


def read_yaml_document(data: bytes, file: str, limits: Limits) -> Document:
    """One YAML file."""
    text = decoded(data, file=file)
    return _tree(data, file, read_yaml(text, file=file, limits=limits), lambda: yaml_places(text))


def read_json_document(data: bytes, file: str, limits: Limits) -> Document:
    """One JSON file."""
    text = decoded(data, file=file)
    return _tree(data, file, read_json(text, file=file, limits=limits), lambda: json_places(text))


def _tree(data: bytes, file: str, value: object, places: Callable[[], Places]) -> Document:
    locator = TreeLocator(file=file, document=value, places=places)
    header, tables = split_document(_mapping(value, file))
    dialect_of(header, locator)
    return Document(header=header, tables=tables, digest=content_hash(data), locator=locator)


def _mapping(value: object, file: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        fault = Fault.of("SC-118", None, found=kind_of(value), expected=SpokenFact(sentence("a mapping")))
        raise ModelError([evolve(fault, file=file, line=1, column=1)])
    return value


def read_folder_document(path: Path, limits: Limits) -> Document:
    """A folder with a header and one CSV file for each table."""
    contents = read_folder(path, is_part, most_bytes=limits.file_megabytes * MEGABYTE)
    if HEADER_FILE not in contents:
        raise ModelError([Fault.of("SC-145", HEADER_FILE)]).at(str(path))
    header_file = str(path / HEADER_FILE)
    header_text = decoded(contents[HEADER_FILE], file=header_file)
    written = read_yaml(header_text, file=header_file, limits=limits)
    header = _mapping({} if written is None else written, header_file)
    in_header = TreeLocator(file=header_file, document=header, places=lambda: yaml_places(header_text))
    dialect = dialect_of(header, in_header)
    tables, locators, language, faults = _csv_tables(path, contents, dialect, limits)
    headed, inline = split_document(header)
    twice = list(_in_header_too(header, in_header, locators))
    later = any(not is_own(name) for name in contents) and str(headed.get("schema_version")) > SCHEMA_VERSION
    return Document(
        header=headed,
        tables=[*tables, *([] if twice else inline)],
        digest=content_hash({name: data for name, data in contents.items() if later or is_own(name)}),
        locator=ByTable(header=in_header, tables=locators),
        headings_language=language,
        faults=(*faults, *twice),
        partial=bool(faults or twice),
    )


def _in_header_too(
    header: Mapping[str, object], in_header: Locator, locators: Mapping[str, Locator]
) -> Iterator[Fault]:
    """Tables that stand in the header and in a file of their own."""
    for key in header:
        table = glossary.recognised_table(key)
        if table is not None and table in locators:
            fault = Fault.of("SC-106", key, path=key)
            yield evolve(in_header.placed(fault, (key,)), related=(locators[table].placed(fault, (table,)),))


def is_part(name: str) -> bool:
    """Whether a file of a folder is read as a part of the program in it; a table that it does not have is a fault."""
    return name == HEADER_FILE or name.lower().endswith(".csv")


def is_own(name: str) -> bool:
    """Whether a file of a folder is the header or a table of a program, which saving may replace and remove."""
    table = glossary.recognised_table(name[: -len(".csv")]) if name.lower().endswith(".csv") else None
    return name == HEADER_FILE or table in TABLES


def dialect_of(header: Mapping[str, object], locator: Locator) -> CsvDialect:
    """
    How the header says that the tables are written.

    Raises:
        ModelError: The header says something that is not known.
    """
    declared = next((value for key, value in header.items() if glossary.recognised_header(key) == "csv"), None)
    if declared is None:
        return CsvDialect()
    try:
        if not isinstance(declared, Mapping):
            expected = SpokenFact(sentence("a mapping"))
            raise ModelError([Fault.of("SC-118", path="csv", found=kind_of(declared), expected=expected)])
        known = CsvDialect.__annotations__
        wrong = [one for one in declared if one not in known]
        if wrong:
            raise ModelError(
                [
                    Fault.of(
                        "SC-114",
                        one,
                        path=f"csv.{one}",
                        table="csv",
                        nearest=nearest_sentence(nearest(one, sorted(known))),
                    )
                    for one in wrong
                ]
            )
        return CsvDialect(**{str(name): value for name, value in declared.items()})
    except ModelError as error:
        raise ModelError(
            [locator.placed(fault, ("csv", fault.path.removeprefix("csv."))) for fault in error.faults]
        ) from None


def cell_form(dialect: CsvDialect) -> CellForm:
    """How the cells of tables in a dialect are written."""
    return CellForm(decimal=dialect.decimal, thousands=dialect.thousands, dates=dialect.dates)


def _csv_tables(
    path: Path, contents: Mapping[str, bytes], dialect: CsvDialect, limits: Limits
) -> tuple[list[RawTable], dict[str, Locator], str, list[Fault]]:
    tables, locators, languages, faults = list[RawTable](), dict[str, Locator](), list[str](), list[Fault]()
    form = cell_form(dialect)
    for name, data in contents.items():
        if name == HEADER_FILE:
            continue
        written, file = name[: -len(".csv")], str(path / name)
        table = glossary.recognised_table(written) or written
        try:
            text = decoded(data, file=file, encoding=dialect.encoding)
            read = read_csv(text, file=file, dialect=dialect, limits=limits)
        except ModelError as error:
            faults += [_of_table(fault, table) for fault in error.faults]
            continue
        other = other_separator(read, dialect)
        if other is not None:
            faults.append(evolve(other, path=table, file=file, line=read.heading_line, column=1))
            continue
        if table in locators:
            first = locators[table].placed(Fault.of("SC-106", path=table), (table,))
            faults.append(evolve(Fault.of("SC-106", name, path=table), file=file, line=1, column=1, related=(first,)))
            continue
        if "'" in text:
            headings, rows = (
                tuple(map(restored, read.headings)),
                [[restored(cell) for cell in row] for row in read.rows],
            )
            read = evolve(read, headings=headings, rows=rows)
        tables.append(RawTable(name=written, headings=read.headings, rows=read.rows, form=form))
        locators[table] = CellsLocator(
            table=table, headings=read.headings, place=_csv_places(file, text, dialect, read)
        )
        if table in TABLES:
            languages.append(language_of(read.headings, table))
    return tables, locators, "es" if languages.count("es") > languages.count("en") else "en", faults


def other_separator(table: CsvTable, dialect: CsvDialect) -> Fault | None:
    """The fault of a table whose only heading holds another separator: everything stands in one cell."""
    if len(table.headings) != 1:
        return None
    found = [one for one in SEPARATORS if one != dialect.separator and one in table.headings[0]]
    if not found:
        return None
    return Fault.of("SC-147", table.headings[0], declared=f"'{dialect.separator}'", found=f"'{visible(found[0])}'")


def _of_table(fault: Fault, table: str) -> Fault:
    """A fault of the text of a table, which does not know what the table is."""
    facts = tuple((name, TableFact(table) if name == "table" else fact) for name, fact in fault.facts)
    related = tuple(_of_table(other, table) for other in fault.related)
    return evolve(fault, path=fault.path or table, facts=facts, related=related)


def _csv_places(
    file: str, text: str, dialect: CsvDialect, table: CsvTable
) -> Callable[[int | None, int | None], Fault]:
    places = cache(lambda: CsvPlaces(text, dialect))

    def place(row: int | None, column: int | None) -> Fault:
        line = table.heading_line if row is None else table.lines[row]
        return in_file(file, places().of_cell(line, column or 0))

    return place


def read_workbook_document(data: bytes, file: str, limits: Limits) -> Document:
    """A workbook with one sheet for each table."""
    workbook = read_workbook(data, file=file, limits=limits)
    header: dict[str, object] = {}
    tables, locators, languages = list[RawTable](), dict[str, Locator](), list[str]()
    warnings, faults = list(workbook.warnings), list[Fault]()
    in_header: Locator = _sheet_locator(
        file, "program", workbook.sheets[0] if workbook.sheets else Sheet(name="", rows=[]), 0, []
    )
    for sheet in workbook.sheets:
        table, special = glossary.recognised_table(sheet.name), glossary.recognised_sheet(sheet.name)
        if special == "program":
            header |= _header_cells(sheet)
            in_header = _KeysLocator(file=file, sheet=sheet)
            faults += _repeated_keys(file, sheet)
        elif table in locators:
            faults.append(evolve(Fault.of("SC-106", sheet.name, path=str(table)), file=file, sheet=sheet.name))
        elif table in TABLES:
            heading_row, headings = _heading_row(sheet.rows, str(table))
            rows, numbers = _rows_below(sheet.rows, heading_row)
            if not any(fault.severity == "error" for fault in sheet.faults):
                faults += _columns_without_heading(file, str(table), sheet, heading_row, headings)
            tables.append(RawTable(name=sheet.name, headings=headings, rows=rows, form=PLAIN_CELLS))
            locators[str(table)] = _sheet_locator(file, str(table), sheet, heading_row, numbers)
            languages.append(language_of(headings, str(table)))
        elif special is None and not sheet.name.startswith(LISTS_SHEET):
            warnings += _unknown_sheet(file, sheet, faults)
            continue
        faults += [fault for fault in sheet.faults if fault.severity == "error"]
        warnings += [fault for fault in sheet.faults if fault.severity == "warning"]
    if not tables and not any(glossary.recognised_sheet(sheet.name) == "program" for sheet in workbook.sheets):
        faults.append(evolve(Fault.of("SC-145", glossary.table_label("people")), file=file))
    return Document(
        header=header,
        tables=tables,
        digest=content_hash(data),
        locator=ByTable(header=in_header, tables=locators),
        headings_language="es" if languages.count("es") > languages.count("en") else "en",
        warnings=tuple(warnings),
        faults=tuple(faults),
        partial=any(fault.code in ("SC-106", "SC-126") for fault in faults),
    )


def _unknown_sheet(file: str, sheet: Sheet, faults: list[Fault]) -> list[Fault]:
    """A warning for notes of the user's own; a fault where the name looks like a misspelt table."""
    names = [spelling for name in TABLES for spelling in (name, glossary.table_label(name, "es"))]
    alike = nearest(sheet.name.casefold(), names)
    if not alike:
        return [evolve(Fault.of("SC-146", sheet.name), file=file, sheet=sheet.name)]
    closest = nearest_sentence(alike)
    faults.append(evolve(Fault.of("SC-126", sheet.name, path=sheet.name, nearest=closest), file=file, sheet=sheet.name))
    return []


MOST_ABOVE = 10
"""Rows above the headings, such as a title and a logo, among which the headings are looked for."""


def _heading_row(rows: Sequence[Sequence[Cell]], table: str) -> tuple[int, tuple[str, ...]]:
    """
    The headings and the number of their row, from 0.

    They are the first row that holds anything, unless none of its cells is a heading of the table and a row a little
    further down has at least two.
    """
    filled = [
        (number, tuple(map(_heading, row))) for number, row in enumerate(rows[:MOST_ABOVE]) if any(map(_filled, row))
    ]
    filled = filled or [(n, tuple(map(_heading, row))) for n, row in enumerate(rows) if any(map(_filled, row))][:1]
    known = [sum(_is_column(table, heading) for heading in headings) for _, headings in filled]
    if not filled:
        return 0, ()
    better = next((at for at, count in enumerate(known) if count > 1), 0) if not known[0] else 0
    return filled[better]


def _is_column(table: str, heading: str) -> bool:
    return glossary.recognised_column(table, TABLES[table].columns(), heading) is not None


def _heading(cell: Cell) -> str:
    return "" if cell is None else str(_digits(cell)).strip()


def _digits(cell: Cell) -> Cell:
    """A whole number without its decimal point, since spreadsheets make numbers of codes and years."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else cell


def _columns_without_heading(
    file: str, table: str, sheet: Sheet, heading_row: int, headings: Sequence[str]
) -> Iterator[Fault]:
    """Cells that nobody would read, since nothing says what they are."""
    filled = {at for row in sheet.rows[heading_row + 1 :] for at, cell in enumerate(row) if _filled(cell)}
    hint = SpokenFact(sentence("The column has no heading, and its cells are not blank."))
    for at in sorted(filled - {number for number, heading in enumerate(headings) if heading}):
        fault = Fault.of("SC-114", "", path=table, table=TableFact(table), nearest=hint)
        yield evolve(fault, file=file, sheet=sheet.name, line=heading_row + 1, column=at + 1)


def _rows_below(rows: Sequence[Sequence[Cell]], heading_row: int) -> tuple[list[Sequence[Cell]], list[int]]:
    kept = [
        (number, row) for number, row in enumerate(rows) if number > heading_row and any(_filled(cell) for cell in row)
    ]
    return [row for _, row in kept], [number for number, _ in kept]


def _filled(cell: Cell) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _sheet_locator(file: str, table: str, sheet: Sheet, heading_row: int, numbers: Sequence[int]) -> CellsLocator:
    headings = tuple(map(_heading, sheet.rows[heading_row])) if sheet.rows else ()

    def place(row: int | None, column: int | None) -> Fault:
        line = (heading_row if row is None else numbers[row]) + 1
        return Fault(code="", file=file, sheet=sheet.name, line=line, column=(column or 0) + 1)

    return CellsLocator(table=table, headings=headings, place=place)


class _KeysLocator:
    """Where the keys of the header sheet stand: keys in column A, values in column B."""

    def __init__(self, *, file: str, sheet: Sheet) -> None:
        self.file, self.sheet = file, sheet

    def placed(self, fault: Fault, steps: tuple[str | int, ...]) -> Fault:
        """The fault with the place of the value beside its key."""
        wanted = ".".join(str(step) for step in steps)
        for number, row in enumerate(self.sheet.rows, 1):
            if row and _header_path(row[0]) == wanted:
                return evolve(fault, file=self.file, sheet=self.sheet.name, line=number, column=2)
        return evolve(fault, file=self.file, sheet=self.sheet.name)


def _header_path(cell: Cell) -> str:
    parts = str(cell or "").split(".")
    first = glossary.recognised_header(parts[0]) or glossary.recognised_table(parts[0]) or parts[0]
    return ".".join([first, *parts[1:]])


def _header_cells(sheet: Sheet) -> dict[str, object]:
    """The header that a sheet of keys and values spells out; `settings.minimum_group` is a key within a key."""
    header: dict[str, object] = {}
    skip = {glossary.folded(glossary.sheet_label("key", one)) for one in ("en", "es")}
    for row in sheet.rows:
        path = _header_path(row[0]) if row else ""
        value = row[1] if len(row) > 1 else None
        if not path or value is None or glossary.folded(path) in skip:
            continue
        first, _, rest = path.partition(".")
        if rest:
            inner = header.setdefault(first, {})
            if isinstance(inner, dict):
                inner[rest] = _setting(rest, value) if first == "settings" else value
        else:
            header[first] = _as_header_text(value)
    return header


def _repeated_keys(file: str, sheet: Sheet) -> Iterator[Fault]:
    seen: dict[str, Fault] = {}
    for number, row in enumerate(sheet.rows, 1):
        key = _header_path(row[0]) if row else ""
        here = evolve(Fault.of("SC-106", key and row[0]), file=file, sheet=sheet.name, line=number, column=1)
        first = seen.setdefault(key, here)
        if key and first is not here:
            yield evolve(here, path=str(row[0]), related=(first,))


def _setting(name: str, value: Cell) -> object:
    """What a cell says of a setting; one that cannot be understood is left to be refused with the others."""
    known = glossary.recognised_column(Settings.table, Settings.columns(), name)
    with suppress(ModelError):
        return Settings.columns()[known].cell(value, PLAIN_CELLS) if known else value
    return value


def _as_header_text(value: Cell) -> object:
    return str(_digits(value)) if isinstance(value, float) else value


READERS: Mapping[str, Callable[[bytes, str, Limits], Document]] = {
    ".yaml": read_yaml_document,
    ".yml": read_yaml_document,
    ".json": read_json_document,
    ".xlsx": read_workbook_document,
}
"""What reads a file, by the end of its name."""
