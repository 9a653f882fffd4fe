"""A panel that stands on the canvas and keeps its events to itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget


class Island(QFrame):
    """What is clicked, turned or typed on it is not for what lies below. Tab goes round on it."""

    def stops(self) -> Sequence[QWidget]:
        """What Tab stops at, in reading order; hidden ones are left out."""
        raise NotImplementedError

    def dismiss(self) -> None:
        """What Escape does."""
        raise NotImplementedError

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = [stop for stop in self.stops() if not stop.isHidden()]
        at = next((place for place, stop in enumerate(stops) if stop.hasFocus()), -1)
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        event.accept()


def text_label(role: str = "") -> QLabel:
    """A label of several lines that shows its text letter by letter."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


def small_button(help_: str, text: str, run: Callable[[], object]) -> QToolButton:
    """A flat button of one sign, with its explanation as name and tooltip."""
    button = QToolButton()
    button.setText(text)
    button.setAutoRaise(True)
    button.setToolTip(help_)
    button.setAccessibleName(help_)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(lambda *_: run())
    return button
