"""Everything the voice refuses, by code, with its facts; and that no foreign error gets out."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import polars as pl
import pytest

import servicecraft as sc
from servicecraft.errors import ModelError

FIVE = sc.Instrument.csat()
WIDE = sc.Instrument("wide", 0, 5000)
FRAME = pl.DataFrame(
    {
        "score": [1, 2, 3, 4, 5, 5],
        "beyond": [1, 2, 3, 4, 7, 7],
        "text": ["1", "2", "x", "4", "x", ""],
        "weight": [1.0, None, -1.0, float("nan"), float("inf"), 1.0],
        "when": ["2026-01-01", "soon", "2026-01-01", "2026-02-31", "2026-01-01", ""],
        "unit": list("aabbcc"),
    }
)
HEARD = sc.Voice.from_frame(FRAME, score="score", by="unit", instrument=FIVE)
UNTOLD = sc.Voice.from_frame(FRAME, score="score", instrument=FIVE)

CASES: list[tuple[str, str | None, Callable[[], object]]] = [
    ("SC-601", "7", lambda: sc.Voice.from_frame(FRAME, score="beyond", instrument=FIVE)),
    ("SC-601", "7", lambda: sc.Voice.from_frame(FRAME.cast({"beyond": pl.Float64}), score="beyond", instrument=FIVE)),
    ("SC-601", "inf", lambda: sc.Voice.from_frame(FRAME[4:5], score="weight", instrument=FIVE)),
    ("SC-601", "7", lambda: sc.Voice.from_frame(FRAME, score="score", expectation="beyond", instrument=FIVE)),
    ("SC-602", "x", lambda: sc.Voice.from_frame(FRAME, score="text", instrument=FIVE)),
    ("SC-602", "a", lambda: sc.Voice.from_frame(FRAME[:2], items=["score", "unit"], instrument=FIVE)),
    ("SC-603", "list", lambda: sc.Voice.from_frame([1, 2, 3], score="score", instrument=FIVE)),
    ("SC-604", "points", lambda: sc.Voice.from_frame(FRAME, score="points", instrument=FIVE)),
    ("SC-604", "points", lambda: sc.Voice.from_frame(FRAME, score="score", by="points", instrument=FIVE)),
    ("SC-605", "nps", lambda: HEARD.nps(instrument="csat")),
    ("SC-605", "csat", lambda: HEARD.csat(top=5, instrument="csat")),
    ("SC-605", "csat", lambda: HEARD.csat(top=0, instrument="csat")),
    ("SC-605", "csat", lambda: sc.Voice.from_frame(FRAME, score="score", instrument=WIDE).csat(instrument="wide")),
    ("SC-606", "weight", lambda: sc.Voice.from_frame(FRAME, score="score", weight="weight", instrument=FIVE)),
    (
        "SC-606",
        "weight",
        lambda: sc.Voice.from_frame(FRAME, score="text", weight="weight", missing="x", instrument=FIVE),
    ),
    ("SC-607", "soon", lambda: sc.Voice.from_frame(FRAME, score="score", on="when", instrument=FIVE)),
    (
        "SC-607",
        "13",
        lambda: sc.Voice.from_frame(FRAME.with_columns(pl.lit(13).alias("d")), score="score", on="d", instrument=FIVE),
    ),
    ("SC-608", "week", lambda: sc.Voice.from_frame(FRAME, score="score", on="when", period="week", instrument=FIVE)),
    ("SC-608", "friends", lambda: sc.Voice.from_frame(FRAME, score="score", raters="friends", instrument=FIVE)),
    ("SC-608", "floor", lambda: HEARD.csat("floor")),
    ("SC-608", "month", lambda: HEARD.csat("month")),
    ("SC-608", "floor", lambda: HEARD.csat(where={"floor": 1})),
    ("SC-608", "friends", lambda: HEARD.csat(raters="friends")),
    ("SC-608", "other", lambda: HEARD.csat(instrument="other")),
    ("SC-608", "median", lambda: HEARD.trend("median")),
    (
        "SC-608",
        "luck",
        lambda: sc.Voice.from_frame(FRAME[:1], score="score", on="when", instrument=FIVE).trend(rules=("luck",)),
    ),
    ("SC-608", "casewise", lambda: HEARD.reliability(gaps="casewise")),
    ("SC-609", None, lambda: sc.Voice.from_frame(FRAME, score="score", weight="unit", instrument=FIVE)),
    ("SC-610", "1.0", lambda: HEARD.csat(confidence=1.0)),
    (
        "SC-610",
        "-1",
        lambda: sc.Voice.from_frame(FRAME[:1], score="score", on="when", instrument=FIVE).trend(constant=-1),
    ),
    ("SC-612", None, lambda: HEARD.trend()),
    ("SC-612", None, lambda: HEARD.link_quality()),
    ("SC-612", None, lambda: HEARD.difference(key="unit")),
    ("SC-612", None, lambda: sc.Voice.from_frame(FRAME, instrument=FIVE)),
    ("SC-612", None, lambda: sc.Voice.from_frame(FRAME, score="score", items=["score"], instrument=FIVE)),
]


@pytest.mark.parametrize(("code", "value", "ask"), CASES, ids=[f"{code} {n}" for n, (code, *_) in enumerate(CASES)])
def test_refusals(code: str, value: str | None, ask: Callable[[], object]) -> None:
    """Each is refused under its code, with what was wrong, in a sentence without open places."""
    with pytest.raises(ModelError) as refused:
        ask()

    first = refused.value.faults[0]
    assert (first.code, first.value) == (code, value)
    assert "{" not in str(refused.value)


def test_refusals_speak_the_language_of_the_voice() -> None:
    """What a Spanish voice refuses, it refuses in Spanish."""
    with pytest.raises(ModelError) as refused:
        sc.Voice.from_frame(FRAME, score="beyond", instrument=FIVE, language="es_DO")

    assert {one.language for one in refused.value.faults} == {"es_DO"}
    spoken = sc.Voice.from_frame(FRAME, score="score", instrument=FIVE, language="es_DO")
    with pytest.raises(ModelError) as asked:
        spoken.csat("floor")
    assert {one.language for one in asked.value.faults} == {"es_DO"}


def test_choices_are_told() -> None:
    """A key that does not exist is refused with those that do, a column with those of the frame."""
    with pytest.raises(ModelError, match="unit, instrument"):
        HEARD.csat("floor")
    with pytest.raises(ModelError, match="score, beyond, text"):
        sc.Voice.from_frame(FRAME, score="points", instrument=FIVE)


def test_weights_are_counted_only_where_they_are_needed() -> None:
    """A missing weight beside a missing answer harms nobody."""
    frame = pd.DataFrame({"score": [1, 2, 3, 4, 5, None], "weight": [1.0, 1.0, 1.0, 2.0, 2.0, None]})
    (row,) = sc.Voice.from_frame(frame, score="score", weight="weight", instrument=FIVE).mean().to_dicts()

    assert (row["n"], row["missing"]) == (5, 1)
    assert row["mean"] == pytest.approx(24 / 7)
