"""From CSV text to headings and rows, and back: what is read, what is refused, and where it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from unicodedata import normalize

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from servicecraft.errors import Fault, ModelError
from servicecraft.files import csv_text as module
from servicecraft.files.csv_text import (
    SEPARATORS,
    CsvDialect,
    CsvPlaces,
    CsvTable,
    csv_text,
    read_csv,
)
from servicecraft.files.limits import Limits
from servicecraft.files.places import Lines, place_in
from servicecraft.words.formulas import neutralised, restored

law = settings(deadline=None, max_examples=150)

LIMITS = Limits()
DIALECT = CsvDialect()
cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=8) | st.sampled_from(
    ["", "a", '"', '""', ",", ";", "\t", "|", "\n", "a\nb", '"a', "'", " ", "=1+1", "\x85", "\u2028"]
)
dialects = st.sampled_from(SEPARATORS).map(lambda separator: CsvDialect(separator=separator))


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Headings that differ, and rows of as many cells of which at least one is not blank."""
    names = st.sampled_from(["id", "name", "a,b", 'say "x"', "two\nlines", "Größe", "a;b", "a|b", "ñ"])
    headings = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    row = st.lists(cells, min_size=len(headings), max_size=len(headings)).filter(lambda row: "".join(row).strip())
    return headings, draw(st.lists(row, max_size=6))


def read(text: str, dialect: CsvDialect = DIALECT, limits: Limits = LIMITS) -> CsvTable:
    """The table of a CSV text."""
    return read_csv(text, file="people.csv", dialect=dialect, limits=limits)


def faults(text: str, dialect: CsvDialect = DIALECT, limits: Limits = LIMITS) -> tuple[Fault, ...]:
    """The faults of a CSV text, each of which can be read aloud in both languages."""
    with pytest.raises(ModelError) as refused:
        read(text, dialect, limits)
    assert str(refused.value)
    assert str(refused.value.in_language("es"))
    assert all(fault.file == "people.csv" for fault in refused.value.faults)
    return refused.value.faults


def outlines(text: str, dialect: CsvDialect = DIALECT) -> list[tuple[str, int | None, int | None]]:
    """Code, line and column of every fault."""
    return [(fault.code, fault.line, fault.column) for fault in faults(text, dialect)]


# What is read


@pytest.mark.parametrize(
    ("text", "headings", "rows", "lines"),
    [
        ("", (), [], []),
        ("\n\n", (), [], []),
        (" , \n\t\n", (), [], []),
        ("id,name", ("id", "name"), [], []),
        ("id,name\n", ("id", "name"), [], []),
        ("id,name\na,Ana\n", ("id", "name"), [["a", "Ana"]], [2]),
        ("id,name\na,Ana", ("id", "name"), [["a", "Ana"]], [2]),
        ("\n\nid,name\n\na,Ana\n\n,\nb,Bo\n , \n\n", ("id", "name"), [["a", "Ana"], ["b", "Bo"]], [5, 8]),
        ("id,name,unit\na\nb,Bo\n,,u\n", ("id", "name", "unit"), [["a"], ["b", "Bo"], ["", "", "u"]], [2, 3, 4]),
        ('id,name\na,"A\nna"\nb,Bo\n', ("id", "name"), [["a", "A\nna"], ["b", "Bo"]], [2, 4]),
        ('"id\nof","name"\na,Ana\n', ("id\nof", "name"), [["a", "Ana"]], [3]),
        ('id,name\na,"say ""x"""\n', ("id", "name"), [["a", 'say "x"']], [2]),
        ('id,name\na,5" pipe\nb, "x"\n', ("id", "name"), [["a", '5" pipe'], ["b", ' "x"']], [2, 3]),
        ('id,name\n"",x\n', ("id", "name"), [["", "x"]], [2]),
        (" id ,\u00a0name\n a , b \n", ("id", "name"), [[" a ", " b "]], [2]),
        ("an\u0303o\n1\n", ("a\u00f1o",), [["1"]], [2]),
        ("id,name,,\na,b,,\nc,d, , ,,\n", ("id", "name"), [["a", "b"], ["c", "d"]], [2, 3]),
        ("id,,name\na,,b\nc, \n", ("id", "", "name"), [["a", "", "b"], ["c", " "]], [2, 3]),
        ("id,name\na,b,,, \n", ("id", "name"), [["a", "b"]], [2]),
        ("id\x85x,name\u2028\na\x0b,b\x1c\n", ("id\x85x", "name"), [["a\x0b", "b\x1c"]], [2]),
    ],
)
def test_tables(text: str, headings: tuple[str, ...], rows: list[list[str]], lines: list[int]) -> None:
    """Rows that hold anything are read in order with the line on which each begins; blank ones are left out."""
    table = read(text)

    assert (table.headings, table.rows, list(table.lines)) == (headings, rows, lines)


