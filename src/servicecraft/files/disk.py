"""
Bytes in files and folders, read and written so that nothing is ever lost or half there.

What the bytes mean is another module's question. A save either happens whole or not at all, whatever dies in between:
the program, the disk, the power. Somebody else's save in the meantime is noticed and never overwritten in silence.

Kept by a save: permissions, the owner where the system lets us, symbolic links to a single file. Not kept: further hard
links (they go on showing the old file) and access lists beyond the permissions.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from servicecraft.files.filenames import safe_name
from servicecraft.files.folders import read_folder, replace_folder
from servicecraft.files.journal import own_number
from servicecraft.files.locking import MOST_SECONDS, alone
from servicecraft.files.rawfiles import (
    as_path,
    content_hash,
    digest,
    read_bytes,
    real_path,
    require_parent,
    require_regular,
    require_writable,
    stands,
    status_of,
    sync_folder,
    write_new,
)
from servicecraft.files.refusals import MEGABYTE, reading, refusal, saving

__all__ = [
    "MEGABYTE",
    "content_hash",
    "read_file",
    "read_folder",
    "replace_file",
    "replace_folder",
    "safe_name",
]

_LONGEST_NAME_SHOWN = 150


def read_file(path: str | os.PathLike[str], *, most_bytes: int) -> bytes:
    """
    All bytes of a regular file, or of the one that a symbolic link leads to.

    Raises:
        ModelError: SC-123 where it cannot be read, whatever the reason; SC-125 where it is larger than *most_bytes*.
    """
    with reading(path):
        return read_bytes(as_path(path), most_bytes=most_bytes)


def replace_file(
    path: str | os.PathLike[str],
    data: bytes,
    *,
    expected: str | None = None,
    overwrite: bool = False,
    most_seconds: float = MOST_SECONDS,
) -> None:
    """
    Make a file hold these bytes, or leave it as it is.

    Args:
        path: Where. Of a symbolic link, the file that it leads to is replaced.
        data: The new bytes.
        expected: `content_hash` of what was read from there; `None` for a new file.
        overwrite: Whether to replace whatever stands there.
        most_seconds: How long to wait for somebody else's save.

    Raises:
        ModelError: SC-401 where the system refuses; SC-402 where the file is no longer the *expected* one; SC-403 where
            a file stands there and none was expected. In each case the file is as it was.
    """
    with saving(path):
        target = real_path(path)
        require_parent(target)
        _require_replaceable(target)

        def look() -> None:
            _refuse_other_file(path, target, expected, overwrite=overwrite)

        with alone(_beside(target, ".lock"), most_seconds=most_seconds):
            _remove_strays(target)
            look()
            _replace_whole(target, data, last_look=look)


def _require_replaceable(target: Path) -> None:
    """Raise an error where something else than a file stands, or a protected one."""
    status = status_of(target)
    if status is not None:
        require_regular(status)
        require_writable(target)


def _beside(target: Path, ending: str) -> Path:
    """A hidden file in the same folder that shows whose it is."""
    name = target.name
    if len(os.fsencode(name)) > _LONGEST_NAME_SHOWN:
        name = f"{name[:40]}-{sha256(os.fsencode(name)).hexdigest()[:12]}"
    return target.with_name(f".{name}{ending}")


def _remove_strays(target: Path) -> None:
    """Remove what saves of this file left that were killed; we hold the lock, so none of them is at work."""
    ours = re.compile(re.escape(_beside(target, "").name) + r"\.[0-9]+-[0-9]+\.(saving|kept)")
    for path in list(target.parent.iterdir()):
        if ours.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


def _refuse_other_file(path: str | os.PathLike[str], target: Path, expected: str | None, *, overwrite: bool) -> None:
    if overwrite or not stands(target):
        return
    if expected is None:
        raise refusal("SC-403", path)
    if digest(target) != expected:
        raise refusal("SC-402", path)


def _replace_whole(target: Path, data: bytes, *, last_look: Callable[[], None]) -> None:
    new, old = (_beside(target, f".{own_number()}.{kind}") for kind in ("saving", "kept"))
    try:
        write_new(new, data, like=target)
        last_look()
        _put_in_place(new, target, old)
    finally:
        for stray in (new, old):
            with suppress(OSError):
                stray.unlink()


def _put_in_place(new: Path, target: Path, old: Path) -> None:
    """Replace the file and, where the disk does not confirm it, put back the old one, kept under a second name."""
    was_there = stands(target)
    if was_there:
        with suppress(OSError):  # a disk without hard links
            old.hardlink_to(target)
    try:
        new.replace(target)
        sync_folder(target.parent)
    except OSError:
        if stands(new):
            raise  # nothing has happened yet
        if was_there and not stands(old):
            return  # the new file stands there whole; only a power cut in these seconds could bring the old one back
        if was_there:
            old.replace(target)
        else:
            target.unlink()
        raise
