"""What every engine of dataframes has in common, said once: columns, sums by group, and plain values back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import narwhals as nw
import numpy as np
from attrs import frozen
from narwhals.typing import IntoFrame

from servicecraft.errors import Fault, ModelError, ServicecraftError
from servicecraft.statistics.arrays import Floats
from servicecraft.voice.keys import Codes, Key, Label, plain_label, told_apart
from servicecraft.voice.periods import PERIODS, of_month, parts, span_of

LONGEST_COMPLAINT = 200
"""Engines tell their whole plan when they fail; so many characters of it are passed on."""
Frame: TypeAlias = nw.DataFrame[Any] | nw.LazyFrame[Any]


@frozen(kw_only=True, eq=False)
class Column:
    """
    A column that tells lines apart, as an engine makes it and as it is read afterwards.

    Attributes:
        made: The expression that the engine groups by.
        read: What a value of it becomes.
        order: The column's own order of labels; empty where it has none.
    """

    made: nw.Expr
    read: Callable[[Any], Label | None] = plain_label
    order: tuple[Label, ...] = ()

    def key(self, series: nw.Series[Any]) -> Key:
        """The key of a fetched column."""
        distinct, codes = different(series)
        return Key.of_distinct([self.read(one) for one in distinct], codes, self.order)


def opened(frame: IntoFrame, columns: Sequence[str]) -> Frame:
    """
    A frame of any engine, lazy where that makes it faster.

    Raises:
        ModelError: It is no frame (`SC-603`), or columns are missing, each with the names that there are (`SC-604`).
    """
    try:
        made: Frame = nw.from_native(frame)
    except TypeError as error:
        raise ModelError.of("SC-603", type(frame).__name__) from error
    with complaints():
        names = [str(one) for one in made.collect_schema().names()]
    missing = [one for one in dict.fromkeys(columns) if one not in names]
    if missing:
        raise ModelError([Fault.of("SC-604", one, columns=", ".join(names)) for one in missing])
    if isinstance(made, nw.DataFrame) and made.implementation.is_polars():
        return made.lazy()
    return made


def plain_column(frame: Frame, name: str) -> Column:
    """A column of a frame as it is; the categories of an ordered one keep their order."""
    dtype = frame.collect_schema()[name]
    order = tuple(dtype.categories) if isinstance(dtype, nw.Enum) else ()
    made = nw.col(name).cast(nw.String) if isinstance(dtype, nw.Enum | nw.Categorical) else nw.col(name)
    return Column(made=made, order=order)


def time_column(frame: Frame, name: str, period: str) -> Column:
    """
    The day, month, quarter or year of a column of days, or of texts such as `2026-05-14` or `2026-Q2`, or of whole years.

    Raises:
        ModelError: There is no such span (`SC-608`); values that are no times are refused when they are read (`SC-607`).
    """
    if period not in PERIODS:
        raise ModelError.of("SC-608", period, choices=", ".join(PERIODS))
    column, dtype = nw.col(name), frame.collect_schema()[name]
    if isinstance(dtype, nw.Date | nw.Datetime):
        if period == "day":
            return Column(
                made=column if isinstance(dtype, nw.Date) else column.dt.truncate("1d"), read=_in(name, period)
            )
        if period == "year":
            return Column(made=column.dt.year(), read=_in(name, period))
        return Column(made=column.dt.year() * 12 + column.dt.month(), read=_month(name, period))
    if dtype.is_numeric():
        return Column(made=column, read=_in(name, period))
    longest = {"day": 10, "year": 4}.get(period, 7)
    return Column(made=column.cast(nw.String).str.slice(0, longest), read=_in(name, period))


def _in(name: str, period: str) -> Callable[[Any], Label | None]:
    def read(value: Any) -> Label | None:
        label = plain_label(value)
        if label is None or label == "":
            return None
        if not parts(label):
            raise ModelError.of("SC-607", label, path=name)
        wider = PERIODS[PERIODS.index(period) :]
        return next((found for span in wider if (found := span_of(label, span))), None)

    return read


def _month(name: str, period: str) -> Callable[[Any], Label | None]:
    within = _in(name, period)

    def read(value: Any) -> Label | None:
        number = plain_label(value)
        return None if number is None else within(of_month(int(number)))  # type: ignore[arg-type]

    return read


@contextmanager
def complaints() -> Iterator[None]:
    """
    Whatever an engine complains of within becomes an error of the library.

    Raises:
        ModelError: The engine refused (`SC-609`).
    """
    try:
        yield
    except ServicecraftError:
        raise
    except Exception as error:  # every engine has errors of its own
        raise ModelError.of("SC-609", error=_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:LONGEST_COMPLAINT]


def summed(frame: Frame, by: Sequence[str], sums: Sequence[str]) -> nw.DataFrame[Any]:
    """How many rows each group has (`n`), and the sums of some columns over them; fetched."""
    return fetched(frame.group_by(*by).agg(nw.len().alias("n"), *(nw.col(name).sum() for name in sums)))


def fetched(frame: Frame) -> nw.DataFrame[Any]:
    """A frame in memory; polars collects in a stream, so that memory does not grow with the rows."""
    if isinstance(frame, nw.DataFrame):
        return frame
    return frame.collect(engine="streaming") if frame.implementation.is_polars() else frame.collect()


def different(series: nw.Series[Any]) -> tuple[list[Label | None], Codes]:
    """The different values of a fetched column as plain labels, and for each row which of them it has."""
    if series.dtype.is_numeric() and not series.dtype.is_decimal() and not series.is_null().any():
        distinct, codes = np.unique(series.to_numpy(), return_inverse=True)
        return [plain_label(one) for one in distinct.tolist()], codes.astype(np.int64)
    values, codes = told_apart(series.to_list())
    return [plain_label(one) for one in values], codes


def numbers(series: nw.Series[Any]) -> Floats:
    """A fetched column as numbers, decimals of SQL included; NaN for what is missing."""
    made = series if series.dtype.is_float() else series.cast(nw.Float64)
    return np.array(made.to_numpy(), dtype=np.float64)


def whole(series: nw.Series[Any]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """A fetched column of counts; 0 for what is missing."""
    return np.rint(np.nan_to_num(numbers(series))).astype(np.int64)


def scored(frame: Frame, name: str) -> nw.Expr:
    """A column of scores as numbers: decimals as floats, yes and no as 1 and 0; anything else as it is."""
    dtype = frame.collect_schema()[name]
    column = nw.col(name)
    if isinstance(dtype, nw.Boolean):
        return column.cast(nw.Int64)
    if isinstance(dtype, nw.Enum | nw.Categorical):
        return column.cast(nw.String)
    return column.cast(nw.Float64) if isinstance(dtype, nw.Decimal | nw.Float32) else column
