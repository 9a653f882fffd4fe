"""Draws a wire from a port: by dragging, by two clicks, or with the keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from scratchstudio.network import Kind, Network, downstream, upstream
from scratchstudio.studio.canvas.picture import PORT, RADIUS
from scratchstudio.studio.canvas.primitives import draw_lines, faded, pair, pen, point
from scratchstudio.studio.canvas.tools.base import ARROWS, Pointer, Tool
from scratchstudio.studio.text import tr


def hidden_in_block() -> str:
    """Why no wire begins or ends at a neuron of a collapsed group."""
    return tr("Open the group by a double-click, then wire its neurons.")


def partners(network: Network, neuron: int, *, outgoing: bool) -> NDArray[np.bool_]:
    """For each neuron row, whether a wire from (or to) `neuron` may be drawn to (or from) it."""
    neurons, edges = network.neurons, network.edges
    if outgoing:
        refused = [*upstream(network, [neuron]), *edges.target[edges.source == neuron], neuron]
        return (neurons.kind != Kind.INPUT) & ~np.isin(neurons.id, refused)
    refused = [*downstream(network, [neuron]), *edges.source[edges.target == neuron], neuron]
    return ~np.isin(neurons.id, refused)


class Wire(Tool):
    """`replugged` is an edge whose end is being moved, instead of a new one being drawn."""

    cursor = Qt.CursorShape.CrossCursor
    pushes = True

    def __init__(
        self,
        canvas,
        start: Pointer,
        neuron: int,
        *,
        outgoing: bool = True,
        replugged: int | None = None,
    ) -> None:
        super().__init__(canvas, start)
        self._neuron = neuron
        self._outgoing = outgoing
        self._replugged = replugged
        self._clicked = False
        self._end = start.pixel
        self._aim: int | None = None
        network = canvas.document.network
        self._allowed = partners(network, neuron, outgoing=outgoing)
        if replugged is not None:
            row = network.edges.rows([replugged])[0]
            old = (network.target_rows if outgoing else network.source_rows)[row]
            self._allowed[old] = True
        dimmed = ~self._allowed
        dimmed[network.neurons.rows([neuron])] = False
        canvas.dim(dimmed)

    @property
    def aim(self) -> int | None:
        """The neuron on which the wire would end just now."""
        return self._aim

    def move(self, pointer: Pointer) -> None:
        super().move(pointer)
        self._end = pointer.pixel
        self._aim = self.canvas.picture.neuron_at(self.canvas.viewport, pointer.pixel, slack=8.0)
        if self._aim == self._neuron or self.canvas.block_over(pointer.pixel) is not None:
            self._aim = None
        self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        if self.moved:
            self._drop(pointer)
        else:
            self._clicked = True

    def press(self, pointer: Pointer) -> None:
        if self._clicked and pointer.button == Qt.MouseButton.LeftButton:
            self.move(pointer)
            self._drop(pointer)
        else:
            self.canvas.finish()

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._aim is not None:
            self._join(self._aim, self._end)
            return True
        if event.key() not in ARROWS:
            return False
        aim = self.canvas.next_seen(event.key(), self._aim or self._neuron)
        if aim is None:
            return True
        self._aim = aim
        port = self.canvas.picture.in_port if self._outgoing else self.canvas.picture.out_port
        self._end = self.canvas.viewport.to_screen(port(aim))
        self.canvas.reveal(aim)
        self.canvas.update()
        return True

    def _drop(self, pointer: Pointer) -> None:
        if self._aim is not None:
            self._join(self._aim, pointer.pixel)
            return
        self.canvas.finish()
        if self.canvas.picture.block_at(self.canvas.viewport, pointer.pixel) is not None:
            self.canvas.say(hidden_in_block(), pointer.pixel)
            return
        if self._replugged is not None:
            edge = self._replugged
            self.canvas.attempt(lambda: self.canvas.editor.remove([edge]), pointer.pixel)
            return
        if np.hypot(*(pointer.pixel - self.start.pixel)) < 2 * RADIUS * self.canvas.viewport.scale:
            return
        ends = {"fed_by" if self._outgoing else "feeding": self._neuron}
        side = 1.0 if self._outgoing else -1.0
        place = np.rint((pointer.place + side * PORT) / 10) * 10
        self.canvas.attempt(
            lambda: self.canvas.editor.add(Kind.HIDDEN, place, **ends), pointer.pixel
        )

    def _join(self, aim: int, pixel: NDArray[np.float64]) -> None:
        self.canvas.finish()
        editor = self.canvas.editor
        source, target = (self._neuron, aim) if self._outgoing else (aim, self._neuron)
        if self._replugged is not None:
            edge = self._replugged
            start = not self._outgoing
            self.canvas.attempt(lambda: editor.replug(edge, aim, start=start), pixel)
        else:
            self.canvas.attempt(lambda: editor.connect(source, target), pixel)

    def paint(self, painter: QPainter) -> None:
        canvas = self.canvas
        theme, viewport, picture = canvas.theme, canvas.viewport, canvas.picture
        reach = (RADIUS + 6) * viewport.scale
        neurons = picture.network.neurons
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(faded(theme.good, 0.75), 2.0))
        for place in viewport.to_screen(picture.position[self._allowed & ~picture.folded]):
            if -reach < place[0] < canvas.width() + reach:
                painter.drawEllipse(point(place), reach, reach)
        port = picture.out_port if self._outgoing else picture.in_port
        begin = viewport.to_screen(port(self._neuron))
        good = self._aim is None or bool(self._allowed[neurons.rows([self._aim])[0]])
        colour = theme.accent if good else theme.error
        if self._aim is not None:
            painter.setPen(pen(colour, 3.0))
            painter.drawEllipse(point(viewport.to_screen(picture.place(self._aim))), reach, reach)
        painter.setPen(pen(colour, 3.0, Qt.PenStyle.SolidLine if good else Qt.PenStyle.DashLine))
        draw_lines(painter, [begin], [self._end])
        painter.setBrush(canvas.palette().highlight())
        painter.drawEllipse(point(self._end), 4, 4)


def at_canvas(canvas, place: NDArray[np.float64]) -> Pointer:
    """A pointer that no mouse made: for wires begun with the keys."""
    pixel = canvas.viewport.to_screen(place)
    return Pointer(pixel, pair(QPointF(*place)), Qt.MouseButton.NoButton, False, False, False)
