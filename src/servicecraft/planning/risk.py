"""How sure is the finish, and which activities move it?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from servicecraft.errors import PlanError, SpokenFact
from servicecraft.model.columns.days import day_of
from servicecraft.planning.arrays import ROUNDING, Floats, Whole
from servicecraft.planning.durations import Chance
from servicecraft.planning.outline import Outline
from servicecraft.planning.simulating import Outcome, carried_out
from servicecraft.planning.work import Work
from servicecraft.statistics.arrays import normal_quantile
from servicecraft.statistics.shares import wilson
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence

if TYPE_CHECKING:
    from servicecraft.planning.schedule import Schedule

USUAL_CHANCES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95)
"""The chances of being finished for which days are told where nobody asks for others."""
MOST_SAMPLES = 10_000_000
"""Samples of one simulation: their finishes are all kept, and more would tell nothing more."""
FEW = 5
"""How many activities are named that move the finish most."""


@frozen(kw_only=True, eq=False, repr=False)
class ScheduleRisk:
    """
    How sure the finish of a plan is, from many samples of it.

    Attributes:
        outline: The plan that was carried out.
        work: Its pieces of work.
        finishes: The finish of every sample in working days, from the earliest to the latest.
        outcome: What the samples say of each piece of work.
        correlation: How far activities of one owner were late together, from 0 to 1.
    """

    outline: Outline
    work: Work
    finishes: Floats
    outcome: Outcome
    correlation: float

    @property
    def samples(self) -> int:
        """How many times the plan was carried out."""
        return len(self.finishes)

    @property
    def mean(self) -> float:
        """The mean finish in working days."""
        return float(self.finishes.mean())

    @property
    def deviation(self) -> float:
        """The standard deviation of the finish in working days."""
        return float(self.finishes.std())

    def days(self, chance: float) -> float:
        """
        In how many working days the plan is finished with a chance from 0 to 1.

        Raises:
            PlanError: The chance is out of range.
        """
        return float(np.quantile(self.finishes, in_range("chance", chance, 0.0, 1.0)))

    def date(self, chance: float) -> datetime.date | None:
        """By which day the plan is finished with a chance from 0 to 1; `None` where it has no first day."""
        axis = self.outline.axis
        return None if axis is None else axis.finish(self.days(chance))

    def probability(self, by: datetime.date | str | float) -> float:
        """
        How likely the plan is finished by a day, or within a number of working days, from 0 to 1.

        Raises:
            PlanError: A day is asked for and the plan has no first day.
        """
        limit = working_days(self.outline, by)
        return float(np.searchsorted(self.finishes, limit + self._rounding, "right")) / self.samples

    @property
    def _rounding(self) -> float:
        return ROUNDING * max(1.0, abs(float(self.finishes[-1])))

    def percentiles(self, chances: Sequence[float] = USUAL_CHANCES) -> Table:
        """
        By when the plan is finished with which chance.

        Args:
            chances: The chances, from 0 to 1.

        Returns:
            Columns `percentile` (the chance in percent), `days`, `lower` and `upper` (what another simulation with as
            many samples would give 19 times out of 20) and, where the plan has a first day, `date`.

        Raises:
            PlanError: A chance is out of range.
        """
        rows: list[tuple[Cell, ...]] = []
        for chance in chances:
            day = () if self.outline.axis is None else (self.date(chance),)
            rows.append((100 * chance, self.days(chance), *self._noise(chance), *day))
        names = ["percentile", "days", "lower", "upper", *(["date"] if self.outline.axis is not None else [])]
        return self.outline.table(
            names, rows, title=self.outline.say(sentence("When all is finished")), notes=self._notes()
        )

    def _noise(self, chance: float) -> tuple[float, float]:
        """Between which finishes the percentile of other samples would lie: the binomial limits of its rank."""
        reach = normal_quantile(0.95) * np.sqrt(chance * (1 - chance) / self.samples)
        low, high = np.quantile(self.finishes, np.clip([chance - reach, chance + reach], 0.0, 1.0))
        return float(low), float(high)

    def _notes(self) -> list[str]:
        text = sentence(
            "{samples} samples of PERT-beta durations; {deviation} working days of standard deviation around a mean of {mean}."
        )
        facts = {"samples": self.samples, "deviation": self.deviation, "mean": self.mean}
        shared = sentence(
            "Activities of one owner vary together with a correlation of {correlation}; what one of them moves, the others"
            " move with it."
        )
        together = [self.outline.say(shared, correlation=self.correlation)] if self.correlation else []
        return [self.outline.say(text, **facts), *together]

    @cached_property
    def activities(self) -> Table:
        """
        What each activity has to do with the finish, in the order of the plan.

        Returns:
            Columns `id`, `name`, `mean` and `deviation` of its duration, `criticality` (in which part of the samples it
            carried the finish; Van Slyke 1963), `cruciality` (the correlation of its duration with the finish; Williams
            1992) and `effect` (by how many working days the finish is later when the activity takes one standard deviation
            longer). The last two are empty for what never varies.
        """
        return self.outline.table(
            ["id", "name", "mean", "deviation", "criticality", "cruciality", "effect"],
            self._activity_rows(),
            title=self.outline.say(sentence("What each activity has to do with the finish")),
            notes=self._notes(),
        )

    def _activity_rows(self) -> list[tuple[Cell, ...]]:
        pieces = self.work.last
        deviation = self.outcome.deviation[pieces]
        effect = np.divide(
            self.outcome.covariance[pieces], deviation, out=np.full(len(pieces), np.nan), where=deviation > 0
        )
        total = self.deviation
        cruciality = effect / total if total > 0 else np.full(len(pieces), np.nan)
        criticality = np.where(self.work.settled, 0.0, self.outcome.criticality[pieces])
        columns = (self.work.expected[pieces], deviation, criticality, cruciality, effect)
        return [
            (one.id, one.name, *(None if number != number else number for number in numbers))
            for one, *numbers in zip(self.outline.activities, *(column.tolist() for column in columns), strict=True)
        ]

    def movers(self, most: int = FEW) -> Table:
        """
        The activities that move the finish most, the strongest first: the columns of `activities`.

        Only those that carried the finish in some sample; fewer than *most* where there are no more, none where no duration
        varies.
        """
        rows = [row for row in self.activities.rows if row[4] and isinstance(row[6], float) and row[6] > 0]
        rows.sort(key=lambda row: (-float(str(row[6])), str(row[0])))
        title = self.outline.say(sentence("What moves the finish most"))
        return Table.of(
            self.activities.columns,
            rows[: max(0, most)],
            title=title,
            notes=self._notes(),
            language=self.outline.language,
        )

    @property
    def deadlines(self) -> Table:
        """
        How likely each deadline is kept, in the order of the plan.

        Returns:
            Columns `id`, `name`, `deadline`, `probability`, and `lower` and `upper`, between which it lies with the
            confidence of the settings as far as the number of samples goes (Wilson). Empty without deadlines.
        """
        watched = np.flatnonzero(np.isfinite(self.work.deadline)).tolist()
        kept = dict(zip(watched, self.outcome.ends.tolist(), strict=True))
        rows: list[tuple[Cell, ...]] = []
        for one, piece in zip(self.outline.activities, self.work.last.tolist(), strict=True):
            if piece in kept:
                low, high = wilson(kept[piece], self.samples, self.outline.settings.confidence)
                rows.append((one.id, one.name, one.deadline, kept[piece] / self.samples, float(low), float(high)))
        names = ["id", "name", "deadline", "probability", "lower", "upper"]
        columns = [self.outline.column(name, decimals=3) for name in names]
        return self.outline.table(columns, rows, title=self.outline.say(sentence("Deadlines")), notes=self._notes())

    def to_table(self) -> Table:
        """The percentiles; see `percentiles`."""
        return self.percentiles()

    def __str__(self) -> str:
        return str(self.percentiles())

    def __repr__(self) -> str:
        return (
            f"<ScheduleRisk: {self.samples} samples, finished in {self.mean:.2f} ± {self.deviation:.2f} working days>"
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.percentiles().to_html()}{self.movers().to_html()}"


def simulated(schedule: Schedule, samples: int, rng: int | np.random.Generator, correlation: float) -> ScheduleRisk:
    """The simulation of a schedule; see `Schedule.simulate`."""
    if isinstance(samples, bool) or not isinstance(samples, int | np.integer) or not 1 <= samples <= MOST_SAMPLES:
        between = SpokenFact(sentence("a whole number from 1 to {most}"), most=MOST_SAMPLES)
        raise PlanError.of("SC-707", samples, path="samples", name="samples", range=between)
    together = in_range("correlation", correlation, 0.0, 1.0)
    outline, work = schedule.outline, schedule.work
    if not outline.activities:
        raise PlanError.of(
            "SC-707", 0, path="activities", name="activities", range=SpokenFact(sentence("at least one activity"))
        )
    chance = Chance(rng=generator(rng), groups=_owners(outline, work), correlation=together)
    outcome = carried_out(work, chance, int(samples))
    finishes = np.sort(outcome.finishes)
    finishes.flags.writeable = False
    return ScheduleRisk(outline=outline, work=work, finishes=finishes, outcome=outcome, correlation=together)


def _owners(outline: Outline, work: Work) -> Whole:
    """For each piece that varies a number of its owner; what nobody owns has a number of its own."""
    numbers: dict[object, int] = {}
    of_piece: dict[int, int] = {}
    for place, (one, piece) in enumerate(zip(outline.activities, work.last.tolist(), strict=True)):
        of_piece[piece] = numbers.setdefault(one.owner if one.owner is not None else place, len(numbers))
    varying = np.flatnonzero(work.longest > work.shortest).tolist()
    return np.array([of_piece[piece] for piece in varying], dtype=np.int64)


def generator(rng: int | np.random.Generator) -> np.random.Generator:
    """The generator that a seed makes, or the one that was given."""
    if isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0:
        between = SpokenFact(sentence("a seed (a whole number of 0 or more) or a generator of numpy"))
        raise PlanError.of("SC-707", rng, path="rng", name="rng", range=between)
    return np.random.default_rng(int(rng))


def in_range(name: str, value: float, low: float, high: float) -> float:
    """A number that was asked with, if it lies in its range."""
    number = float(value) if isinstance(value, int | float | np.number) and not isinstance(value, bool) else np.nan
    if not low <= number <= high:
        between = SpokenFact(sentence("from {low} to {high}"), low=f"{low:g}", high=f"{high:g}")
        raise PlanError.of("SC-707", value, path=name, name=name, range=between)
    return number


def working_days(outline: Outline, by: datetime.date | str | float) -> float:
    """The number of working days within which something is finished that is finished by a day."""
    if isinstance(by, int | float | np.number) and not isinstance(by, bool):
        return in_range("by", float(by), -np.inf, np.inf)
    return float(outline.dated(sentence("the chance of keeping a day")).through(day_of(by, "by")))  # type: ignore[arg-type]
