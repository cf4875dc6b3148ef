"""From a matrix to a program: links with the median, and each judge's answers as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isclose
from typing import TYPE_CHECKING

import attrs

from servicecraft.errors import Fault, ModelError, TableFact
from servicecraft.matrix.checks import unknown_party
from servicecraft.matrix.parties import Party, parties_of, party_ids
from servicecraft.matrix.prefilling import drawn_pairs, holds
from servicecraft.matrix.wording import PartyKind
from servicecraft.model.columns import nearest_words
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, Judgement, ServiceLink
from servicecraft.model.structure import Person, Resource, Unit
from servicecraft.model.words import DeclaredBy

if TYPE_CHECKING:
    from servicecraft.matrix.matrix import Matrix


def applied(matrix: Matrix, program: Program) -> Program:
    """See `Matrix.applied`."""
    found = list(_strangers(matrix, program))
    if found:
        raise ModelError([one.in_language(program.language) for one in found])
    new = matrix.judgements
    asked = {_asked(one) for one in new}
    kept = [one for one in program.judgements if _asked(one) not in asked]
    return attrs.evolve(program, links=tuple(_links(matrix, program)), judgements=(*kept, *new))


def _asked(one: Judgement) -> tuple[object, ...]:
    return one.subject, one.provider, one.question, one.judge


def _strangers(matrix: Matrix, program: Program) -> Iterator[Fault]:
    """Parties and judges that the program does not have."""
    known: dict[str, Party] = {one.id: one for one in parties_of(program, party_ids(program))}
    for number, party in enumerate(matrix.parties):
        if party.id not in known and party.kind is not PartyKind.UNMAPPED:
            yield Fault.from_refusal(unknown_party(party.id, known), path=f"parties[{number}].id")
    judges = [one.id for one in known.values() if one.kind.works]
    asked = [(one.id, f"judges[{number}].id") for number, one in enumerate(matrix.judges)]
    asked += [(one.judge, f"beans[{number}].judge") for number, one in enumerate(matrix.beans)]
    for judge, path in asked:
        if judge is not None and judge not in judges:
            near = nearest_words(judge, judges)
            yield Fault.of("SC-112", judge, path=path, kinds=TableFact("people units"), nearest=near)


def _links(matrix: Matrix, program: Program) -> Iterator[ServiceLink]:
    """The links of the program with what was judged of them, then those that are new."""
    own: dict[tuple[str, str], list[ServiceLink]] = {}
    for link in program.links:
        if holds(link, matrix.on):
            own.setdefault((link.provider, link.customer), []).append(link)
    for link in program.links:
        pair = (link.provider, link.customer)
        value = matrix.medians.get(pair) if holds(link, matrix.on) else None
        yield link if value is None else _judged(link, own[pair], value, matrix.declared_by(*pair))
    drawn = {pair for pair, _ in drawn_pairs(program, matrix.on)}
    yield from (one for one in matrix.links if (one.provider, one.customer) not in drawn)


def _judged(
    link: ServiceLink, parallel: Sequence[ServiceLink], value: float, declared: DeclaredBy | None
) -> ServiceLink:
    """A link with its part of the median; links side by side keep their proportions."""
    total = sum(one.importance for one in parallel)
    part = value * link.importance / total if total else value / len(parallel)
    importance = link.importance if isclose(total, value, rel_tol=1e-12) else part
    return attrs.evolve(link, importance=importance, declared_by=_together(link.declared_by, declared))  # type: ignore[misc]


def _together(before: DeclaredBy | None, now: DeclaredBy | None) -> DeclaredBy | None:
    """Who has declared a link, counting what was said before."""
    said = {one for one in (before, now) if one is not None}
    return next(iter(said)) if len(said) == 1 else (DeclaredBy.BOTH if said else None)


def begun(matrix: Matrix, *, name: str, language: str) -> Program:
    """A program of the parties alone; judges who are none of them become people."""
    rows: Mapping[PartyKind, list[Party]] = {
        kind: [one for one in matrix.parties if one.kind is kind] for kind in PartyKind
    }
    known = {one.id for one in matrix.parties}
    judges = {one.id: one.name for one in matrix.judges if one.id is not None and one.id not in known}
    judges = {one.judge: one.judge for one in matrix.beans if one.judge and one.judge not in known} | judges
    return Program(
        name=name,
        language=language,
        organisation=Organisation(
            name=name,
            units=tuple(Unit(id=one.id, name=one.name) for one in rows[PartyKind.UNIT]),
            people=(
                *(Person(id=one.id, name=one.name) for one in rows[PartyKind.PERSON]),
                *(Person(id=one, name=called) for one, called in judges.items()),
            ),
            resources=tuple(Resource(id=one.id, name=one.name) for one in rows[PartyKind.RESOURCE]),
        ),
        customers=tuple(Customer(id=one.id, name=one.name) for one in rows[PartyKind.CUSTOMER]),
    )
