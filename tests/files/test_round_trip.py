"""What is saved comes back, whatever it is and however it is written; what is no program is refused and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from servicecraft import ModelError, Program, examples, load, save
from servicecraft.files.saving import yaml_text
from servicecraft.model.assembly import row_keys
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Source
from servicecraft.model.registry import ORGANISATION_TABLES
from strategies import broken, dialects, documents, names, programs

FORMS = ("p.yaml", "p.json", "p", "p.xlsx")
TEXT_FORMS = ("p.yaml", "p.json", "p")


def law(examples: int) -> settings:
    """Settings of a property that makes files."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=examples, deadline=None, suppress_health_check=slow)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of its own for one example; in memory where the system offers that."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as path:
        yield Path(path)


def contents(path: Path) -> dict[str, bytes]:
    """The bytes of all files of a folder by their names, or those of a file."""
    if path.is_dir():
        return {one.name: one.read_bytes() for one in sorted(path.iterdir()) if not one.name.startswith(".")}
    return {"": path.read_bytes()}


def saved_and_loaded(program: Program, path: Path, language: str | None = None) -> Program:
    """The program that stands in the files of another one."""
    save(program, path, language=language)
    return load(path)


def written_in(program: Program, dialect: Mapping[str, str]) -> Program:
    """The program as one that was read from tables in a dialect."""
    return evolve(program, source=Source(path="", digest="", header=(("csv", dict(dialect)),)))


# ------------------------------------------------------------------ there and back


def check_round_trip(program: Program, form: str, language: str) -> None:
    """The same program, with the same digest, and the same bytes when it is saved again."""
    with folder() as place:
        again = saved_and_loaded(program, place / form, language)
        assert program == again
        assert program.digest == again.digest
        assert again.source is not None
        assert dict(again.source.counts) == {name: len(rows) for name, rows in program.tables.items()}
        save(again, place / f"second_{form}", language=language)
        assert contents(place / form) == contents(place / f"second_{form}")


@pytest.mark.parametrize("form", FORMS)
@law(25)
@given(program=programs(most_rows=3, most_people=12), language=st.sampled_from(("en", "es")))
def test_every_format_gives_the_program_back(form: str, program: Program, language: str) -> None:
    """Saved and loaded, a program is equal, has the same digest, and is saved again to the same bytes."""
    check_round_trip(program, form, language)


@pytest.mark.nightly
@pytest.mark.parametrize("form", FORMS)
@law(400)
@given(program=programs(), language=st.sampled_from(("en", "es")))
def test_every_format_gives_many_programs_back(form: str, program: Program, language: str) -> None:
    """The same for many and larger programs."""
    check_round_trip(program, form, language)


@law(40)
@given(programs(most_rows=3, most_people=8), dialects(), st.sampled_from(("en", "es")))
def test_every_dialect_gives_the_program_back(program: Program, dialect: dict[str, str], language: str) -> None:
    """Separators, decimal marks, orders of dates and encodings change nothing of what is read, and are kept."""
    with folder() as place:
        again = saved_and_loaded(written_in(program, dialect), place / "p", language)
        assert program == again
        assert again.source is not None
        assert dict(again.source.header) == {"csv": dialect}
        save(again, place / "second", language=language)
        assert contents(place / "p") == contents(place / "second")


@law(30)
@given(programs(most_rows=3, most_people=15))
def test_dictionaries_give_the_program_back(program: Program) -> None:
    """`from_dict` undoes `to_dict`, also after a way through JSON."""
    document = program.to_dict()

    assert program == Program.from_dict(document) == Program.from_dict(json.loads(json.dumps(document)))


@law(15)
@given(programs(most_rows=2, most_people=6))
def test_formats_hold_the_same(program: Program) -> None:
    """A program that wanders through all formats, one after the other, stays the same."""
    with folder() as place:
        wandering = program
        for form in FORMS:
            wandering = saved_and_loaded(evolve(wandering, source=None), place / form)
        assert program == wandering
        assert program.digest == wandering.digest


