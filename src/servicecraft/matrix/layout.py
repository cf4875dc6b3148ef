"""
What stands where on the sheets: the square of each judge, and the ten beans.

One layout serves workbooks and CSV files. Above the square stand who judges, the scale and the day; then three rows of
headings (kind, id, name) over the columns, and three columns of them before the rows. The last row and the last column of
the corner say which is which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servicecraft.files.workbook.plans import ColumnPlan, GridPlan, Kind, SheetPlan, TextSheet, Value
from servicecraft.matrix.beans import ALL, PLACES
from servicecraft.matrix.judges import Judge
from servicecraft.matrix.matrix import Matrix
from servicecraft.matrix.parties import Party, closed_cell
from servicecraft.matrix.wording import (
    ONE_THREE_NINE,
    PartyKind,
    Scale,
    heading_label,
    line_label,
    sheet_label,
)
from servicecraft.words import glossary, say, sentence

HEADINGS = ("kind", "id", "name")
"""The headings of each party, from the outside in."""
BLANK_PLACES = 12
"""Rows and columns of a sheet for parties that nobody knows yet."""
BLANK_SLIPS = 30
"""Rows for further answers to the ten beans."""
POINTS_IN_ALL = 100


def square_plan(matrix: Matrix, judge: Judge, name: str, language: str) -> GridPlan:
    """The sheet of one judge."""
    givers = [one for one in matrix.parties if one.kind.gives]
    receivers = [one for one in matrix.parties if one.kind.receives]
    blank = not matrix.parties
    values = {(mark.provider, mark.customer): mark.value for mark in judge.marks}
    rows: list[Sequence[Value]] = [
        [*_headings(one, language), *(_whole(values.get((one.id, other.id))) for other in receivers)] for one in givers
    ]
    above = [
        [*_corner(number, language), *(_headings(one, language)[number] for one in receivers)]
        for number in range(len(HEADINGS))
    ]
    points = matrix.scale is Scale.POINTS
    return GridPlan(
        name=name,
        lines=list(_lines(matrix, judge, language)),
        line_choices={1: tuple(one.label(language) for one in Scale)},
        day_line=2,
        above=[[*row, *[None] * BLANK_PLACES] for row in above] if blank else above,
        rows=[[None] * (len(HEADINGS) + BLANK_PLACES)] * BLANK_PLACES if blank else rows,
        left=len(HEADINGS),
        closed=frozenset(_diagonal() if blank else _closed(givers, receivers)),
        breaks=(_breaks(givers), _breaks(receivers)),
        choices=() if points else tuple(reversed(ONE_THREE_NINE)),
        expected=POINTS_IN_ALL if points else None,
        most=matrix.MOST_INPUTS,
        kinds=tuple(one.label(language) for one in PartyKind) if blank else (),
        tint="green",
    )


def _whole(value: float | None) -> Value:
    return int(value) if value is not None and value.is_integer() and abs(value) < 2**53 else value


def _headings(party: Party, language: str) -> list[str]:
    name = party.kind.label(language) if party.kind is PartyKind.UNMAPPED else party.name
    return [party.kind.label(language), party.id, name]


def _corner(number: int, language: str) -> list[str | None]:
    """The labels of one row of the corner: the last row names the columns of headings, the last column the rows."""
    labels = [heading_label(one, language) for one in HEADINGS]
    if number == len(HEADINGS) - 1:
        return list(labels)
    return [None] * (len(HEADINGS) - 1) + [labels[number]]


def _lines(matrix: Matrix, judge: Judge, language: str) -> Iterator[Sequence[Value]]:
    named = (judge.id, judge.name) if judge.side is None else (judge.label(language), None)
    yield line_label("judge", language), *named
    yield line_label("scale", language), matrix.scale.label(language), None
    yield line_label("day", language), matrix.on, None
    yield from ((say(text, language),) for text in (DIRECTION, QUESTION[matrix.scale], LIMITS))


DIRECTION = sentence("Rows give, columns receive. Column by column: what matters most to whoever receives?")
QUESTION = {
    Scale.ONE_THREE_NINE: sentence("9 is decisive, 3 important, 1 useful; blank is nothing."),
    Scale.POINTS: sentence("Whoever receives shares out 100 points; blank is nothing."),
}
LIMITS = sentence("At most seven marks in a column. The diagonal stays blank.")
"""What stands above the headings."""


def _closed(givers: Sequence[Party], receivers: Sequence[Party]) -> Iterator[tuple[int, int]]:
    for row, giver in enumerate(givers):
        for column, receiver in enumerate(receivers):
            if closed_cell(giver, receiver) is not None:
                yield row, column


def _diagonal() -> Iterator[tuple[int, int]]:
    yield from ((one, one) for one in range(BLANK_PLACES))


def _breaks(parties: Sequence[Party]) -> frozenset[int]:
    """Where a group begins: another kind, or a unit that is part of none."""
    return frozenset(
        number
        for number, one in enumerate(parties)
        if number and (_group(one) != _group(parties[number - 1]) or _begins(parties, number))
    )


def _group(party: Party) -> object:
    return PartyKind.UNIT if party.unit is not None else party.kind


def _begins(parties: Sequence[Party], number: int) -> bool:
    """Whether a unit that is part of none begins or ends a block of its people and parts."""
    around = parties[number - 1 : number + 2]
    return parties[number].unit is None and any(one.unit is not None for one in around)


def beans_plan(matrix: Matrix, language: str, *, sums: bool = True) -> SheetPlan:
    """The sheet of the ten beans: the answers, then a row for each unit and person that nobody has answered about."""
    answered = {one.party for one in matrix.beans}
    rows: list[Sequence[Value]] = [
        [*_about(matrix.party(one.party), language), one.judge, *one.counts.values()] for one in matrix.beans
    ]
    rows += [_about(one, language) for one in matrix.parties if one.kind.works and one.id not in answered]
    return SheetPlan(
        name=sheet_label("beans", language),
        columns=tuple(_bean_columns(language, sums=sums)),
        rows=rows,
        tint="amber",
        blank_rows=BLANK_SLIPS,
        header=say(BEANS_QUESTION, language),
    )


def _about(party: Party, language: str) -> list[Value]:
    kind, identifier, name = _headings(party, language)
    return [identifier, name, kind]


BEANS_QUESTION = sentence(
    "Of ten times that a customer notices something wrong: how many begin in each place? Each row adds up to ten."
)
BEAN_NOTES = {
    "id": sentence("The unit or person that the answer is about."),
    "name": sentence("What people call it."),
    "kind": sentence("What it is: a unit or a person."),
    "judge": sentence("Who answers, by id; blank for a slip without a name. Several may answer about one party."),
    "own": sentence("Of ten times that a customer notices something wrong: how many begin in its own work?"),
    "received": sentence("How many begin in what it receives from others?"),
    "system": sentence("How many begin in equipment, systems or rules?"),
    "leadership": sentence("How many begin in lack of support from leadership?"),
    "outside": sentence(
        "How many begin outside the organisation? They are left out, and the others stand for the whole."
    ),
    "sum": sentence("Ten in every row that is filled in; a row with another sum is shaded."),
}
"""What belongs into each column of the beans."""


def _bean_columns(language: str, *, sums: bool) -> Iterator[ColumnPlan]:
    labels = {one: heading_label(one, language) for one in BEAN_NOTES}
    for one in ("id", "name", "kind", "judge"):
        note, width = say(BEAN_NOTES[one], language), 18 if one == "judge" else None
        cells: Kind = "text" if one in ("name", "kind") else "id"
        yield ColumnPlan(heading=labels[one], note=note, kind=cells, width=width)
    for one in PLACES:
        note = say(BEAN_NOTES[one], language)
        yield ColumnPlan(heading=labels[one], note=note, kind="whole", lowest=0, highest=ALL, width=14)
    if sums:
        added = tuple(labels[one] for one in PLACES)
        yield ColumnPlan(
            heading=labels["sum"], note=say(BEAN_NOTES["sum"], language), adds=added, expected=ALL, width=9
        )


PARAGRAPHS = (
    sentence(
        "One sheet is the answer of one judge: a person, a unit, those who give, those who receive, or everyone together."
    ),
    sentence(
        "For several judges copy the sheet, give the copy a name of its own, and say in its first line who answers, by id or"
        " by name. Nobody needs to see what others marked."
    ),
    sentence(
        "Rows give, columns receive. Whoever receives decides how much it matters: 9 decisive, 3 important, 1 useful."
    ),
    sentence("Blank says nothing; 0 says that nothing is received. With 100 points, a column adds up to 100."),
    sentence(
        "At most seven inputs for each receiver: more cannot be compared. What is not on the list goes into the row of what"
        " was not mapped."
    ),
    sentence(
        "External customers are columns only; equipment, systems and rules are rows only; the dark cells stay blank."
    ),
    sentence(
        "The ten beans: of ten times that a customer notices something wrong, how many begin in each place? One row for each"
        " answer; each row adds up to ten."
    ),
    sentence(
        "Beans are best put down without a name: they also speak of leadership. Several slips about one party are welcome."
    ),
    sentence(
        "A sheet may also be drawn by hand: those who give in the first column, those who receive in the first row."
    ),
    sentence(
        "Read it back with: servicecraft convert PROGRAM NEW --matrix FILE. Every fault comes with its sheet and cell."
    ),
)
"""The guidance, for the first sheet of a workbook and for the text beside CSV files."""


def title_of(matrix: Matrix, language: str) -> str:
    """What stands at the head of the guidance."""
    title = sheet_label("square", language)
    title = title[:1].upper() + title[1:]
    return f"{title}: {matrix.name}" if matrix.name else title


def guide_plan(matrix: Matrix, sheets: Sequence[tuple[str, str]], language: str) -> TextSheet:
    """The sheet that is read first."""
    return TextSheet(
        name=glossary.sheet_label("guide", language),
        title=title_of(matrix, language),
        paragraphs=tuple(say(text, language) for text in PARAGRAPHS),
        headings=(say(sentence("Sheet"), language), say(sentence("What it holds"), language), ""),
        rows=tuple((name, holds, "") for name, holds in sheets),
    )


def guide_text(matrix: Matrix, language: str) -> str:
    """The guidance that lies beside CSV files."""
    return "\n".join([f"# {title_of(matrix, language)}", *(f"\n- {say(text, language)}" for text in PARAGRAPHS), ""])
