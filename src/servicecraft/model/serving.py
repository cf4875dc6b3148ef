"""Who is served: external customers, links of service between parties, services, and what judges say of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import ClassVar

from servicecraft.model.columns import NO_ATTRIBUTES
from servicecraft.model.rows import (
    PARTIES,
    THE_ID,
    Row,
    attribute_values,
    choice,
    day,
    identifier,
    naming,
    number,
    own_words,
    reference,
    row,
)
from servicecraft.model.words import DeclaredBy, Question, WeightBasis


@row
class Customer(Row):
    """Somebody outside who receives the final service and rates it."""

    table: ClassVar[str] = "customers"

    id: str = identifier("A short name that other rows use for the customer or group of customers.")
    name: str = naming("What people call the customer or group of customers.", default=THE_ID)
    weight: float = number("Its part in the whole, against the other customers.", default=1.0, lowest=0)
    weight_basis: WeightBasis = choice(
        "What the weight stands for: all equal, volume or revenue.", WeightBasis, default=WeightBasis.EQUAL
    )
    attributes: Mapping[str, str] = attribute_values(
        "Values of the attributes that the program declares.", default=NO_ATTRIBUTES
    )


@row
class Service(Row):
    """One thing that is done for customers, at one moment of truth."""

    table: ClassVar[str] = "services"

    id: str = identifier("A short name that other rows use for the service.")
    name: str = naming("What the customer would call the service.", default=THE_ID)
    stage: str | None = own_words("The moment of truth at which the customer meets it.", default=None)
    promise: str | None = own_words("What the customer is promised.", default=None)
    indicator: str | None = reference(
        "The indicator that tells whether the promise is kept.", "indicators", default=None
    )
    owner: str | None = reference("Who answers for the service as a whole.", "people", "units", "roles", default=None)


@row
class ServiceLink(Row):
    """One service that one party gives another; the direction is always provider to customer."""

    table: ClassVar[str] = "links"

    provider: str = reference(
        "Who serves: a unit, a person or a resource; kind:… for all units of a kind.",
        *PARTIES,
        kinds=True,
        unmapped=True,
    )
    customer: str = reference(
        "Who is served: a unit, a person or an external customer; kind:… for all units of a kind.", *PARTIES, kinds=True
    )
    service: str | None = reference("The service that is given.", "services", default=None)
    importance: float = number(
        "How much it matters among all that this customer receives; 0 is no link.", default=1.0, lowest=0
    )
    declared_by: DeclaredBy | None = choice("Who said that the link exists.", DeclaredBy, default=None)
    since: datetime.date | None = day("First day of the link.", default=None)
    until: datetime.date | None = day("Last day of the link.", default=None, not_before="since")


@row
class Judgement(Row):
    """One judge's answer about a party or about one of its links; all answers are kept, since their spread matters."""

    table: ClassVar[str] = "judgements"
    subject: str = reference("The party that is judged; for importance, the one that receives.", *PARTIES)
    provider: str | None = reference(
        "For importance: the party whose service is judged.", *PARTIES, default=None, unmapped=True
    )
    question: Question = choice("What was asked.", Question)
    judge: str | None = reference("Who answered.", "people", "units", default=None)
    value: float = number("The answer: a part from 0 to 1, or points of importance.", lowest=0)
    on: datetime.date | None = day("The day of the answer.", default=None)
