"""From ratings to own work: where does it get lost, who is starved, where does the map not fit?"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import NOBODY, UNIT, Flags, Floats
from servicecraft.network.estimating import Estimator, Rated, rated_parties
from servicecraft.network.groups import cells, id_order, named
from servicecraft.network.influence import columns, notes
from servicecraft.tables import Cell, Table
from servicecraft.words import say, sentence

USUAL_DRAWS, MOST_DRAWN = 200, 5000
DOUBT = sentence("our dependence estimate or the map does not fit here")


@frozen(kw_only=True, eq=False)
class Diagnosis:
    """
    Where the customers' experience gets lost.

    Attributes:
        quality: The organisation's quality as estimated; `None` where nobody is rated or no customer is served.
        mean: The mean of the ratings, weighted by influence, around which own work is expected.
        table: One row for each party, in id order.
        rated_part: The part of influence that rests on rated parties.
    """

    quality: float | None
    mean: float | None
    table: Table
    rated_part: float

    def to_table(self) -> Table:
        """One row for each party."""
        return self.table

    def __str__(self) -> str:
        return str(self.table)

    def _repr_html_(self) -> str:
        return self.table.to_html()


def diagnosed(flow: Flow, passing: Floats, draws: int | None, rng: np.random.Generator) -> Diagnosis:
    """The diagnosis of a network; see `ServiceNetwork.diagnosis`."""
    drawing = flow.drawing
    rated = rated_parties(flow, passing)
    shares = (flow.own * passing)[: drawing.size]
    if not len(rated.places):
        return _nobody_rated(flow, shares, rated)
    weight = passing[rated.places]
    mean = float(np.average(rated.means, weights=weight if weight.any() else None))
    estimator = Estimator(flow=flow, rated=rated)
    prior = np.full(len(estimator.free) + estimator.groups.shape[1], mean)
    unknown = estimator.solved(rated.means, prior, prior)
    count = draws if draws is not None else USUAL_DRAWS if drawing.size <= MOST_DRAWN else 0
    drawn = _simulated(estimator, prior, unknown, count, rng)
    return _told(flow, estimator, unknown, drawn, shares, mean)


def _simulated(
    estimator: Estimator, prior: Floats, unknown: Floats, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats] | None:
    """Draws from all that fits: ratings and prior are disturbed by their errors and solved again."""
    if not draws:
        return None
    spread = estimator.flow.drawing.settings.own_work_spread
    works, receiveds = [], []
    for _ in range(draws):
        ratings = estimator.rated.means + estimator.rated.errors * rng.standard_normal(len(estimator.rated.means))
        means = prior + spread * rng.standard_normal(len(prior))
        found = estimator.solved(ratings, means, unknown)
        works.append(estimator.own_work(found))
        receiveds.append(received_quality(estimator.flow, estimator.delivered(found)))
    return np.array(works), np.array(receiveds)


def received_quality(flow: Flow, delivered: Floats) -> Floats:
    """The mean quality that every place receives, by importance; NaN where it receives nothing."""
    total = np.asarray(flow.received @ np.ones(flow.size))
    found = np.asarray(flow.received @ delivered)
    return np.asarray(np.divide(found, total, out=np.full(flow.size, np.nan), where=total > 0))


def _told(
    flow: Flow,
    estimator: Estimator,
    unknown: Floats,
    drawn: tuple[Floats, Floats] | None,
    shares: Floats,
    mean: float,
) -> Diagnosis:
    drawing, rated = flow.drawing, estimator.rated
    parties = drawing.size
    quality = estimator.delivered(unknown)
    raw = estimator.own_work(unknown)
    work = np.clip(raw, 0.0, 1.0)
    received = received_quality(flow, quality)
    tail = 100 * (1 - drawing.settings.confidence) / 2
    ends = None if drawn is None else np.clip(np.percentile(drawn[0], [tail, 100 - tail], axis=0), 0.0, 1.0)
    starved = None if drawn is None else _starved(flow, drawn, work, received, shares, tail)
    misfit = _misfits(flow, estimator, quality)
    rated_unit = np.zeros(parties, dtype=bool)
    rated_unit[rated.places[drawing.kinds[rated.places] == UNIT]] = True
    basis = np.where((drawing.units != NOBODY) & rated_unit[drawing.units], "unit", "assumed").astype(object)
    basis[rated.places] = "rated"
    has = flow.own[:parties] > 0
    lost = np.where(has, shares * (1 - np.nan_to_num(work[:parties], nan=1.0)), 0.0)
    means, counts = np.full(parties, np.nan), np.zeros(parties, dtype=int)
    means[rated.places], counts[rated.places] = rated.means, rated.counts
    none = np.full(parties, np.nan)
    doubts = np.full(parties, None, dtype=object)
    doubts[misfit] = say(DOUBT, drawing.language)
    hungry = np.full(parties, None, dtype=object)
    if starved is not None:
        hungry[has] = starved[has]
    order = id_order(drawing)
    rows: list[tuple[Cell, ...]] = list(
        zip(
            *named(drawing, order),
            cells(means[order]),
            counts[order].tolist(),
            cells(received[order]),
            shares[order].tolist(),
            cells(work[order], has[order]),
            cells((none if ends is None else ends[0])[order], has[order]),
            cells((none if ends is None else ends[1])[order], has[order]),
            lost[order].tolist(),
            basis[order].tolist(),
            hungry[order].tolist(),
            doubts[order].tolist(),
            strict=True,
        )
    )
    total = float(flow.inflow @ quality) if flow.weights.any() else None
    clipped = 0.0 if total is None else 1 - total - float(lost.sum())
    if abs(clipped) > 1e-6:
        name = say(sentence("residual: own work beyond its range"), drawing.language)
        rows.append((None, name, None, 0, None, 0.0, None, None, None, clipped, None, None, None))
    table = _table(flow, rows, rated)
    return Diagnosis(quality=total, mean=mean, table=table, rated_part=float(shares[rated.places].sum()))


def _starved(
    flow: Flow, drawn: tuple[Floats, Floats], work: Floats, received: Floats, shares: Floats, tail: float
) -> Flags:
    """Own work above the mean of the organisation and received below it, both beyond doubt."""
    parties = flow.drawing.size
    there = ~np.isnan(work[:parties]) & (shares > 0)
    fed = ~np.isnan(received[:parties]) & (shares > 0)
    if not there.any() or not fed.any():
        return np.zeros(parties, dtype=bool)
    mean_work = float(np.average(work[:parties][there], weights=shares[there]))
    mean_received = float(np.average(received[:parties][fed], weights=shares[fed]))
    low = np.percentile(drawn[0][:, :parties], tail, axis=0)
    high = np.percentile(drawn[1][:, :parties], 100 - tail, axis=0)
    return np.asarray((low > mean_work) & (high < mean_received))


def _misfits(flow: Flow, estimator: Estimator, quality: Floats) -> np.ndarray:
    """Rated parties whose rating cannot be explained by any own work between 0 and 1, beyond two standard errors."""
    rated = estimator.rated
    places = rated.places
    rest = np.asarray(flow.rest @ quality)[places]
    lowest, highest = rest, rest + flow.own[places]
    outside = (rated.means - 2 * rated.errors > highest) | (rated.means + 2 * rated.errors < lowest)
    far = np.abs(quality[places] - rated.means) > 2 * rated.errors
    return np.asarray(places[outside & far])


def _table(flow: Flow, rows: list[tuple[Cell, ...]], rated: Rated) -> Table:
    language = flow.drawing.language
    remarks = notes(flow, "party")
    if rated.astray:
        text = sentence("Ratings that belong to no link of the map, not used here: {count}.")
        remarks.append(say(text, language, count=rated.astray))
    names = ("id", "name", "rated", "n", "received", "influence", "own_work", "lower", "upper")
    title = say(sentence("Where the customers' experience gets lost"), language)
    heads = columns(flow, (*names, "contribution", "basis", "starved", "misfit"))
    return Table.of(heads, rows, title=title, notes=remarks, language=language)


def _nobody_rated(flow: Flow, shares: Floats, rated: Rated) -> Diagnosis:
    drawing = flow.drawing
    empty = (None, 0, None)
    order = id_order(drawing)
    rows: list[tuple[Cell, ...]] = [
        (one, name, *empty, share, *[None] * 4, "assumed", None, None)
        for one, name, share in zip(*named(drawing, order), shares[order].tolist(), strict=True)
    ]
    table = _table(flow, rows, rated)
    return Diagnosis(quality=None, mean=None, table=table, rated_part=0.0)
