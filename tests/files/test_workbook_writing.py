# ruff: noqa: DTZ001 - the moments of a workbook have no time zone
"""From a plan to a guided workbook: what stands in it, how it helps, and what is refused."""

from __future__ import annotations

import datetime
import io
import os
import re
import subprocess
import sys
import zipfile
from http import HTTPStatus
from pathlib import Path

import numpy
import openpyxl
import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from servicecraft.errors import Fault, MissingExtraError, ModelError
from servicecraft.files.limits import Limits
from servicecraft.files.workbook import help as cell_help
from servicecraft.files.workbook.help import cut
from servicecraft.files.workbook.looks import breadth
from servicecraft.files.workbook.plans import ColumnPlan, SheetPlan, TextSheet, Value, WorkbookPlan
from servicecraft.files.workbook.reading import Sheet, read_workbook
from servicecraft.files.workbook.writing import write_workbook

law = settings(deadline=None, max_examples=100)

UNITS = SheetPlan(
    name="units",
    tint="green",
    columns=(ColumnPlan(heading="id", kind="id", required=True), ColumnPlan(heading="name")),
    rows=[("front", "Front desk"), ("007", None)],
    blank_rows=50,
)
PEOPLE = SheetPlan(
    name="people",
    tint="blue",
    columns=(
        ColumnPlan(heading="id", kind="id", required=True, note="A short name without spaces."),
        ColumnPlan(heading="unit", kind="id", choices_from=("units", "id"), note="Where the person works."),
        ColumnPlan(heading="employment", choices=("employee", "external", "owner")),
        ColumnPlan(heading="fte", kind="number", lowest=0, highest=1.5),
        ColumnPlan(heading="visits", kind="whole", lowest=0),
        ColumnPlan(heading="joined", kind="date"),
        ColumnPlan(heading="leads", kind="yes_no"),
        ColumnPlan(heading="notes"),
    ),
    rows=[("007", "front", "owner", 0.5, 12, datetime.date(2026, 6, 30), True, "=1+1"), ("ana",)],
    blank_rows=200,
)
GUIDE = TextSheet(
    name="Guía",
    title="How to fill in this program",
    paragraphs=("First the units, then the people. " * 8, "Headings in bold are needed in every row."),
    headings=("Sheet", "What it is for", "Needed"),
    rows=(("units", "The parts of the organisation.", "id"), ("customers", "Not in this workbook.", "id, name")),
)
PLAN = WorkbookPlan(title="Clinic", sheets=(GUIDE, UNITS, PEOPLE))


def plan_of(*sheets: SheetPlan | TextSheet) -> WorkbookPlan:
    """A plan of some sheets."""
    return WorkbookPlan(title="Clinic", sheets=sheets)


def column_plan(column: ColumnPlan, *values: Value) -> WorkbookPlan:
    """A plan of one sheet with one column."""
    return plan_of(SheetPlan(name="people", columns=(column,), rows=[(value,) for value in values], blank_rows=9))


def reopened(plan: WorkbookPlan) -> openpyxl.Workbook:
    """The workbook as another library reads it."""
    return openpyxl.load_workbook(io.BytesIO(write_workbook(plan)))


def page(plan: WorkbookPlan, name: str = "people") -> Worksheet:
    """One sheet as another library reads it."""
    return reopened(plan)[name]


def read(plan: WorkbookPlan) -> dict[str, Sheet]:
    """The sheets as this library reads them, by name."""
    workbook = read_workbook(write_workbook(plan), file="clinic.xlsx", limits=Limits())
    return {sheet.name: sheet for sheet in workbook.sheets}