@pytest.mark.parametrize(("text", "line"), [("id\na\n", 1), ("\n\nid\na\n", 3), ("\r\n , \r\nid\r\n", 3), ("", 1)])
def test_the_line_of_the_headings(text: str, line: int) -> None:
    """The headings stand on the first line that is not blank."""
    assert read(text).heading_line == line


@pytest.mark.parametrize("separator", SEPARATORS)
def test_separators(separator: str) -> None:
    """Only the declared separator parts cells."""
    others = "".join(other for other in SEPARATORS if other != separator)
    table = read(f"id{separator}name\na{others}{separator}b\n", CsvDialect(separator=separator))

    assert table.rows == [["a" + others, "b"]]


@law
@given(tables(), dialects, st.sampled_from(["\r\n", "\r"]), st.integers(0, 3), st.booleans())
def test_line_ends_do_not_matter(
    table: tuple[list[str], list[list[str]]], dialect: CsvDialect, ends: str, blank: int, final: bool
) -> None:
    """Other line ends, blank rows at the end or no final line end give the same table."""
    text = csv_text(*table, dialect)
    other = text.replace("\n", ends) + (dialect.separator + ends) * blank
    other = other if final else other.removesuffix(ends)

    assert read(text, dialect) == read(other, dialect)


@law
@given(tables(), st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=40, max_size=40))
def test_mixed_line_ends_do_not_matter(table: tuple[list[str], list[list[str]]], ends: list[str]) -> None:
    """A file in which every line ends differently gives the same table."""
    first, *parts = csv_text(*table, DIALECT).split("\n")
    assume(len(parts) <= len(ends) and "\r\n\n" not in "".join(parts))
    other = first + "".join(
        end + part
        for end, part in zip(
            ("\r\n" if part == "" else end for end, part in zip(ends, parts, strict=False)), parts, strict=True
        )
    )

    assert read("\n".join([first, *parts])) == read(other)


@law
@given(tables(), dialects)
def test_a_written_table_is_read_back(table: tuple[list[str], list[list[str]]], dialect: CsvDialect) -> None:
    """Writing a table and reading it gives the same headings and cells."""
    headings, rows = table
    found = read(csv_text(headings, rows, dialect), dialect)

    assert list(found.headings) == [normalize("NFC", heading) for heading in headings]
    assert found.rows == rows


@law
@given(tables(), dialects)
def test_writing_what_was_read_changes_nothing(table: tuple[list[str], list[list[str]]], dialect: CsvDialect) -> None:
    """A table that was written once is written the same a second time."""
    text = csv_text(*table, dialect)
    found = read(text, dialect)

    assert csv_text(found.headings, found.rows, dialect) == text


@law
@given(tables(), dialects)
def test_the_standard_reader_agrees(table: tuple[list[str], list[list[str]]], dialect: CsvDialect) -> None:
    """What is written is read alike by the standard library."""
    headings, rows = table
    text = csv_text(headings, rows, dialect)

    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.separator, strict=True)) == [
        headings,
        *rows,
    ]


pieces = st.lists(
    st.sampled_from(["a", "b", ",", ",", "\n", "\n", '"', '"', '""', ";", " ", "\r", "ñ", "id", "x" * 30, "\n\n"]),
    max_size=30,
).map("".join)


@settings(deadline=None, max_examples=400)
@given(pieces, dialects)
@example('"a\nb",c\nd', DIALECT)
@example('a\n"b', DIALECT)
def test_the_careful_reader_agrees_with_the_quick_one(text: str, dialect: CsvDialect) -> None:
    """The reader that knows positions gives the records and lines of the standard one, and stops where it stops."""
    text = text.replace("\r", "")
    careful = module._careful_reading(text, dialect.separator)
    try:
        records, lines = module._quick_records(text, dialect.separator)
    except csv.Error:
        assert careful.open_quote is not None
    else:
        assert careful.open_quote is None
        assert [record or [""] for record in records] == careful.records
        assert list(lines) == list(careful.lines)


