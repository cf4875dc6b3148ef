"""Days of the calendar."""

from __future__ import annotations

import datetime
import re
from typing import ClassVar

from attrs import define

from servicecraft.model.columns.cells import DAY_ORDERS, CellForm
from servicecraft.model.columns.column import Column
from servicecraft.words import sentence

FIRST_YEAR, LAST_YEAR = 1900, 2199
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def day_of(value: datetime.date | str, name: str) -> datetime.date:
    """
    The day that an argument gives, as a date or as ISO text.

    Raises:
        ModelError: It is neither; the fault's path is the name of the argument.
    """
    made = Day("", name=name).check(value)
    assert isinstance(made, datetime.date)  # noqa: S101 - tells the type checker what a day is
    return made


@define(eq=False)
class Day(Column):
    """A day of the calendar, from 1900 to 2199."""

    expected: ClassVar[str] = sentence("a day such as 2026-06-30")

    def clean(self, value: object) -> object:
        """The day; a moment with hours is refused, since nothing here is timed by the hour."""
        if isinstance(value, str):
            value = self._from_iso(value)
        if not isinstance(value, datetime.date):
            self.wrong_kind(value)
        if isinstance(value, datetime.datetime):
            self.refuse("SC-116", value)
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            self.refuse("SC-116", value)
        return value

    def from_cell(self, value: object) -> object:
        """The day of a moment at midnight, which is how spreadsheets hold days."""
        if isinstance(value, datetime.datetime) and value.time() == datetime.time() and value.tzinfo is None:
            return value.date()
        return value

    def _from_iso(self, text: str) -> datetime.date:
        if not _ISO_DAY.fullmatch(text.strip()):
            self.refuse("SC-116", text)
        try:
            return datetime.date.fromisoformat(text.strip())
        except ValueError:
            self.refuse("SC-116", text)

    def read(self, cell: str, form: CellForm) -> object:
        """The day in the declared order; ISO days are always read."""
        if form.dates == "iso" or _ISO_DAY.fullmatch(cell.strip()):
            return cell
        match = DAY_ORDERS[form.dates].fullmatch(cell.strip())
        if match is None:
            self.refuse("SC-116", cell)
        try:
            return datetime.date(*(int(match[part]) for part in ("year", "month", "day")))
        except ValueError:
            self.refuse("SC-116", cell)

    def plain(self, value: object) -> object:
        """The day in ISO form."""
        return value.isoformat() if isinstance(value, datetime.date) else value

    def written(self, value: object, form: CellForm) -> str:
        """The day in the declared order."""
        if form.dates == "iso" or not isinstance(value, datetime.date):
            return str(self.plain(value))
        return value.strftime("%d/%m/%Y" if form.dates == "day/month/year" else "%m/%d/%Y")

    def schema(self) -> dict[str, object]:
        """A string with an ISO date."""
        return {"type": "string", "format": "date", "pattern": r"^(19|2[01])\d{2}-\d{2}-\d{2}$"}
