"""From ratings to own work: where does it get lost, who is starved, where does the map not fit?"""

from __future__ import annotations

from html import escape

import numpy as np
from attrs import field, frozen
from scipy import special

from servicecraft.network.compiling import Flow
from servicecraft.network.delivering import in_log, overall, received_quality
from servicecraft.network.drawing import PERSON, UNIT, Floats
from servicecraft.network.fitting import ROUNDING, Fit
from servicecraft.network.groups import FEWEST_TOGETHER
from servicecraft.network.influence import columns, notes
from servicecraft.network.lines import Cards, Figures, Means, averaged, lines
from servicecraft.network.safeguards import gathered, gathering_notes, shows_people
from servicecraft.tables import Cell, Table, spoken_number
from servicecraft.words import say, sentence

ALL_DRAWS_UP_TO = 5_000
"""Parties up to which the intervals come from as many draws as the settings say."""
FEW_DRAWS = 25
"""Draws from which the intervals of larger networks come; their ends are then uncertain by about a seventh."""
ANY_DRAWS_UP_TO = 200_000
"""Parties up to which there are intervals unless draws are asked for: beyond, they would take minutes."""
MISFIT = "map_or_dependence"
"""What may not fit where no own work from 0 to 1 explains a rating."""

HEADS = (
    "rated",
    "n",
    "received",
    "influence",
    "own_work",
    "lower",
    "upper",
    "contribution",
    "basis",
    "starved",
    "misfit",
)


@frozen(kw_only=True, eq=False, repr=False)
class Diagnosis:
    """
    Where the customers' experience gets lost.

    Attributes:
        quality: The organisation's quality as estimated; `None` where nobody is rated or no customer is served.
        mean: The mean of the ratings, weighted by influence, around which own work is expected.
        table: One row for each party, in id order; own work of people in the row of their unit.
        rated_part: The part of influence that rests on rated parties and on people of rated units.
    """

    quality: float | None
    mean: float | None
    table: Table
    rated_part: float
    _cards: Cards = field(alias="cards")

    def card(self, party: str) -> Table:
        """
        The figures of one party; those of a person belong on this person's own card and nowhere else.

        Returns:
            One row with the columns of `table`; a unit with its people.

        Raises:
            UnknownIdError: There is no such party.
        """
        return self._cards.of(party)

    def to_table(self) -> Table:
        """One row for each party; own work of people in the row of their unit."""
        return self.table

    @property
    def _summary(self) -> str:
        language = self.table.language
        if self.quality is None:
            return say(sentence("Quality for all customers together: not known."), language)
        text = sentence(
            "Quality for all customers together: {quality} of 1; {part} % of influence rests on those who are rated."
        )
        part = spoken_number(100 * self.rated_part, language, 0)
        return say(text, language, quality=spoken_number(self.quality, language), part=part)

    def __str__(self) -> str:
        return f"{self._summary}\n\n{self.table}"

    def __repr__(self) -> str:
        return f"<Diagnosis: quality {in_log(self.quality)}, {self.rated_part:.0%} rated, {len(self.table)} rows>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._summary)}</p>{self.table.to_html()}"


def diagnosed(
    flow: Flow, passing: Floats, fit: Fit | None, draws: int | None, rng: np.random.Generator, audience: str | None
) -> Diagnosis:
    """The diagnosis of a network from what its ratings tell; see `ServiceNetwork.diagnosis`."""
    drawing = flow.drawing
    shares = (flow.own * passing)[: drawing.size]
    means = Means.of(flow, gathered(drawing, shares, alone=shows_people(drawing, audience)), passing)
    if fit is None:
        answers = drawing.answers.sum() if len(drawing.answers) else len(drawing.rated)
        return _nobody_rated(flow, means, shares, int(answers))
    count = _usual_draws(drawing.size, drawing.settings.draws) if draws is None else draws
    errors = _errors(fit, means, count, rng) if count else None
    total = overall(flow, np.nan_to_num(fit.quality))  # what is not known reaches no customer
    figures = _of_parties(fit, shares)
    rows = _of_rows(fit, means, figures)
    if errors is not None:
        reach = float(special.stdtrit(count, 1 - (1 - drawing.settings.confidence) / 2))
        level = _level(flow, figures, passing)
        figures |= _intervals(figures, fit.raw[: drawing.size], errors[0], errors[1], reach, level)
        rows |= _intervals(rows, averaged(means.work, fit.raw[: drawing.size]), errors[2], errors[3], reach, level)
    told = lines(means.gathering.ids, means.gathering.names, {one: rows[one] for one in HEADS})
    clipped = 0.0 if total is None else 1 - total - float(figures["contribution"].sum())
    if abs(clipped) > 1e-6:
        name = say(sentence("residual: own work beyond its range"), drawing.language)
        told.append((None, name, None, 0, None, 0.0, None, None, None, clipped, None, None, None))
    return Diagnosis(
        quality=total,
        mean=fit.mean,
        table=_table(flow, told, fit.rated.astray, count),
        rated_part=float(shares[figures["basis"] != "assumed"].sum()),
        cards=Cards(flow=flow, figures=figures, gathering=means.gathering, rows=rows, heads=HEADS),
    )


