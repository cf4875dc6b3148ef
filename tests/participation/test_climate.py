"""What staff say: means from 0 to 1 with intervals, waves, scales, and small groups withheld."""

from __future__ import annotations

import datetime
import itertools

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from participation.small import DAY, crew, day, people, person, row_of, rows_of
from servicecraft.errors import ModelError
from servicecraft.model.structure import Unit
from servicecraft.model.vocabulary import DeclaredAttribute
from servicecraft.model.voices import ClimateAnswer, ClimateSummary, Instrument, Survey
from servicecraft.model.words import AttributeTable, Better, ClimateTopic, Level
from servicecraft.participation import Climate
from servicecraft.participation import climate_protection as protection
from servicecraft.participation.climate_lines import end_of
from servicecraft.participation.climate_protection import protected

FIVE = Instrument("five", 1, 5, missing=(9,))
SPRING = Survey(id="s", instrument="five", opened_on=day("05-01"), closed_on=day("05-29"))
UNITS = tuple(Unit(id=one) for one in "abcd")


def said(
    *scores: float | None, topic: str = "credibility", survey: str | None = "s", **more: object
) -> list[ClimateAnswer]:
    """Answers of so many people."""
    return [ClimateAnswer(survey=survey, topic=ClimateTopic(topic), score=one, **more) for one in scores]  # type: ignore[arg-type]


def climate(*rows: object, topic: str = "credibility", as_of: datetime.date = DAY, **more: object) -> Climate:
    """What the staff of a small program say."""
    return people(FIVE, SPRING, *UNITS, *rows, as_of=as_of, **more).climate(topic)  # type: ignore[arg-type]


# --- scales and means


def test_mean_from_0_to_1_with_its_interval():
    """Scores of 1 to 5 become 0 to 1; the interval is that of the t distribution."""
    scores = [2, 3, 3, 4, 5]
    found = climate(*said(*scores)).overall
    scaled = (np.array(scores) - 1) / 4
    low, high = stats.t.interval(0.95, 4, scaled.mean(), stats.sem(scaled))

    assert (found.n, found.mean) == (5, pytest.approx(0.6))
    assert (found.lower, found.upper) == (pytest.approx(low), pytest.approx(min(high, 1)))


def test_own_scale_and_deviation():
    """Beside it stand the mean and the deviation on the scale itself."""
    row = row_of(climate(*said(2, 3, 3, 4, 5)).by("all"), id=None)

    assert (row["score"], row["deviation"]) == (pytest.approx(3.4), pytest.approx(np.std([2, 3, 3, 4, 5], ddof=1)))


@pytest.mark.parametrize(
    ("better", "topic", "scores", "mean", "good"),
    [
        (Better.HIGHER, "credibility", [5] * 5, 1, Better.HIGHER),
        (Better.LOWER, "credibility", [5] * 5, 0, Better.HIGHER),  # 5 is "not at all" on this scale
        (Better.HIGHER, "resignation", [5] * 5, 1, Better.LOWER),  # much resignation, which is bad
        (Better.LOWER, "resignation", [1] * 5, 1, Better.LOWER),
        (Better.HIGHER, "motivation", [1] * 5, 0, Better.HIGHER),
    ],
)
def test_the_topic_knows_its_good_side(better, topic, scores, mean, good):
    """The scale says which end is more of the topic, the topic whether more of it is good."""
    scale = Instrument("turned", 1, 5, better=better)
    survey = Survey(id="t", instrument="turned", closed_on=day("05-29"))
    found = people(scale, survey, *said(*scores, topic=topic, survey="t")).climate(topic)

    assert (found.overall.mean, found.better) == (mean, good)


def test_resignation_says_that_less_is_better():
    """A reader of resignation is told in words which side is good."""
    assert any(
        "less" in note for note in climate(*said(*[4] * 6, topic="resignation"), topic="resignation").by("all").notes
    )


def test_missing_answers_are_counted_apart():
    """Blank answers and codes for no answer are in no mean; how many there were is told."""
    row = row_of(climate(*said(3, 3, 3, 3, 3, None, 9)).by("all"), id=None)

    assert (row["n"], row["missing"], row["mean"]) == (5, 2, 0.5)


