"""NumPy arrays handed to QPainter without a Python object for each line or sprite."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPen, QPixmap

USUAL_FONT = 13.0
"""Pixels of the app's font at which the canvas's texts have their own size."""


def draw_lines(painter: QPainter, starts: ArrayLike, ends: ArrayLike) -> None:
    """Draws straight lines between pairs of points, each of shape (count, 2)."""
    ends_array = np.asarray(ends, dtype=np.float64).reshape(-1, 2)
    if not len(ends_array):
        return
    lines = PrimitiveArray(QLineF, 4)
    lines.resize(len(ends_array))
    lines.ndarray()[:, :2] = starts
    lines.ndarray()[:, 2:] = ends_array
    painter.drawLines(*lines.drawargs())


def point(place: ArrayLike) -> QPointF:
    """A pair of numbers as Qt's point."""
    x, y = np.asarray(place, dtype=np.float64)
    return QPointF(float(x), float(y))


def pair(place: QPointF | QPoint) -> NDArray[np.float64]:
    """Qt's point as an array, shape (2,)."""
    return np.array([place.x(), place.y()], dtype=np.float64)


def pen(
    colour: str | QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine
) -> QPen:
    """A round-ended pen."""
    result = QPen(QColor(colour), width, style, Qt.PenCapStyle.RoundCap)
    result.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return result


def faded(colour: str, alpha: float) -> QColor:
    """The colour, let through by a share."""
    result = QColor(colour)
    result.setAlphaF(alpha)
    return result


def font(pixels: float, *, bold: bool = False) -> QFont:
    """The app's font at a height in pixels; larger where the app's own is, as for a projector."""
    result = QFont()
    larger = max(QFontInfo(result).pixelSize() / USUAL_FONT, 1.0)
    result.setPixelSize(max(round(pixels * larger), 1))
    result.setBold(bold)
    return result


def pill(painter: QPainter, centre: QPointF, text: str, ink: str, ground: QColor) -> QRectF:
    """Writes a short text on a rounded ground, in the painter's font; returns the ground."""
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(text) + 8, metrics.height() + 2
    ground_rect = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(ground_rect, 4, 4)
    painter.setPen(QColor(ink))
    painter.drawText(ground_rect, Qt.AlignmentFlag.AlignCenter, text)
    return ground_rect


class Sheet:
    """Small pictures of one size in one pixmap, drawn by the thousand in one call."""

    def __init__(self, width: float, height: float, ratio: float) -> None:
        self._ratio = ratio
        self._width = int(np.ceil(width * ratio))
        self._height = int(np.ceil(height * ratio))
        self._across = max(2048 // max(self._width, 1), 1)
        self._pixmap = QPixmap()
        self._slots: dict[object, int] = {}
        self._fragments = PrimitiveArray(QPainter.PixmapFragment, 10)

    def __len__(self) -> int:
        return len(self._slots)

    def slot(self, key: object, paint: object) -> int:
        """The place of the picture with this key; `paint(painter, rect)` is asked for a new one."""
        if key not in self._slots:
            self._slots[key] = len(self._slots)
            self._make_room()
            x, y = self._corner(self._slots[key])
            painter = QPainter(self._pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(x, y)
            painter.scale(self._ratio, self._ratio)
            paint(painter, QRectF(0, 0, self._width / self._ratio, self._height / self._ratio))
            painter.end()
        return self._slots[key]

    def draw(
        self,
        painter: QPainter,
        slots: NDArray[np.intp],
        centres: NDArray[np.float64],
        opacity: ArrayLike = 1.0,
    ) -> None:
        """Draws the pictures at these slots, each centred at a point, shape (count, 2)."""
        if not len(slots):
            return
        self._fragments.resize(len(slots))
        part = self._fragments.ndarray()
        half = np.array([self._width, self._height]) / 2
        part[:, :2] = (np.rint(centres * self._ratio - half) + half) / self._ratio
        part[:, 2] = slots % self._across * self._width
        part[:, 3] = slots // self._across * self._height
        part[:, 4:6] = self._width, self._height
        part[:, 6:8] = 1 / self._ratio
        part[:, 8] = 0.0
        part[:, 9] = opacity
        painter.drawPixmapFragments(*self._fragments.drawargs(), self._pixmap)

    def _corner(self, slot: int) -> tuple[int, int]:
        return slot % self._across * self._width, slot // self._across * self._height

    def _make_room(self) -> None:
        rows = -(-len(self._slots) // self._across)
        if rows * self._height <= self._pixmap.height():
            return
        grown = QPixmap(
            self._across * self._width, max(2 * self._pixmap.height(), rows * self._height)
        )
        grown.fill(Qt.GlobalColor.transparent)
        if not self._pixmap.isNull():
            painter = QPainter(grown)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawPixmap(0, 0, self._pixmap)
            painter.end()
        self._pixmap = grown
