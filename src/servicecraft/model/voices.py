"""What customers and staff say: surveys, scales, single answers, tables of averages, cases, and measured indicators."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import ClassVar, Self

from servicecraft.model.columns import NO_ATTRIBUTES
from servicecraft.model.rows import (
    PARTIES,
    THE_ID,
    Row,
    attribute_values,
    choice,
    day,
    identifier,
    naming,
    number,
    numbers,
    own_words,
    reference,
    row,
    short_text,
    texts,
    whole,
)
from servicecraft.model.rules import AtMostOne, NotAbove
from servicecraft.model.words import Better, CaseKind, ClimateTopic, InstrumentKind, Level, Severity, Side


@row
class Instrument(Row):
    """A scale: where it begins and ends, which end is good, which codes mean that there is no answer."""

    table: ClassVar[str] = "instruments"
    rules = (NotAbove(("lowest", "highest")),)

    id: str = identifier("A short name that other rows use for the instrument.")
    name: str = naming("What people call the instrument.", default=THE_ID)
    lowest: float = number("The lowest score of the scale.")
    highest: float = number("The highest score of the scale.")
    missing: tuple[float, ...] = numbers("Codes that stand for no answer, such as 11 or 99.", default=())
    better: Better = choice("Which end of the scale is the good one.", Better, default=Better.HIGHER)
    labels: tuple[str, ...] = texts(
        "The words of the scale, from the lowest score to the highest.", default=(), distinct=False
    )
    kind: InstrumentKind | None = choice("What it measures.", InstrumentKind, default=None)

    def __init__(
        self,
        id: str,  # noqa: A002 - as the column
        lowest: float,
        highest: float,
        *,
        name: str | None = None,
        missing: Iterable[float] = (),
        better: Better | str = Better.HIGHER,
        labels: Iterable[str] | None = (),
        kind: InstrumentKind | str | None = None,
    ) -> None:
        told = {"name": name, "missing": missing, "better": better, "labels": labels, "kind": kind}
        self.__attrs_init__(id=id, lowest=lowest, highest=highest, **told)  # type: ignore[attr-defined]

    @classmethod
    def nps(cls, id: str = "nps", *, name: str | None = None, missing: Iterable[float] = ()) -> Self:  # noqa: A002
        """Whether one would recommend, from 0 to 10."""
        return cls(id, 0, 10, name=name, missing=missing, kind=InstrumentKind.NPS)

    @classmethod
    def csat(cls, id: str = "csat", *, name: str | None = None, missing: Iterable[float] = ()) -> Self:  # noqa: A002
        """Satisfaction from 1 to 5."""
        return cls(id, 1, 5, name=name, missing=missing, kind=InstrumentKind.CSAT)

    @classmethod
    def ces(
        cls,
        id: str = "ces",  # noqa: A002
        *,
        name: str | None = None,
        missing: Iterable[float] = (),
        better: Better | str = Better.HIGHER,
    ) -> Self:
        """How easy it was, from 1 to 7, the easiest; where 7 is the greatest effort, `better="lower"`."""
        return cls(id, 1, 7, name=name, missing=missing, better=better, kind=InstrumentKind.CES)

    @classmethod
    def servqual(cls, id: str = "servqual", *, name: str | None = None, missing: Iterable[float] = ()) -> Self:  # noqa: A002
        """What was expected and what was received, both from 1 to 7; the sentences are the client's own."""
        return cls(id, 1, 7, name=name, missing=missing, kind=InstrumentKind.SERVQUAL)


@row
class Survey(Row):
    """One time of asking with one instrument, and what was promised to those who answered."""

    table: ClassVar[str] = "surveys"
    rules = (NotAbove(("answered", "sent")),)

    id: str = identifier("A short name that other rows use for the survey.")
    name: str = naming("What people call the survey.", default=THE_ID)
    instrument: str | None = reference("The scale that was used.", "instruments", default=None)
    audience: str | None = reference(
        "Who was asked: a unit or an external customer; empty means everyone.", "units", "customers", default=None
    )
    sent: int | None = whole("How many were asked.", default=None)
    answered: int | None = whole("How many answered.", default=None)
    opened_on: datetime.date | None = day("First day of asking.", default=None)
    closed_on: datetime.date | None = day("Last day of asking.", default=None, not_before="opened_on")
    channel: str | None = short_text("How people were asked: counter, mail, telephone.", default=None)
    promised_minimum_group: int | None = whole(
        "The smallest group that was promised to be shown.", default=None, lowest=1
    )
    promised_readers: str | None = own_words("Who was promised to see single answers.", default=None)
    results_returned_on: datetime.date | None = day(
        "The day on which those asked heard the results.", default=None, not_before="opened_on"
    )


