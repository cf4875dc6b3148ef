"""
Side by side: servicecraft and the query that a careful person would write by hand, on the same survey warehouse.

Millions of ratings lie in a Parquet file: 500 units, 24 months in the order in which answers came, scores from 0 to 10 with
11 for "no answer" and with empty cells, what was expected, and a weight. Asked are, by unit and month,

- scores: net promoter score, share of the satisfied and mean;
- weighted: the same with weights;
- gaps: score minus expectation, over those who told both.

The hand-written queries stand below: filter, conditional counts and sums, and no more than these scores need; they give
neither intervals nor the number of missing answers, and refuse nothing. They and the library run on the same engine, each
in a process of its own, in turns; answers are compared before any time is printed. Seconds are those of the clock from
opening the file to the last answer; the processor's seconds stand beside them, since other work on the machine disturbs
them less. Memory is the most that the whole process ever held. Goals: at most 1.5 times the hand-written query on polars
and on DuckDB, in less than 1 GB.

    python benchmarks/voice.py [ratings …]      the default is 1000000 10000000; add 100000000 for the full picture
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

UNITS, DAYS = 500, 731
ROW_GROUP = 1_000_000
BYTES_PER_RATING = 5
MOST_FOR_PANDAS = 10_000_000
TURNS = 3
QUESTIONS = ("scores", "weighted", "gaps")
ENGINES = ("polars", "duckdb", "pandas")
KEYS = ("unit", "month")


def write(path: Path, ratings: int) -> None:
    """The warehouse, row group by row group."""
    import pyarrow
    from pyarrow import parquet

    random = np.random.default_rng(20_260_701)
    units = pyarrow.array([f"Branch {number:03d}" for number in range(UNITS)])
    channels = pyarrow.array(["email", "phone", "web"])
    weights = np.linspace(0.4, 2.5, 64).round(3)
    likely = np.array([2, 1, 1, 2, 3, 6, 8, 15, 24, 20, 15, 3]) / 100
    types = {"unit": "string", "date": "date32", "channel": "string"}
    types |= {"score": "int16", "expected": "int16", "weight": "float64"}
    schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in types.items()])
    first_day = int(np.datetime64("2024-01-01", "D").astype(np.int64))

    def answers(size: int, empty: float) -> object:
        return pyarrow.array(random.choice(12, size, p=likely).astype(np.int16), mask=random.random(size) < empty)

    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        for start in range(0, ratings, ROW_GROUP):
            place = np.arange(start, min(start + ROW_GROUP, ratings))
            columns = [
                units.take(pyarrow.array(random.integers(0, UNITS, len(place)))),
                pyarrow.array((first_day + place * DAYS // ratings).astype(np.int32), type=pyarrow.date32()),
                channels.take(pyarrow.array(random.integers(0, 3, len(place)))),
                answers(len(place), 0.03),
                answers(len(place), 0.05),
                pyarrow.array(weights[random.integers(0, len(weights), len(place))]),
            ]
            file.write_table(pyarrow.table(columns, schema=schema))


MONTH_OF_DUCKDB = "year(date) * 12 + month(date) AS month"
QUERIES = {
    "scores": """
        SELECT unit, {month}, count(*) AS n, count_if(score >= 9) AS promoters, count_if(score <= 6) AS detractors,
               sum(score) AS first, sum(score * score) AS second
        FROM read_parquet('{path}') WHERE score BETWEEN 0 AND 10 GROUP BY ALL""",
    "weighted": """
        SELECT unit, {month}, count(*) AS n, sum(weight) AS weight, sum(weight * weight) AS square,
               sum(CASE WHEN score >= 9 THEN weight END) AS promoters,
               sum(CASE WHEN score <= 6 THEN weight END) AS detractors, sum(weight * score) AS first
        FROM read_parquet('{path}') WHERE score BETWEEN 0 AND 10 GROUP BY ALL""",
    "gaps": """
        SELECT unit, {month}, count(*) AS n, sum(score - expected) AS first,
               sum((score - expected) * (score - expected)) AS second
        FROM read_parquet('{path}') WHERE score BETWEEN 0 AND 10 AND expected BETWEEN 0 AND 10 GROUP BY ALL""",
}
"""What one would write for DuckDB."""


def by_hand_on_duckdb(question: str, path: Path) -> dict[str, Any]:
    """The query in SQL."""
    import duckdb

    found: dict[str, Any] = duckdb.sql(QUERIES[question].format(month=MONTH_OF_DUCKDB, path=path)).fetchnumpy()
    return found


def by_hand_on_polars(question: str, path: Path) -> dict[str, Any]:
    """The lazy query, collected in a stream."""
    import polars
    from polars import col

    score, gap, weight = col("score"), (col("score") - col("expected")).cast(polars.Int64), col("weight")
    month = (col("date").dt.year() * 12 + col("date").dt.month().cast(polars.Int32)).alias("month")
    there = {"gaps": score.is_between(0, 10) & col("expected").is_between(0, 10)}.get(question, score.is_between(0, 10))
    sums = {
        "scores": {
            "promoters": (score >= 9).sum(),
            "detractors": (score <= 6).sum(),
            "first": score.sum(),
            "second": (score.cast(polars.Int64) * score).sum(),
        },
        "weighted": {
            "weight": weight.sum(),
            "square": (weight * weight).sum(),
            "promoters": (weight * (score >= 9)).sum(),
            "detractors": (weight * (score <= 6)).sum(),
            "first": (weight * score).sum(),
        },
        "gaps": {"first": gap.sum(), "second": (gap * gap).sum()},
    }
    asked = polars.scan_parquet(path).filter(there).group_by("unit", month).agg(n=polars.len(), **sums[question])
    return {column.name: column.to_numpy() for column in asked.collect(engine="streaming")}


def by_hand_on_pandas(question: str, path: Path) -> dict[str, Any]:
    """The columns that are needed, as arrow keeps them, and a grouping."""
    import pandas

    assert question == "scores"
    frame = pandas.read_parquet(path, columns=["unit", "date", "score"], dtype_backend="pyarrow")
    frame = frame[frame["score"].between(0, 10)]
    score, day = frame["score"].astype("int64"), frame["date"].dt
    wanted = {
        "unit": frame["unit"],
        "month": day.year * 12 + day.month,
        "promoters": score >= 9,
        "detractors": score <= 6,
    }
    groups = pandas.DataFrame({**wanted, "first": score, "second": score**2}).groupby(list(KEYS), sort=False)
    found = groups.sum().assign(n=groups.size()).reset_index()
    return {name: found[name].to_numpy() for name in found.columns}


BY_HAND = {"polars": by_hand_on_polars, "duckdb": by_hand_on_duckdb, "pandas": by_hand_on_pandas}


def finished(question: str, sums: dict[str, Any]) -> dict[str, np.ndarray]:
    """The scores that follow from what a query fetched."""
    told = {name: np.asarray(values) for name, values in sums.items()}
    n, weight = told["n"].astype(float), told.get("weight", told["n"]).astype(float)
    mean = told["first"].astype(float) / weight
    answers = {"unit": told["unit"], "month": told["month"], "n": n, "mean": mean}
    if question != "gaps":
        answers["csat"] = told["promoters"].astype(float) / weight
        answers["nps"] = 100 * (told["promoters"].astype(float) - told["detractors"].astype(float)) / weight
    if question == "weighted":
        answers["effective"] = weight**2 / told["square"]
    else:
        answers["deviation"] = np.sqrt((told["second"].astype(float) - n * mean**2) / (n - 1))
    return answers


def by_hand(question: str, engine: str, path: Path) -> Callable[[], dict[str, np.ndarray]]:
    """A hand-written query with what follows from it; nothing of the library is imported."""
    return lambda: finished(question, BY_HAND[engine](question, path))


def by_library(question: str, engine: str, path: Path) -> Callable[[], dict[str, Any]]:
    """The same by the library, whatever the engine; it is imported before the clock starts, as the engines are."""
    import scipy.special  # noqa: F401 - imported before the clock starts

    import servicecraft
    from servicecraft.model.voices import Instrument
    from servicecraft.voice import from_frames  # noqa: F401 - imported before the clock starts

    further = {"scores": {}, "weighted": {"weight": "weight"}, "gaps": {"expectation": "expected"}}[question]

    def ask() -> dict[str, Any]:
        voice = servicecraft.Voice.from_frame(
            opened(engine, path, ["unit", "date", "score", *further.values()]),
            score="score",
            instrument=Instrument.nps(missing=[11]),
            by="unit",
            on="date",
            **further,
        )
        if question == "gaps":
            return {"mean": voice.servqual(by=KEYS)}
        return {"nps": voice.nps(by=KEYS), "csat": voice.csat(by=KEYS, instrument="nps"), "mean": voice.mean(by=KEYS)}

    return ask


def opened(engine: str, path: Path, columns: list[str]) -> Any:
    """The warehouse as a frame of an engine; lazy where the engine is."""
    if engine == "polars":
        import polars

        return polars.scan_parquet(path)
    if engine == "duckdb":
        import duckdb

        return duckdb.read_parquet(str(path))
    import pandas

    return pandas.read_parquet(path, columns=columns, dtype_backend="pyarrow")


def as_arrays(tables: dict[str, Any]) -> dict[str, np.ndarray]:
    """The columns of the library's tables that the hand-written queries give as well."""
    table = tables["mean"]
    answers = {name: np.array(table.column(name)) for name in ("unit", "n")}
    months = (str(month).split("-") for month in table.column("month"))
    answers["month"] = np.array([int(year) * 12 + int(month) for year, month in months])
    value = "servqual" if "nps" not in tables else "mean"
    answers["mean"] = np.array(table.column(value), dtype=float)
    answers |= {name: np.array(tables[name].column(name), dtype=float) for name in ("nps", "csat") if name in tables}
    given = {column.name for column in table.columns}
    told = ("effective", "effective_n") if "effective_n" in given else ("deviation", "deviation")
    return answers | {told[0]: np.array(table.column(told[1]), dtype=float)}


