"""What an error says, and what it keeps."""

from __future__ import annotations

import copy
import pickle
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicecraft.errors import (
    ColumnFact,
    Fault,
    MissingExtraError,
    ModelError,
    ServicecraftError,
    SpokenFact,
    TableFact,
    UnknownIdError,
    column_letters,
    nearest,
)
from servicecraft.words import sentence
from servicecraft.words.faults import FAULT_KINDS


def dangling(**place: object) -> Fault:
    """A reference to nobody."""
    fault = Fault.of(
        "SC-112",
        "bne",
        path="people[1].manager",
        kinds=TableFact("people"),
        nearest=SpokenFact(sentence("Closest: {names}."), names="'ben'"),
    )
    return Fault(code=fault.code, path=fault.path, value=fault.value, facts=fault.facts, **place)  # type: ignore[arg-type]


def test_fault_is_one_line_with_place_path_message_and_remedy() -> None:
    """Code, place, path, what is so, what is near, what to try."""
    assert str(dangling(file="people.csv", line=3, column=9)) == (
        "SC-112 people.csv:3:9 people[1].manager: No row of people has the id 'bne'. Closest: 'ben'. "
        "Correct the id, or add the row that it names."
    )


def test_fault_of_a_workbook_names_sheet_and_cell() -> None:
    """Somebody with a spreadsheet looks for a cell, not for a column number."""
    fault = dangling(file="clinic.xlsx", sheet="people", line=7, column=28)
    assert (fault.cell, fault.place) == ("AB7", "clinic.xlsx[people!AB7]")


def test_fault_speaks_spanish_down_to_the_names_of_tables() -> None:
    """Every part of the sentence changes language, the facts that are sentences too."""
    assert "personas" in dangling().in_language("es").message
    assert dangling().in_language("es") == dangling()


def test_faults_are_sorted_by_file_and_line() -> None:
    """A list of faults is read from top to bottom of each file."""
    first, second = dangling(file="a", line=2), dangling(file="a", line=10)
    assert ModelError([second, first]).faults == (first, second)


def test_only_a_hundred_faults_are_listed_and_the_rest_counted() -> None:
    """A broken export of thousands of rows stays readable; nothing is lost to programs."""
    error = ModelError([dangling(file="a", line=n) for n in range(130)])
    assert len(str(error).splitlines()) == 101
    assert "30" in str(error).splitlines()[-1]
    assert len(error.faults) == 130


def test_value_is_shortened_and_visible() -> None:
    """A value in a message cannot flood or steer a terminal."""
    value = Fault.of("SC-105", "\x1b[31m" + "x" * 500).value
    assert value is not None
    assert value.isprintable()
    assert len(value) == 60


@pytest.mark.parametrize(
    "error",
    [
        ModelError([dangling(file="a", line=1)]),
        UnknownIdError("bne", ["ben", "ana"], "people"),
        MissingExtraError("excel", "xlsxwriter"),
    ],
)
@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])  # noqa: S301
def test_errors_survive_copying_and_pickling(error: ServicecraftError, clone: object) -> None:
    """An error that crosses processes says the same on the other side."""
    assert callable(clone)
    assert str(clone(error)) == str(error)


def test_errors_are_also_the_built_in_kind() -> None:
    """Callers who know only Python catch them all the same."""
    assert issubclass(ModelError, ValueError)
    assert issubclass(UnknownIdError, LookupError)
    assert issubclass(MissingExtraError, ImportError)


def test_missing_extra_names_the_pip_line() -> None:
    """Whoever lacks a library is told what to type."""
    assert "pip install 'servicecraft[excel]'" in str(MissingExtraError("excel", "xlsxwriter"))


@given(st.text(min_size=1, max_size=12), st.lists(st.text(min_size=1, max_size=12), max_size=20))
def test_nearest_are_known_words_and_never_more_than_three(unknown: str, known: list[str]) -> None:
    """Proposals are words that exist."""
    assert set(nearest(unknown, known)) <= set(known)
    assert len(nearest(unknown, known)) <= 3


@given(st.text(alphabet="abcdefgh", min_size=4, max_size=10), st.integers(0, 9))
def test_one_slip_is_near(word: str, position: int) -> None:
    """A word with one letter missing is proposed."""
    cut = position % len(word)
    assert word in nearest(word[:cut] + word[cut + 1 :], [word, "zzzzzzzzzz"])


@given(st.integers(1, 20_000))
def test_letters_of_columns_count_on(number: int) -> None:
    """The letters of a column, read as digits to base 26 without a zero, are its number."""
    total = 0
    for letter in column_letters(number):
        total = total * 26 + ord(letter) - 64
    assert total == number


@pytest.mark.parametrize("code", FAULT_KINDS)
def test_kinds_of_faults_are_whole(code: str) -> None:
    """Every code has a cause, a message and a remedy, each a sentence, with places that have names."""
    kind = FAULT_KINDS[code]
    assert code == kind.code
    assert all((text and text[-1] in ".!}…") or text.endswith(")") for text in (kind.cause, kind.message, kind.remedy))
    places = {
        name for text in (kind.message, kind.remedy) for _, name, _, _ in Formatter().parse(text) if name is not None
    }
    assert all(name.isidentifier() for name in places)


def test_column_facts_speak_headings() -> None:
    """A Spanish reader is told of the heading that stands in the sheet."""
    assert ColumnFact("people.unit people.fte").spoken("es") == "'unidad', 'fracción de jornada'"
