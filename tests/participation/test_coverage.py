"""Who takes part, out of all who belong; who was asked, and what became of it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.small import crew, day, people, person, program, row_of, rows_of
from servicecraft.errors import ModelError, UnknownIdError
from servicecraft.model.structure import Headcount, Unit
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
from servicecraft.model.vocabulary import DeclaredAttribute
from servicecraft.model.words import (
    Answer,
    AssignmentCode,
    AttributeTable,
    Belonging,
    CommitmentKind,
    ContributionKind,
    Level,
    ResponsibilityKind,
)
from servicecraft.participation import Participation

COURSE = Course(id="k", hours=4)
X = Responsibility(id="x", kind=ResponsibilityKind.EXECUTE)


def asked(
    who: str, on: str = "03-02", answer: Answer | None = None, answered: str | None = None, **unit: str
) -> Invitation:
    """Somebody was asked on a day and perhaps answered; `unit=` asks a unit instead."""
    told = {"unit": who} if unit.get("unit") else {"person": who}
    answered_on = day(answered) if answered else (day(on) if answer else None)
    return Invitation(**told, asked_on=day(on), answer=answer, answered_on=answered_on)


def yes(who: str, on: str = "03-02", **unit: str) -> Invitation:
    """Somebody was asked and accepted on the same day."""
    return asked(who, on, Answer.ACCEPTED, **unit)


def count(found: Participation, measure: str, by: str = "all", **wanted: object) -> object:
    """How many of a group."""
    return row_of(found.coverage(by, [measure]), **wanted)["count"]


# --- the denominators


def test_headcounts_stand_in_every_denominator():
    """People who are only counted are people: four named and a crew of six are ten."""
    found = people(*(person(one) for one in "abcd"), crew("gate", 6), yes("a"))

    (row,) = found.coverage("all", ["asked"]).to_dicts()
    assert (row["people"], row["named"], row["counted"], row["count"], row["share"]) == (10, 4, 6, 1, 0.1)


def test_interval_is_wilsons():
    """81 of 263 asked lie between 25.53 and 36.62 % (Wilson 1927, the published example)."""
    named = [person(f"p{n}") for n in range(263)]
    (row,) = people(*named, *(asked(f"p{n}") for n in range(81))).coverage("all", ["asked"]).to_dicts()

    assert (row["lower"], row["upper"]) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))


@pytest.mark.parametrize(
    ("joined", "left", "there"),
    [
        (None, None, True),
        ("06-30", None, True),
        ("07-01", None, False),
        (None, "06-30", True),
        (None, "06-29", False),
        ("01-01", "03-01", False),
    ],
)
def test_people_count_from_their_first_to_their_last_day(joined, left, there):
    """Whoever has not joined yet or has left is in no denominator and in no count."""
    dates = {"joined": joined and day(joined), "left": left and day(left)}
    (row,) = people(person("a", **dates), person("b"), asked("a", "01-01")).coverage("all", ["asked"]).to_dicts()

    assert (row["people"], row["count"]) == (1 + there, int(there))


def test_a_contractor_changes_the_denominator():
    """Adding a contractor's crew changes every rate of its level, and nothing else."""
    staff = [person("a", "operational"), person("b", "senior"), yes("a"), yes("b")]
    before, after = people(*staff), people(*staff, crew("cleaning", 3))

    assert row_of(before.coverage("level", ["asked"]), id="operational")["share"] == 1
    assert row_of(after.coverage("level", ["asked"]), id="operational")["share"] == 0.25
    assert row_of(before.coverage("level", ["asked"]), id="senior") == row_of(
        after.coverage("level", ["asked"]), id="senior"
    )


def test_janitors_and_guards_stand_in_every_table():
    """The lowest posts are there by level, unit, block and belonging, named or counted."""
    found = people(
        person("janitor", "operational", "yard"), crew("gate", 16), person("boss", "senior", belongs_as=Belonging.OWNER)
    )

    assert rows_of(found.coverage("level", ["asked"]), "id", "people") == [("senior", 1), ("operational", 17)]
    assert rows_of(found.coverage("block", ["asked"]), "id", "people") == [("management", 1), ("execution", 17)]
    assert rows_of(found.coverage("unit", ["asked"]), "id", "people") == [("yard", 1), ("gate", 16), (None, 1)]
    assert rows_of(found.coverage("belongs_as", ["asked"]), "id", "people") == [("owner", 1), ("employee", 17)]


