"""From a matrix to sheets and back: nothing is lost, and people can fill them in without a manual."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.errors import ModelError, UnknownIdError
from servicecraft.files.csv_text import CsvDialect
from servicecraft.files.workbook.plans import GridPlan, WorkbookPlan
from servicecraft.files.workbook.writing import write_workbook
from servicecraft.matrix import Beans, Judge, Mark, Matrix, Party, PartyKind, Scale, read, write
from servicecraft.matrix.parties import parties_of
from servicecraft.model.words import DeclaredBy
from servicecraft.words.formulas import restored
from strategies import names, programs
from strategies.matrices import matrices_alone, matrices_of

law = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
forms = st.sampled_from(["wall.xlsx", "wall"])
languages = st.sampled_from(["en", "es", "es_DO"])
dialects = st.sampled_from(
    [
        CsvDialect(),
        CsvDialect(separator=";", decimal=",", dates="day/month/year"),
        CsvDialect(separator="\t", encoding="utf-16"),
        CsvDialect(separator="|", decimal=",", dates="month/day/year"),
    ]
)


def there_and_back(matrix: Matrix, program: sc.Program | None, name: str, **how: object) -> Matrix:
    """A matrix, written and read again."""
    with TemporaryDirectory() as folder:
        write(matrix, Path(folder) / name, **how)  # type: ignore[arg-type]
        return read(Path(folder) / name, program, dialect=how.get("dialect"))  # type: ignore[arg-type]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# laws


@law
@given(st.data(), programs(most_people=8), forms, languages)
def test_what_was_written_is_read(data: st.DataObject, program: sc.Program, name: str, language: str) -> None:
    """Sheets of any judges of any program come back as they were, in workbooks and CSV, in both languages."""
    matrix = data.draw(matrices_of(program))

    assert there_and_back(matrix, program, name, language=language) == matrix


@pytest.mark.nightly
@settings(law, max_examples=2_000)
@given(st.data(), programs(most_people=12), matrices_alone(), forms, languages)
def test_thousands_of_matrices_come_back(
    data: st.DataObject, program: sc.Program, alone: Matrix, name: str, language: str
) -> None:
    """So they do in a long search, with a program and without."""
    matrix = data.draw(matrices_of(program))

    assert there_and_back(matrix, program, name, language=language) == matrix
    assert there_and_back(alone, None, name, language=language) == alone


@law
@given(matrices_alone(), forms, languages)
def test_sheets_say_by_themselves_who_there_is(matrix: Matrix, name: str, language: str) -> None:
    """Without a program, parties with hostile names and strange ids come back all the same."""
    assert there_and_back(matrix, None, name, language=language) == matrix


@law
@given(matrices_alone(), dialects)
def test_csv_comes_back_in_every_dialect(matrix: Matrix, dialect: CsvDialect) -> None:
    """Semicolons, decimal commas, days first and other encodings lose nothing."""
    assert there_and_back(matrix, None, "wall", dialect=dialect) == matrix


@law
@given(matrices_alone(), languages)
def test_workbook_and_csv_hold_the_same(matrix: Matrix, language: str) -> None:
    """Whoever has no spreadsheet program loses nothing."""
    book = there_and_back(matrix, None, "wall.xlsx", language=language)

    assert there_and_back(matrix, None, "wall", language=language) == book


@law
@given(matrices_alone(), languages)
def test_nothing_in_csv_is_taken_for_a_formula(matrix: Matrix, language: str) -> None:
    """Every cell that a spreadsheet program would calculate has an apostrophe before it."""
    with TemporaryDirectory() as folder:
        write(matrix, Path(folder) / "wall", language=language)
        texts = [data.decode() for name, data in files_of(Path(folder) / "wall").items() if name.endswith(".csv")]
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]

    assert [cell for cell in cells if re.match(r"[=+\-@\t\r＝＋－＠]", cell)] == []
    assert {restored(cell) for cell in cells} >= {party.id for party in matrix.parties}


@law
@given(matrices_alone(), st.sampled_from(["wall", "wall.xlsx"]))
def test_the_same_matrix_gives_the_same_bytes(matrix: Matrix, name: str) -> None:
    """Version control sees a change only where there is one."""
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        for folder in (one, other):
            write(matrix, Path(folder) / name)
        first, second = (Path(folder) / name for folder in (one, other))

        assert (files_of(first) if first.is_dir() else first.read_bytes()) == (
            files_of(second) if second.is_dir() else second.read_bytes()
        )


@law
@given(st.data(), matrices_alone())
def test_order_makes_no_difference(data: st.DataObject, matrix: Matrix) -> None:
    """Judges, marks and slips are put in order, so that two equal matrices are equal."""
    judges = [evolve(one, marks=data.draw(st.permutations(one.marks))) for one in matrix.judges]
    shuffled = evolve(matrix, judges=data.draw(st.permutations(judges)), beans=data.draw(st.permutations(matrix.beans)))

    assert shuffled == matrix


@law
@given(names(), names(), languages)
def test_a_name_with_line_breaks_is_the_same_name(first: str, second: str, language: str) -> None:
    """Somebody who breaks a long heading over two lines in a cell means the same party."""
    name = f"{first} {second}"[:200].strip()
    party, guests = Party(id="one", name=name, kind=PartyKind.UNIT), Party(id="guests", kind=PartyKind.CUSTOMER)
    matrix = Matrix(parties=[party, guests], judges=[_marked("one", "guests", 3)])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "wall.xlsx"
        write(matrix, path, language=language)
        book = openpyxl.load_workbook(path)
        cell = next(cell for row in book.worksheets[1] for cell in row if cell.value == party.name)
        cell.value = party.name.replace(" ", "\n ")
        cell.data_type = "s"
        book.save(path)

        assert read(path) == matrix


def _marked(provider: str, customer: str, value: float) -> Judge:
    return Judge.of_side(DeclaredBy.BOTH, [Mark(provider=provider, customer=customer, value=value)])


# what is known already


@law
@given(programs(most_people=8))
def test_the_wall_begins_with_the_links_of_the_program(program: sc.Program) -> None:
    """Every open cell holds the importance of the links between its parties, and no other cell is filled."""
    shown = {one.id for one in parties_of(program)}
    kinds = {f"kind:{one.kind}" for one in program.units}
    drawn: dict[tuple[str, str], float] = {}
    for link in program.links:
        pair = (link.provider, link.customer)
        if link.importance > 0 and not kinds & {*pair} and {*pair} <= shown:
            drawn[pair] = drawn.get(pair, 0.0) + link.importance
    if any(total == float("inf") for total in drawn.values()):
        return
    wall = Matrix.of(program)
    found = {(mark.provider, mark.customer): mark.value for mark in wall.judges[0].marks}

    assert {pair: found.get(pair, 0.0) >= value for pair, value in drawn.items()} == dict.fromkeys(drawn, True)
    assert Matrix.of(program, filled=False).judges[0].marks == ()
    if not any(one.provider in kinds or one.customer in kinds for one in program.links):
        assert found == drawn


def test_a_judge_begins_with_their_own_answers_only() -> None:
    """What others said would steer the answer."""
    program = sc.examples.bakery().with_rows(
        sc.Judgement(subject="carla", provider="ben", question=sc.Question.IMPORTANCE, judge="carla", value=3),
        sc.Judgement(subject="carla", provider="dan", question=sc.Question.IMPORTANCE, judge="carla", value=1),
        sc.Judgement(
            subject="carla", provider="dan", question=sc.Question.IMPORTANCE, judge="carla", value=9, on="2026-02-01"
        ),
        sc.Judgement(subject="carla", provider="ana", question=sc.Question.IMPORTANCE, judge="ben", value=9),
    )
    carla, dan, *sides = Matrix.of(program, judges=["carla", "dan", "those who give", DeclaredBy.CUSTOMER]).judges

    assert [(one.provider, one.value) for one in carla.marks] == [("ben", 3), ("dan", 9)]
    assert [one.marks for one in (dan, *sides)] == [(), (), ()]


def test_what_does_not_fit_the_steps_is_shown_as_points() -> None:
    """A program with other importances keeps them; one with 1, 3 and 9 keeps the simple scale."""
    bakery = sc.examples.bakery()
    other = bakery.with_rows(sc.ServiceLink(provider="ana", customer="ben", importance=2))

    assert Matrix.of(bakery).scale is Scale.ONE_THREE_NINE
    assert Matrix.of(other).scale is Scale.POINTS


def test_links_that_are_over_are_not_shown() -> None:
    """A wall of a day shows the links of that day."""
    over = sc.ServiceLink(provider="ana", customer="ben", importance=9, until="2026-01-31")
    program = sc.examples.bakery().with_rows(over)

    assert ("ana", "ben") in Matrix.of(program).medians
    assert ("ana", "ben") in Matrix.of(program, on="2026-01-31").medians
    assert ("ana", "ben") not in Matrix.of(program, on="2026-02-01").medians


def test_units_come_with_their_people_and_parts() -> None:
    """Who belongs together stands together: each unit with the people that links name, then its parts."""
    hotel = Matrix.of(sc.examples.hotel())
    order = [one.id for one in hotel.parties]

    assert order.index("reservas") + 1 == order.index("massiel_urena")
    assert order.index("restaurante") + 1 == order.index("bar_playa")
    ranks = (PartyKind.RESOURCE, PartyKind.UNMAPPED, PartyKind.CUSTOMER)
    places = [ranks.index(one.kind) if one.kind in ranks else -1 for one in hotel.parties]
    assert places == sorted(places)
    assert "junior_mota" not in order, "people who belong to a unit are left out unless a link names them"


def test_chosen_parties_and_judges_must_exist() -> None:
    """A slip in an id is answered with the nearest one."""
    with pytest.raises(UnknownIdError, match="'ben'"):
        Matrix.of(sc.examples.bakery(), parties=["bne"])
    with pytest.raises(UnknownIdError, match="'carla'"):
        Matrix.of(sc.examples.bakery(), judges=["crla"])


def test_chosen_parties_are_the_only_ones() -> None:
    """A workshop about a part of the whole gets a small sheet; what is not mapped always has its row."""
    assert [one.id for one in Matrix.of(sc.examples.bakery(), parties=["walk_in", "dan"]).parties] == [
        "dan",
        "unmapped",
        "walk_in",
    ]


# what people get to see


def book_of(tmp_path: Path, what: sc.Program | Matrix, **how: object) -> openpyxl.Workbook:
    """The workbook as another library reads it."""
    path = tmp_path / "wall.xlsx"
    write(what, path, overwrite=True, **how)  # type: ignore[arg-type]
    return openpyxl.load_workbook(path)


def test_sheet_can_be_printed_and_filled_in(tmp_path: Path) -> None:
    """Headings stay in sight and are repeated on every page; the page lies on its side; cells offer 9, 3 and 1."""
    page = book_of(tmp_path, sc.examples.bakery())["who serves whom"]

    assert page.freeze_panes == "D10"
    assert (page.print_title_rows, page.print_title_cols) == ("$7:$9", "$A:$C")
    assert page.page_setup.orientation == "landscape"
    offered = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    assert offered == {"B2": '"1 · 3 · 9,100 points"', "D10:I14": '"9,3,1"'}


def test_sheet_says_kind_id_and_name_of_every_party(tmp_path: Path) -> None:
    """Rows give, columns receive; external customers are columns only, what was not mapped a row only."""
    rows = [[cell.value for cell in row] for row in book_of(tmp_path, sc.examples.bakery())["who serves whom"]]

    assert rows[:3] == [
        ["judge", "everyone together", *[None] * 7],
        ["scale", "1 · 3 · 9", *[None] * 7],
        ["day", *[None] * 8],
    ]
    assert rows[6:10] == [
        [None, None, "kind", *["person"] * 4, "external customer", "external customer"],
        [None, None, "id", "ana", "ben", "carla", "dan", "walk_in", "cafe"],
        ["kind", "id", "name", "Ana", "Ben", "Carla", "Dan", "People who walk in", "The café next door"],
        ["person", "ana", "Ana", *[None] * 6],
    ]
    assert rows[10] == ["person", "ben", "Ben", None, None, 3, None, None, 1]
    assert rows[-1] == ["not mapped", "unmapped", "not mapped", *[None] * 6]


def test_cells_that_nobody_fills_in_are_dark(tmp_path: Path) -> None:
    """The diagonal is closed, and so is what a member or a part would give its own unit."""
    page = book_of(tmp_path, sc.examples.hotel(), filled=False)["quién sirve a quién"]
    rows = {page.cell(row, 2).value: row for row in range(10, page.max_row + 1)}
    columns = {page.cell(8, column).value: column for column in range(4, page.max_column + 1)}
    dark = {
        (giver, receiver)
        for giver, row in rows.items()
        for receiver, column in columns.items()
        if page.cell(row, column).fill.fgColor.rgb == "FF8E99A5"
    }

    expected = {(one, one) for one in rows if one in columns}
    assert dark == expected | {
        ("bar_playa", "restaurante"),
        ("altagracia_bencosme", "direccion_general"),
        ("wilfredo_berroa", "recepcion"),
        ("massiel_urena", "reservas"),
        ("alexis_brito", "reservas"),
        ("angelica_morel", "animacion_spa"),
    }


def test_groups_are_set_apart(tmp_path: Path) -> None:
    """A line stands before each kind of party, and around a unit that is shown with its people or parts."""
    page = book_of(tmp_path, sc.examples.hotel(), filled=False)["quién sirve a quién"]
    begins = [
        page.cell(row, 2).value for row in range(11, page.max_row + 1) if page.cell(row, 4).border.top.style == "medium"
    ]
    columns = [
        page.cell(8, column).value
        for column in range(5, page.max_column + 1)
        if page.cell(11, column).border.left.style == "medium"
    ]

    assert begins == [
        *("recepcion", "reservas", "ama_de_llaves", "restaurante", "compras_almacen", "animacion_spa", "vigilancia"),
        *("beatriz_almanzar", "pms", "unmapped"),
    ]
    assert columns == [*begins[:-2], "parejas_individuales"]


def test_beans_are_counted_while_they_are_typed(tmp_path: Path) -> None:
    """Each row shows its sum, and a row that does not add up to ten is shaded."""
    matrix = evolve(Matrix.of(sc.examples.bakery()), beans=[Beans(party="ben", own=7, received=2, outside=1)])
    page = book_of(tmp_path, matrix)["ten beans"]
    values = openpyxl.load_workbook(tmp_path / "wall.xlsx", data_only=True)["ten beans"]

    assert [cell.value for cell in page[1]][3:] == [
        *("judge", "own work", "received from others", "equipment, systems or rules"),
        *("lack of support from leadership", "outside", "sum"),
    ]
    assert (page["J2"].value, values["J2"].value, values["J3"].value) == ("=SUM(E2:I2)", 10, 0)
    rules = {str(cells.sqref): rule[0].formula for cells, rule in page.conditional_formatting._cf_rules.items()}
    assert rules["E2:J35"] == ["AND(COUNT($E2:$I2)>0,SUM($E2:$I2)<>10)"]
    assert "ten times" in page.oddHeader.left.text


def test_each_judge_has_a_sheet_whatever_they_are_called(tmp_path: Path) -> None:
    """Names that no sheet can have, equal names and reserved ones get another tab; the first line says who it is."""
    called = ["guide", "ten beans", "History", "a/b", "x" * 32, "Ana", "Ana", "'", " "]
    judges = [Judge(id=f"j{number}", name=name) for number, name in enumerate(called)]
    matrix = Matrix(judges=judges)
    book = book_of(tmp_path, matrix)

    assert len(book.sheetnames) == len(called) + 2
    assert [page["B1"].value for page in book.worksheets[1:-1]] == [one.id for one in matrix.judges]
    assert read(tmp_path / "wall.xlsx") == matrix


def test_a_grid_that_a_workbook_cannot_hold_is_refused_at_its_cell() -> None:
    """A name of a sheet or a text that would be lost is told with its place, and nothing is written."""
    good = GridPlan(name="good", lines=[("judge", "x")], above=[[None, "a\ud800"]], rows=[["b", 1]])
    bad = GridPlan(name="a/b", line_choices={0: ("one\ufffe",)}, lines=[("judge",)])
    with pytest.raises(ModelError) as refused:
        write_workbook(WorkbookPlan(title="x", sheets=(good, bad)))

    assert [(one.code, one.sheet, one.cell) for one in refused.value.faults] == [
        ("SC-404", "a/b", None),
        ("SC-404", "a/b", None),
        ("SC-404", "good", "B2"),
    ]


def test_guidance_speaks_the_language_of_the_program(tmp_path: Path) -> None:
    """The first sheet, or the text beside CSV files, says how the others are filled in."""
    assert book_of(tmp_path, sc.examples.bakery("es_MX")).sheetnames == ["guía", "quién sirve a quién", "diez frijoles"]
    written = write(sc.examples.bakery("es_MX"), tmp_path / "pared")
    assert [path.name for path in written] == ["LEEME.md", "diez_frijoles.csv", "todos_juntos.csv"]
    assert written[0].read_text().startswith("# Quién sirve a quién: Panadería\n")


def test_a_program_without_parties_gives_blank_places(tmp_path: Path) -> None:
    """A workshop may begin with nothing: rows and columns wait for headings, which offer the kinds of parties."""
    page = book_of(tmp_path, sc.Program())["who serves whom"]
    offered = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}

    assert offered["A10:A21"] == offered["D7:O7"] == '"unit,person,resource,not mapped,external customer"'
    assert read(tmp_path / "wall.xlsx") == Matrix() == read(tmp_path / "wall.xlsx", sc.Program())
    write(sc.Program(), tmp_path / "wall")
    assert read(tmp_path / "wall") == Matrix()


def test_blank_places_become_a_program(tmp_path: Path) -> None:
    """What was written by hand into a blank sheet is a program afterwards."""
    write(sc.Program(), tmp_path / "wall.xlsx")
    book = openpyxl.load_workbook(tmp_path / "wall.xlsx")
    page = book["who serves whom"]
    for row, (kind, name) in enumerate([("unit", "Front desk"), ("unit", "Kitchen"), ("resource", "Oven")], 10):
        page.cell(row, 1).value, page.cell(row, 3).value = kind, name
    for column, (kind, name) in enumerate(
        [(None, "Front desk"), (None, "Kitchen"), ("external customer", "Guests")], 4
    ):
        page.cell(7, column).value, page.cell(9, column).value = kind, name
    page["D11"], page["E12"], page["F10"] = 3, 9, 1
    book.save(tmp_path / "wall.xlsx")
    program = read(tmp_path / "wall.xlsx").to_program(name="Inn")

    assert [(one.id, one.name) for one in program.units] == [("front_desk", "Front desk"), ("Kitchen", "Kitchen")]
    assert [(one.provider, one.customer, one.importance) for one in program.links] == [
        ("front_desk", "Guests", 1),
        ("Kitchen", "front_desk", 3),
        ("Oven", "Kitchen", 9),
    ]


@pytest.mark.parametrize("name", ["wall.xlsx", "wall"])
def test_three_hundred_parties_come_back(tmp_path: Path, name: str) -> None:
    """A bank's head office fits on one wall."""
    parties = [Party(id=f"u{number}", name=f"Unidad {number}", kind=PartyKind.UNIT) for number in range(300)]
    marks = [Mark(provider=f"u{n}", customer=f"u{(n * 7 + k) % 300}", value=3) for n in range(300) for k in range(1, 4)]
    marks = [one for one in marks if one.provider != one.customer]
    matrix = Matrix(parties=parties, judges=[Judge.of_side(DeclaredBy.CUSTOMER, marks)])
    write(matrix, tmp_path / name)

    assert read(tmp_path / name) == matrix


