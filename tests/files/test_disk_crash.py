"""
Saving while everything goes wrong: errors at every call, kills, power cuts, and several people at once.

`SERVICECRAFT_KILLS`, `SERVICECRAFT_APPENDS` and `SERVICECRAFT_READS` raise the numbers of the heavy checks.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path

import pytest
from attrs import define, field
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import servicecraft.errors
from servicecraft.errors import ModelError
from servicecraft.files import folders
from servicecraft.files.disk import MEGABYTE, content_hash, read_file, read_folder, replace_file, replace_folder

KILLS = int(os.environ.get("SERVICECRAFT_KILLS", "50"))
APPENDS = int(os.environ.get("SERVICECRAFT_APPENDS", "80"))
READS = int(os.environ.get("SERVICECRAFT_READS", "500"))

CHANGING = ("open", "write", "fsync", "replace", "rename", "unlink", "mkdir", "rmdir", "link", "chmod", "chown")
ALL = (*CHANGING, "read", "close", "listdir", "stat", "lstat", "access")

ERRORS = (errno.ENOSPC, errno.EACCES, errno.EIO)

OLD = {f"table{number}.csv": f"old {number}\n".encode() for number in range(10)} | {"same.csv": b"s", "gone.csv": b"g"}
NEW = {f"table{number}.csv": f"new {number}\n".encode() for number in range(10)} | {"same.csv": b"s", "more.csv": b"m"}
NOTES = {"README.md": b"read me", ".hidden": b"mine", "table1.csv.bak": b"older"}


class Killed(BaseException):
    """The process is dead: nothing that it does from now on reaches the disk."""


def owned(name: str) -> bool:
    """Whether a name is one of a program's tables."""
    return name.endswith(".csv")


def read(folder: Path) -> dict[str, bytes]:
    """The program in a folder."""
    return read_folder(folder, owned, most_bytes=MEGABYTE)


def everything(folder: Path) -> dict[str, bytes]:
    """All that stands in a folder and under it, hidden or not."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def without_locks(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same without empty lock files, which hinder nobody and which the next one removes."""
    return {name: data for name, data in files.items() if data or not name.endswith(".lock")}


