"""Reading and writing bytes: what is refused, what is kept, and what is never touched."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import socket
import stat
import tempfile
import unicodedata
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicecraft.errors import ModelError
from servicecraft.files import folders
from servicecraft.files.disk import (
    MEGABYTE,
    content_hash,
    read_file,
    read_folder,
    replace_file,
    replace_folder,
    safe_name,
)

MOST = 10 * MEGABYTE
OLD = {"people.csv": b"Ana\n", "units.csv": b"Kitchen\n", "links.csv": b""}
NEW = {"people.csv": b"Ana\nLuis\n", "units.csv": b"Kitchen\n", "phases.csv": b"1\n"}

names = st.text("abcdefgh", min_size=1, max_size=3).map(lambda stem: f"{stem}.csv")
folders_of_files = st.dictionaries(names, st.binary(max_size=20), max_size=6)


def owned(name: str) -> bool:
    """Whether a name is one of a program's tables."""
    return name.endswith(".csv")


def code_of(refused: pytest.ExceptionInfo[ModelError]) -> str:
    """The code of the only fault; its sentences can be said."""
    (fault,) = refused.value.faults
    assert fault.message
    assert fault.remedy
    return fault.code


def reason_of(refused: pytest.ExceptionInfo[ModelError]) -> str:
    """The reason that the only fault gives."""
    (fault,) = refused.value.faults
    return dict(fault.facts)["reason"]


def everything(folder: Path) -> dict[str, bytes]:
    """All that stands in a folder, hidden or not."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with a program, and the user's own things beside it."""
    folder = tmp_path / "clinic"
    replace_folder(folder, OLD, owned=owned)
    (folder / "README.md").write_bytes(b"read me")
    (folder / ".hidden").write_bytes(b"mine")
    (folder / "people.csv.bak").write_bytes(b"older")
    return folder


# Reading one file


def test_file_is_read_as_it_is(tmp_path: Path) -> None:
    """Reading a file gives exactly its bytes."""
    path = tmp_path / "clinic.yaml"
    path.write_bytes(b"\xff\x00\r\n" * 500_000)

    assert read_file(path, most_bytes=MOST) == b"\xff\x00\r\n" * 500_000


