"""
A savings bank of which only numbers are known: units, headcounts and tables of averages; nobody is named.

It is invented. Half of all real programs begin like this, with what the head office may hand over. It is good for
seeing what can be answered at once, what is withheld or left open, and what to collect next.
"""

from __future__ import annotations

from datetime import date

from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, Service
from servicecraft.model.structure import Headcount, Unit
from servicecraft.model.voices import ClimateSummary, Indicator, Instrument, Measurement, RatingSummary, Survey
from servicecraft.model.words import Belonging, Better, ClimateTopic, InstrumentKind, Level, Side, WeightBasis

_BRANCHES = {"harbour": "Harbour", "market": "Market Square", "college": "College Road", "hillside": "Hillside"}

_HEADCOUNTS = {
    "board_office": {Level.SENIOR: 5, Level.SUPPORT: 4},
    "retail": {Level.MIDDLE: 6, Level.SUPPORT: 8},
    "harbour": {Level.SUPERVISOR: 2, Level.FRONT_LINE: 14, Level.SUPPORT: 3},
    "market": {Level.SUPERVISOR: 3, Level.FRONT_LINE: 19, Level.SUPPORT: 4},
    "college": {Level.SUPERVISOR: 1, Level.FRONT_LINE: 9, Level.SUPPORT: 2},
    "hillside": {Level.SUPERVISOR: 1, Level.FRONT_LINE: 4},
    "call_centre": {Level.MIDDLE: 1, Level.SUPERVISOR: 4, Level.FRONT_LINE: 38},
    "lending": {Level.MIDDLE: 2, Level.SUPERVISOR: 3, Level.SUPPORT: 27},
    "systems": {Level.MIDDLE: 2, Level.SUPPORT: 31},
    "premises": {Level.SUPERVISOR: 1, Level.OPERATIONAL: 16},
}
_CONTRACTORS = {"guards": 22, "cleaners": 18}

_RATINGS_BY_BRANCH = {
    # half-year: branch: answers, mean, standard deviation where the research firm gave one
    "2025-H2": {
        "harbour": (212, 7.9, 1.7),
        "market": (305, 7.1, 2.1),
        "college": (148, 8.2, 1.5),
        "hillside": (41, 8.6, None),
    },
    "2026-H1": {
        "harbour": (198, 8.0, 1.6),
        "market": (322, 6.8, 2.2),
        "college": (155, 8.1, 1.5),
        "hillside": (37, 8.7, None),
    },
}
_OTHER_RATINGS = (
    ("personal", "call_centre", "waiting time", 410, 6.1, 2.4),
    ("personal", "call_centre", "courtesy", 410, 8.4, 1.3),
    ("personal", "mortgage", "clear words", 96, 7.2, None),
    ("business", "lending", "speed of the answer", 64, 5.9, 2.3),
    ("business", "lending", "clear words", 64, 7.4, None),
    ("business", "payments", None, 88, 8.8, 1.0),
    ("harbour", "systems", None, 17, 6.5, None),
    ("market", "systems", None, 24, 5.8, None),
    ("market", "lending", None, 23, 6.9, None),
)

_CLIMATE = (
    ("harbour", Level.FRONT_LINE, ClimateTopic.CREDIBILITY, 12, 3.4, 0.9),
    ("market", Level.FRONT_LINE, ClimateTopic.CREDIBILITY, 17, 2.7, 1.1),
    ("college", Level.FRONT_LINE, ClimateTopic.CREDIBILITY, 8, 3.6, 0.8),
    ("hillside", Level.FRONT_LINE, ClimateTopic.CREDIBILITY, 3, 4.0, None),
    ("call_centre", Level.FRONT_LINE, ClimateTopic.CREDIBILITY, 31, 2.5, 1.0),
    ("lending", Level.SUPPORT, ClimateTopic.CREDIBILITY, 22, 3.1, 0.9),
    ("systems", Level.SUPPORT, ClimateTopic.CREDIBILITY, 25, 3.0, None),
    ("market", Level.FRONT_LINE, ClimateTopic.SUPPORT_FROM_LEADER, 17, 3.2, 1.0),
    ("call_centre", Level.FRONT_LINE, ClimateTopic.SUPPORT_FROM_LEADER, 31, 2.9, 1.1),
    ("call_centre", Level.FRONT_LINE, ClimateTopic.RESIGNATION, 31, 3.3, 1.2),
    ("market", Level.FRONT_LINE, ClimateTopic.RESIGNATION, 17, 2.9, None),
    (None, None, ClimateTopic.MOTIVATION, 141, 3.4, None),
    (None, None, ClimateTopic.CLIMATE, 141, 3.3, 1.0),
)


def bank() -> Program:
    """
    The savings bank: ten units of its own and two contractors, 250 people, all of them counted and none of them named.

    Returns:
        A program without people, links, plan or ideas. It is whole: it says how customers and staff answered, and it
        shows what is missing.

    >>> program = bank()
    >>> program
    <Program 'Savings bank': 250 people, 12 units, 0 links>
    >>> program.people
    ()

    Who serves whom is the first thing to add, and one row for all branches is a beginning:

    >>> from servicecraft.model.serving import ServiceLink
    >>> program.with_links(ServiceLink(provider="kind:branch", customer="personal"))
    <Program 'Savings bank': 250 people, 12 units, 1 links>
    """
    return Program(
        name="Savings bank",
        language="en_GB",
        organisation=Organisation(name="Savings bank", units=_units(), headcounts=_headcounts()),
        customers=_customers(),
        services=_services(),
        instruments=_instruments(),
        surveys=_surveys(),
        rating_summaries=_rating_summaries(),
        climate_summaries=_climate_summaries(),
        indicators=_indicators(),
        measurements=_measurements(),
    )