def with_tables(program: Program, tables: Mapping[str, Any]) -> Program:
    """The program with other rows."""
    inside = {name: rows for name, rows in tables.items() if name in ORGANISATION_TABLES}
    outside = {name: rows for name, rows in tables.items() if name not in ORGANISATION_TABLES}
    return evolve(program, organisation=Organisation(name=program.organisation.name, **inside), **outside)


@law(30)
@given(programs(most_rows=3, most_people=15), st.randoms(use_true_random=False))
def test_digest_does_not_depend_on_the_order_of_rows(program: Program, chance: Any) -> None:
    """Whoever sorts a table has not changed the program."""
    mixed = {name: chance.sample(rows, len(rows)) for name, rows in program.tables.items()}

    assert program.digest == with_tables(program, mixed).digest


@law(30)
@given(programs(most_rows=3, most_people=6), st.data())
def test_digest_depends_on_every_row(program: Program, data: st.DataObject) -> None:
    """A program without one of its rows, or with one more of them, has another digest."""
    assume(program.tables.get("ratings"))
    rows = program.tables["ratings"]
    gone = data.draw(st.integers(0, len(rows) - 1))

    assert program.digest != evolve(program, ratings=(*rows[:gone], *rows[gone + 1 :])).digest
    assert program.digest != evolve(program, ratings=(*rows, rows[gone])).digest


PRINTED = """
import sys, tempfile
from hashlib import sha256
from pathlib import Path
from servicecraft import examples, save
for make in (examples.bakery, examples.clinic, examples.bank):
    program = make()
    print(program.digest)
    with tempfile.TemporaryDirectory() as place:
        for form in ("p.yaml", "p.json", "p", "p.xlsx"):
            save(program, Path(place, form), language="es")
        for path in sorted(Path(place).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                print(path.name, sha256(path.read_bytes()).hexdigest())
"""


def test_nothing_depends_on_the_seed_of_hashes() -> None:
    """Digests and the bytes of every format are the same in every process."""
    printed = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("4242", "America/Santo_Domingo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)}
        run = subprocess.run(
            [sys.executable, "-c", PRINTED], env=environment, capture_output=True, text=True, check=True
        )
        printed.add(run.stdout)

    (lines,) = printed
    assert lines.count("\n") > 30


# ------------------------------------------------------------------ what later versions write


def as_newer(program: Program, chance: st.DataObject, value: st.SearchStrategy[Any]) -> dict[str, Any]:
    """The document of a program as a later version would write it, with keys that nobody knows yet."""
    document: dict[str, Any] = {**program.to_dict(), "schema_version": "1.7", "future_key": chance.draw(value)}
    for name, rows in program.tables.items():
        if name not in ("vocabulary", "attributes"):
            for row in document[name][: len(rows)]:
                if chance.draw(st.booleans()):
                    row["future_column"] = chance.draw(value)
    document.setdefault("settings", {})["future_setting"] = chance.draw(value)
    document["future_table"] = [{"id": "a", "what": chance.draw(names())}]
    return document


def json_values() -> st.SearchStrategy[Any]:
    """Anything that JSON can hold, but nothing."""
    plain = st.one_of(st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), names(), st.just(0.25))
    return st.recursive(
        plain,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
        max_leaves=3,
    )


@pytest.mark.parametrize("form", ["p.yaml", "p.json"])
@law(20)
@given(program=programs(most_rows=2, most_people=5), data=st.data())
def test_what_a_later_version_wrote_is_written_back(form: str, program: Program, data: st.DataObject) -> None:
    """Unknown keys, columns, settings and tables of a newer minor version are in the file after it was saved."""
    document = as_newer(program, data, json_values())
    with folder() as place:
        text = json.dumps(document) if form == "p.json" else yaml_text(document)
        (place / form).write_text(text, encoding="utf-8")
        first = load(place / form)
        second = saved_and_loaded(evolve(first, source=None), place / f"second_{form}")

    assert document == first.to_dict() == second.to_dict()
    assert first == second
    assert first.digest == second.digest
    assert evolve(first, kept=()) == program


