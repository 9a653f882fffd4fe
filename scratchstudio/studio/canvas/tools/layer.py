"""Gestures on layers: moving one by its label, and widening one by its upper or lower end."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from scratchstudio.errors import NetworkError
from scratchstudio.network import in_layer, resize_layer, slots
from scratchstudio.studio.canvas.layer_art import Stretched
from scratchstudio.studio.canvas.layer_columns import LayerColumn
from scratchstudio.studio.canvas.neuron_art import body_path
from scratchstudio.studio.canvas.picture import RADIUS, Hit
from scratchstudio.studio.canvas.primitives import faded, font, pen, pill, point
from scratchstudio.studio.canvas.soft_layers import neurons_in_words
from scratchstudio.studio.canvas.tools.base import Pointer, Tool
from scratchstudio.studio.canvas.tools.move_together import MoveTogether
from scratchstudio.studio.text import tr

MOST_BY_HAND = 512
"""A slip of the hand must not make thousands of neurons."""


class Widen(Tool):
    """Drags an end of a layer: neurons are added or taken away there, one for each spacing.

    The view stays while it lasts, since a layer that fills the view ends where a view would move
    on; new neurons outside it are shown in the end.
    """

    cursor = Qt.CursorShape.SizeVerCursor

    def __init__(self, canvas, start: Pointer, column: LayerColumn, *, at_top: bool) -> None:
        super().__init__(canvas, start)
        self._column = column
        self._at_top = at_top
        self._now = self._count = len(column.rows)

    def move(self, pointer: Pointer) -> None:
        super().move(pointer)
        if not self.moved:
            return
        way = -1 if self._at_top else 1
        pulled = way * float(pointer.place[1] - self.start.place[1])
        more = round(pulled / self._column.layer.spacing)
        self._count = int(np.clip(self._now + more, 1, MOST_BY_HAND))
        pulled = max(pulled, (1 - self._now) * self._column.layer.spacing)
        top = self._column.top - (pulled if self._at_top else 0.0)
        bottom = self._column.bottom + (0.0 if self._at_top else pulled)
        self.canvas.layers.stretched = Stretched(self._column.id, top, bottom)
        self.canvas.dim(self._going())

    def _going(self) -> np.ndarray | None:
        """Which neuron rows would go."""
        if self._count >= self._now:
            return None
        going = np.zeros(len(self.canvas.picture.network.neurons), dtype=bool)
        rows = self._column.rows[::-1] if self._at_top else self._column.rows
        going[rows[self._count :]] = True
        return going

    def release(self, pointer: Pointer) -> None:
        self.cancel()
        self.canvas.finish()
        layer, count = self._column.id, self._count
        self.canvas.attempt(
            lambda: self.canvas.resize_layer(layer, count, at_top=self._at_top), pointer.pixel
        )

    def cancel(self) -> None:
        self.canvas.layers.stretched = None

    def paint(self, painter: QPainter) -> None:
        if not self.moved:
            return
        canvas, theme = self.canvas, self.canvas.theme
        painter.setPen(pen(faded(theme.accent, 0.8), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(faded(theme.accent, 0.12))
        radius = RADIUS * canvas.viewport.scale
        for centre in self._ghosts():
            painter.drawPath(body_path(self._column.kind, point(centre), radius))
        painter.setFont(font(12, bold=True))
        text = neurons_in_words(self._count)
        if self._count != self._now:
            text = tr("{} → {}").format(self._now, text)
        box = canvas.layers.box(self._column)
        y = box.top() - 14 if self._at_top else box.bottom() + 14
        room = QRectF(canvas.rect()).adjusted(60, 14, -60, -14)
        x = float(np.clip(box.center().x(), room.left(), room.right()))
        y = float(np.clip(y, room.top(), room.bottom()))
        pill(painter, QPointF(x, y), text, theme.accent_text, faded(theme.accent, 1.0))

    def _ghosts(self) -> np.ndarray:
        """Where new neurons would stand, in pixels; only those in view."""
        column, more = self._column, max(self._count - self._now, 0)
        spacing = column.layer.spacing
        first = column.top - more * spacing if self._at_top else column.bottom + spacing
        places = slots(column.x, first + (more - 1) / 2 * spacing, more, spacing)
        seen = self.canvas.viewport.to_screen(places)
        return seen[(seen[:, 1] > -60) & (seen[:, 1] < self.canvas.height() + 60)]


def on_label(canvas, pointer: Pointer, hit: Hit) -> Tool | None:
    """A press on a layer's label."""
    return MoveTogether(canvas, pointer, in_layer(canvas.document.network, hit.id).tolist())


def on_end(canvas, pointer: Pointer, hit: Hit) -> Tool | None:
    """A press on an end of a layer; one whose size the data give is refused."""
    column = canvas.layers.column(hit.id)
    network = canvas.document.network
    count = len(in_layer(network, hit.id))
    try:
        resize_layer(network, hit.id, count)
    except NetworkError as error:
        canvas.say(str(error), pointer.pixel)
        return None
    if column is None or len(column.rows) != count:
        canvas.say(tr("A part of this layer is hidden in a group: open it first."), pointer.pixel)
        return None
    return Widen(canvas, pointer, column, at_top=hit.part == "layer_top")
