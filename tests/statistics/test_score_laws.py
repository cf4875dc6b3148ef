"""Laws of scores, whatever people answered."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from score_references import assert_same

from servicecraft.statistics.agreement import intraclass, within_group
from servicecraft.statistics.control import RULES, individuals, signals
from servicecraft.statistics.means import Moments, mean_interval, welch
from servicecraft.statistics.promoters import net_promoters, net_promoters_interval
from servicecraft.statistics.reliability import CrossProducts, cronbach, feldt, pairwise_covariance
from servicecraft.statistics.shares import effective_size, newcombe, wilson
from servicecraft.statistics.survival import kaplan_meier, median_time, share_within

CONFIDENCES = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99, 0.9999])
SCORES = st.integers(0, 10)
ANSWERS = st.lists(SCORES, min_size=2, max_size=30)
COUNTS = st.integers(0, 10**6)


@st.composite
def shares(draw):
    """Hits among answers, at least one."""
    n = draw(st.integers(1, 10**9))
    return draw(st.integers(0, n) | st.sampled_from([0, n])), n


@st.composite
def item_answers(draw, least=2):
    """Answers of people to several items."""
    items = draw(st.integers(2, 5))
    return np.array(
        draw(st.lists(st.lists(SCORES, min_size=items, max_size=items), min_size=least, max_size=15)), dtype=float
    )


def variance_in_fractions(answers) -> float:
    """The sample variance without any rounding."""
    exact = [Fraction(answer) for answer in answers]
    mean = sum(exact) / len(exact)
    return float(sum((answer - mean) ** 2 for answer in exact) / (len(exact) - 1))


@settings(deadline=None)
@given(shares(), CONFIDENCES)
def test_wilson_contains_the_share_and_stays_a_share(share, confidence):
    """The share lies in its interval and the interval in 0 to 1, reaching the ends only at none and at all."""
    hits, n = share
    lower, upper = wilson(hits, n, confidence)

    assert 0 <= lower <= hits / n <= upper <= 1
    assert (lower == 0) == (hits == 0)
    assert (upper == 1) == (hits == n) or n > 10**6


@settings(deadline=None)
@given(shares(), CONFIDENCES)
def test_wilson_solves_the_equation_that_defines_it(share, confidence):
    """At both limits the share is as many standard errors away as the confidence says (Wilson 1927)."""
    hits, n = share
    z = scipy.stats.norm.ppf((1 + confidence) / 2)
    for limit in wilson(hits, n, confidence):
        if 0 < limit < 1 and n < 10**5:
            assert abs(hits / n - limit) == pytest.approx(z * math.sqrt(limit * (1 - limit) / n), rel=1e-6, abs=1e-12)


@settings(deadline=None)
@given(shares(), st.integers(2, 50), CONFIDENCES)
def test_wilson_narrows_with_more_answers(share, times, confidence):
    """The same share of more answers is surer."""
    hits, n = share
    few, many = wilson(hits, n, confidence), wilson(hits * times, n * times, confidence)

    assert many[1] - many[0] < few[1] - few[0]


@settings(deadline=None)
@given(shares(), CONFIDENCES)
def test_wilson_mirrors_hits_and_misses(share, confidence):
    """The interval of the misses is that of the hits, mirrored."""
    hits, n = share

    assert_same(1 - np.array(wilson(hits, n, confidence)), wilson(n - hits, n, confidence)[::-1], 1e-12)


@settings(deadline=None)
@given(shares(), shares(), CONFIDENCES)
def test_a_difference_of_shares_lies_in_its_interval(one, other, confidence):
    """The difference lies in its interval, the interval in -1 to 1, and exchanging both changes its sign."""
    difference, lower, upper = newcombe(*one, *other, confidence)

    assert -1 <= lower <= difference <= upper <= 1
    assert_same([-difference, -upper, -lower], newcombe(*other, *one, confidence), 1e-12)


@settings(deadline=None)
@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=20))
def test_effective_size_is_at_most_the_number_of_answers(weights):
    """Weighted answers are never worth more than as many equal ones, nor less than one."""
    size = effective_size(math.fsum(weights), math.fsum(weight * weight for weight in weights))

    assert 1 - 1e-12 <= size <= len(weights) * (1 + 1e-12)


@settings(deadline=None)
@given(COUNTS, COUNTS, COUNTS)
def test_net_promoters_lie_in_their_interval(promoters, passives, detractors):
    """The score lies in its interval, the interval in -100 to 100."""
    assume(promoters + passives + detractors)
    score, error = net_promoters(promoters, passives, detractors)
    lower, upper = net_promoters_interval(promoters, passives, detractors)

    assert -100 <= lower <= score <= upper <= 100
    assert error >= 0


@settings(deadline=None)
@given(COUNTS, COUNTS, COUNTS)
def test_net_promoters_change_sides(promoters, passives, detractors):
    """Promoters for detractors: the score and its limits change their sign."""
    assume(promoters + passives + detractors)
    score, error = net_promoters(promoters, passives, detractors)
    lower, upper = net_promoters_interval(promoters, passives, detractors)

    assert_same([-score, error], net_promoters(detractors, passives, promoters), 1e-12)
    assert_same([-upper, -lower], net_promoters_interval(detractors, passives, promoters), 1e-12)


@settings(deadline=None)
@given(COUNTS, COUNTS, COUNTS, st.floats(0.01, 100))
def test_weights_do_not_change_net_promoters_but_by_their_worth(promoters, passives, detractors, weight):
    """Equally weighted answers that are worth as many as there are give the same score and interval."""
    n = promoters + passives + detractors
    assume(n)
    weighted = [weight * count for count in (promoters, passives, detractors)]

    assert_same(net_promoters(promoters, passives, detractors), net_promoters(*weighted, effective_n=n), 1e-9)
    assert_same(
        net_promoters_interval(promoters, passives, detractors), net_promoters_interval(*weighted, effective_n=n), 1e-9
    )


@settings(deadline=None)
@given(ANSWERS, st.integers(-(10**9), 10**9))
def test_moments_are_exact_wherever_the_scale_begins(answers, start):
    """Mean and variance are those of exact fractions, also for scores that are far from zero."""
    moments = Moments.from_values([start + answer for answer in answers])

    assert_same(float(Fraction(sum(answers), len(answers)) + start), moments.mean, 1e-12)
    assert_same(variance_in_fractions(answers), moments.variance, 1e-9 if abs(start) > 10**6 else 1e-12)


@settings(deadline=None)
@given(st.lists(SCORES, max_size=40), st.data())
def test_moments_merge_in_any_order(answers, data):
    """However answers are cut into parts, empty ones too, and in whatever order the parts are merged, nothing changes."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(answers)), max_size=5)))
    parts = [answers[start:end] for start, end in zip([0, *cuts], [*cuts, len(answers)], strict=True)]
    moments = [Moments.from_values(part) for part in data.draw(st.permutations(parts))]
    merged = moments[0]
    for one in moments[1:]:
        merged = merged + one
    whole = Moments.from_values(answers)

    assert_same([whole.n, whole.mean, whole.deviations], [merged.n, merged.mean, merged.deviations], 1e-12)


