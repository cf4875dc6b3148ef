"""Small programs of every shape that the network knows, made from a seed."""

from __future__ import annotations

import random

from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, ServiceLink
from servicecraft.model.settings import Settings
from servicecraft.model.structure import Headcount, Person, Resource, Role, Unit
from servicecraft.model.words import Level

ROLES = tuple(Role(id=f"role_{level.value}", level=level) for level in Level)


def random_program(seed: int, most: int = 8) -> Program:
    """Up to *most* parties: units with sub-units and members, people with managers, resources, loops, customers."""
    chance = random.Random(seed)
    size = chance.randint(1, most)
    count_units, count_resources = chance.randint(0, size // 2), chance.randint(0, max(0, size // 4))
    count_people = max(0, size - count_units - count_resources)
    units = [f"u{number}" for number in range(count_units)]
    people = [f"p{number}" for number in range(count_people)]
    resources = [f"r{number}" for number in range(count_resources)]
    customers = [f"c{number}" for number in range(chance.randint(1, 3))]
    heads = {one: chance.choice(people) if people and chance.random() < 0.5 else None for one in units}
    above = {one: chance.choice([None, *units[:number]]) for number, one in enumerate(units)}
    homes = {one: chance.choice([None, *units]) for one in people}
    managers = {one: chance.choice([None, *people[:number]]) for number, one in enumerate(people)}
    return Program(
        settings=Settings(
            dependence=chance.choice([0.5, 0.25, 0.75, 0.0]),
            leadership=chance.choice([0.25, 0.5, 0.0]),
            direction_part=chance.choice([0.25, 0.0, 1.0]),
        ),
        organisation=Organisation(
            roles=ROLES,
            units=tuple(
                Unit(
                    id=one,
                    parent=above[one],
                    head=heads[one] if _no_reporting_loop(one, heads, above, homes, managers) else None,
                    dependence=chance.choice([None, None, 0.125, 0.875]),
                    leadership=chance.choice([None, 0.125]),
                )
                for one in units
            ),
            headcounts=tuple(
                Headcount(unit=one, level=Level.SUPPORT, count=2) for one in units if chance.random() < 0.2
            ),
            people=tuple(
                Person(
                    id=one,
                    unit=homes[one],
                    manager=managers[one],
                    role=chance.choice([None, *(each.id for each in ROLES), "role_senior"]),
                    fte=chance.choice([1.0, 0.5, 0.25]),
                )
                for one in people
            ),
            resources=tuple(Resource(id=one, owner=chance.choice([None, *units, *people])) for one in resources),
        ),
        customers=tuple(
            Customer(id=one, weight=1.0 if not number else chance.choice([0.0, 1.0, 3.0]))
            for number, one in enumerate(customers)
        ),
        links=tuple(_links(chance, units, people, resources, customers, homes, above)),
    )


def _no_reporting_loop(unit, heads, above, homes, managers):
    """Heads are kept only where everyone names a manager of their own or is led by somebody earlier in the list."""
    head = heads[unit]
    members = [one for one, home in homes.items() if home == unit or above.get(home) is not None]
    return head is not None and all(managers[one] is not None or one == head or one > head for one in members)


def _links(chance, units, people, resources, customers, homes, above):
    givers, receivers = [*units, *people, *resources, "unmapped"], [*units, *people, *customers]
    seen = []
    for _ in range(chance.randint(1, 14)):
        giver, receiver = chance.choice(givers), chance.choice(receivers)
        if giver == receiver or homes.get(giver, above.get(giver)) == receiver:
            continue
        seen.append(ServiceLink(provider=giver, customer=receiver, importance=chance.choice([0.0, 1.0, 1.0, 3.0, 9.0])))
    return seen
