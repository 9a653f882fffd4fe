"""Thousands of edges from a buffer of edge numbers: a frame costs one look-up a pixel."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from scratchstudio.studio.canvas import raster
from scratchstudio.studio.canvas.edge_strokes import Rows, edge_colours
from scratchstudio.studio.canvas.grid import grid_lines
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.canvas.viewport import Floats
from scratchstudio.studio.theme import Theme

QUICK = 0.014
"""Seconds that drawing a buffer may take in a hurry: the strongest edges for which it will do."""
PACE = 4e-9
"""Seconds a pixel, until it has been measured."""


PACED_FROM = 200_000
"""Pixels from which the time they took tells the pace."""


class EdgeBuffer:
    """Keeps the buffer of the shot for which it was built."""

    def __init__(self) -> None:
        self._pace = PACE
        self._complete = True
        self._shot: Shot | None = None
        self._order: Rows = np.zeros(0, dtype=np.intp)
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
        """Builds the buffer of these edge rows, unless it fits; in a hurry, of the strongest."""
        enough = self._complete or hurry
        if not (enough and shot.same(self._shot) and np.array_equal(rows, self._rows)):
            self._build(shot, rows, weights, hurry=hurry)

    def paint(
        self, painter: QPainter, shot: Shot, weights: Floats, theme: Theme, hidden: Rows
    ) -> None:
        """Draws the buffer coloured by the weights."""
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
        image.setDevicePixelRatio(shot.ratio)
        painter.drawImage(0, 0, image)

    def edge_near(self, shot: Shot, x: float, y: float) -> int | None:
        """The edge row drawn nearest to a pixel; None also while the buffer is of another shot."""
        if not self.fits(shot):
            return None
        return raster.edge_near(self._numbers, round(x * shot.ratio), round(y * shot.ratio))

    def _build(self, shot: Shot, edges: Rows, weights: Floats, *, hurry: bool) -> None:
        size = shot.pixels
        if self._frame.shape != size[::-1]:
            self._numbers = raster.blank_buffer(*size)
            self._frame = np.zeros(size[::-1], dtype=np.uint32)
        self._numbers.fill(raster.BACKGROUND)
        columns, rows = grid_lines(shot.viewport, shot.width, shot.height)
        dots = raster.grid_dots(size[::-1], columns * shot.ratio, rows * shot.ratio)
        self._numbers[dots] = raster.GRID_LINE
        if not hurry or len(self._order) != len(weights):
            self._order = np.argsort(np.abs(weights), kind="stable")
        shown = np.zeros(len(weights), dtype=bool)
        shown[edges] = True
        order = self._order[shown[self._order]]
        starts = shot.viewport.to_screen(shot.picture.starts) * shot.ratio
        ends = shot.viewport.to_screen(shot.picture.ends) * shot.ratio
        began = time.perf_counter()
        most = QUICK / self._pace if hurry else np.inf
        drawn, self._complete = raster.add_edges(self._numbers, starts, ends, order, most)
        if drawn > PACED_FROM:
            self._pace = (time.perf_counter() - began) / drawn
        self._shot, self._rows = shot, edges