@settings(deadline=None)
@given(ANSWERS, st.integers(-5, 15))
def test_moments_of_counts_of_sums_and_of_values_are_one(answers, about):
    """A frequency table, an engine's sums about any point and single answers say the same."""
    values = np.array(answers, dtype=float)
    counts = np.bincount(answers, minlength=11)
    one = Moments.from_values(values)
    others = [
        Moments.from_counts(np.arange(11), counts),
        Moments.from_sums(len(answers), (values - about).sum(), ((values - about) ** 2).sum(), about),
        Moments.from_values(np.append(values, np.nan)),
    ]

    for other in others:
        assert_same([one.n, one.mean, one.variance], [other.n, other.mean, other.variance], 1e-12)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), SCORES), max_size=40))
def test_moments_of_groups_are_those_of_each(pairs):
    """Groups that are reduced together are as if each were reduced alone; a group without answers has no mean."""
    groups, answers = [group for group, _ in pairs], [answer for _, answer in pairs]
    together = Moments.from_values(answers, groups, 4)

    for place in range(4):
        alone = Moments.from_values([answer for group, answer in pairs if group == place])
        assert_same(
            [alone.n, alone.mean, alone.deviations],
            [together.n[place], together.mean[place], together.deviations[place]],
            1e-12,
        )


