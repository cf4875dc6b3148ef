"""Laws that hold for every plan, and second routes to every number."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from servicecraft.model.planning import Activity
from servicecraft.planning import Schedule
from servicecraft.planning.passes import times
from servicecraft.planning.work import Work, topological

from .plans import START, activities


def by_linear_program(work: Work) -> tuple[np.ndarray, np.ndarray, float]:
    """Earliest starts, latest starts and the finish, by two linear programs that HiGHS solves."""
    durations = work.expected
    matrix = np.zeros((len(work.arcs), work.size))
    row = np.arange(len(work.arcs))
    np.add.at(matrix, (row, work.arcs.before), 1.0)
    np.add.at(matrix, (row, work.arcs.after), -1.0)
    bound = -work.arcs.between_starts(durations)
    rows = {"A_ub": matrix, "b_ub": bound} if len(bound) else {}
    low = [(one, None) for one in work.release]
    early = linprog(np.ones(work.size), **rows, bounds=low, method="highs")
    finish = max(0.0, float((early.x + durations).max()))
    high = [(None, float(one)) for one in np.minimum(finish, work.deadline) - durations]
    late = linprog(-np.ones(work.size), **rows, bounds=high, method="highs")
    return early.x, late.x, finish


@settings(deadline=None)
@given(activities(most=10, limits=True))
def test_times_solve_the_linear_program(plan: list[Activity]) -> None:
    """With all four links, lags, leads, limits and deadlines the passes find what HiGHS finds."""
    schedule = Schedule.of_activities(plan, start=START)
    early, late, finish = by_linear_program(schedule.work)

    assert schedule.length == pytest.approx(finish, abs=1e-6)
    assert schedule.times.early_start == pytest.approx(early, abs=1e-6)
    assert schedule.times.late_start == pytest.approx(late, abs=1e-6)


def delayed(work: Work, piece: int, days: float) -> Work:
    """The plan in which one piece begins some days after its earliest start."""
    release = work.release.copy()
    release[piece] = times(work).early_start[piece] + days
    return evolve(work, release=release)


@settings(deadline=None, max_examples=60)
@given(activities(most=6, fixed=True))
def test_floats_are_how_long_a_piece_can_wait(plan: list[Activity]) -> None:
    """Total float is the longest delay that keeps the finish, free float the longest that moves nothing else at all."""
    schedule = Schedule.of_activities(plan)
    work, found = schedule.work, schedule.times
    for piece in range(work.size):
        total = free = 0
        for days in range(1, int(found.finish) + 3):
            moved = times(delayed(work, piece, days))
            others = np.arange(work.size) != piece
            if moved.finish <= found.finish:
                total = days
            if moved.finish <= found.finish and (moved.early_start[others] == found.early_start[others]).all():
                free = days

        assert (found.total[piece], found.free[piece]) == (total, free)


@settings(deadline=None)
@given(activities(limits=True), st.randoms())
def test_order_of_the_rows_changes_nothing(plan: list[Activity], chance: object) -> None:
    """The same activities in another order have the same times."""
    other = list(plan)
    chance.shuffle(other)  # type: ignore[attr-defined]
    one, two = Schedule.of_activities(plan, start=START), Schedule.of_activities(other, start=START)

    def rows(schedule: Schedule) -> list[dict[str, object]]:
        return sorted(schedule.activities.to_dicts(), key=lambda row: str(row["id"]))

    assert rows(one) == rows(two)
    assert {frozenset(chain) for chain in one.critical_chains} == {frozenset(chain) for chain in two.critical_chains}


@settings(deadline=None)
@given(activities(limits=True))
def test_every_critical_activity_stands_on_a_chain(plan: list[Activity]) -> None:
    """Chains consist of critical activities only, and together hold all of them; floats and free floats agree."""
    schedule = Schedule.of_activities(plan, start=START)
    table = schedule.timetable
    chains = schedule.critical_chains
    rows = {one.id: one for one in plan}
    ends = {row["id"]: {"S": row["early_start"], "F": row["early_finish"]} for row in schedule.activities.to_dicts()}
    for chain in chains:
        for one, other in pairwise(chain):
            waits = [each for each in rows[other].after if each.activity == one]
            assert any(abs(ends[one][e.link[0]] + e.lag - ends[other][e.link[1]]) < 1e-6 for e in waits)
    assert len(chains) == 100 or {one for chain in chains for one in chain} == set(schedule.critical_path)
    assert set(schedule.critical_path) == {row["id"] for row in schedule.activities.to_dicts() if row["critical"]}
    assert (table.free_float >= 0).all()
    assert table.late_finish - table.late_start == pytest.approx(table.duration, abs=1e-9)
    assert (table.critical == (table.total_float <= 0)).all()


@settings(deadline=None)
@given(activities(links=("FS", "SS")), st.data())
def test_taking_longer_never_ends_earlier(plan: list[Activity], data: st.DataObject) -> None:
    """Where only starts wait, a longer activity never makes the finish earlier."""
    schedule = Schedule.of_activities(plan)
    work = schedule.work
    piece = data.draw(st.integers(0, work.size - 1))
    longer = work.longest.copy()
    longer[piece] += 3
    shortest, likeliest = work.shortest.copy(), work.likeliest.copy()
    shortest[piece] += 3
    likeliest[piece] += 3

    assert times(evolve(work, shortest=shortest, likeliest=likeliest, longest=longer)).finish >= schedule.length


def test_taking_longer_can_end_earlier_where_ends_wait() -> None:
    """A finish that waits lets the work begin earlier the longer it takes: known as reverse critical, and so it is."""
    short = [
        Activity(id="a", duration=10),
        Activity(id="b", duration=2, after=("a FF",)),
        Activity(id="c", duration=9, after=("b SS",)),
    ]
    long = [short[0], Activity(id="b", duration=6, after=("a FF",)), short[2]]

    assert (Schedule.of_activities(short).length, Schedule.of_activities(long).length) == (17, 13)


@settings(deadline=None)
@given(activities())
def test_plan_shifts_with_its_start(plan: list[Activity]) -> None:
    """Times in working days do not depend on the first day."""
    bare, dated = Schedule.of_activities(plan), Schedule.of_activities(plan, start=START)

    assert bare.timetable.early_start.tolist() == dated.timetable.early_start.tolist()
    assert bare.timetable.total_float.tolist() == dated.timetable.total_float.tolist()


@given(st.integers(1, 40), st.data())
def test_topological_order_puts_what_is_waited_for_first(size: int, data: st.DataObject) -> None:
    """Every piece stands in the order once, after all that it waits for."""
    pairs = data.draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=60))
    arcs = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    before = np.array([one for one, _ in arcs], dtype=np.int64)
    after = np.array([other for _, other in arcs], dtype=np.int64)
    order = list(topological(before, after, size))
    place = {piece: number for number, piece in enumerate(order)}

    assert sorted(order) == list(range(size))
    assert all(place[one] < place[other] for one, other in arcs)


@pytest.mark.heavy
def test_a_hundred_thousand_activities_take_linear_time_and_no_recursion() -> None:
    """A chain of 100,000 works, and four times as many pieces take about four times as long."""
    import time

    def seconds(count: int) -> float:
        one = Schedule.of_activities([Activity(id="a", duration=1)]).work
        arcs = evolve(
            one.arcs,
            before=np.arange(count - 1),
            after=np.arange(1, count),
            from_finish=np.ones(count - 1, dtype=bool),
            to_finish=np.zeros(count - 1, dtype=bool),
            lag=np.zeros(count - 1),
        )
        ones = np.ones(count)
        work = Work(
            shortest=ones, likeliest=ones, longest=ones, release=0 * ones, deadline=ones * math.inf, arcs=arcs,
            first=np.arange(count), last=np.arange(count),
        )  # fmt: skip
        begin = time.perf_counter()
        assert times(work).finish == count
        return time.perf_counter() - begin

    small = min(seconds(25_000) for _ in range(5))
    large = min(seconds(100_000) for _ in range(5))
    assert large < 12 * small

    plan = [Activity(id=f"a{n}", duration=1, after=(f"a{n - 1}",) if n else ()) for n in range(100_000)]
    schedule = Schedule.of_activities(plan)
    assert schedule.length == 100_000
    assert len(schedule.critical_chains[0]) == 100_000


def test_plans_with_endless_many_chains_tell_a_hundred() -> None:
    """Ten layers of ten activities that all wait for one another have ten billion chains; the first hundred are told."""
    plan = [
        Activity(id=f"a{layer}_{n}", duration=1, after=tuple(f"a{layer - 1}_{k}" for k in range(10)) if layer else ())
        for layer in range(10)
        for n in range(10)
    ]
    schedule = Schedule.of_activities(plan)

    assert len(schedule.critical_chains) == 100
    assert len(set(schedule.critical_chains)) == 100
    assert len(schedule.critical_path) == 100


def test_stars_and_complete_plans_are_computed() -> None:
    """One activity for which ten thousand wait, and three hundred that each wait for all before them."""
    star = [Activity(id="a", duration=2), *(Activity(id=f"b{n}", duration=1, after=("a",)) for n in range(10_000))]
    complete = [Activity(id=f"a{n}", duration=1, after=tuple(f"a{k}" for k in range(n))) for n in range(300)]

    assert Schedule.of_activities(star).length == 3
    assert len(Schedule.of_activities(star).critical_chains) == 100
    assert Schedule.of_activities(complete).length == 300
    assert len(Schedule.of_activities(complete).critical_chains) == 1
