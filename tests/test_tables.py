"""The small result value that every answer in rows is."""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
import sys
import unicodedata
from pathlib import Path

import markdown_it
import pandas
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicecraft.errors import MissingExtraError, ModelError
from servicecraft.tables import Cell, Table, TableColumn, spoken_number

TEXTS = st.text(max_size=30)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)),
    TEXTS,
)


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[Cell] = CELLS) -> Table:
    """Any small table."""
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.tuples(*[cells] * width), max_size=5))
    language = draw(st.sampled_from(["en", "es", "es_DO", "es_ES", "xx"]))
    return Table.of(
        [f"c{n}" for n in range(width)],
        rows,
        title=draw(TEXTS),
        notes=draw(st.lists(TEXTS, max_size=2)),
        language=language,
    )


def small() -> Table:
    """Two rows with a number, a day and a text that looks like a formula."""
    columns = (
        TableColumn(name="id"),
        TableColumn(name="wait", label="Espera", unit="días", decimals=1),
        TableColumn(name="on"),
    )
    rows = [("=1+1", 1234.56, datetime.date(2026, 6, 30)), ("b|c", None, None)]
    return Table.of(columns, rows, title="Esperas", notes=("n = 2",), language="es_ES")


def test_dicts_hold_values_as_they_are() -> None:
    """A program that asks for dictionaries gets names and untouched values."""
    assert small().to_dicts()[0] == {"id": "=1+1", "wait": 1234.56, "on": datetime.date(2026, 6, 30)}


@pytest.mark.parametrize(
    ("language", "text"), [("es_ES", "1.234,6"), ("es_DO", "1,234.6"), ("en_US", "1,234.6"), ("zz", "1,234.6")]
)
def test_numbers_follow_the_region(language: str, text: str) -> None:
    """People read numbers as their region writes them, not only their language."""
    assert spoken_number(1234.56, language, 1) == text


def test_text_is_aligned_and_says_its_units() -> None:
    """A terminal shows headings with units, aligned columns and notes."""
    assert str(small()).splitlines() == [
        "Esperas",
        "",
        "id    Espera (días)  on",
        "────  ─────────────  ───────────",
        "=1+1        1.234,6  30 jun 2026",
        "b|c",
        "",
        "n = 2",
    ]


def test_narrow_text_runs_over_several_lines_and_loses_nothing() -> None:
    """A narrow terminal folds long cells instead of cutting them."""
    words = "one two three four five six seven eight nine ten eleven twelve"
    text = Table.of(["a", "b"], [(words, words)]).to_text(width=40)
    assert all(len(line) <= 40 for line in text.splitlines())
    assert all(text.split().count(word) == 2 for word in words.split())


def test_csv_of_a_formula_is_harmless_unless_raw() -> None:
    """A cell that a spreadsheet would run gets an apostrophe; programs may ask for the bare text."""
    assert "'=1+1" in small().to_csv()
    assert "\n=1+1" in small().to_csv(raw=True)


