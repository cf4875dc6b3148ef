"""
How sure are the shares? Influence again and again, with what people judged disturbed as far as they may have erred.

Dependence and leadership follow a beta distribution around what was said, importances a log-normal one, and each link may
not exist. Part of the error is common to all parties, since those who judge share their leanings.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve
from scipy import special

from servicecraft.errors import NetworkError
from servicecraft.network.compiling import Flow, compiled
from servicecraft.network.drawing import Drawing, Floats
from servicecraft.network.groups import Grouping
from servicecraft.network.solving import refuse_closed_sets, throughput

JUDGEMENT_SPREAD = 0.1
"""Standard deviation of a judgement of dependence or leadership, where there is one judge or none. Our default."""
IMPORTANCE_SPREAD = 0.3
"""Standard deviation of the logarithm of an importance. Our default."""


def drawn_influence(
    flow: Flow, groups: Grouping, draws: int, rng: np.random.Generator, tolerance: float
) -> tuple[Floats, int]:
    """
    Influence of every group in every draw.

    Returns:
        One row per draw that has an answer, and how many had none: no customer was served, or a set without own work
        was left.
    """
    drawing = flow.drawing
    rows, empty = [], 0
    for _ in range(draws):
        disturbed = compiled(_disturbed(drawing, rng))
        try:
            refuse_closed_sets(disturbed)
            passing = throughput(disturbed, disturbed.inflow, tolerance)
        except NetworkError:
            empty += 1
            continue
        if not disturbed.weights.any():
            empty += 1
            continue
        shares = (disturbed.own * passing)[: drawing.size]
        rows.append(np.bincount(groups.codes, weights=shares, minlength=len(groups.ids)))
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(groups.ids)), empty


def _disturbed(drawing: Drawing, rng: np.random.Generator) -> Drawing:
    settings, links = drawing.settings, len(drawing.importances)
    there = rng.random(links) >= settings.missing_link
    factors = np.exp(IMPORTANCE_SPREAD * rng.standard_normal(links))
    return evolve(
        drawing,
        importances=drawing.importances * factors * there,
        dependence=_around(drawing.dependence, settings.dependence, drawing.dependence_spread, drawing, rng),
        leadership=_around(drawing.leadership, settings.leadership, drawing.leadership_spread, drawing, rng),
    )


def _around(said: Floats, default: float, spread: Floats, drawing: Drawing, rng: np.random.Generator) -> Floats:
    """Beta-distributed values with the means that were said; 0 and 1 are taken as certain."""
    common = drawing.settings.common_part
    mean = np.where(np.isnan(said), default, said)
    normal = np.sqrt(common) * rng.standard_normal() + np.sqrt(1 - common) * rng.standard_normal(len(mean))
    error = np.full(len(mean), JUDGEMENT_SPREAD)
    if len(spread):
        error = np.where(np.isnan(spread), error, spread)
    open_ones = (mean > 0) & (mean < 1) & (error > 0)
    safe = np.where(open_ones, mean, 0.5)
    variance = np.minimum(np.where(open_ones, error, 0.1) ** 2, 0.9 * safe * (1 - safe))
    size = safe * (1 - safe) / variance - 1
    found = special.betaincinv(safe * size, (1 - safe) * size, special.ndtr(normal))
    return np.where(open_ones, np.clip(found, 0.0, 1.0 - 1e-12), mean)
