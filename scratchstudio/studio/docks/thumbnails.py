"""Small pictures of data sets: two columns as points, coloured by the answer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from scratchstudio.data import Column, Table
from scratchstudio.studio.theme import Theme, signed_colours

POINTS = 240
MARGIN = 5.0
DOT = 1.3


def thumbnail(table: Table, across: str, up: str, answer: str, theme: Theme, size: int) -> QPixmap:
    """`size` pixels square: columns `across` and `up` as the place, `answer` as the colour.

    It has twice the pixels, so that it stays sharp on a dense screen.
    """
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(QColor(theme.field))
    painter.drawRoundedRect(QRectF(0.5, 0.5, size - 1, size - 1), 4, 4)
    painter.setPen(Qt.PenStyle.NoPen)
    rows = slice(0, POINTS)
    room = size - 2 * MARGIN
    x = MARGIN + room * _share(table.column(across).values[rows])
    y = size - MARGIN - room * _share(table.column(up).values[rows])
    colours = _colours(table.column(answer), rows, theme)
    for place_x, place_y, colour in zip(x.tolist(), y.tolist(), colours, strict=True):
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(place_x, place_y), DOT, DOT)
    painter.end()
    return pixmap


def _share(values: np.ndarray) -> np.ndarray:
    low, high = float(values.min()), float(values.max())
    share: np.ndarray = (values - low) / ((high - low) or 1.0)
    return share


def _colours(answer: Column, rows: slice, theme: Theme) -> list[str]:
    values = answer.values[rows]
    if answer.categories:
        return [theme.classes[int(code) % len(theme.classes)] for code in values]
    limit = float(np.abs(values).max())
    return [f"#{colour & 0xFFFFFF:06X}" for colour in signed_colours(theme, values, limit)]