@settings(deadline=None)
@given(ANSWERS, st.floats(0.1, 10))
def test_equally_weighted_answers_have_the_sample_variance(answers, weight):
    """Weights that are all alike leave the variance as it is, when they are worth as many answers as there are."""
    counts = np.bincount(answers, minlength=11)
    weighted = Moments.from_counts(np.arange(11), counts * weight)

    assert_same(variance_in_fractions(answers), weighted.variance_of_weighted(len(answers)), 1e-12)


@settings(deadline=None)
@given(ANSWERS, CONFIDENCES)
def test_a_mean_lies_in_its_interval_and_more_of_the_same_is_surer(answers, confidence):
    """The mean lies in its interval, which narrows when everyone answers twice."""
    once, twice = Moments.from_values(answers), Moments.from_values(answers * 2)
    lower, upper = mean_interval(once.mean, once.variance, once.n, confidence)
    narrow = mean_interval(twice.mean, twice.variance, twice.n, confidence)

    assert lower <= once.mean <= upper
    assert (narrow[1] - narrow[0] < upper - lower) == (once.variance > 0)


@settings(deadline=None)
@given(ANSWERS, ANSWERS, CONFIDENCES)
def test_a_difference_of_means_lies_in_its_interval(one, other, confidence):
    """The difference lies in its interval, and exchanging both changes its sign."""
    first, second = Moments.from_values(one), Moments.from_values(other)
    asked = (first.mean, first.variance, first.n), (second.mean, second.variance, second.n)
    difference, lower, upper = welch(*asked[0], *asked[1], confidence)

    assert lower <= difference <= upper
    assert_same([-difference, -upper, -lower], welch(*asked[1], *asked[0], confidence), 1e-12)


