"""How soon customers have an answer and their case an end, those still open included; what nobody uses or offers."""

from __future__ import annotations

import datetime

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.small import DAY, day, people, person, program, row_of, rows_of
from servicecraft.errors import ModelError
from servicecraft.model.planning import Activity
from servicecraft.model.serving import Customer, Service
from servicecraft.model.structure import Unit
from servicecraft.model.taking_part import Responsibility
from servicecraft.model.voices import Case
from servicecraft.model.words import CaseKind, ResponsibilityKind, Severity
from servicecraft.participation import Cases, Participation


def case(name: str, received: str, answered: str | None = None, closed: str | None = None, **more: object) -> Case:
    """A case with its days."""
    told = {"kind": CaseKind.COMPLAINT, **more}
    return Case(
        id=name,
        received_on=day(received),
        answered_on=answered and day(answered),
        closed_on=closed and day(closed),
        **told,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("one", "answered", "closed"),
    [
        # median working days of each step; None where it is open
        (case("a", "06-08", "06-09", "06-10"), 1, 2),
        (case("a", "06-08", "06-08"), 0, None),
        (case("a", "06-08", closed="06-10"), 2, 2),  # being closed is an answer
        (case("a", "06-08"), None, None),
        (case("a", "06-05", "06-08"), 1, None),  # Friday to Monday
        (case("a", "06-08", "07-01", "07-02"), None, None),  # after the day
    ],
)
def test_times_of_one_case(one, answered, closed):
    """Answer and end are waited for since receipt, in working days, as far as they had come by the day."""
    found = people(one).cases.times()

    assert [row["median"] for row in found.to_dicts()] == [answered, closed]


def test_open_cases_count_as_waiting():
    """Of four cases two were closed after 1 and 3 working days and two are open: half are closed after 3."""
    rows = [
        case("a", "06-01", closed="06-02"),
        case("b", "06-01", closed="06-04"),
        case("c", "06-01"),
        case("d", "06-01"),
    ]
    row = row_of(people(*rows).cases.times(), step="closed")

    assert [row[one] for one in ("number", "ended", "open", "median", "limit", "within")] == [4, 2, 2, 3, 15, 0.5]


def test_groups_of_cases():
    """Cases are told by kind, unit, service, customer and severity, those without it last."""
    rows = [
        Unit(id="hall"),
        Service(id="tea"),
        Customer(id="guests"),
        case("a", "06-01", unit="hall", service="tea", customer="guests", severity=Severity.HIGH),
        case("b", "06-01", kind=CaseKind.REQUEST),
    ]
    cases = people(*rows).cases
    found = {
        by: [row[0] for row in rows_of(cases.times(by), "id")][::2]
        for by in ("kind", "unit", "service", "customer", "severity")
    }

    assert found == {
        "kind": ["complaint", "request"],
        "unit": ["hall", None],
        "service": ["tea", None],
        "customer": ["guests", None],
        "severity": ["high", None],
    }


def test_unknown_grouping_is_refused():
    """Cases cannot be told by what they do not have."""
    with pytest.raises(ModelError):
        people(case("a", "06-01")).cases.times("colour")


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (case("a", "06-25"), ("unanswered", 3, False)),
        (case("a", "06-24"), ("unanswered", 4, True)),
        (case("a", "06-09", "06-10"), ("unclosed", 15, False)),
        (case("a", "06-08", "06-10"), ("unclosed", 16, True)),
    ],
)
def test_cases_that_wait(one, expected):
    """An open case is late beyond the setting for an answer, or once answered for its end."""
    assert rows_of(people(one).cases.open(), "state", "age", "late") == [expected]


def test_the_latest_come_first():
    """Cases stand in the order of how far they are beyond their time; closed ones stand on no list."""
    rows = [case("a", "06-29"), case("b", "05-01"), case("c", "05-01", "05-04"), case("d", "06-01", closed="06-02")]

    assert [row[0] for row in rows_of(people(*rows).cases.open(), "id")] == ["b", "c", "a"]


def test_limits_of_cases_are_settings():
    """Within how many working days cases are to be answered and closed is for the program to say."""
    found = people(case("a", "06-08", "06-10", "06-12"), case_answer_days=1, case_close_days=4).cases.times()

    assert rows_of(found, "step", "limit", "within") == [("answered", 1, 0), ("closed", 4, 1)]


MOMENTS = {
    "id": ["1", "2", "3"],
    "in": ["2026-06-01T12:00:00", "2026-06-01T18:00:00", "2026-07-01T00:00:00"],
    "out": ["2026-06-02T18:00:00", None, None],
    "who": [7.0, 8.0, 7.0],
}


