"""
One at a time: locks that the system releases by itself when a process dies.

The lock stands on a small hidden file beside what it protects. The file is removed after use; whoever gets a lock
checks that the file is still the one that others will find under that name. A disk that knows no locks (some network
disks) is used without: then a save is still whole, and only two savers at the same moment can miss each other.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path

from servicecraft.files.rawfiles import NotARegularFileError, SomebodyIsSavingError

MOST_SECONDS = 30.0
"""How long to wait for somebody else's save."""

_KNOWS_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
_SHORTEST_PAUSE = 0.001
_LONGEST_PAUSE = 0.02

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int, *, shared: bool) -> bool:  # noqa: ARG001 - Windows has no shared lock of this kind
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise
        return True

    def _let_go(descriptor: int, path: Path, *, shared: bool) -> None:  # noqa: ARG001
        # A file that somebody has open cannot be removed on Windows, so a lock in use stays by itself.
        with suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        _close(descriptor)
        _remove(path)

else:
    import fcntl

    def _try_lock(descriptor: int, *, shared: bool) -> bool:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go(descriptor: int, path: Path, *, shared: bool) -> None:
        try:
            with suppress(OSError):
                # Other readers may rely on the file: only the last one, who alone can lock it for itself, removes it.
                if (not shared or _try_lock(descriptor, shared=False)) and _is_still(descriptor, path):
                    path.unlink()
            with suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_UN)  # a forked child with the same descriptor would go on holding it
        finally:
            _close(descriptor)


@contextmanager
def alone(path: Path, *, most_seconds: float) -> Iterator[bool]:
    """
    Hold the lock that nobody else can hold at the same time.

    Yields:
        Whether it is held: some disks know no locks.

    Raises:
        SomebodyIsSavingError: When somebody else held it all the time.
        OSError: When the lock file cannot be made.
    """
    try:
        descriptor = _wait_for(path, most_seconds)
    except OSError as error:
        if error.errno not in _KNOWS_NO_LOCKS:
            raise
        _remove(path)
        yield False
        return
    try:
        yield True
    finally:
        _let_go(descriptor, path, shared=False)


class ReadLock(Enum):
    """How a reader stands to the lock."""

    HELD = "no writer can come"
    TAKEN = "a writer has it"
    NONE = "there is none: the folder is read-only to us, or the disk knows no locks"


@contextmanager
def among_readers(path: Path) -> Iterator[ReadLock]:
    """Hold, if it can be had at once, the lock that keeps writers away and lets other readers in."""
    try:
        descriptor = _try_once(path, shared=True)
    except OSError as error:
        if error.errno in _KNOWS_NO_LOCKS:
            _remove(path)
        yield ReadLock.NONE
        return
    if descriptor is None:
        yield ReadLock.TAKEN
        return
    try:
        yield ReadLock.HELD
    finally:
        _let_go(descriptor, path, shared=True)


def _close(descriptor: int) -> None:
    with suppress(OSError):  # nothing was written to it that could be lost
        os.close(descriptor)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _wait_for(path: Path, most_seconds: float) -> int:
    for _ in tries(most_seconds):
        descriptor = _try_once(path, shared=False)
        if descriptor is not None:
            return descriptor
    raise SomebodyIsSavingError(errno.EWOULDBLOCK, os.strerror(errno.EWOULDBLOCK))


def tries(most_seconds: float) -> Iterator[None]:
    """One try at once and, with growing pauses between, more until the time is over."""
    end = time.monotonic() + most_seconds
    pause = _SHORTEST_PAUSE
    yield
    while time.monotonic() < end:
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
        yield


def _try_once(path: Path, *, shared: bool) -> int | None:
    """A descriptor that holds the lock, or `None` where somebody else has it or has just removed its file."""
    descriptor = _open_lock_file(path)
    try:
        held = _try_lock(descriptor, shared=shared) and _is_still(descriptor, path)
    except BaseException:
        _close(descriptor)
        raise
    if held:
        return descriptor
    _close(descriptor)
    return None


def _open_lock_file(path: Path) -> int:
    careful: int = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | careful, 0o666)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        try:
            descriptor = os.open(path, os.O_RDONLY | careful)  # made by somebody else; reading is enough to lock it
        except FileNotFoundError:
            raise error from None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    _close(descriptor)
    raise NotARegularFileError(path)


def _is_still(descriptor: int, path: Path) -> bool:
    """Whether the open file is the one that stands there under this name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False
