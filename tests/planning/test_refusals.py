"""What no schedule can be made of: each thing with its code, its place and what to try."""

from __future__ import annotations

import datetime

import pytest

from servicecraft.errors import ModelError, PlanError
from servicecraft.model.planning import Activity, After, Gate, Phase, Plan
from servicecraft.model.program import Program
from servicecraft.planning import Schedule


def of_bare(*plan: Activity, **more: object) -> object:
    """Ask for the schedule of bare activities."""
    return lambda: Schedule.of_activities(plan, **more)  # type: ignore[arg-type]


A = Activity(id="a", duration=1)
DAY = datetime.date(2026, 1, 5)
CASES = {
    "loop": (of_bare(Activity(id="a", duration=1, after=("b",)), Activity(id="b", duration=1, after=("a",))), "SC-111", "activities[0].after", "a → b → a"),
    "loop of itself": (of_bare(Activity(id="a", duration=1, after=("a SS",))), "SC-111", "activities[0].after", "a → a"),
    "negative duration": (lambda: Activity(id="a", duration=-1), "SC-127", "Activity.duration", "-1"),
    "unknown owner": (lambda: Program(activities=(Activity(id="a", owner="nobody"),)), "SC-112", "activities[0].owner", "nobody"),
    "gate on a missing phase": (lambda: Program(gates=(Gate(phase="none", condition="credibility"),)), "SC-112", "gates[0].phase", "none"),
    "calendar without a working day": (of_bare(A, start=DAY, calendar=f"-{DAY}/2035-12-31 " + " ".join(f"-{year}-01-01/{year + 9}-12-31" for year in range(2036, 2196, 10)) + " -2196-01-01/2199-12-31"), "SC-703", "calendar", "no working day"),
    "unknown activity": (of_bare(Activity(id="a", duration=1, after=("bb",)), Activity(id="b", duration=1)), "SC-112", "activities[0].after", "bb"),
    "double id": (of_bare(A, Activity(id="A", duration=2)), "SC-128", "activities[1].id", "A"),
    "no duration": (of_bare(A, Activity(id="b")), "SC-701", "activities[1].duration", "b"),
    "two kinds of duration": (of_bare(Activity(id="a", duration=1, optimistic=1, likely=2, pessimistic=3)), "SC-132", "activities[0]", "duration"),
    "half an estimate": (of_bare(Activity(id="a", likely=2)), "SC-132", "activities[0]", "optimistic"),
    "estimates that fall": (of_bare(Activity(id="a", optimistic=3, likely=2, pessimistic=4)), "SC-132", "activities[0]", "smaller"),
    "deadline before the start": (of_bare(Activity(id="a", duration=1, not_before=DAY, deadline=DAY - datetime.timedelta(1))), "SC-131", "activities[0].deadline", "2026-01-04"),
    "centuries": (of_bare(A, Activity(id="b", duration=100_000), start=DAY), "SC-704", "activities[1].duration", "b"),
    "endless": (of_bare(Activity(id="a", duration=1e300)), "SC-704", "activities[0].duration", "a"),
    "endless lag": (of_bare(A, Activity(id="b", duration=1, after=(After("a", lag=10**30),))), "SC-704", "activities[1].after", "b"),
    "not activities": (lambda: Schedule.of_activities(["a"]), "SC-118", "activities[0]", "Activity"),
    "no list": (lambda: Schedule.of_activities(3), "SC-118", "activities", "list of rows"),
    "a text": (lambda: Schedule.of_activities("abc"), "SC-118", "activities", "list of rows"),
    "no day": (of_bare(A, start="05/01/2026"), "SC-116", "start", "05/01/2026"),
    "unknown phase": (of_bare(Activity(id="a", duration=1, phase="q"), phases=(Phase(id="p", order=1),)), "SC-112", "activities[0].phase", "q"),
    "calendar of a plan": (lambda: Schedule.of(Program(plans=(Plan(id="p", calendar="XX"),), activities=(A,))), "SC-702", "plans[0].calendar", "XX"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_input_is_refused_with_code_place_and_remedy(case: str) -> None:
    """Each mistake has its code, the place where it stands, the word at fault, and something to try, in both languages."""
    make, code, path, word = CASES[case]
    with pytest.raises(ModelError) as error:
        make()  # type: ignore[operator]
    fault = error.value.faults[0]

    assert (fault.code, fault.path.removeprefix(".")) == (code, path)
    assert word in str(fault)
    assert fault.remedy and fault.in_language("es").remedy


def test_faults_of_a_plan_come_together() -> None:
    """Everything that is wrong is told at once, as an error of plans."""
    plan = [Activity(id="a"), Activity(id="b"), Activity(id="c", duration=1e200)]
    with pytest.raises(PlanError) as error:
        Schedule.of_activities(plan)

    assert [fault.code for fault in error.value.faults] == ["SC-701", "SC-701", "SC-704"]
    with pytest.raises(PlanError) as loops:
        Schedule.of_activities([Activity(id="a", after=("b", "c")), Activity(id="b", after=("a",))])
    assert {fault.code for fault in loops.value.faults} == {"SC-111", "SC-112"}


def test_paths_are_those_of_the_program() -> None:
    """In a program of several plans the fault stands where the activity stands in its table."""
    program = Program(
        plans=(Plan(id="one"), Plan(id="two")),
        phases=(Phase(id="p", plan="one", order=1), Phase(id="q", plan="two", order=1)),
        activities=(Activity(id="a", duration=1, phase="p"), Activity(id="b", phase="q")),
    )
    with pytest.raises(PlanError) as error:
        Schedule.of(program, "two")

    assert [fault.path for fault in error.value.faults] == ["activities[1].duration"]


@pytest.mark.parametrize("ask", ["to_ics", "to_msproject", "to_mermaid"])
def test_hand_over_needs_a_first_day(ask: str) -> None:
    """SC-706 where days are asked of a plan that has none."""
    with pytest.raises(PlanError) as error:
        getattr(Schedule.of_activities([A]), ask)()

    assert [fault.code for fault in error.value.faults] == ["SC-706"]


@pytest.mark.parametrize("ask", ["to_ics", "to_msproject", "to_mermaid", "to_csv"])
@pytest.mark.parametrize("path", ["missing/plan", "x\0y", "."])
def test_hand_over_to_a_wrong_place_is_a_fault(
    ask: str, path: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SC-401 where the file cannot be written."""
    monkeypatch.chdir(str(tmp_path))
    with pytest.raises(ModelError) as error:
        getattr(Schedule.of_activities([A], start=DAY), ask)(path)

    assert [fault.code for fault in error.value.faults] == ["SC-401"]


def test_durations_that_are_known_otherwise_count() -> None:
    """Milestones take no time, planned or actual days count where no duration is given, and this is told."""
    plan = [
        Activity(id="m", milestone=True),
        Activity(id="p", planned_start=DAY, planned_finish=DAY + datetime.timedelta(7)),
        Activity(id="f", started_on=DAY, finished_on=DAY + datetime.timedelta(1)),
    ]
    schedule = Schedule.of_activities(plan)

    assert [row["duration"] for row in schedule.activities.to_dicts()] == [0, 6, 2]
    assert any("p, f" in note for note in schedule.activities.notes)
