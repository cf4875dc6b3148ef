"""The same answers, whatever dataframe they come in."""

from __future__ import annotations

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import servicecraft as sc
from servicecraft.errors import ModelError
from servicecraft.voice.engines import opened, plain_column
from servicecraft.voice.lines import merged
from servicecraft.voice.reducing import Wanted, _by_part, _counted
from servicecraft.voice.scales import Scale

from .answering import FIVE, NPS, QUESTIONS, assert_same, survey
from .engines import ENGINES, polars_frame

SURVEY = survey()


@pytest.fixture(scope="module", params=list(ENGINES))
def frame(request: pytest.FixtureRequest) -> object:
    """The invented survey on one engine after the other."""
    return ENGINES[request.param](SURVEY)


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_every_engine_gives_the_same_answers(frame: object, question: str) -> None:
    """No answer depends on the engine by more than 1e-12, be it counted, weighted, of texts, of means, of pairs or items."""
    expected = QUESTIONS[question](polars_frame(SURVEY))

    assert_same(expected, QUESTIONS[question](frame))


def test_every_engine_refuses_the_same(frame: object) -> None:
    """What is no score is told with the same value and count by every engine, the commonest first."""
    scale = sc.Instrument("five", 1, 5, missing=(0,))
    with pytest.raises(ModelError) as numbers:
        sc.Voice.from_frame(frame, score="low", instrument=scale)
    with pytest.raises(ModelError) as texts:
        sc.Voice.from_frame(frame, score="text", instrument=scale)
    with pytest.raises(ModelError) as means:
        sc.Voice.from_frame(frame, score="expected_mean", instrument=sc.Instrument("short", 0, 9.75))

    sixes = SURVEY["low"].count(6)
    assert [(one.code, one.value, dict(one.facts)["count"]) for one in numbers.value.faults] == [
        ("SC-601", "6", str(sixes))
    ]
    unread = {word: SURVEY["text"].count(word) for word in ("6", "Blank", "great", "GOOD")}
    assert {one.value: int(dict(one.facts)["count"]) for one in texts.value.faults} == unread
    assert {one.code for one in texts.value.faults} == {"SC-601", "SC-602"}
    beyond = sum(one is not None and one > 9.75 for one in SURVEY["expected_mean"])
    assert beyond > 0
    assert sum(int(dict(one.facts)["count"]) for one in means.value.faults) == beyond


def test_both_ways_of_counting_make_the_same_table() -> None:
    """Conditional counts beside each other and grouping by the score end in the same lines."""
    frame = opened(polars_frame(SURVEY), ["unit"])
    wanted = Wanted(keys={"unit": plain_column(frame, "unit")}, score="score", scale=Scale.of(NPS))
    beside, grouped = (merged([one]) for one in (_counted(frame, wanted), _by_part(frame, wanted)))

    assert beside.keys["unit"].labels == grouped.keys["unit"].labels
    for name in ("count", "weight", "square"):
        assert np.array_equal(getattr(beside, name), getattr(grouped, name))
    assert np.array_equal(beside.score.at, grouped.score.at, equal_nan=True)


@pytest.mark.parametrize(
    ("column", "scores"),
    [
        (
            pl.Series("score", [Decimal("1.00"), Decimal("5.00"), None, Decimal("4.50")] * 3, dtype=pl.Decimal(5, 2)),
            3.5,
        ),
        (pl.Series("score", [1, 5, None, 4.5] * 3, dtype=pl.Float32), 3.5),
        (pl.Series("score", ["1", "5", "", "4.5"] * 3), 3.5),
        (pl.Series("score", ["awful", "great", None, "good"] * 3, dtype=pl.Enum(FIVE.labels)), 10 / 3),
        (pl.Series("score", ["awful", "great", None, "good"] * 3, dtype=pl.Categorical), 10 / 3),
        (pl.Series("score", [1, 5, 6, 4] * 3, dtype=pl.UInt8), 10 / 3),
    ],
    ids=str,
)
def test_scores_of_every_type(column: pl.Series, scores: float) -> None:
    """Decimals, short floats, texts, words of the scale and small whole numbers are read as what they mean."""
    mean = sc.Voice.from_frame(column.to_frame(), score="score", instrument=FIVE).mean().to_dicts()[0]

    assert (mean["n"], mean["missing"]) == (9, 3)
    assert mean["mean"] == pytest.approx(scores, abs=1e-12)


