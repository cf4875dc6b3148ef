"""What is wrong with a sheet is said at once, each at its cell, and nothing is half accepted."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from csv import reader
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.errors import Fault, ModelError
from servicecraft.files.csv_text import CsvDialect, csv_text
from servicecraft.matrix import Beans, Judge, Mark, Matrix, Party, PartyKind, Scale, read, write
from servicecraft.matrix.layout import HEADINGS
from servicecraft.model.words import DeclaredBy
from servicecraft.words.formulas import neutralised
from strategies import names, texts
from strategies.matrices import matrices_alone

law = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

INN = sc.Program(
    organisation=sc.Organisation(
        units=(sc.Unit(id="kitchen", name="Kitchen"), sc.Unit(id="desk", name="Front desk"), sc.Unit(id="bar")),
        people=(
            sc.Person(id="ana", name="Ana", unit="kitchen"),
            sc.Person(id="eva1", name="Eva"),
            sc.Person(id="eva2", name="Eva"),
        ),
        resources=(sc.Resource(id="oven", name="Oven"),),
    ),
    customers=(sc.Customer(id="guests", name="Guests"),),
)
"""Two units, people of equal names, a resource, guests."""

Rows = Sequence[Sequence[object]]
Place = tuple[str, int, int]
"""Code, row and column of a fault, both from 0."""


def csv_of(rows: Rows, folder: Path) -> Path:
    """The rows as a CSV file."""
    cells = [["" if one is None else str(one) for one in row] for row in rows]
    path = folder / "everyone.csv"
    path.write_text(csv_text(cells[0], cells[1:], CsvDialect()), encoding="utf-8")
    return path


def book_of(rows: Rows, folder: Path) -> Path:
    """The rows as a sheet of a workbook, texts as texts and numbers as numbers."""
    path = folder / "wall.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("everyone")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, column, value)
                elif isinstance(value, bool):
                    page.write_boolean(number, column, value)
                elif isinstance(value, (int, float)):
                    page.write_number(number, column, value)
    return path


def refused(path: Path, program: sc.Program | None = INN) -> tuple[Fault, ...]:
    """The faults with which a sheet is refused."""
    with pytest.raises(ModelError) as error:
        read(path, program)
    return error.value.faults


def cells_of(faults: Sequence[Fault], rows: Rows) -> list[Place]:
    """Code, row and column of each fault: of a sheet by its cell, of a CSV file by the character in its line."""
    found = []
    for fault in faults:
        assert fault.line is not None
        assert fault.column is not None
        row = fault.line - 1
        if fault.sheet is not None:
            found.append((fault.code, row, fault.column - 1))
        else:
            starts = [
                len(",".join("" if one is None else str(one) for one in rows[row][:n])) + (n > 0) for n in range(99)
            ]
            found.append((fault.code, row, starts.index(fault.column - 1)))
    return sorted(found)


HEAD = ["", "desk", "guests"]
BEANS = ["id", "judge", "own work", "received from others", "equipment, systems or rules"]
BEANS = [*BEANS, "lack of support from leadership", "outside"]

MUST_FAIL: dict[str, tuple[Rows, list[Place]]] = {
    "unknown row": ([HEAD, ["kichen", 1, ""]], [("SC-112", 1, 0)]),
    "unknown column": ([["", "dsk", "guests"], ["kitchen", "", 1]], [("SC-112", 0, 1)]),
    "wrong case of an id": ([["", "desk"], ["Oven", 1], ["BAR", 1], ["OVEN2", ""]], [("SC-112", 3, 0)]),
    "mark in an unknown row is no second fault": ([HEAD, ["kichen", 2, "x"]], [("SC-112", 1, 0)]),
    "name of two people": ([HEAD, ["Eva", 1, ""]], [("SC-110", 1, 0)]),
    "row twice": ([HEAD, ["kitchen", 1, ""], ["Kitchen", "", ""]], [("SC-106", 2, 0)]),
    "column twice": ([["", "desk", "Front desk"], ["kitchen", 1, ""]], [("SC-106", 0, 2)]),
    "off the scale": ([HEAD, ["kitchen", 2, 3]], [("SC-522", 1, 1)]),
    "negative": ([HEAD, ["kitchen", -1, 3]], [("SC-522", 1, 1)]),
    "a cross": ([HEAD, ["kitchen", "x", 3]], [("SC-522", 1, 1)]),
    "a word and a fraction": ([HEAD, ["kitchen", "much", 1.5]], [("SC-522", 1, 1), ("SC-522", 1, 2)]),
    "diagonal": ([HEAD, ["desk", 1, 3]], [("SC-113", 1, 1)]),
    "member to own unit": ([["", "kitchen", "guests"], ["ana", 3, 1]], [("SC-137", 1, 1)]),
    "customer row": ([HEAD, ["kitchen", 1, 1], ["guests", "", ""]], [("SC-113", 2, 0)]),
    "resource column": ([["", "desk", "oven"], ["kitchen", 1, ""]], [("SC-113", 0, 2)]),
    "unmapped column": ([["", "desk", "unmapped"], ["kitchen", 1, 1]], [("SC-113", 0, 2)]),
    "cell without row": ([HEAD, ["kitchen", 1, ""], ["", 1, ""]], [("SC-526", 2, 1)]),
    "cell without column": ([HEAD, ["kitchen", 1, "", 3]], [("SC-526", 1, 3)]),
    "id and name of two": (
        [["id", "name", "desk"], ["kitchen", "Kitchen", 1], ["bar", "Oven", 1]],
        [("SC-523", 2, 0)],
    ),
    "unknown judge": ([["judge", "carlos"], HEAD, ["kitchen", 1, ""]], [("SC-112", 0, 1)]),
    "judge of two": ([["judge", "Eva"], HEAD, ["kitchen", 1, ""]], [("SC-110", 0, 1)]),
    "customer as judge": ([["judge", "guests"], HEAD, ["kitchen", 1, ""]], [("SC-112", 0, 1)]),
    "unknown scale": ([["scale", "1 to 5"], HEAD, ["kitchen", 1, ""]], [("SC-119", 0, 1)]),
    "day that cannot be": ([["day", "2026-02-31"], HEAD, ["kitchen", 1, ""]], [("SC-116", 0, 1)]),
    "points below 0": ([["scale", "100 points"], HEAD, ["kitchen", 100, -1]], [("SC-522", 2, 2)]),
    "eleven beans": ([BEANS, ["bar", "", 5, 3, 1, 1, 1]], [("SC-524", 1, 2)]),
    "nine beans": ([BEANS, ["bar", "", 5, 3, 1, "", ""]], [("SC-524", 1, 2)]),
    "half a bean": ([BEANS, ["bar", "", 5.5, 3.5, 1, "", ""]], [("SC-118", 1, 2), ("SC-118", 1, 3)]),
    "beans below 0": ([BEANS, ["bar", "", 11, -1, "", "", ""]], [("SC-127", 1, 2), ("SC-127", 1, 3)]),
    "beans in words": ([BEANS, ["bar", "", "five", 5, "", "", ""]], [("SC-105", 1, 2)]),
    "all on leadership": ([BEANS, ["bar", "", "", "", "", 8, 2]], [("SC-132", 1, 2)]),
    "beans of a resource": ([BEANS, ["oven", "", 10, "", "", "", ""]], [("SC-113", 1, 0)]),
    "beans of nobody": ([BEANS, ["", "", 10, "", "", "", ""]], [("SC-526", 1, 0)]),
    "beans of an unknown": ([BEANS, ["baar", "", 10, "", "", "", ""]], [("SC-112", 1, 0)]),
    "beans by an unknown": ([BEANS, ["bar", "anna", 10, "", "", "", ""]], [("SC-112", 1, 1)]),
    "beans twice by one": (
        [BEANS, ["bar", "ana", 10, "", "", "", ""], ["desk", "ana", 10], ["bar", "Ana", 9, 1, "", "", ""]],
        [("SC-525", 3, 1)],
    ),
    "everything at once": (
        [["judge", "carlos"], ["scale", "ten"], HEAD, ["desk", 1, 2], ["kichen", 1, 1], ["guests", "", ""], ["", 3]],
        [
            ("SC-112", 0, 1),
            ("SC-112", 4, 0),
            ("SC-113", 3, 1),
            ("SC-113", 5, 0),
            ("SC-119", 1, 1),
            ("SC-522", 3, 2),
            ("SC-526", 6, 1),
        ],
    ),
}
"""What is refused, and where."""


@pytest.mark.parametrize("form", [csv_of, book_of])
@pytest.mark.parametrize("case", MUST_FAIL)
def test_every_fault_is_told_at_its_cell_and_nothing_more(case: str, form: object, tmp_path: Path) -> None:
    """Each fault of a sheet has its code and its cell, in a workbook and in CSV, and no other one is told."""
    rows, expected = MUST_FAIL[case]
    faults = refused(form(rows, tmp_path))  # type: ignore[operator]

    assert cells_of(faults, rows) == sorted(expected)


@pytest.mark.parametrize("case", MUST_FAIL)
def test_every_fault_speaks_both_languages(case: str, tmp_path: Path) -> None:
    """Message and remedy have all their facts in place, in English and in Spanish."""
    for fault in refused(csv_of(MUST_FAIL[case][0], tmp_path)):
        for language in ("en", "es"):
            spoken = fault.in_language(language)
            assert "{" not in spoken.message + spoken.remedy
            assert len(spoken.message) > 10 < len(spoken.remedy)


def test_faults_propose_what_was_meant(tmp_path: Path) -> None:
    """Ids and names are proposed, whichever is nearest."""
    rows = [["", "Front dsk", "guest", "bar"], ["kichen", 1, "", ""]]
    messages = [one.message for one in refused(csv_of(rows, tmp_path))]

    assert ["'Front desk'" in messages[0], "'guests'" in messages[1], "'kitchen'" in messages[2]] == [True] * 3


def test_many_unknown_headings_are_told_without_long_search(tmp_path: Path) -> None:
    """Each of many misspelt headings is a fault; the nearest names are looked for in the first of them only."""
    rows = [HEAD, ["kitchen", 1, ""], *([f"kitchn{number}", 1, ""] for number in range(60))]
    messages = [one.message for one in refused(csv_of(rows, tmp_path))]

    assert len(messages) == 60
    assert ["'kitchen'" in one for one in messages] == [True] * 50 + [False] * 10


def test_the_same_judge_on_two_sheets_is_told_with_both_places(tmp_path: Path) -> None:
    """A sheet that was copied without a new name in its first line is not taken for a second judge."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text("judge,ana\n,desk\nbar,1\n")
    (fault,) = refused(tmp_path)

    assert (fault.code, Path(str(fault.file)).name, fault.line, fault.column) == ("SC-525", "two.csv", 1, 7)
    assert [(Path(str(one.file)).name, one.line, one.column) for one in fault.related] == [("one.csv", 1, 7)]


