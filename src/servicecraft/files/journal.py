"""
Several files of one folder, saved as one act.

New files are first written into a staging folder inside the folder. Then one small file, the journal, gets its name:
from this moment the save has happened, and whoever comes next finishes it, even when the saver was killed. Before this
moment it has not happened, and whoever comes next throws the staging folder away.

Who may write when is decided elsewhere: the functions that change something expect that the folder is locked.
"""

from __future__ import annotations

import json
import os
import re
import stat
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from attrs import frozen

from servicecraft.files.rawfiles import (
    DamagedJournalError,
    digest,
    read_bytes,
    stands,
    sync_folder,
    write_new,
)

OURS = ".servicecraft."
"""How the names begin that a folder's save uses for itself."""

LOCK = f"{OURS}lock"
JOURNAL = f"{OURS}journal"
_STAGING = f"{OURS}save-"
_STAGING_NAME = re.compile(re.escape(_STAGING) + r"[0-9]+-[0-9]+")
_MOST_JOURNAL_BYTES = 64_000_000


@frozen(kw_only=True)
class Step:
    """
    One file that a save changes.

    Attributes:
        number: Which step of the save it is, from 0.
        name: The file's name in the folder.
        before: SHA-256 of what stood there when the save began; `None` where nothing did.
        removes: Whether the file goes away; otherwise a new one takes its place.
    """

    number: int
    name: str
    before: str | None
    removes: bool


@frozen(kw_only=True)
class Journal:
    """
    A save that has happened, file by file.

    Attributes:
        folder: The folder that is saved into.
        staging: Name of the folder in it that holds the new files, and the old ones until the save is finished.
        steps: Removals first: on a disk that takes `People.csv` and `people.csv` for one name, the old one has to be
            out of the way.
    """

    folder: Path
    staging: str
    steps: tuple[Step, ...]

    @classmethod
    def planned(cls, folder: Path, *, written: Mapping[str, str | None], removed: Mapping[str, str]) -> Self:
        """The journal of a save, from the names it writes and removes and what stands there before."""
        changes: list[tuple[str, str | None, bool]] = [(name, removed[name], True) for name in sorted(removed)]
        changes += [(name, written[name], False) for name in sorted(written)]
        steps = tuple(
            Step(number=number, name=name, before=before, removes=removes)
            for number, (name, before, removes) in enumerate(changes)
        )
        return cls(folder=folder, staging=f"{_STAGING}{own_number()}", steps=steps)

    @property
    def path(self) -> Path:
        """Where the journal stands once the save has happened."""
        return self.folder / JOURNAL

    @property
    def staged(self) -> Path:
        """Where the journal stands before."""
        return self.staging_folder / "journal"

    @property
    def staging_folder(self) -> Path:
        """The folder with the new files."""
        return self.folder / self.staging

    def new(self, step: Step) -> Path:
        """The new file of a step, until it takes its place."""
        return self.staging_folder / f"{step.number}.new"

    def old(self, step: Step) -> Path:
        """Where the file that a step replaces or removes is kept, until the save is finished."""
        return self.staging_folder / f"{step.number}.old"

    def as_bytes(self) -> bytes:
        """The journal as it is written."""
        steps = [[step.name, step.before, step.removes] for step in self.steps]
        return json.dumps({"staging": self.staging, "steps": steps}, indent=1).encode("ascii")


def own_number() -> str:
    """A number that no other saver at work on this computer has."""
    return f"{os.getpid()}-{threading.get_ident()}"


def is_ours(name: str) -> bool:
    """Whether a name in a folder belongs to the saving itself."""
    return name.startswith(OURS)


def is_plain_name(name: str) -> bool:
    """Whether a name stays inside its folder on every system, and is not one that saving uses for itself."""
    try:
        os.fsencode(name)
    except ValueError:
        return False
    return name not in ("", ".", "..") and not set(name) & set("/\\:\0") and not is_ours(name)


def left_behind(names: Iterable[str]) -> bool:
    """Whether the names in a folder show a save that was not finished, or is not finished yet."""
    return any(name == JOURNAL or name.startswith(_STAGING) for name in names)


def read_journal(folder: Path) -> Journal | None:
    """
    The save that has happened in a folder and may not be finished; `None` where there is none.

    Raises:
        DamagedJournalError: When the journal is not one that was written here. Folders come by mail: a journal must not
            be able to name anything outside.
    """
    try:
        written = read_bytes(folder / JOURNAL, most_bytes=_MOST_JOURNAL_BYTES)
    except FileNotFoundError:
        return None
    try:
        found = _understood(folder, json.loads(written))
    except (ValueError, RecursionError) as error:
        raise DamagedJournalError(JOURNAL) from error
    if found is None or not _is_own_folder(found.staging_folder):
        raise DamagedJournalError(JOURNAL)
    return found


def _understood(folder: Path, written: object) -> Journal | None:
    match written:
        case {"staging": str(staging), "steps": [*steps]} if _STAGING_NAME.fullmatch(staging):
            understood = [_understood_step(number, step) for number, step in enumerate(steps)]
            good = tuple(step for step in understood if step is not None)
            return Journal(folder=folder, staging=staging, steps=good) if len(good) == len(steps) else None
    return None


def _understood_step(number: int, written: object) -> Step | None:
    match written:
        case [str(name), (str() | None) as before, bool(removes)] if is_plain_name(name):
            return Step(number=number, name=name, before=before, removes=removes)
    return None


