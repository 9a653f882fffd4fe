"""Several lines of text typed in place: a frame's comment."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from scratchstudio.studio.canvas.entry import GoesWithIt
from scratchstudio.studio.text import tr

SIZE = (300, 130)


class NoteEntry(GoesWithIt, QPlainTextEdit):
    """Ctrl+Enter and a click elsewhere take the text, Esc leaves all as it was."""

    def __init__(
        self,
        parent: QWidget,
        label: str,
        text: str,
        at: QPoint,
        take: Callable[[str], object],
        *,
        longest: int,
    ) -> None:
        super().__init__(parent)
        self._take, self._longest = take, longest
        self.setAccessibleName(label)
        self.setPlaceholderText(tr("{}: Ctrl+Enter takes it, Esc does not").format(label))
        self.setTabChangesFocus(True)
        self.setPlainText(text)
        self.selectAll()
        self.textChanged.connect(self._shorten)
        self.resize(*SIZE)
        room = parent.rect()
        x = min(max(at.x(), 4), max(room.width() - SIZE[0] - 4, 4))
        y = min(max(at.y(), 4), max(room.height() - SIZE[1] - 4, 4))
        self.move(x, y)
        self.show()
        self.setFocus()

    def _shorten(self) -> None:
        text = self.toPlainText()
        if len(text) > self._longest:
            self.setPlainText(text[: self._longest])
            self.moveCursor(self.textCursor().MoveOperation.End)

    def _accept(self) -> None:
        take, text = self._take, self.toPlainText().strip()
        self.close_entry()
        take(text)

    def close_entry(self) -> None:
        """Goes, and gives the focus back."""
        self._gone = True
        self.hide()
        self.parentWidget().setFocus()
        self.deleteLater()

    def event(self, event: QEvent) -> bool:
        # Ctrl+Enter is also a command of the window: here it ends the text.
        if event.type() == QEvent.Type.ShortcutOverride and _enters(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_entry()
        elif _enters(event):
            self._accept()
        else:
            super().keyPressEvent(event)
            # What the text does not use must not become a command of the canvas.
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        leaving = event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        if leaving and not self._gone and self.isVisible():
            self._gone = True
            self.hide()
            self.deleteLater()
            self._take(self.toPlainText().strip())


def _enters(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
