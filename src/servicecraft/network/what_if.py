"""What is delivered with a given own work, where it gets lost, and what would change if?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import evolve, frozen

from servicecraft.errors import Fault, NetworkError, SpokenFact, UnknownIdError
from servicecraft.network.compiling import Flow, compiled
from servicecraft.network.drawing import NOBODY, NOT_MAPPED, PERSON, UNIT, Drawing, Flags, Floats
from servicecraft.network.groups import id_order
from servicecraft.network.influence import columns, notes
from servicecraft.network.solving import accumulated, refuse_closed_sets
from servicecraft.tables import Table
from servicecraft.words import say, sentence


@frozen(kw_only=True, eq=False)
class Quality:
    """
    What is delivered, given everyone's own work.

    Attributes:
        value: The organisation's quality, from 0 to 1; `None` where no customer is served.
        parties: Columns `id`, `name`, `own_work`, `received`, `delivered`, in id order.
        customers: Columns `id`, `name`, `weight`, `quality`; `None` for customers whom nobody serves.
    """

    value: float | None
    parties: Table
    customers: Table


@frozen(kw_only=True, eq=False)
class WhatIf:
    """
    The answer to a scenario.

    Attributes:
        before: The organisation's quality as it is; `None` where no customer is served.
        after: The same in the scenario.
        delta: The difference.
        customers: Columns `id`, `name`, `before`, `after`, `delta`.
        notes: What was assumed.
    """

    before: float | None
    after: float | None
    delta: float | None
    customers: Table
    notes: tuple[str, ...]

    def to_table(self) -> Table:
        """The scenario customer by customer."""
        return self.customers

    def _repr_html_(self) -> str:
        return self.customers.to_html()


def quality(
    flow: Flow, own_work: Mapping[str, float], otherwise: float | None, passing: Floats, tolerance: float
) -> Quality:
    """What is delivered, given everyone's own work; see `ServiceNetwork.quality`."""
    drawing = flow.drawing
    work = own_vector(flow, own_work, otherwise, passing)
    delivered = delivered_quality(flow, work, tolerance)
    received = _received_quality(flow, delivered)
    language = drawing.language
    rows = [
        (
            drawing.id_of(one),
            drawing.name_of(one),
            float(work[one]) if flow.own[one] > 0 else None,
            None if np.isnan(received[one]) else float(received[one]),
            float(delivered[one]),
        )
        for one in id_order(drawing).tolist()
    ]
    title = say(sentence("Quality delivered"), language)
    names = ("id", "name", "own_work", "received", "delivered")
    parties = Table.of(columns(flow, names), rows, title=title, notes=notes(flow, "party"), language=language)
    return Quality(value=overall(flow, delivered), parties=parties, customers=_customers(flow, delivered))


def overall(flow: Flow, delivered: Floats) -> float | None:
    """The customers' weighted quality; `None` where no customer is served."""
    return float(flow.inflow @ delivered) if flow.weights.any() else None


def delivered_quality(flow: Flow, work: Floats, tolerance: float) -> Floats:
    """The quality of every place, customers included, from own work in every place."""
    start = np.zeros(flow.size)
    start[: len(work)] = flow.own[: len(work)] * work
    return np.clip(accumulated(flow, flow.rest, start, tolerance), 0.0, 1.0)


def _received_quality(flow: Flow, delivered: Floats) -> Floats:
    total = np.asarray(flow.received.sum(axis=1)).ravel()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, np.asarray(flow.received @ delivered) / total, np.nan)


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
    return Table.of(columns(flow, names), rows, title=title, notes=notes(flow), language=drawing.language)