# hand-made sheets


@pytest.mark.parametrize(
    "text",
    [
        ",carla,walk_in\nben,3,\ncarla,,1\n",
        "who gives,Carla,People who walk in\nBen,3,\nCARLA,,1\n",
        "id,carla,walk_in\nben,3,\ncarla,,1\n",
        "id,name,carla,walk_in\nben,Ben,3,\ncarla,,,1\n",
        ",id,carla,walk_in\nid,name,Carla,\nben,Ben,3,\ncarla,Carla,,1\n",
        "Workshop of 2 March\n\nquien responde,todos\nescala,1-3-9\n,carla,walk_in\n\nben,3,\ncarla,,1\n",
        ",carla,walk_in,ana\ncarla,,1,\nben,3,,\n,,,\n",
    ],
    ids=["ids", "names", "corner-id", "two-columns", "two-rows-two-columns", "title-and-lines", "other-order"],
)
def test_a_sheet_drawn_by_hand_is_read(tmp_path: Path, text: str) -> None:
    """One row and one column of headings are enough, by id or by name, in any order."""
    (tmp_path / "everyone.csv").write_text(text)
    matrix = read(tmp_path / "everyone.csv", sc.examples.bakery())

    assert dict(matrix.medians) == {("ben", "carla"): 3, ("carla", "walk_in"): 1}