@pytest.mark.parametrize("engine", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_cases_of_a_frame(engine):
    """Moments give parts of days; cases after the day are left out."""
    cases = Cases.from_frame(engine(MOMENTS), received="in", closed="out", id="id", by=["who"], as_of="2026-06-30")
    row = row_of(cases.times(working=False), step="closed")

    assert [row[one] for one in ("number", "ended", "open", "median", "limit")] == [2, 1, 1, 1.25, None]
    assert [row[0] for row in rows_of(cases.times("who"), "id")][::2] == ["7", "8"]
    assert rows_of(cases.open(), "id", "age") == [("2", 21)]


def test_moments_with_a_time_zone_are_universal():
    """A moment with a time zone counts in universal time, in pandas as in polars and in text."""
    moment = pd.Timestamp("2026-06-01T20:00:00-04:00")  # 2 June in universal time
    found = []
    for values in ([moment], [moment.isoformat()]):
        frame = pd.DataFrame({"in": values, "out": [pd.Timestamp("2026-06-03")]}, dtype=object)
        table = Cases.from_frame(frame, received="in", closed="out", as_of="2026-06-30").times(working=False)
        found.append(row_of(table, step="closed")["median"])

    assert found == [1.0, 1.0]


def test_months_of_cases():
    """Cases are told by month with their usual range."""
    rows = [case(f"{month}{n}", f"0{month}-10") for month in (1, 2, 3) for n in range(month)]

    assert [row["count"] for row in people(*rows).cases.arrivals().to_dicts()] == [1, 2, 3, 0, 0, 0]


DATES = st.sampled_from(["02-02", "03-03", "04-04", "06-06", "08-08"])


@st.composite
def casebooks(draw):
    """Cases with days in the right order."""
    rows = []
    for n in range(draw(st.integers(0, 10))):
        received = draw(DATES)
        later = st.one_of(st.none(), DATES.filter(lambda one, first=received: one >= first))
        rows.append(case(f"{n}", received, draw(later), draw(later), kind=draw(st.sampled_from(CaseKind))))
    return rows


@settings(deadline=None)
@given(casebooks(), st.sampled_from(["kind", "unit", "severity"]))
def test_groups_hold_every_case_once(rows, by):
    """The cases of all groups are all cases, ended and open together."""
    cases = people(*rows).cases
    whole, parts = cases.times().to_dicts(), cases.times(by).to_dicts()
    for place, step in enumerate(("answered", "closed")) if len(cases) else ():
        mine = [row for row in parts if row["step"] == step]
        for name in ("number", "ended", "open"):
            assert sum(row[name] for row in mine) == whole[place][name]
        assert whole[place]["ended"] + whole[place]["open"] == whole[place]["number"] == len(cases)


@settings(deadline=None)
@given(casebooks())
def test_an_answer_is_never_later_than_the_end(rows):
    """At every time at least as many are answered as closed, since being closed is an answer."""
    cases = people(*rows).cases
    if len(cases):
        answered, closed = cases.times().to_dicts()
        assert answered["ended"] >= closed["ended"]
        if not closed["open"]:
            assert answered["median"] <= closed["median"]


@settings(deadline=None)
@given(casebooks(), st.dates(datetime.date(2026, 2, 1), datetime.date(2026, 9, 1)))
def test_cases_of_a_frame_are_those_of_the_program(rows, now):
    """The same cases as a frame and as rows wait as long, seen from any day."""
    frame = pd.DataFrame(
        {
            "in": [one.received_on for one in rows],
            "answer": [one.answered_on for one in rows],
            "out": [one.closed_on for one in rows],
            "kind": [one.kind.value for one in rows],
        },
        dtype=object,
    )
    theirs = Cases.from_frame(frame, received="in", answered="answer", closed="out", by=["kind"], as_of=now)
    ours = Participation.of(program(*rows), as_of=now).cases

    assert theirs.times().rows == ours.times().rows


# --- strengths


def test_what_nobody_uses_and_nobody_offers():
    """Strengths are set beside what responsibilities and unfinished activities ask for, whatever the accents."""
    rows = [
        person("a", strengths=("Inglés", "alemán")),
        person("b", strengths=("ingles",)),
        person("gone", strengths=("latín",), left=day("01-01")),
        Responsibility(id="x", kind=ResponsibilityKind.EXECUTE, needs=("inglés", "lengua de señas")),
        Activity(id="past", duration=1, needs=("vals",), finished_on=DAY),
        Activity(id="open", duration=1, needs=("tango",), finished_on=DAY + datetime.timedelta(days=1)),
    ]
    found = people(*rows).strengths

    assert (found.unused, found.unmet) == (("alemán",), ("lengua de señas", "tango"))
    assert rows_of(found.to_table(), "strength", "state", "offered", "needed_by") == [
        ("alemán", "unused", 1, ()),
        ("inglés", "used", 2, ("x",)),
        ("lengua de señas", "unmet", 0, ("x",)),
        ("tango", "unmet", 0, ("open",)),
    ]


def test_who_offers_what_is_told_to_those_who_may_know():
    """People stand with their strengths for a facilitator and for nobody else."""
    found = people(person("b", strengths=("tango",)), person("a", strengths=("tango",))).strengths

    assert rows_of(found.people(audience="facilitator"), "id") == [("a",), ("b",)]
    assert len(found.people()) == 0
    assert rows_of(found.people(audience="person", reader="b"), "id") == [("b",)]


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from("abcde"), unique=True, max_size=3), max_size=4),
    st.sets(st.sampled_from("abcdef")),
)
def test_a_strength_is_used_unused_or_unmet(offered, needed):
    """Every strength is in exactly one of the three states, and the counts are those of the people."""
    staff = [person(f"p{n}", strengths=tuple(one)) for n, one in enumerate(offered)]
    row = Responsibility(id="x", kind=ResponsibilityKind.EXECUTE, needs=tuple(sorted(needed)))
    found = people(*staff, row).strengths
    given_ones = {one for some in offered for one in some}

    assert (set(found.unused), set(found.unmet)) == (given_ones - needed, needed - given_ones)
    for one in found.to_table().to_dicts():
        assert one["offered"] == sum(one["strength"] in some for some in offered)