def members(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rules(sheet: Worksheet) -> dict[str, object]:
    """The data validations by the first cell of their range."""
    return {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}


def columns_of(sheet: Worksheet) -> list[tuple[float, str]]:
    """Width and number format of each column; openpyxl keeps equal neighbours together."""
    groups = sorted(sheet.column_dimensions.values(), key=lambda group: group.min)
    return [(group.width, group.number_format) for group in groups for _ in range(group.min, group.max + 1)]


# ---------------------------------------------------------------------------------------------- values

texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=10)
formula_starts = st.sampled_from(
    ["=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "=cmd|' /C calc'!A0", "_x0041_", "http://x.y", "{=1}"]
)
hostile = st.builds(str.__add__, formula_starts, texts)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53) + 1, 2**53 - 1)
days = st.dates(datetime.date(1900, 1, 1))
moments = st.datetimes(datetime.datetime(1900, 3, 1)).map(lambda one: one.replace(microsecond=0, fold=0))
values = st.none() | texts | hostile | numbers | st.booleans() | days | moments
rows = st.lists(st.lists(values, max_size=6), max_size=6)


def as_read(values: list[Value]) -> list[Value]:
    """A written row as it is read: nothing for empty texts, days for midnights, and no empty cells at the end."""
    found = [_as_read(value) for value in values]
    while found and found[-1] is None:
        found.pop()
    return found


def _as_read(value: Value) -> Value:
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date()
    return None if value == "" else value


def sheet_as_read(rows: list[list[Value]]) -> list[list[Value]]:
    """Written rows as they are read."""
    found = [as_read(row) for row in rows]
    while found and not found[-1]:
        found.pop()
    return found


@given(rows)
@example([[0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0, 2**53 - 1]])
@example([["=1+1", "a\x00b", "\r\n", " ", "_x000D_"], [], [None, True, False, 1, 0]])
@example(
    [[datetime.date(1900, 1, 1), datetime.date(1900, 2, 28), datetime.date(1900, 3, 1), datetime.date(9999, 12, 31)]]
)
@law
def test_raw_rows_are_read_as_they_were_written(rows: list[list[Value]]) -> None:
    """A sheet without columns holds exactly the rows of the plan: each value, to its last digit, in its cell."""
    sheet = read(plan_of(SheetPlan(name="people", rows=rows)))["people"]

    assert repr(sheet_as_read(rows)) == repr(_with_whole_numbers(sheet.rows, rows))
    assert sheet.faults == ()


def _with_whole_numbers(found: list[list[Value]], rows: list[list[Value]]) -> list[list[Value]]:
    """Numbers that were written as integers, which are read as floats, as integers again; the others untouched."""
    return [
        [int(value) if type(value) is float and type(rows[r][c]) is int else value for c, value in enumerate(row)]
        for r, row in enumerate(found)
    ]


@given(
    st.lists(
        st.tuples(
            texts, texts, st.sampled_from([None, "owner"]), numbers, st.integers(0, 99), days, st.booleans(), hostile
        ),
        max_size=5,
    )
)
@law
def test_tables_are_read_as_they_were_written(rows: list[tuple[Value, ...]]) -> None:
    """Formats, drop-downs, notes and lines change no value: under its headings a table holds the rows of the plan."""
    headings = [column.heading for column in PEOPLE.columns]

    sheet = read(plan_of(UNITS, evolve(PEOPLE, rows=rows)))["people"]

    assert [headings, *sheet_as_read([list(row) for row in rows])] == sheet.rows
    assert sheet.faults == ()


def test_numbers_of_other_families() -> None:
    """A number that numpy or an enumeration made is written as the number that it is."""
    rows = [[numpy.float64(0.1), HTTPStatus.OK, 10**15]]

    assert read(plan_of(SheetPlan(name="people", rows=rows)))["people"].rows == [[0.1, 200.0, 1e15]]


@given(rows)
@law
def test_carried_sheets_stay_as_they_are(rows: list[list[Value]]) -> None:
    """A sheet that is read and written again holds the same, however often."""
    once = read(plan_of(SheetPlan(name="x", rows=rows)))["x"].rows

    assert once == read(plan_of(SheetPlan(name="x", rows=once)))["x"].rows


