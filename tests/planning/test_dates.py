"""Working days as days of the calendar."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings

from servicecraft.model.planning import Activity
from servicecraft.planning import Calendar, Schedule

from .plans import START, activities


def days(plan: list[Activity], calendar: str | None = None, start: str = "2026-01-05") -> dict[str, tuple[str, str]]:
    """First and last day of each activity."""
    rows = Schedule.of_activities(plan, start=start, calendar=calendar).activities.to_dicts()
    return {row["id"]: (row["start"].isoformat(), row["finish"].isoformat()) for row in rows}


def test_three_days_from_monday_end_on_wednesday() -> None:
    """A three-day activity that begins on a Monday is finished on the Wednesday; the next one begins on the Thursday."""
    plan = [Activity(id="a", duration=3), Activity(id="b", duration=2, after=("a",))]

    assert days(plan) == {"a": ("2026-01-05", "2026-01-07"), "b": ("2026-01-08", "2026-01-09")}


def test_parts_of_days_round_up_only_as_days() -> None:
    """Two halves of a day fit into one, and two days and a half end on the third."""
    plan = [
        Activity(id="a", duration=0.5),
        Activity(id="b", duration=0.5, after=("a",)),
        Activity(id="c", duration=2.5, after=("b",)),
        Activity(id="d", duration=0.5, after=("c",)),
    ]

    assert days(plan) == {
        "a": ("2026-01-05", "2026-01-05"),
        "b": ("2026-01-05", "2026-01-05"),
        "c": ("2026-01-06", "2026-01-08"),
        "d": ("2026-01-08", "2026-01-08"),
    }


def test_sums_of_thirds_do_not_reach_into_the_next_day() -> None:
    """Three times a third of a day is one day, whatever binary numbers make of it."""
    plan = [Activity(id=f"a{n}", duration=1 / 3, after=(f"a{n - 1}",) if n else ()) for n in range(3)]
    plan += [Activity(id="z", duration=1, after=("a2",))]

    assert days(plan)["z"] == ("2026-01-06", "2026-01-06")


@pytest.mark.parametrize(
    ("plan", "day"),
    [
        ([Activity(id="m", milestone=True)], "2026-01-05"),
        ([Activity(id="a", duration=3), Activity(id="m", milestone=True, after=("a",))], "2026-01-07"),
        ([Activity(id="m", milestone=True, not_before=datetime.date(2026, 1, 8))], "2026-01-08"),
        ([Activity(id="m", milestone=True, not_before=datetime.date(2026, 1, 10))], "2026-01-12"),
        ([Activity(id="a", duration=5), Activity(id="m", milestone=True, after=("a",))], "2026-01-09"),
        ([Activity(id="a", duration=5), Activity(id="m", milestone=True, after=("a FS+1",))], "2026-01-12"),
    ],
)
def test_milestones_stand_at_the_end_of_what_they_end(plan: list[Activity], day: str) -> None:
    """A point in time stands on the last day of the work before it, or on the day before which it cannot be."""
    assert days(plan)["m"] == (day, day)


def test_holidays_weekends_and_closures_are_passed_over() -> None:
    """The Dominican Christmas, a weekend and two days of the firm's own put off the finish."""
    plan = [Activity(id="a", duration=4)]

    assert days(plan, "DO", start="2026-12-23")["a"] == ("2026-12-23", "2026-12-29")
    assert days(plan, "DO -2026-12-24 -2026-12-28", start="2026-12-23")["a"] == ("2026-12-23", "2026-12-31")
    assert days(plan, "DO mon-sat", start="2026-12-23")["a"] == ("2026-12-23", "2026-12-28")


def test_start_on_a_day_off_moves_to_the_next_working_day() -> None:
    """A plan that begins on a Sunday begins on the Monday."""
    assert days([Activity(id="a", duration=1)], start="2026-01-04")["a"] == ("2026-01-05", "2026-01-05")


def test_not_before_and_deadline_count_in_working_days() -> None:
    """Not before a Saturday is Monday; a deadline missed shows as negative float and is told."""
    plan = [
        Activity(id="a", duration=3, not_before=datetime.date(2026, 1, 10), deadline=datetime.date(2026, 1, 13)),
        Activity(id="b", duration=1, after=("a",)),
    ]
    schedule = Schedule.of_activities(plan, start=START)
    row = schedule.activities.to_dicts()[0]

    assert (row["start"], row["finish"]) == (datetime.date(2026, 1, 12), datetime.date(2026, 1, 14))
    assert (row["total_float"], row["critical"]) == (-1, True)
    assert row["latest_finish"] == datetime.date(2026, 1, 13)
    assert any("a misses its deadline by 1" in note for note in schedule.activities.notes)


def test_days_without_a_first_day_count_for_nothing_and_this_is_told() -> None:
    """Without a start nothing is dated, and limits that are left out are named."""
    schedule = Schedule.of_activities([Activity(id="a", duration=3, not_before=datetime.date(2030, 1, 1))])

    assert (schedule.finish, schedule.finish_date, schedule.length) == (3.0, None, 3.0)
    assert "start" not in [column.name for column in schedule.activities.columns]
    assert any("a" in note and "not_before" in note for note in schedule.activities.notes)


@settings(deadline=None)
@given(activities(limits=True))
def test_dates_agree_with_one_another(plan: list[Activity]) -> None:
    """Nothing ends before it begins or begins on a day off; as many days are worked from first to last as it needs."""
    calendar = Calendar.of("DO")
    schedule = Schedule.of_activities(plan, start=START, calendar=calendar)
    table = schedule.timetable
    for place, duration in enumerate(table.duration.tolist()):
        first, last = table.start[place], table.finish[place]

        assert calendar.is_worked(first) and calendar.is_worked(last)
        assert first <= last or duration == 0
        if duration:
            assert duration <= calendar.working_days(first, last) < duration + 2
        if not table.total_float[place]:
            assert (table.latest_start[place], table.latest_finish[place]) == (first, last)
    assert schedule.finish == max(table.finish)