@row
class Rating(Row):
    """One answer of one respondent about one party or service."""

    table: ClassVar[str] = "ratings"

    survey: str | None = reference("The survey it belongs to.", "surveys", default=None)
    response: str | None = short_text("A code that answers of one respondent share.", default=None)
    rater: str | None = reference(
        "Who rates: an external customer or an internal party.", "customers", "units", "people", default=None
    )
    provider: str | None = reference("Who or what is rated: a party or a service.", *PARTIES, "services", default=None)
    score: float | None = number("The score on the instrument's scale; empty where there is no answer.", default=None)
    expectation: float | None = number("What was expected, on the same scale.", default=None)
    dimension: str | None = short_text("The dimension or item, such as reliability.", default=None)
    on: datetime.date | None = day("The day of the answer.", default=None)
    weight: float = number("The weight of the answer in the survey.", default=1.0, lowest=0)
    comment: str | None = own_words("What the respondent added in words.", default=None)


@row
class RatingSummary(Row):
    """A line of a table of averages, where single answers are not to be had."""

    table: ClassVar[str] = "rating_summaries"
    rules = (AtMostOne(("deviation", "counts")),)

    survey: str | None = reference("The survey it belongs to.", "surveys", default=None)
    rater: str | None = reference(
        "Who rated: an external customer or an internal party.", "customers", "units", "people", default=None
    )
    provider: str | None = reference("Who or what was rated: a party or a service.", *PARTIES, "services", default=None)
    dimension: str | None = short_text("The dimension or item.", default=None)
    period: str | None = short_text("The time it covers, such as 2026-05 or 2026-Q2.", default=None)
    n: int = whole("How many answers it stands for.", lowest=0)
    mean: float = number("Their mean on the instrument's scale.")
    deviation: float | None = number(
        "Their standard deviation; without it there is no interval.", default=None, lowest=0
    )
    counts: tuple[float, ...] = numbers("How many gave each score, from the lowest to the highest.", default=())


@row
class ClimateAnswer(Row):
    """One answer of somebody on the staff, never with a name."""

    table: ClassVar[str] = "climate_answers"

    survey: str | None = reference("The survey it belongs to.", "surveys", default=None)
    response: str | None = short_text("A code that answers of one respondent share.", default=None)
    unit: str | None = reference("The unit in which the respondent works.", "units", default=None)
    level: Level | None = choice("The level at which the respondent works.", Level, default=None)
    topic: ClimateTopic = choice("What was asked about.", ClimateTopic)
    score: float | None = number("The score on the instrument's scale; empty where there is no answer.", default=None)
    on: datetime.date | None = day("The day of the answer.", default=None)
    attributes: Mapping[str, str] = attribute_values(
        "Values of the attributes that the program declares.", default=NO_ATTRIBUTES
    )


@row
class ClimateSummary(Row):
    """A line of a table of averages of staff answers."""

    table: ClassVar[str] = "climate_summaries"
    rules = (AtMostOne(("deviation", "counts")),)

    survey: str | None = reference("The survey it belongs to.", "surveys", default=None)
    unit: str | None = reference("The unit whose people answered.", "units", default=None)
    level: Level | None = choice("The level at which they work.", Level, default=None)
    topic: ClimateTopic = choice("What was asked about.", ClimateTopic)
    period: str | None = short_text("The time it covers, such as 2026-05 or 2026-Q2.", default=None)
    n: int = whole("How many answers it stands for.", lowest=0)
    mean: float = number("Their mean on the instrument's scale.")
    deviation: float | None = number(
        "Their standard deviation; without it there is no interval.", default=None, lowest=0
    )
    counts: tuple[float, ...] = numbers("How many gave each score, from the lowest to the highest.", default=())


@row
class Case(Row):
    """A complaint, a compliment or a request of a customer, from its arrival to its end."""

    table: ClassVar[str] = "cases"

    id: str = identifier("A short name or number that other rows use for the case.")
    name: str = naming("A title for the case.", default=THE_ID)
    customer: str | None = reference("The external customer it comes from.", "customers", default=None)
    unit: str | None = reference("The unit it is about.", "units", default=None)
    service: str | None = reference("The service it is about.", "services", default=None)
    kind: CaseKind = choice("What it is.", CaseKind)
    severity: Severity | None = choice("How much it matters to the customer.", Severity, default=None)
    received_on: datetime.date = day("The day it arrived.")
    answered_on: datetime.date | None = day(
        "The day the customer had an answer.", default=None, not_before="received_on"
    )
    closed_on: datetime.date | None = day("The day it was closed.", default=None, not_before="received_on")
    outcome: str | None = own_words("How it ended.", default=None)


@row
class Indicator(Row):
    """Something that is measured again and again."""

    table: ClassVar[str] = "indicators"

    id: str = identifier("A short name that other rows use for the indicator.")
    name: str = naming("What people call the indicator.", default=THE_ID)
    side: Side = choice("Which side of the enterprise it tells of.", Side)
    unit_of_measure: str | None = short_text("In what it is measured, such as USD, % or minutes.", default=None)
    better: Better = choice("Whether more or less of it is better.", Better, default=Better.HIGHER)
    target: float | None = number("The value to be reached.", default=None)


@row
class Measurement(Row):
    """The value of an indicator on one day."""

    table: ClassVar[str] = "measurements"

    indicator: str = reference("The indicator.", "indicators")
    on: datetime.date = day("The day, or the last day of the period, that it tells of.")
    value: float = number("The measured value.")
