"""Plans that other programs made: what is read, what is told, what is refused."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.errors import ModelError, PlanError
from servicecraft.model.planning import After
from servicecraft.model.program import Program
from servicecraft.model.structure import Person

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<Project xmlns="http://schemas.microsoft.com/project">'
BASE = "<Title>Year</Title><StartDate>2026-01-05T08:00:00</StartDate><MinutesPerDay>480</MinutesPerDay>"


def task(uid: int, name: str = "", more: str = "", *, level: int = 1, hours: float = 8, summary: int = 0) -> str:
    """One task of a project file."""
    return (
        f"<Task><UID>{uid}</UID><Name>{name or f'task {uid}'}</Name><OutlineLevel>{level}</OutlineLevel>"
        f"<Duration>PT{hours:g}H0M0S</Duration><Summary>{summary}</Summary>{more}</Task>"
    )


def link(uid: int, kind: int = 1, lag: int = 0, form: int = 7, more: str = "") -> str:
    """How a task waits for another."""
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type><LinkLag>{lag}</LinkLag>"
        f"<LagFormat>{form}</LagFormat>{more}</PredecessorLink>"
    )


def read(tmp_path: Path, tasks: str, before: str = "", after: str = "", **more: object) -> sc.plan_reading.ReadPlan:  # type: ignore[name-defined]
    """The plan of a project file with some tasks."""
    path = tmp_path / "plan.xml"
    path.write_text(f"{HEAD}{BASE}{before}<Tasks>{tasks}</Tasks>{after}</Project>", encoding="utf-8")
    return sc.read_plan(path, **more)  # type: ignore[arg-type]


def test_tasks_become_activities_and_summaries_phases(tmp_path: Path) -> None:
    """The task of the whole file is passed over, summaries are phases in their order, tasks belong to them."""
    found = read(
        tmp_path,
        task(0, "whole", level=0, summary=1) + task(1, "Listen", summary=1) + task(2, "Ask", level=2, hours=16)
        + task(3, "Act", summary=1) + task(4, "Mend", link(2), level=2) + task(5, "Alone"),
    )  # fmt: skip

    assert [(phase.id, phase.name, phase.order, phase.plan) for phase in found.phases] == [
        ("t1", "Listen", 1, "plan"), ("t3", "Act", 2, "plan"),
    ]  # fmt: skip
    assert [(one.id, one.name, one.phase, one.duration) for one in found.activities] == [
        ("t2", "Ask", "t1", 2), ("t4", "Mend", "t3", 1), ("t5", "Alone", None, 1),
    ]  # fmt: skip
    assert found.activities[1].after == (After("t2"),)
    assert (found.plan.name, found.plan.start) == ("Year", datetime.date(2026, 1, 5))
    assert found.notes() == ()


def test_phases_stand_below_a_single_summary_of_everything(tmp_path: Path) -> None:
    """Where one summary holds all, its summaries are the phases; deeper ones are left out and told."""
    found = read(
        tmp_path,
        task(1, "All", summary=1) + task(2, "One", level=2, summary=1) + task(3, "Deep", level=3, summary=1)
        + task(4, level=4) + task(5, "Two", level=2, summary=1) + task(6, level=3),
    )  # fmt: skip

    assert [phase.name for phase in found.phases] == ["One", "Two"]
    assert [one.phase for one in found.activities] == ["t2", "t5"]
    assert any("All, Deep" in note for note in found.notes())


@pytest.mark.parametrize(
    ("number", "kind", "lag", "after"),
    [(1, 1, 0, "t1"), (0, 0, 4800, "t1 FF+1"), (2, 2, -9600, "t1 SF-2"), (3, 3, 14400, "t1 SS+3")],
)
def test_links_have_their_kind_and_lag(tmp_path: Path, number: int, kind: int, lag: int, after: str) -> None:
    """All four kinds are read, with lags and leads in working days."""
    found = read(tmp_path, task(1) + task(2, more=link(1, kind, lag)))

    assert number == kind
    assert [str(each) for each in found.activities[1].after] == [after]
    assert found.notes() == ()


@pytest.mark.parametrize(
    ("tasks", "afters", "told"),
    [
        (task(1) + task(2, "B", link(1, lag=2400)), ["t1"], "B"),
        (task(1, hours=40) + task(2, "B", link(1, lag=50, form=19)), ["t1 FS+2"], "B"),
        (task(1) + task(2, "B", link(1, lag=144_000 * 7 // 10, form=8)), ["t1 FS+5"], "B"),
        (task(1) + task(2, "B", link(9)), [], "B"),
        (task(1) + task(2, "B", link(1, more="<CrossProject>1</CrossProject>")), [], "B"),
        (task(1, summary=1) + task(3, level=2) + task(4, level=2) + task(2, "B", link(1)), ["t3", "t4"], None),
        (task(1, summary=1) + task(3, level=2) + task(2, "B", link(1, 3)), [], "B"),
    ],
    ids=["half a day", "percent", "elapsed", "nothing", "other file", "summary", "start of a summary"],
)  # fmt: skip
def test_what_links_cannot_say_is_told(tmp_path: Path, tasks: str, afters: list[str], told: str | None) -> None:
    """Lags become whole working days, links to summaries count for what they hold; what is left behind is named."""
    found = read(tmp_path, tasks)
    last = next(one for one in found.activities if one.id == "t2")

    assert [str(each) for each in last.after] == afters
    assert bool(found.notes()) == (told is not None)
    assert all(told in note for note in found.notes() if told)


@pytest.mark.parametrize(
    ("text", "days"), [("PT12H0M0S", 1.5), ("P1DT0H0M0S", 3), ("PT0H240M0S", 0.5), ("PT1H30M", 0.1875), ("PT0H0M0S", 0)]
)
def test_durations_are_read_in_working_days(tmp_path: Path, text: str, days: float) -> None:
    """Hours count by the hours of a working day, whatever parts a duration is written in."""
    assert read(tmp_path, task(1).replace("PT8H0M0S", text)).activities[0].duration == days


def test_limits_days_progress_cost_and_owner(tmp_path: Path) -> None:
    """Constraints, deadlines, baselines, what happened, cost in hundredths, and the first of those assigned."""
    more = (
        "<ConstraintType>4</ConstraintType><ConstraintDate>2026-02-02T08:00:00</ConstraintDate>"
        "<Deadline>2026-03-02T17:00:00</Deadline><FixedCost>12550</FixedCost><PercentComplete>40</PercentComplete>"
        "<ActualStart>2026-02-03T08:00:00</ActualStart><Baseline><Number>0</Number><Start>2026-02-02T08:00:00</Start>"
        "<Finish>2026-02-06T17:00:00</Finish></Baseline>"
    )
    people = (
        "<Resources><Resource><UID>1</UID><Name>Ana P</Name></Resource><Resource><UID>2</UID><Name>Ben</Name></Resource>"
        "</Resources><Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID></Assignment>"
        "<Assignment><TaskUID>1</TaskUID><ResourceUID>2</ResourceUID></Assignment></Assignments>"
    )
    found = read(tmp_path, task(1, "A", more), after=people, owners={"Ana P": "ana"})
    one = found.activities[0]

    assert (one.not_before, one.deadline) == (datetime.date(2026, 2, 2), datetime.date(2026, 3, 2))
    assert (one.planned_start, one.planned_finish) == (datetime.date(2026, 2, 2), datetime.date(2026, 2, 6))
    assert (one.started_on, one.finished_on, one.progress, one.cost) == (datetime.date(2026, 2, 3), None, 0.4, 125.5)
    assert (one.owner, found.owners) == ("ana", {"t1": "Ana P"})
    assert len(found.notes()) == 1
    assert (
        found.added_to(Program(organisation=sc.Organisation(people=(Person(id="ana"),)))).activities == found.activities
    )


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ("<ConstraintType>2</ConstraintType><ConstraintDate>2026-02-02T08:00:00</ConstraintDate>", "earliest start"),
        ("<ConstraintType>1</ConstraintType>", "constraint"),
        ("<Manual>1</Manual><Start>2026-02-02T08:00:00</Start>", "by hand"),
        ("<DurationFormat>8</DurationFormat>", "elapsed"),
        ("<Active>0</Active>", "Inactive"),
        ("<ConstraintType>4</ConstraintType><ConstraintDate>2026-02-02T08:00:00</ConstraintDate><Deadline>2026-01-07T08:00:00</Deadline>", "left out"),
    ],
)  # fmt: skip
def test_what_a_program_has_no_place_for_is_told(tmp_path: Path, more: str, word: str) -> None:
    """Nothing of a task is dropped in silence: each thing is told with the task's name."""
    found = read(tmp_path, task(1, "Paint", more) + task(2))

    assert any(word in note and "Paint" in note for note in found.notes())


