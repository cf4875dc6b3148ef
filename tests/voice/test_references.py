"""Known answers of other people's software and books, through the public names, read where they are kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl
import pytest

import servicecraft as sc

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DATA = Path(os.environ.get("SERVICECRAFT_DATA", BESIDE))
pytestmark = pytest.mark.skipif(
    not DATA.is_dir() and "SERVICECRAFT_DATA" not in os.environ,
    reason="the reference data are not here: set SERVICECRAFT_DATA or keep them at ../shared/data",
)

NPS = sc.Instrument.nps(missing=(11,))
CSAT = sc.Instrument.csat(missing=(0, 6))
TEN = sc.Instrument("ten", 0, 10)


def known(dataset: str, check: str) -> tuple[object, float]:
    """The known value and its tolerance; what is told exactly may be off by rounding."""
    checks = json.loads((DATA / dataset / "reference.json").read_text())["checks"]
    found = next(one for one in checks if one["id"] == check)
    return found["value"], found["tolerance"] or 1e-12


def frame(dataset: str, name: str = "responses.csv") -> pl.DataFrame:
    """The answers as they were published."""
    return pl.read_csv(DATA / dataset / name, infer_schema_length=None)


def only(table: sc.Table) -> dict[str, object]:
    """The one row of a table."""
    (row,) = table.to_dicts()
    return row


def by(table: sc.Table, key: str) -> dict[object, dict[str, object]]:
    """The rows of a table by one of its keys."""
    return {row[key]: row for row in table.to_dicts()}


# --- airport_survey_2017


@pytest.fixture(scope="module")
def airport() -> pl.DataFrame:
    """2,831 passengers of San Francisco."""
    return frame("airport_survey_2017")


def test_airport_net_promoters(airport: pl.DataFrame) -> None:
    """The net promoter score leaves code 11 out, with its counts and standard error; counted, it would be another one."""
    value, close = known("airport_survey_2017", "nps")
    row = only(sc.Voice.from_frame(airport, score="NETPRO", instrument=NPS).nps())

    assert (row["n"], row["promoters"], row["passives"], row["detractors"]) == tuple(
        value[name] for name in ("n", "promoters", "passives", "detractors")
    )
    assert row["nps"] == pytest.approx(value["nps"], abs=close)
    assert row["standard_error"] == pytest.approx(value["se"], abs=close)
    wrong, _ = known("airport_survey_2017", "nps_if_blank_not_removed")
    assert abs(row["nps"] - wrong) > 1
    with pytest.raises(sc.ModelError) as refused:
        sc.Voice.from_frame(airport, score="NETPRO", instrument=sc.Instrument.nps())
    assert [(one.value, dict(one.facts)["count"]) for one in refused.value.faults] == [("11", "84")]


def test_airport_counts(airport: pl.DataFrame) -> None:
    """Answers by score, and those without one, which are as many as rows less answers."""
    value, _ = known("airport_survey_2017", "nps_counts")
    rows, _ = known("airport_survey_2017", "rows")
    counts = sc.Voice.from_frame(airport, score="NETPRO", instrument=NPS).counts().to_dicts()

    assert {"blank" if row["score"] is None else str(row["score"]): row["n"] for row in counts} == value
    assert sum(row["n"] for row in counts) == rows


def test_airport_weighted(airport: pl.DataFrame) -> None:
    """The net promoter score by survey weights."""
    value, close = known("airport_survey_2017", "nps_weighted")
    row = only(sc.Voice.from_frame(airport, score="NETPRO", weight="WEIGHT", instrument=NPS).nps())

    assert row["nps"] == pytest.approx(value, abs=close)
    assert row["effective_n"] < row["n"]


def test_airport_by_area(airport: pl.DataFrame) -> None:
    """The net promoter score of each boarding area with its standard error."""
    value, close = known("airport_survey_2017", "nps_by_area")
    rows = by(sc.Voice.from_frame(airport, score="NETPRO", by="BAREA", instrument=NPS).nps("BAREA"), "BAREA")

    assert list(rows) == list(value)
    for area, expected in value.items():
        row = rows[area]
        assert [row["n"], row["nps"], row["standard_error"]] == pytest.approx(expected, abs=close)


def test_airport_satisfaction(airport: pl.DataFrame) -> None:
    """The share of the two best steps among answers from 1 to 5, with Wilson's interval, and their mean."""
    value, close = known("airport_survey_2017", "csat_overall")
    mean, near = known("airport_survey_2017", "csat_mean")
    voice = sc.Voice.from_frame(airport, score="Q7ALL", missing=("Blank",), instrument=CSAT)
    row = only(voice.csat())

    assert (row["hits"], row["n"]) == (value["k"], value["n"])
    assert row["csat"] == pytest.approx(value["share"], abs=close)
    assert [row["lower"], row["upper"]] == pytest.approx(value["wilson95"], abs=close)
    assert only(voice.mean())["mean"] == pytest.approx(mean, abs=near)


