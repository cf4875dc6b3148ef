"""Whole expectations are summed without being told apart, and nobody can tell from the answers."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.errors import ModelError

from .answering import assert_same
from .engines import ENGINES, polars_frame

SCALES = {
    "high is good": sc.Instrument("pairs", 0, 10, missing=(11,)),
    "low is good": sc.Instrument("pairs", 1, 7, missing=(0, 8), better="lower"),
}


def pairs(scale: sc.Instrument) -> st.SearchStrategy[list[tuple[object, object, object]]]:
    """Units with scores and expectations on a scale, codes for no answer and empty cells among them."""
    steps = st.integers(int(scale.lowest), int(scale.highest))
    answers = st.one_of(steps, steps, steps, st.sampled_from([int(one) for one in scale.missing]), st.none())
    return st.lists(st.tuples(st.sampled_from(["bar", "kitchen"]), answers, answers), min_size=6, max_size=60)


def voice(frame: object, scale: sc.Instrument) -> sc.Voice:
    """What a frame of pairs tells, by unit; the smallest groups that may be are shown."""
    few = sc.Settings(minimum_group=3)
    return sc.Voice.from_frame(frame, score="score", expectation="expected", by="unit", instrument=scale, settings=few)


def answers(heard: sc.Voice) -> list[sc.Table]:
    """Questions about pairs, and about all scores."""
    return [
        heard.servqual(),
        heard.servqual(by="unit"),
        heard.verdict("unit"),
        heard.mean("unit"),
        heard.counts("unit"),
    ]


def frame_of(rows: list[tuple[object, object, object]]) -> pl.DataFrame:
    """The rows with whole numbers, as a survey has them."""
    schema = {"unit": pl.String, "score": pl.Int16, "expected": pl.Int16}
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.mark.parametrize("scale", SCALES.values(), ids=list(SCALES))
@settings(deadline=None)
@given(st.data())
def test_gathered_expectations_give_the_answers_of_those_told_apart(scale: sc.Instrument, data: st.DataObject) -> None:
    """Answers about pairs are the same whether expectations are numbers, which are summed, or texts, which are told apart."""
    frame = frame_of(data.draw(pairs(scale)))
    told_apart = frame.with_columns(pl.col("expected").cast(pl.String))

    assert_same(answers(voice(told_apart, scale)), answers(voice(frame, scale)))


@given(st.integers(-3, 3), st.lists(st.integers(3, 7), min_size=5, max_size=30))
def test_a_gap_that_is_always_the_same_has_no_spread(gap: int, scores: list[int]) -> None:
    """Where everybody is as far above their expectation, the gap is exactly that and its deviation exactly nothing."""
    frame = frame_of([("bar", score, score - gap) for score in scores])
    row = voice(frame, SCALES["high is good"]).servqual().to_dicts()[0]

    assert (row["servqual"], row["deviation"], row["lower"], row["upper"]) == (gap, 0.0, gap, gap)


@settings(deadline=None)
@given(pairs(SCALES["high is good"]), st.integers(0, 60))
def test_parts_of_gathered_pairs_make_the_whole(rows: list[tuple[object, object, object]], cut: int) -> None:
    """Parts whose expectations were gathered apart merge into the answers of the whole."""
    scale = SCALES["high is good"]
    parts = [voice(frame_of(part), scale) for part in (rows[:cut], rows[cut:]) if part]

    assert_same(answers(voice(frame_of(rows), scale)), answers(sc.Voice.merge(*parts)))


@pytest.mark.parametrize("engine", list(ENGINES))
def test_expectations_outside_the_scale_are_told_one_by_one(engine: str) -> None:
    """Each expectation that lies outside the scale is refused with its own value and count, the commonest first."""
    table = {
        "unit": ["bar"] * 8,
        "score": [1, 2, 3, 4, 5, 6, 7, 8],
        "expected": [12, 15, -1, 12, 12, 15, 10, 11],
    }
    with pytest.raises(ModelError) as refused:
        voice(ENGINES[engine](table), SCALES["high is good"])

    told = [(one.code, one.value, dict(one.facts)["count"]) for one in refused.value.faults]
    assert told == [("SC-601", "12", "3"), ("SC-601", "15", "2"), ("SC-601", "-1", "1")]


def test_far_fewer_lines_than_pairs_are_kept() -> None:
    """What is kept grows with the steps of the scale and not with the pairs of two steps."""
    rows = [("bar", score, expected) for score in range(11) for expected in [*range(11), None]]
    kept = voice(
        polars_frame(dict(zip(("unit", "score", "expected"), zip(*rows, strict=True), strict=True))),
        SCALES["high is good"],
    ).heard.lines

    assert len(kept) == 22
    assert int(kept.count.sum()) == len(rows)
