"""The plot of the decision map: tells which sample is to be added or removed, and where.

With the mouse: click, Shift-click and Ctrl-click. With the keyboard: the arrow keys move a
cross-hair; Enter, Shift+Enter and Delete do the same at its place.
"""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.plots import Plot, line

ADD, ADD_OTHER, REMOVE = "add", "add_other", "remove"
STRIDE = 1 / 50
"""How far an arrow key moves the cross-hair, as a share of the map."""
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DELETE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class MapPlot(Plot):
    """A plot on which a person places samples."""

    acted = Signal(str, float, float)
    """ADD, ADD_OTHER or REMOVE, and where, in raw units."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.place: tuple[float, float] | None = None
        """Where the keyboard's cross-hair is; None while it is not seen."""
        self._lines = [pg.InfiniteLine(angle=angle, movable=False) for angle in (90, 0)]
        for one in self._lines:
            one.setZValue(10)
            one.hide()
            self.addItem(one, ignoreBounds=True)

    def dress(self, theme: Theme) -> None:
        super().dress(theme)
        for one in self._lines:
            one.setPen(line(theme.accent, 1.5))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._move_to(None)
        place = self._place(event)
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.acted.emit(_act_of(event.modifiers()), place.x(), place.y())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _WAYS.get(Qt.Key(event.key()))
        if way is not None:
            self._stride(*way)
        elif event.key() in _ENTER and self.place is not None:
            self.acted.emit(_act_of(event.modifiers()), *self.place)
        elif event.key() in _DELETE and self.place is not None:
            self.acted.emit(REMOVE, *self.place)
        else:
            # Not pyqtgraph's: it would swallow the window's shortcuts.
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._stride(0, 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._move_to(None)

    def _stride(self, right: int, up: int) -> None:
        limits = self.getViewBox().viewRange()
        now = self.place or tuple((low + high) / 2 for low, high in limits)
        moved = [
            min(max(at + way * STRIDE * (high - low), low), high)
            for at, way, (low, high) in zip(now, (right, up), limits, strict=True)
        ]
        self._move_to((moved[0], moved[1]))
        self.hovered.emit(*moved)

    def _move_to(self, place: tuple[float, float] | None) -> None:
        self.place = place
        for one, at in zip(self._lines, place or (0.0, 0.0), strict=True):
            one.setVisible(place is not None)
            one.setPos(at)


def _act_of(modifiers: Qt.KeyboardModifier) -> str:
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return REMOVE
    return ADD_OTHER if modifiers & Qt.KeyboardModifier.ShiftModifier else ADD