@law(20)
@given(programs(most_rows=2, most_people=5), st.data())
def test_what_a_later_version_wrote_is_written_back_to_a_folder(program: Program, data: st.DataObject) -> None:
    """The same for the tables of a folder, in which everything is text."""
    first = Program.from_dict(as_newer(program, data, names()))
    with folder() as place:
        second = saved_and_loaded(first, place / "p")
        third = saved_and_loaded(evolve(second, source=None), place / "third")
        assert contents(place / "p") == contents(place / "third")

    assert first == second == third
    assert first.digest == second.digest


def test_equal_rows_keep_what_a_later_version_wrote_beside_each() -> None:
    """Two ratings that differ only in what this version does not know stay two, each with its own."""
    ratings = [{"score": 4, "device": "kiosk"}, {"score": 4, "device": "telephone"}, {"score": 4}]
    document = {"schema_version": "1.1", "name": "", "language": "en", "ratings": ratings}
    program = Program.from_dict(document)

    assert document == program.to_dict()
    assert len(set(row_keys(program.ratings))) == 3


# ------------------------------------------------------------------ what is no program


def check_refusal(error: ModelError, path: Path) -> None:
    """Every fault has its place in the file and speaks both languages."""
    assert error.faults
    for fault in error.faults:
        assert fault.file is not None
        place = Path(fault.file)
        assert place == path or place.parent == path
        if fault.line is not None and fault.sheet is None:
            text = place.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            assert 1 <= fault.line <= text.count(b"\n") + 1
            assert (fault.column or 0) >= 1
        for language in ("en", "es"):
            spoken = fault.in_language(language)
            assert spoken.message
            assert spoken.remedy
    assert str(error)


def check_reading(path: Path) -> None:
    """A file is a program or refused, and nothing else happens."""
    try:
        program = load(path)
    except ModelError as error:
        check_refusal(error, path)
    else:
        assert program == Program.from_dict(program.to_dict())