def test_airport_services(airport: pl.DataFrame) -> None:
    """For each of 21 services the valid answers, their mean and the share of the two best steps, from one wide frame."""
    value, close = known("airport_survey_2017", "csat_by_service")
    voice = sc.Voice.from_frame(airport, items=list(value), missing=("Blank",), instrument=CSAT)
    shares, means = by(voice.csat("dimension"), "dimension"), by(voice.mean("dimension"), "dimension")

    for name, expected in value.items():
        found = [shares[name]["n"], means[name]["mean"], shares[name]["csat"]]
        assert found == pytest.approx(expected, abs=close)


# --- hotel_departments_es


@pytest.fixture(scope="module")
def hotel() -> pl.DataFrame:
    """83 guests of a hotel, 15 items."""
    return frame("hotel_departments_es")


ITEMS = [f"item{number}" for number in range(1, 16)]


def test_hotel_departments(hotel: pl.DataFrame) -> None:
    """Guests by department, the mean of their means, and how many have a mean of at least 8, with Wilson's interval."""
    voice = sc.Voice.from_frame(hotel, items=ITEMS, by="departamento", instrument=TEN)
    means, shares = (
        by(table, "departamento") for table in (voice.mean("departamento"), voice.csat("departamento", top=3))
    )
    sizes, _ = known("hotel_departments_es", "n_by_department")
    expected, close = known("hotel_departments_es", "person_mean_by_department")
    hits, near = known("hotel_departments_es", "csat_8plus_by_department")

    assert {name: row["n"] for name, row in means.items()} == sizes
    assert {name: row["mean"] for name, row in means.items()} == pytest.approx(expected, abs=close)
    for name, value in hits.items():
        assert (shares[name]["hits"], shares[name]["n"]) == (value["k"], value["n"])
        assert [shares[name]["lower"], shares[name]["upper"]] == pytest.approx(value["wilson95"], abs=near)


def test_hotel_guests(hotel: pl.DataFrame) -> None:
    """How many guests have a mean of at least 8, whether the mean is made here or stands in a column."""
    value, close = known("hotel_departments_es", "csat_8plus")
    made = sc.Voice.from_frame(hotel, items=ITEMS, instrument=TEN)
    column = hotel.with_columns(mean=pl.mean_horizontal(ITEMS))
    read = sc.Voice.from_frame(column, score="mean", instrument=TEN)
    for voice in (made, read):
        row = only(voice.csat(top=3))
        assert (row["hits"], row["n"]) == (value["k"], value["n"])
        assert row["csat"] == pytest.approx(value["share"], abs=close)
        assert [row["lower"], row["upper"]] == pytest.approx(value["wilson95"], abs=close)


def test_hotel_items(hotel: pl.DataFrame) -> None:
    """The mean and the number of answers of each item."""
    value, close = known("hotel_departments_es", "item_means")
    rows = by(sc.Voice.from_frame(hotel, items=ITEMS, instrument=TEN).mean("dimension"), "dimension")

    assert list(rows) == ITEMS
    for name, expected in value.items():
        assert [rows[name]["mean"], rows[name]["n"]] == pytest.approx(expected, abs=close)