@pytest.mark.parametrize(
    ("line", "first", "second"), [("scale", "1-3-9", "100 points"), ("day", "2026-03-02", "2026-03-03")]
)
def test_sheets_of_one_matrix_agree(tmp_path: Path, line: str, first: str, second: str) -> None:
    """One matrix has one scale and one day, or medians would mix what cannot be compared."""
    (tmp_path / "ana.csv").write_text(f"{line},{first}\n,desk\nbar,1\n")
    (tmp_path / "bar.csv").write_text(f"{line},{second}\n,desk\nbar,1\n")
    (fault,) = refused(tmp_path)

    assert (fault.code, Path(str(fault.file)).name, fault.line) == ("SC-527", "bar.csv", 1)
    assert second in fault.message or "100" in fault.message
    assert len(fault.related) == 1


def test_a_sheet_without_scale_beside_one_with_points_is_told(tmp_path: Path) -> None:
    """Silence means 1, 3 or 9."""
    (tmp_path / "ana.csv").write_text("scale,100 points\n,desk\nbar,100\n")
    (tmp_path / "bar.csv").write_text(",desk\nbar,1\n")

    assert [one.code for one in refused(tmp_path)] == ["SC-527"]


@pytest.mark.parametrize("name", ["notes.csv", "notes.xlsx", "folder"])
def test_what_is_no_matrix_is_said_so(tmp_path: Path, name: str) -> None:
    """A file of something else is not read as an empty matrix."""
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif name == "notes.csv":
        path.write_text("coffee,12\nmilk,3\n")
    else:
        book_of([["coffee", 12], ["milk", 3]], tmp_path).rename(path)

    assert [one.code for one in refused(path)] == ["SC-521"]
    assert [one.code for one in refused(path, None)] == ["SC-521"]


