"""Many edges stroked well into a picture that is kept, a few at a time so that no hand waits."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QImage, QPainter, QPen

from scratchstudio.studio.canvas.background import Background
from scratchstudio.studio.canvas.edge_strokes import Rows, strokes
from scratchstudio.studio.canvas.primitives import draw_lines
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.canvas.viewport import Floats
from scratchstudio.studio.theme import Theme

PORTION = 100
"""Edges stroked between two looks at the clock."""


class FineEdges:
    """The picture of one shot; `advance` it until it is `finished`, then paint it."""

    def __init__(self) -> None:
        self.finished = False
        self._of: tuple[Shot, Floats, Theme, Rows] | None = None
        self._image = QImage()
        self._left: Iterator[tuple[QPen, Rows]] = iter(())
        self._lines: tuple[Floats, Floats] = (np.zeros((0, 2)), np.zeros((0, 2)))

    def forget(self) -> None:
        """Begins anew when it is asked for again."""
        self._of = None
        self.finished = False

    @property
    def begun(self) -> bool:
        """True while there is more to stroke."""
        return self._of is not None and not self.finished

    def ask(
        self,
        shot: Shot,
        weights: Floats,
        theme: Theme,
        rows: Rows,
        lines: tuple[Floats, Floats],
        background: Background,
    ) -> bool:
        """True when the picture of these edge rows is finished; else it is begun, or goes on."""
        if not self._fits(shot, weights, theme, rows):
            self._begin(shot, theme, background)
            self._of = shot, weights, theme, rows
            edges, scale = shot.picture.network.edges, shot.viewport.scale
            self._lines = lines
            self._left = _portions(strokes(edges, rows, weights, scale, theme))
            self.finished = False
        return self.finished

    def advance(self, seconds: float) -> bool:
        """Strokes for so long; True when the picture is finished."""
        end = time.perf_counter() + seconds
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen, chosen in self._left:
            painter.setPen(pen)
            draw_lines(painter, self._lines[0][chosen], self._lines[1][chosen])
            if time.perf_counter() >= end:
                break
        else:
            self.finished = True
        painter.end()
        return self.finished

    def paint(self, painter: QPainter) -> None:
        """Draws the finished picture."""
        painter.drawImage(0, 0, self._image)

    def _fits(self, shot: Shot, weights: Floats, theme: Theme, rows: Rows) -> bool:
        if self._of is None:
            return False
        kept = self._of
        return (
            shot.same(kept[0])
            and shot.picture.network.edges is kept[0].picture.network.edges
            and weights is kept[1]
            and theme is kept[2]
            and np.array_equal(rows, kept[3])
        )

    def _begin(self, shot: Shot, theme: Theme, background: Background) -> None:
        self._image = QImage(*shot.pixels, QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(shot.ratio)
        painter = QPainter(self._image)
        background.paint(painter, shot, theme)
        painter.end()


def _portions(strokes: Iterator[tuple[QPen, Rows]]) -> Iterator[tuple[QPen, Rows]]:
    for pen, rows in strokes:
        for begin in range(0, len(rows), PORTION):
            yield pen, rows[begin : begin + PORTION]
