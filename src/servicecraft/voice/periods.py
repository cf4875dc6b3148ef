"""
Days, months, quarters and years as labels that sort by time: `2026-05-14`, `2026-05`, `2026-Q2`, `2026`.

What people call a time otherwise, such as "Easter", stays what it is and belongs to no month, quarter or year.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from servicecraft.voice.keys import Label

PERIODS = ("day", "month", "quarter", "year")
"""The spans by which answers can be kept and shown."""
_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?(?:[T ].*)?$"),
    re.compile(r"(?P<year>\d{4})-?[QqTt](?P<quarter>[1-4])$"),
    re.compile(r"(?P<year>\d{4})$"),
)


def parts(label: Label) -> dict[str, int]:
    """Year, and as far as they are told quarter, month and day of a label; empty for what is no time."""
    if isinstance(label, datetime.date):
        label = label.isoformat()
    text = str(label).strip()
    match = next((found for form in _FORMS if (found := form.match(text))), None)
    told = {name: int(value) for name, value in match.groupdict().items() if value} if match else {}
    if "month" in told:
        told["quarter"] = (told["month"] + 2) // 3
    return told if _exists(told) else {}


def _exists(told: dict[str, int]) -> bool:
    try:
        return not told or bool(datetime.date(told["year"], told.get("month", 1), told.get("day", 1)))
    except ValueError:  # such as the 31st of February, or the year 0
        return False


def span_of(label: Label, span: str) -> str | None:
    """The day, month, quarter or year in which a time lies; `None` where the label is wider than that, or no time."""
    told = parts(label)
    if span not in told:
        return None
    year = f"{told['year']:04d}"
    if span == "year":
        return year
    if span == "quarter":
        return f"{year}-Q{told['quarter']}"
    return f"{year}-{told['month']:02d}" + (f"-{told['day']:02d}" if span == "day" else "")


def tidy(label: Label) -> Label:
    """A time in the library's form; any other text as it is."""
    told = parts(label)
    narrowest = next((span for span in PERIODS if span in told), None)
    return label if narrowest is None else span_of(label, narrowest) or label


def of_month(number: int) -> str:
    """The label of a month counted from the year 0: `year * 12 + month`, with months from 1."""
    return f"{(number - 1) // 12:04d}-{(number - 1) % 12 + 1:02d}"


def year_before(label: Label) -> str | None:
    """The same day, month, quarter or year one year before; `None` for what is no time."""
    told = parts(label)
    narrowest = next((span for span in PERIODS if span in told), None)
    if narrowest is None:
        return None
    return f"{told['year'] - 1:04d}{str(tidy(label))[4:]}"


def within(label: Label, wider: Label) -> bool:
    """Whether a time lies in another one, as `2026-05` does in `2026-Q2`; equal labels do."""
    if label == wider:
        return True
    told = parts(wider)
    narrowest = next((span for span in PERIODS if span in told), None)
    return narrowest is not None and span_of(label, narrowest) == tidy(wider)


def ends(labels: Iterable[Label]) -> tuple[Label, Label] | None:
    """The first and the last of some times; `None` where there is no time among them."""
    known = sorted((one for one in labels if parts(one)), key=str)
    return (known[0], known[-1]) if known else None


def first_day(label: Label) -> datetime.date | None:
    """The first day of a time; `None` for what is no time."""
    told = parts(label)
    if not told:
        return None
    return datetime.date(told["year"], told.get("month", 3 * told.get("quarter", 1) - 2), told.get("day", 1))


def following(label: Label) -> str | None:
    """The next day, month, quarter or year; `None` for what is no time."""
    told, first = parts(label), first_day(label)
    narrowest = next((span for span in PERIODS if span in told), None)
    if narrowest is None or first is None or first.year >= datetime.MAXYEAR:
        return None
    if narrowest == "day":
        return (first + datetime.timedelta(days=1)).isoformat()
    months = {"month": 1, "quarter": 3, "year": 12}[narrowest]
    return span_of(of_month(first.year * 12 + first.month + months), narrowest)
