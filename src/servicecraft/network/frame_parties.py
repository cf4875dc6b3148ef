"""What a frame tells of parties: their kind, unit, leader, level and further attributes."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np

from servicecraft.errors import Fault, NetworkError, SpokenFact
from servicecraft.model.words import Level
from servicecraft.network.drawing import KINDS, NOBODY, PERSON, UNIT, Floats, Places
from servicecraft.words import sentence

Column = np.ndarray[tuple[int, ...], np.dtype[Any]]
KNOWN = ("id", "name", "kind", "unit", "manager", "level", "role", "fte", "dependence", "leadership")
"""Columns of a frame of parties that mean something; all others are attributes."""


def number_column(frame: nw.DataFrame[Any], column: str, table: str) -> Floats:
    """
    A column of numbers, NaN where there is none; what happens to the frame afterwards does not reach it.

    Raises:
        NetworkError: The column holds something else.
    """
    series = frame[column]
    if not len(frame):
        return np.zeros(0)
    if not series.dtype.is_numeric():
        reason = SpokenFact(sentence("a column of numbers was expected."))
        raise NetworkError.of("SC-502", str(series.dtype), path=f"{table}.{column}", reason=reason)
    return kept_apart(series.cast(nw.Float64), np.float64)


def kept_apart(series: nw.Series[Any], dtype: type[Any] | None = None) -> Column:
    """The numbers of a column, written once more where the engine lets its columns be changed in place."""
    return np.array(series.to_numpy(), dtype=dtype, copy=True if series.implementation.is_pandas_like() else None)


def told_parties(known: nw.DataFrame[Any] | None, ids: Column, rows: Places | None, kind: str) -> dict[str, Any]:
    """What is said of each party; the columns of a frame put in the order of the ids."""
    size = len(ids)
    if kind not in KINDS[:2]:
        choices = ", ".join(KINDS[:2])
        raise NetworkError.of("SC-506", kind, choices=choices)
    alike: dict[str, np.generic] = {
        "kinds": np.int8(KINDS.index(kind)),
        "units": np.int32(NOBODY),
        "managers": np.int32(NOBODY),
        "seniors": np.bool_(False),
        "fte": np.float64(kind == "person"),
        "dependence": np.float64(np.nan),
        "leadership": np.float64(np.nan),
        "outside": np.bool_(False),
    }
    if known is None or rows is None:  # what all have alike is kept once
        return {"ids": ids, **{name: np.broadcast_to(value, size) for name, value in alike.items()}}
    told: dict[str, Any] = {"ids": ids, **{name: np.full(size, value) for name, value in alike.items()}}
    _refuse(known, rows, size)
    if "kind" in known.columns:
        told["kinds"][rows] = _kinds(known)
        told["fte"] = np.where(told["kinds"] == PERSON, 1.0, 0.0)
    for name, column in (("units", "unit"), ("managers", "manager")):
        if column in known.columns:
            told[name][rows] = _references(known, column, ids)
    _refuse_homes(told, rows)
    for column, low in (("fte", 0.0), ("dependence", 0.0), ("leadership", 0.0)):
        if column in known.columns:
            values = _numbers(known, column, low, np.inf if column == "fte" else 1.0)
            told[column][rows] = np.where(np.isnan(values), told[column][rows], values)
    told["labels"] = {}
    for column in known.columns:
        if column not in KNOWN or column in ("level", "role"):
            told_values: list[str | None] = [None] * size
            for row, value in zip(rows.tolist(), known[column].to_list(), strict=True):
                told_values[row] = None if value is None or value != value else str(value)
            told["labels"][column] = told_values
    if "level" in told["labels"]:
        told["seniors"] = np.array([one == Level.SENIOR.value for one in told["labels"]["level"]], dtype=bool)
    if "name" in known.columns:
        names = [str(one) for one in ids.tolist()]
        for row, value in zip(rows.tolist(), known["name"].to_list(), strict=True):
            names[row] = names[row] if value is None else str(value)
        told["names"] = names
    return told


def _refuse(known: nw.DataFrame[Any], rows: Places, size: int) -> None:
    again, customer = sentence("the id stands twice."), sentence("it is an external customer.")
    _, first = np.unique(rows, return_index=True)
    wrong = [(row, again) for row in np.setdiff1d(np.arange(len(rows)), first)[:1000].tolist()]
    wrong += [(row, customer) for row in np.flatnonzero(rows >= size)[:1000].tolist()]
    faults = [
        Fault.of("SC-503", str(known["id"][row]), path=f"parties[{row}].id", reason=SpokenFact(text))
        for row, text in wrong
    ]
    if faults:
        raise NetworkError(faults)


def _kinds(known: nw.DataFrame[Any]) -> Column:
    values = known["kind"].to_list()
    wrong = [row for row, value in enumerate(values) if value not in KINDS[:3]]
    if wrong:
        reason = SpokenFact(sentence("a kind is one of: {kinds}."), kinds=", ".join(KINDS[:3]))
        raise NetworkError(
            [Fault.of("SC-503", values[row], path=f"parties[{row}].kind", reason=reason) for row in wrong[:1000]]
        )
    return np.array([KINDS.index(value) for value in values], dtype=np.int8)


def _references(known: nw.DataFrame[Any], column: str, ids: Column) -> Places:
    place = {str(one): index for index, one in enumerate(ids.tolist())}
    found = np.full(len(known), NOBODY, dtype=np.int32)
    faults = []
    missing = SpokenFact(sentence("there is no party with this id."))
    itself = SpokenFact(sentence("it names itself."))
    own = known["id"].to_list()
    for row, value in enumerate(known[column].to_list()):
        if value is None or value != value:
            continue
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        found[row] = place.get(text, NOBODY)
        if text == str(own[row]) or text not in place:
            reason = itself if text in place else missing
            faults.append(Fault.of("SC-503", text, path=f"parties[{row}].{column}", reason=reason))
    if faults:
        raise NetworkError(faults)
    return found


def _numbers(known: nw.DataFrame[Any], column: str, lowest: float, highest: float) -> Floats:
    values = number_column(known, column, "parties")
    below_one = column == "leadership"
    with np.errstate(invalid="ignore"):
        wrong = (values < lowest) | (values > highest) | np.isinf(values) | (below_one & (values == 1.0))
    wrong |= (column == "fte") & (values <= 0)
    rows = np.flatnonzero(wrong)[:1000].tolist()
    if rows:
        reason = SpokenFact(sentence("the number is out of its range."))
        raise NetworkError(
            [Fault.of("SC-502", float(values[row]), path=f"parties[{row}].{column}", reason=reason) for row in rows]
        )
    return values


def _refuse_homes(told: dict[str, Any], rows: Places) -> None:
    """Only a unit has members."""
    homes = told["units"][rows]
    wrong = np.flatnonzero((homes != NOBODY) & (told["kinds"][homes] != UNIT))
    reason = SpokenFact(sentence("it is not a unit."))
    if len(wrong):
        raise NetworkError(
            [
                Fault.of("SC-503", str(told["ids"][homes[row]]), path=f"parties[{row}].unit", reason=reason)
                for row in wrong[:1000].tolist()
            ]
        )