# Where it stands


@law
@given(tables(), dialects, st.sampled_from(["\n", "\r\n", "\r"]))
def test_places_are_where_cells_begin(table: tuple[list[str], list[list[str]]], dialect: CsvDialect, ends: str) -> None:
    """At the place of every cell stands that cell, with its quotation marks."""
    text = csv_text(*table, dialect)
    found = read(text, dialect)
    lines = text.split("\n")

    for row, row_line in zip([table[0], *found.rows], [1, *found.lines], strict=True):
        for number, cell in enumerate(row):
            line, column = CsvPlaces(text.replace("\n", ends), dialect).of_cell(row_line, number)
            rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])

            assert rest.startswith((cell + dialect.separator, cell + "\n", '"' + cell.replace('"', '""') + '"'))


@pytest.mark.parametrize(
    ("text", "row_line", "cell", "place"),
    [
        ("id,name\na,b\n", 1, 0, (1, 1)),
        ("id,name\na,b\n", 2, 1, (2, 3)),
        ("id,name\na\n", 2, 1, (2, 1)),
        ('id,name\n"a\n,b",c,d\n', 2, 1, (3, 5)),
        ('id,name\n"a\n,b",c,d\n', 2, 2, (3, 7)),
        ('id\r\n"a\r\n,b",c\r\n', 2, 1, (3, 5)),
        ("id\n", 7, 0, (2, 1)),
        ("", 1, 0, (1, 1)),
        ('id\nx,"a', 2, 1, (2, 1)),
        ('id\nx,"a"b,c', 2, 2, (2, 1)),
    ],
)
def test_places(text: str, row_line: int, cell: int, place: tuple[int, int]) -> None:
    """Cells after line ends in quotation marks, cells that are not there and broken rows have a place."""
    assert CsvPlaces(text, DIALECT).of_cell(row_line, cell) == place


# What is refused


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('"', 1, 1),
        ('id,"name\na,b\n', 1, 4),
        ('id,name\na,"b\nc,d\ne,f\n', 2, 3),
        ('id,name\na,"b\nc,"d"\ne,f\n', 2, 3),
        ('id,name\na,"b"c\n', 2, 3),
        ('id,name\na,"b" \n', 2, 3),
        ('id,name\na,"b""\nc,d\n', 2, 3),
        ('id,name\r\n"x\r\ny",b\r\na,"b\r\n', 4, 3),
        ('id,name\ra,"b\r', 2, 3),
        ('id,name\na,b\n"c', 3, 1),
        ('id,name\na,"', 2, 3),
        ('id,name\n"a"",b\n', 2, 1),
    ],
)
def test_open_quotation_marks(text: str, line: int, column: int) -> None:
    """A quotation mark that does not close before a separator is refused where it opens, and swallows nothing."""
    assert outlines(text) == [("SC-120", line, column)]


@pytest.mark.parametrize("dialect", [CsvDialect(separator=separator) for separator in SEPARATORS])
def test_open_quotation_marks_with_every_separator(dialect: CsvDialect) -> None:
    """The place of an open quotation mark does not depend on the separator."""
    assert outlines('id,name\na,"b\n'.replace(",", dialect.separator), dialect) == [("SC-120", 2, 3)]


@law
@given(tables(), st.data())
def test_a_stray_quotation_mark_is_never_swallowed(
    table: tuple[list[str], list[list[str]]], data: st.DataObject
) -> None:
    """A row that gets a cell with an open quotation mark is refused there, whatever follows."""
    headings, rows = table
    at = data.draw(st.integers(0, len(rows)))
    before = csv_text(headings, rows[:at], DIALECT)
    after = csv_text(["x"], rows[at:], DIALECT).replace('"', "")
    line = before.count("\n") + 1

    assert ("SC-120", line, 1) in outlines(f'{before}"{after}')


