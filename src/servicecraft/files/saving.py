"""Write a program so that nothing is lost: the old file or the new one is there, whole, whatever happens."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from pathlib import Path

import yaml
from attrs import evolve

from servicecraft.errors import Fault, ModelError, SpokenFact
from servicecraft.files.csv_text import CsvDialect, csv_text
from servicecraft.files.disk import content_hash, read_file, read_folder, replace_file, replace_folder
from servicecraft.files.rawfiles import as_path
from servicecraft.files.reading import HEADER_FILE, cell_form, is_own, is_part
from servicecraft.files.refusals import saving
from servicecraft.files.sheets import program_workbook
from servicecraft.files.yaml_text import plain_value
from servicecraft.model.assembly import SCHEMA_VERSION, Kept, row_keys
from servicecraft.model.columns import SEPARATOR, AttributeValues, CellForm, Column, Identifier, Text
from servicecraft.model.program import Program, Source, with_kept
from servicecraft.model.registry import HEADER_TABLES, TABLES
from servicecraft.model.rows import Row, plain_row, row_of_cells
from servicecraft.words import base_language, glossary, sentence
from servicecraft.words.formulas import neutralised

SCHEMA_FILE = "program.schema.json"
"""Where it lies beside a program, YAML files name it in their first line, so that editors complete them."""


def save(
    program: Program, path: str | os.PathLike[str], *, overwrite: bool = False, language: str | None = None
) -> Program:
    """
    Write a program to a folder, a `.yaml` or `.json` file, or a workbook (`.xlsx`), chosen by the name.

    What stood there before is replaced as one act: after a crash at any moment either the old program or the new one is
    there, whole.

    Args:
        program: The program.
        path: Where to. A name without suffix is a folder.
        overwrite: Replace whatever stands there.
        language: The language of headings in tables and sheets; where none is given, that of the tables that were read, or else
            of the program.

    Returns:
        The same program, which now knows that it lies there: save the next version of *this* one to the same path.

    Raises:
        ModelError: SC-402 when somebody changed the file since it was read, SC-403 when something else stands there,
            SC-401 when the disk refuses, SC-404 when the format cannot hold a text; nothing is changed then.
        MissingExtraError: A workbook, and the extra `excel` is not installed.
    """
    with saving(path):
        place = as_path(path)
        folder = place.is_dir()
    spoken = base_language(language or (program.source.language if program.source else None) or program.language)
    expected = program.source.digest if program.source and _same_place(program.source.path, place) else None
    if folder or not place.suffix:
        digest, header = _save_folder(program, place, spoken, expected, overwrite=overwrite)
    else:
        digest, header = _save_file(program, place, spoken, expected, overwrite=overwrite), ()
    counts = tuple((name, len(rows)) for name, rows in program.tables.items())
    return evolve(program, source=Source(path=str(path), digest=digest, counts=counts, language=spoken, header=header))


def _same_place(one: str, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _save_file(program: Program, path: Path, language: str, expected: str | None, *, overwrite: bool) -> str:
    if path.suffix.lower() not in WRITERS:
        raise ModelError.of("SC-142", path.name, file=str(path))
    data = WRITERS[path.suffix.lower()](program, path, language)
    if not _holds(path, data):
        replace_file(path, data, expected=expected, overwrite=overwrite)
    return content_hash(data)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file holds these bytes already, so that there is nothing to save."""
    try:
        return read_file(path, most_bytes=len(data)) == data
    except ModelError:
        return False


def _json_bytes(program: Program, path: Path, language: str) -> bytes:  # noqa: ARG001
    return (json.dumps(program.to_dict(), indent=1, ensure_ascii=False) + "\n").encode()


def _yaml_bytes(program: Program, path: Path, language: str) -> bytes:  # noqa: ARG001
    return (_first_line(path.parent) + yaml_text(program.to_dict())).encode()


def _workbook_bytes(program: Program, path: Path, language: str) -> bytes:
    if program.kept:
        reason = SpokenFact(sentence("a workbook does not hold what a later version of the library wrote."))
        raise ModelError([evolve(Fault.of("SC-404", path.name, reason=reason), file=str(path))])
    return program_workbook(program, language=language, beside=path)


WRITERS: Mapping[str, Callable[[Program, Path, str], bytes]] = {
    ".yaml": _yaml_bytes,
    ".yml": _yaml_bytes,
    ".json": _json_bytes,
    ".xlsx": _workbook_bytes,
}
"""What writes a file, by the end of its name."""


