"""Cuts every wire that the drawn line crosses."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPolygonF

from scratchstudio.studio.canvas.primitives import pen, point
from scratchstudio.studio.canvas.tools.base import Pointer, Tool
from scratchstudio.studio.text import tr


class Knife(Tool):
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas, start: Pointer) -> None:
        super().__init__(canvas, start)
        self._way = [start.place]

    def move(self, pointer: Pointer) -> None:
        super().move(pointer)
        self._way.append(pointer.place)
        self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        self.canvas.finish()
        cut = self.canvas.picture.edges_cut(np.array(self._way)).tolist()
        if cut:
            text = tr("Cut an edge") if len(cut) == 1 else tr("Cut {} edges").format(len(cut))
            self.canvas.attempt(lambda: self.canvas.editor.remove(cut, text))

    def paint(self, painter: QPainter) -> None:
        way = self.canvas.viewport.to_screen(np.array(self._way))
        painter.setPen(pen(self.canvas.theme.error, 2.0, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF([point(place) for place in way]))
