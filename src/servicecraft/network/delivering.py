"""What is delivered with a given own work, and where does it get lost?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen

from servicecraft.errors import Fault, NetworkError, SpokenFact, UnknownIdError
from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import NOBODY, PERSON, UNIT, Drawing, Flags, Floats
from servicecraft.network.influence import columns, left_out, notes
from servicecraft.network.lines import Cards, Figures, Means, averaged, lines
from servicecraft.network.safeguards import gathered, gathering_notes, shows_people
from servicecraft.network.solving import accumulated
from servicecraft.tables import Table
from servicecraft.words import say, sentence

ON_CARDS = ("influence", "own_work", "received", "delivered", "contribution")


@frozen(kw_only=True, eq=False, repr=False)
class Quality:
    """
    What is delivered, given everyone's own work.

    Attributes:
        value: The organisation's quality, from 0 to 1; `None` where no customer is served.
        parties: Columns `id`, `name`, `own_work`, `received`, `delivered`, in id order; people in the row of their unit.
        customers: Columns `id`, `name`, `weight`, `quality`; `None` for customers whom nobody serves.
    """

    value: float | None
    parties: Table
    customers: Table
    _cards: Cards = field(alias="cards")

    def card(self, party: str) -> Table:
        """
        The figures of one party; those of a person belong on this person's own card and nowhere else.

        Returns:
            One row: `id`, `name`, `influence`, `own_work`, `received`, `delivered`, `contribution`; a unit with its people.

        Raises:
            UnknownIdError: There is no such party.
        """
        return self._cards.of(party)

    def to_table(self) -> Table:
        """What every customer experiences."""
        return self.customers

    def __str__(self) -> str:
        return f"{self.customers}\n\n{self.parties}"

    def __repr__(self) -> str:
        return f"<Quality: {in_log(self.value)}, {len(self.customers)} customers>"

    def _repr_html_(self) -> str:
        return self.customers.to_html() + self.parties.to_html()


def in_log(value: float | None) -> str:
    """A quality in the line of a log."""
    return "unknown" if value is None else f"{value:.3f}"


def quality(
    flow: Flow, own_work: Mapping[str, float], otherwise: float | None, passing: Floats, tolerance: float
) -> Quality:
    """What is delivered, given everyone's own work; see `ServiceNetwork.quality`."""
    work = own_vector(flow, own_work, otherwise, passing)
    delivered = delivered_quality(flow, work, tolerance)
    cards = _cards(flow, work, delivered, passing)
    rows = cards.gathering
    told = lines(rows.ids, rows.names, {one: cards.rows[one] for one in ("own_work", "received", "delivered")})
    language = flow.drawing.language
    parties = Table.of(
        columns(flow, ("id", "name", "own_work", "received", "delivered")),
        told,
        title=say(sentence("Quality delivered"), language),
        notes=[*notes(flow), *gathering_notes(flow.drawing)],
        language=language,
    )
    return Quality(value=overall(flow, delivered), parties=parties, customers=_customers(flow, delivered), cards=cards)


def _cards(flow: Flow, work: Floats, delivered: Floats, passing: Floats) -> Cards:
    parties = flow.drawing.size
    shares, has = (flow.own * passing)[:parties], flow.own[:parties] > 0
    figures: Figures = {
        "influence": shares,
        "own_work": np.where(has, work, np.nan),
        "received": received_quality(flow, delivered)[:parties],
        "delivered": delivered[:parties],
        "contribution": shares * (1 - work),
    }
    means = Means.of(flow, gathered(flow.drawing, shares, alone=False), passing)
    rows: Figures = {
        "influence": means.shared(shares),
        "own_work": averaged(means.work, figures["own_work"]),
        "received": averaged(means.received, figures["received"]),
        "delivered": _row_delivered(flow, means, delivered, passing),
        "contribution": means.summed(figures["contribution"]),
    }
    return Cards(flow=flow, figures=figures, gathering=means.gathering, rows=rows, heads=ON_CARDS)


def _row_delivered(flow: Flow, means: Means, delivered: Floats, passing: Floats) -> Floats:
    """What the party of each row delivers; for people without a unit the mean, by what passes through them."""
    parties = flow.drawing.size
    found = means.of_own(delivered[:parties])
    rest = np.flatnonzero(means.gathering.own == NOBODY)
    people = np.isin(means.gathering.work, rest)
    weight = passing[:parties][people]
    if weight.any():
        found[rest] = np.average(delivered[:parties][people], weights=weight)
    return found


def overall(flow: Flow, delivered: Floats) -> float | None:
    """The customers' weighted quality; `None` where no customer is served."""
    return float(flow.inflow @ delivered) if flow.weights.any() else None


def delivered_quality(flow: Flow, work: Floats, tolerance: float) -> Floats:
    """The quality of every place, customers included, from own work in every place."""
    start = np.zeros(flow.size)
    start[: len(work)] = flow.own[: len(work)] * work
    return np.clip(accumulated(flow, flow.rest, start, tolerance), 0.0, 1.0)


def received_quality(flow: Flow, delivered: Floats) -> Floats:
    """The mean quality that every place receives, by importance; NaN where it receives nothing."""
    found = np.asarray(flow.even.T @ delivered)
    return np.asarray(np.divide(found, flow.total, out=np.full(flow.size, np.nan), where=flow.total > 0))