def _usual_draws(parties: int, draws: int) -> int:
    if parties <= ALL_DRAWS_UP_TO:
        return draws
    return min(FEW_DRAWS, draws) if parties <= ANY_DRAWS_UP_TO else 0


def _errors(fit: Fit, means: Means, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats, Floats]:
    """The standard errors of own work and of what is received, of parties and of rows, over draws of all that fits."""
    parties, rows = fit.flow.drawing.size, len(means.gathering.ids)
    sums = (np.zeros(parties), np.zeros(parties), np.zeros(rows), np.zeros(rows))
    for _ in range(draws):
        work, delivered = fit.disturbed(rng)
        received = received_quality(fit.flow, delivered)[:parties]
        work = work[:parties]
        told = (work, received, averaged(means.work, work), averaged(means.received, received))
        for total, one in zip(sums, told, strict=True):
            total += one**2
    return tuple(np.sqrt(one / draws) for one in sums)  # type: ignore[return-value]


def _of_parties(fit: Fit, shares: Floats) -> dict[str, np.ndarray]:
    drawing, rated = fit.flow.drawing, fit.rated
    parties = drawing.size
    means, counts = np.full(parties, np.nan), np.zeros(parties, dtype=int)
    means[rated.places], counts[rated.places] = rated.means, rated.counts
    rated_unit = np.zeros(parties + 1, dtype=bool)
    rated_unit[rated.places[drawing.kinds[rated.places] == UNIT]] = True
    basis = np.where((drawing.kinds == PERSON) & rated_unit[drawing.units], "unit", "assumed").astype(object)
    basis[rated.places] = "rated"
    misfit = np.full(parties, None, dtype=object)
    misfit[fit.astray] = MISFIT
    return {
        "rated": means,
        "n": counts,
        "received": received_quality(fit.flow, fit.quality)[:parties],
        "influence": shares,
        "own_work": fit.own_work,
        "lower": np.full(parties, np.nan),
        "upper": np.full(parties, np.nan),
        "contribution": shares * (1 - np.nan_to_num(fit.own_work, nan=1.0)),
        "basis": basis,
        "starved": np.full(parties, None, dtype=object),
        "misfit": misfit,
    }


def _of_rows(fit: Fit, means: Means, figures: Figures) -> dict[str, np.ndarray]:
    """The same for rows in which people are gathered; a rating of few people is not shown as that of their unit."""
    rows = len(means.gathering.ids)
    none, misfits = np.full(rows, np.nan), np.full(rows, None, dtype=object)
    misfits[means.gathering.work[fit.astray]] = MISFIT
    rated, answers = _row_ratings(means, figures)
    return {
        "rated": rated,
        "n": answers,
        "received": averaged(means.received, figures["received"]),
        "influence": means.shared(figures["influence"]),
        "own_work": averaged(means.work, figures["own_work"]),
        "lower": none,
        "upper": none,
        "contribution": means.summed(figures["contribution"]),
        "basis": _row_basis(means, figures),
        "starved": np.full(rows, None, dtype=object),
        "misfit": misfits,
    }


def _row_ratings(means: Means, figures: Figures) -> tuple[np.ndarray, np.ndarray]:
    """The mean of all answers about the party of a row and, if enough of them are rated, about the people in it."""
    counts = figures["n"].astype(float)
    sums = np.nan_to_num(figures["rated"]) * counts
    apart = means.gathered
    enough = means.summed(apart & (counts > 0)) >= FEWEST_TOGETHER
    number = means.of_own(counts, 0.0) + np.where(enough, means.summed(apart * counts), 0.0)
    total = means.of_own(sums, 0.0) + np.where(enough, means.summed(apart * sums), 0.0)
    number[means.bare] = 0.0  # what is rated of a person stands on the card
    rated = np.divide(total, number, out=np.full(len(number), np.nan), where=number > 0)
    answers = np.nan_to_num(number).astype(int).astype(object)
    answers[means.bare] = None
    return rated, answers