def test_hotel_reliability(hotel: pl.DataFrame) -> None:
    """Cronbach's alpha by pairwise covariances, with Feldt's interval over all guests, as other programs give it."""
    value, close = known("hotel_departments_es", "alpha.all_15")
    row = only(sc.Voice.from_frame(hotel, items=ITEMS, instrument=TEN).reliability(gaps="pairwise"))

    assert row["alpha"] == pytest.approx(value["alpha"], abs=close)
    assert [round(row["lower"], 3), round(row["upper"], 3)] == value["ci"]


# --- bank_satisfaction_es


@pytest.fixture(scope="module")
def bank() -> pl.DataFrame:
    """250 customers of a credit institution, 27 items in six blocks."""
    return frame("bank_satisfaction_es")


BLOCKS = {"imag": 5, "expe": 5, "qual": 5, "val": 4, "sat": 4, "loy": 4}


def block(name: str) -> list[str]:
    """The items of a block."""
    return [f"{name}{number}" for number in range(1, BLOCKS[name] + 1)]


@pytest.mark.parametrize("gaps", ["listwise", "pairwise"])
def test_bank_reliability(bank: pl.DataFrame, gaps: str) -> None:
    """Cronbach's alpha of six blocks with Feldt's interval; where nobody left anything out, both ways agree."""
    voice = sc.Voice.from_frame(bank, items={name: block(name) for name in BLOCKS}, instrument=TEN)
    rows = by(voice.reliability(gaps=gaps), "block")
    for name in BLOCKS:
        value, close = known("bank_satisfaction_es", f"alpha.{name}")
        assert rows[name]["alpha"] == pytest.approx(value["alpha"], abs=close)
        assert [round(rows[name]["lower"], 3), round(rows[name]["upper"], 3)] == value["ci"]
        assert only(voice.reliability(block(name), gaps=gaps))["alpha"] == rows[name]["alpha"]


def test_bank_block_means(bank: pl.DataFrame) -> None:
    """The mean of the respondents' means of each block."""
    value, close = known("bank_satisfaction_es", "block_means")
    for name, expected in value.items():
        row = only(sc.Voice.from_frame(bank, items=block(name), instrument=TEN).mean())
        assert row["mean"] == pytest.approx(expected, abs=close)


def test_bank_gap(bank: pl.DataFrame) -> None:
    """Quality received minus expectations, over respondents, with the standard error of the pairs."""
    (gap, error), close = known("bank_satisfaction_es", "expectation_perception_gap")
    means = bank.with_columns(quality=pl.mean_horizontal(block("qual")), expected=pl.mean_horizontal(block("expe")))
    voice = sc.Voice.from_frame(means, score="quality", expectation="expected", instrument=TEN)
    row = only(voice.servqual())

    assert row["servqual"] == pytest.approx(gap, abs=close)
    assert row["standard_error"] == pytest.approx(error, abs=close)
    assert only(voice.verdict())["verdict"] == "missed"


def test_bank_shares(bank: pl.DataFrame) -> None:
    """Satisfaction of at least 8 with Wilson's interval, and loyalty cut as promoters and detractors."""
    value, close = known("bank_satisfaction_es", "csat.sat1_8plus")
    row = only(sc.Voice.from_frame(bank, score="sat1", instrument=TEN).csat(top=3))
    assert (row["hits"], row["n"]) == (value["k"], value["n"])
    assert [row["lower"], row["upper"]] == pytest.approx(value["wilson95"], abs=close)

    value, close = known("bank_satisfaction_es", "nps_like.loy3")
    row = only(sc.Voice.from_frame(bank, score="loy3", instrument=TEN).nps())
    assert {name: row[name] for name in ("n", "promoters", "passives", "detractors")} == {
        name: value[name] for name in ("n", "promoters", "passives", "detractors")
    }
    assert [row["nps"], row["standard_error"]] == pytest.approx([value["nps"], value["se"]], abs=close)


