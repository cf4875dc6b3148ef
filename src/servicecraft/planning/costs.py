"""What does a plan cost, and how much of that is due and done?"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import numpy as np

from servicecraft.planning.arrays import Floats
from servicecraft.planning.snapshot import Snapshot
from servicecraft.planning.timetable import DatesOrNone
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence

SHORTEST = 1e-9
"""Working days that an activity counts at least, so that what takes no time is due when its day has come."""


def costs_table(now: Snapshot) -> Table:
    """The costs by phase and in all; see `Progress.costs`."""
    outline = now.outline
    columns = _columns(now)
    groups: list[tuple[str | None, str]] = list(outline.phase_names.items())
    if now.places(None):
        groups.append((None, outline.say(sentence("without a phase"))))
    rows: list[tuple[Cell, ...]] = [
        (phase, name, *(float(column[now.places(phase)].sum()) for column in columns)) for phase, name in groups
    ]
    rows.append((None, outline.say(sentence("in all")), *(float(column.sum()) for column in columns)))
    notes = [outline.say(sentence("The cost of what is done is its planned cost by progress, not what was paid."))]
    missing = sum(one.cost is None for one in outline.activities)
    if missing:
        notes.append(outline.say(sentence("Activities without a cost: {count}."), count=missing))
    names = ["phase", "name", "planned_cost", "due_cost", "done_cost"]
    return outline.table(names, rows, title=outline.say(sentence("Costs")), notes=notes)


def _columns(now: Snapshot) -> tuple[Floats, Floats, Floats]:
    """What each activity costs, what of it is due and what of it is done."""
    cost = np.array([one.cost or 0.0 for one in now.outline.activities])
    first = np.array(_counted(now.due_start, now.axis.before), dtype=np.float64)
    last = np.array(_counted(now.due_finish, now.axis.through), dtype=np.float64)
    part = np.clip((now.state.now - first) / np.maximum(last - first, SHORTEST), 0.0, 1.0)
    due = np.where(last <= now.state.now, 1.0, part)
    return cost, cost * np.nan_to_num(due), cost * np.nan_to_num(now.state.progress)


def _counted(days: DatesOrNone, count: Callable[[datetime.date], int]) -> list[float]:
    return [np.nan if day is None else count(day) for day in days]
