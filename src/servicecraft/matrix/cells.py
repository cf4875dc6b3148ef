"""What the cells of a square hold: marks between parties, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import fsum, isclose

from attrs import evolve, frozen

from servicecraft.errors import Fault, ModelError, Refusal, SpokenFact
from servicecraft.matrix.checks import off_scale
from servicecraft.matrix.grids import Grid
from servicecraft.matrix.headings import Heading, Square, filled_cells
from servicecraft.matrix.judges import VALUE, Judge, Mark
from servicecraft.matrix.layout import POINTS_IN_ALL
from servicecraft.matrix.matrix import Matrix
from servicecraft.matrix.naming import Known, meant
from servicecraft.matrix.parties import Party, closed_cell, wrong_column, wrong_row
from servicecraft.matrix.wording import Scale
from servicecraft.model.words import DeclaredBy


@frozen(kw_only=True)
class Edges:
    """
    Who stands at the edges of one sheet.

    Attributes:
        square: The sheet.
        rows: The party of each row that has a heading; `None` where that is a fault.
        columns: The same for columns.
        faults: What is wrong with the headings.
    """

    square: Square
    rows: Mapping[int, Party | None]
    columns: Mapping[int, Party | None]
    faults: tuple[Fault, ...]

    @property
    def parties(self) -> Iterator[Party]:
        """The parties of the rows, then those of the columns."""
        yield from (one for one in (*self.rows.values(), *self.columns.values()) if one is not None)


def edges_of(square: Square, known: Known) -> Edges:
    """Who is meant by the headings of a sheet."""
    faults = list[Fault]()
    rows = _edge(square.rows, known, wrong_row, faults)
    columns = _edge(square.columns, known, wrong_column, faults)
    return Edges(square=square, rows=rows, columns=columns, faults=tuple(faults))


def _edge(
    headings: Sequence[Heading], known: Known, wrong: Callable[[Party], SpokenFact | None], faults: list[Fault]
) -> dict[int, Party | None]:
    found, first = dict[int, Party | None](), dict[str, Heading]()
    for heading in (one for one in headings if not one.blank):
        party = meant(heading, known)
        refused = party if isinstance(party, Fault) else _refused(heading, party, first, wrong)
        found[heading.number] = None if refused or isinstance(party, Fault) else party
        faults += [refused] if refused else []
    return found


def _refused(
    heading: Heading, party: Party, first: dict[str, Heading], wrong: Callable[[Party], SpokenFact | None]
) -> Fault | None:
    """The fault of a party that cannot stand at this edge, or stands there already."""
    reason = wrong(party)
    if reason is not None:
        return heading.grid.fault(Refusal("SC-113", party.id, reason=reason), *heading.place)
    before = first.setdefault(party.id, heading)
    if before is heading:
        return None
    here = heading.grid.fault(Refusal("SC-106", heading.called or party.id), *heading.place)
    there = before.grid.fault(Refusal("SC-106", heading.called or party.id), *before.place)
    return evolve(here, related=(there,))


def marks_in(edges: Edges, scale: Scale) -> tuple[list[Mark], list[Fault]]:
    """The marks of a sheet, and what is wrong with its cells."""
    marks, faults, grid = list[Mark](), list[Fault](), edges.square.grid
    for row, column in filled_cells(edges.square):
        if row not in edges.rows or column not in edges.columns:
            faults.append(grid.fault(Refusal("SC-526", grid.text(row, column)), row, column))
            continue
        giver, receiver = edges.rows[row], edges.columns[column]
        if giver is None or receiver is None:
            continue  # the fault is the heading's
        value = _value(grid, row, column)
        refusal = closed_cell(giver, receiver)
        if refusal is None and (value is None or not scale.allows(value)):
            refusal = off_scale(grid.text(row, column), scale)
        if refusal is not None:
            faults.append(grid.fault(refusal, row, column))
        elif value is not None:
            marks.append(Mark(provider=giver.id, customer=receiver.id, value=value))
    return marks, faults


def _value(grid: Grid, row: int, column: int) -> float | None:
    try:
        value = VALUE.check(VALUE.cell(grid.cell(row, column), grid.form))
    except ModelError:
        return None
    return value if isinstance(value, float) else None


def doubts(edges: Edges, judge: Judge, scale: Scale) -> Iterator[Fault]:
    """Warnings about columns with more inputs than can be compared, and about points that do not add up to 100."""
    values: dict[str, list[float]] = {}
    for mark in judge.marks:
        values.setdefault(mark.customer, []).append(mark.value)
    for heading in edges.square.columns:
        party = edges.columns.get(heading.number)
        given = values.get(party.id, []) if party is not None else []
        if party is None or not given:
            continue
        count, total = sum(value > 0 for value in given), fsum(given)
        if count > Matrix.MOST_INPUTS:
            refusal = Refusal("SC-528", party.name, count=count, most=Matrix.MOST_INPUTS)
            yield heading.grid.fault(refusal, *heading.place)
        if scale is Scale.POINTS and _shares_out(judge, party) and not isclose(total, POINTS_IN_ALL, abs_tol=1e-6):
            yield heading.grid.fault(Refusal("SC-529", party.name, total=f"{total:g}"), *heading.place)


def _shares_out(judge: Judge, party: Party) -> bool:
    """Whether a judge shares out all points of a column: those who only give see a part of it."""
    return judge.receives(party.id) or (judge.side is not DeclaredBy.PROVIDER and not judge.speaks_for)
