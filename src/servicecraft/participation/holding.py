"""
Who holds which responsibility, from assignments down to people?

A role passes on what it holds to everybody who has it; a role that nobody named has, to those who are only counted at its
level. A unit does and is informed through everybody in it or below it; it
answers and is consulted through its head, or through everybody where it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
from attrs import evolve, frozen

from servicecraft.model.words import AssignmentCode
from servicecraft.participation.days import NOBODY, Flags, Places, by_then, days_of, known
from servicecraft.participation.roster import LEVELS, Roster, at, places_in

CODES = tuple(AssignmentCode)
DOES, ANSWERS, CONSULTED, INFORMED = range(len(CODES))
Held = frozenset[tuple[int, int]]
"""What somebody holds: places of responsibilities with places of codes."""
NOTHING: Held = frozenset()


@frozen(kw_only=True, eq=False)
class Holding:
    """
    Assignments in columns; people who are not there on the day hold nothing.

    Attributes:
        responsibilities: Place of the responsibility.
        codes: Place in `CODES`: R, A, C, I.
        people: Place of the person who holds it, `NOBODY` where it is no person.
        roles: Place of the role that holds it, `NOBODY` where it is no role.
        units: Place of the unit that holds it, `NOBODY` where it is no unit.
        accepted: Which the holder had accepted by the day.
        absent: How many assignments name somebody who is not there on the day.
    """

    responsibilities: Places
    codes: Places
    people: Places
    roles: Places
    units: Places
    accepted: Flags
    absent: int = 0

    def some(self, which: Flags, absent: int = 0) -> Holding:
        """Some of the assignments."""
        return Holding(
            responsibilities=self.responsibilities[which],
            codes=self.codes[which],
            people=self.people[which],
            roles=self.roles[which],
            units=self.units[which],
            accepted=self.accepted[which],
            absent=absent,
        )


def holding_of(roster: Roster) -> Holding:
    """Who holds what on the day of a roster."""
    program, rows = roster.program, roster.program.assignments
    places = {one.id: number for number, one in enumerate(program.responsibilities)}
    roles = {one.id: number for number, one in enumerate(program.roles)}
    found = Holding(
        responsibilities=np.array([places[one.responsibility] for one in rows], dtype=np.int64),
        codes=np.array([CODES.index(one.code) for one in rows], dtype=np.int64),
        people=roster.people_at([one.holder for one in rows]),
        roles=places_in(roles, [one.holder for one in rows]),
        units=roster.units_at([one.holder for one in rows]),
        accepted=known(by_then(days_of(one.accepted_on for one in rows), roster.day)),
    )
    there = at(roster.here, found.people, True)
    return found.some(there, absent=int((~there).sum()))


def through_heads(roster: Roster, holding: Holding) -> Holding:
    """The same with the head in place of a unit that answers or is consulted and has one."""
    heads = at(roster.heads, holding.units, NOBODY)
    speaks = np.isin(holding.codes, (ANSWERS, CONSULTED)) & at(roster.here, heads, False)
    return evolve(
        holding, people=np.where(speaks, heads, holding.people), units=np.where(speaks, NOBODY, holding.units)
    )


@frozen(kw_only=True, eq=False)
class Shares:
    """
    What each row of a roster holds. Many rows hold the same, so that each kind is told once, by where it comes from.

    Attributes:
        kinds: For each row the place of its kind.
        bases: For each kind what the role brings, or the level for people who are only counted.
        more: For each kind what the unit and the person's own assignments bring beside that.
    """

    kinds: Places
    bases: tuple[Held, ...]
    more: tuple[Held, ...]

    def held(self, row: int) -> Held:
        """What one row holds."""
        kind = int(self.kinds[row])
        return self.bases[kind] | self.more[kind]

    def counts(self, code: int | None = None) -> Places:
        """For each row how many responsibilities it holds, with one code or with any."""
        return np.asarray(self._counts[self.kinds, -1 if code is None else code], dtype=np.int64)

    @cached_property
    def _counts(self) -> Places:
        """For each kind how many responsibilities it holds with each code, and at all."""
        known: dict[Held, tuple[list[int], set[int]]] = {}
        found = []
        for base, more in zip(self.bases, self.more, strict=True):
            if base not in known:
                known[base] = (
                    [sum(code == one for _, one in base) for code in range(len(CODES))],
                    {row for row, _ in base},
                )
            counts, rows = known[base]
            added = [0] * len(CODES)
            for _, code in more:
                added[code] += 1
            at_all = len(rows) + len({row for row, _ in more} - rows)
            found.append([*(one + other for one, other in zip(counts, added, strict=True)), at_all])
        return np.array(found, dtype=np.int64).reshape(len(found), len(CODES) + 1)

    def people_behind(self, present: Places, responsibilities: int) -> Places:
        """For each responsibility how many people hold it with each code, each of them once."""
        people = np.bincount(self.kinds, present, len(self.bases)).astype(np.int64).tolist()
        by_base: dict[Held, int] = {}
        counts = np.zeros((responsibilities, len(CODES)), dtype=np.int64)
        for base, more, several in zip(self.bases, self.more, people, strict=True):
            by_base[base] = by_base.get(base, 0) + several
            for responsibility, code in more if several else ():
                counts[responsibility, code] += several
        for base, several in by_base.items():
            for responsibility, code in base:
                counts[responsibility, code] += several
        return counts


def shares_of(roster: Roster, holding: Holding) -> Shares:
    """What every row of a roster holds, by its role, its unit and itself."""
    held = through_heads(roster, holding)
    by_role, by_person = _held_by(held, held.roles), _held_by(held, held.people)
    by_unit = _inherited(roster, _held_by(held, held.units))
    of_level = [NOTHING.union(*(by_role[role] for role in vacant)) for vacant in _vacant(roster, by_role)]
    roles = np.where(np.isin(roster.roles, list(by_role)), roster.roles, NOBODY)
    own = np.full(len(roster.sizes), NOBODY, dtype=np.int64)
    own[list(by_person)] = list(by_person)
    distinct = {one: number for number, one in enumerate(dict.fromkeys((NOTHING, *by_unit.values())))}
    of_unit = np.array([distinct[by_unit.get(unit, NOTHING)] for unit in range(len(roster.parents))] + [0])
    levels = np.where(np.arange(len(roster.sizes)) < roster.named, NOBODY, roster.levels)
    keys = np.column_stack([roles, of_unit[roster.units], own, levels])
    kinds, places = np.unique(keys, axis=0, return_inverse=True)
    sets = tuple(distinct)
    bases, more = [], []
    for role, unit, person, level in kinds.tolist():
        bases.append(by_role.get(role, NOTHING) if level == NOBODY else of_level[level])
        beside = sets[unit] | by_person[person] if person in by_person else sets[unit]
        more.append(beside if beside.isdisjoint(bases[-1]) else beside - bases[-1])
    return Shares(kinds=places.ravel(), bases=tuple(bases), more=tuple(more))


def _vacant(roster: Roster, roles: Iterable[int]) -> list[list[int]]:
    """For each level the roles, among some, that nobody named has on the day."""
    taken = set(roster.roles[: roster.named][roster.here[: roster.named]].tolist())
    found: list[list[int]] = [[] for _ in LEVELS]
    for role in sorted(set(roles) - taken):
        found[LEVELS.index(roster.program.roles[role].level)].append(role)
    return found


def guessed_roles(roster: Roster, holding: Holding) -> list[str]:
    """The roles that hold something, that nobody named has, and that people who are only counted may have."""
    counted = set(roster.levels[roster.named :][roster.sizes[roster.named :] > 0].tolist())
    vacant = _vacant(roster, (one for one in holding.roles.tolist() if one != NOBODY))
    return [roster.program.roles[role].name for level in sorted(counted) for role in vacant[level]]


def _held_by(holding: Holding, holders: Places) -> dict[int, Held]:
    found: dict[int, set[tuple[int, int]]] = {}
    some = holders != NOBODY
    rows = zip(
        holders[some].tolist(), holding.responsibilities[some].tolist(), holding.codes[some].tolist(), strict=True
    )
    for holder, responsibility, code in rows:
        found.setdefault(holder, set()).add((responsibility, code))
    return {holder: frozenset(held) for holder, held in found.items()}


def _inherited(roster: Roster, by_unit: Mapping[int, Held]) -> dict[int, Held]:
    """What each unit holds by itself and by the units above it; equal sets are one object."""
    found: dict[int, Held] = dict(by_unit)
    for unit, above in roster.units_downwards() if by_unit else ():
        from_above = found.get(above, NOTHING)
        if from_above:
            found[unit] = from_above | found[unit] if unit in found else from_above
    return found
