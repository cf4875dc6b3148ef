"""
Do people believe the management, and have they given up?

Answers of staff on one topic, as means from 0 to 1 with their interval. Groups under the minimum are withheld, together with
those that would give them away; where a survey promised a larger minimum, that one holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Self

import numpy as np
from attrs import frozen
from narwhals.typing import IntoFrame

from servicecraft.errors import ModelError
from servicecraft.model.settings import Settings
from servicecraft.model.voices import Instrument, Survey
from servicecraft.model.words import Better, ClimateTopic
from servicecraft.participation.climate_frames import lines_of_frame
from servicecraft.participation.climate_lines import ClimateLines, lines_of_program, newest_wave
from servicecraft.participation.climate_protection import protected
from servicecraft.participation.days import NOBODY, Flags, Floats, Places, known, plain_days, plain_numbers
from servicecraft.participation.labels import Labels
from servicecraft.participation.roster import Roster
from servicecraft.participation.telling import Telling, Told
from servicecraft.statistics.means import Moments, mean_interval
from servicecraft.tables import Cell, Table
from servicecraft.words import sentence

TOGETHER = ("level", "unit")
"""Groupings that are protected together with the whole, whichever of them is asked for."""
KINDS = {"all": sentence("all"), "level": sentence("level"), "unit": sentence("unit")}
LITTLE_IS_GOOD = (ClimateTopic.RESIGNATION,)
"""Topics of which little is good."""


@frozen(kw_only=True)
class Mean:
    """
    A mean from 0 to 1 with its interval.

    Attributes:
        n: How many people it rests on; `None` where it is withheld.
        mean: The mean; `None` without answers, or where it is withheld.
        lower: Lower limit (t); `None` with fewer than two answers, or where the spread of some is not known.
        upper: Upper limit.
        withheld: Whether fewer answered than the minimum.
    """

    n: int | None
    mean: float | None
    lower: float | None
    upper: float | None
    withheld: bool


@frozen(kw_only=True, eq=False, repr=False)
class Climate(Told):
    """
    What staff said on one topic in the newest surveys.

    Attributes:
        topic: What was asked about.
        lines: The answers of the newest surveys.
        every: The answers of all surveys.
        surveys: The surveys.
        settings: The minimum group, and the confidence of intervals.
        telling: How answers speak.
        scaled: Whether the scale is known, so that means lie from 0 to 1.
    """

    topic: ClimateTopic
    lines: ClimateLines
    every: ClimateLines
    surveys: tuple[Survey, ...]
    settings: Settings
    telling: Telling
    scaled: bool = True

    @classmethod
    def of_roster(cls, roster: Roster, topic: ClimateTopic, telling: Telling) -> Self:
        """
        What the staff of a program said by a day.

        Raises:
            ModelError: Scores lie outside their scale and are not declared as missing.
        """
        program = roster.program
        every = lines_of_program(program, topic, roster.day, telling)
        return cls(
            topic=topic,
            lines=newest_wave(every, program.surveys, roster.day),
            every=every,
            surveys=program.surveys,
            settings=program.settings,
            telling=telling,
        )

    @classmethod
    def from_frame(
        cls,
        answers: IntoFrame,
        *,
        score: str,
        by: Iterable[str] = (),
        instrument: Instrument | None = None,
        topic: ClimateTopic = ClimateTopic.CLIMATE,
        response: str | None = None,
        settings: Settings | None = None,
        language: str = "en",
    ) -> Self:
        """
        The answers of a frame, eager or lazy, of any engine that narwhals knows.

        Args:
            answers: One row for each answer.
            score: The column of scores; empty where there is no answer.
            by: Columns by which answers can be grouped.
            instrument: The scale; without it means are told on their own scale only.
            topic: What was asked about.
            response: The column of a code that several answers of one person share.
            settings: Thresholds other than the defaults.
            language: In which answers speak.

        Raises:
            ModelError: A column is missing, or a score is no number or outside the scale.
        """
        lines = lines_of_frame(answers, score, tuple(by), instrument, response)
        return cls(
            topic=topic,
            lines=lines,
            every=lines,
            surveys=(),
            settings=settings or Settings(),
            telling=Telling(language=language),
            scaled=instrument is not None,
        )

    @property
    def better(self) -> Better:
        """Whether much or little of the topic is good."""
        return Better.LOWER if self.topic in LITTLE_IS_GOOD else Better.HIGHER

    @property
    def minimum(self) -> int:
        """The smallest group that is shown: the setting, or what a survey promised where that is more."""
        return max(self.settings.minimum_group, self.lines.minimum)

    @cached_property
    def overall(self) -> Mean:
        """The mean of everybody who answered in the newest surveys."""
        n, _, mean, lower, upper, *_, hidden = self._rows("all", Labels.of([]))[0][2:]
        return Mean(n=n, mean=mean, lower=lower, upper=upper, withheld=hidden)  # type: ignore[arg-type]

    def by(self, by: str = "unit") -> Table:
        """
        The mean of each group in the newest surveys.

        Args:
            by: `all`, `level`, `unit`, an attribute of climate answers, or a column given to `from_frame`.

        Returns:
            Levels from the top, units in the order of the program, others in the order of the alphabet, those who did not
            say last: `id`, `name`, `n` (people who answered), `missing` (who did not, among those asked this), `mean` from 0
            to 1 with its interval, `score` and `deviation` on the scale itself where all used the same, `withheld`. Of a
            withheld group nothing is told. For resignation a high mean is bad; see `better`.

        Raises:
            ModelError: There is no such grouping.
        """
        if by not in ("all", *self.lines.labels):
            choices = ", ".join(("all", *self.lines.labels))
            raise ModelError.of("SC-506", by, path="by", choices=choices).in_language(self.telling.language)
        rows = self._rows(by, self.lines.labels.get(by, Labels.of([])))
        columns = ("id", "name", *_COLUMNS)
        return self.telling.table(columns, rows, title=self._title(), notes=self._notes(rows))

    def to_table(self) -> Table:
        """The whole, the levels and the units together: as `by`, with a first column `kind` that says which."""
        kinds = ("all", *(one for one in TOGETHER if one in self.lines.labels))
        rows = [(kind, *row) for kind in kinds for row in self._rows(kind, self.lines.labels.get(kind, Labels.of([])))]
        columns = (self.telling.coded("kind", KINDS), "id", "name", *_COLUMNS)
        return self.telling.table(columns, rows, title=self._title(), notes=self._notes(rows))

    def waves(self) -> Table:
        """
        The mean of each survey, in order of time, those under the minimum withheld.

        Returns:
            Columns `survey`, `name`, `on` (last day of answers), `sent`, `answered` (of all its questions), and those of `by`.
        """
        newest, hidden = self.lines.surveys, self._hidden("survey", self.lines.surveys, len(self.surveys))
        rows: list[Sequence[Cell]] = []
        for place, survey in enumerate(self.surveys):
            which = self.every.surveys == place
            if which.any():
                few = self.every.n[which].sum() < max(self.settings.minimum_group, survey.promised_minimum_group or 0)
                kept_back = bool(few or ((newest == place).any() and hidden[place]))
                cells = self._cells(self.every, np.where(which, 0, NOBODY), 1, np.array([kept_back]))[0]
                days = self.every.days[which & known(self.every.days)]
                last = plain_days(days.max()[None])[0] if len(days) else None
                rows.append((survey.id, survey.name, last, survey.sent, survey.answered, *cells))
        rows.sort(key=lambda row: (row[2] is None, str(row[2]), str(row[0])))
        columns = ("survey", "name", "on", "sent", "answered", *_COLUMNS)
        return self.telling.table(columns, rows, title=self._title(), notes=self._notes(rows))

    def _title(self) -> str:
        topic = self.topic.label(self.telling.language)
        return self.telling.say(sentence("What staff say: {topic}"), topic=topic)

    def _notes(self, rows: Sequence[Sequence[Cell]]) -> list[str]:
        notes = []
        if self.better is Better.LOWER:
            notes.append(self.telling.say(sentence("The less of it, the better.")))
        days = self.lines.days[known(self.lines.days)]
        if len(days):
            first, last = plain_days(np.array([days.min(), days.max()]))
            notes.append(self.telling.say(sentence("Answers from {first} to {last}."), first=first, last=last))
        if any(row[-1] for row in rows):
            text = sentence("Withheld: groups under {minimum}, and others that would give them away.")
            notes.append(self.telling.say(text, minimum=self.minimum))
        if self.lines.unscaled:
            text = sentence("Left out, since nobody says on which scale they were given: {count} answers.")
            notes.append(self.telling.say(text, count=self.lines.unscaled))
        return notes

    def _rows(self, by: str, labels: Labels) -> list[tuple[Cell, ...]]:
        if by == "all":
            codes, ids, names = (
                np.zeros(len(self.lines.n), dtype=np.int64),
                (None,),
                (self.telling.say(sentence("all")),),
            )
        else:
            codes, ids, names = labels.with_rest(self.telling)  # type: ignore[assignment]
        hidden = self._hidden(by, codes, len(ids))
        cells = self._cells(self.lines, codes, len(ids), hidden)
        return [(identifier, name, *cells[n]) for n, (identifier, name) in enumerate(zip(ids, names, strict=True))]

    def _hidden(self, by: str, codes: Places, size: int) -> Flags:
        """Which groups of a grouping are withheld, when levels, units, surveys and the whole are known beside it."""
        masks = (
            self._protected
            if by in self._tables
            else protected(self.lines.n, {by: codes, **self._tables}, self.minimum)
        )
        found = np.zeros(size, dtype=bool)
        found[: len(masks[by])] = masks[by]
        return found

    @cached_property
    def _tables(self) -> dict[str, Places]:
        """What is protected together, whichever of it is asked for."""
        beside = {
            one: self.lines.labels[one].with_rest(self.telling)[0] for one in TOGETHER if one in self.lines.labels
        }
        return {**beside, "survey": self.lines.surveys, "all": np.zeros(len(self.lines.n), dtype=np.int64)}

    @cached_property
    def _protected(self) -> dict[str, Flags]:
        return protected(self.lines.n, self._tables, self.minimum)

    def _cells(self, lines: ClimateLines, codes: Places, size: int, hidden: Flags) -> list[tuple[Cell, ...]]:
        """The numbers of each group, nothing of those that are withheld."""
        inside = codes != NOBODY
        n = np.bincount(codes[inside], lines.n[inside], size)
        missing = np.bincount(codes[inside], lines.missing[inside], size)
        found = _merged(lines, np.where(lines.n > 0, codes, NOBODY), size)
        lower, upper = mean_interval(found.mean, found.variance, found.n, self.settings.confidence)
        spread = np.sqrt(found.variance)
        score, deviation = self._own_scale(found.mean, spread)
        if self.scaled:
            numbers = (found.mean, np.maximum(lower, 0.0), np.minimum(upper, 1.0), score, deviation)
        else:
            numbers = (*np.full((3, size), np.nan), score, deviation)
        columns = [plain_numbers(np.where(hidden, np.nan, one)) for one in numbers]
        return [
            (
                *((None, None) if hidden[k] else (int(n[k]), int(missing[k]))),
                *(one[k] for one in columns),
                bool(hidden[k]),
            )
            for k in range(size)
        ]

    def _own_scale(self, mean: Floats, spread: Floats) -> tuple[Floats, Floats]:
        if not self.scaled:
            return mean, spread
        if self.lines.scale is None:
            return np.full_like(mean, np.nan), np.full_like(mean, np.nan)
        low, high = self.lines.scale
        return low + mean * (high - low), spread * abs(high - low)


_COLUMNS = ("n", "missing", "mean", "lower", "upper", "score", "deviation", "withheld")


def _merged(lines: ClimateLines, codes: Places, size: int) -> Moments:
    """Size, mean and squared deviations of each group; the spread is not known where that of one of its lines is not."""
    inside = codes != NOBODY
    places, n, means = codes[inside], lines.n[inside], lines.mean[inside]
    people = np.bincount(places, n, size)
    mean = np.divide(np.bincount(places, n * means, size), people, out=np.full(size, np.nan), where=people > 0)
    within = np.bincount(places, lines.deviations[inside] + n * (means - mean[places]) ** 2, size)
    return Moments(n=people, mean=mean, deviations=within)
