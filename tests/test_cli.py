"""The command line as people and pipelines meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import servicecraft as sc
from servicecraft.cli import main


def run(*arguments: object) -> Result:
    """One run of the command."""
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A program with two faults."""
    path = tmp_path / "broken.yaml"
    path.write_text(
        "name: X\nlanguage: es\npeople:\n- {id: ana, fte: 0}\n- {id: ben, manager: anna}\n", encoding="utf-8"
    )
    return path


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A program without a fault."""
    path = tmp_path / "whole.yaml"
    sc.save(sc.examples.bakery(), path)
    return path


def test_check_of_a_whole_program_is_0_and_says_what_to_collect(whole: Path) -> None:
    """A program that reads gets its first answer."""
    result = run("check", whole)
    assert result.exit_code == 0
    assert "Who serves whom" in result.stdout
    assert "Read without a fault" in result.stderr


def test_check_of_a_broken_program_is_2_and_says_everything(broken: Path) -> None:
    """Faults stand on standard output, in the language of the program, and the exit code stops a pipeline."""
    result = run("check", broken)
    assert result.exit_code == 2
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["SC-127", "SC-112"]
    assert "personas" in result.stdout


def test_check_speaks_the_language_asked_for(broken: Path) -> None:
    """The option wins over the program's own language, before or after the command."""
    assert "No row of people" in run("check", broken, "--language", "en").stdout
    assert "No row of people" in run("-l", "en", "check", broken).stdout


def test_check_with_a_warning_is_1(tmp_path: Path) -> None:
    """Something to look at is told apart from something that cannot be read."""
    path = tmp_path / "p.yaml"
    path.write_text("name: X\npeople:\n- {id: ana, name: Аnа}\n", encoding="utf-8")  # two Cyrillic letters
    result = run("check", path)
    assert (result.exit_code, result.stdout.split()[0]) == (1, "SC-141")


def test_check_as_json_holds_every_fact(broken: Path) -> None:
    """Programs get plain values."""
    faults = json.loads(run("check", broken, "--format", "json", "-l", "en").stdout)["faults"]
    assert [(one["code"], one["line"], one["column"], one["path"]) for one in faults] == [
        ("SC-127", 4, 18, "people[0].fte"),
        ("SC-112", 5, 22, "people[1].manager"),
    ]
    assert faults[1]["message"] == "No row of people has the id 'anna'. Closest: 'ana'."


def test_check_for_github_is_one_command_a_line(broken: Path) -> None:
    """GitHub marks file, line and column; commas and line ends in facts cannot break the form."""
    lines = run("check", broken, "--format", "github", "-l", "en").stdout.splitlines()
    assert lines[0].startswith(
        f"::error file={str(broken).replace(':', '%3A').replace(',', '%2C')},line=4,col=18,title=SC-127::"
    )
    assert len(lines) == 2


