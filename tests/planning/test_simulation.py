"""How sure a finish is: the simulation against numerical convolution, exact integrals and the passes themselves."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc, betaincinv
from scipy.stats import kstest, norm

from servicecraft.errors import PlanError
from servicecraft.model.planning import Activity
from servicecraft.planning import Schedule
from servicecraft.planning.durations import STEPS, Chance, Durations, quantile_table
from servicecraft.planning.simulating import batch_size

from .plans import START, activities, seven

GRID = 1 / 64
"""Width of the cells in which durations are convolved."""


def masses(low: float, mode: float, high: float) -> np.ndarray:
    """The chance that a PERT-beta duration falls into each cell, the first one at 0; cells are centred."""
    edges = (np.arange(round(high / GRID) + 2) - 0.5) * GRID
    if high == low:
        return (np.arange(len(edges) - 1) == round(low / GRID)).astype(float)
    alpha = 1 + 4 * (mode - low) / (high - low)
    return np.diff(betainc(alpha, 6 - alpha, np.clip((edges - low) / (high - low), 0, 1)))


def in_series(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """One after the other: the sum."""
    return np.convolve(one, other)


def in_parallel(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Both at once: the longer one."""
    size = max(len(one), len(other))
    together = np.cumsum(np.pad(one, (0, size - len(one)))) * np.cumsum(np.pad(other, (0, size - len(other))))
    return np.diff(together, prepend=0.0)


def chance_within(found: np.ndarray, days: float) -> float:
    """How likely the sum of the cells is at most so many days; half of the last cell counts."""
    upto = int(days / GRID)
    return float(found[:upto].sum() + found[upto] / 2)


def textbook_convolved() -> np.ndarray:
    """The textbook's example by convolution: two chains of three at once, then the last one."""
    pieces = {one.id: masses(one.optimistic, one.likely, one.pessimistic) for one in seven()}
    first = in_series(in_series(pieces["1"], pieces["3"]), pieces["5"])
    second = in_series(in_series(pieces["2"], pieces["4"]), pieces["6"])
    return in_series(in_parallel(first, second), pieces["7"])


def test_textbook_example_agrees_with_a_convolution() -> None:
    """The chance to be done in 28 days, the mean and the deviation are those of the exact distribution, near .94."""
    exact = textbook_convolved()
    risk = Schedule.of_activities(seven()).simulate(200_000, rng=1)
    days = np.arange(len(exact)) * GRID
    mean = float((exact * days).sum())
    deviation = float(np.sqrt((exact * (days - mean) ** 2).sum()))

    assert chance_within(exact, 28) == pytest.approx(0.9395, abs=0.001)
    assert risk.probability(28) == pytest.approx(chance_within(exact, 28), abs=4 * np.sqrt(0.94 * 0.06 / 200_000))
    assert risk.mean == pytest.approx(mean, abs=4 * deviation / np.sqrt(200_000))
    assert risk.deviation == pytest.approx(deviation, rel=0.01)


@st.composite
def series_parallel(draw: st.DrawFn, depth: int = 3) -> tuple[list[Activity], list[str], list[str], np.ndarray]:
    """A plan of series and parallels, its beginnings and its ends, and the exact distribution of its length."""
    number = draw(st.integers(0, 10**9))
    kind = draw(st.sampled_from(["one", "series", "parallel"])) if depth else "one"
    if kind == "one":
        low, mode, high = sorted(draw(st.lists(st.integers(0, 12), min_size=3, max_size=3)))
        one = Activity(id=f"x{number}", optimistic=low, likely=mode, pessimistic=high)
        return [one], [one.id], [one.id], masses(low, mode, high)
    first, second = draw(series_parallel(depth - 1)), draw(series_parallel(depth - 1))
    if {one.id for one in first[0]} & {one.id for one in second[0]}:
        return first
    if kind == "parallel":
        return first[0] + second[0], first[1] + second[1], first[2] + second[2], in_parallel(first[3], second[3])
    waiting = [
        one if one.id not in second[1] else Activity(
            id=one.id, optimistic=one.optimistic, likely=one.likely, pessimistic=one.pessimistic, after=tuple(first[2])
        )
        for one in second[0]
    ]  # fmt: skip
    return first[0] + waiting, first[1], second[2], in_series(first[3], second[3])


