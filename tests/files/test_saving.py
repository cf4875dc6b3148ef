"""Programs are saved whole, without losing anybody's work."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import servicecraft as sc
from servicecraft.errors import ModelError

NAMES = ("p.yaml", "p.json", "p.xlsx", "p")


def bigger(program: sc.Program) -> sc.Program:
    """The next version of a program."""
    return program.with_people(sc.Person(id="eva"))


def codes(error: pytest.ExceptionInfo[ModelError]) -> list[str]:
    """The codes of an error's faults."""
    return [fault.code for fault in error.value.faults]


@pytest.mark.parametrize("name", NAMES)
def test_saved_program_knows_its_place_and_can_be_saved_again(tmp_path: Path, name: str) -> None:
    """Working on in one session never meets a conflict with oneself."""
    first = sc.save(sc.examples.bakery(), tmp_path / name)
    second = sc.save(bigger(first), tmp_path / name)
    assert sc.load(tmp_path / name) == second == bigger(sc.examples.bakery())


@pytest.mark.parametrize("name", NAMES)
def test_loaded_program_saves_over_its_own_file(tmp_path: Path, name: str) -> None:
    """Load, change, save: the ordinary day."""
    sc.save(sc.examples.bakery(), tmp_path / name)
    sc.save(bigger(sc.load(tmp_path / name)), tmp_path / name)
    assert sc.load(tmp_path / name).organisation.person("eva")


@pytest.mark.parametrize("name", NAMES)
def test_change_of_somebody_else_is_a_conflict_and_is_kept(tmp_path: Path, name: str) -> None:
    """Two people edit one program: the second save is refused and the first one's work stands."""
    sc.save(sc.examples.bakery(), tmp_path / name)
    mine, theirs = sc.load(tmp_path / name), sc.load(tmp_path / name)
    sc.save(theirs.with_people(sc.Person(id="zoe")), tmp_path / name)
    with pytest.raises(ModelError) as error:
        sc.save(bigger(mine), tmp_path / name)
    assert codes(error) == ["SC-402"]
    assert sc.load(tmp_path / name).organisation.person("zoe")
    sc.save(bigger(mine), tmp_path / name, overwrite=True)
    assert sc.load(tmp_path / name).organisation.person("eva")


@pytest.mark.parametrize("name", NAMES)
def test_program_from_elsewhere_does_not_replace_what_stands_there(tmp_path: Path, name: str) -> None:
    """A wrong name in a save does not cost a program."""
    sc.save(sc.examples.bakery(), tmp_path / name)
    with pytest.raises(ModelError) as error:
        sc.save(sc.examples.one_person(), tmp_path / name)
    assert codes(error) == ["SC-403"]
    assert sc.load(tmp_path / name) == sc.examples.bakery()


def test_unknown_suffix_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """A format that is not known is not guessed."""
    with pytest.raises(ModelError) as error:
        sc.save(sc.examples.bakery(), tmp_path / "p.docx")
    assert codes(error) == ["SC-142"]
    assert list(tmp_path.iterdir()) == []


def test_tables_that_became_empty_are_removed_and_notes_stay(tmp_path: Path) -> None:
    """A folder holds exactly the program, beside whatever else its owner keeps there."""
    program = sc.save(sc.examples.bakery(), tmp_path / "p")
    (tmp_path / "p" / "notes.txt").write_text("mine")
    assert (tmp_path / "p" / "ideas.csv").exists()
    sc.save(program.without_rows(*program.ideas), tmp_path / "p")
    assert not (tmp_path / "p" / "ideas.csv").exists()
    assert (tmp_path / "p" / "notes.txt").read_text() == "mine"


def test_folder_keeps_the_form_of_its_tables(tmp_path: Path) -> None:
    """Whoever works with semicolons, decimal commas and Windows letters finds them again after saving."""
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "program.yaml").write_text(
        "name: Hotel\ncsv: {separator: ';', decimal: ',', dates: day/month/year, encoding: cp1252}\n", encoding="utf-8"
    )
    (folder / "people.csv").write_text(
        "id;nombre;fracción de jornada;fecha de ingreso\nana;Ana Peña;0,5;30/06/2020\n", encoding="cp1252"
    )
    program = sc.load(folder)
    sc.save(program.with_people(sc.Person(id="eva", name="Éva", fte=0.25)), folder)
    assert (folder / "people.csv").read_text(encoding="cp1252").splitlines() == [
        "id;nombre;fracción de jornada;fecha de ingreso",
        "ana;Ana Peña;0,5;30/06/2020",
        "eva;Éva;0,25;",
    ]
    assert sc.load(folder).organisation.person("eva").fte == 0.25


def test_sheets_of_the_users_own_survive_saving(tmp_path: Path) -> None:
    """Notes in a workbook are kept as values."""
    path = tmp_path / "p.xlsx"
    sc.save(sc.examples.bakery(), path)
    book = openpyxl.load_workbook(path)
    book.create_sheet("Mis apuntes")["B2"] = "llamar a Ana"
    book.save(path)
    program = sc.load(path)
    assert program.source is not None
    assert [fault.code for fault in program.source.warnings] == ["SC-146"]
    sc.save(bigger(program), path)
    assert openpyxl.load_workbook(path)["Mis apuntes"]["B2"].value == "llamar a Ana"


