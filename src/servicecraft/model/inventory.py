"""What a program already knows, and what to collect next: the first answer, even where little is there."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import frozen

from servicecraft.model.words import ClimateTopic, Level, TermName
from servicecraft.tables import Table, TableColumn, spoken_number
from servicecraft.words import glossary, say, sentence

if TYPE_CHECKING:
    from servicecraft.model.program import Program


@frozen
class Asked:
    """
    One question that a program can answer once some tables have rows.

    Attributes:
        question: The question; a marked English sentence.
        tables: Tables of which any one begins to answer it.
        collect: What to collect while there is nothing; a marked English sentence.
        answered: Whether the program answers it, where having rows is not enough.
    """

    question: str
    tables: tuple[str, ...]
    collect: str
    answered: Callable[[Program], bool] | None = None


def _raters(program: Program) -> set[str | None]:
    return {one.rater for one in program.ratings} | {one.rater for one in program.rating_summaries}


def _customers_rated(program: Program) -> bool:
    return not _raters(program).isdisjoint(one.id for one in program.customers)


def _inside_rated(program: Program) -> bool:
    units, people = (one.id for one in program.units), (one.id for one in program.people)
    return not _raters(program).isdisjoint({*units, *people})


def _credibility_known(program: Program) -> bool:
    topics = {one.topic for one in program.climate_answers} | {one.topic for one in program.climate_summaries}
    return ClimateTopic.CREDIBILITY in topics


QUESTIONS = (
    Asked(
        sentence("Who belongs to the organisation, and at which level?"),
        ("people", "headcounts"),
        sentence("A list of people with unit and role, or just how many there are in each unit and level."),
    ),
    Asked(
        sentence("Who is served outside?"),
        ("customers",),
        sentence("The groups of external customers, with their part in volume or revenue."),
    ),
    Asked(
        sentence("Who serves whom, from the internal provider to the external customer?"),
        ("links",),
        sentence("For each unit, whom it serves and who serves it; an hour with a blank matrix on the wall is enough."),
    ),
    Asked(
        sentence("What do the customers say?"),
        ("ratings", "rating_summaries"),
        sentence("Last year's survey: single answers, or a table of averages with the number of answers."),
        _customers_rated,
    ),
    Asked(
        sentence("What do colleagues say of the service that they get from one another?"),
        ("ratings", "rating_summaries"),
        sentence("One question to each unit about each of those who serve it."),
        _inside_rated,
    ),
    Asked(
        sentence("Who answers for what?"),
        ("responsibilities", "assignments"),
        sentence("The responsibilities of each service, and who does it, answers for it, is consulted and informed."),
    ),
    Asked(
        sentence("Who has been asked to take responsibility, and what did they answer?"),
        ("invitations",),
        sentence("The day each person or unit was asked, and the answer."),
    ),
    Asked(
        sentence("What have leaders promised, and what did they keep?"),
        ("commitments",),
        sentence("Dated commitments of the leaders, with the day on which each was kept."),
    ),
    Asked(
        sentence("Do people believe the management?"),
        ("climate_answers", "climate_summaries"),
        sentence("One anonymous question on credibility, by unit and level."),
        _credibility_known,
    ),
    Asked(
        sentence("Who has learned what?"),
        ("trainings",),
        sentence("Courses and who completed them, or how many of each unit."),
    ),
    Asked(
        sentence("Which ideas came in, and what became of them?"),
        ("ideas",),
        sentence("The box of suggestions with its dates: received, acknowledged, decided, implemented."),
    ),
    Asked(
        sentence("What do customers complain about or praise, and how soon are they answered?"),
        ("cases",),
        sentence("Complaints, compliments and requests with the days of receipt, answer and close."),
    ),
    Asked(
        sentence("What is planned, and who leads it?"),
        ("activities", "phases", "team_members"),
        sentence("Phases and activities with owners, and the team that leads."),
    ),
    Asked(
        sentence("Does the enterprise prosper, and do its people?"),
        ("measurements",),
        sentence("A few indicators of profit, climate and customers, month by month."),
    ),
)
"""The questions of the library in the order in which a program usually learns to answer them."""


def inventory(program: Program, language: str) -> Table:
    """What is known and what to collect next; see `Program.inventory`."""
    columns = (
        TableColumn(name="question", label=say(sentence("Question"), language)),
        TableColumn(name="known", label=say(sentence("Known so far"), language)),
        TableColumn(name="next", label=say(sentence("Collect next"), language)),
    )
    rows = [_row(program, one, language) for one in QUESTIONS]
    title = say(sentence("What is known, and what to collect next"), language)
    return Table.of(columns, rows, title=title, language=language)


def _row(program: Program, asked: Asked, language: str) -> tuple[str, str | None, str | None]:
    counts = [(name, _size(program, name)) for name in asked.tables if name in program.tables]
    answered = bool(counts) if asked.answered is None else asked.answered(program)
    known = (
        ", ".join(
            f"{glossary.table_label(name, language)}: {spoken_number(count, language, 0)}" for name, count in counts
        )
        if answered
        else None
    )
    return say(asked.question, language), known, None if answered else say(asked.collect, language)


def _size(program: Program, table: str) -> int:
    """How many a table stands for: its rows, or the people whom its rows count."""
    return sum(one.count for one in program.headcounts) if table == "headcounts" else len(program.tables[table])


def census(program: Program, language: str, as_of: datetime.date | None) -> Table:
    """How many work where and at which level; see `Program.census`."""
    unit = program.called(TermName.UNIT, language)
    levels = [TableColumn(name=one.value, label=program.called(TermName(one.value), language)) for one in Level]
    columns = (
        TableColumn(name="unit", label=unit),
        *levels,
        TableColumn(name="no_level", label=say(sentence("no level"), language)),
        TableColumn(name="total", label=say(sentence("total"), language)),
        TableColumn(name="counted", label=say(sentence("of these only counted"), language)),
    )
    rows = [_census_row(program, one.id, one.name, as_of) for one in program.units]
    if program.organisation.without_unit():
        rows.append(_census_row(program, None, say(sentence("without unit"), language), as_of))
    title = say(sentence("Who there is, by unit and level"), language)
    total = say(sentence("Together: {count}."), language, count=sum(int(row[-2]) for row in rows))
    return Table.of(columns, rows, title=title, notes=(total,), language=language)


def _census_row(program: Program, unit: str | None, name: str, as_of: datetime.date | None) -> tuple[str | int, ...]:
    organisation = program.organisation
    people = organisation.without_unit() if unit is None else organisation.members(unit)
    counts: dict[Level | None, int] = dict.fromkeys((*Level, None), 0)
    for person in people:
        if as_of is None or person.belongs_on(as_of):
            counts[organisation.level_of(person.id)] += 1
    groups = organisation.headcounts_of(unit) if unit is not None else ()
    for group in groups:
        counts[group.level] += group.count
    return name, *counts.values(), sum(counts.values()), sum(group.count for group in groups)
