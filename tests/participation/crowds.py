"""Large programs in which everybody does something, for measuring and for laws about size."""

from __future__ import annotations

import datetime
from random import Random

from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.structure import Headcount, Person, Role, Unit
from servicecraft.model.taking_part import (
    Assignment,
    Commitment,
    Contribution,
    Course,
    Idea,
    Invitation,
    Responsibility,
    SolicitationRound,
    Training,
)
from servicecraft.model.voices import Case, ClimateAnswer, Instrument, Survey
from servicecraft.model.words import (
    Answer,
    AssignmentCode,
    CaseKind,
    ClimateTopic,
    CommitmentKind,
    ContributionKind,
    CourseTopic,
    Level,
    ResponsibilityKind,
)

DAY = datetime.date(2026, 6, 30)


def crowd(people: int, seed: int = 0) -> Program:
    """A tree of units with heads, ten people in each, a tenth only counted, and everything that people can take part in."""
    chance = Random(seed)
    units = max(1, people // 10)
    day = datetime.date(2025, 1, 1)

    def later(most: int, after: datetime.date = day) -> datetime.date:
        return min(after + datetime.timedelta(days=chance.randrange(most)), DAY)

    roles = tuple(Role(id=f"r{n}", level=tuple(Level)[n % 6]) for n in range(40))
    named = tuple(
        Person(
            id=f"p{n}",
            role=f"r{chance.randrange(40)}",
            unit=f"u{n % units}",
            joined=later(200, datetime.date(2024, 10, 1)) if n % 7 == 0 else None,
            left=later(100, datetime.date(2026, 4, 1)) if n % 50 == 49 else None,
            strengths=(f"strength {n % 30}",) if n % 3 == 0 else (),
        )
        for n in range(people - people // 10)
    )
    ids = [one.id for one in named]
    organisation = Organisation(
        units=tuple(Unit(id=f"u{n}", parent=None if n == 0 else f"u{(n - 1) // 6}", head=ids[n]) for n in range(units)),
        headcounts=tuple(
            Headcount(unit=f"u{n}", level=Level.OPERATIONAL, count=people // 10 // max(1, units // 10))
            for n in range(0, units, 10)
        ),
        roles=roles,
        people=named,
    )
    invitations = []
    for one in ids[: len(ids) * 9 // 10]:
        asked, answered = later(100), chance.random() < 0.9
        answer = (Answer.ACCEPTED if chance.random() < 0.95 else Answer.DECLINED) if answered else None
        invitations.append(
            Invitation(person=one, asked_on=asked, answer=answer, answered_on=later(20, asked) if answered else None)
        )
    invitations += [Invitation(unit=f"u{n}", asked_on=later(100)) for n in range(0, units, 20)]
    responsibilities = tuple(Responsibility(id=f"x{n}", kind=tuple(ResponsibilityKind)[n % 5]) for n in range(units))
    assignments = [
        Assignment(responsibility=one.id, holder=holder, code=code)
        for n, one in enumerate(responsibilities)
        for holder, code in (
            (ids[n % len(ids)], AssignmentCode.A),
            (f"r{n % 40}", AssignmentCode.R),
            (f"u{n}", AssignmentCode.I),
            (ids[chance.randrange(len(ids))], AssignmentCode.C),
        )
    ]
    commitments = []
    for one in ids[::2]:
        made = later(300)
        due = made + datetime.timedelta(days=60)
        done = later(80, made) if chance.random() < 0.8 else None
        commitments.append(
            Commitment(person=one, kind=tuple(CommitmentKind)[chance.randrange(4)], made_on=made, due=due, done_on=done)
        )
    courses = tuple(Course(id=f"k{n}", hours=4 + n, topics=(tuple(CourseTopic)[n % 5],)) for n in range(10))
    trainings = [
        Training(person=one, course=f"k{chance.randrange(10)}", completed_on=later(540)) for one in ids for _ in (1, 2)
    ]
    trainings += [Training(unit=f"u{n}", count=2, course="k1", completed_on=later(540)) for n in range(0, units, 10)]
    ideas = []
    for n in range(people // 3):
        submitted = later(540)
        decided = later(40, submitted) if chance.random() < 0.7 else None
        ideas.append(
            Idea(
                id=f"i{n}",
                author=ids[chance.randrange(len(ids))],
                unit=f"u{n % units}",
                submitted_on=submitted,
                acknowledged_on=submitted if chance.random() < 0.8 else None,
                decided_on=decided,
                decision=None if decided is None else Answer.ACCEPTED,
                implemented_on=later(90, decided) if decided is not None and chance.random() < 0.5 else None,
            )
        )
    answers = [
        ClimateAnswer(
            survey="s",
            response=str(n),
            unit=f"u{n % units}",
            level=tuple(Level)[n % 6],
            topic=topic,
            score=chance.randrange(1, 6),
        )
        for n in range(people // 2)
        for topic in (ClimateTopic.CREDIBILITY, ClimateTopic.RESIGNATION)
    ]
    cases = [
        Case(
            id=f"c{n}",
            unit=f"u{n % units}",
            kind=CaseKind.COMPLAINT,
            received_on=one,
            closed_on=later(30, one) if n % 9 else None,
        )
        for n in range(people // 5)
        for one in (later(540),)
    ]
    return Program(
        name=f"crowd {people}",
        organisation=organisation,
        invitations=tuple(invitations),
        responsibilities=responsibilities,
        assignments=tuple(assignments),
        commitments=tuple(commitments),
        contributions=tuple(Contribution(person=one, kind=ContributionKind.EFFORT, on=later(540)) for one in ids[::4]),
        courses=courses,
        trainings=tuple(trainings),
        ideas=tuple(ideas),
        solicitation_rounds=tuple(SolicitationRound(opened_on=day + datetime.timedelta(days=90 * n)) for n in range(6)),
        instruments=(Instrument("five", 1, 5),),
        surveys=(
            Survey(
                id="s", instrument="five", opened_on=datetime.date(2026, 5, 1), closed_on=datetime.date(2026, 5, 29)
            ),
        ),
        climate_answers=tuple(answers),
        cases=tuple(cases),
    )
