"""A payroll and its mapping file: what is refused, where, and which spellings are one."""

from __future__ import annotations

import datetime
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


# ------------------------------------------------------------------ a whole payroll, as it comes

NOMINA = (
    "Ficha;Nombre completo;Cargo;Centro de costo;Jefe inmediato;Tipo;Ingreso;Jornada;Turno;Sueldo\n"
    "101;Rosa Peña;Gerente;101;;Dueña;01/02/2010;1,0;día;9\n"
    "102;José Muñoz;Cajero;101;Rosa Peña;Fijo;29/02/2020;0,5;noche;8\n"
    "103;José Muñoz;Cajero;200;ROSA PENA;Tercero;;;;7\n"
    "104;Eva Díaz;Gerente;200;102;Fijo;31/12/1999;1;;6\n"
)
MAPPING = """
program: {name: Fábrica, language: es_DO}
csv: {separator: ;, decimal: ",", dates: day/month/year, encoding: cp1252}
columns:
  Ficha: id
  Nombre completo: name
  Cargo: role
  Centro de costo: unit
  Jefe inmediato: manager
  Tipo: belongs_as
  Ingreso: joined
  Jornada: fte
  Turno: attributes.Turno
words: {belongs_as: {Fijo: empleado, Tercero: externo}}
levels: {Gerente: alta gerencia, cajero: primera línea}
prefixes: {personas: "p-", units: "u-"}
"""


def expected_factory() -> sc.Program:
    """What the payroll above says."""
    people = [
        {"id": "p-101", "name": "Rosa Peña", "role": "gerente", "unit": "u-101", "belongs_as": "owner"},
        {"id": "p-102", "name": "José Muñoz", "role": "cajero", "unit": "u-101", "manager": "p-101", "fte": 0.5},
        {"id": "p-103", "name": "José Muñoz", "role": "cajero", "unit": "u-200", "manager": "p-101"},
        {"id": "p-104", "name": "Eva Díaz", "role": "gerente", "unit": "u-200", "manager": "p-102"},
    ]
    people[0] |= {"joined": "2010-02-01", "attributes": {"turno": "día"}}
    people[1] |= {"joined": "2020-02-29", "attributes": {"turno": "noche"}}
    people[2] |= {"belongs_as": "external"}
    people[3] |= {"joined": "1999-12-31"}
    return sc.Program.from_dict(
        {
            "name": "Fábrica",
            "language": "es_DO",
            "attributes": [{"id": "turno", "name": "Turno", "belongs_to": ["people"]}],
            "units": [{"id": "u-101", "name": "101"}, {"id": "u-200", "name": "200"}],
            "roles": [
                {"id": "gerente", "name": "Gerente", "level": "senior"},
                {"id": "cajero", "name": "Cajero", "level": "front_line"},
            ],
            "people": people,
        }
    )


def test_a_spanish_payroll_in_csv(tmp_path: Path) -> None:
    """Windows letters, semicolons, decimal commas, days first, shared numbers, homonyms and managers by name are read."""
    (tmp_path / "nomina.csv").write_bytes(NOMINA.encode("cp1252"))
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    program = sc.load(tmp_path / "nomina.csv", mapping=tmp_path / "mapping.yaml")

    assert program == expected_factory()
    assert program.source is not None
    assert dict(program.source.counts) == {"attributes": 1, "units": 2, "roles": 2, "people": 4}


def test_the_same_payroll_in_a_workbook(tmp_path: Path) -> None:
    """Numbers, days and texts as a workbook holds them are the same program."""
    book = openpyxl.Workbook()
    book.active.append(["Una hoja de portada"])
    sheet = book.create_sheet("Nómina 2026")
    headings, *rows = [line.split(";") for line in NOMINA.splitlines()]
    sheet.append(headings)
    for cells in rows:
        days = cells[6].split("/")
        cells[6] = datetime.date(*map(int, reversed(days))) if cells[6] else None
        cells[7] = float(cells[7].replace(",", ".")) if cells[7] else None
        sheet.append([int(one) if isinstance(one, str) and one.isdigit() else one or None for one in cells])
    book.save(tmp_path / "nomina.xlsx")
    (tmp_path / "mapping.yaml").write_text(MAPPING + "sheet: Nómina 2026\n", encoding="utf-8")

    assert sc.load(tmp_path / "nomina.xlsx", mapping=tmp_path / "mapping.yaml") == expected_factory()


