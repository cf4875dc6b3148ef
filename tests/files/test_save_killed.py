"""A program that is being saved when the process dies is still a program."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import servicecraft as sc

KILLS = 50
WRITER = """
import sys, servicecraft as sc
target = sys.argv[1]
one = sc.load(sys.argv[2])
two = sc.load(sys.argv[3])
print("ready", flush=True)
while True:
    for program in (one, two):
        sc.save(program, target, overwrite=True)
"""


def two_versions() -> tuple[sc.Program, sc.Program]:
    """A program and its next version, with ten tables changed."""
    one = sc.examples.clinic()
    changed = [name for name in one.tables if name not in ("vocabulary", "attributes", "roles")][:10]
    assert len(changed) == 10
    gone = [one.tables[name][-1] for name in ("ideas", "ratings", "commitments") if name in one.tables]
    two = one.without_rows(*gone).with_rows(
        sc.Person(id="zoe"),
        sc.Unit(id="zona"),
        sc.Customer(id="zeta"),
        sc.Service(id="zapateria"),
        sc.ServiceLink(provider="zona", customer="zeta"),
        sc.Responsibility(id="zurcir", kind=sc.ResponsibilityKind.EXECUTE),
        sc.Assignment(responsibility="zurcir", holder="zoe", code=sc.AssignmentCode.R),
    )
    differing = [name for name in {*one.tables, *two.tables} if one.tables.get(name) != two.tables.get(name)]
    assert len(differing) >= 10
    return one, two


@pytest.mark.heavy
def test_killed_saves_leave_the_old_or_the_new_program(tmp_path: Path) -> None:
    """Fifty kills at random moments while ten tables change: every time one of the two programs is there, whole."""
    one, two = two_versions()
    sc.save(one, tmp_path / "one.json")
    sc.save(two, tmp_path / "two.json")
    target = tmp_path / "program"
    sc.save(one, target)
    moments = random.Random(7)
    seen = set()
    for _ in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(target), str(tmp_path / "one.json"), str(tmp_path / "two.json")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.0, 0.06))
            writer.send_signal(signal.SIGKILL)
        found = sc.load(target)
        assert found in (one, two)
        seen.add(found.digest)
    assert seen == {one.digest, two.digest}
    sc.save(one, target, overwrite=True)
    assert sorted(path.name for path in target.iterdir() if path.name.startswith(".")) == []
