"""The activities of a plan as columns of work, with everything about them that makes a schedule impossible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from attrs import frozen

from servicecraft.errors import Fault, PlanError, SpokenFact
from servicecraft.model.planning import Activity
from servicecraft.planning.arrays import Floats
from servicecraft.planning.calendars import Calendar
from servicecraft.planning.days import Axis
from servicecraft.planning.work import Arcs, Work, ordered
from servicecraft.words import sentence

LONGEST = 1e12
"""Working days that one activity, or one lag, may at most take."""
MOST_NAMED = 10
"""Activities that a remark names."""


@frozen(kw_only=True, eq=False)
class Gathered:
    """
    A plan as columns.

    Attributes:
        work: Its pieces of work, one for each activity, in the order of the activities.
        remarks: What was assumed or left out.
    """

    work: Work
    remarks: tuple[SpokenFact, ...]


def gathered(activities: Sequence[Activity], calendar: Calendar, axis: Axis | None, paths: Sequence[str]) -> Gathered:
    """
    The columns of a plan.

    Args:
        activities: The activities, free of loops and each with an id of its own.
        calendar: Which days are worked.
        axis: Its working days; `None` where the plan has no first day, so that days count for nothing.
        paths: Where each activity stands, for faults.

    Raises:
        PlanError: Activities that do not say how long they take, or take longer than can be computed.
    """
    taken = [_taken(one, calendar) for one in activities]
    _refuse(activities, [one[0] for one in taken], paths)
    days = np.array([one[0] for one in taken], dtype=np.float64).reshape(-1, 3)
    places = {one.id: place for place, one in enumerate(activities)}
    everyone = np.arange(len(activities))
    work = Work(
        shortest=days[:, 0],
        likeliest=days[:, 1],
        longest=days[:, 2],
        release=_released(activities, axis),
        deadline=_deadlines(activities, axis),
        arcs=ordered(_arcs(activities, places), len(activities)),
        first=everyone,
        last=everyone,
    )
    return Gathered(work=work, remarks=tuple(_remarks(activities, taken, axis, places)))


Taken = tuple[tuple[float, float, float] | None, str]
"""Optimistic, likely and pessimistic working days, and from what they follow."""


def _taken(one: Activity, calendar: Calendar) -> Taken:
    if one.duration is not None:
        return (one.duration,) * 3, "duration"
    if one.likely is not None and one.optimistic is not None and one.pessimistic is not None:
        return (one.optimistic, one.likely, one.pessimistic), "estimates"
    if one.milestone:
        return (0.0,) * 3, "milestone"
    for first, last in ((one.planned_start, one.planned_finish), (one.started_on, one.finished_on)):
        if first is not None and last is not None:
            return (float(calendar.working_days(first, last)),) * 3, "dates"
    return None, ""


def _refuse(activities: Sequence[Activity], days: Sequence[object], paths: Sequence[str]) -> None:
    faults = [
        Fault.of("SC-701", one.id, path=f"{path}.duration")
        for one, path, known in zip(activities, paths, days, strict=True)
        if known is None
    ]
    faults += [fault for one, path in zip(activities, paths, strict=True) for fault in _endless(one, path)]
    if faults:
        raise PlanError(faults)


def _endless(one: Activity, path: str) -> Iterator[Fault]:
    for column in ("duration", "pessimistic"):
        if (getattr(one, column) or 0.0) > LONGEST:
            yield Fault.of("SC-704", one.id, path=f"{path}.{column}", years=f"{LONGEST / 365:.0f}")
    if any(abs(each.lag) > LONGEST for each in one.after):
        yield Fault.of("SC-704", one.id, path=f"{path}.after", years=f"{LONGEST / 365:.0f}")


def _released(activities: Sequence[Activity], axis: Axis | None) -> Floats:
    found = np.zeros(len(activities))
    for place, one in enumerate(activities):
        if one.not_before is not None and axis is not None:
            found[place] = max(0, axis.before(one.not_before))
    return found


def _deadlines(activities: Sequence[Activity], axis: Axis | None) -> Floats:
    found = np.full(len(activities), np.inf)
    for place, one in enumerate(activities):
        if one.deadline is not None and axis is not None:
            found[place] = axis.through(one.deadline)
    return found


def _arcs(activities: Sequence[Activity], places: Mapping[str, int]) -> Arcs:
    """One arc for each activity that another one waits for, where both belong to the plan."""
    found = [
        (places[each.activity], place, each.link, each.lag)
        for place, one in enumerate(activities)
        for each in one.after
        if each.activity in places
    ]
    before, after, links, lags = zip(*found, strict=True) if found else ((), (), (), ())
    return Arcs(
        before=np.array(before, dtype=np.int64),
        after=np.array(after, dtype=np.int64),
        from_finish=np.array([link[0] == "F" for link in links], dtype=bool),
        to_finish=np.array([link[1] == "F" for link in links], dtype=bool),
        lag=np.array(lags, dtype=np.float64),
    )


def _remarks(
    activities: Sequence[Activity], taken: Sequence[Taken], axis: Axis | None, places: Mapping[str, int]
) -> Iterator[SpokenFact]:
    dated = [one.id for one, (_, source) in zip(activities, taken, strict=True) if source == "dates"]
    yield from told(sentence("Without a duration of their own and counted by their dates: {ids}."), dated)
    elsewhere = [one.id for one in activities if any(each.activity not in places for each in one.after)]
    yield from told(sentence("These wait for activities of another plan, which was left out: {ids}."), elsewhere)
    if axis is None:
        bound = [one.id for one in activities if one.not_before is not None or one.deadline is not None]
        text = sentence("The plan has no first day, so that not_before and deadline do not count: {ids}.")
        yield from told(text, bound)


def told(text: str, ids: Sequence[str]) -> Iterator[SpokenFact]:
    """A remark that names some activities, if there are any."""
    if ids:
        named = ", ".join(ids[:MOST_NAMED]) + (f" … ({len(ids)})" if len(ids) > MOST_NAMED else "")
        yield SpokenFact(text, ids=named)
