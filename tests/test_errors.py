"""What an error says, and what it keeps."""

from __future__ import annotations

import copy
import pickle
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicecraft import errors
from servicecraft.errors import (
    MOST_COMPARED,
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
from servicecraft.model.organisation import Organisation
from servicecraft.model.structure import Person
from servicecraft.words import sentence, shortened
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
        UnknownIdError("bne", ["ben", "ana"], "people").in_language("es"),
        UnknownIdError("zzzzzz", ["ben", "ana"], "people").in_language("es"),
        UnknownIdError(["ben"], ["ben", "ana"], "people"),
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


def deep(levels: int) -> list[object]:
    """A list in a list in a list."""
    nested: list[object] = []
    for _ in range(levels):
        nested = [nested]
    return nested


class Broken:
    """A value that cannot even say what it is."""

    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10**5000, "≈10^5000"),
        (-(10**5000), "≈-10^5000"),
        (deep(100_000), "list"),
        ({"a": deep(100_000)}, "dict"),
        (["ana"], "list"),
        (Broken(), "Broken"),
        ("ana", "ana"),
        (0.1, "0.1"),
        (-12, "-12"),
        (True, "True"),
        (10**300, "1" + "0" * 58 + "…"),
    ],
    ids=[
        "huge",
        "huge below zero",
        "deep list",
        "deep table",
        "list",
        "broken",
        "text",
        "float",
        "whole",
        "yes",
        "long",
    ],
)
def test_any_value_can_be_told_in_a_message(value: object, text: str) -> None:
    """A message about a monstrous value is made all the same, and an ordinary value stands as it is."""
    assert shortened(value) == text
    assert Fault.of("SC-105", value).value == text


@given(st.one_of(st.floats(), st.integers(-(10**50), 10**50)))
def test_ordinary_numbers_are_told_as_python_writes_them(value: float) -> None:
    """Nobody has to guess which number was meant."""
    assert shortened(value) == str(value)


def test_one_unknown_word_is_compared_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many words are known, only some of like length and like beginning or end are compared closely."""
    compared: list[str] = []

    def noted(word: str, words: list[str], n: int, cutoff: float) -> list[str]:
        compared.extend(words)
        return []

    monkeypatch.setattr(errors, "get_close_matches", noted)
    nearest("p25000", [*(f"p{n:05}" for n in range(50_000)), "p", "p25000000", "q2500x"])
    assert len(compared) == MOST_COMPARED
    assert {"p24999", "p25001"} <= set(compared)
    assert not {"p", "p25000000", "q2500x"} & set(compared)


@given(st.integers(0, 29_999))
def test_a_slip_is_near_among_many(number: int) -> None:
    """In a large table the proposal is still found: a doubled last letter leads back."""
    known = [f"p{n:05}" for n in range(30_000)]
    assert known[number] in nearest(f"p{number:05}x", known)


@pytest.mark.parametrize(
    "unknown",
    [None, 7, 2.5, ["ben"], {"ben": 1}, b"ben", deep(100_000), 10**5000],
    ids=["none", "whole", "float", "list", "table", "bytes", "deep", "huge"],
)
def test_ids_that_are_no_text_are_unknown(unknown: object) -> None:
    """Whatever is asked for, the answer is that it is not there."""
    assert nearest(unknown, ["ben", "ana"]) == ()
    organisation = Organisation(people=(Person(id="ben"), Person(id="ana")))
    with pytest.raises(UnknownIdError, match=r"There are: 'ana', 'ben'\.") as caught:
        organisation.person(unknown)  # type: ignore[arg-type]
    assert caught.value.unknown == shortened(unknown)


@given(st.integers(0, 40))
def test_few_known_ids_are_all_named_where_none_is_near(count: int) -> None:
    """Up to twenty ids are listed; of more, none."""
    known = [f"a{n:02}" for n in range(count)]
    text = str(UnknownIdError("zzzzzzzz", reversed(known), "people"))
    listed = f"There are: {', '.join(map(repr, known))}."
    assert text.endswith(listed) if 0 < count <= 20 else "There are" not in text


def test_near_ids_are_named_alone() -> None:
    """Who mistyped an id needs that one, not all of them."""
    error = UnknownIdError("bne", ["ben", "ana"], "people")
    assert (error.nearest, error.known) == (("ben",), ())
    assert "There are" not in str(error)


def test_unknown_id_keeps_its_language_when_pickled() -> None:
    """Across processes an error goes on in the language it spoke."""
    error = UnknownIdError("bne", ["ben", "ana"], "people").in_language("es")
    other = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (other.language, str(other)) == ("es", str(error))
    assert "personas" in str(other)