@pytest.mark.parametrize(
    ("text", "places", "facts"),
    [
        ("id,name\na,b,c\n", [(2, 5)], [("3", "2")]),
        ("id,name\na,b,,c,\n", [(2, 6)], [("4", "2")]),
        ("id\na,b\nc,d,e\n", [(2, 3), (3, 3)], [("2", "1"), ("3", "1")]),
        ('id,name\n"x\ny",b,c\nd,e\n', [(3, 6)], [("3", "2")]),
        ('id,name\n"x\ny",b,"c\nd",e\n', [(3, 6)], [("4", "2")]),
    ],
)
def test_cells_beyond_the_headings(text: str, places: list[tuple[int, int]], facts: list[tuple[str, str]]) -> None:
    """A row with more cells than headings is refused at the first one too many, with both counts."""
    found = faults(text)

    assert {fault.code for fault in found} == {"SC-121"}
    assert [(fault.line, fault.column) for fault in found] == places
    assert [(dict(fault.facts)["found"], dict(fault.facts)["expected"]) for fault in found] == facts


@pytest.mark.parametrize(
    ("text", "value", "place", "first"),
    [
        ("id,name,id\n", "id", (1, 9), (1, 1)),
        ("id,Name,NAME\n", "NAME", (1, 9), (1, 4)),
        ("id, id \n", "id", (1, 4), (1, 1)),
        ("a\u00f1o,an\u0303o\n", "a\u00f1o", (1, 5), (1, 1)),
        ("straße,STRASSE\n", "STRASSE", (1, 8), (1, 1)),
        ('\n"a\nb",c,"a\nb"\n', "a\\nb", (3, 6), (2, 1)),
    ],
)
def test_repeated_headings(text: str, value: str, place: tuple[int, int], first: tuple[int, int]) -> None:
    """A heading that stands twice, in whatever capitals or Unicode form, is refused with both places."""
    (fault,) = faults(text)
    (earlier,) = fault.related

    assert (fault.code, fault.value, (fault.line, fault.column)) == ("SC-106", value, place)
    assert (earlier.line, earlier.column) == first


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("id,,name\na,x,b\n", [(1, 4)]),
        ("id,name,\na,b,x\n", [(1, 9)]),
        ('id, ,name,""\na,,b,\nc,x,d,y\n', [(1, 4), (1, 11)]),
        (",id\nx,a\n", [(1, 1)]),
    ],
)
def test_columns_without_heading(text: str, places: list[tuple[int, int]]) -> None:
    """A column that has cells and no heading is refused at the place of the heading."""
    found = faults(text)

    assert [(fault.line, fault.column) for fault in found] == places
    assert {(fault.code, fault.value) for fault in found} == {("SC-114", "")}
    assert "no heading" in found[0].message


def test_faults_of_one_file_come_together() -> None:
    """Headings, rows and the open quotation mark of one file are all told at once, in its order."""
    text = 'id,name,ID,\na,b,c,x\nd,e,f,,g\nh,"i\nj,k\n'

    assert outlines(text) == [("SC-106", 1, 9), ("SC-114", 1, 12), ("SC-121", 3, 8), ("SC-120", 4, 3)]


def test_endless_faults_are_cut_off() -> None:
    """A file in which every row is wrong gives 10,000 faults and no more."""
    assert len(faults("id\n" + "a,b\n" * 10_500)) == 10_000


@contextmanager
def module_limit(size: int) -> Iterator[None]:
    """Another library has changed the limit that the standard reader keeps for the whole process."""
    before = csv.field_size_limit(size)
    try:
        yield
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize("module_size", [10, 131_072, 10_000_000])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_long_field_is_read_up_to_the_limit(module_size: int, quote: str) -> None:
    """A field of 1,000,000 characters is read and one more refused at its place, whatever other programs have set."""
    with module_limit(module_size):
        text = "id,name\na,{0}{1}{0}\n"
        assert read(text.format(quote, "x" * 1_000_000)).rows == [["a", "x" * 1_000_000]]
        (fault,) = faults(text.format(quote, "x" * 1_000_001))

        assert (fault.code, fault.line, fault.column) == ("SC-125", 2, 3)
        assert "Limits(csv_field=" in fault.remedy
        assert csv.field_size_limit() == module_size


def test_the_field_limit_can_be_changed() -> None:
    """Every field that is longer than the caller's limit is refused, headings too."""
    assert [
        (fault.code, fault.line, fault.column)
        for fault in faults("id,names\nabcd,b\nc,d\ne,efgh\n", limits=Limits(csv_field=3))
    ] == [("SC-125", 1, 4), ("SC-125", 2, 1), ("SC-125", 4, 3)]


def test_the_module_limit_is_never_touched() -> None:
    """Reading leaves the limit of the standard reader as it is, also when a file is refused."""
    before = csv.field_size_limit()
    read("id\n" + "x" * 200_000)
    faults('id\n"')

    assert csv.field_size_limit() == before


