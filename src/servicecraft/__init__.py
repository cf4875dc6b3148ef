"""
Models service-culture programs: who serves whom, who answers for what, what customers say, and what to do next.

The names of a first notebook; everything else is in the packages below. Nothing is imported before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servicecraft import examples, matrix
    from servicecraft.errors import (
        Fault,
        MissingExtraError,
        ModelError,
        NetworkError,
        PlanError,
        ServicecraftError,
        UnknownIdError,
    )
    from servicecraft.files import CsvDialect, Limits, load, save, schema
    from servicecraft.model.organisation import Organisation
    from servicecraft.model.planning import Activity, After, Gate, Phase, Plan, Risk, TeamMember
    from servicecraft.model.program import Program
    from servicecraft.model.serving import Customer, Judgement, Service, ServiceLink
    from servicecraft.model.settings import Settings
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
    from servicecraft.model.words import (
        Answer,
        AssignmentCode,
        AttributeTable,
        Belonging,
        BenefitBasis,
        Better,
        Capacity,
        CaseKind,
        ClimateTopic,
        CommitmentKind,
        ContributionKind,
        CourseTopic,
        DeclaredBy,
        Gender,
        InstrumentKind,
        Level,
        Quality,
        Question,
        ResponsibilityKind,
        Severity,
        Side,
        TermName,
        WeightBasis,
        WheelStep,
    )
    from servicecraft.network import Diagnosis, Improvement, Investment, ServiceNetwork, WhatIf
    from servicecraft.participation import Participation
    from servicecraft.plan_reading import read_plan
    from servicecraft.planning import Calendar, Schedule
    from servicecraft.tables import Table
    from servicecraft.voice.voice import Voice

_HOMES = {
    "Activity": "servicecraft.model.planning",
    "After": "servicecraft.model.planning",
    "Answer": "servicecraft.model.words",
    "Assignment": "servicecraft.model.taking_part",
    "AssignmentCode": "servicecraft.model.words",
    "AttributeTable": "servicecraft.model.words",
    "Belonging": "servicecraft.model.words",
    "BenefitBasis": "servicecraft.model.words",
    "Better": "servicecraft.model.words",
    "Calendar": "servicecraft.planning",
    "Capacity": "servicecraft.model.words",
    "Case": "servicecraft.model.voices",
    "CaseKind": "servicecraft.model.words",
    "ClimateAnswer": "servicecraft.model.voices",
    "ClimateSummary": "servicecraft.model.voices",
    "ClimateTopic": "servicecraft.model.words",
    "Commitment": "servicecraft.model.taking_part",
    "CommitmentKind": "servicecraft.model.words",
    "Contribution": "servicecraft.model.taking_part",
    "ContributionKind": "servicecraft.model.words",
    "Course": "servicecraft.model.taking_part",
    "CourseTopic": "servicecraft.model.words",
    "CsvDialect": "servicecraft.files",
    "Customer": "servicecraft.model.serving",
    "Decision": "servicecraft.model.taking_part",
    "DeclaredAttribute": "servicecraft.model.vocabulary",
    "DeclaredBy": "servicecraft.model.words",
    "Diagnosis": "servicecraft.network",
    "Fault": "servicecraft.errors",
    "Gate": "servicecraft.model.planning",
    "Gender": "servicecraft.model.words",
    "Headcount": "servicecraft.model.structure",
    "Idea": "servicecraft.model.taking_part",
    "Improvement": "servicecraft.network",
    "Indicator": "servicecraft.model.voices",
    "Instrument": "servicecraft.model.voices",
    "InstrumentKind": "servicecraft.model.words",
    "Investment": "servicecraft.network",
    "Invitation": "servicecraft.model.taking_part",
    "Judgement": "servicecraft.model.serving",
    "Level": "servicecraft.model.words",
    "Limits": "servicecraft.files",
    "Measurement": "servicecraft.model.voices",
    "MissingExtraError": "servicecraft.errors",
    "ModelError": "servicecraft.errors",
    "NetworkError": "servicecraft.errors",
    "Organisation": "servicecraft.model.organisation",
    "Participation": "servicecraft.participation",
    "Person": "servicecraft.model.structure",
    "Phase": "servicecraft.model.planning",
    "Plan": "servicecraft.model.planning",
    "PlanError": "servicecraft.errors",
    "Program": "servicecraft.model.program",
    "Quality": "servicecraft.model.words",
    "Question": "servicecraft.model.words",
    "Rating": "servicecraft.model.voices",
    "RatingSummary": "servicecraft.model.voices",
    "Resource": "servicecraft.model.structure",
    "Responsibility": "servicecraft.model.taking_part",
    "ResponsibilityKind": "servicecraft.model.words",
    "Risk": "servicecraft.model.planning",
    "Role": "servicecraft.model.structure",
    "Schedule": "servicecraft.planning",
    "Service": "servicecraft.model.serving",
    "ServiceLink": "servicecraft.model.serving",
    "ServiceNetwork": "servicecraft.network",
    "ServicecraftError": "servicecraft.errors",
    "Settings": "servicecraft.model.settings",
    "Severity": "servicecraft.model.words",
    "Side": "servicecraft.model.words",
    "SolicitationRound": "servicecraft.model.taking_part",
    "Survey": "servicecraft.model.voices",
    "Table": "servicecraft.tables",
    "TeamMember": "servicecraft.model.planning",
    "TermName": "servicecraft.model.words",
    "Training": "servicecraft.model.taking_part",
    "Unit": "servicecraft.model.structure",
    "UnknownIdError": "servicecraft.errors",
    "VocabularyWord": "servicecraft.model.vocabulary",
    "Voice": "servicecraft.voice.voice",
    "Waiver": "servicecraft.model.taking_part",
    "WeightBasis": "servicecraft.model.words",
    "WhatIf": "servicecraft.network",
    "WheelStep": "servicecraft.model.words",
    "load": "servicecraft.files",
    "read_plan": "servicecraft.plan_reading",
    "save": "servicecraft.files",
    "schema": "servicecraft.files",
}
"""Where each name lives."""

__all__ = [
    "Activity",
    "After",
    "Answer",
    "Assignment",
    "AssignmentCode",
    "AttributeTable",
    "Belonging",
    "BenefitBasis",
    "Better",
    "Calendar",
    "Capacity",
    "Case",
    "CaseKind",
    "ClimateAnswer",
    "ClimateSummary",
    "ClimateTopic",
    "Commitment",
    "CommitmentKind",
    "Contribution",
    "ContributionKind",
    "Course",
    "CourseTopic",
    "CsvDialect",
    "Customer",
    "Decision",
    "DeclaredAttribute",
    "DeclaredBy",
    "Diagnosis",
    "Fault",
    "Gate",
    "Gender",
    "Headcount",
    "Idea",
    "Improvement",
    "Indicator",
    "Instrument",
    "InstrumentKind",
    "Investment",
    "Invitation",
    "Judgement",
    "Level",
    "Limits",
    "Measurement",
    "MissingExtraError",
    "ModelError",
    "NetworkError",
    "Organisation",
    "Participation",
    "Person",
    "Phase",
    "Plan",
    "PlanError",
    "Program",
    "Quality",
    "Question",
    "Rating",
    "RatingSummary",
    "Resource",
    "Responsibility",
    "ResponsibilityKind",
    "Risk",
    "Role",
    "Schedule",
    "Service",
    "ServiceLink",
    "ServiceNetwork",
    "ServicecraftError",
    "Settings",
    "Severity",
    "Side",
    "SolicitationRound",
    "Survey",
    "Table",
    "TeamMember",
    "TermName",
    "Training",
    "Unit",
    "UnknownIdError",
    "VocabularyWord",
    "Voice",
    "Waiver",
    "WeightBasis",
    "WhatIf",
    "WheelStep",
    "examples",
    "load",
    "matrix",
    "read_plan",
    "save",
    "schema",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562)."""
    if name in _PACKAGES:
        return import_module(f"servicecraft.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'servicecraft' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


_PACKAGES = ("examples", "matrix")
