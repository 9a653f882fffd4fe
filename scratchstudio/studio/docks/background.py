"""Work that would hold the window up, done beside it; only the newest result counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal

from scratchstudio.errors import ScratchStudioError


class Background(QObject):
    """Does one job after another in the thread pool and tells the result of the newest."""

    done = Signal(object)
    """What the newest job returned."""
    failed = Signal(str)
    """Why it could not be done, as a sentence."""
    _ended = Signal(int, bool, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest = 0
        self.busy = False
        self._ended.connect(self._tell)

    def start(self, job: Callable[[], Any]) -> None:
        """Begins a job; what came before it is forgotten."""
        self._newest += 1
        self.busy = True
        # The post outlives this object where a dialog is closed while its file is being read.
        post = _Post()
        post.ended.connect(self._ended)
        number = self._newest
        QThreadPool.globalInstance().start(lambda: _do(job, number, post))

    def forget(self) -> None:
        """Ignores whatever is still under way."""
        self._newest += 1
        self.busy = False

    def _tell(self, number: int, went_well: bool, result: object) -> None:
        if number != self._newest:
            return
        self.busy = False
        if went_well:
            self.done.emit(result)
        else:
            self.failed.emit(str(result))


class _Post(QObject):
    """Carries a result from the pool's thread to the window's."""

    ended = Signal(int, bool, object)


def _do(job: Callable[[], Any], number: int, post: _Post) -> None:
    try:
        result = job()
    except ScratchStudioError as error:
        post.ended.emit(number, False, str(error))
    except OSError as error:
        post.ended.emit(number, False, f"{error.strerror or error}: {error.filename or ''}.")
    else:
        post.ended.emit(number, True, result)