def test_groups_by_role_and_attribute():
    """People have the value of their own attribute, else that of their unit; who has none comes last."""
    rows = (
        DeclaredAttribute(id="site", belongs_to=(AttributeTable.PEOPLE, AttributeTable.UNITS)),
        Unit(id="north", attributes={"site": "A"}),
        person("a", unit="north"),
        person("b", unit="north", attributes={"site": "B"}),
        person("c", None),
        crew("north", 2),
    )
    found = people(*rows)

    assert rows_of(found.coverage("site", ["asked"]), "id", "people") == [("A", 3), ("B", 1), (None, 1)]
    assert rows_of(found.coverage("role", ["asked"]), "id", "people") == [("front_line", 2), (None, 3)]


@pytest.mark.parametrize("by", ["team", "", "person", "Level"])
def test_unknown_grouping_is_refused(by):
    """There is no table by person: nobody is ranked."""
    with pytest.raises(ModelError) as refusal:
        people(person("a")).coverage(by)

    (fault,) = refusal.value.faults
    assert (fault.code, fault.path) == ("SC-506", "by")
    assert "level" in fault.message


def test_unknown_measure_is_refused():
    """A measure that there is not is refused with the nearest."""
    with pytest.raises(ModelError) as refusal:
        people(person("a")).coverage("all", ["traind"])

    (fault,) = refusal.value.faults
    assert fault.code == "SC-119"
    assert "'trained'" in fault.message


# --- what is measured


def test_asked_is_not_accepted():
    """Asked, answered and accepted are three things."""
    named = [person(one) for one in "abcdefgh"]
    rows = [asked("a"), asked("b"), *(yes(one) for one in "cdef"), asked("g", answer=Answer.DECLINED)]
    found = people(*named, *rows)

    assert [count(found, one) for one in ("asked", "answered", "accepted")] == [7, 5, 4]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([asked("a", "07-01")], (0, 0)),  # asked after the day
        ([asked("a", "06-30", Answer.ACCEPTED, "07-01")], (1, 0)),  # answered after the day
        ([asked("a", "01-01", Answer.DECLINED), yes("a", "02-02")], (1, 1)),
        ([yes("a", "01-01"), asked("a", "02-02", Answer.DECLINED)], (1, 0)),  # the last answer counts
        ([yes("a", "01-01"), asked("a", "02-02")], (1, 1)),  # asked again and silent: the answer stays
        ([asked("hall", unit="hall")], (1, 0)),
        ([yes("hall", unit="hall")], (1, 1)),
        ([yes("top", unit="top")], (1, 1)),  # a unit asked as a whole is asked with all below it
        ([yes("yard", unit="yard")], (0, 0)),
        ([yes("hall", unit="hall"), asked("a")], (1, 0)),  # whoever was asked in person counts by that
    ],
)
def test_what_became_of_asking_one_person(rows, expected):
    """The last answer by the day counts, in person before that of the unit."""
    units = (Unit(id="top"), Unit(id="hall", parent="top"), Unit(id="yard", parent="top"))
    others = [person(f"o{n}") for n in range(5)]  # their answers make the group large enough to tell
    found = people(*units, person("a", unit="hall"), *others, *(yes(one.id) for one in others), *rows)

    assert (count(found, "asked"), count(found, "accepted")) == (5 + expected[0], 5 + expected[1])


@pytest.mark.parametrize(("joined", "expected"), [("03-01", True), ("03-02", True), ("03-03", False)])
def test_a_unit_is_asked_with_those_who_had_joined(joined, expected):
    """Whoever came after their unit was asked has not been asked."""
    found = people(person("a", unit="hall", joined=day(joined)), asked("hall", "03-02", unit="hall"))

    assert count(found, "asked") == int(expected)


