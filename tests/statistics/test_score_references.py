"""Every score against what other libraries computed, and against the examples that are printed elsewhere."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from score_references import REFERENCES, assert_same, rows

from servicecraft.statistics.agreement import intraclass, within_group
from servicecraft.statistics.control import ControlLimits, individuals, signals
from servicecraft.statistics.means import Moments, mean_interval, welch
from servicecraft.statistics.promoters import net_promoters, net_promoters_interval
from servicecraft.statistics.reliability import CrossProducts, cronbach, feldt, pairwise_covariance
from servicecraft.statistics.shares import effective_size, newcombe, wilson
from servicecraft.statistics.survival import kaplan_meier, median_time, share_within


@pytest.mark.parametrize(("asked", "answer"), rows("wilson"))
def test_wilson_agrees(asked, answer):
    """The interval of a share is what statsmodels computes."""
    assert_same(answer, wilson(*asked))


@pytest.mark.parametrize(("asked", "answer"), rows("newcombe"))
def test_newcombe_agrees(asked, answer):
    """The interval of a difference of shares is what statsmodels computes."""
    assert_same(answer, newcombe(*asked))


@pytest.mark.parametrize(("asked", "answer"), rows("mean_interval"))
def test_mean_interval_agrees(asked, answer):
    """The t interval is what scipy.stats computes."""
    assert_same(answer, mean_interval(*asked))


@pytest.mark.parametrize(("asked", "answer"), rows("welch"))
def test_welch_agrees(asked, answer):
    """The interval of a difference of means, from answers one by one, is what statsmodels and scipy.stats compute."""
    first, second = (Moments.from_values(answers) for answers in asked[:2])

    found = welch(first.mean, first.variance, first.n, second.mean, second.variance, second.n, asked[2])

    assert_same(answer, found)


@pytest.mark.parametrize(("asked", "answer"), rows("promoters"))
def test_net_promoters_agree(asked, answer):
    """Score, error and interval are what the textbook gives with forty digits."""
    *counts, confidence = asked

    assert_same(answer, [*net_promoters(*counts), *net_promoters_interval(*counts, confidence)])


@pytest.mark.parametrize(("asked", "answer"), rows("cronbach"))
def test_cronbach_and_feldt_agree(asked, answer):
    """Alpha is what pingouin computes, and Feldt's interval what it prints with two more digits."""
    table = np.array(asked, dtype=float)

    alpha = cronbach(pairwise_covariance(table)[0])
    limits = feldt(alpha, *table.shape)

    assert_same([answer[0], *answer[3:]], [alpha, *limits])
    assert_same(answer[1:3], limits, 5.001e-4)


@pytest.mark.parametrize(("asked", "answer"), rows("intraclass"))
def test_intraclass_agrees(asked, answer):
    """ICC(1) and ICC(2) are what pingouin computes, the mean squares those of an analysis of variance."""
    groups = [Moments.from_values(answers) for answers in asked]

    found = intraclass([g.n for g in groups], [g.mean for g in groups], [g.variance for g in groups])

    assert_same(answer, [found.icc1, found.icc2, found.between, found.within])


@pytest.mark.parametrize(("asked", "answer"), rows("survival"))
def test_kaplan_meier_agrees(asked, answer):
    """The curve, who is watched, its limits and the median are what lifelines computes."""
    durations, ended, confidence = asked
    times, at_risk, curve, limits, median = answer

    found = kaplan_meier(durations, ended)
    within = [share_within(durations, ended, time, confidence) for time in times]

    assert_same([times, curve, at_risk], found)
    assert_same(1 - np.array(curve), [share for share, _, _ in within])
    known = [place for place, pair in enumerate(limits) if pair[0] is not None]
    assert_same(
        [limits[place][::-1] for place in known], [[1 - limit for limit in within[place][1:]] for place in known]
    )
    assert_same(median[:1], median_time(durations, ended, confidence)[:1])
    if curve[-1] > 0:
        assert_same(median, median_time(durations, ended, confidence))


def test_there_are_enough_references():
    """At least 120 cases are compared with other libraries."""
    assert sum(map(len, REFERENCES.values())) >= 120


