"""What each person takes on: responsibilities, answers to being asked, promises, gifts, learning and ideas."""

from __future__ import annotations

import datetime
from typing import ClassVar

from servicecraft.model.rows import (
    THE_ID,
    Row,
    choice,
    choices,
    day,
    identifier,
    naming,
    number,
    own_words,
    reference,
    references,
    row,
    short_text,
    texts,
    whole,
)
from servicecraft.model.rules import ExactlyOne, Needs
from servicecraft.model.words import (
    Answer,
    AssignmentCode,
    BenefitBasis,
    CommitmentKind,
    ContributionKind,
    CourseTopic,
    ResponsibilityKind,
)


@row
class Responsibility(Row):
    """One thing that somebody must answer for."""

    table: ClassVar[str] = "responsibilities"

    id: str = identifier("A short name that other rows use for the responsibility.")
    name: str = naming("What is to be done.", default=THE_ID)
    kind: ResponsibilityKind = choice("Which part of the work it is.", ResponsibilityKind)
    service: str | None = reference("The service it belongs to.", "services", default=None)
    activity: str | None = reference("The activity of the plan it belongs to.", "activities", default=None)
    indicator: str | None = reference("The indicator that shows whether it is met.", "indicators", default=None)
    needs: tuple[str, ...] = texts("Strengths that it asks for.", default=())


@row
class Assignment(Row):
    """Who does what on a responsibility."""

    table: ClassVar[str] = "assignments"

    responsibility: str = reference("The responsibility.", "responsibilities")
    holder: str = reference("The person, role or unit that holds it.", "people", "roles", "units")
    code: AssignmentCode = choice("R does it, A answers for it, C is consulted, I is informed.", AssignmentCode)
    accepted_on: datetime.date | None = day("The day on which the holder accepted it.", default=None)


@row
class Invitation(Row):
    """Somebody was asked to take responsibility for service."""

    table: ClassVar[str] = "invitations"
    rules = (ExactlyOne(("person", "unit")), Needs("answer", ("answered_on",)))

    person: str | None = reference("Who was asked.", "people", default=None)
    unit: str | None = reference("The unit that was asked as a whole.", "units", default=None)
    asked_on: datetime.date = day("The day of the question.")
    answer: Answer | None = choice("What was answered; empty until there is an answer.", Answer, default=None)
    answered_on: datetime.date | None = day("The day of the answer.", default=None, not_before="asked_on")


@row
class Commitment(Row):
    """A dated promise, and the dated sign that it was kept."""

    table: ClassVar[str] = "commitments"

    person: str = reference("Who promised.", "people")
    statement: str | None = own_words("What was promised; it may be kept out of the file.", default=None)
    kind: CommitmentKind = choice("What the promise is about.", CommitmentKind)
    made_on: datetime.date | None = day("The day of the promise.", default=None)
    due: datetime.date | None = day("The day by which it is to be kept.", default=None, not_before="made_on")
    done_on: datetime.date | None = day("The day on which it was kept.", default=None, not_before="made_on")
    evidence: str | None = own_words("What shows that it was kept.", default=None)
    verified_by: str | None = reference("Who saw that it was kept.", "people", default=None)


@row
class Contribution(Row):
    """What a person or a unit gave to the cause: an idea, an effort, goodwill."""

    table: ClassVar[str] = "contributions"
    rules = (ExactlyOne(("person", "unit")),)

    unit: str | None = reference("The unit that contributed.", "units", default=None)
    person: str | None = reference("The person who contributed.", "people", default=None)
    kind: ContributionKind = choice("What was given.", ContributionKind)
    on: datetime.date = day("The day of the contribution.")
    count: int = whole("How many contributions the row stands for.", default=1, lowest=1)


@row
class Course(Row):
    """Something that is taught."""

    table: ClassVar[str] = "courses"

    id: str = identifier("A short name that other rows use for the course.")
    name: str = naming("The title of the course.", default=THE_ID)
    topics: tuple[CourseTopic, ...] = choices("What it teaches.", CourseTopic, default=())
    hours: float = number("How many hours it takes.", lowest=0, open_low=True)
    cost: float | None = number("What it costs for one person, in the program's currency.", default=None, lowest=0)


