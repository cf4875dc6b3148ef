"""
The cells of a workbook, at their real rows and columns, from bytes that nobody trusts.

Three steps, each on what the one before let through. The archive is unpacked, every size counted while it flows. An own
pass over the XML finds what a reader of values passes over in silence: formulas that were never calculated, errors,
merged and hidden cells. Only then python-calamine turns the checked parts, packed anew, into values. What a sheet means
is another module's question.
"""

from __future__ import annotations

from attrs import frozen

from servicecraft.errors import Fault, MissingExtraError
from servicecraft.files.limits import Limits
from servicecraft.files.workbook.archive import unpacked
from servicecraft.files.workbook.package import package_in
from servicecraft.files.workbook.sheets import read_parts
from servicecraft.files.workbook.values import Cell, values_of


@frozen(kw_only=True)
class Sheet:
    """
    One sheet of a workbook.

    Attributes:
        name: Its name, as its tab shows it.
        rows: The rows from row 1, each one from column A, without the empty cells at its end; rows without any value
            are empty lists, and behind the last filled row there is none. A number is a float, also a whole one;
            times of day and durations are texts such as `"12:30:00"`.
        faults: What is doubtful about its cells; empty for a clean sheet.
    """

    name: str
    rows: list[list[Cell]]
    faults: tuple[Fault, ...] = ()


@frozen(kw_only=True)
class Workbook:
    """
    All sheets of a workbook.

    Attributes:
        sheets: In the order of the workbook's tabs.
        warnings: What is doubtful about the workbook as a whole.
    """

    sheets: tuple[Sheet, ...]
    warnings: tuple[Fault, ...] = ()


def read_workbook(data: bytes, *, file: str, limits: Limits) -> Workbook:
    """
    The sheets of an `.xlsx` workbook, with everything that is doubtful about them.

    Args:
        data: The bytes of the file.
        file: How the faults name it.
        limits: How large the workbook, open and packed, may be.

    Raises:
        ModelError: SC-122 for bytes that are no workbook or not a safe one, SC-102 for declared entities, SC-125 for
            one that is larger than a limit.
        MissingExtraError: When python-calamine is not installed.
    """
    try:
        import python_calamine  # noqa: F401 - an extra, and missing must be said before the file is judged
    except ImportError:
        raise MissingExtraError("excel", "python-calamine, to read workbooks") from None
    package = package_in(unpacked(data, file, limits), file)
    read = read_parts(package, limits)
    values = values_of(read, package)
    return Workbook(
        sheets=tuple(
            Sheet(name=sheet.sheet, rows=rows, faults=sheet.faults)
            for sheet, rows in zip(read.sheets, values, strict=True)
        )
    )
