"""How layers look: a quiet column behind the neurons, a label above it, grips at its ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from scratchstudio.studio.canvas.layer_columns import LayerColumn, layer_columns
from scratchstudio.studio.canvas.picture import Hit
from scratchstudio.studio.canvas.primitives import faded, font, pen
from scratchstudio.studio.canvas.viewport import Viewport
from scratchstudio.studio.text import tr

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

OUTLINES_FROM = 0.2
"""The scale from which layers are outlined; below, outlines are only noise."""
LABELS_FROM = 0.32
GAP = 3.0
"""Pixels between a label and the outline."""
LABEL_ROOM = 150.0
"""Canvas units that a label may take: columns stand 160 apart."""
SHORTEST_NAME = 60.0
"""Pixels below which a name that is cut says nothing."""
ROUND = 22.0
GRIP_REACH = 6.0
"""Pixels from an outline's end within which it is gripped."""
FILL = {False: 0.045, True: 0.09}
LINE = {False: 0.28, True: 0.75}
"""How much of the ink is seen, at rest and of a layer that stands out."""


@dataclass(frozen=True)
class Stretched:
    """How an outline is shown while its end is dragged: the heights of its outermost neurons."""

    id: int
    top: float
    bottom: float


class SoftLayers:
    """The layers on one canvas: what is painted of them, and what is under the pointer."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self.hovered = 0
        """The layer over which the pointer rests."""
        self.joined = 0
        """The layer that a dragged neuron would join."""
        self.stretched: Stretched | None = None

    # What lies where.

    def box(self, column: LayerColumn) -> QRectF:
        """A layer's outline, in pixels."""
        held = self.stretched
        if held is not None and held.id == column.id:
            corners = column.corners(self._canvas.viewport, held.top, held.bottom)
        else:
            corners = column.corners(self._canvas.viewport)
        (left, top), (right, bottom) = corners.tolist()
        return QRectF(left, top, right - left, bottom - top)

    def label(self, column: LayerColumn) -> tuple[QRectF, str]:
        """Where a layer's label stands, in pixels, and what it says; "" for no label."""
        scale = self._canvas.viewport.scale
        box = self.box(column)
        if scale < LABELS_FROM:
            return QRectF(), ""
        metrics = QFontMetricsF(_writing())
        text = _label_text(column, metrics, LABEL_ROOM * scale)
        width = metrics.horizontalAdvance(text) + 12
        height = metrics.height() + 2
        return QRectF(box.center().x() - width / 2, box.top() - height - GAP, width, height), text

    def cut_above(self, viewport: Viewport, neurons: Sequence[int], top: float) -> float:
        """By how many pixels a label over these neurons (all, when none) would be cut at `top`."""
        picture = self._canvas.picture
        ids = picture.network.neurons.id
        uppermost = [
            column.corners(viewport)[0, 1]
            for column in layer_columns(picture)
            if not neurons or int(ids[column.rows[0]]) in neurons
        ]
        if viewport.scale < LABELS_FROM or not uppermost:
            return 0.0
        return max(top + QFontMetricsF(_writing()).height() + 2 * GAP - min(uppermost), 0.0)

    def column(self, id_: int) -> LayerColumn | None:
        return next((each for each in self._seen() if each.id == id_), None)

    def hit(self, pixel: np.ndarray) -> Hit | None:
        """The label or an end of the outline under a pixel."""
        at = QPointF(*(float(value) for value in pixel))
        for column in reversed(self._seen()):
            if self.label(column)[0].contains(at):
                return Hit("layer", column.id)
            box = self.box(column)
            if box.left() <= at.x() <= box.right():
                if abs(at.y() - box.top()) <= GRIP_REACH:
                    return Hit("layer_top", column.id)
                if abs(at.y() - box.bottom()) <= GRIP_REACH:
                    return Hit("layer_bottom", column.id)
        return None

    def point(self, pixel: np.ndarray | None) -> None:
        """The pointer is at this pixel, or away."""
        now = 0
        if pixel is not None:
            at = QPointF(*(float(value) for value in pixel))
            for column in self._seen():
                grown = self.box(column).adjusted(0, -GRIP_REACH, 0, GRIP_REACH)
                if grown.contains(at) or self.label(column)[0].contains(at):
                    now = column.id
        if now != self.hovered:
            self.hovered = now
            self._canvas.update()

    def _seen(self) -> tuple[LayerColumn, ...]:
        if self._canvas.viewport.scale < OUTLINES_FROM:
            return ()
        return layer_columns(self._canvas.picture)

    # Painting.

    def paint(self, painter: QPainter) -> None:
        """The outlines, below the network."""
        chosen = self._chosen()
        view = QRectF(self._canvas.rect())
        for column in self._seen():
            box = self.box(column)
            if box.intersects(view):
                self._paint_outline(painter, column, box, stands_out=column.id in chosen)

    def _paint_outline(
        self, painter: QPainter, column: LayerColumn, box: QRectF, *, stands_out: bool
    ) -> None:
        theme, scale = self._canvas.theme, self._canvas.viewport.scale
        ink = theme.faint_text
        if stands_out:
            ink = theme.accent
        if column.id == self.joined:
            ink = theme.good
        rounding = min(ROUND * scale, box.width() / 2)
        painter.setPen(pen(faded(ink, LINE[stands_out]), 1.5 if stands_out else 1.0))
        painter.setBrush(faded(ink, FILL[stands_out]))
        painter.drawRoundedRect(box, rounding, rounding)
        if column.id == self.hovered or self._is_stretched(column):
            painter.setPen(pen(theme.accent, 4.0))
            half = min(max(9 * scale, 6.0), box.width() / 4)
            for y in (box.top(), box.bottom()):
                middle = QPointF(box.center().x(), y)
                painter.drawLine(middle - QPointF(half, 0), middle + QPointF(half, 0))

    def paint_labels(self, painter: QPainter) -> None:
        """The labels, above the edges."""
        theme = self._canvas.theme
        chosen = self._chosen()
        view = QRectF(self._canvas.rect())
        painter.setFont(_writing())
        for column in self._seen():
            place, text = self.label(column)
            if not text or not place.intersects(view):
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faded(self._canvas.frames.ground(place.center()), 0.8))
            painter.drawRoundedRect(place, 4, 4)
            stands_out = column.id in chosen
            painter.setPen(QColor(theme.accent if stands_out else theme.faint_text))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _chosen(self) -> set[int]:
        """The layers that stand out: hovered, joined, held, or with a selected neuron."""
        network = self._canvas.picture.network
        known = [i for i in self._canvas.editor.chosen_neurons if i in network.neurons]
        chosen = set(network.neurons.layer[network.neurons.rows(known)].tolist())
        held = 0 if self.stretched is None else self.stretched.id
        return chosen | {self.hovered, self.joined, held}

    def _is_stretched(self, column: LayerColumn) -> bool:
        return self.stretched is not None and self.stretched.id == column.id


def _writing() -> QFont:
    return font(11)


def _label_text(column: LayerColumn, metrics: QFontMetricsF, room: float) -> str:
    """The name and what the layer is, as far as there is room; at least how many neurons."""
    name = " ".join(column.layer.name.split())
    texts = [f"{name or tr('layer')} · {column.about}", name or column.about]
    fits = (text for text in texts if metrics.horizontalAdvance(text) + 12 <= room)
    if name and room >= SHORTEST_NAME:
        return next(fits, metrics.elidedText(name, Qt.TextElideMode.ElideRight, room - 12))
    return next(fits, str(len(column.rows)))