def test_yes_and_no_are_scores_of_a_scale_from_0_to_1() -> None:
    """Truth values count as 1 and 0."""
    frame = pd.DataFrame({"solved": pd.array([True, False, True, True, None] * 2, dtype="boolean")})
    answer = sc.Voice.from_frame(frame, score="solved", instrument=sc.Instrument("solved", 0, 1)).mean().to_dicts()[0]

    assert (answer["n"], answer["missing"], answer["mean"]) == (8, 2, 0.75)


def test_numbers_and_texts_in_one_column_of_objects() -> None:
    """A column in which pandas holds numbers beside the text "Blank" is read cell by cell."""
    frame = pd.DataFrame({"score": pd.Series([5, 4, "Blank", 3.0, None, "2"] * 2, dtype=object)})
    answer = sc.Voice.from_frame(frame, score="score", missing=["Blank"], instrument=FIVE).mean().to_dicts()[0]

    assert (answer["n"], answer["missing"], answer["mean"]) == (8, 4, 3.5)


@pytest.mark.parametrize("period", ["day", "month", "quarter", "year"])
@pytest.mark.parametrize("engine", list(ENGINES))
def test_times_are_kept_as_wide_as_asked(engine: str, period: str) -> None:
    """Days, and texts of days, become the same labels on every engine, as wide as asked."""
    days = [datetime.date(2024, 2, 29), datetime.date(2025, 12, 31), None] * 5
    table = {"on": days, "told": [None if one is None else one.isoformat() for one in days], "score": [5] * 15}
    label = {"day": "2024-02-29", "month": "2024-02", "quarter": "2024-Q1", "year": "2024"}[period]
    later = {"day": "2025-12-31", "month": "2025-12", "quarter": "2025-Q4", "year": "2025"}[period]
    frame = ENGINES[engine](table)
    for column in ("on", "told"):
        voice = sc.Voice.from_frame(frame, score="score", on=column, period=period, instrument=FIVE)

        assert voice.mean("period").column("period") == [label, later, None]
        assert voice.mean("year").column("year") == ["2024", "2025", None]


def test_moments_of_a_day_count_for_the_day() -> None:
    """A column of moments is kept by day, month or year as one of days is; years may be whole numbers."""
    moments = pd.DataFrame(
        {"at": pd.to_datetime(["2025-03-01T23:59:59", "2025-03-02T00:00:00"] * 5), "score": [4] * 10}
    )
    voice = sc.Voice.from_frame(moments, score="score", on="at", period="day", instrument=FIVE)
    years = sc.Voice.from_frame(
        pa.table({"year": [2024, 2025] * 5, "score": [4] * 10}), score="score", on="year", instrument=FIVE
    )

    assert voice.mean("period").column("period") == ["2025-03-01", "2025-03-02"]
    assert years.mean("period").column("period") == ["2024", "2025"]


def test_ordered_categories_keep_their_order() -> None:
    """Groups come in the order of an ordered category, not of the alphabet; others are sorted."""
    frame = pd.DataFrame({"score": [3] * 15, "shift": ["night", "early", "late"] * 5})
    ordered = frame.assign(shift=pd.Categorical(frame["shift"], ["early", "late", "night"], ordered=True))
    plain = sc.Voice.from_frame(frame, score="score", by="shift", instrument=FIVE)
    own = sc.Voice.from_frame(ordered, score="score", by="shift", instrument=FIVE)

    assert plain.mean("shift").column("shift") == ["early", "late", "night"]
    assert own.mean("shift").column("shift") == ["early", "late", "night"]
    reversed_order = frame.assign(shift=pd.Categorical(frame["shift"], ["night", "late", "early"], ordered=True))
    turned = sc.Voice.from_frame(reversed_order, score="score", by="shift", instrument=FIVE)
    assert turned.mean("shift").column("shift") == ["night", "late", "early"]
    assert turned.merged(turned).mean("shift").column("shift") == ["night", "late", "early"]
