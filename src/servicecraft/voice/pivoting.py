"""Answers one below the other, turned so that each respondent's answers to several dimensions stand side by side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from servicecraft.model.voices import Instrument
from servicecraft.statistics.arrays import quotient
from servicecraft.voice.items import Items
from servicecraft.voice.keys import NONE, numbered
from servicecraft.voice.lines import Lines


def items_of(lines: Lines, instruments: Mapping[str, Instrument]) -> dict[str, Items]:
    """
    For each scale with several dimensions, what the reliability of their sum is computed from.

    One respondent's answers about one provider are one row; where somebody answers a dimension twice, the mean counts.
    Empty where nobody told whose answers belong together.
    """
    if not {"respondent", "dimension", "instrument"} <= set(lines.keys):
        return {}
    known = (lines.keys["respondent"].codes != NONE) & (lines.keys["dimension"].codes != NONE)
    lines = lines.taken(known & ~np.isnan(lines.score.at) & ~lines.averaged)
    found = {}
    for place, name in enumerate(lines.keys["instrument"].labels):
        mine = lines.taken(lines.keys["instrument"].codes == place)
        items = _items(mine, instruments[str(name)])
        if items is not None:
            found[str(name)] = items
    return found


def _items(lines: Lines, instrument: Instrument) -> Items | None:
    used, column = np.unique(lines.keys["dimension"].codes, return_inverse=True)
    if len(used) < 2:
        return None
    belonging = [lines.keys[name].codes for name in ("respondent", "provider") if name in lines.keys]
    row, size = numbered(belonging, len(lines))
    place = row * len(used) + column
    answers = lines.score.at * lines.count + lines.score.first
    total = np.bincount(place, weights=answers, minlength=size * len(used))
    count = np.bincount(place, weights=lines.count, minlength=size * len(used))
    names = [str(lines.keys["dimension"].labels[code]) for code in used]
    about = float(round((instrument.lowest + instrument.highest) / 2))
    return Items.from_rows(quotient(total, count).reshape(size, len(used)), names, about)
