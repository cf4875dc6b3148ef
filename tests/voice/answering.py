"""An invented survey with everything that surveys hold, the questions that are asked of it, and how answers are compared."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Callable, Mapping, Sequence

import servicecraft as sc

NPS = sc.Instrument.nps(missing=(11,))
FIVE = sc.Instrument("five", 1, 5, missing=(0, 6), labels=("awful", "poor", "fair", "good", "great"))
TEN = sc.Instrument("ten", 0, 10)
EFFORT = sc.Instrument.ces(better="lower")


def survey(seed: int = 1, size: int = 400) -> dict[str, list[object]]:
    """One row for each answer: gaps, codes for no answer, texts among numbers, weights, several answers of one person."""
    chance = random.Random(seed)
    first = datetime.date(2025, 1, 1)
    days = [first + datetime.timedelta(chance.randrange(700)) for _ in range(size)]
    scores = [chance.choice([*range(11), 9, 10, 10, 11, None]) for _ in range(size)]
    low = [chance.choice([0, 1, 2, 3, 4, 5, 5, 6, None]) for _ in range(size)]
    words = [None, "", "Blank", "1", "2.0", " 3", "4", "great", "GOOD", "6"]
    return {
        "unit": [chance.choice(["kitchen", "bar", "rooms", None]) for _ in range(size)],
        "branch": [chance.choice([1, 2, 3, None]) for _ in range(size)],
        "on": [day if chance.random() < 0.95 else None for day in days],
        "told_on": [day.isoformat() if chance.random() < 0.95 else None for day in days],
        "score": scores,
        "low": low,
        "text": [chance.choice(words) for _ in range(size)],
        "mean": [chance.choice([math.nan, chance.uniform(0, 10), float(chance.randrange(11))]) for _ in range(size)],
        "expected": [chance.choice([*range(11), None]) for _ in range(size)],
        "expected_mean": [chance.choice([None, chance.uniform(0, 10)]) for _ in range(size)],
        "weight": [chance.uniform(0.2, 3) for _ in range(size)],
        "person": [f"p{chance.randrange(size // 3)}" if chance.random() < 0.9 else None for _ in range(size)],
        "dimension": [chance.choice(["care", "speed", "order"]) for _ in range(size)],
        **{
            f"item{number}": [chance.choice([0, 1, 2, 3, 4, 5, 6, None]) for _ in range(size)] for number in range(1, 5)
        },
        "item5": [chance.choice(words) for _ in range(size)],
    }


Ask = Callable[[object], Sequence[sc.Table]]


def _counted(frame: object) -> list[sc.Table]:
    voice = sc.Voice.from_frame(frame, score="score", by=["unit", "branch"], on="on", instrument=NPS)
    return [voice.nps(), voice.nps("unit"), voice.nps(["branch", "quarter"]), voice.mean("year"), voice.counts("unit")]


def _weighted(frame: object) -> list[sc.Table]:
    voice = sc.Voice.from_frame(frame, score="low", by="unit", weight="weight", instrument=FIVE)
    return [
        voice.csat(),
        voice.csat("unit", top=1),
        voice.mean("unit"),
        voice.difference("csat", key="unit", after="bar"),
    ]


def _of_texts(frame: object) -> list[sc.Table]:
    voice = sc.Voice.from_frame(
        frame, score="text", on="told_on", period="quarter", missing=("blank",), instrument=FIVE
    )
    return [voice.csat(), voice.mean("period"), voice.trend(span="quarter"), voice.counts()]


def _continuous(frame: object) -> list[sc.Table]:
    voice = sc.Voice.from_frame(frame, score="mean", by="unit", weight="weight", instrument=TEN)
    return [voice.mean(), voice.mean("unit"), voice.csat(top=3), voice.nps()]


def _effort(frame: object) -> list[sc.Table]:
    low = sc.Instrument("ease", 0, 10, missing=(11,), better="lower", kind="ces")
    voice = sc.Voice.from_frame(frame, score="score", by="unit", instrument=low)
    return [voice.ces(), voice.csat(instrument="ease", top=3)]


def _gaps(frame: object) -> list[sc.Table]:
    whole = sc.Voice.from_frame(
        frame,
        score="score",
        expectation="expected",
        by="unit",
        dimension="dimension",
        response="person",
        instrument=sc.Instrument("pairs", 0, 10, missing=(11,)),
    )
    parts = sc.Voice.from_frame(frame, score="mean", expectation="expected_mean", weight="weight", instrument=TEN)
    mixed = sc.Voice.from_frame(frame, score="score", expectation="expected_mean", instrument=NPS)
    return [
        whole.servqual(),
        whole.servqual({"care": 5, "speed": 3, "order": 2}, "unit"),
        whole.verdict("unit"),
        whole.mean("unit"),
        whole.reliability(gaps="pairwise"),
        whole.agreement("unit"),
        parts.servqual(),
        parts.verdict(margin=0.2),
        mixed.servqual(),
    ]


def _items(frame: object) -> list[sc.Table]:
    items = {"plain": ["item1", "item2", "item3", "item4"], "with texts": ["item4", "item5"]}
    voice = sc.Voice.from_frame(frame, items=items, by="unit", weight="weight", missing=("Blank",), instrument=FIVE)
    return [
        voice.mean(),
        voice.mean(["unit", "dimension"]),
        voice.csat("dimension"),
        voice.reliability(),
        voice.reliability(gaps="pairwise"),
        voice.reliability(["item2", "item1"]),
    ]


QUESTIONS: Mapping[str, Ask] = {
    "counted": _counted,
    "weighted": _weighted,
    "of texts": _of_texts,
    "continuous": _continuous,
    "effort": _effort,
    "gaps": _gaps,
    "items": _items,
}
"""Every way of reading a frame, and questions that use all that is kept of it."""


def same(one: object, other: object, close: float = 1e-12) -> bool:
    """Whether two cells are equal, numbers up to a relative difference."""
    if isinstance(one, float) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=close, abs_tol=close)
    return one == other and type(one) is type(other)


def assert_same(one: Sequence[sc.Table], other: Sequence[sc.Table], close: float = 1e-12) -> None:
    """The tables have the same headings, rows and notes, and numbers that are equal up to *close*."""
    assert len(one) == len(other)
    for expected, found in zip(one, other, strict=True):
        assert [column.name for column in expected.columns] == [column.name for column in found.columns]
        assert expected.notes == found.notes
        assert len(expected) == len(found)
        different = [
            (first, second)
            for first, second in zip(expected.rows, found.rows, strict=True)
            if not all(same(a, b, close) for a, b in zip(first, second, strict=True))
        ]
        assert different == []
