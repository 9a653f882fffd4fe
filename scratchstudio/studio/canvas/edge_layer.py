"""Draws all edges: stroked and antialiased while few are seen, else from a buffer and a table."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from scratchstudio.studio.canvas import edge_style, labels, raster
from scratchstudio.studio.canvas.grid import grid_lines
from scratchstudio.studio.canvas.picture import Picture, visible_part
from scratchstudio.studio.canvas.primitives import draw_lines, faded, font, pen, pill, point
from scratchstudio.studio.canvas.viewport import Floats, Viewport
from scratchstudio.studio.theme import Theme, blend, signed_colours

MOST_STROKED = 1200
"""Visible edges up to which each is stroked antialiased."""
MOST_DASHED = 48
MOST_NUMBERED = 60
NUMBERS_FROM = 1.15
COLOUR_LIMIT = 2.5
"""The |weight| with the full colour of its sign."""
QUICK = 0.025
"""A buffer built in this many seconds or less is rebuilt at once, also while zooming."""

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Shot:
    """What a layer is asked to draw: the same shot again needs no new geometry."""

    picture: Picture
    viewport: Viewport
    width: int
    height: int
    ratio: float


class EdgeLayer:
    """The edges of one canvas, with what it keeps from frame to frame."""

    def __init__(self) -> None:
        self.built_in = 0.0
        self._shot: Shot | None = None
        self._visible = np.zeros(0, dtype=np.intp)
        self._lines: tuple[Floats, Floats] = (np.zeros((0, 2)), np.zeros((0, 2)))
        self._labels: tuple[Rows, Floats] | None = None
        self._buffer_shot: Shot | None = None
        self._buffer = raster.blank_buffer(1, 1)
        self._frame = np.zeros((1, 1), dtype=np.uint32)

    def forget(self) -> None:
        """Builds everything anew at the next painting: the theme or the order of edges changed."""
        self._shot = self._buffer_shot = None

    def stale(self, shot: Shot) -> bool:
        """True while what is shown is an older buffer, moved and scaled."""
        return (
            self.buffered(shot)
            and self._buffer_shot is not None
            and not _same(self._buffer_shot, shot)
        )

    def buffered(self, shot: Shot) -> bool:
        """True when so many edges are seen that they are drawn from the buffer."""
        self._look(shot)
        return len(self._visible) > MOST_STROKED

    def paint(
        self,
        painter: QPainter,
        shot: Shot,
        weights: Floats,
        theme: Theme,
        *,
        hidden: Rows,
        hurry: bool,
    ) -> None:
        """Draws the edges but not those at the `hidden` rows; `hurry` allows an older buffer."""
        if self.buffered(shot):
            self._paint_buffered(painter, shot, weights, theme, hidden, hurry)
        else:
            shown = ~np.isin(self._visible, hidden)
            self.stroke(
                painter,
                shot.picture,
                self._visible[shown],
                (self._lines[0][shown], self._lines[1][shown]),
                weights,
                shot.viewport.scale,
                theme,
            )

    def edge_near(self, shot: Shot, x: float, y: float) -> int | None:
        """The edge row drawn nearest to a pixel, at once from the buffer; None also without one."""
        if self._buffer_shot is None or not _same(self._buffer_shot, shot):
            return None
        return raster.edge_near(self._buffer, round(x * shot.ratio), round(y * shot.ratio))

    # Stroked.

    def _look(self, shot: Shot) -> None:
        if self._shot is not None and _same(self._shot, shot):
            return
        self._shot = shot
        starts = shot.viewport.to_screen(shot.picture.starts)
        ends = shot.viewport.to_screen(shot.picture.ends)
        seen, _, _ = visible_part(starts, ends, (-20, -20), (shot.width + 20, shot.height + 20))
        self._visible = np.flatnonzero(seen)
        self._labels = None
        self._lines = starts[self._visible], ends[self._visible]

    @staticmethod
    def stroke(
        painter: QPainter,
        picture: Picture,
        rows: Rows,
        lines: tuple[Floats, Floats],
        weights: Floats,
        scale: float,
        theme: Theme,
    ) -> None:
        """Strokes these edge rows, the strongest last, with a dash for minus while they are few."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edges = picture.network.edges
        muted = edges.muted[rows]
        step = np.where(muted, 0, edge_style.steps(weights[rows]))
        dashed = len(rows) <= MOST_DASHED
        for value in sorted(set(step.tolist()), key=abs):
            chosen = np.flatnonzero(step == value)
            painter.setPen(_pen(value, scale, len(rows), dashed, theme))
            draw_lines(painter, lines[0][chosen], lines[1][chosen])
        if muted.any():
            painter.setPen(pen(theme.faint_text, max(scale, 1.0), Qt.PenStyle.DashDotLine))
            draw_lines(painter, lines[0][muted], lines[1][muted])

    def paint_numbers(self, painter: QPainter, shot: Shot, weights: Floats, theme: Theme) -> None:
        """Writes the weights on the edges, when there is room for them."""
        if shot.viewport.scale < NUMBERS_FROM or len(self._visible) > MOST_NUMBERED:
            return
        if self._labels is None:
            self._labels = labels.places(*self._lines, room=(54.0, 19.0))
        served, middles = self._labels
        painter.setFont(font(12))
        ground = faded(theme.canvas, 0.88)
        for row, middle in zip(self._visible[served].tolist(), middles, strict=True):
            ink = theme.faint_text if weights[row] == 0 else theme.text
            pill(painter, point(middle), edge_style.number(weights[row]), ink, ground)

    # Buffered.

    def _paint_buffered(
        self,
        painter: QPainter,
        shot: Shot,
        weights: Floats,
        theme: Theme,
        hidden: Rows,
        hurry: bool,
    ) -> None:
        kept = self._buffer_shot
        reusable = kept is not None and kept.picture is shot.picture and kept.ratio == shot.ratio
        if kept is None or not (
            _same(kept, shot) or (reusable and hurry and self.built_in > QUICK)
        ):
            self._build(shot, weights)
        table = np.empty(len(weights) + raster.FIRST_EDGE, dtype=np.uint32)
        table[raster.BACKGROUND] = QColor(theme.canvas).rgba()
        table[raster.GRID_LINE] = QColor(theme.grid).rgba()
        table[raster.FIRST_EDGE :] = edge_colours(theme, weights)
        muted = np.flatnonzero(shot.picture.network.edges.muted)
        table[raster.FIRST_EDGE + muted] = QColor(theme.neutral).rgba()
        table[raster.FIRST_EDGE + hidden] = table[raster.BACKGROUND]
        raster.colour(self._buffer, table, self._frame)
        height, width = self._frame.shape
        image = QImage(self._frame.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        assert self._buffer_shot is not None
        if _same(self._buffer_shot, shot):
            image.setDevicePixelRatio(shot.ratio)
            painter.drawImage(0, 0, image)
            return
        painter.fillRect(QRectF(0, 0, shot.width, shot.height), QColor(theme.canvas))
        painter.drawImage(_moved(self._buffer_shot, shot.viewport), image)

    def _build(self, shot: Shot, weights: Floats) -> None:
        began = time.perf_counter()
        size = round(shot.width * shot.ratio), round(shot.height * shot.ratio)
        if self._frame.shape != size[::-1]:
            self._buffer = raster.blank_buffer(*size)
            self._frame = np.zeros(size[::-1], dtype=np.uint32)
        self._buffer.fill(raster.BACKGROUND)
        columns, rows = grid_lines(shot.viewport, shot.width, shot.height)
        dots = raster.grid_dots(size[::-1], columns * shot.ratio, rows * shot.ratio)
        self._buffer[dots] = raster.GRID_LINE
        order = self._visible[np.argsort(np.abs(weights[self._visible]), kind="stable")]
        starts = shot.viewport.to_screen(shot.picture.starts) * shot.ratio
        ends = shot.viewport.to_screen(shot.picture.ends) * shot.ratio
        raster.add_edges(self._buffer, starts, ends, order)
        self._buffer_shot = shot
        self.built_in = time.perf_counter() - began


def edge_colours(theme: Theme, weights: Floats) -> NDArray[np.uint32]:
    """The colour of each edge, opaque 0xAARRGGBB."""
    return signed_colours(theme, weights, COLOUR_LIMIT)


def _same(first: Shot, second: Shot) -> bool:
    return first.picture is second.picture and (
        (first.viewport, first.width, first.height, first.ratio)
        == (second.viewport, second.width, second.height, second.ratio)
    )


def _moved(built: Shot, viewport: Viewport) -> QRectF:
    corner = viewport.to_screen(built.viewport.to_canvas((0.0, 0.0)))
    grown = viewport.scale / built.viewport.scale
    return QRectF(point(corner), QSizeF(built.width * grown, built.height * grown))


@lru_cache(maxsize=4)
def _step_colours(theme: Theme) -> list[QColor]:
    """The colour of each step of weight, the strongest negative one first."""
    steps = np.arange(-edge_style.STEPS, edge_style.STEPS + 1)
    colours = edge_colours(theme, edge_style.weight_of_step(steps)).tolist()
    return [QColor.fromRgba(colour) for colour in colours]


def _pen(step: int, scale: float, crowd: int, dashed: bool, theme: Theme) -> QPen:
    if step == 0:
        grey = blend(theme.neutral, theme.faint_text, 0.5)
        return pen(grey, max(1.5 * min(scale, 1.5), 1.0), Qt.PenStyle.DotLine)
    colour = _step_colours(theme)[step + edge_style.STEPS]
    line = pen(colour, edge_style.width(step, scale, crowd))
    # Flat ends hide below the ports, and Qt has a fast way for lines that have them.
    line.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed and step < 0:
        gap = max(8.0 / line.widthF(), 1.6)
        line.setDashPattern([2.2 * gap, 0.8 * gap])
    return line
