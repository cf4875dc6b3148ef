"""Who learns what, how much and how often; what people give."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.small import DAY, crew, day, people, person, row_of, rows_of
from servicecraft.model.structure import Unit
from servicecraft.model.taking_part import Contribution, Course, Idea, Training
from servicecraft.model.words import ContributionKind, CourseTopic, Level
from servicecraft.participation.days import days_of, months_later, working_days, years_there

COURSES = (
    Course(id="plan", hours=4, topics=(CourseTopic.PLAN, CourseTopic.SERVICE)),
    Course(id="act", hours=10, topics=(CourseTopic.ACT,)),
)


def learns(who: str, on: str | datetime.date, course: str = "plan", **more: object) -> Training:
    """Somebody completes a course."""
    return Training(person=who, course=course, completed_on=on if isinstance(on, datetime.date) else day(on), **more)  # type: ignore[arg-type]


def test_topics_by_level():
    """Each course counts for all it teaches; everybody of a level stands in its denominators."""
    found = people(
        *COURSES, person("a"), person("b"), crew("gate", 3), learns("a", "01-05"), learns("a", "02-05", "act")
    )
    rows = {(row["id"], row["topic"]): (row["count"], row["people"]) for row in found.development.topics().to_dicts()}

    assert rows["front_line", "plan"] == rows["front_line", "service"] == rows["front_line", "act"] == (1, 2)
    assert rows["front_line", "verify"] == (0, 2)
    assert rows["operational", "plan"] == (0, 3)


def test_hours_for_each_person_and_year():
    """Hours of the last year over the years that people were there in it: 4 and 10 hours of two people in half a year."""
    rows = [learns("a", DAY - datetime.timedelta(days=364), "act"), learns("b", "06-30")]
    found = people(*COURSES, person("a"), person("b"), *rows).development.hours("all")

    assert rows_of(found, "people", "hours", "hours_per_year", "goal") == [(2, 14, 7, 20)]


@pytest.mark.parametrize(
    ("rows", "hours"),
    [
        ([learns("a", "06-01")], 4),
        ([learns("a", "06-01", hours=1.5)], 1.5),
        ([learns("a", "06-01"), learns("a", "06-01")], 8),
        ([learns("a", DAY - datetime.timedelta(days=365))], 0),  # more than a year ago
        ([learns("a", "07-01")], 0),  # after the day
        ([Training(unit="gate", count=3, course="act", completed_on=day("06-01"))], 30),
    ],
)
def test_hours_that_count(rows, hours):
    """Hours attended count where they are told, else those of the course; only those of the year up to the day."""
    found = people(*COURSES, person("a"), crew("gate", 5), *rows).development.hours("all")

    assert row_of(found, id=None)["hours"] == hours


def test_hours_of_those_who_left_and_who_came():
    """Whoever was there for half of the time counts with half a year, and hours of those who left count."""
    first = DAY - datetime.timedelta(days=364)
    half = first + datetime.timedelta(days=182)
    rows = [person("a", left=half - datetime.timedelta(days=1)), person("b", joined=half), learns("a", first, "act")]
    (row,) = people(*COURSES, *rows).development.hours("all").to_dicts()

    assert (row["people"], row["hours"], row["hours_per_year"]) == (1, 10, pytest.approx(10))


def test_hours_of_a_crew_are_spread_by_size():
    """Hours of people who are only counted stand with the levels of their crew in proportion."""
    row = Training(unit="gate", count=4, course="act", completed_on=day("06-01"))
    found = people(*COURSES, crew("gate", 3), crew("gate", 1, Level.SUPPORT), row).development.hours("level")

    assert rows_of(found, "id", "hours") == [("support", 10), ("operational", 30)]


def test_costs_as_far_as_they_are_known():
    """What courses cost is told for each who completed one; courses without a cost add nothing."""
    courses = (Course(id="dear", hours=1, cost=100), Course(id="plan", hours=4))
    rows = [
        learns("a", "06-01", "dear"),
        learns("a", "06-01"),
        Training(unit="gate", count=3, course="dear", completed_on=day("06-01")),
    ]

    assert (
        row_of(people(*courses, person("a"), crew("gate", 5), *rows).development.hours("all"), id=None)["cost"] == 400
    )


def test_leaders_teach():
    """Completed courses are told by the block of whoever taught them; of some nobody says who it was."""
    rows = [
        learns("a", "06-01", taught_by="lea"),
        learns("b", "06-01", taught_by="lea"),
        learns("b", "06-02", taught_by="a"),
        Training(unit="gate", count=5, course="act", completed_on=day("06-01")),
    ]
    found = people(*COURSES, person("lea", "supervisor"), person("a"), person("b"), crew("gate", 5), *rows)

    assert rows_of(found.development.teachers(), "id", "people", "count", "share") == [
        ("management", 1, 2, 0.25),
        ("execution", 1, 1, 0.125),
        (None, 0, 5, 0.625),
    ]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        # rounds, last day, days since, longest gap, overdue
        ([], (0, None, None, None, True)),
        (["06-30"], (1, day("06-30"), 0, 0, False)),
        (["01-01"], (1, day("01-01"), 180, 180, False)),
        (["01-05", "03-01", "03-01"], (2, day("03-01"), 121, 121, False)),
        ([datetime.date(2025, 12, 30)], (1, datetime.date(2025, 12, 30), 182, 182, False)),  # six months to the day
        ([datetime.date(2025, 12, 29)], (1, datetime.date(2025, 12, 29), 183, 183, True)),
        ([datetime.date(2025, 1, 1), day("06-29")], (2, day("06-29"), 1, 544, False)),
    ],
)
def test_cadence_of_a_unit(dates, expected):
    """A unit is overdue when its last round lies more than six months back; the longest gap includes the open one."""
    found = people(*COURSES, person("a", unit="hall"), *(learns("a", one) for one in dates)).development.cadence()

    names = ("rounds", "last_on", "since", "longest_gap", "overdue")
    assert tuple(row_of(found, id="hall")[one] for one in names) == expected


def test_cadence_is_a_setting():
    """How often is often enough is for the program to say."""
    rows = (*COURSES, person("a", unit="hall"), learns("a", "04-01"))

    assert row_of(people(*rows).development.cadence(), id="hall")["overdue"] is False
    assert row_of(people(*rows, training_round_months=2).development.cadence(), id="hall")["overdue"] is True


def test_training_of_a_crew_is_a_round_of_its_unit():
    """People who are only counted have rounds too."""
    row = Training(unit="gate", count=4, course="act", completed_on=day("06-01"))

    assert rows_of(people(*COURSES, crew("gate", 4), row).development.cadence(), "id", "last_on") == [
        ("gate", day("06-01"))
    ]


# --- contributions


def gift(who: str, kind: str, count: int = 1, on: str = "03-03", **unit: bool) -> Contribution:
    """A contribution of somebody, or of a unit."""
    told = {"unit": who} if unit else {"person": who}
    return Contribution(**told, kind=ContributionKind(kind), on=day(on), count=count)


def test_each_kind_counts():
    """Ideas, effort and goodwill stand side by side; ideas that were handed in count as ideas."""
    staff = [person(f"p{n}", unit="hall") for n in range(5)]
    rows = [gift("p0", "effort", 3), gift("p0", "goodwill"), gift("hall", "effort", 2, unit=True), gift("p1", "idea")]
    found = people(
        *staff, *rows, Idea(id="i", author="p2", submitted_on=day("03-03")), gift("p3", "effort", on="07-07")
    )
    row = row_of(found.contributions(), id="hall")

    assert [row[one] for one in ("idea", "effort", "goodwill", "givers", "share")] == [2, 5, 1, 3, 0.6]


def test_gifts_of_whole_units_stand_with_units_alone():
    """By level, what a whole unit gave is in no group, and said."""
    staff = [person(f"p{n}", unit="hall") for n in range(5)]
    table = people(*staff, gift("hall", "effort", 2, unit=True)).contributions("level")

    assert rows_of(table, "id", "effort") == [("front_line", 0)]
    assert any("2" in note for note in table.notes)


def test_gifts_of_small_groups_are_withheld():
    """What four people gave could be read as single people's; the next smallest group goes with them."""
    rows = [*(person(f"a{n}", unit="a") for n in range(4)), *(person(f"b{n}", unit="b") for n in range(6))]
    rows += [person(f"c{n}", unit="c") for n in range(9)]
    found = people(*rows, gift("a0", "effort")).contributions()

    assert rows_of(found, "id", "effort", "withheld") == [("a", None, True), ("b", None, True), ("c", 0, False)]


