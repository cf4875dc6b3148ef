"""How many gave each score, in the order of the scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from servicecraft.statistics.arrays import quotient
from servicecraft.tables import Cell, Table
from servicecraft.voice.answers import cells, period_note, spoken, table_of, withheld_note
from servicecraft.voice.asking import Question, asked
from servicecraft.voice.grouping import Grouped
from servicecraft.voice.heard import Heard
from servicecraft.voice.keys import Key
from servicecraft.voice.protecting import protected
from servicecraft.voice.rates import response_note
from servicecraft.words import say, sentence


def counts_table(heard: Heard, question: Question) -> Table:
    """How many answers of each group stand on each score; a last row, without score, for those without answer."""
    about = asked(heard, question)
    grouped = about.grouped
    hidden = protected(grouped, grouped.respondents(grouped.stepped), about.minimum)
    known = grouped.lines.taken(~grouped.lines.averaged)
    parts = Grouped.of(known.with_keys({"score": Key.of(known.score.at.tolist())}), (*grouped.by, "score"))
    place = {group: number for number, group in enumerate(grouped.groups)}
    outer = np.array([place[group[:-1]] for group in parts.groups], dtype=np.int64)
    n = parts.counted(np.ones(len(parts.lines), dtype=bool))
    answered = np.array([group[-1] is not None for group in parts.groups], dtype=bool)
    share = np.where(answered, quotient(n, np.bincount(outer, np.where(answered, n, 0), grouped.size)[outer]), np.nan)
    gone = hidden[outer]
    columns: dict[str, Sequence[Cell]] = {
        "n": cells(n),
        "share": cells(share),
        "label": _words(heard, parts),
        "withheld": gone.tolist(),
    }
    notes = [*response_note(heard, grouped), *period_note(grouped, heard.language)]
    groups = [(*group[:-1], None) if away else group for group, away in zip(parts.groups, gone.tolist(), strict=True)]
    kept = _once(groups, gone.tolist())
    return table_of(
        heard.telling,
        parts.by,
        [groups[number] for number in kept],
        {name: [values[number] for number in kept] for name, values in columns.items()},
        gone[kept],
        title=say(sentence("How answers are spread"), heard.language),
        notes=[*notes, *spoken(about.notes, heard.language), *withheld_note(hidden, about.minimum, heard.language)],
    )


def _once(groups: Sequence[tuple[object, ...]], gone: Sequence[bool]) -> list[int]:
    """The rows to show: all of those that are shown, and one of each group that is withheld."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for number, (group, away) in enumerate(zip(groups, gone, strict=True)):
        if not away or group not in seen:
            kept.append(number)
        if away:
            seen.add(group)
    return kept


def _words(heard: Heard, parts: Grouped) -> list[Cell]:
    """The word of the scale for each score, where there is one for every step."""
    codes = parts.lines.keys["instrument"]
    scale = np.full(parts.size, -1, dtype=np.int64)
    scale[parts.codes] = codes.codes
    found: list[Cell] = []
    for group, code in zip(parts.groups, scale.tolist(), strict=True):
        instrument = heard.instruments[str(codes.labels[code])]
        score = group[-1]
        steps = instrument.highest - instrument.lowest + 1
        inside = isinstance(score, int | float) and len(instrument.labels) == steps and float(score).is_integer()
        found.append(instrument.labels[int(float(str(score)) - instrument.lowest)] if inside else None)
    return found