@pytest.mark.parametrize(
    "start",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "http://x.y",
        "mailto:a@b.c",
        "internal:x!A1",
        "{=A1}",
    ],
)
def test_texts_never_become_formulas_or_links(start: str) -> None:
    """Whatever a text begins with, and wherever it stands, it is a text: no formula, no link."""
    column = ColumnPlan(heading=start, choices=(start, "a,b"))
    guide = TextSheet(name="guide", title=start, paragraphs=(start,), headings=(start,) * 3, rows=((start,) * 3,))
    plan = plan_of(
        guide, SheetPlan(name="people", columns=(column,), rows=[(start,)]), SheetPlan(name="x", rows=[[start]])
    )

    parts = members(write_workbook(plan))
    sheets = {name: part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")}

    assert len(sheets) == 4
    assert [name for name, part in sheets.items() if b"<f" in part.replace(b"<formula", b"")] == []
    assert [name for name, part in parts.items() if b"hyperlink" in part or b'TargetMode="External"' in part] == []
    assert [cell.data_type for row in reopened(plan)["people"].rows for cell in row] == ["s", "s"]


def test_kinds_of_cells() -> None:
    """Ids and texts have the format of texts, so that 007 stays; days are written year-month-day; numbers are numbers."""
    sheet = page(PLAN)

    assert [cell.value for cell in sheet[2]] == [
        "007",
        "front",
        "owner",
        0.5,
        12,
        datetime.datetime(2026, 6, 30),
        True,
        "=1+1",
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "s", "n", "n", "d", "b", "s"]
    assert [cell.number_format for cell in sheet[2]][:6] == ["@", "@", "@", "General", "0", "yyyy-mm-dd"]


def test_empty_rows_have_the_formats_of_their_columns() -> None:
    """What is typed below the last row keeps its form: the whole column has the format."""
    formats = [number_format for _, number_format in columns_of(page(PLAN))]

    assert formats == ["@", "@", "@", "General", "0", "yyyy-mm-dd", '"TRUE";"TRUE";"FALSE"', "@"]


# ---------------------------------------------------------------------------------------------- helps


def test_headings_stay_in_sight() -> None:
    """The first row is frozen, repeated on paper and can be filtered; ids stay in sight as well."""
    book = reopened(PLAN)

    assert [book[name].freeze_panes for name in ("units", "people", "Guía")] == ["B2", "B2", None]
    assert page(column_plan(ColumnPlan(heading="name"))).freeze_panes == "A2"
    assert book["people"].auto_filter.ref == "A1:H203"
    assert book["people"].print_title_rows == "$1:$1"
    assert book["people"].page_setup.orientation == "landscape"
    assert book["people"].sheet_properties.pageSetUpPr.fitToPage
    assert book["people"].page_setup.fitToHeight == 0


def test_required_columns_are_marked_not_by_colour_alone() -> None:
    """A required column has a bold heading, another shade and a sentence in its note; its text is the plain name."""
    first, second, third = page(PLAN)[1][:3]

    assert (first.value, first.font.bold, second.value, second.font.bold) == ("id", True, "unit", False)
    assert first.fill.fgColor.rgb != second.fill.fgColor.rgb
    assert first.comment.text == "A short name without spaces.\nEvery row needs a value here."
    assert second.comment.text == "Where the person works."
    assert third.comment is None


def test_notes_are_shown_beside_every_cell() -> None:
    """The note of a column is the hint of each of its cells, down to the last blank row."""
    rule = rules(page(PLAN))["A2"]

    assert (rule.promptTitle, rule.prompt) == ("id", "A short name without spaces.\nEvery row needs a value here.")
    assert str(rule.sqref) == "A2:A203"
    assert rule.type is None


def test_long_notes_and_headings() -> None:
    """A hint is cut to what fits, visibly; the comment on the heading has all of it."""
    note, heading = "Una nota muy larga. " * 40, "Un encabezado que no cabe en la ventanita"

    sheet = page(column_plan(ColumnPlan(heading=heading, note=note)))
    rule = rules(sheet)["A2"]

    assert sheet["A1"].value == heading
    assert sheet["A1"].comment.text == note
    assert (len(rule.promptTitle), rule.promptTitle[-1]) == (32, "…")
    assert len(rule.prompt) <= 255
    assert rule.prompt.endswith("…")
    assert note.startswith(rule.prompt[:-1])


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=300),
    st.sampled_from([32, 255]),
)
@law
def test_cut_texts_fit(text: str, most: int) -> None:
    """A text that fits is untouched; another one ends with an ellipsis and fits as spreadsheet programs count."""
    found = cut(text, most)

    assert len(found.encode("utf-16-le")) // 2 <= most
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))


