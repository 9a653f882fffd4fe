"""The copies that keep unsaved work through a crash: one for each window, each beside its lock.

The lock says whose a copy is. While its window lives nobody else gets it; when the process dies
the copy is an orphan, and belongs to the first who takes the lock.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QStandardPaths, QSysInfo

from scratchstudio.errors import ProjectFileError
from scratchstudio.project import SUFFIX, Project, save
from scratchstudio.studio.text import tr

MOST_ORPHANS = 10
"""A program that dies at every start, of its data perhaps, must not fill the disk with copies."""
OLD = 1_000
"""Milliseconds after which the file of a lock surely is locked, if anybody holds it."""


@dataclass(frozen=True)
class Copy:
    """A copy of a project, held: nobody else reads, writes or deletes it."""

    path: Path
    lock: QLockFile

    def release(self) -> None:
        """Leaves the copy to whoever takes it next."""
        self.lock.unlock()

    def delete(self) -> None:
        """Takes the copy away, then its lock: never is it there without one.

        What can't be deleted, on Windows while a virus scanner reads it, is offered once more.
        """
        with contextlib.suppress(OSError):
            self.path.unlink()
        self.lock.unlock()


class OwnCopy:
    """The copy of one window. It is written on any thread; the rest is for the window's own."""

    def __init__(self) -> None:
        self._copy: Copy | None = None
        self._inherited: list[Copy] = []
        self._writing = threading.Lock()
        self._turn = 0

    def next_turn(self) -> int:
        """Makes all that was to be written before too late."""
        self._turn += 1
        return self._turn

    def write(self, project: Project, turn: int) -> None:
        """Keeps the project, if its turn is not over. Raises ProjectFileError or OSError."""
        with self._writing:
            if turn != self._turn:
                return
            if self._copy is None:
                self._copy = _new_copy()
            save(project, self._copy.path, backups=0)
            self._drop_inherited()

    def inherit(self, orphan: Copy) -> None:
        """The orphan's work is this window's now; it stays until that is kept anew or given up."""
        self.next_turn()
        with self._writing:
            self._inherited.append(orphan)

    def forget(self) -> None:
        """Takes the copy away: the work is saved, or was given up on purpose."""
        self.next_turn()
        with self._writing:
            if self._copy is not None:
                self._copy.delete()
                self._copy = None
            self._drop_inherited()

    def _drop_inherited(self) -> None:
        while self._inherited:
            self._inherited.pop().delete()


def claim_orphans() -> list[Copy]:
    """All copies that nobody holds, newest first; they are held by the caller then."""
    folder = recovery_folder()
    held = [copy for path in folder.glob(f"unsaved-*{SUFFIX}") if (copy := _claimed(path))]
    held.sort(key=lambda copy: copy.path.stat().st_mtime_ns, reverse=True)
    for copy in held[MOST_ORPHANS:]:
        copy.delete()
    return held[:MOST_ORPHANS]


def recovery_folder() -> Path:
    """Where all windows keep their copies."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder) / "recovery"


def _new_copy() -> Copy:
    folder = recovery_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"unsaved-{secrets.token_hex(8)}{SUFFIX}"
    lock = _taken(path)
    if lock is None:
        raise ProjectFileError(tr("{} can't be written to.").format(folder))
    return Copy(path, lock)


def _claimed(path: Path) -> Copy | None:
    lock = _taken(path)
    if lock is None:
        return None
    copy = Copy(path, lock)
    if not path.exists():  # Its holder has just deleted it.
        copy.release()
        return None
    return copy


def _taken(path: Path) -> QLockFile | None:
    """The lock beside a copy, or None when somebody lives who holds it."""
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # Age proves nothing: a window may be open for weeks.
    if not lock.tryLock(0) and _names_us(lock):
        lock.setStaleLockTime(OLD)
        lock.tryLock(0)
    return lock if lock.isLocked() else None


def _names_us(lock: QLockFile) -> bool:
    """Whether the holder's number is ours too: in a container each start may have the same.

    Qt takes such a holder for alive. Past OLD it asks the system instead, which knows for sure.
    """
    pid, host, _ = lock.getLockInfo()
    return pid == os.getpid() and host == QSysInfo.machineHostName()