def test_csv_goes_to_a_file_too(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """What is returned is what is written."""
    text = small().to_csv(tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == text.encode()


@given(tables())
def test_csv_reads_back_with_as_many_cells(table: Table) -> None:
    """No cell can break out of its place in CSV."""
    rows = list(csv.reader(io.StringIO(table.to_csv(raw=True))))
    assert all(len(row) == len(table.columns) for row in rows if len(table.columns) > 1)
    assert len(table.columns) == 1 or len(rows) == len(table) + 1


@given(tables())
def test_json_reads_back_to_the_same_texts_and_numbers(table: Table) -> None:
    """JSON keeps every value; days become ISO text."""
    read = json.loads(table.to_json())
    plain = [
        {k: v.isoformat() if isinstance(v, datetime.date) else v for k, v in row.items()} for row in table.to_dicts()
    ]
    assert read["rows"] == plain


@given(tables())
def test_markdown_keeps_its_shape_whatever_the_cells_say(table: Table) -> None:
    """No text in a cell can end the cell, add a row, or mean Markdown or HTML."""
    parsed = markdown_it.MarkdownIt("commonmark").enable("table").parse(table.to_markdown())
    kinds = [token.type for token in parsed]
    assert kinds.count("table_open") == 1
    assert kinds.count("tr_open") == len(table) + 1
    assert kinds.count("td_open") == len(table) * len(table.columns)
    inline = {child.type for token in parsed for child in token.children or ()}
    assert inline <= {"text", "text_special", "strong_open", "strong_close", "softbreak"}


@given(tables())
def test_html_holds_no_tag_that_a_cell_brought(table: Table) -> None:
    """Tags in the page are ours, however hostile the texts."""
    from html.parser import HTMLParser

    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.seen: set[str] = set()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.seen.add(tag)
            assert {name for name, _ in attrs} <= {"scope", "align", "colspan", "dir"}

    reader = Tags()
    reader.feed(table.to_html())
    assert reader.seen <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "span"}


@given(tables())
def test_text_cannot_steer_a_terminal(table: Table) -> None:
    """Control characters in titles, cells and notes are shown and not sent."""
    shown = str(table).replace("\n", "")
    assert all(character.isprintable() or unicodedata.category(character) == "Zs" for character in shown)


def test_frames_of_every_engine_hold_the_same() -> None:
    """A dataframe of any engine has the names as columns and the values as they are."""
    table = Table.of(["id", "n"], [("a", 1), ("b", 2)])
    assert table.to_frame("pandas").equals(pandas.DataFrame({"id": ["a", "b"], "n": [1, 2]}))  # type: ignore[attr-defined]
    assert table.to_frame("polars").equals(polars.DataFrame({"id": ["a", "b"], "n": [1, 2]}))  # type: ignore[attr-defined]
    assert table.to_frame("pyarrow").to_pydict() == {"id": ["a", "b"], "n": [1, 2]}  # type: ignore[attr-defined]


def test_unknown_engine_format_and_column_say_what_there_is() -> None:
    """A wrong word is answered with the right ones."""
    with pytest.raises(ValueError, match="pandas, polars, pyarrow"):
        small().to_frame("spark")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="markdown"):
        small().in_format("docx")
    with pytest.raises(KeyError, match="wait"):
        small().column("waits")


def test_column_gives_its_cells() -> None:
    """One column by name, in the order of the rows."""
    assert small().column("wait") == [1234.56, None]


def test_codes_are_spoken_to_people_and_kept_for_programs() -> None:
    """People read the word that a column has for a code; dictionaries, CSV, JSON and frames hold the code."""
    column = TableColumn(name="basis", words={"rated": "calificación", "unit": "unidad|<b>"})
    table = Table.of([column], [("rated",), (("unit", "rated", "other"),), (None,)])

    assert table.spoken_rows() == [["calificación"], ["unidad|<b>, calificación, other"], [""]]
    assert "unidad|&lt;b&gt;" in table.to_html()
    assert "calificación" in table.to_markdown()
    assert table.column("basis") == ["rated", ("unit", "rated", "other"), None]
    assert "calificación" not in table.to_csv() + table.to_json()
    assert {table} == {Table.of([column], table.rows)}


def test_empty_table_says_so_in_the_language() -> None:
    """A table without rows is a sentence, not a blank."""
    assert "No rows." in Table.of(["a"], []).to_text()
    assert "No rows." not in Table.of(["a"], [], language="es").to_html()


@pytest.mark.parametrize("form", ["html", "text"])
def test_every_cell_is_asked_a_few_times_however_many_rows(form: str) -> None:
    """Writing a table costs as much per cell in a long one as in a short one."""

    class Row(tuple[Cell, ...]):
        __slots__ = ()
        reads = 0

        def __getitem__(self, place: int) -> Cell:  # type: ignore[override]
            Row.reads += 1
            return super().__getitem__(place)

    columns = (TableColumn(name="a"), TableColumn(name="b"))
    table = Table(columns=columns, rows=tuple(Row((n, "x")) for n in range(200)))
    table.in_format(form)
    assert Row.reads <= 5 * 2 * 200


