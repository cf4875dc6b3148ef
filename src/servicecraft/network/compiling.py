"""
From a drawing to one matrix: what everyone's quality is made of.

The quality that a party delivers is `q = own ∘ p + rest @ q`, where every row of own and rest adds up to 1. Customers are
rows that rest on what they receive and nothing else; "direction" is a row that rests on all seniors.

Links are kept once, by who gives; what is read from the side of who receives is made when it is first asked for.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import frozen
from scipy import sparse

from servicecraft.errors import NetworkError, SpokenFact
from servicecraft.network.drawing import (
    NOBODY,
    PERSON,
    RESOURCE,
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
        given: Importance of what each place (row) gives to each (column), parallel links added up.
        even: The same; every column divided by its largest value where sums might run over.
        total: The sums of its columns: all that each place receives.
        fed: The part of each place's quality that rests on what it receives.
        structure: The parts that rest on contributors and on leadership, by who gives; none where there are none.
        own: The part of each place's quality that is its own work.
        dependence: The dependence that was used.
        leadership: The part that rests on leadership, as it was used.
        inside: Part of each unit's own-work share that rests on each contributor; zero rows elsewhere.
        weights: The customers' weights, those left out at 0; they add up to 1 unless nobody is served.
        leads: For each party, the place of its leader where it rests on one, else `NOBODY`.
        remarks: What was left out.
    """

    drawing: Drawing
    given: sparse.csr_array
    even: sparse.csr_array
    total: Floats
    fed: Floats
    structure: tuple[sparse.csr_array, ...]
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

    @cached_property
    def received(self) -> sparse.csr_array:
        """Importance of what each place (row) receives from each (column), parallel links added up."""
        return _turned(self.given)

    @cached_property
    def rest(self) -> sparse.csr_array:
        """The part of each place's quality (row) that rests on each other one (column)."""
        return _added([_shared(self.received, self.fed), *(_turned(block) for block in self.structure)])

    @cached_property
    def onward(self) -> tuple[sparse.csr_array, Floats, Floats]:
        """
        The transpose of `rest`, by who gives: a matrix, by what its columns are multiplied, and their sums before that.

        Without structure the links serve as they are, so that nothing of their size is written.
        """
        factors = np.divide(self.fed, self.total, out=np.zeros(self.size), where=self.total > 0)
        if not self.structure:
            return self.even, factors, self.total
        even = self.even
        scaled = sparse.csr_array((even.data * factors[even.indices], even.indices, even.indptr), shape=even.shape)
        whole = _added([scaled, *self.structure])
        return whole, np.broadcast_to(1.0, self.size), 1 - self.own

    def resting(self, quality: Floats) -> Floats:
        """What comes to each place from what all places deliver: `rest @ quality`, without the matrix being written."""
        matrix, factors, _ = self.onward
        return np.asarray(factors * (matrix.T @ quality))

    def carried(self, passing: Floats) -> Floats:
        """What goes from each place into what all places receive: the transpose of `resting`."""
        matrix, factors, _ = self.onward
        return np.asarray(matrix @ (factors * passing))

    def parts(self, receivers: Places, givers: Places) -> Floats:
        """The part of the quality of each of some places that rests on one other place."""
        matrix, factors, _ = self.onward
        return np.asarray(matrix[givers, receivers]).ravel() * factors.take(receivers)

    def carried_squares(self, precisions: Floats) -> Floats:
        """What `carried` makes of something with every entry of the matrix squared."""
        matrix, factors, _ = self.onward
        squared = sparse.csr_array((matrix.data**2, matrix.indices, matrix.indptr), shape=matrix.shape)
        return np.asarray(squared @ (factors**2 * precisions))

    def resting_of(self, places: np.ndarray) -> sparse.csr_array:
        """Some rows of `rest`."""
        matrix, factors, _ = self.onward
        columns = sparse.csc_array(matrix[:, places])
        return sparse.csr_array(sparse.diags_array(factors[places]) @ columns.T)

    @cached_property
    def links(self) -> sparse.csr_array:
        """Who serves whom, by who gives: true where there is a link."""
        given = self.given
        return sparse.csr_array((np.ones(given.nnz, dtype=bool), given.indices, given.indptr), shape=given.shape)