def test_a_unit_asked_again_reaches_those_who_came_since():
    """A later question to the unit counts for whoever had joined by then."""
    rows = [yes("hall", "01-05", unit="hall"), asked("hall", "05-04", unit="hall")]
    old, new = (
        [person(f"o{n}", unit="hall", joined=day("01-01")) for n in range(6)],
        person("n", unit="hall", joined=day("02-02")),
    )
    found = people(*old, new, *rows)

    assert [count(found, one) for one in ("asked", "answered", "accepted")] == [7, 6, 6]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 0),
        ([Training(person="a", course="k", completed_on=day("01-01"))], 1),
        ([Training(person="a", course="k", completed_on=day("07-01"))], 0),
        ([Training(person="a", course="k", completed_on=day("01-01"))] * 3, 1),
        ([Training(unit="gate", count=4, course="k", completed_on=day("01-01"))], 4),
        ([Training(unit="gate", count=4, course="k", completed_on=day("01-01"))] * 2, 4),
        ([Training(unit="gate", count=9, course="k", completed_on=day("01-01"))], 7),
        ([Training(unit="gate", count=99, course="k", completed_on=day("01-01"))], 7),
        (
            [
                Training(unit="gate", count=6, course="k", completed_on=day("01-01")),
                Training(person="g", course="k", completed_on=day("02-02")),
            ],
            7,
        ),
    ],
)
def test_trained_people_count_once(rows, expected):
    """Several rows of counted people may tell of the same ones; nobody is trained who is not there."""
    found = people(COURSE, person("a"), person("g", unit="gate"), crew("gate", 6), *rows)

    assert count(found, "trained") == expected


def test_counted_training_is_spread_over_levels():
    """Four of a unit's eight counted people are half of each of its levels, and nobody is said to be missing by name."""
    row = Training(unit="gate", count=4, course="k", completed_on=day("01-01"))
    found = people(COURSE, crew("gate", 6), crew("gate", 2, Level.SUPPORT), row)

    assert rows_of(found.coverage("level", ["trained"]), "id", "count", "share") == [
        ("support", 1, 0.5),
        ("operational", 3, 0.5),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A a", {"a"}),
        ("R a", {"a"}),
        ("C a", set()),
        ("I a", set()),
        ("R front_line", {"a", "b"}),
        ("R hall", {"b", "c"}),
        ("A hall", {"c"}),
        ("A top", {"a", "b", "c"}),
        ("R support", set()),
    ],
)
def test_responsible_are_those_who_do_or_answer(text, expected):
    """Roles and units pass on what they hold; a head answers for a unit; being consulted or informed is no responsibility."""
    code, holder = text.split()
    units = (Unit(id="top"), Unit(id="hall", parent="top", head="c"))
    staff = (person("a", unit="top"), person("b", unit="hall"), person("c", "supervisor", "hall"))
    found = people(X, *units, *staff, Assignment(responsibility="x", holder=holder, code=AssignmentCode(code)))

    missing = {row["id"] for row in found.missing("responsible", audience="facilitator").to_dicts()}
    assert {"a", "b", "c"} - missing == expected


def test_promises_goals_and_missions():
    """A promise counts from the day it was made; a personal goal and a mission are promises of their own."""
    rows = [
        Commitment(person="a", kind=CommitmentKind.PERSONAL_GOAL, made_on=day("01-01")),
        Commitment(person="b", kind=CommitmentKind.MISSION),
        Commitment(person="c", kind=CommitmentKind.ACTION, made_on=day("07-01")),
    ]
    found = people(*(person(one) for one in "abc"), *rows)

    assert [count(found, one) for one in ("committed", "personal_goal", "mission")] == [2, 1, 1]


def test_ideas_effort_and_goodwill_all_count():
    """Whoever had an idea, made an effort or showed goodwill has contributed, once."""
    rows = [
        Contribution(person="a", kind=ContributionKind.EFFORT, on=day("01-01"), count=9),
        Contribution(person="b", kind=ContributionKind.GOODWILL, on=day("01-01")),
        Contribution(person="b", kind=ContributionKind.IDEA, on=day("01-01")),
        Contribution(person="c", kind=ContributionKind.EFFORT, on=day("07-01")),
        Idea(id="i", author="d", submitted_on=day("01-01")),
    ]
    found = people(*(person(one) for one in "abcdef"), *rows)

    assert count(found, "contributed") == 3


