"""The tables of a program, in the order in which files show them."""

from __future__ import annotations

from collections.abc import Mapping

from servicecraft.model.planning import Activity, Gate, Phase, Plan, Risk, TeamMember
from servicecraft.model.rows import Row
from servicecraft.model.serving import Customer, Judgement, Service, ServiceLink
from servicecraft.model.structure import Headcount, Person, Resource, Role, Unit
from servicecraft.model.taking_part import (
    Assignment,
    Commitment,
    Contribution,
    Course,
    Decision,
    Idea,
    Invitation,
    Responsibility,
    SolicitationRound,
    Training,
    Waiver,
)
from servicecraft.model.vocabulary import DeclaredAttribute, VocabularyWord
from servicecraft.model.voices import (
    Case,
    ClimateAnswer,
    ClimateSummary,
    Indicator,
    Instrument,
    Measurement,
    Rating,
    RatingSummary,
    Survey,
)

HEADER_TABLES = ("vocabulary", "attributes")
"""Tables that stand in the header of a folder, since they say how the others are read."""
ORGANISATION_TABLES = ("units", "headcounts", "roles", "people", "resources")
"""Tables that make up the organisation."""
TABLES: Mapping[str, type[Row]] = {
    kind.table: kind
    for kind in (
        VocabularyWord,
        DeclaredAttribute,
        Unit,
        Headcount,
        Role,
        Person,
        Resource,
        Customer,
        ServiceLink,
        Service,
        Judgement,
        Responsibility,
        Assignment,
        Invitation,
        Commitment,
        Contribution,
        Course,
        Training,
        Idea,
        SolicitationRound,
        Instrument,
        Survey,
        Rating,
        RatingSummary,
        ClimateAnswer,
        ClimateSummary,
        Case,
        Indicator,
        Measurement,
        Plan,
        Phase,
        Activity,
        Risk,
        Gate,
        TeamMember,
        Decision,
        Waiver,
    )
}
"""Every table with the class of its rows."""
