"""Parts of a survey make the whole, exactly."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.errors import ModelError

from .answering import FIVE, NPS, TEN, assert_same, survey
from .engines import ENGINES, polars_frame

WHOLE = survey(seed=3, size=120)
FRAME = polars_frame(WHOLE)

READINGS = {
    "counted": {"score": "score", "by": ["unit", "branch"], "on": "on", "instrument": NPS},
    "weighted": {"score": "low", "by": "unit", "weight": "weight", "instrument": FIVE},
    "continuous": {"score": "mean", "by": "unit", "weight": "weight", "instrument": TEN},
    "pairs": {
        "score": "mean",
        "expectation": "expected_mean",
        "dimension": "dimension",
        "response": "person",
        "instrument": TEN,
    },
    "items": {
        "items": ["item1", "item2", "item3", "item5"],
        "by": "unit",
        "missing": ("Blank",),
        "instrument": FIVE,
    },
}
"""Ways of reading the survey."""


def asked(voice: sc.Voice, reading: str) -> list[sc.Table]:
    """Questions that use all that is kept."""
    tables = [
        voice.mean(),
        voice.mean([one for one in ("unit", "branch", "dimension") if one in voice.keys]),
        voice.csat(),
    ]
    if reading == "counted":
        tables += [voice.nps("month"), voice.counts("unit"), voice.trend("nps", span="quarter")]
    if reading == "pairs":
        tables += [voice.servqual(), voice.verdict(), voice.reliability(gaps="pairwise")]
    if reading == "items":
        tables += [voice.csat("dimension"), voice.reliability(), voice.reliability(gaps="pairwise")]
    return tables


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5), st.sampled_from(sorted(READINGS)))
def test_parts_merge_to_the_whole(seed: int, number: int, reading: str) -> None:
    """However a survey is cut, the answers of one respondent too, merged parts give those of the whole to 1e-12."""
    chance = random.Random(seed)
    parts = [chance.randrange(number) for _ in range(len(FRAME))]
    cut = [FRAME.filter(pl.Series(parts) == part) for part in sorted(set(parts))]
    voices = [sc.Voice.from_frame(part, **READINGS[reading]) for part in cut]

    expected = asked(sc.Voice.from_frame(FRAME, **READINGS[reading]), reading)
    assert_same(expected, asked(sc.Voice.merge(*voices), reading))
    assert_same(expected, asked(voices[0].merged(*reversed(voices[1:])), reading))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(sorted(READINGS)))
def test_the_order_of_rows_does_not_matter(seed: int, reading: str) -> None:
    """Shuffled rows give the same answers."""
    shuffled = FRAME.sample(fraction=1.0, shuffle=True, seed=seed)
    expected = asked(sc.Voice.from_frame(FRAME, **READINGS[reading]), reading)

    assert_same(expected, asked(sc.Voice.from_frame(shuffled, **READINGS[reading]), reading))


def test_parts_of_different_engines_merge() -> None:
    """One part may come from a file and another one from a warehouse."""
    half = len(FRAME) // 2
    parts = [
        {name: values[:half] for name, values in WHOLE.items()},
        {name: values[half:] for name, values in WHOLE.items()},
    ]
    for reading in ("counted", "weighted", "items"):
        expected = asked(sc.Voice.from_frame(FRAME, **READINGS[reading]), reading)
        for first, second in (
            ("pandas with numpy", "duckdb"),
            ("polars lazy", "pyarrow"),
            ("duckdb", "pandas with arrow"),
        ):
            made = (ENGINES[first](parts[0]), ENGINES[second](parts[1]))
            voices = [sc.Voice.from_frame(one, **READINGS[reading]) for one in made]

            assert_same(expected, asked(sc.Voice.merge(*voices), reading))


def test_respondents_of_several_parts_are_one() -> None:
    """Whoever answers in two parts under one code is one respondent of the whole."""
    frame = pl.DataFrame({"who": [str(n % 6) for n in range(60)], "score": [n % 5 + 1 for n in range(60)]})
    whole = sc.Voice.from_frame(frame, score="score", response="who", instrument=sc.Instrument.csat())
    parts = [
        sc.Voice.from_frame(one, score="score", response="who", instrument=sc.Instrument.csat())
        for one in (frame[:25], frame[25:])
    ]

    assert_same([whole.csat(), whole.mean()], [(merged := sc.Voice.merge(*parts)).csat(), merged.mean()])


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"instrument": sc.Instrument.nps(missing=(11, 12))}, "nps"),
        ({"instrument": NPS, "settings": sc.Settings(minimum_group=7)}, "settings"),
    ],
)
def test_parts_that_differ_do_not_merge(other: dict[str, object], what: str) -> None:
    """Parts on another scale of the same id, or protected otherwise, are refused by what differs."""
    one = sc.Voice.from_frame(FRAME, score="score", instrument=NPS)
    with pytest.raises(ModelError) as refused:
        one.merged(sc.Voice.from_frame(FRAME, score="score", **other))

    assert [(fault.code, fault.value) for fault in refused.value.faults] == [("SC-611", what)]


def test_nothing_merges_to_nothing() -> None:
    """Without a voice there is nothing to merge."""
    with pytest.raises(ModelError, match="SC-612"):
        sc.Voice.merge()


def test_different_scales_stand_side_by_side() -> None:
    """Voices on different scales merge, and are then told apart by their scale."""
    voices = [
        sc.Voice.from_frame(FRAME, score="score", instrument=NPS),
        sc.Voice.from_frame(FRAME, score="low", instrument=FIVE),
    ]
    rows = sc.Voice.merge(*voices).mean().to_dicts()

    assert [row["instrument"] for row in rows] == ["five", "nps"]
    means = [voice.mean().column("mean")[0] for voice in reversed(voices)]
    assert [row["mean"] for row in rows] == pytest.approx(means, abs=1e-12)
