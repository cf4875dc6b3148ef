"""What stands still in a plan, and since when?"""

from __future__ import annotations

import datetime

from servicecraft.planning.snapshot import Snapshot
from servicecraft.tables import Cell, Table, TableColumn
from servicecraft.words import sentence


def stalls_table(now: Snapshot) -> Table:
    """The phases that stand still, longest first; see `Progress.stalls`."""
    outline = now.outline
    rows = [row for phase in [*outline.phase_names, None] if (row := _stall(now, phase))]
    rows.sort(key=lambda row: -float(str(row[3])))
    columns = [
        TableColumn(name=one, label=outline.column(one).label)
        for one in ("phase", "name", "since", "standing", "activities", "waits_for")
    ]
    text = sentence("A phase stands still after {days} working days without a start or a finish.")
    note = outline.say(text, days=outline.settings.stall_days)
    return outline.table(columns, rows, title=outline.say(sentence("What stands still")), notes=[note])


def _stall(now: Snapshot, phase: str | None) -> tuple[Cell, ...] | None:
    places = now.places(phase)
    waited = {place: day for place in places if (day := _expected_on(now, place)) is not None and day <= now.as_of}
    if not waited:
        return None
    since = max([min(waited.values()), *(day for place in places for day in _moves(now, place))])
    standing = now.state.now - now.axis.through(since)
    if standing < now.outline.settings.stall_days:
        return None
    ids = tuple(now.outline.activities[place].id for place in waited)
    blocked = dict.fromkeys(one for place in waited for one in now.waits_for(place) if one not in ids)
    return (phase, now.outline.phase_names.get(phase or ""), since, standing, ids, tuple(blocked))


def _expected_on(now: Snapshot, place: int) -> datetime.date | None:
    """The day from which an unfinished activity should be seen to move: its start, or when it was to start."""
    if now.state.finished[place]:
        return None
    started = now.outline.activities[place].started_on if now.state.begun[place] else None
    return started or now.due_start[place]


def _moves(now: Snapshot, place: int) -> list[datetime.date]:
    one = now.outline.activities[place]
    return [day for day in (one.started_on, one.finished_on) if day is not None and day <= now.as_of]
