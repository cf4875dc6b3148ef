"""
Single files as the disk holds them: bytes in, bytes out.

What belongs together, who may write when, and what a refusal is called is for the modules that use this one: here the
system's errors are raised as they come, with a few of the same family that it has no word for.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

PIECE = 1 << 20
"""Bytes that are read at once."""

_BINARY: int = getattr(os, "O_BINARY", 0)
_FOLDER: int = getattr(os, "O_DIRECTORY", 0)
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
_NO_WAITING: int = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class NotAFileNameError(OSError):
    """The text cannot be the name of any file."""


class NotARegularFileError(OSError):
    """Something stands there that holds no lasting bytes: a pipe, a socket, a device."""


class NoFolderError(OSError):
    """The folder in which something should be made does not exist."""


class FileTooLargeError(OSError):
    """More bytes came out of a file than was allowed."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__(most_bytes)
        self.most_bytes = most_bytes


class SomebodyIsSavingError(OSError):
    """Somebody else held the lock for the whole time that was given."""


class DamagedJournalError(OSError):
    """The record of an unfinished save is not one that this library wrote."""


def as_path(named: str | os.PathLike[str]) -> Path:
    """The path that was named, where such a name can exist at all."""
    try:
        encoded = os.fsencode(named)
    except ValueError as error:
        raise NotAFileNameError(str(error)) from error
    if not encoded or b"\0" in encoded:
        raise NotAFileNameError(os.fspath(named))
    return Path(named)


def real_path(named: str | os.PathLike[str]) -> Path:
    """Where the named file or folder really stands, with every symbolic link followed."""
    return Path(os.path.realpath(as_path(named)))


def require_regular(status: os.stat_result) -> None:
    """Raise an error unless it is the status of a regular file."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise NotARegularFileError(status.st_mode)


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """
    A descriptor from which a regular file is read.

    Nothing waits here: a device is not even opened, and what becomes a pipe between the look and the opening is opened
    without waiting for a writer.
    """
    require_regular(path.stat())
    descriptor = os.open(path, os.O_RDONLY | _NO_WAITING | _BINARY)
    try:
        require_regular(os.fstat(descriptor))
        yield descriptor
    finally:
        os.close(descriptor)


def read_bytes(path: Path, *, most_bytes: int) -> bytes:
    """All bytes of a regular file, counted while they are read: a status may lie about the size, or grow old."""
    pieces = bytearray()
    with opened(path) as descriptor:
        while piece := os.read(descriptor, min(PIECE, most_bytes + 1 - len(pieces))):
            pieces += piece
            if len(pieces) > most_bytes:
                raise FileTooLargeError(most_bytes)
    return bytes(pieces)


def digest(path: Path) -> str:
    """SHA-256 of a regular file of any size, in hexadecimal digits."""
    found = sha256()
    with opened(path) as descriptor:
        while piece := os.read(descriptor, PIECE):
            found.update(piece)
    return found.hexdigest()


def content_hash(data: bytes | Mapping[str, bytes]) -> str:
    """
    SHA-256 of a file, or of a folder's files by their names, in hexadecimal digits.

    The order in which a folder's files are given makes no difference; names, contents and where one ends do.
    """
    if isinstance(data, bytes):
        return sha256(data).hexdigest()
    return hash_of_folder({name: content_hash(inside) for name, inside in data.items()})


def hash_of_folder(digests: Mapping[str, str]) -> str:
    """The `content_hash` of a folder, from those of its files."""
    whole = sha256()
    for name in sorted(digests):
        spelled = name.encode("utf-8", "surrogatepass")
        whole.update(b"%d %s %s\n" % (len(spelled), spelled, digests[name].encode("ascii")))
    return whole.hexdigest()


def write_new(path: Path, data: bytes, *, like: Path | None = None) -> None:
    """
    Make a file that was not there and wait until its bytes have reached the disk.

    Args:
        path: Where; nothing may stand there.
        data: What.
        like: A file whose permissions and, where the system lets us, owner the new one takes over. Where it does not
            exist, the new file gets what the folder and the user's mask give.
    """
    model = status_of(like)
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY, 0o666 if model is None else 0o600
    )
    try:
        _write_all(descriptor, data)
        if model is not None:
            _keep_owner(path, model)
            path.chmod(stat.S_IMODE(model.st_mode))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _keep_owner(path: Path, model: os.stat_result) -> None:
    made = path.stat()
    if sys.platform != "win32" and (made.st_uid, made.st_gid) != (model.st_uid, model.st_gid):
        with suppress(PermissionError):  # only the superuser gives files away
            os.chown(path, model.st_uid, model.st_gid, follow_symlinks=False)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder have reached the disk, on systems that can be asked to."""
    if sys.platform != "win32":
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | _FOLDER)
    except PermissionError:  # a folder that may be written and not listed
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):  # this disk does not sync folders
            raise
    finally:
        os.close(descriptor)


def status_of(path: Path | None) -> os.stat_result | None:
    """What the system says about a file, links followed; `None` where there is nothing."""
    try:
        return None if path is None else path.stat()
    except FileNotFoundError:
        return None


def stands(path: Path) -> bool:
    """Whether anything stands there, be it a link that leads nowhere."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def require_parent(path: Path) -> None:
    """Raise an error where the folder is missing in which this stands or should stand."""
    if not stands(path.parent):
        raise NoFolderError(path.parent)


def require_writable(path: Path) -> None:
    """
    Raise an error where a file is there and protected against writing.

    Renaming over it would work all the same; but whoever protected the file did so to keep it.
    """
    if not os.access(path, os.W_OK) and stands(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
