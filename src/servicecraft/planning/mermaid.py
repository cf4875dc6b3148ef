"""A plan as the text of a Mermaid Gantt chart."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from servicecraft.planning.outline import Outline
from servicecraft.planning.overview import phase_places
from servicecraft.planning.timetable import Timetable
from servicecraft.words import sentence

_MEANING = re.compile(r"[^\w .,()/!?+*=&'’–—-]|_")
"""Characters that can mean something in Mermaid or HTML, or that a chart may draw wrongly."""
_WORDS = (
    "acc",
    "axisformat",
    "call",
    "click",
    "dateformat",
    "excludes",
    "gantt",
    "href",
    "inclu",
    "section",
    "tickinterval",
    "title",
    "todaymarker",
    "topaxis",
    "week",
)
"""Beginnings of words that mean something at the beginning of a line."""


def mermaid_text(outline: Outline, table: Timetable) -> str:
    """
    The chart: one section for each phase, one bar for each activity, the critical ones marked.

    Names are written so that nothing in them can mean anything to Mermaid. Bars run from the first to the last day of an
    activity, both included; days off within it are not cut out.

    Raises:
        PlanError: The plan has no first day.
    """
    outline.dated(sentence("a chart"))
    lines = ["gantt", "    dateFormat YYYY-MM-DD"]
    if outline.title:
        lines.append(f"    title {_escaped(outline.title)}")
    named = {one.id for one in outline.phases}
    homeless = [place for place, one in enumerate(outline.activities) if one.phase not in named]
    if homeless:
        lines += _bars(outline, table, homeless)
    for phase in outline.phases:
        lines.append(f"    section {_escaped(phase.name)}")
        lines += _bars(outline, table, phase_places(outline, [phase.id]))
    return "\n".join(lines) + "\n"


def _bars(outline: Outline, table: Timetable, places: Sequence[int]) -> Iterator[str]:
    for place in places:
        one, start, finish = outline.activities[place], table.start[place], table.finish[place]
        if start is None or finish is None:
            continue
        point = one.milestone or not table.duration[place]
        tags = [*(["crit"] if table.critical[place] else []), *(["milestone"] if point else [])]
        end = "0d" if point else (max(finish, start) + datetime.timedelta(days=1)).isoformat()
        done = ["done"] if outline.as_of is not None and _finished(one.finished_on, outline.as_of) else []
        yield f"    {_escaped(one.name)} :{', '.join([*done, *tags, f'a{place + 1}', start.isoformat(), end])}"


def _finished(day: datetime.date | None, as_of: datetime.date) -> bool:
    return day is not None and day <= as_of


def _escaped(name: str) -> str:
    """A name in which every character that could mean something is written as a number."""
    text = " ".join(name.split())
    if text[0].isdigit() or text.casefold().startswith(_WORDS):
        return _number(text[0]) + _escaped_inside(text[1:])
    return _escaped_inside(text)


def _escaped_inside(text: str) -> str:
    return _MEANING.sub(lambda found: _number(found[0]), text)


def _number(character: str) -> str:
    return f"#{ord(character)};"
