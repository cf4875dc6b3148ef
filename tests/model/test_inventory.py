"""The first answer that every program gets."""

from __future__ import annotations

import datetime

import pytest

import servicecraft as sc
from servicecraft.model.inventory import QUESTIONS
from servicecraft.model.registry import TABLES


def test_empty_program_is_told_everything_to_collect() -> None:
    """Where nothing is known, every question comes with what to collect."""
    table = sc.Program().inventory()
    assert len(table) == len(QUESTIONS)
    assert table.column("known") == [None] * len(table)
    assert None not in table.column("next")


def test_bank_known_by_numbers_gets_an_answer() -> None:
    """A program of headcounts and tables of averages already answers some questions, and names the others."""
    table = sc.examples.bank().inventory()
    known = dict(zip(table.column("question"), table.column("known"), strict=True))
    assert known["Who belongs to the organisation, and at which level?"] is not None
    assert known["What do the customers say?"] is not None
    assert known["Who has learned what?"] is None


def test_answered_question_asks_for_nothing_more() -> None:
    """A question is known or has a next step, never both, never neither."""
    for program in (sc.examples.bakery(), sc.examples.clinic(), sc.examples.bank(), sc.examples.one_person()):
        for row in program.inventory().to_dicts():
            assert (row["known"] is None) != (row["next"] is None)


def test_ratings_from_inside_do_not_answer_what_customers_say() -> None:
    """The customers' question is answered by customers."""
    program = sc.Program(
        organisation=sc.Organisation(units=[sc.Unit(id="a"), sc.Unit(id="b")]),
        ratings=[sc.Rating(rater="a", provider="b", score=4)],
    )
    known = dict(zip(program.inventory().column("question"), program.inventory().column("known"), strict=True))
    assert known["What do the customers say?"] is None
    assert known["What do colleagues say of the service that they get from one another?"] is not None


def test_questions_name_tables_that_exist() -> None:
    """A renamed table cannot silence a question."""
    assert {name for one in QUESTIONS for name in one.tables} <= set(TABLES)


@pytest.mark.parametrize("name", ["bakery", "clinic", "municipality", "bank", "one_person"])
def test_census_counts_everybody_once(name: str) -> None:
    """Named and counted people stand in the table, each in one row and one column."""
    program = getattr(sc.examples, name)()
    table = program.census()
    assert sum(row["total"] for row in table.to_dicts()) == program.organisation.size
    for row in table.to_dicts():
        levels = [row[level.value] for level in sc.Level]
        assert sum(levels) + row["no_level"] == row["total"] >= row["counted"]


def test_census_shows_a_contractors_guards() -> None:
    """Those who are only counted are not forgotten."""
    program = sc.Program(
        organisation=sc.Organisation(
            units=[sc.Unit(id="guards", outside=True)],
            headcounts=[
                sc.Headcount(unit="guards", level=sc.Level.OPERATIONAL, belongs_as=sc.Belonging.EXTERNAL, count=7)
            ],
        )
    )
    assert program.census().to_dicts()[0]["operational"] == 7
    assert program.census().to_dicts()[0]["counted"] == 7


@pytest.mark.parametrize(("day", "count"), [("2019-12-31", 0), ("2020-01-01", 1), ("2021-06-30", 1), ("2021-07-01", 0)])
def test_census_of_a_day_counts_from_the_first_to_the_last_day(day: str, count: int) -> None:
    """Somebody belongs on the day of joining and on the last day, not before and not after."""
    person = sc.Person(id="a", unit="u", joined=datetime.date(2020, 1, 1), left=datetime.date(2021, 6, 30))
    program = sc.Program(organisation=sc.Organisation(units=[sc.Unit(id="u")], people=[person]))
    assert program.census(as_of=datetime.date.fromisoformat(day)).column("total") == [count]


def test_census_speaks_the_clients_words() -> None:
    """A client who says área and contacto finds these words above the columns, in that language only."""
    words = [
        sc.VocabularyWord(term=sc.TermName.UNIT, singular="área", plural="áreas", language="es"),
        sc.VocabularyWord(term=sc.TermName.FRONT_LINE, singular="contacto", plural="contacto", language="es"),
    ]
    program = sc.Program(language="es_DO", vocabulary=words)
    spanish = [column.label for column in program.census().columns]
    english = [column.label for column in program.census("en").columns]
    assert (spanish[0], spanish[4]) == ("área", "contacto")
    assert (english[0], english[4]) == ("unit", "front line")
    assert program.called(sc.TermName.UNIT, plural=True) == "áreas"


@pytest.mark.parametrize("level", list(sc.Level))
def test_every_level_is_a_term(level: sc.Level) -> None:
    """Each level can have the client's own word, and is called the same as ever where there is none."""
    for language in ("en", "es"):
        assert sc.Program().called(sc.TermName(level.value), language) == level.label(language)
