"""
The bakery from which every page of the documentation starts: four people, five links, two groups of customers.

It is invented. It is small enough to be worked out by hand, and its influence shares are known exactly, so it is good
for learning the words and for checking an installation.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, Service, ServiceLink
from servicecraft.model.structure import Person, Role
from servicecraft.model.taking_part import Assignment, Commitment, Idea, Responsibility
from servicecraft.model.voices import Instrument, Rating, Survey
from servicecraft.model.words import (
    Answer,
    AssignmentCode,
    Belonging,
    CommitmentKind,
    InstrumentKind,
    Level,
    ResponsibilityKind,
)
from servicecraft.words import base_language

Wording = Callable[[str, str], str]
"""Chooses between a text in English and the same text in Spanish."""


def bakery(language: str = "en") -> Program:
    """
    The bakery: Ana owns it, Ben bakes, Carla serves at the counter, Dan cleans.

    Args:
        language: The locale in which its texts are written: Spanish for `es` and its countries, else English.

    Returns:
        A program whose ids and numbers are the same in both languages. Who rates whom, and the few other rows, are
        there for the pages that need them; none of them changes the influence shares.

    >>> program = bakery()
    >>> program
    <Program 'Bakery': 4 people, 0 units, 5 links>
    >>> for link in program.links:
    ...     print(link.provider, "→", link.customer, link.importance)
    ben → carla 3.0
    dan → carla 1.0
    dan → ben 1.0
    carla → walk_in 1.0
    ben → cafe 1.0
    >>> program.organisation.manager_of("dan")
    'ana'
    >>> bakery("es_MX").customer("walk_in").name
    'Quienes entran por la puerta'
    """
    word = _wording(language)
    return Program(
        name=word("Bakery", "Panadería"),
        language=language,
        organisation=_organisation(word),
        customers=_customers(word),
        links=_links(),
        services=_services(word),
        responsibilities=_responsibilities(word),
        assignments=_assignments(),
        commitments=_commitments(word),
        ideas=_ideas(word),
        instruments=_instruments(word),
        surveys=_surveys(word),
        ratings=_ratings(),
    )


def _wording(language: str) -> Wording:
    spanish = base_language(language) == "es"
    return lambda in_english, in_spanish: in_spanish if spanish else in_english


def _organisation(word: Wording) -> Organisation:
    return Organisation(
        name=word("Bakery", "Panadería"),
        roles=(
            Role(id="owner", name=word("Owner", "Dueña"), level=Level.SENIOR),
            Role(id="baker", name=word("Baker", "Panadero"), level=Level.OPERATIONAL),
            Role(id="counter", name=word("Counter assistant", "Dependienta"), level=Level.FRONT_LINE),
            Role(id="cleaner", name=word("Cleaner", "Encargado de limpieza"), level=Level.OPERATIONAL),
        ),
        people=(
            Person(id="ana", name="Ana", role="owner", belongs_as=Belonging.OWNER),
            Person(id="ben", name="Ben", role="baker", manager="ana"),
            Person(id="carla", name="Carla", role="counter", manager="ana"),
            Person(id="dan", name="Dan", role="cleaner", manager="ana"),
        ),
    )


def _customers(word: Wording) -> tuple[Customer, ...]:
    return (
        Customer(id="walk_in", name=word("People who walk in", "Quienes entran por la puerta"), weight=3),
        Customer(id="cafe", name=word("The café next door", "El café de al lado"), weight=1),
    )


def _links() -> tuple[ServiceLink, ...]:
    return (
        ServiceLink(provider="ben", customer="carla", importance=3),
        ServiceLink(provider="dan", customer="carla", importance=1),
        ServiceLink(provider="dan", customer="ben", importance=1),
        ServiceLink(provider="carla", customer="walk_in", service="counter_sale", importance=1),
        ServiceLink(provider="ben", customer="cafe", service="delivery", importance=1),
    )


def _services(word: Wording) -> tuple[Service, ...]:
    return (
        Service(
            id="counter_sale",
            name=word("Bread at the counter", "Pan en el mostrador"),
            stage=word("Choosing and paying", "Elegir y pagar"),
            promise=word("A greeting and warm bread", "Un saludo y pan caliente"),
            owner="carla",
        ),
        Service(
            id="delivery",
            name=word("Bread for the café", "Pan para el café"),
            stage=word("Before opening", "Antes de abrir"),
            promise=word("The order at the door by seven", "El pedido en la puerta a las siete"),
            owner="ben",
        ),
    )


def _responsibilities(word: Wording) -> tuple[Responsibility, ...]:
    execute = ResponsibilityKind.EXECUTE
    return (
        Responsibility(
            id="listen",
            name=word("Read every month what customers say", "Leer cada mes lo que dicen los clientes"),
            kind=ResponsibilityKind.EVALUATE,
        ),
        Responsibility(
            id="serve", name=word("Serve at the counter", "Atender el mostrador"), kind=execute, service="counter_sale"
        ),
        Responsibility(
            id="deliver",
            name=word("Bring the café its bread", "Llevar el pan al café"),
            kind=execute,
            service="delivery",
        ),
    )


def _assignments() -> tuple[Assignment, ...]:
    accepted = date(2026, 1, 12)
    letters = {
        "listen": {"ana": "A", "carla": "R", "ben": "I", "dan": "I"},
        "serve": {"ana": "A", "carla": "R", "dan": "C"},
        "deliver": {"ana": "A", "ben": "R"},
    }
    return tuple(
        Assignment(responsibility=one, holder=holder, code=AssignmentCode(letter), accepted_on=accepted)
        for one, holders in letters.items()
        for holder, letter in holders.items()
    )


def _commitments(word: Wording) -> tuple[Commitment, ...]:
    return (
        Commitment(
            person="ana",
            statement=word("I serve at the counter one Saturday a month", "Atiendo el mostrador un sábado al mes"),
            kind=CommitmentKind.MISSION,
            made_on=date(2026, 1, 12),
            due=date(2026, 3, 31),
            done_on=date(2026, 3, 28),
            evidence=word("Three Saturdays in the rota", "Tres sábados en el cuadro de turnos"),
            verified_by="carla",
        ),
    )


def _ideas(word: Wording) -> tuple[Idea, ...]:
    return (
        Idea(
            id="dry_floor",
            name=word("A dry floor at opening time", "El suelo seco a la hora de abrir"),
            author="dan",
            topic=word("cleaning", "limpieza"),
            text=word(
                "If the oven room is cleaned in the evening, Ben can start on a dry floor.",
                "Si el obrador se limpia por la tarde, Ben empieza con el suelo seco.",
            ),
            owner="ana",
            submitted_on=date(2026, 2, 3),
            acknowledged_on=date(2026, 2, 4),
            decided_on=date(2026, 2, 10),
            decision=Answer.ACCEPTED,
            reason=word("It costs nothing and helps two of us.", "No cuesta nada y nos ayuda a dos."),
            implemented_on=date(2026, 2, 16),
            recognised_on=date(2026, 2, 28),
        ),
    )


def _instruments(word: Wording) -> tuple[Instrument, ...]:
    labels = (
        ("very poor", "muy malo"),
        ("poor", "malo"),
        ("fair", "regular"),
        ("good", "bueno"),
        ("very good", "muy bueno"),
    )
    return (
        Instrument(
            id="one_to_five",
            name=word("Satisfaction from 1 to 5", "Satisfacción de 1 a 5"),
            lowest=1,
            highest=5,
            labels=tuple(word(in_english, in_spanish) for in_english, in_spanish in labels),
            kind=InstrumentKind.CSAT,
        ),
    )


def _surveys(word: Wording) -> tuple[Survey, ...]:
    return (
        Survey(
            id="march",
            name=word("Cards of March 2026", "Tarjetas de marzo de 2026"),
            instrument="one_to_five",
            opened_on=date(2026, 3, 2),
            closed_on=date(2026, 3, 20),
            results_returned_on=date(2026, 3, 30),
        ),
    )


def _ratings() -> tuple[Rating, ...]:
    scores = {
        ("walk_in", "carla"): (4, 5, 4, 3, 5, 4, 4, 4),
        ("cafe", "ben"): (4, 3, 4, 4),
        ("carla", "ben"): (4,),
        ("carla", "dan"): (3,),
        ("ben", "dan"): (4,),
    }
    return tuple(
        Rating(survey="march", rater=rater, provider=provider, score=score, on=date(2026, 3, 2 + index))
        for (rater, provider), given in scores.items()
        for index, score in enumerate(given)
    )
