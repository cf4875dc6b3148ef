"""Every score against a second route: other people's functions, exact fractions, or the definition written out."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import servicecraft as sc

from .answering import assert_same

NPS = sc.Instrument.nps()
FIVE = sc.Instrument.csat()
LOW_IS_GOOD = sc.Instrument("effort", 1, 5, better="lower", kind="csat")
TINY = sc.Settings(minimum_group=3)


def samples(lowest: int, highest: int) -> list[list[int]]:
    """None, one and two answers, all alike, the ends only, and mixtures of many sizes."""
    chance = random.Random(highest)
    fixed = [[], [highest], [lowest], [lowest, highest], [highest] * 7, [lowest] * 7, [lowest] * 50 + [highest] * 50]
    mixed = [
        [chance.randint(lowest, highest) for _ in range(chance.choice([3, 5, 8, 20, 150, 1000]))] for _ in range(40)
    ]
    skewed = [[highest] * chance.randint(5, 60) + [chance.randint(lowest, highest)] for _ in range(8)]
    return [*fixed, *mixed, *skewed]


def voice(scores: list[float], instrument: sc.Instrument, **others: object) -> sc.Voice:
    """Some answers on a scale."""
    kind = pl.Int64 if all(one is None or isinstance(one, int) for one in scores) else pl.Float64
    return sc.Voice.from_frame(
        pl.DataFrame({"score": scores}, {"score": kind}), score="score", instrument=instrument, **others
    )


def only(table: sc.Table) -> dict[str, object]:
    """The one row of a table."""
    (row,) = table.to_dicts()
    return row


def shown(row: dict[str, object], scores: list[int]) -> bool:
    """Whether a row tells its score; groups of one to four people do not."""
    assert row["withheld"] is (0 < len(scores) < 5)
    if row["withheld"]:
        assert {value for name, value in row.items() if name != "withheld"} == {None}
    return not row["withheld"]


@pytest.mark.parametrize("scores", samples(1, 5), ids=len)
def test_satisfaction(scores: list[int]) -> None:
    """The share of 4 and 5 has the Wilson interval of scipy; nobody's answer is no share."""
    row = only(voice(scores, FIVE).csat())
    if not shown(row, scores):
        return

    hits, n = sum(one >= 4 for one in scores), len(scores)
    assert (row["n"], row["missing"], row["hits"]) == (n, 0, hits)
    if not n:
        assert (row["csat"], row["lower"], row["upper"], row["method"]) == (None, None, None, None)
        return
    expected = stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert row["csat"] == pytest.approx(hits / n, abs=1e-14)
    assert [row["lower"], row["upper"]] == pytest.approx([expected.low, expected.high], abs=1e-10)


@pytest.mark.parametrize("scores", samples(0, 10), ids=len)
def test_net_promoters(scores: list[int]) -> None:
    """The score, its standard error and the adjusted Wald interval follow from exact fractions."""
    row = only(voice(scores, NPS).nps())
    if not shown(row, scores) or not scores:
        return

    up, down, n = sum(one >= 9 for one in scores), sum(one <= 6 for one in scores), len(scores)
    assert row["nps"] == pytest.approx(float(100 * Fraction(up - down, n)), abs=1e-10)
    error = Fraction(up + down, n) - Fraction(up - down, n) ** 2
    assert row["standard_error"] == pytest.approx(100 * math.sqrt(error / n), abs=1e-10)
    p, d, size = (up + Fraction(3, 4)) / (n + 3), (down + Fraction(3, 4)) / (n + 3), n + 3
    half = stats.norm.ppf(0.975) * 100 * math.sqrt((p + d - (p - d) ** 2) / size)
    middle = float(100 * (p - d))
    expected = [max(middle - half, -100), min(middle + half, 100)]
    assert [row["lower"], row["upper"]] == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("scores", samples(1, 7), ids=len)
