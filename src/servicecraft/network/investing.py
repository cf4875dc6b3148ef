"""Which improvements are worth most to the customers, under a budget?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
from attrs import frozen
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from servicecraft.errors import Fault, NetworkError, SpokenFact
from servicecraft.network.compiling import Flow
from servicecraft.network.delivering import is_number, touched
from servicecraft.network.drawing import Floats
from servicecraft.network.influence import columns, notes
from servicecraft.tables import Table, spoken_number
from servicecraft.words import say, sentence


@frozen(kw_only=True)
class Improvement:
    """
    Something that could be done: own work that would rise, at a cost.

    Attributes:
        party: Whose own work; for a unit, that of everyone below it.
        own_work: Own work afterwards, from 0 to 1; where it is higher already, nothing changes.
        cost: What it costs, in the unit of the budget.
    """

    party: str
    own_work: float
    cost: float


@frozen(kw_only=True, eq=False, repr=False)
class Investment:
    """
    The best set of improvements.

    Attributes:
        chosen: The improvements to make, in the order in which they were offered.
        gain: By how much the organisation's quality rises.
        cost: What they cost together.
        runner_up: The next-best set; `None` where there is no other.
        runner_up_gain: By how much that one would raise quality.
        bound: No set can gain more than this: the solver's proof.
        table: Every option with its `gain` and whether it is `chosen`.
    """

    chosen: tuple[Improvement, ...]
    gain: float
    cost: float
    runner_up: tuple[Improvement, ...] | None
    runner_up_gain: float | None
    bound: float
    table: Table

    def to_table(self) -> Table:
        """Every option with its gain and whether it is chosen."""
        return self.table

    @property
    def _summary(self) -> str:
        language = self.table.language
        if not self.chosen:
            return say(sentence("Nothing is chosen: no improvement within the budget gains anything."), language)
        return say(
            sentence("Chosen: {parties}. Quality rises by {gain} at a cost of {cost}."),
            language,
            parties=", ".join(one.party for one in self.chosen),
            gain=spoken_number(self.gain, language),
            cost=spoken_number(self.cost, language),
        )

    def __str__(self) -> str:
        return f"{self._summary}\n\n{self.table}"

    def __repr__(self) -> str:
        return f"<Investment: {len(self.chosen)} of {len(self.table)} chosen, gain {self.gain:.3f}, cost {self.cost:g}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._summary)}</p>{self.table.to_html()}"


def invested(
    flow: Flow, places: Sequence[int], options: Sequence[Improvement], budget: float, work: Floats, shares: Floats
) -> Investment:
    """
    The set that gains most; at most one improvement for each party. See `ServiceNetwork.invest`.

    Gains add up exactly, since quality is linear in own work; the set is chosen by an integer program (HiGHS).
    """
    gains = np.array([_gain(flow, place, one, work, shares) for place, one in zip(places, options, strict=True)])
    limits = [_one_budget(options, budget), *_one_for_each(flow, places)]
    best, bound = _chosen(gains, limits)
    best = np.zeros(len(options), dtype=bool) if best is None else best  # doing nothing is always within the budget
    other = _chosen(gains, [*limits, _not_again(best)])[0] if len(options) else None
    picked = tuple(one for one, take in zip(options, best, strict=True) if take)
    return Investment(
        chosen=picked,
        gain=float(gains[best].sum()),
        cost=float(sum(one.cost for one in picked)),
        runner_up=None if other is None else tuple(one for one, take in zip(options, other, strict=True) if take),
        runner_up_gain=None if other is None else float(gains[other].sum()),
        bound=bound,
        table=_table(flow, options, gains, best),
    )


def checked(options: Iterable[Improvement], budget: float, language: str) -> list[Improvement]:
    """
    The options, with numbers in their range.

    Raises:
        NetworkError: A cost is negative or not finite, or own work is out of range.
    """
    found = list(options)
    reason = SpokenFact(sentence("a finite number of at least 0 was expected."))
    part = SpokenFact(sentence("own work lies between 0 and 1."))
    faults = [
        Fault.of("SC-502", one.cost, path=f"options[{number}].cost", reason=reason)
        for number, one in enumerate(found)
        if not (is_number(one.cost) and np.isfinite(one.cost) and one.cost >= 0)
    ]
    faults += [
        Fault.of("SC-502", one.own_work, path=f"options[{number}].own_work", reason=part)
        for number, one in enumerate(found)
        if not (is_number(one.own_work) and 0 <= one.own_work <= 1)
    ]
    if not (is_number(budget) and np.isfinite(budget) and budget >= 0):
        faults.append(Fault.of("SC-502", budget, path="budget", reason=reason))
    if faults:
        raise NetworkError([one.in_language(language) for one in faults])
    return found


def _gain(flow: Flow, place: int, one: Improvement, work: Floats, shares: Floats) -> float:
    some = touched(flow.drawing, place)
    return float((shares[some] * np.maximum(one.own_work - work[some], 0.0)).sum())


def _one_budget(options: Sequence[Improvement], budget: float) -> LinearConstraint:
    return LinearConstraint(np.array([[one.cost for one in options]]).reshape(1, -1), ub=budget)


def _one_for_each(flow: Flow, places: Sequence[int]) -> list[LinearConstraint]:
    """Nobody's own work is improved twice, not even as part of a unit."""
    rows, takers = [], []
    for number, place in enumerate(places):
        some = np.flatnonzero(touched(flow.drawing, place))
        rows.append(some)
        takers.append(np.full(len(some), number))
    if not rows:
        return []
    matrix = sparse.csr_array(
        (np.ones(sum(map(len, rows))), (np.concatenate(rows), np.concatenate(takers))),
        shape=(flow.drawing.size, len(places)),
    )
    several = matrix[np.flatnonzero(np.diff(matrix.indptr) > 1)]
    return [LinearConstraint(sparse.csc_array(several), ub=1)] if several.shape[0] else []


def _not_again(best: np.ndarray) -> LinearConstraint:
    return LinearConstraint(np.where(best, 1.0, -1.0).reshape(1, -1), ub=float(best.sum()) - 1)


def _chosen(gains: Floats, limits: list[LinearConstraint]) -> tuple[np.ndarray | None, float]:
    if not len(gains):
        return np.zeros(0, dtype=bool), 0.0
    whole = np.ones(len(gains))
    found = milp(-gains, integrality=whole, bounds=Bounds(0, 1), constraints=limits, options={"mip_rel_gap": 0.0})
    if found.x is None:
        return None, 0.0
    return found.x > 0.5, float(-found.mip_dual_bound)


def _table(flow: Flow, options: Sequence[Improvement], gains: Floats, best: np.ndarray) -> Table:
    language = flow.drawing.language
    rows = [
        (one.party, one.own_work, one.cost, gain, bool(take))
        for one, gain, take in zip(options, gains.tolist(), best.tolist(), strict=True)
    ]
    title = say(sentence("Improvements and what customers would gain"), language)
    heads = columns(flow, ("id", "own_work", "cost", "gain", "chosen"))
    return Table.of(heads, rows, title=title, notes=notes(flow), language=language)
