"""A payroll and its mapping file: what is refused, where, and which spellings are one."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.errors import Fault, ModelError
from servicecraft.files import mapping as module
from servicecraft.model.columns import nearest_words
from servicecraft.words import glossary

law = settings(deadline=None, max_examples=40)
FOUR = "Nombre,Centro,Area,Salario\nAna,Caja,Norte,10\n"


def load(payroll: str, mapping: str) -> sc.Program:
    """The program of a payroll in CSV text."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "nomina.csv").write_text(payroll, encoding="utf-8")
        (Path(folder) / "mapping.yaml").write_text(mapping, encoding="utf-8")
        return sc.load(Path(folder) / "nomina.csv", mapping=Path(folder) / "mapping.yaml")


def faults(payroll: str, mapping: str) -> tuple[Fault, ...]:
    """What is wrong with a payroll or its mapping."""
    with pytest.raises(ModelError) as refused:
        load(payroll, mapping)
    assert all(fault.message and fault.remedy for fault in refused.value.faults)
    return refused.value.faults


def place(fault: Fault) -> tuple[str, str, int | None, int | None]:
    """The code of a fault and where it stands."""
    return fault.code, Path(str(fault.file)).name, fault.line, fault.column


@pytest.mark.parametrize(
    "targets",
    [
        ("unit", "unit"),
        ("unit", "unidad"),
        ("attributes.zona", "attributes.zona"),
        ("attributes.zona", "attributes.Zona"),
    ],
)
def test_two_headings_for_one_column_are_refused(targets: tuple[str, str]) -> None:
    """The second of two headings that are mapped to one column is told, with the first beside it."""
    (fault,) = faults(
        FOUR, f"program: {{name: F}}\ncolumns:\n  Nombre: name\n  Centro: {targets[0]}\n  Area: {targets[1]}\n"
    )
    assert place(fault) == ("SC-106", "mapping.yaml", 5, 3)
    assert [place(one) for one in fault.related] == [("SC-106", "mapping.yaml", 4, 3)]


@pytest.mark.parametrize(("heading", "expected"), [("Codigo", "1"), ("Código", "2")])
def test_a_heading_that_is_spelt_so_comes_first(heading: str, expected: str) -> None:
    """Of headings that are alike, the one that is spelt as in the mapping is read."""
    program = load(
        "Nombre,Codigo,Código\nAna,1,2\n", f"program: {{name: F}}\ncolumns: {{Nombre: name, {heading}: id}}\n"
    )
    assert [person.id for person in program.people] == [expected]


def test_a_heading_that_could_be_either_is_refused() -> None:
    """A spelling that only resembles two headings of the payroll chooses neither."""
    (fault,) = faults("Nombre,Codigo,Código\nAna,1,2\n", "program: {name: F}\ncolumns: {Nombre: name, CODIGO: id}\n")
    assert place(fault) == ("SC-106", "nomina.csv", 1, 15)
    assert [place(one) for one in fault.related] == [("SC-106", "nomina.csv", 1, 8)]


@law
@given(st.lists(st.sampled_from(["Cocina", "COCINA", "cocina ", "Coçina", "Caja 1", "caja-1", "Bar"]), min_size=1))
@example(["Cocina", "COCINA"])
def test_titles_that_are_alike_are_one(words: list[str]) -> None:
    """Units and roles are as many as their folded spellings, each with the name that stands first."""
    rows = "".join(f"p{number},{word},{word}\n" for number, word in enumerate(words))
    levels = ", ".join(f"{word.strip()}: front_line" for word in ("Cocina", "Caja 1", "Bar"))
    program = load(
        "Nombre,Centro,Cargo\n" + rows,
        f"program: {{name: F}}\ncolumns: {{Nombre: name, Centro: unit, Cargo: role}}\nprefixes: {{roles: 'r:'}}\nlevels: {{{levels}}}\n",
    )
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(glossary.folded(word), word.strip())
    assert [unit.name for unit in program.units] == [role.name for role in program.roles] == list(first.values())
    names = {unit.id: unit.name for unit in program.units}
    assert [names[str(person.unit)] for person in program.people] == [first[glossary.folded(word)] for word in words]


HEADINGS = ("Nombre", "Centro", "Area", "Salario")