@pytest.mark.parametrize("content", ["=SUM(A1:A3)", "#REF!"])
def test_sheet_of_the_users_own_that_cannot_be_kept_stops_the_save(tmp_path: Path, content: str) -> None:
    """A formula without a stored result would be lost: the save says so and changes nothing."""
    path = tmp_path / "p.xlsx"
    sc.save(sc.examples.bakery(), path)
    book = openpyxl.load_workbook(path)
    book.create_sheet("Mis apuntes")["B2"] = content
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(ModelError) as error:
        sc.save(bigger(sc.load(path)), path)
    assert [(fault.code, fault.cell) for fault in error.value.faults] == [("SC-404", "B2")]
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["p.yaml", "p.xlsx", "p"])
def test_text_that_looks_like_a_formula_or_a_number_comes_back(tmp_path: Path, name: str) -> None:
    """A name is a text, whatever a spreadsheet or YAML would make of it."""
    names = [
        "=1+1",
        "'=x",
        "-5",
        "007",
        "1e3",
        "no",
        "12:30",
        "2026-06-30",
        "0x1F",
        "~",
        "null",
        "1,5",
        "@a",
        "#b",
        "a: b",
        "'",
    ]
    program = sc.Program(
        organisation=sc.Organisation(people=[sc.Person(id=f"p{n}", name=one) for n, one in enumerate(names)])
    )
    sc.save(program, tmp_path / name)
    assert [person.name for person in sc.load(tmp_path / name).people] == names


def test_saving_again_writes_the_same_bytes(tmp_path: Path) -> None:
    """The same program gives the same bytes, in every format."""
    program = sc.examples.clinic()
    for name in NAMES:
        sc.save(program, tmp_path / f"1{name}")
        sc.save(program, tmp_path / f"2{name}")
        one, two = tmp_path / f"1{name}", tmp_path / f"2{name}"
        if one.is_dir():
            assert {path.name: path.read_bytes() for path in one.iterdir()} == {
                path.name: path.read_bytes() for path in two.iterdir()
            }
        else:
            assert one.read_bytes() == two.read_bytes()


def test_yaml_names_the_schema_that_lies_beside_it(tmp_path: Path) -> None:
    """Editors complete a YAML program for as long as its schema lies beside it, also after saving."""
    (tmp_path / "program.schema.json").write_text("{}")
    sc.save(sc.examples.bakery(), tmp_path / "p.yaml")
    assert (tmp_path / "p.yaml").read_text().startswith("# yaml-language-server: $schema=program.schema.json\n")


def test_what_a_later_version_wrote_is_not_dropped_by_a_workbook(tmp_path: Path) -> None:
    """Where a format cannot hold it, saving is refused; the text formats write it back."""
    program = sc.Program.from_dict({"schema_version": "1.7", "name": "X", "units": [{"id": "u", "floor": 3}]})
    with pytest.raises(ModelError) as error:
        sc.save(program, tmp_path / "p.xlsx")
    assert codes(error) == ["SC-404"]
    assert not (tmp_path / "p.xlsx").exists()
    sc.save(program, tmp_path / "p.json")
    assert sc.load(tmp_path / "p.json") == program


@pytest.mark.parametrize("name", NAMES)
def test_saving_the_same_again_is_no_conflict(tmp_path: Path, name: str) -> None:
    """A script that is run twice finds its own work and leaves it."""
    sc.save(sc.examples.bakery(), tmp_path / name)
    sc.save(sc.examples.bakery(), tmp_path / name)
    assert sc.load(tmp_path / name) == sc.examples.bakery()


def test_files_that_are_no_tables_are_left_alone(tmp_path: Path) -> None:
    """A table of the user's own in the folder is a fault when read, and is never removed by a save."""
    sc.save(sc.examples.bakery(), tmp_path / "p")
    (tmp_path / "p" / "presupuesto.csv").write_text("a,b\n1,2\n")
    sc.save(sc.examples.one_person(), tmp_path / "p", overwrite=True)
    assert (tmp_path / "p" / "presupuesto.csv").exists()
    with pytest.raises(ModelError) as error:
        sc.load(tmp_path / "p")
    assert codes(error) == ["SC-126"]
    ignoring = sc.load(tmp_path / "p", unknown="ignore")
    sc.save(bigger(ignoring), tmp_path / "p")
    assert (tmp_path / "p" / "presupuesto.csv").exists()


def test_letter_that_the_declared_encoding_lacks_is_refused(tmp_path: Path) -> None:
    """A name is not written with a question mark in it."""
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "program.yaml").write_text("name: Hotel\ncsv: {encoding: cp1252}\n", encoding="utf-8")
    program = sc.load(folder).with_people(sc.Person(id="a", name="Łukasz"))
    with pytest.raises(ModelError) as error:
        sc.save(program, folder)
    assert codes(error) == ["SC-404"]
    assert not (folder / "people.csv").exists()
