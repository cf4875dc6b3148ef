"""Customers whose answers need a call back are found, and nobody is named."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.statistics.withholding import recoverable
from servicecraft.voice.calling_back import at_bad_end

DAY = datetime.date(2026, 6, 30)
UNITS = ("desk", "rooms", "pool")
FIVE = sc.Instrument.csat(missing=[9])


def house(
    ratings: list[sc.Rating], cases: tuple[sc.Case, ...] = (), *, instrument: sc.Instrument = FIVE, **survey: object
) -> sc.Program:
    """A house with three units that guests rate, and one survey of them."""
    return sc.Program(
        organisation=sc.Organisation(
            units=[sc.Unit(id=one) for one in UNITS],
            roles=[sc.Role(id="clerk", level="front_line")],
            people=[sc.Person(id="ana", name="Ana Secreto", unit="desk", role="clerk")],
        ),
        customers=[sc.Customer(id="guests"), sc.Customer(id="groups")],
        instruments=[instrument],
        surveys=[sc.Survey(id="june", instrument=instrument.id, **survey)],  # type: ignore[arg-type]
        ratings=ratings,
        cases=list(cases),
    )


def said(score: float | None, *, unit: str = "desk", on: int = 10, code: str | None = "a", **more: object) -> sc.Rating:
    """What a guest said on a day of June."""
    told: dict[str, object] = {"rater": "guests", **more}
    day = datetime.date(2026, 6, on)
    return sc.Rating(survey="june", provider=unit, score=score, response=code, on=day, **told)  # type: ignore[arg-type]


def case(*, received: int, answered: int | None, unit: str = "desk", customer: str = "guests") -> sc.Case:
    """A case of guests about a unit in June."""
    return sc.Case(
        id=f"case_{received}_{answered}",
        kind="complaint",
        customer=customer,
        unit=unit,
        received_on=datetime.date(2026, 6, received),
        answered_on=None if answered is None else datetime.date(2026, 6, answered),
    )


def test_detractors_are_called_back_and_age_in_days() -> None:
    """Who scored 6 or less of 10 stands there with the code, the unit and the days since; 7 and more do not."""
    ratings = [said(score, code=f"c{score}") for score in range(11)]
    table = sc.Voice.of(house(ratings, instrument=sc.Instrument.nps())).call_backs(as_of=DAY)

    assert [row["response"] for row in table.to_dicts()] == [f"c{score}" for score in range(7)]
    assert {(row["unit"], row["age"], row["why"]) for row in table.to_dicts()} == {("desk", 20, "bad_end")}


@pytest.mark.parametrize(
    ("instrument", "score", "bad"),
    [
        (sc.Instrument.nps(), 6, True),
        (sc.Instrument.nps(), 7, False),
        (sc.Instrument.csat(), 2, True),
        (sc.Instrument.csat(), 3, False),
        (sc.Instrument.ces(), 2, True),
        (sc.Instrument.ces(better="lower"), 6, True),
        (sc.Instrument.ces(better="lower"), 5, False),
        (sc.Instrument.ces(better="lower"), 1, False),
        (sc.Instrument.csat(), float("nan"), False),
    ],
)
def test_the_bad_end_follows_the_scale(instrument: sc.Instrument, score: float, bad: bool) -> None:
    """Where low is good, the highest two steps are the bad end; a missing answer is no bad one."""
    assert at_bad_end(score, instrument) is bad


@pytest.mark.parametrize(
    ("made", "answered"),
    [
        (case(received=11, answered=15), True),
        (case(received=1, answered=10), True),
        (case(received=1, answered=9), False),
        (case(received=11, answered=None), False),
        (case(received=11, answered=15, unit="pool"), False),
        (case(received=11, answered=15, customer="groups"), False),
        (case(received=11, answered=25), False),  # after the day for which it is told
    ],
)
def test_a_case_counts_where_customers_unit_and_days_fit(made: sc.Case, answered: bool) -> None:
    """Only a case of the same customers about the same unit, answered on the day of the rating or later, counts."""
    (row,) = sc.Voice.of(house([said(1)], (made,))).call_backs(as_of="2026-06-20").to_dicts()

    assert row["answered"] is answered


def test_whether_a_case_was_answered_is_left_open_without_unit_or_customer() -> None:
    """Nobody says "not answered" where it cannot be known."""
    ratings = [said(1, rater=None), evolve(said(1, code="b"), provider=None)]
    table = sc.Voice.of(house(ratings)).call_backs(as_of=DAY)

    assert table.column("answered") == [None, None]


def test_answers_without_a_code_are_counted_only() -> None:
    """Whom nobody could find is a number in a note."""
    table = sc.Voice.of(house([said(1), said(1, code=None), said(2, code=None)])).call_backs(as_of=DAY)

    assert len(table) == 1
    assert "counted only: 2." in " ".join(table.notes)


@pytest.mark.parametrize(
    ("promise", "listed"),
    [
        ({"promised_minimum_group": 5}, 0),
        ({"promised_minimum_group": 5, "promised_readers": "guest relations"}, 1),
        ({}, 1),
    ],
)
def test_a_promise_to_show_groups_only_is_kept(promise: dict[str, object], listed: int) -> None:
    """Single answers of a survey that promised groups are not listed unless it named who reads them."""
    table = sc.Voice.of(house([said(1)], **promise)).call_backs(as_of=DAY)

    assert len(table) == listed


@pytest.mark.parametrize("people", range(1, 12))
@pytest.mark.parametrize("minimum", [5, 8])
def test_comments_have_a_threshold_of_their_own(people: int, minimum: int) -> None:
    """A comment on good service is there from the threshold on; below, neither it nor that somebody wrote."""
    ratings = [said(4, code=f"c{number}", comment="Gracias" if not number else None) for number in range(people)]
    program = house(ratings).with_settings(minimum_group_comments=minimum)
    rows = sc.Voice.of(program).call_backs(as_of=DAY).to_dicts()

    assert [(row["comment"], row["why"], row["score"]) for row in rows] == (
        [("Gracias", "comment", None)] if people >= minimum else []
    )


def test_one_person_with_many_answers_is_one_person() -> None:
    """Eight lines of one code do not open a comment."""
    ratings = [said(4, comment="Gracias", unit="desk") for _ in range(8)]

    assert len(sc.Voice.of(house(ratings)).call_backs(as_of=DAY)) == 0


def test_nobody_who_is_rated_is_named() -> None:
    """A rated person stands with the unit, in every form of the answer."""
    many = [sc.Person(id=f"p{number}", unit="pool") for number in range(12)]
    program = house([said(1, unit="ana")]).with_people(*many)
    table = sc.Voice.of(program).call_backs(as_of=DAY)

    assert table.column("unit") == ["desk"]
    assert not any("ana" in str(form).casefold().split() or "Secreto" in form for form in (table.to_csv(), str(table)))


def test_colleagues_and_later_answers_are_left_out() -> None:
    """It is about customers, until the day."""
    ratings = [said(1, rater="rooms"), said(1, on=25, code="later"), said(1, code="now")]
    table = sc.Voice.of(house(ratings), "2026-06-20").call_backs()

    assert [(row["response"], row["age"]) for row in table.to_dicts()] == [("now", 10)]


def test_the_newest_day_is_taken_where_nobody_gives_one() -> None:
    """There is no clock in the answer."""
    table = sc.Voice.of(house([said(1, on=3), said(5, on=28)])).call_backs()

    assert table.column("age") == [25]
    assert "2026-06-28" in " ".join(table.notes)


def test_a_frame_and_a_wrong_key_are_refused() -> None:
    """Who asks counts for single answers, or by what does not exist, hears so."""
    import polars as pl

    counts = sc.Voice.from_frame(pl.DataFrame({"score": [1]}), score="score", instrument=FIVE)
    with pytest.raises(sc.ModelError, match="SC-612"):
        counts.call_backs()
    with pytest.raises(sc.ModelError, match="SC-608"):
        sc.Voice.of(house([])).call_backs("provider")


RATINGS = st.lists(
    st.builds(
        lambda score, unit, on, code: said(score, unit=unit, on=on, code=code),
        st.sampled_from([1, 2, 3, 5, 9, None]),
        st.sampled_from(UNITS),
        st.integers(1, 30),
        st.one_of(st.none(), st.integers(0, 40).map(str)),
    ),
    max_size=60,
)
CASES = st.lists(
    st.builds(
        lambda unit, received, wait: case(received=received, answered=min(30, received + wait), unit=unit),
        st.sampled_from(UNITS),
        st.integers(1, 30),
        st.integers(0, 20),
    ),
    max_size=5,
    unique_by=lambda one: one.id,
).map(tuple)


@settings(max_examples=60, deadline=None)
@given(RATINGS, CASES)
def test_the_list_is_what_reading_row_by_row_gives(ratings: list[sc.Rating], cases: tuple[sc.Case, ...]) -> None:
    """The listed answers are those at the bad end with a code, and a plain loop agrees who was answered."""
    table = sc.Voice.of(house(ratings, cases)).call_backs(as_of=DAY)

    expected = [
        (one.response, one.unit, (DAY - one.on).days, one.answered)
        for one in sorted(_plainly(ratings, cases), key=lambda one: one.on)
    ]
    assert [
        tuple(row[name] for name in ("response", "unit", "age", "answered")) for row in table.to_dicts()
    ] == expected


class _Plain:
    def __init__(self, rating: sc.Rating, cases: tuple[sc.Case, ...]) -> None:
        assert rating.on is not None
        self.response, self.unit, self.on = rating.response, rating.provider, rating.on
        self.answered = any(one.unit == rating.provider and (one.answered_on or DAY) >= rating.on for one in cases)


def _plainly(ratings: list[sc.Rating], cases: tuple[sc.Case, ...]) -> list[_Plain]:
    return [_Plain(one, cases) for one in ratings if one.score in (1, 2) and one.response is not None]


@settings(max_examples=60, deadline=None)
@given(RATINGS, CASES)
def test_counts_add_up_and_small_groups_say_nothing(ratings: list[sc.Rating], cases: tuple[sc.Case, ...]) -> None:
    """A shown row has its parts add up and enough people; nobody can work a withheld one out of the total and the rest."""
    table = sc.Voice.of(house(ratings, cases)).call_backs("unit", as_of=DAY)
    bad = [one for one in ratings if one.score in (1, 2)]
    people = {
        unit: len(
            {number if one.response is None else one.response for number, one in enumerate(bad) if one.provider == unit}
        )
        for unit in UNITS
    }

    hidden = []
    for row in table.to_dicts():
        hidden.append(bool(row["withheld"]))
        if row["withheld"]:
            assert {row[name] for name in ("n", "answered", "waiting", "untold", "median_age")} == {None}
        else:
            assert people[str(row["unit"])] >= 5
            assert row["n"] == sum(int(str(row[name])) for name in ("answered", "waiting", "untold"))
    if hidden:
        counts = [people[str(row["unit"])] for row in table.to_dicts()]
        groupings = [np.arange(len(counts)), np.zeros(len(counts), dtype=int)]
        told = [np.array(hidden), np.array([sum(counts) < 5 or len(counts) == 1])]
        assert not any(one.any() for one in recoverable(counts, groupings, told, 5))
        assert sum(hidden) != 1 or len(hidden) == 1


@pytest.mark.parametrize(("sizes", "withheld"), [((12, 9, 3), 2), ((12, 9, 5), 0), ((12, 3, 3), 2), ((3, 0, 0), 1)])
def test_a_single_small_group_takes_a_second_one_with_it(sizes: tuple[int, ...], withheld: int) -> None:
    """Three people at the pool cannot be worked out from the total and the other two units."""
    ratings = [
        said(1, unit=unit, code=f"{unit}{n}") for unit, size in zip(UNITS, sizes, strict=True) for n in range(size)
    ]

    assert sc.Voice.of(house(ratings)).call_backs("unit", as_of=DAY).column("withheld").count(True) == withheld


@settings(max_examples=40, deadline=None)
@given(RATINGS, st.integers(1, 30))
def test_age_is_never_negative_and_later_days_only_add(ratings: list[sc.Rating], until: int) -> None:
    """What has not been said yet is not there; with time the list grows."""
    voice = sc.Voice.of(house(ratings))
    day = datetime.date(2026, 6, until)
    ages = voice.call_backs(as_of=day).column("age")

    assert all(isinstance(age, int) and 0 <= age < until for age in ages)
    assert len(ages) <= len(voice.call_backs(as_of=DAY))
