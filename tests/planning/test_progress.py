"""Where a plan stands on a day: done against due, what is left, what stands still, what it costs."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicecraft.errors import PlanError
from servicecraft.model.planning import Activity, Phase, Plan
from servicecraft.model.settings import Settings
from servicecraft.planning import Schedule
from servicecraft.planning.progress import Progress

from .plans import START, activities

DAY = datetime.date


def schedule(plan: list[Activity], **more: object) -> Schedule:
    """A plan that begins on Monday, January 5, 2026."""
    return Schedule.of_activities(plan, start=START, **more)  # type: ignore[arg-type]


def row(progress: Progress, one: str) -> dict:
    """The row of an activity."""
    return next(row for row in progress.activities.to_dicts() if row["id"] == one)


CHAIN = [
    Activity(id="a", duration=5, started_on=DAY(2026, 1, 5), finished_on=DAY(2026, 1, 13)),
    Activity(id="b", duration=10, after=("a",), started_on=DAY(2026, 1, 14), progress=0.5),
    Activity(id="c", duration=5, after=("b",)),
]
"""Three in a row: the first two days late, the second half done."""


def test_forecast_goes_on_from_what_happened() -> None:
    """What is done stays, half of what is under way is left, and the rest follows: two weeks and a half from today."""
    progress = schedule(CHAIN).progress("2026-01-16")

    assert (progress.done, progress.due, progress.done_of_due) == (1, 1, 1)
    assert row(progress, "a")["forecast"] == DAY(2026, 1, 13)
    assert row(progress, "b")["forecast"] == DAY(2026, 1, 23)
    assert row(progress, "c")["forecast"] == progress.finish_date == DAY(2026, 1, 30)
    assert progress.due_date == DAY(2026, 1, 30)
    assert progress.delay == 0
    assert progress.forecast.critical_chains == (("b", "c"),)
    assert (row(progress, "b")["waits_for"], row(progress, "c")["waits_for"]) == ((), ("b",))


def test_what_is_under_way_without_progress_has_what_its_duration_leaves() -> None:
    """Three of ten days have passed, so seven are left; once all have passed, one day is still left."""
    plan = [Activity(id="b", duration=10, started_on=DAY(2026, 1, 5))]

    assert row(schedule(plan).progress("2026-01-07"), "b")["forecast"] == DAY(2026, 1, 16)
    assert row(schedule(plan).progress("2026-02-04"), "b")["forecast"] == DAY(2026, 2, 5)


def test_nothing_begins_in_the_past_or_before_it_was_planned() -> None:
    """What has not begun begins on the next working day, or when it was planned to, whichever is later."""
    plan = [
        Activity(id="a", duration=1),
        Activity(id="b", duration=1, planned_start=DAY(2026, 3, 2), planned_finish=DAY(2026, 3, 2)),
    ]
    progress = schedule(plan).progress("2026-01-30")

    assert row(progress, "a")["forecast"] == DAY(2026, 2, 2)
    assert row(progress, "b")["forecast"] == DAY(2026, 3, 2)


def test_what_was_finished_today_is_not_critical_any_more() -> None:
    """The chain of what is left begins with what is left."""
    plan = [
        Activity(id="a", duration=5, started_on=DAY(2026, 1, 5), finished_on=DAY(2026, 1, 9)),
        Activity(id="b", duration=5, after=("a",)),
    ]
    forecast = schedule(plan).progress("2026-01-09").forecast

    assert (forecast.critical_path, forecast.critical_chains) == (("b",), (("b",),))


def test_what_is_dated_later_has_not_happened() -> None:
    """Seen from an earlier day, the same rows tell of that day."""
    progress = schedule(CHAIN).progress("2026-01-07")

    assert (row(progress, "a")["state"], row(progress, "b")["state"]) == ("under_way", "not_begun")
    assert row(progress, "a")["progress"] is None
    assert row(progress, "a")["finished_on"] is None
    assert row(progress, "b")["progress"] == 0


def test_progress_without_a_date_counts_as_of_when_it_was_due() -> None:
    """Somebody who only writes percentages is understood, and it is told."""
    plan = [Activity(id="a", duration=5, progress=1), Activity(id="b", duration=10, after=("a",), progress=0.2)]
    progress = schedule(plan).progress("2026-01-16")

    assert [one["state"] for one in progress.activities.to_dicts()] == ["done", "under_way"]
    assert row(progress, "b")["forecast"] == DAY(2026, 1, 28)
    assert any("a, b" in note for note in progress.activities.notes)


def test_ends_that_wait_hold_back_what_is_under_way() -> None:
    """A finish that waits for a finish waits for it although the work has begun; starts have been waited for."""
    plan = [
        Activity(id="a", duration=10, started_on=DAY(2026, 1, 5), progress=0.0),
        Activity(id="b", duration=2, after=("a FF",), started_on=DAY(2026, 1, 6), progress=0.5),
        Activity(id="c", duration=1, after=("b SS+1",)),
        Activity(id="d", duration=1, after=("a FS",), started_on=DAY(2026, 1, 7), progress=0.0),
    ]
    progress = schedule(plan).progress("2026-01-09")

    assert row(progress, "a")["forecast"] == DAY(2026, 1, 23)
    assert row(progress, "b")["forecast"] == DAY(2026, 1, 23)
    assert row(progress, "c")["forecast"] == DAY(2026, 1, 12)
    assert row(progress, "d")["forecast"] == DAY(2026, 1, 12)


def test_overdue_comes_with_how_late_and_what_it_waits_for() -> None:
    """What was to be finished and is not stands with the working days since, longest first."""
    plan = [
        Activity(id="a", duration=5),
        Activity(id="b", duration=2, after=("a",), planned_start=DAY(2026, 1, 5), planned_finish=DAY(2026, 1, 6)),
        Activity(id="c", duration=50),
    ]
    overdue = schedule(plan).progress("2026-01-16").overdue.to_dicts()

    assert [(one["id"], one["late"], one["waits_for"]) for one in overdue] == [("b", 8, ("a",)), ("a", 5, ())]


def test_late_counts_also_for_what_was_finished_late() -> None:
    """Finished two working days after it was due; early is not late."""
    progress = schedule(CHAIN).progress("2026-01-16")

    assert row(progress, "a")["late"] == 2
    assert len(progress.overdue) == 0


PHASES = (Phase(id="p", order=1), Phase(id="q", order=2), Phase(id="r", order=3))


def stalls(plan: list[Activity], day: str, stall_days: int = 15) -> list[dict]:
    """What stands still on a day."""
    found = schedule(plan, phases=PHASES, settings=Settings(stall_days=stall_days)).progress(day)
    return found.stalls.to_dicts()


def test_phase_stands_still_when_nothing_moves_that_should() -> None:
    """Fifteen working days after the last start or finish a phase stands still, on the day before it does not."""
    plan = [
        Activity(id="a", duration=5, phase="p", started_on=DAY(2026, 1, 5), finished_on=DAY(2026, 1, 9)),
        Activity(id="b", duration=5, phase="p", after=("a",), started_on=DAY(2026, 1, 12)),
    ]

    assert stalls(plan, "2026-01-30") == []
    assert [(one["phase"], one["since"], one["standing"]) for one in stalls(plan, "2026-02-02")] == [
        ("p", DAY(2026, 1, 12), 15)
    ]


def test_phase_that_waits_as_planned_does_not_stand_still() -> None:
    """Before the next activity was to start nothing stands still; after it the days count from there."""
    plan = [
        Activity(id="a", duration=1, phase="p", started_on=DAY(2026, 1, 5), finished_on=DAY(2026, 1, 5)),
        Activity(id="b", duration=5, phase="p", not_before=DAY(2026, 6, 1)),
    ]

    assert stalls(plan, "2026-05-29") == []
    assert stalls(plan, "2026-06-19") == []
    assert [one["since"] for one in stalls(plan, "2026-06-22")] == [DAY(2026, 6, 1)]


def test_phase_that_never_began_stands_still_and_says_what_it_waits_for() -> None:
    """A phase of which nothing has started stands still since it was to start; what it waits for is named."""
    plan = [
        Activity(id="a", duration=1, phase="p"),
        Activity(id="b", duration=5, phase="q", after=("a",)),
        Activity(id="z", duration=5),
    ]
    found = stalls(plan, "2026-03-02", stall_days=5)

    assert [(one["phase"], one["waits_for"]) for one in found] == [("p", ()), (None, ()), ("q", ("a",))]


def test_finished_phase_does_not_stand_still() -> None:
    """Where all is done nothing has to move."""
    plan = [Activity(id="a", duration=1, phase="p", started_on=DAY(2026, 1, 5), finished_on=DAY(2026, 1, 5))]

    assert stalls(plan, "2030-01-01") == []


def test_costs_add_up_by_phase() -> None:
    """Planned, due and done add up to the whole; a half-done activity counts half, an overdue one is due in full."""
    plan = [
        Activity(id="a", duration=5, phase="p", cost=100, started_on=DAY(2026, 1, 5), finished_on=DAY(2026, 1, 9)),
        Activity(id="b", duration=10, phase="q", cost=200, started_on=DAY(2026, 1, 12), progress=0.25,
                 planned_start=DAY(2026, 1, 12), planned_finish=DAY(2026, 1, 23)),
        Activity(id="c", duration=10, cost=40, after=("b",)),
    ]  # fmt: skip
    costs = schedule(plan, phases=PHASES).progress("2026-01-16").costs
    rows = {one["name"]: (one["planned_cost"], one["due_cost"], one["done_cost"]) for one in costs.to_dicts()}

    assert rows["p"] == (100, 100, 100)
    assert rows["q"] == (200, 100, 50)
    assert rows["in all"] == (340, 200, 150)
    assert rows["without a phase"] == (40, 0, 0)


def test_phases_tell_what_is_done_of_what_is_due() -> None:
    """Each phase with its activities, how many were due and done, and from when to when it runs."""
    plan = [Activity(id=one.id, duration=one.duration, after=one.after, phase="p", started_on=one.started_on,
                     finished_on=one.finished_on, progress=one.progress) for one in CHAIN]  # fmt: skip
    rows = schedule(plan, phases=PHASES).progress("2026-01-16").phases.to_dicts()

    assert (rows[0]["activities"], rows[0]["due"], rows[0]["done"], rows[0]["done_of_due"]) == (3, 1, 1, 1)
    assert (rows[0]["start"], rows[0]["finish"]) == (DAY(2026, 1, 5), DAY(2026, 1, 30))
    assert (rows[1]["activities"], rows[1]["finish"]) == (0, None)


def test_progress_needs_a_first_day() -> None:
    """SC-706: without a start no day can be told."""
    with pytest.raises(PlanError) as error:
        Schedule.of_activities(CHAIN, plan=Plan(id="year")).progress("2026-01-16")

    assert [(fault.code, fault.path) for fault in error.value.faults] == [("SC-706", "plans.year.start")]


def test_progress_reads_as_sentences() -> None:
    """The text says how much is done and when all will be; HTML and table are there."""
    progress = schedule(CHAIN).progress(DAY(2026, 1, 16))

    assert "1 of 3 activities are done, 1 of the 1 that were due." in str(progress)
    assert "Jan 30, 2026" in str(progress)
    assert "<table" in progress._repr_html_()
    assert progress.to_table() == progress.activities


@settings(deadline=None)
@given(activities(limits=True), st.integers(-20, 60))
def test_before_anything_happens_a_forecast_is_the_plan(plan: list[Activity], step: int) -> None:
    """Seen from the day before the start the forecast is the plan; seen from later it is never earlier than that day."""
    whole = schedule(plan)
    day = START + datetime.timedelta(step)
    progress = whole.progress(day)

    if step < 0:
        assert progress.forecast.timetable.early_start.tolist() == whole.timetable.early_start.tolist()
        assert progress.forecast.timetable.late_finish.tolist() == whole.timetable.late_finish.tolist()
    assert (progress.forecast.timetable.early_start >= progress.state.now - 1e-9).all()


@st.composite
def happened(draw: st.DrawFn) -> list[Activity]:
    """A plan of which some has happened."""
    made = []
    for one in draw(activities(limits=True)):
        first = START + datetime.timedelta(draw(st.integers(-5, 30)))
        kind = draw(st.sampled_from(["no", "begun", "told", "done"]))
        more: dict[str, object] = {}
        if kind in ("begun", "told", "done"):
            more["started_on"] = first
        if kind == "told":
            more["progress"] = draw(st.floats(0, 1) | st.just(1.0))
        if kind == "done":
            more["finished_on"] = first + datetime.timedelta(draw(st.integers(0, 20)))
        made.append(
            Activity(id=one.id, duration=one.duration, optimistic=one.optimistic, likely=one.likely,
                     pessimistic=one.pessimistic, after=one.after, not_before=one.not_before, deadline=one.deadline, **more)
        )  # fmt: skip
    return made


@settings(deadline=None)
@given(happened(), st.integers(-3, 40))
def test_forecasts_keep_what_happened(plan: list[Activity], step: int) -> None:
    """What is finished ends when it ended, what has begun began when it began, and nothing unfinished ends before today."""
    day = START + datetime.timedelta(step)
    whole = schedule(plan)
    progress = whole.progress(day)
    table, calendar = progress.forecast.timetable, whole.outline.calendar
    for place, one in enumerate(plan):
        begun = one.started_on is not None and one.started_on <= day
        if one.finished_on is not None and one.finished_on <= day:
            assert not table.critical[place]
            assert np.isnan(table.total_float[place])
            if calendar.is_worked(one.finished_on):
                assert table.finish[place] == one.finished_on or table.duration[place] == 0
        elif begun and one.finished_on is None and one.progress == 1:
            assert progress.state.finished[place] and progress.state.undated[place]
            assert progress.state.started[place] <= progress.state.ended[place] <= progress.state.now
            assert (
                table.start[place] == one.started_on
                or not calendar.is_worked(one.started_on)
                or not table.duration[place]
            )
        elif begun:
            if calendar.is_worked(one.started_on):
                assert table.start[place] == one.started_on
            assert table.early_finish[place] >= progress.state.now - 1e-9
        else:
            assert table.early_start[place] >= progress.state.now - 1e-9
    assert progress.forecast.simulate(50).finishes[0] >= 0
    assert set(progress.forecast.critical_path).isdisjoint(
        one.id for one, done in zip(plan, progress.state.finished, strict=True) if done
    )
