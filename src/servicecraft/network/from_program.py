"""A program as columns of parties, customers and links."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np

from servicecraft.errors import SpokenFact
from servicecraft.model.columns import KIND_PREFIX, UNMAPPED
from servicecraft.model.organisation import manager
from servicecraft.model.program import Program
from servicecraft.model.serving import ServiceLink
from servicecraft.model.settings import Settings
from servicecraft.model.structure import Person
from servicecraft.model.words import AttributeTable, Level, Question
from servicecraft.network.drawing import NOBODY, NOT_MAPPED, PERSON, RESOURCE, UNIT, Drawing, Floats, Places
from servicecraft.network.judging import Judged, Pair, importances, link_spreads, medians, party_spreads
from servicecraft.network.ratings import ratings_of
from servicecraft.words import say, sentence


def drawing_of(program: Program, as_of: datetime.date | None = None, settings: Settings | None = None) -> Drawing:
    """
    The parties, customers and links of a program.

    Args:
        program: A program.
        as_of: Leaves out the links that do not hold on that day and the people who have left by then or joined later;
            `None` takes everyone and everything.
        settings: Thresholds and defaults other than the program's.
    """
    chosen = program.settings if settings is None else settings
    people = [one for one in program.people if _there(one.joined, one.left, as_of)]
    links = [one for one in program.links if _there(one.since, one.until, as_of)]
    unmapped = [UNMAPPED] if any(one.provider == UNMAPPED for one in links) else []
    ids = [*(one.id for one in program.units), *(one.id for one in people)]
    ids += [*(one.id for one in program.resources), *unmapped]
    place = {one: index for index, one in enumerate(ids)}
    place |= {one.id: len(ids) + index for index, one in enumerate(program.customers)}
    judged = medians(program)
    services = {one.id: index for index, one in enumerate(program.services)}
    given, received, importance, of_service, spread = _links(program, links, place, judged, services)
    kinds = [UNIT] * len(program.units) + [PERSON] * len(people) + [RESOURCE] * len(program.resources)
    seniors = np.zeros(len(ids), dtype=bool)
    seniors[len(program.units) : len(program.units) + len(people)] = [
        _level(program, one) is Level.SENIOR for one in people
    ]
    ratings = ratings_of(program, place, _givers(given, received, of_service, tuple(services)), chosen)
    left = len(program.people) - len(people), len(program.links) - len(links)
    return Drawing(
        ids=ids,
        names=[*_names(program, people), *(_not_mapped(program) for _ in unmapped)],
        kinds=np.array(kinds + [NOT_MAPPED] * len(unmapped), dtype=np.int8),
        units=_places(_above(program, people), place, len(ids)),
        managers=_places(_leaders(program, people), place, len(ids)),
        seniors=seniors,
        fte=np.array(
            [*_counted(program), *(p.fte for p in people), *[1.0] * (len(ids) - len(kinds))]
            + [1.0] * len(program.resources)
        ),
        dependence=_declared(ids, program, judged, Question.DEPENDENCE),
        leadership=_declared(ids, program, judged, Question.LEADERSHIP),
        dependence_spread=party_spreads(ids, program, Question.DEPENDENCE),
        leadership_spread=party_spreads(ids, program, Question.LEADERSHIP),
        importance_spread=spread,
        outside=np.array([*(u.outside for u in program.units), *[False] * (len(ids) - len(program.units))], dtype=bool),
        labels=_labels(program, people, len(ids)),
        label_names={"role": {one.id: one.name for one in program.roles}},
        customer_ids=[one.id for one in program.customers],
        customer_names=[one.name for one in program.customers],
        customer_weights=np.array([one.weight for one in program.customers]),
        providers=given,
        receivers=received,
        importances=importance,
        services=of_service,
        service_ids=tuple(services),
        rated=ratings.rated,
        raters=ratings.raters,
        scores=ratings.scores,
        answers=ratings.answers,
        deviations=ratings.deviations,
        settings=chosen,
        language=program.language,
        remarks=(*_remarks(*left, as_of), *ratings.remarks),
        guarded=True,
    )


def _givers(
    given: Places, received: Places, of_service: Places, services: tuple[str, ...]
) -> dict[tuple[str, int], list[int]]:
    """Who gives each service to each receiver, and to all receivers together."""
    found: dict[tuple[str, int], list[int]] = {}
    for giver, receiver, number in zip(given.tolist(), received.tolist(), of_service.tolist(), strict=True):
        for who in (receiver, NOBODY) if number != NOBODY else ():
            known = found.setdefault((services[number], who), [])
            if giver not in known:
                known.append(giver)
    return found


def _there(first: datetime.date | None, last: datetime.date | None, day: datetime.date | None) -> bool:
    return day is None or ((first is None or first <= day) and (last is None or day <= last))


def _remarks(people: int, links: int, day: datetime.date | None) -> tuple[SpokenFact, ...]:
    if not people and not links:
        return ()
    text = sentence("Not there on {day} and left out: {people} people, {links} links.")
    return (SpokenFact(text, day=day, people=people, links=links),)


def _not_mapped(program: Program) -> str:
    return say(sentence("not mapped"), program.language)


def _above(program: Program, people: Sequence[Person]) -> list[str | None]:
    """The unit that each belongs to; a resource counts with the unit of its owner."""
    homes: dict[str | None, str | None] = {one.id: one.unit for one in people}
    homes |= {one.id: one.id for one in program.units}
    return [
        *(u.parent for u in program.units),
        *(p.unit for p in people),
        *(homes.get(r.owner) for r in program.resources),
    ]


def _names(program: Program, people: Sequence[Person]) -> list[str]:
    return [*(u.name for u in program.units), *(p.name for p in people), *(r.name for r in program.resources)]


def _counted(program: Program) -> list[float]:
    counts: dict[str, float] = {}
    for one in program.headcounts:
        counts[one.unit] = counts.get(one.unit, 0.0) + one.count
    return [counts.get(one.id, 0.0) for one in program.units]


def _leaders(program: Program, people: Sequence[Person]) -> list[str | None]:
    units = {one.id: one for one in program.units}
    return [*(one.head for one in program.units), *(manager(one, units) for one in people)]


def _places(named: Sequence[str | None], place: dict[str, int], size: int) -> Places:
    """Where each named row stands; whoever is not there counts as nobody."""
    found = np.full(size, NOBODY, dtype=np.int32)
    found[: len(named)] = [place.get(one, NOBODY) if one is not None else NOBODY for one in named]
    return found


def _level(program: Program, person: Person) -> Level | None:
    return None if person.role is None else program.organisation.role(person.role).level


def _declared(ids: Sequence[str], program: Program, judged: Judged, question: Question) -> Floats:
    own = {one.id: getattr(one, question.value) for one in program.units}
    said = (judged.get((one, None, question), own.get(one)) for one in ids)
    return np.array([np.nan if one is None else one for one in said], dtype=float)


def _labels(program: Program, people: Sequence[Person], size: int) -> dict[str, list[str | None]]:
    before, after = [None] * len(program.units), size - len(program.units) - len(people)
    levels = [level.value if (level := _level(program, one)) else None for one in people]
    labels: dict[str, list[str | None]] = {
        "level": [*before, *levels, *[None] * after],
        "role": [*before, *(one.role for one in people), *[None] * after],
    }
    for attribute in program.attributes:
        if {AttributeTable.PEOPLE, AttributeTable.UNITS} & set(attribute.belongs_to):
            values = [u.attributes.get(attribute.id) for u in program.units]
            values += [p.attributes.get(attribute.id) for p in people]
            labels[attribute.id] = [*values, *[None] * after]
    ids = [*(u.id for u in program.units), *(p.id for p in people)]
    place = {one: index for index, one in enumerate(ids)}
    for index, resource in enumerate(program.resources, len(program.units) + len(people)):
        owner = place.get(resource.owner or "")
        for values in labels.values() if owner is not None else ():
            values[index] = values[owner]  # type: ignore[index]
    return labels


def _links(
    program: Program,
    links: Sequence[ServiceLink],
    place: dict[str, int],
    judged: Judged,
    services: dict[str, int],
) -> tuple[Places, Places, Floats, Places, Floats]:
    """
    Who gives, who receives, how much it matters, which service, and how far judges differ on how much it matters.

    Links to whole kinds are drawn out.
    """
    above = {one.id: one.unit for one in program.people} | {one.id: one.parent for one in program.units}
    kinds: dict[str, list[str]] = {}
    for unit in program.units:
        kinds.setdefault(f"{KIND_PREFIX}{unit.kind}", []).append(unit.id)
    pairs: list[Pair] = []
    for one in links:
        several = one.provider in kinds or one.customer in kinds
        for giver in kinds.get(one.provider, (one.provider,)):
            for receiver in kinds.get(one.customer, (one.customer,)):
                if several and (giver == receiver or above.get(giver) == receiver):
                    continue
                if giver in place and receiver in place:
                    pairs.append((giver, receiver, one.importance, services.get(one.service or "", NOBODY)))
    weights = importances(pairs, judged, {one.id for one in program.resources})
    return (
        np.array([place[pair[0]] for pair in pairs], dtype=np.int32),
        np.array([place[pair[1]] for pair in pairs], dtype=np.int32),
        np.array(weights, dtype=float),
        np.array([pair[3] for pair in pairs], dtype=np.int32),
        link_spreads(program, pairs),
    )