@pytest.mark.parametrize(("name", "code"), [("nothing.xlsx", "SC-123"), ("nothing", "SC-123"), ("text.txt", "SC-142")])
def test_what_cannot_be_read_is_a_sentence(tmp_path: Path, name: str, code: str) -> None:
    """A wrong path is no traceback."""
    (tmp_path / "text.txt").write_text("x")

    assert [one.code for one in refused(tmp_path / name)] == [code]


def test_a_wrong_separator_is_told(tmp_path: Path) -> None:
    """A file with semicolons is not read as one column."""
    (tmp_path / "wall.csv").write_text("judge;ana\n;desk\nbar;1\n")
    (fault,) = refused(tmp_path / "wall.csv")

    assert (fault.code, fault.line, fault.column) == ("SC-147", 1, 1)
    assert read(tmp_path / "wall.csv", INN, dialect=CsvDialect(separator=";")).medians == {("bar", "desk"): 1}


def test_what_the_cells_hide_is_told(tmp_path: Path) -> None:
    """A formula that was never calculated is refused at its cell; a hidden row is read and told."""
    path = tmp_path / "wall.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("everyone")
        page.write_row(0, 0, ["", "desk", "guests"])
        page.write_row(1, 0, ["kitchen", 3])
        page.write_formula(1, 2, "=1+2", None, "")
        page.set_row(1, None, None, {"hidden": True})
    (fault,) = refused(path)
    assert (fault.code, fault.cell) == ("SC-133", "C2")
    path.unlink()
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("everyone")
        page.write_row(0, 0, ["", "desk", "guests"])
        page.write_row(1, 0, ["kitchen", 3])
        page.set_row(1, None, None, {"hidden": True})
    assert [one.code for one in read(path, INN).warnings] == ["SC-143"]


