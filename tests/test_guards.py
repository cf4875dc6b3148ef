"""Promises that hold for the whole package: what it never imports, opens, asks or does on import."""

from __future__ import annotations

import ast
import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import servicecraft

PACKAGE = Path(servicecraft.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
BANNED_MODULES = {
    "pickle", "marshal", "shelve", "dill", "urllib.request", "urllib3", "http", "http.client", "http.server", "socket",
    "socketserver", "webbrowser", "ftplib", "smtplib", "telnetlib", "xmlrpc", "requests", "asyncio", "ctypes", "random",
    "uuid", "secrets", "sqlite3", "multiprocessing", "subprocess",
}  # fmt: skip
BANNED_CALLS = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}
CLOCKS = {"now", "today", "utcnow", "localtime", "time_ns"}


def imported(tree: ast.AST) -> set[str]:
    """Every module that a source imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_can_run_data_reach_the_network_or_ask_the_clock(path: Path) -> None:
    """Nothing is unpickled or evaluated, no connection is opened, no date or number comes from nowhere."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert imported(tree) & BANNED_MODULES == set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                assert node.func.id not in BANNED_CALLS
            if isinstance(node.func, ast.Attribute):
                assert node.func.attr not in CLOCKS
                assert node.func.attr != "load" or ast.unparse(node.func.value) != "yaml"


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_import_brings_none_of_the_heavy_libraries() -> None:
    """`import servicecraft` is light: arrays, graphs, frames and parsers wait until something asks for them."""
    code = "import sys, servicecraft; print(sorted(set(sys.modules) & {'numpy','scipy','networkx','pandas','polars','narwhals','yaml','babel','jinja2','attrs','attr','click'}))"
    assert run(code) == "[]"


def test_import_opens_no_file_but_code() -> None:
    """Nothing happens because something was imported: no file is opened, nothing is started."""
    code = """
import sys
opened = []
def watch(event, arguments):
    if event in ("open", "subprocess.Popen", "socket.connect", "os.system"):
        opened.append(str(arguments[0]))
sys.addaudithook(watch)
import servicecraft, servicecraft.model, servicecraft.model.program, servicecraft.files, servicecraft.cli, servicecraft.tables
print([name for name in opened if "servicecraft" in name and not name.endswith((".py", ".pyc")) and ".pyc." not in name])
"""
    assert run(code) == "[]"


@pytest.mark.heavy
def test_import_takes_under_fifty_milliseconds_more_than_python_itself() -> None:
    """A notebook does not wait for the library."""
    measure = "import time; begin = time.perf_counter(); import {}; print(time.perf_counter() - begin)"
    times = sorted(float(run(measure.format("servicecraft"))) for _ in range(5))
    assert times[0] < 0.05


def test_reading_opens_only_what_it_was_given(tmp_path: Path) -> None:
    """Loading a file reads that file, catalogues and code of the package, and nothing else; it starts nothing."""
    target = tmp_path / "p.yaml"
    target.write_text("name: X\npeople:\n- {id: ana, fte: 0}\n", encoding="utf-8")
    code = f"""
import sys, servicecraft as sc
try: sc.load({str(target)!r}, language="es")
except sc.ModelError as error: str(error)
opened = []
def watch(event, arguments):
    if event in ("open", "subprocess.Popen", "socket.connect", "os.system"):
        opened.append(str(arguments[0]))
sys.addaudithook(watch)
try: sc.load({str(target)!r}, language="es")
except sc.ModelError as error: str(error)
print(opened)
"""
    assert run(code) == str([str(target)])


def test_star_import_brings_every_public_name() -> None:
    """What is listed exists, in the order of the alphabet."""
    namespace: dict[str, object] = {}
    code = "from servicecraft import *; import servicecraft; print(sorted(set(servicecraft.__all__) - set(dir())))"
    assert run(code) == "[]"
    assert namespace == {}
    assert list(servicecraft.__all__) == sorted(servicecraft.__all__)


def test_unknown_name_is_an_attribute_error() -> None:
    """Laziness does not hide a misspelt name."""
    with pytest.raises(AttributeError, match="Programm"):
        servicecraft.Programm  # noqa: B018


@pytest.mark.parametrize(
    ("hidden", "code", "extra"),
    [
        ("xlsxwriter", "sc.save(sc.Program(name='x'), {target!r})", "excel"),
        ("python_calamine", "sc.load({target!r})", "excel"),
        ("polars", "sc.Table.of(['a'], []).to_frame('polars')", "data"),
    ],
)
def test_missing_extra_is_one_clear_sentence(tmp_path: Path, hidden: str, code: str, extra: str) -> None:
    """Without an extra, the capability says which pip line brings it; everything else works."""
    target = tmp_path / "x.xlsx"
    if hidden == "python_calamine":
        servicecraft.save(servicecraft.Program(name="x"), target)
    script = f"""
import sys
sys.modules[{hidden!r}] = None
import servicecraft as sc
try: {code.format(target=str(target))}
except sc.MissingExtraError as error: print(error)
"""
    assert f"servicecraft[{extra}]" in run(script)


def test_core_and_extras_are_as_the_architecture_names_them() -> None:
    """Every import of the package is declared, and no declared core library is missing when it is installed."""
    declared = (
        tomllib.loads((PACKAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        if (PACKAGE.parents[1] / "pyproject.toml").exists()
        else None
    )
    if declared is None:
        pytest.skip("the package is installed without its source")
    names = {line.split(">=")[0] for line in declared["dependencies"]}
    assert all(importlib.metadata.version(name) for name in names)
