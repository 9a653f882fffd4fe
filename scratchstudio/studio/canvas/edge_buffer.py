"""Thousands of edges from a buffer of edge numbers: a frame costs one look-up a pixel."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from scratchstudio.studio.canvas import raster
from scratchstudio.studio.canvas.edge_strokes import Rows, edge_colours
from scratchstudio.studio.canvas.grid import grid_lines
from scratchstudio.studio.canvas.primitives import point
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.canvas.viewport import Floats, Viewport
from scratchstudio.studio.theme import Theme

QUICK = 0.025
"""A buffer built in this many seconds or less is rebuilt at once, also while zooming."""


class EdgeBuffer:
    """Keeps the buffer of the shot for which it was built."""

    def __init__(self) -> None:
        self.built_in = 0.0
        """Seconds that the last building took."""
        self._shot: Shot | None = None
        self._rows: Rows = np.zeros(0, dtype=np.intp)
        self._numbers = raster.blank_buffer(1, 1)
        self._frame = np.zeros((1, 1), dtype=np.uint32)

    def forget(self) -> None:
        """Builds anew at the next painting."""
        self._shot = None

    def fits(self, shot: Shot) -> bool:
        """True when the buffer is that of this shot."""
        return shot.same(self._shot)

    def prepare(self, shot: Shot, rows: Rows, weights: Floats, *, hurry: bool) -> None:
        """Builds the buffer of these edge rows, unless it fits, or an older one does in a hurry."""
        kept = self._shot
        if kept is not None and np.array_equal(rows, self._rows):
            if shot.same(kept):
                return
            alike = kept.picture.lies_as(shot.picture) and kept.pixels == shot.pixels
            if alike and hurry and self.built_in > QUICK:
                return
        self._build(shot, rows, weights)

    def paint(
        self, painter: QPainter, shot: Shot, weights: Floats, theme: Theme, hidden: Rows
    ) -> None:
        """Draws the buffer coloured by the weights; an older one is moved and scaled."""
        assert self._shot is not None
        table = np.empty(len(weights) + raster.FIRST_EDGE, dtype=np.uint32)
        table[raster.BACKGROUND] = QColor(theme.canvas).rgba()
        table[raster.GRID_LINE] = QColor(theme.grid).rgba()
        table[raster.FIRST_EDGE :] = edge_colours(theme, weights)
        muted = np.flatnonzero(shot.picture.network.edges.muted)
        table[raster.FIRST_EDGE + muted] = QColor(theme.neutral).rgba()
        table[raster.FIRST_EDGE + hidden] = table[raster.BACKGROUND]
        raster.colour(self._numbers, table, self._frame)
        height, width = self._frame.shape
        image = QImage(self._frame.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        if self.fits(shot):
            image.setDevicePixelRatio(shot.ratio)
            painter.drawImage(0, 0, image)
            return
        painter.fillRect(QRectF(0, 0, shot.width, shot.height), QColor(theme.canvas))
        painter.drawImage(_moved(self._shot, shot.viewport), image)

    def edge_near(self, shot: Shot, x: float, y: float) -> int | None:
        """The edge row drawn nearest to a pixel, at once; None also while the buffer is older."""
        if not self.fits(shot):
            return None
        return raster.edge_near(self._numbers, round(x * shot.ratio), round(y * shot.ratio))

    def _build(self, shot: Shot, edges: Rows, weights: Floats) -> None:
        began = time.perf_counter()
        size = shot.pixels
        if self._frame.shape != size[::-1]:
            self._numbers = raster.blank_buffer(*size)
            self._frame = np.zeros(size[::-1], dtype=np.uint32)
        self._numbers.fill(raster.BACKGROUND)
        columns, rows = grid_lines(shot.viewport, shot.width, shot.height)
        dots = raster.grid_dots(size[::-1], columns * shot.ratio, rows * shot.ratio)
        self._numbers[dots] = raster.GRID_LINE
        order = edges[np.argsort(np.abs(weights[edges]), kind="stable")]
        starts = shot.viewport.to_screen(shot.picture.starts) * shot.ratio
        ends = shot.viewport.to_screen(shot.picture.ends) * shot.ratio
        raster.add_edges(self._numbers, starts, ends, order)
        self._shot, self._rows = shot, edges
        self.built_in = time.perf_counter() - began


def _moved(built: Shot, viewport: Viewport) -> QRectF:
    corner = viewport.to_screen(built.viewport.to_canvas((0.0, 0.0)))
    grown = viewport.scale / built.viewport.scale
    return QRectF(point(corner), QSizeF(built.width * grown, built.height * grown))
