"""Do people do what they say: kept on time out of due, lags, leaders as a group and single ones beyond doubt."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.small import DAY, crew, day, people, person, row_of, rows_of
from servicecraft.errors import ModelError
from servicecraft.model.structure import Unit
from servicecraft.model.taking_part import Commitment
from servicecraft.model.words import CommitmentKind
from servicecraft.participation import Participation


def promise(who: str, due: str | None, done: str | None = None, kind: str = "action", **more: object) -> Commitment:
    """A promise with its day and perhaps the day it was kept."""
    return Commitment(
        person=who,
        kind=CommitmentKind(kind),
        due=day(due) if due else None,
        done_on=day(done) if done else None,
        **more,  # type: ignore[arg-type]
    )


BOSS = person("boss", "senior")


def test_three_of_four_kept():
    """Of four promises due three were kept: the ratio is 0.75, between 30.06 and 95.44 % (Wilson)."""
    rows = [promise("boss", f"0{n}-10", f"0{n}-09") for n in (1, 2, 3)]
    ratio = people(BOSS, *rows, promise("boss", "04-10")).ledger.ratio()

    assert (ratio.count, ratio.n, ratio.share) == (3, 4, 0.75)
    assert (ratio.lower, ratio.upper) == (pytest.approx(0.3006, abs=5e-5), pytest.approx(0.9544, abs=5e-5))


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        # kept on time, due
        ("06-29", "06-29", (1, 1)),
        ("06-29", "06-28", (1, 1)),
        ("06-29", "06-30", (0, 1)),  # late
        ("06-29", None, (0, 1)),  # overdue
        ("06-30", None, (0, 1)),  # due on the day itself
        ("07-01", None, (0, 0)),  # not yet due
        ("07-01", "06-01", (0, 0)),  # kept early, and not yet due: left out
        ("06-29", "07-02", (0, 1)),  # kept after the day for which we ask
        (None, "06-01", (0, 0)),  # without a day
    ],
)
def test_what_is_due_and_what_is_kept(due, done, expected):
    """A promise counts once it is due, and as kept where it was done by then."""
    ratio = people(BOSS, promise("boss", due, done)).ledger.ratio()

    assert (ratio.count, ratio.n) == expected


def test_nothing_due_has_no_ratio():
    """Where nothing is due yet there is no ratio, and not one of 0."""
    ratio = people(BOSS).ledger.ratio()

    assert (ratio.share, ratio.lower, ratio.upper) == (None, None, None)


def test_personal_goals_are_told_apart():
    """The ratio of leaders leaves out goals for their own development, unless asked."""
    ledger = people(BOSS, promise("boss", "01-10", "01-09"), promise("boss", "01-10", kind="personal_goal")).ledger

    assert (ledger.ratio().n, ledger.ratio(goals=True).n) == (1, 2)
    assert rows_of(ledger.say_do("kind"), "id", "due", "kept") == [("action", 1, 1), ("personal_goal", 1, 0)]


@pytest.mark.parametrize(
    ("rows", "leads"),
    [
        ([person("a", "senior")], True),
        ([person("a", "middle")], True),
        ([person("a", "supervisor")], True),
        ([person("a", "front_line")], False),
        ([person("a", None)], False),
        ([person("a", "front_line"), person("b", manager="a")], True),  # whoever leads somebody is a leader
        ([Unit(id="u", head="a"), person("a", "support"), crew("u", 3)], True),
        ([Unit(id="u", head="a"), person("a", "support")], False),  # of nobody
    ],
)
def test_who_counts_as_a_leader(rows, leads):
    """Leaders are the management block and whoever leads others."""
    ratio = people(*rows, promise("a", "01-10")).ledger.ratio()

    assert ratio.n == int(leads)


def test_who_left_could_not_keep_it():
    """What fell due after somebody had left is not counted, and said."""
    rows = [promise("gone", "01-10", "01-09"), promise("gone", "05-05")]
    table = people(person("gone", "senior", left=day("03-03")), *rows).ledger.say_do()

    assert rows_of(table, "due", "kept") == [(1, 1)]
    assert any("1" in note and "left" in note for note in table.notes)


def test_lag_evidence_and_what_lies_ahead():
    """Lags are working days, early ones negative; evidence and witnesses count where something was done."""
    rows = [
        promise("boss", "06-12", "06-10", evidence="a photo"),  # Friday; done on Wednesday: -2
        promise("boss", "06-12", "06-15", verified_by="eva"),  # done on Monday: 1
        promise("boss", "06-12", "06-12", evidence="minutes", verified_by="boss"),  # nobody witnesses for himself
        promise("boss", "06-12", evidence="soon"),
        promise("boss", "09-09"),
        promise("boss", None),
    ]
    row = row_of(people(BOSS, person("eva"), *rows).ledger.say_do(), id="leaders")

    names = ("due", "kept", "late", "overdue", "lag", "evidence", "verified", "ahead", "undated")
    assert [row[one] for one in names] == [4, 2, 1, 1, 0, 2, 1, 1, 1]


def test_single_people_are_not_told_by_group():
    """The ratio of a group in which fewer promised than the minimum is withheld; that of the leaders never is."""
    rows = [promise(f"p{n}", "01-10", unit) for n, unit in enumerate(["01-09"] * 6)]
    staff = [person(f"p{n}", unit="hall") for n in range(6)]
    table = people(
        *staff, *rows, person("x", unit="yard"), promise("x", "01-10"), BOSS, promise("boss", "01-10")
    ).ledger

    assert row_of(table.say_do("all"), id=None)["due"] == 8
    assert [row[1] for row in rows_of(table.say_do("unit"), "id", "withheld")] == [True, True, True]
    assert row_of(table.say_do(), id="leaders")["withheld"] is False
    assert row_of(table.say_do(), id="others")["due"] == 7


def test_unknown_grouping_is_refused():
    """Promises can be told by leaders, by kind, and by every grouping of people."""
    with pytest.raises(ModelError):
        people(BOSS, promise("boss", "01-10")).ledger.say_do("weather")


@pytest.mark.parametrize(
    ("kept", "due", "state"),
    [
        (1, 7, "below"),  # Wilson: .026 to .513
        (3, 7, "below"),  # .158 to .750
        (4, 7, None),
        (0, 2, "below"),  # 0 to .658
        (0, 1, "below"),  # 0 to .793
        (1, 2, None),
        (20, 20, "above"),  # .839 to 1
        (15, 15, None),  # .796 to 1
    ],
)
def test_one_leader_is_told_of_only_beyond_doubt(kept, due, state):
    """A single leader is told of where the whole interval lies on one side of the threshold of 0.8."""
    rows = [promise("boss", "01-10", "01-09" if n < kept else None) for n in range(due)]
    found = people(BOSS, *rows).ledger

    assert rows_of(found.clear_cases(audience="facilitator"), "id", "state") == ([("boss", state)] if state else [])
    assert rows_of(found.clear_cases(audience="board"), "id", "state") == []


def test_staff_are_not_told_of_one_by_one():
    """Whoever leads nobody is not set against the threshold, however clear it were."""
    rows = [promise("a", "01-10") for _ in range(9)]

    assert len(people(person("a"), *rows).ledger.clear_cases(audience="facilitator")) == 0


@pytest.mark.parametrize(
    ("audience", "reader", "expected"),
    [
        ("facilitator", None, [("a", "hall", 1), ("b", "yard", 1)]),
        ("person", "a", [("a", "hall", 1), (None, "yard", 1)]),
        ("board", None, [(None, "hall", 1), (None, "yard", 1)]),
    ],
)
def test_what_is_overdue(audience, reader, expected):
    """What passed its day undone is named to those who may know, and counted by unit for others."""
    rows = [promise("a", "06-23"), promise("b", "06-23"), promise("a", "06-23", "06-25"), promise("a", "06-30")]
    found = people(person("a", unit="hall"), person("b", unit="yard"), *rows).ledger

    assert rows_of(found.overdue(audience=audience, reader=reader), "id", "unit", "count") == expected


def test_overdue_in_working_days():
    """A week past its day is five working days; what was promised is told to whoever may know the name."""
    found = people(person("a"), promise("a", "06-23", statement="to be on time")).ledger

    assert rows_of(found.overdue(audience="facilitator"), "late", "due", "kind", "statement") == [
        (5, day("06-23"), "action", "to be on time")
    ]
    assert rows_of(found.overdue(), "statement", "count") == [(None, 1)]


# --- laws


DATES = st.sampled_from(["02-02", "04-04", "06-06", "08-08"])


@st.composite
def ledgers(draw):
    """Leaders and staff with promises of all kinds."""
    levels = ["senior", "front_line"]
    staff = [person(f"p{n}", draw(st.sampled_from(levels)), unit=draw(st.sampled_from("uv"))) for n in range(6)]
    rows = draw(
        st.lists(
            st.builds(
                promise,
                st.sampled_from([one.id for one in staff]),
                st.one_of(st.none(), DATES),
                st.one_of(st.none(), DATES),
                st.sampled_from([one.value for one in CommitmentKind]),
            ),
            max_size=12,
        )
    )
    return people(Unit(id="u"), Unit(id="v"), *staff, *rows)


@settings(deadline=None)
@given(ledgers())
def test_ratio_is_what_counting_by_hand_gives(found):
    """Kept, late, overdue, ahead and undated are what one gets by going through the promises one by one."""
    seniors = {one.id for one in found.program.people if one.role == "senior"}
    mine = [
        one
        for one in found.program.commitments
        if one.person in seniors and one.kind is not CommitmentKind.PERSONAL_GOAL
    ]
    due = [one for one in mine if one.due and one.due <= DAY]
    kept = [one for one in due if one.done_on and one.done_on <= min(one.due, DAY)]
    ratio = found.ledger.ratio()

    assert (ratio.count, ratio.n) == (len(kept), len(due))
    assert ratio.share == (float(Fraction(len(kept), len(due))) if due else None)
    for row in found.ledger.say_do().to_dicts():
        if row["id"] == "leaders":
            assert row["due"] == row["kept"] + row["late"] + row["overdue"]
            assert row["ahead"] == sum(bool(one.due and one.due > DAY) for one in mine)


@settings(deadline=None)
@given(ledgers(), st.booleans())
def test_keeping_one_more_never_lowers_the_ratio(found, on_time):
    """One more kept promise never lowers the leaders' ratio; one more broken one never raises it."""
    more = promise("p0", "02-02", "02-01" if on_time else None)
    senior = found.program.with_rows(person("p0", "senior", unit="u"))
    before, after = (Participation.of(one, as_of=DAY).ledger.ratio() for one in (senior, senior.with_rows(more)))

    assert after.n == before.n + 1
    if before.share is not None:
        assert after.share >= before.share if on_time else after.share <= before.share


@settings(deadline=None)
@given(ledgers(), st.sampled_from(["level", "unit", "kind", "leaders"]))
def test_groups_of_promises_add_up(found, by):
    """Whatever is shown of a grouping never exceeds the whole, and all of it is the whole."""
    whole = found.ledger.say_do("all", goals=True).to_dicts()
    rows = found.ledger.say_do(by, goals=True).to_dicts()

    shown = sum(row["due"] for row in rows if not row["withheld"])
    assert shown <= sum(row["due"] for row in whole)
    if not any(row["withheld"] for row in rows):
        assert shown == sum(row["due"] for row in whole)


@settings(deadline=None)
@given(ledgers(), st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)))
def test_the_ledger_of_a_day_knows_nothing_later(found, now):
    """What was done after the day had not been done then."""
    then = [
        one
        if one.done_on is None or one.done_on <= now
        else promise(one.person, one.due and f"{one.due:%m-%d}", None, one.kind.value)
        for one in found.program.commitments
    ]
    without = found.program.without_rows(*found.program.commitments).with_rows(*then)

    assert (
        Participation.of(found.program, as_of=now).ledger.say_do().rows
        == Participation.of(without, as_of=now).ledger.say_do().rows
    )