@pytest.mark.parametrize(
    ("column", "kind", "low", "high"),
    [
        (ColumnPlan(heading="x", kind="number"), "decimal", -9.99e307, 9.99e307),
        (ColumnPlan(heading="x", kind="number", lowest=0), "decimal", 0, 9.99e307),
        (ColumnPlan(heading="x", kind="number", highest=0.5), "decimal", -9.99e307, 0.5),
        (ColumnPlan(heading="x", kind="number", lowest=-1.5, highest=1.5), "decimal", -1.5, 1.5),
        (ColumnPlan(heading="x", kind="whole"), "whole", -999_999_999_999_999, 999_999_999_999_999),
        (ColumnPlan(heading="x", kind="whole", lowest=1, highest=5), "whole", 1, 5),
        (ColumnPlan(heading="x", kind="date"), "date", 1, 109574),
    ],
)
def test_rules_for_numbers_and_days(column: ColumnPlan, kind: str, low: float, high: float) -> None:
    """A column of numbers accepts those of its range; a column of days accepts 1900 to 2199; both say what they want."""
    rule = rules(page(column_plan(column)))["A2"]

    assert (rule.type, rule.operator or "between") == (kind, "between")
    assert (float(rule.formula1), float(rule.formula2)) == (low, high)
    assert rule.error
    assert rule.showErrorMessage


def test_plain_columns_have_no_rules() -> None:
    """A text without a note can hold anything and says nothing."""
    assert rules(page(column_plan(ColumnPlan(heading="notes"), "a"))) == {}


# ---------------------------------------------------------------------------------------------- drop-downs


def offered(book: openpyxl.Workbook, rule: object) -> list[object]:
    """The entries of a drop-down, wherever they stand."""
    source = str(rule.formula1)
    if source.startswith('"'):
        return list(source.strip('"').split(","))
    name, area = source.rsplit("!", 1)
    return [cell.value for (cell,) in book[name.strip("'").replace("''", "'")][area.replace("$", "")]]


def test_short_lists_stand_in_the_cells() -> None:
    """A few plain words need no helper sheet."""
    plan = column_plan(ColumnPlan(heading="x", choices=("employee", "external", "owner")))

    book = reopened(plan)

    assert book.sheetnames == ["people"]
    assert offered(book, rules(book["people"])["A2"]) == ["employee", "external", "owner"]


choices = st.lists(
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12),
    min_size=1,
    max_size=40,
    unique=True,
)


@given(choices)
@example(["a,b", "c"])
@example(['say "x"', "y"])
@example([" a", "a"])
@example(["x" * 12 + str(n) for n in range(40)])
@law
def test_every_list_offers_exactly_its_words(words: list[str]) -> None:
    """Long lists, and words with commas or quotation marks, are offered whole, word by word, on a sheet in sight."""
    book = reopened(column_plan(ColumnPlan(heading="x", choices=tuple(words))))

    assert words == offered(book, rules(book["people"])["A2"])
    assert {sheet.sheet_state for sheet in book} == {"visible"}


@pytest.mark.parametrize(("length", "sheets"), [(255, ["people"]), (256, ["people", "_lists"])])
def test_longest_list_in_a_cell(length: int, sheets: list[str]) -> None:
    """A list of 255 characters stands in the cell; one more, and it is referred to."""
    words = ("a" * 100, "b" * 100, "c" * (length - 202))

    assert reopened(column_plan(ColumnPlan(heading="x", choices=words))).sheetnames == sheets