def test_a_payroll_is_saved_as_a_program(tmp_path: Path) -> None:
    """What was read from a payroll is saved in every format like any other program."""
    for name in ("p.yaml", "p.json", "p", "p.xlsx"):
        sc.save(expected_factory(), tmp_path / name)
        assert sc.load(tmp_path / name) == expected_factory()


def test_without_prefixes_shared_numbers_are_refused() -> None:
    """A cost centre and an employee of one number are told at the employee, with the first row of the cost centre."""
    mapping = MAPPING.replace('prefixes: {personas: "p-", units: "u-"}\n', "").replace(", encoding: cp1252", "")
    (fault,) = faults(NOMINA, mapping)

    assert place(fault) == ("SC-129", "nomina.csv", 2, 1)
    assert [place(one)[1:3] for one in fault.related] == [("nomina.csv", 2)]
    assert "prefixes" in fault.remedy


@law
@given(st.lists(st.sampled_from(["Ana", "ANA", "Aná", "Ben", "Ben  ", "Eva"]), min_size=1, max_size=6))
def test_homonyms_need_ids(names: list[str]) -> None:
    """Without ids every second row of a name is told; with ids all of them are people."""
    folded = [glossary.folded(name) for name in names]
    again = [row for row, name in enumerate(folded) if name in folded[:row]]
    rows = "".join(f"{row},{name}\n" for row, name in enumerate(names))
    mapping = "program: {name: F}\ncolumns: {Nombre: name}\n"
    if again:
        found = faults("N,Nombre\n" + rows, mapping)
        assert [(fault.code, fault.path) for fault in found] == [("SC-110", f"people[{row}].name") for row in again]
    else:
        assert len(load("N,Nombre\n" + rows, mapping).people) == len(names)
    assert len(load("N,Nombre\n" + rows, "program: {name: F}\ncolumns: {Nombre: name, N: id}\n").people) == len(names)


@law
@given(st.lists(st.sampled_from(["Jefe", "jefe", "Peón", "Guardia", ""]), min_size=1, max_size=8))
def test_each_title_without_a_level_is_told_once(titles: list[str]) -> None:
    """The first row of each unknown title is told, however often and in whatever capitals it comes."""
    rows = "".join(f"p{row},{title}\n" for row, title in enumerate(titles))
    unknown: dict[str, int] = {}
    for row, title in enumerate(titles):
        if title and glossary.folded(title) != "guardia":
            unknown.setdefault(glossary.folded(title), row)
    mapping = "program: {name: F}\ncolumns: {Nombre: name, Cargo: role}\nlevels: {guardia: operational}\n"
    if unknown:
        found = faults("Nombre,Cargo\n" + rows, mapping)
        assert [(fault.code, fault.path) for fault in found] == [
            ("SC-139", f"people[{row}].role") for row in sorted(unknown.values())
        ]
    else:
        assert len(load("Nombre,Cargo\n" + rows, mapping).people) == len(titles)


@law
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_payroll_and_mapping_is_read_or_refused(payroll: str, mapping: str) -> None:
    """Whatever stands in the two files, there is a program or a list of faults, and no other error."""
    for first, second in ((payroll, MAPPING), (NOMINA, mapping), (payroll, mapping)):
        try:
            load(first.encode("utf-8", "replace").decode(), second.encode("utf-8", "replace").decode())
        except ModelError as error:
            assert all(fault.message and fault.remedy and fault.file for fault in error.faults)
