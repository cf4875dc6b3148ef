"""
How long does reading a program take, against what a user would pick instead?

One run, one machine, the same files: a folder of 10,000 people and 60,000 links, read by the library (parsed, checked,
consistent, objects), by the standard library's `csv.DictReader` into plain dictionaries (no checks at all), and by
pandas into frames (no checks either). The best of several turns each; memory by tracemalloc in a turn of its own.
Goal: at most 4 times the plain dictionaries.

Run: python benchmarks/loading.py [people]
"""

from __future__ import annotations

import csv
import gc
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random

import servicecraft as sc

LINKS_PER_PERSON = 6
TURNS = 7


def write_folder(folder: Path, people: int, links_per_person: int = LINKS_PER_PERSON) -> None:
    """A folder as a user would have it: units with heads, roles, people, customers, links."""
    random = Random(0)
    units = max(1, people // 20)
    folder.mkdir()
    (folder / "program.yaml").write_text('schema_version: "1.0"\nname: Benchmark\n')
    lines = {
        "units.csv": ["id,name,head", *(f"u{n},Unit {n},p{n}" for n in range(units))],
        "roles.csv": ["id,name,level", "r0,Boss,senior", "r1,Agent,front_line"],
        "customers.csv": ["id,name,weight", "c0,Families,3", "c1,Firms,1"],
        "people.csv": [
            "id,name,role,unit,fte,joined",
            *(f"p{n},Person {n},r{n % 2},u{n % units},0.8,2020-01-{n % 28 + 1:02}" for n in range(people)),
        ],
        "links.csv": ["provider,customer,importance,declared_by,since", *_links(random, people, links_per_person)],
    }
    for name, rows in lines.items():
        (folder / name).write_text("\n".join(rows) + "\n")


def _links(random: Random, people: int, links_per_person: int) -> list[str]:
    made = []
    for n in range(people * links_per_person):
        one = n % people
        other = f"c{n % 2}" if n % 10 == 0 else f"p{(one + 1 + random.randrange(people - 1)) % people}"
        made.append(f"p{one},{other},{random.choice((1, 3, 9))},both,2024-01-01")
    return made


def with_standard_library(folder: Path) -> object:
    """Every table as a list of dictionaries."""
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            tables[path.stem] = list(csv.DictReader(lines))
    return tables


def with_pandas(folder: Path) -> object:
    """Every table as a frame."""
    import pandas

    return {path.stem: pandas.read_csv(path) for path in sorted(folder.glob("*.csv"))}


def best(read: Callable[[Path], object], folder: Path) -> float:
    """The shortest of several turns, in seconds."""
    times = []
    for _ in range(TURNS):
        gc.collect()
        begin = time.perf_counter()
        kept = read(folder)
        times.append(time.perf_counter() - begin)
        del kept
    return min(times)


def memory(read: Callable[[Path], object], folder: Path) -> float:
    """Megabytes that the result keeps."""
    gc.collect()
    tracemalloc.start()
    kept = read(folder)
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size / 1e6


def main(people: int) -> None:
    """Print seconds, ratios and memory."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, without_links = Path(scratch) / "program", Path(scratch) / "people"
        write_folder(folder, people)
        write_folder(without_links, people, 0)
        readers = {"csv.DictReader": with_standard_library, "pandas": with_pandas, "servicecraft.load": sc.load}
        for read in readers.values():
            read(folder)
        seconds = {name: best(read, folder) for name, read in readers.items()}
        kept = {name: read for name, read in readers.items() if name != "pandas"}  # its memory is not Python's
        sizes = {name: (memory(read, without_links), memory(read, folder)) for name, read in kept.items()}
        print(f"{people:,} people, {people * LINKS_PER_PERSON:,} links, Python {sys.version.split()[0]}")
        for name, value in seconds.items():
            ratios = ", ".join(f"{value / seconds[other]:.2f} x {other}" for other in seconds if other != name)
            print(f"{name:20} {value:7.3f} s   {ratios}")
        for name, (bare, whole) in sizes.items():
            links = (whole - bare) * 1e6 / (people * LINKS_PER_PERSON)
            print(f"{name:20} {whole:7.1f} MB  {bare * 1e6 / people:.0f} bytes a person, {links:.0f} bytes a link")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
