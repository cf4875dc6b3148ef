"""Which answers are shown together, how many people they come from, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen

from servicecraft.errors import ModelError
from servicecraft.statistics.arrays import Flags, Floats, Whole, quotient
from servicecraft.statistics.means import Moments
from servicecraft.statistics.shares import effective_size
from servicecraft.voice.keys import NONE, Codes, Key, Label, numbered
from servicecraft.voice.lines import Lines, Steps
from servicecraft.voice.periods import span_of, within

SPANS = ("month", "quarter", "year")
"""Spans of time that follow from the period of an answer."""
HIDDEN = ("respondent", "raters")
"""Keys by which nothing is shown: who answered is nobody's business, and on which side one asks for with `raters=`."""


def key_of(lines: Lines, name: str) -> Key:
    """
    The key of a name, spans of time included.

    Raises:
        ModelError: The lines are not told apart by it (`SC-608`); the names that there are stand in the error.
    """
    if name in lines.keys and name not in HIDDEN:
        return lines.keys[name]
    if name in SPANS and "period" in lines.keys:
        return lines.keys["period"].derived(lambda label: span_of(label, name))
    raise ModelError.of("SC-608", name, choices=", ".join(known_keys(lines)))


def known_keys(lines: Lines) -> tuple[str, ...]:
    """The names of the keys by which answers can be grouped, spans of time included."""
    spans = SPANS if "period" in lines.keys else ()
    return (*(one for one in lines.keys if one not in HIDDEN), *spans)


def chosen(lines: Lines, where: Mapping[str, object]) -> Lines:
    """
    The lines whose keys have the given labels.

    Args:
        lines: A frequency table.
        where: For each key one label or several; a time takes all that lies in it.

    Raises:
        ModelError: There is no such key (`SC-608`).
    """
    for name, wanted in where.items():
        labels: list[Any] = [wanted] if isinstance(wanted, str) or not isinstance(wanted, Iterable) else list(wanted)
        key = key_of(lines, name)
        if name == "period":
            labels += [one for one in key.labels if any(within(one, each) for each in labels if each is not None)]
        lines = lines.taken(key.matching(labels))
    return lines