# who is there, where no program says it

ALONE: dict[str, tuple[Rows, list[Place]]] = {
    "no kind": ([["id", "desk"], ["bar", 1]], [("SC-117", 0, 1), ("SC-117", 1, 0)]),
    "unknown kind": ([["kind", "id", "desk"], ["unt", "bar", 1], ["unit", "desk", ""]], [("SC-119", 1, 0)]),
    "two kinds": (
        [["", "kind", "resource"], ["kind", "id", "bar"], ["unit", "desk", 1], ["unit", "bar", ""]],
        [("SC-523", 0, 2)],
    ),
    "two names": (
        [
            ["kind", "id", "name", "bar"],
            ["unit", "bar", "Bar", ""],
            ["unit", "desk", "Desk", 1],
            ["unit", "bar", "Café", ""],
        ],
        [("SC-106", 3, 1), ("SC-523", 3, 1)],
    ),
    "no id": ([["kind", "id", "bar"], ["unit", "a b", 1], ["unit", "bar", ""]], [("SC-109", 1, 1)]),
}
"""What is wrong with descriptions of parties."""


@pytest.mark.parametrize("form", [csv_of, book_of])
@pytest.mark.parametrize("case", ALONE)
def test_parties_must_be_described(case: str, form: object, tmp_path: Path) -> None:
    """Without a program, every party needs one kind, one name and a possible id, or the cell is told."""
    rows, expected = ALONE[case]
    faults = refused(form(rows, tmp_path), None)  # type: ignore[operator]

    assert cells_of(faults, rows) == sorted(expected)


# laws


