"""May these items be summed into one score? Cronbach's alpha of each block of items, with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.statistics.reliability import cronbach, feldt
from servicecraft.tables import Cell, Table
from servicecraft.voice.answers import interval_note
from servicecraft.voice.asking import confidence_of
from servicecraft.voice.heard import Heard
from servicecraft.voice.items import Items
from servicecraft.voice.pivoting import items_of
from servicecraft.words import say, sentence

GAPS = ("listwise", "pairwise")
"""What becomes of people who left items out: they are left out, or count where they answered both of two items."""
GOOD_ENOUGH = 0.7
"""Below it items are commonly said not to measure one thing (Nunnally 1978, *Psychometric Theory*)."""


def reliability_table(heard: Heard, items: Sequence[str] | None, gaps: str, confidence: float | None) -> Table:
    """Cronbach's alpha of each block, or of some items of one."""
    if gaps not in GAPS:
        raise ModelError.of("SC-608", gaps, choices=", ".join(GAPS))
    known = heard.items or items_of(heard.lines, heard.instruments)
    blocks: dict[str | None, Items] = dict(known.items()) if items is None else {None: _chosen(known, tuple(items))}
    asked = confidence_of(heard, confidence)
    minimum = max([heard.settings.minimum_group, *(one.promised_minimum_group or 0 for one in heard.surveys)])
    telling = heard.telling
    names = ("block", "n", "missing", "alpha", "lower", "upper", "method", "withheld", "items")
    rows = [(name, *_row(block, gaps, asked, minimum)) for name, block in blocks.items()]
    notes = [interval_note(telling, "Feldt", asked)]
    weak = [str(row[0]) for row in rows if isinstance(row[3], float) and row[3] < GOOD_ENOUGH and row[0] is not None]
    if weak:
        text = sentence("Below {limit}, these items hardly measure one thing, and their sum says little: {blocks}.")
        notes.append(say(text, heard.language, limit=GOOD_ENOUGH, blocks=", ".join(weak)))
    if not blocks:
        text = sentence("Nobody told which answers to several items come from one respondent.")
        notes = [say(text, heard.language)]
    return Table.of(
        [telling.column(name, words=_names(heard) if name == "block" else None) for name in names],
        rows,
        title=say(sentence("Whether items may be summed"), heard.language),
        notes=notes,
        language=heard.language,
    )


def _names(heard: Heard) -> dict[str, str]:
    return {str(label): name for label, name in heard.names.get("instrument", {}).items()}


def _chosen(blocks: Mapping[str, Items], items: tuple[str, ...]) -> Items:
    """
    Some items of one block.

    Raises:
        ModelError: There is no block that holds them all (`SC-608`), or there are fewer than two (`SC-612`).
    """
    if len(set(items)) < 2:
        raise ModelError.of("SC-612", reason=SpokenFact(sentence("at least two items are needed.")))
    for block in blocks.values():
        if set(items) <= set(block.names):
            return block.of(items)
    known = list(dict.fromkeys(name for block in blocks.values() for name in block.names))
    missing = [one for one in items if one not in known]
    if missing:
        raise ModelError.of("SC-608", missing[0], choices=", ".join(known))
    reason = SpokenFact(sentence("these items were not asked together: {items}."), items=", ".join(items))
    raise ModelError.of("SC-612", reason=reason)


def _row(items: Items, gaps: str, confidence: float, minimum: int) -> tuple[Cell, ...]:
    complete = items.complete
    n = items.people if gaps == "pairwise" else int(complete.n)
    if n < minimum:
        return (None, None, None, None, None, None, n > 0, len(items.names))
    alpha = float(cronbach(items.pairwise if gaps == "pairwise" else complete.covariance))
    lower, upper = (float(one) for one in feldt(alpha, n, len(items.names), confidence))
    known = np.isfinite(alpha)
    interval: tuple[Cell, ...] = (lower, upper, "Feldt") if np.isfinite(lower) else (None, None, None)
    return (n, items.people - int(complete.n), alpha if known else None, *interval, False, len(items.names))
