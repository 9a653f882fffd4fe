"""The whole network small in the corner; dragging in it moves the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from scratchstudio.network import Kind
from scratchstudio.studio.canvas.frame_art import paint_small
from scratchstudio.studio.canvas.primitives import faded, pair, pen, point
from scratchstudio.studio.canvas.viewport import Viewport, framing
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

WIDTH, HEIGHT, AWAY = 190, 130, 12
LEGEND = 30
"""Pixels that the legend takes in its corner."""
CORNERS = ((True, True), (False, True), (False, False), (True, False))
"""Whether a corner is right, and whether it is low; the first is where the map stands at first."""


class Minimap(QWidget):
    """Draws neurons only, and the part that is seen."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._corner = 0
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAccessibleName(tr("Minimap"))
        self.setToolTip(tr("Drag to move the view."))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        canvas.viewChanged.connect(self.update)
        canvas.document.networkChanged.connect(lambda *_: self.update())
        canvas.document.selectionChanged.connect(self.update)
        self.hide()

    def settle(self) -> None:
        """Stands in its corner; in the lower left one, above the legend."""
        right, low = CORNERS[self._corner]
        legend = LEGEND if low and not right else 0
        self.move(
            self._canvas.width() - WIDTH - AWAY if right else AWAY,
            self._canvas.height() - HEIGHT - AWAY - legend if low else AWAY,
        )

    def turn(self) -> None:
        """Goes to the next corner of the canvas."""
        self._corner = (self._corner + 1) % len(CORNERS)
        self.settle()

    def _viewport(self) -> Viewport:
        return framing(self._canvas.picture.bounds(), WIDTH, HEIGHT, margin=10)

    def paintEvent(self, event: QPaintEvent) -> None:
        canvas, theme = self._canvas, self._canvas.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(theme.border))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        viewport = self._viewport()
        paint_small(canvas, painter, viewport)
        neurons = canvas.picture.network.neurons
        places = viewport.to_screen(canvas.picture.position)
        chosen = np.isin(neurons.id, canvas.editor.chosen_neurons)
        hidden = neurons.kind == Kind.HIDDEN
        size = float(np.clip(40 * viewport.scale, 2.0, 7.0))
        for mask, colour in (
            (hidden & ~chosen, theme.faint_text),
            (~hidden & ~chosen, theme.text),
            (chosen, theme.selection),
        ):
            painter.setPen(pen(colour, size))
            painter.drawPoints([point(place) for place in places[mask]])
        self._paint_blocks(painter, viewport)
        corners = canvas.viewport.to_canvas([(0, 0), (canvas.width(), canvas.height())])
        seen = QRectF(*(point(corner) for corner in viewport.to_screen(corners)))
        painter.setPen(pen(theme.accent, 1.5))
        painter.setBrush(faded(theme.accent, 0.12))
        painter.drawRect(seen.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1)))

    def _paint_blocks(self, painter: QPainter, viewport: Viewport) -> None:
        """Collapsed groups, as the blocks they are."""
        canvas, theme = self._canvas, self._canvas.theme
        for block in canvas.picture.blocks:
            centre = canvas.picture.position[block.rows[0]]
            low, high = viewport.to_screen(np.stack([centre - block.half, centre + block.half]))
            inside = canvas.picture.network.neurons.id[block.rows].tolist()
            chosen = canvas.document.selection.issuperset(inside)
            painter.setPen(pen(theme.selection if chosen else theme.faint_text))
            painter.setBrush(QColor(theme.raised))
            painter.drawRoundedRect(QRectF(point(low), point(high)), 2, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def _go(self, to: QPointF) -> None:
        place = self._viewport().to_canvas(pair(to))
        canvas = self._canvas
        canvas.look(canvas.viewport.centred(place, canvas.width(), canvas.height()))
