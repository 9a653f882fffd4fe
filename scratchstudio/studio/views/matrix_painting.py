"""Paints one level's matrix: its cells, its numbers where they fit, and the neurons' names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter

from scratchstudio.network import Network
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme, signed_colours
from scratchstudio.studio.views.figures import figure
from scratchstudio.studio.views.level_matrices import LevelMatrix, Place

Floats = NDArray[np.float64]

MARGIN = 64
"""Pixels to the left of a matrix, for the names of its rows."""
NAMES_FROM = 14
"""Cells of this height or more have their neurons' names beside them."""
NUMBERS_FROM = 58
"""Cells of this width or more have their number in them."""


def head_room(metrics: QFontMetrics) -> int:
    """Pixels above a matrix for its title and the names of its columns."""
    return 2 * metrics.height() + 4


def paint_cells(
    painter: QPainter, theme: Theme, values: Floats, limit: float, place: Place
) -> None:
    """Paints the numbers (rows, columns) as colours; NaN, where nothing is drawn, stays blank."""
    rows, columns = values.shape
    width, height = place.cell
    colours = np.ascontiguousarray(signed_colours(theme, values, limit))
    colours[np.isnan(values)] = int(QColor(theme.canvas).rgb())
    image = QImage(colours.data, columns, rows, columns * 4, QImage.Format.Format_RGB32)
    area = QRect(place.x, place.y, columns * width, rows * height)
    painter.drawImage(area, image)
    painter.setPen(QColor(theme.border))
    painter.drawRect(area.adjusted(-1, -1, 0, 0))
    # The biases stand apart from the weights.
    painter.drawLine(place.x + width, place.y, place.x + width, area.bottom())
    if width >= NUMBERS_FROM:
        _paint_numbers(painter, values, colours, place)


def _paint_numbers(
    painter: QPainter, values: Floats, colours: NDArray[np.uint32], place: Place
) -> None:
    width, height = place.cell
    black, white = QColor("#000000"), QColor("#FFFFFF")
    for row, column in np.argwhere(np.isfinite(values)).tolist():
        painter.setPen(white if _is_dark(QColor.fromRgb(int(colours[row, column]))) else black)
        box = QRect(place.x + column * width, place.y + row * height, width, height)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, figure(values[row, column]))


def paint_names(
    painter: QPainter, theme: Theme, network: Network, matrix: LevelMatrix, place: Place
) -> None:
    """Paints the level's title and, where they fit, the names of its rows and columns."""
    metrics = painter.fontMetrics()
    width, height = place.cell
    columns_named = width >= NUMBERS_FROM
    above = head_room(metrics) if columns_named else metrics.height() + 4
    painter.setPen(QColor(theme.text))
    title = QRect(place.x - MARGIN, place.y - above, MARGIN * 3, metrics.height())
    painter.drawText(title, Qt.AlignmentFlag.AlignLeft, tr("Level {}").format(matrix.level))
    painter.setPen(QColor(theme.faint_text))
    if height >= NAMES_FROM:
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, neuron in enumerate(matrix.targets.tolist()):
            box = QRect(place.x - MARGIN, place.y + row * height, MARGIN - 6, height)
            painter.drawText(box, side, _short(metrics, network.name(neuron), box.width()))
    if columns_named:
        top = place.y - metrics.height() - 2
        names = [tr("bias"), *(network.name(source) for source in matrix.sources.tolist())]
        for column, name in enumerate(names):
            box = QRect(place.x + column * width, top, width, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _short(metrics, name, width - 4))


def _is_dark(colour: QColor) -> bool:
    """True where white is easier to read on it than black (WCAG 2.2 relative luminance)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.179


def _short(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