def test_check_as_sarif_has_a_rule_for_every_result(broken: Path) -> None:
    """Scanners find each result's rule and region."""
    log = json.loads(run("check", broken, "--format", "sarif").stdout)
    (one,) = log["runs"]
    assert {rule["id"] for rule in one["tool"]["driver"]["rules"]} == {result["ruleId"] for result in one["results"]}
    assert one["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 18}


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_check_of_a_whole_program_as_data_is_data_too(whole: Path, form: str) -> None:
    """A pipeline that parses the answer gets something to parse, and no talk in it."""
    assert json.loads(run("check", whole, "--format", form).stdout)


def test_missing_file_is_2_without_a_traceback(tmp_path: Path) -> None:
    """A wrong path is a sentence."""
    result = run("show", tmp_path / "nothing.yaml")
    assert result.exit_code == 2
    assert "SC-123" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("topic", ["overview", "census", "people", "personas", "links", "waivers"])
def test_show_knows_topics_and_tables_in_both_languages(whole: Path, topic: str) -> None:
    """Every table can be looked at by its name."""
    assert run("show", whole, topic).exit_code == 0


def test_show_of_an_unknown_topic_proposes_the_nearest(whole: Path) -> None:
    """A slip is answered with what was meant, in the language."""
    assert "'people'" in run("show", whole, "peeple").stderr
    assert "peeple" in run("show", whole, "peeple", "-l", "es").stderr


@pytest.mark.parametrize(("form", "begins"), [("csv", "id,"), ("json", "{"), ("md", "**"), ("html", "<table>")])
def test_show_writes_every_format(whole: Path, form: str, begins: str) -> None:
    """Answers go on to other programs."""
    assert run("show", whole, "people", "--format", form).stdout.startswith(begins)


@pytest.mark.parametrize("name", ["copy.json", "copy.yaml", "copy.xlsx", "copy"])
def test_convert_gives_an_equal_program(whole: Path, tmp_path: Path, name: str) -> None:
    """Every format holds the same program."""
    assert run("convert", whole, tmp_path / name).exit_code == 0
    assert sc.load(tmp_path / name) == sc.examples.bakery()


def test_convert_does_not_write_over_something_unless_told(whole: Path, tmp_path: Path) -> None:
    """A file that stands there is safe."""
    target = tmp_path / "there.json"
    target.write_text("{}")
    result = run("convert", whole, target)
    assert (result.exit_code, target.read_text()) == (2, "{}")
    assert "SC-403" in result.stderr
    assert run("convert", whole, target, "--overwrite").exit_code == 0


@pytest.mark.parametrize("form", ["folder", "yaml", "xlsx"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_new_writes_an_empty_program_that_reads(tmp_path: Path, form: str, language: str) -> None:
    """What is to be filled in is already a program, in either language and any form."""
    assert run("new", tmp_path / "p", "--as", form, "--language", language, "--name", "Prueba").exit_code == 0
    path = tmp_path / {"folder": "p", "yaml": "p.yaml", "xlsx": "p.xlsx"}[form]
    program = sc.load(path)
    assert (program.name, program.language, dict(program.tables)) == ("Prueba", language, {})


@pytest.mark.parametrize("form", ["folder", "yaml", "xlsx"])
def test_new_like_an_example_holds_the_example(tmp_path: Path, form: str) -> None:
    """An example is a place to begin from."""
    run("new", tmp_path / "p", "--as", form, "--like", "bakery")
    path = tmp_path / {"folder": "p", "yaml": "p.yaml", "xlsx": "p.xlsx"}[form]
    assert sc.load(path) == sc.examples.bakery()


def test_new_never_writes_over_what_is_there(tmp_path: Path) -> None:
    """A second run refuses; the folder is as it was."""
    run("new", tmp_path / "p")
    (tmp_path / "p" / "people.csv").write_text("id\nana\n")
    result = run("new", tmp_path / "p")
    assert result.exit_code == 2
    assert (tmp_path / "p" / "people.csv").read_text() == "id\nana\n"


def test_new_all_offers_every_table(tmp_path: Path) -> None:
    """Whoever wants it all gets it all."""
    run("new", tmp_path / "p", "--all")
    assert (tmp_path / "p" / "waivers.csv").exists()
    assert not (tmp_path / "p" / "vocabulary.csv").exists()


@pytest.mark.parametrize("name", ["Program", "Person", "Settings"])
def test_schema_prints_json(name: str) -> None:
    """Editors and other programs get the schema from the command line."""
    assert json.loads(run("schema", name).stdout)["title"] == name


def test_schema_of_an_unknown_class_proposes_one() -> None:
    """A slip in the name of a class is answered."""
    assert "'Person'" in run("schema", "Persn").stderr


def test_demo_writes_answers_and_an_equal_program(tmp_path: Path) -> None:
    """The first command of the README ends in a page to open and a program to change."""
    result = run("demo", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert str(tmp_path / "out" / "answers.html") in result.stdout.splitlines()[0]
    assert sc.load(tmp_path / "out" / "hotel") == sc.examples.hotel()
    assert run("demo", "-o", tmp_path / "out").exit_code == 0


@pytest.mark.parametrize("command", [(), ("check",), ("new",), ("show",), ("convert",), ("schema",), ("demo",)])
def test_help_follows_the_language(command: tuple[str, ...]) -> None:
    """Help in Spanish holds no English heading; help in English no Spanish one."""
    spanish = run("--language", "es", *command, "--help").stdout
    english = run(*command, "--help").stdout
    assert "Options" in english
    assert "Options" not in spanish
    assert "Opciones" in spanish


def test_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """An escape code in a value is shown, not sent."""
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"people": [{"id": "a", "manager": "\x1b[31mred"}]}))
    assert "\x1b" not in run("check", path).output
