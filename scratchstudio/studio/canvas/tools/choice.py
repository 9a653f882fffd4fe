"""Which gesture a press of a mouse button begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from scratchstudio.studio.canvas.picture import FRAME_PARTS, Hit
from scratchstudio.studio.canvas.tools.base import Pointer, Tool, after_click
from scratchstudio.studio.canvas.tools.box import Box
from scratchstudio.studio.canvas.tools.frame import on_frame
from scratchstudio.studio.canvas.tools.knife import Knife
from scratchstudio.studio.canvas.tools.layer import on_end, on_label
from scratchstudio.studio.canvas.tools.move import Move
from scratchstudio.studio.canvas.tools.move_together import MoveTogether
from scratchstudio.studio.canvas.tools.pan import Pan
from scratchstudio.studio.canvas.tools.wire import Wire

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView


def tool_for(canvas: CanvasView, pointer: Pointer) -> Tool | None:
    """The gesture, or None when the press did all there was to do."""
    if pointer.button == Qt.MouseButton.MiddleButton:
        return Pan(canvas, pointer)
    if pointer.button == Qt.MouseButton.RightButton:
        return Knife(canvas, pointer) if pointer.control else Pan(canvas, pointer)
    if pointer.button != Qt.MouseButton.LeftButton:
        return None
    if canvas.holds(Qt.Key.Key_Space):
        return Pan(canvas, pointer)
    if canvas.holds(Qt.Key.Key_Y):
        return Knife(canvas, pointer)
    hit = canvas.hit(pointer.pixel)
    if hit is None:
        return Box(canvas, pointer)
    return _ON[hit.part](canvas, pointer, hit)


def _on_out_port(canvas: CanvasView, pointer: Pointer, hit: Hit) -> Tool | None:
    if pointer.alt:
        canvas.attempt(lambda: canvas.editor.break_port(hit.id, outgoing=True), pointer.pixel)
        return None
    if pointer.control:
        edges = canvas.document.network.edges
        edge = _edge_to_move(canvas, edges.source == hit.id)
        if edge is None:
            return None
        target = int(edges.target[edges.rows([edge])[0]])
        return Wire(canvas, pointer, target, outgoing=False, replugged=edge)
    return Wire(canvas, pointer, hit.id)


def _on_in_port(canvas: CanvasView, pointer: Pointer, hit: Hit) -> Tool | None:
    edges = canvas.document.network.edges
    if pointer.alt:
        canvas.attempt(lambda: canvas.editor.break_port(hit.id, outgoing=False), pointer.pixel)
        return None
    if pointer.control:
        edge = _edge_to_move(canvas, edges.target == hit.id)
        if edge is None:
            return None
        source = int(edges.source[edges.rows([edge])[0]])
        return Wire(canvas, pointer, source, replugged=edge)
    return Wire(canvas, pointer, hit.id, outgoing=False)


def _edge_to_move(canvas: CanvasView, rows: np.ndarray) -> int | None:
    """Of the wires at a port a selected one, else the one drawn last."""
    here = canvas.document.network.edges.id[rows].tolist()
    chosen = [edge for edge in here if edge in canvas.document.selection]
    return (chosen or here or [None])[-1]


def _on_body(canvas: CanvasView, pointer: Pointer, hit: Hit) -> Tool | None:
    return Move(canvas, pointer, hit.id)


def _on_edge(canvas: CanvasView, pointer: Pointer, hit: Hit) -> Tool | None:
    document = canvas.document
    document.select(after_click(pointer, document.selection, frozenset([hit.id])))
    return None


def _on_group(canvas: CanvasView, pointer: Pointer, hit: Hit) -> Tool | None:
    if canvas.on_chevron(hit, pointer.pixel):
        canvas.toggle_group(hit.id)
        return None
    return MoveTogether(canvas, pointer, sorted(canvas.ids_at(hit)))


_ON = {
    "out": _on_out_port,
    "in": _on_in_port,
    "body": _on_body,
    "edge": _on_edge,
    "block": _on_group,
    "group": _on_group,
    "layer": on_label,
    "layer_top": on_end,
    "layer_bottom": on_end,
    **dict.fromkeys(FRAME_PARTS, on_frame),
}
