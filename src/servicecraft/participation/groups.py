"""Which people are shown together: by level, unit, role, belonging or a declared attribute."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from servicecraft.errors import ModelError
from servicecraft.model.program import Program
from servicecraft.model.words import AttributeTable, TermName
from servicecraft.participation.days import NOBODY, Places
from servicecraft.participation.roster import BELONGINGS, LEVELS, Roster
from servicecraft.participation.telling import Telling
from servicecraft.words import sentence

ALWAYS = ("all", "level", "block", "unit", "role", "belongs_as")
"""The groupings that every program has, beside its attributes."""


@frozen(kw_only=True, eq=False)
class Groups:
    """
    Every row of the roster in exactly one group.

    Attributes:
        by: The grouping.
        codes: For each row of the roster the place of its group.
        ids: The ids of the groups in order; `None` for those who belong to none.
        names: Their names.
    """

    by: str
    codes: Places
    ids: tuple[str | None, ...]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)


def groups_of(roster: Roster, by: str, telling: Telling) -> Groups:
    """
    The groups of a question.

    Args:
        roster: Who there is.
        by: `all`, `level`, `block` (management and execution), `unit`, `role`, `belongs_as` or a declared attribute of
            people or units.
        telling: In which words groups are named.

    Returns:
        Levels from the top, units and roles in the order of the program, values of attributes in the order of the
        alphabet; last, where there are any, those who belong to no group.

    Raises:
        ModelError: There is no such grouping.
    """
    refuse_unknown(roster.program, by)
    labels = _labels(roster.program, telling)
    if by == "all":
        name = roster.program.name or telling.called(TermName.ORGANISATION)
        return Groups(by=by, codes=np.zeros(len(roster.sizes), dtype=np.int64), ids=(None,), names=(name,))
    if by in labels:
        return _with_rest(by, _codes(roster, by), labels[by], telling)
    return _by_attribute(roster, by, telling)


def refuse_unknown(program: Program, by: str) -> None:
    """Refuse a grouping that the program does not have, with those it has."""
    choices = groupings(program)
    if by not in choices:
        raise ModelError.of("SC-506", by, path="by", choices=", ".join(choices)).in_language(program.language)


def groupings(program: Program) -> tuple[str, ...]:
    """The groupings of people that a program has."""
    tables = {AttributeTable.PEOPLE, AttributeTable.UNITS}
    return (*ALWAYS, *(one.id for one in program.attributes if tables & set(one.belongs_to)))


def _labels(program: Program, telling: Telling) -> dict[str, list[tuple[str, str]]]:
    """Id and name of every group that a grouping can have, in order."""
    blocks = [("management", sentence("management block")), ("execution", sentence("execution block"))]
    return {
        "level": [(one.value, telling.called(TermName(one.value))) for one in LEVELS],
        "block": [(one, telling.say(name)) for one, name in blocks],
        "unit": [(one.id, one.name) for one in program.units],
        "role": [(one.id, one.name) for one in program.roles],
        "belongs_as": [(one.value, one.label(telling.language)) for one in BELONGINGS],
    }


def _codes(roster: Roster, by: str) -> Places:
    if by == "block":
        return np.where(roster.levels == NOBODY, NOBODY, np.where(roster.manages, 0, 1))
    columns = {"level": roster.levels, "unit": roster.units, "role": roster.roles, "belongs_as": roster.belongs}
    return columns[by]


def _by_attribute(roster: Roster, by: str, telling: Telling) -> Groups:
    """The value that a row has itself, else that of its unit."""
    program = roster.program
    of_unit = [one.attributes.get(by) for one in program.units]
    own = [one.attributes.get(by) for one in program.people] + [None] * len(program.headcounts)
    units = roster.units.tolist()
    values = [
        value if value is not None or unit == NOBODY else of_unit[unit] for value, unit in zip(own, units, strict=True)
    ]
    found = sorted({one for one in values if one is not None})
    place = {one: number for number, one in enumerate(found)}
    codes = np.array([NOBODY if one is None else place[one] for one in values], dtype=np.int64)
    return _with_rest(by, codes, [(one, one) for one in found], telling)


def _with_rest(by: str, codes: Places, labels: Sequence[tuple[str, str]], telling: Telling) -> Groups:
    rest = codes == NOBODY
    ids: tuple[str | None, ...] = tuple(one for one, _ in labels)
    names = tuple(name for _, name in labels)
    if rest.any():
        codes = np.where(rest, len(labels), codes)
        ids, names = (*ids, None), (*names, telling.say(sentence("people without")))
    return Groups(by=by, codes=codes, ids=ids, names=names)
