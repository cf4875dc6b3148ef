"""A plan as it stands at the end of one day."""

from __future__ import annotations

import datetime

from attrs import frozen

from servicecraft.planning.days import Axis
from servicecraft.planning.forecasting import State
from servicecraft.planning.outline import Outline
from servicecraft.planning.timetable import DatesOrNone


@frozen(kw_only=True, eq=False)
class Snapshot:
    """
    A plan as it stands at the end of one day.

    Attributes:
        outline: Its rows.
        axis: Its working days.
        state: How far each activity is.
        due_start: The day on which each was to start.
        due_finish: The day on which each was to be finished.
        as_of: The day.
    """

    outline: Outline
    axis: Axis
    state: State
    due_start: DatesOrNone
    due_finish: DatesOrNone
    as_of: datetime.date

    def is_due(self, place: int) -> bool:
        """Whether an activity was to be finished by the day."""
        day = self.due_finish[place]
        return day is not None and day <= self.as_of

    def waits_for(self, place: int) -> tuple[str, ...]:
        """The ids of unfinished activities of the plan that one waits for."""
        where = self.outline.place
        others = [each.activity for each in self.outline.activities[place].after]
        return tuple(one for one in dict.fromkeys(others) if one in where and not self.state.finished[where[one]])

    def places(self, phase: str | None) -> list[int]:
        """Where the activities of a phase stand; for `None` those of none, or of one that the plan does not have."""
        names = self.outline.phase_names
        return [
            place
            for place, one in enumerate(self.outline.activities)
            if (one.phase if one.phase in names else None) == phase
        ]