def _units() -> tuple[Unit, ...]:
    return (
        Unit(id="board_office", name="Board office"),
        Unit(id="retail", name="Retail banking", parent="board_office"),
        *(Unit(id=one, name=f"{name} branch", parent="retail", kind="branch") for one, name in _BRANCHES.items()),
        Unit(id="call_centre", name="Call centre", parent="retail"),
        Unit(id="lending", name="Lending", parent="board_office"),
        Unit(id="systems", name="Information systems", parent="board_office"),
        Unit(id="premises", name="Premises and cash", parent="board_office"),
        Unit(id="guards", name="Guards of the security firm", parent="premises", outside=True),
        Unit(id="cleaners", name="Cleaners of the cleaning firm", parent="premises", outside=True),
    )


def _headcounts() -> tuple[Headcount, ...]:
    own = (
        Headcount(unit=unit, level=level, count=count)
        for unit, levels in _HEADCOUNTS.items()
        for level, count in levels.items()
    )
    outside = (
        Headcount(unit=unit, level=Level.OPERATIONAL, belongs_as=Belonging.EXTERNAL, count=count)
        for unit, count in _CONTRACTORS.items()
    )
    return (*own, *outside)


def _customers() -> tuple[Customer, ...]:
    return (
        Customer(id="personal", name="Personal customers", weight=62, weight_basis=WeightBasis.REVENUE),
        Customer(id="business", name="Business customers", weight=38, weight_basis=WeightBasis.REVENUE),
    )


def _services() -> tuple[Service, ...]:
    return (
        Service(id="mortgage", name="A mortgage", stage="Asking for a loan", owner="lending"),
        Service(
            id="payments",
            name="Payments to suppliers",
            stage="Every working day",
            promise="Sent before four, there the same day",
            indicator="late_payments",
            owner="systems",
        ),
    )


def _instruments() -> tuple[Instrument, ...]:
    return (
        Instrument(
            id="ten", name="Satisfaction from 1 to 10", lowest=1, highest=10, missing=(99,), kind=InstrumentKind.CSAT
        ),
        Instrument(id="five", name="Agreement from 1 to 5", lowest=1, highest=5),
    )


def _surveys() -> tuple[Survey, ...]:
    return (
        Survey(id="customers_2025_2", name="Customers, second half of 2025", instrument="ten", sent=5200, answered=706),
        Survey(
            id="customers_2026_1",
            name="Customers, first half of 2026",
            instrument="ten",
            sent=6400,
            answered=1370,
            opened_on=date(2026, 3, 2),
            closed_on=date(2026, 4, 30),
            channel="mail",
        ),
        Survey(
            id="inside_2026",
            name="Units rate those who serve them",
            instrument="ten",
            sent=45,
            answered=41,
            opened_on=date(2026, 5, 4),
            closed_on=date(2026, 5, 15),
        ),
        Survey(
            id="staff_2026",
            name="Staff, spring of 2026",
            instrument="five",
            sent=210,
            answered=141,
            opened_on=date(2026, 5, 4),
            closed_on=date(2026, 5, 15),
            promised_minimum_group=7,
            promised_readers="Only the research firm sees single answers.",
        ),
    )


def _rating_summaries() -> tuple[RatingSummary, ...]:
    survey_of = {"2025-H2": "customers_2025_2", "2026-H1": "customers_2026_1"}
    of_branches = (
        RatingSummary(
            survey=survey_of[period],
            rater="personal",
            provider=branch,
            period=period,
            n=n,
            mean=mean,
            deviation=deviation,
        )
        for period, branches in _RATINGS_BY_BRANCH.items()
        for branch, (n, mean, deviation) in branches.items()
    )
    others = (
        RatingSummary(
            survey="customers_2026_1" if rater in ("personal", "business") else "inside_2026",
            rater=rater,
            provider=provider,
            dimension=dimension,
            period="2026-H1",
            n=n,
            mean=mean,
            deviation=deviation,
        )
        for rater, provider, dimension, n, mean, deviation in _OTHER_RATINGS
    )
    return (*of_branches, *others)


def _climate_summaries() -> tuple[ClimateSummary, ...]:
    return tuple(
        ClimateSummary(
            survey="staff_2026", unit=unit, level=level, topic=topic, period="2026-H1", n=n, mean=mean, deviation=spread
        )
        for unit, level, topic, n, mean, spread in _CLIMATE
    )


def _indicators() -> tuple[Indicator, ...]:
    return (
        Indicator(id="net_income", name="Net income", side=Side.ECONOMIC, unit_of_measure="GBP"),
        Indicator(
            id="sick_days", name="Sick days per head", side=Side.CLIMATE, unit_of_measure="days", better=Better.LOWER
        ),
        Indicator(
            id="late_payments",
            name="Payments that arrived late",
            side=Side.CUSTOMER,
            unit_of_measure="%",
            better=Better.LOWER,
            target=0.5,
        ),
    )


def _measurements() -> tuple[Measurement, ...]:
    last_days = (date(2025, 3, 31), date(2025, 6, 30), date(2026, 3, 31), date(2026, 6, 30))
    values = {
        "net_income": (1_940_000, 2_110_000, 2_020_000, 2_150_000),
        "sick_days": (2.1, 1.8, 2.6, 2.2),
        "late_payments": (0.9, 0.8, 0.6, 0.4),
    }
    return tuple(
        Measurement(indicator=indicator, on=on, value=value)
        for indicator, given in values.items()
        for on, value in zip(last_days, given, strict=True)
    )