def compiled(drawing: Drawing) -> Flow:
    """The matrix of a drawing, not yet proved to have an answer."""
    parties, customers = drawing.size, drawing.customers
    size = parties + customers + 1
    given = _given(drawing, size)
    even, fed, own = _evened(given), np.ones(size), np.zeros(size)
    total = np.asarray(even.T @ fed)
    served = total > 0
    inside = _contributors(drawing, size)
    through = np.diff(inside.indptr) > 0
    rests_on_leader = _rest_on_leaders(drawing, through)
    idle = (drawing.kinds >= RESOURCE) | ~served[:parties]
    dependence = _used(drawing.dependence, drawing.settings.dependence, idle)
    leadership = _used(drawing.leadership, drawing.settings.leadership, ~rests_on_leader)
    alone = 1 - leadership if rests_on_leader.any() else np.ones(1)
    np.multiply(alone, dependence, out=fed[:parties])
    np.subtract(1, dependence, out=own[:parties])
    own[:parties] *= alone
    structure = []
    if through.any():
        structure.append(_turned(_shared(inside, own)))
        own[through] = 0.0
    if rests_on_leader.any():
        structure.append(_leading(drawing, leadership, size))
    weights, remarks = _customer_weights(drawing, served)
    return Flow(
        drawing=drawing,
        given=given,
        even=even,
        total=total,
        fed=fed,
        structure=tuple(structure),
        own=own,
        dependence=dependence,
        leadership=leadership,
        inside=inside,
        weights=weights,
        leads=np.where(rests_on_leader, drawing.managers, NOBODY).astype(np.int32),
        remarks=(*drawing.remarks, *remarks),
    )


def _used(said: Floats, default: float, without: Flags) -> Floats:
    """What was said, the default where nobody said, 0 where it does not apply."""
    if without.all():
        return np.zeros(len(said))
    used = np.where(np.isnan(said), default, said)
    used[without] = 0.0
    return used


def _given(drawing: Drawing, size: int) -> sparse.csr_array:
    givers, receivers, values = drawing.providers, drawing.receivers, drawing.importances
    if len(values) and values.min() <= 0:
        there = values > 0
        givers, receivers, values = givers[there], receivers[there], values[there]
    matrix = sparse.coo_array((values, (givers, receivers)), shape=(size, size)).tocsr()
    if len(values) and not np.isfinite(matrix.data.max()):
        reason = SpokenFact(sentence("the importances of links side by side add up to more than can be written."))
        raise NetworkError.of("SC-502", "importance", path="links", reason=reason).in_language(drawing.language)
    return matrix


def _evened(given: sparse.csr_array) -> sparse.csr_array:
    """Every column divided by its largest value where sums might run over; else the same."""
    data = given.data
    if not given.nnz or (data.max() <= HUGE and data.min() >= 1 / HUGE):
        return given
    largest = np.zeros(given.shape[1])
    np.maximum.at(largest, given.indices, data)
    return sparse.csr_array((data / largest[given.indices], given.indices, given.indptr), shape=given.shape)


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


def _turned(matrix: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(matrix.T.tocsr())


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
    belongs = (drawing.units != NOBODY) & (drawing.kinds <= PERSON)
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
    below = np.where(drawing.kinds <= PERSON, drawing.fte, 0.0)
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
    led = (drawing.managers != NOBODY) & (drawing.kinds <= PERSON)
    return np.asarray(led & ~through[: drawing.size])


def _leading(drawing: Drawing, leadership: Floats, size: int) -> sparse.csr_array:
    """What everyone rests on leadership and the direction on the seniors, by who gives."""
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
    indices = (columns[kept].astype(np.int32), rows[kept].astype(np.int32))
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
