"""A plan of a program seen from above: phases, gates, risks, the wheel, and which plan is meant."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings

import servicecraft as sc
from servicecraft.errors import ModelError, PlanError, UnknownIdError
from servicecraft.model.planning import Activity, Gate, Phase, Plan, Risk
from servicecraft.model.program import Program
from servicecraft.model.words import WheelStep
from servicecraft.planning import Schedule
from servicecraft.planning.overview import turns
from strategies import programs

START = datetime.date(2026, 1, 5)


def two_plans() -> Program:
    """A program with two plans, one of which waits for the other, and an activity of none."""
    return Program(
        plans=(Plan(id="one", start=START), Plan(id="two", start=START, calendar="mon-sat")),
        phases=(Phase(id="p", plan="one", order=1), Phase(id="q", plan="two", order=1), Phase(id="x", order=1)),
        activities=(
            Activity(id="a", duration=6, phase="p"),
            Activity(id="b", duration=6, phase="q", after=("a",)),
            Activity(id="c", duration=1, phase="x"),
            Activity(id="d", duration=1),
        ),
        risks=(Risk(id="r", plan="two"), Risk(id="s", plan="one")),
        gates=(Gate(phase="q", condition="credibility", threshold=0.4),),
    )


def test_one_of_several_plans_has_its_own_rows_and_days() -> None:
    """Each plan has its activities, gates and risks, its calendar, and says what it leaves out."""
    one, two = Schedule.of(two_plans(), "one"), Schedule.of(two_plans(), "two")

    assert [row["id"] for row in one.activities.to_dicts()] == ["a"]
    assert (one.finish, two.finish) == (datetime.date(2026, 1, 12), datetime.date(2026, 1, 10))
    assert [row["id"] for row in two.risks.to_dicts()] == ["r"]
    assert (len(one.gates), len(two.gates)) == (0, 1)
    assert any("b" in note for note in two.activities.notes)
    assert any("2" in note for note in one.activities.notes)


def test_several_plans_have_to_be_told_apart() -> None:
    """SC-705 names the plans; an unknown one is told with the nearest."""
    with pytest.raises(PlanError) as error:
        Schedule.of(two_plans())
    assert [(fault.code, dict(fault.facts)["plans"]) for fault in error.value.faults] == [("SC-705", "one, two")]
    with pytest.raises(UnknownIdError) as unknown:
        Schedule.of(two_plans(), "twoo")
    assert unknown.value.nearest == ("two",)


def test_start_and_calendar_can_be_asked_otherwise() -> None:
    """What is given in the call counts instead of what the plan says."""
    schedule = Schedule.of(two_plans(), "two", start="2026-02-02", calendar="mon-fri")

    assert schedule.finish == datetime.date(2026, 2, 9)


def test_program_without_a_plan_has_an_empty_schedule() -> None:
    """Where nothing is planned there is nothing to finish."""
    schedule = Schedule.of(Program())

    assert (len(schedule.activities), schedule.finish, schedule.critical_path, schedule.critical_chains) == (
        0,
        0.0,
        (),
        (),
    )
    assert [len(table) for table in (schedule.phases, schedule.gates, schedule.risks, schedule.wheel)] == [0] * 4


def steps(text: str) -> list[Phase]:
    """Phases with the steps of a text of first letters; a dot has none."""
    letters = {"p": WheelStep.PLAN, "d": WheelStep.DO, "c": WheelStep.CHECK, "a": WheelStep.ACT, ".": None}
    return [Phase(id=f"f{n}", order=n + 1, step=letters[one]) for n, one in enumerate(text)]


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        ("", []), ("..", []), ("pdca", ["pdca"]), ("pdcapdca", ["pdca", "pdca"]), ("ppddca", ["ppddca"]),
        ("pdcadca", ["pdca", "dca"]), ("pdcaa", ["pdcaa"]), ("pdpd", ["pd", "pd"]), ("p.d.c.a", ["pdca"]),
        ("dcap", ["dca", "p"]), ("pdcd", ["pdcd"]),
    ],
)  # fmt: skip
def test_turns_begin_with_planning_or_after_acting(phases: str, expected: list[str]) -> None:
    """A turn begins where planning begins again, or where anything else follows on acting."""
    assert ["".join(one.step.value[0] for one in turn) for turn in turns(steps(phases))] == expected


def test_wheel_of_the_hotel_turns_twice() -> None:
    """The hotel's plan has two whole turns with their phases and days."""
    wheel = Schedule.of(sc.examples.hotel()).wheel
    rows = wheel.to_dicts()

    assert [row["missing"] for row in rows] == [(), ()]
    assert rows[1]["do"] == ("mejorar_habitacion", "mejorar_mesa_playa")
    assert rows[0]["start"] == datetime.date(2025, 2, 3)


