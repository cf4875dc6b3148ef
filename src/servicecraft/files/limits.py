"""
How large an input may be before it is refused.

The limits are far above what a program of people holds and far below what harms a computer. They bind files; frames
and values that a program makes itself are not counted.
"""

from __future__ import annotations

from attrs import Attribute, field, frozen

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.words import sentence

MEGABYTE = 1_000_000
"""Bytes in a megabyte, as the limits count them."""

DEEPEST = 500
"""The most levels that `Limits.depth` can allow: not far above, Python's own JSON reader gives up."""


def _at_least_one(_limits: Limits, attribute: Attribute[int], value: object) -> None:
    if type(value) is int and value > 0 and (attribute.name != "depth" or value <= DEEPEST):
        return
    allowed = (
        SpokenFact(sentence("a whole number from 1 to {most}"), most=DEEPEST)
        if attribute.name == "depth"
        else SpokenFact(sentence("a whole number from 1 upwards"))
    )
    raise ModelError.of("SC-127", value, path=f"limits.{attribute.name}", column=attribute.name, range=allowed)


def _limit(default: int) -> int:
    limit: int = field(default=default, validator=_at_least_one)
    return limit


@frozen(kw_only=True)
class Limits:
    """
    How large an input may be.

    Attributes:
        file_megabytes: Size of one file on disk, in megabytes of 1,000,000 bytes.
        depth: Levels of lists and mappings that stand one inside another; at most 500.
        nodes: Values and keys in one YAML or JSON file; lines in one CSV table.
        people: Rows in the table of people.
        links: Rows in the table of service links.
        csv_field: Characters in one field of a CSV table.
        sheets: Sheets in one workbook.
        sheet_rows: Rows in one sheet of a workbook.
        open_megabytes: Size of a workbook when unpacked, in megabytes of 1,000,000 bytes.
        ratio: How many times larger than packed a part of a workbook may be when unpacked.
        entries: Parts inside one workbook file.

    Raises:
        ModelError: A limit is not a whole number above 0, or `depth` is above 500.
    """

    file_megabytes: int = _limit(64)
    depth: int = _limit(32)
    nodes: int = _limit(5_000_000)
    people: int = _limit(200_000)
    links: int = _limit(2_000_000)
    csv_field: int = _limit(1_000_000)
    sheets: int = _limit(200)
    sheet_rows: int = _limit(1_048_576)
    open_megabytes: int = _limit(256)
    ratio: int = _limit(100)
    entries: int = _limit(1_000)