def test_the_name_of_a_file_or_sheet_names_its_judge(tmp_path: Path) -> None:
    """Whoever saves one file for each judge need not write who it is once more."""
    for judge in ("carla", "Dan", "proveedores"):
        (tmp_path / f"{judge}.csv").write_text(",carla\ndan,1\n")
    matrix = read(tmp_path, sc.examples.bakery())

    assert [(one.id, one.side) for one in matrix.judges] == [
        ("carla", None),
        ("dan", None),
        (None, DeclaredBy.PROVIDER),
    ]


def test_a_stranger_is_not_taken_for_a_party_of_that_name(tmp_path: Path) -> None:
    """Where a judge has an id and a name, the id is nobody's name by chance."""
    parties = [Party(id="one", name="zero", kind=PartyKind.UNIT)]
    matrix = Matrix(
        parties=parties, judges=[Judge(id="zero", name="Zoe"), Judge(id="one", name="zero", speaks_for={"one"})]
    )
    write(matrix, tmp_path / "wall")

    assert read(tmp_path / "wall") == matrix


def test_notes_of_ones_own_are_passed_over_and_told(tmp_path: Path) -> None:
    """A sheet that names no party is somebody's notes; so says a warning."""
    write(sc.examples.bakery(), tmp_path / "wall.xlsx")
    book = openpyxl.load_workbook(tmp_path / "wall.xlsx")
    notes = book.create_sheet("catering")
    notes["A1"], notes["B1"], notes["A2"], notes["B2"] = "what", "how many", "coffee", 12
    book.save(tmp_path / "wall.xlsx")
    matrix = read(tmp_path / "wall.xlsx", sc.examples.bakery())

    assert matrix == Matrix.of(sc.examples.bakery())
    assert [(one.code, one.value) for one in matrix.warnings] == [("SC-146", "catering")]


