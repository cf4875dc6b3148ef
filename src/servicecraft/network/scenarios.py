"""The map in which some units, resources or services fall away; people never do."""

from __future__ import annotations

import numpy as np
from attrs import evolve

from servicecraft.errors import NetworkError, UnknownIdError
from servicecraft.network.delivering import below_unit, touched
from servicecraft.network.drawing import NOBODY, NOT_MAPPED, PERSON, UNIT, Drawing, Flags


def without_some(drawing: Drawing, without: tuple[str, ...], replaced: bool) -> tuple[Drawing, tuple[str, ...]]:
    """
    The drawing in which some units, resources or services fall away, and the ids that stand for what is lost.

    Args:
        drawing: The map as it is.
        without: Ids of units, with all below them, of resources and of services.
        replaced: Whether the other providers take over in proportion, where there are any.

    Raises:
        NetworkError: A person was named.
        UnknownIdError: There is no such party or service.
    """
    if not without:
        return drawing, ()
    place = {str(one): index for index, one in enumerate(np.asarray(drawing.ids).tolist())}
    gone = np.zeros(drawing.size, dtype=bool)
    lost = np.zeros(len(drawing.providers), dtype=bool)
    for one in without:
        if one in place and drawing.kinds[place[one]] == PERSON:
            raise NetworkError.of("SC-507", one).in_language(drawing.language)
        if one in place:
            gone |= touched(drawing, place[one])
        elif one in drawing.service_ids and len(drawing.services):
            lost |= drawing.services == drawing.service_ids.index(one)
        else:
            known = [*place, *drawing.service_ids]
            raise UnknownIdError(one, known, "parties and services").in_language(drawing.language)
    lost |= gone[drawing.providers] if len(drawing.providers) else lost
    if not replaced:
        return _with_nothing(drawing, gone, lost, replaced)
    kept = ~lost | _nobody_else(drawing, lost)
    return _with_nothing(drawing.with_links(kept), gone, lost[kept], replaced)


def _nobody_else(drawing: Drawing, lost: Flags) -> Flags:
    """Which links lead to somebody who would have no provider left: nobody can take over there."""
    size = drawing.size + drawing.customers
    left = np.bincount(drawing.receivers[~lost], weights=drawing.importances[~lost], minlength=size)
    return np.asarray(left[drawing.receivers] <= 0)


def _with_nothing(drawing: Drawing, gone: Flags, lost: Flags, replaced: bool) -> tuple[Drawing, tuple[str, ...]]:
    """Lost links come from a party that delivers nothing; so does the part of a unit whose sub-unit is gone."""
    size = drawing.size
    parents = np.where(gone & (drawing.kinds == UNIT), drawing.units, NOBODY)
    broken = np.flatnonzero((parents != NOBODY) & ~gone[parents])
    units = drawing.units.copy()
    units[broken] = NOBODY
    homes = [NOBODY]
    parts = [1.0]
    for one in broken.tolist():
        parent = int(drawing.units[one])
        others = (units == parent) & np.isin(drawing.kinds, (UNIT, PERSON))
        if not (replaced and others.any()):
            homes.append(parent)
            parts.append(_part_of(drawing, one))
    count = len(homes)
    names = tuple(f"lost:{number}" for number in range(count))
    added = evolve(
        drawing,
        ids=[*(str(one) for one in np.asarray(drawing.ids).tolist()), *names],
        names=None,
        kinds=np.concatenate([drawing.kinds, np.array([NOT_MAPPED] + [UNIT] * (count - 1), dtype=np.int8)]),
        units=np.concatenate([units, np.array(homes, dtype=np.int32)]).astype(np.int32),
        managers=np.concatenate([drawing.managers, np.full(count, NOBODY)]).astype(np.int32),
        seniors=np.concatenate([drawing.seniors, np.zeros(count, dtype=bool)]),
        fte=np.concatenate([drawing.fte, np.array(parts)]),
        dependence=np.concatenate([drawing.dependence, np.full(count, np.nan)]),
        leadership=np.concatenate([drawing.leadership, np.full(count, np.nan)]),
        outside=np.concatenate([drawing.outside, np.zeros(count, dtype=bool)]),
        labels={},
        providers=np.where(lost, size, drawing.providers).astype(np.int32),
        receivers=np.where(drawing.receivers >= size, drawing.receivers + count, drawing.receivers).astype(np.int32),
    )
    return added, names


def _part_of(drawing: Drawing, unit: int) -> float:
    inside = below_unit(drawing, unit)
    return float(drawing.fte[inside & np.isin(drawing.kinds, (UNIT, PERSON))].sum())
