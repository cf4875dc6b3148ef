"""
From a drawing to one matrix: what everyone's quality is made of.

The quality that a party delivers is `q = own ∘ p + rest @ q`, where every row of own and rest adds up to 1. Customers are
rows that rest on what they receive and nothing else; "direction" is a row that rests on all seniors.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from scipy import sparse

from servicecraft.errors import NetworkError, SpokenFact
from servicecraft.network.drawing import (
    NOBODY,
    NOT_MAPPED,
    PERSON,
    RESOURCE,
    UNIT,
    Drawing,
    Flags,
    Floats,
    Places,
    Whole,
)
from servicecraft.words import sentence

HUGE = 1e100
"""Importances beyond this, or below its inverse, are scaled row by row before they are added up."""


@frozen(kw_only=True, eq=False)
class Flow:
    """
    Who rests on whom, ready to be solved. Places are those of the drawing, then customers, then the direction.

    Attributes:
        drawing: What was drawn.
        received: Importance of what each place (row) receives from each (column), parallel links added up.
        rest: The part of each place's quality that rests on each other one.
        own: The part of each place's quality that is its own work.
        dependence: The dependence that was used.
        leadership: The part that rests on leadership, as it was used.
        inside: Part of each unit's own-work share that rests on each contributor; zero rows elsewhere.
        weights: The customers' weights, those left out at 0; they add up to 1 unless nobody is served.
        leads: For each party, the place of its leader where it rests on one, else `NOBODY`.
        remarks: What was left out.
    """

    drawing: Drawing
    received: sparse.csr_array
    rest: sparse.csr_array
    own: Floats
    dependence: Floats
    leadership: Floats
    inside: sparse.csr_array
    weights: Floats
    leads: Places
    remarks: tuple[SpokenFact, ...]

    @property
    def size(self) -> int:
        """How many places there are, the direction included."""
        return len(self.own)

    @property
    def inflow(self) -> Floats:
        """Where the customers' experience enters: their weights at their places."""
        start = np.zeros(self.size)
        start[self.drawing.size : self.drawing.size + self.drawing.customers] = self.weights
        return start


def compiled(drawing: Drawing) -> Flow:
    """The matrix of a drawing, not yet proved to have an answer."""
    parties, customers = drawing.size, drawing.customers
    size = parties + customers + 1
    received = _received(drawing, size)
    served = np.diff(received.indptr) > 0
    inside = _contributors(drawing, size)
    through = np.diff(inside.indptr) > 0
    rests_on_leader = _rest_on_leaders(drawing, through)
    dependence = np.where(served[:parties], _filled(drawing.dependence, drawing.settings.dependence), 0.0)
    leadership = np.where(rests_on_leader, _filled(drawing.leadership, drawing.settings.leadership), 0.0)
    passive = np.isin(drawing.kinds, (RESOURCE, NOT_MAPPED))
    dependence[passive] = 0.0
    part = np.ones(size)
    part[:parties] = (1 - leadership) * dependence
    blocks = [_shared(received, part)]
    own = np.zeros(size)
    own[:parties] = (1 - leadership) * (1 - dependence)
    if through.any():
        blocks.append(_shared(inside, own))
        own[through] = 0.0
    if rests_on_leader.any():
        blocks.append(_leading(drawing, leadership, size))
    weights, remarks = _customer_weights(drawing, served)
    return Flow(
        drawing=drawing,
        received=received,
        rest=_added(blocks),
        own=own,
        dependence=dependence,
        leadership=leadership,
        inside=inside,
        weights=weights,
        leads=np.where(rests_on_leader, drawing.managers, NOBODY).astype(np.int32),
        remarks=(*drawing.remarks, *remarks),
    )


def _filled(said: Floats, default: float) -> Floats:
    return np.where(np.isnan(said), default, said)


def _received(drawing: Drawing, size: int) -> sparse.csr_array:
    there = drawing.importances > 0
    rows, columns, values = drawing.receivers, drawing.providers, drawing.importances
    if not there.all():
        rows, columns, values = rows[there], columns[there], values[there]
    matrix = sparse.coo_array((values, (rows, columns)), shape=(size, size)).tocsr()
    if len(matrix.data) and not np.isfinite(matrix.data.max()):
        reason = SpokenFact(sentence("the importances of links side by side add up to more than can be written."))
        raise NetworkError.of("SC-502", "importance", path="links", reason=reason).in_language(drawing.language)
    return matrix


def _shared(matrix: sparse.csr_array, parts: Floats | None = None) -> sparse.csr_array:
    """Every row divided by its sum and multiplied by its part; by its largest value first where sums might run over."""
    lengths = np.diff(matrix.indptr)
    if not matrix.nnz:
        return matrix
    data = matrix.data
    if data.max() > HUGE or data.min() < 1 / HUGE:
        filled = lengths > 0
        data = data / np.repeat(np.maximum.reduceat(data, matrix.indptr[:-1][filled]), lengths[filled])
    scaled = sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
    total = scaled @ np.ones(matrix.shape[1])
    factors = np.divide(1.0 if parts is None else parts, total, out=np.zeros(len(total)), where=total > 0)
    return sparse.csr_array((data * np.repeat(factors, lengths), matrix.indices, matrix.indptr), shape=matrix.shape)