@settings(deadline=None, max_examples=25)
@given(series_parallel())
def test_series_and_parallels_agree_with_convolution(drawn: tuple[list[Activity], object, object, np.ndarray]) -> None:
    """For every plan of series and parallels the simulated chances are the exact ones, within what samples allow."""
    plan, _, _, exact = drawn
    risk = Schedule.of_activities(plan).simulate(20_000, rng=3)
    for share in (0.1, 0.5, 0.9):
        days = float(np.searchsorted(np.cumsum(exact), share) * GRID) + GRID / 2
        expected = float(exact[: int(days / GRID) + 1].sum())

        assert risk.probability(days) == pytest.approx(expected, abs=0.02)


def test_criticality_is_how_often_one_is_the_longer() -> None:
    """Of two activities at once, each carries the finish as often as it is the longer one, which an integral tells."""
    one, other = masses(2, 5, 11), masses(4, 5, 9)
    size = max(len(one), len(other))
    below = np.cumsum(np.pad(other, (0, size - len(other))))
    longer = float((np.pad(one, (0, size - len(one))) * (below - np.pad(other, (0, size - len(other))) / 2)).sum())
    plan = [
        Activity(id="a", optimistic=2, likely=5, pessimistic=11),
        Activity(id="b", optimistic=4, likely=5, pessimistic=9),
    ]
    rows = {row["id"]: row for row in Schedule.of_activities(plan).simulate(100_000, rng=2).activities.to_dicts()}

    assert rows["a"]["criticality"] == pytest.approx(longer, abs=0.007)
    assert rows["a"]["criticality"] + rows["b"]["criticality"] == pytest.approx(1, abs=1e-9)


def test_a_chain_carries_the_finish_in_the_same_samples_from_end_to_end() -> None:
    """What stands before and after the longer of two carries the finish exactly as often as it, sample by sample."""
    plan = [
        Activity(id="a", optimistic=2, likely=5, pessimistic=11),
        Activity(id="b", optimistic=4, likely=5, pessimistic=9),
        Activity(id="c", duration=2, after=("a SS+3",)),
        Activity(id="after_a", duration=3, after=("a",)),
        Activity(id="after_b", duration=3, after=("b FS+1", "c")),
    ]
    risk = Schedule.of_activities(plan).simulate(20_000)
    often = {row["id"]: row["criticality"] for row in risk.activities.to_dicts()}
    work = Schedule.of_activities(plan).work
    drawn = np.repeat(work.expected[:, None], 20_000, axis=1)
    chance = Chance(rng=np.random.default_rng(0), groups=np.arange(2), correlation=0.0)
    for begin in range(0, 20_000, batch_size(work.size)):
        Durations.of(work).draw(chance, drawn[:, begin : begin + batch_size(work.size)])
    first, second = drawn[0] + 3, np.maximum(drawn[1] + 1, 5.0) + 3

    assert often["after_a"] == often["a"] == (first >= second - 1e-9).mean()
    assert often["after_b"] == (second >= first - 1e-9).mean()
    assert often["b"] == ((second >= first - 1e-9) & (drawn[1] + 1 >= 5.0 - 1e-9)).mean() < often["after_b"] + 1e-12
    assert 0.2 < often["a"] < 0.8


