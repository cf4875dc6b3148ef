"""Which rows of a program belong to which plan?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from servicecraft.errors import PlanError, SpokenFact, UnknownIdError
from servicecraft.model.consistency import faults
from servicecraft.model.planning import Activity, Phase, Plan, Risk
from servicecraft.model.program import Program
from servicecraft.model.rows import Row
from servicecraft.model.settings import Settings
from servicecraft.planning.calendars import Calendar
from servicecraft.planning.days import Axis
from servicecraft.planning.outline import Outline
from servicecraft.words import sentence


def outline_of(
    program: Program, plan: str | None, start: datetime.date | None, calendar: Calendar | str | None
) -> tuple[Outline, list[str]]:
    """
    The outline of a plan of a program, and where each of its activities stands.

    Args:
        program: A program.
        plan: The id of the plan; `None` where the program has but one.
        start: Its first day; that of its row where none is given.
        calendar: Which days are worked; what its row names where none is given.

    Raises:
        PlanError: There are several plans and none was named, or the calendar cannot be read.
        UnknownIdError: There is no such plan.
    """
    chosen = _chosen(program.plans, plan)
    alone = len(program.plans) < 2
    phases = [one for one in program.phases if alone or (chosen is not None and one.plan == chosen.id)]
    named = {one.id for one in phases}
    rows = [(place, one) for place, one in enumerate(program.activities) if alone or one.phase in named]
    path = f"plans[{program.plans.index(chosen)}].calendar" if chosen is not None else "calendar"
    text = calendar if calendar is not None else None if chosen is None else chosen.calendar
    worked = Calendar.of(text, path=path if calendar is None else "calendar")
    first = start or (None if chosen is None else chosen.start)
    outline = Outline(
        activities=tuple(one for _, one in rows),
        plan=chosen,
        phases=tuple(sorted(phases, key=lambda one: one.order)),
        gates=tuple(one for one in program.gates if one.phase in named),
        risks=tuple(one for one in program.risks if alone or _threatens(one, chosen)),
        owners=_names(program),
        settings=program.settings,
        language=program.language,
        calendar=worked,
        axis=None if first is None else Axis(start=first, calendar=worked),
        remarks=(*_calendar_remarks(text), *_left_out(program, phases, alone)),
    )
    return outline, [f"activities[{place}]" for place, _ in rows]


def outline_of_activities(
    activities: Iterable[Activity],
    *,
    plan: Plan | None,
    phases: Iterable[Phase],
    start: datetime.date | None,
    calendar: Calendar | str | None,
    settings: Settings | None,
    language: str,
) -> tuple[Outline, list[str]]:
    """
    The outline of bare activities, and where each stands.

    Raises:
        PlanError: The activities do not agree with themselves or with one another: every fault, with paths such as
            `activities[3].after`.
    """
    text = calendar if calendar is not None else None if plan is None else plan.calendar
    worked = Calendar.of(text)
    first = start or (None if plan is None else plan.start)
    outline = Outline(
        activities=cast(tuple[Activity, ...], activities),  # checked where it is kept
        plan=plan,
        phases=tuple(sorted(_phases(phases), key=lambda one: one.order)),
        settings=settings or Settings(),
        language=language,
        calendar=worked,
        axis=None if first is None else Axis(start=first, calendar=worked),
        remarks=tuple(_calendar_remarks(text)),
    )
    _refuse_disagreement(outline)
    return outline, [f"activities[{place}]" for place in range(len(outline.activities))]


def _phases(phases: Iterable[Phase]) -> tuple[Phase, ...]:
    return Outline(phases=cast(tuple[Phase, ...], phases), calendar=Calendar()).phases


def _refuse_disagreement(outline: Outline) -> None:
    """Refuse what a program would refuse; people, and phases where none were given, are not known and not missed."""
    rows = outline.activities
    tables: dict[str, Sequence[Row]] = {"activities": rows} if rows else {}
    elsewhere: dict[str, set[str]] = {"people": {one.owner for one in rows if one.owner}, "plans": set()}
    elsewhere["plans"] |= {one.plan for one in outline.phases if one.plan}
    if outline.phases:
        tables["phases"] = outline.phases
    else:
        elsewhere["phases"] = {one.phase for one in rows if one.phase}
    found = faults(tables, outline.settings, refused=elsewhere)
    if found:
        raise PlanError([fault.in_language(outline.language) for fault in found])


def _chosen(plans: Sequence[Plan], plan: str | None) -> Plan | None:
    by_id = {one.id: one for one in plans}
    if plan is not None:
        if not isinstance(plan, str) or plan not in by_id:
            raise UnknownIdError(plan, by_id, "plans")
        return by_id[plan]
    if len(plans) > 1:
        raise PlanError.of("SC-705", path="plan", plans=", ".join(by_id), proposal=repr(plans[0].id))
    return plans[0] if plans else None


def _threatens(risk: Risk, plan: Plan | None) -> bool:
    return plan is not None and risk.plan == plan.id


def _names(program: Program) -> dict[str, str]:
    units, roles, people = program.units, program.roles, program.people
    return {one.id: one.name for rows in (units, roles) for one in rows} | {one.id: one.name for one in people}


def _calendar_remarks(calendar: Calendar | str | None) -> Iterator[SpokenFact]:
    if calendar is None:
        yield SpokenFact(sentence("No calendar is named: Monday to Friday count as worked, without holidays."))


def _left_out(program: Program, phases: Sequence[Phase], alone: bool) -> Iterator[SpokenFact]:
    if alone:
        return
    homeless = {one.id for one in program.phases if one.plan is None}
    count = sum(one.phase is None or one.phase in homeless for one in program.activities)
    if count:
        text = sentence("Activities that belong to no plan and were left out: {count}.")
        yield SpokenFact(text, count=count)
    if not phases:
        yield SpokenFact(sentence("The plan has no phases."))
