"""How far have ideas come, and which of them wait for somebody?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from servicecraft.model.settings import Settings
from servicecraft.participation.days import Days, Flags, Floats, Places, known, plain_days, working_days
from servicecraft.participation.idea_columns import IdeaColumns
from servicecraft.participation.rates import rates
from servicecraft.participation.roster import at
from servicecraft.participation.waiting import Waiting
from servicecraft.tables import Cell
from servicecraft.words import sentence

STAGES = {
    "received": sentence("received"),
    "acknowledged": sentence("acknowledged"),
    "decided": sentence("decided"),
    "accepted": sentence("accepted"),
    "implemented": sentence("in place"),
    "recognised": sentence("thanked for"),
}
"""The stages of an idea, each of which supposes the ones before."""
OPEN_STATES = {
    "unheard": sentence("not acknowledged"),
    "undecided": sentence("not decided"),
    "not_in_place": sentence("accepted, not in place"),
}
"""In what an idea can wait for somebody."""


def stages_reached(ideas: IdeaColumns) -> dict[str, Flags]:
    """For each stage which ideas have come to it or beyond it."""
    in_place = known(ideas.implemented)
    accepted = ideas.accepted | in_place
    decided = known(ideas.decided) | accepted | ideas.declined
    return {
        "received": np.ones(len(ideas.submitted), dtype=bool),
        "acknowledged": known(ideas.acknowledged) | decided | known(ideas.recognised),
        "decided": decided,
        "accepted": accepted,
        "implemented": in_place,
        "recognised": known(ideas.recognised) & in_place,
    }


def stages_dated(ideas: IdeaColumns) -> dict[str, Flags]:
    """For each stage which ideas carry a day of their own for it."""
    return {
        "received": known(ideas.submitted),
        "acknowledged": known(ideas.acknowledged),
        "decided": known(ideas.decided),
        "accepted": ideas.accepted,
        "implemented": known(ideas.implemented),
        "recognised": known(ideas.recognised),
    }


def funnel_rows(
    ideas: IdeaColumns, codes: Places, ids: Sequence[str | None], names: Sequence[str], confidence: float
) -> list[Sequence[Cell]]:
    """The rows of the funnel of each group; see `Ideas.funnel`."""
    size = len(ids)
    reached, dated = ({stage: _counted(some, codes, size) for stage, some in one.items()} for one in _both(ideas))
    shares = {stage: rates(counts, reached["received"], confidence) for stage, counts in reached.items()}
    rows: list[Sequence[Cell]] = []
    for n, (identifier, name) in enumerate(zip(ids, names, strict=True)):
        before = reached["received"][n]
        for stage, counts in reached.items():
            if stage not in ideas.recorded:
                continue
            among = counts[n] / before if before else None
            rows.append((identifier, name, stage, counts[n], *shares[stage][n], among, dated[stage][n]))
            before = counts[n]
    return rows


def _both(ideas: IdeaColumns) -> tuple[dict[str, Flags], dict[str, Flags]]:
    return stages_reached(ideas), stages_dated(ideas)


def _counted(some: Flags, codes: Places, size: int) -> list[int]:
    return [int(one) for one in np.bincount(codes[some], minlength=size)]


def waits(ideas: IdeaColumns, settings: Settings, day: np.datetime64) -> tuple[Waiting, ...]:
    """Waiting for an acknowledgement and for a decision since submission, for being put in place since acceptance."""
    accepted_on = np.where(stages_reached(ideas)["accepted"], ideas.settled, np.datetime64("NaT", "D"))
    steps = (
        ("acknowledged", ideas.submitted, ideas.heard, settings.acknowledge_days),
        ("decided", ideas.submitted, ideas.settled, settings.decide_days),
        ("implemented", accepted_on, ideas.implemented, None),
    )
    told = (one for one in steps if one[0] in ideas.recorded)
    return tuple(_wait(ideas, step, begin, end, limit, day) for step, begin, end, limit in told)


def _wait(ideas: IdeaColumns, step: str, begin: Days, end: Days, limit: int | None, day: np.datetime64) -> Waiting:
    last = np.fmin(np.where(known(end), end, day), ideas.withdrawn)
    ended = np.asarray(known(end) & (end == last))
    return Waiting(step=step, durations=working_days(begin, last), ended=ended, limit=limit)


def waiting_ideas(
    ideas: IdeaColumns, settings: Settings, day: np.datetime64, holders: Sequence[str | None]
) -> list[Sequence[Cell]]:
    """The rows of the ideas that wait, the longest waiting first; see `Ideas.waiting`."""
    state, begin, limit = _open_states(ideas, settings)
    age = working_days(begin, np.full(len(begin), day))
    shown = np.flatnonzero(state >= 0)
    shown = shown[np.lexsort((ideas.submitted[shown], -age[shown]))]
    units, days = ideas.labels.get("unit"), plain_days(ideas.submitted)
    rows: list[Sequence[Cell]] = []
    for n in shown.tolist():
        unit = None if units is None else units.at(n)
        late = None if limit[n] != limit[n] else bool(age[n] > limit[n])
        name = list(OPEN_STATES)[state[n]]
        rows.append((ideas.ids[n], ideas.names[n], name, unit, holders[n], days[n], int(age[n]), late))
    return rows


def _open_states(ideas: IdeaColumns, settings: Settings) -> tuple[Places, Days, Floats]:
    """For each idea the state in which it waits (-1 for none), since when, and how long it may."""
    reached, there = stages_reached(ideas), ~known(ideas.withdrawn)
    unheard, undecided = there & ~reached["acknowledged"], there & reached["acknowledged"] & ~reached["decided"]
    accepted = there & reached["accepted"] & ~reached["implemented"] & ("implemented" in ideas.recorded)
    undecided &= "decided" in ideas.recorded
    unheard &= "acknowledged" in ideas.recorded
    state = np.select([unheard, undecided, accepted], [0, 1, 2], -1)
    limit = np.select([unheard, undecided], [settings.acknowledge_days, settings.decide_days], np.nan)
    return state, np.where(accepted, ideas.settled, ideas.submitted), limit


def cohort_rows(ideas: IdeaColumns, codes: Places, names: Sequence[str], confidence: float) -> list[Sequence[Cell]]:
    """What became of the ideas of each time; see `Ideas.cohorts`."""
    reached, size = stages_reached(ideas), len(names)
    still = ~ideas.declined & ~known(ideas.implemented) & ~known(ideas.withdrawn)
    received, accepted, done = (_counted(reached[one], codes, size) for one in ("received", "accepted", "implemented"))
    shares, left = rates(done, received, confidence), _counted(still, codes, size)
    return [(name, received[n], accepted[n], done[n], *shares[n], left[n]) for n, name in enumerate(names)]


def holders(ideas: IdeaColumns, ids: Sequence[str], knows: Flags) -> list[str | None]:
    """Who sees to each idea, as far as the reader may know: the person, else the unit."""
    owners = ideas.labels.get("owner")
    names = [None if owners is None else owners.at(n) for n in range(len(ideas.submitted))]
    for n in np.flatnonzero(at(knows, ideas.owners, False)).tolist():
        names[n] = ids[int(ideas.owners[n])]
    return names
