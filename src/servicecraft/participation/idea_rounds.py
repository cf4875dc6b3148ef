"""How often are ideas asked for?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from servicecraft.participation.days import by_then, days_of, known, months_later, plain_days
from servicecraft.participation.roster import Roster
from servicecraft.participation.telling import Telling
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence


def rounds_table(roster: Roster, telling: Telling) -> Table:
    """The rounds of asking with the gaps between them; see `Ideas.rounds`."""
    asked = [one for one in roster.program.solicitation_rounds if np.datetime64(one.opened_on) <= roster.day]
    asked.sort(key=lambda one: (one.opened_on, one.closed_on or one.opened_on))
    opened = days_of(one.opened_on for one in asked)
    closed = by_then(days_of(one.closed_on for one in asked), roster.day)
    months = roster.program.settings.idea_round_months
    until = np.append(opened, roster.day)  # the last gap is still open
    open_end = np.where(np.arange(len(asked)) < len(asked) - 1, opened, roster.day)  # only the newest can still be open
    last = np.maximum.accumulate(np.where(known(closed), closed, open_end)) if asked else opened
    gaps = np.maximum((until[1:] - last).astype(np.int64), 0)
    late = months_later(last, months) < until[1:]
    people = [int(roster.present[_reached(roster, one.audience)].sum()) for one in asked]
    rows: list[Sequence[Cell]] = []
    for n, (first, end) in enumerate(zip(plain_days(opened), plain_days(closed), strict=True)):
        gap, too_long = (None, None) if n == 0 else (int(gaps[n - 1]), bool(late[n - 1]))
        rows.append((n + 1, first, end, people[n], gap, months, too_long))
    if asked and known(closed[-1:]).all():
        rows.append((None, None, None, None, int(gaps[-1]), months, bool(late[-1])))
    title = telling.say(sentence("When ideas were asked for"))
    notes = (
        [telling.say(sentence("The last row is the time since the last round."))]
        if rows and rows[-1][0] is None
        else []
    )
    columns = ("number", "opened_on", "closed_on", "people", "gap", "cadence", "late")
    return telling.table(columns, rows, title=title, notes=notes)


def _reached(roster: Roster, audience: Sequence[str]) -> np.ndarray:
    """The rows of those who were asked: everybody, or those in some units and below them."""
    if not audience:
        return np.arange(len(roster.sizes))
    found = [roster.rows_below(unit) for unit in roster.units_at(audience).tolist()]
    return np.unique(np.concatenate(found))