@law
@given(st.data(), matrices_alone(), st.sampled_from(["x", "-1", "2.5", "yes", "9,", "1 3", "∞", "nan", "1e999"]))
def test_one_bad_cell_is_one_fault_at_its_place(data: st.DataObject, matrix: Matrix, bad: str) -> None:
    """Whatever a sheet holds, one bad mark in an open cell brings one fault, at that line, and nothing else."""
    matrix = evolve(matrix, judges=[_on_scale(matrix.judges[0])], beans=(), scale=Scale.ONE_THREE_NINE)
    givers = [one for one in matrix.parties if one.kind.gives]
    takers = [one for one in matrix.parties if one.kind.receives]
    open_cells = [(r, c) for r, one in enumerate(givers) for c, other in enumerate(takers) if one.id != other.id]
    assume(open_cells)
    row, column = data.draw(st.sampled_from(open_cells))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "wall.csv"
        write(matrix, path)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        rows = list(reader(lines))
        first = len(rows) - len(givers)
        rows[first + row][len(HEADINGS) + column] = neutralised(bad)
        path.write_text(csv_text(rows[0], rows[1:], CsvDialect()), encoding="utf-8")
        faults = refused(path, None)

        assert [(one.code, one.line) for one in faults] == [("SC-522", first + row + 1)]
        assert faults[0].value == bad.strip()


def _on_scale(judge: Judge) -> Judge:
    return evolve(judge, marks=[mark for mark in judge.marks if Scale.ONE_THREE_NINE.allows(mark.value)])


@law
@given(st.lists(st.lists(st.one_of(names(), st.sampled_from(["", "desk", "bar", "Oven", "1", "3", "judge", "id", "kind"])), max_size=6), max_size=8), st.booleans())  # fmt: skip
def test_any_cells_are_a_matrix_or_a_refusal(rows: list[list[str]], with_program: bool) -> None:
    """Whatever somebody types, the answer is a matrix or sentences about it; no other error escapes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "wall.csv"
        path.write_text(csv_text([], rows, CsvDialect()), encoding="utf-8")
        try:
            matrix = read(path, INN if with_program else None)
        except ModelError as error:
            assert all(str(one) and str(one.in_language("es")) for one in error.faults)
        else:
            assert isinstance(matrix, Matrix)


@law
@given(texts(), st.booleans())
def test_any_text_is_a_matrix_or_a_refusal(text: str, with_program: bool) -> None:
    """So with any text at all."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "wall.csv"
        path.write_text(text, encoding="utf-8")
        try:
            read(path, INN if with_program else None)
        except ModelError as error:
            assert error.faults


# warnings


@law
@given(st.integers(0, 12))
def test_more_than_seven_inputs_are_told_and_read(count: int) -> None:
    """Up to seven inputs of a receiver are silent; more are read, told at their heading, and named in the answer."""
    rows = [["", "guests"], *([f"u{number}", 1] for number in range(count))]
    units = tuple(sc.Unit(id=f"u{number}") for number in range(12))
    program = sc.Program(
        organisation=sc.Organisation(units=units), customers=(sc.Customer(id="guests", name="Guests"),)
    )
    rows.append(["unmapped", ""])
    with TemporaryDirectory() as folder:
        matrix = read(csv_of([["judge", "everyone"], *rows], Path(folder)), program)

    assert len(matrix.medians) == count
    assert [(one.code, one.line, one.column) for one in matrix.warnings] == ([("SC-528", 2, 2)] if count > 7 else [])
    assert len(matrix.importances.notes) == (count > 7)


@pytest.mark.parametrize(
    ("judge", "told"),
    [("quienes reciben", True), ("everyone together", True), ("those who give", False), ("desk", True), ("bar", False)],
)
def test_points_that_do_not_add_up_are_told_to_those_who_share_them_out(tmp_path: Path, judge: str, told: bool) -> None:
    """Importances are relative, so a sum of 90 is read; whoever gives sees only a part of the points."""
    rows = [["judge", judge], ["scale", "100 puntos"], ["", "desk"], ["kitchen", 60], ["bar", 30]]
    matrix = read(csv_of(rows, tmp_path), INN)

    assert dict(matrix.medians) == {("kitchen", "desk"): 60, ("bar", "desk"): 30}
    assert [(one.code, one.line, one.column) for one in matrix.warnings] == ([("SC-529", 3, 2)] if told else [])


def test_points_that_add_up_are_silent(tmp_path: Path) -> None:
    """Thirds add up to 100 as far as numbers do."""
    rows = [
        ["judge", "desk"],
        ["scale", "points"],
        ["", "desk"],
        *([one, 100 / 3] for one in ("kitchen", "bar", "oven")),
    ]

    assert read(csv_of(rows, tmp_path), INN).warnings == ()


# values made by hand


