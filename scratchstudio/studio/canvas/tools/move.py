"""Selects by click, moves by drag; Ctrl or Alt drags a copy; dropped on an edge it inserts.

Frames that are selected too go along, with what they carry.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from scratchstudio.network import Kind, incident_edges
from scratchstudio.studio.canvas.carrying import carried
from scratchstudio.studio.canvas.dropping import Drop, drop
from scratchstudio.studio.canvas.editor import wires_of
from scratchstudio.studio.canvas.primitives import draw_lines, pen
from scratchstudio.studio.canvas.snapping import Snapped, snap
from scratchstudio.studio.canvas.tools.base import Pointer, Tool, after_click

GUIDE_REACH = 6.0
"""Pixels within which a neighbour's line attracts."""
CLEARLY = 8.0
"""Pixels from an edge at which a dropped neuron is inserted, when no other edge is as near."""


class Move(Tool):
    cursor = Qt.CursorShape.ArrowCursor
    pushes = True

    def __init__(self, canvas, start: Pointer, neuron: int) -> None:
        super().__init__(canvas, start)
        self._neuron = neuron
        self._snapped = Snapped(np.zeros(2))
        # Many window managers keep Alt with the left button for themselves.
        self._copy = start.alt or start.control
        self._joins = 0
        self._frames: list[int] = []
        self._selected_before = canvas.document.selection
        if neuron not in self._selected_before and not (start.shift or start.control):
            canvas.document.select([neuron])

    def move(self, pointer: Pointer) -> None:
        was = self.moved
        super().move(pointer)
        if not self.moved:
            return
        if not was:
            self._begin()
        shift = pointer.place - self.start.place
        base = self.canvas.pictured()
        anchor = base.place(self._neuron)
        if self.canvas.snaps != pointer.shift:
            staying = base.position[~np.isin(base.network.neurons.id, self._moving)]
            reach = GUIDE_REACH / self.canvas.viewport.scale
            self._snapped = snap(anchor, staying, shift, reach)
        else:
            self._snapped = Snapped(shift)
        rows = base.network.neurons.rows(self._moving)
        self._places = base.network.neurons.position[rows] + self._snapped.shift
        shown = base.position[rows] + self._snapped.shift
        if self._copy or self._frames:
            self.canvas.frames.hold(self._frames, self._snapped.shift)
            self.canvas.preview(base.moved(self._moving, shown), self._moving)
        else:
            self._show_drop(drop(base, self._moving, self._places, shown))
        self.canvas.mark_edge(self._edge_below())

    def _show_drop(self, shown: Drop) -> None:
        if shown.in_line:
            # The column leads the neuron, not a neighbour's line.
            self._snapped = Snapped(self._snapped.shift)
        self.canvas.layers.joined = self._joins = shown.joins
        self.canvas.preview(shown.picture, shown.stirred)

    def _begin(self) -> None:
        selection = self.canvas.document.selection
        if self._neuron not in selection:
            others = () if self._copy else selection
            self.canvas.document.select([*others, self._neuron])
        editor = self.canvas.editor
        self._moving = editor.chosen_neurons
        if editor.chosen_frames and not self._copy:
            chosen = editor.chosen_neurons, editor.chosen_frames
            self._moving, self._frames = carried(self.canvas.pictured(), *chosen)
        self._places = np.zeros((0, 2))

    def release(self, pointer: Pointer) -> None:
        edge = self._edge_below() if self.moved else None
        self.canvas.mark_edge(None)
        self.canvas.layers.joined = 0
        self.canvas.frames.held = {}
        self.canvas.finish()
        if not self.moved:
            self._click(pointer)
        elif self._copy:
            self.canvas.attempt(lambda: self.canvas.editor.duplicate(self._snapped.shift))
        elif self._frames:
            neurons, frames, way = self._moving, self._frames, self._snapped.shift
            self.canvas.attempt(lambda: self.canvas.editor.move_together(neurons, frames, way))
        elif edge is not None:
            place = self._places[0]
            self.canvas.attempt(lambda: self.canvas.editor.insert(edge, self._neuron, place))
        else:
            moving, places, joins = self._moving, self._places, self._joins
            self.canvas.attempt(lambda: self.canvas.editor.drop(moving, places, joins))

    def cancel(self) -> None:
        self.canvas.mark_edge(None)
        self.canvas.layers.joined = 0
        self.canvas.frames.held = {}
        self.canvas.document.select(self._selected_before)

    def _click(self, pointer: Pointer) -> None:
        document, neuron = self.canvas.document, self._neuron
        mine = wires_of(document.network, [neuron]) if pointer.shift else [neuron]
        document.select(after_click(pointer, document.selection, frozenset(mine)))
        self.canvas.picked(neuron)

    def _edge_below(self) -> int | None:
        """The edge into which the dragged neuron would go: one neuron, unconnected, one edge."""
        network = self.canvas.document.network
        if self._copy or self._frames or len(self._moving) != 1:
            return None
        row = network.neurons.rows([self._neuron])[0]
        if network.neurons.kind[row] != Kind.HIDDEN:
            return None
        if len(incident_edges(network, [self._neuron])):
            return None
        picture, viewport = self.canvas.picture, self.canvas.viewport
        away = picture.edge_distances(viewport, viewport.to_screen(picture.place(self._neuron)))
        near = np.flatnonzero(away <= CLEARLY)
        return int(network.edges.id[near[0]]) if len(near) == 1 else None

    def paint(self, painter: QPainter) -> None:
        canvas = self.canvas
        painter.setPen(pen(canvas.theme.accent, 1.0, Qt.PenStyle.DashLine))
        corner = canvas.viewport.to_screen((0.0, 0.0))
        for x in self._snapped.upright:
            at = x * canvas.viewport.scale + corner[0]
            draw_lines(painter, [(at, 0)], [(at, canvas.height())])
        for y in self._snapped.level:
            at = y * canvas.viewport.scale + corner[1]
            draw_lines(painter, [(0, at)], [(canvas.width(), at)])