@settings(deadline=None)
@given(activities(most=9, limits=True))
def test_walks_over_samples_find_what_the_passes_find(plan: list[Activity]) -> None:
    """Where nothing varies, every sample ends when the schedule ends, and what carries it is what is critical for it."""
    fixed = [
        Activity(id=one.id, duration=one.likely if one.duration is None else one.duration, after=one.after,
                 not_before=one.not_before)
        for one in plan
    ]  # fmt: skip
    schedule = Schedule.of_activities(fixed, start=START)
    risk = schedule.simulate(3)
    rows = risk.activities.to_dicts()

    assert risk.finishes == pytest.approx(np.full(3, schedule.length), abs=1e-9)
    assert {row["id"] for row in rows if row["criticality"] == 1} == set(schedule.critical_path)
    assert {row["criticality"] for row in rows} <= {0.0, 1.0}


@given(st.floats(1, 5))
def test_table_of_quantiles_is_that_of_the_beta_distribution(alpha: float) -> None:
    """The table that durations are read from is within a millionth of the exact quantiles, and never falls."""
    found = quantile_table(np.array([alpha]))[0]
    exact = betaincinv(alpha, 6 - alpha, np.arange(STEPS + 1) / STEPS)

    assert np.abs(found - exact).max() < 2e-6
    assert (np.diff(found) >= 0).all()
    assert (found[0], found[-1]) == (0.0, 1.0)


@pytest.mark.parametrize("correlation", [0.0, 0.6])
@pytest.mark.parametrize("estimates", [(0, 0, 10), (0, 10, 10), (2, 3, 12), (1, 5, 9)])
def test_drawn_durations_follow_their_distribution(estimates: tuple[float, ...], correlation: float) -> None:
    """A hundred thousand durations lie as the PERT-beta distribution says, with and without a correlation."""
    low, mode, high = estimates
    work = Schedule.of_activities([Activity(id="a", optimistic=low, likely=mode, pessimistic=high)]).work
    durations = Durations.of(work)
    drawn = np.empty((1, 100_000))
    durations.draw(Chance(rng=np.random.default_rng(5), groups=np.array([0]), correlation=correlation), drawn)
    alpha = 1 + 4 * (mode - low) / (high - low)

    assert kstest((drawn[0] - low) / (high - low), lambda x: betainc(alpha, 6 - alpha, x)).pvalue > 0.001
    assert drawn.mean() == pytest.approx(work.expected[0], abs=0.03)
    assert drawn.std() == pytest.approx(durations.deviation[0], rel=0.02)


def test_owner_who_is_late_is_late_everywhere() -> None:
    """Activities of one owner vary together as asked, those of others do not; the mean stays."""
    plan = [
        Activity(id=f"a{n}", optimistic=2, likely=5, pessimistic=11, owner="ana" if n < 2 else None) for n in range(4)
    ]
    work = Schedule.of_activities(plan).work
    drawn = np.empty((4, 50_000))
    chance = Chance(rng=np.random.default_rng(1), groups=np.array([0, 0, 1, 2]), correlation=0.7)
    Durations.of(work).draw(chance, drawn)
    scores = norm.ppf((np.argsort(np.argsort(drawn, axis=1), axis=1) + 0.5) / drawn.shape[1])
    found = np.corrcoef(scores)

    assert found[0, 1] == pytest.approx(0.7, abs=0.02)
    assert np.abs([found[0, 2], found[2, 3]]).max() < 0.02


def test_correlation_widens_the_finish_of_one_owner() -> None:
    """A chain of one owner is less sure when its activities are late together, and not when owners differ."""
    chain = [
        Activity(id=f"a{n}", optimistic=2, likely=5, pessimistic=11, owner="ana", after=(f"a{n - 1}",) if n else ())
        for n in range(4)
    ]
    others = [Activity(id=one.id, optimistic=2, likely=5, pessimistic=11, after=one.after) for one in chain]
    alone = Schedule.of_activities(chain).simulate(20_000)
    together = Schedule.of_activities(chain).simulate(20_000, correlation=1.0)
    apart = Schedule.of_activities(others).simulate(20_000, correlation=1.0)

    assert together.deviation == pytest.approx(2 * alone.deviation, rel=0.05)
    assert apart.deviation == pytest.approx(alone.deviation, rel=0.05)
    assert together.mean == pytest.approx(alone.mean, rel=0.01)