def test_link_to_file_is_read(tmp_path: Path) -> None:
    """A symbolic link to a regular file is read like the file."""
    (tmp_path / "real").write_bytes(b"here")
    (tmp_path / "link").symlink_to("real")

    assert read_file(tmp_path / "link", most_bytes=MOST) == b"here"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda _: None, "no such file"),
        (Path.mkdir, "is a folder"),
        (os.mkfifo, "no regular file"),
        (lambda path: path.symlink_to(path.name), "run in a circle"),
        (lambda path: path.symlink_to("/dev/zero"), "no regular file"),
        (lambda path: path.symlink_to("nowhere"), "no such file"),
    ],
    ids=["missing", "folder", "pipe", "loop", "device", "dangling"],
)
def test_what_is_no_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], reason: str
) -> None:
    """What is no regular file is refused with its reason, and not even opened: devices act when they are opened."""
    path = tmp_path / "clinic.yaml"
    make(path)

    def fail(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patched, pytest.raises(ModelError) as refused:
        patched.setattr(os, "open", fail)
        read_file(path, most_bytes=MOST)

    assert code_of(refused) == "SC-123"
    assert reason in reason_of(refused)
    assert refused.value.faults[0].file == str(path)


def test_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket is refused like a pipe."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("ear")

        with pytest.raises(ModelError) as refused:
            read_file("ear", most_bytes=MOST)

    assert code_of(refused) == "SC-123"


@pytest.mark.parametrize(
    "path", ["", "a\0b", "x" * 300, "\ud800", "people.csv/more"], ids=["empty", "nul", "long", "surrogate", "below"]
)
def test_what_is_no_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """A text that can name no file is refused for reading, and for saving."""
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_bytes(b"a file")

    with pytest.raises(ModelError) as unread:
        read_file(path, most_bytes=MOST)
    with pytest.raises(ModelError) as folder_unread:
        read_folder(path, owned, most_bytes=MOST)
    with pytest.raises(ModelError) as unsaved:
        replace_file(path, b"")
    with pytest.raises(ModelError) as folder_unsaved:
        replace_folder(path, OLD, owned=owned)

    assert [code_of(unread), code_of(folder_unread)] == ["SC-123", "SC-123"]
    assert [code_of(unsaved), code_of(folder_unsaved)] == ["SC-401", "SC-401"]
    assert everything(tmp_path) == {"people.csv": b"a file"}


def test_pipe_that_takes_the_place_of_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that appears between the look and the opening is refused without waiting."""
    regular = (tmp_path / "regular").write_bytes(b"") or (tmp_path / "regular").stat()
    path = tmp_path / "clinic.yaml"
    os.mkfifo(path)
    monkeypatch.setattr(Path, "stat", lambda *_, **__: regular)

    with pytest.raises(ModelError) as refused:
        read_file(path, most_bytes=MOST)

    assert code_of(refused) == "SC-123"


@pytest.mark.parametrize("number", [errno.EACCES, errno.ESTALE, errno.EIO, errno.ENOENT])
@pytest.mark.parametrize("call", ["open", "read"])
def test_unreadable_or_vanished_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    """A file that cannot be opened, or that vanishes while it is read, is refused with its reason."""
    path = tmp_path / "clinic.yaml"
    path.write_bytes(b"here")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        with pytest.raises(ModelError) as refused:
            read_file(path, most_bytes=MOST)

    assert code_of(refused) == "SC-123"
    assert "reports:" not in reason_of(refused)


def test_unknown_error_is_told_in_the_words_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that has no sentence here is told as the system tells it."""
    path = tmp_path / "clinic.yaml"
    path.write_bytes(b"here")

    def fail(*_: object) -> None:
        raise OSError(errno.EPROTO, os.strerror(errno.EPROTO))

    with monkeypatch.context() as patched:
        patched.setattr(os, "read", fail)
        with pytest.raises(ModelError) as refused:
            read_file(path, most_bytes=MOST)

    assert "the system reports: Protocol error." in str(refused.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads everything")
def test_file_without_permission_is_refused(tmp_path: Path) -> None:
    """A file that we may not read is refused."""
    path = tmp_path / "clinic.yaml"
    path.write_bytes(b"here")
    path.chmod(0)

    with pytest.raises(ModelError) as refused:
        read_file(path, most_bytes=MOST)

    assert "no permission" in reason_of(refused)


@given(size=st.integers(0, 40), most=st.integers(0, 40))
@settings(deadline=None)  # disks are slow at times
def test_limit_divides_files_exactly(size: int, most: int) -> None:
    """A file is read when it has at most as many bytes as the limit, and refused above it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clinic.yaml")
        path.write_bytes(b"x" * size)
        if size <= most:
            assert read_file(path, most_bytes=most) == b"x" * size
        else:
            with pytest.raises(ModelError) as refused:
                read_file(path, most_bytes=most)
            assert code_of(refused) == "SC-125"


def test_limit_is_told_in_megabytes(tmp_path: Path) -> None:
    """The refusal of a large file names the limit in megabytes and how to raise it."""
    path = tmp_path / "clinic.yaml"
    path.write_bytes(b"x" * (2 * MEGABYTE + 1))

    with pytest.raises(ModelError) as refused:
        read_file(path, most_bytes=2 * MEGABYTE)

    facts = dict(refused.value.faults[0].facts)
    assert (facts["limit"], facts["option"]) == ("2", "file_megabytes")
    assert "more than 2 megabytes" in str(refused.value)


def test_size_is_counted_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that grows while it is read, or whose status lies, is refused all the same."""
    path = tmp_path / "clinic.yaml"
    path.write_bytes(b"x")
    monkeypatch.setattr(os, "read", lambda _, count: b"x" * count)

    with pytest.raises(ModelError) as refused:
        read_file(path, most_bytes=3 * MEGABYTE)

    assert code_of(refused) == "SC-125"


# Hashes


@given(folders_of_files, folders_of_files)
def test_hash_tells_folders_apart(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Two folders have the same hash exactly when they have the same files, in whatever order they are given."""
    turned = dict(reversed(one.items()))

    assert content_hash(one) == content_hash(turned)
    assert (content_hash(one) == content_hash(other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [({"a": b"b"}, {"ab": b""}), ({"a": b"", "b": b""}, {"a": b"b"}), ({}, {"": b""})],
)
def test_hash_keeps_names_and_contents_apart(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Names and contents that read the same when written one after the other have different hashes."""
    assert content_hash(one) != content_hash(other)


def test_hash_of_file_is_sha256() -> None:
    """The hash of a file is the SHA-256 that every other tool computes."""
    assert content_hash(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# Replacing one file


@given(st.binary(max_size=100), st.binary(max_size=100))
@settings(deadline=None)  # disks are slow at times
def test_what_was_saved_is_read(first: bytes, second: bytes) -> None:
    """A saved file holds exactly the bytes, and nothing is left beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clinic.yaml")
        replace_file(path, first)
        replace_file(path, second, expected=content_hash(first))

        assert everything(Path(folder)) == {"clinic.yaml": second}


@given(there=st.binary(max_size=9), data=st.binary(max_size=9), expected=st.none() | st.binary(max_size=9))
@settings(deadline=None)  # disks are slow at times
def test_other_content_is_never_overwritten(there: bytes, data: bytes, expected: bytes | None) -> None:
    """A file is replaced only when what stands there is what was expected, or when that was asked for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clinic.yaml")
        path.write_bytes(there)
        hashed = None if expected is None else content_hash(expected)
        if expected == there:
            replace_file(path, data, expected=hashed)
            assert path.read_bytes() == data
            return
        with pytest.raises(ModelError) as refused:
            replace_file(path, data, expected=hashed)

        assert code_of(refused) == ("SC-403" if expected is None else "SC-402")
        assert everything(Path(folder)) == {"clinic.yaml": there}

        replace_file(path, data, expected=hashed, overwrite=True)
        assert everything(Path(folder)) == {"clinic.yaml": data}


def test_conflict_is_told_before_anything_is_written(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save that may not happen writes nothing, so that a full disk does not hide the conflict."""

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", fail)
    with pytest.raises(ModelError) as refused:
        replace_file(program / "README.md", b"new")
    with pytest.raises(ModelError) as also_refused:
        replace_folder(program, NEW, owned=owned, expected=content_hash(NEW))

    assert [code_of(refused), code_of(also_refused)] == ["SC-403", "SC-402"]


def test_vanished_file_is_written_again(tmp_path: Path) -> None:
    """A file that was expected and is gone is made again."""
    replace_file(tmp_path / "clinic.yaml", b"new", expected=content_hash(b"old"))

    assert everything(tmp_path) == {"clinic.yaml": b"new"}


def test_change_in_the_last_moment_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that an editor changes while we write ours is not overwritten."""
    path = tmp_path / "clinic.yaml"
    path.write_bytes(b"old")
    sync = os.fsync

    def change_and_sync(descriptor: int) -> None:
        path.write_bytes(b"by hand")
        sync(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", change_and_sync)
        with pytest.raises(ModelError) as refused:
            replace_file(path, b"new", expected=content_hash(b"old"))

    assert code_of(refused) == "SC-402"
    assert everything(tmp_path) == {"clinic.yaml": b"by hand"}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664, 0o755, 0o604])
def test_permissions_are_kept(tmp_path: Path, mode: int) -> None:
    """A replaced file has the permissions that it had, in a folder as alone."""
    path = tmp_path / "people.csv"
    path.write_bytes(b"old")
    path.chmod(mode)

    replace_file(path, b"new", overwrite=True)
    after_file = stat.S_IMODE(path.stat().st_mode)
    replace_folder(tmp_path, {"people.csv": b"newer"}, owned=owned, overwrite=True)

    assert everything(tmp_path) == {"people.csv": b"newer"}
    assert [after_file, stat.S_IMODE(path.stat().st_mode)] == [mode, mode]


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_new_file_follows_the_users_mask(tmp_path: Path, mask: int) -> None:
    """A new file has the permissions that any program of this user would give it."""
    before = os.umask(mask)
    try:
        replace_file(tmp_path / "clinic.yaml", b"new")
        replace_folder(tmp_path / "clinic", OLD, owned=owned)
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "clinic.yaml").stat().st_mode) == 0o666 & ~mask
    assert stat.S_IMODE((tmp_path / "clinic" / "people.csv").stat().st_mode) == 0o666 & ~mask
    assert stat.S_IMODE((tmp_path / "clinic").stat().st_mode) == 0o777 & ~mask


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser gives files away")
def test_owner_is_kept(tmp_path: Path) -> None:
    """A file that belongs to somebody else still does when the superuser saves it."""
    path = tmp_path / "people.csv"
    path.write_bytes(b"old")
    os.chown(path, 1234, 4321)

    replace_file(path, b"new", overwrite=True)

    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 4321)


def test_file_of_somebody_else_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system does not let us keep the owner, the file is saved as ours."""
    path = tmp_path / "people.csv"
    path.write_bytes(b"old")
    asked = []

    def refuse(named: Path, *_: object, **__: object) -> None:
        asked.append(named)
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    real = os.fstat
    monkeypatch.setattr(os, "chown", refuse)
    if os.geteuid() == 0:
        monkeypatch.setattr(os, "fstat", real)
        os.lchown(path, 1234, 4321)
    replace_file(path, b"new", overwrite=True)

    assert everything(tmp_path) == {"people.csv": b"new"}
    assert len(asked) == (1 if os.geteuid() == 0 else 0)


def test_link_stays_a_link(tmp_path: Path) -> None:
    """Saving through a symbolic link replaces the file that it leads to, and keeps the link."""
    (tmp_path / "there").mkdir()
    real = tmp_path / "there" / "real.yaml"
    real.write_bytes(b"old")
    link = tmp_path / "link.yaml"
    link.symlink_to("there/real.yaml")

    replace_file(link, b"new", expected=content_hash(b"old"))

    assert link.is_symlink()
    assert everything(tmp_path / "there") == {"real.yaml": b"new"}


def test_dangling_link_is_filled(tmp_path: Path) -> None:
    """Saving through a link that leads nowhere makes the file that it names."""
    (tmp_path / "link.yaml").symlink_to("real.yaml")

    replace_file(tmp_path / "link.yaml", b"new")

    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_bytes() == b"new"


def test_other_hard_links_keep_the_old_file(tmp_path: Path) -> None:
    """A second name of the same file goes on showing the old bytes, whole: as documented."""
    path, second = tmp_path / "clinic.yaml", tmp_path / "second"
    path.write_bytes(b"old")
    second.hardlink_to(path)

    replace_file(path, b"new", overwrite=True)

    assert [path.read_bytes(), second.read_bytes()] == [b"new", b"old"]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (Path.mkdir, "is a folder"),
        (os.mkfifo, "no regular file"),
        (lambda path: path.symlink_to(path.name), "run in a circle"),
        (lambda path: path.symlink_to("/dev/null"), "no regular file"),
        (lambda path: path.symlink_to("missing/deeper.yaml"), "does not exist"),
    ],
    ids=["folder", "pipe", "loop", "device", "nowhere"],
)
def test_only_files_are_replaced(tmp_path: Path, make: Callable[[Path], None], reason: str) -> None:
    """A folder, a pipe or a device is never replaced by a file, even when overwriting."""
    path = tmp_path / "clinic.yaml"
    make(path)
    before = path.lstat()

    with pytest.raises(ModelError) as refused:
        replace_file(path, b"new", overwrite=True)

    assert code_of(refused) == "SC-401"
    assert reason in reason_of(refused)
    assert os.path.samestat(before, path.lstat())
    assert [found.name for found in tmp_path.iterdir()] == ["clinic.yaml"]


def test_missing_folder_is_told(tmp_path: Path) -> None:
    """Saving into a folder that does not exist says so, and makes nothing."""
    with pytest.raises(ModelError) as refused:
        replace_file(tmp_path / "missing" / "clinic.yaml", b"new")
    with pytest.raises(ModelError) as also_refused:
        replace_folder(tmp_path / "missing" / "clinic", OLD, owned=owned)

    assert "folder in which it should stand does not exist" in reason_of(refused)
    assert "folder in which it should stand does not exist" in reason_of(also_refused)
    assert everything(tmp_path) == {}


def test_protected_file_is_not_replaced(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is protected against writing stays, though the folder would let us rename over it."""
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "people.csv")

    with pytest.raises(ModelError) as refused:
        replace_file(program / "people.csv", b"new", overwrite=True)
    with pytest.raises(ModelError) as also_refused:
        replace_folder(program, NEW, owned=owned, overwrite=True)

    assert [code_of(refused), code_of(also_refused)] == ["SC-401", "SC-401"]
    assert also_refused.value.faults[0].file == str(program / "people.csv")
    assert read_folder(program, owned, most_bytes=MOST) == OLD


