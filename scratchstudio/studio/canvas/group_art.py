"""How groups look: collapsed ones as blocks with pins, open ones as an outline with a head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath

from scratchstudio.network import members
from scratchstudio.studio.canvas.folding import HEAD, Block
from scratchstudio.studio.canvas.picture import Hit
from scratchstudio.studio.canvas.primitives import font, pen
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

ASIDE, ABOVE, BELOW = 26.0, 44.0, 40.0
"""Canvas units between an open group's outline and its outermost bodies: room for a layer's
outline, its label, and names."""
LEAST_HEAD = 170.0
"""Pixels that the head of a narrow group may take for its name."""
WORDS_FROM = 0.42
"""The scale from which names are written."""
MOST_DOTS = 150
CORNER = 9.0


def paint_groups(canvas: CanvasView, painter: QPainter) -> None:
    """All blocks, and the outlines of the open groups."""
    chosen = frozenset(canvas.editor.chosen_neurons)
    for id_ in _open_groups(canvas):
        _paint_outline(canvas, painter, id_, chosen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for block in canvas.picture.blocks:
        rect = _block_rect(canvas, block)
        if rect.intersects(QRectF(canvas.rect())):
            _paint_block(canvas, painter, block, rect, chosen)


def head_at(canvas: CanvasView, pixel: np.ndarray) -> int | None:
    """The open group whose head lies under a pixel, the innermost first."""
    x, y = (float(value) for value in pixel)
    for id_ in reversed(_open_groups(canvas)):
        if _head_of_open(canvas, id_).contains(x, y):
            return id_
    return None


def head(canvas: CanvasView, hit: Hit) -> QRectF:
    """Where the name of a block or an open group is written, in pixels."""
    if hit.part == "group":
        return _head_of_open(canvas, hit.id)
    block = next(each for each in canvas.picture.blocks if each.id == hit.id)
    rect = _block_rect(canvas, block)
    return QRectF(rect.left(), rect.top(), rect.width(), HEAD * canvas.viewport.scale)


def chevron(canvas: CanvasView, hit: Hit) -> QRectF:
    """Where the arrow is that opens or collapses the group, in pixels."""
    place = head(canvas, hit)
    side = max(place.height(), 12.0)
    return QRectF(place.left(), place.top(), side, side)


def _open_groups(canvas: CanvasView) -> list[int]:
    """Ids of the groups drawn as an outline, an outer one before those in it."""
    network, shown = canvas.picture.network, canvas.opened
    if not network.groups:
        return []
    hidden = set() if canvas.picture.fold is None else set(np.unique(canvas.picture.fold.block))
    inside = canvas.picture.folded
    return [
        each.id
        for each in sorted(network.groups, key=lambda group: -int(members(network, group.id).sum()))
        if each.id not in hidden
        and (each.id in shown or not each.collapsed)
        and not inside[members(network, each.id)].all()
    ]


def extent(canvas: CanvasView, id_: int) -> np.ndarray:
    """Two corners round an open group with its outline and head, in canvas units."""
    network = canvas.picture.network
    inside = network.neurons.id[members(network, id_)].tolist()
    low, high = canvas.picture.bounds(inside)
    away = np.array([(-ASIDE, -ABOVE - HEAD), (ASIDE, BELOW)])
    return np.stack([low, high]) + away


def _outline(canvas: CanvasView, id_: int) -> QRectF:
    network = canvas.picture.network
    inside = network.neurons.id[members(network, id_)].tolist()
    low, high = canvas.viewport.to_screen(canvas.picture.bounds(inside))
    aside, above, below = (room * canvas.viewport.scale for room in (ASIDE, ABOVE, BELOW))
    return QRectF(QPointF(*low), QPointF(*high)).adjusted(-aside, -above, aside, below)


def _head_of_open(canvas: CanvasView, id_: int) -> QRectF:
    rect = _outline(canvas, id_)
    tall = max(HEAD * min(canvas.viewport.scale, 1.2), 15.0)
    wide = QFontMetricsF(_writing(canvas)).horizontalAdvance(_title(canvas, id_)) + tall + 14
    return QRectF(rect.left(), rect.top() - tall, min(wide, max(rect.width(), LEAST_HEAD)), tall)


def _writing(canvas: CanvasView):
    return font(float(np.clip(round(12 * canvas.viewport.scale), 11, 15)), bold=True)


def _title(canvas: CanvasView, id_: int) -> str:
    group = next(each for each in canvas.picture.network.groups if each.id == id_)
    return " ".join(group.name.split()) or f"#{id_}"


def _paint_outline(canvas: CanvasView, painter: QPainter, id_: int, chosen: frozenset[int]) -> None:
    theme, network = canvas.theme, canvas.picture.network
    inside = network.neurons.id[members(network, id_)].tolist()
    hovered = canvas.hover is not None and canvas.hover == Hit("group", id_)
    strong = hovered or chosen.issuperset(inside)
    colour = theme.accent if strong else theme.faint_text
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(colour, 1.6 if strong else 1.2, Qt.PenStyle.DashLine))
    rect = _outline(canvas, id_)
    painter.drawRoundedRect(rect, CORNER, CORNER)
    place = _head_of_open(canvas, id_)
    painter.setPen(pen(colour, 1.2))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(place, 5, 5)
    _paint_head(canvas, painter, place, _title(canvas, id_), collapsed=False)


def _paint_head(
    canvas: CanvasView, painter: QPainter, place: QRectF, title: str, *, collapsed: bool
) -> None:
    theme = canvas.theme
    side = place.height()
    middle = QPointF(place.left() + side / 2, place.center().y())
    reach = side * 0.16
    arrow = QPainterPath()
    corners = ((-1, -1.4), (1, 0), (-1, 1.4)) if collapsed else ((-1.4, -1), (0, 1), (1.4, -1))
    arrow.moveTo(middle + QPointF(*corners[0]) * reach)
    for corner in corners[1:]:
        arrow.lineTo(middle + QPointF(*corner) * reach)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(theme.text, 1.6))
    painter.drawPath(arrow)
    painter.setFont(_writing(canvas))
    painter.setPen(QColor(theme.text))
    room = place.adjusted(side, 0, -6, 0)
    elided = QFontMetricsF(painter.font()).elidedText(
        title, Qt.TextElideMode.ElideRight, room.width()
    )
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)


def _block_rect(canvas: CanvasView, block: Block) -> QRectF:
    centre = canvas.picture.position[block.rows[0]]
    low, high = canvas.viewport.to_screen(np.stack([centre - block.half, centre + block.half]))
    return QRectF(QPointF(*low), QPointF(*high))


def _paint_block(
    canvas: CanvasView, painter: QPainter, block: Block, rect: QRectF, chosen: frozenset[int]
) -> None:
    theme, scale = canvas.theme, canvas.viewport.scale
    inside = canvas.picture.network.neurons.id[block.rows].tolist()
    selected = chosen.issuperset(inside)
    hovered = canvas.hover is not None and canvas.hover == Hit("block", block.id)
    border = theme.selection if selected else theme.accent if hovered else theme.neuron_border
    painter.setOpacity(1.0 if not canvas.entered else 0.4)
    painter.setBrush(QColor(theme.neuron))
    painter.setPen(pen(border, 2.5 if selected else 1.5))
    corner = CORNER * min(scale, 1.5)
    painter.drawRoundedRect(rect, corner, corner)
    _paint_inside(canvas, painter, block, rect)
    _paint_pins(canvas, painter, block, rect)
    if scale >= WORDS_FROM:
        place = QRectF(rect.left(), rect.top(), rect.width(), HEAD * scale)
        _paint_head(canvas, painter, place, block.name, collapsed=True)
        _paint_counts(canvas, painter, block, rect)
    painter.setOpacity(1.0)


def _paint_inside(canvas: CanvasView, painter: QPainter, block: Block, rect: QRectF) -> None:
    """The group's own drawing, small, as dots."""
    scale = canvas.viewport.scale
    place = canvas.picture.network.neurons.position[block.rows[:MOST_DOTS]]
    below = 8 * scale if scale < WORDS_FROM else max(22 * scale, 20.0)
    room = rect.adjusted(26 * scale, (HEAD + 6) * scale, -26 * scale, -below)
    if room.height() < 4:
        return
    span = np.maximum(np.ptp(place, axis=0), 1e-9)
    fit = min(room.width() / span[0], room.height() / span[1], 0.5 * scale)
    middle = np.array([room.center().x(), room.center().y()])
    dots = middle + (place - (place.min(axis=0) + place.max(axis=0)) / 2) * fit
    painter.setPen(pen(canvas.theme.faint_text, float(np.clip(5 * scale, 2, 7))))
    painter.drawPoints([QPointF(float(x), float(y)) for x, y in dots])


def _paint_pins(canvas: CanvasView, painter: QPainter, block: Block, rect: QRectF) -> None:
    scale = canvas.viewport.scale
    if scale < 0.25:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(canvas.theme.neuron_border))
    size = float(np.clip(3.0 * scale, 1.5, 5))
    for x, pins in ((rect.left(), block.pins_in), (rect.right(), block.pins_out)):
        for height in (rect.center().y() + pins * scale).tolist():
            painter.drawEllipse(QPointF(x, height), size, size)


def _paint_counts(canvas: CanvasView, painter: QPainter, block: Block, rect: QRectF) -> None:
    painter.setFont(font(float(np.clip(round(10.5 * canvas.viewport.scale), 11, 13))))
    painter.setPen(QColor(canvas.theme.faint_text))
    tall = QFontMetricsF(painter.font()).height()
    line = QRectF(rect.left(), rect.bottom() - tall - 2, rect.width(), tall)
    words = tr("{} in · {} neurons · {} out").format(
        block.wires_in, len(block.rows), block.wires_out
    )
    short = tr("{} neurons").format(len(block.rows))
    fits = QFontMetricsF(painter.font()).horizontalAdvance(words) <= rect.width() - 10
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words if fits else short)
