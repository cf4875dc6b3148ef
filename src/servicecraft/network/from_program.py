"""A program as columns of parties, customers and links."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from statistics import median, stdev

import numpy as np

from servicecraft.errors import SpokenFact
from servicecraft.model.columns import KIND_PREFIX, UNMAPPED
from servicecraft.model.organisation import manager
from servicecraft.model.program import Program
from servicecraft.model.serving import ServiceLink
from servicecraft.model.structure import Person
from servicecraft.model.words import AttributeTable, Level, Question
from servicecraft.network.drawing import NOBODY, NOT_MAPPED, PERSON, RESOURCE, UNIT, Drawing, Places
from servicecraft.network.ratings import ratings_of
from servicecraft.words import say, sentence


def drawing_of(program: Program, as_of: datetime.date | None = None) -> Drawing:
    """
    The parties, customers and links of a program.

    Args:
        program: A program.
        as_of: Leaves out the links that do not hold on that day and the people who have left by then or joined later;
            `None` takes everyone and everything.
    """
    people = [one for one in program.people if _there(one.joined, one.left, as_of)]
    links = [one for one in program.links if _there(one.since, one.until, as_of)]
    unmapped = [UNMAPPED] if any(one.provider == UNMAPPED for one in links) else []
    ids = [*(one.id for one in program.units), *(one.id for one in people)]
    ids += [*(one.id for one in program.resources), *unmapped]
    place = {one: index for index, one in enumerate(ids)}
    place |= {one.id: len(ids) + index for index, one in enumerate(program.customers)}
    judged = _medians(program)
    services = {one.id: index for index, one in enumerate(program.services)}
    given, received, importance, of_service = _links(program, links, place, judged, services)
    kinds = [UNIT] * len(program.units) + [PERSON] * len(people) + [RESOURCE] * len(program.resources)
    seniors = np.zeros(len(ids), dtype=bool)
    seniors[len(program.units) : len(program.units) + len(people)] = [
        _level(program, one) is Level.SENIOR for one in people
    ]
    rated, raters, scores, doubts = ratings_of(program, place)
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
        dependence_spread=_spread(ids, program, Question.DEPENDENCE),
        leadership_spread=_spread(ids, program, Question.LEADERSHIP),
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
        rated=rated,
        raters=raters,
        scores=scores,
        settings=program.settings,
        language=program.language,
        remarks=(*_remarks(*left, as_of), *doubts),
        guarded=True,
    )


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


def _medians(program: Program) -> dict[tuple[str, str | None, Question], float]:
    answers: dict[tuple[str, str | None, Question], list[float]] = {}
    for one in program.judgements:
        answers.setdefault((one.subject, one.provider, one.question), []).append(one.value)
    return {key: median(values) for key, values in answers.items()}


def _declared(
    ids: Sequence[str], program: Program, judged: dict[tuple[str, str | None, Question], float], question: Question
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    own = {one.id: getattr(one, question.value) for one in program.units}
    said = (judged.get((one, None, question), own.get(one)) for one in ids)
    return np.array([np.nan if one is None else one for one in said], dtype=float)


def _spread(ids: Sequence[str], program: Program, question: Question) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How far the judges of each party differ (standard deviation), where there are several."""
    answers: dict[str, list[float]] = {}
    for one in program.judgements:
        if one.question is question:
            answers.setdefault(one.subject, []).append(one.value)
    several = {one: stdev(values) for one, values in answers.items() if len(values) > 1}
    return np.array([several.get(one, np.nan) for one in ids], dtype=float)


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
    judged: dict[tuple[str, str | None, Question], float],
    services: dict[str, int],
) -> tuple[Places, Places, np.ndarray[tuple[int], np.dtype[np.float64]], Places]:
    """Who gives, who receives, how much it matters and which service, with links to whole kinds drawn out."""
    above = {one.id: one.unit for one in program.people} | {one.id: one.parent for one in program.units}
    kinds: dict[str, list[str]] = {}
    for unit in program.units:
        kinds.setdefault(f"{KIND_PREFIX}{unit.kind}", []).append(unit.id)
    pairs: list[tuple[str, str, float, int]] = []
    for one in links:
        several = one.provider in kinds or one.customer in kinds
        for giver in kinds.get(one.provider, (one.provider,)):
            for receiver in kinds.get(one.customer, (one.customer,)):
                if several and (giver == receiver or above.get(giver) == receiver):
                    continue
                if giver in place and receiver in place:
                    pairs.append((giver, receiver, one.importance, services.get(one.service or "", NOBODY)))
    weights = _system_parts(pairs, _judged_importances(pairs, judged), judged, {one.id for one in program.resources})
    return (
        np.array([place[pair[0]] for pair in pairs], dtype=np.int32),
        np.array([place[pair[1]] for pair in pairs], dtype=np.int32),
        np.array(weights, dtype=float),
        np.array([pair[3] for pair in pairs], dtype=np.int32),
    )


def _judged_importances(
    pairs: Iterable[tuple[str, str, float, int]], judged: dict[tuple[str, str | None, Question], float]
) -> list[float]:
    """The median of the judges, divided over parallel links as these were drawn; the drawn importance elsewhere."""
    totals: dict[tuple[str, str], float] = {}
    counts: dict[tuple[str, str], int] = {}
    pairs = list(pairs)
    for giver, receiver, importance, _ in pairs:
        totals[giver, receiver] = totals.get((giver, receiver), 0.0) + importance
        counts[giver, receiver] = counts.get((giver, receiver), 0) + 1
    found = []
    for giver, receiver, importance, _ in pairs:
        value = judged.get((receiver, giver, Question.IMPORTANCE))
        total = totals[giver, receiver]
        part = importance / total if total else 1 / counts[giver, receiver]
        found.append(importance if value is None else value * part)
    return found


def _system_parts(
    pairs: Sequence[tuple[str, str, float, int]],
    weights: Sequence[float],
    judged: dict[tuple[str, str | None, Question], float],
    resources: set[str],
) -> list[float]:
    """
    Importances in which systems, equipment and rules have the part of what a party receives that its judges gave them.

    It takes effect where the party receives from both; the proportions among resources, and among others, stay.
    """
    totals: dict[tuple[str, bool], float] = {}
    for (giver, receiver, _, _), weight in zip(pairs, weights, strict=True):
        totals[receiver, giver in resources] = totals.get((receiver, giver in resources), 0.0) + weight
    found = []
    for (giver, receiver, _, _), weight in zip(pairs, weights, strict=True):
        part = judged.get((receiver, None, Question.SYSTEM))
        of_system, of_others = totals.get((receiver, True), 0.0), totals.get((receiver, False), 0.0)
        if part is not None and of_system > 0 and of_others > 0:
            total = of_system + of_others
            weight *= total * part / of_system if giver in resources else total * (1 - part) / of_others
        found.append(weight)
    return found
