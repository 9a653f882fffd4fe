"""Space plays and pauses wherever it has no other meaning.

A shortcut would take Space away from buttons, boxes and lists, which a person without a mouse
presses and ticks with it; so whatever has the focus and wants Space is asked first.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QTabBar,
    QWidget,
)

WANT_SPACE = (QAbstractButton, QAbstractItemView, QComboBox, QTabBar)


class SpaceKey(QObject):
    """Leaves Space to the widget with the focus where that widget wants it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        QApplication.instance().focusChanged.connect(self._follow)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(before, WANT_SPACE):
            before.removeEventFilter(self)
        if isinstance(now, WANT_SPACE):
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and not event.modifiers()
        ):
            event.accept()
            return True
        return False