@st.composite
def mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """Bytes with some places changed, as a bad disk, a bad editor or a bad person would."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 20)))
        piece = draw(st.one_of(st.binary(max_size=6), st.sampled_from(PIECES), st.just(data[start:end] * 2)))
        data = data[:start] + piece + data[end:]
    return data


PIECES = (b"", b"\n", b'"', b"'", b",", b":", b"  ", b"[", b"{", b"- ", b"&a ", b"*a", b"!!x ", b"\t", b"\r", b"1e999")
PIECES += (b"\xef\xbb\xbf", b"\xff", b"\x00", b"null", b"999999999999999999", b"# ", b"---\n", b"id", "ñ".encode())


@st.composite
def files(draw: st.DrawFn) -> tuple[str, dict[str, bytes]]:
    """The name and the files of a small program, with some bytes changed."""
    form = draw(st.sampled_from(FORMS))
    language = draw(st.sampled_from(("en", "es")))
    program = draw(st.sampled_from((examples.bakery(), examples.one_person())) | programs(most_rows=1, most_people=3))
    with folder() as place:
        save(program, place / form, language=language)
        found = contents(place / form)
    name = draw(st.sampled_from(sorted(found)))
    return form, found | {name: draw(mutated(found[name]))}


def check_files(form: str, found: Mapping[str, bytes]) -> None:
    """Reading the files of a program, whatever is in them."""
    with folder() as place:
        if form == "p":
            (place / form).mkdir()
        for name, data in found.items():
            (place / form / name if form == "p" else place / form).write_bytes(data)
        check_reading(place / form)


@law(150)
@given(files())
def test_damaged_files_are_read_or_refused(damaged: tuple[str, dict[str, bytes]]) -> None:
    """Whatever happens to a file, reading it gives a program or a list of faults with places, and no other error."""
    check_files(*damaged)


@pytest.mark.nightly
@law(5000)
@given(files())
def test_many_damaged_files_are_read_or_refused(damaged: tuple[str, dict[str, bytes]]) -> None:
    """The same many times."""
    check_files(*damaged)


@law(60)
@given(st.sampled_from(("p.yaml", "p.json", "p.xlsx")), st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_random_bytes_are_read_or_refused(form: str, data: bytes) -> None:
    """Bytes of any kind are a program or refused."""
    check_files(form, {"": data})


@law(60)
@given(st.binary(max_size=60), st.text(max_size=100))
def test_random_tables_are_read_or_refused(header: bytes, table: str) -> None:
    """A folder of any header and table is a program or refused."""
    check_files("p", {"program.yaml": header, "people.csv": table.encode("utf-8", "surrogatepass")})
    check_files("p", {"program.yaml": b"name: x\n", "people.csv": f"id,name,manager,joined,fte\n{table}".encode()})


@law(150)
@given(documents())
def test_any_document_is_a_program_or_refused(document: dict[str, Any]) -> None:
    """Plain values of any kind, near the shape of a program, are one or are refused with their paths."""
    try:
        program = Program.from_dict(document)
    except ModelError as error:
        assert all(fault.message and fault.remedy for fault in error.faults)
    else:
        assert program == Program.from_dict(program.to_dict())


@law(80)
@given(documents(), st.sampled_from(("p.yaml", "p.json")))
def test_any_document_in_a_file_is_a_program_or_refused(document: dict[str, Any], form: str) -> None:
    """The same through a file: every fault has its line."""
    text = json.dumps(document) if form == "p.json" else yaml_text(document)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    check_files(form, {"": data})


def test_json_that_is_cut_never_loads_short(tmp_path: Path) -> None:
    """A JSON file cut at any byte but behind its last bracket is refused."""
    program = examples.one_person()
    save(program, tmp_path / "whole.json")
    data = (tmp_path / "whole.json").read_bytes()
    cut = tmp_path / "cut.json"
    for length in range(len(data) - 1):
        cut.write_bytes(data[:length])
        with pytest.raises(ModelError) as refused:
            load(cut)
        assert {fault.code for fault in refused.value.faults} <= {"SC-124", "SC-107"}
    cut.write_bytes(data[:-1])
    assert program == load(cut)


def test_workbook_that_is_cut_never_loads_short(tmp_path: Path) -> None:
    """A workbook cut anywhere is refused."""
    save(examples.one_person(), tmp_path / "whole.xlsx")
    data = (tmp_path / "whole.xlsx").read_bytes()
    cut = tmp_path / "cut.xlsx"
    for length in range(0, len(data), 41):
        cut.write_bytes(data[:length])
        with pytest.raises(ModelError) as refused:
            load(cut)
        assert [fault.code for fault in refused.value.faults] == ["SC-122"]


# ------------------------------------------------------------------ everything at once


@law(40)
@given(st.data())
def test_independent_faults_are_all_told_and_nothing_more(data: st.DataObject) -> None:
    """Several faults in several rows are all told at once, each with its code and path, and no consequence of them."""
    program = data.draw(programs(most_rows=3, most_people=8))
    wrong = data.draw(broken(program))
    with pytest.raises(ModelError) as refused:
        Program.from_dict(wrong.document)

    assert sorted(wrong.faults) == sorted((fault.code, fault.path) for fault in refused.value.faults)


@law(25)
@given(data=st.data(), form=st.sampled_from(("p.yaml", "p.json")))
def test_independent_faults_have_their_places_in_a_file(data: st.DataObject, form: str) -> None:
    """The same through a file: where the fault is said to stand, there stands what is wrong."""
    program = data.draw(programs(most_rows=3, most_people=6))
    wrong = data.draw(broken(program))
    text = json.dumps(wrong.document, indent=1, ensure_ascii=False) if form == "p.json" else yaml_text(wrong.document)
    with folder() as place:
        (place / form).write_text(text, encoding="utf-8")
        with pytest.raises(ModelError) as refused:
            load(place / form)
        check_refusal(refused.value, place / form)

    assert sorted(wrong.faults) == sorted((fault.code, fault.path) for fault in refused.value.faults)
    lines = text.splitlines()
    shown = {"SC-112": "nobody-has-this-id", "SC-114": "zzz_unknown", "SC-116": "2026-02-31", "SC-119": "no such word"}
    for fault in refused.value.faults:
        assert shown.get(fault.code, "") in lines[(fault.line or 0) - 1][(fault.column or 0) - 1 :]
