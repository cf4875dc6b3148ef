"""What becomes of ideas: the funnel, waiting with open ones, cohorts, authors, rounds of asking."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.small import DAY, crew, day, people, person, program, row_of, rows_of
from servicecraft.errors import ModelError
from servicecraft.model.serving import Customer
from servicecraft.model.settings import Settings
from servicecraft.model.structure import Unit
from servicecraft.model.taking_part import Idea, SolicitationRound
from servicecraft.model.words import Answer, BenefitBasis
from servicecraft.participation import Ideas, Participation
from servicecraft.participation.waiting import median_with_interval
from servicecraft.statistics.survival import kaplan_meier

STAGES = ("received", "acknowledged", "decided", "accepted", "implemented", "recognised")


def idea(
    name: str,
    handed: str = "03-02",
    *,
    told: str | None = None,
    decided: str | None = None,
    yes: bool = True,
    placed: str | None = None,
    thanked: str | None = None,
    **more: object,
) -> Idea:
    """An idea with the days of its story."""
    return Idea(
        id=name,
        submitted_on=day(handed),
        acknowledged_on=told and day(told),
        decided_on=decided and day(decided),
        decision=None if decided is None else (Answer.ACCEPTED if yes else Answer.DECLINED),
        implemented_on=placed and day(placed),
        recognised_on=thanked and day(thanked),
        **more,  # type: ignore[arg-type]
    )


def counts(*ideas: Idea) -> list[object]:
    """How many ideas came to each stage."""
    return [row["count"] for row in people(*ideas).ideas.funnel().to_dicts()]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (idea("i"), [1, 0, 0, 0, 0, 0]),
        (idea("i", told="03-03"), [1, 1, 0, 0, 0, 0]),
        (idea("i", told="03-03", decided="03-09"), [1, 1, 1, 1, 0, 0]),
        (idea("i", told="03-03", decided="03-09", yes=False), [1, 1, 1, 0, 0, 0]),
        (idea("i", decided="03-09"), [1, 1, 1, 1, 0, 0]),  # decided without a word: it was heard all the same
        (idea("i", placed="04-01"), [1, 1, 1, 1, 1, 0]),  # in place without a decision on paper
        (idea("i", told="03-03", decided="03-09", placed="04-01", thanked="04-02"), [1, 1, 1, 1, 1, 1]),
        (idea("i", decided="03-09", yes=False, thanked="03-10"), [1, 1, 1, 0, 0, 0]),  # thanked for and not done
        (idea("i", thanked="03-10"), [1, 1, 0, 0, 0, 0]),
        (idea("i", "07-07"), [0, 0, 0, 0, 0, 0]),  # after the day
        (idea("i", told="07-07"), [1, 0, 0, 0, 0, 0]),
        (idea("i", told="03-03", decided="07-07", placed="07-08"), [1, 1, 0, 0, 0, 0]),
    ],
)
def test_stages(one, expected):
    """A later stage supposes the earlier ones, and what came after the day had not come yet."""
    assert counts(one) == expected


def test_funnel_tells_shares_and_own_days():
    """Each stage has its part of all received, of the stage before, and how many carry a day of their own."""
    rows = [idea("a", told="03-03", decided="03-09"), idea("b", decided="03-09"), idea("c"), idea("d")]
    found = people(*rows).ideas.funnel().to_dicts()

    assert [(row["share"], row["among"], row["dated"]) for row in found[:4]] == [
        (1, 1, 4),
        (0.5, 0.5, 1),
        (0.5, 1, 2),
        (0.5, 1, 2),
    ]


def test_funnel_by_unit_and_by_who_sees_to_it():
    """Ideas are told by where they arose, by the unit of who sees to them, and by what they are about."""
    rows = [
        Unit(id="hall"),
        person("tom", unit="gate"),
        idea("a", unit="hall", owner="tom", topic="noise"),
        idea("b", unit="gate", owner="hall"),
        idea("c"),
    ]
    ideas = people(*rows).ideas

    received = {
        by: [row[0] for row in rows_of(ideas.funnel(by), "id", "stage") if row[1] == "received"]
        for by in ("unit", "owner", "topic")
    }
    assert received == {"unit": ["hall", "gate", None], "owner": ["hall", "gate", None], "topic": ["noise", None]}


def test_unknown_grouping_is_refused():
    """Ideas cannot be told by what they do not have."""
    with pytest.raises(ModelError) as refusal:
        people(idea("a")).ideas.times("author")

    assert [fault.code for fault in refusal.value.faults] == ["SC-506"]


# --- waiting


def test_open_ideas_count_as_waiting():
    """Of four ideas two were acknowledged after 1 and 3 working days and two wait: the median is 3, not 2."""
    rows = [idea("a", told="03-03"), idea("b", told="03-05"), idea("c"), idea("d")]
    found = people(*rows).ideas.times()
    row = row_of(found, step="acknowledged")

    assert [row[one] for one in ("number", "ended", "open", "median", "limit", "within")] == [4, 2, 2, 3, 3, 0.5]


@pytest.mark.parametrize(
    ("one", "step", "ended", "median"),
    [
        (idea("a", told="03-04"), "acknowledged", 1, 2),
        (idea("a", "03-06", told="03-09"), "acknowledged", 1, 1),  # Friday to Monday
        (idea("a", decided="03-04"), "acknowledged", 1, 2),  # a decision is an answer
        (idea("a", placed="03-04"), "decided", 1, 2),
        (idea("a", decided="03-16", yes=False), "decided", 1, 10),
        (idea("a", decided="03-09", placed="03-16"), "implemented", 1, 5),
        (idea("a", decided="03-09"), "implemented", 0, None),
        (idea("a", decided="03-09", yes=False), "implemented", None, None),  # what was declined waits for nothing
        (idea("a"), "implemented", None, None),
    ],
)
def test_what_each_step_waits_for(one, step, ended, median):
    """Acknowledgement and decision are waited for since submission, being put in place since acceptance."""
    row = row_of(people(one).ideas.times(), step=step)

    assert (row["ended"] if row["number"] else None, row["median"]) == (ended, median)


def test_limits_are_settings():
    """Within how many working days ideas are to be acknowledged and decided is for the program to say."""
    found = people(idea("a", told="03-05"), acknowledge_days=2, decide_days=9).ideas.times()

    assert rows_of(found, "step", "limit", "within") == [
        ("acknowledged", 2, 0),
        ("decided", 9, 0),
        ("implemented", None, None),
    ]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (idea("a", "06-26"), ("unheard", 2, False)),
        (idea("a", "06-24"), ("unheard", 4, True)),
        (idea("a", "06-09", told="06-09"), ("undecided", 15, False)),
        (idea("a", "06-08", told="06-09"), ("undecided", 16, True)),
        (idea("a", "01-05", decided="06-29"), ("not_in_place", 1, None)),
    ],
)
def test_which_ideas_wait(one, expected):
    """An idea waits to be heard, decided or put in place; beyond its setting it is late."""
    assert rows_of(people(one).ideas.waiting(), "state", "age", "late") == [expected]


def test_settled_ideas_wait_for_nothing():
    """What was declined or is in place stands on no list."""
    assert (
        len(people(idea("a", decided="03-09", yes=False), idea("b", decided="03-09", placed="04-01")).ideas.waiting())
        == 0
    )


def test_who_sees_to_a_waiting_idea():
    """Its holder is named to those who may know; others read the unit."""
    ideas = people(person("tom", unit="gate"), idea("a", owner="tom")).ideas

    assert [ideas.waiting(audience=one).to_dicts()[0]["holder"] for one in (None, "board", "facilitator")] == [
        "gate",
        "gate",
        "tom",
    ]


# --- cohorts


def test_cohorts():
    """The ideas of each quarter, with those in place and those that still can be."""
    rows = [
        idea("a", "01-05", decided="01-06", placed="02-02"),
        idea("b", "03-31", decided="04-01", yes=False),
        idea("c", "04-01", decided="04-02"),
        idea("d", "04-02"),
    ]
    ideas = people(*rows).ideas

    names = ("cohort", "received", "accepted", "implemented", "share", "open")
    assert rows_of(ideas.cohorts(), *names) == [("2026-Q1", 2, 1, 1, 0.5, 0), ("2026-Q2", 2, 1, 0, 0, 2)]
    assert [row[0] for row in rows_of(ideas.cohorts("month"), "cohort")] == ["2026-01", "2026-03", "2026-04"]
    assert rows_of(ideas.cohorts("year"), "cohort", "received") == [("2026", 4)]


def test_unknown_cohort_is_refused():
    """Cohorts are months, quarters or years."""
    with pytest.raises(ModelError):
        people(idea("a")).ideas.cohorts("week")


# --- authors


def test_authors_out_of_all_people():
    """Distinct authors of the day out of everybody, named and counted."""
    staff = [person("a"), person("b"), person("gone", left=day("05-05")), crew("gate", 6)]
    rows = [idea("1", author="a"), idea("2", author="a"), idea("3", author="gone"), idea("4", author="gate"), idea("5")]
    ideas = people(*staff, *rows).ideas

    assert (ideas.participation.count, ideas.participation.n) == (1, 8)


def test_ideas_for_each_person_and_year():
    """Ideas of staff over the years that people were there since the first one; customers' ideas are theirs."""
    staff = [person(f"p{n}") for n in range(4)]
    first = DAY - datetime.timedelta(days=364)
    rows = [
        Idea(id="1", submitted_on=first),
        idea("2", author="p0"),
        idea("3", author="p0"),
        idea("4", author="guest"),
        Customer(id="guest"),
    ]

    assert people(*staff, *rows).ideas.per_year == pytest.approx(3 / 4)
    assert people(*staff).ideas.per_year is None


