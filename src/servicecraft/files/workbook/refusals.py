"""
How a workbook is refused: as unsafe, as too large, as damaged.

Why it is refused is for the modules that look at it.
"""

from __future__ import annotations

from typing import NoReturn

from servicecraft.errors import Fault, ModelError, SpokenFact
from servicecraft.words import sentence


def refuse(
    file: str, reason: str, /, *, sheet: str | None = None, line: int | None = None, **facts: object
) -> NoReturn:
    """Refuse a workbook as unsafe: SC-122, with the facts that the reason names."""
    raise ModelError([_unsafe(file, reason, sheet=sheet, line=line, **facts)])


def refuse_size(
    file: str, limit: int, what: str, option: str, /, *, sheet: str | None = None, line: int | None = None
) -> NoReturn:
    """Refuse a workbook as too large: SC-125, with the option that allows more."""
    facts = (("limit", str(limit)), ("what", SpokenFact(what)), ("option", option))
    raise ModelError([Fault(code="SC-125", file=file, sheet=sheet, line=line, facts=facts)])


def refuse_damaged(file: str, part: str) -> NoReturn:
    """Refuse a workbook of which a part cannot be understood: SC-122."""
    refuse(file, sentence("its part {part} is damaged"), part=part)


def _unsafe(file: str, reason: str, /, *, sheet: str | None = None, line: int | None = None, **facts: object) -> Fault:
    spoken = SpokenFact(reason, **facts)
    return Fault(code="SC-122", file=file, sheet=sheet, line=line, facts=(("reason", spoken),))