def test_lists_are_shared_and_named_by_their_column() -> None:
    """Two columns with the same long list refer to one; the sheet of lists gives way to one that has its name."""
    words = tuple(f"a rather long word {n}" for n in range(30))
    columns = (ColumnPlan(heading="x", choices=words), ColumnPlan(heading="y", choices=words))

    book = reopened(plan_of(SheetPlan(name="_LISTS", rows=[["mine"]]), SheetPlan(name="people", columns=columns)))

    assert book.sheetnames == ["_LISTS", "people", "_lists_"]
    assert [rules(book["people"])[cell].formula1 for cell in ("A2", "B2")] == ["'_lists_'!$A$2:$A$31"] * 2
    assert [cell.value for cell in book["_lists_"]["A"]] == ["x", *words]
    assert book["_lists_"].max_column == 1


def test_yes_and_no_are_offered_as_such() -> None:
    """A drop-down of yes and no offers truth values, which every spreadsheet program spells in its own language."""
    book = reopened(column_plan(ColumnPlan(heading="leads", kind="yes_no"), True))

    assert offered(book, rules(book["people"])["A2"]) == [True, False]
    assert offered(
        reopened(yes := column_plan(ColumnPlan(heading="x", kind="yes_no", choices=("sí", "no")))),
        rules(page(yes))["A2"],
    ) == ["sí", "no"]


def test_drop_downs_over_another_sheet() -> None:
    """The values of another column are offered as far as it is filled when the list is opened, and only proposed."""
    plan = plan_of(
        evolve(UNITS, name="the boss's units"),
        evolve(PEOPLE, columns=(ColumnPlan(heading="unit", choices_from=("the boss's units", "name")),), rows=[]),
    )

    rule = rules(page(plan))["A2"]

    cells = "'the boss''s units'!$B$2:$B$1048576"
    assert rule.formula1 == f"'the boss''s units'!$B$2:INDEX({cells},MAX(1,COUNTA({cells})))"
    assert (rule.type, rule.errorStyle) == ("list", "warning")


