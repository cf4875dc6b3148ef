"""
The files of one folder, read and saved as one thing.

What a save of several files goes through is told in `journal`; here it is decided whether it may happen.
"""

from __future__ import annotations

import errno
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.files.journal import (
    JOURNAL,
    LOCK,
    Journal,
    contents,
    is_ours,
    is_plain_name,
    left_behind,
    save_together,
    settle,
)
from servicecraft.files.locking import MOST_SECONDS, ReadLock, alone, among_readers, tries
from servicecraft.files.rawfiles import (
    SomebodyIsSavingError,
    as_path,
    content_hash,
    digest,
    hash_of_folder,
    read_bytes,
    real_path,
    require_parent,
    require_writable,
    stands,
    sync_folder,
)
from servicecraft.files.refusals import reading, refusal, saving
from servicecraft.words import sentence


def read_folder(
    path: str | os.PathLike[str],
    names_wanted: Callable[[str], bool],
    *,
    most_bytes: int,
    most_seconds: float = MOST_SECONDS,
) -> dict[str, bytes]:
    """
    The wanted files of one folder, all as one save left them.

    A save that was interrupted is first finished, or thrown away where it had not happened yet; in a folder that is
    read-only to us it is read as if that were done. While somebody else prepares a save, what was there before is read.

    Args:
        path: The folder; what stands in its subfolders is not read.
        names_wanted: Which names count. The names that saving uses for itself are never asked for.
        most_bytes: The most that one file may hold.
        most_seconds: How long to wait for the moment in which somebody else's save happens.

    Returns:
        Contents by name, in the order of names.

    Raises:
        ModelError: SC-123 where the folder or a wanted file cannot be read; SC-125 where a file is too large.
    """
    with reading(path):
        folder = real_path(path)
        if left_behind(found.name for found in folder.iterdir()):
            _settle_where_allowed(folder)

        def read() -> dict[str, bytes]:
            return _read_all(as_path(path), contents(folder, names_wanted), most_bytes)

        def state() -> object:
            return _state(folder, names_wanted)

        for _ in tries(most_seconds):
            with among_readers(folder / LOCK) as lock:
                found = read() if lock is ReadLock.HELD else _read_if_quiet(folder, lock, read, state)
            if found is not None:
                return found
        raise SomebodyIsSavingError(errno.EWOULDBLOCK, os.strerror(errno.EWOULDBLOCK))


def replace_folder(
    path: str | os.PathLike[str],
    files: Mapping[str, bytes],
    *,
    owned: Callable[[str], bool],
    expected: str | None = None,
    overwrite: bool = False,
    most_seconds: float = MOST_SECONDS,
) -> None:
    """
    Make a folder's own files exactly these, all at once or not at all.

    Files that already hold the same bytes are left alone. The folder is made where there is none; it is never replaced
    or renamed. A file that somebody changes by hand while an interrupted save waits to be finished is kept as `….orig`.

    Args:
        path: The folder.
        files: Contents by name.
        owned: Which names belong to the program: those not in *files* are removed, all others are never touched.
        expected: `content_hash` of the owned files that were read from there; `None` for a new program.
        overwrite: Whether to replace whatever owned files stand there.
        most_seconds: How long to wait for somebody else's save.

    Raises:
        ModelError: SC-401 where the system refuses; SC-402 where the owned files are no longer the *expected* ones;
            SC-403 where owned files stand there and none were expected; SC-404 where a name cannot be a file of this
            folder. In each case the folder is as it was.
    """
    _refuse_names(path, files, owned)
    with saving(path):
        folder = real_path(path)
        require_parent(folder)
        with _made_where_missing(folder), alone(folder / LOCK, most_seconds=most_seconds):
            settle(folder)
            standing = _digests(path, folder, owned)

            def look() -> None:
                if not overwrite and _digests(path, folder, owned) != standing:
                    raise refusal("SC-402", path)

            _refuse_other_folder(path, standing, expected, overwrite=overwrite)
            journal = _plan(folder, standing, files)
            if journal.steps:
                _refuse_untouchable(path, journal)
                save_together(journal, files, last_look=look)


def _plan(folder: Path, standing: Mapping[str, str], files: Mapping[str, bytes]) -> Journal:
    """The least that has to be done so that the folder holds these files."""
    changed = [name for name, data in files.items() if standing.get(name) != content_hash(data)]
    return Journal.planned(
        folder,
        written={name: standing.get(name) for name in changed},
        removed={name: before for name, before in standing.items() if name not in files},
    )


