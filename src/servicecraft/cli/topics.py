"""What `show` can show."""

from __future__ import annotations

from collections.abc import Mapping

from servicecraft.cli.asking import Asked, Topic, refuse_other_options
from servicecraft.cli.network_topics import NETWORK_TOPICS
from servicecraft.cli.voice_topics import VOICE_TOPICS
from servicecraft.errors import UnknownIdError
from servicecraft.model.columns import PLAIN_CELLS, AttributeValues, Choice, Column
from servicecraft.model.program import Program
from servicecraft.model.registry import TABLES
from servicecraft.model.rows import Row, plain_row
from servicecraft.tables import Cell, Table, TableColumn
from servicecraft.words import glossary, say, sentence


def topic_table(program: Program, topic: str, asked: Asked) -> Table:
    """
    The table that a topic names: an answer, or one of the program's tables, in either language.

    Raises:
        UnknownIdError: There is no such topic.
        TopicOptionError: It does not take an option that is given, or needs one that is not.
    """
    name = _topic_names().get(glossary.folded(topic))
    table = glossary.recognised_table(topic)
    if name is not None:
        found = TOPICS[name]
        refuse_other_options(name, found.takes, found.needs, asked)
        return found.answer(program, asked)
    if table is None or table not in TABLES:
        raise UnknownIdError(topic, (*TOPICS, *TABLES), "topics")
    refuse_other_options(table, (), (), asked)
    return rows_table(program, table, asked.language)


def _overview(program: Program, asked: Asked) -> Table:
    return program.inventory(asked.language)


def _census(program: Program, asked: Asked) -> Table:
    return program.census(asked.language, as_of=asked.as_of)


TOPICS: Mapping[str, Topic] = {
    "overview": Topic(answer=_overview, spanish="resumen"),
    "census": Topic(answer=_census, spanish="censo", takes=("as_of",)),
    **NETWORK_TOPICS,
    **VOICE_TOPICS,
}
"""What can be shown beside the tables themselves."""


def _topic_names() -> dict[str, str]:
    """Every spelling of a topic, without capitals and accents."""
    return {glossary.folded(word): name for name, one in TOPICS.items() for word in (name, one.spanish)}


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
