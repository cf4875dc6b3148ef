"""
Columns of a dataframe as days, labels and numbers.

Any frame that narwhals knows will do, eager or lazy; lazy ones are carried out by their own engine, for the columns that are
needed and no others.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import narwhals as nw
import numpy as np
from narwhals.typing import IntoFrame
from numpy.typing import NDArray

from servicecraft.errors import Fault, ModelError, SpokenFact
from servicecraft.model.columns import kind_of, nearest_words
from servicecraft.participation.days import Flags, Floats
from servicecraft.words import sentence

MOST_FAULTS = 100
"""Rows of one column that a refusal names."""


def collected(frame: IntoFrame, headings: Iterable[str | None], table: str) -> nw.DataFrame[Any]:
    """
    The columns of a frame that are needed, in memory; `None` among the headings is passed over.

    Raises:
        ModelError: It is no frame, or it has no column of one of the names.
    """
    try:
        made = nw.from_native(frame)
        names = [str(one) for one in made.collect_schema().names()]
    except Exception as error:  # every engine has errors of its own
        expected = SpokenFact(sentence("a dataframe"))
        raise ModelError.of("SC-118", path=table, found=kind_of(frame), expected=expected) from error
    needed = list(dict.fromkeys(one for one in headings if one is not None))
    what = SpokenFact(sentence("there is no column"))
    lacking = [one for one in needed if one not in names]
    if lacking:
        raise ModelError(
            [
                Fault.of("SC-140", one, path=f"{table}.{one}", what=what, nearest=nearest_words(str(one), names))
                for one in lacking
            ]
        )
    chosen = made.select(needed)
    try:
        return chosen.collect() if isinstance(chosen, nw.LazyFrame) else chosen
    except Exception as error:  # as above
        reason = SpokenFact(sentence("the dataframe says: {error}"), error=str(error)[:200])
        raise ModelError.of("SC-123", table, path=table, reason=reason) from error


def moments(frame: nw.DataFrame[Any], heading: str | None, table: str) -> NDArray[np.datetime64]:
    """
    A column of days or moments, to the millisecond; not known where the cell is empty or there is no such column.

    Days and moments of the engine and ISO texts are read; moments with a time zone count in universal time.

    Raises:
        ModelError: A cell is neither; its row is named from 0.
    """
    if heading is None:
        return np.full(len(frame), np.datetime64("NaT", "ms"))
    values = frame[heading].to_list()
    try:
        return np.array([_moment(one) for one in values], dtype="datetime64[ms]")
    except (TypeError, ValueError):
        wrong = [number for number, one in enumerate(values) if not _readable(one)]
        raise ModelError(
            [Fault.of("SC-116", values[number], path=f"{table}[{number}].{heading}") for number in wrong[:MOST_FAULTS]]
        ) from None


def _moment(value: object) -> datetime.date | str | None:
    """What numpy makes a moment of."""
    if value is None or value != value:  # what is missing is not equal to itself
        return None
    if isinstance(value, str):
        return _naive(datetime.datetime.fromisoformat(value.strip())) if value.strip() else None
    if isinstance(value, datetime.datetime):
        return _naive(value)
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, np.datetime64):
        return str(value)
    raise TypeError(type(value).__name__)


def _naive(moment: datetime.datetime) -> datetime.datetime:
    plain = getattr(moment, "to_pydatetime", lambda: moment)()  # a moment of pandas warns where it is cut short
    return plain if plain.tzinfo is None else plain.astimezone(datetime.UTC).replace(tzinfo=None)


def _readable(value: object) -> bool:
    try:
        np.array([_moment(value)], dtype="datetime64[ms]")
    except (TypeError, ValueError):
        return False
    return True


def labels(frame: nw.DataFrame[Any], heading: str | None) -> list[str | None]:
    """A column of labels as texts, `None` where the cell is empty or there is no such column; 1.0 and 1 are one label."""
    if heading is None:
        return [None] * len(frame)
    return [_label(one) for one in frame[heading].to_list()]


def _label(value: object) -> str | None:
    if value is None or value != value or value == "":
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def numbers(frame: nw.DataFrame[Any], heading: str, table: str) -> Floats:
    """
    A column of numbers, NaN where the cell is empty.

    Raises:
        ModelError: The column holds something else.
    """
    series = frame[heading]
    if len(frame) and not series.dtype.is_numeric() and not bool(series.is_null().all()):
        values = series.to_list()
        wrong = [number for number, one in enumerate(values) if one is not None and not _is_number(one)]
        if wrong:
            raise ModelError(
                [
                    Fault.of("SC-105", values[number], path=f"{table}[{number}].{heading}")
                    for number in wrong[:MOST_FAULTS]
                ]
            )
        return np.array([np.nan if one is None else float(one) for one in values], dtype=np.float64)
    return np.array([np.nan if one is None else one for one in series.to_list()], dtype=np.float64)


def _is_number(value: object) -> bool:
    return not isinstance(value, str | bool) and hasattr(value, "__float__")


def truths(frame: nw.DataFrame[Any], heading: str | None, yes: Iterable[str]) -> Flags:
    """Which rows of a column say yes: true, 1, or one of some words."""
    wanted = {"true", "1", "yes", *(one.casefold() for one in yes)}
    return np.array([one is not None and one.casefold() in wanted for one in labels(frame, heading)], dtype=bool)