def test_taking_part_is_doing_something():
    """Being asked and accepting is no part yet; learning, promising, answering for something and giving are."""
    rows = [
        yes("a"),
        Training(person="b", course="k", completed_on=day("01-01")),
        Commitment(person="c", kind=CommitmentKind.ACTION),
        Assignment(responsibility="x", holder="d", code=AssignmentCode.R),
        Contribution(person="e", kind=ContributionKind.EFFORT, on=day("01-01")),
    ]
    found = people(X, COURSE, *(person(one) for one in "abcdef"), *rows)

    assert count(found, "takes_part") == 4


# --- who is missing


def team() -> list[object]:
    """A leader with a team of two, another leader, and a crew that is only counted."""
    return [
        Unit(id="hall", head="lea"),
        person("lea", "supervisor", "hall"),
        person("tom", unit="hall"),
        person("ana", unit="hall"),
        person("max", "supervisor", "gate"),
        crew("gate", 4),
    ]


@pytest.mark.parametrize(
    ("audience", "reader", "named", "counted"),
    [
        ("facilitator", None, ["ana", "lea", "max", "tom"], {"gate": 4}),
        ("leader", "lea", ["ana", "lea", "tom"], {"gate": 5}),
        ("leader", "max", ["max"], {"hall": 3, "gate": 4}),
        ("person", "tom", ["tom"], {"hall": 2, "gate": 5}),
        ("board", None, [], {"hall": 3, "gate": 5}),
        ("committee", None, [], {"hall": 3, "gate": 5}),
        ("public", None, [], {"hall": 3, "gate": 5}),
        (None, None, [], {"hall": 3, "gate": 5}),
    ],
)
def test_the_not_yet_asked_are_named_to_those_who_may_know(audience, reader, named, counted):
    """A facilitator reads every name, a leader those of the own team, a person the own; all others read counts."""
    found = people(*team()).missing("asked", audience=audience, reader=reader)

    assert [row["id"] for row in found.to_dicts() if row["id"]] == named
    assert {row["unit"]: row["count"] for row in found.to_dicts() if not row["id"]} == counted


def test_counts_of_the_missing_by_level():
    """Whom a reader may not know is counted by the grouping asked for."""
    found = people(*team()).missing("asked", by="level")

    assert rows_of(found, "level", "count") == [("supervisor", 2), ("front_line", 2), ("operational", 4)]


def test_who_was_not_asked_has_no_answer_missing():
    """Those who have not answered are among those who were asked."""
    found = people(*team(), asked("tom"), yes("ana")).missing("answered", audience="facilitator")

    assert rows_of(found, "id", "count") == [("tom", 1)]


@pytest.mark.parametrize("measure", ["accepted", "contributed", "takes_part", "liked"])
def test_refusals_and_gifts_are_named_to_nobody(measure):
    """Nobody, not even a facilitator, can ask who did not accept or did not give."""
    with pytest.raises(ModelError) as refusal:
        people(*team()).missing(measure, audience="facilitator")

    assert [fault.code for fault in refusal.value.faults] == ["SC-119"]


@pytest.mark.parametrize(
    ("audience", "reader", "error", "path"),
    [
        ("boss", None, ModelError, "audience"),
        ("leader", None, ModelError, "reader"),
        ("person", 7, ModelError, "reader"),
        ("leader", "nobody", UnknownIdError, None),
    ],
)
def test_readers_are_checked(audience, reader, error, path):
    """An audience is one of six, and a leader or person who reads says who it is."""
    with pytest.raises(error) as refusal:
        people(*team()).missing("asked", audience=audience, reader=reader)

    if path:
        assert [fault.path for fault in refusal.value.faults] == [path]


# --- the log of asking