def test_strays_of_killed_saves_are_removed(tmp_path: Path) -> None:
    """The next save of a file removes what killed saves of this file left, and nothing else."""
    path = tmp_path / "clinic.yaml"
    strays = [".clinic.yaml.12-34.saving", ".clinic.yaml.9-8.kept"]
    others = [".other.yaml.12-34.saving", ".clinic.yaml.saving", ".clinic.yaml.mine", "clinic.yaml.12-34.saving"]
    for name in [*strays, *others]:
        (tmp_path / name).write_bytes(name.encode())

    replace_file(path, b"new")

    assert everything(tmp_path) == {"clinic.yaml": b"new"} | {name: name.encode() for name in others}


def test_names_near_the_longest_are_saved(tmp_path: Path) -> None:
    """A file whose name is as long as the disk allows can be saved: the names beside it are shorter."""
    name = "ñ" * 127

    replace_file(tmp_path / name, b"new")
    replace_file(tmp_path / name, b"newer", expected=content_hash(b"new"))

    assert everything(tmp_path) == {name: b"newer"}


@pytest.mark.parametrize("refused_by", ["file", "folder"])
def test_waiting_for_somebody_else_ends(tmp_path: Path, refused_by: str) -> None:
    """A lock that somebody holds is waited for until the given time and then told; nothing is written."""
    lock = tmp_path / (".people.csv.lock" if refused_by == "file" else ".servicecraft.lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ModelError) as refused:
            if refused_by == "file":
                replace_file(tmp_path / "people.csv", b"new", most_seconds=0)
            else:
                replace_folder(tmp_path, OLD, owned=owned, most_seconds=0.01)

        assert code_of(refused) == "SC-401"
        assert "somebody else is saving" in reason_of(refused)
        assert list(everything(tmp_path)) == [lock.name]

    replace_file(tmp_path / "people.csv", b"new", most_seconds=0)
    replace_folder(tmp_path, OLD, owned=owned, overwrite=True, most_seconds=0)
    assert read_folder(tmp_path, owned, most_bytes=MOST, most_seconds=0) == OLD


def test_reader_waits_only_while_a_save_happens(program: Path) -> None:
    """A reader reads beside other readers, and beside a writer who prepares; it waits for one who puts in place."""
    lock = program / ".servicecraft.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        assert read_folder(program, owned, most_bytes=MOST, most_seconds=0) == OLD
        assert lock.exists()
        with pytest.raises(ModelError):
            replace_folder(program, NEW, owned=owned, overwrite=True, most_seconds=0)

        fcntl.flock(held, fcntl.LOCK_EX)
        assert read_folder(program, owned, most_bytes=MOST, most_seconds=0) == OLD
        journal(program, {"people.csv": b"Ana\nLuis\n", "phases.csv": b"1\n"}, ["links.csv"])
        with pytest.raises(ModelError) as refused:
            read_folder(program, owned, most_bytes=MOST, most_seconds=0)

    assert read_folder(program, owned, most_bytes=MOST, most_seconds=0) == NEW
    assert code_of(refused) == "SC-123"
    assert "somebody else is saving" in reason_of(refused)


def test_lock_on_a_removed_file_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock is held only on the file that others find there: the last holder may have removed ours meanwhile."""
    lock, real, tried, locked = tmp_path / ".clinic.yaml.lock", fcntl.flock, [], []

    def be_late(descriptor: int, operation: int) -> None:
        real(descriptor, operation)
        if not tried:
            lock.unlink()
        tried.append(operation)

    def look(_: int) -> None:
        with lock.open() as found, pytest.raises(BlockingIOError):
            real(found, fcntl.LOCK_SH | fcntl.LOCK_NB)
        locked.append(True)

    monkeypatch.setattr(fcntl, "flock", be_late)
    monkeypatch.setattr(os, "fsync", look)
    replace_file(tmp_path / "clinic.yaml", b"new")

    assert locked == [True, True]
    assert everything(tmp_path) == {"clinic.yaml": b"new"}


def test_abandoned_lock_file_hinders_nobody(program: Path) -> None:
    """The lock file of a process that died is no lock, and is removed by the next one."""
    (program / ".servicecraft.lock").write_bytes(b"")
    (program / ".people.csv.lock").write_bytes(b"")

    replace_folder(program, NEW, owned=owned, overwrite=True, most_seconds=0)
    replace_file(program / "people.csv", b"newer", overwrite=True, most_seconds=0)

    assert not [name for name in everything(program) if name.endswith("lock")]


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("../elsewhere")])
def test_prepared_lock_file_does_no_harm(program: Path, make: Callable[[Path], None]) -> None:
    """A pipe, folder or link in the place of the lock file hangs nobody and reaches nothing outside."""
    make(program / ".servicecraft.lock")

    assert read_folder(program, owned, most_bytes=MOST, most_seconds=0) == OLD
    with pytest.raises(ModelError) as refused:
        replace_folder(program, NEW, owned=owned, overwrite=True, most_seconds=0)
    assert code_of(refused) == "SC-401"
    assert [path.name for path in program.parent.iterdir()] == [program.name]


def test_disk_without_locks_is_used_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk that knows no locks files and folders are saved and read, and no lock file stays."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    replace_file(tmp_path / "clinic.yaml", b"new")
    replace_folder(tmp_path, OLD, owned=owned)
    replace_folder(tmp_path, NEW, owned=owned, expected=content_hash(OLD))

    assert read_folder(tmp_path, owned, most_bytes=MOST) == NEW
    assert everything(tmp_path) == {"clinic.yaml": b"new"} | NEW


def test_disk_without_hard_links_is_used_without(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk that knows no hard links files and folders are saved all the same."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    replace_folder(program, NEW, owned=owned, overwrite=True)
    replace_file(program / "README.md", b"read me too", overwrite=True)

    assert everything(program) == NEW | {
        "README.md": b"read me too",
        ".hidden": b"mine",
        "people.csv.bak": b"older",
    }


# Replacing a folder


def test_folder_holds_exactly_the_new_files(program: Path) -> None:
    """After a save the owned files are exactly the given ones, and all others are as they were."""
    replace_folder(program, NEW, owned=owned, expected=content_hash(OLD))

    assert read_folder(program, owned, most_bytes=MOST) == NEW
    assert everything(program) == NEW | {"README.md": b"read me", ".hidden": b"mine", "people.csv.bak": b"older"}


@given(folders_of_files, folders_of_files)
@settings(max_examples=50, deadline=None)  # disks are slow at times
def test_any_set_of_files_is_saved_and_read(first: dict[str, bytes], second: dict[str, bytes]) -> None:
    """Whatever files follow whatever files: what was saved last is read, in the order of names."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "clinic")
        replace_folder(folder, first, owned=owned)
        replace_folder(folder, second, owned=owned, expected=content_hash(first))

        assert list(read_folder(folder, owned, most_bytes=MOST).items()) == sorted(second.items())
        assert everything(folder) == second


@given(there=folders_of_files, data=folders_of_files, expected=st.none() | folders_of_files)
@settings(max_examples=50, deadline=None)  # disks are slow at times
def test_other_files_are_never_overwritten(
    there: dict[str, bytes], data: dict[str, bytes], expected: dict[str, bytes] | None
) -> None:
    """A folder is saved only over nothing, over what was expected, or when overwriting was asked for."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, inside in there.items():
            (folder / name).write_bytes(inside)
        hashed = None if expected is None else content_hash(expected)
        if not there or expected == there:
            replace_folder(folder, data, owned=owned, expected=hashed)
            assert everything(folder) == data
            return
        with pytest.raises(ModelError) as refused:
            replace_folder(folder, data, owned=owned, expected=hashed)

        assert code_of(refused) == ("SC-403" if expected is None else "SC-402")
        assert everything(folder) == there

        replace_folder(folder, data, owned=owned, expected=hashed, overwrite=True)
        assert everything(folder) == data


def test_unchanged_files_are_not_written_again(program: Path) -> None:
    """A file that already holds the same bytes stays the same file, with its time."""
    before = (program / "units.csv").stat()

    replace_folder(program, NEW, owned=owned, overwrite=True)

    after = (program / "units.csv").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_saving_the_same_again_writes_nothing(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save without a change makes no file and renames none."""

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    for call in ("replace", "rename", "mkdir", "write", "link"):
        monkeypatch.setattr(os, call, fail)

    replace_folder(program, OLD, owned=owned, expected=content_hash(OLD))


def test_disk_that_takes_little_at_once_gets_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that writes only a part of what it is given is given the rest."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))

    replace_file(tmp_path / "clinic.yaml", b"0123456789")
    replace_folder(tmp_path, OLD, owned=owned)

    assert everything(tmp_path) == OLD | {"clinic.yaml": b"0123456789"}


def test_tables_are_never_missing_meanwhile(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other programs find every table that stays, the old one or the new one, at every moment of a save."""
    seen = []

    def look_first(real: Callable[..., object], *arguments: object, **options: object) -> object:
        seen.append((program / "people.csv").exists() and (program / "units.csv").exists())
        return real(*arguments, **options)

    for call in ("open", "replace", "link", "unlink", "fsync"):
        monkeypatch.setattr(os, call, partial(look_first, getattr(os, call)))

    replace_folder(program, NEW, owned=owned, overwrite=True)

    assert len(seen) > 20
    assert all(seen)


def test_forked_child_does_not_keep_the_lock(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that was forked while its parent read, and a lock file that cannot be removed, hold up no save."""
    ear, mouth = os.pipe()
    children = []

    def want(name: str) -> bool:
        if not children:
            children.append(os.fork())
            if children == [0]:
                os.close(mouth)
                os.read(ear, 1)
                os._exit(0)
        return owned(name)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with warnings.catch_warnings(), monkeypatch.context() as patched:
        warnings.simplefilter("ignore", DeprecationWarning)  # test runners have threads; the child needs none of them
        patched.setattr(os, "unlink", refuse)
        read_folder(program, want, most_bytes=MOST)
    try:
        assert (program / ".servicecraft.lock").exists()
        replace_folder(program, NEW, owned=owned, overwrite=True, most_seconds=0)
    finally:
        os.close(mouth)
        os.waitpid(children[0], 0)
        os.close(ear)

    assert read_folder(program, owned, most_bytes=MOST) == NEW


def test_folder_itself_stays(program: Path) -> None:
    """The folder is the same one after a save, also through a link."""
    link = program.with_name("link")
    link.symlink_to(program.name)
    before = program.stat().st_ino

    replace_folder(link, NEW, owned=owned, expected=content_hash(OLD))

    assert link.is_symlink()
    assert program.stat().st_ino == before
    assert read_folder(link, owned, most_bytes=MOST) == NEW


@pytest.mark.parametrize(
    "files",
    [
        {"../people.csv": b""},
        {"/tmp/people.csv": b""},  # noqa: S108
        {"a\\b.csv": b""},
        {"c:people.csv": b""},
        {"..": b""},
        {"": b""},
        {"a\0.csv": b""},
        {"\ud800.csv": b""},
        {".servicecraft.journal": b""},
        {".servicecraft.x.csv": b""},
        {"README.md": b"mine now"},
        {"people.csv": b"", "People.csv": b""},
        {"é.csv": b"", "e\u0301.csv": b""},
    ],
)
def test_names_that_are_no_own_files_are_refused(program: Path, files: dict[str, bytes]) -> None:
    """A name that leaves the folder, is the user's, or is another's twin on some disks is refused; nothing happens."""
    with pytest.raises(ModelError) as refused:
        replace_folder(program, files, owned=lambda name: name != "README.md", overwrite=True)

    assert code_of(refused) == "SC-404"
    assert read_folder(program, owned, most_bytes=MOST) == OLD
    assert (program / "README.md").read_bytes() == b"read me"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("nowhere")])
