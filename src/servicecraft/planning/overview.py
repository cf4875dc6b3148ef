"""A plan seen from above: its phases, what must hold before them, what can go wrong, and how the wheel turns."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from servicecraft.model.planning import Phase
from servicecraft.model.words import WheelStep
from servicecraft.planning.outline import Outline
from servicecraft.planning.timetable import Timetable
from servicecraft.tables import Cell, Table, TableColumn
from servicecraft.words import glossary, sentence

Moment = datetime.date | float | None
"""A day where the plan has a first day, else a number of working days."""


def phase_places(outline: Outline, phases: Iterable[str]) -> list[int]:
    """Where the activities of some phases stand."""
    wanted = set(phases)
    return [place for place, one in enumerate(outline.activities) if one.phase in wanted]


def span(outline: Outline, table: Timetable, places: Sequence[int]) -> tuple[Moment, Moment]:
    """When the first of some activities begins and the last one ends; nothing without any."""
    if not places:
        return None, None
    if outline.axis is None:
        return float(table.early_start[places].min()), float(table.early_finish[places].max())
    starts = [day for place in places if (day := table.start[place]) is not None]
    finishes = [day for place in places if (day := table.finish[place]) is not None]
    return min(starts, default=None), max(finishes, default=None)


def phases_table(outline: Outline, table: Timetable) -> Table:
    """The phases in their order."""
    rows = []
    for phase in outline.phases:
        places = phase_places(outline, [phase.id])
        room = [float(one) for one in table.total_float[places] if not np.isnan(one)]
        critical = bool(table.critical[places].any()) if places else None
        step = None if phase.step is None else phase.step.value
        rows.append(
            (phase.id, phase.name, step, len(places), *span(outline, table, places), min(room, default=None), critical)
        )
    names: list[str | TableColumn] = [
        "phase",
        "name",
        _step_column(outline),
        "activities",
        "start",
        "finish",
        "total_float",
        "critical",
    ]
    return outline.table(names, rows, title=outline.say(sentence("Phases")))


def _step_column(outline: Outline) -> TableColumn:
    label = glossary.column_label("phases", "step", outline.language)
    return TableColumn(name="step", label=label, words={one.value: one.label(outline.language) for one in WheelStep})


def gates_table(outline: Outline, table: Timetable) -> Table:
    """The gates by when they must hold; those of phases without activities come last."""
    rows: list[tuple[Cell, ...]] = []
    for gate in outline.gates:
        places = phase_places(outline, [gate.phase])
        opens = span(outline, table, places)[0]
        rows.append(
            (
                gate.phase,
                outline.phase_names.get(gate.phase, gate.phase),
                gate.condition,
                gate.threshold,
                opens,
                _at_latest(outline, table, places),
            )
        )
    rows.sort(key=lambda row: (row[4] is None, row[4]))
    columns = [
        TableColumn(name=name, label=glossary.column_label("gates", name, outline.language))
        for name in ("condition", "threshold")
    ]
    names: list[str | TableColumn] = ["phase", "name", *columns, "opens", "opens_at_latest"]
    return outline.table(names, rows, title=outline.say(sentence("What must hold before a phase begins")))


def _at_latest(outline: Outline, table: Timetable, places: Sequence[int]) -> Moment:
    """The latest start of what begins first in a phase."""
    if not places:
        return None
    if outline.axis is None:
        late = table.late_start[places]
        return float(late[~np.isnan(late)].min()) if (~np.isnan(late)).any() else None
    return min((day for place in places if (day := table.latest_start[place]) is not None), default=None)


def risks_table(outline: Outline) -> Table:
    """The risks, most likely first."""
    rows = [
        (
            one.id,
            one.name,
            outline.owner(one.owner),
            one.likelihood,
            one.effect,
            one.response,
            one.owner is not None and one.response is not None,
        )
        for one in sorted(outline.risks, key=lambda one: (one.likelihood is None, -(one.likelihood or 0.0), one.id))
    ]
    known = ("owner", "likelihood", "effect", "response")
    columns = [TableColumn(name=name, label=glossary.column_label("risks", name, outline.language)) for name in known]
    return outline.table(["id", "name", *columns, "answered"], rows, title=outline.say(sentence("Risks")))


def turns(phases: Sequence[Phase]) -> Iterator[list[Phase]]:
    """
    The phases that have a step, turn by turn.

    A turn begins where planning begins again, or where anything else than acting follows on acting.
    """
    turn: list[Phase] = []
    for phase in phases:
        if phase.step is None:
            continue
        last = turn[-1].step if turn else None
        again = phase.step is WheelStep.PLAN and last is not WheelStep.PLAN
        if turn and (again or (last is WheelStep.ACT and phase.step is not WheelStep.ACT)):
            yield turn
            turn = []
        turn.append(phase)
    if turn:
        yield turn


def wheel_table(outline: Outline, table: Timetable) -> Table:
    """The turns of the wheel, each with the phases of its steps."""
    rows: list[tuple[Cell, ...]] = []
    steps = tuple(WheelStep)
    for number, turn in enumerate(turns(outline.phases), 1):
        by_step = [tuple(one.id for one in turn if one.step is step) for step in steps]
        missing = tuple(step.value for step, found in zip(steps, by_step, strict=True) if not found)
        places = phase_places(outline, [one.id for one in turn])
        rows.append((number, *by_step, missing, *span(outline, table, places)))
    words = {step.value: step.label(outline.language) for step in steps}
    columns = [TableColumn(name=step.value, label=step.label(outline.language)) for step in steps]
    missing_column = TableColumn(name="missing", label=outline.column("missing").label, words=words)
    names: list[str | TableColumn] = ["cycle", *columns, missing_column, "start", "finish"]
    return outline.table(
        names, rows, title=outline.say(sentence("Turns of plan, do, check, act")), notes=_wheel_notes(outline, rows)
    )


def _wheel_notes(outline: Outline, rows: Sequence[Sequence[Cell]]) -> list[str]:
    whole = sum(not row[5] for row in rows)
    if len(rows) > 1:
        return [
            outline.say(
                sentence("The wheel turns {count} times, {whole} of them with all four steps."),
                count=len(rows),
                whole=whole,
            )
        ]
    if rows:
        return [outline.say(sentence("One turn is planned, and no next one yet."))]
    return [outline.say(sentence("No phase says which step of plan, do, check, act it is."))]
