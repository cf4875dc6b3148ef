"""Which parties are shown together: by unit, level, role, person or attribute."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from servicecraft.errors import NetworkError
from servicecraft.model.words import Level
from servicecraft.network.drawing import (
    NOBODY,
    NOT_MAPPED,
    PERSON,
    RESOURCE,
    UNIT,
    Drawing,
    Flags,
    Floats,
    Places,
    Whole,
)
from servicecraft.words import say, sentence

ALWAYS = ("party", "unit", "level", "role", "customer", "person")
FEWEST_TOGETHER = 3
"""Fewer people are not shown as a group of their own where people may not stand alone: of two, each could tell the
other's figures. No setting loosens it."""


@frozen(kw_only=True, eq=False)
class Grouping:
    """
    Every party in exactly one group.

    Attributes:
        codes: For each party the place of its group.
        ids: The ids of the groups; `None` for what belongs to none.
        names: Their names.
        ranked: Whether the groups are shown with the largest first; people never are.
    """

    codes: Places
    ids: tuple[str | None, ...]
    names: tuple[str, ...]
    ranked: bool = False


def grouped(drawing: Drawing, by: str, *, alone: bool = True) -> Grouping:
    """
    The groups of a question.

    Args:
        drawing: The parties.
        by: What they are grouped by.
        alone: Whether people may stand alone; else they stand with their unit, and no attribute singles them out.

    Raises:
        NetworkError: There is no such grouping.
    """
    if by in ("party", "customer"):
        return _each_alone(drawing) if alone else _people_in_units(drawing)
    if by == "person":
        return _labelled(drawing, np.where(drawing.kinds == PERSON, np.arange(drawing.size), NOBODY), _all(drawing))
    if by == "unit":
        own = np.where(drawing.kinds == UNIT, np.arange(drawing.size), drawing.units)
        return _labelled(drawing, own, _all(drawing), kept=np.flatnonzero(drawing.kinds == UNIT), ranked=True)
    if by in drawing.labels:
        return _by_label(drawing, by, alone or by in ALWAYS)
    choices = ", ".join((*ALWAYS, *(one for one in drawing.labels if one not in ALWAYS)))
    raise NetworkError.of("SC-506", by, choices=choices).in_language(drawing.language)


def _all(drawing: Drawing) -> list[tuple[str, str]]:
    return [(drawing.id_of(place), drawing.name_of(place)) for place in range(drawing.size)]


def id_order(drawing: Drawing, places: Whole | None = None) -> Places:
    """The places of the parties, or of some of them, in the order of their ids; whole numbers in theirs."""
    ids = np.asarray(drawing.ids)
    order = np.argsort(ids if places is None else ids[places], kind="stable")
    return np.asarray(order if places is None else places[order], dtype=np.int32)


def named(drawing: Drawing, order: Whole) -> tuple[list[str], list[str]]:
    """The ids and the names of parties at some places, in their order, without a step for each."""
    ids = [str(one) for one in np.asarray(drawing.ids)[order].tolist()]
    if drawing.names is None:
        return ids, ids
    return ids, [str(drawing.names[place]) for place in order.tolist()]


def cells(values: Floats, there: Flags | None = None) -> list[float | None]:
    """Numbers as cells of a table: `None` where there is no finite one, or where nothing is meant to be."""
    shown = np.isfinite(values) if there is None else there & np.isfinite(values)
    if shown.all():
        return list(values.tolist())
    found = values.astype(object)
    found[~shown] = None
    return list(found.tolist())


def _each_alone(drawing: Drawing) -> Grouping:
    order = id_order(drawing)
    codes = np.empty(drawing.size, dtype=np.int32)
    codes[order] = np.arange(drawing.size, dtype=np.int32)
    ids, names = named(drawing, order)
    return Grouping(codes=codes, ids=tuple(ids), names=tuple(names))


