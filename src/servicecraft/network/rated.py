"""What do the ratings say of each party, and how surely?"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import frozen
from scipy import sparse

from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import NOBODY, Drawing, Flags, Floats, Places


@frozen(kw_only=True, eq=False)
class Rated:
    """
    What the ratings say of each party.

    Attributes:
        places: The rated parties.
        means: The delivered quality of each, as rated.
        errors: Its standard error.
        counts: How many ratings it stands on.
        astray: How many ratings belong to no link of the map.
    """

    places: np.ndarray
    means: Floats
    errors: Floats
    counts: np.ndarray
    astray: int


def rated_parties(flow: Flow, passing: Floats) -> Rated:
    """The delivered quality of every rated party: the mean of its rated links, weighted by the flow on them."""
    pairs = _Pairs.of(flow)
    part = _link_parts(flow, pairs)
    weight = part * pairs.at_rater(np.maximum(passing, 0.0), 1.0)
    silent = pairs.by_party(weight) == 0
    if silent.any():  # nothing of it reaches a customer: its links count as they are drawn
        weight = np.where(silent[pairs.givers], part, weight)
    total = pairs.by_party(weight)
    places = np.flatnonzero(total > 0)
    means = pairs.by_party(weight * pairs.sums / pairs.counts)[places] / total[places]
    variance = _variance(flow.drawing, pairs, part > 0)
    error = np.sqrt(variance * pairs.by_party(weight**2 / pairs.counts)[places]) / total[places]
    return Rated(
        places=places,
        means=means,
        errors=np.maximum(error, flow.drawing.settings.least_rating_error),
        counts=pairs.by_party(pairs.counts * (part > 0))[places].astype(int),
        astray=int(pairs.counts[part == 0].sum()),
    )


@frozen(kw_only=True, eq=False)
class _Pairs:
    """
    Who is rated by whom, every pair once, in the order of who is rated.

    Attributes:
        size: How many places there are; as a rater it stands for who did not say who they are.
        begins: Where the pairs of each place begin.
        raters: The rater of each pair.
        counts: How many answers each stands on.
        sums: The sum of their scores.
    """

    size: int
    begins: Places
    raters: Places
    counts: Floats
    sums: Floats

    @classmethod
    def of(cls, flow: Flow) -> _Pairs:
        """The pairs of a network; scores and answers are added up side by side, as the parts of complex numbers."""
        drawing, size = flow.drawing, flow.size
        anonymous = drawing.raters == NOBODY
        raters = np.where(anonymous, np.int32(size), drawing.raters) if anonymous.any() else drawing.raters
        told = np.empty(len(drawing.scores), dtype=complex)
        told.imag = drawing.answers if len(drawing.answers) else 1.0
        told.real = drawing.scores * told.imag
        matrix = sparse.coo_array((told, (drawing.rated, raters)), shape=(size, size + 1)).tocsr()
        counts, sums = matrix.data.imag.copy(), matrix.data.real.copy()
        return cls(size=size, begins=matrix.indptr, raters=matrix.indices, counts=counts, sums=sums)

    @cached_property
    def givers(self) -> Places:
        """Who is rated in each pair."""
        return np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.begins))

    @cached_property
    def named(self) -> Flags:
        """The pairs whose rater is known."""
        return np.asarray(self.raters < self.size)

    def by_party(self, values: Floats) -> Floats:
        """Figures of pairs, added up for each place."""
        matrix = sparse.csr_array((values, self.raters, self.begins), shape=(self.size, self.size + 1))
        return np.asarray(matrix @ np.ones(self.size + 1))

    def at_rater(self, values: Floats, without: float) -> Floats:
        """Figures of places, for the rater of each pair."""
        return np.append(values, without).take(self.raters)


def _link_parts(flow: Flow, pairs: _Pairs) -> Floats:
    """What part of a rater's quality rests on the rated link; a person counts under the link of a unit, 0 for no link."""
    part = np.ones(len(pairs.raters))
    named = slice(None) if pairs.named.all() else np.flatnonzero(pairs.named)
    part[named] = flow.parts(pairs.raters[named], pairs.givers[named])
    above = np.append(flow.drawing.units, np.full(flow.size - flow.drawing.size, NOBODY))
    open_ones = np.flatnonzero(part == 0)
    through = above[pairs.givers[open_ones]]
    while len(open_ones := open_ones[through != NOBODY]):
        through = through[through != NOBODY]
        part[open_ones] = flow.parts(pairs.raters[open_ones], through)
        left = part[open_ones] == 0
        open_ones, through = open_ones[left], above[through[left]]
    return part


def _variance(drawing: Drawing, pairs: _Pairs, on_map: Flags) -> float:
    """How much answers of one rater about one party differ; what the settings say where nobody answered twice."""
    several = np.zeros(pairs.size, dtype=bool)
    several[pairs.givers[on_map & (pairs.counts > 1)]] = True
    chosen = np.flatnonzero(several[pairs.givers] & on_map)
    rows = np.flatnonzero(several[drawing.rated])
    raters = np.where(drawing.raters[rows] == NOBODY, pairs.size, drawing.raters[rows])
    rows, at = _found(pairs, chosen, rows, drawing.rated[rows], raters)
    answers = drawing.answers[rows] if len(drawing.answers) else np.ones(len(rows))
    means = (pairs.sums[chosen] / pairs.counts[chosen])[at]
    squares = float((answers * (drawing.scores[rows] - means) ** 2).sum())
    spare = float(len(rows) - len(chosen))
    if len(drawing.deviations):  # means of several answers tell, beside how they differ, how these do
        known = np.where(np.isnan(drawing.deviations[rows]), 0.0, answers - 1)
        squares += float((known * np.nan_to_num(drawing.deviations[rows]) ** 2).sum())
        spare += float(known.sum())
    return squares / spare if spare > 0 else drawing.settings.rating_spread**2


def _found(
    pairs: _Pairs, chosen: np.ndarray, rows: np.ndarray, givers: Places, raters: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The rows that belong to chosen pairs, and the number of the pair of each."""
    if not len(chosen):
        return rows[:0], rows[:0]
    width = pairs.size + 1
    keys = pairs.givers[chosen].astype(np.int64) * width + pairs.raters[chosen]
    wanted = givers.astype(np.int64) * width + raters
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    there = keys[at] == wanted
    return rows[there], at[there]
