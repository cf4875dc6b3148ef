"""
A plan from MS Project XML.

Tasks become activities, summaries become phases. What a program has no place for is told in words, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from servicecraft.errors import PlanError, SpokenFact
from servicecraft.files.limits import Limits
from servicecraft.model.planning import Plan
from servicecraft.plan_reading.msproject_calendar import calendar_of
from servicecraft.plan_reading.msproject_tasks import Reading, Task, activity_of, links_of, phase_of, tasks_of
from servicecraft.plan_reading.plans import ReadPlan
from servicecraft.plan_reading.trees import Node, tree
from servicecraft.plan_reading.values import Values
from servicecraft.planning import Calendar
from servicecraft.planning.calendars import usual_weekdays
from servicecraft.words import sentence

LONGEST_CALENDAR = 1_000
"""Characters that the calendar of a plan may have in a program."""
MINUTES_PER_DAY = 480
"""Minutes of a working day where the file does not say."""


def plan_of_msproject(
    data: bytes, file: str, plan: str, owners: Mapping[str, str], limits: Limits, language: str
) -> ReadPlan:
    """The plan that an MS Project XML file holds; see `read_plan`."""
    project = tree(data, file, limits)
    if project.name != "Project" or project.one("Tasks") is None:
        reason = SpokenFact(sentence("it is XML of another kind ({name})."), name=project.name)
        raise PlanError.of("SC-709", file=file, reason=reason)
    values = Values()
    minutes = values.whole(project, "MinutesPerDay", "Project") or MINUTES_PER_DAY
    remarks: list[SpokenFact] = []
    calendar = calendar_of(project, values, remarks)
    week = len(usual_weekdays(calendar))
    reading = Reading(values=values, hours=max(minutes, 1) / 60, week=week, calendar=calendar, remarks=remarks)
    tasks = tasks_of(project, reading)
    level = _phase_level(tasks)
    outer = [task for task in tasks if task.summary and task.level == level]
    phases = [phase_of(task, plan, order, reading) for order, task in enumerate(outer, 1)]
    named = _owners(project, tasks, reading)
    waits = links_of(tasks, reading)
    found = [
        activity_of(task, _phase(task, level), waits[task.uid], owners.get(named.get(task.uid, "")), reading)
        for task in tasks
        if not task.summary
    ]
    flat = [task for task in tasks if task.summary and task.level != level]
    for task in flat:
        reading.doubt(
            sentence("Summaries within or above phases were left out, their activities kept: {tasks}."), task.node
        )
    row = values.made("Project", lambda: _plan(project, plan, calendar, reading))
    if values.faults or row is None:
        raise PlanError(values.faults)
    made = ReadPlan(
        plan=row,
        phases=tuple(one for one in phases if one is not None),
        activities=tuple(one for one in found if one is not None),
        calendar=calendar,
        owners={task.id: named[task.uid] for task in tasks if task.uid in named and not task.summary},
        remarks=reading.told(),
        language=language,
    )
    made.schedule()  # what does not agree is refused now, and not when somebody asks for the dates
    return made


def _plan(project: Node, plan: str, calendar: Calendar, reading: Reading) -> Plan:
    text: str | None = str(calendar) or None
    if text is not None and len(text) > LONGEST_CALENDAR:
        text = None
        long = sentence("The calendar has too many days of its own to stand in a plan; the answer keeps it.")
        reading.remarks.append(SpokenFact(long))
    name = reading.named(project.told("Title") or project.told("Name") or plan)
    return Plan(id=plan, name=name, start=reading.values.day(project, "StartDate", "Project"), calendar=text)


def _phase_level(tasks: Sequence[Task]) -> int:
    """At which level the phases stand: below a single summary of everything where there are summaries below it."""
    level = 1
    while True:
        here = [task for task in tasks if task.level == level]
        below = any(task.summary for task in tasks if task.level == level + 1)
        if len(here) != 1 or not here[0].summary or not below:
            return level
        level += 1


def _phase(task: Task, level: int) -> str | None:
    """The id of the phase that a task belongs to."""
    above: Task | None = task
    while above is not None and above.level > level:
        above = above.parent
    return above.id if above is not None and above is not task and above.level == level and above.summary else None


def _owners(project: Node, tasks: Sequence[Task], reading: Reading) -> dict[int, str]:
    """For each task the name of the first resource that is assigned to it."""
    resources, assignments = project.one("Resources"), project.one("Assignments")
    names = {one.told("UID"): one.told("Name") for one in (resources.all("Resource") if resources else ())}
    known = {str(task.uid): task for task in tasks}
    found: dict[int, str] = {}
    for one in assignments.all("Assignment") if assignments else ():
        task, name = known.get(one.told("TaskUID") or ""), names.get(one.told("ResourceUID"))
        if task is None or name is None:
            continue
        if task.uid in found:
            reading.doubt(sentence("Only the first of several who were assigned was kept: {tasks}."), task.node)
        else:
            found[task.uid] = name
    return found
