"""What `demo` writes: the example to open and change, and a page of answers that a director reads."""

from __future__ import annotations

from html import escape
from pathlib import Path

from servicecraft.cli.demo_chapters import Bar, Chapter, chapters, percent
from servicecraft.errors import MissingExtraError, ModelError
from servicecraft.files import load, save
from servicecraft.files.disk import read_file, replace_file
from servicecraft.files.refusals import saving
from servicecraft.model.program import Program
from servicecraft.network.influence import PURPOSE
from servicecraft.words import base_language, say, sentence


def demonstrate(program: Program, folder: Path, language: str) -> list[tuple[Path, str]]:
    """
    Write an example and its answers into a folder; what an earlier demonstration wrote is replaced, unless it was changed.

    Returns:
        Each path with a sentence on what it is, the one to open first at the front.
    """
    with saving(folder):
        folder.mkdir(parents=True, exist_ok=True)
    answers = chapters(program, language)
    page, text = folder / "answers.html", folder / "answers.md"
    for path, content in (
        (page, answers_page(program.name, answers, language)),
        (text, answers_text(program.name, answers, language)),
    ):
        replace_file(path, content.encode(), overwrite=_is_ours(path))
    written = [
        (
            page,
            say(
                sentence(
                    "Open this first: on whom the customers' experience rests, where it gets lost, and what is known."
                ),
                language,
            ),
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


def answers_page(name: str, answers: tuple[Chapter, ...], language: str) -> str:
    """One page, readable offline, without scripts: every answer in a sentence, its largest parts, its tables to unfold."""
    body = "".join(_chapter(one, language) for one in answers)
    return _PAGE.format(
        language=escape(language.replace("_", "-")),
        title=escape(name),
        purpose=escape(say(PURPOSE, language)),
        body=body,
    )


def _chapter(one: Chapter, language: str) -> str:
    bars = "".join(_bar(bar, one.bars[0].part, language) for bar in one.bars)
    tables = "".join(
        f"<details><summary>{escape(table.title)}</summary><div class=wide>{table.to_html()}</div></details>"
        for table in one.tables
    )
    figure = f"<dl>{bars}</dl>" if bars else ""
    return (
        f"<section><h2>{escape(one.question)}</h2><p class=answer>{escape(one.answer)}</p>{figure}{tables}</section>\n"
    )


def _bar(bar: Bar, largest: float, language: str) -> str:
    """A name with its part; the bar's length is in proportion to the largest one."""
    length = 100 * bar.part / largest if largest > 0 else 0
    kind = "bar assumed" if bar.assumed else "bar"
    return (
        f'<div><dt>{escape(bar.name)}</dt><dd><span class="{kind}" style="inline-size:{length:.1f}%"></span>'
        f"<b>{escape(percent(bar.part, language))}</b></dd></div>"
    )


def answers_text(name: str, answers: tuple[Chapter, ...], language: str) -> str:
    """The same as Markdown."""
    parts = [MARK + f"# {name}", say(PURPOSE, language)]
    for one in answers:
        parts += [f"## {one.question}", one.answer, *(table.to_markdown().rstrip() for table in one.tables)]
    return "\n\n".join(parts) + "\n"


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
:root {{ color-scheme: light dark; --line: #8884; --bar: #2f6f8f; --quiet: #6b6b6b; }}
@media (prefers-color-scheme: dark) {{ :root {{ --bar: #6fb3d2; --quiet: #a8a8a8; }} }}
body {{ font: 1.05rem/1.55 system-ui, sans-serif; max-width: 58rem; margin: 2.5rem auto; padding: 0 1.25rem; }}
h1 {{ font-size: 1.6rem; line-height: 1.25; margin-block-end: 0.5rem; }}
h2 {{ font-size: 1.3rem; margin-block: 0 0.4rem; }}
.purpose {{ color: var(--quiet); border-inline-start: 3px solid var(--bar); padding-inline-start: 0.8rem; }}
section {{ margin-block: 2.75rem; }}
.answer {{ max-width: 46rem; margin-block: 0 1rem; }}
dl {{ margin: 0 0 1rem; }}
dl div {{ display: grid; grid-template-columns: minmax(9rem, 19rem) 1fr; gap: 1rem; align-items: center; padding-block: 0.15rem; }}
dt {{ text-align: end; line-height: 1.25; }}
dd {{ margin: 0; display: flex; align-items: center; gap: 0.6rem; padding-inline-end: 4rem; }}
.bar {{ flex: none; block-size: 1.1rem; background: var(--bar); border-radius: 2px; }}
.assumed {{ opacity: 0.4; }}
dd b {{ font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; margin-inline-end: -4rem; }}
details {{ border-block-start: 1px solid var(--line); padding-block: 0.5rem; }}
details:last-child {{ border-block-end: 1px solid var(--line); }}
summary {{ cursor: pointer; }}
.wide {{ overflow-x: auto; font-size: 0.9rem; }}
.wide p {{ max-width: 46rem; color: var(--quiet); }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ display: none; }}
th, td {{ text-align: start; vertical-align: top; padding: 0.35rem 0.8rem 0.35rem 0; border-block-end: 1px solid var(--line); }}
th {{ vertical-align: bottom; font-weight: 600; }}
[align="right"] {{ text-align: end; font-variant-numeric: tabular-nums; }}
@media (max-width: 40rem) {{ dl div {{ grid-template-columns: 1fr; gap: 0; }} dt {{ text-align: start; }} }}
@media print {{ details > .wide {{ display: block; }} }}
</style>
</head>
<body>
<h1>{title}</h1>
<p class="purpose">{purpose}</p>
{body}</body>
</html>
"""
