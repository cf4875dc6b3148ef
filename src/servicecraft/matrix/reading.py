"""From filled sheets to a matrix: everything that is wrong is said at once, each with its sheet and cell."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import evolve

from servicecraft.errors import Fault, ModelError
from servicecraft.files.csv_text import CsvDialect
from servicecraft.files.limits import Limits
from servicecraft.files.places import MOST_FAULTS
from servicecraft.matrix.beans import PLACES
from servicecraft.matrix.cells import Edges, doubts, edges_of, marks_in
from servicecraft.matrix.describing import Describing
from servicecraft.matrix.grids import Grid, open_grids
from servicecraft.matrix.judges import EVERYONE, Judge
from servicecraft.matrix.lines import day_in, judges_in, scale_in
from servicecraft.matrix.matrix import Matrix
from servicecraft.matrix.naming import Known, known_in, who_can_judge
from servicecraft.matrix.parties import Party
from servicecraft.matrix.prefilling import voice
from servicecraft.matrix.slips import slips_in
from servicecraft.matrix.sorting import Sorted, sorted_out
from servicecraft.matrix.wording import PartyKind, heading_label, line_label
from servicecraft.matrix.writing import dialect_of_source
from servicecraft.model.program import Program
from servicecraft.words import LANGUAGES

MOST_EDGES = 9
"""Rows and columns in which the language of a sheet is looked for."""


def read(
    path: str | os.PathLike[str],
    program: Program | None = None,
    *,
    dialect: CsvDialect | None = None,
    language: str | None = None,
    limits: Limits | None = None,
) -> Matrix:
    """
    What the judges of a workshop filled in.

    Args:
        path: A workbook (`.xlsx`), a folder of CSV files, or one CSV file.
        program: The program whose parties stand at the edges, by id or by name. Without one, the sheets themselves say
            who there is, and a kind must stand with each party.
        dialect: How CSV files are written; as those of the program where it was read from a folder that says so.
        language: The locale in which faults and tables speak; that of the program where none is given, else that of the
            sheets.
        limits: How large the input may be.

    Returns:
        The whole matrix; `matrix.warnings` tells what was doubtful and read all the same.

    Raises:
        ModelError: Every fault, each with file, sheet, cell, value and remedy.
        MissingExtraError: A workbook, and the extra `excel` is not installed.
    """
    spoken = language or (program.language if program else "")
    try:
        grids = open_grids(Path(path), dialect or dialect_of_source(program) or CsvDialect(), limits or Limits())
        spoken = spoken or _language_of(grids)
        return _matrix(grids, str(path), program, spoken)
    except ModelError as error:
        raise error.in_language(spoken or "en") from None


def _language_of(grids: Iterable[Grid]) -> str:
    """The language of most lines and headings; English where there are as many of both."""
    edges = [row[:MOST_EDGES] for grid in grids for row in grid.rows[:MOST_EDGES]]
    said = {cell for row in edges for cell in row if isinstance(cell, str)}
    keys = [(line_label, one) for one in ("judge", "scale", "day")] + [(heading_label, one) for one in PLACES]
    counts = {language: sum(label(one, language) in said for label, one in keys) for language in LANGUAGES}
    return max(LANGUAGES, key=lambda one: counts[one])


def _matrix(grids: Sequence[Grid], file: str, program: Program | None, language: str) -> Matrix:
    of_program = known_in(program) if program is not None else None
    found = sorted_out(grids, file, of_program)
    known, strange = (of_program, []) if of_program is not None else _described(found)
    edges = [edges_of(one, known) for one in found.squares]
    can_judge = who_can_judge(known)
    judges, unclear = judges_in(found.squares, can_judge, strangers=program is None)
    answering = can_judge if program is not None else _with_judges(can_judge, judges)
    slips = [slips_in(one, known, answering, strangers=program is None) for one in found.tables]
    (scale, wrong_scale), (on, wrong_day) = scale_in(found.squares), day_in(found.squares)
    faults = [*found.faults, *strange, *unclear, *wrong_scale, *wrong_day]
    said = [*(fault for one in edges for fault in one.faults), *(fault for one in slips for fault in one.faults)]
    told = set(map(_place, strange))
    faults += [one for one in said if one.code != "SC-112" or _place(one) not in told]
    parties = _in_order_met(edges, [party for one in slips for party in one.parties])
    answers, doubtful = list[Judge](), list[Fault]()
    for one, judge in zip(edges, judges, strict=True):
        marks, wrong = marks_in(one, scale)
        faults += wrong
        answers.append(evolve(judge or EVERYONE, speaks_for=_voice(judge, parties, program), marks=marks))
        doubtful += doubts(one, answers[-1], scale)
    if faults:
        raise ModelError(faults[:MOST_FAULTS])
    return Matrix(
        parties=parties,
        judges=answers,
        beans=[bean for one in slips for bean in one.beans],
        scale=scale,
        on=on,
        language=language,
        name=program.name if program else "",
        warnings=tuple(one.in_language(language) for one in (*found.warnings, *doubtful)),
    )


def _place(fault: Fault) -> tuple[object, ...]:
    return fault.file, fault.sheet, fault.line, fault.column


def _described(found: Sorted) -> tuple[Known, list[Fault]]:
    """Whoever the sheets themselves describe, and what is wrong with it."""
    describing = Describing()
    edges = [heading for one in found.squares for heading in (*one.rows, *one.columns)]
    describing.read([*edges, *(heading for one in found.tables for heading in one.rows)])
    known = describing.known()
    return known, describing.faults


def _with_judges(known: Known, judges: Iterable[Judge | None]) -> Known:
    """Who can answer the beans where no program says it: also those who filled in a sheet."""
    strangers = [one for one in judges if one is not None and one.id is not None and one.id not in known.by_id]
    people = [Party(id=str(one.id), name=one.name, kind=PartyKind.PERSON) for one in strangers]
    return Known(parties=(*known.parties, *people), tables=known.tables)


def _in_order_met(edges: Iterable[Edges], others: Iterable[Party]) -> list[Party]:
    met = {party.id: party for one in edges for party in one.parties}
    return list({**met, **{one.id: one for one in others if one.id not in met}}.values())


def _voice(judge: Judge | None, parties: Sequence[Party], program: Program | None) -> frozenset[str]:
    """The parties for whom a judge speaks; without a program, a judge who is a party speaks for it."""
    if judge is None or judge.id is None:
        return frozenset()
    if program is not None:
        return voice(program, judge.id, parties)
    return frozenset({judge.id} & {one.id for one in parties})
