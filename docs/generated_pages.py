"""
Pages that are made from the same source as the code, so that the two cannot differ.

The catalogue of errors comes from the kinds of faults and from the conformance files: the wrong example of each page
is a file that is read while the documentation is built, and the message shown is the one it gives. The pages of tables
come from the columns of the model.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from situations import SITUATIONS

import servicecraft as sc
from servicecraft.errors import Fault
from servicecraft.files.sheets import summary
from servicecraft.model.columns import Choice, Several
from servicecraft.model.registry import TABLES
from servicecraft.model.rows import Row
from servicecraft.model.settings import Settings
from servicecraft.words import glossary, say, visible
from servicecraft.words.faults import FAULT_KINDS, FaultKind

CONFORMANCE = Path(__file__).resolve().parents[1] / "tests" / "conformance"
CASES, VALID = CONFORMANCE / "must-fail", CONFORMANCE / "valid"
LANGUAGES = {".yaml": "yaml", ".yml": "yaml", ".json": "text", ".csv": "text"}
LONGEST_EXAMPLE = 40


def write_pages(docs: Path) -> None:
    """Write all generated pages below the documentation's folder."""
    _write_errors(docs / "reference" / "errors")
    _write_tables(docs / "reference" / "tables")


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _write_errors(folder: Path) -> None:
    _fresh(folder)
    cases = _cases_by_code()
    for code, kind in FAULT_KINDS.items():
        text = "\n".join(_error_page(kind, cases.get(code, [])))
        (folder / f"{code}.md").write_text(text + "\n", encoding="utf-8")
    rows = [f"| [{code}]({code}.md) | {_cell(kind.cause)} |" for code, kind in FAULT_KINDS.items()]
    toc = ["```{toctree}", ":hidden:", "", *FAULT_KINDS, "```"]
    index = [
        "# Catalogue of errors",
        "",
        "Every refusal has a stable code. Its page says when it happens, shows a file that brings it and one that does not.",
        "",
        "| code | when |",
        "| --- | --- |",
        *rows,
        "",
        *toc,
    ]
    (folder / "index.md").write_text("\n".join(index) + "\n", encoding="utf-8")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _cases_by_code() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for expected in sorted(CASES.rglob("*.expected.json")):
        case = json.loads(expected.read_text(encoding="utf-8"))
        codes = {fault["code"] for fault in case["faults"]}
        if len(codes) == 1:
            found.setdefault(codes.pop(), []).append(expected)
    for expected in sorted(VALID.rglob("*.expected.json")):
        for code in set(json.loads(expected.read_text(encoding="utf-8"))["warnings"]):
            found.setdefault(code, []).append(expected)
    for cases in found.values():
        cases.sort(key=_clarity)
    return found


def _clarity(expected: Path) -> tuple[bool, bool, int]:
    """Cases with a mended file first, then readable text files, then those of about ten lines."""
    case = json.loads(expected.read_text(encoding="utf-8"))
    source = _input_of(expected)
    if not source.is_file() or source.suffix not in LANGUAGES:
        return "mended" not in case, True, 0
    text = source.read_bytes().decode("utf-8", errors="replace")
    odd = "\ufffd" in text or text != text.replace("\r", "") or not text.replace("\n", "").isprintable()
    return "mended" not in case, odd, abs(len(text) - 180)


def _input_of(expected: Path) -> Path:
    name = expected.name.removesuffix(".expected.json")
    return next(path for path in sorted(expected.parent.glob(f"{name}*")) if name in (path.stem, path.name))


def _error_page(kind: FaultKind, cases: list[Path]) -> Iterator[str]:
    yield f"# {kind.code}"
    yield ""
    yield kind.cause
    yield ""
    yield f"*{say(kind.cause, 'es')}*"
    yield ""
    if kind.warning:
        yield "This is a warning: the program is read all the same."
        yield ""
    if cases:
        yield from _examples(cases[0])
    elif kind.code in SITUATIONS:
        yield from _situation(kind.code)
    yield "## What it says"
    yield ""
    yield f"- English: {kind.message} {kind.remedy}"
    yield f"- Spanish: {say(kind.message, 'es')} {say(kind.remedy, 'es')}"


