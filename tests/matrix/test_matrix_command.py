"""From the command line to a workshop and back: blank sheets out, a program in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import servicecraft as sc
from servicecraft.cli import main
from servicecraft.matrix import Matrix, read, write


def run(*arguments: object) -> Result:
    """One run of the command."""
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.mark.parametrize("name", ["wall.xlsx", "wall"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_new_as_matrix_writes_blank_sheets(tmp_path: Path, name: str, language: str) -> None:
    """The sheets of an example have its parties at the edges and nothing in the cells, in the language asked for."""
    result = run("new", tmp_path / name, "--as", "matrix", "--like", "hotel", "--language", language)

    assert result.exit_code == 0
    assert read(tmp_path / name, sc.examples.hotel()) == Matrix.of(sc.examples.hotel(), filled=False)
    if name == "wall":
        assert (tmp_path / "wall" / ("LEEME.md" if language == "es" else "README.md")).exists()


def test_new_as_matrix_of_nothing_has_blank_places(tmp_path: Path) -> None:
    """A workshop that begins with nothing gets a sheet with places for parties."""
    assert run("new", tmp_path / "wall.xlsx", "--as", "matrix", "--name", "Inn").exit_code == 0
    assert read(tmp_path / "wall.xlsx") == Matrix()


def test_new_as_matrix_like_a_program_of_ones_own(tmp_path: Path) -> None:
    """The parties of one's own program stand at the edges."""
    sc.save(sc.examples.bakery(), tmp_path / "bakery.yaml")
    assert run("new", tmp_path / "wall", "--as", "matrix", "--like", tmp_path / "bakery.yaml").exit_code == 0

    assert [one.id for one in read(tmp_path / "wall", sc.examples.bakery()).parties][:2] == ["ana", "ben"]


def test_new_like_nothing_that_is_known_is_a_sentence(tmp_path: Path) -> None:
    """A misspelt example is answered with the examples there are."""
    result = run("new", tmp_path / "p", "--like", "bakry")

    assert result.exit_code == 2
    assert "bakery, hotel" in result.stderr
    assert not (tmp_path / "p").exists()


def filled(path: Path) -> Matrix:
    """A filled wall of the bakery, on which the one that gives and the one that receives do not see the same."""
    blank = Matrix.of(sc.examples.bakery(), judges=["ben", "carla"], filled=False)
    write(blank, path)
    for judge, provider, value in (("ben", "ben", 9), ("carla", "dan", 3)):
        file = path / f"{judge}.csv"
        file.write_text(re.sub(rf"(person,{provider},[^,]*,,,)", rf"\g<1>{value}", file.read_text()))
    return read(path, sc.examples.bakery())


def test_convert_takes_the_sheets_into_a_program(tmp_path: Path) -> None:
    """One command leads from a filled wall to a program; where the sides differ is the answer."""
    sc.save(sc.examples.bakery(), tmp_path / "bakery.yaml")
    matrix = filled(tmp_path / "wall")
    result = run("convert", tmp_path / "bakery.yaml", tmp_path / "after", "--matrix", tmp_path / "wall")

    assert result.exit_code == 0
    assert sc.load(tmp_path / "after") == matrix.applied(sc.examples.bakery())
    assert "Ben says that it serves Carla; Carla did not know." in result.stdout
    assert "judges 2, marks 2" in result.stderr


def test_convert_can_write_back_where_it_read(tmp_path: Path) -> None:
    """The program that was read may be the one that is written."""
    sc.save(sc.examples.bakery(), tmp_path / "bakery")
    matrix = filled(tmp_path / "wall")

    assert run("convert", tmp_path / "bakery", tmp_path / "bakery", "--matrix", tmp_path / "wall").exit_code == 0
    assert sc.load(tmp_path / "bakery") == matrix.applied(sc.examples.bakery())


def test_convert_with_a_fault_on_the_sheets_writes_nothing(tmp_path: Path) -> None:
    """Nothing is half accepted: faults stand with their cells, and the exit code stops a pipeline."""
    sc.save(sc.examples.bakery(), tmp_path / "bakery.yaml")
    (tmp_path / "everyone.csv").write_text(",carla\nben,2\ndan,x\n")
    result = run(
        *("convert", tmp_path / "bakery.yaml", tmp_path / "after", "--matrix", tmp_path / "everyone.csv"), "-l", "en"
    )

    assert result.exit_code == 2
    assert [line.split()[0] for line in result.stderr.splitlines()] == ["SC-522", "SC-522"]
    assert "everyone.csv:2:5" in result.stderr
    assert not (tmp_path / "after").exists()


def test_new_begins_from_filled_sheets(tmp_path: Path) -> None:
    """Sheets that say by themselves who there is are enough for a program, and an example takes them in as well."""
    matrix = filled(tmp_path / "wall")
    assert run("new", tmp_path / "alone", "--matrix", tmp_path / "wall", "--name", "Bakery").exit_code == 0
    assert run("new", tmp_path / "more", "--like", "bakery", "--matrix", tmp_path / "wall").exit_code == 0

    assert sc.load(tmp_path / "alone").links == matrix.links
    assert sc.load(tmp_path / "alone").name == "Bakery"
    assert sc.load(tmp_path / "more") == matrix.applied(sc.examples.bakery())


def test_doubts_about_the_sheets_are_told(tmp_path: Path) -> None:
    """A warning goes to standard error, and the program is written all the same."""
    sc.save(sc.examples.bakery(), tmp_path / "bakery.yaml")
    (tmp_path / "everyone.csv").write_text("scale,100 points\n,carla\nben,60\ndan,30\n")
    result = run(
        "convert", tmp_path / "bakery.yaml", tmp_path / "after", "--matrix", tmp_path / "everyone.csv", "-l", "en"
    )

    assert result.exit_code == 0
    assert "SC-529" in result.stderr
    assert [one.importance for one in sc.load(tmp_path / "after").links if one.customer == "carla"] == [60, 30]