CALENDAR = """<CalendarUID>3</CalendarUID><Calendars><Calendar><UID>1</UID><Name>other</Name></Calendar><Calendar><UID>3</UID>
<Name>ours</Name><WeekDays><WeekDay><DayType>1</DayType><DayWorking>0</DayWorking></WeekDay>
<WeekDay><DayType>7</DayType><DayWorking>1</DayWorking></WeekDay>{days}</WeekDays>{exceptions}</Calendar></Calendars>"""


def exception(first: str, last: str, *, worked: int = 0, kind: int = 1) -> str:
    """One exception of a calendar."""
    return (
        f"<Exception><TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod>"
        f"<Name>feast</Name><Type>{kind}</Type><DayWorking>{worked}</DayWorking></Exception>"
    )


def test_calendar_of_the_file_counts(tmp_path: Path) -> None:
    """Worked weekdays, days off and days on are read; what comes again by a rule is told."""
    days = f"<Exceptions>{exception('2026-01-06', '2026-01-07')}{exception('2026-01-11', '2026-01-11', worked=1)}{exception('2026-05-01', '2026-05-01', kind=2)}</Exceptions>"
    found = read(tmp_path, task(1, hours=40), CALENDAR.format(days="", exceptions=days))

    assert found.calendar == sc.Calendar.of("mon-sat -2026-01-06/2026-01-07 +2026-01-11")
    assert found.plan.calendar == "mon-sat -2026-01-06/2026-01-07 +2026-01-11"
    assert found.schedule().finish == datetime.date(2026, 1, 11)
    assert any("feast" in note for note in found.notes())