def test_messages_speak_the_language_of_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sentence that the workbook itself says is asked for in the language of the plan."""
    asked: list[str | None] = []
    monkeypatch.setattr(cell_help, "say", lambda text, language=None, /, **_facts: asked.append(language) or text)

    write_workbook(evolve(PLAN, language="es"))

    assert len(asked) >= 6
    assert set(asked) == {"es"}


# ---------------------------------------------------------------------------------------------- guidance and looks


def test_guidance() -> None:
    """The guide shows title, paragraphs and table, leads to the sheets that there are, and merges nothing."""
    sheet = page(PLAN, "Guía")

    assert [[cell.value for cell in row] for row in sheet.rows] == [
        [GUIDE.title, None, None],
        [None, GUIDE.paragraphs[0], None],
        [None, GUIDE.paragraphs[1], None],
        [None, None, None],
        ["Sheet", "What it is for", "Needed"],
        ["units", "The parts of the organisation.", "id"],
        ["customers", "Not in this workbook.", "id, name"],
    ]
    assert (sheet["A6"].hyperlink.location, sheet["A7"].hyperlink) == ("'units'!A1", None)
    assert sheet["B2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height >= 3 * 15
    assert read(PLAN)["Guía"].faults == ()


def test_a_guide_without_a_table() -> None:
    """A guide may be a text alone."""
    sheet = page(plan_of(TextSheet(name="guide", title="Title")), "guide")

    assert [[cell.value for cell in row] for row in sheet.rows] == [["Title"]]


@given(
    st.lists(
        st.text(st.characters(categories=("L", "N", "Zs")), min_size=1, max_size=40).filter(str.strip),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 300),
)
@law
def test_widths_fit_and_stay_readable(headings: list[str], length: int) -> None:
    """No column is narrower than its longest word of the heading or wider than a readable line."""
    columns = tuple(ColumnPlan(heading=heading) for heading in headings)
    sheet = page(plan_of(SheetPlan(name="people", columns=columns, rows=[["x" * length] * len(columns)])))

    for heading, (width, _) in zip(headings, columns_of(sheet), strict=True):
        longest = max(breadth(word) for word in heading.split())
        assert min(longest, 40) < width < 48
    assert sheet.row_dimensions[1].height >= 24


def test_given_widths_are_kept() -> None:
    """A width in the plan is used as it is, and long texts get the height they need."""
    sheet = page(column_plan(ColumnPlan(heading="notes", width=20), "word " * 40, "short"))

    assert sheet.column_dimensions["A"].width == pytest.approx(20.7, abs=0.1)
    assert sheet.row_dimensions[2].height >= 10 * 15
    assert sheet.row_dimensions[3].height is None


def test_carried_sheets_have_no_looks() -> None:
    """A sheet without columns gets neither formats nor helps."""
    sheet = page(plan_of(SheetPlan(name="people", rows=[["id", "name"], ["ana", "Ana"]])))

    assert (sheet.freeze_panes, sheet.auto_filter.ref, rules(sheet)) == (None, None, {})
    assert {cell.font.bold for row in sheet.rows for cell in row} == {False}


# ---------------------------------------------------------------------------------------------- refusals


def refused(plan: WorkbookPlan) -> tuple[Fault, ...]:
    """The faults of a plan, which can all be read aloud."""
    with pytest.raises(ModelError) as error:
        write_workbook(plan)
    assert str(error.value)
    assert {fault.code for fault in error.value.faults} == {"SC-404"}
    return error.value.faults


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("x" * 32_768, "at most 32767 characters"),
        ("😀" * 16_384, "at most 32767 characters"),
        ("a\ud800b", "cannot hold the character U+D800"),
        ("\ufffe", "cannot hold the character U+FFFE"),
        ("\uffff", "cannot hold the character U+FFFF"),
        (2**53, "so many digits"),
        (-(2**53), "so many digits"),
        (10**400, "so many digits"),
        (float("nan"), "finite numbers"),
        (float("inf"), "finite numbers"),
        (datetime.date(1899, 12, 31), "begin in 1900"),
        (datetime.date(1, 1, 1), "begin in 1900"),
        (datetime.datetime(2026, 6, 30, 12, tzinfo=datetime.UTC), "time zones"),
        (datetime.datetime(2026, 6, 30, 12, 0, 0, 1), "fractions of a millisecond"),
        (("a", "b"), "a text, a number, a date"),
        (datetime.time(12), "a text, a number, a date"),
    ],
)
@pytest.mark.parametrize("columns", [(), (ColumnPlan(heading="x"), ColumnPlan(heading="y"))])
def test_values_that_would_be_lost_are_refused(value: Value, reason: str, columns: tuple[ColumnPlan, ...]) -> None:
    """What a cell cannot hold exactly is refused at its cell, and nothing is cut or rounded in silence."""
    (fault,) = refused(plan_of(SheetPlan(name="people", columns=columns, rows=[[], [1, value]])))

    assert reason in fault.message
    assert fault.place == f"[people!B{3 if columns else 2}]"


@pytest.mark.parametrize(
    "value", ["x" * 32_767, "😀" * 16_383, 2**53 - 1, -(2**53) + 1, 1.7976931348623157e308, datetime.date(9999, 12, 31)]
)
def test_the_largest_values_are_written(value: Value) -> None:
    """Right up to its limits a cell holds everything."""
    assert read(plan_of(SheetPlan(name="x", rows=[[value]])))["x"].rows == [[value]]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "cannot be empty"),
        ("  ", "cannot be empty"),
        ("x" * 32, "at most 31"),
        ("😀" * 16, "at most 31"),
        *((f"a{sign}b", "none of the characters") for sign in "[]:*?/\\\x00\x1f\ud800"),
        ("'a", "apostrophe"),
        ("a'", "apostrophe"),
        ("History", "keep this name"),
        ("UNITS", "another sheet is called units"),
    ],
)
def test_names_of_sheets_that_cannot_be(name: str, reason: str) -> None:
    """A name that spreadsheet programs refuse is refused before anything is written."""
    (fault,) = refused(plan_of(SheetPlan(name="units"), SheetPlan(name=name)))

    assert reason in fault.message
    assert (fault.sheet, fault.cell) == (name, None)


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=34))
@example("the boss's")
@example("x" * 31)
@law
def test_names_of_sheets_are_kept_or_refused(name: str) -> None:
    """Whatever a sheet is called, it is read under that name, or refused."""
    try:
        found = read(plan_of(SheetPlan(name=name, rows=[[1]])))
    except ModelError as error:
        assert {fault.code for fault in error.faults} == {"SC-404"}
    else:
        assert [*found] == [name]


@pytest.mark.parametrize(
    "column",
    [
        ColumnPlan(heading="a\x00b"),
        ColumnPlan(heading="x", note="a\x1bb"),
        ColumnPlan(heading="x", choices=("a", "b\ud800")),
        ColumnPlan(heading="x" * 32_768),
        ColumnPlan(heading="x", choices_from=("people", "y")),
        ColumnPlan(heading="x", choices_from=("persons", "x")),
    ],
)
def test_plans_that_cannot_be_written(column: ColumnPlan) -> None:
    """Headings, notes and lists that would damage the workbook are refused at their column."""
    (fault,) = refused(column_plan(column))

    assert fault.place == "[people!A1]"


def test_every_fault_is_told_at_once() -> None:
    """A plan with several faults is refused once, with all of them."""
    bad = SheetPlan(name="a/b", rows=[["x" * 40_000, 1], [float("nan")], ["fine"]])

    assert [fault.cell for fault in refused(evolve(PLAN, title="\ud800", sheets=(bad,)))] == [None, None, "A1", "A2"]


@pytest.mark.parametrize("rows", [[[1]] * 1_048_577, [[1] * 16_385]])
def test_sheets_that_are_too_large(rows: list[list[Value]]) -> None:
    """A sheet with more rows or columns than the format has is refused."""
    (fault,) = refused(plan_of(SheetPlan(name="people", rows=rows)))

    assert "a sheet holds at most" in fault.message


def test_a_heading_takes_one_of_the_rows() -> None:
    """Under a heading there is room for one row less."""
    columns = (ColumnPlan(heading="x"),)

    assert len(refused(plan_of(SheetPlan(name="people", columns=columns, rows=[[1]] * 1_048_576)))) == 1


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without xlsxwriter the error says what to install."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)

    with pytest.raises(MissingExtraError, match=r"servicecraft\[excel\]"):
        write_workbook(PLAN)


# ---------------------------------------------------------------------------------------------- the same bytes

PRINT_DIGESTS = """
import hashlib, sys, zipfile, io
sys.path.insert(0, sys.argv[1])
from test_workbook_writing import PLAN, write_workbook
with zipfile.ZipFile(io.BytesIO(write_workbook(PLAN))) as archive:
    for entry in archive.infolist():
        print(entry.filename, entry.date_time, hashlib.sha256(archive.read(entry)).hexdigest())
"""


def test_same_members_in_every_run() -> None:
    """Two runs with other hash seeds, time zones and working folders write the same members in the same order."""
    runs = [
        subprocess.run(
            [sys.executable, "-c", PRINT_DIGESTS, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"))
    ]

    assert runs[0] == runs[1]
    assert len(runs[0].splitlines()) > 10


def test_no_trace_of_the_clock() -> None:
    """Nothing in the file tells when or by whom it was written."""
    data = write_workbook(PLAN)

    assert data == write_workbook(PLAN)
    core = members(data)["docProps/core.xml"].decode()
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["2000-01-01T00:00:00Z"] * 2
    assert "<dc:title>Clinic</dc:title>" in core