def test_stages_of_asking():
    """People, asked, answered and accepted stand one below the other."""
    named = [person(f"p{n}") for n in range(10)]
    rows = [*(yes(f"p{n}") for n in range(4)), *(asked(f"p{n}", answer=Answer.DECLINED) for n in (4, 5)), asked("p6")]
    log = people(*named, *rows).asking

    assert log.counts == {"people": 10, "asked": 7, "answered": 6, "accepted": 4}
    assert rows_of(log.to_table(), "stage", "share", "among") == [
        ("people", 1, 1),
        ("asked", 0.7, 0.7),
        ("answered", 0.6, pytest.approx(6 / 7)),
        ("accepted", 0.4, pytest.approx(4 / 6)),
    ]


def test_few_answers_are_not_told():
    """How many accepted is not told while fewer have answered than the minimum group."""
    named = [person(f"p{n}") for n in range(10)]
    log = people(*named, *(yes(f"p{n}") for n in range(3)), asked("p3", answer=Answer.DECLINED)).asking

    assert log.counts == {"people": 10, "asked": 4, "answered": 4, "accepted": None}


def test_time_to_an_answer_counts_those_who_wait():
    """Two answered after 1 and 3 working days and two wait still: half have answered after 3."""
    rows = [
        asked("a", "03-02", Answer.ACCEPTED, "03-03"),
        asked("b", "03-02", Answer.ACCEPTED, "03-05"),
        asked("c", "03-02"),
        asked("d", "03-02"),
    ]
    log = people(*(person(one) for one in "abcde"), *rows).asking

    assert log.answer_time[0] == 3


def test_log_names_whom_we_asked_and_never_the_answer():
    """The log says who was asked when and whether there is an answer; a yes and a no look the same."""
    rows = [asked("a", answer=Answer.DECLINED), yes("b"), asked("c", "06-26")]
    log = people(*(person(one) for one in "abcd"), *rows).asking.log(audience="facilitator")

    assert rows_of(log, "id", "asked_on", "answered", "waiting") == [
        ("a", day("03-02"), True, None),
        ("b", day("03-02"), True, None),
        ("c", day("06-26"), False, 2),
    ]


# --- laws


ANSWERS = st.sampled_from([None, Answer.ACCEPTED, Answer.DECLINED])


@st.composite
def asked_programs(draw):
    """People of some units and levels who were asked, named and counted."""
    size = draw(st.integers(0, 14))
    names = [f"p{n}" for n in range(size)]
    levels, units = st.sampled_from(["senior", "front_line", "operational"]), st.sampled_from(["n", "s", "e", None])
    named = [person(one, draw(levels), draw(units)) for one in names]
    crews = [crew(draw(st.sampled_from("nse")), draw(st.integers(0, 9))) for _ in range(draw(st.integers(0, 2)))]
    rows = [
        asked(one, draw(st.sampled_from(["03-02", "04-06"])), draw(ANSWERS))
        for one in names
        for _ in range(draw(st.integers(0, 2)))
    ]
    units_asked = [asked(one, answer=draw(ANSWERS), unit=one) for one in draw(st.sets(st.sampled_from("nse")))]
    return program(*(Unit(id=one) for one in "nse"), *named, *crews, *rows, *units_asked)


MEASURED = ("asked", "answered", "accepted")


@settings(deadline=None)
@given(asked_programs())
def test_accepted_are_answered_are_asked(made):
    """Nobody accepts without an answer or answers without being asked, and no count exceeds the people."""
    found = Participation.of(made, as_of=datetime.date(2026, 6, 30))
    for by in ("all", "level", "unit"):
        rows = found.coverage(by, MEASURED).to_dicts()
        for one in {(row["id"], row["name"]) for row in rows}:
            group = {row["measure"]: row for row in rows if (row["id"], row["name"]) == one}
            assert group["answered"]["count"] <= group["asked"]["count"] <= group["asked"]["people"]
            if not group["accepted"]["withheld"]:
                assert group["accepted"]["count"] <= group["answered"]["count"]


@settings(deadline=None)
@given(asked_programs(), st.sampled_from(["level", "unit", "block", "belongs_as", "role"]))
def test_groups_add_up_to_everybody(made, by):
    """Every grouping holds everybody once, and its counts add up to the whole."""
    found = Participation.of(made, as_of=datetime.date(2026, 6, 30))
    whole = {row["measure"]: row for row in found.coverage("all", MEASURED[:2]).to_dicts()}
    for measure in MEASURED[:2] if whole else ():
        rows = [row for row in found.coverage(by, MEASURED[:2]).to_dicts() if row["measure"] == measure]
        assert sum(row["people"] for row in rows) == whole[measure]["people"] == found.program.organisation.size
        assert sum(row["count"] for row in rows) == whole[measure]["count"]


