"""Known answers of other people: textbook tables and twenty networks of PSPLIB, read where they are kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from servicecraft.model.planning import Activity, After
from servicecraft.planning import Schedule

from .plans import seven

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DATA = Path(os.environ.get("SERVICECRAFT_DATA", BESIDE)) / "cpm_examples"
needs_data = pytest.mark.skipif(
    not DATA.is_dir() and "SERVICECRAFT_DATA" not in os.environ,
    reason="the reference data are not here: set SERVICECRAFT_DATA or keep them at ../shared/data",
)


def textbook() -> list[dict]:
    """The textbook's examples."""
    return json.loads((DATA / "textbook.json").read_text()) if DATA.is_dir() else []


def psplib() -> list[dict]:
    """The instances of PSPLIB."""
    document = json.loads((DATA / "psplib_j30_20.json").read_text()) if DATA.is_dir() else []
    return document if isinstance(document, list) else document["instances"]


def checks() -> dict[str, dict]:
    """The known values, by their names."""
    found = json.loads((DATA / "reference.json").read_text())["checks"] if DATA.is_dir() else []
    return {one["id"]: one for one in found}


def of_predecessors(rows: list[dict]) -> Schedule:
    """The schedule of activities that name what they wait for."""
    return Schedule.of_activities(
        Activity(
            id=str(row["id"]),
            duration=row["duration"],
            after=tuple(After(str(one["id"]), link=one["type"], lag=one["lag"]) for one in row["predecessors"]),
        )
        for row in rows
    )


def of_successors(rows: list[dict]) -> Schedule:
    """The schedule of activities that name what waits for them."""
    after: dict[str, list[str]] = {str(row["id"]): [] for row in rows}
    for row in rows:
        for other in row["successors"]:
            after[str(other)].append(str(row["id"]))
    return Schedule.of_activities(
        Activity(id=str(row["id"]), duration=row["duration"], after=tuple(after[str(row["id"])])) for row in rows
    )


def column(schedule: Schedule, name: str) -> dict[str, float]:
    """A column of the activities, by id."""
    return {row["id"]: row[name] for row in schedule.activities.to_dicts()}


COLUMNS = {"es": "early_start", "ef": "early_finish", "ls": "late_start", "lf": "late_finish"}
PUBLISHED = {
    "early_start": "early_start",
    "early_finish": "early_finish",
    "late_start": "late_start",
    "late_finish": "late_finish",
    "slack": "total_float",
}


@needs_data
@pytest.mark.parametrize("example", textbook(), ids=lambda one: one["name"])
def test_textbook_examples_have_their_printed_answers(example: dict) -> None:
    """Duration, times, floats and the critical activities are those that the book prints."""
    schedule = of_predecessors(example["activities"])
    known = checks()[example["name"]]

    assert schedule.length == pytest.approx(known["value"]["duration"], abs=known["tolerance"])
    assert sorted(schedule.critical_path) == sorted(map(str, known["value"]["critical"]))
    for printed, name in PUBLISHED.items():
        if printed in known["value"]:
            assert column(schedule, name) == pytest.approx(known["value"][printed], abs=known["tolerance"])


@needs_data
@pytest.mark.parametrize("example", textbook(), ids=lambda one: one["name"])
def test_textbook_examples_have_the_times_of_linear_programs(example: dict) -> None:
    """All six times of every activity are those that a linear program gave."""
    schedule = of_predecessors(example["activities"])
    computed = example["computed"]["times"]

    for key, name in {**COLUMNS, "total_float": "total_float", "free_float": "free_float"}.items():
        assert column(schedule, name) == pytest.approx({one: times[key] for one, times in computed.items()}, abs=1e-9)


@needs_data
@pytest.mark.parametrize("instance", psplib(), ids=lambda one: one["name"])
def test_psplib_instances_have_their_times(instance: dict) -> None:
    """The length stated in the file, all six times of each of 32 activities, and the critical ones."""
    schedule = of_successors(instance["activities"])
    times = instance["computed"]["times"]
    names = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float")

    assert schedule.length == checks()[f"psplib.{instance['name']}"]["value"] == instance["published_mpm_time"]
    for number, name in enumerate(names):
        assert column(schedule, name) == {one: row[number] for one, row in times.items()}
    assert set(schedule.critical_path) == set(map(str, instance["computed"]["critical"]))
    assert schedule.length <= instance["published_resource_constrained_optimum"]


@needs_data
def test_all_twenty_instances_and_four_tables_are_there() -> None:
    """None of the references was left out."""
    assert (len(psplib()), len(textbook())) == (20, 4)
    assert set(checks()) == {f"psplib.{one['name']}" for one in psplib()} | {one["name"] for one in textbook()}


def test_seven_activities_with_three_estimates() -> None:
    """The textbook's example: 24 days along 1-3-5-7, variance 5, a chance of .9632 to be done in 28."""
    schedule = Schedule.of_activities(seven())
    normal = schedule.approximation()

    assert schedule.length == 24
    assert schedule.critical_path == ("1", "3", "5", "7")
    assert schedule.critical_chains == (("1", "3", "5", "7"),)
    assert normal.mean == 24
    assert normal.variance == pytest.approx(5, abs=1e-12)
    assert normal.probability(28) == pytest.approx(0.9632, abs=5e-5)
    assert normal.days(normal.probability(28)) == pytest.approx(28, abs=1e-9)
