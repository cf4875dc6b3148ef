"""
Reference numbers for the tests of `servicecraft.statistics`, computed by libraries that are no dependency of it.

    python -m venv peers && peers/bin/pip install statsmodels pingouin lifelines mpmath
    peers/bin/python tools/statistics_references.py tests/statistics/references.json

Every row holds what was asked, what was answered and by which library. Numbers that are not finite are null.
"""

from __future__ import annotations

import itertools
import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import lifelines
import lifelines.utils
import mpmath
import numpy as np
import pandas as pd
import pingouin
import scipy.stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

mpmath.mp.dps = 40
CONFIDENCES = (0.8, 0.95, 0.999)


def plain(value):
    """Numbers as JSON holds them."""
    if isinstance(value, (list, tuple, np.ndarray, pd.Index, pd.Series)):
        return [plain(one) for one in value]
    number = float(value)
    return number if np.isfinite(number) else None


def row(source, asked, answer, **more):
    """One row: who says so, what was asked, what was answered."""
    return {"source": f"{source} {version(source)}", **more, "asked": plain(asked), "answer": plain(answer)}


def wilson():
    """Shares of few and many, none and all."""
    pairs = [(0, 1), (1, 1), (0, 2), (1, 2), (2, 2), (0, 20), (20, 20), (23, 60), (81, 263), (1, 1000), (999, 1000)]
    pairs += [(0, 10**9), (1, 10**9), (10**9 - 1, 10**9), (5 * 10**8, 10**9), (2.5, 7.25), (7.25, 7.25)]
    for (hits, n), confidence in itertools.product(pairs, CONFIDENCES):
        answer = proportion_confint(hits, n, 1 - confidence, "wilson")
        yield row("statsmodels", [hits, n, confidence], answer)


def newcombe():
    """Two shares."""
    pairs = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (0, 10, 0, 10)]
    pairs += [(10, 10, 0, 20), (10, 10, 0, 10), (1, 1, 0, 1), (0, 1, 1, 2), (500, 1000, 499, 1000), (81, 263, 23, 60)]
    for asked, confidence in itertools.product(pairs, (0.9, 0.95)):
        answer = confint_proportions_2indep(*asked, method="newcomb", compare="diff", alpha=1 - confidence)
        yield row("statsmodels", [*asked, confidence], [asked[0] / asked[1] - asked[2] / asked[3], *answer])


def mean_interval():
    """Means of two and more."""
    groups = [
        (3.0, 1.0, 2),
        (3.0, 0.25, 3),
        (-7.5, 4.0, 16),
        (0.0, 1e-12, 5),
        (1e9, 4.0, 12),
        (4.2, 1.7, 1000),
        (50.0, 900.0, 10**6),
    ]
    for (mean, variance, n), confidence in itertools.product(groups, CONFIDENCES):
        answer = scipy.stats.t.interval(confidence, n - 1, loc=mean, scale=np.sqrt(variance / n))
        yield row("scipy", [mean, variance, n, confidence], answer)


def welch():
    """Two means, from answers one by one."""
    groups = {
        "few": [1, 5],
        "three": [2, 4, 4.5],
        "ties": [3, 3, 3, 4, 4],
        "constant": [5, 5, 5, 5],
        "spread": [0, 10, 0, 10, 10, 0, 5, 7],
        "far": [1e6 + 1, 1e6 + 2, 1e6 + 4],
        "many": [1, 2, 3, 4, 5, 5, 4] * 20,
    }
    for one, other in itertools.combinations(groups.values(), 2):
        means = CompareMeans(DescrStatsW(np.array(one, dtype=float)), DescrStatsW(np.array(other, dtype=float)))
        answer = [np.mean(one) - np.mean(other), *means.tconfint_diff(0.05, usevar="unequal")]
        yield row("statsmodels", [one, other, 0.95], answer)
    for confidence in (0.5, 0.99):
        first, second = groups["ties"], groups["spread"]
        answer = scipy.stats.ttest_ind(first, second, equal_var=False).confidence_interval(confidence)
        yield row("scipy", [first, second, confidence], [np.mean(first) - np.mean(second), *answer])


def tables_of_answers():
    """Answers of people (rows) to items (columns)."""
    yield "pingouin", pingouin.read_dataset("cronbach_alpha").pivot(index="Subj", columns="Items", values="Scores")
    yield "two people", pd.DataFrame([[1, 2, 3], [2, 4, 5]])
    yield "two items", pd.DataFrame([[1, 2], [2, 4], [3, 3], [5, 4]])
    yield "against", pd.DataFrame([[1, 5], [2, 4], [3, 3], [5, 2]])
    yield "an item that never varies", pd.DataFrame([[1, 3, 2], [2, 3, 4], [3, 3, 3], [5, 3, 4]])
    yield "all alike", pd.DataFrame([[1, 1, 1], [2, 2, 2], [5, 5, 5]])
    yield "far from zero", pd.DataFrame([[1e6 + 1, 1e6 + 2], [1e6 + 2, 1e6 + 4], [1e6 + 4, 1e6 + 3]])
    gaps = pd.DataFrame([[1, 2, 2], [2, np.nan, 3], [3, 3, 4], [5, 4, np.nan], [4, 4, 5], [2, 1, 2]])
    yield "gaps", gaps
    yield "no gaps left", gaps.dropna()
    wide = pingouin.read_dataset("cronbach_wide_missing")
    yield "wide with gaps", wide
    yield "wide, complete rows", wide.dropna()


