"""
What is said when the disk refuses: the system's errors, and those of `rawfiles`, in plain words.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.files.rawfiles import (
    DamagedJournalError,
    FileTooLargeError,
    NoFolderError,
    NotAFileNameError,
    NotARegularFileError,
    SomebodyIsSavingError,
)
from servicecraft.words import sentence

MEGABYTE = 1_000_000
"""Bytes in what limits and messages call a megabyte."""

_LONGEST_VALUE = 60


@contextmanager
def reading(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn the system's errors into refusals to read: SC-123, or SC-125 where a file is too large."""
    try:
        yield
    except FileTooLargeError as error:
        raise ModelError.of(
            "SC-125",
            file=os.fspath(path),
            limit=f"{error.most_bytes / MEGABYTE:g}",
            what=SpokenFact(sentence("megabytes in one file")),
            option="file_megabytes",
        ) from error
    except OSError as error:
        raise refusal("SC-123", path, reason=reason_of(error)) from error


@contextmanager
def saving(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn the system's errors into refusals to save: SC-401."""
    try:
        yield
    except OSError as error:
        raise refusal("SC-401", path, reason=reason_of(error)) from error


def refusal(code: str, path: str | os.PathLike[str], **facts: SpokenFact) -> ModelError:
    """The error about a path; of a long one, the value shows the end, which tells most."""
    named = os.fspath(path)
    value = named if len(named) <= _LONGEST_VALUE else f"…{named[1 - _LONGEST_VALUE :]}"
    return ModelError.of(code, value, file=named, **facts)


def reason_of(error: OSError) -> SpokenFact:
    """Why the system refused, as a sentence."""
    if getattr(error, "winerror", None) in (32, 33):  # Windows: sharing violation, lock violation
        return SpokenFact(_IN_USE)
    for kind, said in _BY_KIND:
        if isinstance(error, kind):
            return SpokenFact(said)
    said_by_number = _BY_NUMBER.get(error.errno or 0)
    if said_by_number is not None:
        return SpokenFact(said_by_number)
    return SpokenFact(sentence("the system reports: {detail}."), detail=error.strerror or type(error).__name__)


_IN_USE = sentence("another program holds it open.")

_BY_KIND: tuple[tuple[type[OSError], str], ...] = (
    (NotAFileNameError, sentence("this cannot be the name of a file.")),
    (NoFolderError, sentence("the folder in which it should stand does not exist.")),
    (NotARegularFileError, sentence("it is no regular file but a pipe, a socket or a device.")),
    (SomebodyIsSavingError, sentence("somebody else is saving it at this moment.")),
    (
        DamagedJournalError,
        sentence("a save was interrupted, and its record .servicecraft.journal is damaged; delete that file to go on."),
    ),
)

_BY_NUMBER = {
    errno.ENOENT: sentence("there is no such file or folder."),
    errno.ENOTDIR: sentence("a part of the path is no folder."),
    errno.EISDIR: sentence("it is a folder."),
    errno.ELOOP: sentence("its symbolic links run in a circle."),
    errno.ENAMETOOLONG: sentence("the name is too long for this disk."),
    errno.EACCES: sentence("there is no permission."),
    errno.EPERM: sentence("there is no permission."),
    errno.EROFS: sentence("the disk can only be read."),
    errno.ENOSPC: sentence("the disk is full."),
    errno.EFBIG: sentence("the file is too large for this disk."),
    errno.EIO: sentence("the disk reports an error."),
    errno.EBUSY: _IN_USE,
    errno.EXDEV: sentence("it lies on two disks."),
} | {
    number: said
    for name, said in (
        ("EDQUOT", sentence("your share of the disk is used up.")),
        ("ESTALE", sentence("it vanished while it was being read.")),
        ("ETXTBSY", _IN_USE),
    )
    if (number := getattr(errno, name, None)) is not None
}
