"""What `show` can show."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from servicecraft.errors import UnknownIdError
from servicecraft.model.columns import PLAIN_CELLS, AttributeValues, Choice, Column
from servicecraft.model.program import Program
from servicecraft.model.registry import TABLES
from servicecraft.model.rows import Row, plain_row
from servicecraft.tables import Cell, Table, TableColumn
from servicecraft.words import glossary, say, sentence


def topic_table(program: Program, topic: str, language: str) -> Table:
    """
    The table that a topic names: `overview`, `census`, or one of the program's tables, in either language.

    Raises:
        UnknownIdError: There is no such topic.
    """
    table = glossary.recognised_table(topic)
    if topic in TOPICS:
        return TOPICS[topic](program, language)
    if table is None or table not in TABLES:
        raise UnknownIdError(topic, (*TOPICS, *TABLES), "topics")
    return rows_table(program, table, language)


def _overview(program: Program, language: str) -> Table:
    return program.inventory(language)


def _census(program: Program, language: str) -> Table:
    return program.census(language)


TOPICS: Mapping[str, Callable[[Program, str], Table]] = {"overview": _overview, "census": _census}
"""What can be shown beside the tables themselves."""


def rows_table(program: Program, name: str, language: str) -> Table:
    """The rows of one table of a program, with the columns that some row fills."""
    rows = program.tables.get(name, ())
    filled = {column for row in rows for column in plain_row(row)}
    kind = TABLES[name]
    shown = [one for one in kind.columns().values() if one.name in filled or one.required]
    columns = [TableColumn(name=one.name, label=glossary.column_label(name, one.name, language)) for one in shown]
    cells = [[_cell(row, one, language) for one in shown] for row in rows]
    title = (
        f"{program.name}: {glossary.table_label(name, language)}"
        if program.name
        else glossary.table_label(name, language)
    )
    empty = () if rows else (say(sentence("The program has no rows in this table yet."), language),)
    return Table.of(columns, cells, title=title, notes=empty, language=language)


def _cell(row: Row, column: Column, language: str) -> Cell:
    value = getattr(row, column.name)
    if isinstance(column, Choice) and value is not None:
        return str(value.label(language))
    if isinstance(column, AttributeValues):
        return ", ".join(f"{name}: {one}" for name, one in value.items()) or None
    if isinstance(value, tuple):
        return column.written(value, PLAIN_CELLS) or None
    return value  # type: ignore[no-any-return]
