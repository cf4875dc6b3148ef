"""What is known already, as the marks of a sheet that is about to be written."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from servicecraft.errors import UnknownIdError
from servicecraft.matrix.judges import Judge, Mark
from servicecraft.matrix.parties import Party, closed_cell, spoken_for
from servicecraft.matrix.wording import Scale, side_named
from servicecraft.model.columns import KIND_PREFIX
from servicecraft.model.program import Program
from servicecraft.model.serving import ServiceLink
from servicecraft.model.words import DeclaredBy, Question


def judge_of(
    program: Program,
    wanted: str | DeclaredBy,
    parties: Sequence[Party],
    *,
    filled: bool,
    on: datetime.date | None = None,
) -> Judge:
    """
    A judge of a program, with the marks that their sheet begins with; links that do not hold on the day are left out.

    Raises:
        UnknownIdError: The program has neither a person nor a unit with the id, and no side is called so.
    """
    names = {one.id: one.name for one in program.units} | {one.id: one.name for one in program.people}
    if isinstance(wanted, str) and wanted in names:
        known = _earlier(program, wanted, parties) if filled else ()
        return Judge(id=wanted, name=names[wanted], speaks_for=voice(program, wanted, parties), marks=tuple(known))
    side = wanted if isinstance(wanted, DeclaredBy) else side_named(wanted)
    if side is None:
        raise UnknownIdError(wanted, names, "people")
    return Judge.of_side(side, _drawn(program, parties, on) if filled and side is DeclaredBy.BOTH else ())


def voice(program: Program, judge: str, parties: Iterable[Party]) -> frozenset[str]:
    """The parties of a matrix for which a person or unit speaks."""
    return spoken_for(program, judge) & {one.id for one in parties}


def scale_of(judges: Iterable[Judge]) -> Scale:
    """1, 3 or 9 where all marks fit, else points."""
    marks = (mark.value for judge in judges for mark in judge.marks)
    return Scale.ONE_THREE_NINE if all(map(Scale.ONE_THREE_NINE.allows, marks)) else Scale.POINTS


def _open(provider: str, customer: str, parties: dict[str, Party]) -> bool:
    known = provider in parties and customer in parties
    return known and closed_cell(parties[provider], parties[customer]) is None


def _drawn(program: Program, parties: Iterable[Party], on: datetime.date | None) -> Iterator[Mark]:
    """The links of a program between the parties, parallel ones added up."""
    by_id = {one.id: one for one in parties}
    totals: dict[tuple[str, str], float] = {}
    for pair, link in drawn_pairs(program, on):
        if link.importance > 0 and _open(*pair, by_id):
            totals[pair] = totals.get(pair, 0.0) + link.importance
    yield from (Mark(provider=pair[0], customer=pair[1], value=value) for pair, value in totals.items())


def holds(link: ServiceLink, on: datetime.date | None) -> bool:
    """Whether a link is there on a day; every link is where no day is given."""
    begun, over = link.since, link.until
    return on is None or ((begun is None or begun <= on) and (over is None or on <= over))


def drawn_pairs(program: Program, on: datetime.date | None = None) -> Iterator[tuple[tuple[str, str], ServiceLink]]:
    """Provider and customer of every link that holds, those to whole kinds drawn out as the network draws them."""
    above = {one.id: one.unit for one in program.people} | {one.id: one.parent for one in program.units}
    kinds: dict[str, list[str]] = {}
    for unit in program.units:
        kinds.setdefault(f"{KIND_PREFIX}{unit.kind}", []).append(unit.id)
    for link in (one for one in program.links if holds(one, on)):
        for provider in kinds.get(link.provider, (link.provider,)):
            for customer in kinds.get(link.customer, (link.customer,)):
                if provider != customer and above.get(provider) != customer:
                    yield (provider, customer), link


def _earlier(program: Program, judge: str, parties: Iterable[Party]) -> Iterator[Mark]:
    """What somebody answered before; of several answers to one question the newest."""
    by_id = {one.id: one for one in parties}
    newest: dict[tuple[str, str], tuple[datetime.date, float]] = {}
    for one in program.judgements:
        if one.judge == judge and one.question is Question.IMPORTANCE and one.provider is not None:
            pair, day = (one.provider, one.subject), one.on or datetime.date.min
            if _open(*pair, by_id) and day >= newest.get(pair, (datetime.date.min, 0.0))[0]:
                newest[pair] = day, one.value
    yield from (Mark(provider=pair[0], customer=pair[1], value=value) for pair, (_, value) in newest.items())
