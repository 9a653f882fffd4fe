"""One line of text typed in place: a name, or a weight."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from scratchstudio.network import Network
from scratchstudio.studio.document import Document


def number_of(typed: str) -> float | None:
    """The finite number that was typed, with a comma or a point, or None."""
    try:
        number = float(typed.replace("−", "-").replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def drawn(network: Network, id_: int) -> bool:
    """Whether the network has a neuron, an edge, a group, a layer or a frame with this id."""
    outlines = (*network.groups, *network.layers, *network.frames)
    here = id_ in network.neurons or id_ in network.edges
    return here or any(each.id == id_ for each in outlines)


class GoesWithIt:
    """What is typed about a thing goes with the thing: when its drawing is undone, and when another
    project is opened, in which the same id is something else."""

    _about = 0
    _gone = False

    def follow(self, document: Document, about: int) -> None:
        """Closes, and takes nothing, as soon as the document has no more a thing with this id."""
        self._about = about
        document.networkChanged.connect(self._look)
        document.opened.connect(self._leave)

    def _look(self, before: Network, after: Network) -> None:
        if not drawn(after, self._about):
            self._leave()

    def _leave(self) -> None:
        if not self._gone:
            self.close_entry()


class Entry(GoesWithIt, QLineEdit):
    """Enter takes the text, Esc and a click elsewhere leave all as it was."""

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
        self._take = take
        self.setAccessibleName(label)
        self.setPlaceholderText(label)
        self.setMaxLength(longest)
        self.setText(text)
        self.setFixedWidth(150)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        room = parent.rect()
        x = min(max(at.x() - 75, 4), room.width() - 154)
        y = min(max(at.y() - 12, 4), room.height() - 32)
        self.move(x, y)
        self.returnPressed.connect(self._accept)
        self.show()
        self.setFocus()

    def _accept(self) -> None:
        take, text = self._take, self.text().strip()
        self.close_entry()
        take(text)

    def close_entry(self) -> None:
        """Goes, and gives the focus back."""
        self._gone = True
        self.blockSignals(True)
        self.hide()
        self.parentWidget().setFocus()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_entry()
        else:
            super().keyPressEvent(event)
            # What the line does not use must not become a command of the canvas.
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        leaving = event.reason() != Qt.FocusReason.PopupFocusReason
        if leaving and not self._gone and self.isVisible():
            self._gone = True
            self.hide()
            self.deleteLater()
