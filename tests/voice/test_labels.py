"""Times, keys and scales: the small things that answers are told apart and read by."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.voice.keys import NONE, Key, in_order, joined, numbered, plain_label
from servicecraft.voice.periods import following, of_month, parts, span_of, tidy, within, year_before
from servicecraft.voice.scales import Scale

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))


@settings(deadline=None)
@given(DAYS, st.sampled_from(["day", "month", "quarter", "year"]), st.sampled_from(["day", "month", "quarter", "year"]))
def test_a_day_lies_in_its_spans_and_they_in_wider_ones(day: datetime.date, span: str, wider: str) -> None:
    """The span of a day contains the day and every narrower span of it, and no wider one."""
    spans = ["day", "month", "quarter", "year"]
    label, outer = span_of(day, span), span_of(day, wider)

    assert label == span_of(day.isoformat(), span)
    assert tidy(label) == label
    assert within(label, outer) is (spans.index(span) <= spans.index(wider))
    assert span_of(label, wider) == (outer if spans.index(span) <= spans.index(wider) else None)


@settings(deadline=None)
@given(DAYS, st.sampled_from(["day", "month", "quarter", "year"]))
def test_times_follow_one_another(day: datetime.date, span: str) -> None:
    """The next span begins right after this one, and sorts after it."""
    label = span_of(day, span)
    after = following(label)

    last = day
    while span_of(last, span) == label:
        last += datetime.timedelta(days=1)
    assert span_of(last, span) == after
    assert after > label


@settings(deadline=None)
@given(st.integers(1900, 2199), st.integers(1, 12))
def test_months_count_on(year: int, month: int) -> None:
    """A month's number, as engines make it, gives its label; a year before is the same month of the year before."""
    assert of_month(year * 12 + month) == f"{year}-{month:02d}"
    assert year_before(f"{year}-{month:02d}") == f"{year - 1}-{month:02d}"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2026-q3", "2026-Q3"),
        ("2026T3", "2026-Q3"),
        ("2026-05-14T10:00:00", "2026-05-14"),
        ("2026-13", "2026-13"),
        ("2026-02-30", "2026-02-30"),
        ("0000", "0000"),
        ("Easter", "Easter"),
        (2026, "2026"),
        (datetime.date(2026, 5, 14), "2026-05-14"),
    ],
)
def test_forms_of_times(text: object, label: str) -> None:
    """Times are brought to one form; what is no time stays and belongs to no span."""
    assert tidy(text) == label
    if label in ("2026-13", "2026-02-30", "0000", "Easter"):
        assert parts(text) == {}
        assert year_before(text) is following(text) is span_of(text, "year") is None


LABELS = st.none() | st.text(max_size=3) | st.integers(-5, 5) | st.dates()


@settings(deadline=None)
@given(st.lists(st.lists(LABELS, max_size=8), min_size=1, max_size=4))
def test_keys_keep_what_they_are_given(tables: list[list[object]]) -> None:
    """A key gives back the values it was made of, in its lines; joined keys those of all their tables."""
    keys = [Key.of(values) for values in tables]

    assert [key.values() for key in keys] == tables
    assert joined(keys).values() == [value for values in tables for value in values]
    assert joined(keys).labels == in_order(value for values in tables for value in values)


@settings(deadline=None)
@given(st.lists(st.tuples(LABELS, LABELS), max_size=12))
def test_groups_are_numbered_in_the_order_of_their_labels(pairs: list[tuple[object, object]]) -> None:
    """Equal lines have equal numbers, and the numbers follow the labels, `None` last."""
    keys = [Key.of(pair[place] for pair in pairs) for place in (0, 1)]
    codes, size = numbered([key.codes for key in keys], len(pairs))

    assert size == len(set(pairs))
    by_number = [next(pair for pair, code in zip(pairs, codes.tolist(), strict=True) if code == n) for n in range(size)]
    places = [
        [len(k.labels) if one is None else k.labels.index(one) for k, one in zip(keys, pair, strict=True)]
        for pair in by_number
    ]
    assert places == sorted(places)


def test_labels_of_every_engine_are_plain() -> None:
    """Missing values, scalars of numpy, moments at midnight and whole floats become plain labels."""
    values = [
        pd.NaT,
        pd.NA,
        float("nan"),
        None,
        np.int64(3),
        np.float64(2.0),
        2.5,
        pd.Timestamp("2026-01-02"),
        np.str_("a"),
    ]

    assert [plain_label(one) for one in values] == [None] * 4 + [3, 2, 2.5, datetime.date(2026, 1, 2), "a"]
    assert plain_label(pd.Timestamp("2026-01-02T03:04")) == "2026-01-02T03:04:00"
    assert Key.constant(None, 2).codes.tolist() == [NONE, NONE]


SCALE = Scale.of(
    sc.Instrument("s", 1, 5, missing=(9,), labels=("no", "rather no", "so so", "rather yes", "yes")), ["NS/NC", 8]
)


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        (3, 3),
        ("3", 3),
        (" 3.0 ", 3),
        ("4.5", 4.5),
        ("YES", 5),
        ("rather  no", 2),
        (True, 1),
        (9, math.nan),
        (8, math.nan),
        ("9", math.nan),
        ("", math.nan),
        ("   ", math.nan),
        ("ns/nc", math.nan),
        (None, math.nan),
        (6, None),
        (0, None),
        (math.inf, None),
        ("inf", None),
        ("nan", None),
        ("1_0", None),
        ("-", None),
        ("3,5", None),
        ("three", None),
    ],
)
def test_what_an_answer_means(answer: object, number: float | None) -> None:
    """Numbers, texts of numbers and words of the scale are scores; codes and blanks are none; all else is refused."""
    found = SCALE.number(answer)

    assert found == number or (found is not None and number is not None and math.isnan(found) and math.isnan(number))


@settings(deadline=None)
@given(st.floats(-100, 100), st.floats(0.5, 1e6))
def test_parts_of_a_scale_fit_it(lowest: float, span: float) -> None:
    """Any scale is divided into a whole number of parts, few enough to be counted."""
    scale = Scale.of(sc.Instrument("s", lowest, lowest + span))
    count = scale.span / scale.width

    assert count == pytest.approx(round(count), abs=1e-6)
    assert 1 <= round(count) <= 201
