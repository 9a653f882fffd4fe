"""Small pictures of data sets: two columns as points coloured by the answer, or a few pictures."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from scratchstudio.data import Column, Picture, Table
from scratchstudio.studio.pictures import grey_image, paint_picture, picture_of
from scratchstudio.studio.theme import Theme, signed_colours

POINTS = 240
MARGIN = 5.0
DOT = 1.3
PICTURES = 2
"""A data set of pictures shows so many of them across and down."""


def thumbnail(table: Table, across: str, up: str, answer: str, theme: Theme, size: int) -> QPixmap:
    """`size` pixels square: columns `across` and `up` as the place, `answer` as the colour.

    It has twice the pixels, so that it stays sharp on a dense screen.
    """
    pixmap = _field(theme, size)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
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


def picture_thumbnail(
    table: Table, picture: Picture, answer: str, theme: Theme, size: int
) -> QPixmap:
    """`size` pixels square: the first pictures, of different classes where there are some."""
    pixmap = _field(theme, size)
    painter = QPainter(pixmap)
    rows = _different(table.column(answer), PICTURES**2)
    room = (size - 2 * MARGIN) / PICTURES
    for at, shades in enumerate(picture_of(table, picture, rows)):
        down, across = divmod(at, PICTURES)
        left, top = MARGIN + across * room + 1.5, MARGIN + down * room + 1.5
        height, width = shades.shape
        side = (room - 3) / max(width, height)
        place = QRectF(left, top, side * width, side * height)
        paint_picture(painter, grey_image(shades), place, theme)
    painter.end()
    return pixmap


def _different(answer: Column, most: int) -> list[int]:
    """The first row of each value, filled up by the first of the other rows."""
    _, first = np.unique(answer.values, return_index=True)
    others = (row for row in range(len(answer)) if row not in set(first.tolist()))
    return sorted(first.tolist())[:most] + [
        row for _, row in zip(range(most - len(first)), others, strict=False)
    ]


def _field(theme: Theme, size: int) -> QPixmap:
    """The rounded ground of a picture of a data set, with twice the pixels."""
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(QColor(theme.field))
    painter.drawRoundedRect(QRectF(0.5, 0.5, size - 1, size - 1), 4, 4)
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
