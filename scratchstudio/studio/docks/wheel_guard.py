"""The wheel scrolls a form; it must not change a box that is not in use."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


class WheelGuard(QObject):
    """An event filter that keeps the wheel from boxes without the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel or not isinstance(watched, QWidget):
            return False
        if watched.hasFocus():
            return False
        event.ignore()  # so that it goes on to the form, which scrolls
        return True

    def watch(self, form: QWidget) -> None:
        """Guards every box in the form; the wheel no longer gives them the focus either."""
        for box in (*form.findChildren(QComboBox), *form.findChildren(QAbstractSpinBox)):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.installEventFilter(self)
