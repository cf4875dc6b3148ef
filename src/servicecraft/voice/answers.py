"""From scores to a table that tells how it came about and what it keeps to itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from attrs import frozen

from servicecraft.errors import SpokenFact
from servicecraft.statistics.arrays import Flags, Floats, Whole
from servicecraft.tables import Cell, Table, TableColumn, spoken_number
from servicecraft.voice.grouping import Grouped
from servicecraft.voice.keys import Label
from servicecraft.voice.periods import ends
from servicecraft.words import glossary, say, say_count, sentence

HEADINGS = {
    "n": sentence("answers"),
    "missing": sentence("without answer"),
    "csat": sentence("satisfied"),
    "nps": sentence("net promoter score"),
    "ces": sentence("ease or effort"),
    "servqual": sentence("gap"),
    "gap": sentence("gap"),
    "lower": sentence("lower"),
    "upper": sentence("upper"),
    "method": sentence("method of the interval"),
    "withheld": sentence("withheld"),
    "hits": sentence("of them satisfied"),
    "promoters": sentence("promoters"),
    "passives": sentence("passives"),
    "detractors": sentence("detractors"),
    "standard_error": sentence("standard error"),
    "deviation": sentence("standard deviation"),
    "effective_n": sentence("effective number"),
    "perception": sentence("received"),
    "expectation": sentence("expected"),
    "label": sentence("word of the scale"),
    "share": sentence("share of the answers"),
    "alpha": sentence("Cronbach's alpha"),
    "items": sentence("items"),
    "icc1": "ICC(1)",
    "icc2": "ICC(2)",
    "r_wg": sentence("agreement r_wg"),
    "centre": sentence("usual value"),
    "signal": sentence("signal"),
    "difference": sentence("difference"),
    "before": sentence("before"),
    "after": sentence("after"),
    "n_before": sentence("answers before"),
    "n_after": sentence("answers after"),
    "rate": sentence("response rate"),
    "verdict": sentence("verdict"),
    "margin": sentence("margin"),
    "block": sentence("items of"),
    "basis": sentence("compared with"),
    "reason": sentence("why so"),
    "gap_lower": sentence("gap, lower"),
    "gap_upper": sentence("gap, upper"),
    "linked": sentence("drawn as a link"),
    "month": sentence("month"),
    "quarter": sentence("quarter"),
    "year": sentence("year"),
}
"""The headings of answers; those of keys are in the glossary."""


@frozen(kw_only=True, eq=False)
class Telling:
    """
    How answers are told.

    Attributes:
        language: The locale in which people read.
        names: For each key what its labels are called.
        headings: What declared attributes are called.
    """

    language: str
    names: Mapping[str, Mapping[Label, str]]
    headings: Mapping[str, str]

    def column(self, name: str, decimals: int = 3, words: Mapping[str, str] | None = None) -> TableColumn:
        """The column of a score, or of a key with the names of its labels."""
        known = self.names.get(name, {}) if words is None else words
        spoken = {str(one): what for one, what in known.items() if isinstance(one, str) and one != what}
        return TableColumn(name=name, label=self.heading(name), decimals=decimals, words=spoken)

    def heading(self, name: str) -> str:
        """What people read above a column."""
        if name in self.headings:
            return self.headings[name]
        if name in HEADINGS:
            return say(HEADINGS[name], self.language)
        return glossary.column_label("ratings", name, self.language)

    def share(self, value: float) -> str:
        """A share of one as people read it."""
        return f"{spoken_number(100 * value, self.language, 1)} %"


def table_of(
    telling: Telling,
    by: Sequence[str],
    groups: Sequence[tuple[Label | None, ...]],
    columns: Mapping[str, Sequence[Cell]],
    hidden: Flags,
    *,
    title: str,
    notes: Iterable[str],
    decimals: Mapping[str, int] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Table:
    """
    A table of groups; the rows that are withheld keep their labels and nothing else.

    Args:
        telling: How answers are told.
        by: The keys of the groups.
        groups: The labels of each row.
        columns: The cells of each column after the labels, in order; what stands under `withheld` is told by *hidden*.
        hidden: The rows that are withheld.
        title: What the table tells.
        notes: What must be known to read it.
        decimals: How many decimals people see in some columns.
        words: What people see instead of the codes of some columns.
    """
    gone = hidden.tolist()
    cells = [
        gone if name == "withheld" else [None if away else cell for cell, away in zip(values, gone, strict=True)]
        for name, values in columns.items()
    ]
    heads = [telling.column(name) for name in by]
    heads += [telling.column(name, (decimals or {}).get(name, 3), (words or {}).get(name)) for name in columns]
    rows = [(*group, *row) for group, row in zip(groups, zip(*cells, strict=True), strict=True)]
    return Table.of(heads, rows, title=title, notes=tuple(notes), language=telling.language)


def cells(values: Floats | Whole | Sequence[Cell]) -> list[Cell]:
    """Numbers as cells: `None` where there is none."""
    if not isinstance(values, np.ndarray):
        return list(values)
    if values.dtype.kind != "f":
        return list(values.tolist())
    return [one if np.isfinite(one) else None for one in values.tolist()]


def interval_note(telling: Telling, method: str, confidence: float) -> str:
    """How sure intervals are, and by which method they were made."""
    text = sentence("Intervals: {method}, {confidence}.")
    return say(text, telling.language, method=method, confidence=telling.share(confidence))


def withheld_note(hidden: Flags, minimum: int, language: str) -> list[str]:
    """How many rows are withheld, and why; empty where none is."""
    count = int(hidden.sum())
    if not count:
        return []
    return [
        say_count(
            "{count} row is withheld: fewer than {minimum} people, or what would tell of so few.",
            "{count} rows are withheld: fewer than {minimum} people, or what would tell of so few.",
            count,
            language,
            minimum=minimum,
        )
    ]


def period_note(grouped: Grouped, language: str) -> list[str]:
    """From when to when the answers are; empty where no time is known."""
    key = grouped.lines.keys.get("period")
    found = ends({label for label in key.taken(grouped.answered).values() if label is not None}) if key else None
    if found is None:
        return []
    if found[0] == found[1]:
        return [say(sentence("Answers of {period}."), language, period=found[0])]
    return [say(sentence("Answers from {first} to {last}."), language, first=found[0], last=found[1])]


def spoken(facts: Iterable[SpokenFact], language: str) -> list[str]:
    """Sentences in a language."""
    return [one.spoken(language) for one in facts]
