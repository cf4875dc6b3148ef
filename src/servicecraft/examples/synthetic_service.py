"""
The service side of an organisation made by chance: who serves whom, and how those who are served rate it.

A link is one whole number while it is being made, provider times the number of parties plus customer, so that finding
the distinct ones is sorting numbers, which comes out the same everywhere.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from servicecraft.examples.dice import Dice, Integers
from servicecraft.examples.synthetic_people import (
    BRANCH,
    CONTRACTOR,
    DEPARTMENT,
    DIRECTION,
    FRONT_LINE,
    Column,
    Columns,
    Shape,
    chosen,
    numbered,
    texts,
)

_SCOPES = (60, 25, 15)  # of a hundred links between colleagues: in the same unit, in one nearby, anywhere
_ROUNDS = 6
"""How often links between colleagues are drawn before one makes do with fewer, as very small organisations must."""
_NEARBY = 4
"""How many units to either side count as nearby; units with one parent stand side by side."""
_MATTERS, _MATTER_SHARES = np.array((1.0, 3.0, 9.0)), (50, 35, 15)
_SCORE_SHARES = (4, 9, 22, 40, 25)
_RATED_DAYS = 181
_FIRST_RATED = np.datetime64("2026-01-01")


@frozen(kw_only=True)
class Parties:
    """
    Where each kind of party begins in one row of all parties: named people, units, resources, customers.

    Attributes:
        units: Position of the first unit; people stand before it.
        resources: Position of the first resource.
        customers: Position of the first customer.
        count: How many parties there are.
    """

    units: int
    resources: int
    customers: int
    count: int

    @classmethod
    def of(cls, made: Shape, resources: int, customers: int) -> Parties:
        """The parties of an organisation with some resources and customers."""
        first = made.named + len(made.parent)
        return cls(
            units=made.named,
            resources=first,
            customers=first + resources,
            count=first + resources + customers,
        )


def customer_columns(customer_ids: Column, seed: int) -> Columns:
    """The table of external customers, weighted by volume."""
    weight = 1.0 + Dice(seed, 11).below(100, len(customer_ids))
    return {"id": customer_ids, "weight": weight, "weight_basis": texts(["volume"] * len(customer_ids))}


def resource_columns(made: Shape, resource_ids: Column, person_ids: Column, seed: int) -> Columns:
    """The table of systems and equipment; the head of some unit answers for each."""
    owner = person_ids[Dice(seed, 12).below(made.units, len(resource_ids))]
    return {"id": resource_ids, "owner": owner}


def links(made: Shape, parties: Parties, most: int, seed: int) -> tuple[Integers, Integers]:
    """
    Providers and customers of all links, as positions among the parties, in their order.

    Every customer is served, whatever *most* says; then come whoever stands in front line, units and resources; the rest
    are links between colleagues, as many as there is room for.
    """
    needed = _distinct(_needed(made, parties))
    wanted = _distinct(_expected(made, parties, Dice(seed, 13)), but=needed)
    first = np.concatenate([needed, _thinned(wanted, most - len(needed))])
    room = most - len(first)
    others = _thinned(_colleagues(made, parties, room, Dice(seed, 14)), room)
    keys = np.sort(np.concatenate([first, others]))
    return keys // parties.count, keys % parties.count


def _needed(made: Shape, parties: Parties) -> Integers:
    customers = np.arange(parties.count - parties.customers, dtype=np.int64)
    front = np.flatnonzero(made.level == FRONT_LINE)
    provider = front[customers % len(front)] if len(front) else np.zeros(len(customers), dtype=np.int64)
    return provider * parties.count + parties.customers + customers


def _expected(made: Shape, parties: Parties, dice: Dice) -> Integers:
    """Links that an organisation cannot do without: front line, units and resources, each with somebody to serve."""
    outside = parties.count - parties.customers
    front = np.flatnonzero(made.level == FRONT_LINE)
    branches = np.flatnonzero(made.kind == BRANCH)
    inner = np.flatnonzero((made.kind > BRANCH) & (made.kind < CONTRACTOR))
    leaves = np.flatnonzero((made.kind != DIRECTION) & (made.kind != DEPARTMENT) & (made.kind != CONTRACTOR))
    crews = np.repeat(np.flatnonzero(made.kind == CONTRACTOR), 2)
    providers = [
        front,
        parties.units + branches,
        parties.units + (inner if len(branches) else inner[:0]),
        parties.units + crews,
        parties.resources + leaves % (parties.customers - parties.resources),
    ]
    customers = [
        parties.customers + dice.below(outside, len(front)),
        parties.customers + dice.below(outside, len(branches)),
        parties.units + branches[dice.below(max(len(branches), 1), len(inner) if len(branches) else 0)],
        parties.units + dice.below(made.units, len(crews)),
        parties.units + leaves,
    ]
    return np.concatenate(providers) * parties.count + np.concatenate(customers)


def _colleagues(made: Shape, parties: Parties, wanted: int, dice: Dice) -> Integers:
    """Rather more distinct links than wanted, where so many can be found in a few rounds."""
    found = np.zeros(0, dtype=np.int64)
    for _ in range(_ROUNDS):
        if len(found) < wanted:
            found = _distinct(np.concatenate([found, _drawn(made, parties, wanted * 5 // 4 + 8, dice)]))
    return found


def _drawn(made: Shape, parties: Parties, size: int, dice: Dice) -> Integers:
    """So many links between colleagues; some come twice, and fewer are left since nobody serves themselves."""
    provider = dice.below(made.named, size)
    scope = dice.pick(_SCOPES, size)
    steps = np.where(scope == 1, dice.below(2 * _NEARBY + 1, size) - _NEARBY, 0)
    unit = np.clip(made.unit[provider] + steps, 0, made.units - 1)
    members, sizes = np.argsort(made.unit, kind="stable"), np.bincount(made.unit, minlength=made.units)
    first = np.cumsum(sizes) - sizes
    colleague = members[first[unit] + dice.below(sizes[unit], size)]
    customer = np.where(scope == 2, dice.below(made.named, size), colleague)
    keys: Integers = (provider * parties.count + customer)[provider != customer]
    return keys


def _distinct(keys: Integers, but: Integers | None = None) -> Integers:
    ordered = np.sort(keys)
    fresh = np.ones(len(ordered), dtype=bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh] if but is None else ordered[fresh & ~np.isin(ordered, but)]


def _thinned(keys: Integers, most: int) -> Integers:
    """At most so many, taken at even steps."""
    if len(keys) <= most:
        return keys
    return keys[np.arange(max(most, 0), dtype=np.int64) * len(keys) // max(most, 1)]


def link_columns(party_ids: Column, provider: Integers, customer: Integers, seed: int) -> Columns:
    """The table of links."""
    importance = _MATTERS[Dice(seed, 15).pick(_MATTER_SHARES, len(provider))]
    return {"provider": party_ids[provider], "customer": party_ids[customer], "importance": importance}


def instrument_columns() -> Columns:
    """The scale of the ratings, from 1 to 5."""
    return {
        "id": texts(["satisfaction"]),
        "lowest": np.array([1.0]),
        "highest": np.array([5.0]),
        "kind": texts(["csat"]),
    }


def survey_columns() -> Columns:
    """The one survey to which all ratings belong: the first half of 2026."""
    return {
        "id": texts(["half_year"]),
        "instrument": texts(["satisfaction"]),
        "opened_on": np.array([_FIRST_RATED]),
        "closed_on": np.array([_FIRST_RATED + np.timedelta64(_RATED_DAYS - 1, "D")]),
    }


def rating_columns(along: Columns, count: int, seed: int) -> Columns:
    """The table of ratings: each is given along a link, and some providers are rated better than others."""
    dice = Dice(seed, 16)
    link = dice.below(len(along["provider"]), count)
    spread = dice.below(1 << 20, len(along["provider"])) % 3 - 1  # a link is rated lower, as others, or higher
    score = np.clip(1 + dice.pick(_SCORE_SHARES, count) + spread[link], 1, 5).astype(np.float64)
    return {
        "survey": chosen(("half_year",), np.zeros(count, dtype=np.int64)),
        "response": numbered("r", count),
        "rater": along["customer"][link],
        "provider": along["provider"][link],
        "score": score,
        "on": _FIRST_RATED + dice.below(_RATED_DAYS, count).astype("timedelta64[D]"),
    }