def test_bank_range(bank: pl.DataFrame) -> None:
    """The smallest and the largest answer to any item."""
    value, _ = known("bank_satisfaction_es", "range")
    items = [one for name in BLOCKS for one in block(name)]
    counts = sc.Voice.from_frame(bank, items=items, instrument=TEN).counts("dimension").to_dicts()
    scores = [row["score"] for row in counts if row["score"] is not None]

    assert [min(scores), max(scores)] == value


# --- psychosocial_climate_es


@pytest.fixture(scope="module")
def climate() -> pl.DataFrame:
    """990 people of an enterprise by category."""
    return frame("psychosocial_climate_es")


FACTORS = sc.Instrument("factors", 0, 130)


def test_climate_participation(climate: pl.DataFrame) -> None:
    """Participation by category: answers, mean and standard deviation; people by category with those who did not answer."""
    voice = sc.Voice.from_frame(climate, score="participacion", by="puesto", raters="staff", instrument=FACTORS)
    rows = by(voice.mean("puesto", raters="staff"), "puesto")
    value, close = known("psychosocial_climate_es", "participation_by_job")
    sizes, _ = known("psychosocial_climate_es", "n_by_job")

    assert {name: row["n"] + row["missing"] for name, row in rows.items()} == sizes
    for name, expected in value.items():
        assert [rows[name]["n"], rows[name]["mean"], rows[name]["deviation"]] == pytest.approx(expected, abs=close)


def test_climate_factors(climate: pl.DataFrame) -> None:
    """Answers and mean of each factor."""
    value, close = known("psychosocial_climate_es", "overall")
    voice = sc.Voice.from_frame(climate, items=list(value), raters="staff", instrument=FACTORS)
    rows = by(voice.mean("dimension", raters="staff"), "dimension")
    for name, expected in value.items():
        assert [rows[name]["n"], rows[name]["mean"]] == pytest.approx(expected, abs=close)


# --- worked_oracles


def answers(count: int, of: dict[float, int]) -> pl.DataFrame:
    """A frame of scores, each so many times."""
    scores = [score for score, times in of.items() for _ in range(times)]
    assert len(scores) == count
    return pl.DataFrame({"score": scores})


def inputs(name: str) -> dict:
    """The input of a worked oracle."""
    return json.loads((DATA / "worked_oracles" / "inputs.json").read_text())[name]


def test_wilson_of_books() -> None:
    """Intervals that R prints for hits and trials, as satisfaction on a scale of 0 and 1 … 5."""
    value, close = known("worked_oracles", "wilson_r_binom")
    both, near = known("worked_oracles", "wilson_100_200")
    for hits, trials, lower, upper in [*value, [100, 200, *both["two_sided"]]]:
        table = answers(trials, {5: hits, 1: trials - hits})
        row = only(sc.Voice.from_frame(table, score="score", instrument=sc.Instrument.csat()).csat())
        assert [row["lower"], row["upper"]] == pytest.approx([lower, upper], abs=max(close, near))
    row = only(
        sc.Voice.from_frame(answers(200, {5: 100, 1: 100}), score="score", instrument=sc.Instrument.csat()).csat(
            confidence=0.9
        )
    )
    assert row["upper"] == pytest.approx(both["upper_only"][1], abs=near)
    assert row["lower"] == pytest.approx(both["lower_only"][0], abs=near)


def test_variance_of_net_promoters() -> None:
    """Shares of a half, a third and a sixth: a score of a third, a variance of 5/9, and the error of 324 answers."""
    value, close = known("worked_oracles", "nps_variance")
    error, near = known("worked_oracles", "nps_se_324")
    table = answers(324, {10: 162, 8: 108, 0: 54})
    row = only(sc.Voice.from_frame(table, score="score", instrument=sc.Instrument.nps()).nps())

    assert row["nps"] == pytest.approx(100 * value["nps"], abs=100 * close)
    assert row["standard_error"] ** 2 * 324 / 1e4 == pytest.approx(value["variance"], abs=close)
    assert row["standard_error"] == pytest.approx(error, abs=near)


