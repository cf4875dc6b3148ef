"""How numbers and days are written in the text cells of a table."""

from __future__ import annotations

import re

from attrs import field, frozen, validators

THOUSANDS_MARKS = (",", ".", " ", "'", "’", "\u00a0", "\u202f")
"""What may stand between the thousands of numbers in text cells, where it is declared."""
DAY_ORDERS = {
    "day/month/year": re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
    "month/day/year": re.compile(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4})"),
}


@frozen(kw_only=True)
class CellForm:
    """
    How numbers and days are written in the text cells of a table.

    Attributes:
        decimal: The decimal mark, `"."` or `","`.
        thousands: What stands between thousands, if anything does.
        dates: `"iso"`, `"day/month/year"` or `"month/day/year"`.
    """

    decimal: str = field(default=".", validator=validators.in_((".", ",")))
    thousands: str | None = field(default=None, validator=validators.optional(validators.in_(THOUSANDS_MARKS)))
    dates: str = field(default="iso", validator=validators.in_(("iso", *DAY_ORDERS)))


PLAIN_CELLS = CellForm()