def test_do_authors_come_again():
    """Authors whose first idea was decided in time are set against the others, judged at one moment each."""
    rows = [
        idea("a1", "01-05", author="a", decided="01-12"),  # answered, comes again
        idea("a2", "03-02", author="a"),
        idea("b1", "01-05", author="b", decided="01-26"),  # answered after 15 working days, which is in time
        idea("c1", "01-05", author="c", decided="01-27"),  # a day too late, comes again
        idea("c2", "01-27", author="c"),
        idea("d1", "01-05", author="d"),  # never answered; comes again before the time is over, which is not after it
        idea("d2", "01-06", author="d"),
        idea("e1", "06-15", author="e"),  # too early to tell
    ]
    found = people(*(person(one) for one in "abcde"), *rows).ideas.repeat

    assert (found.answered.count, found.answered.n) == (1, 2)
    assert (found.unanswered.count, found.unanswered.n) == (1, 2)
    assert (found.difference, found.left_out) == (0, 1)


def test_difference_of_coming_again_is_newcombes():
    """56 of 70 against 48 of 80 differ by 0.2, between 0.0524 and 0.3339 (Newcombe 1998, method 10)."""
    rows = []
    for n in range(150):
        answered, again = n < 70, n < 56 or 70 <= n < 118
        rows.append(idea(f"{n}", "01-05", author=f"p{n}", decided="01-06" if answered else None))
        rows += [idea(f"{n}b", "03-02", author=f"p{n}")] if again else []
    found = people(*(person(f"p{n}") for n in range(150)), *rows).ideas.repeat

    numbers = (found.difference, found.lower, found.upper)
    assert numbers == (pytest.approx(0.2), pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


@pytest.mark.parametrize(
    ("ideas_of_each", "expected"),
    [
        ([], (0, 0, None)),
        ([3], (1, 1, 1.0)),
        ([1] * 10, (10, 1, 0.1)),
        ([11, *[1] * 9], (10, 1, 0.55)),
        ([5, 4, *[1] * 9], (11, 2, 0.5)),  # a tenth of eleven is two
    ],
)
def test_concentration(ideas_of_each, expected):
    """The part of the ideas that come from the most fertile tenth of the authors, at least one."""
    staff = [person(f"p{n}") for n in range(len(ideas_of_each))]
    rows = [idea(f"{n}-{k}", author=f"p{n}") for n, many in enumerate(ideas_of_each) for k in range(many)]
    found = people(*staff, *rows).ideas.concentration

    assert (found.authors, found.top, found.share) == expected


def test_declined_without_a_word():
    """Declined ideas without a reason are counted among the declined."""
    rows = [
        idea("a", decided="03-09", yes=False, reason="no room"),
        idea("b", decided="03-09", yes=False),
        idea("c", decided="03-09"),
    ]
    found = people(*rows).ideas.unexplained

    assert (found.count, found.n) == (1, 2)


def test_benefits_estimated_and_verified():
    """What ideas in place bring is told by how sure it is; ideas that are not in place bring nothing yet."""
    more = {"benefit": 100.0, "benefit_basis": BenefitBasis.VERIFIED}
    rows = [idea("a", decided="03-09", placed="04-01", **more), idea("b", decided="03-09", **more)]

    assert rows_of(people(*rows).ideas.benefits(), "kind", "count", "benefit") == [
        ("estimated", 0, 0),
        ("verified", 1, 100),
    ]


# --- rounds of asking


def asking(first: str, last: str | None, *units: str) -> SolicitationRound:
    """A round of asking for ideas."""
    return SolicitationRound(opened_on=day(first), closed_on=last and day(last), audience=units)


def test_gaps_between_rounds():
    """A gap runs from the end of one round to the beginning of the next; the last one is still open."""
    found = people(
        person("a"), asking("01-05", "01-16"), asking("04-16", "04-20"), asking("04-10", "04-12")
    ).ideas.rounds()

    assert rows_of(found, "number", "gap", "late") == [
        (1, None, None),
        (2, 84, False),
        (3, 4, False),
        (None, 71, False),
    ]


@pytest.mark.parametrize(
    ("rows", "gaps"),
    [
        ([], []),
        ([asking("01-05", None)], [None]),  # still open
        ([asking("01-05", "12-31")], [None]),  # to be closed later
        ([asking("07-05", None)], []),  # after the day
        ([asking("01-05", None), asking("03-05", "03-06")], [None, 59, 116]),  # never closed: a day of asking
        ([asking("01-05", "03-31"), asking("02-05", "02-10")], [None, 0, 91]),  # one inside the other
        ([asking("01-05", "03-30")], [None, 92]),
    ],
)
def test_shapes_of_rounds(rows, gaps):
    """Rounds may be open, overlap, lie ahead or never have been closed."""
    assert [row[0] for row in rows_of(people(*rows).ideas.rounds(), "gap")] == gaps


@pytest.mark.parametrize(("closed", "late"), [("03-30", False), ("03-29", True)])
def test_cadence_of_rounds_is_three_months(closed, late):
    """It is late when more than three months have passed since the last round, unless the program says otherwise."""
    rows = (person("a"), asking("03-01", closed))

    assert row_of(people(*rows).ideas.rounds(), number=None)["late"] is late
    assert row_of(people(*rows, idea_round_months=6).ideas.rounds(), number=None)["late"] is False


def test_whom_a_round_reached():
    """A round reaches everybody, or the people of some units and of those below them."""
    rows = [
        Unit(id="top"),
        Unit(id="hall", parent="top"),
        person("a", unit="hall"),
        person("b", unit="top"),
        crew("gate", 5),
    ]
    found = people(*rows, asking("01-05", "01-06"), asking("02-05", "02-06", "top"), asking("03-05", "03-06", "hall"))

    assert [row[0] for row in rows_of(found.ideas.rounds(), "people")][:3] == [7, 2, 1]


def test_months_that_stand_out():
    """Months are told with their usual range; the month that is not over counts for nothing."""
    rows = [
        idea(f"{month}-{n}", f"{month:02}-01") for month, many in enumerate((3, 4, 3, 4, 30, 9), 1) for n in range(many)
    ]
    made = program(*rows)
    whole, early = (Participation.of(made, as_of=one).ideas.arrivals().to_dicts() for one in (DAY, day("06-29")))

    assert [row["count"] for row in whole] == [3, 4, 3, 4, 30, 9]
    assert [row["signal"] for row in early] == [False, False, False, False, True, None]
    assert whole[0]["centre"] == pytest.approx(53 / 6)
    assert early[0]["centre"] == pytest.approx(44 / 5)


# --- frames


FRAME = {
    "n": [1, 2, 3, 4],
    "in": ["2026-03-02", "2026-03-02", None, "2026-09-09"],
    "ack": [datetime.date(2026, 3, 3), None, None, None],
    "dec": ["2026-03-09", None, None, None],
    "what": ["sí", None, None, None],
    "who": ["ana", "ana", "tom", "tom"],
    "area": ["x", None, "x", "x"],
}


@pytest.mark.parametrize("engine", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_ideas_of_a_frame(engine):
    """A frame of any engine gives the same answers as rows; what has no day, or a later one, is left out."""
    names = {"submitted": "in", "acknowledged": "ack", "decided": "dec", "decision": "what", "author": "who", "id": "n"}
    ideas = Ideas.from_frame(engine(FRAME), **names, accepted=["sí"], by=["area"], people=10, as_of="2026-06-30")

    assert len(ideas) == 2
    assert rows_of(ideas.funnel(), "stage", "count") == [
        ("received", 2),
        ("acknowledged", 1),
        ("decided", 1),
        ("accepted", 1),
    ]
    assert rows_of(ideas.times(), "step", "ended") == [("acknowledged", 1), ("decided", 1)]
    assert [row[0] for row in rows_of(ideas.funnel("area"), "id")][::4] == ["x", None]
    assert (ideas.participation.count, ideas.participation.n) == (1, 10)
    assert ideas.per_year == pytest.approx(2 / (10 * 121 / 365))
    assert [row[0] for row in rows_of(ideas.waiting(), "id")] == ["2"]
    assert len(ideas.rounds()) == 0


def test_withdrawn_ideas_wait_no_longer():
    """An idea that its author took back waits up to that day."""
    frame = pd.DataFrame({"in": ["2026-03-02"] * 2, "ack": [None, "2026-03-03"], "back": ["2026-03-04", None]})
    ideas = Ideas.from_frame(frame, submitted="in", acknowledged="ack", withdrawn="back", as_of="2026-06-30")
    row = row_of(ideas.times(), step="acknowledged")

    assert (row["number"], row["ended"], row["open"], ideas.withdrawn) == (2, 1, 1, 1)
    assert len(ideas.waiting()) == 0  # of decisions this frame tells nothing


def test_a_decision_without_a_day():
    """Where a frame has decisions and no days of them, they count all the same."""
    frame = pd.DataFrame({"in": ["2026-03-02"] * 3, "what": ["yes", "no", None]})
    ideas = Ideas.from_frame(frame, submitted="in", decision="what", accepted=["yes"], as_of="2026-06-30")

    assert rows_of(ideas.funnel(), "stage", "count") == [("received", 3), ("decided", 2), ("accepted", 1)]


@pytest.mark.parametrize(
    ("frame", "columns", "code", "path"),
    [
        (pd.DataFrame({"a": ["2026-01-01"]}), {"submitted": "b"}, "SC-140", "ideas.b"),
        (pd.DataFrame({"a": ["soon"]}), {"submitted": "a"}, "SC-116", "ideas[0].a"),
        (pd.DataFrame({"a": [1]}), {"submitted": "a"}, "SC-116", "ideas[0].a"),
        ("no frame", {"submitted": "a"}, "SC-118", "ideas"),
        (None, {"submitted": "a"}, "SC-118", "ideas"),
    ],
)
def test_frames_that_cannot_be_read(frame, columns, code, path):
    """A missing column, a cell that is no day and what is no frame are refused with their place."""
    with pytest.raises(ModelError) as refusal:
        Ideas.from_frame(frame, **columns, as_of="2026-06-30")

    assert [(fault.code, fault.path) for fault in refusal.value.faults] == [(code, path)]


# --- laws


DATES = st.sampled_from(["02-02", "03-03", "04-04", "05-05", "06-06", "08-08"])


@st.composite
def stories(draw):
    """Ideas with days in any order that a row may have."""
    rows = []
    for n in range(draw(st.integers(0, 10))):
        handed, rest = draw(DATES), sorted(draw(st.lists(DATES, min_size=4, max_size=4)))
        told, decided, placed, thanked = (draw(st.sampled_from([None, one])) if one >= handed else None for one in rest)
        yes, author = draw(st.booleans()), draw(st.sampled_from([None, "a", "b", "c"]))
        rows.append(
            idea(f"{n}", handed, told=told, decided=decided, yes=yes, placed=placed, thanked=thanked, author=author)
        )
    return rows


@settings(deadline=None)
@given(stories(), st.sampled_from([None, "unit", "owner", "topic"]))
def test_the_funnel_only_narrows(rows, by):
    """No stage holds more ideas than the one before, in any group, and each of them at least those with an own day."""
    found = people(*(person(one) for one in "abc"), *rows).ideas.funnel(by).to_dicts()
    for start in range(0, len(found), len(STAGES)):
        numbers = [row["count"] for row in found[start : start + len(STAGES)]]
        assert numbers == sorted(numbers, reverse=True)
        assert all(row["dated"] <= row["count"] for row in found[start : start + 5])


@settings(deadline=None)
@given(stories())
def test_cohorts_hold_every_idea_once(rows):
    """The ideas of all months, of all quarters and of all years are all ideas."""
    ideas = people(*(person(one) for one in "abc"), *rows).ideas
    for by in ("month", "quarter", "year"):
        table = ideas.cohorts(by).to_dicts()
        assert sum(row["received"] for row in table) == len(ideas)
        assert all(row["implemented"] <= row["accepted"] <= row["received"] for row in table)


@settings(deadline=None)
@given(stories(), st.dates(datetime.date(2026, 2, 1), datetime.date(2026, 9, 1)))
def test_an_earlier_day_never_knows_more(rows, now):
    """Seen from an earlier day, no stage holds more ideas than later."""
    made = program(*(person(one) for one in "abc"), *rows)
    early, late = (Participation.of(made, as_of=one).ideas.funnel() for one in (min(now, DAY), max(now, DAY)))

    assert all(one["count"] <= other["count"] for one, other in zip(early.to_dicts(), late.to_dicts(), strict=True))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=30))
