"""The sheets of a workshop on the command line: written blank, and taken into a program when they are filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from servicecraft.words import say, sentence

if TYPE_CHECKING:
    from servicecraft.model.program import Program


def write_wall(path: Path, program: Program | None, *, language: str, name: str) -> tuple[Path, ...]:
    """Blank sheets for the parties of a program, or for parties that are still to be named."""
    from servicecraft.matrix import write
    from servicecraft.model.program import Program

    return write(program or Program(name=name, language=language), path, filled=False, language=language)


def with_matrix(program: Program | None, path: Path, *, language: str | None, name: str = "") -> Program:
    """
    A program with what a workshop said, or a new one that holds nothing else.

    What was doubtful goes to standard error; where the two sides do not see the same, to standard output.
    """
    from servicecraft.matrix import read

    matrix = read(path, program, language=language)
    for fault in matrix.warnings:
        click.echo(str(fault), err=True)
    marks, spoken = sum(len(one.marks) for one in matrix.judges), matrix.language
    text = sentence("Taken in: judges {judges}, marks {marks}, answers to the ten beans {beans}.")
    click.echo(say(text, spoken, judges=len(matrix.judges), marks=marks, beans=len(matrix.beans)), err=True)
    if len(matrix.mismatches):
        click.echo(matrix.mismatches.to_text())
    return matrix.to_program(name=name, language=language) if program is None else matrix.applied(program)


def begun_from(like: str, examples: tuple[str, ...], language: str | None) -> Program:
    """
    The example or the program that a new one begins from.

    Raises:
        BadParameter: It is neither an example nor a path at which anything stands.
    """
    from servicecraft import examples as ready
    from servicecraft.files import load

    if like in examples:
        made: Program = getattr(ready, like)()
        return made
    if not Path(like).exists():
        text = sentence("'{like}' is neither an example ({examples}) nor the path of a program.")
        raise click.BadParameter(say(text, language, like=like, examples=", ".join(examples)), param_hint="--like")
    return load(like, language=language)