def test_owned_name_that_is_no_file_is_refused(program: Path, make: Callable[[Path], None]) -> None:
    """A folder or pipe that is named like a table stops reading and saving, and is named in the refusal."""
    make(program / "extra.csv")

    with pytest.raises(ModelError) as unread:
        read_folder(program, owned, most_bytes=MOST)
    with pytest.raises(ModelError) as unsaved:
        replace_folder(program, NEW, owned=owned, overwrite=True)

    assert [code_of(unread), code_of(unsaved)] == ["SC-123", "SC-401"]
    assert unread.value.faults[0].file == unsaved.value.faults[0].file == str(program / "extra.csv")


def test_link_in_a_folder_is_not_replaced(program: Path) -> None:
    """A table that is a link to a file elsewhere is read through; saving a change to it is refused."""
    elsewhere = program.with_name("shared.csv")
    elsewhere.write_bytes(b"shared")
    (program / "shared.csv").symlink_to(elsewhere)
    files = read_folder(program, owned, most_bytes=MOST)

    replace_folder(program, files | {"people.csv": b"x"}, owned=owned, expected=content_hash(files))
    with pytest.raises(ModelError) as refused:
        replace_folder(program, {"shared.csv": b"new"}, owned=owned, overwrite=True)

    assert code_of(refused) == "SC-401"
    assert (program / "shared.csv").is_symlink()
    assert read_folder(program, owned, most_bytes=MOST) == files | {"people.csv": b"x"}


