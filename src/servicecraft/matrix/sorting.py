"""Which sheets are squares, which are beans, and which are notes of somebody's own?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import evolve, frozen

from servicecraft.errors import Fault, ModelError, SpokenFact
from servicecraft.matrix.grids import Grid
from servicecraft.matrix.headings import BeanTable, Square, bean_table, square
from servicecraft.matrix.naming import Known
from servicecraft.matrix.parties import Party
from servicecraft.words import sentence


@frozen(kw_only=True)
class Sorted:
    """
    The sheets by what they are.

    Attributes:
        squares: On which judges marked who serves whom.
        tables: The answers to the ten beans.
        faults: What is wrong with the cells of either.
        warnings: What is doubtful about them, and which sheets were passed over.
    """

    squares: tuple[Square, ...]
    tables: tuple[BeanTable, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def sorted_out(grids: Sequence[Grid], file: str, known: Known | None) -> Sorted:
    """
    The sheets by what they are.

    A sheet without a label is a square where a row and a column name parties that are known. Where no sheet of the file
    would be one, a single known heading is enough, so that the misspelt ones are told.

    Raises:
        ModelError: None of them is a square or a table of beans (`SC-521`).
    """
    tables = [table for table in map(bean_table, grids) if table is not None]
    taken = [one.grid for one in tables]
    others = [one for one in map(square, [grid for grid in grids if grid not in taken]) if one is not None]
    squares = [one for one in others if one.labelled or all(_edges_known(one, known))]
    if not squares and not tables:
        squares = [one for one in others if any(_edges_known(one, known))]
    if not squares and not tables:
        reason = SpokenFact(sentence("no sheet has headings that name the parties."))
        raise ModelError([evolve(Fault.of("SC-521", Path(file).name, reason=reason), file=file)])
    read = [*taken, *(one.grid for one in squares)]
    found = [*(fault for one in tables for fault in _of_beans(one)), *(f for one in squares for f in one.grid.faults)]
    return Sorted(
        squares=tuple(squares),
        tables=tuple(tables),
        faults=tuple(one for one in found if one.severity == "error"),
        warnings=(*(one for one in found if one.severity == "warning"), *_passed_over(grids, read)),
    )


def _edges_known(one: Square, known: Known | None) -> Iterator[bool]:
    """Whether any row, and whether any column, is somebody who is known."""
    for edge in (one.rows, one.columns):
        called = (heading.said("id") or heading.called for heading in edge if not heading.blank)
        yield known is not None and any(isinstance(known.find(name), Party) for name in called)


def _of_beans(table: BeanTable) -> Iterator[Fault]:
    """What is wrong with cells that are read: the sums are not."""
    sums = table.columns["sum"] + 1 if "sum" in table.columns else None
    yield from (fault for fault in table.grid.faults if sums is None or fault.column != sums)


def _passed_over(grids: Sequence[Grid], read: Sequence[Grid]) -> Iterator[Fault]:
    for grid in grids:
        if grid not in read and any(grid.rows):
            at = grid.place(0, 0)
            yield evolve(Fault.of("SC-146", grid.name), file=at.file, sheet=at.sheet)
