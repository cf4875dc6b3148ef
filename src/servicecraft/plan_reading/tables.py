"""A plan from a CSV table with one row per activity."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import evolve

from servicecraft.errors import Fault, ModelError, PlanError, SpokenFact
from servicecraft.files.csv_text import CsvDialect, CsvTable, read_csv
from servicecraft.files.limits import Limits
from servicecraft.files.text import decoded
from servicecraft.model.assembly import RawTable, assembled
from servicecraft.model.columns.cells import CellForm
from servicecraft.model.planning import Activity, Phase, Plan
from servicecraft.plan_reading.plans import ReadPlan
from servicecraft.planning import Calendar
from servicecraft.words import glossary, sentence
from servicecraft.words.formulas import restored

COMPUTED = (
    *("start", "finish", "critical", "early_start", "early_finish", "late_start", "late_finish"),
    *("total_float", "free_float", "latest_start", "latest_finish"),
)
"""Columns that this library computes and writes; reading leaves them out, since they are computed again."""

_ROW = re.compile(r"activities\[(\d+)\]")


def plan_of_csv(
    data: bytes,
    file: str,
    plan: str,
    owners: Mapping[str, str],
    dialect: CsvDialect,
    limits: Limits,
    language: str,
) -> ReadPlan:
    """The plan that a CSV table holds; see `read_plan`."""
    text = decoded(data, file=file, encoding=dialect.encoding)
    table = _without_computed(read_csv(text, file=file, dialect=dialect, limits=limits))
    named = _named(table, owners)
    form = CellForm(decimal=dialect.decimal, thousands=dialect.thousands, dates=dialect.dates)
    raw = RawTable(name="activities", headings=table.headings, rows=table.rows, form=form)
    try:
        activities: tuple[Activity, ...] = assembled({}, [raw], language=language, partial=True).fields["activities"]
        if not activities:
            raise PlanError.of("SC-709", file=file, reason=SpokenFact(sentence("it holds no activity.")))
        known = set(owners.values())
        phases = dict.fromkeys(one.phase for one in activities if one.phase)
        found = ReadPlan(
            plan=Plan(id=plan),
            phases=tuple(Phase(id=one, plan=plan, order=order) for order, one in enumerate(phases, 1)),
            activities=tuple(_owned(one, known) for one in activities),
            calendar=Calendar(),
            owners={one.id: named.get(one.owner, one.owner) for one in activities if one.owner},
            language=language,
        )
        found.schedule()  # what does not agree is refused now, and not when somebody asks for the dates
    except ModelError as error:
        raise type(error)(list(_placed(error.faults, table, file))) from None
    return found


def _owned(one: Activity, known: Collection[str]) -> Activity:
    """The activity with its owner if that is somebody of the program, else without."""
    if one.owner is None or one.owner in known:
        return one
    bare: Activity = evolve(one, owner=None)  # type: ignore[misc]
    return bare


def _without_computed(table: CsvTable) -> CsvTable:
    """The cells as people meant them, without the columns that are computed."""
    kept = [
        number for number, one in enumerate(table.headings) if glossary.folded(one).replace(" ", "_") not in COMPUTED
    ]
    rows = [[restored(row[number]) for number in kept if number < len(row)] for row in table.rows]
    return evolve(table, headings=tuple(table.headings[number] for number in kept), rows=rows)


def _named(table: CsvTable, owners: Mapping[str, str]) -> dict[str, str]:
    """Put ids in the place of the names of owners; the names by id."""
    column = next(
        (n for n, one in enumerate(table.headings) if glossary.recognised_column("activities", ("owner",), one)), None
    )
    if column is None:
        return {}
    found: dict[str, str] = {}
    for row in table.rows:
        if column < len(row) and row[column] in owners:
            found[owners[row[column]]] = row[column]
            row[column] = owners[row[column]]
    return found


def _placed(faults: Sequence[Fault], table: CsvTable, file: str) -> Iterator[Fault]:
    """The faults with the line on which their row begins."""
    for fault in faults:
        row = _ROW.match(fault.path)
        number = int(row[1]) if row else None
        line = table.lines[number] if number is not None and number < len(table.lines) else fault.line
        yield evolve(fault, file=fault.file or file, line=fault.line or line)
