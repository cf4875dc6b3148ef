"""
A guided workbook: sheets that somebody can fill in without a manual.

From a plan come the bytes of an `.xlsx` file, the same ones for the same plan. Which sheets there are and what they
mean is for the modules above.
"""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from servicecraft.errors import MissingExtraError, ModelError
from servicecraft.files.workbook.checks import plan_faults
from servicecraft.files.workbook.grids import write_grid
from servicecraft.files.workbook.guidance import write_guidance
from servicecraft.files.workbook.lists import Lists
from servicecraft.files.workbook.looks import Looks
from servicecraft.files.workbook.plans import GridPlan, TextSheet, WorkbookPlan
from servicecraft.files.workbook.rows import exact_worksheet, write_rows
from servicecraft.files.workbook.tables import write_table

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as Writer

_CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""Written into every workbook: the same program gives the same bytes."""


def write_workbook(plan: WorkbookPlan) -> bytes:
    """
    The bytes of an `.xlsx` file, member by member the same for the same plan.

    Raises:
        ModelError: SC-404, one fault for each name, text or value that the format cannot hold without loss.
        MissingExtraError: When xlsxwriter is not installed.
    """
    try:
        from xlsxwriter import Workbook as Writer
    except ImportError:
        raise MissingExtraError("excel", "xlsxwriter, to write workbooks") from None
    faults = list(plan_faults(plan))
    if faults:
        raise ModelError(faults)
    packed = BytesIO()
    with Writer(packed, {"in_memory": True}) as writer:
        writer.set_properties({"title": plan.title, "created": _CREATED})
        _write_sheets(writer, plan)
    return packed.getvalue()


def _write_sheets(writer: Writer, plan: WorkbookPlan) -> None:
    looks = Looks(writer)
    lists = Lists(plan)
    exact = exact_worksheet()
    pages = [(sheet, writer.add_worksheet(sheet.name, exact)) for sheet in plan.sheets]
    for sheet, page in pages:
        if isinstance(sheet, TextSheet):
            write_guidance(page, sheet, looks, plan)
        elif isinstance(sheet, GridPlan):
            write_grid(page, sheet, looks, lists, plan.language)
        elif sheet.columns:
            write_table(page, sheet, looks, lists, plan)
        else:
            write_rows(page, sheet.rows, 0, [], looks)
    lists.write(writer, looks)
