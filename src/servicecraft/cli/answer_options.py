"""The options of `show` that say how a file of answers is to be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypedDict, TypeVar

import click

from servicecraft.words import sentence

F = TypeVar("F", bound=Callable[..., object])


class SaidOfFile(TypedDict):
    """What the options say."""

    score: str | None
    items: str | None
    lowest: float | None
    highest: float | None
    better: Literal["higher", "lower"] | None
    missing: tuple[str, ...]
    on: str | None
    weight: str | None
    response: str | None
    provider: str | None
    expectation: str | None


COLUMNS = {
    "score": sentence("Of a file of answers: the column of the score."),
    "items": sentence("Of a file of answers: the columns of several items, with commas between."),
    "on": sentence("Of a file of answers: the column of the day."),
    "weight": sentence("Of a file of answers: the column of survey weights."),
    "response": sentence("Of a file of answers: the column of a code that answers of one respondent share."),
    "provider": sentence("Of a file of answers: the column of who is rated."),
    "expectation": sentence("Of a file of answers: the column of what was expected."),
}
"""Options that name a column."""


def answer_options(command: F) -> F:
    """A command that can be told how a file of answers is to be read."""
    options = [click.option(f"--{name}", metavar="COLUMN", help=text) for name, text in COLUMNS.items()]
    options += [
        click.option("--lowest", type=float, help=sentence("Of a file of answers: where the scale begins.")),
        click.option("--highest", type=float, help=sentence("Of a file of answers: where the scale ends.")),
        click.option(
            "--better",
            type=click.Choice(("higher", "lower")),
            help=sentence("Of a file of answers: which end of the scale is good."),
        ),
        click.option(
            "--missing",
            metavar="CODE",
            multiple=True,
            help=sentence("Of a file of answers: a code or text that stands for no answer; may be repeated."),
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command