def test_median_is_where_half_are_left(watched):
    """At the median at most half are still open, just before it at least half; it is the ordinary one where all ended."""
    lasted, ended = (np.array(one) for one in zip(*watched, strict=True))
    median, lower, upper = median_with_interval(lasted.astype(float), ended, 0.95)
    times, left, _ = kaplan_meier(lasted, ended)

    if ended.all():
        assert median == np.median(lasted)
    if median == median:
        assert left[times <= median].min(initial=1) <= 0.5 + 1e-12
        assert left[times < median].min(initial=1) >= 0.5 - 1e-12
        assert not lower > median
        assert not upper < median
    else:
        assert left.min(initial=1) > 0.5


@settings(deadline=None)
@given(stories())
def test_settings_of_the_frame_are_those_of_the_program(rows):
    """The same ideas as a frame and as rows come as far and wait as long."""
    frame = pd.DataFrame(
        {
            "in": [one.submitted_on for one in rows],
            "ack": [one.acknowledged_on for one in rows],
            "dec": [one.decided_on for one in rows],
            "what": [one.decision and one.decision.value for one in rows],
            "done": [one.implemented_on for one in rows],
            "thanks": [one.recognised_on for one in rows],
        },
        dtype=object,
    )
    columns = dict(
        zip(("submitted", "acknowledged", "decided", "decision", "implemented", "recognised"), frame, strict=True)
    )
    ours = people(*(person(one) for one in "abc"), *rows).ideas
    theirs = Ideas.from_frame(frame, **columns, as_of=DAY, settings=Settings())

    assert theirs.funnel().rows == ours.funnel().rows
    assert theirs.times().rows == ours.times().rows
    assert theirs.cohorts().rows == ours.cohorts().rows