@pytest.mark.parametrize(
    ("hits", "n", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),
        (0, 20, 0, 0.1611),
        (23, 60, 0.2709, 0.5098),
        (0, 30, 0, 0.1135),
        (4, 20, 0.0807, 0.4160),
        (18, 20, 0.6990, 0.9721),
        (30, 30, 0.8865, 1),
        (100, 200, 0.4314, 0.5686),
    ],
)
def test_printed_shares(hits, n, lower, upper):
    """The intervals that Newcombe (1998) and R print are met to their four digits."""
    assert_same([lower, upper], wilson(hits, n), 5.001e-5)


@pytest.mark.parametrize(
    ("asked", "lower", "upper"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_printed_differences_of_shares(asked, lower, upper):
    """Method 10 in Newcombe's (1998) second table is met to its four digits."""
    assert_same([lower, upper], newcombe(*asked)[1:], 5.001e-5)


def test_printed_net_promoters():
    """70, 10 and 20 of a hundred are 50, between 32.94 and 64.15; 1/2, 1/3 and 1/6 have a variance of 5/9."""
    score, _ = net_promoters(70, 10, 20)
    _, error = net_promoters(3, 2, 1, effective_n=1)

    assert score == 50
    assert_same([32.94, 64.15], net_promoters_interval(70, 10, 20), 1e-4)
    assert_same((error / 100) ** 2, 5 / 9, 1e-12)


def test_printed_alpha():
    """The set of pingouin gives .5917 [.195, .840]."""
    table = next(row["asked"] for row in REFERENCES["cronbach"] if row["name"] == "pingouin")

    alpha = cronbach(CrossProducts.from_rows(table).covariance)

    assert_same(0.5917188485995826, alpha, 1e-12)
    assert_same([0.195, 0.840], feldt(alpha, 15, 10), 5e-4)


def test_printed_control_limits():
    """The flow rates of the NIST handbook have centre 50.81, average range 1.8778 and limits 55.8041 and 45.8159."""
    flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]

    limits, rounded = individuals(flow), individuals(flow, constant=2.66)

    found = [limits.centre, limits.average_range, limits.upper, limits.lower]

    assert [round(float(limit), 4) for limit in found] == [50.81, 1.8778, 55.8041, 45.8159]
    assert_same(50.81 + 2.66 * 16.9 / 9, rounded.upper, 1e-12)


@pytest.mark.parametrize(
    ("variance", "items", "expected"),
    [
        (0, 1, 1),
        (0.5, 1, 0.75),
        (2, 1, 0),
        (9, 1, 0),
        (0.5, 5, 5 * 0.75 / (5 * 0.75 + 0.25)),
        (1, 10, 10 / 11),
        (3, 4, 0),
    ],
)
def test_agreement_by_hand(variance, items, expected):
    """r_wg on a scale of five compares with a variance of 2, and many items raise it by the Spearman-Brown formula."""
    assert_same(expected, within_group(variance, 8, 1, 5, items=items), 1e-12)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_answers(n):
    """Without answers there is no share, score or mean; from one there is no variance."""
    moments = Moments.from_values(np.full(n, 3.0))
    answers = [*mean_interval(moments.mean, moments.variance, n), moments.variance, *feldt(0.7, n, 4)]
    answers += [*welch(3, 1, 5, moments.mean, moments.variance, n)[1:], within_group(0, n, 1, 5)]
    if n == 0:
        answers += [
            *wilson(0, 0),
            *newcombe(0, 0, 1, 2),
            *net_promoters(0, 0, 0),
            *net_promoters_interval(0, 0, 0),
            moments.mean,
        ]

    assert np.isnan(np.array(answers, dtype=float)).all()


@pytest.mark.parametrize(
    ("hits", "n"), [(-1, 5), (6, 5), (1, -1), (float("nan"), 3), (2, float("nan")), (3, float("inf"))]
)
def test_impossible_shares(hits, n):
    """More hits than answers, or fewer than none, have no interval."""
    assert np.isnan(wilson(hits, n)).all()


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 1.5, float("nan")])
def test_impossible_confidence(confidence):
    """A confidence that is no share gives no limits, and never exchanged ones."""
    limits = [
        *wilson(2, 5, confidence),
        *net_promoters_interval(3, 2, 1, confidence),
        *mean_interval(1, 1, 5, confidence),
    ]
    limits += [
        *newcombe(1, 2, 1, 3, confidence)[1:],
        *welch(1, 1, 5, 2, 1, 5, confidence)[1:],
        *feldt(0.5, 9, 3, confidence),
    ]

    assert np.isnan(np.array(limits, dtype=float)).all()


