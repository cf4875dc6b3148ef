"""
Who takes part, out of all who belong?

Every rate is of people, named and counted, each of them once, who are there on the day. What the organisation did (asked,
gave a responsibility, trained) is shown for every group; what people chose (their answer, their contributions) only for
groups large enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from attrs import frozen

from servicecraft.errors import ModelError
from servicecraft.model.columns import nearest_words
from servicecraft.participation.asking import Asked
from servicecraft.participation.days import NOBODY, Flags, Floats, plain_numbers
from servicecraft.participation.deeds import COMMITMENTS, Gifts, Promises
from servicecraft.participation.groups import Groups, groups_of
from servicecraft.participation.holding import ANSWERS, DOES, Shares
from servicecraft.participation.learning import Learnt
from servicecraft.participation.readers import reader_of
from servicecraft.participation.roster import LEVELS, Roster, summed
from servicecraft.participation.telling import Telling
from servicecraft.statistics.shares import wilson
from servicecraft.statistics.withholding import withheld
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence

MEASURES = {
    "asked": sentence("asked to take responsibility"),
    "answered": sentence("has answered"),
    "accepted": sentence("has accepted"),
    "responsible": sentence("does or answers for something"),
    "trained": sentence("has completed a course"),
    "committed": sentence("has promised something"),
    "personal_goal": sentence("has a personal goal"),
    "mission": sentence("has a personal mission"),
    "contributed": sentence("has given an idea, effort or goodwill"),
    "takes_part": sentence("takes part in any of these ways"),
}
"""What can be asked of everybody, in words."""

NAMED = ("asked", "answered", "responsible", "trained", "committed", "personal_goal", "mission")
"""Measures whose missing people are named to those who may know; the others would name refusals or single people's gifts."""


@frozen(kw_only=True, eq=False)
class TakingPart:
    """
    What is known of everybody's part on a day, joined to the rows of a roster.

    Attributes:
        roster: Who there is.
        asked: What became of asking.
        learnt: Who has completed a course.
        shares: Who holds what.
        promises: What was promised.
        gifts: What was given.
    """

    roster: Roster
    asked: Asked
    learnt: Learnt
    shares: Shares
    promises: Promises
    gifts: Gifts

    def part(self, measure: str) -> Floats:
        """For each row of the roster the part of its people of whom a measure holds, from 0 to 1."""
        return np.asarray(self._measures()[measure](), dtype=np.float64)

    def _measures(self) -> dict[str, Callable[[], Flags | Floats]]:
        return {
            "asked": lambda: self.asked.asked,
            "answered": lambda: self.asked.answered,
            "accepted": lambda: self.asked.accepted,
            "responsible": lambda: (self.shares.counts(ANSWERS) > 0) | (self.shares.counts(DOES) > 0),
            "trained": lambda: self.learnt.part,
            "committed": lambda: self._promised(None),
            "personal_goal": lambda: self._promised("personal_goal"),
            "mission": lambda: self._promised("mission"),
            "contributed": lambda: self._at(self.gifts.people),
            "takes_part": self._any,
        }

    def _any(self) -> Floats:
        """Asking and answering alone are no part; whoever did something with it is found by the deeds."""
        ways = ("responsible", "trained", "committed", "contributed")
        return np.asarray(np.max([self.part(one) for one in ways], axis=0), dtype=np.float64)

    def _promised(self, kind: str | None) -> Flags:
        wanted = [place for place, one in enumerate(COMMITMENTS) if kind in (None, one.value)]
        return self._at(self.promises.people[np.isin(self.promises.kinds, wanted)])

    def _at(self, places: np.ndarray) -> Flags:
        found = np.zeros(len(self.roster.sizes), dtype=bool)
        found[places[places != NOBODY]] = True
        return found


def coverage_table(part: TakingPart, by: str, measures: Sequence[str] | None, telling: Telling) -> Table:
    """What part of each group has been asked, trained and so on; see `Participation.coverage`."""
    chosen = tuple(MEASURES) if measures is None else tuple(measures)
    for one in chosen:
        refuse_unknown_measure(one, MEASURES, telling.language)
    roster, groups = part.roster, groups_of(part.roster, by, telling)
    people = summed(roster.present, groups.codes, len(groups))
    named = summed(roster.present[: roster.named], groups.codes[: roster.named], len(groups))
    about_gifts = not {"contributed", "takes_part"}.isdisjoint(chosen)
    few = withheld_groups(people if about_gifts else people[:0], roster.program.settings.minimum_group)
    rows: list[Sequence[Cell]] = []
    for measure in chosen:
        kept_back = _kept_back(part, measure, groups, few)
        rows += _rows(part, measure, groups, (people, named), kept_back)
    names = ("people", "named", "counted", "count", "share", "lower", "upper", "withheld")
    title = telling.say(sentence("Who takes part"))
    columns = ("id", "name", telling.coded("measure", MEASURES), *names)
    hidden = any(row[-1] for row in rows)
    return telling.table(columns, rows, title=title, notes=_notes(part, chosen, hidden, telling))


