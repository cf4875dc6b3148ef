"""
What customers and staff say, as scores that can be trusted.

Make a `Voice` of a program or of any dataframe and ask it: how satisfied are they, who would recommend, were expectations
met, does it change, do people agree, may these items be summed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Concatenate, ParamSpec, Self, Unpack

import numpy as np
from attrs import frozen
from narwhals.typing import IntoFrame

from servicecraft.errors import ModelError
from servicecraft.model.columns.days import day_of
from servicecraft.model.program import Program
from servicecraft.model.settings import Settings
from servicecraft.model.voices import Instrument
from servicecraft.tables import Table
from servicecraft.voice.agreeing import agreement_table
from servicecraft.voice.asking import About, By, Question
from servicecraft.voice.calling_back import call_back_table
from servicecraft.voice.differing import Comparison, Labels, difference_table
from servicecraft.voice.edges import link_table
from servicecraft.voice.gaps import servqual_table
from servicecraft.voice.heard import Heard, together
from servicecraft.voice.judging import verdict_table
from servicecraft.voice.means import Effort, Mean, named_score
from servicecraft.voice.rates import rates_table
from servicecraft.voice.scores import NetPromoters, Score, TopBox
from servicecraft.voice.scoring import score_table
from servicecraft.voice.spread import counts_table
from servicecraft.voice.summing import reliability_table
from servicecraft.voice.trend import Chart, trend_table

P = ParamSpec("P")


@frozen(kw_only=True, eq=False, repr=False)
class Voice:
    """
    What was said, reduced to a frequency table from which every score is finished.

    Questions have some arguments in common:

    - `by`: one key or several by which answers are grouped, such as `"unit"` or `["provider", "quarter"]`; `None` for all
      together. Times come as `period` (as kept), `month`, `quarter` and `year`.
    - `where`: only the answers with these labels, such as `{"period": "2026", "unit": ["kitchen", "bar"]}`.
    - `raters`: whose answers: `"external"` customers, `"internal"` parties that are served, `"staff"` about their own work,
      or `"all"`.
    - `instrument`: the id of the scale, or several; by default those that are meant for the score, else those of which
      nobody said what they measure. Different scales are never pooled: the scale then becomes the first key.
    - `confidence`: of the intervals; that of the settings by default.

    Answers are tables with the keys, then `n` (answers), `missing` (without answer), the score under its name, `lower`,
    `upper`, `method` (of the interval) and `withheld`; a withheld row keeps its labels only. Notes tell who answered of
    those who were asked, the period, the confidence, what was left out and what is withheld. What one call returns is
    protected as a whole, its total taken as known; separate calls do not know of each other.

    Every question raises a `ModelError` where a key, a label of sides or a scale does not exist (`SC-608`), where a scale
    that was chosen cannot give the score (`SC-605`), and where a number is out of its range (`SC-610`).

    Attributes:
        heard: The frequency table, with the scales, surveys and names that belong to it.
    """

    heard: Heard

    @classmethod
    def of(
        cls,
        program: Program,
        as_of: datetime.date | str | None = None,
        *,
        ratings: IntoFrame | None = None,
        period: str = "month",
        audience: str | None = None,
    ) -> Self:
        """
        The voice of a program: ratings, tables of ratings, climate answers and tables of them, side by side.

        Keys are `survey`, `instrument`, `channel`, `period`, `dimension`, `provider` and its `unit`, `level` and `service`,
        `rater` and, where it is one, `customer`, and every attribute that the program declares: that of who is rated, else
        of who rates. Answers on climate have the unit and level of who answered and their topic as dimension.

        Args:
            program: A program.
            as_of: The last day that counts, a date or its ISO text; `None` takes all.
            ratings: A frame with the columns of the table of ratings, as far as known (`survey` and `score` at least), for
                ratings too many to be rows of the program; it is reduced by its own engine.
            period: The narrowest span of time that is kept: `day`, `month`, `quarter` or `year`.
            audience: `"facilitator"` to see ratings of single people in a program of more than 12; they stand with their
                unit otherwise.

        Raises:
            ModelError: Scores outside their scale that are not declared as missing, each with its count (`SC-601`).
        """
        from servicecraft.voice.from_program import heard_in_program

        day = None if as_of is None else day_of(as_of, "as_of")
        return cls(heard=heard_in_program(program, day, period, audience, ratings))

    @classmethod
    def from_frame(
        cls,
        frame: IntoFrame,
        *,
        instrument: Instrument,
        score: str | None = None,
        items: Sequence[str] | Mapping[str, Sequence[str]] | None = None,
        by: str | Sequence[str] = (),
        on: str | None = None,
        period: str = "month",
        provider: str | None = None,
        rater: str | None = None,
        survey: str | None = None,
        dimension: str | None = None,
        response: str | None = None,
        expectation: str | None = None,
        weight: str | None = None,
        missing: Iterable[object] = (),
        raters: str = "external",
        settings: Settings | None = None,
        language: str = "en",
    ) -> Self:
        """
        The voice of a frame of any engine that narwhals knows, eager or lazy; the engine counts, and only counts are fetched.

        Args:
            frame: One row for each answer, or, with *items*, one row for each respondent.
            instrument: The scale: where it begins and ends, which end is good, which codes mean that there is no answer.
            score: The column of the score: numbers, texts of numbers, or words of the scale.
            items: Instead of a score: the columns of several items on the same scale, or blocks of them by name. Each item is
                then a `dimension`; without `dimension` a question is about the mean of each respondent's items.
            by: Further columns by which answers can be grouped.
            on: The column of the day (or a text such as `2026-05-14`, `2026-Q2`, or a year).
            period: The narrowest span of time that is kept: `day`, `month`, `quarter` or `year`.
            provider: The column of who is rated.
            rater: The column of who rates.
            survey: The column of the survey.
            dimension: The column of the dimension or item.
            response: The column of a code that answers of one respondent share. One line is kept for each respondent then,
                so name it where somebody answers several times, and leave it out where each row is another respondent.
            expectation: The column of what was expected, on the same scale.
            weight: The column of survey weights.
            missing: Further codes and texts that stand for no answer, such as `("Blank", 99)`; blank cells always do.
            raters: Whose answers these are: `"external"`, `"internal"` or `"staff"`.
            settings: Thresholds and defaults; the library's own if `None`.
            language: In which answers speak.

        Raises:
            ModelError: It is no frame (`SC-603`) or lacks columns (`SC-604`); scores are none (`SC-601`, `SC-602`), weights
                are none (`SC-606`), times are none (`SC-607`); or the engine refuses (`SC-609`).
        """
        from servicecraft.voice.from_frames import Columns, heard_in_frame

        known = {"provider": provider, "rater": rater, "survey": survey, "dimension": dimension, "respondent": response}
        columns = Columns(
            by=(by,) if isinstance(by, str) else tuple(by),
            known={name: column for name, column in known.items() if column is not None},
            on=on,
            period=period,
            weight=weight,
            expectation=expectation,
        )
        heard = heard_in_frame(
            frame,
            score=score,
            items=items,
            instrument=instrument,
            columns=columns,
            missing=tuple(missing),
            raters=raters,
            settings=settings or Settings(),
            language=language,
        )
        return cls(heard=heard)

    @classmethod
    def merge(cls, *voices: Voice) -> Self:
        """
        Several voices as one, as if their answers had been read together.

        Raises:
            ModelError: They differ in settings, or in a scale of the same id (`SC-611`), or there is none (`SC-612`).
        """
        return cls(heard=together([voice.heard for voice in voices]))

    def merged(self, *others: Voice) -> Self:
        """The voice together with others; see `merge`."""
        return type(self)(heard=together([self.heard, *(voice.heard for voice in others)]))

    @property
    def keys(self) -> tuple[str, ...]:
        """By what answers can be grouped."""
        from servicecraft.voice.grouping import known_keys

        return known_keys(self.heard.lines if self.heard.item_lines is None else self.heard.item_lines)

    def csat(self, by: By = None, *, top: int = 2, **about: Unpack[About]) -> Table:
        """
        The share of answers in the best steps of the scale.

        Args:
            by: By what to group; see `Voice`.
            top: How many steps are best: 2 of a scale from 1 to 5 are 4 and 5, or 1 and 2 where low is good.
            about: `where`, `raters`, `instrument`, `confidence`; see `Voice`.

        Returns:
            The keys, `n`, `missing`, `csat` (0 to 1), `lower`, `upper` (Wilson), `method`, `withheld`, `hits`.
        """
        return self._scored(TopBox(top=top), by, about)

    def nps(self, by: By = None, **about: Unpack[About]) -> Table:
        """
        Promoters (9 and 10) minus detractors (0 to 6), of a hundred who answered.

        Returns:
            The keys, `n`, `missing`, `nps` (-100 to 100), `lower`, `upper` (adjusted Wald), `method`, `withheld`,
            `promoters`, `passives`, `detractors`, `standard_error`.
        """
        return self._scored(NetPromoters(), by, about)

    def ces(self, by: By = None, **about: Unpack[About]) -> Table:
        """
        How easy it was: the mean on the scale of effort.

        Returns:
            The keys, `n`, `missing`, `ces`, `lower`, `upper` (t), `method`, `withheld`, `deviation`, `standard_error`.
        """
        return self._scored(Effort(), by, about)

    def mean(self, by: By = None, **about: Unpack[About]) -> Table:
        """
        The mean on the scale, of single answers and tables of averages together.

        Returns:
            The keys, `n`, `missing`, `mean`, `lower`, `upper` (t), `method`, `withheld`, `deviation`, `standard_error`; no
            interval where an average came without its standard deviation.
        """
        return self._scored(Mean(), by, about)

    def counts(self, by: By = None, **about: Unpack[About]) -> Table:
        """
        How many gave each score, in the order of the scale.

        Returns:
            The keys, `score` (`None` for those without answer), `n`, `share` (of the answers of the group), `label` (the word
            of the scale), `withheld`. Answers between steps stand under the step before them.
        """
        return self._told(counts_table, Question.of(by, about))

    def servqual(self, weights: Mapping[str, float] | None = None, by: By = None, **about: Unpack[About]) -> Table:
        """
        What was received minus what was expected, by dimension; each group ends with a row for all its dimensions.

        Args:
            weights: Points for every dimension, brought to a sum of 1; `None` counts the dimensions alike.
            by: By what to group; see `Voice`.
            about: `where`, `raters`, `instrument`, `confidence`; see `Voice`.

        Returns:
            The keys, `dimension` (`None` for all together), `n` (pairs), `missing`, `servqual` (the gap), `lower`, `upper`
            (paired t; for all together over respondents), `method`, `withheld`, `perception`, `expectation`, `weight`,
            `deviation`, `standard_error`.

        Source:
            Parasuraman, Zeithaml & Berry (1988), "SERVQUAL", Journal of Retailing 64(1), 12-40.
        """
        return self._told(servqual_table, Question.of(by, about), weights)

    def reliability(
        self, items: Sequence[str] | None = None, *, gaps: str = "listwise", confidence: float | None = None
    ) -> Table:
        """
        Cronbach's alpha: may these items be summed into one score?

        Args:
            items: At least two items of one block; `None` takes every block: those of a wide frame, else the dimensions of
                each scale, as far as it is known which answers come from one respondent.
            gaps: What becomes of people who left items out: with `"listwise"` they are left out, with `"pairwise"` they count
                wherever they answered both of two items, and all of them in the interval, as some programs do.
            confidence: Of the interval (Feldt).

        Returns:
            `block`, `n` (people), `missing` (people who left items out), `alpha`, `lower`, `upper`, `method`, `withheld`,
            `items` (how many). Weights have no part in it.
        """
        return self._told(reliability_table, items, gaps, confidence)

    def agreement(self, by: By = "unit", **about: Unpack[About]) -> Table:
        """
        Whether the people of each group agree enough for their mean to be the group's answer, dimension by dimension.

        Returns:
            The keys, `n`, `missing`, `r_wg` (0 to 1), `lower`, `upper` and `method` (always `None`), `withheld`, `mean`,
            `deviation`, and beside each group the `icc1` and `icc2` of all groups of its dimension. The first notes warn
            where answers may not be averaged.

        Source:
            James, Demaree & Wolf (1984), Journal of Applied Psychology 69(1), 85-98; Shrout & Fleiss (1979), Psychological
            Bulletin 86(2), 420-428.
        """
        return self._told(agreement_table, Question.of(by, about))

    def trend(
        self,
        score: str = "mean",
        by: By = None,
        *,
        span: str = "month",
        constant: float = 1.128,
        rules: Sequence[str] = ("beyond",),
        top: int = 2,
        **about: Unpack[About],
    ) -> Table:
        """
        Whether a score changes, or goes up and down as usual (XmR chart).

        Args:
            score: `csat`, `nps`, `ces`, `mean` or `servqual`.
            by: By what to group; each group is a series of its own.
            span: What one point stands for: `period` (as kept), `month`, `quarter` or `year`.
            constant: 1.128, or 2.66 for sources that round the factor.
            rules: Signals to look for: `beyond` the limits, `side`, `trend`, `two_of_three`, `four_of_five`; each further
                one adds false alarms.
            top: For `csat`.
            about: `where`, `raters`, `instrument`, `confidence`; see `Voice`.

        Returns:
            The keys, the span, `n`, `missing`, the score, `lower` and `upper` (what is usual), `method`, `withheld`, `centre`
            and `signal`, a code that people read in words; `None` where nothing is unusual.

        Raises:
            ModelError: Nobody told when answers were given (`SC-612`), or as for every question.
        """
        chart = Chart(span=span, constant=constant, rules=tuple(rules))
        return self._told(trend_table, Question.of(by, about), named_score(score, top), chart)

    def difference(
        self,
        score: str = "mean",
        *,
        key: str = "period",
        after: Labels = None,
        before: Labels = None,
        by: By = None,
        top: int = 2,
        **about: Unpack[About],
    ) -> Table:
        """
        How far a score is above that of another time or group.

        Args:
            score: `csat`, `nps`, `ces`, `mean` or `servqual`.
            key: By what the two sides are told apart.
            after: One label or several of the one side, such as `"2026-Q1"`. Of times, the last twelve months that have
                answers in the same month a year before, if `None`.
            before: Those of the other side: the same times a year before, or all other groups, if `None`.
            by: By what to group.
            top: For `csat`.
            about: `where`, `raters`, `instrument`, `confidence`; see `Voice`.

        Returns:
            The keys, `n`, `missing`, `difference` (after minus before), `lower`, `upper` (Newcombe for shares, Welch for
            means), `method`, `withheld`, `after`, `before`, `n_after`, `n_before`. Both sides are taken as different people.

        Raises:
            ModelError: There is nothing to compare with (`SC-612`), or as for every question.
        """
        comparison = Comparison(key=key, after=after, before=before)
        return self._told(difference_table, Question.of(by, about), named_score(score, top), comparison)

    def verdict(
        self, by: By = None, *, target: float | None = None, margin: float | None = None, **about: Unpack[About]
    ) -> Table:
        """
        The customers' verdict: expectations exceeded, met, missed, or not distinguishable; external ratings only.

        Args:
            by: By what to group; see `Voice`.
            target: A score that counts as expected where nobody was asked what they expect.
            margin: How far around it answers may lie and still count as met, as a part of the scale; that of the settings if
                `None`.
            about: `where`, `instrument`, `confidence`; see `Voice`.

        Returns:
            The keys, `n`, `missing`, `gap` (above what was expected, towards the good end), `lower`, `upper`, `method`,
            `withheld`, `verdict` (`exceeded`, `met`, `missed`, `not_distinguishable`, `none`), `reason`, `basis`
            (`expectations`, `disconfirmation`, `target`), `margin` in points of the scale.
        """
        return self._told(verdict_table, Question.of(by, about), target, margin)

    def response_rates(self, *, confidence: float | None = None) -> Table:
        """
        How many of those who were asked answered, survey by survey.

        Returns:
            `survey`, `n` (answered), `missing` (silent), `rate`, `lower`, `upper` (Wilson), `method`, `sent`, `audience`;
            `None` where nobody told how many were asked.
        """
        return self._told(rates_table, confidence)

    def link_quality(self, **about: Unpack[About]) -> Table:
        """
        How well the parties of the organisation serve one another: each link as those rate it who are served.

        Returns:
            `provider`, `rater`, `n`, `missing`, `mean`, `lower`, `upper`, `method`, `withheld`, `gap`, `gap_lower`,
            `gap_upper` (where expectations were asked for), `linked` (whether the program draws the link). Links that nobody
            rated come last, with `n` 0.

        Raises:
            ModelError: Nobody told who rates whom (`SC-612`), or as for every question.
        """
        return self._told(link_table, Question.of(None, about))

    def call_backs(self, by: By = None, *, as_of: datetime.date | str | None = None) -> Table:
        """
        The answers of customers that need a call back: at the bad end of their scale, or with a comment.

        Args:
            by: `unit`, `service`, `customer`, `survey` or `instrument`, one or several, to have them counted; `None` lists
                them one by one.
            as_of: The day for which it is told; that of the voice, else the newest day of an answer, if `None`.

        Returns:
            Listed: `response` (the code of the respondent), `survey`, `unit`, `service`, `customer`, `on`, `age` in days,
            `why` (`bad_end`, `comment`), `score` (at the bad end only), `comment`, `answered`: whether a case of the same
            customers about the same unit was answered since, which is a sign and no proof; `None` where that cannot be told.
            Answers without a code, and those of surveys that promised groups and name no readers of single answers, are
            counted in a note only. Comments are shown where at least `minimum_group_comments` (settings) people of the survey
            spoke about the unit.

            Counted: the keys, `n`, of which `answered`, `waiting` and `untold` (whether a case was answered cannot be told),
            `median_age` of those who wait, in days, where they are enough to be told of, and `withheld`.

        Raises:
            ModelError: Single answers are not known (`SC-612`), or there is no such key (`SC-608`).
        """
        return self._told(_call_back, by, as_of)

    def _scored(self, score: Score, by: By, about: About) -> Table:
        return self._told(score_table, Question.of(by, about), score)

    def _told(self, answer: Callable[Concatenate[Heard, P], Table], *question: P.args, **others: P.kwargs) -> Table:
        """The answer to a question; refusals speak the language of the voice."""
        try:
            return answer(self.heard, *question, **others)
        except ModelError as error:
            raise error.in_language(self.heard.language) from None

    def __repr__(self) -> str:
        return f"<Voice: {self._answers} answers by {', '.join(self.keys)}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"

    @property
    def _answers(self) -> int:
        lines = self.heard.lines
        return int(lines.count[~np.isnan(lines.score.at)].sum())


def _call_back(heard: Heard, by: By, as_of: datetime.date | str | None) -> Table:
    return call_back_table(heard.single, heard.telling, by, as_of)