def test_means(scores: list[int]) -> None:
    """The mean has the t interval of scipy, from the sample variance; where all are alike, it has no width."""
    row = only(voice(scores, sc.Instrument.ces()).ces())
    if not shown(row, scores) or not scores:
        return

    assert row["ces"] == pytest.approx(float(Fraction(sum(scores), len(scores))), abs=1e-12)
    deviation = np.std(scores, ddof=1)
    error = stats.sem(scores)
    low, high = (
        stats.t.interval(0.95, len(scores) - 1, loc=np.mean(scores), scale=error) if error else (row["ces"],) * 2
    )
    assert [row["deviation"], row["standard_error"]] == pytest.approx([deviation, error], abs=1e-10)
    assert [row["lower"], row["upper"]] == pytest.approx([low, high], abs=1e-10)


@pytest.mark.parametrize("seed", range(20))
def test_differences(seed: int) -> None:
    """Differences of two groups: Newcombe's by its definition, Welch's by scipy, of net promoters from both intervals."""
    chance = random.Random(seed)
    groups = {name: [chance.choice([0, 6, 7, 9, 10]) for _ in range(chance.randint(5, 200))] for name in ("a", "b")}
    frame = pl.DataFrame(
        {"group": [name for name, one in groups.items() for _ in one], "score": groups["a"] + groups["b"]}
    )
    heard = sc.Voice.from_frame(frame, score="score", by="group", instrument=sc.Instrument("ten", 0, 10))
    shares, means, promoters = (
        only(heard.difference(score, key="group", after="a", before="b", top=2)) for score in ("csat", "mean", "nps")
    )

    hits = {name: sum(one >= 9 for one in scores) for name, scores in groups.items()}
    wilson = {
        name: stats.binomtest(hits[name], len(one)).proportion_ci(method="wilson") for name, one in groups.items()
    }
    p = {name: hits[name] / len(one) for name, one in groups.items()}
    below = math.hypot(p["a"] - wilson["a"].low, wilson["b"].high - p["b"])
    above = math.hypot(wilson["a"].high - p["a"], p["b"] - wilson["b"].low)
    d = p["a"] - p["b"]
    assert [shares["difference"], shares["lower"], shares["upper"]] == pytest.approx(
        [d, d - below, d + above], abs=1e-10
    )

    test = stats.ttest_ind(groups["a"], groups["b"], equal_var=False)
    interval = test.confidence_interval(0.95)
    assert means["difference"] == pytest.approx(np.mean(groups["a"]) - np.mean(groups["b"]), abs=1e-10)
    assert [means["lower"], means["upper"]] == pytest.approx([interval.low, interval.high], abs=1e-10)

    one, other = (only(heard.nps(where={"group": name})) for name in ("a", "b"))
    d = one["nps"] - other["nps"]
    reach = math.hypot(one["nps"] - one["lower"], other["upper"] - other["nps"])
    assert [promoters["difference"], promoters["lower"]] == pytest.approx([d, d - reach], abs=1e-10)
    assert (promoters["n_after"], promoters["n_before"]) == (len(groups["a"]), len(groups["b"]))


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=5, max_size=60), st.integers(1, 4))
def test_a_turned_scale_gives_the_same_share(scores: list[int], top: int) -> None:
    """On a scale whose low end is good, the mirrored answers are as satisfied as on one whose high end is good."""
    row = only(voice(scores, FIVE).csat(top=top))
    turned = only(voice([6 - one for one in scores], LOW_IS_GOOD).csat(top=top))

    assert row == turned


@settings(deadline=None)
@given(st.lists(st.integers(0, 10), min_size=5, max_size=60))
def test_a_turned_scale_gives_the_same_promoters(scores: list[int]) -> None:
    """Net promoters of mirrored answers on a turned scale are those of the answers."""
    turned = sc.Instrument("turned", 0, 10, better="lower", kind="nps")

    assert only(voice(scores, NPS).nps()) == only(voice([10 - one for one in scores], turned).nps())


