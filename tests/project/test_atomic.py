"""Writing a file: the old one or the new one, never something between."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scratchstudio import atomic
from scratchstudio.atomic import backup_path, write_atomically

posix = pytest.mark.skipif(os.name == "nt", reason="modes, links and pipes of POSIX")
FALLIBLE = ("stat", "open", "fchmod", "write", "fsync", "close", "replace", "link", "unlink")


class FaultyOs:
    """The os module, except that its n-th call of those that can fail does fail."""

    def __init__(self, failing: int, number: int) -> None:
        self._calls_left = failing
        self._errno = number
        self.failed = ""

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self._failing(name, real) if name in FALLIBLE else real

    def _failing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self._calls_left -= 1
            if self._calls_left == 0:
                self.failed = name
                if name == "close":
                    real(*args, **options)
                raise OSError(self._errno, os.strerror(self._errno), str(args[0]))
            return real(*args, **options)

        return call


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "work"
    path.mkdir()
    return path


def test_a_new_file_holds_the_bytes_and_nothing_else_is_left(folder: Path) -> None:
    write_atomically(folder / "new", b"content")
    assert (folder / "new").read_bytes() == b"content"
    assert entries(folder) == {"new"}


def test_the_last_three_contents_are_kept_as_backups(folder: Path) -> None:
    target = folder / "file"
    for number in range(6):
        write_atomically(target, b"%d" % number, backups=3)
    assert target.read_bytes() == b"5"
    assert [backup_path(target, n).read_bytes() for n in (1, 2, 3)] == [b"4", b"3", b"2"]
    assert len(entries(folder)) == 4


@posix
def test_the_mode_is_kept(folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"old")
    target.chmod(0o640)
    write_atomically(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@posix
def test_a_symbolic_link_stays_a_link_and_its_target_is_written(folder: Path) -> None:
    (folder / "real").write_bytes(b"old")
    (folder / "link").symlink_to("real")
    write_atomically(folder / "link", b"new")
    assert (folder / "link").is_symlink()
    assert (folder / "real").read_bytes() == b"new"


@posix
def test_what_is_not_an_ordinary_file_is_not_replaced(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "directory").mkdir()
    for name in ("pipe", "directory"):
        with pytest.raises(OSError, match=r"ordinary|directory"):
            write_atomically(folder / name, b"new")
    assert entries(folder) == {"pipe", "directory"}


@posix
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("backups", [0, 3])
def test_whichever_call_fails_the_file_is_old_or_new_and_no_temporary_file_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, backups: int
) -> None:
    target = folder / "file"
    for failing in range(1, 100):
        for leftover in folder.iterdir():
            leftover.unlink()
        for old in (b"older", b"old"):
            write_atomically(target, old, backups)
        faulty = FaultyOs(failing, number)
        raised = False
        with monkeypatch.context() as patched:
            patched.setattr(atomic, "os", faulty)
            try:
                write_atomically(target, b"new", backups)
            except OSError:
                raised = True
        assert target.read_bytes() in ((b"old", b"new") if raised else (b"new",))
        assert not [name for name in entries(folder) if name.endswith(".tmp")]
        if not faulty.failed:
            assert failing > 6
            return
    pytest.fail("the number of calls has no end")


def test_a_busy_file_on_windows_is_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    real = os.replace

    def busy_twice(source: Path, target: Path) -> None:
        if len(pauses) < 2:
            error = PermissionError(errno.EACCES, "in use")
            error.winerror = 32
            raise error
        real(source, target)

    monkeypatch.setattr(os, "replace", busy_twice)
    monkeypatch.setattr(atomic.time, "sleep", pauses.append)
    write_atomically(folder / "file", b"new")
    assert (folder / "file").read_bytes() == b"new"
    assert pauses == [0.05, 0.1]
