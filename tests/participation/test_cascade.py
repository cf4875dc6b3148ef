"""Did leaders go first: asked, trained and acting no later than those they lead?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.small import crew, day, people, person, row_of, rows_of
from servicecraft.model.structure import Unit
from servicecraft.model.taking_part import Commitment, Course, Invitation, Training
from servicecraft.model.words import CommitmentKind

COURSE = Course(id="k", hours=4)


def learns(who: str, on: str) -> Training:
    """Somebody completes a course."""
    return Training(person=who, course="k", completed_on=day(on))


def asks(who: str, on: str) -> Invitation:
    """Somebody is asked."""
    return Invitation(person=who, asked_on=day(on))


def keeps(who: str, on: str) -> Commitment:
    """Somebody keeps a promise."""
    return Commitment(person=who, kind=CommitmentKind.ACTION, done_on=day(on))


STEPS = {"asked": asks, "trained": learns, "acted": keeps}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("leader", "led", "joined", "state"),
    [
        ("02-02", "03-03", None, "first"),
        ("03-03", "03-03", None, "first"),  # on the same day is no later
        ("04-04", "03-03", None, "late"),
        (None, "03-03", None, "missing"),
        ("02-02", None, None, "waiting"),
        (None, None, None, "waiting"),
        ("04-04", "03-03", "03-04", "new"),  # the leader came when it had happened
        ("04-04", "03-03", "03-03", "late"),  # the leader was there on that day
        (None, "03-03", "05-05", "new"),
        ("05-05", "06-06", "05-05", "first"),
        ("07-07", "03-03", None, "missing"),  # after the day for which we ask
        (None, "07-07", None, "waiting"),
    ],
)
def test_one_leader_and_one_led(step, leader, led, joined, state):
    """Each step is judged by the first day of the leader and of the led, for leaders who were in post then."""
    rows = [STEPS[step](who, on) for who, on in (("lea", leader), ("tom", led)) if on]
    staff = [person("lea", "supervisor", joined=joined and day(joined)), person("tom", manager="lea")]
    cascade = people(COURSE, *staff, *rows).cascade

    assert row_of(cascade.pairs(audience="facilitator"), step=step)["state"] == state
    assert row_of(cascade.leaders(audience="facilitator"), step=step)["state"] == state


def test_one_early_among_several_makes_a_leader_late():
    """A leader goes first where none of the led went before; how many did is told."""
    staff = [person("lea", "supervisor"), *(person(one, manager="lea") for one in "abc")]
    rows = [learns("lea", "03-03"), learns("a", "02-02"), learns("b", "04-04"), learns("a", "05-05")]
    row = row_of(people(COURSE, *staff, *rows).cascade.leaders(audience="facilitator"), step="trained")

    assert (row["state"], row["led"], row["late"], row["led_on"]) == ("late", 3, 1, day("02-02"))


def test_a_crew_is_led_by_the_head_of_its_unit():
    """People who are only counted stand below the head of their unit, or of the one above it."""
    rows = [
        Unit(id="top", head="lea"),
        Unit(id="gate", parent="top"),
        person("lea", "supervisor", "top"),
        crew("gate", 6),
        Training(unit="gate", count=4, course="k", completed_on=day("02-02")),
        learns("lea", "03-03"),
    ]
    cascade = people(COURSE, *rows).cascade

    assert row_of(cascade.leaders(audience="facilitator"), step="trained")["led"] == 6
    assert rows_of(cascade.pairs(audience="facilitator"), "leader", "led", "step", "state")[1] == (
        "lea",
        "gate",
        "trained",
        "late",
    )


def test_summary_counts_leaders_whose_people_took_the_step():
    """Among leaders whose people have taken a step, the share that went first has its interval."""
    staff = [person(one, "supervisor") for one in ("l1", "l2", "l3")]
    team = [person(f"t{n}", manager=f"l{n}") for n in (1, 2, 3)]
    rows = [learns("l1", "02-02"), learns("t1", "03-03"), learns("t2", "03-03")]
    row = row_of(people(COURSE, *staff, *team, *rows).cascade.summary(), step="trained")

    names = ("leaders", "compared", "first", "late", "not_yet", "share")
    assert [row[one] for one in names] == [3, 2, 1, 0, 1, 0.5]


@pytest.mark.parametrize(
    ("audience", "reader", "leaders", "pairs"),
    [
        ("facilitator", None, {"lea", "sub"}, {("lea", "sub"), ("sub", "tom")}),
        ("leader", "lea", {"lea", "sub"}, {("lea", "sub")}),  # tom is in the team of sub, not of lea
        ("leader", "sub", {"sub"}, {("sub", "tom")}),
        ("person", "tom", set(), set()),
        ("board", None, set(), set()),
    ],
)
def test_leaders_are_named_to_those_who_may_know(audience, reader, leaders, pairs):
    """A facilitator reads every leader, a leader those of the own team and itself, others only how many."""
    staff = [person("lea", "senior"), person("sub", "middle", manager="lea"), person("tom", manager="sub")]
    cascade = people(*staff).cascade

    assert {row["id"] for row in cascade.leaders(audience=audience, reader=reader).to_dicts()} == leaders
    found = cascade.pairs(audience=audience, reader=reader).to_dicts()
    assert {(row["leader"], row["led"]) for row in found} == pairs


def test_who_is_not_there_is_not_compared():
    """Leaders and led who have left are no pair."""
    staff = [person("lea", "senior", left=day("01-01")), person("tom", manager="lea"), person("max", "senior")]

    assert len(people(*staff).cascade.pairs(audience="facilitator")) == 0
    assert rows_of(people(*staff).cascade.summary(), "leaders") == [(0,)] * 3


DATES = st.sampled_from([None, "02-02", "03-03", "04-04"])


@settings(deadline=None)
@given(st.lists(DATES, min_size=1, max_size=5), DATES, st.sampled_from([None, "03-03", "04-01"]))
def test_a_leader_stands_as_the_worst_of_the_pairs(team, leader, joined):
    """A leader is missing, late, first, new or waiting as the worst of its pairs is, in this order."""
    staff = [person("lea", "senior", joined=joined and day(joined))]
    staff += [person(f"t{n}", manager="lea") for n in range(len(team))]
    days = [("lea", leader), *((f"t{n}", on) for n, on in enumerate(team))]
    cascade = people(COURSE, *staff, *(learns(who, on) for who, on in days if on)).cascade
    states = {row["state"] for row in cascade.pairs(audience="facilitator").to_dicts() if row["step"] == "trained"}
    order = ("missing", "late", "first", "new", "waiting")

    whole = row_of(cascade.leaders(audience="facilitator"), step="trained")["state"]
    assert whole == min(states, key=order.index)


@settings(deadline=None)
@given(st.lists(DATES, min_size=1, max_size=4), st.sampled_from(["02-02", "03-03", "04-04"]))
def test_an_earlier_leader_is_never_worse(team, leader):
    """A leader who had learnt on the first of January would have gone first, whoever learnt when."""
    staff = [person("lea", "senior"), *(person(f"t{n}", manager="lea") for n in range(len(team)))]
    rows = [learns(f"t{n}", on) for n, on in enumerate(team) if on]
    late, early = (
        row_of(people(COURSE, *staff, *rows, learns("lea", on)).cascade.summary(), step="trained")
        for on in (leader, "01-01")
    )

    assert early["first"] == early["compared"] == late["compared"]
    assert late["first"] <= early["first"]