def _kept_back(part: TakingPart, measure: str, groups: Groups, few: Flags) -> Flags:
    """The groups of which a measure is not told, given those of too few people."""
    if measure in ("contributed", "takes_part"):
        return few
    if measure != "accepted":
        return np.zeros(len(groups), dtype=bool)
    # whoever did not accept after answering declined: the answers are what is protected
    answered = summed(part.roster.present * part.part("answered"), groups.codes, len(groups))
    return withheld_groups(answered, part.roster.program.settings.minimum_group)


def _rows(
    part: TakingPart, measure: str, groups: Groups, sizes: tuple[Floats, Floats], kept_back: Flags
) -> Iterator[Sequence[Cell]]:
    """The rows of one measure, of the groups with people."""
    people, named = sizes
    counts = summed(part.roster.present * part.part(measure), groups.codes, len(groups))
    lower, upper = wilson(np.minimum(counts, people), people, part.roster.program.settings.confidence)
    numbers = (counts, counts / np.maximum(people, 1), lower, upper)
    count, *shares = (plain_numbers(np.where(kept_back, np.nan, one)) for one in numbers)
    for n in np.flatnonzero(people).tolist():
        size, known = int(people[n]), int(named[n])
        head = (groups.ids[n], groups.names[n], measure, size, known, size - known)
        yield (*head, _whole(count[n]), *(one[n] for one in shares), bool(kept_back[n]))


def _whole(number: float | None) -> float | int | None:
    """A count as a whole number where it is one."""
    return int(number) if number is not None and number.is_integer() else number


def withheld_groups(sizes: Floats, minimum: int) -> Flags:
    """Which groups of a table are too small, or would give away one that is, when their total is known too."""
    if not ((sizes > 0) & (sizes < minimum)).any():
        return np.zeros(len(sizes), dtype=bool)
    places = np.arange(len(sizes))
    known_total = (1,) if sizes.sum() >= minimum else ()
    found = withheld(sizes, [places, np.zeros_like(places)], minimum, published=known_total)
    return np.asarray(found[0], dtype=bool)


def refuse_unknown_measure(measure: str, known: Sequence[str] | dict[str, str], language: str) -> None:
    """Refuse a measure that there is not, with those there are."""
    if measure not in known:
        raise ModelError.of(
            "SC-119",
            measure,
            path="measure",
            column="measure",
            nearest=nearest_words(str(measure), sorted(known)),
            choices=", ".join(known),
        ).in_language(language)


def _notes(part: TakingPart, measures: Sequence[str], hidden: bool, telling: Telling) -> list[str]:
    notes = []
    roster = part.roster
    fractions = part.learnt.part[(part.learnt.part > 0) & (part.learnt.part < 1) & roster.here]
    if "trained" in measures and len(fractions):
        notes.append(
            telling.say(sentence("Where a unit's people were only counted in training, they are spread evenly."))
        )
    whole = int((part.gifts.people == NOBODY).sum())
    if "contributed" in measures and whole:
        text = sentence("Contributions of whole units are told of nobody in particular: {count}.")
        notes.append(telling.say(text, count=whole))
    if hidden:
        text = sentence("Withheld: groups under {minimum}, and others that would give them away.")
        notes.append(telling.say(text, minimum=roster.program.settings.minimum_group))
    return notes


def missing_table(
    part: TakingPart, measure: str, by: str, audience: str | None, reader: str | None, telling: Telling
) -> Table:
    """Who is missing, named to those who may know; see `Participation.missing`."""
    refuse_unknown_measure(measure, NAMED, telling.language)
    roster, groups = part.roster, groups_of(part.roster, by, telling)
    knows = np.append(
        reader_of(roster, audience, reader).knows(roster), np.zeros(len(roster.sizes) - roster.named, bool)
    )
    lacking = roster.present * (1 - part.part(measure))
    if measure == "answered":  # whoever was never asked has no answer to give
        lacking = lacking * part.part("asked")
    shown = np.flatnonzero(knows & (lacking == 1))
    left = summed(np.where(knows & (lacking == 1), 0, lacking), groups.codes, len(groups))
    rows: list[Sequence[Cell]] = sorted((_person(roster, one) for one in shown.tolist()), key=lambda row: str(row[0]))
    rows += [
        (None, None, *_place_of(groups, number), _whole(count)) for number, count in enumerate(left.tolist()) if count
    ]
    total = telling.say(
        sentence("Together: {count} of {people}."), count=lacking.sum(), people=int(roster.present.sum())
    )
    title = telling.say(sentence("Not yet: {measure}"), measure=telling.say(MEASURES[measure]))
    columns = ("id", "name", "unit", telling.coded("level", _level_words(telling)), "count")
    return telling.table(columns, rows, title=title, notes=[total])


def _level_words(telling: Telling) -> dict[str, str]:
    return {one.value: one.label(telling.language) for one in LEVELS}


def _person(roster: Roster, place: int) -> tuple[Cell, ...]:
    one = roster.program.people[place]
    level = roster.levels[place]
    return one.id, one.name, one.unit, None if level == NOBODY else LEVELS[level].value, 1


def _place_of(groups: Groups, number: int) -> tuple[Cell, Cell]:
    """Unit and level of those who are only counted; another grouping stands under the unit."""
    identifier = groups.ids[number] if groups.ids[number] is not None else groups.names[number]
    return (None, identifier) if groups.by == "level" else (identifier, None)