def own_vector(flow: Flow, own_work: Mapping[str, float], otherwise: float | None, passing: Floats) -> Floats:
    """
    Own work at every party's place; what is said of a unit counts for all below it of whom nothing is said.

    Raises:
        NetworkError: A number is out of range, or own work that matters to a customer is missing.
        UnknownIdError: There is no such party.
    """
    drawing = flow.drawing
    place = {str(one): index for index, one in enumerate(np.asarray(drawing.ids).tolist())}
    faults = [fault for one, value in own_work.items() if (fault := _out_of_range(one, value))]
    if faults:
        raise NetworkError([one.in_language(drawing.language) for one in faults])
    for one in own_work:
        if one not in place:
            raise UnknownIdError(one, place, "parties")
    work = np.full(drawing.size, np.nan if otherwise is None else otherwise)
    units = [place[one] for one in own_work if drawing.kinds[place[one]] == UNIT]
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


def _out_of_range(one: str, value: float) -> Fault | None:
    if isinstance(value, int | float | np.number) and 0 <= value <= 1:
        return None
    reason = SpokenFact(sentence("own work lies between 0 and 1."))
    return Fault.of("SC-502", value, path=f"own_work[{one}]", reason=reason)


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


def contribution_table(flow: Flow, own_work: Mapping[str, float], otherwise: float | None, passing: Floats) -> Table:
    """Each party's part of the shortfall, 1 − Q = Σ s (1 − p), in id order."""
    drawing = flow.drawing
    work = own_vector(flow, own_work, otherwise, passing)
    shares = (flow.own * passing)[: drawing.size]
    rows = [
        (
            drawing.id_of(one),
            drawing.name_of(one),
            float(shares[one]),
            float(work[one]),
            float(shares[one] * (1 - work[one])),
        )
        for one in id_order(drawing).tolist()
    ]
    title = say(sentence("Where the customers' experience gets lost"), drawing.language)
    names = ("id", "name", "influence", "own_work", "contribution")
    return Table.of(columns(flow, names), rows, title=title, notes=notes(flow, "party"), language=drawing.language)


def what_if(
    flow: Flow,
    changed: Mapping[str, float],
    without: tuple[str, ...],
    own_work: Mapping[str, float],
    replaced: bool,
    tolerance: float,
) -> WhatIf:
    """What a scenario would change; see `ServiceNetwork.what_if`."""
    everyone = np.ones(flow.size)
    now = delivered_quality(flow, own_vector(flow, own_work, 1.0, everyone), tolerance)
    scenario, lost = _without(flow.drawing, without, replaced)
    then_flow = flow if scenario is flow.drawing else compiled(scenario)
    refuse_closed_sets(then_flow)
    nothing = dict.fromkeys(lost, 0.0)
    work = own_vector(then_flow, {**own_work, **changed, **nothing}, 1.0, np.ones(then_flow.size))
    then = delivered_quality(then_flow, work, tolerance)
    before, after = overall(flow, now), overall(then_flow, then)
    assumed = (
        []
        if own_work
        else [say(sentence("Nobody's own work is given: all others count as faultless."), flow.drawing.language)]
    )
    remarks = (*notes(flow), *assumed)
    return WhatIf(
        before=before,
        after=after,
        delta=None if before is None or after is None else after - before,
        customers=_compared(flow, now, then[scenario.size :], remarks),
        notes=remarks,
    )


def _compared(flow: Flow, now: Floats, then: Floats, remarks: tuple[str, ...]) -> Table:
    drawing = flow.drawing
    served = np.diff(flow.rest.indptr) > 0
    rows = []
    for number in range(drawing.customers):
        place = drawing.size + number
        pair = (float(now[place]), float(then[number])) if served[place] else None
        values = (*pair, pair[1] - pair[0]) if pair else (None, None, None)
        rows.append((drawing.id_of(place), drawing.name_of(place), *values))
    title = say(sentence("What the scenario would change"), drawing.language)
    names = ("id", "name", "before", "after", "delta")
    return Table.of(columns(flow, names), rows, title=title, notes=remarks, language=drawing.language)