def run_one(route: str, question: str, engine: str, path: Path, answers_path: Path) -> None:
    """One run in this process; keeps its answers in a file and prints what it cost as JSON."""
    __import__(engine)
    import pyarrow  # noqa: F401 - imported before the clock starts

    ask = {"hand": by_hand, "library": by_library}[route](question, engine, path)
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    found = ask()
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    answers = found if route == "hand" else as_arrays(found)
    order = np.lexsort([answers["month"].astype(np.int64), answers["unit"].astype(str)])
    np.savez(answers_path, **{name: np.asarray(values[order].astype(_plain(name))) for name, values in answers.items()})
    print(json.dumps({"seconds": seconds, "processor": processor, "memory": after.ru_maxrss / 1024}))


def _plain(column: str) -> type:
    return {"unit": str, "month": int}.get(column, float)


def apart(*arguments: object) -> dict[str, float]:
    """What a run in a process of its own tells; this process stays small, since a child's memory starts with its parent's."""
    command = [sys.executable, str(Path(__file__)), *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout or "{}")
    return told


def side_by_side(question: str, engine: str, path: Path) -> dict[str, list[dict[str, float]]]:
    """Both routes in turns; their answers must agree."""
    runs: dict[str, list[dict[str, float]]] = {"hand": [], "library": []}
    for _ in range(TURNS):
        for route, told in runs.items():
            told.append(apart("--one", route, question, engine, path, path.with_name(f"{route}.npz")))
        one, other = (dict(np.load(path.with_name(f"{route}.npz"))) for route in runs)
        assert set(one) == set(other), (set(one), set(other))
        for name in one:
            same = (
                (one[name] == other[name]) if name in KEYS else np.isclose(one[name], other[name], rtol=1e-9, atol=1e-9)
            )
            assert same.all(), (question, engine, name, one[name][~same][:5], other[name][~same][:5])
    return runs


