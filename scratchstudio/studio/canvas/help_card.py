"""The card that F1 shows beside the selected neuron or edge; Esc, or another selection, ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout

from scratchstudio.studio.canvas.help_words import Words, words_for
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

WIDTH = 330
RIM = 8


class HelpCard(QFrame):
    """One thing explained, with the keys that concern it."""

    def __init__(self, canvas: CanvasView, words: Words) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        theme = canvas.theme
        self.setObjectName("helpCard")
        self.setStyleSheet(
            f"#helpCard {{ background: {theme.raised}; border: 1px solid {theme.border};"
            f" border-left: 4px solid {theme.accent}; border-radius: 6px; }}"
            f"#helpCard QLabel {{ color: {theme.text}; background: transparent; }}"
        )
        self.setAccessibleName(words.title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setToolTip(tr("Close (Esc)"))
        close.setAccessibleName(tr("Close"))
        close.clicked.connect(self.leave)
        title = _label(words.title)
        bold = title.font()
        bold.setBold(True)
        title.setFont(bold)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 12)
        column.setSpacing(6)
        column.addLayout(head)
        self.sentences = [_label(text) for text in (*words.sentences, self._keys(words))]
        for label in self.sentences:
            column.addWidget(label)
        self.setAccessibleDescription("\n".join(label.text() for label in self.sentences))
        self._settle()
        canvas.document.selectionChanged.connect(self.leave)
        canvas.document.networkChanged.connect(self.leave)
        canvas.appearance.changed.connect(self.leave)
        canvas.viewChanged.connect(self.leave)
        self.show()
        self.setFocus()

    def leave(self, *_: object) -> None:
        """Goes, and gives the focus back to the canvas."""
        if self.hasFocus():
            self._canvas.setFocus()
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.leave()
        else:
            super().keyPressEvent(event)

    def _keys(self, words: Words) -> str:
        texts = []
        for entry in self._canvas.actions_registry:
            keys = entry.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            if entry.key in words.commands and keys:
                texts.append(f"{keys}  {entry.title.removesuffix('…')}")
        return " · ".join(texts)

    def _settle(self) -> None:
        canvas = self._canvas
        width = min(WIDTH, canvas.width() - 2 * RIM)
        self.setFixedWidth(width)
        height = min(self.layout().heightForWidth(width), canvas.height() - 2 * RIM)
        self.setFixedHeight(height)
        x, y = canvas.viewport.to_screen(canvas.middle_of_selection())
        left = x + 40 if x + 40 + width <= canvas.width() - RIM else x - 40 - width
        low, high = RIM, canvas.height() - RIM - height
        self.move(int(max(left, RIM)), int(min(max(y - height / 2, low), max(high, low))))


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def show_help(canvas: CanvasView) -> bool:
    """Explains the selected neuron or edge; False where there is none, or more than one."""
    words = words_for(canvas.live_network(), canvas.document.selection)
    if words is None:
        return False
    HelpCard(canvas, words)
    return True
