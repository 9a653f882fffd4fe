"""Copied neurons on the clipboard of the desktop, and off it in time."""

from __future__ import annotations

import atexit
from functools import cache

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from scratchstudio.studio.canvas.clipboard import MIME

ALONE = ("offscreen", "minimal")
"""Platforms without a desktop."""


def put(text: str) -> None:
    """Puts copied neurons on the clipboard, as text and under a type of their own."""
    data = QMimeData()
    data.setText(text)
    data.setData(MIME, text.encode())
    QGuiApplication.clipboard().setMimeData(data)
    _let_go_at_the_end()


def taken() -> str:
    """The copied neurons on the clipboard, or whatever text is there."""
    data = QGuiApplication.clipboard().mimeData()
    own = bytes(data.data(MIME).data())
    return own.decode("utf-8", "replace") if own else data.text()


@cache
def _let_go_at_the_end() -> None:
    atexit.register(_let_go)


def _let_go() -> None:
    """Leaves plain text, of which Qt is the owner.

    What Python has made Qt would free when Python is gone, and the program would end in a crash.
    """
    if QGuiApplication.instance() is None:
        return
    clipboard = QGuiApplication.clipboard()
    # Without a desktop nobody shares the clipboard, and Qt does not know whose it is.
    ours = clipboard.ownsClipboard() or QGuiApplication.platformName() in ALONE
    if ours and clipboard.mimeData().hasFormat(MIME):
        clipboard.setText(clipboard.text())
