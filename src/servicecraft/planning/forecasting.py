"""
What is left of a plan on a day, as a plan of its own.

What is finished stays where it was. What is under way is two pieces: what was done, and what is left, which goes on with the
next working day. What has not begun waits for what it waited for; it begins on the next working day at the earliest, and
not before it was planned to.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

import numpy as np
from attrs import evolve, frozen

from servicecraft.model.planning import Activity
from servicecraft.planning.arrays import Flags, Floats, Whole
from servicecraft.planning.days import Axis
from servicecraft.planning.outline import Outline
from servicecraft.planning.work import Arcs, Work, ordered

LEAST_LEFT = 1.0
"""Working days that are at least left of what is under way, where nobody says how far it is."""


@frozen(kw_only=True, eq=False)
class State:
    """
    How far the activities of a plan are at the end of a day.

    Attributes:
        now: How many working days of the plan have passed by then.
        begun: Which activities have started.
        finished: Which are finished.
        started: Where each that has started began, in working days from the beginning of the plan.
        ended: Where each that is finished ended.
        progress: The part of each that is done; NaN where nobody says.
        undated: Which count as begun or finished by their progress alone.
        planned: Where each was planned to start; 0 where nothing was planned.
    """

    now: float
    begun: Flags
    finished: Flags
    started: Floats
    ended: Floats
    progress: Floats
    undated: Flags
    planned: Floats


def state_of(outline: Outline, axis: Axis, as_of: datetime.date, due: Sequence[Span]) -> State:
    """
    How far the activities are at the end of a day: what is dated later has not happened yet.

    Progress without a date counts as if the activity had begun, or had been finished, when it was due.

    Args:
        outline: The plan.
        axis: Its working days.
        as_of: The day.
        due: When each activity was to start and to be finished.
    """
    now = axis.through(as_of)
    rows = [_state(one, span, axis, as_of, now) for one, span in zip(outline.activities, due, strict=True)]
    table = np.array(rows, dtype=np.float64).reshape(-1, 6)
    return State(
        now=float(now),
        begun=table[:, 0] > 0,
        finished=table[:, 1] > 0,
        started=table[:, 2],
        ended=table[:, 3],
        progress=table[:, 4],
        undated=table[:, 5] > 0,
        planned=np.array([_planned(one, axis) for one in outline.activities], dtype=np.float64),
    )


def _planned(one: Activity, axis: Axis) -> float:
    return 0.0 if one.planned_start is None else float(max(0, axis.before(one.planned_start)))


Span = tuple[datetime.date | None, datetime.date | None]


def _state(one: Activity, due: Span, axis: Axis, as_of: datetime.date, now: int) -> tuple[float, ...]:
    """Begun, finished, started, ended, progress, undated."""
    known = one.progress or 0.0
    untold = one.finished_on is None and (one.started_on is None or one.started_on <= as_of)
    finished = _by(one.finished_on, as_of) or (untold and known >= 1)
    begun = finished or _by(one.started_on, as_of) or (untold and known > 0)
    last = one.finished_on or max((day for day in (due[1], one.started_on) if day is not None), default=None)
    ended = _counted(last, axis.through, now) if finished else 0.0
    started = _counted(one.started_on or due[0], axis.before, now) if begun else 0.0
    told = untold and one.progress is not None
    progress = 1.0 if finished else known if told else np.nan if begun else 0.0
    undated = (finished and one.finished_on is None) or (begun and one.started_on is None and one.finished_on is None)
    return begun, finished, min(started, ended) if finished else started, ended, progress, undated


def _counted(day: datetime.date | None, count: Callable[[datetime.date], int], now: int) -> float:
    return float(now if day is None else min(count(day), now))


def _by(day: datetime.date | None, as_of: datetime.date) -> bool:
    return day is not None and day <= as_of


def work_left(work: Work, state: State) -> Work:
    """The plan on that day; its activities stand in the same order."""
    count = work.size
    under_way = np.flatnonzero(state.begun & ~state.finished)
    last = np.arange(count)
    last[under_way] = count + np.arange(len(under_way))
    done = np.where(state.finished, state.ended - state.started, np.maximum(state.now - state.started, 0.0))
    rest = [_rest(days[under_way], state, under_way) for days in (work.shortest, work.likeliest, work.longest)]
    days = [
        np.concatenate([np.where(state.begun, done, before), left])
        for before, left in zip((work.shortest, work.likeliest, work.longest), rest, strict=True)
    ]
    release = np.where(state.begun, state.started, np.maximum(np.maximum(work.release, state.planned), state.now))
    deadline = np.full(count + len(under_way), np.inf)
    deadline[last] = np.where(state.finished, np.inf, work.deadline)
    return Work(
        shortest=days[0],
        likeliest=days[1],
        longest=days[2],
        release=np.concatenate([release, np.full(len(under_way), state.now)]),
        deadline=deadline,
        arcs=ordered(_arcs_left(work.arcs, state, last), count + len(under_way)),
        first=np.arange(count),
        last=last,
        settled=state.finished,
    )


def _rest(days: Floats, state: State, under_way: Whole) -> Floats:
    """What is left of what is under way: in proportion to its progress, else what its duration leaves."""
    progress = state.progress[under_way]
    passed = np.maximum(state.now - state.started[under_way], 0.0)
    guessed = np.maximum(days - passed, np.minimum(LEAST_LEFT, days))
    return np.where(np.isnan(progress), guessed, (1 - np.nan_to_num(progress)) * days)


def _arcs_left(arcs: Arcs, state: State, last: Whole) -> Arcs:
    """The arcs that still count: into what has begun only those that hold back its end, into what is finished none."""
    kept = arcs.chosen(~state.begun[arcs.after] | (arcs.to_finish & ~state.finished[arcs.after]))
    return evolve(
        kept,
        before=np.where(kept.from_finish, last[kept.before], kept.before),
        after=np.where(state.begun[kept.after], last[kept.after], kept.after),
    )