def test_calendar_of_older_files_counts(tmp_path: Path) -> None:
    """Before 2007 exceptions stood among the weekdays."""
    day = "<WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod><FromDate>2026-01-06T00:00:00</FromDate><ToDate>2026-01-06T23:59:00</ToDate></TimePeriod></WeekDay>"
    found = read(tmp_path, task(1), CALENDAR.format(days=day, exceptions=""))

    assert found.calendar == sc.Calendar.of("mon-sat -2026-01-06")


def test_calendar_with_very_many_days_is_kept_apart(tmp_path: Path) -> None:
    """Where the days do not fit into a plan's calendar the answer keeps them and says so."""
    days = "".join(
        exception(f"20{year}-0{month}-05", f"20{year}-0{month}-05") for year in range(26, 56) for month in range(1, 10)
    )
    found = read(tmp_path, task(1), CALENDAR.format(days="", exceptions=f"<Exceptions>{days}</Exceptions>"))

    assert found.plan.calendar is None
    assert not found.calendar.is_worked("2026-02-05")
    assert any("calendar" in note for note in found.notes())


BOMB = '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
BAD = {
    "entities": (HEAD.replace("<Project", BOMB + "<Project") + "<Name>&b;</Name><Tasks/></Project>", "SC-708"),
    "external": ('<!DOCTYPE p SYSTEM "file:///etc/passwd"><Project><Tasks/></Project>', "SC-708"),
    "undeclared entity": (HEAD + "<Tasks>&x;</Tasks></Project>", "SC-709"),
    "damaged": (HEAD + "<Tasks></Project>", "SC-709"),
    "cut short": (HEAD + BASE + "<Tasks>" + task(1), "SC-709"),
    "empty": ("", "SC-709"),
    "text": ("id,name\na,b\n", "SC-709"),
    "deep": ("<Project>" + "<a>" * 5_000 + "</a>" * 5_000 + "</Project>", "SC-709"),
    "other": ("<html><Tasks/></html>", "SC-709"),
    "without tasks": (HEAD + "</Project>", "SC-709"),
    "duration": (HEAD + BASE + "<Tasks>" + task(1).replace("PT8H0M0S", "8 days") + "</Tasks></Project>", "SC-710"),
    "day": (HEAD + "<StartDate>soon</StartDate><Tasks>" + task(1) + "</Tasks></Project>", "SC-710"),
    "number": (HEAD + BASE + "<Tasks>" + task(1).replace("<UID>1", "<UID>one") + "</Tasks></Project>", "SC-710"),
    "flag": (HEAD + BASE + "<Tasks>" + task(1, more="<Milestone>perhaps</Milestone>") + "</Tasks></Project>", "SC-710"),
    "loop": (HEAD + BASE + "<Tasks>" + task(1, more=link(2)) + task(2, more=link(1)) + "</Tasks></Project>", "SC-111"),
    "negative": (HEAD + BASE + "<Tasks>" + task(1).replace("PT8H", "-PT8H") + "</Tasks></Project>", "SC-127"),
    "without duration": (HEAD + BASE + "<Tasks><Task><UID>1</UID></Task></Tasks></Project>", "SC-701"),
    "twice": (HEAD + BASE + "<Tasks>" + task(1) + task(1) + "</Tasks></Project>", "SC-128"),
    "no day worked": (HEAD + BASE + "<Calendars><Calendar><UID>1</UID><WeekDays>" + "".join(f"<WeekDay><DayType>{n}</DayType><DayWorking>0</DayWorking></WeekDay>" for n in range(1, 8)) + "</WeekDays></Calendar></Calendars><Tasks>" + task(1) + "</Tasks></Project>", "SC-703"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_files_are_refused(tmp_path: Path, case: str) -> None:
    """What is no plan, harms or cannot be understood is a fault with the file's name, never a foreign error."""
    text, code = BAD[case]
    path = tmp_path / "plan.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as error:
        sc.read_plan(path)

    assert {fault.code for fault in error.value.faults} == {code}
    assert all(fault.file == str(path) for fault in error.value.faults)


def test_faults_of_a_file_come_together_with_their_places(tmp_path: Path) -> None:
    """Every value that cannot be read is named with the task in which it stands."""
    with pytest.raises(PlanError) as error:
        read(tmp_path, task(1, more="<Deadline>x</Deadline>") + task(2, more="<PercentComplete>half</PercentComplete>"))

    assert {fault.path for fault in error.value.faults} == {"Tasks.Task[0].Deadline", "Tasks.Task[1].PercentComplete"}


def test_places_that_are_no_files_are_refused(tmp_path: Path) -> None:
    """A missing file, a folder, a pipe and another suffix are refused, and nothing waits."""
    os.mkfifo(tmp_path / "pipe.xml")
    (tmp_path / "folder.csv").mkdir()
    for name, code in (
        ("none.xml", "SC-123"),
        ("pipe.xml", "SC-123"),
        ("folder.csv", "SC-123"),
        ("plan.mpp", "SC-142"),
    ):
        with pytest.raises(ModelError) as error:
            sc.read_plan(tmp_path / name)
        assert {fault.code for fault in error.value.faults} == {code}


def test_large_files_are_refused(tmp_path: Path) -> None:
    """SC-125 for a file above the limit, SC-709 for more values than a limit allows."""
    (tmp_path / "plan.xml").write_text(f"{HEAD}{' ' * 2_000_000}<Tasks/></Project>")
    with pytest.raises(ModelError) as error:
        sc.read_plan(tmp_path / "plan.xml", limits=sc.Limits(file_megabytes=1))
    assert {fault.code for fault in error.value.faults} == {"SC-125"}
    with pytest.raises(ModelError) as many:
        read(tmp_path, "".join(map(task, range(1, 30))), limits=sc.Limits(nodes=50))
    assert {fault.code for fault in many.value.faults} == {"SC-709"}


CSV = "id,name,duration,after,owner,phase\na,Ask,3,,Ana P,listen\nb,Mend,2,a SS+1,Ben,act\n"


def table(tmp_path: Path, text: str, **more: object) -> sc.plan_reading.ReadPlan:  # type: ignore[name-defined]
    """The plan of a CSV table."""
    path = tmp_path / "plan.csv"
    path.write_text(text, encoding="utf-8")
    return sc.read_plan(path, **more)  # type: ignore[arg-type]


def test_csv_is_read(tmp_path: Path) -> None:
    """One row is one activity; phases come in the order in which they are named; owners are replaced by ids."""
    found = table(tmp_path, CSV.replace("Ben", "ben"), owners={"Ana P": "ana"})

    assert [(one.id, one.owner, one.phase) for one in found.activities] == [("a", "ana", "listen"), ("b", None, "act")]
    assert [phase.id for phase in found.phases] == ["listen", "act"]
    assert found.owners == {"a": "Ana P", "b": "ben"}
    assert found.schedule().length == 3


def test_csv_in_spanish_with_semicolons_is_read(tmp_path: Path) -> None:
    """Headings of both languages and other dialects are understood."""
    text = "id;nombre;duración;después de\na;Preguntar;2,5;\nb;Corregir;1;a\n"
    found = table(tmp_path, text, dialect=sc.CsvDialect(separator=";", decimal=","))

    assert found.schedule().length == 3.5


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (CSV.replace(",3,", ",three,"), "SC-105", 2),
        (CSV.replace("a SS+1", "c"), "SC-112", 3),
        (CSV.replace("id,name", "id,title"), "SC-114", None),
        (CSV.replace("b,Mend", "a,Mend").replace("a SS+1", ""), "SC-128", 3),
        (CSV.replace(",3,", ",,"), "SC-701", 2),
        ("id,duration\n", "SC-709", None),
        ('id,duration\n"a,3\n', "SC-120", 2),
    ],
)
def test_bad_tables_are_refused_with_their_line(tmp_path: Path, text: str, code: str, line: int | None) -> None:
    """Faults carry the file and the line of the row."""
    with pytest.raises(ModelError) as error:
        table(tmp_path, text, owners={"Ana P": "ana", "Ben": "ben"})
    fault = error.value.faults[0]

    assert (fault.code, fault.line) == (code, line)
    assert str(fault.file).endswith("plan.csv")


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_broken_files_are_plans_or_faults(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """A file with a piece cut out or changed gives a plan or a fault, and nothing else."""
    text = f"{HEAD}{BASE}{CALENDAR.format(days='', exceptions='<Exceptions>' + exception('2026-01-06', '2026-01-07') + '</Exceptions>')}<Tasks>{task(1, summary=1)}{task(2, level=2)}{task(3, 'x', link(2, 3, 4800) + '<Deadline>2026-03-02T17:00:00</Deadline>')}</Tasks></Project>"
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    path = tmp_path_factory.mktemp("broken") / data.draw(st.sampled_from(["plan.xml", "plan.csv"]))
    path.write_bytes(bytes(raw))
    try:
        found = sc.read_plan(path)
    except ModelError as error:
        assert str(error) and str(error.in_language("es"))
    else:
        assert str(found) and found._repr_html_() and repr(found)