def _without(drawing: Drawing, without: tuple[str, ...], replaced: bool) -> tuple[Drawing, tuple[str, ...]]:
    """The drawing in which some units, resources or services fall away, and the ids that stand for what is lost."""
    if not without:
        return drawing, ()
    place = {str(one): index for index, one in enumerate(np.asarray(drawing.ids).tolist())}
    gone = np.zeros(drawing.size, dtype=bool)
    lost = np.zeros(len(drawing.providers), dtype=bool)
    for one in without:
        if one in place and drawing.kinds[place[one]] == PERSON:
            raise NetworkError.of("SC-507", one).in_language(drawing.language)
        if one in place:
            gone |= below_unit(drawing, place[one]) if drawing.kinds[place[one]] == UNIT else _only(drawing, place[one])
        elif one in drawing.service_ids and len(drawing.services):
            lost |= drawing.services == drawing.service_ids.index(one)
        else:
            raise UnknownIdError(one, [*place, *drawing.service_ids], "parties and services")
    lost |= gone[drawing.providers] if len(drawing.providers) else lost
    if replaced:
        kept = drawing.with_links(~lost | _nobody_else(drawing, lost))
        lost = lost[~lost | _nobody_else(drawing, lost)]
    else:
        kept = drawing
    return _with_nothing(kept, gone, lost, replaced)


def _only(drawing: Drawing, place: int) -> Flags:
    alone = np.zeros(drawing.size, dtype=bool)
    alone[place] = True
    return alone


def _nobody_else(drawing: Drawing, lost: Flags) -> Flags:
    """Which links lead to somebody who would have no provider left: nobody can take over there."""
    size = drawing.size + drawing.customers
    left = np.bincount(drawing.receivers[~lost], weights=drawing.importances[~lost], minlength=size)
    return np.asarray(left[drawing.receivers] <= 0)


def _with_nothing(drawing: Drawing, gone: Flags, lost: Flags, replaced: bool) -> tuple[Drawing, tuple[str, ...]]:
    """Lost links come from a party that delivers nothing; so does the part of a unit whose sub-unit is gone."""
    size = drawing.size
    parents = np.where(gone & (drawing.kinds == UNIT), drawing.units, NOBODY)
    broken = np.flatnonzero((parents != NOBODY) & ~gone[parents])
    units = drawing.units.copy()
    units[broken] = NOBODY
    homes = [NOBODY]
    parts = [1.0]
    for one in broken.tolist():
        parent = int(drawing.units[one])
        others = (units == parent) & np.isin(drawing.kinds, (UNIT, PERSON))
        if not (replaced and others.any()):
            homes.append(parent)
            parts.append(_part_of(drawing, one))
    count = len(homes)
    names = tuple(f"lost:{number}" for number in range(count))
    added = evolve(
        drawing,
        ids=[*(str(one) for one in np.asarray(drawing.ids).tolist()), *names],
        names=None,
        kinds=np.concatenate([drawing.kinds, np.array([NOT_MAPPED] + [UNIT] * (count - 1), dtype=np.int8)]),
        units=np.concatenate([units, np.array(homes, dtype=np.int32)]).astype(np.int32),
        managers=np.concatenate([drawing.managers, np.full(count, NOBODY)]).astype(np.int32),
        seniors=np.concatenate([drawing.seniors, np.zeros(count, dtype=bool)]),
        fte=np.concatenate([drawing.fte, np.array(parts)]),
        dependence=np.concatenate([drawing.dependence, np.full(count, np.nan)]),
        leadership=np.concatenate([drawing.leadership, np.full(count, np.nan)]),
        outside=np.concatenate([drawing.outside, np.zeros(count, dtype=bool)]),
        labels={},
        providers=np.where(lost, size, drawing.providers).astype(np.int32),
        receivers=np.where(drawing.receivers >= size, drawing.receivers + count, drawing.receivers).astype(np.int32),
    )
    return added, names


def _part_of(drawing: Drawing, unit: int) -> float:
    inside = below_unit(drawing, unit)
    return float(drawing.fte[inside & np.isin(drawing.kinds, (UNIT, PERSON))].sum())