def test_gates_must_hold_when_their_phase_opens() -> None:
    """A gate stands with the day on which its phase begins at the earliest and at the latest; gates of nothing come last."""
    program = Program(
        plans=(Plan(id="one", start=START, calendar="mon-fri"),),
        phases=(Phase(id="p", order=1), Phase(id="q", order=2), Phase(id="empty", order=3)),
        activities=(
            Activity(id="a", duration=5, phase="p"),
            Activity(id="b", duration=1, phase="q", after=("a",)),
            Activity(id="c", duration=10, phase="p"),
        ),
        gates=(Gate(phase="empty", condition="say_do"), Gate(phase="q", condition="credibility", threshold=0.4)),
    )
    rows = Schedule.of(program).gates.to_dicts()

    assert [(row["phase"], row["opens"], row["opens_at_latest"]) for row in rows] == [
        ("q", datetime.date(2026, 1, 12), datetime.date(2026, 1, 16)),
        ("empty", None, None),
    ]
    bare = Schedule.of(program, calendar="mon-fri").outline
    assert [row["total_float"] for row in Schedule.of(program).phases.to_dicts()] == [0, 4, None]
    assert bare.calendar.weekdays == (0, 1, 2, 3, 4)


def test_risks_come_most_likely_first_and_say_who_answers_them() -> None:
    """A risk is answered when somebody watches it and something is done about it."""
    rows = Schedule.of(sc.examples.clinic()).risks.to_dicts()

    assert [row["id"] for row in rows] == ["cansancio", "rotacion", "reactivos"]
    assert [row["answered"] for row in rows] == [False, True, True]
    assert rows[1]["owner"] != "tomas"


def test_examples_have_schedules() -> None:
    """Every ready program with a plan can be asked all questions."""
    for program in (sc.examples.hotel(), sc.examples.clinic(), sc.examples.municipality(), sc.examples.bakery()):
        schedule = Schedule.of(program)
        for table in (schedule.activities, schedule.milestones, schedule.phases, schedule.gates, schedule.wheel):
            assert str(table) and table.to_html()
        assert repr(schedule).startswith("<Schedule") and "<table" in schedule._repr_html_()
        assert schedule.to_table() == schedule.activities and str(schedule) == str(schedule.activities)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(programs())
def test_any_program_has_a_schedule_or_a_fault(program: Program) -> None:
    """Whatever a program holds, asking for its schedule gives an answer or says what is missing."""
    for plan in [one.id for one in program.plans] or [None]:
        try:
            schedule = Schedule.of(program, plan)
        except ModelError as error:
            assert all(fault.code in ("SC-701", "SC-702", "SC-703", "SC-704") and fault.path for fault in error.faults)
            assert str(error) and str(error.in_language("es"))
            continue
        assert str(schedule) and str(schedule.phases) and str(schedule.gates) and str(schedule.risks)
        if schedule.outline.axis is not None:
            assert str(schedule.progress("2026-06-30")) and str(schedule.progress("2026-06-30").costs)
        if schedule.outline.activities:
            assert str(schedule.simulate(20))
