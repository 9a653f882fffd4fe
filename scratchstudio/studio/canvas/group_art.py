"""How groups look: collapsed ones as blocks with pins, open ones as an outline with a head."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath

from scratchstudio.network.outlines import path
from scratchstudio.studio.canvas.folding import HEAD, Block
from scratchstudio.studio.canvas.layer_columns import MARGIN as LAYER_MARGIN
from scratchstudio.studio.canvas.neuron_art import paint_hatch, paint_lock
from scratchstudio.studio.canvas.open_groups import ABOVE, ASIDE, BELOW, NEST, OpenGroup
from scratchstudio.studio.canvas.picture import RADIUS, Hit, Picture
from scratchstudio.studio.canvas.primitives import font, pen
from scratchstudio.studio.canvas.soft_layers import neurons_in_words
from scratchstudio.studio.canvas.viewport import Viewport
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

LEAST_ABOVE, LEAST_BELOW = 30.0, 25.0
"""Pixels that the label above a layer's outline and the names within it take at the least."""
WIDEST_ASIDE, NARROWEST_ASIDE = 60.0, 26.0
"""Pixels that labels need to the side at the most; and canvas units that it is at the least."""
LEAST_HEAD = 170.0
"""Pixels that the head of a narrow group may take for its name."""
WORDS_FROM = 0.42
"""The scale from which names are written."""
FAR = 1000.0
MOST_DOTS = 150
CORNER = 9.0


Boxes = dict[int, tuple[QRectF, QRectF]]


