"""What the page of `demo` tells: for each question an answer in a sentence, the largest parts as bars, and the tables."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from servicecraft.cli.asking import Asked
from servicecraft.cli.network_topics import diagnosis, influence, loops, sight, sole_providers
from servicecraft.model.program import Program
from servicecraft.tables import Table, spoken_number
from servicecraft.words import base_language, say, say_count, sentence

BARS, NAMED, DRAWS = 8, 3, 200


@frozen
class Bar:
    """
    One part of a whole, drawn as a bar.

    Attributes:
        name: Whose part.
        part: The part, from 0 to 1.
        assumed: Whether it is assumed rather than measured, and drawn lighter.
    """

    name: str
    part: float
    assumed: bool = False


@frozen(kw_only=True)
class Chapter:
    """
    One question and its answer.

    Attributes:
        question: What is asked.
        answer: The answer in a sentence or two.
        bars: The largest parts, the largest first.
        tables: The answer in full.
    """

    question: str
    answer: str
    bars: tuple[Bar, ...] = ()
    tables: tuple[Table, ...] = ()


def chapters(program: Program, language: str) -> tuple[Chapter, ...]:
    """The answers of a program in the order in which a director asks."""
    return (
        _who_carries(program, language),
        _where_lost(program, language),
        _who_is_far(program, language),
        _who_alone(program, language),
        _what_is_known(program, language),
    )


def _who_carries(program: Program, language: str) -> Chapter:
    asked = Asked(language=language, by="unit", draws=DRAWS)
    by_unit = _titled(influence(program, asked), sentence("{title}, by unit"))
    by_level = _titled(influence(program, Asked(language=language, by="level")), sentence("{title}, by level"))
    bars = _largest(by_unit, "influence")[:BARS]
    text = sentence(
        "{names} together carry {part} of what customers experience, whether or not they ever meet one;"
        " {resources} of the whole goes through systems, equipment and rules."
    )
    resources = sum(_numbers(by_unit, "resources"))
    answer = say(
        text,
        language,
        names=_listed(bars[:NAMED], language),
        part=percent(sum(bar.part for bar in bars[:NAMED]), language),
        resources=percent(resources, language),
    )
    question = say(sentence("On whom does the customers' experience rest?"), language)
    return Chapter(question=question, answer=answer, bars=bars, tables=(by_unit, by_level))


def _where_lost(program: Program, language: str) -> Chapter:
    table = diagnosis(program, Asked(language=language, draws=DRAWS))
    lost = sum(_numbers(table, "contribution"))
    parts = _largest(table, "contribution", lost)
    text = sentence(
        "To a perfect experience {missing} is missing. Where somebody was rated, the largest parts of it lie with {names}:"
        " {part}. That is where support would be felt most. Lighter bars are assumed, since nobody was"
        " rated there."
    )
    told = [bar for bar in parts if not bar.assumed][:NAMED]
    answer = say(
        text,
        language,
        missing=percent(lost, language),
        names=_listed(told, language),
        part=percent(sum(bar.part for bar in told), language),
    )
    question = say(sentence("Where does the customers' experience get lost?"), language)
    return Chapter(question=question, answer=answer, bars=parts[:BARS], tables=(table,))


def _who_is_far(program: Program, language: str) -> Chapter:
    table = sight(program, Asked(language=language, by="unit"))
    units = table.to_dicts()
    near = [one for one in units if one["distance"] == 1]
    lost = [str(one["name"]) for one in units if one["distance"] is None]
    text = sentence(
        "{near} of {all} units serve customers themselves; the work of the others arrives by way of colleagues."
    )
    answer = say(text, language, near=spoken_number(len(near), language), all=spoken_number(len(units), language))
    if lost:
        text = sentence("No chain leads from {names} to a customer in this map: ask them whom they serve.")
        answer += " " + say(text, language, names=_joined(lost, language))
    question = say(sentence("Does everyone's work reach a customer?"), language)
    return Chapter(question=question, answer=answer, tables=(table,))


def _who_alone(program: Program, language: str) -> Chapter:
    asked = Asked(language=language)
    alone, circles = sole_providers(program, asked), loops(program, asked)
    one = say_count(
        "{count} service has a single provider.", "{count} services have a single provider.", len(alone), language
    )
    other = say_count(
        "{count} group of parties serve one another round.",
        "{count} groups of parties serve one another round.",
        len(circles),
        language,
    )
    question = say(sentence("On whom does everything hang?"), language)
    return Chapter(question=question, answer=f"{one} {other}", tables=(alone, circles))


def _what_is_known(program: Program, language: str) -> Chapter:
    known, people = program.inventory(language), program.census(language)
    unknown = sum(cell is None for cell in known.column("known"))
    answer = (
        say_count(
            "{count} question cannot be answered yet.", "{count} questions cannot be answered yet.", unknown, language
        )
        if unknown
        else say(sentence("Of every question something is known."), language)
    )
    question = say(sentence("What is known, and what should be collected next?"), language)
    return Chapter(question=question, answer=answer, tables=(known, people))


def _titled(table: Table, text: str) -> Table:
    return evolve(table, title=say(text, table.language, title=table.title))


def percent(part: float, language: str) -> str:
    """A part from 0 to 1 as people read it."""
    return f"{spoken_number(100 * part, language, 0)} %"


def _largest(table: Table, column: str, whole: float = 1.0) -> tuple[Bar, ...]:
    """The rows that somebody stands behind as parts of a whole, the largest first."""
    bars = [
        Bar(str(one["name"]), float(str(one[column])) / whole, one.get("basis") == "assumed")
        for one in table.to_dicts()
        if one["id"] is not None and one[column] is not None and whole > 0
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.part))


def _numbers(table: Table, column: str) -> list[float]:
    return [float(cell) for cell in table.column(column) if isinstance(cell, int | float)]


def _listed(bars: Iterable[Bar], language: str) -> str:
    return _joined([bar.name for bar in bars], language)


def _joined(names: list[str], language: str) -> str:
    """Names as a sentence lists them."""
    from babel.lists import format_list

    return str(format_list(names, locale=base_language(language)))