def _customers(flow: Flow, delivered: Floats) -> Table:
    drawing = flow.drawing
    served = np.diff(flow.rest.indptr) > 0
    rows = []
    for number in range(drawing.customers):
        place = drawing.size + number
        value = float(delivered[place]) if served[place] else None
        rows.append((drawing.id_of(place), drawing.name_of(place), float(flow.weights[number]), value))
    title = say(sentence("Quality that customers experience"), drawing.language)
    names = ("id", "name", "weight", "quality")
    return Table.of(columns(flow, names), rows, title=title, notes=left_out(flow), language=drawing.language)


def own_vector(
    flow: Flow,
    own_work: Mapping[str, float],
    otherwise: float | None,
    passing: Floats,
    known: Floats | None = None,
) -> Floats:
    """
    Own work at every party's place; what is said of a unit counts for all below it of whom nothing is said.

    Args:
        flow: The network.
        own_work: What is said, by id.
        otherwise: What holds where nothing is said nor known; `None` refuses to guess.
        passing: The throughput; own work that matters to no customer may be missing.
        known: Own work in every place as it is known otherwise, NaN where it is not.

    Raises:
        NetworkError: A number is out of range, or own work that matters to a customer is missing.
        UnknownIdError: There is no such party.
    """
    drawing = flow.drawing
    place = {str(one): index for index, one in enumerate(np.asarray(drawing.ids).tolist())}
    refuse_out_of_range({f"own_work[{one}]": value for one, value in own_work.items()}, drawing.language)
    refuse_out_of_range({} if otherwise is None else {"otherwise": otherwise}, drawing.language)
    for one in own_work:
        if one not in place:
            raise UnknownIdError(one, place, "parties").in_language(drawing.language)
    usual = np.nan if otherwise is None else otherwise
    work = np.full(drawing.size, usual) if known is None else np.where(np.isnan(known), usual, known)
    homes = np.zeros(drawing.size, dtype=bool)
    homes[drawing.units[drawing.units != NOBODY]] = True
    units = [place[one] for one in own_work if homes[place[one]]]
    below = {unit: below_unit(drawing, unit) for unit in units}
    for unit in sorted(units, key=lambda one: -int(below[one].sum())):
        work[below[unit]] = own_work[drawing.id_of(unit)]
    for one, value in own_work.items():
        work[place[one]] = value
    missing = np.flatnonzero(np.isnan(work) & (flow.own[: drawing.size] > 0) & (passing[: drawing.size] > 0))
    if len(missing):
        text = sentence("own work is not known of {count} parties.")
        reason = SpokenFact(text, count=len(missing))
        raise NetworkError.of("SC-504", ", ".join(drawing.ids_of(missing[:5])), reason=reason).in_language(
            drawing.language
        )
    return np.where(np.isnan(work), 1.0, work)


def refuse_out_of_range(values: Mapping[str, float], language: str) -> None:
    """
    Refuse own work, given by its path in the call, that does not lie between 0 and 1.

    Raises:
        NetworkError: A number is out of range.
    """
    reason = SpokenFact(sentence("own work lies between 0 and 1."))
    faults = [
        Fault.of("SC-502", value, path=path, reason=reason)
        for path, value in values.items()
        if not (is_number(value) and 0 <= value <= 1)
    ]
    if faults:
        raise NetworkError([one.in_language(language) for one in faults])


def is_number(value: object) -> bool:
    """Whether a value is a number, which yes and no are not."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def below_unit(drawing: Drawing, unit: int) -> Flags:
    """Which people and units work in a unit, or in a unit below it; the unit included, resources not."""
    inside = np.zeros(drawing.size, dtype=bool)
    inside[unit] = True
    members = (drawing.units != NOBODY) & np.isin(drawing.kinds, (UNIT, PERSON))
    while True:
        joined = members & ~inside & inside[drawing.units]
        if not joined.any():
            return inside
        inside |= joined


def touched(drawing: Drawing, place: int) -> Flags:
    """Whose own work changes when that of a party does: of a unit everyone below it, else the party alone."""
    if drawing.kinds[place] == UNIT:
        return below_unit(drawing, place)
    alone = np.zeros(drawing.size, dtype=bool)
    alone[place] = True
    return alone


def contribution_table(
    flow: Flow, own_work: Mapping[str, float], otherwise: float | None, passing: Floats, audience: str | None
) -> Table:
    """Each party's part of the shortfall, 1 − Q = Σ s (1 − p), in id order; people's in the row of their unit."""
    drawing = flow.drawing
    work = own_vector(flow, own_work, otherwise, passing)
    shares = (flow.own * passing)[: drawing.size]
    means = Means.of(flow, gathered(drawing, shares, alone=shows_people(drawing, audience)), passing)
    figures: Figures = {
        "influence": means.shared(shares),
        "own_work": averaged(means.work, work),
        "contribution": means.summed(shares * (1 - work)),
    }
    title = say(sentence("Where the customers' experience gets lost"), drawing.language)
    return Table.of(
        columns(flow, ("id", "name", *figures)),
        lines(means.gathering.ids, means.gathering.names, figures),
        title=title,
        notes=[*notes(flow), *gathering_notes(drawing)],
        language=drawing.language,
    )