@pytest.fixture
def capitals_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes `People.csv` and `people.csv` for one name, as those of Windows and macOS do."""
    listdir = os.listdir

    def found(named: object) -> object:
        if not isinstance(named, (str, Path)) or not Path(named).parent.is_dir():
            return named
        names = listdir(Path(named).parent)
        same = [name for name in names if name.casefold() == Path(named).name.casefold()]
        return Path(named).with_name(same[0]) if same else named

    def stand_in(name: str) -> Callable[..., object]:
        real = getattr(os, name)
        return lambda *arguments, **options: real(*map(found, arguments), **options)

    isdir = os.path.isdir
    monkeypatch.setattr(Path, "is_dir", lambda path: isdir(path))
    for name in ("open", "lstat", "replace", "unlink", "link", "access"):
        monkeypatch.setattr(os, name, stand_in(name))
    real_stat = os.stat
    busy: list[bool] = []

    def stat_once(named: object, **options: bool) -> object:
        if busy:
            return real_stat(named, **options)  # type: ignore[call-overload]
        busy.append(True)
        try:
            return real_stat(found(named), **options)  # type: ignore[call-overload]
        finally:
            busy.pop()

    monkeypatch.setattr(os, "stat", stat_once)


@pytest.mark.usefixtures("capitals_do_not_count")
def test_table_in_other_capitals_is_replaced(program: Path) -> None:
    """Where capitals do not count, a table that was written `People.csv` by hand becomes `people.csv`; none is lost."""
    (program / "people.csv").rename(program / "aside")
    (program / "aside").rename(program / "People.csv")

    replace_folder(program, OLD | {"people.csv": b"new"}, owned=owned, overwrite=True)

    assert read_folder(program, owned, most_bytes=MOST) == OLD | {"people.csv": b"new"}
    assert sorted(os.listdir(program)) == sorted([*OLD, "README.md", ".hidden", "people.csv.bak"])


@pytest.mark.usefixtures("capitals_do_not_count")
def test_file_of_the_user_in_other_capitals_stays(program: Path) -> None:
    """Where capitals do not count, a file of the user is not overwritten by a table of that name."""
    (program / "Readme.csv").write_bytes(b"mine")

    with pytest.raises(ModelError) as refused:
        replace_folder(
            program,
            OLD | {"README.csv": b"new"},
            owned=lambda name: owned(name) and name != "Readme.csv",
            overwrite=True,
        )

    assert code_of(refused) == "SC-403"
    assert (program / "Readme.csv").read_bytes() == b"mine"
    assert read_folder(program, owned, most_bytes=MOST) == OLD | {"Readme.csv": b"mine"}


def test_file_in_the_place_of_the_folder_stays(tmp_path: Path) -> None:
    """Where a file stands no folder is saved, even when overwriting."""
    (tmp_path / "clinic").write_bytes(b"a file")

    with pytest.raises(ModelError) as refused:
        replace_folder(tmp_path / "clinic", NEW, owned=owned, overwrite=True)

    assert code_of(refused) == "SC-401"
    assert everything(tmp_path) == {"clinic": b"a file"}


def test_refused_save_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that was made for a save that failed is taken away again."""

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", fail)
        with pytest.raises(ModelError) as refused:
            replace_folder(tmp_path / "clinic", NEW, owned=owned)

    assert "disk is full" in reason_of(refused)
    assert everything(tmp_path) == {}


