"""What a matrix owes itself: marks between parties that can serve each other, on its scale, each judge once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from servicecraft.errors import Fault, Refusal, SpokenFact, TableFact
from servicecraft.matrix.judges import Judge
from servicecraft.matrix.parties import Party, closed_cell
from servicecraft.matrix.wording import Scale
from servicecraft.model.columns import nearest_words
from servicecraft.model.rows import PARTIES
from servicecraft.words import sentence

if TYPE_CHECKING:
    from servicecraft.matrix.matrix import Matrix


def matrix_faults(matrix: Matrix) -> Iterator[Fault]:
    """Everything that is wrong, with paths such as `judges[0].marks[3].value`."""
    known = {one.id: one for one in matrix.parties}
    yield from _twice("SC-106", [one.id for one in matrix.parties], "parties")
    yield from _twice("SC-525", [one.label() for one in matrix.judges], "judges", [one.key for one in matrix.judges])
    for number, judge in enumerate(matrix.judges):
        yield from _mark_faults(judge, f"judges[{number}].marks", known, matrix.scale)
    for number, one in enumerate(matrix.beans):
        refusal = bean_party(known.get(one.party)) if one.party in known else unknown_party(one.party, known)
        if refusal is not None:
            yield Fault.from_refusal(refusal, path=f"beans[{number}].party")
    slips = [(one.party, one.judge) if one.judge else number for number, one in enumerate(matrix.beans)]
    yield from _twice("SC-525", [one.judge or "" for one in matrix.beans], "beans", slips)


def _twice(code: str, shown: list[str], table: str, keys: Sequence[object] | None = None) -> Iterator[Fault]:
    first: dict[object, int] = {}
    for number, (value, key) in enumerate(zip(shown, keys or shown, strict=True)):
        before = first.setdefault(key, number)
        if before != number:
            fault = Fault.of(code, value, path=f"{table}[{number}]")
            yield evolve(fault, related=(Fault(code=code, path=f"{table}[{before}]"),))


def _mark_faults(judge: Judge, path: str, known: Mapping[str, Party], scale: Scale) -> Iterator[Fault]:
    pairs = [(mark.provider, mark.customer) for mark in judge.marks]
    yield from _twice("SC-106", [" → ".join(pair) for pair in pairs], path, pairs)
    for number, mark in enumerate(judge.marks):
        here = f"{path}[{number}]"
        unknown = [
            (end, one) for end, one in (("provider", mark.provider), ("customer", mark.customer)) if one not in known
        ]
        for end, one in unknown:
            yield Fault.from_refusal(unknown_party(one, known), path=f"{here}.{end}")
        refusal = None if unknown else closed_cell(known[mark.provider], known[mark.customer])
        if refusal is not None:
            yield Fault.from_refusal(refusal, path=here)
        if not scale.allows(mark.value):
            yield Fault.from_refusal(off_scale(mark.value, scale), path=f"{here}.value")


def off_scale(value: object, scale: Scale) -> Refusal:
    """The refusal of what is no mark."""
    return Refusal("SC-522", value, marks=scale.marks)


def unknown_party(wanted: str, known: Mapping[str, Party]) -> Refusal:
    """The refusal of an id that no party has."""
    return Refusal("SC-112", wanted, kinds=TableFact(" ".join(PARTIES)), nearest=nearest_words(wanted, list(known)))


def bean_party(party: Party | None) -> Refusal | None:
    """Why beans cannot be about a party; `None` where they can."""
    if party is None or party.kind.works:
        return None
    reason = SpokenFact(sentence("beans are about units and people, who have work of their own."))
    return Refusal("SC-113", party.id, reason=reason)
