"""
What is found when every part of a workbook is walked over once: sheets, shared texts, styles.

Parts that hold no values are walked over as well, because nothing in the archive may be unsafe. The sheets together
may not span more cells than a workbook of the allowed size could fill.
"""

from __future__ import annotations

from attrs import frozen

from servicecraft.files.limits import Limits
from servicecraft.files.workbook.cells import SheetPass
from servicecraft.files.workbook.package import Package
from servicecraft.files.workbook.refusals import refuse_damaged, refuse_size
from servicecraft.files.workbook.shared import SharedTexts, Styles
from servicecraft.files.workbook.xml import Pass
from servicecraft.words import sentence

CELLS_PER_MEGABYTE = 80_000
"""Cells between the first and the last filled one that a megabyte of open workbook could hold."""


@frozen(kw_only=True)
class ReadParts:
    """What the own passes found: the sheets, and the texts and styles that their cells refer to."""

    sheets: tuple[SheetPass, ...]
    texts: SharedTexts
    styles: Styles


def read_parts(package: Package, limits: Limits) -> ReadParts:
    """What an own pass over every part finds; the parts that hold no values are only walked through."""
    file, parts = package.file, package.parts
    if len(package.sheets) > limits.sheets:
        refuse_size(file, limits.sheets, sentence("sheets"), "sheets")
    texts, styles = SharedTexts(package.texts, file), Styles(package.styles, file)
    for walk in (texts, styles):
        if walk.part in parts:
            walk.run(parts[walk.part])
    for name in parts.keys() - {package.texts, package.styles, *(sheet.part for sheet in package.sheets)}:
        Pass(name, file).run(parts[name], needed=False)
    sheets: list[SheetPass] = []
    for listed in package.sheets:
        if listed.part not in parts:
            refuse_damaged(file, listed.part)
        sheets.append(SheetPass(listed, file, limits, texts))
        sheets[-1].run(parts[listed.part])
        _check_area(sheets, limits)
    return ReadParts(sheets=tuple(sheets), texts=texts, styles=styles)


def _check_area(sheets: list[SheetPass], limits: Limits) -> None:
    # A cell at the top and a stray one far below: python-calamine lays out all the empty ones between them.
    most = limits.open_megabytes * CELLS_PER_MEGABYTE
    if sum(sheet.area for sheet in sheets) > most:
        what = sentence("cells between the first and the last filled one")
        refuse_size(sheets[-1].file, most, what, "open_megabytes", sheet=sheets[-1].sheet, line=sheets[-1].last_row)