@settings(deadline=None)
@given(st.lists(st.sampled_from([*range(11), 11, None]), min_size=5, max_size=60))
def test_a_code_for_no_answer_is_never_counted(scores: list[int | None]) -> None:
    """Answers with a code for "no answer" give the score of the same answers without them."""
    coded = voice(scores, sc.Instrument.nps(missing=(11,)))
    plain = voice([one for one in scores if one not in (None, 11)], NPS)
    row, expected = only(coded.nps()), only(plain.nps())

    if not row["withheld"]:
        assert row["missing"] == sum(one in (None, 11) for one in scores)
        assert {**row, "missing": 0} == expected


@pytest.mark.parametrize("kind", [pl.Int64, pl.Float64, pl.String])
def test_a_code_may_stand_within_the_scale(kind: type[pl.DataType]) -> None:
    """A score of the scale that is declared as missing is no answer, as a number of any kind or as a text."""
    scores = pl.DataFrame({"score": pl.Series([0, 0, 0, 9, 10, 3, 5, 7]).cast(kind)})
    scale = sc.Instrument("zero_is_blank", 0, 10, missing=(0,))
    row = only(sc.Voice.from_frame(scores, score="score", instrument=scale).mean())

    assert (row["n"], row["missing"], row["mean"]) == (5, 3, pytest.approx(6.8))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), min_size=5, max_size=40))
def test_whole_weights_are_repetitions(pairs: list[tuple[int, int]]) -> None:
    """A weighted share and mean are those of answers repeated as often as they weigh; the interval knows they are not."""
    frame = pl.DataFrame({"score": [one for one, _ in pairs], "weight": [weight for _, weight in pairs]})
    weighted = sc.Voice.from_frame(frame, score="score", weight="weight", instrument=FIVE)
    repeated = voice([one for one, weight in pairs for _ in range(weight)], FIVE)

    for name in ("csat", "mean"):
        row, expected = (only(getattr(one, name)()) for one in (weighted, repeated))
        assert row[name] == pytest.approx(expected[name], abs=1e-12)
        assert row["n"] == len(pairs)
        total, squares = sum(w for _, w in pairs), sum(w * w for _, w in pairs)
        assert row.get("effective_n", len(pairs)) == pytest.approx(total**2 / squares, rel=1e-6)
        assert row["upper"] - row["lower"] >= expected["upper"] - expected["lower"] - 1e-12


def answered_by(people: list[list[int]]) -> pl.DataFrame:
    """The answers of people who answer several times."""
    told = [(str(number), score) for number, scores in enumerate(people) for score in scores]
    return pl.DataFrame(told, ["who", "score"], orient="row")


def of_one_size(size: int) -> st.SearchStrategy[list[list[int]]]:
    """People who all answer so many times."""
    return st.lists(st.lists(st.integers(1, 5), min_size=size, max_size=size), min_size=5, max_size=25)


@settings(deadline=None)
@given(st.integers(1, 4).flatmap(of_one_size))
def test_answers_of_one_respondent_belong_together(people: list[list[int]]) -> None:
    """Where all answer equally often, the mean has the t interval of the respondents' own means."""
    frame = answered_by(people)
    tables = [sc.Voice.from_frame(frame, score="score", response=one, instrument=FIVE).mean() for one in ("who", None)]
    together, alone = map(only, tables)
    means = [sum(one) / len(one) for one in people]

    assert together["mean"] == pytest.approx(alone["mean"], abs=1e-12)
    assert together["standard_error"] == pytest.approx(stats.sem(means), abs=1e-10)
    if len(people[0]) == 1:
        assert_same(tables[:1], tables[1:])


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=4), min_size=5, max_size=25))
def test_respondents_weigh_as_all_their_answers(people: list[list[int]]) -> None:
    """Where some answer more often, each counts as one with the mean and the weight of all their answers."""
    row = only(sc.Voice.from_frame(answered_by(people), score="score", response="who", instrument=FIVE).mean())
    sizes, means = np.array([len(one) for one in people]), np.array([np.mean(one) for one in people])
    effective = sizes.sum() ** 2 / (sizes**2).sum()
    mean = np.average(means, weights=sizes)
    variance = np.average((means - mean) ** 2, weights=sizes) * effective / (effective - 1)

    assert row["n"] == sizes.sum()
    assert row["mean"] == pytest.approx(mean, abs=1e-12)
    assert row["standard_error"] == pytest.approx(math.sqrt(variance / effective), abs=1e-10)
    half = stats.t.ppf(0.975, effective - 1) * row["standard_error"]
    assert row["upper"] - row["mean"] == pytest.approx(half, abs=1e-10)


