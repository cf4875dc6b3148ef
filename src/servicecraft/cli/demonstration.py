"""What `demo` writes: the example to open and change, and every answer that the library can give today."""

from __future__ import annotations

from html import escape
from pathlib import Path

from servicecraft.errors import MissingExtraError, ModelError
from servicecraft.files import load, save
from servicecraft.files.disk import read_file, replace_file
from servicecraft.files.refusals import saving
from servicecraft.model.program import Program
from servicecraft.tables import Table
from servicecraft.words import base_language, say, sentence


def demonstrate(program: Program, folder: Path, language: str) -> list[tuple[Path, str]]:
    """
    Write an example and its answers into a folder; what an earlier demonstration wrote is replaced, unless it was changed.

    Returns:
        Each path with a sentence on what it is, the one to open first at the front.
    """
    with saving(folder):
        folder.mkdir(parents=True, exist_ok=True)
    answers = (program.inventory(language), program.census(language))
    page, text = folder / "answers.html", folder / "answers.md"
    for path, content in (
        (page, answers_page(program.name, answers, language)),
        (text, MARK + "\n".join(one.to_markdown() for one in answers)),
    ):
        replace_file(path, content.encode(), overwrite=_is_ours(path))
    written = [
        (
            page,
            say(sentence("Open this first: what the program knows, what to collect next, and who there is."), language),
        ),
        (text, say(sentence("The same as text."), language)),
    ]
    tables = folder / "hotel"
    save(program, tables, overwrite=_is_unchanged(program, tables), language=base_language(language))
    written.append(
        (
            tables,
            say(
                sentence("The program as a folder of tables: change them, then run servicecraft check on it."), language
            ),
        )
    )
    return [*written, *_workbook(program, folder / "hotel.xlsx", language)]


def _is_ours(path: Path) -> bool:
    """Whether an earlier demonstration wrote the file."""
    try:
        return MARK.encode() in read_file(path, most_bytes=10_000_000)
    except ModelError:
        return False


def _is_unchanged(program: Program, path: Path) -> bool:
    """Whether the example that lies there is still the example."""
    try:
        return load(path) == program
    except (ModelError, MissingExtraError):
        return False


def _workbook(program: Program, path: Path, language: str) -> list[tuple[Path, str]]:
    try:
        save(program, path, overwrite=_is_unchanged(program, path), language=base_language(language))
    except MissingExtraError as error:
        return [(path, say(sentence("Not written: {reason}"), language, reason=error.in_language(language)))]
    return [(path, say(sentence("The same program as a workbook with notes and lists to choose from."), language))]


def answers_page(name: str, answers: tuple[Table, ...], language: str) -> str:
    """One page of tables, readable offline, without scripts."""
    body = "".join(f"<section>{one.to_html()}</section>" for one in answers)
    return _PAGE.format(language=escape(language.replace("_", "-")), title=escape(name), body=body)


MARK = "<!-- servicecraft demo -->\n"
"""Stands in the answers, so that a later demonstration knows its own."""

_PAGE = """<!doctype html>
<!-- servicecraft demo -->
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }}
section {{ overflow-x: auto; margin-block: 2rem; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: start; font-weight: 600; font-size: 1.2rem; padding-block: 0.5rem; }}
th, td {{ text-align: start; vertical-align: top; padding: 0.4rem 0.8rem 0.4rem 0; border-block-end: 1px solid #8884; }}
[align="right"] {{ text-align: end; font-variant-numeric: tabular-nums; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""
