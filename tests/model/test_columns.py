"""What each kind of column accepts and refuses, how it is read from cells and how it is written back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicecraft.errors import ModelError
from servicecraft.model.columns import (
    PLAIN_CELLS,
    AttributeValues,
    CellForm,
    Choice,
    Column,
    Day,
    Identifier,
    Item,
    Number,
    Reference,
    Several,
    Text,
    Whole,
    YesNo,
)
from servicecraft.model.planning import After, AfterItem
from servicecraft.model.registry import TABLES
from servicecraft.model.settings import Settings
from servicecraft.model.words import Belonging, Level
from strategies import STRANGE, dialects, values

law = settings(deadline=None, max_examples=200)

COLUMNS = [column for kind in (*TABLES.values(), Settings) for column in kind.columns().values()]
COMMA = CellForm(decimal=",", thousands=".", dates="day/month/year")
AMERICAN = CellForm(thousands=",", dates="month/day/year")
FORMS = (PLAIN_CELLS, COMMA, AMERICAN, CellForm(decimal=","), CellForm(thousands=" "))
DAY = datetime.date(2026, 6, 30)


def made(column: Column, *, required: bool = True) -> Column:
    """A column as it stands in a class."""
    column.adopt("thing", "Thing", "people")
    column.required = required
    return column


def code(column: Column, value: object) -> str:
    """The code of the fault that a value makes; its path is class and column."""
    with pytest.raises(ModelError) as refused:
        column.check(value)
    (fault,) = refused.value.faults
    assert fault.path.startswith("Thing.thing")
    return fault.code


def read_code(column: Column, cell: object, form: CellForm) -> str:
    """The code of the fault that a cell makes when it is read or checked."""
    with pytest.raises(ModelError) as refused:
        column.check(column.cell(cell, form))
    return refused.value.faults[0].code


# ------------------------------------------------------------------ every column of the model


@law
@given(data=st.data())
@pytest.mark.parametrize("form", FORMS)
def test_every_value_is_read_back_from_its_cell(form: CellForm, data: st.DataObject) -> None:
    """What a column writes into a cell of any declared form, it reads back as the same value."""
    column = data.draw(st.sampled_from([one for one in COLUMNS if not isinstance(one, AttributeValues)]))
    value = data.draw(values(column))
    again = column.check(column.cell(column.written(value, form), form))

    assert (again or None) == (value or None) if isinstance(column, Several) else again == value


@law
@given(st.data())
def test_every_value_is_read_back_from_its_plain_form(data: st.DataObject) -> None:
    """What JSON holds of a value gives the same value, and a value that is kept already is accepted as it is."""
    column = data.draw(st.sampled_from(COLUMNS))
    value = data.draw(values(column))

    assert value == column.check(value) == column.check(column.plain(value))
    assert type(column.check(value)) is type(column.check(column.plain(value)))


@law
@given(data=st.data())
def test_nothing_but_refusals_leaves_a_column(data: st.DataObject) -> None:
    """Any value at all is kept or refused with a fault of the column; a cell of any text as well."""
    column = data.draw(st.sampled_from(COLUMNS))
    anything = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.sampled_from(STRANGE)
    )
    value = data.draw(anything | st.lists(anything, max_size=2) | st.dictionaries(st.text(), anything, max_size=2))
    for check in (lambda: column.check(value), lambda: column.check(column.cell(str(value), data.draw(forms())))):
        try:
            check()
        except ModelError as error:
            assert all(fault.path.startswith(f"{column.owner}.{column.name}") for fault in error.faults)
            assert all(fault.message and fault.remedy for fault in error.faults)


def forms() -> st.SearchStrategy[CellForm]:
    """Any declared form of cells."""
    return dialects().map(lambda one: CellForm(decimal=one.get("decimal", "."), dates=one.get("dates", "iso")))


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.owner}.{column.name}")
def test_every_column_says_what_stands_in_it(column: Column) -> None:
    """No column is without a sentence for people, its place in a class, and a schema."""
    assert column.doc.endswith((".", "?"))
    assert column.name
    assert column.owner
    assert column.table
    assert "type" in column.schema()


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.owner}.{column.name}")
def test_nothing_is_missing_only_where_something_is_required(column: Column) -> None:
    """`None` and a blank cell are refused exactly where a row needs a value."""
    for absent in (None, column.cell("  ", PLAIN_CELLS)):
        if column.required:
            with pytest.raises(ModelError) as refused:
                column.check(absent)
            assert [fault.code for fault in refused.value.faults] == ["SC-117"]
        else:
            assert column.check(absent) is None


# ------------------------------------------------------------------ texts and ids


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ana", "Ana"),
        ("  Ana   María\t", "Ana María"),
        ("Ana\u00a0María", "Ana María"),
        ("Mun\u0303oz", "Muñoz"),
        ("Ana\nMaría", "Ana María"),
        ("=1+1", "=1+1"),
        ("👩\u200d🍳", "👩\u200d🍳"),
        ("ｆull", "ｆull"),
    ],
)
def test_text_is_tidied(written: str, kept: str) -> None:
    """White space becomes single spaces and letters their composed form; nothing else is changed."""
    assert made(Text("")).check(written) == kept


def test_text_of_several_lines_keeps_them() -> None:
    """Own words keep their lines, without blanks at the ends of each."""
    assert made(Text("", lines=True)).check(" One \r\n\r\n two  words\u2028three ") == "One\n\ntwo words\nthree"


@pytest.mark.parametrize(
    "character", ["\u200b", "\u202e", "\u2066", "\x00", "\x1b", "\u00ad", "\ue000", "\ud800", "\u2060"]
)
def test_invisible_characters_are_refused(character: str) -> None:
    """Characters that nobody can see are named in the refusal."""
    with pytest.raises(ModelError) as refused:
        made(Text("")).check(f"A{character}na")
    (fault,) = refused.value.faults
    assert fault.code == "SC-108"
    assert f"U+{ord(character):04X}" in fault.message


@pytest.mark.parametrize("value", [5, 5.0, True, ["a"], {"a": 1}, DAY, b"a"])
def test_only_text_is_text(value: object) -> None:
    """Nothing is turned into a text."""
    assert code(made(Text("")), value) == "SC-118"


def test_length_of_a_text_is_that_of_what_is_kept() -> None:
    """Blanks that are not kept do not count; one character too many does."""
    column = made(Text("", longest=5))
    assert column.check("  a   b c  ") == "a b c"
    assert code(column, "abcdef") == "SC-148"


@pytest.mark.parametrize("value", ["ana", "ANA", "a.b-c_d:e", "ñandú", "旅館", "=x", "'x", "007", " ana "])
def test_ids(value: str) -> None:
    """An id may be anything without spaces and separators; spaces around it are no part of it."""
    assert made(Identifier("")).check(value) == value.strip()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a b", "SC-109"),
        ("a,b", "SC-109"),
        ("a;b", "SC-109"),
        ("a|b", "SC-109"),
        ("a\u200bb", "SC-109"),
        ("a\u00a0b", "SC-109"),
        ("", "SC-117"),
        ("   ", "SC-117"),
        ("unmapped", "SC-138"),
        ("kind:x", "SC-138"),
        ("x" * 201, "SC-148"),
        (5, "SC-118"),
        (None, "SC-117"),
    ],
)
def test_what_is_no_id(value: object, expected: str) -> None:
    """Each reason why something is no id has its code."""
    assert code(made(Identifier("")), value) == expected


@law
@given(st.text(max_size=30))
def test_a_proposed_id_is_an_id(text: str) -> None:
    """Whatever is refused because of a character, the proposal in the remedy is accepted."""
    column = made(Identifier(""))
    try:
        column.check(text)
    except ModelError as error:
        facts = dict(error.faults[0].facts)
        if "proposal" in facts:
            assert column.check(facts["proposal"]) == facts["proposal"]


def test_references_to_kinds() -> None:
    """A whole kind of units can be named where the column allows it, also with several words."""
    column = made(Reference("", targets=("units",), kinds=True))
    assert column.check("kind:centro de  salud") == "kind:centro de salud"
    assert code(made(Reference("", targets=("units",))), "kind:branch") == "SC-138"


def test_a_blank_reference_names_nothing() -> None:
    """An empty text in an optional reference is no reference; in a required one it is missing."""
    assert made(Reference("", targets=("units",)), required=False).check(" ") is None
    assert code(made(Reference("", targets=("units",))), " ") == "SC-117"


@pytest.mark.parametrize(
    ("cell", "kept"), [(101.0, "101"), (101, "101"), (7.5, "7.5"), ("101", "101"), (1e15, "1000000000000000")]
)
def test_numbers_in_cells_of_text_are_their_digits(cell: object, kept: str) -> None:
    """A spreadsheet makes numbers of codes; they come back as what was typed."""
    assert made(Text("")).check(made(Text("")).cell(cell, PLAIN_CELLS)) == kept
    assert made(Identifier("")).check(made(Identifier("")).cell(cell, PLAIN_CELLS)) == kept


# ------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        ("5", PLAIN_CELLS, 5),
        (" 5 ", PLAIN_CELLS, 5),
        ("-0", PLAIN_CELLS, 0),
        (".5", PLAIN_CELLS, 0.5),
        ("5.", PLAIN_CELLS, 5),
        ("+1e-3", PLAIN_CELLS, 0.001),
        ("007", PLAIN_CELLS, 7),
        ("0,5", COMMA, 0.5),
        ("1.234,5", COMMA, 1234.5),
        ("1.234.567", COMMA, 1234567),
        ("1234,5", COMMA, 1234.5),
        ("1,234.5", AMERICAN, 1234.5),
        ("-1,234", AMERICAN, -1234),
        ("1 234", CellForm(thousands=" "), 1234),
        ("1’234", CellForm(thousands="’"), 1234),
        ("5e-324", PLAIN_CELLS, 5e-324),
    ],
)
def test_numbers_in_cells(cell: str, form: CellForm, expected: float) -> None:
    """A cell is a number in the declared form."""
    assert made(Number("")).check(made(Number("")).cell(cell, form)) == expected


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        *(
            (cell, PLAIN_CELLS)
            for cell in ("1,5", "50%", "x", "nan", "inf", "1e400", "1e-400", "1 000", "1_000", "0x1F")
        ),
        *((cell, PLAIN_CELLS) for cell in ("--1", "1-", "1.2.3", "½", "", ".", "1e", "$5", "5 €")),
        *((cell, COMMA) for cell in ("1.5", "12.34", "1.2345", "1,234.5", "1.23,4", ".123", "1..234", "1,2,3")),
        *((cell, AMERICAN) for cell in ("1,5", "1,23", "1.234,5", ",123")),
        ("1.5", CellForm(decimal=",")),
        ("1’234", CellForm(thousands="'")),
    ],
)
def test_what_is_no_number_in_a_cell(cell: str, form: CellForm) -> None:
    """Nothing is guessed: what does not follow the declared form is refused."""
    assert read_code(made(Number("")), cell, form) == ("SC-117" if not cell else "SC-105")


@pytest.mark.parametrize("cell", ["9007199254740992", "-9007199254740992", "1" * 400, "123456789012345678"])
@pytest.mark.parametrize("column", [made(Number("")), made(Whole(""))])
def test_whole_numbers_that_cannot_be_kept_exactly(column: Column, cell: str) -> None:
    """No digit is rounded away in silence."""
    assert read_code(column, cell, PLAIN_CELLS) == "SC-104"


@pytest.mark.parametrize("value", [True, "5", [5], None])
def test_only_numbers_are_numbers(value: object) -> None:
    """A truth value and a text in plain values are no numbers."""
    assert code(made(Number("")), value) == ("SC-117" if value is None else "SC-118")


@pytest.mark.parametrize(
    ("column", "inside", "outside"),
    [
        (Number("", lowest=0), (0, 1e308), (-1e-300, -1)),
        (Number("", lowest=0, open_low=True), (5e-324, 1), (0, -0.0)),
        (Number("", lowest=0, highest=1), (0, 1, 0.5), (1.0000000001, -0.1)),
        (Number("", lowest=0, highest=1, open_high=True), (0, 0.9999), (1, 2)),
        (Whole("", lowest=3), (3, 3.0, 10), (2, 0)),
    ],
)
def test_ranges(column: Number, inside: tuple[float, ...], outside: tuple[float, ...]) -> None:
    """The ends of a range belong to it, unless it is open."""
    made(column)
    for value in inside:
        assert column.check(value) == value
    for value in outside:
        assert code(column, value) == "SC-127"


def test_negative_zero_is_zero() -> None:
    """-0.0 is kept as 0.0, so that two equal programs are written alike."""
    assert str(made(Number("")).check(-0.0)) == "0.0"


@pytest.mark.parametrize("value", [2.5, "3", True, 1e300])
def test_only_whole_numbers_are_whole(value: object) -> None:
    """Half a person is no person; 3.0 is 3."""
    assert made(Whole("")).check(3.0) == 3
    assert code(made(Whole("")), value) == ("SC-104" if value == 1e300 else "SC-118")


# ------------------------------------------------------------------ yes and no, days, words


@pytest.mark.parametrize("cell", ["yes", "YES", "true", "Sí", "si", "verdadero", "x", " X "])
def test_yes(cell: str) -> None:
    """Yes in both languages and any capitals."""
    assert made(YesNo("")).check(made(YesNo("")).cell(cell, PLAIN_CELLS)) is True


@pytest.mark.parametrize("cell", ["no", "No", "FALSE", "falso"])
def test_no(cell: str) -> None:
    """No in both languages and any capitals."""
    assert made(YesNo("")).check(made(YesNo("")).cell(cell, PLAIN_CELLS)) is False


@pytest.mark.parametrize("cell", ["1", "0", "maybe", "y", "-"])
def test_neither_yes_nor_no(cell: str) -> None:
    """Nothing else is taken for one of the two."""
    assert read_code(made(YesNo("")), cell, PLAIN_CELLS) == "SC-119"


@pytest.mark.parametrize("value", [1, 0, "true", "yes", None, []])
def test_only_truth_values_are_truth_values(value: object) -> None:
    """In plain values there are two of them."""
    assert code(made(YesNo("")), value) == ("SC-117" if value is None else "SC-118")


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        ("2026-06-30", PLAIN_CELLS, DAY),
        ("2026-06-30", COMMA, DAY),
        ("30/06/2026", COMMA, DAY),
        ("30.6.2026", COMMA, DAY),
        ("06/30/2026", AMERICAN, DAY),
        (DAY, PLAIN_CELLS, DAY),
        (datetime.datetime(2026, 6, 30), PLAIN_CELLS, DAY),  # noqa: DTZ001
        (" 2024-02-29 ", PLAIN_CELLS, datetime.date(2024, 2, 29)),
    ],
)
def test_days_in_cells(cell: object, form: CellForm, expected: datetime.date) -> None:
    """A day in the declared order or in ISO form, or as a spreadsheet holds it."""
    assert made(Day("")).check(made(Day("")).cell(cell, form)) == expected


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        ("30/06/2026", PLAIN_CELLS, "SC-116"),
        ("06/30/2026", COMMA, "SC-116"),
        ("30/06/2026", AMERICAN, "SC-116"),
        ("30/06/26", COMMA, "SC-116"),
        ("2026-02-30", COMMA, "SC-116"),
        ("1899-12-31", PLAIN_CELLS, "SC-116"),
        ("01/01/2200", COMMA, "SC-116"),
        (46203.0, PLAIN_CELLS, "SC-118"),
        (datetime.datetime(2026, 6, 30, 8), PLAIN_CELLS, "SC-116"),  # noqa: DTZ001
        (datetime.datetime(2026, 6, 30, tzinfo=datetime.timezone.utc), PLAIN_CELLS, "SC-116"),  # noqa: UP017
        (True, PLAIN_CELLS, "SC-118"),
    ],
)
def test_what_is_no_day_in_a_cell(cell: object, form: CellForm, expected: str) -> None:
    """Only ISO or the declared order; no hours, no serial numbers, no year far away."""
    assert read_code(made(Day("")), cell, form) == expected


@pytest.mark.parametrize(
    "word", ["senior", "SENIOR", "Senior management", "alta gerencia", "Alta-Gerencia", "ALTA DIRECCION"]
)
def test_words_in_both_languages(word: str) -> None:
    """A word is read in Spanish and English, whatever its capitals, accents and hyphens."""
    assert made(Choice("", words=Level)).check(word) is Level.SENIOR


@pytest.mark.parametrize(
    ("word", "expected"),
    [("boss", "SC-119"), (5, "SC-118"), (True, "SC-118"), ("", "SC-119"), (Belonging.OWNER, "SC-118")],
)
def test_what_is_none_of_the_words(word: object, expected: str) -> None:
    """Any other word is refused with the words to choose from; a word of another vocabulary too."""
    assert code(made(Choice("", words=Level)), word) == expected


@pytest.mark.parametrize("word", ["colaborador", "Colaboradora", "COLLABORATOR"])
def test_ambiguous_words_are_asked_for(word: str) -> None:
    """A word that means two things is not guessed."""
    assert code(made(Choice("", words=Belonging)), word) == "SC-130"


# ------------------------------------------------------------------ several values


def test_several_values_in_a_cell() -> None:
    """Values between bars, none twice, blank parts passed over."""
    column = made(Several("", each=Item("")))
    assert column.check(column.cell(" a | b||a|", PLAIN_CELLS)) == ("a", "b")
    assert column.check(["a", "a", "b"]) == ("a", "b")


def test_values_that_have_their_place() -> None:
    """Where the place counts, equal values stay, and a gap is a value that is missing."""
    column = made(Several("", each=Number(""), distinct=False), required=False)
    assert column.check(column.cell("3|3|3", PLAIN_CELLS)) == (3, 3, 3)
    assert column.check(column.cell("0,5|1,5", COMMA)) == (0.5, 1.5)
    assert read_code(column, "3||3", PLAIN_CELLS) == "SC-117"


@pytest.mark.parametrize("value", ["a", 5, {"a": 1}, True])
def test_only_lists_are_lists(value: object) -> None:
    """A bare text is no list of its letters."""
    assert code(made(Several("", each=Item(""))), value) == "SC-118"


def test_required_list_is_not_empty() -> None:
    """An empty list is nothing."""
    assert code(made(Several("", each=Item(""))), []) == "SC-117"
    assert made(Several("", each=Item("")), required=False).check([]) == ()


def test_item_holds_no_separator() -> None:
    """A value of a list cannot hold what separates the values of a cell."""
    assert code(made(Item("")), "a|b") == "SC-108"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("b", After("b")),
        ("b FS", After("b")),
        ("b SS+2", After("b", link="SS", lag=2)),
        ("b  FF -1", After("b", link="FF", lag=-1)),
        ("b +3", After("b", lag=3)),
        ("b SF", After("b", link="SF")),
    ],
)
def test_waits_of_activities(written: str, expected: After) -> None:
    """How an activity waits for another, in short."""
    assert made(AfterItem("")).check(written) == expected


@pytest.mark.parametrize("written", ["b XX", "b SS+", "b SS+2 days", "b c", "b, c", 5])
def test_what_is_no_wait(written: object) -> None:
    """Anything else is refused."""
    assert code(made(AfterItem("")), written) == "SC-118"


@pytest.mark.parametrize(
    ("activity", "more"), [("a b", {}), ("a", {"link": "XX"}), ("a", {"lag": 1.5}), ("", {}), ("a,b", {})]
)
def test_a_wait_that_cannot_be_written_cannot_be_made(activity: str, more: dict[str, Any]) -> None:
    """What a file could not hold is refused where it is made, as everything else is."""
    with pytest.raises(ModelError):
        After(activity, **more)


def test_attributes_tell_every_wrong_value() -> None:
    """Each attribute has its own path."""
    column = made(AttributeValues(""))
    with pytest.raises(ModelError) as refused:
        column.check({"site": 3, "shift": ["night"], "floor": "2"})

    assert [fault.code for fault in refused.value.faults] == ["SC-118", "SC-118"]
    assert {fault.path for fault in refused.value.faults} == {"Thing.thing.site", "Thing.thing.shift"}


def test_names_of_attributes_are_kept_in_one_form() -> None:
    """An attribute whose name is written with loose accents is the declared one."""
    assert made(AttributeValues("")).check({"sede\u0301": "x"}) == {"sedé": "x"}