@pytest.mark.parametrize(
    ("row", "path", "told"),
    [
        (said(3, 7, 7)[1:], "climate_answers[1].score", "7 × 2"),
        (
            [ClimateSummary(survey="s", topic=ClimateTopic.CREDIBILITY, n=9, mean=0.5)],
            "climate_summaries[0].mean",
            "0.5 × 1",
        ),
        (
            [ClimateSummary(survey="s", topic=ClimateTopic.CREDIBILITY, n=9, mean=3, deviation=5)],
            "climate_summaries[0].deviation",
            "5 × 1",
        ),
    ],
)
def test_scores_outside_the_scale_are_refused(row, path, told):
    """Scores that the scale does not have are refused with how often they occur, never counted."""
    with pytest.raises(ModelError) as refusal:
        climate(*said(3), *row)

    assert [(fault.code, fault.path, fault.value) for fault in refusal.value.faults] == [("SC-127", path, told)]


def test_answers_without_a_scale_are_left_out_and_said():
    """Answers of which nobody knows the scale are in no mean."""
    survey = Survey(id="x")
    found = climate(survey, *said(3, 3, 3, 3, 3), *said(4, survey="x"), *said(4, survey=None))

    assert found.overall.n == 5
    assert any("2" in note for note in found.by("all").notes)


def test_several_answers_of_one_person_are_one():
    """Who answers three questions on a topic counts once, with their mean."""
    rows = [*said(1, 5, 3, response="r1"), *said(*[3] * 5)]
    row = row_of(climate(*rows).by("all"), id=None)

    assert (row["n"], row["mean"], row["deviation"]) == (6, 0.5, 0)


@pytest.mark.parametrize(
    ("more", "deviation"),
    [({"deviation": 1.0}, 1.0), ({"counts": (1, 1, 1, 1, 1)}, np.sqrt(2.5)), ({}, None)],
)
def test_tables_of_averages(more, deviation):
    """A line of averages counts for its people; without a spread there is no interval."""
    line = ClimateSummary(survey="s", unit="a", topic=ClimateTopic.CREDIBILITY, n=5, mean=3, **more)
    row = row_of(climate(line).by("unit"), id="a")

    assert (row["n"], row["mean"]) == (5, 0.5)
    assert row["deviation"] == (None if deviation is None else pytest.approx(deviation))
    assert (row["lower"] is None) == (deviation is None)


def test_answers_and_averages_merge():
    """Single answers and a line of averages give the mean and the spread of all of them together."""
    scores = [1, 2, 2, 4, 5, 5]
    line = ClimateSummary(
        survey="s",
        topic=ClimateTopic.CREDIBILITY,
        n=6,
        mean=float(np.mean(scores)),
        deviation=float(np.std(scores, ddof=1)),
    )
    row = row_of(climate(line, *said(3, 4, 4, 1)).by("all"), id=None)
    both = [*scores, 3, 4, 4, 1]

    assert (row["n"], row["score"]) == (10, pytest.approx(np.mean(both)))
    assert row["deviation"] == pytest.approx(np.std(both, ddof=1))


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2026", "2026-12-31"),
        ("2026-Q2", "2026-06-30"),
        ("2026-Q4", "2026-12-31"),
        ("2026-02", "2026-02-28"),
        ("2026-12", "2026-12-31"),
        ("2026-05-14", "2026-05-14"),
        ("2026-13", None),
        ("2026-02-30", None),
        ("spring", None),
        (None, None),
    ],
)
def test_last_day_of_a_period(period, expected):
    """A period ends on its last day; any other text is no time."""
    assert end_of(period) == (expected and datetime.date.fromisoformat(expected))


# --- waves


OLD = Survey(id="old", instrument="five", opened_on=datetime.date(2025, 5, 1), closed_on=datetime.date(2025, 5, 29))
CREW = Survey(id="crew", instrument="five", opened_on=day("04-01"), closed_on=day("04-10"))


