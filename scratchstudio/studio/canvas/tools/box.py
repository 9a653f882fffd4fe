"""Selects what lies in a rectangle; Shift adds, Ctrl toggles. A click on nothing ends it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from scratchstudio.studio.canvas.primitives import faded, pen, point
from scratchstudio.studio.canvas.tools.base import Pointer, Tool


class Box(Tool):
    cursor = Qt.CursorShape.CrossCursor
    pushes = True

    def __init__(self, canvas, start: Pointer) -> None:
        super().__init__(canvas, start)
        self._before = canvas.document.selection
        self._corner = start.pixel

    def move(self, pointer: Pointer) -> None:
        super().move(pointer)
        self._corner = pointer.pixel
        if self.moved:
            self._select(pointer)
            self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        if not self.moved and not (pointer.shift or pointer.control):
            self.canvas.document.select(())
        self.canvas.finish()
        self.canvas.boxed()

    def cancel(self) -> None:
        self.canvas.document.select(self._before)

    def _select(self, pointer: Pointer) -> None:
        first = self.start.place
        found = self.canvas.picture.neurons_within(first, pointer.place)
        if not len(found):
            found = self.canvas.picture.edges_through(first, pointer.place)
        inside = frozenset(found.tolist())
        before = self._before
        if pointer.control:
            self.canvas.document.select(before ^ inside)
        else:
            self.canvas.document.select(before | inside if pointer.shift else inside)

    def paint(self, painter: QPainter) -> None:
        if self.moved:
            theme = self.canvas.theme
            painter.setPen(pen(theme.selection, 1.0, Qt.PenStyle.DashLine))
            painter.setBrush(faded(theme.selection, 0.12))
            first = self.canvas.viewport.to_screen(self.start.place)
            painter.drawRect(QRectF(point(first), point(self._corner)).normalized())
