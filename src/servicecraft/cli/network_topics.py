"""What `show` asks of the network of who serves whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from servicecraft.cli.asking import Asked, Topic
from servicecraft.errors import NetworkError
from servicecraft.model.program import Program
from servicecraft.model.words import Question
from servicecraft.tables import Cell, Table, spoken_number
from servicecraft.words import say, sentence

if TYPE_CHECKING:
    from servicecraft.network import ServiceNetwork

SHOWN_ONE_BY_ONE = 12
"""Programs without units are shown party by party up to so many people, and by level beyond."""


def network_of(program: Program, asked: Asked) -> ServiceNetwork:
    """The network of a program on the day and in the language that are asked for."""
    from servicecraft.network import ServiceNetwork

    spoken = program if asked.language == program.language else evolve(program, language=asked.language)
    return ServiceNetwork.of(spoken, as_of=asked.as_of)


def influence(program: Program, asked: Asked) -> Table:
    """On whom the customers' experience rests, with what is assumed and what it is for."""
    by = asked.grouping(program, _usual_grouping(program))
    table = network_of(program, asked).influence(by=by, draws=asked.draws)
    return with_notes(table, [*_assumed(program, asked.language), _purpose(asked.language)])


def sight(program: Program, asked: Asked) -> Table:
    """How far everyone is from an external customer: who has no chain first, then the farthest."""
    table = network_of(program, asked).line_of_sight()
    kept = evolve(table, rows=tuple(_of_kind(program, asked, table)))
    return ordered(kept, "distance", lambda links: (links is not None, -_number(links)))


def diagnosis(program: Program, asked: Asked) -> Table:
    """Where the customers' experience gets lost, the largest part first."""
    found = network_of(program, asked).diagnosis(draws=asked.draws)
    table = ordered(found.to_table(), "contribution", lambda part: (part is None, -_number(part)))
    return with_notes(table, [*_told(found.quality, found.mean, asked.language), _purpose(asked.language)])


def chains(program: Program, asked: Asked) -> Table:
    """The chains from one party to the customers that carry most."""
    return network_of(program, asked).chains(asked.of or "")


def dominators(program: Program, asked: Asked) -> Table:
    """On whom the chains to one customer depend, those first on whom most hang."""
    table = network_of(program, asked).dominators(asked.of or "")
    return ordered(table, "hanging", lambda many: -_number(many))


def loops(program: Program, asked: Asked) -> Table:
    """Who serve one another round."""
    return network_of(program, asked).loops()


def sole_providers(program: Program, asked: Asked) -> Table:
    """Services that one party alone gives."""
    return network_of(program, asked).sole_providers()


def silos(program: Program, asked: Asked) -> Table:
    """Links inside each group and across."""
    return network_of(program, asked).silos(asked.grouping(program, _usual_grouping(program)))


NETWORK_TOPICS: Mapping[str, Topic] = {
    "influence": Topic(answer=influence, spanish="incidencia", takes=("by", "as_of", "draws")),
    "sight": Topic(answer=sight, spanish="distancia", takes=("by", "as_of")),
    "diagnosis": Topic(answer=diagnosis, spanish="diagnóstico", takes=("as_of", "draws")),
    "chains": Topic(answer=chains, spanish="cadenas", takes=("of", "as_of"), needs=("of",)),
    "dominators": Topic(answer=dominators, spanish="imprescindibles", takes=("of", "as_of"), needs=("of",)),
    "loops": Topic(answer=loops, spanish="círculos", takes=("as_of",)),
    "sole_providers": Topic(answer=sole_providers, spanish="proveedores únicos", takes=("as_of",)),
    "silos": Topic(answer=silos, spanish="silos", takes=("by", "as_of")),
}
"""The questions to the network, in the order in which people ask them."""


def with_notes(table: Table, notes: Iterable[str]) -> Table:
    """The table with further notes; none stands twice."""
    return evolve(table, notes=tuple(dict.fromkeys([*table.notes, *notes])))


def ordered(table: Table, column: str, key: Callable[[Cell], object]) -> Table:
    """The table in another order of its rows; those that are alike stay in theirs."""
    place = [one.name for one in table.columns].index(column)
    return evolve(table, rows=tuple(sorted(table.rows, key=lambda row: key(row[place]))))  # type: ignore[arg-type,return-value]


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _usual_grouping(program: Program) -> str:
    if program.units:
        return "unit"
    return "party" if len(program.people) <= SHOWN_ONE_BY_ONE else "level"


def _of_kind(program: Program, asked: Asked, table: Table) -> Iterable[tuple[Cell, ...]]:
    """The rows of units, people or all parties."""
    kinds = {"unit": {one.id for one in program.units}, "person": {one.id for one in program.people}, "party": None}
    by = asked.grouping(program, "unit" if program.units else "party")
    if by not in kinds:
        raise NetworkError.of("SC-506", by, choices=", ".join(kinds)).in_language(asked.language)
    wanted = kinds[by]
    return [row for row in table.rows if wanted is None or row[0] in wanted]


def _purpose(language: str) -> str:
    from servicecraft.network.influence import PURPOSE

    return say(PURPOSE, language)


def _assumed(program: Program, language: str) -> list[str]:
    """Of how many parties nobody has said how far they depend on others; nothing where all have."""
    judged = {one.subject for one in program.judgements if one.question is Question.DEPENDENCE}
    judged |= {one.id for one in program.units if one.dependence is not None}
    receiving = {one.customer for one in program.links} - {one.id for one in program.customers}
    unknown = len(receiving - judged)
    if not unknown:
        return []
    text = sentence(
        "Assumed: how far the work of {unknown} of the {all} who receive something rests on it ({default}), since nobody was"
        " asked. Read the figures as high, middle and low."
    )
    default = spoken_number(program.settings.dependence, language)
    return [say(text, language, unknown=unknown, all=len(receiving), default=default)]


def _told(quality: float | None, mean: float | None, language: str) -> list[str]:
    """What the ratings tell of the whole, and what is assumed where there are none."""
    if quality is None or mean is None:
        return [say(sentence("Nobody is rated yet, so that own work cannot be told."), language)]
    text = sentence(
        "Quality for all customers together: {quality} of 1. Where own work is assumed, it is put near the mean of the"
        " ratings, {mean}."
    )
    return [say(text, language, quality=spoken_number(quality, language), mean=spoken_number(mean, language))]
