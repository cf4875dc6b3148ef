"""
Side by side: our simulation of a plan and the same written plainly in numpy; and how the schedule grows with the plan.

The plain one draws with `Generator.beta`, all samples of a batch at once, and walks the activities in order with
`np.maximum`, as anybody would write it; it finds the finishes only. Ours finds, for the same plan and as many samples, also
how often each activity carries the finish and how far it moves it. Times are processor seconds of this process, best of some runs; the
two take turns, so that a busy computer hits both. The finishes are compared before any time is printed.

    python benchmarks/schedule.py [activities:samples …]      the default is 5000:1000 500:100000
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from servicecraft.model.planning import Activity
from servicecraft.planning import Schedule
from servicecraft.planning.gathering import gathered
from servicecraft.planning.passes import times
from servicecraft.planning.work import Work, topological

RUNS = 5
BATCH = 2_000
"""Samples that the plain simulation computes together: much faster than all of 100,000 at once."""


def plan(count: int, width: int = 20, waits: int = 3) -> list[Activity]:
    """Activities with three estimates, about *width* at a time, each waiting for up to three earlier ones."""
    random = np.random.default_rng(20_260_701)
    made = []
    for number in range(count):
        back = random.integers(1, width + 5, waits) + (width if number >= width else count)
        after = tuple(f"a{number - int(one)}" for one in dict.fromkeys(back.tolist()) if number >= one)
        low, middle, high = np.cumsum(random.uniform(1, 10, 3)).tolist()
        made.append(Activity(id=f"a{number}", optimistic=low, likely=middle, pessimistic=high, after=after))
    return made


def plainly(work: Work, samples: int) -> np.ndarray:
    """The finishes of a plan whose activities all vary and wait for finishes only, written plainly."""
    random = np.random.default_rng(0)
    alpha = (1 + 4 * (work.likeliest - work.shortest) / (work.longest - work.shortest))[:, None]
    low, width = work.shortest[:, None], (work.longest - work.shortest)[:, None]
    before: list[list[int]] = [[] for _ in range(work.size)]
    for one, other in zip(work.arcs.before.tolist(), work.arcs.after.tolist(), strict=True):
        before[other].append(one)
    order = topological(work.arcs.before, work.arcs.after, work.size)
    finishes = []
    for begin in range(0, samples, BATCH):
        count = min(BATCH, samples - begin)
        taken = low + width * random.beta(alpha, 6 - alpha, (work.size, count))
        end = np.empty((work.size, count))
        for piece in order:
            start = np.zeros(count)
            for one in before[piece]:
                np.maximum(start, end[one], out=start)
            np.add(start, taken[piece], out=end[piece])
        finishes.append(end.max(axis=0))
    return np.concatenate(finishes)


def best(*works: Callable[[], object]) -> list[float]:
    """The shortest time of each of some works that take turns."""
    seconds = [float("inf")] * len(works)
    for _ in range(RUNS):
        for number, work in enumerate(works):
            begin = time.process_time()
            work()
            seconds[number] = min(seconds[number], time.process_time() - begin)
    return seconds


def simulation(count: int, samples: int) -> None:
    """Both simulations of one plan."""
    schedule = Schedule.of_activities(plan(count))
    ours, plain = schedule.simulate(samples).finishes, plainly(schedule.work, samples)
    noise = 5 * plain.std() / np.sqrt(samples)
    assert abs(ours.mean() - plain.mean()) < 2 * noise, (ours.mean(), plain.mean())
    tracemalloc.start()
    schedule.simulate(samples)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    mine, theirs = best(lambda: schedule.simulate(samples), lambda: plainly(schedule.work, samples))
    each = 1e9 * mine / count / samples
    print(
        f"{count:>7,} × {samples:>7,}: {mine:7.3f} s, plain numpy {theirs:7.3f} s, ratio {mine / theirs:5.2f};"
        f" {each:5.1f} ns for each duration, {peak / 1e6:5.0f} MB"
    )


def growth() -> None:
    """The schedule of ever larger plans."""
    print("\nactivities   whole    gathering   passes   (seconds)")
    totals = []
    for count in (25_000, 50_000, 100_000, 200_000):
        rows = plan(count)
        schedule = Schedule.of_activities(rows)
        paths = [f"activities[{place}]" for place in range(count)]
        outline = schedule.outline
        seconds = best(
            lambda rows=rows: Schedule.of_activities(rows),
            lambda outline=outline, paths=paths: gathered(outline.activities, outline.calendar, None, paths),
            lambda schedule=schedule: times(schedule.work),
        )
        totals.append((count, seconds[0]))
        print(f"{count:>10,}" + "".join(f"{one:9.3f}" for one in seconds))
    for (small, first), (large, second) in pairwise(totals):
        print(f"{small:,} → {large:,}: {second / first:.2f}×")


if __name__ == "__main__":
    for asked in sys.argv[1:] or ("5000:1000", "500:100000"):
        simulation(*(int(one) for one in asked.split(":")))
    if not sys.argv[1:]:
        growth()
