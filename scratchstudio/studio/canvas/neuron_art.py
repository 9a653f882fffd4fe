"""How one neuron is drawn: its shape says its kind, the curve in it its activation function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath

from scratchstudio.network import Kind
from scratchstudio.studio.canvas.glyphs import curve_path
from scratchstudio.studio.canvas.primitives import faded, pen
from scratchstudio.studio.theme import Theme, blend

EXTENT = 1.42
"""Half the side of the square that holds all of a drawn neuron, in radii."""
DOT = 7.0
"""Below this radius in pixels a neuron is drawn as a dot."""


@dataclass(frozen=True)
class Look:
    """All that two neurons must share to be drawn alike."""

    kind: int
    activation: str
    frozen: bool
    muted: bool
    curved: bool = True
    """Whether the curve of the activation is drawn, and not an image put in its place."""


def body_path(kind: int, centre: QPointF, radius: float) -> QPainterPath:
    """The outline: a rounded square for inputs, a circle for the others."""
    path = QPainterPath()
    if kind == Kind.INPUT:
        side = radius * 0.9
        square = QRectF(centre.x() - side, centre.y() - side, 2 * side, 2 * side)
        path.addRoundedRect(square, radius * 0.3, radius * 0.3)
    else:
        path.addEllipse(centre, radius, radius)
    return path


def paint_neuron(
    painter: QPainter, look: Look, centre: QPointF, radius: float, theme: Theme
) -> None:
    """Draws the neuron without what changes in training (its bias, its response)."""
    if radius < DOT:
        _paint_dot(painter, look, centre, radius, theme)
        return
    line = float(np.clip(radius * 0.06, 1.0, 3.0))
    _paint_tab(painter, look.kind, centre, radius, theme)
    ink = blend(theme.text, theme.neuron, 0.6) if look.muted else theme.text
    painter.setPen(pen(theme.neuron_border, line))
    painter.setBrush(QColor(theme.neuron))
    outline = body_path(look.kind, centre, radius)
    painter.drawPath(outline)
    if look.kind == Kind.OUTPUT:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius * 0.86, radius * 0.86)
    if look.curved:
        paint_glyph(painter, look, centre, radius * 0.58, ink, theme)
    if look.muted:
        paint_hatch(painter, outline, theme)
    _paint_ports(painter, look.kind, centre, radius, theme)
    if look.frozen:
        paint_lock(painter, centre + QPointF(radius * 0.72, -radius * 0.78), radius * 0.3, theme)


def paint_glyph(
    painter: QPainter, look: Look, centre: QPointF, half: float, ink: str, theme: Theme
) -> None:
    """Draws the activation's curve, or an input's arrow, in a square of side 2·`half`."""
    painter.save()
    painter.translate(centre)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = float(np.clip(half * 0.13, 1.2, 4.0))
    if look.kind == Kind.INPUT:
        painter.setPen(pen(ink, width))
        painter.drawPath(_arrow(half * 0.8))
    else:
        drawn, axis = curve_path(look.activation)
        painter.scale(half, half)
        painter.setPen(pen(faded(theme.faint_text, 0.55), 1 / half))
        painter.drawPath(axis)
        painter.setPen(pen(ink, width / half))
        painter.drawPath(drawn)
    painter.restore()


def _arrow(half: float) -> QPainterPath:
    path = QPainterPath(QPointF(-half, 0))
    path.lineTo(half, 0)
    path.moveTo(half * 0.35, -half * 0.6)
    path.lineTo(half, 0)
    path.lineTo(half * 0.35, half * 0.6)
    return path


def _paint_dot(painter: QPainter, look: Look, centre: QPointF, radius: float, theme: Theme) -> None:
    size = max(radius, 2.0)
    painter.setPen(pen(theme.canvas, 0.8))
    faint = blend(theme.faint_text, theme.canvas, 0.5)
    painter.setBrush(QColor(faint if look.muted else theme.neuron_border))
    painter.drawPath(body_path(look.kind, centre, size))
    if look.kind == Kind.OUTPUT and size > 3:
        painter.setBrush(QColor(theme.neuron))
        painter.drawEllipse(centre, size * 0.5, size * 0.5)


def _paint_tab(painter: QPainter, kind: int, centre: QPointF, radius: float, theme: Theme) -> None:
    side = {Kind.INPUT: -1, Kind.OUTPUT: 1}.get(Kind(kind))
    if side is None:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.neuron_border))
    tab = QRectF(0, 0, radius * 0.5, radius * 0.56)
    tab.moveCenter(centre + QPointF(side * radius * 1.06, 0))
    painter.drawRoundedRect(tab, radius * 0.12, radius * 0.12)


def _paint_ports(
    painter: QPainter, kind: int, centre: QPointF, radius: float, theme: Theme
) -> None:
    painter.setPen(pen(theme.neuron_border, float(np.clip(radius * 0.05, 1.0, 2.5))))
    painter.setBrush(QColor(theme.canvas))
    size = float(np.clip(radius * 0.14, 2.0, 8.0))
    sides = (1,) if kind == Kind.INPUT else (-1, 1)
    for side in sides:
        painter.drawEllipse(centre + QPointF(side * radius, 0), size, size)


def paint_chip(painter: QPainter, look: Look, centre: QPointF, radius: float, theme: Theme) -> None:
    """Draws the activation's curve small, for a neuron whose body shows an image."""
    painter.setPen(pen(theme.neuron_border, 1.0))
    painter.setBrush(QColor(theme.neuron))
    painter.drawEllipse(centre, radius, radius)
    paint_glyph(painter, look, centre, radius * 0.6, theme.text, theme)


def paint_hatch(painter: QPainter, outline: QPainterPath, theme: Theme) -> None:
    """Lines over what is muted."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(faded(theme.text, 0.55), Qt.BrushStyle.BDiagPattern))
    painter.drawPath(outline)


def paint_lock(painter: QPainter, centre: QPointF, half: float, theme: Theme) -> None:
    """A lock on what is frozen."""
    painter.setPen(pen(theme.canvas, half * 0.3))
    painter.setBrush(QColor(theme.accent))
    painter.drawEllipse(centre, half * 1.15, half * 1.15)
    painter.setPen(pen(theme.accent_text, half * 0.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    bow = QRectF(centre.x() - half * 0.32, centre.y() - half * 0.68, half * 0.64, half * 0.8)
    painter.drawArc(bow, 0, 180 * 16)
    painter.setBrush(QColor(theme.accent_text))
    painter.setPen(Qt.PenStyle.NoPen)
    box = QRectF(centre.x() - half * 0.5, centre.y() - half * 0.22, half, half * 0.78)
    painter.drawRoundedRect(box, half * 0.15, half * 0.15)


def paint_bias(
    painter: QPainter, centre: QPointF, half: float, fill: str, sign: int, theme: Theme
) -> None:
    """Draws the bias badge: coloured as a weight would be, and marked + or −."""
    painter.setPen(pen(theme.canvas if sign else theme.faint_text, 1.0))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(
        QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half), half * 0.35, half * 0.35
    )
    if sign and half >= 4:
        ground = QColor(fill)
        light = ground.lightnessF() > 0.55
        painter.setPen(pen("#000000" if light else "#FFFFFF", max(half * 0.28, 1.2)))
        painter.drawLine(centre - QPointF(half * 0.5, 0), centre + QPointF(half * 0.5, 0))
        if sign > 0:
            painter.drawLine(centre - QPointF(0, half * 0.5), centre + QPointF(0, half * 0.5))
