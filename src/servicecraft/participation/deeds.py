"""Promises with their days, gifts and ideas: who has done something, and since when?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from servicecraft.model.words import CommitmentKind, ContributionKind
from servicecraft.participation.days import NOBODY, Days, Flags, Places, by_then, days_of, known
from servicecraft.participation.roster import Roster

COMMITMENTS = tuple(CommitmentKind)
GIFTS = tuple(ContributionKind)


@frozen(kw_only=True, eq=False)
class Promises:
    """
    Commitments in columns, as they stood on the day of a roster.

    Attributes:
        people: Place of who promised.
        kinds: Place in `COMMITMENTS`.
        due: The day by which it is to be kept; not known where none was named.
        done: The day on which it was kept; not known where it had not been by the day of the roster.
        evidenced: Which have something written down that shows it.
        verified: Which somebody else saw.
        statements: What was promised, `None` where it is kept out of the program.
    """

    people: Places
    kinds: Places
    due: Days
    done: Days
    evidenced: Flags
    verified: Flags
    statements: Sequence[str | None]


def promises_of(roster: Roster) -> Promises:
    """The commitments that had been made by the day of a roster; those without a day of making count as made."""
    day = roster.day
    rows = [one for one in roster.program.commitments if one.made_on is None or np.datetime64(one.made_on) <= day]
    people = roster.people_at([one.person for one in rows])
    witnesses = roster.people_at([one.verified_by for one in rows])
    return Promises(
        people=people,
        kinds=np.array([COMMITMENTS.index(one.kind) for one in rows], dtype=np.int64),
        due=days_of(one.due for one in rows),
        done=by_then(days_of(one.done_on for one in rows), day),
        evidenced=np.array([one.evidence is not None for one in rows], dtype=bool),
        verified=(witnesses != NOBODY) & (witnesses != people),
        statements=[one.statement for one in rows],
    )


@frozen(kw_only=True, eq=False)
class Gifts:
    """
    What was given by the day of a roster, in columns: contributions, and the ideas of people and units.

    Attributes:
        people: Place of who gave it, `NOBODY` for a unit.
        units: Place of the unit that gave it as a whole, `NOBODY` elsewhere.
        kinds: Place in `GIFTS`.
        on: The day.
        counts: How many gifts the row stands for.
    """

    people: Places
    units: Places
    kinds: Places
    on: Days
    counts: Places


def gifts_of(roster: Roster) -> Gifts:
    """The gifts of a program: contributions and handed-in ideas, each idea of staff being a gift of its author."""
    given = [one for one in roster.program.contributions if np.datetime64(one.on) <= roster.day]
    ideas = [one for one in roster.program.ideas if np.datetime64(one.submitted_on) <= roster.day]
    people = roster.people_at([*(one.person for one in given), *(one.author for one in ideas)])
    units = roster.units_at([*(one.unit for one in given), *(one.author for one in ideas)])
    ours = (people != NOBODY) | (
        units != NOBODY
    )  # ideas of customers and of nobody in particular are not gifts of staff
    kinds = [*(GIFTS.index(one.kind) for one in given), *[GIFTS.index(ContributionKind.IDEA)] * len(ideas)]
    return Gifts(
        people=people[ours],
        units=units[ours],
        kinds=np.array(kinds, dtype=np.int64)[ours],
        on=days_of([*(one.on for one in given), *(one.submitted_on for one in ideas)])[ours],
        counts=np.array([*(one.count for one in given), *[1] * len(ideas)], dtype=np.int64)[ours],
    )


def earliest(size: int, pairs: Sequence[tuple[Places, Days]]) -> Days:
    """The earliest day at each place, over several columns of places and days."""
    found = np.full(size, np.datetime64("NaT", "D"))
    places = np.concatenate([places for places, _ in pairs])
    days = np.concatenate([days for _, days in pairs])
    some = np.flatnonzero((places != NOBODY) & known(days))
    last_first = some[np.argsort(days[some], kind="stable")[::-1]]
    found[places[last_first]] = days[last_first]
    return found


def first_deed(roster: Roster, promises: Promises) -> Days:
    """The first day on which each row of a roster kept a promise, its first deed that can be set beside its words."""
    return earliest(len(roster.sizes), [(promises.people, promises.done)])
