"""Gaps, verdicts, trends, differences, agreement: what is told beyond one figure."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import servicecraft as sc
from servicecraft.errors import ModelError

from .answering import assert_same

SEVEN = sc.Instrument.servqual()
FIVE = sc.Instrument.csat()


def only(table: sc.Table) -> dict[str, object]:
    """The one row of a table."""
    (row,) = table.to_dicts()
    return row


def pairs(
    answers: list[tuple[float | None, float | None]], instrument: sc.Instrument = SEVEN, **columns: list
) -> sc.Voice:
    """Answers that tell what was received and what was expected."""
    frame = pl.DataFrame(
        {"score": [one for one, _ in answers], "expected": [wish for _, wish in answers], **columns},
        schema_overrides={"score": pl.Float64, "expected": pl.Float64},
    )
    known = {name: name for name in ("dimension", "response") if name in columns}
    by = [name for name in columns if name not in known]
    return sc.Voice.from_frame(frame, score="score", expectation="expected", by=by, instrument=instrument, **known)


# --- gaps

ANSWERS = st.tuples(st.none() | st.integers(1, 7), st.none() | st.integers(1, 7))


@settings(deadline=None)
@given(st.lists(ANSWERS, min_size=5, max_size=40))
def test_a_gap_is_received_minus_expected(answers: list[tuple[int | None, int | None]]) -> None:
    """The gap is the paired difference of scipy over those who told both, with its sign and interval."""
    both = [(score, wish) for score, wish in answers if score is not None and wish is not None]
    row = only(pairs(answers).servqual())
    if len(both) < 5:
        assert row["servqual"] is None
        return

    differences = [score - wish for score, wish in both]
    assert (row["n"], row["missing"]) == (len(both), len(answers) - len(both))
    assert row["servqual"] == pytest.approx(np.mean(differences), abs=1e-12)
    assert row["perception"] - row["expectation"] == pytest.approx(row["servqual"], abs=1e-12)
    error = stats.sem(differences)
    if error:
        low, high = stats.t.interval(0.95, len(both) - 1, loc=np.mean(differences), scale=error)
        assert [row["lower"], row["upper"]] == pytest.approx([low, high], abs=1e-10)


def test_the_whole_is_the_mean_of_respondents() -> None:
    """Where everybody answers every dimension, the whole's interval is the t interval of the respondents' own gaps."""
    chance = random.Random(4)
    people = [[chance.randint(-3, 2) for _ in range(3)] for _ in range(12)]
    weights = {"care": 5.0, "order": 3.0, "speed": 2.0}
    answers = [(4 + gap, 4) for one in people for gap in one]
    heard = pairs(
        answers, response=[str(n) for n in range(12) for _ in range(3)], dimension=["care", "order", "speed"] * 12
    )
    whole = heard.servqual(weights).to_dicts()[-1]
    own = [sum(w * gap for w, gap in zip((0.5, 0.3, 0.2), one, strict=True)) for one in people]
    low, high = stats.t.interval(0.95, 11, loc=np.mean(own), scale=stats.sem(own))

    assert whole["dimension"] is None
    assert whole["servqual"] == pytest.approx(np.mean(own), abs=1e-12)
    assert [whole["lower"], whole["upper"]] == pytest.approx([low, high], abs=1e-10)
    shares = [row["weight"] for row in heard.servqual(weights).to_dicts()]
    assert shares == pytest.approx([0.5, 0.3, 0.2, 1.0])
    alike = heard.servqual().to_dicts()
    assert alike[-1]["servqual"] == pytest.approx(np.mean([row["servqual"] for row in alike[:-1]]), abs=1e-12)


def test_without_respondents_the_whole_has_no_interval() -> None:
    """Nobody can tell how sure the mean of dimensions is without knowing which answers belong together."""
    whole = pairs([(5, 6)] * 10, dimension=["care", "speed"] * 5).servqual().to_dicts()[-1]

    assert (whole["servqual"], whole["lower"], whole["method"]) == (-1, None, "no interval")


def test_a_withheld_dimension_withholds_the_whole() -> None:
    """The whole and the other dimensions would give the withheld one away."""
    rows = pairs([(5, 6)] * 12, dimension=["care"] * 6 + ["speed"] * 2 + ["order"] * 4).servqual().to_dicts()

    assert rows[-1]["withheld"] is True
    assert rows[-1]["servqual"] is None


@pytest.mark.parametrize(
    ("weights", "codes"),
    [
        ({"care": 1}, {"SC-610"}),
        ({"care": 1, "speed": -1}, {"SC-610"}),
        ({"care": 0, "speed": 0}, {"SC-610"}),
        ({"care": 1, "speed": 1, "haste": 2}, {"SC-608"}),
        ({"care": 1, "speed": float("nan")}, {"SC-610"}),
    ],
)
def test_weights_of_dimensions_are_checked(weights: dict[str, float], codes: set[str]) -> None:
    """Every dimension needs a weight, none may be negative, and nothing else may be named."""
    with pytest.raises(ModelError) as refused:
        pairs([(5, 6)] * 10, dimension=["care", "speed"] * 5).servqual(weights)

    assert {one.code for one in refused.value.faults} == codes


# --- the verdict


@pytest.mark.parametrize(
    ("gaps", "verdict"),
    [
        ([1, 1, 2, 1, 1, 2], "exceeded"),
        ([-1, -1, -2, -1, -1, -2], "missed"),
        ([0] * 6, "met"),
        ([0.1, -0.1] * 10, "met"),
        ([3, -3, 2, -2, 3, -3], "not_distinguishable"),
        ([1], None),
        ([], "none"),
    ],
)
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_verdicts(gaps: list[float], verdict: str | None, better: str) -> None:
    """The whole interval above, below or within the margin decides; on a scale whose low end is good, the sign turns."""
    sign = 1 if better == "higher" else -1
    scale = sc.Instrument("pairs", 1, 7, better=better)
    table = pairs([(4 + sign * gap, 4) for gap in gaps] or [(None, None)], scale).verdict()
    row = only(table)

    assert row["verdict"] == verdict
    if verdict is None:
        assert row["withheld"] is True
    elif gaps:
        assert (row["basis"], row["reason"]) == ("expectations", verdict)
        assert row["gap"] == pytest.approx(np.mean(gaps), abs=1e-12)
        assert row["margin"] == pytest.approx(0.3)


def test_a_wider_margin_can_only_make_verdicts_met() -> None:
    """The margin decides between met and not distinguishable, and never over exceeded or missed."""
    unsure = pairs([(4 + gap, 4) for gap in (1, -1) * 20])
    sure = pairs([(4 + gap, 4) for gap in (1, 2) * 20])

    assert only(unsure.verdict(margin=0.01))["verdict"] == "not_distinguishable"
    assert only(unsure.verdict(margin=0.5))["verdict"] == "met"
    assert only(sure.verdict(margin=1))["verdict"] == "exceeded"
    with pytest.raises(ModelError, match="SC-610"):
        sure.verdict(margin=1.5)


def test_a_scale_of_worse_and_better_gives_the_verdict() -> None:
    """Where nobody told expectations, the scale around "as expected" decides, its middle being zero."""
    scale = sc.Instrument("against", 1, 5, kind="disconfirmation")
    frame = pl.DataFrame({"score": [4, 5, 4, 4, 5, 4]})
    row = only(sc.Voice.from_frame(frame, score="score", instrument=scale).verdict())

    assert (row["verdict"], row["basis"]) == ("exceeded", "disconfirmation")
    assert row["gap"] == pytest.approx(26 / 6 - 3)


def test_a_target_is_the_last_resort() -> None:
    """A target counts where nothing else is known; it must stand on the scale."""
    heard = sc.Voice.from_frame(pl.DataFrame({"score": [3, 4, 3, 3, 4, 3]}), score="score", instrument=FIVE)

    assert only(heard.verdict())["verdict"] == "none"
    assert only(heard.verdict())["reason"] == "none"
    assert (only(heard.verdict(target=4.5))["verdict"], only(heard.verdict(target=4.5))["basis"]) == (
        "missed",
        "target",
    )
    assert only(heard.verdict(target=2))["verdict"] == "exceeded"
    assert heard.verdict(target=9).column("n") == [0]
    with pytest.raises(ModelError, match="SC-605"):
        heard.verdict(target=9, instrument="csat")


def test_only_external_customers_give_the_verdict() -> None:
    """Nobody inside the house can change it."""
    frame = pl.DataFrame({"score": [7.0] * 6, "expected": [1.0] * 6})
    inside = sc.Voice.from_frame(frame, score="score", expectation="expected", raters="internal", instrument=SEVEN)
    outside = pairs([(2, 6)] * 6)

    assert only(outside.merged(inside).verdict())["verdict"] == "missed"
    assert only(inside.verdict())["verdict"] == "none"
    assert only(inside.servqual(raters="internal"))["servqual"] == 6


# --- change over time


def monthly(values: list[float | None], first: date = date(2024, 1, 15), people: int = 6) -> sc.Voice:
    """In each month, so many people who say the same; `None` for a month without answers."""
    days, scores = [], []
    day = first
    for value in values:
        days += [day] * people if value is not None else []
        scores += [value] * people if value is not None else []
        day = (day.replace(day=1) + timedelta(days=40)).replace(day=15)
    frame = pl.DataFrame({"on": days, "score": [float(one) for one in scores]})
    return sc.Voice.from_frame(frame, score="score", on="on", instrument=sc.Instrument("ten", 0, 10))


def test_a_leap_is_a_signal_in_words() -> None:
    """A month far from the usual is told, with the direction; the others are not."""
    table = monthly([5, 5.2, 4.9, 5.1, 5, 9, 5.1, 4.9, 5, 5.2]).trend()
    codes = table.column("signal")

    assert codes == [None] * 5 + ["beyond_above"] + [None] * 4
    assert "above what is usual" in str(table)


@pytest.mark.parametrize(
    ("values", "rule", "signal"),
    [
        ([2, 4, *[5, 6] * 5, 2, 1], "side", "side_above"),
        ([5, 2, 5, 2, 5, 2, 3, 4, 5, 6, 7], "trend", "trend_above"),
        ([9, 8, 7, 6, 5, 4, 3, 4, 5], "trend", "trend_below"),
    ],
)
def test_further_rules_are_looked_for_when_asked(values: list[float], rule: str, signal: str) -> None:
    """Runs and trends are signals only where they are asked for."""
    heard = monthly(values)

    assert signal in heard.trend(rules=("beyond", rule)).column("signal")
    assert signal not in heard.trend().column("signal")


def test_no_difference_spans_a_month_without_answers() -> None:
    """The usual change is that of neighbouring months: a gap breaks the series."""
    whole = monthly([5, 6, 5, 6]).trend().to_dicts()[0]
    broken = monthly([5, 6, None, 5, 6]).trend().to_dicts()[0]
    leap = monthly([5, 6, None, 9, 10]).trend().to_dicts()[0]

    assert whole["upper"] - whole["centre"] == pytest.approx(3 / 1.128)
    assert broken["upper"] - broken["centre"] == pytest.approx(3 / 1.128)
    assert leap["upper"] - leap["centre"] == pytest.approx(3 / 1.128)


def test_nothing_is_computed_from_withheld_months() -> None:
    """A month of few people has no point, no limits come from it, and a series is judged without it."""
    few = monthly([1.0], date(2024, 3, 15), people=2)
    shown = monthly([5, 6, None, 5, 6])
    rows = shown.merged(few).trend().to_dicts()
    expected = shown.trend().to_dicts()

    assert rows[2]["withheld"] is True
    assert [row["centre"] for row in rows if not row["withheld"]] == pytest.approx(
        [row["centre"] for row in expected][: len(rows) - sum(row["withheld"] for row in rows)], abs=2
    )
    assert rows[2]["mean"] is None


def test_the_constant_of_older_books() -> None:
    """2.66 widens the limits as sources that round the factor have them."""
    heard = monthly([5, 6, 5, 6])
    narrow, wide = heard.trend().to_dicts()[0], heard.trend(constant=2.66).to_dicts()[0]

    assert wide["upper"] - wide["centre"] == pytest.approx(2.66)
    assert narrow["upper"] - narrow["centre"] == pytest.approx(3 / 1.128)


def test_the_same_months_a_year_before() -> None:
    """Without a word on times, the last months are compared with the same months a year before, season or not."""
    values = [2 if month % 12 == 0 else 8 for month in range(18)]
    heard = monthly(values)
    row = only(heard.difference())
    table = heard.difference()

    assert row["difference"] == pytest.approx(0)
    assert (row["n_after"], row["n_before"]) == (36, 36)
    assert table.notes[0].startswith("After: 2025-01 … 2025-06; before: 2024-01 … 2024-06")
    assert only(heard.difference(after="2025-01", before="2024-12"))["difference"] == pytest.approx(-6)
    assert only(heard.difference(after="2025-Q1"))["n_before"] == 18
    assert only(heard.difference(after="2025", before="2024"))["n_after"] == 36


def test_a_group_against_all_others() -> None:
    """Where no other side is named, a group is compared with the rest; a group without the other side has no difference."""
    frame = pl.DataFrame(
        {
            "unit": ["a"] * 6 + ["b"] * 6 + ["c"] * 6,
            "half": (["x", "y"] * 3 + ["x"] * 6 + ["x", "y"] * 3),
            "score": [5] * 6 + [3] * 6 + [4] * 6,
        }
    )
    heard = sc.Voice.from_frame(
        frame, score="score", by=["unit", "half"], instrument=FIVE, settings=sc.Settings(minimum_group=3)
    )
    row = only(heard.difference(key="unit", after="a"))

    assert (row["difference"], row["n_after"], row["n_before"]) == (1.5, 6, 12)
    halves = {one["unit"]: one for one in heard.difference(key="half", after="x", before="y", by="unit").to_dicts()}
    assert halves["b"]["difference"] is None
    assert halves["a"]["difference"] == 0
    with pytest.raises(ModelError, match="SC-612"):
        heard.difference(key="unit")


# --- agreement


def test_agreement_of_the_books() -> None:
    """ICC(1) and ICC(2) are those of an analysis of variance, r_wg is 1 less variance over that of chance."""
    chance = random.Random(9)
    groups = {
        name: [min(5, max(1, round(chance.gauss(mean, 0.7)))) for _ in range(10)]
        for name, mean in zip("abcd", (2, 3, 4, 4), strict=True)
    }
    frame = pl.DataFrame(
        {
            "unit": [name for name, one in groups.items() for _ in one],
            "score": [s for one in groups.values() for s in one],
        }
    )
    rows = sc.Voice.from_frame(frame, score="score", by="unit", instrument=FIVE).agreement().to_dicts()
    between = 10 * np.var([np.mean(one) for one in groups.values()], ddof=1)
    within = np.mean([np.var(one, ddof=1) for one in groups.values()])

    assert stats.f_oneway(*groups.values()).statistic == pytest.approx(between / within)
    for row in rows:
        assert row["icc1"] == pytest.approx((between - within) / (between + 9 * within), abs=1e-12)
        assert row["icc2"] == pytest.approx((between - within) / between, abs=1e-12)
        assert row["r_wg"] == pytest.approx(max(0, 1 - np.var(groups[row["unit"]], ddof=1) / 2), abs=1e-12)


def test_a_warning_where_people_do_not_agree() -> None:
    """Answers at both ends of the scale are warned of in plain words; alike ones are not."""
    split = pl.DataFrame({"unit": ["a"] * 8 + ["b"] * 8, "score": [1, 5] * 8})
    alike = pl.DataFrame({"unit": ["a"] * 8 + ["b"] * 8, "score": [2] * 8 + [4] * 8})
    warned, calm = (
        sc.Voice.from_frame(one, score="score", by="unit", instrument=FIVE).agreement().notes for one in (split, alike)
    )

    assert any("describe nobody" in note for note in warned)
    assert any("compares chance" in note for note in warned)
    assert not any("describe" in note or "chance" in note for note in calm)


def test_dimensions_are_judged_one_by_one() -> None:
    """Agreement is that of each dimension; the correlations of one do not touch another."""
    frame = pl.DataFrame(
        {
            "unit": ["a"] * 12 + ["b"] * 12,
            "dimension": ["care", "speed"] * 12,
            "score": [2, 1, 2, 5] * 3 + [4, 1, 4, 5] * 3,
        }
    )
    heard = sc.Voice.from_frame(frame, score="score", by="unit", dimension="dimension", instrument=FIVE)
    care = heard.agreement(where={"dimension": "care"})

    rows = {(row["dimension"], row["unit"]): row for row in heard.agreement().to_dicts()}
    assert rows["care", "a"]["r_wg"] == 1
    assert rows["speed", "a"]["r_wg"] == 0
    assert rows["care", "a"]["icc1"] == 1
    assert rows["speed", "a"]["icc1"] < 0
    assert care.column("icc1") == [1, 1]


# --- reliability


def test_alpha_is_that_of_complete_answers() -> None:
    """Alpha follows from the covariances of those who answered everything; pair by pair, all who answered two count."""
    chance = np.random.default_rng(2)
    base = chance.normal(3, 1, 60)
    answers = np.clip(np.rint(base[:, None] + chance.normal(0, 0.8, (60, 4))), 1, 5)
    answers[chance.random((60, 4)) < 0.1] = np.nan
    frame = pl.DataFrame(answers, schema=list("abcd")).fill_nan(None)
    heard = sc.Voice.from_frame(frame, items=list("abcd"), instrument=FIVE)

    def alpha(matrix: np.ndarray) -> float:
        return len(matrix) / (len(matrix) - 1) * (1 - np.trace(matrix) / matrix.sum())

    complete = answers[~np.isnan(answers).any(axis=1)]
    listwise, pairwise = only(heard.reliability()), only(heard.reliability(gaps="pairwise"))
    assert listwise["alpha"] == pytest.approx(alpha(np.cov(complete.T)), abs=1e-12)
    assert (listwise["n"], listwise["missing"]) == (len(complete), 60 - len(complete))
    assert pairwise["alpha"] == pytest.approx(alpha(frame.to_pandas().cov().to_numpy()), abs=1e-12)
    three = only(heard.reliability(["d", "a", "b"]))
    some = answers[:, [3, 0, 1]]
    assert three["alpha"] == pytest.approx(alpha(np.cov(some[~np.isnan(some).any(axis=1)].T)), abs=1e-12)
    upper = 1 - (1 - listwise["alpha"]) * stats.f.ppf(0.025, len(complete) - 1, 3 * (len(complete) - 1))
    assert listwise["upper"] == pytest.approx(upper, abs=1e-10)


def test_long_and_wide_answers_are_as_reliable() -> None:
    """One row for each answer, with a code for each respondent, gives the alpha of one row for each respondent."""
    chance = random.Random(3)
    rows = [{name: chance.choice([1, 2, 3, 4, 5, None]) for name in "abc"} for _ in range(40)]
    wide = sc.Voice.from_frame(pl.DataFrame(rows), items=list("abc"), instrument=FIVE)
    long = pl.DataFrame(
        [{"who": str(n), "item": name, "score": score} for n, row in enumerate(rows) for name, score in row.items()]
    )
    told = sc.Voice.from_frame(long, score="score", response="who", dimension="item", instrument=FIVE)

    assert_same([wide.reliability()], [told.reliability()])
    assert_same([wide.reliability(["c", "a"])], [told.reliability(["c", "a"])])


@pytest.mark.parametrize(
    ("items", "code"), [(["a"], "SC-612"), (["a", "a"], "SC-612"), (["a", "z"], "SC-608"), (["a", "d"], "SC-612")]
)
def test_items_that_were_not_asked_together(items: list[str], code: str) -> None:
    """Reliability needs at least two items of one block."""
    frame = pl.DataFrame({name: [1, 2, 3, 4, 5, 5] for name in "abcd"})
    heard = sc.Voice.from_frame(frame, items={"first": ["a", "b"], "second": ["c", "d"]}, instrument=FIVE)
    with pytest.raises(ModelError) as refused:
        heard.reliability(items)

    assert [one.code for one in refused.value.faults] == [code]
