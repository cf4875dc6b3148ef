"""
How a guided workbook looks: quiet colours, formats of cells, and room enough for what stands in them.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from servicecraft.files.workbook.plans import Kind, Tint, Value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as Writer

TINTS = {
    # heading of a required column, heading of another one, tab
    "blue": ("#BDD3E8", "#E8F0F7", "#7FA6CC"),
    "green": ("#C3DCC6", "#EAF3EB", "#8ABA90"),
    "amber": ("#EFD9AE", "#FAF3E3", "#D9B566"),
    "violet": ("#D3CBE6", "#F0EDF7", "#A597CC"),
    "grey": ("#D3D8DE", "#F0F2F4", "#A9B2BD"),
}
INK = "#26323F"
LINE = "#C9D1DA"
MISSING = "#FDF3D8"
"""The shade where a required value is missing."""
LINE_HEIGHT = 15
CODES = {
    "text": "@",
    "id": "@",
    "number": "General",
    "whole": "0",
    "date": "yyyy-mm-dd",
    "yes_no": '"TRUE";"TRUE";"FALSE"',  # Excel says yes and no in its own language; LibreOffice may show 1 and 0
}
_NARROWEST, _WIDEST = 10, 46
_WIDTHS = {"number": 12, "whole": 10, "date": 12, "yes_no": 10}


class Looks:
    """The formats of one workbook, each one made once."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, **properties: object) -> Format:
        """The format with these properties of xlsxwriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._writer.add_format(properties)
        return self._made[key]

    def heading(self, tint: Tint, *, required: bool) -> Format:
        """Required columns: bold on a stronger tint."""
        strong, light, _ = TINTS[tint]
        return self.of(
            bold=required, bg_color=strong if required else light, font_color=INK, text_wrap=True, valign="vcenter",
            align="left", indent=1, bottom=1, bottom_color=INK, right=1, right_color=LINE, num_format="@",
        )  # fmt: skip

    def cell(self, kind: Kind) -> Format:
        """The cells of a column, filled or not."""
        properties: dict[str, object] = {"num_format": CODES[kind], "valign": "top", "font_color": INK}
        if kind in ("date", "yes_no"):
            return self.of(**properties, align="center")
        if kind in ("number", "whole"):
            return self.of(**properties, align="right", indent=1)
        return self.of(**properties, align="left", indent=1, text_wrap=kind == "text")


def fitted_width(heading: str, values: Iterable[Value], kind: Kind) -> float:
    """Room for the heading with its filter button and for the values; long texts are wrapped instead."""
    words = max((breadth(word) for word in heading.split()), default=0)
    needed = max([min(breadth(heading), 18) + 4, words + 4, *(breadth(_shown(value)) + 2 for value in values)])
    return float(min(max(needed, _WIDTHS.get(kind, _NARROWEST)), _WIDEST))


def _shown(value: Value) -> str:
    return "" if value is None else max(str(value).splitlines() or [""], key=breadth)


def breadth(text: str) -> int:
    """Columns that a text takes; Chinese and Japanese signs take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def line_count(text: str, width: float) -> int:
    """Lines that a wrapped text takes, a little generously: words break before the end of a line."""
    breadths = [breadth(line) for line in text.splitlines() or [""]]
    return sum(1 if needed <= width else math.ceil(needed * 1.08 / max(width, 1)) for needed in breadths)