def paint_groups(canvas: CanvasView, painter: QPainter) -> None:
    """All blocks, and the outlines of the open groups."""
    chosen = frozenset(canvas.editor.chosen_neurons)
    boxes, view = open_boxes(canvas), QRectF(canvas.rect())
    for each in canvas.picture.open_groups:
        outline, place = boxes[each.id]
        if outline.united(place).intersects(view):
            # Qt is slow at dashes that run far beyond the view.
            near = outline.intersected(view.adjusted(-FAR, -FAR, FAR, FAR))
            _paint_outline(canvas, painter, each, (near, place), chosen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for block in canvas.picture.blocks:
        rect = _block_rect(canvas, block)
        if rect.intersects(QRectF(canvas.rect())):
            _paint_block(canvas, painter, block, rect, chosen)


def head_at(canvas: CanvasView, pixel: np.ndarray) -> int | None:
    """The open group whose head lies under a pixel, the innermost first."""
    x, y = (float(value) for value in pixel)
    for id_, (_, head_) in reversed(open_boxes(canvas).items()):
        if head_.contains(x, y):
            return id_
    return None


def head(canvas: CanvasView, hit: Hit) -> QRectF:
    """Where the name of a block or an open group is written, in pixels."""
    if hit.part == "group":
        return open_boxes(canvas)[hit.id][1]
    block = next(each for each in canvas.picture.blocks if each.id == hit.id)
    rect = _block_rect(canvas, block)
    return QRectF(rect.left(), rect.top(), rect.width(), HEAD * canvas.viewport.scale)


def chevron(canvas: CanvasView, hit: Hit) -> QRectF:
    """Where the arrow is that opens or collapses the group, in pixels."""
    place = head(canvas, hit)
    side = max(place.height(), 12.0)
    return QRectF(place.left(), place.top(), side, side)


def open_boxes(canvas: CanvasView) -> Boxes:
    """Outline and head of each open group in pixels, by id; an outer one lies round those in it."""
    return _boxes(canvas.picture, canvas.viewport, _writing(canvas).toString())


@lru_cache(maxsize=2)
def _boxes(picture: Picture, viewport: Viewport, writing: str) -> Boxes:
    scale = viewport.scale
    # Labels and names are written in pixels, however small the rest is.
    aside = max(NARROWEST_ASIDE * scale, min(ASIDE * scale, WIDEST_ASIDE))
    above = max(ABOVE * scale, LAYER_MARGIN * scale + LEAST_ABOVE)
    below = max(BELOW * scale, LAYER_MARGIN * scale + LEAST_BELOW)
    face = QFont()
    face.fromString(writing)
    metrics = QFontMetricsF(face)
    tall = max(HEAD * min(scale, 1.2), 15.0)
    found: Boxes = {}
    within: dict[int, QRectF] = {}
    for each in reversed(picture.open_groups):
        low, high = viewport.to_screen(each.corners)
        rect = QRectF(QPointF(*low), QPointF(*high)).adjusted(-aside, -above, aside, below)
        rect = rect.united(within.get(each.id, rect))
        wide = min(metrics.horizontalAdvance(each.title) + tall + 14, max(rect.width(), LEAST_HEAD))
        place = QRectF(rect.left(), rect.top() - tall, wide, tall)
        found[each.id] = rect, place
        whole = rect.united(place).adjusted(-NEST, -NEST, NEST, NEST)
        within[each.parent] = whole.united(within.get(each.parent, whole))
    return dict(reversed(found.items()))


def _writing(canvas: CanvasView) -> QFont:
    return font(float(np.clip(round(12 * canvas.viewport.scale), 11, 15)), bold=True)


def _paint_outline(
    canvas: CanvasView,
    painter: QPainter,
    each: OpenGroup,
    boxes: tuple[QRectF, QRectF],
    chosen: frozenset[int],
) -> None:
    theme = canvas.theme
    rect, place = boxes
    hovered = canvas.hover is not None and canvas.hover == Hit("group", each.id)
    strong = hovered or chosen.issuperset(each.neurons)
    colour = theme.accent if strong else theme.faint_text
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Ten times as fast as a dashed line of any other width.
    painter.setPen(pen(colour, 1.6 if strong else 1.0, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(rect, CORNER, CORNER)
    painter.setPen(pen(colour, 1.0))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(place, 5, 5)
    _paint_head(canvas, painter, place, each.title, collapsed=False)


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
    painter.setOpacity(0.4 if _stands_back(canvas, block) else 1.0)
    painter.setBrush(QColor(theme.neuron))
    painter.setPen(pen(border, 2.5 if selected else 1.5))
    corner = CORNER * min(scale, 1.5)
    painter.drawRoundedRect(rect, corner, corner)
    _paint_inside(canvas, painter, block, rect)
    _paint_pins(canvas, painter, block, rect)
    _paint_state(canvas, painter, block, rect)
    if scale >= WORDS_FROM:
        place = QRectF(rect.left(), rect.top(), rect.width(), HEAD * scale)
        _paint_head(canvas, painter, place, block.name, collapsed=True)
        _paint_counts(canvas, painter, block, rect)
    painter.setOpacity(1.0)


def _stands_back(canvas: CanvasView, block: Block) -> bool:
    """Whether another group is open in place, in which the block is not."""
    way = path(canvas.picture.network.groups, block.id)
    return bool(canvas.entered) and canvas.entered not in {each.id for each in way}


def _paint_state(canvas: CanvasView, painter: QPainter, block: Block, rect: QRectF) -> None:
    """What is true of all neurons in the block: that they are muted, or frozen."""
    neurons, theme, scale = canvas.picture.network.neurons, canvas.theme, canvas.viewport.scale
    if neurons.muted[block.rows].all():
        head = foot = 2.0
        if scale >= WORDS_FROM:
            head, foot = HEAD * scale, QFontMetricsF(_small_writing(canvas)).height() + 4
        area = QPainterPath()
        area.addRect(rect.adjusted(2, head, -2, -foot))
        paint_hatch(painter, area, theme)
    if neurons.frozen[block.rows].all():
        paint_lock(painter, rect.topRight(), max(RADIUS * 0.3 * scale, 4.0), theme)


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
    painter.setFont(_small_writing(canvas))
    painter.setPen(QColor(canvas.theme.faint_text))
    tall = QFontMetricsF(painter.font()).height()
    line = QRectF(rect.left(), rect.bottom() - tall - 2, rect.width(), tall)
    short = neurons_in_words(len(block.rows))
    words = tr("{} in · {} · {} out").format(block.wires_in, short, block.wires_out)
    fits = QFontMetricsF(painter.font()).horizontalAdvance(words) <= rect.width() - 10
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words if fits else short)


def _small_writing(canvas: CanvasView) -> QFont:
    return font(float(np.clip(round(10.5 * canvas.viewport.scale), 11, 13)))