def made(**fields: object) -> list[tuple[str, str]]:
    """Code and path of every fault of a matrix that cannot be made."""
    parties = [
        Party(id="a", kind=PartyKind.UNIT),
        Party(id="b", kind=PartyKind.PERSON, unit="a"),
        Party(id="r", kind=PartyKind.RESOURCE),
        Party(id="c", kind=PartyKind.CUSTOMER),
    ]
    with pytest.raises(ModelError) as error:
        Matrix(**{"parties": parties, **fields})  # type: ignore[arg-type]
    return sorted((one.code, one.path) for one in error.value.faults)


def by_all(*marks: tuple[str, str, float]) -> list[Judge]:
    """Everyone together, with some marks."""
    return [Judge.of_side(DeclaredBy.BOTH, [Mark(provider=g, customer=r, value=v) for g, r, v in marks])]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"judges": by_all(("a", "x", 1))}, [("SC-112", "judges[0].marks[0].customer")]),
        ({"judges": by_all(("a", "a", 1))}, [("SC-113", "judges[0].marks[0]")]),
        ({"judges": by_all(("c", "a", 1))}, [("SC-113", "judges[0].marks[0]")]),
        ({"judges": by_all(("a", "r", 1))}, [("SC-113", "judges[0].marks[0]")]),
        ({"judges": by_all(("b", "a", 1))}, [("SC-137", "judges[0].marks[0]")]),
        ({"judges": by_all(("a", "c", 1), ("a", "c", 3))}, [("SC-106", "judges[0].marks[1]")]),
        ({"judges": by_all(("a", "c", 2), ("b", "c", 5))}, [("SC-522", f"judges[0].marks[{n}].value") for n in (0, 1)]),
        ({"judges": [*by_all(), *by_all()]}, [("SC-525", "judges[1]")]),
        ({"judges": [Judge(id="p"), Judge(id="p", name="P")]}, [("SC-525", "judges[1]")]),
        ({"beans": [Beans(party="r", own=10)]}, [("SC-113", "beans[0].party")]),
        ({"beans": [Beans(party="x", own=10)]}, [("SC-112", "beans[0].party")]),
        (
            {"beans": [Beans(party="a", own=10, judge="p"), Beans(party="a", own=10, judge="p")]},
            [("SC-525", "beans[1]")],
        ),
        ({"parties": [Party(id="a", kind=PartyKind.UNIT)] * 2}, [("SC-106", "parties[1]")]),
        ({"on": "yesterday"}, [("SC-116", "Judgement.on")]),
    ],
)
def test_a_matrix_agrees_with_itself(fields: dict[str, object], expected: list[tuple[str, str]]) -> None:
    """What could never be read cannot be made by hand either, and every fault has its path."""
    assert made(**fields) == expected


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Beans(party="a", own=9), "SC-524"),
        (lambda: Beans(party="a", own=11), "SC-127"),
        (lambda: Beans(party="a", own=9.5, received=0.5), "SC-118"),
        (lambda: Beans(party="a", leadership=7, outside=3), "SC-132"),
        (lambda: Mark(provider="a", customer="b", value=-1), "SC-127"),
        (lambda: Mark(provider="a", customer="b", value=float("nan")), "SC-105"),
        (lambda: Mark(provider="a b", customer="b", value=1), "SC-109"),
        (lambda: Judge(), "SC-132"),
        (lambda: Judge(id="a", side=DeclaredBy.BOTH), "SC-132"),
        (lambda: Party(id="unmapped", kind=PartyKind.UNIT), "SC-138"),
        (lambda: Party(id="x", kind=PartyKind.UNMAPPED), "SC-138"),
        (lambda: Party(id="kind:x", kind=PartyKind.UNIT), "SC-138"),
        (lambda: Party(id="x", name="in\u200bvisible", kind=PartyKind.UNIT), "SC-108"),
    ],
)
def test_parts_of_a_matrix_are_checked(make: object, code: str) -> None:
    """Each small value refuses what it cannot be."""
    with pytest.raises(ModelError) as error:
        make()  # type: ignore[operator]

    assert [one.code for one in error.value.faults] == [code]


def test_the_day_may_be_given_as_text() -> None:
    """ISO text is a day."""
    assert Matrix(on="2026-03-02").on == datetime.date(2026, 3, 2)