def test_the_newest_surveys_are_told():
    """Surveys that ended within half a year of the newest count together; older ones stand among the waves."""
    found = climate(OLD, CREW, *said(*[1] * 6, survey="old"), *said(*[3] * 6), *said(*[5] * 6, survey="crew"))

    assert (found.overall.n, found.overall.mean) == (12, 0.75)
    assert rows_of(found.waves(), "survey", "n", "mean") == [("old", 6, 0), ("crew", 6, 1), ("s", 6, 0.5)]


def test_an_earlier_day_hears_the_earlier_survey():
    """Asked for a day before the newest survey, the one before it is told."""
    found = climate(OLD, *said(*[1] * 6, survey="old"), *said(*[3] * 6), as_of=day("03-03"))

    assert (found.overall.n, found.overall.mean) == (6, 0)


def test_nobody_asked():
    """Without answers there is nothing to tell, and no error."""
    found = climate()

    assert (found.overall.n, found.overall.mean, found.overall.withheld) == (0, None, False)
    assert len(found.by("unit")) == 0
    assert len(found.waves()) == 0


def test_unknown_topics_and_groupings_are_refused():
    """Topics and groupings that there are not are refused."""
    found = people(FIVE, SPRING, *said(3))
    for ask in (lambda: found.climate("weather"), lambda: found.climate("climate").by("team")):
        with pytest.raises(ModelError):
            ask()


# --- protection


@pytest.mark.parametrize("size", range(8))
def test_groups_under_five_are_withheld(size):
    """Of fewer than five people nothing is told, not even how many; of nobody there is no data, and no zero."""
    rows = [*said(*[3] * size, unit="a"), *said(*[3] * 20, unit="b"), *said(*[3] * 20, unit="c")]
    found = {row["id"]: row for row in climate(*rows).by("unit").to_dicts()}

    if size == 0:
        assert "a" not in found
    else:
        numbers = [found["a"][one] for one in ("n", "missing", "mean", "lower", "upper", "score", "deviation")]
        assert found["a"]["withheld"] == (size < 5)
        assert (numbers == [None] * 7) == (size < 5)


@pytest.mark.parametrize(("setting", "promised", "least"), [(5, None, 5), (5, 6, 6), (5, 3, 5), (8, 6, 8)])
def test_the_stricter_promise_holds(setting, promised, least):
    """What a survey promised to those who answered holds where it is stricter than the program."""
    survey = Survey(id="p", instrument="five", closed_on=day("05-29"), promised_minimum_group=promised)
    rows = [
        *said(*[3] * (least - 1), unit="a", survey="p"),
        *said(*[3] * least, unit="b", survey="p"),
        *said(*[3] * 20, unit="c", survey="p"),
    ]
    found = climate(survey, *rows, minimum_group=setting)

    assert found.minimum == least
    assert row_of(found.by("unit"), id="a")["withheld"] is True
    assert row_of(found.by("unit"), id="c")["withheld"] is False


def test_a_second_group_is_withheld_with_the_first():
    """The total less the others would tell a single withheld group: the next smallest goes with it."""
    rows = [*said(*[3] * 3, unit="a"), *said(*[3] * 6, unit="b"), *said(*[3] * 9, unit="c")]

    assert rows_of(climate(*rows).by("unit"), "id", "withheld") == [("a", True), ("b", True), ("c", False)]


def test_levels_and_units_are_protected_together():
    """A unit that is all of a level's rest would be told by the level: what levels show is hidden from units too."""
    rows = [
        *said(*[3] * 6, unit="a", level=Level.SENIOR),
        *said(*[3] * 4, unit="b", level=Level.SENIOR),
        *said(*[3] * 9, unit="c", level=Level.SUPPORT),
        *said(*[3] * 9, unit="d", level=Level.SUPPORT),
    ]
    found = climate(*rows)
    hidden = dict(rows_of(found.by("unit"), "id", "withheld"))

    assert hidden["b"] is True
    if not dict(rows_of(found.by("level"), "id", "withheld"))["senior"]:
        assert hidden["a"] is True  # else senior less a is b


def test_few_answers_in_all_are_withheld():
    """Where fewer than the minimum answered at all, nothing is told."""
    found = climate(*said(3, 3, 3))

    assert (found.overall.withheld, found.overall.n, found.overall.mean) == (True, None, None)


