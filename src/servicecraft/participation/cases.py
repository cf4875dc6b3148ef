"""
How soon do customers have an answer, and their case an end?

Complaints, compliments and requests, by what they are about. Cases still open count as waiting up to the day, so that closing
only the easy ones does not look fast.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Self

import numpy as np
from attrs import frozen
from narwhals.typing import IntoFrame
from numpy.typing import NDArray

from servicecraft.model.columns.days import day_of
from servicecraft.model.settings import Settings
from servicecraft.model.words import CaseKind, Severity
from servicecraft.participation.days import Flags, Floats, days_of, known, plain_days, working_days
from servicecraft.participation.frames import collected, moments
from servicecraft.participation.frames import labels as read_labels
from servicecraft.participation.labels import Labels, grouped, id_names
from servicecraft.participation.months import arrivals_table
from servicecraft.participation.roster import Roster
from servicecraft.participation.telling import Telling, Told
from servicecraft.participation.waiting import Waiting, waiting_rows
from servicecraft.participation.waiting import columns as waiting_columns
from servicecraft.tables import Cell, Table, TableColumn
from servicecraft.words import sentence

STEPS = {"answered": sentence("answered"), "closed": sentence("closed")}
STATES = {"unanswered": sentence("not answered"), "unclosed": sentence("answered, not closed")}
MILLISECONDS = 24 * 60 * 60 * 1000
"""In a day."""

Moments = NDArray[np.datetime64]


@frozen(kw_only=True, eq=False, repr=False)
class Cases(Told):
    """
    What customers brought up, and what became of it by a day.

    Attributes:
        ids: The ids of the cases.
        names: Their titles.
        received: When each arrived.
        answered: When the customer had an answer; being closed is an answer too.
        closed: When it was closed.
        labels: What cases can be grouped by.
        settings: The times within which they are to be answered and closed.
        telling: How answers speak.
        day: The day.
    """

    ids: Sequence[str]
    names: Sequence[str]
    received: Moments
    answered: Moments
    closed: Moments
    labels: Mapping[str, Labels]
    settings: Settings
    telling: Telling
    day: np.datetime64

    @classmethod
    def of_roster(cls, roster: Roster, telling: Telling) -> Self:
        """The cases of a program that had arrived by a day."""
        program, language = roster.program, telling.language
        rows = [one for one in program.cases if np.datetime64(one.received_on) <= roster.day]
        kinds = {one.value: one.label(language) for one in CaseKind}
        severities = {one.value: one.label(language) for one in reversed(Severity)}
        closed = _by_end_of(roster.day, days_of(one.closed_on for one in rows))
        return cls(
            ids=[one.id for one in rows],
            names=[one.name for one in rows],
            received=_moments_of(days_of(one.received_on for one in rows)),
            answered=np.fmin(_by_end_of(roster.day, days_of(one.answered_on for one in rows)), closed),
            closed=closed,
            labels={
                "kind": Labels.of([one.kind.value for one in rows], kinds),
                "unit": Labels.of([one.unit for one in rows], id_names(program.units)),
                "service": Labels.of([one.service for one in rows], id_names(program.services)),
                "customer": Labels.of([one.customer for one in rows], id_names(program.customers)),
                "severity": Labels.of(
                    [None if one.severity is None else one.severity.value for one in rows], severities
                ),
            },
            settings=program.settings,
            telling=telling,
            day=roster.day,
        )

    @classmethod
    def from_frame(
        cls,
        cases: IntoFrame,
        *,
        received: str,
        as_of: datetime.date | str,
        id: str | None = None,  # noqa: A002 - the name of the column
        answered: str | None = None,
        closed: str | None = None,
        by: Iterable[str] = (),
        settings: Settings | None = None,
        language: str = "en",
    ) -> Self:
        """
        The cases of a frame, eager or lazy, of any engine that narwhals knows.

        Args:
            cases: One row for each case; rows without a day of receipt, and later ones than the day, are left out.
            received: The column of the day or the moment it arrived.
            as_of: The day for which the answers hold.
            id: The column of its id.
            answered: The column of the day or the moment of the answer.
            closed: The column of the day or the moment it was closed.
            by: Columns by which cases can be grouped: kind, unit, service, customer …
            settings: Thresholds other than the defaults.
            language: In which answers speak.

        Raises:
            ModelError: A column is missing, or a cell holds neither day nor moment.
        """
        day, by = day_of(as_of, "as_of"), tuple(by)
        on = np.datetime64(day, "D")
        read = collected(cases, [received, id, answered, closed, *by], "cases")
        arrived = moments(read, received, "cases")
        kept = np.flatnonzero(known(_by_end_of(on, arrived)))
        ended = _by_end_of(on, moments(read, closed, "cases"))[kept]
        ids = read_labels(read, id)
        named = [(one, read_labels(read, one)) for one in by]
        return cls(
            ids=[ids[n] or str(n) for n in kept.tolist()],
            names=[ids[n] or str(n) for n in kept.tolist()],
            received=arrived[kept],
            answered=np.fmin(_by_end_of(on, moments(read, answered, "cases"))[kept], ended),
            closed=ended,
            labels={one: Labels.of([values[n] for n in kept.tolist()]) for one, values in named},
            settings=settings or Settings(),
            telling=Telling(language=language, day=day),
            day=on,
        )

    def __len__(self) -> int:
        return len(self.received)

    def times(self, by: str | None = None, *, working: bool = True) -> Table:
        """
        How long cases wait for an answer and for their end, those still open included.

        Args:
            by: `kind`, `unit`, `service`, `customer`, `severity`, or a column given to `from_frame`.
            working: Whether times are working days, Monday to Friday; else days of the calendar, with parts of a day where
                moments are known, and without a limit.

        Returns:
            One row for each group and step (`answered`, `closed`): `id`, `name`, `step`, `number`, `ended`, `open`, `median`
            with its interval (Kaplan & Meier 1958; `None` where less than half have ended), `limit` (settings
            `case_answer_days` and `case_close_days`) and `within`, the share that ends within it, with its interval.

        Raises:
            ModelError: There is no such grouping.
        """
        codes, ids, names = grouped(self.labels, by, len(self), self.telling)
        steps = (
            self._wait("answered", self.answered, self.settings.case_answer_days, working),
            self._wait("closed", self.closed, self.settings.case_close_days, working),
        )
        found = waiting_rows(steps, codes, len(ids), self.settings.confidence)
        columns: tuple[str | TableColumn, ...] = (
            "id",
            "name",
            self.telling.coded("step", STEPS),
            *waiting_columns(self.telling, working=working),
        )
        rows = [(ids[n], names[n], step, *cells) for n, step, cells in found]
        title = self.telling.say(sentence("How long customers wait"))
        notes = [self.telling.say(sentence("Working days are Monday to Friday; holidays are not taken out."))]
        return self.telling.table(columns, rows, title=title, notes=notes if working else [])

    def to_table(self) -> Table:
        """How long cases of each kind wait; see `times`."""
        return self.times("kind" if "kind" in self.labels else None)

    def _wait(self, step: str, end: Moments, limit: int, working: bool) -> Waiting:
        over = known(end)
        last = np.where(over, end, _end_of(self.day))
        return Waiting(
            step=step,
            durations=self._lasted(last, over, working),
            ended=over,
            limit=limit if working else None,
        )

    def _lasted(self, last: Moments, over: Flags, working: bool) -> Floats:
        if working:
            end = np.where(over, last.astype("datetime64[D]"), self.day)
            return working_days(self.received.astype("datetime64[D]"), end)
        return np.asarray((last - self.received).astype("timedelta64[ms]").astype(np.float64) / MILLISECONDS)

    def open(self) -> Table:
        """
        The cases that wait, those furthest beyond their time first.

        Returns:
            `id`, `name`, `state` (`unanswered`, `unclosed`), `kind`, `severity`, `customer`, `unit`, `service`, `received_on`,
            `age` in working days since receipt and `late`: whether that is more than the setting for the step.
        """
        waits = np.flatnonzero(~known(self.closed))
        received = self.received.astype("datetime64[D]")
        age = working_days(received, np.full(len(self), self.day))
        unanswered = ~known(self.answered)
        limit = np.where(unanswered, self.settings.case_answer_days, self.settings.case_close_days)
        waits = waits[np.lexsort((received[waits], limit[waits] - age[waits]))]
        days = plain_days(received)
        told = ("kind", "severity", "customer", "unit", "service")
        rows: list[Sequence[Cell]] = []
        for n in waits.tolist():
            state = "unanswered" if unanswered[n] else "unclosed"
            labels = (self.labels[name].at(n) if name in self.labels else None for name in told)
            rows.append((self.ids[n], self.names[n], state, *labels, days[n], int(age[n]), bool(age[n] > limit[n])))
        heads = (self.telling.chosen("kind", CaseKind), self.telling.chosen("severity", Severity), *told[2:])
        columns = ("id", "name", self.telling.coded("state", STATES), *heads, "received_on", "age", "late")
        return self.telling.table(columns, rows, title=self.telling.say(sentence("Cases that wait")))

    def arrivals(self, constant: float = 1.128) -> Table:
        """How many cases came in each month, and which months stand out; see `Ideas.arrivals`."""
        title = self.telling.say(sentence("How many cases came in each month"))
        return arrivals_table(self.received.astype("datetime64[D]"), self.day, constant, title, self.telling)


def _moments_of(days: Moments) -> Moments:
    return days.astype("datetime64[ms]")


def _end_of(day: np.datetime64) -> np.datetime64:
    return np.datetime64(str(day + np.timedelta64(1, "D")), "ms")


def _by_end_of(day: np.datetime64, when: Moments) -> Moments:
    """The moments up to the end of a day; later ones had not come yet."""
    return np.where(_moments_of(when) < _end_of(day), _moments_of(when), np.datetime64("NaT", "ms"))