@settings(deadline=None)
@given(item_answers(least=0), st.data())
def test_cross_products_merge_in_any_order(answers, data):
    """However people are cut into parts, and in whatever order these are merged, the covariances are those of one pass."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(answers)), max_size=4)))
    parts = (
        [CrossProducts.from_rows(part.reshape(-1, answers.shape[-1])) for part in np.split(answers, cuts)]
        if answers.size
        else []
    )
    assume(parts)
    parts = data.draw(st.permutations(parts))
    merged = parts[0]
    for part in parts[1:]:
        merged = merged + part
    whole = CrossProducts.from_rows(answers)

    assert_same(whole.covariance, merged.covariance, 1e-12)
    assert_same(whole.means, merged.means, 1e-12)


@settings(deadline=None)
@given(item_answers(), st.lists(st.integers(-1000, 1000), min_size=5, max_size=5))
def test_cross_products_of_whole_answers_are_exact_wherever_they_are_counted_from(answers, about):
    """Moving the point that is taken off there and back changes no digit, and raw sums of an engine say the same."""
    products = CrossProducts.from_rows(answers)
    there = about[: answers.shape[1]]
    raw = CrossProducts(n=len(answers), sums=answers.sum(axis=0), products=answers.T @ answers)
    back = products.moved(there).moved(products.about)

    assert_same(products.sums, back.sums, 0)
    assert_same(products.products, back.products, 0)
    assert_same(np.cov(answers.T), raw.covariance, 1e-11)
    assert_same(raw.covariance, products.covariance, 1e-11)


@settings(deadline=None)
@given(item_answers(), st.data())
def test_cross_products_of_groups_are_those_of_each(answers, data):
    """Groups that are reduced together are as if each were reduced alone, people with gaps left out."""
    groups = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(answers), max_size=len(answers))))
    answers[0, 0] = np.nan
    together = CrossProducts.from_rows(answers, groups, 3).covariance

    for place in range(3):
        assert_same(CrossProducts.from_rows(answers[groups == place]).covariance, together[place], 1e-11)


@settings(deadline=None)
@given(item_answers(), st.lists(st.integers(-100, 100), min_size=5, max_size=5), st.sampled_from([-3.0, 0.5, 7.0]))
def test_alpha_does_not_depend_on_where_items_begin(answers, starts, unit):
    """Adding a constant to each item, or measuring all in another unit, leaves alpha as it is."""
    moved = (answers + starts[: answers.shape[1]]) * unit

    before, after = (cronbach(CrossProducts.from_rows(rows).covariance) for rows in (answers, moved))

    assert_same(before, after, 1e-9)
    assert np.isnan(before) or before <= 1 + 1e-12


@settings(deadline=None)
@given(item_answers())
def test_alpha_without_gaps_is_the_same_pairwise_and_listwise(answers):
    """Where everyone answered everything, pairs and whole rows give the same covariances."""
    covariance, people = pairwise_covariance(answers)

    assert_same(CrossProducts.from_rows(answers).covariance, covariance, 1e-11)
    assert (people == len(answers)).all()


@settings(deadline=None)
@given(st.floats(-2, 0.999), st.integers(2, 10**6), st.integers(2, 60), CONFIDENCES)
def test_feldt_contains_alpha_and_narrows(alpha, people, items, confidence):
    """Limits are in order, at most 1, and narrower for four times the people."""
    lower, upper = feldt(alpha, people, items, confidence)
    narrow = feldt(alpha, 4 * people, items, confidence)

    assert lower < upper <= 1
    assert narrow[1] - narrow[0] < upper - lower
    assert lower <= alpha <= upper or people < 20


@settings(deadline=None)
@given(st.lists(st.lists(SCORES, min_size=1, max_size=6), min_size=2, max_size=5))
def test_intraclass_is_the_analysis_of_variance_in_fractions(groups):
    """Mean squares and both correlations are those of exact fractions."""
    moments = [Moments.from_values(answers) for answers in groups]
    found = intraclass([m.n for m in moments], [m.mean for m in moments], [m.variance for m in moments])

    total = sum(map(len, groups))
    grand = Fraction(sum(map(sum, groups)), total)
    means = [Fraction(sum(answers), len(answers)) for answers in groups]
    between = sum(len(a) * (m - grand) ** 2 for a, m in zip(groups, means, strict=True)) / (len(groups) - 1)
    assert_same(float(between), found.between, 1e-9)
    if total > len(groups):
        within = sum((x - m) ** 2 for a, m in zip(groups, means, strict=True) for x in a) / (total - len(groups))
        size = (total - Fraction(sum(len(a) ** 2 for a in groups), total)) / (len(groups) - 1)
        assert_same(float(within), found.within, 1e-9)
        if between + (size - 1) * within:
            assert_same(float((between - within) / (between + (size - 1) * within)), found.icc1, 1e-9)
        if between > Fraction(1, 10**6):
            assert_same(float((between - within) / between), found.icc2, 1e-9)


@settings(deadline=None)
@given(st.lists(SCORES, min_size=2, max_size=9), st.integers(1, 20))
def test_agreement_is_a_share_that_more_items_raise(answers, items):
    """r_wg lies in 0 to 1, and more parallel items never lower it."""
    variance = variance_in_fractions(answers)
    one, many = (within_group(variance, len(answers), 0, 10, items=number) for number in (1, items))

    assert 0 <= one <= many + 1e-12
    assert many <= 1
    assert (one == 1) == (len(set(answers)) == 1)


@settings(deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=30), st.integers(-1000, 1000), st.sampled_from([2.0, 0.5]))
def test_control_limits_move_with_the_series(series, start, unit):
    """Another origin and unit move the limits along, and the same points are signals."""
    values = np.array(series, dtype=float)
    before, after = individuals(values), individuals(start + unit * values)

    expected = [
        start + unit * before.centre,
        unit * before.average_range,
        start + unit * before.lower,
        start + unit * before.upper,
    ]
    assert_same(expected, [after.centre, after.average_range, after.lower, after.upper], 1e-11)
    assert before.lower <= before.centre <= before.upper


@settings(deadline=None)
@given(st.integers(-5, 5), st.integers(1, 20))
def test_a_series_that_does_not_change_gives_no_signal(value, length):
    """No rule ever finds something in a constant series."""
    values = np.full(length, float(value))

    found = signals(values, individuals(values), RULES)

    assert list(found) == list(RULES)
    assert not any(marked.any() for marked in found.values())


def says(rule, away, sigma) -> bool:
    """Whether the last point of a series completes the pattern of a rule on the upper side."""
    rises = [second > first for first, second in itertools.pairwise(away)]
    return {
        "beyond": away[-1] > 3 * sigma,
        "side": len(away) >= 8 and all(one > 0 for one in away[-8:]),
        "trend": len(rises) >= 5 and all(rises[-5:]),
        "two_of_three": away[-1] > 2 * sigma and sum(one > 2 * sigma for one in away[-3:]) >= 2,
        "four_of_five": away[-1] > sigma and sum(one > sigma for one in away[-5:]) >= 4,
    }[rule]


@settings(deadline=None)
@given(st.lists(st.integers(-3, 3) | st.none(), min_size=1, max_size=25))
def test_signals_are_what_the_rules_say_point_by_point(series):
    """Every rule marks exactly the points at which its words come true, read one after the other."""
    values = [math.nan if value is None else float(value) for value in series]
    limits = individuals([0.0, 1.0, 0.0, -1.0])
    sigma = float(limits.upper - limits.centre) / 3
    found = signals(values, limits, RULES)

    for place in range(len(values)):
        up = [value - float(limits.centre) for value in values[: place + 1]]
        down = [-value for value in up]
        for rule, marked in found.items():
            assert marked[place] == (says(rule, up, sigma) or says(rule, down, sigma)), (rule, place)


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=30), st.integers(0, 20))
def test_without_open_ones_times_are_plain_shares(durations, limit):
    """Where all have ended, the curve is the share that lasted longer, and the share within a time is counted, with Wilson at the ends."""
    ended = [True] * len(durations)
    times, survival, at_risk = kaplan_meier(durations, ended)
    share, lower, upper = share_within(durations, ended, limit)

    assert_same([sum(d > time for d in durations) / len(durations) for time in times], survival, 1e-12)
    assert_same([sum(d >= time for d in durations) for time in times], at_risk, 0)
    within = sum(d <= limit for d in durations)
    assert_same(within / len(durations), share, 1e-12)
    assert lower - 1e-12 <= share <= upper + 1e-12
    if within in (0, len(durations)):
        assert_same(wilson(within, len(durations)), [lower, upper], 1e-12)
    expected = sorted(durations)[(len(durations) + 1) // 2 - 1]
    assert median_time(durations, ended)[0] == expected


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 15), st.booleans()), max_size=30), st.integers(0, 15), CONFIDENCES)
def test_open_ones_are_neither_late_nor_in_time(pairs, limit, confidence):
    """The curve falls from at most 1 to at least 0; shares and medians lie in their limits, or are not known."""
    durations, ended = [d for d, _ in pairs], [over for _, over in pairs]
    times, survival, at_risk = kaplan_meier(durations, ended)
    share, lower, upper = share_within(durations, ended, limit, confidence)
    median, earliest, latest = median_time(durations, ended, confidence)

    assert (np.diff(times) > 0).all()
    assert (np.diff(np.append(1.0, survival)) < 1e-12).all()
    assert (survival >= 0).all()
    assert (np.diff(at_risk) < 0).all()
    unknown = all(d < limit for d in durations) and not (ended and survival.size and survival[-1] == 0)
    assert np.isnan(share) == unknown
    if not unknown:
        assert -1e-12 <= lower - 1e-12 <= share <= upper + 1e-12 <= 1 + 2e-12
    assert np.isnan(median) or not earliest > median
    assert np.isnan(latest) or latest >= median
