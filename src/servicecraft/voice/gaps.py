"""
What was received against what was expected, dimension by dimension and as a whole.

The whole is the weighted mean of the dimensions. There are no weights but those that are given: the points that customers
divide are theirs to give. Its interval rests on respondents, whose answers to the dimensions belong together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import isfinite

import numpy as np
from attrs import evolve

from servicecraft.errors import Fault, ModelError, SpokenFact
from servicecraft.statistics.arrays import Floats
from servicecraft.statistics.means import mean_interval
from servicecraft.tables import Cell, Table
from servicecraft.voice.answers import cells
from servicecraft.voice.asking import Question
from servicecraft.voice.grouping import Grouped
from servicecraft.voice.heard import Heard
from servicecraft.voice.keys import NONE, numbered
from servicecraft.voice.lines import Lines
from servicecraft.voice.means import Gap
from servicecraft.voice.scores import NEITHER, Scored
from servicecraft.voice.scoring import TITLES, Result, methods, notes_of, result_of
from servicecraft.words import say, sentence


def servqual_table(heard: Heard, question: Question, weights: Mapping[str, float] | None) -> Table:
    """The gap of each dimension in each group, each group followed by a row for all its dimensions together."""
    has_dimensions = "dimension" in heard.lines.keys
    outer = [name for name in question.keys if name != "dimension"]
    asked = evolve(question, by=(*outer, "dimension") if has_dimensions else tuple(outer))
    score = Gap()
    result = result_of(heard, asked, score, among=with_pairs(heard.lines))
    points = _points(result.grouped, weights) if has_dimensions else np.ones(result.grouped.size)
    rows = _rows(heard, result, points, wholes=has_dimensions)
    heads = [heard.telling.column(name) for name in (*result.grouped.by, *COLUMNS)]
    return Table.of(
        heads,
        rows,
        title=say(TITLES[score.name], heard.language),
        notes=[*notes_of(heard, result, score), *_about_weights(heard, has_dimensions, weights)],
        language=heard.language,
    )


COLUMNS = (
    "n",
    "missing",
    "servqual",
    "lower",
    "upper",
    "method",
    "withheld",
    "perception",
    "expectation",
    "weight",
    "deviation",
    "standard_error",
)
"""The columns after the labels."""


def with_pairs(lines: Lines) -> Lines:
    """The lines of those scales on which anybody told what was expected."""
    scale = lines.keys["instrument"].codes
    paired = np.unique(scale[~np.isnan(lines.gap.at)])
    return lines.taken(np.isin(scale, paired))


def _points(grouped: Grouped, weights: Mapping[str, float] | None) -> Floats:
    """
    The points of each group's dimension.

    Raises:
        ModelError: A weight is negative or missing (`SC-610`), or names no dimension (`SC-608`).
    """
    names = [str(group[-1]) for group in grouped.groups]
    if weights is None:
        return np.ones(len(names))
    known = ", ".join(dict.fromkeys(names))
    faults = [Fault.of("SC-608", one, choices=known) for one in weights if one not in names]
    lacking = SpokenFact(sentence("every dimension needs a weight of at least 0, and one of them more."))
    faults += [
        Fault.of("SC-610", one, reason=lacking)
        for one in dict.fromkeys(names)
        if not (one in weights and isfinite(weights[one]) and weights[one] >= 0)
    ]
    if faults or (names and not any(weights[one] for one in names)):
        raise ModelError(faults or [Fault.of("SC-610", 0, reason=lacking)])
    return np.array([weights[one] for one in names], dtype=np.float64)


def _rows(heard: Heard, result: Result, points: Floats, *, wholes: bool) -> list[tuple[Cell, ...]]:
    grouped, scored, score = result.grouped, result.scored, Gap()
    depth = len(grouped.by) - wholes
    columns: dict[str, Sequence[Cell]] = {
        "n": cells(scored.n),
        "missing": cells(grouped.counted(score.lacks(grouped))),
        "servqual": cells(scored.value),
        "lower": cells(scored.lower),
        "upper": cells(scored.upper),
        "method": methods(scored, score.interval, heard.language),
        "withheld": result.hidden.tolist(),
        **{name: cells(values) for name, values in scored.more.items()},
    }
    found: list[tuple[Cell, ...]] = []
    for outer, places in groupby(range(grouped.size), key=lambda place: grouped.groups[place][:depth]):
        mine = np.array(list(places))
        share = _shares(points[mine], scored.n[mine])
        for place, part in zip(mine.tolist(), share.tolist(), strict=True):
            told = {name: values[place] for name, values in columns.items()} | {"weight": part}
            gone = bool(result.hidden[place])
            kept = ((told[name] if name == "withheld" or not gone else None) for name in COLUMNS)
            found.append((*grouped.groups[place], *kept))
        if wholes:
            found.append((*outer, None, *_whole(heard, result, mine, share)))
    return found


def _shares(points: Floats, n: np.ndarray) -> Floats:
    """The weights of the dimensions that anybody answered; they add up to 1."""
    counted = np.where(n > 0, points, 0.0)
    return counted / counted.sum() if counted.sum() else counted


def _whole(heard: Heard, result: Result, mine: np.ndarray, share: Floats) -> list[Cell]:
    """The weighted mean of the dimensions of one group; withheld where any of them is."""
    grouped, scored = result.grouped, result.scored
    gone = bool(result.hidden[mine].any())
    if gone or not share.any():
        return [gone if name == "withheld" else None for name in COLUMNS]
    value = float(np.nansum(share * scored.value[mine]))
    variance, people = _by_respondent(grouped, scored, mine, share)
    lower, upper = mean_interval(value, variance * people, people, result.asked.confidence)
    known = isfinite(float(lower))
    told: dict[str, Cell] = {
        "n": int(scored.n[mine].sum()),
        "missing": int(grouped.counted(~grouped.paired)[mine].sum()),
        "servqual": value,
        "lower": float(lower) if known else None,
        "upper": float(upper) if known else None,
        "method": say(Gap.interval if known else NEITHER, heard.language),
        "withheld": False,
        "perception": float(np.nansum(share * scored.more["perception"][mine])),
        "expectation": float(np.nansum(share * scored.more["expectation"][mine])),
        "weight": 1.0,
        "standard_error": float(np.sqrt(variance)) if known else None,
    }
    return [told.get(name) for name in COLUMNS]


def _by_respondent(grouped: Grouped, scored: Scored, mine: np.ndarray, share: Floats) -> tuple[float, int]:
    """
    The variance of a weighted mean of dimensions, and how many respondents it rests on; NaN where some are not known.

    Each respondent counts with the sum of what all their answers contribute (linearisation over ultimate clusters); where
    everybody answers every dimension once, this is the variance of the respondents' own weighted means.
    """
    lines = grouped.lines
    inside = np.isin(grouped.codes, mine) & grouped.paired
    key = lines.keys.get("respondent")
    if key is None or (key.codes[inside] == NONE).any() or not inside.any():
        return float("nan"), 0
    place = np.searchsorted(mine, grouped.codes[inside])
    total = np.bincount(place, weights=lines.weight[inside], minlength=len(mine))
    gap = lines.gap.taken(inside)
    away = lines.weight[inside] * (gap.at - scored.value[mine][place]) + gap.first
    people, size = numbered([key.codes[inside]], int(inside.sum()))
    of_each = np.bincount(people, weights=share[place] * away / total[place], minlength=size)
    return float(size / (size - 1) * (of_each**2).sum()) if size > 1 else float("nan"), size


def _about_weights(heard: Heard, dimensional: bool, weights: Mapping[str, float] | None) -> list[str]:
    if not dimensional:
        return []
    alike = sentence("The last row of each group is the mean of its dimensions, all alike: no weights were given.")
    given = sentence("The last row of each group is the mean of its dimensions by the weights that were given.")
    return [say(alike if weights is None else given, heard.language)]
