"""How well the parties of an organisation serve one another: ratings along the links, gaps on the edges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.tables import Cell, Table
from servicecraft.voice.answers import cells, table_of
from servicecraft.voice.asking import Question
from servicecraft.voice.grouping import Grouped
from servicecraft.voice.heard import Heard
from servicecraft.voice.keys import Label
from servicecraft.voice.means import Gap, Mean
from servicecraft.voice.scoring import methods, notes_of, result_of
from servicecraft.words import say, sentence


def link_table(heard: Heard, question: Question) -> Table:
    """The ratings of each link within the organisation, then the links that nobody rated."""
    if not {"provider", "rater"} <= set(heard.lines.keys):
        reason = SpokenFact(sentence("nobody told who rates whom."))
        raise ModelError.of("SC-612", reason=reason)
    asked = evolve(question, by=("provider", "rater"), raters="internal")
    score = Mean()
    result = result_of(heard, asked, score)
    grouped, scored = result.grouped, result.scored
    gaps = Gap().of(result.asked)
    known = set(heard.links)
    drawn = [(str(group[-2]), str(group[-1])) in known for group in grouped.groups]
    columns: dict[str, Sequence[Cell]] = {
        "n": cells(scored.n),
        "missing": cells(grouped.counted(score.lacks(grouped))),
        "mean": cells(scored.value),
        "lower": cells(scored.lower),
        "upper": cells(scored.upper),
        "method": methods(scored, score.interval, heard.language),
        "withheld": result.hidden.tolist(),
        "gap": cells(gaps.value),
        "gap_lower": cells(gaps.lower),
        "gap_upper": cells(gaps.upper),
        "linked": drawn,
    }
    silent = _silent(heard, grouped)
    for name, values in columns.items():
        nobody: Cell = {"n": 0, "missing": 0, "withheld": False, "linked": True}.get(name)
        columns[name] = [*values, *([nobody] * len(silent))]
    lead: tuple[Label | None, ...] = (None,) * (len(grouped.by) - 2)
    notes = notes_of(heard, result, score)
    if silent:
        notes.append(say(sentence("Links that nobody rated: {count}."), heard.language, count=len(silent)))
    return table_of(
        heard.telling,
        grouped.by,
        [*grouped.groups, *((*lead, *link) for link in silent)],
        columns,
        np.append(result.hidden, np.zeros(len(silent), dtype=bool)),
        title=say(sentence("How well the parties serve one another"), heard.language),
        notes=notes,
    )


def _silent(heard: Heard, grouped: Grouped) -> list[tuple[str, str]]:
    """The links of the program that nobody rated, in its order."""
    rated = {(str(group[-2]), str(group[-1])) for group in grouped.groups}
    return [link for link in heard.links if link not in rated]
