"""
Who has completed which course, and when?

People of a unit who are only counted ("eight of the guards") are people of the unit, or below it, without a record of
their own: first those who are counted there, then named ones. Several such rows may tell of the same people, so that
the largest one says for certain how many have learnt at all.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from servicecraft.model.words import CourseTopic
from servicecraft.participation.days import NOBODY, Days, Flags, Floats, Places, days_of, known
from servicecraft.participation.roster import Roster

TOPICS = tuple(CourseTopic)


@frozen(kw_only=True, eq=False)
class Learning:
    """
    Completed courses by the day of a roster, in columns.

    Attributes:
        people: Place of the person, `NOBODY` where a unit's people are only counted.
        units: Place of the unit of those who are only counted, `NOBODY` elsewhere.
        counts: How many completed it.
        on: The day.
        hours: Hours of each of them.
        costs: What it cost for each of them; NaN where nobody says.
        topics: For each row and each of `TOPICS` whether the course teaches it.
        teachers: Place of whoever taught it, `NOBODY` where nobody is named.
    """

    people: Places
    units: Places
    counts: Places
    on: Days
    hours: Floats
    costs: Floats
    topics: Flags
    teachers: Places

    def some(self, which: Flags) -> Learning:
        """Some of the rows."""
        return Learning(
            people=self.people[which],
            units=self.units[which],
            counts=self.counts[which],
            on=self.on[which],
            hours=self.hours[which],
            costs=self.costs[which],
            topics=self.topics[which],
            teachers=self.teachers[which],
        )


def learning_of(roster: Roster) -> Learning:
    """What has been learnt by the day of a roster."""
    program = roster.program
    rows = [one for one in program.trainings if np.datetime64(one.completed_on) <= roster.day]
    courses = {one.id: number for number, one in enumerate(program.courses)}
    hours = np.array([one.hours for one in program.courses], dtype=np.float64)
    costs = np.array([np.nan if one.cost is None else one.cost for one in program.courses], dtype=np.float64)
    taught = np.array([[topic in one.topics for topic in TOPICS] for one in program.courses], dtype=bool)
    course = np.array([courses[one.course] for one in rows], dtype=np.int64)
    own = np.array([np.nan if one.hours is None else one.hours for one in rows], dtype=np.float64)
    return Learning(
        people=roster.people_at([one.person for one in rows]),
        units=roster.units_at([one.unit for one in rows]),
        counts=np.array([one.count or 1 for one in rows], dtype=np.int64),
        on=days_of(one.completed_on for one in rows),
        hours=np.where(np.isnan(own), hours[course] if len(rows) else own, own),
        costs=costs[course] if len(rows) else own,
        topics=taught[course] if len(rows) else np.zeros((0, len(TOPICS)), dtype=bool),
        teachers=roster.people_at([one.taught_by for one in rows]),
    )


@frozen(kw_only=True, eq=False)
class Learnt:
    """
    For each row of a roster what part of it has completed a course, and the first day; a part below 1 is of a group.

    Attributes:
        part: From 0 to 1.
        first: The first day, not known for those who completed none.
    """

    part: Floats
    first: Days


def learnt_by(roster: Roster, learning: Learning) -> Learnt:
    """Who has completed any of some courses."""
    part, first = np.zeros(len(roster.sizes)), np.full(len(roster.sizes), np.datetime64("NaT", "D"))
    named = np.flatnonzero(learning.people != NOBODY)
    latest_first = named[np.argsort(learning.on[named])[::-1]]
    first[learning.people[latest_first]] = learning.on[latest_first]
    part[learning.people[named]] = 1.0
    for unit, (count, day) in _counted(learning).items():
        rows = roster.rows_below(unit)
        rows = rows[(part[rows] == 0) & roster.here[rows]]
        spread(count, roster, rows, part)
        reached = rows[part[rows] > 0]
        first[reached] = np.where(known(first[reached]), first[reached], day)
    return Learnt(part=part, first=first)


def _counted(learning: Learning) -> dict[int, tuple[int, np.datetime64]]:
    """For each unit whose people were only counted the largest count, and the first day."""
    found: dict[int, tuple[int, np.datetime64]] = {}
    counted = np.flatnonzero(learning.units != NOBODY)
    for row in counted[np.argsort(learning.on[counted], kind="stable")].tolist():
        unit = int(learning.units[row])
        count, day = found.get(unit, (0, learning.on[row]))
        found[unit] = max(count, int(learning.counts[row])), day
    return found


def spread(count: int, roster: Roster, rows: Places, part: Floats) -> None:
    """Let so many people of some rows have it: first those who are only counted, then named ones, in equal parts."""
    left = float(count)
    for some in (rows[rows >= roster.named], rows[rows < roster.named]):
        size = float(roster.sizes[some].sum())
        if size > 0:
            part[some] = min(1.0, left / size)
            left = max(0.0, left - size)
