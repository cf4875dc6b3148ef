"""
Frames as columns of parties, customers and links, for networks too large to be objects.

No row becomes an object, and what all parties have alike is written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
from narwhals.typing import IntoFrame

from servicecraft.errors import Fault, NetworkError, SpokenFact
from servicecraft.model.settings import Settings
from servicecraft.network.drawing import NOBODY, PERSON, RESOURCE, Drawing, Floats, Places
from servicecraft.network.frame_ids import by_join, matched
from servicecraft.network.frame_parties import Column, kept_apart, number_column, told_parties
from servicecraft.network.graphs import set_aside
from servicecraft.words import sentence


def drawing_of_frames(
    links: IntoFrame,
    *,
    columns: tuple[str, str, str | None, str | None, str | None],
    parties: IntoFrame | None,
    customers: IntoFrame | Mapping[object, float] | Iterable[object],
    kind: str,
    settings: Settings,
    language: str,
) -> Drawing:
    """
    The drawing of a frame of links; see `ServiceNetwork.from_frame`.

    Raises:
        NetworkError: Columns are missing, or rows cannot be used; each is named with its number.
    """
    try:
        return _drawn(links, columns, parties, customers, kind, settings, language)
    except NetworkError as error:
        raise NetworkError([one.in_language(language) for one in error.faults]) from None


def _drawn(
    links: IntoFrame,
    columns: tuple[str, str, str | None, str | None, str | None],
    parties: IntoFrame | None,
    customers: IntoFrame | Mapping[object, float] | Iterable[object],
    kind: str,
    settings: Settings,
    language: str,
) -> Drawing:
    provider, customer, importance, service, rating = columns
    frame = collected(links, list(dict.fromkeys(one for one in columns if one is not None)), "links")
    outside, weights = _customers(customers)
    known = None if parties is None else collected(parties, ["id"], "parties")
    given, received = _filled(frame, provider), _filled(frame, customer)
    inside = None if known is None else _filled(known, "id", "parties")
    values = _importances(frame, importance)
    ids, (providers, receivers, last, rows) = matched(given, received, outside, inside)
    names, place = _parties_first(ids, last)
    if place is not None:
        providers, receivers, rows = place[providers], place[receivers], None if rows is None else place[rows]
    kept = providers < len(names)
    _refuse_own_customers(providers, receivers, names)
    drawn = told_parties(known, names, rows, kind)
    _refuse_served_resources(drawn["kinds"], receivers)
    services, service_ids = _services(frame, service)
    scores = _scores(frame, rating)
    answered = kept & ~np.isnan(scores) if rating is not None else np.zeros(0, dtype=bool)
    whole = Drawing(
        **drawn,
        customer_ids=outside,
        customer_weights=weights,
        providers=providers,
        receivers=receivers,
        importances=values,
        services=services,
        service_ids=service_ids,
        rated=providers[: len(answered)][answered],
        raters=receivers[: len(answered)][answered],
        scores=scores[answered],
        settings=settings,
        language=language,
        remarks=set_aside(len(kept) - int(np.count_nonzero(kept))),
        guarded=bool((drawn["kinds"] == PERSON).any()),
    )
    return whole if kept.all() else whole.with_links(kept)


def _parties_first(ids: Column, outside: Places) -> tuple[Column, Places | None]:
    """The ids of the parties, and where each place moves so that customers come last; `None` where they do already."""
    size = len(ids) - len(outside)
    last = size + np.arange(len(outside), dtype=np.int32)
    if np.array_equal(outside, last):
        return ids[:size], None
    inner = np.ones(len(ids), dtype=bool)
    inner[outside] = False
    place = np.cumsum(inner, dtype=np.int32) - 1
    place[outside] = last
    return ids[inner], place


def collected(frame: IntoFrame, needed: list[str], what: str) -> nw.DataFrame[Any]:
    """
    A frame in memory, with the columns that are needed.

    Raises:
        NetworkError: It is no frame, or columns are missing.
    """
    try:
        made = nw.from_native(frame)
    except TypeError:
        reason = SpokenFact(sentence("a frame was expected, and this is: {kind}."), kind=type(frame).__name__)
        raise NetworkError.of("SC-504", what, path=what, reason=reason) from None
    names = made.collect_schema().names()
    missing = [one for one in needed if one not in names]
    if missing:
        text = sentence("the frame of {what} has the columns {columns}.")
        reason = SpokenFact(text, what=what, columns=", ".join(names))
        raise NetworkError([Fault.of("SC-504", one, path=what, reason=reason) for one in missing])
    chosen = made.select(needed) if what == "links" else made
    return chosen.collect() if isinstance(chosen, nw.LazyFrame) else chosen


def _filled(frame: nw.DataFrame[Any], column: str, table: str = "links") -> nw.Series[Any]:
    """A column of ids without a gap; whole numbers stay, everything else becomes text."""
    series = frame[column]
    empty = series.is_null()
    if series.dtype.is_float():
        empty = empty | series.is_nan()
    if empty.any():
        raise NetworkError(
            [
                Fault.of(
                    "SC-503", "", path=f"{table}[{row}].{column}", reason=SpokenFact(sentence("the cell is empty."))
                )
                for row in np.flatnonzero(empty.to_numpy())[:1000].tolist()
            ]
        )
    if series.dtype.is_float():
        whole = series.cast(nw.Int64)
        if bool((whole.cast(nw.Float64) == series).all()):
            return whole
    return series if series.dtype.is_integer() else series.cast(nw.String)


def _importances(frame: nw.DataFrame[Any], column: str | None) -> Floats:
    if column is None:
        return np.ones(len(frame))
    values = number_column(frame, column, "links")
    if len(values) and not (values.min() >= 0 and values.max() < np.inf):
        wrong = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
        reason = SpokenFact(sentence("a finite number of at least 0 was expected."))
        raise NetworkError(
            [
                Fault.of("SC-502", float(values[row]), path=f"links[{row}].{column}", reason=reason)
                for row in wrong[:1000].tolist()
            ]
        )
    return values


def _scores(frame: nw.DataFrame[Any], column: str | None) -> Floats:
    """Ratings from 0 to 1; NaN where a link is not rated."""
    if column is None:
        return np.zeros(0)
    values = number_column(frame, column, "links")
    wrong = np.flatnonzero((values < 0) | (values > 1))
    if len(wrong):
        reason = SpokenFact(sentence("ratings of a frame lie between 0 and 1."))
        raise NetworkError(
            [
                Fault.of("SC-502", float(values[row]), path=f"links[{row}].{column}", reason=reason)
                for row in wrong[:1000].tolist()
            ]
        )
    return values


def _customers(customers: IntoFrame | Mapping[object, float] | Iterable[object]) -> tuple[Column, Floats]:
    if isinstance(customers, Mapping):
        found, weights = _array(list(customers)), _weights(list(customers.values()))
    elif _is_frame(customers):
        frame = collected(customers, ["id"], "customers")  # type: ignore[arg-type]
        found = kept_apart(_filled(frame, "id", "customers"))
        found = found if found.dtype.kind in "iu" else found.astype(object)
        weights = number_column(frame, "weight", "customers") if "weight" in frame.columns else np.ones(len(found))
    elif isinstance(customers, Iterable) and not isinstance(customers, str | bytes):
        plain = sorted(customers, key=str) if isinstance(customers, set | frozenset) else list(customers)
        found, weights = _array(plain), np.ones(len(plain))
    else:
        reason = SpokenFact(sentence("give their ids, their ids with weights, or a frame."))
        raise NetworkError.of("SC-504", "customers", path="customers", reason=reason)
    wrong = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    reason = SpokenFact(sentence("a finite number of at least 0 was expected."))
    faults = [
        Fault.of("SC-502", float(weights[one]), path=f"customers[{one}].weight", reason=reason)
        for one in wrong.tolist()
    ]
    _, first = np.unique(found, return_index=True)
    twice = np.setdiff1d(np.arange(len(found)), first).tolist()
    again = SpokenFact(sentence("the id stands twice."))
    faults += [Fault.of("SC-503", str(found[one]), path=f"customers[{one}]", reason=again) for one in twice]
    if faults:
        raise NetworkError(faults)
    return found, np.asarray(weights, dtype=float)


def _is_frame(customers: object) -> bool:
    """Plain collections are none, whatever is installed."""
    if isinstance(customers, Sequence | set | frozenset | np.ndarray):
        return False
    return nw.dependencies.is_into_dataframe(customers) or isinstance(
        nw.from_native(customers, pass_through=True), nw.LazyFrame
    )


def _weights(values: list[Any]) -> Floats:
    plain = [
        one if isinstance(one, int | float | np.number) and not isinstance(one, bool) else np.nan for one in values
    ]
    return np.array(plain, dtype=float)


def _array(values: Any) -> Column:
    made = np.asarray(values)
    return made.astype(np.int64) if made.dtype.kind in "iu" else np.array([str(one) for one in values], dtype=object)


def _refuse_own_customers(providers: Places, receivers: Places, names: Column) -> None:
    rows = np.flatnonzero(providers == receivers)
    if len(rows):
        reason = SpokenFact(sentence("nobody is their own customer."))
        raise NetworkError(
            [
                Fault.of(
                    "SC-113",
                    str(names[providers[row]]) if providers[row] < len(names) else "",
                    path=f"links[{row}]",
                    reason=reason,
                )
                for row in rows[:1000].tolist()
            ]
        )


def _refuse_served_resources(kinds: Column, receivers: Places) -> None:
    if not (kinds == RESOURCE).any():
        return
    inner = np.flatnonzero(receivers < len(kinds))
    rows = inner[kinds[receivers[inner]] == RESOURCE]
    reason = SpokenFact(sentence("a resource is not served."))
    if len(rows):
        raise NetworkError(
            [Fault.of("SC-113", "", path=f"links[{row}]", reason=reason) for row in rows[:1000].tolist()]
        )


def _services(frame: nw.DataFrame[Any], column: str | None) -> tuple[Places, tuple[str, ...]]:
    if column is None:
        return np.zeros(0, dtype=np.int32), ()
    values = frame[column].cast(nw.String)
    empty = values.is_null().to_numpy()
    ids, (places,) = by_join([values.fill_null("")])
    shown = tuple(str(one) for one in ids.tolist())
    assert places is not None  # noqa: S101 - a series was given
    return np.where(empty, NOBODY, places).astype(np.int32), shown