def fill(folder: Path, files: dict[str, bytes]) -> None:
    """Make a folder hold exactly these files, by the plainest means."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def save_folder(folder: Path) -> None:
    """The save that these tests disturb: ten tables change, one goes, one comes, one stays."""
    replace_folder(folder, NEW, owned=owned, expected=content_hash(OLD))


def save_file(folder: Path) -> None:
    """The same for a single file."""
    replace_file(folder / "table0.csv", NEW["table0.csv"], expected=content_hash(OLD["table0.csv"]))


def one_file(folder: Path) -> bytes:
    """The single file."""
    return read_file(folder / "table0.csv", most_bytes=MEGABYTE)


@contextmanager
def watched(look: Callable[[str, tuple[object, ...]], None], calls: tuple[str, ...] = CHANGING) -> Iterator[None]:
    """
    Show every call to the system to *look* before it is made; it may raise, or end the process.

    Closing happens first, as the system closes everything that a dead process had open. Nothing waits for the disk.
    """
    real = {name: getattr(os, name) for name in calls}

    def stand_in(name: str) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            if name == "close":
                real[name](*arguments)
                return look(name, arguments)
            look(name, arguments)
            return None if name == "fsync" else real[name](*arguments, **options)

        return call

    try:
        for name in calls:
            setattr(os, name, stand_in(name))
        yield
    finally:
        for name, function in real.items():
            setattr(os, name, function)


@define
class Trouble:
    """Something that happens at the n-th call, or from the n-th call on."""

    at: int
    happens: Callable[[str, tuple[object, ...]], None]
    lasting: bool = False
    calls: list[str] = field(factory=list)

    def __call__(self, name: str, arguments: tuple[object, ...]) -> None:
        """Count a call."""
        self.calls.append(name)
        if len(self.calls) == self.at or (self.lasting and len(self.calls) > self.at):
            self.happens(name, arguments)


def fail(number: int, name: str, arguments: tuple[object, ...]) -> None:
    """The system refuses."""
    raise OSError(number, os.strerror(number), *arguments[:1])


def die(name: str, arguments: tuple[object, ...]) -> None:
    """The process dies, in the middle of a write if it was writing."""
    if name != "close":
        raise Killed


def really_die(write: Callable[[int, object], int], name: str, arguments: tuple[object, ...]) -> None:
    """The process ends at once, without any cleaning up; what it was writing is half written."""
    if name == "write":
        descriptor, data = arguments
        write(descriptor, data[: len(data) // 2])  # type: ignore[arg-type, index]
    os._exit(9)


def number_of_calls(act: Callable[[Path], None], folder: Path, calls: tuple[str, ...]) -> int:
    """How many calls an act makes when nothing goes wrong."""
    fill(folder, OLD | NOTES)
    counted = Trouble(at=0, happens=die)
    with watched(counted, calls):
        act(folder)
    return len(counted.calls)


def open_descriptors() -> int:
    """How many files this process has open."""
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


ACTS = pytest.mark.parametrize(
    ("act", "look", "old", "new"),
    [
        (save_folder, read, OLD, NEW),
        (save_file, one_file, OLD["table0.csv"], NEW["table0.csv"]),
    ],
    ids=["folder", "file"],
)


# Errors


@ACTS
@pytest.mark.parametrize("number", ERRORS, ids=errno.errorcode.get)
def test_error_at_every_call_leaves_the_old_program(
    tmp_path: Path, act: Callable[[Path], None], look: Callable[[Path], object], old: object, new: object, number: int
) -> None:
    """Whichever call fails: the save is refused and everything is as before, or it is not refused and is there."""
    folder = tmp_path / "clinic"
    total = number_of_calls(act, folder, ALL)
    saved = everything(folder)
    descriptors = open_descriptors()
    survived = set()
    assert total > (300 if act is save_folder else 30)

    for at in range(1, total + 1):
        fill(folder, OLD | NOTES)
        trouble = Trouble(at=at, happens=partial(fail, number))
        with watched(trouble, ALL):
            try:
                act(folder)
            except ModelError as error:
                assert [fault.code for fault in error.faults] == ["SC-401"]
                refused = True
            else:
                refused = False
        if refused:
            assert without_locks(everything(folder)) == OLD | NOTES, (at, trouble.calls[at - 1])
        else:
            survived.add(trouble.calls[at - 1])
            assert look(folder) == new
            replace_folder(folder, dict(read(folder)), owned=owned, overwrite=True)
        assert open_descriptors() == descriptors

    # Only links, cleaning up, and looks that have a second way may fail without the save failing.
    assert survived <= {"link", "unlink", "rmdir", "close", "listdir", "stat", "lstat", "open", "fsync", "chown"}
    assert saved == (NEW if act is save_folder else OLD | {"table0.csv": new}) | NOTES


@ACTS
@pytest.mark.parametrize("call", ["write", "fsync", "replace", "mkdir"])
def test_error_that_lasts_is_told(
    tmp_path: Path, act: Callable[[Path], None], look: Callable[[Path], object], old: object, new: object, call: str
) -> None:
    """A disk that can no longer write, sync, rename or make folders: the save is refused and the old program there."""
    folder = tmp_path / "clinic"
    fill(folder, OLD | NOTES)
    if act is save_file and call == "mkdir":
        pytest.skip("a single file needs no folder")

    trouble = Trouble(at=1, happens=partial(fail, errno.EDQUOT), lasting=True)
    with watched(trouble, (call,)), pytest.raises(ModelError) as refused:
        act(folder)

    assert [fault.code for fault in refused.value.faults] == ["SC-401"]
    assert "share of the disk" in str(refused.value)
    assert look(folder) == old
    act(folder)
    assert look(folder) == new


@pytest.mark.parametrize("name", sorted(OLD.keys() & NEW.keys() - {"same.csv"}))
def test_file_that_somebody_holds_open_stops_the_whole_save(tmp_path: Path, name: str) -> None:
    """When one table cannot be replaced, as when a spreadsheet holds it open on Windows, no table is replaced."""
    folder = tmp_path / "clinic"
    fill(folder, OLD | NOTES)

    def deny(call: str, arguments: tuple[object, ...]) -> None:
        if folder / name in arguments and call in ("replace", "link"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with watched(deny), pytest.raises(ModelError) as refused:
        save_folder(folder)

    assert [fault.code for fault in refused.value.faults] == ["SC-401"]
    assert everything(folder) == OLD | NOTES


@ACTS
def test_error_after_the_work_was_done(
    tmp_path: Path, act: Callable[[Path], None], look: Callable[[Path], object], old: object, new: object
) -> None:
    """A call that does its work and is reported as failed, as network disks do, still leaves one whole program."""
    folder = tmp_path / "clinic"
    names = ("replace", "link", "unlink", "mkdir", "rmdir", "fsync")

    for at in range(1, number_of_calls(act, folder, names) + 1):
        fill(folder, OLD | NOTES)
        with watched(Trouble(at=at, happens=do_and_fail), names):
            try:
                act(folder)
            except ModelError:
                assert look(folder) == old, at
            else:
                assert look(folder) == new, at
        assert everything(folder).items() >= NOTES.items()


@ACTS
def test_trouble_on_a_disk_without_hard_links(
    tmp_path: Path, act: Callable[[Path], None], look: Callable[[Path], object], old: object, new: object
) -> None:
    """Where no file can have a second name, errors leave the old program too, and deaths one whole program."""
    folder = tmp_path / "clinic"

    for at in range(1, number_of_calls(act, folder, CHANGING) + 1):
        for lasting, happens in ((False, partial(fail, errno.EIO)), (True, die)):
            fill(folder, OLD | NOTES)
            trouble = Trouble(at=at, happens=happens, lasting=lasting)

            def disturb(call: str, arguments: tuple[object, ...], trouble: Trouble = trouble) -> None:
                trouble(call, arguments)
                if call == "link":
                    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

            refused: tuple[object, ...] = (new,)
            with watched(disturb, (*CHANGING, "close")):
                try:
                    act(folder)
                except ModelError:
                    refused = (old,)
                except Killed:
                    refused = (old, new)
            assert look(folder) in refused, (at, trouble.calls[at - 1])
            assert everything(folder).items() >= NOTES.items()


REAL = {name: getattr(os, name) for name in CHANGING}


def do_and_fail(name: str, arguments: tuple[object, ...]) -> None:
    """The system does what it was asked for and says that it failed."""
    REAL[name](*arguments)
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_death_while_a_save_is_taken_back(tmp_path: Path) -> None:
    """A process that dies at any call while it takes a refused save back leaves the old or the new program."""
    folder = tmp_path / "clinic"
    outcomes = []

    for at in range(1, 200):
        fill(folder, OLD | NOTES)
        back = Trouble(at=at, happens=die, lasting=True)

        def deny(call: str, arguments: tuple[object, ...], back: Trouble = back) -> None:
            if back.calls:
                back(call, arguments)
            elif call == "replace" and folder / "table9.csv" in arguments:
                back.calls.append(call)
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        with watched(deny, (*CHANGING, "close")), pytest.raises((Killed, ModelError)) as ended:
            save_folder(folder)
        if ended.type is ModelError:
            break
        assert read(folder) in (OLD, NEW), at
        assert everything(folder).items() >= NOTES.items()
        outcomes.append(read(folder) == NEW)

    assert everything(folder) == OLD | NOTES
    assert outcomes.count(True) > 20
    assert outcomes.count(False) > 5


@ACTS
def test_disk_that_dies_leaves_one_whole_program(
    tmp_path: Path, act: Callable[[Path], None], look: Callable[[Path], object], old: object, new: object
) -> None:
    """When from some call on every call fails, even the cleaning up, the old or the new program is there whole."""
    folder = tmp_path / "clinic"

    for at in range(1, number_of_calls(act, folder, CHANGING) + 1):
        fill(folder, OLD | NOTES)
        with watched(Trouble(at=at, happens=partial(fail, errno.EIO), lasting=True)), suppress(ModelError):
            act(folder)
        assert look(folder) in (old, new), at
        assert everything(folder).items() >= NOTES.items()


def test_error_at_every_call_of_reading(tmp_path: Path) -> None:
    """Whichever call fails while an interrupted save is finished and read: the new program is given, or a refusal."""
    folder, prepared = tmp_path / "clinic", tmp_path / "prepared"
    leave_unfinished(prepared)
    shutil.copytree(prepared, folder)
    counted = Trouble(at=0, happens=die)
    with watched(counted, ALL):
        assert read(folder) == NEW

    for at in range(1, len(counted.calls) + 1):
        shutil.rmtree(folder)
        shutil.copytree(prepared, folder)
        with watched(Trouble(at=at, happens=partial(fail, ERRORS[at % 3])), ALL):
            try:
                found = read(folder)
            except ModelError as error:
                assert [fault.code for fault in error.faults] == ["SC-123"]
            else:
                assert found == NEW, at
        assert everything(folder).items() >= NOTES.items()
        assert read(folder) == NEW


def leave_unfinished(folder: Path) -> None:
    """Leave a folder as a save does that dies half way through putting files in place."""
    fill(folder, OLD | NOTES)
    replaced: list[object] = []

    def die_after_five(call: str, arguments: tuple[object, ...]) -> None:
        if call == "replace":
            replaced.append(arguments)
        if len(replaced) > 5:
            die(call, arguments)

    with watched(die_after_five, ALL), suppress(Killed):
        save_folder(folder)
    assert len(replaced) > 5


@ACTS
def test_interruption_at_every_call(
    tmp_path: Path, act: Callable[[Path], None], look: Callable[[Path], object], old: object, new: object
) -> None:
    """Ctrl-C at any moment goes through to the caller and leaves the old or the new program, and nothing else."""
    folder = tmp_path / "clinic"

    def interrupt(name: str, arguments: tuple[object, ...]) -> None:
        raise KeyboardInterrupt

    for at in range(1, number_of_calls(act, folder, CHANGING) + 1):
        fill(folder, OLD | NOTES)
        with watched(Trouble(at=at, happens=interrupt)), pytest.raises(KeyboardInterrupt):
            act(folder)
        assert look(folder) in (old, new), at
        replace_file(folder / "table0.csv", NEW["table0.csv"], overwrite=True)
        assert len(everything(folder)) == len(OLD | NOTES)


# Kills


@ACTS
def test_death_at_every_changing_call(
    tmp_path: Path, act: Callable[[Path], None], look: Callable[[Path], object], old: object, new: object
) -> None:
    """A process that dies at any changing call leaves the old or the new program, and the next one can save."""
    folder = tmp_path / "clinic"
    seen = []

    for at in range(1, number_of_calls(act, folder, CHANGING) + 1):
        fill(folder, OLD | NOTES)
        with watched(Trouble(at=at, happens=die, lasting=True), (*CHANGING, "close")), pytest.raises(Killed):
            act(folder)
        check_after_death(folder, look, old, new)
        seen.append(look(folder) == new)

    assert len(seen) > (80 if act is save_folder else 8)


def check_after_death(folder: Path, look: Callable[[Path], object], old: object, new: object) -> None:
    """One whole program is there, nobody's notes are lost, and the next save works and cleans up."""
    assert look(folder) in (old, new)
    assert everything(folder).items() >= NOTES.items()
    replace_folder(folder, OLD, owned=owned, overwrite=True)
    replace_file(folder / "table0.csv", b"third", overwrite=True)
    assert everything(folder) == OLD | NOTES | {"table0.csv": b"third"}


