"""What several judges say of a party or a link: the median is the value, how far they differ is the doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from statistics import median, stdev
from typing import TypeAlias

import numpy as np

from servicecraft.model.program import Program
from servicecraft.model.words import Question
from servicecraft.network.drawing import Floats, empty_floats

Judged: TypeAlias = Mapping[tuple[str, str | None, Question], float]
"""The median of the judges, by who is judged, the provider of the link that is judged, and the question."""
Pair: TypeAlias = tuple[str, str, float, int]
"""A link as it was drawn: who gives, who receives, how much it matters, the number of its service."""


def medians(program: Program) -> Judged:
    """What the judges of a program say, as the median of their answers."""
    answers: dict[tuple[str, str | None, Question], list[float]] = {}
    for one in program.judgements:
        answers.setdefault((one.subject, one.provider, one.question), []).append(one.value)
    return {key: median(values) for key, values in answers.items()}


def party_spreads(ids: Sequence[str], program: Program, question: Question) -> Floats:
    """How far the judges of each party differ (standard deviation); NaN where there are not several."""
    answers: dict[str, list[float]] = {}
    for one in program.judgements:
        if one.question is question:
            answers.setdefault(one.subject, []).append(one.value)
    several = {one: stdev(values) for one, values in answers.items() if len(values) > 1}
    return np.array([several.get(one, np.nan) for one in ids], dtype=float)


def link_spreads(program: Program, pairs: Sequence[Pair]) -> Floats:
    """
    How far the judges of each link differ on its importance: the standard deviation of its logarithm.

    Answers of 0 have no logarithm and are left out. NaN where fewer than two remain; empty where that is so everywhere.
    """
    answers: dict[tuple[str, str], list[float]] = {}
    for one in program.judgements:
        if one.question is Question.IMPORTANCE and one.provider is not None and one.value > 0:
            answers.setdefault((one.provider, one.subject), []).append(log(one.value))
    several = {pair: stdev(values) for pair, values in answers.items() if len(values) > 1}
    if not several:
        return empty_floats()
    return np.array([several.get((giver, receiver), np.nan) for giver, receiver, _, _ in pairs], dtype=float)


def importances(pairs: Sequence[Pair], judged: Judged, resources: set[str]) -> list[float]:
    """The importance of every link as judged, and as drawn where nobody judged it."""
    return _system_parts(pairs, _judged_importances(pairs, judged), judged, resources)


def _judged_importances(pairs: Sequence[Pair], judged: Judged) -> list[float]:
    """The median of the judges, divided over parallel links as these were drawn; the drawn importance elsewhere."""
    totals: dict[tuple[str, str], float] = {}
    counts: dict[tuple[str, str], int] = {}
    for giver, receiver, importance, _ in pairs:
        totals[giver, receiver] = totals.get((giver, receiver), 0.0) + importance
        counts[giver, receiver] = counts.get((giver, receiver), 0) + 1
    found = []
    for giver, receiver, importance, _ in pairs:
        value = judged.get((receiver, giver, Question.IMPORTANCE))
        total = totals[giver, receiver]
        part = importance / total if total else 1 / counts[giver, receiver]
        found.append(importance if value is None else value * part)
    return found


def _system_parts(
    pairs: Sequence[Pair],
    weights: Sequence[float],
    judged: Judged,
    resources: set[str],
) -> list[float]:
    """
    Importances in which systems, equipment and rules have the part of what a party receives that its judges gave them.

    It takes effect where the party receives from both; the proportions among resources, and among others, stay.
    """
    totals: dict[tuple[str, bool], float] = {}
    for (giver, receiver, _, _), weight in zip(pairs, weights, strict=True):
        totals[receiver, giver in resources] = totals.get((receiver, giver in resources), 0.0) + weight
    found = []
    for (giver, receiver, _, _), weight in zip(pairs, weights, strict=True):
        part = judged.get((receiver, None, Question.SYSTEM))
        of_system, of_others = totals.get((receiver, True), 0.0), totals.get((receiver, False), 0.0)
        if part is not None and of_system > 0 and of_others > 0:
            total = of_system + of_others
            weight *= total * part / of_system if giver in resources else total * (1 - part) / of_others
        found.append(weight)
    return found
