"""A plan in the formats of other programs, read back."""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.model.planning import Activity, Phase, Plan
from servicecraft.planning import Schedule

from .plans import START, activities

HOSTILE = [
    "section x", "Title a", "gantt", "click me", "a:b", "a;b", "a#b", "%% c", "2025-01-01", "<b>x</b>", "&amp;",
    "dateFormat", "a\\nb", "=1+1", "BEGIN:VEVENT", "x,y;z", "ñandú", "emoji 😀", "]]>", "a\u2028b", "#80; y", "_", '"q"',
]  # fmt: skip


def test_calendar_file_is_read_back_by_a_calendar_library() -> None:
    """One whole-day event for each activity, to the day after its last, one for each deadline; names survive."""
    plan = [
        Activity(id=f"a{n}", name=name, duration=1 + n % 3, deadline=START if n == 2 else None, owner="ana")
        for n, name in enumerate(HOSTILE)
    ]
    schedule = Schedule.of_activities(plan, start=START)
    events = icalendar.Calendar.from_ical(schedule.to_ics()).walk("VEVENT")
    table = schedule.timetable

    assert len(events) == len(plan) + 1
    names = [str(event["summary"]) for event in events]
    assert [name for name in names if not name.startswith("Deadline")] == [one.name for one in plan]
    first = events[0]
    assert (first["dtstart"].dt, first["dtend"].dt) == (table.start[0], table.finish[0] + datetime.timedelta(1))
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert "ana" in str(first["description"])


def test_calendar_file_is_the_same_every_time() -> None:
    """No clock: the stamp is the first day of the plan, or the moment that is given."""
    schedule = Schedule.of_activities([Activity(id="a", duration=1)], start=START, plan=Plan(id="p"))

    assert schedule.to_ics() == schedule.to_ics()
    assert "DTSTAMP:20260105T000000Z" in schedule.to_ics()
    assert "DTSTAMP:20260301T000000Z" in schedule.to_ics(stamp=datetime.date(2026, 3, 1))
    noon = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=-4)))
    assert "DTSTAMP:20260301T160000Z" in schedule.to_ics(stamp=noon)


def test_chart_holds_one_bar_for_each_activity_and_no_command_of_a_name() -> None:
    """Whatever a name holds, the chart has a line for it that begins with no word of the chart and holds one colon."""
    plan = [Activity(id=f"a{n}", name=name, duration=n % 3, phase="p") for n, name in enumerate(HOSTILE)]
    phases = [Phase(id="p", name="section: title; %%", order=1)]
    chart = Schedule.of_activities(plan, start=START, phases=phases, plan=Plan(id="x", name="a\\b; gantt")).to_mermaid()
    bars = [line for line in chart.splitlines() if re.search(r" :(\w+, )*a\d+, ", line)]

    assert len(bars) == len(plan)
    for line, name in zip(bars, HOSTILE, strict=True):
        told, _, data = line.strip().partition(" :")
        assert not re.match(r"(section|title|gantt|click|dateformat|\d{4}-|%|;|call|href)", told, re.IGNORECASE)
        assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), told) == " ".join(name.split())
        assert re.fullmatch(r"((crit|milestone|done), )*a\d+, \d{4}-\d{2}-\d{2}, (0d|\d{4}-\d{2}-\d{2})", data)
    assert chart.splitlines()[0] == "gantt"
    assert chart.count("section ") == 1


def test_chart_marks_what_is_done_critical_and_a_milestone() -> None:
    """Bars of a forecast are marked done; critical ones and milestones always."""
    plan = [
        Activity(id="a", duration=2, started_on=START, finished_on=START + datetime.timedelta(1)),
        Activity(id="b", duration=2, after=("a",)),
        Activity(id="c", milestone=True, after=("b",)),
    ]
    schedule = Schedule.of_activities(plan, start=START)

    assert "b :crit, a2, 2026-01-07, 2026-01-09" in schedule.to_mermaid()
    assert "c :crit, milestone, a3, 2026-01-08, 0d" in schedule.to_mermaid()
    assert "a :done, a1, " in schedule.progress("2026-01-06").forecast.to_mermaid()


def test_files_hold_what_was_returned(tmp_path: Path) -> None:
    """Where a path is given, the file holds the same text."""
    schedule = Schedule.of_activities([Activity(id="a", duration=1)], start=START)
    for ask in ("to_ics", "to_msproject", "to_mermaid", "to_csv"):
        text = getattr(schedule, ask)(tmp_path / ask)

        assert (tmp_path / ask).read_bytes().decode() == text


NS = "{http://schemas.microsoft.com/project}"


