"""Known answers of other people's data, reproduced through the public names; read where they are kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from participation.small import row_of
from servicecraft.participation import Cases, Climate, Ideas

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DATA = Path(os.environ.get("SERVICECRAFT_DATA", BESIDE))
pytestmark = pytest.mark.skipif(
    not DATA.is_dir() and "SERVICECRAFT_DATA" not in os.environ,
    reason="the reference data are not here: set SERVICECRAFT_DATA or keep them at ../shared/data",
)


def known(dataset: str, check: str) -> tuple[object, float]:
    """The known value and its tolerance."""
    checks = json.loads((DATA / dataset / "reference.json").read_text(encoding="utf-8"))["checks"]
    found = next(one for one in checks if one["id"] == check)
    return found["value"], found["tolerance"] or 1e-12


@pytest.fixture(scope="module")
def suggestions() -> Ideas:
    """The proposals of Madrid's residents as ideas."""
    frame = pd.read_csv(DATA / "suggestions_madrid" / "proposals.csv")
    return Ideas.from_frame(frame, submitted="created_at", withdrawn="retired_at", id="id", as_of="2025-11-08")


def test_suggestions_are_counted(suggestions):
    """Proposals, those taken back, the first and the last day."""
    submitted = suggestions.columns.submitted
    found = [len(suggestions), suggestions.withdrawn, str(submitted.min()), str(submitted.max())]

    assert found == known("suggestions_madrid", "counts")[0]


def test_suggestions_by_month(suggestions):
    """Proposals of each month."""
    assert {row["month"]: row["count"] for row in suggestions.arrivals().to_dicts()} == known(
        "suggestions_madrid", "per_month"
    )[0]


def test_suggestions_that_stand_out(suggestions):
    """Mean and natural limits of the monthly counts, and the month outside them."""
    value, tolerance = known("suggestions_madrid", "xmr_per_month")
    rows = suggestions.arrivals(constant=2.66).to_dicts()

    assert sum(row["signal"] is not None for row in rows) == value["n"]
    assert rows[0]["centre"] == pytest.approx(value["mean"], abs=tolerance)
    assert rows[0]["upper"] == pytest.approx(value["unpl"], abs=tolerance)
    assert rows[0]["lower"] == pytest.approx(value["lnpl"], abs=tolerance)
    assert (rows[0]["upper"] - rows[0]["centre"]) / 2.66 == pytest.approx(value["mr"], abs=tolerance)
    assert [row["month"] for row in rows if row["signal"]] == value["outside"]


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    """The log of the help desk."""
    frame = pd.read_csv(DATA / "helpdesk_log" / "events.csv", dtype={"case": str, "customer": str})
    return frame.assign(timestamp=pd.to_datetime(frame["timestamp"]))


def test_tickets_are_served_in(events):
    """Median days from the first to the last event of a ticket."""
    cases = events.groupby("case", sort=False)["timestamp"].agg(["min", "max"]).reset_index()
    found = Cases.from_frame(cases, received="min", closed="max", id="case", as_of="2014-12-31")
    row = row_of(found.times(working=False), step="closed")
    value, tolerance = known("helpdesk_log", "duration_days")

    assert row["number"] == known("helpdesk_log", "counts")[0][1]
    assert row["median"] == pytest.approx(value[0], abs=tolerance)


def test_tickets_that_were_never_closed(events):
    """Tickets without a closing event are those still open."""
    cases = events.groupby("case", sort=False)["timestamp"].min().rename("first").to_frame()
    cases["closed"] = events[events["activity"] == "Closed"].groupby("case")["timestamp"].max()
    found = Cases.from_frame(cases.reset_index(), received="first", closed="closed", id="case", as_of="2014-12-31")

    assert row_of(found.times(), step="closed")["open"] == known("helpdesk_log", "not_closed")[0]
    assert len(found.open()) == known("helpdesk_log", "not_closed")[0]


def by_customer(cases: pd.DataFrame) -> dict[str, int]:
    """How many tickets each customer has."""
    found = Cases.from_frame(cases, received="timestamp", by=["customer"], as_of="2014-12-31").times("customer")
    return {row["id"]: row["number"] for row in found.to_dicts() if row["step"] == "closed"}


def test_tickets_of_each_customer(events):
    """How many customers there are in all events, and the tickets that began with each of the five largest."""
    value, _ = known("helpdesk_log", "customers")
    everywhere = by_customer(events.drop_duplicates(["case", "customer"]))
    first = by_customer(events.sort_values("seq").drop_duplicates("case"))

    assert len(everywhere) == value["customers"]
    assert {one: first[one] for one, _ in value["top5"]} == dict(value["top5"])
    assert sorted(first.values(), reverse=True)[:5] == [many for _, many in value["top5"]]


@pytest.fixture(scope="module")
def responses() -> pd.DataFrame:
    """The answers on psychosocial factors."""
    return pd.read_csv(DATA / "psychosocial_climate_es" / "responses.csv")


def test_people_by_job(responses):
    """Everybody of each job, with and without an answer."""
    rows = Climate.from_frame(responses, score="participacion", by=["puesto"]).by("puesto").to_dicts()

    assert {row["id"]: row["n"] + row["missing"] for row in rows} == known("psychosocial_climate_es", "n_by_job")[0]


def test_participation_by_job(responses):
    """Answers, mean and standard deviation of one factor by job."""
    value, tolerance = known("psychosocial_climate_es", "participation_by_job")
    rows = Climate.from_frame(responses, score="participacion", by=["puesto"]).by("puesto").to_dicts()

    assert {row["id"] for row in rows} == set(value)
    for row in rows:
        assert [row["n"], row["score"], row["deviation"]] == pytest.approx(value[row["id"]], abs=tolerance)


def test_factors_overall(responses):
    """Answers and mean of every factor."""
    value, tolerance = known("psychosocial_climate_es", "overall")
    for factor, (n, mean) in value.items():
        (row,) = Climate.from_frame(responses, score=factor).by("all").to_dicts()
        assert [row["n"], row["score"]] == pytest.approx([n, mean], abs=tolerance)
