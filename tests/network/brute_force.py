"""
The same figures by another route: exact fractions, equations written party by party, own elimination.

Nothing here is shared with the library but the model that both read.
"""

from __future__ import annotations

from fractions import Fraction

from servicecraft.model.program import Program
from servicecraft.model.words import Level

Row = dict[str, Fraction]


def equations(program: Program) -> tuple[dict[str, Fraction], dict[str, Row]]:
    """For every party its own-work part, and its part of every other one."""
    settings = program.settings
    units = {one.id: one for one in program.units}
    people = {one.id: one for one in program.people}
    own: dict[str, Fraction] = {}
    rest: dict[str, Row] = {}
    seniors = [one for one in program.people if one.role and program.organisation.role(one.role).level is Level.SENIOR]
    senior_ids = {one.id for one in seniors}
    fte = sum((Fraction(one.fte) for one in seniors), Fraction(0))
    for one in [*units, *people, *(each.id for each in program.resources)]:
        received = _received(program, one)
        dependence = Fraction(0)
        if received:
            said = units[one].dependence if one in units else None
            dependence = Fraction(settings.dependence if said is None else said)
        parts = _contributors(program, one) if one in units else {}
        leader = _leader(program, one, bool(parts))
        leadership = Fraction(0)
        if leader is not None:
            said = units[one].leadership if one in units else None
            leadership = Fraction(settings.leadership if said is None else said)
        if any(each.id == one for each in program.resources):
            dependence = leadership = Fraction(0)
        row: Row = {}
        for giver, share in received.items():
            row[giver] = row.get(giver, Fraction(0)) + (1 - leadership) * dependence * share
        own[one] = (1 - leadership) * (1 - dependence)
        for member, part in parts.items():
            row[member] = row.get(member, Fraction(0)) + own[one] * part
        if parts:
            own[one] = Fraction(0)
        if leader is not None:
            direction = Fraction(settings.direction_part) if seniors and one not in senior_ids else Fraction(0)
            row[leader] = row.get(leader, Fraction(0)) + leadership * (1 - direction)
            for senior in seniors if direction else ():
                row[senior.id] = row.get(senior.id, Fraction(0)) + leadership * direction * Fraction(senior.fte) / fte
        rest[one] = row
    if any(one.provider == "unmapped" for one in program.links):
        own["unmapped"], rest["unmapped"] = Fraction(1), {}
    return own, rest


def _received(program: Program, receiver: str) -> Row:
    given: Row = {}
    for link in program.links:
        if link.customer == receiver and link.importance > 0:
            given[link.provider] = given.get(link.provider, Fraction(0)) + Fraction(link.importance)
    total = sum(given.values(), Fraction(0))
    return {giver: importance / total for giver, importance in given.items()}


def _fte_below(program: Program, unit: str) -> Fraction:
    named = sum((Fraction(one.fte) for one in program.people if one.unit == unit), Fraction(0))
    counted = sum((one.count for one in program.headcounts if one.unit == unit), 0)
    return (
        named + counted + sum((_fte_below(program, one.id) for one in program.units if one.parent == unit), Fraction(0))
    )


def _contributors(program: Program, unit: str) -> Row:
    parts = {one.id: Fraction(one.fte) for one in program.people if one.unit == unit}
    parts |= {one.id: _fte_below(program, one.id) for one in program.units if one.parent == unit}
    if parts and not any(parts.values()):
        parts = dict.fromkeys(parts, Fraction(1))
    total = sum(parts.values(), Fraction(0))
    return {one: part / total for one, part in parts.items()}


def _leader(program: Program, party: str, passes_on: bool) -> str | None:
    if any(one.id == party for one in program.people):
        return program.organisation.manager_of(party)
    if any(one.id == party for one in program.units) and not passes_on:
        return program.organisation.unit(party).head
    return None


def customer_weights(program: Program) -> dict[str, Fraction]:
    """The weights of the customers who count and are served, adding up to 1."""
    kept = {one.id: Fraction(one.weight) for one in program.customers if one.weight and _received(program, one.id)}
    total = sum(kept.values(), Fraction(0))
    return {one: weight / total for one, weight in kept.items()}


def influence(program: Program) -> tuple[Row, Row]:
    """Throughput and influence of every party, exactly."""
    own, rest = equations(program)
    inflow = dict.fromkeys(own, Fraction(0))
    for customer, weight in customer_weights(program).items():
        for giver, share in _received(program, customer).items():
            inflow[giver] += weight * share
    turned: dict[str, Row] = {one: {} for one in own}
    for receiver, row in rest.items():
        for giver, part in row.items():
            turned[giver][receiver] = part
    passing = solved(turned, inflow)
    return passing, {one: own[one] * passing[one] for one in own}


def delivered(program: Program, own_work: Row) -> Row:
    """The quality that every party delivers, exactly."""
    own, rest = equations(program)
    return solved(rest, {one: own[one] * own_work[one] for one in own})


def solved(rows: dict[str, Row], start: Row) -> Row:
    """The x of x = start + rows x, by elimination in exact fractions."""
    names = list(start)
    system = [
        [Fraction(int(one == other)) - rows[one].get(other, Fraction(0)) for other in names] + [start[one]]
        for one in names
    ]
    for column in range(len(names)):
        pivot = next(row for row in range(column, len(names)) if system[row][column] != 0)
        system[column], system[pivot] = system[pivot], system[column]
        factor = system[column][column]
        system[column] = [value / factor for value in system[column]]
        for row in range(len(names)):
            if row != column and system[row][column] != 0:
                times = system[row][column]
                system[row] = [value - times * other for value, other in zip(system[row], system[column], strict=True)]
    return {name: system[index][-1] for index, name in enumerate(names)}


def distances(program: Program) -> dict[str, int | None]:
    """Fewest links to any customer: service and leadership 1, membership and direction 0, by relaxing until nothing moves."""
    seniors = [one for one in program.people if one.role and program.organisation.role(one.role).level is Level.SENIOR]
    senior_ids = {one.id for one in seniors}
    steps = [(one.provider, one.customer, 1) for one in program.links if one.importance > 0]
    steps += [(one.id, one.unit, 0) for one in program.people if one.unit]
    steps += [(one.id, one.parent, 0) for one in program.units if one.parent]
    own, _ = equations(program)
    for one in own:
        passes_on = any(one == unit.id for unit in program.units) and bool(_contributors(program, one))
        leader = _leader(program, one, passes_on)
        said = next((unit.leadership for unit in program.units if unit.id == one), None)
        if leader is not None and (program.settings.leadership if said is None else said) > 0:
            steps.append((leader, one, 1))
            if one not in senior_ids and program.settings.direction_part > 0:
                steps += [(senior, one, 0) for senior in sorted(senior_ids)]
    found: dict[str, int | None] = {**dict.fromkeys(own), **{one.id: 0 for one in program.customers}}
    moved = True
    while moved:
        moved = False
        for giver, receiver, cost in steps:
            there = found[receiver]
            here = found[giver]
            if there is not None and (here is None or there + cost < here):
                found[giver], moved = there + cost, True
    return {one: found[one] for one in own}
