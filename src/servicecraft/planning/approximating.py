"""
The textbook's approximation of how sure a finish is: a normal distribution around one critical chain.

It takes the expected durations, the variance ((b − a) / 6)² of each activity, and the chain that is critical with them.
"""

from __future__ import annotations

import datetime
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from servicecraft.planning.arrays import Floats
from servicecraft.planning.outline import Outline
from servicecraft.planning.passes import Times
from servicecraft.planning.risk import in_range, working_days
from servicecraft.planning.work import Work
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence

if TYPE_CHECKING:
    from servicecraft.planning.schedule import Schedule

USUAL_CHANCES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95)


@frozen(kw_only=True, eq=False, repr=False)
class Approximation:
    """
    The finish as a normal distribution.

    Attributes:
        outline: The plan.
        mean: The finish with expected durations, in working days.
        variance: The sum of the variances along the critical chain; of several chains, along the one where it is largest.

    Source:
        Malcolm, Roseboom, Clark & Fazar (1959), "Application of a Technique for Research and Development Program
        Evaluation", Operations Research 7(5), 646-669.
    """

    outline: Outline
    mean: float
    variance: float

    @property
    def deviation(self) -> float:
        """The standard deviation in working days."""
        return float(np.sqrt(self.variance))

    def probability(self, by: datetime.date | str | float) -> float:
        """
        How likely the plan is finished by a day, or within a number of working days, from 0 to 1.

        Raises:
            PlanError: A day is asked for and the plan has no first day.
        """
        from scipy.special import ndtr

        limit = working_days(self.outline, by)
        if not self.variance:
            return float(limit >= self.mean)
        return float(ndtr((limit - self.mean) / self.deviation))

    def days(self, chance: float) -> float:
        """
        In how many working days the plan is finished with a chance above 0 and below 1.

        Raises:
            PlanError: The chance is out of range.
        """
        from scipy.special import ndtri

        tiny = np.finfo(float).eps
        return float(self.mean + self.deviation * ndtri(in_range("chance", chance, tiny, 1 - tiny)))

    def date(self, chance: float) -> datetime.date | None:
        """By which day the plan is finished with a chance; `None` where it has no first day."""
        axis = self.outline.axis
        return None if axis is None else axis.finish(self.days(chance))

    def to_table(self) -> Table:
        """By when the plan is finished with which chance: `percentile`, `days` and, where it has a first day, `date`."""
        dated = self.outline.axis is not None
        rows: list[tuple[Cell, ...]] = [
            (100 * chance, self.days(chance), *((self.date(chance),) if dated else ())) for chance in USUAL_CHANCES
        ]
        note = sentence(
            "A normal distribution around the critical chain: it leaves out all other chains, and so promises too much."
        )
        names = ["percentile", "days", *(["date"] if dated else [])]
        return self.outline.table(
            names, rows, title=self.outline.say(sentence("When all is finished")), notes=[self.outline.say(note)]
        )

    def __str__(self) -> str:
        return str(self.to_table())

    def __repr__(self) -> str:
        return f"<Approximation: finished in {self.mean:.2f} ± {self.deviation:.2f} working days>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_table().to_html()}"


def approximated(schedule: Schedule) -> Approximation:
    """The approximation of a schedule; see `Schedule.approximation`."""
    work, times = schedule.work, schedule.times
    return Approximation(outline=schedule.outline, mean=times.finish, variance=_variance(work, times))


def _variance(work: Work, times: Times) -> float:
    """
    The largest variance that a chain without room carries to the finish.

    A piece counts where the chain runs through its work: from its start to its finish, or against it from its finish to
    its start. A chain that touches one end only does not feel how long the piece takes.
    """
    own = ((work.longest - work.shortest) / 6) ** 2
    at_start, at_finish = np.zeros(work.size), np.full(work.size, -np.inf)
    arcs = work.arcs.chosen(times.tight)
    rows = zip(
        arcs.before.tolist(), arcs.after.tolist(), arcs.from_finish.tolist(), arcs.to_finish.tolist(), strict=True
    )
    for before, after, from_finish, to_finish in rows:
        reached = _carried(before, from_finish, own, at_start, at_finish)
        into = at_finish if to_finish else at_start
        into[after] = max(into[after], reached)
    last = np.flatnonzero(times.early_finish >= times.finish - times.rounding).tolist()
    return float(max((_carried(piece, True, own, at_start, at_finish) for piece in last), default=0.0))


def _carried(piece: int, leaves_finish: bool, own: Floats, at_start: Floats, at_finish: Floats) -> float:
    through, beside = (at_start, at_finish) if leaves_finish else (at_finish, at_start)
    return float(max(through[piece] + own[piece], beside[piece]))
