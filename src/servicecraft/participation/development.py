"""
Who learns what, how much, and how often?

Nobody is left out: topics by level, hours for each person and year, and the time since the last round of training.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import frozen

from servicecraft.model.words import CourseTopic
from servicecraft.participation.days import (
    DAYS_IN_YEAR,
    NOBODY,
    Days,
    Floats,
    Places,
    known,
    months_later,
    plain_days,
    plain_numbers,
    rows_by_code,
    years_there,
)
from servicecraft.participation.groups import Groups, groups_of
from servicecraft.participation.learning import TOPICS, Learning, learnt_by
from servicecraft.participation.roster import Roster, at, summed
from servicecraft.participation.telling import Telling, Told
from servicecraft.statistics.shares import wilson
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence


@frozen(kw_only=True, eq=False, repr=False)
class Development(Told):
    """
    What people have learnt by a day.

    Attributes:
        roster: Who there is.
        learning: Completed courses.
        telling: How answers speak.
    """

    roster: Roster
    learning: Learning
    telling: Telling

    def topics(self, by: str = "level") -> Table:
        """
        How many people of each group have completed a course on each topic.

        Args:
            by: A grouping of people, as for coverage.

        Returns:
            One row for each group and topic: `id`, `name`, `topic`, `people`, `count`, `share` with its interval. All people
            of the day stand in the denominators, those who are only counted too.

        Raises:
            ModelError: There is no such grouping.
        """
        groups, roster = groups_of(self.roster, by, self.telling), self.roster
        people = summed(roster.present, groups.codes, len(groups))
        counts = {}
        for place, topic in enumerate(TOPICS):
            part = learnt_by(roster, self.learning.some(self.learning.topics[:, place])).part
            counts[topic.value] = summed(roster.present * part, groups.codes, len(groups))
        rows: list[tuple[Cell, ...]] = []
        for n, (identifier, name) in enumerate(zip(groups.ids, groups.names, strict=True)):
            for topic in TOPICS if people[n] else ():
                count = min(float(counts[topic.value][n]), float(people[n]))
                lower, upper = wilson(count, people[n], roster.program.settings.confidence)
                rows.append(
                    (
                        identifier,
                        name,
                        topic.value,
                        int(people[n]),
                        count,
                        count / people[n],
                        float(lower),
                        float(upper),
                    )
                )
        columns = (
            "id",
            "name",
            self.telling.chosen("topic", CourseTopic),
            "people",
            "count",
            "share",
            "lower",
            "upper",
        )
        return self.telling.table(columns, rows, title=self.telling.say(sentence("Who has learnt what")))

    @cached_property
    def period(self) -> tuple[np.datetime64, np.datetime64]:
        """First and last day of the hours that are told: the year up to the day, or since the first course if shorter."""
        first = self.roster.day - np.timedelta64(DAYS_IN_YEAR - 1, "D")
        return (max(first, self.learning.on.min()) if len(self.learning.on) else first), self.roster.day

    def hours(self, by: str = "level") -> Table:
        """
        Hours of training for each person and year.

        Args:
            by: A grouping of people, as for coverage.

        Returns:
            One row for each group: `id`, `name`, `people` (on the day), `hours` (completed in the year up to the day, or since
            the first course if shorter), `hours_per_year` (over the years that the group's people were there in that
            time, those who have left since included), `goal`, the setting `training_hours`, and `cost` of these courses as
            far as it is known, in the program's currency. `None` where nobody was there.

        Raises:
            ModelError: There is no such grouping.
        """
        groups, roster, (first, last) = groups_of(self.roster, by, self.telling), self.roster, self.period
        people = summed(roster.present, groups.codes, len(groups))
        years = summed(roster.sizes * years_there(roster.joined, roster.left, first, last), groups.codes, len(groups))
        learning = self.learning.some(self.learning.on >= first)
        hours, costs = (self._summed(groups, learning, one) for one in (learning.hours, np.nan_to_num(learning.costs)))
        with np.errstate(over="ignore"):
            per_year = plain_numbers(np.divide(hours, years, out=np.full(len(groups), np.nan), where=years > 0))
        goal, completed, spent = roster.program.settings.training_hours, plain_numbers(hours), plain_numbers(costs)
        rows = [
            (identifier, name, int(people[n]), completed[n], per_year[n], goal, spent[n])
            for n, (identifier, name) in enumerate(zip(groups.ids, groups.names, strict=True))
            if people[n] or hours[n]
        ]
        text = sentence("Hours completed from {first} to {last}.")
        notes = [self.telling.say(text, first=plain_days(np.array([first]))[0], last=plain_days(np.array([last]))[0])]
        title = self.telling.say(sentence("Hours of training"))
        columns = ("id", "name", "people", "hours", "hours_per_year", "goal", "cost")
        return self.telling.table(columns, rows, title=title, notes=notes)

    def _summed(self, groups: Groups, learning: Learning, each: Floats) -> Floats:
        """Hours or costs of each group; those of a unit's counted people are spread over its groups by their size."""
        named = learning.people != NOBODY
        with np.errstate(over="ignore"):
            together = each * learning.counts
        found = summed(each[named], groups.codes[learning.people[named]], len(groups))
        totals = np.bincount(learning.units[~named], together[~named], len(self.roster.parents))
        for unit in np.flatnonzero(totals).tolist():
            rows = self._counted_rows(unit)
            sizes = self.roster.sizes[rows] / max(self.roster.sizes[rows].sum(), 1)
            found += summed(totals[unit] * sizes, groups.codes[rows], len(groups))
        return found

    def _counted_rows(self, unit: int) -> Places:
        """The groups of counted people in a unit or below it; everybody there where all are named."""
        rows = self.roster.rows_below(unit)
        counted = rows[(rows >= self.roster.named) & (self.roster.sizes[rows] > 0)]
        return counted if len(counted) else rows[self.roster.here[rows]]

    def cadence(self, by: str = "unit") -> Table:
        """
        How long it is since each group learnt anything, and how long it ever had to wait.

        Args:
            by: A grouping of people, as for coverage.

        Returns:
            One row for each group with people: `id`, `name`, `people`, `rounds` (days on which somebody completed a course),
            `last_on`, `since` (days up to the day), `longest_gap` (in days, between two such days or up to the day),
            `cadence` (the setting `training_round_months`) and `overdue`: whether the last round lies further back.
            A group that never learnt anything has no days and is overdue.

        Raises:
            ModelError: There is no such grouping.
        """
        groups, roster = groups_of(self.roster, by, self.telling), self.roster
        people = summed(roster.present, groups.codes, len(groups)).astype(int).tolist()
        months, days = roster.program.settings.training_round_months, self._days(groups)
        rows: list[tuple[Cell, ...]] = []
        for n, (identifier, name) in enumerate(zip(groups.ids, groups.names, strict=True)):
            if people[n]:
                rows.append((identifier, name, people[n], *self._rhythm(days.get(n), months)))
        columns = ("id", "name", "people", "rounds", "last_on", "since", "longest_gap", "cadence", "overdue")
        return self.telling.table(columns, rows, title=self.telling.say(sentence("How often people learn")))

    def _days(self, groups: Groups) -> dict[int, Days]:
        """The days on which somebody of each group completed a course, in order."""
        learning = self.learning
        named = learning.people != NOBODY
        pairs = [(groups.codes[learning.people[named]], learning.on[named])]
        for unit in np.unique(learning.units[~named]).tolist():
            days = np.unique(learning.on[learning.units == unit])
            codes = np.unique(groups.codes[self._counted_rows(unit)])
            pairs.append((np.repeat(codes, len(days)), np.tile(days, len(codes))))
        codes, days = (np.concatenate(one) for one in zip(*pairs, strict=True))
        return {n: np.unique(days[rows]) for n, rows in rows_by_code(codes)}

    def _rhythm(self, days: Days | None, months: int) -> tuple[Cell, ...]:
        if days is None or not known(days).any():
            return 0, None, None, None, months, True
        day = self.roster.day
        gaps = np.diff(np.append(days, day)).astype(np.int64)
        last = days[-1:]
        overdue = bool((months_later(last, months) < day)[0])
        return len(days), plain_days(last)[0], int((day - days[-1]).astype(np.int64)), int(gaps.max()), months, overdue

    def teachers(self, by: str = "block") -> Table:
        """
        Who teaches whom: people in courses, by the group of whoever taught them.

        Args:
            by: A grouping of people, as for coverage; by block it tells whether leaders teach.

        Returns:
            One row for each group of teachers: `id`, `name`, `people` (distinct teachers), `count` (completed courses, by
            each who completed one) and their `share` of all; a last row for courses of which nobody says who taught.

        Raises:
            ModelError: There is no such grouping.
        """
        groups, learning = groups_of(self.roster, by, self.telling), self.learning
        codes = at(groups.codes, learning.teachers, len(groups))
        counts = np.bincount(codes, learning.counts, len(groups) + 1)
        taught = np.unique(np.column_stack([codes, learning.teachers]), axis=0)[:, 0]
        people = np.bincount(taught, minlength=len(groups) + 1)
        heads = [*zip(groups.ids, groups.names, strict=True), (None, self.telling.say(sentence("not said")))]
        rows = [
            (*heads[n], int(people[n]) if n < len(groups) else 0, int(counts[n]), float(counts[n] / counts.sum()))
            for n in np.flatnonzero(counts).tolist()
        ]
        columns = ("id", "name", "people", "count", "share")
        return self.telling.table(columns, rows, title=self.telling.say(sentence("Who teaches")))

    def to_table(self) -> Table:
        """Hours for each person and year, by level; see `hours`."""
        return self.hours()
