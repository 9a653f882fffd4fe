"""Faults of the program itself: told once in the window, written to a log, never a traceback."""

from __future__ import annotations

import faulthandler
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Signal


class Faults(QObject):
    """Catches what nobody else caught, on any thread; each different fault is told once."""

    caught = Signal(str, str)
    """The sentence and the details."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: set[str] = set()

    def install(self) -> None:
        """Takes over the interpreter's three hooks."""
        sys.excepthook = self._on_exception
        threading.excepthook = lambda fault: self._on_exception(
            fault.exc_type, fault.exc_value, fault.exc_traceback
        )
        sys.unraisablehook = lambda fault: self._on_exception(
            fault.exc_type, fault.exc_value, fault.exc_traceback
        )

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        if details in self._known:
            return
        self._known.add(details)
        self.caught.emit(f"{kind.__name__}: {error}", details)


def keep_crash_log() -> Any:
    """Has a crash of the process itself written to a file in the app's data folder."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        log = (folder / "crash.log").open("w", encoding="utf-8")
    except OSError:
        return None
    faulthandler.enable(log)
    return log