@frozen(kw_only=True, eq=False, slots=False)
class Grouped:
    """
    Lines in groups, in the order of their labels.

    Attributes:
        lines: A frequency table.
        by: By what it is grouped; empty for one group of all.
        codes: The group of each line.
        groups: For each group its labels, one for each of *by*; `None` where nothing is said.
    """

    lines: Lines
    by: tuple[str, ...]
    codes: Codes
    groups: tuple[tuple[Label | None, ...], ...]

    @classmethod
    def of(cls, lines: Lines, by: Sequence[str]) -> Grouped:
        """
        The lines grouped by some keys.

        Raises:
            ModelError: There is no such key (`SC-608`).
        """
        keys = [key_of(lines, name) for name in by]
        codes, size = numbered([key.codes for key in keys], len(lines))
        _, first = np.unique(codes, return_index=True)
        columns = [key.taken(first).values() for key in keys]
        groups = tuple(zip(*columns, strict=True)) if columns else ((),)
        return cls(lines=lines, by=tuple(by), codes=codes, groups=groups if size or not columns else ())

    @property
    def size(self) -> int:
        """How many groups there are."""
        return len(self.groups)

    def total(self, values: Floats | Whole) -> Floats:
        """The sum of a value of the lines in each group."""
        return np.asarray(np.bincount(self.codes, weights=values, minlength=self.size), dtype=np.float64)

    def counted(self, which: Flags) -> Whole:
        """How many answers the lines of a mask stand for in each group."""
        return np.rint(self.total(np.where(which, self.lines.count, 0))).astype(np.int64)

    @cached_property
    def answered(self) -> Flags:
        """The lines that hold answers."""
        return ~np.isnan(self.lines.score.at)

    @cached_property
    def stepped(self) -> Flags:
        """The lines whose answers are known one by one, so that shares can be told."""
        return self.answered & ~self.lines.averaged

    @cached_property
    def paired(self) -> Flags:
        """The lines that hold a score together with an expectation."""
        return ~np.isnan(self.lines.gap.at)

    @property
    def _respondent(self) -> Codes:
        key = self.lines.keys.get("respondent")
        return np.full(len(self.lines), NONE, dtype=np.int64) if key is None else key.codes

    def respondents(self, which: Flags) -> Whole:
        """From how many people the answers come: those who share a code are one, everybody else is one each."""
        nameless = which & (self._respondent == NONE)
        owners, _, _ = self._people(which & ~nameless)
        return self.counted(nameless) + np.bincount(owners, minlength=self.size)

    def effective(self, which: Flags) -> Floats:
        """How many equal respondents those of a mask are worth in each group, each weighing as all their answers (Kish)."""
        nameless = which & (self._respondent == NONE)
        owners, _, weights = self._people(which & ~nameless)
        squares = self.total(np.where(nameless, self.lines.square, 0.0))
        squares += np.bincount(owners, weights=weights**2, minlength=self.size)
        return effective_size(self.total(np.where(which, self.lines.weight, 0.0)), squares)

    def worth(self, steps: Steps, which: Flags) -> Floats:
        """
        How many independent equal answers the answers of a mask are worth in each group.

        Several answers of one respondent are worth the more the less they are alike: from one answer, where all are the
        same, to all of them. Where nothing varies nobody can tell, and each respondent counts once.
        """
        people = self.effective(which)
        if not np.any(which & (self._respondent != NONE)):
            return people
        answers = effective_size(
            *(self.total(np.where(which, one, 0.0)) for one in (self.lines.weight, self.lines.square))
        )
        apart = quotient(self.moments(steps, which).deviations, self.between(steps, which).deviations)
        return np.asarray(np.clip(people * np.where(np.isnan(apart), 1.0, apart), people, np.maximum(people, answers)))

    def moments(self, steps: Steps, which: Flags) -> Moments:
        """Weight, mean and squared deviations of the answers of a mask; deviations are NaN where a spread is not known."""
        weight = np.where(which, self.lines.weight, 0.0)
        at = np.where(which, steps.at, 0.0)
        first, second = np.where(which, steps.first, 0.0), np.where(which, steps.second, 0.0)
        total = self.total(weight)
        middle = float(at[which].mean()) if which.any() else 0.0
        mean = middle + quotient(self.total(weight * (at - middle) + first), total)
        away = at - np.nan_to_num(mean)[self.codes]
        deviations = self.total(weight * away**2 + 2 * away * first + second)
        return Moments(n=total, mean=mean, deviations=np.maximum(deviations, 0.0))

    def between(self, steps: Steps, which: Flags) -> Moments:
        """The same with each respondent as one, at the mean of all their answers: what tells how sure a mean is."""
        named = which & (self._respondent != NONE)
        if not named.any():
            return self.moments(steps, which)
        whole = self.moments(steps, which)
        alone = self.moments(steps, which & ~named)
        owners, people, weights = self._people(named)
        mean = np.nan_to_num(whole.mean)
        away = self.lines.weight[named] * (steps.at[named] - mean[self.codes[named]]) + steps.first[named]
        of_each = quotient(np.bincount(people, weights=away, minlength=len(owners)) ** 2, weights)
        deviations = np.bincount(owners, weights=np.nan_to_num(of_each), minlength=self.size)
        shifted = np.where(alone.n > 0, alone.deviations + alone.n * (np.nan_to_num(alone.mean) - mean) ** 2, 0.0)
        return Moments(n=whole.n, mean=whole.mean, deviations=deviations + shifted)

    def _people(self, which: Flags) -> tuple[Codes, Codes, Floats]:
        """The group of each respondent in it, for each line whose it is, and the weight of all answers of each."""
        codes = self.codes[which]
        people, size = numbered([codes, self._respondent[which]], len(codes))
        owner = np.zeros(size, dtype=np.int64)
        owner[people] = codes
        weight = np.bincount(people, weights=self.lines.weight[which], minlength=size)
        return owner, people, np.asarray(weight, dtype=np.float64)