@pytest.mark.heavy
@ACTS
def test_kill_at_every_call(
    tmp_path: Path, act: Callable[[Path], None], look: Callable[[Path], object], old: object, new: object
) -> None:
    """A process that is ended at any call to the system, without a chance to clean up, leaves the old or the new."""
    folder = tmp_path / "clinic"
    total = number_of_calls(act, folder, ALL)
    assert total > (300 if act is save_folder else 30)

    for at in range(1, total + 1):
        fill(folder, OLD | NOTES)
        child = forked(partial(act, folder), Trouble(at=at, happens=partial(really_die, os.write)))
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 9
        check_after_death(folder, look, old, new)


def forked(act: Callable[[], None], trouble: Trouble) -> int:
    """The number of a child process that acts in trouble."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # test runners have threads; the child needs none of them
        child = os.fork()
    if child == 0:
        try:
            with watched(trouble, ALL):
                act()
        finally:
            os._exit(0)
    return child


@pytest.mark.nightly
def test_death_while_finishing_for_the_dead(tmp_path: Path) -> None:
    """When the one who finishes a dead process's save dies too, at any call, one whole program is still there."""
    folder, prepared = tmp_path / "clinic", tmp_path / "prepared"
    total = number_of_calls(save_folder, folder, CHANGING)
    pairs = 0

    for first in range(1, total + 1):
        fill(prepared, OLD | NOTES)
        with watched(Trouble(at=first, happens=die, lasting=True), (*CHANGING, "close")), pytest.raises(Killed):
            save_folder(prepared)
        outcomes = set()
        for second in range(1, total + 1):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(prepared, folder)
            with watched(Trouble(at=second, happens=die, lasting=True), (*CHANGING, "close")):
                try:
                    read(folder)
                except Killed:
                    pairs += 1
                else:
                    break
            found = read(folder)
            outcomes.add(found == NEW)
            assert found in (OLD, NEW), (first, second)
            assert everything(folder) == found | NOTES
        assert len(outcomes) <= 1, first

    assert pairs > 500
    print(f"{pairs} pairs of deaths")  # noqa: T201


