"""The tasks of an MS Project file, and how one waits for another."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from attrs import define, field

from servicecraft.errors import SpokenFact
from servicecraft.model.planning import Activity, After, Phase
from servicecraft.plan_reading.trees import Node
from servicecraft.plan_reading.values import ELAPSED, PERCENT, Values
from servicecraft.planning import Calendar
from servicecraft.planning.msproject import ALIAS, FIELDS, LINK_TYPES
from servicecraft.words import sentence

LONGEST_NAME = 200
"""Characters that a name may have in a program."""
MOST_NAMED = 10
"""Tasks that a remark names."""
NOT_BEFORE = {4: "start no earlier than", 2: "must start on"}
BY = {7: "finish no later than", 3: "must finish on"}
"""The constraints that a program has a place for, by their numbers: not_before and deadline."""

_LINKS = {number: link for link, number in LINK_TYPES.items()}


@define(eq=False)
class Task:
    """
    One task of the file.

    Attributes:
        node: Its element.
        path: Where it stands.
        uid: Its number.
        level: How deep it stands in the outline.
        summary: Whether it stands for the tasks below it.
        parent: The task above it; `None` at the outermost level.
        id: The id that it gets.
        estimates: Optimistic, likely and pessimistic working days, where this library wrote them.
        duration: Planned working days, where this library wrote them.
    """

    node: Node
    path: str
    uid: int
    level: int
    summary: bool
    parent: Task | None
    id: str
    estimates: tuple[float, ...] = ()
    duration: float | None = None


@define(eq=False)
class Reading:
    """
    One file while it is read.

    Attributes:
        values: Reads values and keeps faults.
        hours: Hours of a working day.
        week: Working days of a week.
        calendar: Which days are worked.
        remarks: What is told in words.
        doubts: The names of tasks for which the same thing is told, by what is told.
    """

    values: Values
    hours: float
    week: int
    calendar: Calendar
    remarks: list[SpokenFact] = field(factory=list)
    doubts: dict[str, list[str]] = field(factory=dict)

    def doubt(self, text: str, task: Node) -> None:
        """Tell something of a task, together with all others of which the same is so."""
        self.doubts.setdefault(text, []).append(task.told("Name") or task.told("UID") or "?")

    def told(self) -> tuple[SpokenFact, ...]:
        """Everything that is to be told."""
        return (*self.remarks, *(SpokenFact(text, tasks=_listed(names)) for text, names in self.doubts.items()))

    def named(self, name: str) -> str:
        """A name as long as a program allows, in one line."""
        plain = " ".join(name.split())
        if len(plain) > LONGEST_NAME:
            text = sentence("A name was longer than {limit} characters and was cut: {name}")
            self.remarks.append(SpokenFact(text, limit=LONGEST_NAME, name=plain))
        return plain[:LONGEST_NAME]


def _listed(names: Sequence[str]) -> str:
    more = f" … ({len(names)})" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def tasks_of(project: Node, reading: Reading) -> list[Task]:
    """The tasks that count, in their order; the one that stands for the whole file does not count."""
    found: list[Task] = []
    above: list[Task] = []
    own, values, tasks = _own_fields(project), reading.values, project.one("Tasks")
    for number, node in enumerate([] if tasks is None else tasks.all("Task")):
        path = f"Tasks.Task[{number}]"
        uid, level = values.whole(node, "UID", path), values.whole(node, "OutlineLevel", path)
        if uid is None or level == 0 or values.flag(node, "IsNull", path):
            continue
        if node.told("Active") in ("0", "false"):
            reading.doubt(sentence("Inactive tasks were left behind: {tasks}."), node)
            continue
        while above and above[-1].level >= (level or 1):
            above.pop()
        task = Task(
            node=node,
            path=path,
            uid=uid,
            level=level or 1,
            summary=values.flag(node, "Summary", path),
            parent=above[-1] if above else None,
            id=_field(node, "id", own) or f"t{uid}",
            estimates=_estimates(node, path, own, values),
            duration=_number(node, "duration", path, own, values),
        )
        above.append(task)
        found.append(task)
    return found


def _own_fields(project: Node) -> frozenset[str]:
    """The names of the fields that this library wrote into the file."""
    fields = project.one("ExtendedAttributes")
    aliases = {one.told("FieldID"): one.told("Alias") for one in (fields.all("ExtendedAttribute") if fields else ())}
    return frozenset(name for name, number in FIELDS.items() if aliases.get(str(number)) == ALIAS.format(name=name))


def _field(task: Node, name: str, own: frozenset[str]) -> str | None:
    one = _field_node(task, name, own)
    return None if one is None else one.told("Value")


def _field_node(task: Node, name: str, own: frozenset[str]) -> Node | None:
    wanted = str(FIELDS[name]) if name in own else None
    return next((one for one in task.all("ExtendedAttribute") if one.told("FieldID") == wanted), None)


def _estimates(task: Node, path: str, own: frozenset[str], values: Values) -> tuple[float, ...]:
    found = [_number(task, name, path, own, values) for name in ("optimistic", "likely", "pessimistic")]
    known = tuple(one for one in found if one is not None)
    return known if len(known) == 3 else ()


def _number(task: Node, name: str, path: str, own: frozenset[str], values: Values) -> float | None:
    one = _field_node(task, name, own)
    return None if one is None else values.number(one, "Value", path)


def phase_of(task: Task, plan: str, order: int, reading: Reading) -> Phase | None:
    """The phase that a summary becomes."""
    name = reading.named(task.node.told("Name") or task.id)
    return reading.values.made(task.path, lambda: Phase(id=task.id, name=name, plan=plan, order=order))


def activity_of(
    task: Task, phase: str | None, after: Sequence[After], owner: str | None, reading: Reading
) -> Activity | None:
    """The activity that a task becomes."""
    node, path, values = task.node, task.path, reading.values
    started, finished = values.day(node, "ActualStart", path), values.day(node, "ActualFinish", path)
    planned = _baseline(node, path, values)
    not_before, deadline = _limits(node, path, reading)
    part = values.whole(node, "PhysicalPercentComplete", path) or values.whole(node, "PercentComplete", path)
    milestone = values.flag(node, "Milestone", path)
    optimistic, likely, pessimistic = task.estimates or (None, None, None)
    duration = task.duration
    if not task.estimates and duration is None:
        duration = _working_days(node, path, reading)
    if not_before is not None and deadline is not None and deadline < not_before:
        reading.doubt(sentence("The deadline comes before the earliest start, which was left out: {tasks}."), node)
        not_before = None
    return values.made(
        path,
        lambda: Activity(
            id=task.id,
            name=reading.named(node.told("Name") or task.id),
            phase=phase,
            owner=owner,
            duration=duration,
            optimistic=optimistic,
            likely=likely,
            pessimistic=pessimistic,
            after=tuple(after),
            planned_start=planned[0],
            planned_finish=planned[1],
            not_before=not_before,
            deadline=deadline,
            milestone=milestone,
            cost=_cost(node, path, values),
            started_on=started,
            finished_on=finished,
            progress=part / 100 if part else None,
        ),
    )


def _working_days(node: Node, path: str, reading: Reading) -> float | None:
    hours = reading.values.hours(node, "Duration", path)
    if hours is None:
        return None
    if (reading.values.whole(node, "DurationFormat", path) or 7) in ELAPSED:
        reading.doubt(sentence("Durations in elapsed time were turned into working days: {tasks}."), node)
        return round(hours / 24 * reading.week / 7, 2)
    return round(hours / reading.hours, 6)


def _baseline(node: Node, path: str, values: Values) -> tuple[datetime.date | None, datetime.date | None]:
    first = next((one for one in node.all("Baseline") if one.told("Number") in ("0", None)), None)
    if first is None:
        return None, None
    return values.day(first, "Start", f"{path}.Baseline"), values.day(first, "Finish", f"{path}.Baseline")


def _cost(node: Node, path: str, values: Values) -> float | None:
    """What a task costs; the format counts hundredths."""
    for name in ("Cost", "FixedCost"):
        cost = values.number(node, name, path)
        if cost:
            return cost / 100
    return None


def _limits(node: Node, path: str, reading: Reading) -> tuple[datetime.date | None, datetime.date | None]:
    """Not before which day, and by which: from constraints, deadlines and tasks that were placed by hand."""
    values = reading.values
    kind = values.whole(node, "ConstraintType", path) or 0
    day = values.day(node, "ConstraintDate", path)
    deadline = values.day(node, "Deadline", path)
    not_before = day if kind in NOT_BEFORE else None
    if kind in BY and deadline is None:
        deadline = day
    if kind in (2, 3):
        reading.doubt(sentence("A fixed day became an earliest start or a deadline: {tasks}."), node)
    elif kind and kind not in (*NOT_BEFORE, *BY):
        reading.doubt(sentence("A constraint that a program has no place for was left behind: {tasks}."), node)
    if values.flag(node, "Manual", path) and not_before is None:
        not_before = values.day(node, "Start", path)
        reading.doubt(sentence("Placed by hand, so that its start became an earliest start: {tasks}."), node)
    return not_before, deadline


def links_of(tasks: Sequence[Task], reading: Reading) -> dict[int, list[After]]:
    """For each task what it waits for; a link to or from a summary counts for the tasks below it where that is the same."""
    by_uid = {task.uid: task for task in tasks}
    below = _leaves(tasks)
    found: dict[int, dict[str, After]] = {task.uid: {} for task in tasks}
    for task in tasks:
        for number, link in enumerate(task.node.all("PredecessorLink")):
            for other, mine, kind, lag in _links(task, link, number, by_uid, below, reading):
                after = After(other.id, link=kind, lag=lag)
                found[mine.uid].setdefault(str(after), after)
    return {uid: list(afters.values()) for uid, afters in found.items()}


def _leaves(tasks: Sequence[Task]) -> dict[int, list[Task]]:
    """For each task the activities that it stands for."""
    found: dict[int, list[Task]] = {task.uid: [] for task in tasks}
    for task in tasks:
        above = None if task.summary else task
        while above is not None:
            found[above.uid].append(task)
            above = above.parent
    return found


def _links(
    task: Task, link: Node, number: int, by_uid: dict[int, Task], below: dict[int, list[Task]], reading: Reading
) -> Iterator[tuple[Task, Task, str, int]]:
    path = f"{task.path}.PredecessorLink[{number}]"
    uid = reading.values.whole(link, "PredecessorUID", path)
    kind = _LINKS.get(1 if (known := reading.values.whole(link, "Type", path)) is None else known)
    other = None if uid is None else by_uid.get(uid)
    if kind is None or other is None or reading.values.flag(link, "CrossProject", path):
        reading.doubt(sentence("A wait for something outside the file was left behind: {tasks}."), task.node)
        return
    exact = (not other.summary or kind[0] == "F") and (not task.summary or kind[1] == "S")
    if not exact:
        reading.doubt(
            sentence("A wait for the beginning, or of the end, of a summary was left behind: {tasks}."), task.node
        )
        return
    lag = _lag(link, path, other, task, reading)
    for before in below[other.uid]:
        for after in below[task.uid]:
            yield before, after, kind, lag


def _lag(link: Node, path: str, other: Task, task: Task, reading: Reading) -> int:
    """The lag in whole working days; the format counts tenths of minutes, or percent of the other task's duration."""
    amount = reading.values.number(link, "LinkLag", path) or 0.0
    form = reading.values.whole(link, "LagFormat", path) or 7
    if form in PERCENT:
        days = amount / 100 * (_working_days(other.node, other.path, reading) or 0.0)
    elif form in ELAPSED:
        days = amount / 10 / 60 / 24 * reading.week / 7
    else:
        days = amount / 10 / 60 / reading.hours
    if abs(days - round(days)) > 1e-6 or (amount and form in (*PERCENT, *ELAPSED)):
        reading.doubt(sentence("A lag was turned into whole working days: {tasks}."), task.node)
    return round(days)