@pytest.mark.parametrize("name", ["", "missing/t.csv", "zero\0.csv"])
def test_csv_to_a_place_that_cannot_be_written_is_refused_in_our_words(tmp_path: Path, name: str) -> None:
    """Whoever names a folder, a missing folder or an impossible name gets an error of this library."""
    with pytest.raises(ModelError) as caught:
        small().to_csv(f"{tmp_path}/{name}")
    assert [fault.code for fault in caught.value.faults] == ["SC-401"]
    assert "the system refused it." in str(caught.value)


@pytest.mark.parametrize(
    ("cells", "polars_holds"),
    [
        ((1, 2.5, None), [1.0, 2.5, None]),
        ((*range(200), 0.5), [*map(float, range(200)), 0.5]),
        ((1, 2**70), [1.0, float(2**70)]),
        ((1, "a", True), ["1", "a", "True"]),
        ((datetime.date(2026, 1, 2), "later", ("a", "b")), ["2026-01-02", "later", "a|b"]),
        ((("a",), None, ()), [["a"], None, []]),
        ((None, None), [None, None]),
        ((1, 10**5000), ["1", "≈10^5000"]),
    ],
)
def test_columns_of_several_kinds_become_one(cells: tuple[Cell, ...], polars_holds: list[object]) -> None:
    """Engines that want one kind in a column get numbers as floats and anything else as text."""
    table = Table.of(["c"], [(cell,) for cell in cells])
    assert table.to_frame("polars")["c"].to_list() == polars_holds  # type: ignore[index]
    assert table.to_frame("pyarrow").to_pydict() == {"c": polars_holds}  # type: ignore[attr-defined]


@given(tables())
def test_every_table_becomes_a_frame_of_every_engine(table: Table) -> None:
    """No mixture of cells keeps a table from becoming a dataframe with as many rows."""
    assert len(table.to_frame("pandas")) == len(table)  # type: ignore[arg-type]
    assert len(table.to_frame("polars")) == len(table)  # type: ignore[arg-type]
    assert len(table.to_frame("pyarrow")) == len(table)  # type: ignore[arg-type]


@given(st.lists(st.floats(), max_size=5))
def test_json_holds_null_for_what_is_no_finite_number(numbers: list[float]) -> None:
    """Every reader of JSON can read it: NaN and Infinity are no JSON."""

    def refused(word: str) -> object:
        raise AssertionError(word)

    read = json.loads(Table.of(["n"], [(one,) for one in numbers]).to_json(), parse_constant=refused)
    assert [row["n"] for row in read["rows"]] == [one if math.isfinite(one) else None for one in numbers]


@given(st.integers(1, 4), st.integers(0, 6), st.integers(0, 3))
def test_rows_of_another_length_than_the_columns_are_refused(columns: int, cells: int, before: int) -> None:
    """A table is refused at once, with the number of the row, and not when somebody prints it."""
    rows = [*[("x",) * columns] * before, ("x",) * cells]
    names = [f"c{n}" for n in range(columns)]
    if cells == columns:
        assert len(Table.of(names, rows)) == before + 1
        return
    with pytest.raises(ValueError, match=f"row {before + 1} has {cells}, not {columns}"):
        Table.of(names, rows)


def test_headings_of_csv_are_harmless_like_cells() -> None:
    """A heading that a spreadsheet would run gets an apostrophe too."""
    table = Table.of(["=1+1", "b"], [])
    assert table.to_csv() == "'=1+1,b\n"
    assert table.to_csv(raw=True) == "=1+1,b\n"


@pytest.mark.parametrize(
    ("engine", "line"),
    [("pandas", "pip install pandas"), ("pyarrow", "pip install pyarrow"), ("polars", "'servicecraft[data]'")],
)
def test_missing_engine_names_a_line_that_brings_it(monkeypatch: pytest.MonkeyPatch, engine: str, line: str) -> None:
    """Nobody is told to install an extra that does not hold what is missing."""
    monkeypatch.setitem(sys.modules, engine, None)
    with pytest.raises(MissingExtraError) as caught:
        small().to_frame(engine)  # type: ignore[arg-type]
    assert str(caught.value).endswith(line)
    assert ("[data]" in str(caught.value)) == (engine == "polars")