def test_numbers_that_a_spreadsheet_turned_into_texts_are_read(tmp_path: Path) -> None:
    """Text cells with digits, and whole ids that became numbers, mean what they show."""
    program = sc.Program(organisation=sc.Organisation(units=(sc.Unit(id="101"), sc.Unit(id="102"))))
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "everyone"
    for row in ((None, 102), (101, "3")):
        page.append(row)
    book.save(tmp_path / "wall.xlsx")

    assert dict(read(tmp_path / "wall.xlsx", program).medians) == {("101", "102"): 3}


# places


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """What stands there stays, unless told otherwise; then no sheet of before is left over."""
    bakery = sc.examples.bakery()
    for name in ("wall", "wall.xlsx", "wall.csv"):
        write(bakery, tmp_path / name)
        with pytest.raises(ModelError) as refused:
            write(bakery, tmp_path / name)
        assert [one.code for one in refused.value.faults] == ["SC-403"]
    write(bakery, tmp_path / "wall", judges=["ana"], overwrite=True)
    assert [path.name for path in sorted((tmp_path / "wall").glob("*.csv"))] == ["ana.csv", "ten_beans.csv"]


def test_a_program_is_never_mixed_with_sheets(tmp_path: Path) -> None:
    """CSV files of a wall would break the program in whose folder they lie."""
    sc.save(sc.examples.bakery(), tmp_path / "bakery")
    before = files_of(tmp_path / "bakery")
    with pytest.raises(ModelError) as refused:
        write(sc.examples.bakery(), tmp_path / "bakery", overwrite=True)

    assert [one.code for one in refused.value.faults] == ["SC-403"]
    assert files_of(tmp_path / "bakery") == before


