"""What is shown never tells what a small group said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.statistics.withholding import recoverable

FIVE = sc.Instrument.csat()


def voice(sizes: dict[tuple[str, str], int], minimum: int = 5) -> sc.Voice:
    """A unit and a level for each group, and so many people in it who answer this and that."""
    rows = [
        {"unit": unit, "level": level, "score": 1 + (number * 7 + len(unit)) % 5}
        for (unit, level), size in sizes.items()
        for number in range(size)
    ]
    frame = pl.DataFrame(rows, schema={"unit": pl.String, "level": pl.String, "score": pl.Int64})
    return sc.Voice.from_frame(
        frame, score="score", by=["unit", "level"], instrument=FIVE, settings=sc.Settings(minimum_group=minimum)
    )


SIZES = st.dictionaries(
    st.tuples(st.sampled_from(["kitchen", "bar", "rooms", "pool"]), st.sampled_from(["front", "middle", "top"])),
    st.integers(0, 12),
    min_size=1,
)
ASKS: dict[str, Callable[[sc.Voice, list[str]], sc.Table]] = {
    "csat": lambda one, by: one.csat(by),
    "nps": lambda one, by: one.mean(by),
    "counts": lambda one, by: one.counts(by),
    "agreement": lambda one, by: one.agreement(by),
}


@pytest.mark.parametrize("size", range(8))
@pytest.mark.parametrize("minimum", [3, 5])
def test_groups_of_every_small_size(size: int, minimum: int) -> None:
    """From the minimum on a group is shown, below it is withheld with all its figures, and nobody is "no data", not zero."""
    frame = pl.DataFrame({"score": pl.Series([4] * size + [None], dtype=pl.Int64)})
    chosen = sc.Settings(minimum_group=minimum)
    (row,) = sc.Voice.from_frame(frame, score="score", instrument=FIVE, settings=chosen).csat().to_dicts()

    if 0 < size < minimum:
        assert row.pop("withheld") is True
        assert set(row.values()) == {None}
    else:
        assert (row["withheld"], row["n"], row["csat"]) == (False, size, 1.0 if size else None)


@settings(max_examples=60, deadline=None)
@given(SIZES, st.sampled_from([["unit"], ["unit", "level"]]))
def test_no_withheld_group_can_be_worked_out(sizes: dict[tuple[str, str], int], by: list[str]) -> None:
    """A solver that is given every shown row, and the total, cannot narrow the count of a withheld one too far."""
    table = voice(sizes).csat(by)
    groups = [tuple(row[name] for name in by) for row in table.to_dicts()]
    hidden = np.array(table.column("withheld"), dtype=bool)
    people = np.array([sum(n for key, n in sizes.items() if key[: len(by)] == group) for group in groups])
    if not len(people):
        return

    assert all(hidden[(people > 0) & (people < 5)])
    total = np.zeros(len(people), dtype=np.int64)
    if people.sum() >= 5 and len(people) > 1:
        found = recoverable(people, [np.arange(len(people)), total], [hidden, np.array([False])], 5)
        exposed = np.flatnonzero(found[0] & (people > 0))
        assert not len(exposed) or hidden.all()


def test_a_single_small_group_takes_another_one_with_it() -> None:
    """With the total known, one withheld group would be the total less the others."""
    rows = {row["unit"]: row for row in voice({("a", "x"): 2, ("b", "x"): 6, ("c", "x"): 9}).csat("unit").to_dicts()}

    assert [rows[name]["withheld"] for name in "abc"] == [True, True, False]


@pytest.mark.parametrize("ask", list(ASKS))
@given(SIZES)
@settings(max_examples=25, deadline=None)
def test_withheld_rows_keep_their_labels_only(ask: str, sizes: dict[tuple[str, str], int]) -> None:
    """Whatever is asked, a withheld row shows who it is about and nothing else, and the notes say how many there are."""
    table = ASKS[ask](voice(sizes), ["unit"])
    hidden = [row for row in table.to_dicts() if row["withheld"]]
    for row in hidden:
        assert {value for name, value in row.items() if name not in ("unit", "withheld")} == {None}
    assert any("withheld" in note for note in table.notes) is bool(hidden)


def test_several_answers_of_few_people_are_few_people() -> None:
    """Forty answers of four people are those of four people, however they are grouped."""
    frame = pl.DataFrame(
        {"who": [str(n % 4) for n in range(40)], "unit": ["a"] * 40, "score": [n % 5 + 1 for n in range(40)]}
    )
    heard = sc.Voice.from_frame(frame, score="score", by="unit", response="who", instrument=FIVE)

    for table in (heard.csat(), heard.mean("unit"), heard.counts("unit"), heard.agreement("unit")):
        assert all(table.column("withheld"))


def test_differences_trends_and_verdicts_are_withheld_too() -> None:
    """No further question tells of a small group what scores keep to themselves."""
    frame = pl.DataFrame(
        {
            "unit": ["a"] * 12 + ["b"] * 12 + ["c"] * 2,
            "on": ["2025-01", "2026-01"] * 13,
            "score": [4, 5, 3, 4] * 6 + [1, 1],
            "expected": [4] * 26,
        }
    )
    heard = sc.Voice.from_frame(frame, score="score", expectation="expected", by="unit", on="on", instrument=FIVE)

    for table in (
        heard.difference(by="unit"),
        heard.trend(by="unit"),
        heard.verdict("unit"),
        heard.servqual(by="unit"),
    ):
        mine = [row for row in table.to_dicts() if row["unit"] == "c"]
        assert mine
        assert all(row["withheld"] for row in mine)
    assert "c" not in {row["unit"] for row in heard.difference(by="unit").to_dicts() if row["difference"] is not None}


def test_who_answered_is_no_grouping() -> None:
    """Nobody can ask respondent by respondent."""
    frame = pl.DataFrame({"who": ["x", "y"] * 5, "score": [3, 4] * 5})
    heard = sc.Voice.from_frame(frame, score="score", response="who", instrument=FIVE)

    assert "respondent" not in heard.keys
    with pytest.raises(sc.ModelError, match="SC-608"):
        heard.mean("respondent")
    with pytest.raises(sc.ModelError, match="SC-608"):
        heard.mean(where={"respondent": "x"})