def exactly_hidden(sizes: dict[str, int], hidden: set[str], tables: list[dict[str, set[str]]], minimum: int) -> bool:
    """Whether no sum of few people follows from what is shown: every combination of shown rows, by linear algebra."""
    atoms = sorted(sizes)
    shown = [
        np.array([one in row for one in atoms], dtype=float)
        for table in tables
        for name, row in table.items()
        if name not in hidden
    ]
    matrix = np.array(shown) if shown else np.zeros((0, len(atoms)))
    rank = np.linalg.matrix_rank(matrix) if len(matrix) else 0
    for few in itertools.chain.from_iterable(itertools.combinations(atoms, k) for k in range(1, len(atoms) + 1)):
        if 0 < sum(sizes[one] for one in few) < minimum:
            wanted = np.array([one in few for one in atoms], dtype=float)
            if np.linalg.matrix_rank(np.vstack([matrix, wanted])) == rank and len(matrix):
                return False
    return True


@st.composite
def answered(draw):
    """How many answered in each unit and level."""
    cells = [(unit, level) for unit in "abc" for level in (Level.SENIOR, Level.SUPPORT, Level.FRONT_LINE)]
    chosen = draw(st.lists(st.sampled_from(cells), unique=True, min_size=1, max_size=6))
    return {one: draw(st.integers(1, 9)) for one in chosen}


@settings(deadline=None, max_examples=60)
@given(answered())
def test_no_small_group_follows_from_what_is_shown(sizes):
    """No combination of the rows shown is a group under the minimum: levels, units and the whole together."""
    rows = [one for (unit, level), many in sizes.items() for one in said(*[3] * many, unit=unit, level=level)]
    found = climate(*rows)
    tables, hidden = [{"whole": {f"{unit}{level.value}" for unit, level in sizes}}], set()
    for by, place in (("unit", 0), ("level", 1)):
        table: dict[str, set[str]] = {}
        for unit, level in sizes:
            name = (unit, level.value)[place]
            table.setdefault(f"{by} {name}", set()).add(f"{unit}{level.value}")
        tables.append(table)
        hidden |= {f"{by} {row['id']}" for row in found.by(by).to_dicts() if row["withheld"]}
    if found.overall.withheld:
        hidden.add("whole")

    assert exactly_hidden({f"{unit}{level.value}": many for (unit, level), many in sizes.items()}, hidden, tables, 5)


@settings(deadline=None, max_examples=100)
@given(answered())
def test_very_large_programs_are_protected_by_pairs(sizes):
    """The quicker way for very large programs hides every small row, and no hidden row follows from units, levels and all."""
    names = sorted({unit for unit, _ in sizes}), sorted({level.value for _, level in sizes})
    keys = [unit for unit, _ in sizes], [level.value for _, level in sizes]
    codes = [np.array([one.index(key) for key in column]) for one, column in zip(names, keys, strict=True)]
    columns = {"unit": codes[0], "level": codes[1], "all": np.zeros(len(sizes), dtype=np.int64)}
    n = np.array(list(sizes.values()), dtype=float)
    found = protection.by_pairs(n, columns, 5)
    rows = {
        (name, row): (column == row).astype(float)
        for name, column in columns.items()
        for row in range(column.max() + 1)
    }
    shown = np.array([one for (name, row), one in rows.items() if not found[name][row]])

    for (name, row), one in rows.items():
        assert found[name][row] or one @ n >= 5
        if found[name][row] and len(shown):
            assert np.linalg.matrix_rank(np.vstack([shown, one])) > np.linalg.matrix_rank(shown)


def test_nobody_has_nothing_to_protect():
    """Tables without a line have no rows."""
    assert {
        name: len(one) for name, one in protected(np.zeros(0), {"all": np.zeros(0, dtype=np.int64)}, 5).items()
    } == {"all": 0}


