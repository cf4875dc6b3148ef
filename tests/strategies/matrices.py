"""
Matrices of workshops, drawn by Hypothesis.

| strategy | gives |
| --- | --- |
| `matrices_of(program)` | matrices of a program: any of its parties and judges, any marks, slips and day |
| `matrices_alone()` | matrices that no program knows, with parties of every kind and hostile names |
| `slips(party)` | one answer to the ten beans |
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from servicecraft.matrix import Beans, Judge, Mark, Matrix, Party, PartyKind, Scale
from servicecraft.matrix.parties import closed_cell, party_ids, unmapped
from servicecraft.model.program import Program
from servicecraft.model.words import DeclaredBy
from strategies import ids, names

_DAYS = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))
_POINTS = st.one_of(st.integers(0, 100).map(float), st.floats(0, 1e12, allow_nan=False).map(lambda one: one + 0.0))


@st.composite
def marks(draw: DrawFn, parties: Sequence[Party], scale: Scale, *, most: int = 12) -> tuple[Mark, ...]:
    """Some open cells, filled on a scale."""
    open_cells = [
        (one.id, other.id)
        for one in parties
        for other in parties
        if one.kind.gives and other.kind.receives and closed_cell(one, other) is None
    ]
    if not open_cells:
        return ()
    values = st.sampled_from((0, 1, 3, 9)) if scale is Scale.ONE_THREE_NINE else _POINTS
    chosen = draw(st.lists(st.sampled_from(open_cells), max_size=most, unique=True))
    return tuple(Mark(provider=giver, customer=receiver, value=draw(values)) for giver, receiver in chosen)


@st.composite
def slips(draw: DrawFn, party: str, judge: str | None = None) -> Beans:
    """Ten beans in five places, not all of those inside on leadership."""
    cuts = sorted(draw(st.lists(st.integers(0, 10), min_size=4, max_size=4)))
    counts = [after - before for before, after in zip([0, *cuts], [*cuts, 10], strict=True)]
    own, received, system, leadership, outside = counts
    if leadership and not own + received + system:
        own, leadership = leadership, 0
    return Beans(
        party=party, judge=judge, own=own, received=received, system=system, leadership=leadership, outside=outside
    )


@st.composite
def _answers(draw: DrawFn, parties: Sequence[Party], judges: Sequence[str]) -> tuple[Beans, ...]:
    working = [one.id for one in parties if one.kind.works]
    if not working:
        return ()
    asked = st.tuples(st.sampled_from(working), st.sampled_from([None, *judges]))
    pairs = draw(st.lists(asked, max_size=4))
    kept = [pair for number, pair in enumerate(pairs) if pair[1] is None or pair not in pairs[:number]]
    return tuple(draw(slips(party, judge)) for party, judge in kept)


@st.composite
def matrices_of(draw: DrawFn, program: Program, *, most_marks: int = 12) -> Matrix:
    """A matrix of a program, as somebody might have filled it in."""
    known = party_ids(program)
    able = [*(one.id for one in program.units), *(one.id for one in program.people)]
    parties = draw(st.none() | st.lists(st.sampled_from(known), unique=True, max_size=8)) if known else None
    sides = st.sampled_from(list(DeclaredBy))
    judges = draw(st.lists(st.one_of(st.sampled_from(able), sides) if able else sides, unique=True, max_size=3))
    scale = draw(st.sampled_from(list(Scale)))
    blank = Matrix.of(program, judges=judges, parties=parties, filled=False, scale=scale, on=draw(_DAYS))
    filled = [evolve(one, marks=draw(marks(blank.parties, scale, most=most_marks))) for one in blank.judges]
    return evolve(blank, judges=filled, beans=draw(_answers(blank.parties, able)))


@st.composite
def matrices_alone(draw: DrawFn) -> Matrix:
    """A matrix that says by itself who there is."""
    kinds = st.sampled_from([one for one in PartyKind if one is not PartyKind.UNMAPPED])
    called = draw(st.lists(ids(), max_size=7, unique_by=str.casefold))
    parties = [Party(id=one, name=draw(names()), kind=draw(kinds)) for one in called]
    parties += [unmapped()] if parties and draw(st.booleans()) else []
    scale = draw(st.sampled_from(list(Scale)))
    judges = draw(st.lists(_judges(parties), max_size=3, unique_by=lambda one: one.key))
    filled = [evolve(one, marks=draw(marks(parties, scale))) for one in judges]
    strangers = [str(one.id) for one in filled if one.id is not None]
    working = [one.id for one in parties if one.kind.works]
    beans = draw(_answers(parties, [*working, *strangers]))
    return Matrix(parties=parties, judges=filled, beans=beans, scale=scale, on=draw(_DAYS))


def _judges(parties: Sequence[Party]) -> SearchStrategy[Judge]:
    known = {one.id.casefold() for one in parties}
    working = [Judge(id=one.id, name=one.name, speaks_for={one.id}) for one in parties if one.kind.works]
    sides = st.sampled_from(list(DeclaredBy)).map(Judge.of_side)
    strangers = st.builds(Judge, id=ids().filter(lambda one: one.casefold() not in known), name=names())
    return st.one_of(sides, strangers, *([st.sampled_from(working)] if working else []))
