"""A program as a workbook: one sheet for each table, with guidance, notes and lists to choose from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import evolve

from servicecraft.errors import Fault, ModelError, SpokenFact
from servicecraft.files.disk import read_file
from servicecraft.files.limits import Limits
from servicecraft.files.refusals import MEGABYTE
from servicecraft.files.workbook.lists import LISTS_SHEET
from servicecraft.files.workbook.plans import ColumnPlan, Kind, SheetPlan, TextSheet, Tint, WorkbookPlan
from servicecraft.files.workbook.reading import Sheet, read_workbook
from servicecraft.files.workbook.writing import write_workbook
from servicecraft.model.assembly import SCHEMA_VERSION
from servicecraft.model.columns import (
    PLAIN_CELLS,
    AttributeValues,
    Choice,
    Column,
    Day,
    Identifier,
    Number,
    Reference,
    Whole,
    YesNo,
)
from servicecraft.model.program import Program
from servicecraft.model.registry import TABLES
from servicecraft.model.rows import Row, row_of_cells
from servicecraft.words import glossary, say, sentence

PlainCell = str | int | float | bool | datetime.date | None

STARTER_TABLES = (
    "units",
    "roles",
    "people",
    "headcounts",
    "customers",
    "services",
    "links",
    "responsibilities",
    "assignments",
    "invitations",
    "commitments",
    "ideas",
    "instruments",
    "surveys",
    "ratings",
)
"""The tables that a new program offers to fill in; the others can be added by name."""
BLANK_ROWS = 500


def program_workbook(
    program: Program, *, language: str, beside: Path | None = None, tables: Sequence[str] = ()
) -> bytes:
    """
    The bytes of a workbook that holds a program.

    Args:
        program: The program.
        language: The language of guidance, notes, headings and words.
        beside: The workbook that it will replace: its sheets that are no tables are carried over, values only.
        tables: Tables that get a sheet even where they have no rows.
    """
    shown = [name for name in TABLES if name in program.tables or name in tables]
    sheets = [_table_sheet(program, name, shown, language) for name in shown]
    return write_workbook(
        WorkbookPlan(
            title=program.name or glossary.sheet_label("program", language),
            language=language,
            sheets=(_guide(shown, language), _header_sheet(program, language), *sheets, *_foreign_sheets(beside)),
        )
    )


def _guide(tables: Iterable[str], language: str) -> TextSheet:
    paragraphs = (
        sentence("One sheet is one table. Each row says one thing; the first row holds the headings."),
        sentence("Headings in bold must be filled in; every heading explains itself when the mouse rests on it."),
        sentence(
            "Begin with units, roles, people and customers. Then say who serves whom in the sheet of service links: "
            "the direction is always from the one who serves to the one who is served."
        ),
        sentence("An id is a short name without spaces. Other sheets use it, so each id stands once."),
        sentence("A cell with several values separates them with a vertical bar: |."),
        sentence("Days are written as year-month-day, such as 2026-06-30."),
        sentence("Your own sheets are welcome; they are kept and never read."),
        sentence(
            "Check the workbook with: servicecraft check FILE. Every fault comes with its sheet, cell and remedy."
        ),
    )
    return TextSheet(
        name=glossary.sheet_label("guide", language),
        title=say(sentence("How to fill in this program"), language),
        paragraphs=tuple(say(text, language) for text in paragraphs),
        headings=(
            say(sentence("Sheet"), language),
            say(sentence("What it holds"), language),
            say(sentence("Must be filled in"), language),
        ),
        rows=tuple(_guide_row(name, language) for name in tables),
    )


def _guide_row(name: str, language: str) -> tuple[str, str, str]:
    kind = TABLES[name]
    needed = [glossary.column_label(name, one, language) for one, column in kind.columns().items() if column.required]
    return glossary.table_label(name, language), say(summary(kind), language), ", ".join(needed)


def summary(kind: type[Row]) -> str:
    """What a class is, in the sentence of its first line; a marked English sentence."""
    return (kind.__doc__ or "").strip().splitlines()[0]


def _header_sheet(program: Program, language: str) -> SheetPlan:
    settings = {f"settings.{name}": value for name, value in program.settings_that_differ.items()}
    pairs: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "name": program.name,
        "language": program.language,
        **settings,
    }
    rows = [[_header_key(key, language), _header_value(value)] for key, value in pairs.items()]
    return SheetPlan(
        name=glossary.sheet_label("program", language),
        columns=(
            ColumnPlan(heading=glossary.sheet_label("key", language), kind="text", width=34),
            ColumnPlan(heading=glossary.sheet_label("value", language), kind="text", width=48),
        ),
        rows=rows,
    )


def _header_key(key: str, language: str) -> str:
    return glossary.header_label(key, language) if "." not in key else key


def _header_value(value: object) -> PlainCell:
    return (
        "|".join(map(str, value))
        if isinstance(value, list)
        else value
        if isinstance(value, str | int | float)
        else str(value)
    )


def _table_sheet(program: Program, name: str, shown: Sequence[str], language: str) -> SheetPlan:
    kind = TABLES[name]
    columns = [column for column in kind.columns().values() if not isinstance(column, AttributeValues)]
    declared = [one for one in program.attributes if name in {table.value for table in one.belongs_to}]
    plans = [_column_plan(name, column, shown, language) for column in columns]
    plans += [ColumnPlan(heading=one.id, note=one.name, kind="text") for one in declared]
    rows = [
        [*_cells(row, columns, language), *_attributes(row, [one.id for one in declared])]
        for row in program.tables.get(name, ())
    ]
    return SheetPlan(
        name=glossary.table_label(name, language),
        columns=tuple(plans),
        rows=rows,
        tint=_tint(kind),
        blank_rows=BLANK_ROWS,
    )


def _tint(kind: type[Row]) -> Tint:
    """Tables that belong together have tabs of one colour."""
    return _TINTS.get(kind.__module__.rpartition(".")[2], "grey")


_TINTS: Mapping[str, Tint] = {"structure": "blue", "serving": "green", "taking_part": "amber", "voices": "violet"}


def _attributes(row: Row, names: Sequence[str]) -> list[PlainCell]:
    values: Mapping[str, str] = getattr(row, "attributes", {})
    return [values.get(name) for name in names]


def _column_plan(table: str, column: Column, shown: Sequence[str], language: str) -> ColumnPlan:
    target = _only_target(column, shown)
    limits = (column.lowest, column.highest) if isinstance(column, Number) else (None, None)
    return ColumnPlan(
        heading=glossary.column_label(table, column.name, language),
        note=say(column.doc, language),
        required=column.required,
        kind=_cell_kind(column),
        choices=_choices(column, language),
        choices_from=None
        if target is None
        else (glossary.table_label(target, language), glossary.column_label(target, "id", language)),
        lowest=limits[0],
        highest=limits[1],
    )


def _only_target(column: Column, shown: Sequence[str]) -> str | None:
    """The table whose ids a cell may hold, where there is one that has a sheet."""
    if not isinstance(column, Reference) or len(column.targets) != 1 or column.targets[0] not in shown:
        return None
    return column.targets[0]


def _cell_kind(column: Column) -> Kind:
    for kinds, name in _CELL_KINDS:
        if isinstance(column, kinds):
            return name
    return "text"


_CELL_KINDS: tuple[tuple[type[Column], Kind], ...] = (
    (Identifier, "id"),
    (Whole, "whole"),
    (Number, "number"),
    (Day, "date"),
    (YesNo, "yes_no"),
)


def _choices(column: Column, language: str) -> tuple[str, ...]:
    if isinstance(column, Choice):
        return tuple(word.label(language) for word in column.words)
    return tuple(yes_no(value, language) for value in (True, False)) if isinstance(column, YesNo) else ()


def yes_no(value: bool, language: str) -> str:
    """The word for a truth value."""
    return say(sentence("yes") if value else sentence("no"), language)


def _cells(row: Row, columns: Sequence[Column], language: str) -> list[PlainCell]:
    plain = row_of_cells(row)
    return [_cell(column, getattr(row, column.name), language) if column.name in plain else None for column in columns]


def _cell(column: Column, value: object, language: str) -> PlainCell:
    if isinstance(column, Choice):
        label = getattr(value, "label", None)
        return str(label(language)) if callable(label) else None
    if isinstance(value, bool):
        return yes_no(value, language)
    if isinstance(value, datetime.date | str | int | float):
        return value
    return column.written(value, PLAIN_CELLS)


def _foreign_sheets(path: Path | None) -> list[SheetPlan]:
    """The sheets of a workbook that are no tables of a program, as values."""
    if path is None or not path.is_file():
        return []
    limits = Limits()
    try:
        workbook = read_workbook(
            read_file(path, most_bytes=limits.file_megabytes * MEGABYTE), file=str(path), limits=limits
        )
    except ModelError:
        return []  # what is there is no workbook; whether it may be replaced is decided when it is
    foreign = [
        one
        for one in workbook.sheets
        if glossary.recognised_table(one.name) is None
        and glossary.recognised_sheet(one.name) is None
        and not one.name.startswith(LISTS_SHEET)
    ]
    lost = [(sheet, fault) for sheet in foreign for fault in sheet.faults if fault.code in _LOST]
    if lost:
        raise ModelError([_would_be_lost(sheet, fault, path) for sheet, fault in lost])
    return [SheetPlan(name=sheet.name, columns=(), rows=sheet.rows) for sheet in foreign]


_LOST = ("SC-133", "SC-134")
"""Faults of cells whose values cannot be carried over: a formula without result, an error."""


def _would_be_lost(sheet: Sheet, fault: Fault, path: Path) -> Fault:
    reason = SpokenFact(sentence("the cell {cell} of your own sheet holds nothing that can be kept."), cell=fault.cell)
    return evolve(
        Fault.of("SC-404", sheet.name, reason=reason),
        file=str(path),
        sheet=sheet.name,
        line=fault.line,
        column=fault.column,
    )