def test_change_by_hand_in_the_last_moment_is_noticed(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that an editor changes while we prepare ours is not overwritten."""
    sync = os.fsync

    def change_and_sync(descriptor: int) -> None:
        (program / "links.csv").write_bytes(b"by hand")
        sync(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", change_and_sync)
        with pytest.raises(ModelError) as refused:
            replace_folder(program, NEW, owned=owned, expected=content_hash(OLD))

    assert code_of(refused) == "SC-402"
    assert read_folder(program, owned, most_bytes=MOST) == OLD | {"links.csv": b"by hand"}


def test_folder_is_read_flat_and_limited(program: Path) -> None:
    """Reading a folder asks for no name of its subfolders or of saving itself, and limits each file."""
    (program / "deeper").mkdir()
    (program / "deeper" / "more.csv").write_bytes(b"x")
    (program / ".servicecraft.lock").write_bytes(b"")
    asked = []

    def want(name: str) -> bool:
        asked.append(name)
        return owned(name)

    assert read_folder(program, want, most_bytes=MOST) == OLD
    assert sorted(asked) == sorted([*OLD, "README.md", ".hidden", "people.csv.bak", "deeper"])
    with pytest.raises(ModelError) as refused:
        read_folder(program, owned, most_bytes=4)
    assert code_of(refused) == "SC-125"
    assert refused.value.faults[0].file == str(program / "units.csv")


def test_reading_without_a_lock_waits_until_nothing_changes(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no lock can be had a reading counts only when nothing changed from before it to after it."""
    read_all = folders._read_all
    saves = [NEW, OLD | {"more.csv": b"1"}]
    seen = []

    def read_and_be_disturbed(*arguments: object) -> dict[str, bytes]:
        found: dict[str, bytes] = read_all(*arguments)  # type: ignore[arg-type]
        seen.append(found)
        if saves:
            replace_folder(program, saves.pop(0), owned=owned, overwrite=True)
        return found

    monkeypatch.setattr(folders, "_read_all", read_and_be_disturbed)
    monkeypatch.setattr(folders, "among_readers", lambda _: nullcontext(folders.ReadLock.NONE))

    assert read_folder(program, owned, most_bytes=MOST) == OLD | {"more.csv": b"1"}
    assert seen == [OLD, NEW, OLD | {"more.csv": b"1"}]


# Journals


def journal(folder: Path, staged: dict[str, bytes], removed: list[str]) -> Path:
    """Leave a folder as a save does that was killed right after it had happened."""
    staging = folder / ".servicecraft.save-1-1"
    staging.mkdir()
    steps: list[list[object]] = [[name, content_hash((folder / name).read_bytes()), True] for name in removed]
    for name, data in staged.items():
        (staging / f"{len(steps)}.new").write_bytes(data)
        before = content_hash((folder / name).read_bytes()) if (folder / name).exists() else None
        steps.append([name, before, False])
    (folder / ".servicecraft.journal").write_text(json.dumps({"staging": staging.name, "steps": steps}))
    return staging


def test_unfinished_save_is_finished_by_reading(program: Path) -> None:
    """A save that had happened is finished by the next reading, and leaves nothing behind."""
    journal(program, {"people.csv": b"Ana\nLuis\n", "phases.csv": b"1\n"}, ["links.csv"])

    assert read_folder(program, owned, most_bytes=MOST) == NEW
    assert everything(program) == NEW | {"README.md": b"read me", ".hidden": b"mine", "people.csv.bak": b"older"}


def test_unfinished_save_counts_for_the_next_one(program: Path) -> None:
    """A saver that expects what stood there before an unfinished save is told of the conflict."""
    journal(program, {"people.csv": b"Ana\nLuis\n", "phases.csv": b"1\n"}, ["links.csv"])

    with pytest.raises(ModelError) as refused:
        replace_folder(program, OLD, owned=owned, expected=content_hash(OLD))

    assert code_of(refused) == "SC-402"
    replace_folder(program, OLD, owned=owned, expected=content_hash(NEW))
    assert read_folder(program, owned, most_bytes=MOST) == OLD


def test_prepared_save_that_never_happened_is_thrown_away(program: Path) -> None:
    """New files without a journal are no save: they are never read, and the next look removes them."""
    journal(program, {"people.csv": b"Ana\nLuis\n"}, ["links.csv"])
    (program / ".servicecraft.journal").unlink()

    assert read_folder(program, owned, most_bytes=MOST) == OLD
    assert everything(program) == OLD | {"README.md": b"read me", ".hidden": b"mine", "people.csv.bak": b"older"}


def test_work_by_hand_on_an_unfinished_save_is_kept(program: Path) -> None:
    """What somebody changed by hand before a killed save was finished is kept beside it."""
    journal(program, {"people.csv": b"Ana\nLuis\n", "phases.csv": b"1\n"}, ["links.csv"])
    (program / "people.csv").write_bytes(b"my work")
    (program / "links.csv").write_bytes(b"my links")
    (program / "phases.csv").write_bytes(b"my phases")
    (program / "people.csv.orig").write_bytes(b"older work")

    assert read_folder(program, owned, most_bytes=MOST) == NEW
    assert (program / "people.csv.orig").read_bytes() == b"older work"
    assert (program / "people.csv.orig2").read_bytes() == b"my work"
    assert (program / "links.csv.orig").read_bytes() == b"my links"
    assert (program / "phases.csv.orig").read_bytes() == b"my phases"


def test_read_only_folder_is_read_through_its_journal(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that we may not write an unfinished save is read as if it were finished, and nothing is written."""
    journal(program, {"people.csv": b"Ana\nLuis\n", "phases.csv": b"1\n"}, ["links.csv"])
    before = {path: path.stat().st_mtime_ns for path in program.rglob("*")}
    real_open = os.open

    def open_for_reading(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real_open(path, flags, mode)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", open_for_reading)
        for call in ("replace", "rename", "unlink", "mkdir", "rmdir", "link", "chmod"):
            patched.setattr(os, call, refuse)
        assert read_folder(program, owned, most_bytes=MOST) == NEW
        with pytest.raises(ModelError) as refused:
            replace_folder(program, NEW, owned=owned, overwrite=True)

    assert "can only be read" in reason_of(refused)
    assert {path: path.stat().st_mtime_ns for path in program.rglob("*")} == before


def test_folder_of_somebody_else_is_read_through_its_journal() -> None:
    """A user without the right to write reads a half finished save of another one whole, as the system enforces it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, data in OLD.items():
            (folder / name).write_bytes(data)
        staging = journal(folder, {"people.csv": b"Ana\nLuis\n", "phases.csv": b"1\n"}, ["links.csv"])
        (staging / "1.new").replace(folder / "people.csv")
        for path in [staging, folder]:
            path.chmod(0o555)
        before = sorted(folder.rglob("*"))
        try:
            child = os.fork()
            if child == 0:
                os._exit(read_as_plain_user(folder))
            _, status = os.waitpid(child, 0)

            assert os.waitstatus_to_exitcode(status) == 0
            assert sorted(folder.rglob("*")) == before
        finally:
            for path in [staging, folder]:
                path.chmod(0o755)


def read_as_plain_user(folder: Path) -> int:
    """0 when a user without special rights reads the new files there."""
    try:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        return 0 if read_folder(folder, owned, most_bytes=MOST) == NEW else 1
    except BaseException:  # the child must not return into the test
        return 2


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        b'{"staging": ".servicecraft.save-1-1"}',
        b'{"staging": "../elsewhere", "steps": []}',
        b'{"staging": ".servicecraft.save-1-1/../..", "steps": []}',
        b'{"staging": ".servicecraft.save-1-1\\n", "steps": []}',
        b'{"staging": ".servicecraft.save-1-1", "steps": [["../people.csv", null, false]]}',
        b'{"staging": ".servicecraft.save-1-1", "steps": [["/etc/passwd", null, true]]}',
        b'{"staging": ".servicecraft.save-1-1", "steps": [[".servicecraft.lock", null, true]]}',
        b'{"staging": ".servicecraft.save-1-1", "steps": [["people.csv", 1, false]]}',
        b'{"staging": ".servicecraft.save-1-1", "steps": [["people.csv", null]]}',
        b'{"staging": ".servicecraft.save-1-1", "steps": {"people.csv": true}}',
    ],
)
def test_damaged_journal_is_refused(program: Path, written: bytes) -> None:
    """A journal that this library did not write stops reading and saving, and nothing changes."""
    (program / ".servicecraft.journal").write_bytes(written)
    before = everything(program)

    with pytest.raises(ModelError) as unread:
        read_folder(program, owned, most_bytes=MOST)
    with pytest.raises(ModelError) as unsaved:
        replace_folder(program, NEW, owned=owned, overwrite=True)

    assert [code_of(unread), code_of(unsaved)] == ["SC-123", "SC-401"]
    assert ".servicecraft.journal is damaged" in reason_of(unread)
    assert everything(program) == before