def test_groups_by_attribute():
    """Attributes of climate answers are groupings too, protected with all the others."""
    rows = [
        DeclaredAttribute(id="shift", belongs_to=(AttributeTable.CLIMATE_ANSWERS,)),
        *said(*[3] * 6, attributes={"shift": "night"}),
        *said(*[5] * 6, attributes={"shift": "day"}),
        *said(*[5] * 7),
    ]

    assert rows_of(climate(*rows).by("shift"), "id", "n", "mean") == [("day", 6, 1), ("night", 6, 0.5), (None, 7, 1)]


# --- frames


@pytest.mark.parametrize("engine", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_answers_of_a_frame(engine):
    """A frame of any engine gives means by its columns, on 0 to 1 where the scale is stated."""
    frame = engine({"q": [1, 5, 3, 9, None, *[4] * 6], "job": [*"aaaaa", *"bbbbbb"]})
    found = Climate.from_frame(frame, score="q", by=["job"], instrument=FIVE)
    plain = Climate.from_frame(engine({"q": [10.0, 20.0, 30.0, 40.0, 50.0]}), score="q")

    assert rows_of(found.by("job"), "id", "withheld") == [("a", True), ("b", True)]
    assert (found.overall.n, found.overall.mean) == (9, pytest.approx(np.mean([0, 1, 0.5, *[0.75] * 6])))
    assert rows_of(plain.by("all"), "n", "mean", "score") == [(5, None, 30)]


@pytest.mark.parametrize(
    ("values", "code", "path"),
    [([3, 7, 7], "SC-127", "answers[1].q"), (["good"], "SC-105", "answers[0].q")],
)
def test_scores_of_a_frame_are_checked(values, code, path):
    """Scores outside the scale and what is no number are refused with their row."""
    with pytest.raises(ModelError) as refusal:
        Climate.from_frame(pd.DataFrame({"q": values}), score="q", instrument=FIVE)

    assert [(fault.code, fault.path) for fault in refusal.value.faults] == [(code, path)]


# --- laws


SCORES = st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 5)), min_size=5, max_size=40)


@settings(deadline=None)
@given(SCORES)
def test_means_are_those_of_the_scores(scores):
    """The whole and every group shown have the mean of their scores, within their interval, from 0 to 1."""
    found = climate(*(one for unit, score in scores for one in said(score, unit=unit)))
    assert found.overall.mean == pytest.approx(np.mean([(score - 1) / 4 for _, score in scores]))
    for row in found.by("unit").to_dicts():
        if not row["withheld"]:
            mine = [(score - 1) / 4 for unit, score in scores if unit == row["id"]]
            assert row["mean"] == pytest.approx(np.mean(mine))
            assert 0 <= row["lower"] <= row["mean"] + 1e-12
            assert row["mean"] <= row["upper"] + 1e-12 <= 1 + 1e-12


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=5, max_size=20))
def test_turning_the_scale_turns_the_mean(scores):
    """Turning a scale round and its scores with it changes nothing."""
    turned = Instrument("turned", 1, 5, better=Better.LOWER)
    survey = Survey(id="t", instrument="turned", closed_on=day("05-29"))
    straight = climate(*said(*scores)).overall
    other = climate(turned, survey, *said(*[6 - one for one in scores], survey="t")).overall

    assert other.mean == pytest.approx(straight.mean)
    assert other.upper == pytest.approx(straight.upper)


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=10, max_size=30), st.integers(1, 9))
def test_a_table_of_averages_says_what_its_answers_said(scores, place):
    """Answers handed over as counts give the same mean and interval as the answers themselves."""
    first, rest = scores[:place], scores[place:]
    counts = tuple(float(first.count(one)) for one in range(1, 6))
    line = ClimateSummary(
        survey="s", topic=ClimateTopic.CREDIBILITY, n=len(first), mean=float(np.mean(first)), counts=counts
    )
    whole, parts = climate(*said(*scores)).overall, climate(line, *said(*rest)).overall

    assert (parts.n, parts.mean) == (whole.n, pytest.approx(whole.mean))
    assert (parts.lower, parts.upper) == (pytest.approx(whole.lower), pytest.approx(whole.upper))


def test_a_crew_has_no_voice_of_its_own():
    """Counting people does not make them answer."""
    assert people(FIVE, SPRING, person("x"), crew("a", 9), *said(*[3] * 6)).credibility.overall.n == 6
