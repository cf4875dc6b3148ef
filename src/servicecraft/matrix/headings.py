"""
Where the parts of a sheet stand: the lines above, the corner, the headings; or the table of the ten beans.

A sheet that the library wrote has three rows and three columns of headings: kind, id, name. One that somebody drew by
hand has one of each, by id or by name. The corner tells them apart: its last row names the columns of headings, its last
column the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from servicecraft.matrix.beans import PLACES
from servicecraft.matrix.grids import Grid
from servicecraft.matrix.wording import heading_named, line_named

PARTY_HEADINGS = ("kind", "id", "name")
ANY = "any"
"""A heading of which nobody said whether it is an id or a name."""
MOST_ABOVE = 10
"""Rows among which the headings of the beans are looked for."""
FEWEST_KNOWN = 3
"""Headings that must be those of the beans, so that a table is taken for one."""


@frozen(kw_only=True)
class Heading:
    """
    What one row or column says of its party.

    Attributes:
        grid: The sheet.
        cells: Row and column of each part, by `kind`, `id`, `name` or `any`.
        number: Which row or column of the sheet it heads, from 0.
        row: Whether it heads a row.
    """

    grid: Grid
    cells: Mapping[str, tuple[int, int]]
    number: int
    row: bool

    def said(self, part: str) -> str:
        """What stands in one part; empty where nothing does, or where the sheet has no such part."""
        return self.grid.text(*self.cells[part]) if part in self.cells else ""

    @property
    def called(self) -> str:
        """What the party is called where no id says it."""
        return self.said("name") or self.said(ANY)

    @property
    def blank(self) -> bool:
        """Whether nobody is named."""
        return not (self.said("id") or self.called)

    @property
    def place(self) -> tuple[int, int]:
        """The cell that a fault of the heading is shown at: the id where one stands, else the name."""
        for part in ("id", "name", ANY, "kind"):
            if self.said(part):
                return self.cells[part]
        return next(iter(self.cells.values()))


@frozen(kw_only=True)
class Square:
    """
    The parts of a sheet on which a judge marked who serves whom.

    Attributes:
        grid: The sheet.
        lines: Row of each line above the headings, by `judge`, `scale` and `day`.
        rows: The headings of its rows.
        columns: The headings of its columns.
        first_row: The first row below the headings.
        first_column: The first column behind them.
        labelled: Whether corner or lines say that it is a matrix.
    """

    grid: Grid
    lines: Mapping[str, int]
    rows: Sequence[Heading] = field(repr=False)
    columns: Sequence[Heading] = field(repr=False)
    first_row: int
    first_column: int
    labelled: bool


@frozen(kw_only=True)
class BeanTable:
    """
    The parts of a sheet of ten beans.

    Attributes:
        grid: The sheet.
        columns: The column of each heading.
        rows: The headings of its rows: whom each answer is about.
        heading_row: Where the headings stand.
    """

    grid: Grid
    columns: Mapping[str, int]
    rows: Sequence[Heading] = field(repr=False)
    heading_row: int


def bean_table(grid: Grid) -> BeanTable | None:
    """The sheet as a table of beans; `None` where its headings are not those."""
    for number in range(min(len(grid.rows), MOST_ABOVE)):
        named = [heading_named(grid.text(number, column)) for column in range(len(grid.rows[number]))]
        columns = {one: column for column, one in reversed(list(enumerate(named))) if one is not None}
        if sum(one in columns for one in PLACES) >= FEWEST_KNOWN:
            parts = [one for one in PARTY_HEADINGS if one in columns]
            rows = [
                Heading(grid=grid, cells={one: (row, columns[one]) for one in parts}, number=row, row=True)
                for row in range(number + 1, len(grid.rows))
                if grid.rows[row]
            ]
            return BeanTable(grid=grid, columns=columns, rows=rows, heading_row=number)
    return None


def square(grid: Grid) -> Square | None:
    """The sheet as a square; `None` where it has no headings."""
    lines, top = _lines(grid)
    if top is None:
        return None
    above, left, labelled = _corner(grid, top)
    first_row, first_column = max(above.values()) + 1, max(left.values()) + 1
    wide = max((len(grid.rows[row]) for row in range(top, len(grid.rows))), default=0)
    columns = [
        Heading(grid=grid, cells={part: (row, column) for part, row in above.items()}, number=column, row=False)
        for column in range(first_column, wide)
    ]
    rows = [
        Heading(grid=grid, cells={part: (row, column) for part, column in left.items()}, number=row, row=True)
        for row in range(first_row, len(grid.rows))
        if grid.rows[row]
    ]
    return Square(
        grid=grid,
        lines=lines,
        rows=rows,
        columns=columns,
        first_row=first_row,
        first_column=first_column,
        labelled=labelled or bool(lines),
    )


def _lines(grid: Grid) -> tuple[dict[str, int], int | None]:
    """The lines above, and the row in which the headings begin; `None` where there is none."""
    found: dict[str, int] = {}
    for row in range(len(grid.rows)):
        filled = [column for column in range(len(grid.rows[row])) if grid.text(row, column)]
        line = line_named(grid.text(row, 0)) if filled[:1] == [0] and filled[-1] < len(PARTY_HEADINGS) else None
        if line is not None and line not in found:
            found[line] = row
        elif filled not in ([], [0]):
            return found, row
    return found, None


def _corner(grid: Grid, top: int) -> tuple[dict[str, int], dict[str, int], bool]:
    """The row of each part of a column's heading, the column of each part of a row's, and whether a label says so."""
    run = _run(grid, top)
    if run:
        return {ANY: top}, run, True
    for column in (1, 2):
        if any(grid.text(top, before) for before in range(column)) or not _part(grid, top, column):
            continue
        above: dict[str, int] = {}
        for row in range(top, min(top + len(PARTY_HEADINGS), len(grid.rows))):
            above[_part(grid, row, column)] = row
            run = _run(grid, row)
            if len(run) == column + 1 == len(set(run)):
                return above, run, True
    return {ANY: top}, {ANY: 0}, False


def _part(grid: Grid, row: int, column: int) -> str:
    named = heading_named(grid.text(row, column))
    return named if named in PARTY_HEADINGS else ""


def _run(grid: Grid, row: int) -> dict[str, int]:
    """The columns of the labels with which a row begins."""
    found: dict[str, int] = {}
    for column in range(len(PARTY_HEADINGS)):
        part = _part(grid, row, column)
        if not part or part in found:
            break
        found[part] = column
    return found


def filled_cells(found: Square) -> Iterator[tuple[int, int]]:
    """Row and column of every cell behind the headings that holds something."""
    for row in range(found.first_row, len(found.grid.rows)):
        for column in range(found.first_column, len(found.grid.rows[row])):
            if found.grid.text(row, column):
                yield row, column
