"""
The people side of an organisation made by chance: a tree of units, heads, levels, and those who are only counted.

Everything is a column of whole numbers; positions stand for rows until the very end. The person at position *n* is the
head of the unit at position *n*, as long as there are units.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicecraft.examples.dice import Dice, Integers

Column = NDArray[np.generic]
"""One column of a table: texts (or nothing) as objects, numbers, truth values or days."""
Columns = dict[str, Column]
"""The columns of a table by name, all of one length."""

MEMBERS = 10
"""People in a unit, on average."""
PARTS = 5
"""Units below a unit that has any, on average."""
GROUP = 25
"""People in a row of people who are only counted, at most."""

SENIORS_ONE_IN = 200
"""For how many people there is one unit, counted from the top, that a senior leads."""

LEVELS = ("senior", "middle", "supervisor", "front_line", "support", "operational")
SENIOR, MIDDLE, SUPERVISOR, FRONT_LINE, SUPPORT, OPERATIONAL = range(len(LEVELS))
KINDS = ("direction", "department", "branch", "plant", "office", "contractor")
DIRECTION, DEPARTMENT, BRANCH, PLANT, OFFICE, CONTRACTOR = range(len(KINDS))

_LEAF_SHARES = (55, 30, 15)  # branches, plants, offices among units that have no parts
_LEVEL_SHARES = np.array(
    # of a hundred who lead no unit, how many stand at each level
    [
        (30, 20, 0, 0, 50, 0),  # direction
        (0, 8, 4, 38, 35, 15),  # department
        (0, 0, 3, 74, 8, 15),  # branch
        (0, 0, 5, 4, 14, 77),  # plant
        (0, 2, 3, 9, 80, 6),  # office
    ],
    dtype=np.int64,
)
_ROLES = (
    ("director", "manager", "supervisor", "adviser", "analyst", "operator"),
    ("director", "manager", "supervisor", "clerk", "technician", "cleaner"),
)
_FIRST_DAY, _DAYS = np.datetime64("2000-01-01"), 9_497
"""Everybody joined between the first day of 2000 and the end of 2025."""


@frozen(kw_only=True, eq=False)
class Shape:
    """
    Who there is, as columns of positions.

    Attributes:
        named: How many people are named.
        parent: For each unit the position of the unit it is a part of; -1 for none.
        kind: For each unit its kind, as a position in `KINDS`.
        unit: For each named person the unit.
        level: For each named person the level, as a position in `LEVELS`.
        counted_unit: For each group of counted people the unit.
        counted_level: For each group its level.
        counted: For each group how many they are.
    """

    named: int
    parent: Integers
    kind: Integers
    unit: Integers
    level: Integers
    counted_unit: Integers
    counted_level: Integers
    counted: Integers

    @property
    def units(self) -> int:
        """How many units have a head; contractors' units follow after them."""
        return int(np.count_nonzero(self.kind != CONTRACTOR))


