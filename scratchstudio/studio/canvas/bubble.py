"""A sentence beside the thing concerned, which goes by itself."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QWidget

from scratchstudio.studio.theme import Theme

SHORTEST = 3500
A_LETTER = 45
"""Milliseconds that the bubble stays: at least, and for each letter."""


class Bubble(QLabel):
    """Shows one sentence near a point of its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bubble")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.hide)

    def dress(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self.setStyleSheet(
            f"#bubble {{ background: {theme.raised}; color: {theme.text}; padding: 6px 9px;"
            f" border: 1px solid {theme.warning}; border-radius: 6px; }}"
        )

    def say(self, sentence: str, at: QPoint) -> None:
        """Shows the sentence below and right of `at`, wholly inside the parent."""
        self.setText(sentence)
        self.setFixedWidth(min(340, self.fontMetrics().horizontalAdvance(sentence) + 24))
        self.setFixedHeight(self.heightForWidth(self.width()))
        room = self.parentWidget().rect().adjusted(4, 4, -4, -4)
        x = min(at.x() + 14, room.right() - self.width())
        y = at.y() + 16
        if y + self.height() > room.bottom():
            y = at.y() - self.height() - 8
        self.move(max(x, room.left()), max(y, room.top()))
        self.show()
        self.raise_()
        self.timer.start(SHORTEST + A_LETTER * len(sentence))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
