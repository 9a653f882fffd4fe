"""The card that F1 shows beside the selected neuron or edge; Esc, or another selection, ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.studio.canvas.curve_picture import CurvePicture
from scratchstudio.studio.canvas.help_words import Words, words_for
from scratchstudio.studio.docks.tall_area import TallArea
from scratchstudio.studio.docks.weight_picture import WeightPicture
from scratchstudio.studio.pixel_weights import pixel_weights
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

WIDTH = 340
RIM = 8
BORDERS = 5
"""Pixels of width that the left and the right border take; see the style."""
ACTIVATION = 2
"""Which sentence about a neuron is that about its activation: the curve stands beside it."""


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
            f"#helpCard QLabel, #helpCard QScrollArea, #helpCard QScrollArea > QWidget > QWidget"
            f" {{ color: {theme.text}; background: transparent; }}"
        )
        self.setAccessibleName(words.title)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        self.sentences = [_label(text) for text in words.sentences]
        self.weights = self._weights()
        self.curve = CurvePicture(words.activation, theme) if words.activation else None
        self.keys = self._keys(words)
        self._body = TallArea(self._inside())
        self._body.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._body)
        said = [label.text() for label in self.sentences]
        self.setAccessibleDescription("\n".join([*said, *map(": ".join, self.keys)]))
        self._settle()
        canvas.document.selectionChanged.connect(self.leave)
        canvas.document.networkChanged.connect(self.leave)
        canvas.appearance.changed.connect(self.leave)
        canvas.viewChanged.connect(self.leave)
        QApplication.instance().focusChanged.connect(self._make_way)
        self.show()
        # The canvas has the focus, so that the keys of which the card tells can be pressed.
        canvas.setFocus()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def leave(self, *_: object) -> None:
        """Goes."""
        self.hide()
        self.deleteLater()

    def _make_way(self, before: QWidget | None, now: QWidget | None) -> None:
        """Goes when something is asked on the canvas, such as a name or an activation."""
        within = now if now is not self._canvas else None
        while within is not None and within is not self._canvas:
            within = within.parentWidget()
        if within is not None:
            self.leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the card is none on the canvas below it."""
        event.accept()

    def _inside(self) -> QWidget:
        """The sentences, the curve beside the one about the activation, and the keys below."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(4)
        for label in self.sentences:
            if self.curve is not None and label is self.sentences[ACTIVATION]:
                row = QHBoxLayout()
                row.setSpacing(10)
                row.addWidget(self.curve, 0, Qt.AlignmentFlag.AlignTop)
                row.addWidget(label, 1)
                column.addLayout(row)
            else:
                column.addWidget(label)
        if self.weights is not None:
            column.addWidget(_label(tr("Its weights from the pixels, as a picture:")))
            column.addWidget(self.weights)
        keys = QGridLayout()
        keys.setContentsMargins(0, 2, 0, 0)
        keys.setHorizontalSpacing(10)
        keys.setVerticalSpacing(1)
        keys.setColumnStretch(1, 1)
        for row, (key, title) in enumerate(self.keys):
            name = _label(key)
            name.setWordWrap(False)
            bold = name.font()
            bold.setBold(True)
            name.setFont(bold)
            keys.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            keys.addWidget(_label(title), row, 1)
        column.addLayout(keys)
        column.addStretch(1)
        return inside

    def _weights(self) -> WeightPicture | None:
        """The selected neuron's weights from the pixels; None where it has none."""
        document = self._canvas.document
        prepared = document.prepared
        chosen = [one for one in document.selection if one in document.network.neurons]
        if prepared is None or len(chosen) != 1:
            return None
        seen = pixel_weights(self._canvas.live_network(), chosen[0], prepared.picture)
        if seen is None:
            return None
        shown = WeightPicture(self._canvas.theme)
        shown.show_weights(seen)
        return shown

    def _keys(self, words: Words) -> list[tuple[str, str]]:
        """What can be done with the thing now: the key, and what it does."""
        keys = [
            (
                entry.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
                entry.title.removesuffix("…"),
            )
            for entry in self._canvas.actions_registry
            if entry.key in words.commands and entry.action.isEnabled()
        ]
        return [*words.keys, *(pair for pair in keys if pair[0])]

    def _settle(self) -> None:
        canvas = self._canvas
        width = min(WIDTH, canvas.width() - 2 * RIM)
        self.setFixedWidth(width)
        inside = self._body.widget()
        margins = self.layout().contentsMargins()
        beside = width - margins.left() - margins.right() - BORDERS
        self._body.setFixedHeight(inside.layout().totalHeightForWidth(beside))
        height = self.layout().totalHeightForWidth(width)
        if height > canvas.height() - 2 * RIM:
            self._body.setMinimumHeight(0)
            height = canvas.height() - 2 * RIM
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
    """Explains the selected neuron or edge; False where there is none, or more than one.

    Asked a second time, it takes the card away again.
    """
    if close_help(canvas):
        return True
    words = words_for(canvas.live_network(), canvas.document.selection)
    if words is None:
        return False
    HelpCard(canvas, words)
    return True


def close_help(canvas: CanvasView) -> bool:
    """Takes the card away; False where there is none."""
    cards = [card for card in canvas.findChildren(HelpCard) if card.isVisible()]
    for card in cards:
        card.leave()
    return bool(cards)