@settings(deadline=None)
@given(asked_programs(), st.integers(0, 13))
def test_an_answer_never_takes_another_one_away(made, place):
    """One more accepted question changes the counts of asked, answered and accepted by at most one, and never downwards."""
    if not made.people:
        return
    one = made.people[place % len(made.people)].id
    before, after = (
        Participation.of(each, as_of=datetime.date(2026, 6, 30)) for each in (made, made.with_rows(yes(one, "05-04")))
    )
    for measure in MEASURED:
        first, second = (each.asking.counts[measure] for each in (before, after))
        if first is not None and second is not None:
            assert first <= second <= first + 1


@settings(deadline=None)
@given(asked_programs())
def test_missing_and_asked_are_everybody(made):
    """Those asked and those not yet asked are all people, whoever reads."""
    found = Participation.of(made, as_of=datetime.date(2026, 6, 30))
    for audience in (None, "facilitator"):
        missing = sum(row["count"] for row in found.missing("asked", audience=audience).to_dicts())
        assert missing + found.asking.counts["asked"] == found.asking.counts["people"]


@settings(deadline=None)
@given(asked_programs())
def test_the_order_of_rows_changes_nothing(made):
    """A program with its people and invitations in another order gives the same answers for levels and units."""
    turned = program(*made.units, *reversed(made.people), *made.headcounts, *reversed(made.invitations))
    for by in ("level", "unit"):
        first, second = (
            Participation.of(one, as_of=datetime.date(2026, 6, 30)).coverage(by, MEASURED[:2]) for one in (made, turned)
        )
        assert first.rows == second.rows


@settings(deadline=None)
@given(asked_programs(), st.integers(1, 20))
def test_more_people_who_were_not_asked_lower_the_rate(made, more):
    """A crew that nobody asked lowers the rate of the asked or leaves it at zero."""
    bigger = made.with_rows(Unit(id="far"), Headcount(unit="far", level=Level.OPERATIONAL, count=more))
    for measure in MEASURED[:2]:
        rates = [
            row["share"]
            for one in (made, bigger)
            for row in Participation.of(one, as_of=datetime.date(2026, 6, 30)).coverage("all", [measure]).to_dicts()
        ]
        if len(rates) == 2:
            assert rates[1] < rates[0] or rates == [0, 0]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["01-01", "02-02", "05-05"]), max_size=4), st.sampled_from(["01-15", "03-15", "06-30"]))
def test_the_past_knows_nothing_of_the_future(dates, now):
    """Asked for an earlier day, the answers are those of a program without what came after."""
    rows = [asked(f"p{n}", on) for n, on in enumerate(dates)]
    named = [person(f"p{n}") for n in range(4)]
    then = program(*named, *(one for one in rows if one.asked_on <= day(now)))

    assert (
        Participation.of(program(*named, *rows), as_of=day(now)).coverage("all").rows
        == Participation.of(then, as_of=day(now)).coverage("all").rows
    )


def test_day_is_the_newest_evidence():
    """Where nobody names a day, it is the newest on which something happened, never one that is due."""
    rows = [asked("a", "03-02"), Commitment(person="a", kind=CommitmentKind.ACTION, due=day("12-31"))]

    assert Participation.of(program(person("a"), *rows)).as_of == day("03-02")
    assert Participation.of(program(person("a", joined=day("02-01")))).as_of == day("02-01")
    assert Participation.of(program(person("a"))).as_of is None
    assert Participation.of(program(person("a")), as_of="2026-01-31").as_of == day("01-31")


def test_no_day_is_refused():
    """A day is a date or its ISO text."""
    with pytest.raises(ModelError) as refusal:
        Participation.of(program(person("a")), as_of="tomorrow")

    (fault,) = refusal.value.faults
    assert fault.code == "SC-116"
    assert fault.path.endswith("as_of")
