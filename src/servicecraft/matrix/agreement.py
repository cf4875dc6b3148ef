"""
Where do the judges of a matrix agree, and where does one side not know of the other?

The median of all answers is the value and their standard deviation the spread, as the network takes them. A mismatch is
looked for between judges who speak for one side only: what the whole room marked together is agreement already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median, stdev
from typing import TYPE_CHECKING

from servicecraft.matrix.judges import Judge
from servicecraft.matrix.parties import Party
from servicecraft.model.words import DeclaredBy, Question
from servicecraft.tables import Cell, Table, TableColumn
from servicecraft.words import say, say_count, sentence

if TYPE_CHECKING:
    from servicecraft.matrix.matrix import Matrix

FAR_APART = 3
"""One side gives a service more than so many times the importance that the other gives it. Our default: more than one
step of the scale 1, 3, 9."""

LABELS = {
    "id": sentence("id"),
    "name": sentence("name"),
    "provider": sentence("provider"),
    "provider_name": sentence("name of the provider"),
    "customer": sentence("customer"),
    "customer_name": sentence("name of the customer"),
    "importance": sentence("importance (median)"),
    "spread": sentence("spread"),
    "lowest": sentence("lowest"),
    "highest": sentence("highest"),
    "answers": sentence("answers"),
    "declared_by": sentence("declared by"),
    "dependence": sentence("dependence (median)"),
    "dependence_spread": sentence("spread of the dependence"),
    "leadership": sentence("leadership (median)"),
    "leadership_spread": sentence("spread of the leadership"),
    "system": sentence("part of resources (median)"),
    "system_spread": sentence("spread of the part of resources"),
    "provider_says": sentence("the provider says"),
    "customer_says": sentence("the customer says"),
    "claim": sentence("claim"),
}
"""The headings of the answers."""


def _columns(names: Sequence[str], language: str) -> list[TableColumn]:
    sides = {one.value: one.label(language) for one in DeclaredBy}
    return [
        TableColumn(name=one, label=say(LABELS[one], language), words=sides if one == "declared_by" else {})
        for one in names
    ]


def declared_by(judges: Iterable[Judge], provider: str, customer: str) -> DeclaredBy | None:
    """Who said that a link exists, given the judges who marked it; `None` where they speak for neither side."""
    judges = tuple(judges)
    gives, receives = any(one.gives(provider) for one in judges), any(one.receives(customer) for one in judges)
    if gives and receives:
        return DeclaredBy.BOTH
    if gives or receives:
        return DeclaredBy.PROVIDER if gives else DeclaredBy.CUSTOMER
    return None


def importances_table(matrix: Matrix) -> Table:
    """What all judges together say of each link."""
    rows: list[tuple[Cell, ...]] = []
    for (provider, customer), answers in matrix.answers.items():
        values = [value for _, value in answers]
        said = declared_by((judge for judge, value in answers if value > 0), provider, customer)
        rows.append(
            (
                *(provider, matrix.party(provider).name, customer, matrix.party(customer).name),
                *(median(values), _spread(values), min(values), max(values), len(values)),
                None if said is None else said.value,
            )
        )
    names = ["provider", "provider_name", "customer", "customer_name"]
    names += ["importance", "spread", "lowest", "highest", "answers", "declared_by"]
    title = say_count(
        "Who serves whom, as {count} judge sees it",
        "Who serves whom, as {count} judges see it",
        len(matrix.judges),
        matrix.language,
    )
    notes = list(_crowded(matrix))
    return Table.of(_columns(names, matrix.language), rows, title=title, notes=notes, language=matrix.language)


def _spread(values: Sequence[float]) -> float | None:
    return stdev(values) if len(values) > 1 else None


def _crowded(matrix: Matrix) -> Iterator[str]:
    text = sentence("{judge}: {customer} has {count} inputs; more than {most} can hardly be compared.")
    for judge, customer, count in matrix.crowded():
        party = matrix.party(customer).name
        said = {"judge": judge.label(matrix.language), "customer": party, "count": count, "most": matrix.MOST_INPUTS}
        yield say(text, matrix.language, **said)


def parts_table(matrix: Matrix) -> Table:
    """What the ten beans say of each party."""
    asked = (Question.DEPENDENCE, Question.LEADERSHIP, Question.SYSTEM)
    rows: list[tuple[Cell, ...]] = []
    for party in matrix.parties:
        about = [one for one in matrix.beans if one.party == party.id]
        said = [dict(one.answers(through_members=party.through_members)) for one in about]
        row: list[Cell] = [party.id, party.name]
        for question in asked:
            values = [one[question] for one in said if question in one]
            row += [median(values) if values else None, _spread(values)]
        if about:
            rows.append((*row, len(about)))
    names = ["id", "name", *(name for one in asked for name in (one.value, f"{one.value}_spread")), "answers"]
    title = say(sentence("Where failings begin, from ten beans"), matrix.language)
    notes = [*_outside(matrix), say(READING, matrix.language)] if rows else []
    return Table.of(_columns(names, matrix.language), rows, title=title, notes=notes, language=matrix.language)


READING = sentence(
    "Beans are read as proportions: own work, what is received and leadership are taken to fall short equally often; beans"
    " outside are left out."
)


def _outside(matrix: Matrix) -> Iterator[str]:
    silent = [matrix.party(one.party).name for one in matrix.beans if not one.inside]
    if silent:
        text = sentence("All ten beans lie outside, so that nothing follows: {names}.")
        yield say(text, matrix.language, names=", ".join(dict.fromkeys(silent)))


def mismatches_table(matrix: Matrix) -> Table:
    """Where those who give and those who receive do not see the same."""
    rows = [
        (one.id, one.name, other.id, other.name, gives, receives, claim)
        for one, other, gives, receives, claim in _mismatches(matrix)
    ]
    names = ("provider", "provider_name", "customer", "customer_name", "provider_says", "customer_says", "claim")
    title = say(sentence("Where the two sides do not see the same"), matrix.language)
    return Table.of(_columns(names, matrix.language), rows, title=title, language=matrix.language)


_Mismatch = tuple[Party, Party, float | None, float | None, str]


def _mismatches(matrix: Matrix) -> Iterator[_Mismatch]:
    rows = {id(judge): {mark.provider for mark in judge.marks} for judge in matrix.judges}
    columns = {id(judge): {mark.customer for mark in judge.marks} for judge in matrix.judges}
    for (provider, customer), answers in matrix.answers.items():
        givers = [one for one in matrix.judges if one.gives(provider) and not one.receives(customer)]
        takers = [one for one in matrix.judges if one.receives(customer) and not one.gives(provider)]
        givers = [one for one in givers if provider in rows[id(one)]]
        takers = [one for one in takers if customer in columns[id(one)]]
        if not givers or not takers:
            continue
        said = {id(judge): value for judge, value in answers if value > 0}
        given = [said[id(one)] for one in givers if id(one) in said]
        taken = [said[id(one)] for one in takers if id(one) in said]
        claim = _claim(given, taken)
        if claim is not None:
            one, other = matrix.party(provider), matrix.party(customer)
            told = say(claim, matrix.language, provider=one.name, customer=other.name)
            yield one, other, _median(given), _median(taken), told


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None


def _claim(given: Sequence[float], taken: Sequence[float]) -> str | None:
    """What is so, as a sentence, where one side does not know or the two are far apart; each of them answered."""
    if given and not taken:
        return sentence("{provider} says that it serves {customer}; {customer} did not know.")
    if taken and not given:
        return sentence("{customer} says that it is served by {provider}; {provider} did not know.")
    if given and taken:
        low, high = sorted((median(given), median(taken)))
        if high > FAR_APART * low:
            return sentence("{provider} and {customer} both know of it, and see its importance very differently.")
    return None