def test_a_hundred_answers_of_five_people_are_five() -> None:
    """Where each of five people says twenty times the same, shares are as sure as those of five answers."""
    frame = pl.DataFrame({"who": [str(n % 5) for n in range(100)], "score": [5 if n % 5 else 1 for n in range(100)]})
    many = only(sc.Voice.from_frame(frame, score="score", response="who", instrument=FIVE).csat())
    few = only(voice([1, 5, 5, 5, 5], FIVE).csat())

    assert (many["n"], few["n"]) == (100, 5)
    assert many["effective_n"] == pytest.approx(5, abs=1e-9)
    assert [many["csat"], many["lower"], many["upper"]] == pytest.approx([few["csat"], few["lower"], few["upper"]])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 10), min_size=5, max_size=60))
def test_means_of_respondents_are_exact(scores: list[float]) -> None:
    """Answers between steps keep their exact mean and spread, and stand on the right side of every step."""
    heard = voice(scores, sc.Instrument("ten", 0, 10))
    row, share = only(heard.mean()), only(heard.csat(top=3))

    assert row["mean"] == pytest.approx(np.mean(scores), abs=1e-10)
    assert row["deviation"] == pytest.approx(np.std(scores, ddof=1), abs=1e-6)
    assert share["hits"] == sum(one >= 8 for one in scores)
    assert sum(line["n"] for line in heard.counts().to_dicts()) == len(scores)


@pytest.mark.parametrize("lowest", [-3, 0, 1, 0.5])
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_half_points_stand_on_steps_of_their_own(lowest: float, better: str) -> None:
    """Half points are told apart, on scales with any beginning and either good end."""
    scale = sc.Instrument("halves", lowest, lowest + 4, better=better)
    scores = [lowest + step / 2 for step in range(9)] * 2
    rows = voice(scores, scale).counts().to_dicts()

    assert [row["score"] for row in rows] == [lowest + step / 2 for step in range(9)]
    assert {row["n"] for row in rows} == {2}


def test_counts_tell_the_words_of_the_scale() -> None:
    """Each score stands beside its word, in the order of the scale and not of the alphabet."""
    words = ("awful", "poor", "fair", "good", "great")
    frame = pl.DataFrame({"score": ["great", "awful", "good", "good", None]})
    scale = sc.Instrument("words", 1, 5, labels=words)
    rows = sc.Voice.from_frame(frame, score="score", instrument=scale, settings=TINY).counts().to_dicts()

    assert [(row["score"], row["label"], row["n"], row["share"]) for row in rows] == [
        (1, "awful", 1, 0.25),
        (4, "good", 2, 0.5),
        (5, "great", 1, 0.25),
        (None, None, 1, None),
    ]


def test_confidence_is_that_of_the_settings_or_of_the_call() -> None:
    """Intervals follow the settings, and the call before them; the notes tell which."""
    heard = voice([1, 3, 4, 4, 5, 5], FIVE, settings=sc.Settings(confidence=0.8))
    usual, wide = heard.mean(), heard.mean(confidence=0.99)

    low, _ = stats.t.interval(0.8, 5, loc=22 / 6, scale=stats.sem([1, 3, 4, 4, 5, 5]))
    assert only(usual)["lower"] == pytest.approx(low, abs=1e-10)
    assert only(wide)["lower"] < low
    assert "Intervals: t, 80 %." in usual.notes
    assert "Intervals: t, 99 %." in wide.notes