def _people_in_units(drawing: Drawing) -> Grouping:
    """Every unit, resource and other party alone, and people with their unit."""
    order = id_order(drawing)
    order = order[drawing.kinds[order] != PERSON]
    place = np.where(drawing.kinds == PERSON, drawing.units, np.arange(drawing.size))
    code = np.full(drawing.size + 1, NOBODY, dtype=np.int32)
    code[order] = np.arange(len(order), dtype=np.int32)
    codes, ids, names = code[place], list(drawing.ids_of(order)), named(drawing, order)[1]
    if (codes == NOBODY).any():
        codes = np.where(codes == NOBODY, len(ids), codes).astype(np.int32)
        return Grouping(
            codes=codes, ids=(*ids, None), names=(*names, say(sentence("people without"), drawing.language))
        )
    return Grouping(codes=codes, ids=tuple(ids), names=tuple(names))


def _by_label(drawing: Drawing, by: str, alone: bool) -> Grouping:
    values = drawing.labels[by]
    known = sorted({one for one in values if one is not None}, key=lambda one: _in_order(by, one))
    place = {one: index for index, one in enumerate(known)}
    codes: Whole = np.array([NOBODY if one is None else place[one] for one in values], dtype=np.int32)
    kept = np.arange(len(known))
    if not alone:
        people = drawing.kinds == PERSON
        codes = np.where(people, few_together(np.where(people, codes, NOBODY), people), codes)
        kept = np.unique(codes[codes != NOBODY])
    names = drawing.label_names.get(by, {})
    pairs = [(one, names.get(one, _label_name(by, one, drawing.language))) for one in known]
    return _labelled(drawing, codes, pairs, kept=kept, ranked=by != "level")


def _in_order(by: str, value: str) -> tuple[int, str]:
    levels = [one.value for one in Level]
    return (levels.index(value) if by == "level" and value in levels else 0, value)


def _label_name(by: str, value: str, language: str) -> str:
    return Level(value).label(language) if by == "level" and value in {one.value for one in Level} else value


def _labelled(
    drawing: Drawing,
    values: Whole,
    pairs: Sequence[tuple[str, str]],
    *,
    kept: Whole | None = None,
    ranked: bool = False,
) -> Grouping:
    """Groups in the order of their ids, then people without one, other parties without one, and what is not mapped."""
    used = np.unique(values[values != NOBODY]) if kept is None else kept
    order = sorted(used.tolist(), key=lambda one: pairs[one][0]) if kept is None else used.tolist()
    ids: list[str | None] = [pairs[one][0] for one in order]
    names = [pairs[one][1] for one in order]
    code = np.full(len(pairs) + 1, NOBODY, dtype=np.int32)
    code[order] = np.arange(len(order), dtype=np.int32)
    codes = np.where(values == NOBODY, NOBODY, code[values]).astype(np.int32)
    left = codes == NOBODY
    rests = (
        (left & (drawing.kinds == PERSON), None, say(sentence("people without"), drawing.language)),
        (left & np.isin(drawing.kinds, (UNIT, RESOURCE)), None, say(sentence("other parties"), drawing.language)),
        (left & (drawing.kinds == NOT_MAPPED), "unmapped", say(sentence("not mapped"), drawing.language)),
    )
    for which, identifier, name in rests:
        if which.any():
            codes[which] = len(ids)
            ids.append(identifier)
            names.append(name)
    return Grouping(codes=codes, ids=tuple(ids), names=tuple(names), ranked=ranked)


def few_together(groups: Whole, counted: Flags, unnamed: Floats | None = None) -> Whole:
    """
    Groups of people with those of too few joined to those without a group, and these never too few themselves.

    Args:
        groups: For each party the number of its group, `NOBODY` for none.
        counted: Who counts.
        unnamed: For each group how many belong to it who are no parties.
    """
    found = groups.copy()
    while True:
        sizes = np.bincount(found[counted] + 1).astype(float)
        left, sizes = (float(sizes[0]), sizes[1:]) if len(sizes) else (0.0, sizes)
        if unnamed is not None:
            sizes = np.where(sizes > 0, sizes + unnamed[: len(sizes)], 0.0)
        few = (sizes > 0) & (sizes < FEWEST_TOGETHER)
        if not few.any() and 0 < left < FEWEST_TOGETHER and sizes.any():
            few[np.argmin(np.where(sizes > 0, sizes, sizes.max() + 1))] = True
        if not few.any():
            return found
        found[(found != NOBODY) & np.append(few, False)[np.minimum(found, len(few))]] = NOBODY