SAVER = """
import sys
from servicecraft.files.disk import replace_folder
folder, version = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
while True:
    version += 1
    files = {f"table{number}.csv": (f"{version}\\n" * (1 + 400 * number)).encode() for number in range(10)}
    files[f"extra{version % 3}.csv"] = f"{version}\\n".encode()
    replace_folder(folder, files, owned=lambda name: name.endswith(".csv"), overwrite=True)
"""

APPENDER = """
import sys
from servicecraft.errors import ModelError
from servicecraft.files.disk import content_hash, read_file, replace_file
path, who, many = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(many):
    while True:
        before = read_file(path, most_bytes=10_000_000)
        try:
            replace_file(path, before + f"{who}:{number}\\n".encode(), expected=content_hash(before))
        except ModelError as error:
            if [fault.code for fault in error.faults] != ["SC-402"]:
                raise
        else:
            break
"""

FOLDER_APPENDER = """
import sys
from servicecraft.errors import ModelError
from servicecraft.files.disk import content_hash, read_folder, replace_folder
path, who, many = sys.argv[1], sys.argv[2], int(sys.argv[3])
owned = lambda name: name.endswith(".csv")
for number in range(many):
    while True:
        before = read_folder(path, owned, most_bytes=10_000_000)
        after = {name: data + f"{who}:{number}\\n".encode() for name, data in before.items()}
        try:
            replace_folder(path, after, owned=owned, expected=content_hash(before))
        except ModelError as error:
            if [fault.code for fault in error.faults] != ["SC-402"]:
                raise
        else:
            break
"""


