"""Ideas as columns, from a program or from a frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from attrs import frozen
from narwhals.typing import IntoFrame

from servicecraft.model.words import Answer, BenefitBasis
from servicecraft.participation.days import NOBODY, Days, Flags, Floats, Places, by_then, days_of, known
from servicecraft.participation.frames import collected, labels, moments, truths
from servicecraft.participation.labels import Labels, id_names
from servicecraft.participation.roster import Roster

RECORDED = frozenset(("received", "acknowledged", "decided", "accepted", "implemented", "recognised"))
"""Every stage of an idea; a program can tell of all of them."""


@frozen(kw_only=True, eq=False)
class IdeaColumns:
    """
    Ideas handed in by a day, with what had become of them by then.

    Attributes:
        ids: Their ids.
        names: Their titles.
        submitted: The day each was handed in.
        acknowledged: The day its author was told that it had arrived.
        decided: The day of the decision.
        accepted: Which were accepted.
        declined: Which were declined.
        explained: Which decisions gave a reason.
        implemented: The day it was in place.
        recognised: The day its author was thanked.
        withdrawn: The day its author took it back.
        authors: A number for each author who belongs to the organisation, `NOBODY` for others and for nobody in particular.
        others: How many of the ideas come from units, from customers and from nobody who is named.
        owners: Place of the person who sees to it, `NOBODY` for units and nobody.
        benefits: What it brings in a year, NaN where nobody said.
        verified: Whose benefit was verified.
        labels: What ideas can be grouped by.
        recorded: The stages of which anything can be known.
    """

    ids: Sequence[str]
    names: Sequence[str]
    submitted: Days
    acknowledged: Days
    decided: Days
    accepted: Flags
    declined: Flags
    explained: Flags
    implemented: Days
    recognised: Days
    withdrawn: Days
    authors: Places
    others: Mapping[str, int]
    owners: Places
    benefits: Floats
    verified: Flags
    labels: Mapping[str, Labels]
    recorded: frozenset[str] = RECORDED

    @property
    def heard(self) -> Days:
        """The first day on which its author can have known that it had arrived."""
        return np.fmin(np.fmin(self.acknowledged, self.decided), self.implemented)

    @property
    def settled(self) -> Days:
        """The day of the decision; being put in place is a decision too."""
        return np.fmin(self.decided, self.implemented)


def ideas_of_program(roster: Roster) -> IdeaColumns:
    """The ideas of a program by the day of a roster; what happened later has not happened yet."""
    program, day = roster.program, roster.day
    rows = [one for one in program.ideas if np.datetime64(one.submitted_on) <= day]
    decided = by_then(days_of(one.decided_on for one in rows), day)
    authors = [one.author for one in rows]
    people, units = roster.people_at(authors), roster.units_at(authors)
    nobody = sum(one is None for one in authors)
    owners = [one.owner for one in rows]
    units_by_name, home = id_names(program.units), {one.id: one.unit for one in program.people}
    return IdeaColumns(
        ids=[one.id for one in rows],
        names=[one.name for one in rows],
        submitted=days_of(one.submitted_on for one in rows),
        acknowledged=by_then(days_of(one.acknowledged_on for one in rows), day),
        decided=decided,
        accepted=known(decided) & np.array([one.decision is Answer.ACCEPTED for one in rows], dtype=bool),
        declined=known(decided) & np.array([one.decision is Answer.DECLINED for one in rows], dtype=bool),
        explained=known(decided) & np.array([one.reason is not None for one in rows], dtype=bool),
        implemented=by_then(days_of(one.implemented_on for one in rows), day),
        recognised=by_then(days_of(one.recognised_on for one in rows), day),
        withdrawn=np.full(len(rows), np.datetime64("NaT", "D")),
        authors=people,
        others={
            "units": int((units != NOBODY).sum()),
            "customers": int(((people == NOBODY) & (units == NOBODY)).sum()) - nobody,
            "nobody": nobody,
        },
        owners=roster.people_at(owners),
        benefits=np.array([np.nan if one.benefit is None else one.benefit for one in rows], dtype=np.float64),
        verified=np.array([one.benefit_basis is BenefitBasis.VERIFIED for one in rows], dtype=bool),
        labels={
            "unit": Labels.of([one.unit for one in rows], units_by_name),
            "owner": Labels.of([home.get(one, one) if one is not None else None for one in owners], units_by_name),
            "topic": Labels.of([one.topic for one in rows]),
        },
    )


def ideas_of_frame(
    frame: IntoFrame, columns: Mapping[str, str | None], by: Iterable[str], accepted: Iterable[str], day: np.datetime64
) -> IdeaColumns:
    """The ideas of a frame; see `Ideas.from_frame`."""
    by = tuple(by)
    read = collected(frame, [*columns.values(), *by], "ideas")
    days = {
        name: moments(read, columns.get(name), "ideas").astype("datetime64[D]")
        for name in ("submitted", "acknowledged", "decided", "implemented", "recognised", "withdrawn")
    }
    kept = np.flatnonzero(days["submitted"] <= day)
    days = {name: by_then(column[kept], day) for name, column in days.items()}
    authors = [labels(read, columns.get("author"))[n] for n in kept.tolist()]
    ids = labels(read, columns.get("id"))
    yes, said = truths(read, columns.get("decision"), accepted)[kept], known(days["decided"])
    if columns.get("decided") is None:  # a decision without a day is one all the same
        words = labels(read, columns.get("decision"))
        said = np.array([words[n] is not None for n in kept.tolist()], dtype=bool)
    named = [(one, labels(read, one)) for one in by]
    empty = np.zeros(len(kept), dtype=bool)
    return IdeaColumns(
        ids=[ids[n] or str(n) for n in kept.tolist()],
        names=[ids[n] or str(n) for n in kept.tolist()],
        **days,
        accepted=said & yes,
        declined=said & ~yes & (columns.get("decision") is not None),
        explained=empty,
        authors=Labels.of(authors).codes,
        others={"units": 0, "customers": 0, "nobody": sum(one is None for one in authors)},
        owners=np.full(len(kept), NOBODY),
        benefits=np.full(len(kept), np.nan),
        verified=empty,
        labels={one: Labels.of([values[n] for n in kept.tolist()]) for one, values in named},
        recorded=_recorded(columns),
    )


def _recorded(columns: Mapping[str, str | None]) -> frozenset[str]:
    """The stages of which the columns of a frame tell."""
    tell = {one for one in ("acknowledged", "decided", "implemented", "recognised") if columns.get(one) is not None}
    decision = {"decided", "accepted"} if columns.get("decision") is not None else set[str]()
    return frozenset({"received", *tell, *decision})
