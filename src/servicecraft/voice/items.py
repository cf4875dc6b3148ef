"""
Answers to several items of one questionnaire, reduced to what their reliability is computed from.

People are told apart only by which items they answered. For each such pattern there are the number of people and the sums of
their answers and of the products of every two: from them follow the covariances of any choice of items, of those who answered
all of them as well as pair by pair, and tables of any parts merge by adding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import narwhals as nw
import numpy as np
from attrs import frozen

from servicecraft.statistics.arrays import Flags, Floats, Whole, quotient
from servicecraft.statistics.reliability import CrossProducts
from servicecraft.voice.engines import Frame, complaints, numbers, scored, summed
from servicecraft.voice.keys import plain_label
from servicecraft.voice.scales import Scale

BITS = 40
"""So many items make one whole number that says which of them were answered."""
BESIDE_IN_MEMORY = 12
"""So many products beside each other are made at once of a frame that lies in memory."""


@frozen(kw_only=True, eq=False)
class Items:
    """
    What is left of answers to several items. Adding two merges their people.

    Attributes:
        names: The items.
        about: What was taken off every answer, so that sums stay exact.
        answered: For each pattern (row), which items (columns) were answered.
        n: How many people have each pattern.
        sums: For each pattern the sum of the answers to each item.
        products: For each pattern the sums of the products of the answers to every two items.
    """

    names: tuple[str, ...]
    about: float
    answered: Flags
    n: Whole
    sums: Floats
    products: Floats

    @classmethod
    def from_rows(cls, rows: Floats, names: Sequence[str], about: float) -> Items:
        """The items of answers, one row for each person and one column for each item; NaN where an answer is missing."""
        given = ~np.isnan(rows)
        answered, pattern = np.unique(given, axis=0, return_inverse=True)
        away = np.where(given, rows - about, 0.0)
        n = np.bincount(pattern.ravel(), minlength=len(answered))
        sums, products = np.zeros((len(n), len(names))), np.zeros((len(n), len(names), len(names)))
        for place in range(len(n)):
            mine = away[pattern.ravel() == place]
            sums[place], products[place] = mine.sum(axis=0), mine.T @ mine
        return cls(names=tuple(names), about=about, answered=answered, n=n, sums=sums, products=products)

    def __add__(self, other: Items) -> Items:
        """The people of both together."""
        stacked = np.concatenate([self.answered, other.answered])
        answered, pattern = np.unique(stacked, axis=0, return_inverse=True)
        both = [(self.n, other.n), (self.sums, other.sums), (self.products, other.products)]
        added = []
        for mine, theirs in both:
            values = np.concatenate([mine, theirs])
            total = np.zeros((len(answered), *values.shape[1:]), dtype=values.dtype)
            np.add.at(total, pattern.ravel(), values)
            added.append(total)
        return Items(
            names=self.names, about=self.about, answered=answered, n=added[0], sums=added[1], products=added[2]
        )

    def of(self, chosen: Sequence[str]) -> Items:
        """The same people with some of the items."""
        places = [self.names.index(name) for name in chosen]
        return Items(
            names=tuple(chosen),
            about=self.about,
            answered=self.answered[:, places],
            n=self.n,
            sums=self.sums[:, places],
            products=self.products[:, places][:, :, places],
        )

    @property
    def complete(self) -> CrossProducts:
        """The cross-products of those who answered every item."""
        whole_rows = self.answered.all(axis=1)
        return CrossProducts(
            n=self.n[whole_rows].sum(),
            sums=self.sums[whole_rows].sum(axis=0),
            products=self.products[whole_rows].sum(axis=0),
            about=self.about,
        )

    @property
    def people(self) -> int:
        """How many answered at least one item."""
        return int(self.n[self.answered.any(axis=1)].sum())

    @property
    def pairwise(self) -> Floats:
        """The covariances of every two items over those who answered both; NaN with fewer than two of them."""
        given = self.answered.astype(np.float64)
        n = np.einsum("p,pi,pj->ij", self.n, given, given)
        sums = np.einsum("pi,pj->ij", self.sums, given)
        products = self.products.sum(axis=0)
        return quotient(products - sums * quotient(sums.T, n), np.where(n > 1, n - 1, np.nan))


def item_numbers(frame: Frame, items: Sequence[str], scale: Scale) -> dict[str, nw.Expr]:
    """Each item as numbers, empty where there is no answer; call it after the items have been counted and so checked."""
    found = {}
    for name in items:
        dtype, answer = frame.collect_schema()[name], scored(frame, name)
        if not dtype.is_numeric() and not isinstance(dtype, nw.Boolean):
            found[name] = _of_texts(frame, name, scale)
            continue
        number = answer.cast(nw.Float64)
        absent = number.is_in(scale.codes) if scale.codes else number.is_null()
        found[name] = nw.when(~(absent | number.is_nan())).then(number)
    return found


def _of_texts(frame: Frame, name: str, scale: Scale) -> nw.Expr:
    """A column of texts as numbers: every text that means a score, and nothing for all others."""
    answer = scored(frame, name)
    table = summed(frame.select(text=answer), ["text"], [])
    number = nw.lit(None, nw.Float64)
    for value in table["text"].to_list():
        text = plain_label(value)
        meant = None if text is None else scale.number(text)
        if meant is not None and meant == meant:
            number = nw.when(answer == value).then(nw.lit(meant, nw.Float64)).otherwise(number)
    return number


def respondent_mean(names: Sequence[str]) -> nw.Expr:
    """The mean of the items that a person answered; empty where there is none."""
    total = nw.sum_horizontal(*(nw.col(name).fill_null(0.0) for name in names))
    count = nw.sum_horizontal(*((~nw.col(name).is_null()).cast(nw.Float64) for name in names))
    return nw.when(count > 0).then(total / count)


def reduced_items(frame: Frame, numbered: Mapping[str, nw.Expr], about: float) -> Items:
    """
    The items of a wide frame, one column for each item, made by its engine.

    Raises:
        ModelError: The engine refuses (`SC-609`).
    """
    with complaints():
        return _reduced(frame, numbered, about)


def _reduced(frame: Frame, numbered: Mapping[str, nw.Expr], about: float) -> Items:
    names = list(numbered)
    marks = [f"item{place}" for place in range(len(names))]
    plain = frame.select(**{mark: numbered[name] for mark, name in zip(marks, names, strict=True)})
    patterns = {}
    for start in range(0, len(marks), BITS):
        part = marks[start : start + BITS]
        bits = ((~nw.col(mark).is_null()).cast(nw.Int64) * 2**place for place, mark in enumerate(part))
        patterns[f"pattern{start}"] = nw.sum_horizontal(*bits)
    away = {mark: (nw.col(mark) - about).fill_null(0.0) for mark in marks}
    staged = plain.select(**patterns, **away)
    pairs = [(i, j) for i in range(len(marks)) for j in range(i, len(marks))]
    most = BESIDE_IN_MEMORY if isinstance(staged, nw.DataFrame) else len(pairs)
    sums = _summed(staged, list(patterns), {mark: nw.col(mark) for mark in marks})
    products = np.zeros((len(sums["n"]), len(marks), len(marks)))
    for start in range(0, len(pairs), most):
        batch = pairs[start : start + most]
        made = {f"p{i}_{j}": nw.col(marks[i]) * nw.col(marks[j]) for i, j in batch}
        found = _summed(staged, list(patterns), made)
        for i, j in batch:
            products[:, i, j] = products[:, j, i] = found[f"p{i}_{j}"]
    bits_of = [np.rint(sums[f"pattern{start}"]).astype(np.int64) for start in range(0, len(marks), BITS)]
    answered = np.stack([bits_of[place // BITS] >> (place % BITS) & 1 for place in range(len(marks))], axis=1)
    return Items(
        names=tuple(names),
        about=about,
        answered=answered.astype(bool),
        n=np.rint(sums["n"]).astype(np.int64),
        sums=np.stack([sums[mark] for mark in marks], axis=1),
        products=products,
    )


def _summed(frame: Frame, by: Sequence[str], made: Mapping[str, nw.Expr]) -> dict[str, Floats]:
    """Sums by pattern, in the order of the patterns."""
    table = summed(frame.select(*by, **made), by, list(made))
    found = {name: numbers(table[name]) for name in table.columns}
    order = np.lexsort([found[name] for name in reversed(by)])
    return {name: values[order] for name, values in found.items()}
