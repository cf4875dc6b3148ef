"""The words that columns choose from, each with its labels in Spanish and English."""

from __future__ import annotations

from enum import Enum, unique
from typing import Self

from servicecraft.words import glossary


class Words(Enum):
    """The base of all small vocabularies: a member's value is the word that files hold."""

    def label(self, language: str | None = None) -> str:
        """The word that people read, in the language of the locale."""
        return glossary.word_label(type(self).__name__, str(self.value), language)

    def spellings(self) -> tuple[str, ...]:
        """Every spelling that is read as this word, the one that files hold first."""
        return glossary.word_spellings(type(self).__name__, str(self.value))

    @classmethod
    def named(cls, word: str) -> Self | None:
        """The member that a word names, in either language, whatever its capitals; `None` if none does."""
        value = glossary.recognised_word(cls.__name__, word)
        return None if value is None else cls(value)

    @classmethod
    def is_ambiguous(cls, word: str) -> bool:
        """Whether the word is used for different members in different countries."""
        return glossary.is_ambiguous(cls.__name__, word)


@unique
class Level(Words):
    """Where a role stands; the first three are the management block, the rest the execution block."""

    SENIOR = "senior"
    MIDDLE = "middle"
    SUPERVISOR = "supervisor"
    FRONT_LINE = "front_line"
    SUPPORT = "support"
    OPERATIONAL = "operational"

    @property
    def manages(self) -> bool:
        """Whether the level belongs to the management block."""
        return self in (Level.SENIOR, Level.MIDDLE, Level.SUPERVISOR)


@unique
class Belonging(Words):
    """How somebody belongs to the organisation."""

    OWNER = "owner"
    EMPLOYEE = "employee"
    EXTERNAL = "external"


@unique
class DeclaredBy(Words):
    """Who said that a link exists."""

    PROVIDER = "provider"
    CUSTOMER = "customer"
    BOTH = "both"


@unique
class Question(Words):
    """What a judge was asked to estimate."""

    IMPORTANCE = "importance"
    DEPENDENCE = "dependence"
    LEADERSHIP = "leadership"
    SYSTEM = "system"


@unique
class ResponsibilityKind(Words):
    """Which part of the work a responsibility is."""

    MANAGE = "manage"
    STRATEGY = "strategy"
    EVALUATE = "evaluate"
    FOLLOW_UP = "follow_up"
    EXECUTE = "execute"


@unique
class AssignmentCode(Words):
    """The four letters of a responsibility matrix."""

    R = "R"
    A = "A"
    C = "C"
    I = "I"  # noqa: E741 - the letter of the method


@unique
class Answer(Words):
    """What somebody said who was asked, or what was decided on an idea."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


@unique
class CommitmentKind(Words):
    """What a promise is about."""

    MISSION = "mission"
    DIRECTION = "direction"
    ACTION = "action"
    PERSONAL_GOAL = "personal_goal"


@unique
class ContributionKind(Words):
    """What somebody gives to the cause."""

    IDEA = "idea"
    EFFORT = "effort"
    GOODWILL = "goodwill"


@unique
class CourseTopic(Words):
    """What a course teaches: the four steps of the wheel, and service."""

    MANAGE = "manage"
    PLAN = "plan"
    VERIFY = "verify"
    ACT = "act"
    SERVICE = "service"


@unique
class BenefitBasis(Words):
    """Whether the benefit of an idea was estimated or verified."""

    ESTIMATED = "estimated"
    VERIFIED = "verified"


@unique
class InstrumentKind(Words):
    """What an instrument measures."""

    CSAT = "csat"
    NPS = "nps"
    CES = "ces"
    SERVQUAL = "servqual"
    DISCONFIRMATION = "disconfirmation"


@unique
class Better(Words):
    """Which end of a scale is the good one."""

    HIGHER = "higher"
    LOWER = "lower"


@unique
class ClimateTopic(Words):
    """What staff were asked about."""

    CREDIBILITY = "credibility"
    SUPPORT_FROM_LEADER = "support_from_leader"
    RESIGNATION = "resignation"
    MOTIVATION = "motivation"
    CLIMATE = "climate"


@unique
class CaseKind(Words):
    """What a customer's case is."""

    COMPLAINT = "complaint"
    COMPLIMENT = "compliment"
    REQUEST = "request"


@unique
class Severity(Words):
    """How much a case matters to the customer."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@unique
class Side(Words):
    """Which side of the enterprise an indicator tells of."""

    ECONOMIC = "economic"
    CLIMATE = "climate"
    CUSTOMER = "customer"


@unique
class WheelStep(Words):
    """The step of plan, do, check, act that a phase takes."""

    PLAN = "plan"
    DO = "do"
    CHECK = "check"
    ACT = "act"


@unique
class Capacity(Words):
    """In which capacity somebody is in the guiding team."""

    SPONSOR = "sponsor"
    LEAD = "lead"
    MEMBER = "member"


@unique
class Quality(Words):
    """What a member brings to the guiding team (Kotter 1996, Leading Change)."""

    POSITION = "position"
    EXPERTISE = "expertise"
    CREDIBILITY = "credibility"
    LEADERSHIP = "leadership"


@unique
class WeightBasis(Words):
    """What the weight of an external customer stands for."""

    EQUAL = "equal"
    VOLUME = "volume"
    REVENUE = "revenue"


@unique
class TermName(Words):
    """The terms for which a program may use words of its own, the levels among them."""

    EXTERNAL_CUSTOMER = "external_customer"
    INTERNAL_CUSTOMER = "internal_customer"
    INTERNAL_PROVIDER = "internal_provider"
    ORGANISATION = "organisation"
    UNIT = "unit"
    PERSON = "person"
    ROLE = "role"
    SERVICE = "service"
    RESPONSIBILITY = "responsibility"
    COMMITMENT = "commitment"
    IDEA = "idea"
    GUIDING_TEAM = "guiding_team"
    PLAN = "plan"
    PHASE = "phase"
    SENIOR = "senior"
    MIDDLE = "middle"
    SUPERVISOR = "supervisor"
    FRONT_LINE = "front_line"
    SUPPORT = "support"
    OPERATIONAL = "operational"


@unique
class Gender(Words):
    """The grammatical gender of a word in Spanish."""

    MASCULINE = "masculine"
    FEMININE = "feminine"


@unique
class AttributeTable(Words):
    """The tables whose rows may carry attributes."""

    UNITS = "units"
    PEOPLE = "people"
    CUSTOMERS = "customers"
    CLIMATE_ANSWERS = "climate_answers"
