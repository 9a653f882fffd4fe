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

QUICK = 0.008
"""Seconds that drawing a buffer may take at a time, until it is finished."""
PACE = 4e-9
"""Seconds a pixel, until it has been measured."""
PACED_FROM = 200_000
"""Pixels from which the time they took tells the pace."""


class EdgeBuffer:
    """Keeps the buffer of the shot for which it was built."""

    def __init__(self) -> None:
        self._paces = {False: PACE, True: PACE}
        """Seconds a pixel, on top and behind: the latter takes longer."""
        self._left = self._lines = raster.NO_LINES
        self._dots: tuple[Rows, ...] = ()
        self._shot: Shot | None = None
        self._order: Rows = np.zeros(0, dtype=np.intp)
        self._rows: Rows = np.zeros(0, dtype=np.intp)
        self._numbers = raster.blank_buffer(1, 1)
        self._frame = np.zeros((1, 1), dtype=np.uint32)

    def forget(self) -> None:
        """Builds anew at the next painting."""
        self._shot = None

    def fits(self, shot: Shot) -> bool:
        """True when the buffer is that of this shot, and finished."""
        return not self.unfinished and shot.same(self._shot)

    @property
    def unfinished(self) -> bool:
        """True while weaker edges are still left out; prepare and paint again."""
        return len(self._left) > 0

    def prepare(self, shot: Shot, rows: Rows, weights: Floats, *, hurry: bool) -> None:
        """Begins the buffer of these edge rows, unless it fits, with the strongest; else goes on.

        Takes no longer than `QUICK`; see `unfinished`. In a hurry it stays with the strongest.
        """
        if not shot.same(self._shot):
            self._build(shot, rows, weights, hurry=hurry)
        elif not np.array_equal(rows, self._rows):
            if not self._lift(rows, len(weights)):
                self._build(shot, rows, weights, hurry=hurry)
        elif not hurry and self.unfinished:
            self._draw(QUICK, behind=True)

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
        """The edge row drawn nearest to a pixel; None also while the buffer does not fit."""
        if not self.fits(shot):
            return None
        return raster.edge_near(self._numbers, round(x * shot.ratio), round(y * shot.ratio))

    def _lift(self, rows: Rows, count: int) -> bool:
        """Takes the edges away that are not among these rows, if no other change is asked for.

        What lay beneath them is drawn at the next times, as that takes a while: a hand that takes
        hold of a neuron does not wait for it.
        """
        had, has = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        had[self._rows] = has[rows] = True
        if (has & ~had).any():
            return False
        stays = has[self._lines.rows]
        gone, self._lines = self._lines.part(~stays), self._lines.part(stays)
        raster.erase(self._numbers, gone)
        self._draw_dots()
        undrawn = np.zeros(count, dtype=bool)
        undrawn[self._left.rows] = True
        bared = self._lines.touching(gone)
        self._left, self._rows = self._lines.part(bared | undrawn[self._lines.rows]), rows
        return True

    def _draw_dots(self) -> None:
        dots = self._numbers[self._dots]
        self._numbers[self._dots] = np.where(dots == raster.BACKGROUND, raster.GRID_LINE, dots)

    def _build(self, shot: Shot, edges: Rows, weights: Floats, *, hurry: bool) -> None:
        size = shot.pixels
        if self._frame.shape != size[::-1]:
            self._numbers = raster.blank_buffer(*size)
            self._frame = np.zeros(size[::-1], dtype=np.uint32)
        self._numbers.fill(raster.BACKGROUND)
        columns, rows = grid_lines(shot.viewport, shot.width, shot.height)
        self._dots = raster.grid_dots(size[::-1], columns * shot.ratio, rows * shot.ratio)
        self._draw_dots()
        if not hurry or len(self._order) != len(weights):
            self._order = np.argsort(np.abs(weights), kind="stable")
        shown = np.zeros(len(weights), dtype=bool)
        shown[edges] = True
        order = self._order[shown[self._order]]
        starts = shot.viewport.to_screen(shot.picture.starts) * shot.ratio
        ends = shot.viewport.to_screen(shot.picture.ends) * shot.ratio
        self._left = self._lines = raster.lines_in(self._numbers, starts, ends, order)
        self._shot, self._rows = shot, edges
        self._draw(QUICK, behind=False)

    def _draw(self, seconds: float, *, behind: bool) -> None:
        """Draws of what is left the strongest edges, for about so long."""
        self._left, now = self._left.split(seconds / self._paces[behind])
        began = time.perf_counter()
        raster.draw(self._numbers, now, behind=behind)
        drawn = int(now.count.sum())
        if drawn > PACED_FROM:
            self._paces[behind] = (time.perf_counter() - began) / drawn
