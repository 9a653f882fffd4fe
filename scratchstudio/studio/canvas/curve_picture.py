"""An activation's curve with its axes, large enough to read values off it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QWidget

from scratchstudio.engine import activation
from scratchstudio.studio.canvas.glyphs import REACH, curve_path
from scratchstudio.studio.canvas.primitives import font, pen
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme

SIZE = QSize(96, 70)
EDGE = 5.0
FOOT = 15.0
"""Pixels below the curve, for the ends of the axis."""


class CurvePicture(QWidget):
    """The curve over sums from −3 to 3."""

    def __init__(self, key: str, theme: Theme) -> None:
        super().__init__()
        self._key, self._theme = key, theme
        self.setFixedSize(SIZE)
        self.setAccessibleName(tr("Curve of {}").format(activation(key).label))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -FOOT)
        painter.setPen(pen(theme.border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room, 4, 4)
        inside = room.adjusted(EDGE, EDGE, -EDGE, -EDGE)
        middle = inside.center()
        curve, axis = curve_path(self._key)
        fit = QTransform().translate(middle.x(), middle.y())
        fit.scale(inside.width() / 2, inside.height() / 2)
        painter.setPen(pen(theme.faint_text, 1.0))
        painter.drawPath(fit.map(axis))
        if not axis.isEmpty():
            painter.drawLine(
                QPointF(middle.x(), inside.top()), QPointF(middle.x(), inside.bottom())
            )
        painter.setPen(pen(theme.accent, 2.5))
        painter.drawPath(fit.map(curve))
        if not axis.isEmpty():
            self._write_ends(painter, inside)

    def _write_ends(self, painter: QPainter, inside: QRectF) -> None:
        """Which sums stand at the left, in the middle and at the right."""
        painter.setFont(font(11))
        painter.setPen(pen(self._theme.faint_text))
        line = QRectF(inside.left(), self.height() - FOOT, inside.width(), FOOT)
        for side, value in (
            (Qt.AlignmentFlag.AlignLeft, f"−{REACH:g}"),
            (Qt.AlignmentFlag.AlignHCenter, "0"),
            (Qt.AlignmentFlag.AlignRight, f"{REACH:g}"),
        ):
            painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, value)