def test_individuals_of_the_handbook() -> None:
    """The limits of the handbook's flow rates, each as a month in which five people say the same."""
    value, close = known("worked_oracles", "nist_individuals")
    months = [f"2025-{number:02d}" for number in range(1, 11)]
    table = pl.DataFrame(
        {
            "score": [x for x in inputs("nist_individuals")["x"] for _ in range(5)],
            "on": [month for month in months for _ in range(5)],
        }
    )
    rows = (
        sc.Voice.from_frame(table, score="score", on="on", instrument=sc.Instrument("flow", 0, 100)).trend().to_dicts()
    )
    for row in rows:
        assert [row["centre"], row["lower"], row["upper"]] == pytest.approx(
            [value["mean"], value["lcl"], value["ucl"]], abs=close
        )
        assert row["signal"] is None
    assert (rows[0]["upper"] - rows[0]["centre"]) * 1.128 / 3 == pytest.approx(value["mr"], abs=close)


def test_reliability_with_gaps() -> None:
    """Alpha with pairwise covariances, of complete answers, and of imputed ones, as published."""
    value, close = known("worked_oracles", "cronbach_wide_missing")
    table = frame("worked_oracles", "cronbach_wide_missing.csv")
    filled = table.with_columns(pl.all().fill_null(pl.all().median()))
    scale = sc.Instrument("right", 0, 1)
    for which, gaps in ((table, "pairwise"), (table, "listwise"), (filled, "listwise")):
        name = "median_imputed" if which is filled else gaps
        row = only(sc.Voice.from_frame(which, items=table.columns, instrument=scale).reliability(gaps=gaps))
        alpha, interval = value[name]
        assert row["alpha"] == pytest.approx(alpha, abs=close)
        if name != "listwise":  # the published interval of complete answers counts the incomplete rows as well
            assert [round(row["lower"], 3), round(row["upper"], 3)] == interval
        else:
            assert row["lower"] < interval[0] < interval[1] < row["upper"]


def test_gaps_of_course_notes() -> None:
    """What was received minus what was expected, item by item, and their mean."""
    value, close = known("worked_oracles", "servqual_reliability")
    given = inputs("servqual_reliability")
    table = pl.DataFrame(
        {
            "item": [f"item {number}" for number in range(4) for _ in range(5)],
            "perception": [one for one in given["perception"] for _ in range(5)],
            "expectation": [one for one in given["expectation"] for _ in range(5)],
        }
    )
    voice = sc.Voice.from_frame(
        table, score="perception", expectation="expectation", dimension="item", instrument=sc.Instrument.servqual()
    )
    rows = voice.servqual().to_dicts()

    assert [row["servqual"] for row in rows[:-1]] == pytest.approx(value["gaps"], abs=close)
    assert rows[-1]["servqual"] == pytest.approx(value["mean"], abs=close)
    assert rows[-1]["dimension"] is None


def test_unweighted_gap_of_five_dimensions() -> None:
    """The whole of five published dimension gaps is their plain mean."""
    value, close = known("worked_oracles", "servqual_unweighted")
    gaps = {"tangibles": -0.65, "reliability": -1.10, "responsiveness": -0.83, "assurance": -0.70, "empathy": -1.01}
    table = pl.DataFrame(
        {
            "dimension": [name for name in gaps for _ in range(5)],
            "score": [6 + gap for gap in gaps.values() for _ in range(5)],
            "expected": [6.0] * 25,
        }
    )
    voice = sc.Voice.from_frame(
        table, score="score", expectation="expected", dimension="dimension", instrument=sc.Instrument.servqual()
    )
    whole = voice.servqual().to_dicts()[-1]

    assert whole["servqual"] == pytest.approx(value, abs=close)
    assert whole["servqual"] == pytest.approx(-0.858, abs=1e-12)
