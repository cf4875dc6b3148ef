"""
How sure are the shares? Influence again and again, with what people judged disturbed as far as they may have erred.

Dependence and leadership follow a beta distribution around what was said, importances a log-normal one, and each link may
not exist. How far is told by the judges where there are several, else by the settings. Part of the error of dependence and
leadership is common to all parties, since those who judge share their leanings.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve
from scipy import special

from servicecraft.errors import NetworkError, SpokenFact
from servicecraft.network.compiling import Flow, compiled
from servicecraft.network.drawing import Drawing, Floats, Whole
from servicecraft.network.groups import Grouping
from servicecraft.network.solving import refuse_closed_sets, throughput
from servicecraft.words import sentence

LARGEST = 1e300
"""No drawn importance is larger, so that those side by side can still be added up."""


def refuse_draws(draws: int | None, language: str) -> None:
    """
    Refuse a number of draws that is none.

    Raises:
        NetworkError: It is no whole number of at least 0.
    """
    if draws is not None and not (isinstance(draws, int | np.integer) and draws >= 0):
        reason = SpokenFact(sentence("a whole number of at least 0 was expected."))
        raise NetworkError.of("SC-502", draws, path="draws", reason=reason).in_language(language)


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
    spread, same = _importance_spread(drawing)
    for _ in range(draws):
        disturbed = compiled(_disturbed(drawing, spread, same, rng))
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


def _importance_spread(drawing: Drawing) -> tuple[float | Floats, Whole | None]:
    """How far each importance may lie off, and for each link the one whose error it shares; `None` for its own."""
    usual, judged = drawing.settings.importance_spread, drawing.importance_spread
    if not len(judged):
        return usual, None
    known = ~np.isnan(judged)
    pairs = drawing.receivers.astype(np.int64) * (drawing.size + 1) + drawing.providers
    _, first, pair = np.unique(pairs, return_index=True, return_inverse=True)
    own = np.arange(len(judged))
    return np.where(known, judged, usual), np.where(known, first[pair], own)  # judges spoke of the pair as a whole


def _disturbed(drawing: Drawing, spread: float | Floats, same: Whole | None, rng: np.random.Generator) -> Drawing:
    settings, links = drawing.settings, len(drawing.importances)
    there = rng.random(links) >= settings.missing_link
    errors = rng.standard_normal(links)
    factors = np.exp(spread * (errors if same is None else errors[same]))
    with np.errstate(over="ignore"):
        importances = np.minimum(drawing.importances * factors, LARGEST)
    return evolve(
        drawing,
        importances=importances * there,
        dependence=_around(drawing.dependence, settings.dependence, drawing.dependence_spread, drawing, rng),
        leadership=_around(drawing.leadership, settings.leadership, drawing.leadership_spread, drawing, rng),
    )


def _around(said: Floats, default: float, spread: Floats, drawing: Drawing, rng: np.random.Generator) -> Floats:
    """Beta-distributed values with the means that were said; 0 and 1 are taken as certain."""
    common = drawing.settings.common_part
    mean = np.where(np.isnan(said), default, said)
    normal = np.sqrt(common) * rng.standard_normal() + np.sqrt(1 - common) * rng.standard_normal(len(mean))
    error = np.full(len(mean), drawing.settings.judgement_spread)
    if len(spread):
        error = np.where(np.isnan(spread), error, spread)
    open_ones = (mean > 0) & (mean < 1) & (error > 1e-6)
    safe = np.where(open_ones, mean, 0.5)
    variance = np.minimum(np.where(open_ones, error, 0.1) ** 2, 0.9 * safe * (1 - safe))
    size = safe * (1 - safe) / variance - 1
    found = special.betaincinv(safe * size, (1 - safe) * size, special.ndtr(normal))
    return np.where(open_ones, np.clip(found, 0.0, 1.0 - 1e-12), mean)