def _is_own_folder(path: Path) -> bool:
    """Whether it is a folder and not a link to one elsewhere; a folder that is gone was finished with."""
    return not stands(path) or stat.S_ISDIR(path.lstat().st_mode)


def contents(folder: Path, wanted: Callable[[str], bool]) -> dict[str, Path]:
    """
    Where the bytes of every wanted file stand, in the order of names, as if an unfinished save were finished.

    Args:
        folder: The folder.
        wanted: Which names count.
    """
    found = {path.name: path for path in folder.iterdir() if not is_ours(path.name)}
    journal = read_journal(folder)
    if journal is not None:
        _look_ahead(journal, found)
    return {name: found[name] for name in sorted(found) if wanted(name)}


def _look_ahead(journal: Journal, found: dict[str, Path]) -> None:
    for step in journal.steps:
        if step.removes and not stands(journal.old(step)):
            found.pop(step.name, None)
        elif not step.removes and stands(journal.new(step)):
            found[step.name] = journal.new(step)


def settle(folder: Path) -> None:
    """Finish the save that has happened in a folder, and throw away what was only prepared."""
    journal = read_journal(folder)
    if journal is not None:
        _carry_out(journal)
        journal.path.unlink()
        sync_folder(folder)
    for path in list(folder.iterdir()):
        if path.name.startswith(_STAGING):
            _discard(path)


def save_together(journal: Journal, files: Mapping[str, bytes], *, last_look: Callable[[], None]) -> None:
    """
    Change the files of a journal, all or none.

    Args:
        journal: What is to be done.
        files: The new bytes of every name that it writes.
        last_look: Called when everything is prepared and nothing has happened yet; may refuse.

    Raises:
        OSError: When the system refused a step. Then the folder is as it was.
    """
    try:
        _prepare(journal, files)
        last_look()
    except BaseException:
        _discard(journal.staging_folder)
        raise
    try:
        journal.staged.replace(journal.path)
        sync_folder(journal.folder)
        _carry_out(journal)
    except BaseException:
        _undo(journal)
        raise
    # The new files are in place and on the disk. What cannot be cleaned up now, the next save cleans up.
    with suppress(OSError):
        journal.path.unlink()
        sync_folder(journal.folder)
        _discard(journal.staging_folder)


def _prepare(journal: Journal, files: Mapping[str, bytes]) -> None:
    journal.staging_folder.mkdir(mode=stat.S_IMODE(journal.folder.stat().st_mode))
    for step in journal.steps:
        if not step.removes:
            write_new(journal.new(step), files[step.name], like=journal.folder / step.name)
    write_new(journal.staged, journal.as_bytes())
    sync_folder(journal.staging_folder)
    sync_folder(journal.folder)  # a journal must never reach the disk before the folder that it speaks of


def _carry_out(journal: Journal) -> None:
    """Take every step that has not been taken."""
    for step in journal.steps:
        if step.removes:
            _remove(journal, step)
        else:
            _put_in_place(journal, step)
    sync_folder(journal.folder)


def _remove(journal: Journal, step: Step) -> None:
    standing, old = journal.folder / step.name, journal.old(step)
    if stands(old) or not stands(standing):
        return
    if digest(standing) == step.before:
        standing.replace(old)
    else:
        _keep_as_original(standing)


def _put_in_place(journal: Journal, step: Step) -> None:
    standing, new, old = journal.folder / step.name, journal.new(step), journal.old(step)
    if not stands(new):
        return
    if stands(standing):
        found = digest(standing)
        if found == step.before and not stands(old):
            _hold_on_to(standing, old)
        elif found not in (step.before, digest(new)):
            _keep_as_original(standing)
    new.replace(standing)


def _hold_on_to(standing: Path, old: Path) -> None:
    """Keep the old file under a second name, so that the first one is never without a file; or else move it."""
    try:
        old.hardlink_to(standing)
    except OSError:  # a disk without hard links
        standing.replace(old)


def _keep_as_original(standing: Path) -> None:
    """Move a file aside that somebody changed by hand between the save and its finishing: nobody's work is lost."""
    number = 1
    while stands(aside := standing.with_name(f"{standing.name}.orig{number if number > 1 else ''}")):
        number += 1
    standing.replace(aside)


def _undo(journal: Journal) -> None:
    """
    Take every step back, the last one first, and then the journal.

    New files go back to the staging folder first. So whoever finds the journal after a crash in here can still finish
    the save: the folder is never half.
    """
    with suppress(OSError):  # the error that brought us here is the one to tell
        if not stands(journal.staged):
            for step in reversed(journal.steps):
                _take_back(journal, step)
            sync_folder(journal.folder)
            journal.path.unlink()
            sync_folder(journal.folder)
        _discard(journal.staging_folder)


def _take_back(journal: Journal, step: Step) -> None:
    standing, new, old = journal.folder / step.name, journal.new(step), journal.old(step)
    if not step.removes and not stands(new):
        standing.replace(new)
    if stands(old):
        old.replace(standing)


def _discard(staging: Path) -> None:
    """Remove a staging folder that no journal needs, as far as the system lets us."""
    with suppress(OSError):
        if not stat.S_ISDIR(staging.lstat().st_mode):
            staging.unlink()
            return
        for path in list(staging.iterdir()):
            path.unlink()
        staging.rmdir()
