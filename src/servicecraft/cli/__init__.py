"""
The command line: read, check, show, convert, begin.

Standard output carries the answer, standard error the talk. Exit codes: 0 fine, 1 something to look at, 2 cannot be done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, Unpack

import click

from servicecraft.cli.answer_options import SaidOfFile, answer_options
from servicecraft.cli.faults import FORMATS as FAULT_FORMATS
from servicecraft.cli.speaking import SpokenCommand, SpokenGroup, remembered_language
from servicecraft.errors import MissingExtraError, ModelError
from servicecraft.words import say, say_count, sentence

if TYPE_CHECKING:
    from servicecraft.model.program import Program

F = TypeVar("F", bound=Callable[..., object])

EXAMPLES = ("bakery", "hotel", "clinic", "municipality", "one_person", "bank")
TABLE_FORMATS = {"text": "text", "md": "markdown", "csv": "csv", "json": "json", "html": "html"}
MOST_DRAWS = 10_000


def _language(command: F) -> F:
    text = sentence("The language of messages: es, es_DO, en, en_GB …; the program's own where none is given.")
    return click.option("--language", "-l", metavar="LOCALE", help=text, callback=remembered_language)(command)


def _mapping(command: F) -> F:
    text = sentence("A YAML file that says how a payroll is to be read.")
    return click.option("--mapping", type=click.Path(path_type=Path), help=text)(command)


def _matrix(command: F) -> F:
    text = sentence("The filled sheets of a workshop: a workbook, a folder of CSV files, or one of them.")
    return click.option("--matrix", type=click.Path(path_type=Path), help=text)(command)


@click.group(
    cls=SpokenGroup,
    help=sentence(
        "Models service-culture programs: who serves whom, who answers for what, what customers say, and what to do next."
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--language",
    "-l",
    metavar="LOCALE",
    help=sentence("The language of messages, for every command: es, es_DO, en, en_GB …"),
    callback=remembered_language,
    expose_value=False,
    is_eager=True,
)
@click.version_option(package_name="servicecraft", help=sentence("Show the version and exit."))
def main() -> None:
    """The entry of the command line."""


@main.command(cls=SpokenCommand, help=sentence("Write a program to fill in, with guidance where it is needed."))
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--as",
    "form",
    type=click.Choice(("folder", "yaml", "xlsx", "matrix")),
    help=sentence(
        "A folder of tables, one YAML file, a workbook, or the blank sheets of a workshop; by the name where none is given."
    ),
)
@click.option(
    "--like",
    metavar="EXAMPLE|PATH",
    help=sentence("Begin from an example (bakery, hotel …) or from another program, instead of empty tables."),
)
@_matrix
@click.option("--name", default="", help=sentence("What the program is called."))
@click.option("--all", "every", is_flag=True, help=sentence("Offer every table, not only those a program begins with."))
@_language
def new(
    path: Path, form: str | None, like: str | None, matrix: Path | None, name: str, every: bool, language: str | None
) -> None:
    """Write a program to fill in."""
    from servicecraft.cli.workshop import begun_from, with_matrix, write_wall
    from servicecraft.files.sheets import STARTER_TABLES
    from servicecraft.files.starting import start
    from servicecraft.model.registry import HEADER_TABLES, TABLES

    form = form or {".yaml": "yaml", ".yml": "yaml", ".xlsx": "xlsx"}.get(path.suffix.lower(), "folder")
    if path.suffix.lower() == ".json" or not path.name:
        raise ModelError.of("SC-142", path.name, file=str(path))
    without = HEADER_TABLES if form == "folder" else ()
    tables = tuple(one for one in TABLES if one not in without) if every else STARTER_TABLES
    program = begun_from(like, EXAMPLES, language) if like else None
    program = with_matrix(program, matrix, language=language, name=name) if matrix else program
    spoken = language or (program.language if program else "en")
    if form == "matrix":
        written = write_wall(path, program, language=spoken, name=name)
        _talk(say(sentence("Written. Open this first: {path}"), spoken, path=written[0]))
        text = sentence("When it is filled in: servicecraft new PROGRAM {like} --matrix {path}")
        _talk(say(text, spoken, like=f"--like {like}" if like else "", path=path).replace("  ", " "))
        return
    written = start(path, form=form, language=spoken, like=program, name=name, tables=tables)
    _talk(say(sentence("Written. Open this first: {path}"), spoken, path=written[0]))
    _talk(
        say(
            sentence("When it is filled in: servicecraft check {path}"),
            spoken,
            path=path if form == "folder" else written[0],
        )
    )


@main.command(cls=SpokenCommand, help=sentence("Read a program and say everything that is wrong with it."))
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(FAULT_FORMATS)),
    default="text",
    help=sentence("For people, for programs, for editors, for GitHub."),
)
@_mapping
@_language
@click.pass_context
def check(context: click.Context, path: Path, form: str, mapping: Path | None, language: str | None) -> None:
    """Read a program and say everything that is wrong with it."""
    from servicecraft.files import load

    try:
        program = load(path, mapping=mapping, language=language)
    except ModelError as error:
        click.echo(FAULT_FORMATS[form](error.faults) if form != "text" else str(error))
        count = len(error.faults)
        _talk(
            say_count(
                "{count} fault; nothing was read.",
                "{count} faults; nothing was read.",
                count,
                error.faults[0].language,
            )
        )
        context.exit(2)
    spoken = language or program.language
    warnings = program.source.warnings if program.source else ()
    if form != "text" or warnings:
        click.echo(FAULT_FORMATS[form](warnings))
    if form == "text":
        _talk(_what_was_read(program.source.counts if program.source else (), spoken))
        click.echo(program.inventory(spoken).to_text(_width()))
    context.exit(1 if warnings else 0)


def _warn(program: Program) -> None:
    """Say what was doubtful about a program that was read, before anything is made of it."""
    for fault in program.source.warnings if program.source else ():
        _talk(str(fault))


def _what_was_read(counts: Sequence[tuple[str, int]], language: str) -> str:
    from servicecraft.tables import spoken_number
    from servicecraft.words import glossary

    listed = ", ".join(
        f"{glossary.table_label(name, language)} {spoken_number(count, language, 0)}" for name, count in counts
    )
    return say(sentence("Read without a fault: {counts}."), language, counts=listed or "—")


@main.command(
    cls=SpokenCommand,
    help=sentence(
        "Show what a program knows, what its network answers, or what customers say. TOPIC: overview, census, influence,"
        " sight, diagnosis, chains, dominators, loops, sole_providers, silos, voice, response_rates, verdict, csat, nps, ces,"
        " mean, counts, servqual, trend, difference, agreement, reliability, link_quality, call_backs, case_times, or the"
        " name of a table. PATH: a program, or for what customers say also a .csv or .parquet file of answers."
    ),
)
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("topic", default="overview")
@click.option(
    "--by",
    help=sentence(
        "Group by unit, level, role, customer, party, person or an attribute; answers by several columns with commas between."
    ),
)
@click.option(
    "--of",
    metavar="ID",
    help=sentence(
        "Whom or what it is about: a party for chains, a customer for dominators, a score for trend and difference."
    ),
)
@click.option("--as-of", metavar="DATE", help=sentence("Leave out what is not there on that day, such as 2026-06-30."))
@click.option(
    "--draws",
    type=click.IntRange(min=1, max=MOST_DRAWS),
    help=sentence("Draws of a simulation that tells how sure the answer is."),
)
@click.option(
    "--format", "form", type=click.Choice(tuple(TABLE_FORMATS)), default="text", help=sentence("How to write it.")
)
@answer_options
@_mapping
@_language
def show(
    path: Path,
    topic: str,
    by: str | None,
    of: str | None,
    as_of: str | None,
    draws: int | None,
    form: str,
    mapping: Path | None,
    language: str | None,
    **of_file: Unpack[SaidOfFile],
) -> None:
    """Show what a program knows, what its network answers, or what customers say."""
    from servicecraft.cli.answer_files import AnswerFile, file_table, is_answer_file, refuse_file_options
    from servicecraft.cli.asking import Asked
    from servicecraft.cli.topics import topic_table
    from servicecraft.files import load
    from servicecraft.model.columns.days import day_of

    day = None if as_of is None else day_of(as_of, "as_of")
    said = AnswerFile(**of_file)
    if mapping is None and is_answer_file(path, topic, said):
        asked = Asked(language=language or "en", by=by, of=of, as_of=day, draws=draws)
        table = file_table(path, topic, asked, said)
    else:
        refuse_file_options(said, language)
        program = load(path, mapping=mapping, language=language)
        _warn(program)
        asked = Asked(language=language or program.language, by=by, of=of, as_of=day, draws=draws)
        table = topic_table(program, topic, asked)
    click.echo(table.in_format(TABLE_FORMATS[form], width=_width()), nl=form == "text")


@main.command(cls=SpokenCommand, help=sentence("Read a program in one format and write it in another."))
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help=sentence("Replace what stands there."))
@click.option(
    "--headings", type=click.Choice(("en", "es")), help=sentence("The language of headings in tables and sheets.")
)
@_mapping
@_matrix
@_language
def convert(
    source: Path,
    target: Path,
    overwrite: bool,
    headings: str | None,
    mapping: Path | None,
    matrix: Path | None,
    language: str | None,
) -> None:
    """Read a program in one format and write it in another."""
    from servicecraft.cli.workshop import with_matrix
    from servicecraft.files import load, save

    program = load(source, mapping=mapping, language=language)
    _warn(program)
    program = with_matrix(program, matrix, language=language) if matrix else program
    saved = save(program, target, overwrite=overwrite, language=headings)
    counts = saved.source.counts if saved.source else ()
    _talk(_what_was_read(counts, language or program.language))
    _talk(say(sentence("Written: {path}"), language or program.language, path=target))


@main.command(cls=SpokenCommand, help=sentence("Print the JSON Schema of a program or of one of its classes."))
@click.argument("name", default="Program")
@_language
def schema(name: str, language: str | None) -> None:  # noqa: ARG001 - help and errors follow it
    """Print a JSON Schema."""
    from servicecraft.files.schema import shipped_schema

    click.echo(shipped_schema(name), nl=False)


@main.command(
    cls=SpokenCommand, help=sentence("Read the example hotel, check it, and write its answers into a folder.")
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("servicecraft-demo"),
    help=sentence("Where to write."),
)
@_language
def demo(output: Path, language: str | None) -> None:
    """Read the example hotel and write its answers."""
    from servicecraft.cli.demonstration import demonstrate

    program = _example("hotel")
    spoken = language or program.language
    _talk(_what_was_read(program.source.counts if program.source else (), spoken))
    try:
        written = demonstrate(program, output, spoken)
    except MissingExtraError as error:
        raise click.ClickException(str(error)) from None
    for path, text in written:
        click.echo(f"{path}\n    {text}")


def _example(name: str) -> Program:
    from servicecraft import examples

    made: Program = getattr(examples, name)()
    return made


def _talk(text: str) -> None:
    click.echo(text, err=True)


def _width() -> int | None:
    """The width of the terminal; nothing is shortened when a program reads the answer."""
    import shutil
    import sys

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