def _first_line(folder: Path) -> str:
    return f"# yaml-language-server: $schema={SCHEMA_FILE}\n" if (folder / SCHEMA_FILE).is_file() else ""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes YAML that this library and any other reader of YAML 1.1 or 1.2 read alike."""


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if not isinstance(_plain(text), str) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _plain(text: str) -> object:
    try:
        return plain_value(text)
    except Exception:
        return None


_Dumper.add_representer(str, _text_node)


def yaml_text(document: Mapping[str, object]) -> str:
    """A document as YAML, keys in their order, long lines left whole."""
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return text


def _save_folder(
    program: Program, path: Path, language: str, expected: str | None, *, overwrite: bool
) -> tuple[str, tuple[tuple[str, object], ...]]:
    form = dict(program.source.header) if program.source else {}
    declared = form.get("csv")
    dialect = CsvDialect(**declared) if isinstance(declared, Mapping) else CsvDialect()
    header = folder_header(program) | ({"csv": form["csv"]} if "csv" in form else {})
    files = {HEADER_FILE: (_first_line(path) + yaml_text(header)).encode()}
    for name, rows in program.tables.items():
        if name not in HEADER_TABLES:
            files[f"{name}.csv"] = encoded_table(
                table_text(program, name, rows, dialect, language), dialect, path / f"{name}.csv"
            )
    for kept in program.kept:
        if not kept.column and kept.table:
            files[f"{kept.table}.csv"] = encoded_table(_kept_table(kept, dialect), dialect, path / f"{kept.table}.csv")
    owned = is_part if program.kept else is_own  # what a later version keeps in tables of its own is written back
    if not _holds_all(path, files, owned):
        replace_folder(path, files, owned=owned, expected=expected, overwrite=overwrite)
    return content_hash(files), (("csv", form["csv"]),) if "csv" in form else ()


def encoded_table(text: str, dialect: CsvDialect, path: Path) -> bytes:
    """A table in the declared encoding; a letter that it does not have is refused and not replaced."""
    try:
        return text.encode(dialect.encoding)
    except UnicodeEncodeError as error:
        letter, row = text[error.start], text.count("\n", 0, error.start) + 1
        reason = SpokenFact(
            sentence("the encoding {encoding} has no letter {letter}."), encoding=dialect.encoding, letter=letter
        )
        raise ModelError([evolve(Fault.of("SC-404", path.name, reason=reason), file=str(path), line=row)]) from None


def _holds_all(path: Path, files: Mapping[str, bytes], owned: Callable[[str], bool]) -> bool:
    """Whether a folder holds exactly these files of a program already."""
    try:
        return read_folder(path, owned, most_bytes=max(map(len, files.values()))) == files
    except ModelError:
        return False


def folder_header(program: Program) -> dict[str, object]:
    """What `program.yaml` says of a program whose other tables are CSV files."""
    header: dict[str, object] = {"schema_version": SCHEMA_VERSION, "name": program.name, "language": program.language}
    if program.settings_that_differ:
        header["settings"] = program.settings_that_differ
    header |= {
        name: [plain_row(row) for row in program.tables[name]] for name in HEADER_TABLES if name in program.tables
    }
    inside = tuple(one for one in program.kept if one.table in ("", "settings", *HEADER_TABLES))
    return with_kept(header, evolve(program, kept=inside))


def table_text(program: Program, name: str, rows: Sequence[Row], dialect: CsvDialect, language: str) -> str:
    """One table as CSV text."""
    columns = used_columns(name, rows)
    attributes = used_attributes(rows)
    kept = {(one.row, one.column): one.value for one in program.kept if one.table == name and one.row and one.column}
    extra = list(dict.fromkeys(column for _, column in kept))
    headings = [
        *(glossary.column_label(name, column, language) if language == "es" else column for column in columns),
        *attributes,
        *extra,
    ]
    form = cell_form(dialect)
    cells = (
        [*row_cells(row, columns, form), *attribute_cells(row, attributes), *_kept_cells(key, kept, extra)]
        for row, key in zip(rows, row_keys(rows) if extra else repeat(""), strict=False)
    )
    return csv_text(list(map(neutralised, headings)), cells, dialect)


def used_columns(name: str, rows: Iterable[Row]) -> list[str]:
    """The columns of a table that some row fills, beside those that every row needs, in their order."""
    filled: set[str] = set()
    for row in rows:
        filled.update(row_of_cells(row))
    columns = TABLES[name].columns()
    return [
        one
        for one, column in columns.items()
        if (one in filled or column.required) and not isinstance(column, AttributeValues)
    ]


def used_attributes(rows: Iterable[Row]) -> list[str]:
    """The attributes that some row has, in the order of their names."""
    return sorted({attribute for row in rows for attribute in getattr(row, "attributes", ())})


def row_cells(row: Row, columns: Sequence[str], form: CellForm) -> list[str]:
    """The cells of a row as texts; a value that is not there is an empty cell, so is a default."""
    plain = row_of_cells(row)
    return [_cell(type(row).columns()[one], getattr(row, one), form) if one in plain else "" for one in columns]


def _cell(column: Column, value: object, form: CellForm) -> str:
    text = column.written(value, form)
    return neutralised(text) if isinstance(getattr(column, "each", column), Text | Identifier) else text


def attribute_cells(row: Row, attributes: Sequence[str]) -> list[str]:
    """The values of attributes as texts."""
    values: Mapping[str, str] = getattr(row, "attributes", {})
    return [neutralised(values.get(one, "")) for one in attributes]


def _kept_cells(key: str, kept: Mapping[tuple[str, str], str], columns: Sequence[str]) -> list[str]:
    return [_kept_cell(json.loads(kept.get((key, one), '""'))) for one in columns]


def _kept_cell(value: object) -> str:
    """What a cell says of a value that a later version knows: it reads its lists like ours."""
    if isinstance(value, list):
        return SEPARATOR.join(map(_kept_cell, value))
    return neutralised(value) if isinstance(value, str) else json.dumps(value)


def _kept_table(kept: Kept, dialect: CsvDialect) -> str:
    rows = json.loads(kept.value)
    headings = list(dict.fromkeys(key for row in rows for key in row))
    return csv_text(headings, [[_kept_cell(row.get(one, "")) for one in headings] for row in rows], dialect)
