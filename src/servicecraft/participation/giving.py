"""What people give to the cause: ideas, effort and goodwill, each of which counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from servicecraft.participation.coverage import TakingPart, withheld_groups
from servicecraft.participation.days import NOBODY, Floats, Places, plain_numbers, years_there
from servicecraft.participation.deeds import GIFTS, Gifts
from servicecraft.participation.groups import Groups, groups_of
from servicecraft.participation.rates import Rate
from servicecraft.participation.roster import Roster, at, summed
from servicecraft.participation.telling import Telling
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence


def contributions_table(part: TakingPart, by: str, telling: Telling) -> Table:
    """What each group gave; see `Participation.contributions`."""
    roster, gifts = part.roster, part.gifts
    groups = groups_of(roster, by, telling)
    people = summed(roster.present, groups.codes, len(groups))
    codes = _codes(gifts, groups)
    counts = [
        summed(gifts.counts[one], codes[one], len(groups)) for one in (gifts.kinds == k for k in range(len(GIFTS)))
    ]
    givers = summed(roster.present * part.part("contributed"), groups.codes, len(groups))
    guarded = withheld_groups(people, roster.program.settings.minimum_group)
    per_year = _per_year(roster, gifts, groups, np.sum(counts, axis=0))
    rows: list[Sequence[Cell]] = []
    for n, (identifier, name) in enumerate(zip(groups.ids, groups.names, strict=True)):
        head = (identifier, name, int(people[n]))
        if people[n] and guarded[n]:
            rows.append((*head, *[None] * 8, True))
        elif people[n]:
            share = Rate.of(givers[n], people[n], roster.program.settings.confidence).cells
            rows.append((*head, *(int(one[n]) for one in counts), int(givers[n]), *share, per_year[n], False))
    names = ("people", *(one.value for one in GIFTS), "givers", "share", "lower", "upper", "per_year", "withheld")
    title = telling.say(sentence("What people give"))
    return telling.table(
        ("id", "name", *names), rows, title=title, notes=_notes(part, codes, bool(guarded.any()), telling)
    )


def _codes(gifts: Gifts, groups: Groups) -> Places:
    """The group of every gift; what a whole unit gave has one only where groups are units, or where all are one."""
    codes = at(groups.codes, gifts.people, NOBODY)
    if groups.by == "unit":
        codes = np.where(gifts.units != NOBODY, gifts.units, codes)
    if groups.by == "all":
        codes = np.zeros_like(codes)
    return codes


def _per_year(roster: Roster, gifts: Gifts, groups: Groups, counts: Floats) -> list[float | None]:
    """Gifts for each person and year, from the first gift to the day, over the years that people were there."""
    if not len(gifts.on):
        return [None] * len(groups)
    years = roster.sizes * years_there(roster.joined, roster.left, gifts.on.min(), roster.day)
    there = summed(years, groups.codes, len(groups))
    return plain_numbers(np.divide(counts, there, out=np.full(len(groups), np.nan), where=there > 0))


def _notes(part: TakingPart, codes: Places, guarded: bool, telling: Telling) -> list[str]:
    notes = [telling.say(sentence("Ideas are those handed in and those told of as contributions."))]
    left = int(part.gifts.counts[codes == NOBODY].sum())
    if left:
        notes.append(telling.say(sentence("Given by whole units, in none of these groups: {count}."), count=left))
    if guarded:
        text = sentence("Withheld: groups under {minimum}, and others that would give them away.")
        notes.append(telling.say(text, minimum=part.roster.program.settings.minimum_group))
    return notes
