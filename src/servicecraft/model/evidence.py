"""
On which day does a program stand?

The newest day on which something happened: somebody answered, finished, promised, suggested. What is due or planned is no
evidence, and neither is the day on which a link, a person or a plan begins or ends, since that is often known before.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from operator import attrgetter

from servicecraft.model.columns import Day
from servicecraft.model.program import Program

_EXPECTED = frozenset(
    ("due", "deadline", "not_before", "planned_start", "planned_finish", "start", "until", "since", "joined", "left")
)
"""Columns of days that may lie ahead, in any table."""
_ENDS_AHEAD = frozenset((("surveys", "closed_on"), ("solicitation_rounds", "closed_on")))
"""The last day of asking is written down when the asking begins."""


def newest_evidence(program: Program) -> datetime.date | None:
    """The newest day on which something happened; `None` where the program tells of nothing that happened on a day."""
    return max(_newest(program, evidence=True), default=None)


def standing_day(program: Program) -> datetime.date | None:
    """
    The day for which a program is judged where nobody names one.

    Returns:
        Its newest evidence; without any, the newest of all its days; `None` where it has none, so that any day will do.
    """
    return newest_evidence(program) or max(_newest(program, evidence=False), default=None)


def _newest(program: Program, *, evidence: bool) -> Iterator[datetime.date]:
    for table, rows in program.tables.items():
        for name, column in type(rows[0]).columns().items():
            ahead = name in _EXPECTED or (table, name) in _ENDS_AHEAD
            if isinstance(column, Day) and not (evidence and ahead):
                yield from filter(None, map(attrgetter(name), rows))