def _added(blocks: list[sparse.csr_array]) -> sparse.csr_array:
    total = blocks[0]
    for block in blocks[1:]:
        total = total + block
    if (total.data == 0).any():
        total = total.copy()  # the blocks share their places with other matrices, and these may not change
        total.eliminate_zeros()
    return total


def _contributors(drawing: Drawing, size: int) -> sparse.csr_array:
    """For each unit the parts of its members and sub-units, by the full-time equivalents below each."""
    belongs = (drawing.units != NOBODY) & np.isin(drawing.kinds, (UNIT, PERSON))
    if not belongs.any():
        return sparse.csr_array((size, size))
    below = _fte_below(drawing, belongs)
    places = np.flatnonzero(belongs).astype(np.int32)
    above = drawing.units[places]
    weight = below[places]
    total = np.bincount(above, weights=weight, minlength=size)
    weight = np.where(total[above] > 0, weight, 1.0)  # nobody is known below any of them: they count alike
    matrix = sparse.coo_array((weight, (above, places)), shape=(size, size)).tocsr()
    matrix.eliminate_zeros()
    return _shared(matrix)


def _fte_below(drawing: Drawing, belongs: Flags) -> Floats:
    """The full-time equivalents of a person, or of all named and counted people of a unit and the units below it."""
    below = np.where(np.isin(drawing.kinds, (UNIT, PERSON)), drawing.fte, 0.0)
    depth = _depths(np.where(belongs, drawing.units, NOBODY))
    order = np.argsort(-depth, kind="stable")
    ends = np.flatnonzero(np.diff(depth[order], append=-1)) + 1
    start = 0
    for end in ends.tolist():
        level = order[start:end]
        level = level[belongs[level]]
        np.add.at(below, drawing.units[level], below[level])
        start = end
    return below


def _depths(above: Whole) -> Whole:
    """How many steps each is below its top, by doubling the steps; a circle stops at the number of rows."""
    jump, depth = above.copy(), np.asarray(above != NOBODY, dtype=np.int64)
    for _ in range(max(1, len(above)).bit_length()):
        going = np.flatnonzero(jump != NOBODY)
        if not len(going):
            break
        depth[going] += depth[jump[going]]
        jump[going] = jump[jump[going]]
    return depth


def _rest_on_leaders(drawing: Drawing, through: Flags) -> Flags:
    """Who rests on leadership: people with a manager, and units with a head and nobody named in them."""
    led = (drawing.managers != NOBODY) & np.isin(drawing.kinds, (UNIT, PERSON))
    return np.asarray(led & ~through[: drawing.size])


def _leading(drawing: Drawing, leadership: Floats, size: int) -> sparse.csr_array:
    led = np.flatnonzero(leadership > 0)
    seniors = np.flatnonzero(drawing.seniors)
    toward = (
        np.where(drawing.seniors[led], 0.0, drawing.settings.direction_part) if len(seniors) else np.zeros(len(led))
    )
    direction = size - 1
    fte = drawing.fte[seniors]
    rows = np.concatenate([led, led, np.full(len(seniors), direction)])
    columns = np.concatenate([drawing.managers[led], np.full(len(led), direction), seniors])
    parts = leadership[led]
    values = np.concatenate([parts * (1 - toward), parts * toward, fte / fte.sum() if len(seniors) else fte])
    kept = values > 0
    indices = (rows[kept].astype(np.int32), columns[kept].astype(np.int32))
    return sparse.coo_array((values[kept], indices), shape=(size, size)).tocsr()


def _customer_weights(drawing: Drawing, served: Flags) -> tuple[Floats, tuple[SpokenFact, ...]]:
    weights = drawing.customer_weights
    provided = served[drawing.size : drawing.size + drawing.customers]
    remarks = []
    if (weights == 0).any():
        text = sentence("Customers of weight 0, left out: {customers}.")
        remarks.append(SpokenFact(text, customers=_listed(drawing, weights == 0)))
    if (~provided & (weights > 0)).any():
        text = sentence("Customers whom nobody serves in the map, left out: {customers}.")
        remarks.append(SpokenFact(text, customers=_listed(drawing, ~provided & (weights > 0))))
    kept = np.where(provided, weights, 0.0)
    if not kept.any():
        remarks.append(
            SpokenFact(sentence("No external customer receives anything in this map: there is no influence yet."))
        )
        return np.zeros(drawing.customers), tuple(remarks)
    kept = kept / kept.max()
    return kept / kept.sum(), tuple(remarks)


def _listed(drawing: Drawing, which: Flags, most: int = 10) -> str:
    places = np.flatnonzero(which)
    names = ", ".join(drawing.id_of(drawing.size + int(place)) for place in places[:most])
    return f"{names} … ({len(places)})" if len(places) > most else names