@settings(deadline=None, max_examples=30)
@given(activities(limits=True), st.integers(0, 2**32), st.floats(0, 1))
def test_same_seed_gives_the_same_answer(plan: list[Activity], seed: int, correlation: float) -> None:
    """A seed, and a generator made of it, give the same finishes each time; percentiles never fall."""
    schedule = Schedule.of_activities(plan, start=START)
    one = schedule.simulate(200, rng=seed, correlation=correlation)
    two = schedule.simulate(200, rng=np.random.default_rng(seed), correlation=correlation)

    assert one.finishes.tolist() == two.finishes.tolist()
    assert one.activities == two.activities
    days = [row["days"] for row in one.percentiles().to_dicts()]
    dates = [row["date"] for row in one.percentiles().to_dicts()]
    assert (days, dates) == (sorted(days), sorted(dates))


@settings(deadline=None, max_examples=30)
@given(activities())
def test_finish_lies_between_the_best_and_the_worst(plan: list[Activity]) -> None:
    """Where only finishes are waited for, no sample ends before all goes well or after all goes wrong."""
    only = [
        Activity(id=one.id, optimistic=one.optimistic, likely=one.likely, pessimistic=one.pessimistic,
                 duration=one.duration, after=tuple({each.activity for each in one.after}))
        for one in plan
    ]  # fmt: skip
    best = [
        Activity(id=one.id, duration=one.optimistic if one.duration is None else one.duration, after=one.after)
        for one in only
    ]
    worst = [
        Activity(id=one.id, duration=one.pessimistic if one.duration is None else one.duration, after=one.after)
        for one in only
    ]
    risk = Schedule.of_activities(only).simulate(500)

    assert risk.finishes[0] >= Schedule.of_activities(best).length - 1e-9
    assert risk.finishes[-1] <= Schedule.of_activities(worst).length + 1e-9


def test_batches_do_not_show() -> None:
    """More samples than one batch holds give finishes of the same distribution."""
    schedule = Schedule.of_activities(seven())
    assert batch_size(schedule.work.size) < 100_000
    risk = schedule.simulate(100_000, rng=9)
    halves = np.array_split(risk.outcome.finishes, 2)

    assert kstest(halves[0], halves[1]).pvalue > 0.001
    assert len(risk.finishes) == 100_000


def test_movers_are_those_that_move_the_finish() -> None:
    """The five that move the finish most come strongest first, with by how many days; what never carries it is not there."""
    plan = [
        Activity(id="long", optimistic=10, likely=20, pessimistic=60),
        Activity(id="middle", optimistic=5, likely=6, pessimistic=13, after=("long",)),
        Activity(id="fixed", duration=4, after=("middle",)),
        Activity(id="beside", optimistic=1, likely=2, pessimistic=9),
    ]
    rows = Schedule.of_activities(plan).simulate(20_000).movers().to_dicts()

    assert [row["id"] for row in rows] == ["long", "middle"]
    assert rows[0]["effect"] == pytest.approx(rows[0]["deviation"], rel=0.03)
    assert rows[0]["cruciality"] > rows[1]["cruciality"] > 0


def test_deadlines_have_their_chance() -> None:
    """The chance of a deadline is that of the exact distribution; a deadline in the plan changes no sample."""
    plan = [Activity(id="a", optimistic=2, likely=5, pessimistic=11, deadline=START.replace(day=13))]
    schedule = Schedule.of_activities(plan, start=START)
    risk = schedule.simulate(50_000)
    row = risk.deadlines.to_dicts()[0]

    assert row["probability"] == pytest.approx(float(betainc(1 + 12 / 9, 5 - 12 / 9, 5 / 9)), abs=0.01)
    assert row["lower"] < row["probability"] < row["upper"]
    assert risk.probability("2026-01-13") == row["probability"] == risk.probability(7)
    assert len(Schedule.of_activities(seven()).simulate(10).deadlines) == 0


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"samples": 0}, "samples"), ({"samples": 2.5}, "samples"), ({"samples": True}, "samples"),
        ({"samples": 10**9}, "samples"), ({"rng": -1}, "rng"), ({"rng": "seed"}, "rng"), ({"rng": 1.5}, "rng"),
        ({"correlation": 1.5}, "correlation"), ({"correlation": float("nan")}, "correlation"),
        ({"correlation": "much"}, "correlation"), ({"correlation": None}, "correlation"),
    ],
)  # fmt: skip
def test_numbers_out_of_range_are_refused(asked: dict[str, object], name: str) -> None:
    """SC-707 names the argument and its range."""
    with pytest.raises(PlanError) as error:
        Schedule.of_activities(seven()).simulate(**asked)  # type: ignore[arg-type]

    assert [(fault.code, fault.path) for fault in error.value.faults] == [("SC-707", name)]


