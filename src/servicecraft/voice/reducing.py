"""
Any dataframe as a frequency table, made by the frame's own engine.

Nothing is fetched but the table: the engine groups and counts, lazily where it can, and the answers are finished from the
counts. Answers are grouped by the part of the scale on which they stand, with the sums that keep means and variances exact.
Only where one more column to group by costs more than a dozen counts beside each other, whole scores on a short scale are
counted so: polars without weights is that engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
from attrs import frozen

from servicecraft.errors import ModelError
from servicecraft.statistics.arrays import Floats, Whole
from servicecraft.voice.engines import Column, Frame, complaints, different, fetched, numbers, scored, summed, whole
from servicecraft.voice.keys import Key, Label
from servicecraft.voice.lines import Lines, Steps
from servicecraft.voice.scales import Scale, refuse, standing

MOST_BESIDE = 24
"""Up to so many steps, counts beside each other are cheaper for polars than one more column to group by."""
LARGEST_LITERAL = 2.0**53
"""Below it every whole number is one float, and short enough for every engine."""


@frozen(kw_only=True, eq=False)
class Wanted:
    """
    What a frame is reduced to.

    Attributes:
        keys: The columns that tell lines apart, by name.
        score: The column of the score.
        scale: The scale on which score and expectation stand.
        expectation: The column of what was expected.
        weight: The column of the weight of each answer.
    """

    keys: Mapping[str, Column]
    score: str
    scale: Scale
    expectation: str | None = None
    weight: str | None = None


def reduced(frame: Frame, wanted: Wanted) -> Lines:
    """
    The frequency table of a frame.

    Raises:
        ModelError: Scores that do not stand on the scale (`SC-601`, `SC-602`) or weights that are none (`SC-606`), each
            with how often it occurs; or what the engine refuses (`SC-609`).
    """
    with complaints():
        made = _counted(frame, wanted) if _countable(frame, wanted) else None
        return made if made is not None else _by_part(frame, wanted)


def _countable(frame: Frame, wanted: Wanted) -> bool:
    dtype = frame.collect_schema()[wanted.score]
    short = 0 < len(wanted.scale.steps) <= MOST_BESIDE
    alone = wanted.expectation is None and wanted.weight is None
    return frame.implementation.is_polars() and short and alone and (dtype.is_integer() or dtype.is_float())


def _counted(frame: Frame, wanted: Wanted) -> Lines | None:
    """The table by counts beside each other; `None` where an answer stands on no step."""
    score, steps, codes = scored(frame, wanted.score), wanted.scale.steps, wanted.scale.codes
    counted = {"given": nw.when(_given(score, frame, wanted.score)).then(score)}
    counted |= {f"c{number}": nw.when(score == _literal(code)).then(score) for number, code in enumerate(codes)}
    counted |= {f"n_{number}": nw.when(score == _literal(step)).then(score) for number, step in enumerate(steps)}
    groups = _groups(wanted)
    counts_of_all = (nw.col(name).count() for name in counted)  # faster for polars than to sum what is true
    table = fetched(frame.select(**groups, **counted).group_by(*groups).agg(nw.len().alias("n"), *counts_of_all))
    counts = np.stack([whole(table[f"n_{number}"]) for number in range(len(steps))])
    declared = sum((whole(table[f"c{number}"]) for number in range(len(codes))), np.zeros(len(table), dtype=np.int64))
    answered = whole(table["given"]) - declared
    if not np.array_equal(answered, counts.sum(axis=0)):
        return None
    keys = _keys(table, wanted)
    kinds = [*steps, np.nan]
    counts = np.concatenate([counts, (whole(table["n"]) - answered)[None]])
    step_of, place = np.nonzero(counts)
    weight, square = _unweighted(counts[step_of, place], step_of < len(steps))
    return Lines(
        keys={name: key.taken(place) for name, key in keys.items()},
        count=counts[step_of, place],
        weight=weight,
        square=square,
        score=Steps.exactly(np.array(kinds)[step_of]),
        averaged=np.zeros(len(place), dtype=bool),
    )


def _groups(wanted: Wanted) -> dict[str, nw.Expr]:
    return {f"key_{name}": one.made for name, one in wanted.keys.items()} or {"all": nw.lit(0)}


def _keys(table: nw.DataFrame[Any], wanted: Wanted) -> dict[str, Key]:
    return {name: one.key(table[f"key_{name}"]) for name, one in wanted.keys.items()}


def _given(score: nw.Expr, frame: Frame, name: str) -> nw.Expr:
    """Whether there is anything in a cell; what is no number counts as empty only in a column of floats."""
    floats = frame.collect_schema()[name].is_float()
    return (~score.is_null()) & (~score.is_nan()) if floats else ~score.is_null()


def _literal(number: float) -> float:
    """Whole numbers as such: to compare a column of them with a float, polars would make floats of it first."""
    return int(number) if float(number).is_integer() and abs(number) < LARGEST_LITERAL else number


def _unusable(weight: str) -> nw.Expr:
    number = nw.col(weight).cast(nw.Float64)
    return ~((number.is_finite() & (number >= 0)).fill_null(False))


def _unweighted(count: Whole, answered: np.ndarray) -> tuple[Floats, Floats]:
    weight = np.where(answered, count, 0).astype(np.float64)
    return weight, weight.copy()


def _refuse_weights(count: int, column: str) -> None:
    if count:
        raise ModelError.of("SC-606", column, path=column, count=count)


def _by_part(frame: Frame, wanted: Wanted, *, gather: bool = True) -> Lines:
    """
    The table by the part of the scale on which answers stand, with how far they lie from its beginning.

    Args:
        frame: A frame.
        wanted: What it is reduced to.
        gather: Whether expectations may be summed without being told apart.
    """
    sides = _sides(frame, wanted, gather)
    table = _fetched_by_part(frame, wanted, sides)
    if any(side.gathers and whole(table[f"outside_{side.mark}"]).any() for side in sides):
        return _by_part(frame, wanted, gather=False)  # which tells apart what it refuses
    count = whole(table["n"])
    steps = {side.mark: side.steps(table, count) for side in sides}
    answered = ~np.isnan(steps["score"].at)
    if wanted.weight is None:
        weight, square = _unweighted(count, answered)
    else:
        _refuse_weights(int(whole(table["unusable"])[answered].sum()), wanted.weight)
        weight, square = (np.where(answered, numbers(table[name]), 0.0) for name in ("weight", "square"))
    return Lines(
        keys=_keys(table, wanted),
        count=count,
        weight=weight,
        square=square,
        score=steps["score"],
        expectation=steps.get("expected"),
        cross=np.nan_to_num(numbers(table["cross"])) if "cross" in table.columns else None,
        averaged=np.zeros(len(table), dtype=bool),
    )


def _sides(frame: Frame, wanted: Wanted, gather: bool) -> list[_Side]:
    """
    The score, and the expectation where there is one.

    Without weights, whole expectations beside exact scores are gathered: their sums are exact, and far fewer lines are left
    than pairs of score and expectation.
    """
    scale, expected = wanted.scale, wanted.expectation
    score = _Side("score", wanted.score, scale, _is_exact(frame, wanted.score, scale), scale.width)
    if expected is None:
        return [score]
    exact = _is_exact(frame, expected, scale)
    summable = exact and score.exact and frame.collect_schema()[expected].is_integer() and wanted.weight is None
    if gather and summable:
        return [score, _Side("expected", expected, scale, False, scale.span + 1)]
    return [score, _Side("expected", expected, scale, exact, scale.width)]


def _is_exact(frame: Frame, column: str, scale: Scale) -> bool:
    """Whether every different answer of a column is a group of its own: texts, and whole numbers on a scale of steps."""
    dtype = frame.collect_schema()[column]
    return not dtype.is_numeric() or (bool(scale.steps) and not dtype.is_float() and not dtype.is_decimal())


def _fetched_by_part(frame: Frame, wanted: Wanted, sides: Sequence[_Side]) -> nw.DataFrame[Any]:
    """Groups and sums, made in steps, so that an engine computes nothing twice."""
    groups = _groups(wanted)
    weights = {} if wanted.weight is None else {"weight": nw.col(wanted.weight).cast(nw.Float64)}
    staged = frame.select(**groups, **weights, **{side.mark: side.answer(frame) for side in sides})
    parted = [side for side in sides if not side.exact]
    if parted:
        staged = staged.with_columns(**{f"part_{side.mark}": side.part for side in parted})
        staged = staged.with_columns(**{f"away_{side.mark}": side.away for side in parted})
    sums = {name: one for side in parted for name, one in side.sums(bool(weights)).items()}
    if weights:
        own = nw.col("weight")
        sums |= {"square": own * own, "unusable": _unusable("weight").cast(nw.Int64)}
    if len(parted) == 2:
        both = nw.col("away_score") * nw.col("away_expected")
        sums["cross"] = both * nw.col("weight") if weights else both
    staged = staged.with_columns(**sums) if sums else staged
    by = [*groups, *(side.mark if side.exact else f"part_{side.mark}" for side in sides)]
    return summed(staged, by, [*weights, *sums])


@frozen
class _Side:
    """
    One of score and expectation, as it is grouped and read.

    Attributes:
        mark: Its name among the columns that are made.
        column: Its name in the frame.
        scale: Where it stands.
        exact: Whether it is grouped by the answer itself and not by the part of the scale.
        width: How wide the parts are.
    """

    mark: str
    column: str
    scale: Scale
    exact: bool
    width: float

    @property
    def gathers(self) -> bool:
        """Whether all answers on the scale are summed without being told apart."""
        return not self.exact and self.width > self.scale.span

    def answer(self, frame: Frame) -> nw.Expr:
        """The answer as it is, or as a number that is empty where there is none."""
        answer = scored(frame, self.column)
        if self.exact:
            return answer
        number = answer.cast(nw.Float64)
        absent = number.is_nan() | number.is_in(self.scale.codes) if self.scale.codes else number.is_nan()
        return nw.when(~absent).then(number)

    @property
    def part(self) -> nw.Expr:
        """The part of the scale in which the number lies; every part begins with its worst score."""
        lies = (nw.col(self.mark) - self.scale.instrument.lowest) / self.width
        return lies.floor() if self.scale.rises else lies.ceil()

    @property
    def away(self) -> nw.Expr:
        """How far the number lies from the beginning of its part."""
        return nw.col(self.mark) - (nw.col(f"part_{self.mark}") * self.width + self.scale.instrument.lowest)

    def sums(self, weighted: bool) -> dict[str, nw.Expr]:
        """What is summed beside the counts."""
        number, away = nw.col(self.mark), nw.col(f"away_{self.mark}")
        first = nw.col("weight") * away if weighted else away
        outside = (number < self.scale.instrument.lowest) | (number > self.scale.instrument.highest)
        return {
            f"first_{self.mark}": first,
            f"second_{self.mark}": first * away,
            f"outside_{self.mark}": outside.cast(nw.Int64),
            f"beyond_{self.mark}": nw.when(outside).then(number),
        }

    def steps(self, table: nw.DataFrame[Any], count: Whole) -> Steps:
        """Where the fetched groups stand."""
        if self.exact:
            answers, codes = different(table[self.mark])
            often = np.bincount(codes, weights=count, minlength=len(answers)).astype(np.int64)
            return Steps.exactly(standing(answers, often, self.scale, self.column)[codes])
        self._refuse_outside(whole(table[f"outside_{self.mark}"]), numbers(table[f"beyond_{self.mark}"]))
        at = self.scale.instrument.lowest + numbers(table[f"part_{self.mark}"]) * self.width
        first, second = (numbers(table[f"{name}_{self.mark}"]) for name in ("first", "second"))
        if self.gathers:  # they stand on the step next to their mean, so that answers all alike stand on their own
            moved = np.rint(first / count)
            at, first, second = at + moved, first - count * moved, second - moved * (2 * first - count * moved)
        return Steps(at=at, first=np.where(np.isnan(at), 0.0, first), second=np.where(np.isnan(at), 0.0, second))

    def _refuse_outside(self, outside: Whole, beyond: Floats) -> None:
        refused: dict[Label, int] = {}
        for place in np.flatnonzero(outside).tolist():
            value = float(beyond[place] / outside[place])
            refused[value] = refused.get(value, 0) + int(outside[place])
        refuse(refused, self.scale, self.column)