def test_lines_are_counted() -> None:
    """As many lines as the limit says are read, and a file of more is refused by the name of the limit, blank or not."""
    assert read("id\na\nb\n", limits=Limits(nodes=3)).rows == [["a"], ["b"]]
    (fault,) = faults("id\na\n\n\n", limits=Limits(nodes=3))

    assert fault.code == "SC-125"
    assert "Limits(nodes=" in fault.remedy


@law
@given(st.text("ab\n\r", max_size=20), st.integers(0, 20))
def test_one_place_is_found_like_many(text: str, position: int) -> None:
    """The place of a character is the same whether one or many are asked for."""
    assume(position <= len(text) and text[position - 1 : position + 1] != "\r\n")

    assert place_in(text, position) == Lines(text).place(position)


def test_a_nul_character_is_refused() -> None:
    """A NUL character is refused at its place."""
    assert outlines("id,name\na,b\0\n") == [("SC-100", 2, 4)]


@settings(deadline=None, max_examples=400)
@given(pieces | st.text(max_size=60), dialects, st.integers(1, 40))
def test_any_text_gives_a_table_or_a_refusal(text: str, dialect: CsvDialect, longest: int) -> None:
    """Any text gives a table whose rows fit its headings or a ModelError with places, and nothing else."""
    try:
        table = read(text, dialect, Limits(csv_field=longest))
    except ModelError as error:
        assert error.faults
        assert str(error)
        assert all(fault.line and fault.column for fault in error.faults)
    else:
        assert all(len(row) <= len(table.headings) and "".join(row).strip() for row in table.rows)
        assert len(table.rows) == len(table.lines)
        assert all(len(cell) <= longest for row in table.rows for cell in row)
    CsvPlaces(text, dialect).of_cell(longest, 3)


@pytest.mark.parametrize("sample", ['id,name\na,"A, n\na"\nb,"x ""y"""\nc,z\n'])
def test_a_table_cut_anywhere_is_a_shorter_table_or_refused(sample: str) -> None:
    """A table cut within quotation marks is refused; cut elsewhere, it never shows what the whole one does not hold."""
    whole = read(sample)
    for end in range(len(sample)):
        try:
            cut = read(sample[:end])
        except ModelError as error:
            assert [fault.code for fault in error.faults] == ["SC-120"]
        else:
            assert cut.rows[:-1] == whole.rows[: max(len(cut.rows) - 1, 0)]
            assert sample[:end].count('"') % 2 == 0


# What is written


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["a", "b"], "a,b\n"),
        (["a,b", "c;d"], '"a,b",c;d\n'),
        (['say "x"', ""], '"say ""x""",\n'),
        (["a\nb", "c\r\nd", "e\rf"], '"a\nb","c\nd","e\nf"\n'),
        ([" a ", "\t"], " a ,\t\n"),
        (["", ""], ",\n"),
    ],
)
def test_written_rows(row: list[str], expected: str) -> None:
    """Only cells that need them get quotation marks, and every line ends with a line feed."""
    assert csv_text(["h"], [row], DIALECT) == "h\n" + expected


@pytest.mark.parametrize("separator", SEPARATORS)
def test_the_declared_separator_is_written(separator: str) -> None:
    """Cells are parted by the declared separator, and only it needs quotation marks."""
    row = ["a,b", "a;b", "a\tb", "a|b"]
    expected = separator.join(f'"{cell}"' if separator in cell else cell for cell in row)

    assert csv_text(["h"], [row], CsvDialect(separator=separator)) == f"h\n{expected}\n"


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "=cmd|' /C calc'!A0",
    "-",
    "=",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_neutralised(text: str) -> None:
    """A text that a spreadsheet program may take for a formula gets an apostrophe, and one more if it had some."""
    assert neutralised(text) == "'" + text
    assert neutralised("''" + text) == "'''" + text


@pytest.mark.parametrize("text", ["", "a", "'", "''", "'a", "1+1", " =1", "a=b", "d'Arc", "5-6", "é", "''a=", "_-"])
def test_other_texts_are_written_as_they_are(text: str) -> None:
    """A text that is no formula stays as it is, in both directions."""
    assert neutralised(text) == text
    assert restored(text) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_without_mark_is_read_as_it_is(text: str) -> None:
    """What an older program wrote without an apostrophe is read unchanged."""
    assert restored(text) == text