def test_questions_out_of_range_are_refused() -> None:
    """A chance beyond 1, a day without a start and a plan without activities have no answer."""
    schedule = Schedule.of_activities(seven())
    risk, normal = schedule.simulate(10), schedule.approximation()
    for ask in (
        lambda: risk.days(1.5), lambda: risk.percentiles([2]), lambda: risk.probability("2026-01-01"),
        lambda: normal.days(0), lambda: normal.probability("2026-01-01"), lambda: risk.probability(float("nan")),
        lambda: Schedule.of_activities([]).simulate(),
    ):  # fmt: skip
        with pytest.raises(PlanError):
            ask()


def test_answers_can_be_read() -> None:
    """Percentiles and the approximation come as tables, texts and HTML with days where the plan has a start."""
    schedule = Schedule.of_activities(seven(), start=START)
    risk, normal = schedule.simulate(500), schedule.approximation()

    assert [column.name for column in risk.to_table().columns] == ["percentile", "days", "lower", "upper", "date"]
    assert "500 samples" in str(risk) and "<table" in risk._repr_html_()
    assert "24.00 ± 2.24" in repr(normal) and "<table" in normal._repr_html_()
    assert risk.date(0.5) == risk.percentiles([0.5]).to_dicts()[0]["date"]
    assert normal.date(0.5) == schedule.finish


@settings(deadline=None)
@given(activities(links=("FS", "SS"), most=7))
def test_variance_is_that_of_one_critical_chain(plan: list[Activity]) -> None:
    """The approximation's variance is the largest that adds up along a chain to the finish, chain by chain."""
    schedule = Schedule.of_activities(plan)
    rows = {one.id: one for one in plan}
    start = {row["id"]: row["early_start"] for row in schedule.activities.to_dicts()}
    finish = {row["id"]: row["early_finish"] for row in schedule.activities.to_dicts()}

    def width(one: str) -> float:
        return 0.0 if rows[one].likely is None else ((rows[one].pessimistic - rows[one].optimistic) / 6) ** 2

    def carries(one: str, other: str) -> bool:
        return any(
            each.activity == one and each.link == "FS" and abs(finish[one] + each.lag - start[other]) < 1e-6
            for each in rows[other].after
        )

    found = [0.0]
    for chain in schedule.critical_chains:
        total = 0.0
        for number, one in enumerate(chain):
            if abs(finish[one] - schedule.length) < 1e-6:
                found.append(total + width(one))
            if number + 1 < len(chain) and carries(one, chain[number + 1]):
                total += width(one)

    assert schedule.approximation().variance == pytest.approx(max(found), abs=1e-9)


@pytest.mark.heavy
def test_memory_stays_bounded() -> None:
    """Five thousand activities and twenty thousand samples stay far below what all samples at once would take."""
    plan = [
        Activity(id=f"a{n}", optimistic=1, likely=2, pessimistic=5, after=(f"a{n - 7}",) if n >= 7 else ())
        for n in range(5_000)
    ]
    schedule = Schedule.of_activities(plan)
    tracemalloc.start()
    schedule.simulate(20_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 400e6  # all samples at once: 800 MB for the durations alone