def test_project_file_tells_calendar_links_and_limits() -> None:
    """Days off stand as exceptions, links with type and lag in tenths of minutes, limits and deadlines as such."""
    plan = [
        Activity(id="a", name="<A> & co", duration=2.5, cost=12.5, owner="ana"),
        Activity(id="b", optimistic=1, likely=2, pessimistic=9, after=("a SS+2",), deadline=datetime.date(2026, 1, 20)),
        Activity(id="m", milestone=True, after=("b FF-1",), not_before=datetime.date(2026, 1, 12)),
    ]
    text = Schedule.of_activities(plan, start=START, calendar="DO mon-sat").to_msproject()
    project = ElementTree.fromstring(text)  # noqa: S314 - our own text
    tasks = {task.findtext(f"{NS}Name"): task for task in project.iter(f"{NS}Task")}
    off = {
        one.findtext(f"{NS}TimePeriod/{NS}FromDate"): one.findtext(f"{NS}Name")
        for one in project.iter(f"{NS}Exception")
    }
    worked = [day.findtext(f"{NS}DayWorking") for day in project.iter(f"{NS}WeekDay")]

    assert "2026-01-26T00:00:00" in off
    assert worked == ["0", "1", "1", "1", "1", "1", "1"]
    assert tasks["<A> & co"].findtext(f"{NS}Duration") == "PT20H0M0S"
    assert tasks["<A> & co"].findtext(f"{NS}Finish") == "2026-01-08T12:00:00"  # the fifth is Epiphany
    assert tasks["<A> & co"].findtext(f"{NS}FixedCost") == "1250"
    link = tasks["b"].find(f"{NS}PredecessorLink")
    assert (link.findtext(f"{NS}Type"), link.findtext(f"{NS}LinkLag")) == ("3", "9600")
    assert tasks["b"].findtext(f"{NS}Deadline") == "2026-01-20T16:00:00"
    assert tasks["m"].findtext(f"{NS}ConstraintType") == "4"
    assert tasks["m"].findtext(f"{NS}Milestone") == "1"


def same(one: Schedule, other: Schedule) -> None:
    """Both schedules have the same ids, times and days."""
    first, second = one.timetable, other.timetable
    assert [a.id for a in one.outline.activities] == [b.id for b in other.outline.activities]
    assert (first.start, first.finish) == (second.start, second.finish)
    assert first.early_finish == pytest.approx(second.early_finish, abs=1e-6)
    assert [a.after for a in one.outline.activities] == [b.after for b in other.outline.activities]


@settings(deadline=None, max_examples=40)
@given(activities(limits=True), st.sampled_from(["DO", "EG -2026-01-13/2026-01-15", "mon-sat", None]))
def test_project_file_is_read_back_as_the_same_plan(
    tmp_path_factory: pytest.TempPathFactory, plan: list[Activity], calendar: str | None
) -> None:
    """Ids, links, limits, calendar and days are the same after a way through MS Project XML."""
    schedule = Schedule.of_activities(plan, start=START, calendar=calendar)
    path = tmp_path_factory.mktemp("plan") / "plan.xml"
    schedule.to_msproject(path)
    read = sc.read_plan(path, owners={"ana": "ana", "ben": "ben"})

    same(schedule, read.schedule())
    assert read.activities == tuple(plan)
    assert read.notes() == ()


@settings(deadline=None, max_examples=40)
@given(activities(limits=True))
def test_csv_is_read_back_as_the_same_plan(tmp_path_factory: pytest.TempPathFactory, plan: list[Activity]) -> None:
    """Rows are the same after a way through CSV; computed columns are passed over."""
    schedule = Schedule.of_activities(plan, start=START)
    path = tmp_path_factory.mktemp("plan") / "plan.csv"
    schedule.to_csv(path)
    read = sc.read_plan(path, owners={"ana": "ana", "ben": "ben"})

    assert read.activities == tuple(plan)
    same(schedule, Schedule.of_activities(read.activities, start=START))


def test_names_like_formulas_come_back_from_csv(tmp_path: Path) -> None:
    """What a spreadsheet program would take for a formula is marked in the file and restored when read."""
    plan = [Activity(id=f"a{n}", name=name, duration=1) for n, name in enumerate(["=1+1", "@x", "-", "'=a", "+5"])]
    Schedule.of_activities(plan).to_csv(tmp_path / "plan.csv")

    assert "'=1+1" in (tmp_path / "plan.csv").read_text(encoding="utf-8")
    assert [one.name for one in sc.read_plan(tmp_path / "plan.csv").activities] == [one.name for one in plan]


def test_what_has_happened_goes_through_a_project_file(tmp_path: Path) -> None:
    """A forecast carries starts, ends and progress, so that the progress read back is the same."""
    schedule = Schedule.of(sc.examples.hotel())
    progress = schedule.progress("2026-06-30")
    progress.forecast.to_msproject(tmp_path / "plan.xml")
    again = sc.read_plan(tmp_path / "plan.xml", language="es_DO").schedule().progress("2026-06-30")

    assert again.activities.column("forecast") == progress.activities.column("forecast")
    assert again.activities.column("state") == progress.activities.column("state")
    assert again.stalls.column("since") == progress.stalls.column("since")
    assert again.outline.phase_names == progress.outline.phase_names