@given(st.binary(max_size=60) | st.recursive(st.none() | st.text(), st.lists).map(lambda found: repr(found).encode()))
@settings(deadline=None)  # disks are slow at times
def test_no_journal_whatever_brings_a_foreign_error(written: bytes) -> None:
    """Whatever bytes stand in the place of a journal: the program is read or refused, never anything else."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, "people.csv").write_bytes(b"Ana\n")
        Path(place, ".servicecraft.journal").write_bytes(written)

        with pytest.raises(ModelError) as refused:
            read_folder(place, owned, most_bytes=MOST)

        assert code_of(refused) == "SC-123"


def test_prepared_folder_reaches_nothing_outside(program: Path) -> None:
    """A folder made to do harm cannot move or remove files elsewhere through links in the place of staging folders."""
    elsewhere = program.with_name("elsewhere")
    elsewhere.mkdir()
    (elsewhere / "0.new").write_bytes(b"precious")
    (program / ".servicecraft.save-1-1").symlink_to(elsewhere)
    steps = [["stolen.csv", None, False]]
    (program / ".servicecraft.journal").write_text(json.dumps({"staging": ".servicecraft.save-1-1", "steps": steps}))

    with pytest.raises(ModelError):
        read_folder(program, owned, most_bytes=MOST)
    (program / ".servicecraft.journal").unlink()
    replace_folder(program, NEW, owned=owned, overwrite=True)

    assert everything(elsewhere) == {"0.new": b"precious"}
    assert not os.path.lexists(program / ".servicecraft.save-1-1")


# Names from data


@pytest.mark.parametrize("text", ["ana", "people", "2026-06-30", "a.b", "ana_perez", "x" * 100, "unit-7"])
def test_harmless_names_stay(text: str) -> None:
    """A text that is a safe name already is its own name."""
    assert safe_name(text) == text


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", "file-"),
        (".", "file-"),
        ("..", "file-"),
        ("../../etc/passwd", "etc-passwd-"),
        ("..\\..\\boot.ini", "boot-ini-"),
        ("a/b", "a-b-"),
        ("a\u2044b", "ab-"),
        ("a\u2215b", "ab-"),
        ("a\uff0fb", "a-b-"),
        ("con", "con-"),
        ("CON", "con-"),
        ("nul.txt", "nul-txt-"),
        ("com1", "com1-"),
        ("LPT9.csv", "lpt9-csv-"),
        ("com\u00b9", "com1-"),
        ("name.", "name-"),
        ("name ", "name-"),
        (".bashrc", "bashrc-"),
        ("-rf", "rf-"),
        ("José Ñandú", "jose-nandu-"),
        ("安全", "file-"),
        ("a\0b", "a-b-"),
        ("line\nbreak", "line-break-"),
        ("x" * 300, "x" * 87 + "-"),
        ("\ud800", "file-"),
        ("<script>", "script-"),
        ("a:b", "a-b-"),
    ],
)
def test_harmful_names_are_made_safe(text: str, begins: str) -> None:
    """A text that is no safe name gives a readable rest and a hash."""
    assert re.fullmatch(re.escape(begins) + "[0-9a-f]{12}", safe_name(text))


hostile = st.text(st.sampled_from("aAbBnNcCoO01/\\.. -_:\u0130\u0131ßéE\u0301\uff0f\u2215\u202e\0")) | st.text()


@given(hostile)
def test_safe_names_can_be_written_everywhere(text: str) -> None:
    """A safe name is short, plain, stays in its folder, and is no name that Windows keeps for a device."""
    name = safe_name(text)

    assert re.fullmatch(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?", name)
    assert ".." not in name
    assert len(name) <= 100
    assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name)


@given(hostile, hostile)
def test_two_texts_get_two_names(one: str, other: str) -> None:
    """Two texts never get names that are one on a disk that ignores capitals or the writing of accents."""
    assume(one != other)

    def on_disk(text: str) -> str:
        return unicodedata.normalize("NFC", safe_name(text)).casefold()

    assert on_disk(one) != on_disk(other)


@given(hostile)
def test_made_names_cannot_be_taken_by_another_text(text: str) -> None:
    """A text that spells the safe name of another one gets a name of its own."""
    made = safe_name(text)
    assume(made != text)

    assert safe_name(made) != made


def test_file_of_a_safe_name_stays_in_its_folder(tmp_path: Path) -> None:
    """Files that are named from hostile texts all stand in the chosen folder."""
    texts = ["..", "../up", "/etc/passwd", "CON", "con", "a" * 500, "a" * 501, "Ana", "ana", "\0", "x."]
    for text in texts:
        replace_file(tmp_path / f"{safe_name(text)}.html", text.encode())

    assert sorted(everything(tmp_path).values()) == sorted(text.encode() for text in texts)