@row
class Training(Row):
    """Somebody, or several people of a unit, completed a course."""

    table: ClassVar[str] = "trainings"
    rules = (ExactlyOne(("person", "unit")), Needs("unit", ("count",)))

    person: str | None = reference("Who completed the course.", "people", default=None)
    unit: str | None = reference(
        "The unit whose people completed it, where they are only counted.", "units", default=None
    )
    count: int | None = whole("How many people of the unit completed it.", default=None, lowest=1)
    course: str = reference("The course.", "courses")
    completed_on: datetime.date = day("The day of completion.")
    hours: float | None = number("Hours attended, where they differ from those of the course.", default=None, lowest=0)
    taught_by: str | None = reference("Who taught it.", "people", default=None)


@row
class Idea(Row):
    """A suggestion, from its arrival to the thanks for it."""

    table: ClassVar[str] = "ideas"
    rules = (
        Needs("decision", ("decided_on",)),
        Needs("decided_on", ("decision",)),
        Needs("benefit", ("benefit_basis",)),
    )

    id: str = identifier("A short name or number that other rows use for the idea.")
    name: str = naming("A title for the idea.", default=THE_ID)
    author: str | None = reference(
        "Who had it: a person, a unit or a customer; empty where nobody is named.",
        "people",
        "units",
        "customers",
        default=None,
    )
    unit: str | None = reference("The unit in which it arose.", "units", default=None)
    text: str | None = own_words("The idea in its author's words.", default=None)
    topic: str | None = short_text("What it is about.", default=None)
    owner: str | None = reference("Who sees to it.", "people", "units", default=None)
    submitted_on: datetime.date = day("The day it was handed in.")
    acknowledged_on: datetime.date | None = day(
        "The day its author was told that it had arrived.", default=None, not_before="submitted_on"
    )
    decided_on: datetime.date | None = day("The day of the decision.", default=None, not_before="submitted_on")
    decision: Answer | None = choice("What was decided.", Answer, default=None)
    reason: str | None = own_words("Why it was decided so.", default=None)
    implemented_on: datetime.date | None = day("The day it was in place.", default=None, not_before="submitted_on")
    recognised_on: datetime.date | None = day(
        "The day its author was thanked.", default=None, not_before="submitted_on"
    )
    benefit: float | None = number("What it brings in a year, in the program's currency.", default=None)
    benefit_basis: BenefitBasis | None = choice(
        "Whether the benefit was estimated or verified.", BenefitBasis, default=None
    )


@row
class SolicitationRound(Row):
    """A time during which ideas were asked for."""

    table: ClassVar[str] = "solicitation_rounds"

    opened_on: datetime.date = day("First day of the round.")
    closed_on: datetime.date | None = day("Last day of the round.", default=None, not_before="opened_on")
    audience: tuple[str, ...] = references("The units that were asked; empty means everyone.", "units", default=())


@row
class Decision(Row):
    """What a steering meeting decided, and what became of it."""

    table: ClassVar[str] = "decisions"

    on: datetime.date = day("The day of the meeting.")
    text: str = own_words("What was decided.")
    owner: str | None = reference("Who sees to it.", "people", "units", "roles", default=None)
    due: datetime.date | None = day("The day by which it is to be done.", default=None, not_before="on")
    done_on: datetime.date | None = day("The day it was done.", default=None, not_before="on")
    finding: str | None = short_text("The key of the finding it answers, such as P05:laundry.", default=None)


@row
class Waiver(Row):
    """A principle that need not hold for a subject, with the reason, until a day."""

    table: ClassVar[str] = "waivers"

    principle: str = short_text("The code of the principle, such as P05.")
    subject: str | None = short_text("The id it does not apply to; empty for the whole program.", default=None)
    reason: str = own_words("Why.")
    until: datetime.date = day("The last day of the waiver.")
