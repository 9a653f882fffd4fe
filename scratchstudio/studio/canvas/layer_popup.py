"""Asks how many neurons a new layer has, and with which activation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)

from scratchstudio.engine import ACTIVATIONS
from scratchstudio.studio.canvas.choices import MOST_IN_LAYER
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme

WIDTH = 270
"""Pixels."""


class LayerPopup(QFrame):
    """Enter or the button adds, Esc closes."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        at: QPoint,
        where: str,
        activation: str,
        take: Callable[[int, str], object],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("layerPopup")
        self.setStyleSheet(
            f"#layerPopup {{ background: {theme.panel}; border: 1px solid {theme.border};"
            f" border-radius: 8px; }} QLabel {{ color: {theme.text}; }}"
        )
        self._take = take
        self.count = QSpinBox(self)
        self.count.setRange(1, MOST_IN_LAYER)
        self.count.setValue(4)
        self.count.setAccessibleName(tr("Neurons in the layer"))
        self.count.setToolTip(tr("More neurons can draw finer shapes, and learn more slowly."))
        self.activation = QComboBox(self)
        self.activation.setAccessibleName(tr("Activation of the layer"))
        self.activation.setToolTip(tr("What each neuron makes of its weighted sum."))
        for key, entry in ACTIVATIONS.items():
            if key != "softmax":
                self.activation.addItem(entry.label, key)
        self.activation.setCurrentIndex(max(self.activation.findData(activation), 0))
        self.button = QPushButton(tr("Add the layer"), self)
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self._accept)
        title = QLabel(where, self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        form = QFormLayout(self)
        form.setContentsMargins(12, 10, 12, 12)
        form.addRow(title)
        form.addRow(tr("Neurons"), self.count)
        form.addRow(tr("Activation"), self.activation)
        form.addRow(self.button)
        self.setFixedSize(WIDTH, form.heightForWidth(WIDTH))
        room = parent.rect()
        self.move(
            max(min(at.x(), room.width() - self.width() - 8), 8),
            max(min(at.y(), room.height() - self.height() - 8), 8),
        )
        self.show()
        self.raise_()
        self.count.setFocus()
        self.count.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        else:
            super().keyPressEvent(event)

    def _accept(self) -> None:
        self.count.interpretText()
        count, activation = self.count.value(), str(self.activation.currentData())
        self.close_popup()
        self._take(count, activation)

    def close_popup(self) -> None:
        """Goes, and gives the focus back."""
        self.hide()
        self.parentWidget().setFocus()
        self.deleteLater()
