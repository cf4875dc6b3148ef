"""People are named only to those who may know, refusals to nobody; small groups cannot be worked out."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.everything import answers
from participation.small import DAY, crew, day, people, person, program
from servicecraft.examples import hotel
from servicecraft.model.organisation import Organisation
from servicecraft.model.structure import Person, Unit
from servicecraft.model.taking_part import (
    Assignment,
    Commitment,
    Contribution,
    Course,
    Idea,
    Invitation,
    Responsibility,
    Training,
)
from servicecraft.model.words import Answer, AssignmentCode, CommitmentKind, ContributionKind, ResponsibilityKind
from servicecraft.participation import Participation
from servicecraft.tables import Table
from strategies import programs


def text_of(table: Table) -> str:
    """Everything that a table holds: title, headings, cells and notes."""
    return table.to_json()


@pytest.fixture(scope="module")
def canaries() -> Participation:
    """The hotel with everybody under an unmistakable name and id."""
    program = hotel()
    new = {one.id: f"canary-{number:03}" for number, one in enumerate(program.people)}
    document = program.to_dict()

    def renamed(value: object) -> object:
        if isinstance(value, list):
            return [renamed(one) for one in value]
        if isinstance(value, dict):
            return {key: renamed(one) for key, one in value.items()}
        return new.get(value, value) if isinstance(value, str) else value

    tables = renamed(document)
    for row in tables["people"]:
        row["name"] = f"Name of {row['id']}"
    return Participation.of(type(program).from_dict(tables))


@pytest.mark.parametrize("audience", [None, "board", "committee", "public"])
def test_nobody_is_named_to_other_readers(canaries, audience):
    """Whatever a board, a committee, the public or somebody unknown asks, no name and no id of a person comes back."""
    found = answers(canaries, audience)
    named = [name for name, table in found.items() if "canary-" in text_of(table)]

    assert len(found) > 100
    assert named == []


def test_facilitators_read_names(canaries):
    """The canaries sing: a facilitator does read names in every answer that can hold them."""
    named = {name.split()[0] for name, table in answers(canaries, "facilitator").items() if "canary-" in text_of(table)}

    assert named >= {
        "raci.columns",
        "raci.matrix",
        "missing",
        "asking.log",
        "clear_cases",
        "overdue",
        "cascade.leaders",
        "cascade.pairs",
        "ideas.waiting",
        "strengths.people",
    }


def test_a_leader_reads_the_own_team_and_nobody_else(canaries):
    """Everybody whom a leader reads of is in the team or the leader; the same for a person alone."""
    roster = canaries.roster
    leader = roster.ids[int(roster.managers[0 : roster.named].max())]
    team = {
        one
        for one, above in zip(roster.ids, roster.managers.tolist(), strict=False)
        if above >= 0 and roster.ids[above] == leader
    }
    for audience, allowed in (("leader", {leader, *team}), ("person", {leader})):
        found = answers(canaries, audience, leader)
        told = {one for table in found.values() for one in re.findall(r"canary-\d{3}", text_of(table))}
        assert told <= allowed
        assert told


def refusing(answer: Answer) -> Participation:
    """Six people of two units who were asked, one of whom may have refused."""
    staff = [person(f"p{n}", unit="hall") for n in range(6)] + [person(f"q{n}", unit="yard") for n in range(6)]
    asked = [
        Invitation(
            person=one.id,
            asked_on=day("03-02"),
            answer=answer if one.id == "p0" else Answer.ACCEPTED,
            answered_on=day("03-03"),
        )
        for one in staff
    ]
    return people(*staff, *asked)


@pytest.mark.parametrize("audience", ["facilitator", "board", None])
def test_a_refusal_stands_beside_no_name(audience):
    """Whether somebody refused or accepted changes counts of large groups, and no answer that names anybody."""
    accepted, declined = (answers(refusing(one), audience) for one in (Answer.ACCEPTED, Answer.DECLINED))
    changed = {name for name in accepted if accepted[name].rows != declined[name].rows}

    assert changed
    assert all(name == "asking" or name.startswith("coverage") for name in changed)
    for name in changed:
        assert not re.search(r"\b[pq]\d\b", text_of(declined[name]))


@st.composite
def answering(draw):
    """Units of a few people who accepted, declined or did not answer."""
    staff, rows = [], []
    for unit in draw(st.lists(st.sampled_from("abcde"), unique=True, min_size=1)):
        for n in range(draw(st.integers(1, 8))):
            one = person(f"{unit}{n}", draw(st.sampled_from(["front_line", "support"])), unit)
            answer = draw(st.sampled_from([None, Answer.ACCEPTED, Answer.ACCEPTED, Answer.DECLINED]))
            staff.append(one)
            rows.append(
                Invitation(person=one.id, asked_on=day("03-02"), answer=answer, answered_on=answer and day("03-03"))
            )
    return people(*staff, *rows)


@settings(deadline=None)
@given(answering(), st.sampled_from(["unit", "level"]))
def test_acceptance_of_few_cannot_be_worked_out(found, by):
    """No group in which fewer than five answered is shown, nor all but one, nor any rest of fewer than five."""
    rows = found.coverage(by, ["answered", "accepted"]).to_dicts()
    answered = {row["id"]: row["count"] for row in rows if row["measure"] == "answered"}
    hidden = [answered[row["id"]] for row in rows if row["measure"] == "accepted" and row["withheld"]]
    shown = [answered[row["id"]] for row in rows if row["measure"] == "accepted" and not row["withheld"]]
    whole = found.asking.counts["accepted"] is not None

    assert all(one == 0 or one >= 5 for one in shown)
    if hidden and whole:
        assert sum(hidden) >= 5
        assert len([one for one in hidden if one]) != 1


@settings(deadline=None)
@given(answering())
def test_withheld_rows_hold_nothing(found):
    """Of a withheld row neither count nor share nor interval is told."""
    for row in found.coverage("unit").to_dicts():
        if row["withheld"]:
            assert [row[one] for one in ("count", "share", "lower", "upper")] == [None] * 4


def test_people_stand_in_the_order_of_ids():
    """Nobody is ranked: whoever is named stands in the order of ids, not of figures."""
    staff = [person(one, "supervisor", manager=None if one == "m" else "m") for one in ("z", "m", "a")]
    rows = [
        Responsibility(id="x", kind=ResponsibilityKind.EXECUTE),
        Course(id="k", hours=1),
        *(Assignment(responsibility="x", holder=one, code=AssignmentCode.R) for one in "zm"),
        *(Commitment(person=one, kind=CommitmentKind.ACTION, due=day("01-10")) for one in "zzzma" for _ in range(3)),
        *(Contribution(person="z", kind=ContributionKind.EFFORT, on=day("01-10"), count=n) for n in (1, 9)),
        Training(person="z", course="k", completed_on=day("01-10")),
        Idea(id="i", author="z", submitted_on=day("01-10")),
    ]
    for name, table in answers(people(*staff, *rows), "facilitator").items():
        for column in ("id", "leader"):
            if column in [one.name for one in table.columns]:
                ids = [one for one in table.column(column) if one in ("z", "m", "a")]
                assert ids == sorted(ids), name


def test_small_programs_know_who_does_what():
    """In a program of up to twelve people everybody inside reads who holds what, the public does not."""
    row = Responsibility(id="x", kind=ResponsibilityKind.EXECUTE)
    held = Assignment(responsibility="x", holder="p0", code=AssignmentCode.A)
    for size, audience, named in ((12, None, True), (12, "board", True), (12, "public", False), (13, "board", False)):
        raci = people(row, held, *(person(f"p{n}") for n in range(size))).raci
        assert (len(raci.columns("person", audience=audience)) > 0) is named
        assert any(one.name == "person:p0" for one in raci.matrix("person", audience=audience).columns) is named


def test_a_crew_counts_towards_a_small_program():
    """Whoever is only counted makes a program no smaller."""
    raci = people(person("a"), crew("gate", 12)).raci

    assert len(raci.columns("person")) == 0


# --- every program gets an answer


@settings(deadline=None, max_examples=5)
@given(programs())
def test_every_program_gets_an_answer(made):
    """Whatever a consistent program holds, every question has an answer that people can read."""
    for table in answers(Participation.of(made)).values():
        assert str(table)


@pytest.mark.heavy
@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(programs(), st.dates(DAY.replace(year=1950), DAY.replace(year=2150)))
def test_every_day_gets_an_answer(made, now):
    """Programs can be asked for any day, before anything happened and long after, and answer the same when asked twice."""
    first, second = (answers(Participation.of(made, as_of=now), "facilitator") for _ in (1, 2))

    assert {name: table.to_json() for name, table in first.items()} == {
        name: table.to_json() for name, table in second.items()
    }


def test_empty_programs_get_an_answer():
    """A program of nothing, of a unit, or of a crew alone is already answered."""
    for made in (
        program(),
        program(Unit(id="a")),
        program(crew("a", 3)),
        type(program())(organisation=Organisation(people=(Person(id="a"),))),
    ):
        assert answers(Participation.of(made))


def test_answers_can_be_read_in_a_notebook():
    """Every answer has a text, an HTML form that escapes what people wrote, and a short name."""
    found = people(person("<b>", unit="hall"), Idea(id="<i>", submitted_on=day("03-02")))
    for one in (found.raci, found.asking, found.ledger, found.cascade, found.development, found.ideas, found.strengths):
        assert str(one)
        assert "<table>" in one._repr_html_()
        assert repr(one).startswith(f"<{type(one).__name__}")
    assert "<i>" not in found.ideas.waiting().to_html()
    assert repr(found) == "<Participation 'small': 1 people, as of 2026-06-30>"
    assert "&lt;Participation" in found._repr_html_()
    for one in (found.credibility, found.cases, found.ideas.repeat):
        assert one.to_table().to_html() in one._repr_html_()
