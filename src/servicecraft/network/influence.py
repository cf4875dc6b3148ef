"""How much of what the external customers experience rests on whom?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import RESOURCE, Floats
from servicecraft.network.groups import FEWEST_TOGETHER, Grouping, grouped
from servicecraft.network.solving import throughput
from servicecraft.network.uncertainty import drawn_influence
from servicecraft.tables import Cell, Table, TableColumn
from servicecraft.words import say, sentence

PURPOSE = sentence(
    "Influence shows where support and improvement would be felt most; it is no measure of a person's performance and"
    " no ground for cutting posts, pay or discipline."
)
"""What the figures are for; stands with every answer of a network in which there are people."""


def influence_table(
    flow: Flow,
    by: str,
    passing: Floats,
    tolerance: float,
    draws: int = 0,
    rng: np.random.Generator | None = None,
    top: int | None = None,
    *,
    alone: bool = True,
) -> Table:
    """Influence and throughput of every group, of people *alone* or in units; it adds up to 1 if a customer is served."""
    groups = grouped(flow.drawing, by, alone=alone)
    if by == "customer":
        return _per_customer(flow, groups, tolerance, alone)
    shares = flow.own[: flow.drawing.size] * passing[: flow.drawing.size]
    parts = np.bincount(groups.codes, weights=shares, minlength=len(groups.ids))
    resources = np.where(flow.drawing.kinds == RESOURCE, shares, 0.0)
    of_resources = np.bincount(groups.codes, weights=resources, minlength=len(groups.ids))
    entering = entering_flow(flow, groups.codes, len(groups.ids), passing)
    answered = bool(flow.weights.any())
    heads = ["id", "name", "influence", "throughput", "resources"]
    remarks = [*notes(flow), *_gathering(flow, by, alone)]
    intervals: list[tuple[Cell, ...]] = [()] * len(groups.ids)
    if rng is not None:
        heads += ["lower", "upper", "top_probability"]
        drawn, empty = drawn_influence(flow, groups, draws if answered else 0, rng, tolerance)
        intervals = _intervals(groups, drawn, flow.drawing.settings.top if top is None else top)
        text = sentence("Intervals hold 90 % of {draws} draws; {empty} further draws had no answer.")
        remarks.append(say(text, flow.drawing.language, draws=len(drawn), empty=empty))
    rows: list[tuple[Cell, ...]] = [
        (*row[:2], *(row[2:] if answered else (None, None, None)), *interval)
        for *row, interval in zip(
            groups.ids, groups.names, parts.tolist(), entering.tolist(), of_resources.tolist(), intervals, strict=True
        )
    ]
    working = np.bincount(groups.codes, weights=flow.own[: flow.drawing.size] > 0, minlength=len(groups.ids))
    rows = [row for row, some in zip(rows, working.tolist(), strict=True) if row[0] is not None or some]
    if groups.ranked and answered:
        rows.sort(key=lambda row: (row[0] is None, -float(str(row[2])), str(row[0])))
    return Table.of(columns(flow, heads), rows, title=_title(flow), notes=remarks, language=flow.drawing.language)


def _intervals(groups: Grouping, drawn: Floats, top: int) -> list[tuple[Cell, ...]]:
    """For each group the 5 and 95 % points and, where groups are ranked, how likely it is among the first."""
    if not len(drawn):
        return [(None, None, None)] * len(groups.ids)
    low, high = np.percentile(drawn, [5, 95], axis=0)
    place = np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1)
    first = (place < top).mean(axis=0).tolist()
    chances = first if groups.ranked else [None] * len(groups.ids)
    return list(zip(low.tolist(), high.tolist(), chances, strict=True))


def _gathering(flow: Flow, by: str, alone: bool) -> list[str]:
    """What is said where people do not stand alone though they would."""
    if alone or by in ("unit", "level", "role", "person"):
        return []
    if by in ("party", "customer"):
        return [say(sentence("People are shown together with their unit."), flow.drawing.language)]
    text = sentence("Groups of fewer than {fewest} people are shown together with those without.")
    return [say(text, flow.drawing.language, fewest=FEWEST_TOGETHER)]


def _title(flow: Flow) -> str:
    return say(sentence("Influence on the customers' experience"), flow.drawing.language)


LABELS = {
    "id": sentence("id"),
    "name": sentence("name"),
    "customer": sentence("customer"),
    "influence": sentence("influence"),
    "throughput": sentence("throughput"),
    "resources": sentence("of it through resources"),
    "distance": sentence("distance to the customer"),
    "effective_distance": sentence("expected distance"),
    "weightless": sentence("reaches only customers of weight 0"),
    "own_work": sentence("own work"),
    "delivered": sentence("delivered"),
    "received": sentence("received"),
    "contribution": sentence("contribution to the shortfall"),
    "quality": sentence("quality"),
    "part": sentence("part of the map"),
    "count": sentence("count"),
    "before": sentence("before"),
    "after": sentence("after"),
    "delta": sentence("difference"),
    "weight": sentence("weight"),
    "chain": sentence("chain"),
    "share": sentence("part of the throughput"),
    "service": sentence("service"),
    "provider": sentence("provider"),
    "customers": sentence("customers"),
    "dominator": sentence("every chain passes through"),
    "hanging": sentence("parties that hang on it"),
    "members": sentence("members"),
    "size": sentence("size"),
    "loop": sentence("one shortest loop"),
    "inside": sentence("links inside"),
    "between": sentence("links to others"),
    "inside_share": sentence("part inside"),
    "rated": sentence("rated"),
    "n": sentence("answers"),
    "lower": sentence("lower"),
    "upper": sentence("upper"),
    "basis": sentence("basis"),
    "starved": sentence("starved"),
    "misfit": sentence("misfit"),
    "cost": sentence("cost"),
    "gain": sentence("gain in quality"),
    "chosen": sentence("chosen"),
    "top_probability": sentence("probability of being among the first"),
}
"""The headings of the network's answers."""
WORDS = {
    "basis": {
        "rated": sentence("rated itself"),
        "unit": sentence("its unit is rated"),
        "partly": sentence("some of its people are rated"),
        "assumed": sentence("assumed, for nobody rated it"),
    },
    "misfit": {
        "map_or_dependence": sentence("our dependence estimate or the map does not fit here"),
    },
    "part": {
        "units": sentence("units"),
        "people": sentence("people"),
        "resources": sentence("resources"),
        "unmapped": sentence("not mapped"),
        "customers": sentence("external customers"),
        "links": sentence("service links"),
        "ratings": sentence("ratings"),
    },
}
"""What people read instead of the codes in the network's answers."""