def test_gifts_per_person_and_year():
    """Five gifts of five people in half a year are two for each and year."""
    first = DAY - datetime.timedelta(days=364)
    staff = [person(f"p{n}", joined=first) for n in range(5)]
    rows = [
        Contribution(person=f"p{n}", kind=ContributionKind.EFFORT, on=first if n == 0 else DAY, count=2)
        for n in range(5)
    ]

    assert row_of(people(*staff, *rows).contributions("all"), id=None)["per_year"] == pytest.approx(2)


# --- days


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-06-29", "2026-06-29", 0),
        ("2026-06-29", "2026-06-30", 1),
        ("2026-06-26", "2026-06-29", 1),  # Friday to Monday
        ("2026-06-27", "2026-06-29", 0),  # Saturday to Monday
        ("2026-06-29", "2026-07-06", 5),
        ("2026-06-30", "2026-06-29", -1),
    ],
)
def test_working_days(first, last, expected):
    """Days from Monday to Friday from the first day on, the last one not counted."""
    assert working_days(np.datetime64(first), np.datetime64(last)).item() == expected


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-12-30", 6, "2026-06-30"),
        ("2026-05-15", 12, "2027-05-15"),
        ("2026-05-31", 6, "2026-11-30"),
    ],
)
def test_months_later(start, months, expected):
    """The same day so many months later, or the last of a shorter month."""
    assert months_later(np.array([start], dtype="datetime64[D]"), months)[0] == np.datetime64(expected)


DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31))


@given(DAYS, DAYS)
def test_working_days_are_those_counted_one_by_one(first, last):
    """Working days are what one gets by going from day to day."""
    first, last = min(first, last), max(first, last)
    slow = sum((first + datetime.timedelta(days=n)).weekday() < 5 for n in range((last - first).days))

    assert working_days(np.datetime64(first), np.datetime64(last)).item() == slow


@given(st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS), DAYS, DAYS)
def test_years_there_are_days_counted_one_by_one(joined, left, first, last):
    """Years there are the days on which somebody belongs, over 365."""
    first, last = min(first, last), max(first, last)
    if joined and left and left < joined:
        joined, left = left, joined
    lowest, highest = joined or first, left or last
    slow = sum(lowest <= first + datetime.timedelta(days=n) <= highest for n in range((last - first).days + 1))
    found = years_there(days_of([joined]), days_of([left]), np.datetime64(first), np.datetime64(last))

    assert found[0] == pytest.approx(slow / 365)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 500)), max_size=12), st.sampled_from(["level", "unit", "all"])
)
def test_hours_of_groups_add_up(trainings, by):
    """The hours of all groups are the hours of all trainings of the year."""
    staff = [person(f"p{n}", ["senior", "front_line"][n % 2], ["u", "v", None][n % 3]) for n in range(6)]
    rows = [learns(f"p{who}", DAY - datetime.timedelta(days=ago)) for who, ago in trainings]
    found = people(*COURSES, Unit(id="u"), Unit(id="v"), *staff, *rows).development.hours(by)

    assert sum(row["hours"] for row in found.to_dicts()) == 4 * sum(ago < 365 for _, ago in trainings)