def test_constant_answers():
    """Where all answers are alike, means and their differences are certain, and nothing agrees more."""
    alike = Moments.from_values([4.0] * 6)

    assert alike.variance == 0
    assert_same([4, 4], mean_interval(4, 0, 6), 0)
    assert_same([1, 1, 1], welch(4, 0, 6, 3, 0, 2), 0)
    assert within_group(0, 6, 1, 5) == 1
    assert np.isnan(cronbach(np.zeros((3, 3))))
    assert np.isnan(intraclass([3, 3], [4, 4], [0, 0]).icc1)


def test_many_answers_far_from_zero():
    """Two hundred thousand answers of about a billion have the mean and the variance of exact sums."""
    answers = 1e9 + 0.3 * (np.arange(200_000) % 2)
    mean = math.fsum(answers) / answers.size
    variance = math.fsum((answer - mean) ** 2 for answer in answers) / (answers.size - 1)

    moments = Moments.from_values(answers)

    assert_same([mean, variance], [moments.mean, moments.variance], 1e-12)


@pytest.mark.parametrize(
    ("rule", "series", "expected"),
    [
        ("trend", [0, 1, 2, 3, 4, 5, 6, 0], [5, 6]),
        ("trend", [5, 4, 3, 2, 1, 0], [5]),
        ("trend", [0, 1, 2, 3, 4, 4, 5], []),
        ("side", [1] * 9, [7, 8]),
        ("side", [-1] * 7 + [0, -1], []),
        ("beyond", [0, 3.1, 3, -3.1], [1, 3]),
        ("two_of_three", [2.1, 0, 2.1, 0, 0, -2.1, -2.1], [2, 6]),
        ("two_of_three", [2.1, -2.1, 0, 2.1], []),
        ("four_of_five", [1.1, 1.1, 0, 1.1, 1.1, 0.9], [4]),
    ],
)
def test_signals(rule, series, expected):
    """Every rule marks the points that complete its pattern, and no others."""
    third = ControlLimits(
        centre=np.array(0.0),
        average_range=np.array(0.0),
        lower=np.array(-3.0),
        upper=np.array(3.0),
        upper_range=np.array(0.0),
    )

    assert np.flatnonzero(signals(series, third, (rule,))[rule]).tolist() == expected


def test_times_of_nobody_and_of_few():
    """Nothing ended, nothing watched and everything ended have the limits that they can have."""
    assert np.isnan(median_time([], [])).all()
    assert np.isnan(share_within([], [], 3)).all()
    assert np.isnan(share_within([1, 1], [False, True], 3)).all()
    assert_same([0, *wilson(0, 2)], share_within([1, 1, 5, 5], [False] * 4, 3), 0)
    assert_same([1, *wilson(3, 3)], share_within([1, 1, 2], [True] * 3, 3), 0)
    assert_same([5, 5, np.nan], median_time([5], [True]), 0)


def test_whole_columns_at_once_are_the_same_as_one_by_one():
    """Every score of many groups is that of each group."""
    n, hits = np.array([4, 9, 30]), np.array([1, 9, 17])
    mean, variance = np.array([3.0, 4.5, 2.0]), np.array([1.0, 0.0, 2.5])
    several = [
        (wilson, (hits, n)),
        (newcombe, (hits, n, hits[::-1], n[::-1])),
        (effective_size, (n, hits + n)),
        (net_promoters, (hits, n, n - hits)),
        (net_promoters_interval, (hits, n, n - hits)),
        (mean_interval, (mean, variance, n)),
        (welch, (mean, variance, n, mean[::-1], variance[::-1], n[::-1])),
        (lambda v, m: within_group(v, m, 1, 5), (variance, n)),
        (feldt, (np.array([0.1, 0.5, 0.9]), n, n)),
    ]
    for function, columns in several:
        one_by_one = [function(*(column[place] for column in columns)) for place in range(3)]

        assert_same(np.array(one_by_one).T, function(*columns), 0)


def test_weights_that_are_equal_change_nothing():
    """Equal weights are worth as many answers as there are, whatever they are."""
    for weight, n in itertools.product((0.001, 1, 1e9), (1, 7, 1000)):
        assert_same(n, effective_size(weight * n, weight * weight * n), 1e-12)
    assert effective_size(0, 0) == 0