def feldt_limits(alpha, people, items, confidence):
    """Feldt's limits by F quantiles."""
    freedom = (people - 1, (people - 1) * (items - 1))
    outside = (1 + confidence) / 2, (1 - confidence) / 2
    return [1 - (1 - alpha) * scipy.stats.f.ppf(part, *freedom) for part in outside]


def cronbach():
    """Alpha with pairwise covariances, with its rounded interval as pingouin prints it, and Feldt's limits in full."""
    for name, table in tables_of_answers():
        alpha, printed = pingouin.cronbach_alpha(table)
        limits = feldt_limits(alpha, *table.shape, 0.95)
        yield row("pingouin", table.to_numpy(), [alpha, *printed, *limits], name=name)


def intraclass():
    """Balanced groups by pingouin; unequal ones by the mean squares of statsmodels."""
    balanced = [
        [[1, 2, 2], [4, 5, 5], [3, 3, 2]],
        [[1, 5], [2, 4], [3, 3]],
        [[3, 4, 5, 4], [3, 5, 4, 4], [2, 5, 5, 4], [1, 1, 2, 1], [4, 4, 4, 5]],
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
    ]
    for groups in balanced:
        answers = [(g, place, score) for g, scores in enumerate(groups) for place, score in enumerate(scores)]
        long = pd.DataFrame(answers, columns=["group", "rater", "score"])
        found = pingouin.intraclass_corr(long, targets="group", raters="rater", ratings="score").set_index("Type")[
            "ICC"
        ]
        names = ("ICC(1,1)", "ICC(1,k)") if "ICC(1,1)" in found.index else ("ICC1", "ICC1k")
        yield row("pingouin", groups, [found[names[0]], found[names[1]], *mean_squares(groups)])
    unequal = [[[1, 2, 2], [4, 5], [3]], [[5], [1, 2, 1, 2, 4, 3], [3, 4, 4], [5, 5]]]
    for groups in unequal:
        between, within = mean_squares(groups)
        sizes = [mpmath.mpf(len(scores)) for scores in groups]
        average = (sum(sizes) - sum(n * n for n in sizes) / sum(sizes)) / (len(sizes) - 1)
        single = (between - within) / (between + (average - 1) * within)
        yield row("statsmodels", groups, [single, (between - within) / between, between, within])


def mean_squares(groups):
    """Mean squares between and within groups."""
    answers = [(str(group), float(score)) for group, scores in enumerate(groups) for score in scores]
    long = pd.DataFrame(answers, columns=["group", "score"])
    table = anova_lm(ols("score ~ C(group)", long).fit())
    return table.loc["C(group)", "mean_sq"], table.loc["Residual", "mean_sq"]


def promoters():
    """The score, its standard error and its adjusted interval, with forty digits."""
    counts = [(70, 10, 20), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (5, 0, 0), (0, 0, 5), (0, 7, 0), (162, 108, 54)]
    counts += [(1436, 968, 342), (999_999, 0, 1), (10**9, 0, 1), (2.5, 1.25, 0.5)]
    for asked, confidence in itertools.product(counts, (0.9, 0.95)):
        score, error = score_of(*map(mpmath.mpf, asked))
        z = mpmath.sqrt(2) * mpmath.erfinv(mpmath.mpf(confidence))
        middle, wide = score_of(*(mpmath.mpf(one) + extra for one, extra in zip(asked, (0.75, 1.5, 0.75), strict=True)))
        limits = max(middle - z * wide, mpmath.mpf(-100)), min(middle + z * wide, mpmath.mpf(100))
        yield row("mpmath", [*asked, confidence], [score, error, *limits])


def score_of(up, middle, down):
    """The score and its standard error by the textbook."""
    n = up + middle + down
    score = (up - down) / n
    return 100 * score, 100 * mpmath.sqrt(((up + down) / n - score**2) / n)


def survival():
    """Curves, limits and medians."""
    cases = [
        ([2, 3, 3, 5], [1, 1, 0, 0]),
        ([1, 2, 2, 4, 6, 8, 9, 9, 9], [1, 1, 1, 1, 1, 1, 0, 0, 0]),
        ([6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35], [1] * 9 + [0] * 12),
        ([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [1] * 21),
        ([5, 5, 5], [1, 1, 0]),
        ([0, 1, 2, 3], [1, 0, 1, 0]),
        ([7, 7, 7, 7, 9], [1, 1, 0, 0, 1]),
        ([1.5, 2.25, 3.75, 3.75, 10], [1, 1, 1, 0, 1]),
    ]
    for (durations, ended), confidence in itertools.product(cases, (0.9, 0.95)):
        fitted = lifelines.KaplanMeierFitter(alpha=1 - confidence).fit(durations, ended)
        table = fitted.event_table[fitted.event_table["observed"] > 0]
        curve = fitted.survival_function_.loc[table.index].to_numpy().ravel()
        limits = fitted.confidence_interval_.loc[table.index].to_numpy()
        inside = (curve > 1e-9) & (curve < 1)
        around = lifelines.utils.median_survival_times(fitted.confidence_interval_).to_numpy().ravel()
        median = [fitted.median_survival_time_, *around]
        answer = [table.index, table["at_risk"], curve, np.where(inside[:, None], limits, np.nan), median]
        yield row("lifelines", [durations, ended, confidence], answer)


def main():
    """Write all rows, by the function they are for."""
    makers = (wilson, newcombe, mean_interval, welch, cronbach, intraclass, promoters, survival)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = {maker.__name__: list(maker()) for maker in makers}
    text = ",\n".join(f'"{name}": [\n' + ",\n".join(map(json.dumps, some)) + "\n]" for name, some in rows.items())
    Path(sys.argv[1]).write_text("{" + text + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
