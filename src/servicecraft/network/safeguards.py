"""
Whose figures may be seen?

Units are the grain. The influence of a person is shown in programs of few people, or to the facilitator; a person's own
work and part of the shortfall stand on that person's card and nowhere else: in tables they are gathered with those of the
others in the unit, so that columns still add up.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from servicecraft.errors import NetworkError
from servicecraft.network.drawing import NOBODY, PERSON, UNIT, Drawing, Flags, Floats, Whole
from servicecraft.network.groups import FEWEST_TOGETHER, few_together, id_order, named
from servicecraft.words import say, sentence

MOST_SHOWN_PEOPLE = 12
"""Up to so many people their own influence is shown to all (domain: what the figures are for). No setting loosens it."""
FACILITATOR = "facilitator"


@frozen(kw_only=True, eq=False)
class Gathering:
    """
    In which row of a table the figures of each party stand.

    Attributes:
        ids: The ids of the rows: parties in the order of their ids; `None` for people whom no unit gathers.
        names: Their names.
        share: For each party the row of its influence.
        work: For each party the row of its own work and of everything that tells of it.
        own: For each row the party of this id, `NOBODY` for none.
    """

    ids: tuple[str | None, ...]
    names: tuple[str, ...]
    share: Whole
    work: Whole
    own: Whole


def everyone(drawing: Drawing) -> int:
    """How many people there are, those who are only counted included."""
    return drawing.people + int(_unnamed(drawing).sum())


def shows_people(drawing: Drawing, audience: str | None) -> bool:
    """Whether the influence of people may be shown one by one."""
    return not drawing.guarded or audience == FACILITATOR or everyone(drawing) <= MOST_SHOWN_PEOPLE


def guard(drawing: Drawing, by: str, audience: str | None) -> None:
    """
    Refuse influence person by person in a larger program, except for the facilitator.

    Raises:
        NetworkError: There are too many people for their figures to be shown one by one.
    """
    if by == "person" and drawing.people and not shows_people(drawing, audience):
        raise NetworkError.of("SC-508", everyone(drawing), limit=MOST_SHOWN_PEOPLE).in_language(drawing.language)


def refuse_single_people(drawing: Drawing, places: list[int], below: list[Flags], shares: Floats) -> None:
    """
    Refuse to build on own work, as ratings tell it, of one person or of so few that it would show.

    Args:
        drawing: The parties.
        places: The parties that are asked about.
        below: For each of them who works in it.
        shares: The influence of every party.

    Raises:
        NetworkError: The answer would show somebody's own work.
    """
    people, unnamed = (drawing.kinds == PERSON) & (shares > 0), _unnamed(drawing)
    for place, inside in zip(places, below, strict=True):
        named = int((inside & people).sum())
        if drawing.guarded and named > 0 and named + float(unnamed[inside].sum()) < FEWEST_TOGETHER:
            raise NetworkError.of("SC-510", drawing.id_of(place), fewest=FEWEST_TOGETHER).in_language(drawing.language)


def gathering_notes(drawing: Drawing) -> list[str]:
    """What is said under a table in which own work of people is gathered."""
    if not (drawing.guarded and drawing.people):
        return []
    text = sentence(
        "Own work and contributions of people stand together in the row of their unit; a person's own are on their card."
    )
    return [say(text, drawing.language)]


def gathered(drawing: Drawing, shares: Floats, *, alone: bool) -> Gathering:
    """
    The rows of a table, with the own work of people in the rows of their units.

    Args:
        drawing: The parties.
        shares: The influence of every party; who has none does not count among those who are gathered.
        alone: Whether the influence of people stands in rows of their own.
    """
    people = (drawing.kinds == PERSON) & drawing.guarded
    listed = np.flatnonzero(~people | alone)
    order = id_order(drawing, listed)
    row = np.full(drawing.size + 1, len(order))
    row[order] = np.arange(len(order))
    work = row[: drawing.size].copy()
    homes = _homes(drawing, people, shares > 0)
    work[people] = row[homes[people]]  # nobody's home is the row after the last one
    share = np.where(people & (not alone), work, row[: drawing.size])
    ids, names = named(drawing, order)
    if not (people & (homes == NOBODY)).any():
        return Gathering(ids=tuple(ids), names=tuple(names), share=share, work=work, own=order)
    others = sentence("other people") if (homes != NOBODY).any() else sentence("people")
    rest = say(others, drawing.language)
    return Gathering(ids=(*ids, None), names=(*names, rest), share=share, work=work, own=np.append(order, NOBODY))


def _homes(drawing: Drawing, people: Flags, felt: Flags) -> Whole:
    """For each of the people the nearest unit, from their own upward, with enough people in it; `NOBODY` for none."""
    if not people.any():
        return np.full(drawing.size, NOBODY)
    above = np.where(drawing.kinds == UNIT, drawing.units, NOBODY)
    counts = np.bincount(drawing.units[people & felt & (drawing.units != NOBODY)], minlength=drawing.size).astype(float)
    unnamed = _unnamed(drawing)
    counts = np.where(counts > 0, counts + unnamed, 0.0)
    order = _from_below(drawing, above)
    target = np.arange(drawing.size + 1)
    target[-1] = NOBODY
    for unit in order:
        if 0 < counts[unit] < FEWEST_TOGETHER:
            target[unit] = above[unit]
            if above[unit] != NOBODY:
                counts[above[unit]] += counts[unit]
    for unit in reversed(order):
        target[unit] = target[target[unit]]
    homes = np.where(people, target[drawing.units], NOBODY)
    return few_together(homes, people & felt, unnamed)


def _unnamed(drawing: Drawing) -> Floats:
    """How many are only counted in each unit."""
    return np.where(drawing.kinds == UNIT, drawing.fte, 0.0)


def _from_below(drawing: Drawing, above: Whole) -> list[int]:
    """The units, each after all units below it; those in a circle are left out."""
    open_ones = np.bincount(above[above != NOBODY], minlength=drawing.size)
    order = np.flatnonzero((drawing.kinds == UNIT) & (open_ones == 0)).tolist()
    for unit in order:  # grows while it is read
        parent = int(above[unit])
        if parent != NOBODY:
            open_ones[parent] -= 1
            if open_ones[parent] == 0:
                order.append(parent)
    return order
