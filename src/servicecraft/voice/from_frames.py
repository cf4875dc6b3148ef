"""Dataframes of answers as what was heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen
from narwhals.typing import IntoFrame

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.model.settings import Settings
from servicecraft.model.voices import Instrument
from servicecraft.voice.engines import Column, Frame, opened, plain_column, time_column
from servicecraft.voice.heard import SIDES, Heard
from servicecraft.voice.items import Items, item_numbers, reduced_items, respondent_mean
from servicecraft.voice.keys import Key
from servicecraft.voice.lines import Lines, stacked
from servicecraft.voice.reducing import Wanted, reduced
from servicecraft.voice.scales import Scale
from servicecraft.words import sentence

MEAN = "mean of the items"
"""The column in which the mean of a respondent's items is made."""


@frozen(kw_only=True)
class Columns:
    """
    What the columns of a frame mean.

    Attributes:
        by: Columns that answers can be grouped by, under their own names.
        known: For keys that the library knows, such as `provider`, the column.
        on: The column of the day or period.
        period: The narrowest span of time that is kept.
        weight: The column of the weight.
        expectation: The column of what was expected.
    """

    by: tuple[str, ...] = ()
    known: Mapping[str, str]
    on: str | None = None
    period: str = "month"
    weight: str | None = None
    expectation: str | None = None

    @property
    def all(self) -> list[str]:
        """Every column that is named."""
        named = (self.on, self.weight, self.expectation)
        return [*self.by, *self.known.values(), *(one for one in named if one is not None)]

    def keys(self, frame: Frame) -> dict[str, Column]:
        """The columns that tell lines apart."""
        keys = {name: plain_column(frame, name) for name in self.by}
        keys |= {name: plain_column(frame, column) for name, column in self.known.items()}
        return keys if self.on is None else keys | {"period": time_column(frame, self.on, self.period)}


def heard_in_frame(
    frame: IntoFrame,
    *,
    score: str | None,
    items: Sequence[str] | Mapping[str, Sequence[str]] | None,
    instrument: Instrument,
    columns: Columns,
    missing: Iterable[object],
    raters: str,
    settings: Settings,
    language: str,
) -> Heard:
    """What a frame tells; see `Voice.from_frame`."""
    try:
        return _heard(frame, score, items, instrument, columns, missing, raters, settings, language)
    except ModelError as error:
        raise error.in_language(language) from None


def _heard(
    frame: IntoFrame,
    score: str | None,
    items: Sequence[str] | Mapping[str, Sequence[str]] | None,
    instrument: Instrument,
    columns: Columns,
    missing: Iterable[object],
    raters: str,
    settings: Settings,
    language: str,
) -> Heard:
    if raters not in SIDES:
        raise ModelError.of("SC-608", raters, choices=", ".join(SIDES))
    if (score is None) == (items is None):
        raise ModelError.of(
            "SC-612", reason=SpokenFact(sentence("name either the column of the score or those of the items."))
        )
    scale = Scale.of(instrument, missing)
    blocks = _blocks(items, instrument)
    made = opened(
        frame, [*columns.all, *([score] if score else []), *(name for block in blocks.values() for name in block)]
    )
    keys = columns.keys(made)
    constant = {"instrument": instrument.id, "raters": raters}
    item_lines: Lines | None = None
    reliability: dict[str, Items] = {}
    if score is None:
        item_lines, made, reliability = _of_items(made, blocks, keys, scale, columns)
    wanted = Wanted(keys=keys, score=score or MEAN, scale=scale, expectation=columns.expectation, weight=columns.weight)
    lines = _with(reduced(made, wanted), constant)
    return Heard(
        lines=lines,
        item_lines=None if item_lines is None else _with(item_lines, constant),
        items=reliability,
        instruments={instrument.id: instrument},
        settings=settings,
        language=language,
    )


def _with(lines: Lines, constant: Mapping[str, str]) -> Lines:
    return lines.with_keys({name: Key.constant(label, len(lines)) for name, label in constant.items()})


def _blocks(items: Sequence[str] | Mapping[str, Sequence[str]] | None, instrument: Instrument) -> dict[str, list[str]]:
    """The items under the names of their blocks."""
    if items is None:
        return {}
    return (
        {str(name): list(block) for name, block in items.items()}
        if isinstance(items, Mapping)
        else {instrument.id: list(items)}
    )


def _of_items(
    frame: Frame, blocks: Mapping[str, Sequence[str]], keys: Mapping[str, Column], scale: Scale, columns: Columns
) -> tuple[Lines, Frame, dict[str, Items]]:
    """The answers item by item, the frame with each respondent's mean, and what reliability is computed from."""
    names = list(dict.fromkeys(name for block in blocks.values() for name in block))
    tables = []
    for name in names:
        table = reduced(frame, Wanted(keys=keys, score=name, scale=scale, weight=columns.weight))
        tables.append(table.with_keys({"dimension": Key.constant(name, len(table))}))
    numbered = item_numbers(frame, names, scale)
    about = float(round((scale.instrument.lowest + scale.instrument.highest) / 2))
    reliability = {
        name: reduced_items(frame, {one: numbered[one] for one in block}, about) for name, block in blocks.items()
    }
    marks = {f"{MEAN} {place}": numbered[name] for place, name in enumerate(names)}
    with_means = frame.with_columns(**marks).with_columns(**{MEAN: respondent_mean(list(marks))})
    lines = stacked(tables)
    dimension = lines.keys["dimension"].derived(lambda label: label, names)
    return lines.with_keys({"dimension": dimension}), with_means, reliability