def _refuse_names(path: str | os.PathLike[str], files: Mapping[str, bytes], owned: Callable[[str], bool]) -> None:
    """Refuse names that lead out of the folder, belong to the user, or are one name on some disks."""
    seen: set[str] = set()
    for name in files:
        folded = unicodedata.normalize("NFC", name.casefold())
        if not is_plain_name(name):
            reason = SpokenFact(sentence("this cannot be the name of a file."))
        elif not owned(name):
            reason = SpokenFact(sentence("it is none of the program's own files."))
        elif folded in seen:
            reason = SpokenFact(sentence("another file differs from it only in capitals or accents' writing."))
        else:
            seen.add(folded)
            continue
        raise ModelError.of("SC-404", name, file=os.fspath(path), reason=reason)


@contextmanager
def _made_where_missing(folder: Path) -> Iterator[None]:
    """Have the folder; take it away again where nothing came to stand in it."""
    if folder.is_dir() or not _has_made(folder):
        yield
        return
    try:
        sync_folder(folder.parent)
        yield
    except BaseException:
        with suppress(OSError):
            folder.rmdir()
        raise


def _has_made(folder: Path) -> bool:
    try:
        folder.mkdir()
    except FileExistsError:  # somebody was faster, or a file stands there, which the lock will find
        return False
    return True


def _digests(path: str | os.PathLike[str], folder: Path, owned: Callable[[str], bool]) -> dict[str, str]:
    found = {}
    for standing in folder.iterdir():
        if not is_ours(standing.name) and owned(standing.name):
            with saving(as_path(path) / standing.name):
                found[standing.name] = digest(standing)
    return found


def _refuse_other_folder(
    path: str | os.PathLike[str], standing: Mapping[str, str], expected: str | None, *, overwrite: bool
) -> None:
    if overwrite or not standing:
        return
    if expected is None:
        raise refusal("SC-403", path)
    if hash_of_folder(standing) != expected:
        raise refusal("SC-402", path)


def _refuse_untouchable(path: str | os.PathLike[str], journal: Journal) -> None:
    """Refuse a save that would replace a link, a protected file, or a file that is not the program's."""
    for step in journal.steps:
        standing, shown = journal.folder / step.name, as_path(path) / step.name
        with saving(shown):
            require_writable(standing)
        if standing.is_symlink():
            raise refusal("SC-401", shown, reason=SpokenFact(_LINKED))
        if step.before is None and stands(standing) and not _is_on_its_way_out(standing, journal):
            raise refusal("SC-403", shown)


_LINKED = sentence("it is a link to a file elsewhere, and a folder is saved as one, with files of its own.")


def _is_on_its_way_out(standing: Path, journal: Journal) -> bool:
    """Whether a name that no file seemed to have is another writing of one that is removed: `People.csv`."""
    return any(step.removes and standing.samefile(journal.folder / step.name) for step in journal.steps)


def _settle_where_allowed(folder: Path) -> None:
    """Finish what a dead process left; where we may not, or somebody is at work, reading looks ahead instead."""
    with suppress(OSError), alone(folder / LOCK, most_seconds=0) as held:
        if held:
            settle(folder)


def _read_all(shown: Path, found: Mapping[str, Path], most_bytes: int) -> dict[str, bytes]:
    read = {}
    for name, path in found.items():
        with reading(shown / name):
            read[name] = read_bytes(path, most_bytes=most_bytes)
    return read


def _read_if_quiet(
    folder: Path, lock: ReadLock, read: Callable[[], dict[str, bytes]], state: Callable[[], object]
) -> dict[str, bytes] | None:
    """
    What is read without a lock; `None` where something changed from before the reading to after it.

    A writer who is at work prepares first, and changes nothing that is read. Only when its journal stands there do we
    wait: it may still have to take everything back.
    """
    before = state()
    if lock is ReadLock.TAKEN and stands(folder / JOURNAL):
        return None
    try:
        found = read()
    except (ModelError, OSError):
        if state() == before:
            raise
        return None
    return found if state() == before else None


def _state(folder: Path, names_wanted: Callable[[str], bool]) -> dict[str, tuple[int, ...] | None]:
    """What changes whenever a save changes one of the wanted files, or begins or ends."""
    return {
        path.name: _marks(path)
        for path in folder.iterdir()
        if path.name == JOURNAL or (not is_ours(path.name) and names_wanted(path.name))
    }


def _marks(path: Path) -> tuple[int, ...] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
