"""What the rows of the ten beans say: one answer each, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from servicecraft.errors import Fault, ModelError, Refusal
from servicecraft.matrix.beans import COUNT, PLACES, Beans, miscounted
from servicecraft.matrix.checks import bean_party
from servicecraft.matrix.describing import id_of
from servicecraft.matrix.headings import BeanTable, Heading
from servicecraft.matrix.naming import Known, meant
from servicecraft.matrix.parties import Party


@frozen(kw_only=True)
class Slips:
    """
    The answers of one sheet of beans.

    Attributes:
        beans: The answers.
        parties: Whom they are about.
        faults: What is wrong with the sheet.
    """

    beans: tuple[Beans, ...]
    parties: tuple[Party, ...]
    faults: tuple[Fault, ...]


def slips_in(table: BeanTable, known: Known, judges: Known, *, strangers: bool) -> Slips:
    """
    The answers of a sheet of beans.

    Args:
        table: The sheet.
        known: Whom an answer can be about.
        judges: Who can answer.
        strangers: Whether somebody whom nobody knows can answer as well.
    """
    beans, parties, faults = list[Beans](), list[Party](), list[Fault]()
    first: dict[tuple[str, str], Heading] = {}
    for heading in table.rows:
        if not _answered(table, heading.number):
            continue
        counts, wrong = _counts(table, heading.number)
        party = _party(heading, known)
        judge = _judge(table, heading.number, judges, strangers=strangers)
        wrong += [one for one in (party, judge) if isinstance(one, Fault)]
        if not isinstance(party, Fault):
            wrong += _misplaced(table, heading, party, counts)
            wrong += _twice(table, heading, party, judge, first) if isinstance(judge, str) else ()
        faults += wrong
        if not wrong and not isinstance(party, Fault) and not isinstance(judge, Fault):
            parties.append(party)
            beans.append(Beans(party=party.id, judge=judge, **counts))
    return Slips(beans=tuple(beans), parties=tuple(parties), faults=tuple(faults))


def _first(table: BeanTable) -> int:
    """The column in which the beans begin."""
    return min(table.columns[one] for one in PLACES if one in table.columns)


def _answered(table: BeanTable, row: int) -> bool:
    return any(table.grid.text(row, table.columns[one]) for one in PLACES if one in table.columns)


def _counts(table: BeanTable, row: int) -> tuple[dict[str, int], list[Fault]]:
    """The beans of a row, blank cells as 0, and what is wrong with them."""
    counts, faults = dict[str, int](), list[Fault]()
    for place in (one for one in PLACES if one in table.columns):
        column = table.columns[place]
        try:
            count = COUNT.check(COUNT.cell(table.grid.cell(row, column), table.grid.form) or 0)
        except ModelError as error:
            faults += [table.grid.placed(one, row, column) for one in error.faults]
        else:
            counts[place] = count if isinstance(count, int) else 0
    return counts, faults


def _party(heading: Heading, known: Known) -> Party | Fault:
    if not heading.blank:
        return meant(heading, known)
    return heading.grid.fault(Refusal("SC-526", "…"), *heading.place)


def _judge(table: BeanTable, row: int, judges: Known, *, strangers: bool) -> str | Fault | None:
    """Who answers: `None` for a slip without a name."""
    column = table.columns.get("judge")
    said = "" if column is None else table.grid.text(row, column)
    if not said or column is None:
        return None
    found = judges.find(said)
    if isinstance(found, Party):
        return found.id
    if strangers and found.code != "SC-110" and id_of(said) == said:
        return said
    return table.grid.fault(found, row, column)


def _misplaced(table: BeanTable, heading: Heading, party: Party, counts: Mapping[str, int]) -> Iterator[Fault]:
    """Beans about somebody without work of their own, or that do not add up."""
    refusal = bean_party(party)
    if refusal is not None:
        yield heading.grid.fault(refusal, *heading.place)
    present = [one for one in PLACES if one in table.columns]
    if len(counts) == len(present):
        whole = {one: counts.get(one, 0) for one in PLACES}
        yield from (table.grid.fault(one, heading.number, _first(table)) for one in miscounted(party.name, whole))


def _twice(
    table: BeanTable, heading: Heading, party: Party, judge: str, first: dict[tuple[str, str], Heading]
) -> Iterator[Fault]:
    before = first.setdefault((party.id, judge), heading)
    if before is not heading:
        column = table.columns["judge"]
        here = table.grid.fault(Refusal("SC-525", judge), heading.number, column)
        there = table.grid.fault(Refusal("SC-525", judge), before.number, column)
        yield evolve(here, related=(there,))
