"""
Somebody who works alone: the smallest program that is about something real.

It is invented. It shows that nothing needs a large organisation, and it is good for trying what an answer looks like
where there is one person, one link and nobody to lead.
"""

from __future__ import annotations

from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, ServiceLink
from servicecraft.model.structure import Person, Role
from servicecraft.model.words import Belonging, Level


def one_person() -> Program:
    """
    Rosa, who mends bicycles: owner and front line in one, and the cyclists of her street.

    Returns:
        A program of four rows: a role, a person, a customer, a link.

    >>> program = one_person()
    >>> program
    <Program 'Bicycle workshop': 1 people, 0 units, 1 links>
    >>> program.organisation.level_of("rosa").value
    'front_line'
    """
    return Program(
        name="Bicycle workshop",
        language="en",
        organisation=Organisation(
            name="Bicycle workshop",
            roles=(Role(id="mechanic", name="Mechanic", level=Level.FRONT_LINE),),
            people=(Person(id="rosa", name="Rosa", role="mechanic", belongs_as=Belonging.OWNER),),
        ),
        customers=(Customer(id="cyclists", name="Cyclists"),),
        links=(ServiceLink(provider="rosa", customer="cyclists"),),
    )