@settings(deadline=None, max_examples=400)
@given(st.text(max_size=5) | st.text("'=+-@\t\r\n＝＋－＠a", max_size=6))
def test_neutralising_is_undone_exactly(text: str) -> None:
    """Every text returns from being neutralised, and none begins like a formula in between."""
    assert restored(neutralised(text)) == text
    assert not neutralised(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@law
@given(tables(), dialects)
def test_neutralised_texts_return_from_a_table(table: tuple[list[str], list[list[str]]], dialect: CsvDialect) -> None:
    """Texts that were neutralised, written, read and restored are the texts that they were."""
    headings, rows = table
    text = csv_text(headings, [[neutralised(cell) for cell in row] for row in rows], dialect)

    assert [[restored(cell) for cell in row] for row in read(text, dialect).rows] == rows


# How it is declared


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("dates", ["iso", "day/month/year", "month/day/year"])
@pytest.mark.parametrize("encoding", ["utf-8", "Windows-1252", "utf-16"])
@pytest.mark.parametrize("thousands", [None, " ", "'"])
def test_dialects(separator: str, decimal: str, dates: str, encoding: str, thousands: str | None) -> None:
    """All documented settings go together."""
    CsvDialect(separator=separator, decimal=decimal, dates=dates, encoding=encoding, thousands=thousands)


@pytest.mark.parametrize(
    ("settings_", "expected"),
    [
        ({"separator": ""}, [("SC-119", "csv.separator")]),
        ({"separator": ",,"}, [("SC-119", "csv.separator")]),
        ({"separator": '"'}, [("SC-119", "csv.separator")]),
        ({"separator": "\n"}, [("SC-119", "csv.separator")]),
        ({"separator": None}, [("SC-119", "csv.separator")]),
        ({"separator": ["x"]}, [("SC-119", "csv.separator")]),
        ({"decimal": "·"}, [("SC-119", "csv.decimal")]),
        ({"dates": "dmy"}, [("SC-119", "csv.dates")]),
        ({"encoding": "utf-9"}, [("SC-119", "csv.encoding")]),
        ({"encoding": None}, [("SC-119", "csv.encoding")]),
        ({"encoding": 8}, [("SC-119", "csv.encoding")]),
        ({"thousands": "x"}, [("SC-119", "csv.thousands")]),
        ({"thousands": "."}, [("SC-132", "csv.thousands")]),
        ({"thousands": ",", "decimal": ","}, [("SC-132", "csv.thousands")]),
        (
            {"separator": 1, "decimal": 2, "dates": 3, "encoding": 4, "thousands": 5},
            [("SC-119", f"csv.{name}") for name in ("separator", "decimal", "dates", "thousands", "encoding")],
        ),
    ],
)
def test_settings_that_are_none(settings_: dict[str, str], expected: list[tuple[str, str]]) -> None:
    """Every setting that is none of the documented ones is refused by its path in the header, all at once."""
    with pytest.raises(ModelError) as refused:
        CsvDialect(**settings_)

    assert sorted((fault.code, fault.path) for fault in refused.value.faults) == sorted(expected)
    assert str(refused.value.in_language("es"))


@pytest.mark.parametrize("name", list(Limits.__annotations__))
@pytest.mark.parametrize("value", [0, -1, True, 1.5, "1", None])
def test_limits_are_whole_numbers_above_0(name: str, value: object) -> None:
    """A limit that is not a whole number above 0 is refused by its name."""
    with pytest.raises(ModelError) as refused:
        Limits(**{name: value})  # type: ignore[arg-type]

    assert refused.value.faults[0].path == f"limits.{name}"
    assert name in str(refused.value)


def test_the_depth_has_a_limit_of_its_own() -> None:
    """No more levels can be allowed than the readers surely manage."""
    assert Limits(depth=500).depth == 500
    with pytest.raises(ModelError, match="500"):
        Limits(depth=501)


@pytest.mark.heavy
def test_a_table_of_many_rows_is_read_whole() -> None:
    """A table of 300,000 rows loses none."""
    table = read("id,name\n" + "".join(f"p{n},Ana {n}\n" for n in range(300_000)))

    assert len(table.rows) == 300_000
    assert (table.rows[-1], table.lines[-1]) == (["p299999", "Ana 299999"], 300_001)
