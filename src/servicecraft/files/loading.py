"""Open a program: everything that is wrong with it is said at once, or it is whole."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from servicecraft.errors import Fault, ModelError
from servicecraft.files.documents import Document
from servicecraft.files.limits import Limits
from servicecraft.files.mapping import read_payroll
from servicecraft.files.reading import read_document
from servicecraft.model.assembly import Assembled, assembled
from servicecraft.model.program import Program, Source

KEPT_HEADER = ("csv",)
"""Keys of a header that say how its tables are written, so that saving writes them so again."""


def load(
    path: str | os.PathLike[str],
    *,
    mapping: str | os.PathLike[str] | None = None,
    language: str | None = None,
    limits: Limits | None = None,
    unknown: str = "refuse",
) -> Program:
    """
    The program that stands at a path.

    Args:
        path: A folder with `program.yaml` and CSV tables, a `.yaml` or `.json` file, or a workbook (`.xlsx`).
        mapping: A YAML file that says how a payroll (`.csv` or `.xlsx`) is to be read as a program.
        language: The locale in which faults speak; that of the program where none is given.
        limits: How large the input may be.
        unknown: `"refuse"` or `"ignore"` columns and tables that a program does not have.

    Returns:
        The whole program; `program.source` tells how many rows of each table were read, and what was doubtful.

    Raises:
        ModelError: Every fault, each with file, line, column, path, value and remedy.
        MissingExtraError: A workbook, and the extra `excel` is not installed.
    """
    limits, place = limits or Limits(), Path(path)
    try:
        document = read_document(place, limits) if mapping is None else read_payroll(place, Path(mapping), limits)
        return _understood(document, str(path), limits, unknown=unknown, language=language)
    except ModelError as error:
        if language is not None:
            raise error.in_language(language) from None
        raise


def _understood(document: Document, path: str, limits: Limits, *, unknown: str, language: str | None) -> Program:
    _refuse_too_many(document, limits)
    try:
        parts = assembled(
            document.header, document.tables, unknown=unknown, language=language, partial=document.partial
        )
        if not document.faults:
            return Program.from_assembled(parts, _source(document, parts, path, language))
        found, spoken = [], language or str(parts.fields["language"])
    except ModelError as error:
        found, spoken = document.placed(error.faults), error.faults[0].language
    raise ModelError(_all_faults(document, found)).in_language(spoken)


def _all_faults(document: Document, found: Sequence[Fault]) -> list[Fault]:
    """The faults of the file and of its tables, one for each place; sheets that were not read may be the cause."""
    taken = {(fault.file, fault.sheet, fault.line, fault.column) for fault in document.faults if fault.line}
    others = [one for one in found if (one.file, one.sheet, one.line, one.column) not in taken]
    unread = [one for one in document.warnings if one.code == "SC-146"]
    return [*document.faults, *others, *unread]


def _source(document: Document, parts: Assembled, path: str, language: str | None) -> Source:
    spoken = language or str(parts.fields["language"])
    warnings = [*document.warnings, *document.placed(parts.warnings)]
    return Source(
        path=path,
        digest=document.digest,
        counts=parts.counts,
        language=document.headings_language,
        header=tuple((key, document.header[key]) for key in KEPT_HEADER if key in document.header),
        warnings=tuple(fault.in_language(spoken) for fault in warnings),
    )


def _refuse_too_many(document: Document, limits: Limits) -> None:
    from servicecraft.words import glossary

    for table in document.tables:
        name = glossary.recognised_table(table.name)
        limit = {"people": limits.people, "links": limits.links}.get(name or "")
        if limit is not None and isinstance(table.rows, list) and len(table.rows) > limit:
            fault = Fault.of("SC-125", path=str(name), limit=limit, what=str(name), option=str(name))
            raise ModelError(document.placed([evolve(fault, path=f"{name}[{limit}]")]))