@law
@given(st.none() | st.lists(st.sampled_from(HEADINGS[1:]), unique=True))
def test_where_ignore_stands_every_heading_is_decided(ignored: list[str] | None) -> None:
    """Headings are undecided exactly where `ignore` stands and neither it nor `columns` has them."""
    text = "program: {name: F}\ncolumns: {Nombre: name}\n"
    text += "" if ignored is None else f"ignore: [{', '.join(ignored)}]\n"
    left = [] if ignored is None else [one for one in HEADINGS[1:] if one not in ignored]
    if not left:
        assert len(load(FOUR, text).people) == 1
        return
    found = faults(FOUR, text)
    assert [fault.value for fault in found] == left
    assert [place(fault) for fault in found] == [("SC-140", "nomina.csv", 1, FOUR.index(one) + 1) for one in left]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Salary", ("SC-140", "mapping.yaml", 3, 24)),
        ("nombre", ("SC-106", "mapping.yaml", 3, None)),
        ("[a]", ("SC-118", "mapping.yaml", 3, 24)),
    ],
)
def test_names_in_ignore_are_checked(written: str, expected: tuple[str, str, int, int | None]) -> None:
    """A name in `ignore` that is no heading, is read all the same, or is no text, is refused where it stands."""
    ignore = f"ignore: [Centro, Area, {written}, Salario]\n"
    (fault,) = faults(FOUR, f"program: {{name: F}}\ncolumns: {{Nombre: name}}\n{ignore}")
    assert place(fault)[:3] == expected[:3]
    assert expected[3] in (None, fault.column)


@law
@given(st.sampled_from(["", " ", "  ", "\t"]), st.sampled_from(["", " ", "\u00a0"]), st.sampled_from(["1", "Ana"]))
def test_spaces_around_cells_say_nothing(before: str, after: str, manager: str) -> None:
    """Ids and managers match whatever spaces stand around them."""
    rows = f"{before}1{after},Ana,\n2,Ben,{after}{manager}{before}\n"
    program = load(
        "Ficha,Nombre,Jefe\n" + rows, "program: {name: F}\ncolumns: {Ficha: id, Nombre: name, Jefe: manager}\n"
    )
    assert [(person.id, person.manager) for person in program.people] == [("1", None), ("2", "1")]


def test_proposals_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are compared once for each unknown manager, for fifty of them at most, and every one is refused."""
    compared: list[str] = []

    def counted(unknown: str, known: list[str]) -> object:
        compared.extend([unknown] if known else [])
        return nearest_words(unknown, known)

    monkeypatch.setattr(module, "nearest_words", counted)
    rows = "".join(f"Persona {number},Jefa {number // 2}\n" for number in range(160))
    found = faults("Nombre,Jefe\n" + rows, "program: {name: F}\ncolumns: {Nombre: name, Jefe: manager}\n")
    assert [fault.code for fault in found] == ["SC-112"] * 160
    assert compared == [f"Jefa {number}" for number in range(50)]


@pytest.mark.parametrize(
    ("program", "line", "column"),
    [
        ("  nombre: 7\n", 4, 11),
        ("  name: F\nprefixes:\n  people: 7\n", 6, 11),
        ("  name: F\n  settings:\n    no_such: 1\n", 6, 5),
        ("  name: F\n  no_such: 1\n", 5, 3),
        ("  name: 7\n", 4, 9),
    ],
)
def test_faults_of_the_program_stand_in_the_mapping(program: str, line: int, column: int) -> None:
    """What is wrong below `program` is told at its own line of the mapping file."""
    found = faults("Nombre\nAna\n", f"columns:\n  Nombre: name\nprogram:\n{program}")
    assert [place(fault)[1:] for fault in found] == [("mapping.yaml", line, column)]


def test_rows_above_the_headings_of_a_workbook(tmp_path: Path) -> None:
    """A title above the headings is no heading, and faults count rows as the sheet does."""
    book = openpyxl.Workbook()
    for row in (["Nómina de marzo"], [None], ["Nombre", "Jefe"], ["Ana", None], [" ", None], ["Ben", "Nadie"]):
        book.active.append(row)
    book.save(tmp_path / "nomina.xlsx")
    (tmp_path / "mapping.yaml").write_text("program: {name: F}\ncolumns: {Nombre: name, Jefe: manager}\n", "utf-8")
    with pytest.raises(ModelError) as refused:
        sc.load(tmp_path / "nomina.xlsx", mapping=tmp_path / "mapping.yaml")
    assert [(fault.code, fault.cell) for fault in refused.value.faults] == [("SC-112", "B6")]