def columns(flow: Flow, names: Sequence[str]) -> list[TableColumn]:
    """The columns of an answer, with their headings and the words for their codes in the language of the network."""
    language = flow.drawing.language
    return [
        TableColumn(
            name=one,
            label=say(LABELS[one], language),
            words={code: say(word, language) for code, word in WORDS.get(one, {}).items()},
        )
        for one in names
    ]


def notes(flow: Flow) -> list[str]:
    """What must be known to read an answer: what was left out, and what the figures are for where there are people."""
    return [*left_out(flow), *([say(PURPOSE, flow.drawing.language)] if flow.drawing.people else [])]


def left_out(flow: Flow) -> list[str]:
    """What was left out or set aside on the way to an answer."""
    return [one.spoken(flow.drawing.language) for one in flow.remarks]


def entering_flow(flow: Flow, codes: np.ndarray, count: int, passing: Floats) -> Floats:
    """What enters each group from outside it; for a single party its throughput."""
    if len(codes) == count:  # every party alone
        alone = np.empty(count)
        alone[codes] = passing[: len(codes)]
        return alone
    direction = flow.size - 1
    label = np.concatenate([codes, np.full(flow.size - len(codes), -1)])
    moved = sparse.coo_array(flow.rest)
    crossing = (label[moved.row] != label[moved.col]) & (label[moved.col] >= 0) & (moved.row != direction)
    weights = (moved.data * passing[moved.row])[crossing]
    entering = np.bincount(label[moved.col[crossing]], weights=weights, minlength=count)
    return np.asarray(entering + _through_direction(moved, codes, count, passing))


def _through_direction(moved: sparse.coo_array, codes: np.ndarray, count: int, passing: Floats) -> Floats:
    """What enters each group by way of the direction from those who are not in the group."""
    direction = moved.shape[0] - 1
    to, by = moved.col == direction, moved.row == direction
    led = np.bincount(codes[moved.row[to]], weights=moved.data[to] * passing[moved.row[to]], minlength=count)
    seniors = np.bincount(codes[moved.col[by]], weights=moved.data[by], minlength=count)
    return np.asarray(seniors * (led.sum() - led))


def per_customer(flow: Flow, tolerance: float) -> dict[int, Floats]:
    """For each customer who is served, by its number, the influence of every party on this customer alone."""
    parties = flow.drawing.size
    served = np.flatnonzero(np.diff(flow.rest.indptr)[parties : parties + flow.drawing.customers] > 0)
    found = {}
    for customer in served.tolist():
        start = np.zeros(flow.size)
        start[parties + customer] = 1.0
        found[customer] = (flow.own * throughput(flow, start, tolerance))[:parties]
    return found


def _per_customer(flow: Flow, groups: Grouping, tolerance: float, alone: bool) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for customer, shares in per_customer(flow, tolerance).items():
        name = flow.drawing.id_of(flow.drawing.size + customer)
        parts = np.bincount(groups.codes, weights=shares, minlength=len(groups.ids)).tolist()
        rows += [(name, *row) for row in zip(groups.ids, groups.names, parts, strict=True)]
    heads = columns(flow, ("customer", "id", "name", "influence"))
    remarks = [*notes(flow), *_gathering(flow, "customer", alone)]
    return Table.of(heads, rows, title=_title(flow), notes=remarks, language=flow.drawing.language)