def _examples(expected: Path) -> Iterator[str]:
    case = json.loads(expected.read_text(encoding="utf-8"))
    source = _input_of(expected)
    yield "## Wrong"
    yield ""
    mapping = expected.parent / case["mapping"] if "mapping" in case else None
    yield from _shown(source)
    if mapping is not None:
        yield from _shown(mapping)
    yield from _answer(source, mapping)
    if "mended" in case:
        mended = expected.parent / case["mended"]
        other = mended.with_name(f"{mended.stem}.mapping.yaml")
        yield "## Right"
        yield ""
        yield from _shown(mended)
        if other.exists():
            yield from _shown(other)


def _situation(code: str) -> Iterator[str]:
    wrong, right = SITUATIONS[code]
    yield from ("## Wrong", "", "````python", wrong.strip(), "````", "")
    yield from ("````text", *(str(fault) for fault in _refused(wrong, code)), "````", "")
    assert not _refused(right, "")
    yield from ("## Right", "", "````python", right.strip(), "````", "")


def _refused(code: str, expected: str) -> tuple[Fault, ...]:
    """The faults that a piece of Python brings in an empty folder; all of them have the code expected."""
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        try:
            exec(code, {"sc": sc, "datetime": datetime})  # noqa: S102 - our own examples
        except sc.ModelError as error:
            assert {fault.code for fault in error.faults} == {expected}, str(error)
            return error.faults
    return ()


def _shown(path: Path) -> Iterator[str]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    for file in filter(Path.is_file, files):
        if file.suffix in LANGUAGES:
            lines = [visible(line)[:200] for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
            cut = [*lines[:LONGEST_EXAMPLE], "…"] if len(lines) > LONGEST_EXAMPLE else lines
            yield from (f"`{file.name}`", "", f"````{LANGUAGES[file.suffix]}", *cut, "````", "")
        else:
            yield from (f"The file `{file.name}` among the [conformance files](../files.md).", "")


def _answer(path: Path, mapping: Path | None) -> Iterator[str]:
    try:
        program = sc.load(path, mapping=mapping)
    except sc.ModelError as error:
        faults: tuple[Fault, ...] = error.faults
    else:
        faults = program.source.warnings if program.source else ()
    folder = f"{path.parent}/"
    yield from ("````text", *(str(fault).replace(folder, "")[:600] for fault in faults[:5]), "````", "")


def _write_tables(folder: Path) -> None:
    _fresh(folder)
    kinds: dict[str, type[Row]] = {**TABLES, Settings.table: Settings}
    for name, kind in kinds.items():
        (folder / f"{name}.md").write_text("\n".join(_table_page(name, kind)) + "\n", encoding="utf-8")
    rows = [
        f"| [{name}]({name}.md) | {glossary.table_label(name, 'es')} | {summary(kind)} |"
        for name, kind in kinds.items()
    ]
    index = ["# Tables", "", "| table | in Spanish | one row is |", "| --- | --- | --- |", *rows, ""]
    toc = ["```{toctree}", ":hidden:", "", *kinds, "```"]
    (folder / "index.md").write_text("\n".join([*index, *toc]) + "\n", encoding="utf-8")


def _table_page(name: str, kind: type[Row]) -> Iterator[str]:
    yield f"# {name}"
    yield ""
    yield f"`servicecraft.{kind.__name__}`: {summary(kind)}"
    yield ""
    yield "| column | in Spanish | needed | what stands in it |"
    yield "| --- | --- | --- | --- |"
    for column in kind.columns().values():
        spanish = glossary.column_label(name, column.name, "es")
        source = f" ({column.source})" if column.source else ""
        yield f"| `{column.name}` | {spanish} | {'yes' if column.required else ''} | {_cell(column.doc)}{source} |"
    words = [column for column in kind.columns().values() if isinstance(_one(column), Choice)]
    for column in words:
        yield ""
        yield f"Words of `{column.name}`:"
        yield ""
        choice = _one(column)
        assert isinstance(choice, Choice)
        for word in choice.words:
            yield f"- `{word.value}`: {word.label('en')}; {word.label('es')}"


def _one(column: object) -> object:
    return column.each if isinstance(column, Several) else column
