"""A program to fill in: headings, notes and guidance, in the language of whoever will fill it in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from servicecraft.errors import ModelError
from servicecraft.files.csv_text import CsvDialect, csv_text
from servicecraft.files.disk import replace_file, replace_folder
from servicecraft.files.reading import HEADER_FILE, is_own
from servicecraft.files.saving import SCHEMA_FILE, folder_header, table_text, yaml_text
from servicecraft.files.schema import schema_text
from servicecraft.files.sheets import STARTER_TABLES, program_workbook, summary
from servicecraft.model.columns import AttributeValues, Choice, Column, Several, YesNo
from servicecraft.model.program import Program
from servicecraft.model.registry import HEADER_TABLES, TABLES
from servicecraft.words import base_language, glossary, say, sentence

FORMS = ("folder", "yaml", "xlsx")
"""What a new program can be."""


def start(
    path: str | os.PathLike[str],
    *,
    form: str = "folder",
    language: str = "en",
    like: Program | None = None,
    name: str = "",
    tables: Sequence[str] = STARTER_TABLES,
) -> tuple[Path, ...]:
    """
    Write a program to fill in.

    Args:
        path: Where to: a folder, or the name of the file; the right suffix is added where it lacks.
        form: `"folder"` of CSV tables, one `"yaml"` file, or a workbook (`"xlsx"`).
        language: The locale of headings, notes and guidance.
        like: A program to begin from instead of empty tables.
        name: What the new program is called.
        tables: The tables to offer.

    Returns:
        The paths that were written, the one to open first at the front.

    Raises:
        ModelError: Something stands there already, or the disk refuses.
        ValueError: There is no such form.
        MissingExtraError: A workbook, and the extra `excel` is not installed.
    """
    if form not in FORMS:
        raise ValueError(f"There is no form {form!r}. Choose one of: {', '.join(FORMS)}.")
    program = like or Program(name=name, language=language)
    writers = {"folder": _folder, "yaml": _yaml, "xlsx": _workbook}
    return writers[form](Path(path), program, base_language(language), tuple(tables))


def _with_suffix(path: Path, suffix: str) -> Path:
    return path if path.suffix == suffix else path.with_name(path.name + suffix)


def _workbook(path: Path, program: Program, language: str, tables: Sequence[str]) -> tuple[Path, ...]:
    target = _with_suffix(path, ".xlsx")
    replace_file(target, program_workbook(program, language=language, tables=tables))
    return (target,)


def _folder(path: Path, program: Program, language: str, tables: Sequence[str]) -> tuple[Path, ...]:
    guide = "LEEME.md" if language == "es" else "README.md"
    files = {HEADER_FILE: _header_text(program, language), guide: guide_text(tables, language)}
    files[SCHEMA_FILE] = schema_text("Program")
    for name in TABLES:
        if name in HEADER_TABLES or (name not in tables and name not in program.tables):
            continue
        rows = program.tables.get(name, ())
        files[f"{name}.csv"] = (
            table_text(program, name, rows, CsvDialect(), language) if rows else _headings(name, language)
        )
    _refuse_taken(path, files)
    replace_folder(
        path, {one: text.encode() for one, text in files.items()}, owned=lambda one: is_own(one) or one in files
    )
    return (path / guide, path / HEADER_FILE)


def _refuse_taken(path: Path, files: Mapping[str, str]) -> None:
    taken = [one for one in files if (path / one).exists()]
    if taken:
        raise ModelError.of("SC-403", taken[0], file=str(path / taken[0]))


def _headings(name: str, language: str) -> str:
    columns = [one for one, column in TABLES[name].columns().items() if not isinstance(column, AttributeValues)]
    headings = [glossary.column_label(name, one, language) if language == "es" else one for one in columns]
    return csv_text(headings, [], CsvDialect())


def _header_text(program: Program, language: str) -> str:
    comment = say(
        sentence("What the program is called, in which language it speaks, and how its tables are written."), language
    )
    return f"# yaml-language-server: $schema={SCHEMA_FILE}\n# {comment}\n{yaml_text(folder_header(program))}"


def _yaml(path: Path, program: Program, language: str, tables: Sequence[str]) -> tuple[Path, ...]:
    target = _with_suffix(path, ".yaml")
    schema_file = target.parent / SCHEMA_FILE
    parts = [_header_text(program, language)]
    for name in TABLES:
        if name in program.tables and name not in HEADER_TABLES:
            parts.append(yaml_text({name: program.to_dict()[name]}))
        elif name in tables and name not in program.tables:
            parts.append(_commented(name, language))
    replace_file(target, "\n".join(parts).encode())
    if not schema_file.exists():
        replace_file(schema_file, schema_text("Program").encode())
    return target, schema_file


def _commented(name: str, language: str) -> str:
    """An empty table with a comment for each of its columns."""
    lines = [f"# {say(summary(TABLES[name]), language)}"]
    lines += [f"#   {column.name}: {explained(column, language)}" for column in TABLES[name].columns().values()]
    return "\n".join([*lines, f"{name}: []", ""])


def explained(column: Column, language: str) -> str:
    """What stands in a column, whether it is needed, and which words it takes, in one line."""
    needed = " " + say(sentence("(needed)"), language) if column.required else ""
    words = column.each if isinstance(column, Several) else column
    choices = ""
    if isinstance(words, Choice):
        choices = " " + " | ".join(one.label(language) for one in words.words)
    elif isinstance(words, YesNo):
        choices = " " + " | ".join(say(text, language) for text in (sentence("yes"), sentence("no")))
    return f"{say(column.doc, language)}{needed}{choices}"


def guide_text(tables: Sequence[str], language: str) -> str:
    """The guidance that lies in a new folder: how to fill it in, and every column of every table offered."""
    title = say(sentence("How to fill in this program"), language)
    lines = [f"# {title}", ""]
    for text in _FOLDER_GUIDANCE:
        lines += [say(text, language), ""]
    for name in tables:
        lines += [
            f"## {name}.csv: {glossary.table_label(name, language)}",
            "",
            say(summary(TABLES[name]), language),
            "",
        ]
        for column in TABLES[name].columns().values():
            if not isinstance(column, AttributeValues):
                heading = glossary.column_label(name, column.name, language) if language == "es" else column.name
                lines.append(f"- **{heading}**: {explained(column, language)}")
        lines.append("")
    return "\n".join(lines)


_FOLDER_GUIDANCE = (
    sentence(
        "Each CSV file is one table; the first row holds the headings. A spreadsheet program opens and saves them."
    ),
    sentence(
        "Begin with units, roles, people and customers. Then say who serves whom in the sheet of service links: "
        "the direction is always from the one who serves to the one who is served."
    ),
    sentence("An id is a short name without spaces. Other sheets use it, so each id stands once."),
    sentence("A cell with several values separates them with a vertical bar: |."),
    sentence("Days are written as year-month-day, such as 2026-06-30."),
    sentence(
        "If your spreadsheet program writes semicolons and decimal commas, say so in program.yaml: csv: separator and decimal."
    ),
    sentence("Check the folder with: servicecraft check FOLDER. Every fault comes with its file, line and remedy."),
)
