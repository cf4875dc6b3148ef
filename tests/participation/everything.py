"""Every question that can be put to a `Participation`, for laws that hold for all answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from servicecraft.errors import ModelError
from servicecraft.model.words import ClimateTopic
from servicecraft.participation import Participation
from servicecraft.participation.coverage import NAMED
from servicecraft.participation.groups import groupings
from servicecraft.tables import Table

Question = tuple[str, Callable[[], Table]]


def questions(people: Participation, audience: str | None = None, reader: str | None = None) -> Iterator[Question]:
    """Every table that a reader can ask for, with what it is called."""
    who = {"audience": audience, "reader": reader}
    yield from (
        ("raci.rows holder", people.raci.rows),
        ("raci.rows role", lambda: people.raci.rows("role")),
        ("raci.rows person", lambda: people.raci.rows("person")),
    )
    for by in ("holder", "role", "person"):
        yield f"raci.columns {by}", lambda by=by: people.raci.columns(by, **who)
        yield f"raci.matrix {by}", lambda by=by: people.raci.matrix(by, **who)
    for by in groupings(people.program):
        yield f"coverage {by}", lambda by=by: people.coverage(by)
        yield f"contributions {by}", lambda by=by: people.contributions(by)
        yield f"say_do {by}", lambda by=by: people.ledger.say_do(by)
        yield f"topics {by}", lambda by=by: people.development.topics(by)
        yield f"hours {by}", lambda by=by: people.development.hours(by)
        yield f"teachers {by}", lambda by=by: people.development.teachers(by)
        yield f"cadence {by}", lambda by=by: people.development.cadence(by)
    for measure in NAMED:
        yield f"missing {measure}", lambda measure=measure: people.missing(measure, **who)
    yield from (
        ("asking", people.asking.to_table),
        ("asking.log", lambda: people.asking.log(**who)),
        ("say_do leaders", people.ledger.say_do),
        ("say_do kind", lambda: people.ledger.say_do("kind")),
        ("clear_cases", lambda: people.ledger.clear_cases(**who)),
        ("overdue", lambda: people.ledger.overdue(**who)),
        ("cascade.summary", people.cascade.summary),
        ("cascade.leaders", lambda: people.cascade.leaders(**who)),
        ("cascade.pairs", lambda: people.cascade.pairs(**who)),
        ("ideas.rounds", lambda: people.ideas.rounds()),
        ("ideas.arrivals", lambda: people.ideas.arrivals()),
        ("ideas.benefits", lambda: people.ideas.benefits()),
        ("ideas.waiting", lambda: people.ideas.waiting(**who)),
        ("ideas.repeat", lambda: people.ideas.repeat.to_table()),
        ("strengths", people.strengths.to_table),
        ("strengths.people", lambda: people.strengths.people(**who)),
        ("cases.open", lambda: people.cases.open()),
        ("cases.arrivals", lambda: people.cases.arrivals()),
    )
    for by in (None, "unit", "owner", "topic"):
        yield f"ideas.funnel {by}", lambda by=by: people.ideas.funnel(by)
        yield f"ideas.times {by}", lambda by=by: people.ideas.times(by)
    for by in ("month", "quarter", "year"):
        yield f"ideas.cohorts {by}", lambda by=by: people.ideas.cohorts(by)
    for by in (None, "kind", "unit", "service", "customer", "severity"):
        yield f"cases.times {by}", lambda by=by: people.cases.times(by)
    for topic in ClimateTopic:
        yield f"climate {topic.value}", lambda topic=topic: people.climate(topic).to_table()
        yield f"climate {topic.value} by unit", lambda topic=topic: people.climate(topic).by("unit")
        yield f"climate {topic.value} waves", lambda topic=topic: people.climate(topic).waves()


def answers(people: Participation, audience: str | None = None, reader: str | None = None) -> dict[str, Table]:
    """Every table that a reader can ask for; questions about scores outside their scale are left out, as they are refused."""
    found = {}
    for name, ask in questions(people, audience, reader):
        try:
            found[name] = ask()
        except ModelError as error:
            if {fault.code for fault in error.faults} != {"SC-127"} or not name.startswith("climate"):
                raise
    return found
