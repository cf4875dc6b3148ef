"""What the lines above the headings say: who judges, on which scale, on which day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from servicecraft.errors import Fault, ModelError, Refusal, SpokenFact, nearest, nearest_sentence
from servicecraft.matrix.describing import id_of
from servicecraft.matrix.headings import Square
from servicecraft.matrix.judges import Judge
from servicecraft.matrix.naming import Known
from servicecraft.matrix.parties import Party
from servicecraft.matrix.wording import Scale, side_named
from servicecraft.model.serving import Judgement
from servicecraft.words import LANGUAGES, sentence

_DAY = Judgement.columns()["on"]
_SAID = 1
"""The column in which a line says what it says; a judge's name stands in the next one."""

_Place = tuple[Square, int]


def scale_in(squares: Sequence[Square]) -> tuple[Scale, list[Fault]]:
    """The scale that the sheets declare, 1, 3 or 9 where none does, and what is wrong with it."""
    found, faults = dict[Scale, _Place](), list[Fault]()
    for one in squares:
        row, said = _said(one, "scale")
        scale = Scale.named(said) if said else Scale.ONE_THREE_NINE
        if scale is None:
            faults.append(one.grid.fault(_no_scale(said), row, _SAID))
        else:
            found.setdefault(scale, (one, row))
    told: dict[str, _Place] = {scale.told: at for scale, at in found.items()}
    return next(iter(found), Scale.ONE_THREE_NINE), [*faults, *_disagreements(told)]


def _said(one: Square, line: str) -> tuple[int, str]:
    """The row of a line, the first row where it is not there, and what it says."""
    row = one.lines.get(line)
    return (0, "") if row is None else (row, one.grid.text(row, _SAID))


def _no_scale(said: str) -> Refusal:
    labels = [one.label(language) for language in LANGUAGES for one in Scale]
    column = SpokenFact(sentence("the scale"))
    return Refusal(
        "SC-119", said, column=column, nearest=nearest_sentence(nearest(said, labels)), choices=" / ".join(labels)
    )


def day_in(squares: Sequence[Square]) -> tuple[datetime.date | None, list[Fault]]:
    """The day that the sheets declare; a sheet without one goes with the others."""
    found, faults = dict[datetime.date, _Place](), list[Fault]()
    for one in squares:
        row, said = _said(one, "day")
        try:
            day = _DAY.check(_DAY.cell(one.grid.cell(row, _SAID), one.grid.form)) if said else None
        except ModelError as error:
            faults += [one.grid.placed(fault, row, _SAID) for fault in error.faults]
        else:
            if isinstance(day, datetime.date):
                found.setdefault(day, (one, row))
    told = {day.isoformat(): at for day, at in found.items()}
    return next(iter(found), None), [*faults, *_disagreements(told)]


def _disagreements(found: Mapping[str, _Place]) -> Iterator[Fault]:
    """A fault at each sheet that says something else than the first."""
    said = list(found)
    for other in said[1:]:
        (one, row), (before, first) = found[other], found[said[0]]
        here = one.grid.fault(Refusal("SC-527", None, value=other, other=said[0]), row, _SAID)
        there = before.grid.fault(Refusal("SC-527", None, value=said[0], other=other), first, _SAID)
        yield evolve(here, related=(there,))


def judges_in(squares: Sequence[Square], known: Known, *, strangers: bool) -> tuple[list[Judge | None], list[Fault]]:
    """
    Who filled in each sheet, without marks; `None` where that is a fault.

    Args:
        squares: The sheets.
        known: The people and units that can judge.
        strangers: Whether somebody whom nobody knows can judge as well.
    """
    found, faults, first = list[Judge | None](), list[Fault](), dict[tuple[str, str], _Place]()
    for one in squares:
        row, said = _said(one, "judge")
        name = one.grid.text(row, _SAID + 1) if said else ""
        judge = _judge(said or one.grid.name, name, known, strangers=strangers)
        if isinstance(judge, Refusal):
            faults.append(one.grid.fault(judge, row, _SAID if "judge" in one.lines else 0))
            found.append(None)
            continue
        before, at = first.setdefault(judge.key, (one, row))
        if before is not one:
            here = one.grid.fault(Refusal("SC-525", said or one.grid.name), row, _SAID)
            there = before.grid.fault(Refusal("SC-525", said or one.grid.name), at, _SAID)
            faults.append(evolve(here, related=(there,)))
        found.append(judge)
    return found, faults


def _judge(said: str, name: str, known: Known, *, strangers: bool) -> Judge | Refusal:
    """By id, by the name of a side, or by name; a side's name holds a space, so that no id is mistaken for it."""
    side = side_named(said)
    if said in known.by_id:
        return Judge(id=said, name=known.by_id[said].name)
    if side is not None:
        return Judge.of_side(side)
    found = known.nobody(said) if strangers and name else known.find(said)  # with a name beside it, it is an id
    if isinstance(found, Party):
        return Judge(id=found.id, name=found.name)
    if not strangers or found.code == "SC-110":
        return found
    return Judge(id=id_of(said), name=name or said)