def test_one_csv_file_holds_one_judge(tmp_path: Path) -> None:
    """What would not fit into a single file is refused and not dropped."""
    write(sc.examples.bakery(), tmp_path / "wall.csv")
    assert read(tmp_path / "wall.csv", sc.examples.bakery()) == Matrix.of(sc.examples.bakery())
    slips = evolve(Matrix.of(sc.examples.bakery()), beans=[Beans(party="ben", own=10)])
    for what in (Matrix.of(sc.examples.bakery(), judges=["ana", "ben"]), slips):
        with pytest.raises(ModelError) as refused:
            write(what, tmp_path / "other.csv")
        assert [one.code for one in refused.value.faults] == ["SC-404"]
    assert not (tmp_path / "other.csv").exists()


def test_csv_follows_the_program_that_was_read(tmp_path: Path) -> None:
    """A program kept with semicolons gets sheets with semicolons, and they are read so."""
    sc.save(sc.examples.bakery(), tmp_path / "bakery")
    header = tmp_path / "bakery" / "program.yaml"
    header.write_text(header.read_text() + "csv: {separator: ';', decimal: ','}\n")
    for path in (tmp_path / "bakery").glob("*.csv"):
        path.write_text(path.read_text().replace(",", ";"))
    program = sc.load(tmp_path / "bakery")
    matrix = Matrix.of(program, scale=Scale.POINTS)
    matrix = evolve(matrix, judges=[_marked("dan", "ben", 12.5)])
    write(matrix, tmp_path / "wall", dialect=CsvDialect(separator=";", decimal=","))

    assert "12,5" in (tmp_path / "wall" / "everyone_together.csv").read_text()
    assert read(tmp_path / "wall", program) == matrix
    write(program, tmp_path / "blank")
    assert (tmp_path / "blank" / "everyone_together.csv").read_text().startswith("judge;everyone together;")


def test_a_matrix_takes_no_further_wishes(tmp_path: Path) -> None:
    """Wishes that would be ignored are refused."""
    with pytest.raises(ValueError, match="matrix"):
        write(Matrix(), tmp_path / "wall", judges=["ana"])
