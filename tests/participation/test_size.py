"""Ten thousand people are answered at once, and ten times as many take about ten times as long."""

from __future__ import annotations

import time

import pytest

from participation.crowds import DAY, crowd
from servicecraft.model.program import Program
from servicecraft.participation import Participation


def seconds(program: Program) -> float:
    """Processor time that the whole of the analyses takes, every table by level and by unit."""
    begin = time.process_time()
    people = Participation.of(program, as_of=DAY)
    for by in ("level", "unit"):
        people.coverage(by)
        people.contributions(by)
        people.ledger.say_do(by)
        people.development.topics(by)
        people.development.hours(by)
        people.development.cadence(by)
    for view in ("holder", "role", "person"):
        people.raci.rows(view)
        people.raci.columns(view, audience="facilitator")
    people.missing("asked", audience="facilitator")
    people.asking.log(audience="facilitator")
    people.ledger.clear_cases(audience="facilitator")
    people.ledger.overdue(audience="facilitator")
    people.cascade.leaders(audience="facilitator")
    people.cascade.pairs(audience="facilitator")
    for table in (people.ideas.funnel("unit"), people.ideas.times(), people.ideas.waiting(), people.ideas.cohorts()):
        assert len(table)
    assert people.ideas.repeat.answered.n
    for table in (
        people.credibility.to_table(),
        people.strengths.to_table(),
        people.cases.times("unit"),
        people.cases.open(),
    ):
        assert len(table)
    return time.process_time() - begin


def test_thousand_people_are_answered() -> None:
    """A crowd of a thousand, named and counted, is answered whole: nobody is lost on the way."""
    program = crowd(1000)
    people = Participation.of(program, as_of=DAY)
    (row,) = people.coverage("all", ["asked"]).to_dicts()

    here = sum(one.belongs_on(DAY) for one in program.people)
    assert (row["named"], row["counted"]) == (here, sum(one.count for one in program.headcounts))
    assert row["people"] == sum(row["people"] for row in people.coverage("unit", ["asked"]).to_dicts())


@pytest.mark.heavy
def test_no_step_is_quadratic() -> None:
    """Four times the people take less than ten times as long, where a quadratic step would take sixteen."""
    small, large = seconds(crowd(10_000)), seconds(crowd(40_000))

    assert large < 10 * max(small, 1.0)
