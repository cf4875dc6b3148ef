"""
Do people agree enough to speak of a group's answer?

Asked before answers are averaged to a unit: how far answers depend on the unit (ICC), and how alike they are within it
(r_wg), with a warning in plain words where their mean would describe nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from attrs import evolve

from servicecraft.model.voices import Instrument
from servicecraft.statistics.agreement import intraclass, within_group
from servicecraft.statistics.arrays import Flags, Floats
from servicecraft.tables import Cell, Table
from servicecraft.voice.answers import cells, table_of
from servicecraft.voice.asking import Question
from servicecraft.voice.grouping import Grouped
from servicecraft.voice.heard import Heard
from servicecraft.voice.means import Mean
from servicecraft.voice.scoring import notes_of, result_of
from servicecraft.words import say, say_count, sentence

ENOUGH = 0.7
"""From r_wg of so much on, the mean of a group is commonly taken as its answer (James, Demaree & Wolf 1984)."""
HARDLY = 0.05
"""Below ICC(1) of so much, groups hardly differ (LeBreton & Senter 2008, a small effect is 0.01, a medium one 0.1)."""


def agreement_table(heard: Heard, question: Question) -> Table:
    """The agreement within each group, with the correlations of all groups beside it, dimension by dimension."""
    dimension = heard.lines.keys.get("dimension")
    apart = dimension is not None and len(dimension.labels) > 1 and "dimension" not in question.keys
    asked = evolve(question, by=("dimension", *question.keys)) if apart else question
    score = Mean()
    result = result_of(heard, asked, score)
    grouped, scored = result.grouped, result.scored
    variance = np.full(grouped.size, np.nan) if scored.variance is None else scored.variance
    agreed = _within(grouped, heard.scales(grouped.lines.keys["instrument"]), variance, scored.n)
    icc1, icc2 = _between(grouped, scored.n, scored.value, variance)
    columns: dict[str, Sequence[Cell]] = {
        "n": cells(scored.n),
        "missing": cells(grouped.counted(score.lacks(grouped))),
        "r_wg": cells(agreed),
        "lower": [None] * grouped.size,
        "upper": [None] * grouped.size,
        "method": [None] * grouped.size,
        "withheld": result.hidden.tolist(),
        "mean": cells(scored.value),
        "deviation": cells(np.sqrt(variance)),
        "icc1": cells(icc1),
        "icc2": cells(icc2),
    }
    return table_of(
        heard.telling,
        grouped.by,
        grouped.groups,
        columns,
        result.hidden,
        title=say(sentence("Whether people agree"), heard.language),
        notes=[*_warnings(heard, agreed, icc1, result.hidden), *notes_of(heard, result, score, interval=None)],
    )


def _within(grouped: Grouped, instruments: Sequence[Instrument], variance: Floats, n: np.ndarray) -> Floats:
    """r_wg of each group on its own scale; NaN where a group stands on several."""
    codes = grouped.lines.keys["instrument"].codes
    found = np.full(grouped.size, np.nan)
    for place, instrument in enumerate(instruments):
        mine = np.flatnonzero(grouped.total((codes == place) & grouped.answered) > 0)
        found[mine] = within_group(variance[mine], n[mine], instrument.lowest, instrument.highest)
    return found


def _between(grouped: Grouped, n: np.ndarray, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """ICC(1) and ICC(2) over the groups of each dimension, beside each of them; groups without a spread are left out."""
    icc1, icc2 = np.full(grouped.size, np.nan), np.full(grouped.size, np.nan)
    for _, places in groupby(range(grouped.size), key=lambda place: grouped.groups[place][:-1]):
        mine = np.array(list(places))
        told = mine[(n[mine] == 1) | np.isfinite(variance[mine])]
        found = intraclass(n[told], mean[told], variance[told])
        icc1[mine], icc2[mine] = float(found.icc1), float(found.icc2)
    return icc1, icc2


def _warnings(heard: Heard, agreed: Floats, icc1: Floats, hidden: Flags) -> list[str]:
    shown = np.isfinite(agreed) & ~hidden
    low = int((agreed[shown] < ENOUGH).sum())
    notes = []
    if low:
        notes.append(
            say_count(
                "In {count} of {groups} groups people do not agree (r_wg below {limit}): its mean describes nobody. Show how"
                " the answers are spread instead.",
                "In {count} of {groups} groups people do not agree (r_wg below {limit}): their means describe nobody. Show how"
                " the answers are spread instead.",
                low,
                heard.language,
                groups=int(shown.sum()),
                limit=ENOUGH,
            )
        )
    if np.any(icc1[np.isfinite(icc1)] < HARDLY):
        text = sentence(
            "Where ICC(1) is below {limit}, groups differ hardly more than people within them: comparing their means compares"
            " chance."
        )
        notes.append(say(text, heard.language, limit=HARDLY))
    return notes
