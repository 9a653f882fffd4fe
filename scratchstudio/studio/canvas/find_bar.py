"""Finds neurons that are drawn, by name, id or activation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit

from scratchstudio.network import Network
from scratchstudio.studio.canvas.frames import matching
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView


def found(network: Network, query: str) -> list[int]:
    """Ids of the neurons that match: name first, then id, activation and column."""
    wanted = query.strip().lower()
    if not wanted:
        return []
    neurons = network.neurons
    ranks = []
    for row, id_ in enumerate(neurons.id.tolist()):
        name = str(neurons.name[row]).lower()
        if name == wanted:
            rank = 0
        elif name.startswith(wanted):
            rank = 1
        elif wanted in name:
            rank = 2
        elif wanted in (str(id_), f"#{id_}"):
            rank = 3
        elif wanted in f"{neurons.activation[row]} {neurons.column[row]}".lower():
            rank = 4
        else:
            continue
        ranks.append((rank, id_))
    return [id_ for _, id_ in sorted(ranks)]


class FindBar(QFrame):
    """Enter shows the next one found, Shift+Enter the one before, Esc closes."""

    def __init__(self, canvas: CanvasView, theme: Theme) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._found: list[int] = []
        self._at = -1
        self.setObjectName("findBar")
        self.setStyleSheet(
            f"#findBar {{ background: {theme.panel}; border: 1px solid {theme.border};"
            f" border-radius: 8px; }} QLabel {{ color: {theme.faint_text}; }}"
        )
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(tr("Find by name, id, activation or comment"))
        self.line.setAccessibleName(tr("Find neurons and frames"))
        self.line.textChanged.connect(self._search)
        self.count = QLabel(self)
        self.count.setMinimumWidth(64)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(self.line)
        layout.addWidget(self.count)
        self.setFixedWidth(330)
        self.adjustSize()
        self.move(max((canvas.width() - self.width()) // 2, 4), 8)
        self.show()
        self.line.setFocus()

    def _search(self, text: str) -> None:
        network = self._canvas.document.network
        self._found = [*found(network, text), *matching(network, text)]
        self._at = -1
        self._canvas.document.select(self._found)
        self._say()
        if self._found:
            self._step(1)

    def _step(self, by: int) -> None:
        network = self._canvas.document.network
        frames = {each.id for each in network.frames}
        self._found = [i for i in self._found if i in network.neurons or i in frames]
        if not self._found:
            self._say()
            return
        self._at = (self._at + by) % len(self._found)
        neuron = self._found[self._at]
        if neuron in frames:
            self._canvas.show_frame(neuron)
            self._say()
            return
        self._canvas.unfold(neuron)
        self._canvas.focus_neuron(neuron)
        viewport = self._canvas.viewport
        if viewport.scale < 0.6:
            viewport = viewport.zoomed(0.8 / viewport.scale, 0, 0)
        place = self._canvas.picture.place(neuron)
        size = self._canvas.width(), self._canvas.height()
        self._canvas.glide_to(viewport.centred(place, *size))
        self._say()

    def _say(self) -> None:
        if self._found:
            self.count.setText(tr("{} of {}").format(self._at + 1, len(self._found)))
        else:
            self.count.setText(tr("none found") if self.line.text().strip() else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._step(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            if self._found and self._at >= 0:
                self._canvas.document.select([self._found[self._at]])
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def close_bar(self) -> None:
        """Goes, and gives the focus back."""
        self.hide()
        self._canvas.setFocus()
        self.deleteLater()
