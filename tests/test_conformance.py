"""The conformance files: what every reader of programs must accept, and what it must refuse (see their README)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen
from jsonschema import Draft202012Validator

from servicecraft import Fault, Limits, ModelError, Program, load, save
from servicecraft.files.json_text import read_json
from servicecraft.files.schema import schema
from servicecraft.files.text import decoded
from servicecraft.files.yaml_text import read_yaml
from servicecraft.words.faults import FAULT_KINDS

HERE = Path(__file__).with_name("conformance")
EXPECTED = ".expected.json"

NOT_OF_FILES = {"SC-401", "SC-402", "SC-403", "SC-404"}
"""Codes of saving: no input can bring them about."""


@frozen
class Case:
    """One input and what is expected of it."""

    subject: str
    name: str
    folder: Path
    expected: dict[str, Any]

    @property
    def input(self) -> Path:
        """The file or folder to read."""
        beside = (path for path in self.folder.iterdir() if path.name.startswith(f"{self.name}."))
        inputs = [path for path in beside if not path.name.endswith((EXPECTED, ".mapping.yaml"))]
        folder = self.folder / self.name
        (found,) = [*inputs, folder] if folder.is_dir() else inputs
        return found

    @property
    def mapping(self) -> Path | None:
        """The mapping file of a payroll."""
        return self.folder / self.expected["mapping"] if "mapping" in self.expected else None

    def load(self) -> Program:
        """The program."""
        return load(self.input, mapping=self.mapping)

    def refusal(self) -> ModelError:
        """The error that loading raises."""
        with pytest.raises(ModelError) as refused:
            self.load()
        return refused.value


def cases(kind: str) -> tuple[Case, ...]:
    """All cases of a kind, in the order of their names."""
    return tuple(
        Case(path.parent.name, path.name.removesuffix(EXPECTED), path.parent, json.loads(path.read_text("utf-8")))
        for path in sorted((HERE / kind).glob(f"*/*{EXPECTED}"))
    )


VALID, MUST_FAIL = cases("valid"), cases("must-fail")
MENDED = tuple(case for case in MUST_FAIL if "mended" in case.expected)
ASKED = tuple(case for case in (*VALID, *MUST_FAIL) if case.expected["schema"] != "not asked")


def named(case: Case) -> str:
    """The name of a case in the list of tests."""
    return f"{case.subject}/{case.name}"


def place_of(fault: Fault, folder: Path) -> dict[str, object]:
    """What an expectation says of a fault."""
    place: dict[str, object] = {"code": fault.code, "file": os.path.relpath(str(fault.file), folder)}
    if fault.sheet is not None:
        place["sheet"] = fault.sheet
    return {**place, "line": fault.line, "column": fault.column, "path": fault.path}


def pairs(case: Case) -> Iterator[tuple[dict[str, Any], Fault]]:
    """Every expected fault with the one that was told; both are put into one order first."""

    def order(place: dict[str, Any]) -> tuple[object, ...]:
        return tuple(str(place.get(key, "")) for key in ("file", "sheet", "line", "column", "code", "path"))

    expected = sorted(case.expected["faults"], key=order)
    found = sorted(case.refusal().faults, key=lambda fault: order(place_of(fault, case.folder)))
    yield from zip(expected, found, strict=True)


@pytest.mark.parametrize("case", MUST_FAIL, ids=named)
def test_every_fault_is_told_at_its_place_and_nothing_more(case: Case) -> None:
    """The faults of the input are told with code, file, sheet, line, column and path, and no other one is."""
    keys = ("code", "file", "sheet", "line", "column", "path")
    told = [place_of(fault, case.folder) for fault in case.refusal().faults]
    expected = [{key: fault[key] for key in keys if key in fault} for fault in case.expected["faults"]]
    unsaid = {json.dumps(one): one for one in expected if "path" not in one}

    for one in told:
        if {key: value for key, value in one.items() if key != "path"} in unsaid.values():
            del one["path"]
    assert sorted(map(json.dumps, expected)) == sorted(map(json.dumps, told))


@pytest.mark.parametrize("case", MUST_FAIL, ids=named)
def test_every_fault_speaks_both_languages(case: Case) -> None:
    """Message and remedy are whole sentences in English and Spanish, and hold what the expectation demands."""
    for expected, fault in pairs(case):
        for language in ("en", "es"):
            spoken = fault.in_language(language)
            words = f"{spoken.message} {spoken.remedy}"
            assert spoken.message.strip()
            assert spoken.remedy.strip()
            assert "{" not in words.replace(fault.value or "\0", "")
            assert "}" not in words.replace(fault.value or "\0", "")
            for said in expected.get("says", ()):
                assert said in words
        assert fault.in_language("es").message != fault.in_language("en").message
        assert len(str(fault).splitlines()) == 1


@pytest.mark.parametrize("case", [case for case in MUST_FAIL if "related" in str(case.expected)], ids=named)
def test_related_places_are_told(case: Case) -> None:
    """A fault that concerns two places tells the other one too."""
    for expected, fault in pairs(case):
        told = [place_of(other, case.folder) for other in fault.related]
        for other in expected.get("related", ()):
            assert any(other.items() <= one.items() for one in told)


@pytest.mark.parametrize("case", MUST_FAIL, ids=named)
def test_every_place_lies_inside_its_file(case: Case) -> None:
    """No fault points behind the end of its file."""
    for fault in case.refusal().faults:
        path = Path(str(fault.file))
        assert path.is_relative_to(case.folder)
        assert (fault.line is None) >= (fault.column is None and fault.sheet is None)
        if fault.sheet is None and fault.line is not None:
            lines = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
            assert 1 <= fault.line <= lines
            assert fault.column is not None
            assert fault.column >= 1


@pytest.mark.parametrize("case", MENDED, ids=named)
def test_mended_input_loads(case: Case) -> None:
    """Where the remedy was applied, the program is read."""
    mended = case.folder / case.expected["mended"]
    mapping = None if case.mapping is None else mended.with_name(f"{case.name}.mapping.yaml")

    load(mended, mapping=mapping)


@pytest.mark.parametrize("case", VALID, ids=named)
def test_valid_program_is_read_as_expected(case: Case) -> None:
    """The program, the counts of its rows and its warnings are the expected ones."""
    program = case.load()

    assert program.source is not None
    assert case.expected["program"] == program.to_dict()
    assert case.expected["counts"] == dict(program.source.counts)
    assert case.expected["warnings"] == [fault.code for fault in program.source.warnings]


@pytest.mark.parametrize("form", ["p.yaml", "p.json", "p"])
@pytest.mark.parametrize("case", VALID, ids=named)
def test_valid_program_survives_saving(case: Case, form: str, tmp_path: Path) -> None:
    """Whatever was read is the same program, with the same digest, after it was saved and read in a text format."""
    program = case.load()
    save(program, tmp_path / form)
    again = load(tmp_path / form)

    if form == "p":  # in the cells of a folder, what a later version wrote is text
        assert {(one.table, one.row, one.column) for one in program.kept} == {
            (one.table, one.row, one.column) for one in again.kept
        }
        program, again = evolve(program, kept=()), evolve(again, kept=())
    assert program == again
    assert program.digest == again.digest


def document(case: Case) -> object:
    """The document in a YAML or JSON file."""
    text = decoded(case.input.read_bytes(), file="")
    read = read_json if case.input.suffix == ".json" else read_yaml
    return read(text, file="", limits=Limits())


@pytest.mark.parametrize("case", ASKED, ids=named)
def test_schema_says_what_is_expected(case: Case, program_schema: Draft202012Validator) -> None:
    """The schema of a whole program accepts and refuses as stated."""
    assert case.expected["schema"] == ("accepts" if program_schema.is_valid(document(case)) else "refuses")


@pytest.fixture(scope="module")
def program_schema() -> Draft202012Validator:
    """The schema of a whole program, with dates checked."""
    return Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("case", [case for case in VALID if case.expected["schema"] == "accepts"], ids=named)
def test_what_is_valid_and_canonical_is_accepted_after_saving(case: Case, program_schema: Draft202012Validator) -> None:
    """The schema accepts what the library itself writes."""
    program_schema.validate(case.load().to_dict())


def test_there_are_enough_cases() -> None:
    """The collection does not shrink."""
    assert len(VALID) >= 130
    assert len(MUST_FAIL) >= 500
    assert len(MENDED) >= 200
    assert {case.expected["schema"] for case in (*VALID, *MUST_FAIL)} == {"accepts", "refuses", "not asked"}


def test_every_file_belongs_to_a_case() -> None:
    """No input is left over that nobody runs."""
    for case in (*VALID, *MUST_FAIL):
        assert case.input.exists()
    known = {path for case in (*VALID, *MUST_FAIL) for path in (case.input, case.mapping)}
    known |= {case.folder / (case.name + EXPECTED) for case in (*VALID, *MUST_FAIL)}
    found = {path for kind in ("valid", "must-fail") for path in (HERE / kind).glob("*/*")}
    assert found == known - {None}


@pytest.mark.parametrize("code", sorted(code for code in FAULT_KINDS if code < "SC-500"))
def test_every_code_has_cases(code: str) -> None:
    """Each code that an input can bring about is brought about by two cases or more."""
    if code in NOT_OF_FILES:
        return
    if FAULT_KINDS[code].warning:
        assert sum(code in case.expected["warnings"] for case in VALID) >= 2
    else:
        assert sum(any(fault["code"] == code for fault in case.expected["faults"]) for case in MUST_FAIL) >= 2


def test_expectations_name_known_codes_only() -> None:
    """A code that does not exist would never be noticed as missing."""
    codes = {fault["code"] for case in MUST_FAIL for fault in case.expected["faults"]}
    codes |= {code for case in VALID for code in case.expected["warnings"]}
    assert codes <= set(FAULT_KINDS)
