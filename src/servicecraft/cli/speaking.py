"""A command line that speaks the reader's language: help, messages and errors follow `--language`."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Any

import click

from servicecraft.errors import ServicecraftError
from servicecraft.words import say, sentence

USAGE, OPTIONS, COMMANDS = sentence("Usage"), sentence("Options"), sentence("Commands")
HELP_TEXT = sentence("Show this text and exit.")
_LANGUAGE = "servicecraft.language"


def wanted_language(arguments: Sequence[str]) -> str | None:
    """The locale that the arguments ask for, before they are parsed; `None` where they ask for none."""
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name in ("--language", "-l"):
            return value if equals else next(iter(arguments[position + 1 :]), None)
    return None


def language_of(context: click.Context) -> str | None:
    """The locale of this run, if one was asked for."""
    found = context.meta.get(_LANGUAGE)
    return str(found) if found else None


def remembered_language(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """The locale given here or before the command; noted for everything that is said later."""
    if value:
        context.meta[_LANGUAGE] = value
    return language_of(context)


class SpokenCommand(click.Command):
    """A command whose help follows the language."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Note the language before anything is said."""
        wanted = wanted_language(args)
        if wanted and parent is not None:
            parent.meta[_LANGUAGE] = wanted
        return super().make_context(info_name, args, parent, **extra)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{say(USAGE, language_of(ctx))}: ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(self.help or "", language_of(ctx)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options with their explanations."""
        language = language_of(ctx)
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        records = [(record[0], say(record[1], language)) for one in options if (record := one.get_help_record(ctx))]
        with formatter.section(say(OPTIONS, language)):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help, in words of ours."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = HELP_TEXT
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, in the language of the run."""
        context = click.get_current_context(silent=True)
        return say(self.help or "", language_of(context) if context else None).split("\n")[0][: limit * 2]


class SpokenGroup(SpokenCommand, click.Group):
    """A group of commands whose help follows the language, and whose errors are sentences."""

    command_class = SpokenCommand

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Note the language before anything is said."""
        wanted = wanted_language(args)
        context = click.Group.make_context(self, info_name, args, parent, **extra)
        if wanted:
            context.meta[_LANGUAGE] = wanted
        return context

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands in their order."""
        SpokenCommand.format_options(self, ctx, formatter)
        rows = [(name, self.commands[name].get_short_help_str()) for name in self.list_commands(ctx)]
        with formatter.section(say(COMMANDS, language_of(ctx))):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands in the order in which people need them."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and turn a refusal into its sentences and exit code 2; what a stream cannot write is escaped."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except ServicecraftError as error:
            language = language_of(ctx)
            click.echo(str(error.in_language(language) if language else error), err=True)
            raise click.exceptions.Exit(2) from None