def _row_basis(means: Means, figures: Figures) -> np.ndarray:
    """On what own work in a row stands: ratings of its party or of all its people, of some of them, or of nobody."""
    found = means.of_own(figures["basis"], "assumed")
    felt = means.gathered & (figures["influence"] > 0)
    people, rated = means.summed(felt), means.summed(felt & (figures["basis"] != "assumed"))
    found[(rated > 0) & (found != "rated")] = "partly"
    found[(rated > 0) & (rated == people)] = "rated"
    found[np.isnan(means.summed(figures["influence"]))] = None  # no own work stands in this row
    return found


def _level(flow: Flow, figures: Figures, passing: Floats) -> tuple[float, float] | None:
    """The mean own work of the organisation and the mean of what is received in it; `None` without either."""
    parties = flow.drawing.size
    shares, fed = figures["influence"], (1 - flow.leadership) * flow.dependence * passing[:parties]
    working = ~np.isnan(figures["own_work"]) & (shares > 0)
    served = ~np.isnan(figures["received"]) & (fed > 0)
    if not working.any() or not served.any():
        return None
    return (
        float(np.average(figures["own_work"][working], weights=shares[working])),
        float(np.average(figures["received"][served], weights=fed[served])),
    )


def _intervals(
    figures: Figures,
    raw: Floats,
    error: Floats,
    received_error: Floats,
    reach: float,
    level: tuple[float, float] | None,
) -> dict[str, np.ndarray]:
    """
    What an interval tells: its ends, who is starved, and what is a misfit.

    Starved is own work above the mean and received below it, both beyond doubt; a misfit is rated as no own work from 0
    to 1 explains, beyond doubt too.
    """
    work = figures["own_work"]
    low, high = np.clip(raw - reach * error, 0.0, 1.0), np.clip(raw + reach * error, 0.0, 1.0)
    starved = np.full(len(work), None, dtype=object)
    there = ~np.isnan(work)
    most = figures["received"] + reach * received_error
    hungry = there & (figures["influence"] > 0)
    hungry &= (low > level[0]) & (most < level[1]) if level is not None else False
    starved[there] = hungry[there]
    misfit = figures["misfit"].copy()
    beyond = (raw - reach * error > 1 + ROUNDING) | (raw + reach * error < -ROUNDING)
    misfit[there & (figures["basis"] == "rated") & beyond] = MISFIT
    return {"lower": np.fmin(low, work), "upper": np.fmax(high, work), "starved": starved, "misfit": misfit}


def _table(flow: Flow, rows: list[tuple[Cell, ...]], astray: int, draws: int) -> Table:
    drawing, language = flow.drawing, flow.drawing.language
    remarks = [*notes(flow), *gathering_notes(drawing)]
    if draws:
        text = sentence("Intervals hold {part} %, from {draws} draws of all that fits the ratings.")
        part = spoken_number(100 * drawing.settings.confidence, language, 1)
        remarks.append(say(text, language, part=part, draws=draws))
    if astray:
        text = sentence("Ratings that belong to no link of the map, not used here: {count}.")
        remarks.append(say(text, language, count=astray))
    title = say(sentence("Where the customers' experience gets lost"), language)
    return Table.of(columns(flow, ("id", "name", *HEADS)), rows, title=title, notes=remarks, language=language)


def _nobody_rated(flow: Flow, means: Means, shares: Floats, astray: int) -> Diagnosis:
    drawing = flow.drawing
    figures, rows = (_unknown(size) for size in (drawing.size, len(means.gathering.ids)))
    figures["influence"], rows["influence"] = shares, means.shared(shares)
    elsewhere = np.isnan(means.summed(shares))
    rows["basis"][elsewhere] = None
    rows["n"] = rows["n"].astype(object)
    rows["n"][means.bare] = None
    told = lines(means.gathering.ids, means.gathering.names, {one: rows[one] for one in HEADS})
    return Diagnosis(
        quality=None,
        mean=None,
        table=_table(flow, told, astray, 0),
        rated_part=0.0,
        cards=Cards(flow=flow, figures=figures, gathering=means.gathering, rows=rows, heads=HEADS),
    )


def _unknown(size: int) -> dict[str, np.ndarray]:
    none: dict[str, np.ndarray] = {one: np.full(size, None, dtype=object) for one in HEADS}
    return none | {"n": np.zeros(size, dtype=int), "basis": np.full(size, "assumed", dtype=object)}
