"""
The frequency table that every score is finished from.

A line says how many answers of one group stand on one step of the scale. Answers between steps, such as means of respondents,
stand on the step before them, and the line keeps how far they lie from it (sum and sum of squares). A line of a table of
averages stands on its mean and keeps the spread within it; where nobody told the spread, it is not a number. So single
answers, means and tables of averages are one kind of line, and tables of any parts merge by adding.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from servicecraft.statistics.arrays import Flags, Floats, Whole
from servicecraft.voice.keys import Key, joined, numbered


@frozen(kw_only=True, eq=False)
class Steps:
    """
    Where the answers of each line stand.

    Attributes:
        at: The step, or the mean of a line of averages; NaN where there is no answer.
        first: Weighted sum of how far the answers lie from it.
        second: Weighted sum of the squares of that; NaN where the spread is not known.
    """

    at: Floats
    first: Floats
    second: Floats

    @classmethod
    def exactly(cls, at: Floats) -> Steps:
        """Answers that stand on their steps."""
        return cls(at=at, first=np.zeros(len(at)), second=np.zeros(len(at)))

    def taken(self, places: np.ndarray) -> Steps:
        """Some of the lines."""
        return Steps(at=self.at[places], first=self.first[places], second=self.second[places])


@frozen(kw_only=True, eq=False)
class Lines:
    """
    A frequency table.

    Attributes:
        keys: What tells the lines apart, by name.
        count: How many answers, or how many missing ones, each line stands for.
        weight: The sum of their weights.
        square: The sum of the squares of their weights.
        score: Where they stand.
        expectation: Where what was expected stands; `None` where nobody asked.
        cross: Weighted sum of the products of how far score and expectation lie from their steps.
        averaged: Lines of which only the mean is known, so that they have a part in means and none in shares.
    """

    keys: dict[str, Key]
    count: Whole
    weight: Floats
    square: Floats
    score: Steps
    expectation: Steps | None = None
    cross: Floats | None = None
    averaged: Flags

    def __len__(self) -> int:
        return len(self.count)

    @property
    def gap(self) -> Steps:
        """Where score minus expectation stands; NaN where one of them is missing."""
        if self.expectation is None:
            return Steps.exactly(np.full(len(self), np.nan))
        cross = np.zeros(len(self)) if self.cross is None else self.cross
        return Steps(
            at=self.score.at - self.expectation.at,
            first=self.score.first - self.expectation.first,
            second=self.score.second + self.expectation.second - 2 * cross,
        )

    def taken(self, places: np.ndarray) -> Lines:
        """Some of the lines, by place or by a mask."""
        return Lines(
            keys={name: key.taken(places) for name, key in self.keys.items()},
            count=self.count[places],
            weight=self.weight[places],
            square=self.square[places],
            score=self.score.taken(places),
            expectation=None if self.expectation is None else self.expectation.taken(places),
            cross=None if self.cross is None else self.cross[places],
            averaged=self.averaged[places],
        )

    def with_keys(self, keys: dict[str, Key]) -> Lines:
        """The same lines, told apart by further keys, or by others of the same name."""
        return Lines(
            keys={**self.keys, **keys},
            count=self.count,
            weight=self.weight,
            square=self.square,
            score=self.score,
            expectation=self.expectation,
            cross=self.cross,
            averaged=self.averaged,
        )


def stacked(tables: Sequence[Lines]) -> Lines:
    """Several tables one after another; a key that a table does not have says nothing there."""
    names = list(dict.fromkeys(name for table in tables for name in table.keys))
    paired = any(table.expectation is not None for table in tables)
    return Lines(
        keys={
            name: joined([table.keys.get(name) or Key.constant(None, len(table)) for table in tables]) for name in names
        },
        count=np.concatenate([table.count for table in tables]),
        weight=np.concatenate([table.weight for table in tables]),
        square=np.concatenate([table.square for table in tables]),
        score=_one_after_another([table.score for table in tables]),
        expectation=_one_after_another([_expected(table) for table in tables]) if paired else None,
        cross=np.concatenate([np.zeros(len(t)) if t.cross is None else t.cross for t in tables]) if paired else None,
        averaged=np.concatenate([table.averaged for table in tables]),
    )


def _expected(table: Lines) -> Steps:
    return Steps.exactly(np.full(len(table), np.nan)) if table.expectation is None else table.expectation


def _one_after_another(parts: Sequence[Steps]) -> Steps:
    return Steps(
        at=np.concatenate([one.at for one in parts]),
        first=np.concatenate([one.first for one in parts]),
        second=np.concatenate([one.second for one in parts]),
    )


def merged(tables: Sequence[Lines]) -> Lines:
    """Several tables as one, in which lines of the same group on the same step have become one line."""
    whole = stacked(tables)
    steps = [whole.score.at, *([] if whole.expectation is None else [whole.expectation.at])]
    steps_taken = [np.unique(at, return_inverse=True)[1] for at in steps]
    told = [*(key.codes for key in whole.keys.values()), *steps_taken, whole.averaged.astype(np.int64)]
    places, size = numbered(told, len(whole))
    first = np.full(size, len(whole), dtype=np.int64)
    np.minimum.at(first, places, np.arange(len(whole)))
    kept = whole.taken(first)

    def added(values: Floats) -> Floats:
        return np.asarray(np.bincount(places, weights=values, minlength=size), dtype=np.float64)

    def moved(steps: Steps, all_steps: Steps) -> Steps:
        return Steps(at=steps.at, first=added(all_steps.first), second=added(all_steps.second))

    return Lines(
        keys=kept.keys,
        count=np.rint(added(whole.count.astype(np.float64))).astype(np.int64),
        weight=added(whole.weight),
        square=added(whole.square),
        score=moved(kept.score, whole.score),
        expectation=None
        if kept.expectation is None or whole.expectation is None
        else moved(kept.expectation, whole.expectation),
        cross=None if whole.cross is None else added(whole.cross),
        averaged=kept.averaged,
    )
