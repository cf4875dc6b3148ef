"""Plans for tests: random ones for properties, and a textbook's example."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from servicecraft.model.planning import LINKS, Activity, After

START = datetime.date(2026, 1, 5)
"""A Monday."""

SEVEN = (
    ("1", 5, 8, 17, ()),
    ("2", 7, 10, 13, ()),
    ("3", 3, 5, 7, ("1",)),
    ("4", 1, 3, 5, ("2",)),
    ("5", 4, 6, 8, ("3",)),
    ("6", 3, 3, 3, ("4",)),
    ("7", 3, 4, 5, ("5", "6")),
)
"""The textbook's example of three estimates: two chains of three activities each, then a last one."""


def seven() -> list[Activity]:
    """The textbook's example as activities."""
    return [
        Activity(id=one, optimistic=low, likely=mode, pessimistic=high, after=after)
        for one, low, mode, high, after in SEVEN
    ]


@st.composite
def durations(draw: st.DrawFn) -> dict[str, float]:
    """How long an activity takes: one number, or three estimates."""
    if draw(st.booleans()):
        return {"duration": draw(st.sampled_from([0, 0.5, 1, 1.25, 2, 3, 5, 8, 13]))}
    low, middle, high = sorted(draw(st.lists(st.integers(0, 20), min_size=3, max_size=3)))
    return {"optimistic": low, "likely": middle, "pessimistic": high}


@st.composite
def activities(
    draw: st.DrawFn, *, most: int = 8, links: tuple[str, ...] = LINKS, fixed: bool = False, limits: bool = False
) -> list[Activity]:
    """
    Activities without a loop, in any order.

    Args:
        draw: How to draw.
        most: How many there may be.
        links: The kinds of links that there may be.
        fixed: Whether every duration is one whole number.
        limits: Whether some may not begin before a day, or have a deadline.
    """
    count = draw(st.integers(1, most))
    made = []
    for number in range(count):
        others = draw(st.lists(st.integers(0, number - 1), max_size=3, unique=True)) if number else []
        after = tuple(
            After(f"a{other}", link=draw(st.sampled_from(links)), lag=draw(st.integers(-2, 3))) for other in others
        )
        taken = {"duration": draw(st.integers(0, 6))} if fixed else draw(durations())
        bounds = draw(_limits()) if limits else {}
        owner = draw(st.sampled_from([None, "ana", "ben"]))
        made.append(Activity(id=f"a{number}", after=after, owner=owner, **taken, **bounds))
    return draw(st.permutations(made))


@st.composite
def _limits(draw: st.DrawFn) -> dict[str, datetime.date]:
    days = st.integers(0, 40).map(lambda step: START + datetime.timedelta(step))
    found = {}
    if draw(st.integers(0, 3)) == 0:
        found["not_before"] = draw(days)
    if draw(st.integers(0, 3)) == 0:
        found["deadline"] = max(draw(days), found.get("not_before", START))
    return found
