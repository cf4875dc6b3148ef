"""Reading a plan that another program made, in the format that its name tells."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import PurePath

from servicecraft.errors import ModelError
from servicecraft.files.csv_text import CsvDialect
from servicecraft.files.disk import read_file
from servicecraft.files.limits import MEGABYTE, Limits
from servicecraft.plan_reading.msproject import plan_of_msproject
from servicecraft.plan_reading.plans import ReadPlan
from servicecraft.plan_reading.tables import plan_of_csv


def read_plan(
    path: str | os.PathLike[str],
    *,
    plan: str = "plan",
    owners: Mapping[str, str] | None = None,
    dialect: CsvDialect | None = None,
    limits: Limits | None = None,
    language: str = "en",
) -> ReadPlan:
    """
    A plan that another program made: MS Project XML (`.xml`), or a CSV table with one row per activity (`.csv`).

    Args:
        path: The file.
        plan: The id that the plan gets.
        owners: For names in the file the ids of people, roles or units of a program; whoever is not named here stays out
            of the activities, since a program refuses an owner that it does not know.
        dialect: How a CSV table is written.
        limits: How large the file may be.
        language: The locale in which the answer and faults speak.

    Returns:
        The rows, and in words what was rounded, changed or left behind: nothing is lost in silence. Ids of a file that
        this library wrote are kept; other tasks of MS Project are called `t` and their number.

    Raises:
        ModelError: The file cannot be read (`SC-123`, `SC-125`), is no plan (`SC-709`), harms (`SC-708`), or holds values
            that cannot be understood; every fault with its place.
    """
    bounds = limits or Limits()
    suffix = PurePath(path).suffix.lower()
    try:
        if suffix not in (".xml", ".csv"):
            raise ModelError.of("SC-142", PurePath(path).name, file=os.fspath(path))
        data = read_file(path, most_bytes=bounds.file_megabytes * MEGABYTE)
        if suffix == ".xml":
            return plan_of_msproject(data, os.fspath(path), plan, owners or {}, bounds, language)
        return plan_of_csv(data, os.fspath(path), plan, owners or {}, dialect or CsvDialect(), bounds, language)
    except ModelError as error:
        raise error.at(os.fspath(path)).in_language(language) from None