def started(program: str, *arguments: object) -> subprocess.Popen[str]:
    """A process of its own that runs a small program."""
    package = str(Path(servicecraft.errors.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": package},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def saver_at_work(folder: Path, version: int) -> Iterator[subprocess.Popen[str]]:
    """A process that saves one version after the other, and is killed in the end."""
    with started(SAVER, folder, version) as saver:
        try:
            assert saver.stdout is not None
            assert saver.stdout.readline() == "ready\n"
            yield saver
        finally:
            saver.kill()


def version_of(files: dict[str, bytes]) -> int:
    """The one version that all tables of a folder show; each as long as that version made it."""
    (version,) = {line for data in files.values() for line in data.splitlines()}
    assert len(files) == 11
    assert f"extra{int(version) % 3}.csv" in files
    for number in range(10):
        assert files[f"table{number}.csv"].count(b"\n") == 1 + 400 * number
    return int(version)


@pytest.mark.heavy
def test_random_kills(tmp_path: Path) -> None:
    """A process that saves ten tables over and over is killed at any time: one whole version is there, none older."""
    folder = tmp_path / "clinic"
    dice = random.Random(20260630)
    version, interrupted = 0, 0

    for _ in range(KILLS):
        with saver_at_work(folder, version) as saver, suppress(subprocess.TimeoutExpired):
            saver.wait(timeout=dice.uniform(0.0, 0.1))
        if folder.exists():
            interrupted += any(path.name.startswith(".servicecraft.save") for path in folder.iterdir())
            files = read(folder)
            assert not files or version_of(files) >= version
            version = version_of(files) if files else 0
            assert everything(folder) == files

    assert version > KILLS
    assert interrupted > KILLS // 10
    print(f"{KILLS} kills, {interrupted} of them within a save, {version} versions")  # noqa: T201


# Power cuts


@contextmanager
def recorded(root: Path) -> Iterator[list[tuple[object, ...]]]:
    """Every change that is made under a folder, in order: made, wrote, synced, named, moved, removed."""
    log: list[tuple[object, ...]] = []
    paths: dict[int, str] = {}
    real = {
        name: getattr(os, name)
        for name in ("open", "write", "fsync", "replace", "unlink", "mkdir", "rmdir", "link", "close")
    }

    def short(path: object) -> str:
        return os.path.relpath(str(path), root)

    def open_(path: object, flags: int, mode: int = 0o777, **options: object) -> int:
        makes = bool(flags & os.O_CREAT) and not os.path.lexists(str(path))
        descriptor: int = real["open"](path, flags, mode, **options)
        paths[descriptor] = short(path)
        if makes:
            log.append(("make", short(path)))
        return descriptor

    def write(descriptor: int, data: bytes) -> int:
        written: int = real["write"](descriptor, data)
        log.append(("write", paths[descriptor], bytes(data[:written])))
        return written

    def fsync(descriptor: int) -> None:
        log.append(("sync", paths[descriptor]))

    def noted(name: str) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            result = real[name](*arguments, **options)
            log.append((name, *(short(argument) for argument in arguments if not isinstance(argument, int))))
            return result

        return call

    def close(descriptor: int) -> None:
        paths.pop(descriptor, None)
        real["close"](descriptor)

    stand_ins = {name: noted(name) for name in real} | {"open": open_, "write": write, "fsync": fsync, "close": close}
    try:
        for name, function in stand_ins.items():
            setattr(os, name, function)
        yield log
    finally:
        for name, function in real.items():
            setattr(os, name, function)


FOLDER = -1


def after_power_cut(start: dict[str, bytes], log: list[tuple[object, ...]], dice: random.Random) -> dict[str, bytes]:
    """
    What a disk may hold after a power cut, from what stood there and the changes that were made since.

    Bytes that were not synced may be missing. A name that was made, moved or removed, and whose folder was not synced
    since, may be as before or as after, in whatever order; only a renaming is never half.
    """
    safe, now = list(start.values()), list(start.values())
    at_start = {name: number for number, name in enumerate(start)}
    names = dict(at_start)
    changes: list[tuple[str, str | None, str | None, int]] = []
    certain: set[int] = set()
    for kind, *arguments in log:
        path, other = str(arguments[0]), str(arguments[-1])
        if kind == "write":
            assert isinstance(arguments[1], bytes)
            now[names[path]] += arguments[1]
        elif kind == "sync" and names.get(path, FOLDER) == FOLDER:
            certain.update(place for place, change in enumerate(changes) if path in parents(change))
        elif kind == "sync":
            safe[names[path]] = now[names[path]]
        elif kind == "make":
            safe.append(b"")
            now.append(b"")
            names[path] = len(safe) - 1
            changes.append(("name", None, path, names[path]))
        elif kind in ("mkdir", "link"):
            names[other if kind == "link" else path] = names[path] if kind == "link" else FOLDER
            changes.append(("name", None, other if kind == "link" else path, names[path]))
        elif kind == "replace" and names[path] != names.get(other):
            names[other] = names.pop(path)
            changes.append(("move", path, other, names[other]))
        elif kind in ("unlink", "rmdir"):
            changes.append(("remove", path, None, names.pop(path)))
    left = dict(at_start)
    for place, (_, before, after, number) in enumerate(changes):
        if place in certain or dice.random() < 0.5:
            left.pop(before or "", None)
            if after is not None:
                left[after] = number
    return {
        name: dice.choice([safe[number], now[number], now[number][: len(now[number]) // 2]])
        if safe[number] != now[number]
        else now[number]
        for name, number in left.items()
        if number != FOLDER and left.get(os.path.dirname(name) or ".", FOLDER) == FOLDER
        if os.path.dirname(name) in ("", *left)
    }


def parents(change: tuple[str, str | None, str | None, int]) -> set[str]:
    """The folders whose names a change concerns."""
    return {os.path.dirname(name) or "." for name in change[1:3] if name is not None}


def put_down(folder: Path, files: dict[str, bytes]) -> None:
    """Make a folder hold these files, some of them in folders of their own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


@ACTS
@pytest.mark.parametrize("cuts", [2, pytest.param(40, marks=pytest.mark.heavy)])
def test_power_cut_at_every_change(
    tmp_path: Path,
    act: Callable[[Path], None],
    look: Callable[[Path], object],
    old: object,
    new: object,
    cuts: int,
) -> None:
    """Whatever the disk had not written yet when the power went: the old or the new program; after a save, the new."""
    folder, after = tmp_path / "clinic", tmp_path / "after"
    fill(folder, OLD | NOTES)
    start = everything(folder)
    dice = random.Random(20260630)
    with recorded(folder) as log:
        act(folder)

    assert after_power_cut(start, log, random.Random(0)).items() >= everything(folder).items()
    for at in range(len(log) + 1):
        for _ in range(cuts if at < len(log) else 20):
            put_down(after, after_power_cut(start, log[:at], dice))
            assert look(after) in ([new] if at == len(log) else [old, new]), at
            assert everything(after).items() >= NOTES.items()


# Several at once


def finish(processes: list[subprocess.Popen[str]]) -> None:
    """Wait for processes to end well."""
    for process in processes:
        _, said = process.communicate(timeout=600)
        assert (process.returncode, said) == (0, "")


def test_threads_of_one_process_lose_no_update(tmp_path: Path) -> None:
    """Threads that add lines to one file at the same time lose none: a lock binds threads as it binds processes."""
    path = tmp_path / "log.txt"
    path.write_bytes(b"")

    def add(who: int) -> None:
        for number in range(10):
            while True:
                before = read_file(path, most_bytes=MEGABYTE)
                with suppress(ModelError):
                    replace_file(path, before + b"%d:%d\n" % (who, number), expected=content_hash(before))
                    break

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))

    expected = [f"{who}:{number}" for who in range(4) for number in range(10)]
    assert sorted(path.read_text().splitlines()) == sorted(expected)
    assert everything(tmp_path) == {"log.txt": path.read_bytes()}


@pytest.mark.heavy
def test_no_update_of_a_file_is_lost(tmp_path: Path) -> None:
    """Five people who add lines to one file at the same time, and repeat after a conflict, lose none."""
    path = tmp_path / "log.txt"
    path.write_bytes(b"")

    finish([started(APPENDER, path, who, APPENDS) for who in range(5)])

    lines = path.read_text().splitlines()
    assert sorted(lines) == sorted(f"{who}:{number}" for who in range(5) for number in range(APPENDS))
    assert everything(tmp_path) == {"log.txt": path.read_bytes()}


@pytest.mark.heavy
def test_no_update_of_a_folder_is_lost(tmp_path: Path) -> None:
    """Five people who add lines to every table of one folder at the same time lose none, in no table."""
    names = ["people.csv", "units.csv", "links.csv"]
    fill(tmp_path / "clinic", dict.fromkeys(names, b""))
    many = max(1, APPENDS // 4)

    finish([started(FOLDER_APPENDER, tmp_path / "clinic", who, many) for who in range(5)])

    files = everything(tmp_path / "clinic")
    assert sorted(files) == sorted(names)
    for data in files.values():
        expected = [f"{who}:{number}".encode() for who in range(5) for number in range(many)]
        assert sorted(data.splitlines()) == sorted(expected)


@pytest.mark.heavy
@pytest.mark.parametrize("locked", [True, False], ids=["with-lock", "without-lock"])
def test_reader_beside_a_writer_sees_whole_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """Somebody who reads while another one saves over and over sees one whole version each time, never an older one."""
    folder = tmp_path / "clinic"
    fill(folder, {})
    if not locked:
        monkeypatch.setattr(folders, "among_readers", lambda _: nullcontext(folders.ReadLock.NONE))
        monkeypatch.setattr(folders, "_settle_where_allowed", lambda *_: None)
    versions = [0]
    with saver_at_work(folder, 0):
        while len(versions) < READS or len(set(versions)) < READS // 50:
            files = read(folder)
            versions.append(version_of(files) if files else 0)

    assert versions == sorted(versions)
    print(f"{len(versions)} readings of {len(set(versions))} versions")  # noqa: T201


# Any sequence


tables = st.sampled_from([f"{letter}.csv" for letter in "abcd"])
programs = st.dictionaries(tables, st.binary(max_size=3), max_size=4)
disturbances = st.none() | st.tuples(st.integers(1, 90), st.sampled_from(["dies", "fails", "fails on"]))


class SavesInTrouble(RuleBasedStateMachine):
    """Saves and readings in any order, each of which may die or fail at any call."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.folder = Path(self.place.name)
        self.possible: list[dict[str, bytes]] = [{}]
        self.notes: dict[str, bytes] = {}

    def teardown(self) -> None:
        """Clean up."""
        self.place.cleanup()

    def disturbed(self, act: Callable[[], None], disturbance: tuple[int, str] | None) -> bool | None:
        """Whether an act did its work; `None` where nobody can know."""
        if disturbance is None:
            act()
            return True
        at, kind = disturbance
        happens = die if kind == "dies" else partial(fail, errno.EIO)
        with watched(Trouble(at=at, happens=happens, lasting=kind != "fails"), (*CHANGING, "close")):
            try:
                act()
            except Killed:
                return None
            except ModelError as error:
                assert [fault.code for fault in error.faults] in (["SC-401"], ["SC-123"])
                return False if kind == "fails" else None
        return True

    @rule(files=programs, disturbance=disturbances)
    def save(self, files: dict[str, bytes], disturbance: tuple[int, str] | None) -> None:
        """Somebody saves."""
        saved = self.disturbed(lambda: replace_folder(self.folder, files, owned=owned, overwrite=True), disturbance)
        if saved:
            self.possible = [files]
        elif saved is None:
            self.possible.append(files)

    @rule(disturbance=disturbances)
    def look(self, disturbance: tuple[int, str] | None) -> None:
        """Somebody reads, and may die or fail while finishing an earlier save."""
        found: list[dict[str, bytes]] = []
        self.disturbed(lambda: found.append(read(self.folder)), disturbance)
        if found:
            assert found[0] in self.possible
            self.possible = found

    @rule(name=st.sampled_from(["README.md", ".notes", "a.csv.bak"]), data=st.binary(max_size=3))
    def note(self, name: str, data: bytes) -> None:
        """The user writes something of their own into the folder."""
        (self.folder / name).write_bytes(data)
        self.notes[name] = data

    @invariant()
    def notes_are_safe(self) -> None:
        """The user's own files are as they were written, and none appeared."""
        others = {name: data for name, data in everything(self.folder).items() if not owned(name)}
        assert {name: data for name, data in others.items() if not name.startswith(".servicecraft.")} == self.notes


TestSavesInTrouble = SavesInTrouble.TestCase
TestSavesInTrouble.settings = settings(
    max_examples=60, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.nightly
class TestManySavesInTrouble(SavesInTrouble.TestCase):  # type: ignore[misc, name-defined]
    """The same, long."""

    settings = settings(
        max_examples=1_000, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


@given(old=programs, new=programs, at=st.integers(1, 60))
@settings(deadline=None)
def test_death_in_any_save_leaves_old_or_new(old: dict[str, bytes], new: dict[str, bytes], at: int) -> None:
    """Whatever stood there, whatever is saved, and wherever the saver dies: the old or the new program is read."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "clinic")
        fill(folder, old | NOTES)
        with watched(Trouble(at=at, happens=die, lasting=True), (*CHANGING, "close")), suppress(Killed):
            replace_folder(folder, new, owned=owned, overwrite=True)

        found = read(folder)

        assert found in (old, new)
        assert everything(folder) == found | NOTES
