"""
Who has been asked to take responsibility, and has answered?

Asked is not accepted. A unit that was asked as a whole stands for everybody who works in it or below it and had joined by
then; somebody who was asked in person counts by that. Refusals are counted, in groups large enough, and never named.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from servicecraft.model.taking_part import Invitation
from servicecraft.model.words import Answer
from servicecraft.participation.days import NOBODY, Days, Flags, Places, days_of, known
from servicecraft.participation.roster import Roster

NOT_YET = np.datetime64("NaT", "D")


@frozen(kw_only=True, eq=False)
class Asked:
    """
    What became of asking, for each row of a roster.

    Attributes:
        first: The day of the first question; not known for those who were never asked.
        last: The day of the last one.
        answered: Who has answered.
        answered_on: The day of the last answer.
        accepted: Whose last answer was yes.
    """

    first: Days
    last: Days
    answered: Flags
    answered_on: Days
    accepted: Flags

    @property
    def asked(self) -> Flags:
        """Who has been asked at all."""
        return known(self.first)


def asked_by(roster: Roster) -> Asked:
    """What became of asking by the day of a roster; later questions and answers are not yet known then."""
    size = len(roster.sizes)
    found = Asked(
        first=np.full(size, NOT_YET),
        last=np.full(size, NOT_YET),
        answered=np.zeros(size, dtype=bool),
        answered_on=np.full(size, NOT_YET),
        accepted=np.zeros(size, dtype=bool),
    )
    rows = [one for one in roster.program.invitations if np.datetime64(one.asked_on) <= roster.day]
    _ask_units(roster, [one for one in rows if one.unit is not None], found)
    _ask_people(roster, [one for one in rows if one.person is not None], found)
    return found


def _ask_people(roster: Roster, rows: Sequence[Invitation], found: Asked) -> None:
    people, asked, answered, accepted = _columns(roster, rows, roster.people_at([one.person for one in rows]))
    personally = np.unique(people)
    for column in (found.first, found.last, found.answered_on):
        column[personally] = NOT_YET
    for flags in (found.answered, found.accepted):
        flags[personally] = False
    order = np.argsort(asked, kind="stable")
    found.last[people[order]] = asked[order]
    found.first[people[order[::-1]]] = asked[order[::-1]]
    told = np.flatnonzero(known(answered))
    told = told[np.lexsort((asked[told], answered[told]))]  # where one person answered twice, the last answer stays
    found.answered[people[told]] = True
    found.answered_on[people[told]] = answered[told]
    found.accepted[people[told]] = accepted[told]


def _columns(roster: Roster, rows: Sequence[Invitation], places: Places) -> tuple[Places, Days, Days, Flags]:
    """Place, day of the question, day of the answer as far as it had come, and whether it was yes."""
    asked = days_of(one.asked_on for one in rows)
    answered = days_of((one.answered_on or one.asked_on) if one.answer is not None else None for one in rows)
    answered = np.where(answered <= roster.day, answered, NOT_YET)
    return places, asked, answered, np.array([one.answer is Answer.ACCEPTED for one in rows], dtype=bool)


def _ask_units(roster: Roster, rows: Sequence[Invitation], found: Asked) -> None:
    """Everybody in a unit, or below it, who had joined when the unit was asked."""
    units, asked, answered, accepted = _columns(roster, rows, roster.units_at([one.unit for one in rows]))
    of_unit: dict[int, Places] = {}
    for row, unit in enumerate(units.tolist()):
        of_unit[unit] = np.append(of_unit.get(unit, np.zeros(0, dtype=np.int64)), row)
    for unit, above in roster.units_downwards() if of_unit else ():
        inherited = [of_unit[one] for one in (above, unit) if one in of_unit]
        if inherited:
            of_unit[unit] = here = np.concatenate(inherited)
            here = here[np.argsort(asked[here], kind="stable")]
            _mark(roster, roster.rows_in(unit), (asked[here], answered[here], accepted[here]), found)


def _mark(roster: Roster, members: Places, asking: tuple[Days, Days, Flags], found: Asked) -> None:
    """Each member counts from the first question after joining on."""
    asked, answered, accepted = asking
    begin = np.searchsorted(asked, roster.joined[members])
    members, begin = members[begin < len(asked)], begin[begin < len(asked)]
    newest = np.empty(len(asked), dtype=np.int64)  # for each question the newest answer to it or to a later one
    best = NOBODY
    for place in range(len(asked) - 1, -1, -1):
        if known(answered[place]) and (best == NOBODY or answered[place] > answered[best]):
            best = place
        newest[place] = best
    found.first[members], found.last[members] = asked[begin], asked[-1]
    told = newest[begin] != NOBODY
    found.answered[members] = told
    answer = newest[begin][told]
    found.answered_on[members[told]], found.accepted[members[told]] = answered[answer], accepted[answer]
