"""Pictures of samples, and weights as pictures, as Qt paints them: crisp, never blurred."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from scratchstudio.data import Picture, Table
from scratchstudio.studio.theme import Theme, signed_colours

WISHED = 28
"""Pixels: about so high is a picture in a row of a table."""


def picture_height(rows: int) -> int:
    """How high a picture of so many rows of pixels is drawn: a whole number of times."""
    return rows * max(round(WISHED / rows), 1)


def grey_image(shades: NDArray[np.uint8]) -> QImage:
    """Shades, shape (height, width), as an image of as many pixels."""
    height, width = shades.shape
    shades = np.ascontiguousarray(shades)
    image = QImage(shades.data, width, height, width, QImage.Format.Format_Grayscale8)
    return image.copy()


def signed_image(theme: Theme, weights: NDArray[np.float64], limit: float) -> QImage:
    """Weights, shape (height, width), in the app's one map of signed colours."""
    height, width = weights.shape
    colours = np.ascontiguousarray(signed_colours(theme, weights, limit), dtype=np.uint32)
    image = QImage(colours.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return image.copy()


def fitted(image: QImage, room: QRectF) -> QRectF:
    """The largest place in the room with the image's proportions, in its middle."""
    scale = min(room.width() / image.width(), room.height() / image.height())
    if scale >= 1:
        scale = float(int(scale))
    width, height = image.width() * scale, image.height() * scale
    left = room.x() + (room.width() - width) / 2
    return QRectF(left, room.y() + (room.height() - height) / 2, width, height)


def paint_picture(painter: QPainter, image: QImage, place: QRectF, theme: Theme) -> None:
    """The image with square pixels, and a thin rim that parts it from the background."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(place, image)
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
    painter.restore()


def picture_of(table: Table, picture: Picture, rows: list[int]) -> NDArray[np.uint8]:
    """The rows' pictures as shades, shape (rows, height, width)."""
    columns = [table.column(name).values[rows] for name in picture.columns]
    return picture.shades(np.column_stack(columns))