def shape(people: int, counted: int, seed: int) -> Shape:
    """An organisation of *people*, of whom *counted* are not named."""
    named = people - counted
    units = 1 + (named - 1) // MEMBERS
    parent = _parents(units, Dice(seed, 1))
    kind = _kinds(parent, Dice(seed, 2))
    unit = np.concatenate([np.arange(units), Dice(seed, 3).below(units, named - units)])
    level = _levels(kind[unit], Dice(seed, 4))
    level[:units] = _head_levels(kind, named)
    groups = -(-counted // GROUP)
    contractors = -(-groups // 2)
    of_group, its_level = _groups(groups, units, Dice(seed, 5))
    return Shape(
        named=named,
        parent=np.concatenate([parent, np.full(contractors, -1, dtype=np.int64)]),
        kind=np.concatenate([kind, np.full(contractors, CONTRACTOR, dtype=np.int64)]),
        unit=unit,
        level=level,
        counted_unit=of_group,
        counted_level=its_level,
        counted=(counted // max(groups, 1) + (np.arange(groups) < counted % max(groups, 1))).astype(np.int64),
    )


def _parents(units: int, dice: Dice) -> Integers:
    position = np.arange(1, units, dtype=np.int64)
    nearby = dice.below(np.minimum(position, 2 * PARTS), units - 1)
    return np.concatenate([np.array([-1], dtype=np.int64), (position - 1 - nearby) // PARTS])


def _kinds(parent: Integers, dice: Dice) -> Integers:
    kind = BRANCH + dice.pick(_LEAF_SHARES, len(parent))
    kind[parent[1:]] = DEPARTMENT
    kind[0] = DIRECTION if len(parent) > 1 else BRANCH
    return kind


def _levels(kind: Integers, dice: Dice) -> Integers:
    steps = np.cumsum(_LEVEL_SHARES, axis=1)[kind]
    level: Integers = np.count_nonzero(dice.below(100, len(kind))[:, np.newaxis] >= steps, axis=1).astype(np.int64)
    return level


def _head_levels(kind: Integers, named: int) -> Integers:
    leads_units = (kind == DIRECTION) | (kind == DEPARTMENT)
    on_top = np.arange(len(kind)) < max(1, named // SENIORS_ONE_IN)
    level = np.where(leads_units, np.where(on_top, SENIOR, MIDDLE), SUPERVISOR)
    level[0] = SENIOR
    return level


def _groups(groups: int, units: int, dice: Dice) -> tuple[Integers, Integers]:
    position = np.arange(groups, dtype=np.int64)
    hired = position % 2 == 0  # every other group is the crew of a contractor
    unit = np.where(hired, units + position // 2, dice.below(units, groups))
    level = np.where(hired, OPERATIONAL, FRONT_LINE + dice.below(3, groups))
    return unit, level


def numbered(letter: str, count: int) -> Column:
    """Ids that sort as their numbers do: `p001` … `p250`."""
    width = len(str(count))
    return texts([f"{letter}{number:0{width}}" for number in range(1, count + 1)])


def texts(values: list[str]) -> Column:
    """A column of texts as objects, which every dataframe library reads and which holds a repeated text once."""
    column = np.empty(len(values), dtype=np.object_)
    column[:] = values
    return column


def chosen(words: tuple[str, ...], positions: Integers) -> Column:
    """A column of the words at some positions."""
    return texts(list(words))[positions]


def only(where: NDArray[np.bool_], column: Column) -> Column:
    """A column of texts with nothing in all other places."""
    kept = np.full(len(column), None, dtype=np.object_)
    kept[where] = column[where]
    return kept


def unit_columns(made: Shape, unit_ids: Column, person_ids: Column) -> Columns:
    """The table of units."""
    own = np.arange(len(made.parent)) < made.units
    parent = only(made.parent >= 0, unit_ids[made.parent])
    head = only(own, person_ids[np.minimum(np.arange(len(own)), made.named - 1)])
    return {"id": unit_ids, "parent": parent, "head": head, "kind": chosen(KINDS, made.kind), "outside": ~own}


def headcount_columns(made: Shape, unit_ids: Column) -> Columns:
    """The table of people who are only counted."""
    outside = (made.kind[made.counted_unit] == CONTRACTOR).astype(np.int64)
    return {
        "unit": unit_ids[made.counted_unit],
        "level": chosen(LEVELS, made.counted_level),
        "belongs_as": chosen(("employee", "external"), outside),
        "count": made.counted,
    }


def role_columns() -> Columns:
    """The table of roles, the same for every organisation."""
    levels = {role: level for roles in _ROLES for role, level in zip(roles, LEVELS, strict=True)}
    return {"id": texts(list(levels)), "level": texts(list(levels.values()))}


def person_columns(made: Shape, unit_ids: Column, person_ids: Column, seed: int) -> Columns:
    """The table of named people; one in ten of those who lead nobody has a manager outside the own unit."""
    dice = Dice(seed, 6)
    words = (*_ROLES[0], *_ROLES[1])
    role = chosen(words, made.level + len(LEVELS) * dice.below(2, made.named))
    lent = (dice.below(10, made.named) == 0) & (np.arange(made.named) >= made.units)
    manager = only(lent, person_ids[np.maximum(made.parent[made.unit], 0)])
    belonging = dice.pick((95, 5), made.named)
    belonging[0] = 2
    part = np.array((1.0, 0.5, 0.8))[dice.pick((80, 10, 10), made.named)]
    joined = _FIRST_DAY + dice.below(_DAYS, made.named).astype("timedelta64[D]")
    return {
        "id": person_ids,
        "role": role,
        "unit": unit_ids[made.unit],
        "manager": manager,
        "belongs_as": chosen(("employee", "external", "owner"), belonging),
        "fte": part,
        "joined": joined,
    }