def compare(ratings: int, folder: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """Every question on every engine at one size; seconds and megabytes of the library."""
    path = folder / "ratings.parquet"
    apart("--write", path, ratings)
    print(
        f"\n{ratings:,} ratings, {UNITS} units, 24 months, {path.stat().st_size / 1e6:.0f} MB; least (median) of {TURNS} turns"
    )
    heads = ("by hand s", "library s", "ratio", "processor", "by hand MB", "library MB")
    print(f"{'':18}" + "".join(f"{head:>16}" for head in heads))
    costs = {}
    for question in QUESTIONS:
        for engine in ENGINES:
            if engine == "pandas" and (question != "scores" or ratings > MOST_FOR_PANDAS):
                continue
            runs = side_by_side(question, engine, path)
            print(f"{question + ' ' + engine:18}" + "".join(f"{cell:>16}" for cell in cells(runs)), flush=True)
            costs[question, engine] = (_all(runs["library"], "seconds", min), _all(runs["library"], "memory", max))
    path.unlink()
    return costs


def cells(runs: dict[str, list[dict[str, float]]]) -> list[str]:
    """One line of the picture: seconds and their ratio, that of the processor's seconds, memory."""
    hand, library = runs["hand"], runs["library"]

    def both(one: list[dict[str, float]], other: list[dict[str, float]] | None, name: str) -> str:
        least, middle = (_all(one, name, which) / (_all(other, name, which) if other else 1) for which in (min, median))
        return f"{least:.2f} ({middle:.2f})"

    times = [both(hand, None, "seconds"), both(library, None, "seconds"), both(library, hand, "seconds")]
    return [*times, both(library, hand, "processor"), *(f"{_all(one, 'memory', max):.0f}" for one in (hand, library))]


def _all(runs: list[dict[str, float]], name: str, which: Callable[[list[float]], float]) -> float:
    return which([run[name] for run in runs])


def run_all(sizes: list[int]) -> None:
    """Every size, and how the library grows from one to the next."""
    with tempfile.TemporaryDirectory() as scratch:
        free = shutil.disk_usage(scratch).free
        assert free > 4 * BYTES_PER_RATING * max(sizes), f"too little room in {scratch}: {free / 1e9:.1f} GB"
        costs = {ratings: compare(ratings, Path(scratch)) for ratings in sizes}
    for smaller, larger in pairwise(sizes):
        print(f"\ngrowth {smaller:,} → {larger:,}")
        for what in costs[larger].keys() & costs[smaller].keys():
            before, after = costs[smaller][what], costs[larger][what]
            print(
                f"{' '.join(what):18} {after[0] / before[0]:.1f}× the seconds, {after[1] / before[1]:.2f}× the memory"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        run_one(sys.argv[2], sys.argv[3], sys.argv[4], Path(sys.argv[5]), Path(sys.argv[6]))
    elif sys.argv[1:2] == ["--write"]:
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        run_all([int(one) for one in sys.argv[1:]] or [1_000_000, 10_000_000])
