"""Keeps a window's unsaved work through a crash, and offers what crashes left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QObject, QThreadPool, QTimer, Signal

from scratchstudio.errors import ScratchStudioError
from scratchstudio.project import Project, load
from scratchstudio.studio.files import not_opened
from scratchstudio.studio.recovery import Copy, OwnCopy, claim_orphans
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.window import MainWindow

AUTOSAVE = 60_000
"""Milliseconds between two looks whether there is something to keep for recovery."""
SOONEST = 5_000
"""Milliseconds that a copy must be old before the end of a run makes another."""


class Recovering(QObject):
    """The copy of a window's unsaved work, and the orphans that are offered in it."""

    failed = Signal(str)
    """Why no copy could be written."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._own = OwnCopy()
        self._undecided: list[Copy] = []
        self._autosave = QTimer(self, interval=AUTOSAVE)
        self._autosave.timeout.connect(self.keep)
        self._autosave.start()
        window.session.playingChanged.connect(self._on_playing)
        self.failed.connect(lambda why: window.messages.tell(why, "warning"))

    def keep(self) -> None:
        """Writes the document to the window's copy, if it has unsaved changes."""
        if not self._window.files.dirty or not self._window.isVisible():
            return  # Closed is saved, or given up on purpose.
        project, turn = self._window.files.project(), self._own.next_turn()
        QThreadPool.globalInstance().start(lambda: self._write(project, turn))

    def forget(self) -> None:
        """The work of this window is saved, or was given up on purpose."""
        self._own.forget()

    def close(self) -> None:
        """The window closes; what was not decided on is offered at another start."""
        self._own.forget()
        while self._undecided:
            self._undecided.pop().release()

    def offer(self) -> None:
        """Offers the newest of what crashes left behind, if they did."""
        self._offer_newest(
            tr("ScratchStudio did not close properly. Your last work was kept."), count_from=2
        )

    def _on_playing(self, playing: bool) -> None:
        """A run that has just ended is worth keeping, if the last copy is a while old."""
        if not playing and self._autosave.remainingTime() < AUTOSAVE - SOONEST:
            self._autosave.start()
            # Only then is the run in the document.
            QTimer.singleShot(0, self.keep)

    def _write(self, project: Project, turn: int) -> None:
        try:
            self._own.write(project, turn)
        except (ScratchStudioError, OSError) as error:
            self.failed.emit(tr("No copy for recovery could be written: {}").format(error))

    def _offer_newest(self, news: str, count_from: int = 1) -> bool:
        """Tells the news with an offer of the newest orphan. False, and silent, without one."""
        orphans = claim_orphans()
        if not orphans:
            return False
        newest, *others = orphans
        for other in others:
            other.release()
        self._undecided.append(newest)
        if len(orphans) >= count_from:
            news = f"{news} {_count(orphans)}"
        self._window.messages.tell(
            news,
            "warning",
            offer=(tr("Recover it"), lambda: self._recover(newest)),
            refusal=(tr("Throw it away"), lambda: self._throw_away(newest)),
        )
        return True

    def _recover(self, orphan: Copy) -> None:
        files = self._window.files
        if not files.may_leave():
            self._undecided.remove(orphan)
            orphan.release()
            self.offer()
            return
        try:
            project = load(orphan.path)
        except (ScratchStudioError, OSError) as error:
            # It stays, for a newer ScratchStudio perhaps; still held, it is not offered here again.
            sentence = not_opened(error, orphan.path)
            if not self._offer_newest(sentence):
                self._window.messages.tell(sentence)
            return
        files.show(project, None)
        self._window.document.undo_stack.resetClean()
        self._undecided.remove(orphan)
        self._own.inherit(orphan)
        self.keep()
        self._offer_newest(tr("Recovered."))

    def _throw_away(self, orphan: Copy) -> None:
        self._undecided.remove(orphan)
        orphan.delete()
        self._offer_newest(tr("Thrown away."))


def _count(orphans: list[Copy]) -> str:
    written = QDateTime.fromMSecsSinceEpoch(int(orphans[0].path.stat().st_mtime * 1000))
    when = QLocale().toString(written, QLocale.FormatType.ShortFormat)
    return tr("Copies kept: {}. The newest is of {}.").format(len(orphans), when)
