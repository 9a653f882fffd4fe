"""Edges stroked one by one, antialiased: width for strength, colour and dash for sign."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from scratchstudio.network import Edges
from scratchstudio.studio.canvas import edge_style
from scratchstudio.studio.canvas.primitives import draw_lines, pen
from scratchstudio.studio.canvas.viewport import Floats
from scratchstudio.studio.theme import Theme, blend, signed_colours

MOST_DASHED = 48
"""Edges up to which those with a negative weight are dashed."""
COLOUR_LIMIT = 2.5
"""The |weight| with the full colour of its sign."""

Rows = NDArray[np.intp]


def edge_colours(theme: Theme, weights: Floats) -> NDArray[np.uint32]:
    """The colour of each weight, opaque 0xAARRGGBB."""
    return signed_colours(theme, weights, COLOUR_LIMIT)


def stroke(
    painter: QPainter,
    edges: Edges,
    rows: Rows,
    lines: tuple[Floats, Floats],
    weights: Floats,
    scale: float,
    theme: Theme,
    *,
    smooth: bool = True,
) -> None:
    """Strokes these edge rows between the points of `lines`, in pixels; the strongest on top.

    `weights` are those of all edges. Without antialiasing, when not `smooth`, it takes a sixth of
    the time.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
    for line, chosen in strokes(edges, rows, weights, scale, theme):
        painter.setPen(line)
        draw_lines(painter, lines[0][chosen], lines[1][chosen])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def strokes(
    edges: Edges, rows: Rows, weights: Floats, scale: float, theme: Theme
) -> Iterator[tuple[QPen, Rows]]:
    """Pens, and which of the rows each draws, in the order in which they are to be drawn."""
    muted = edges.muted[rows]
    step = np.where(muted, 0, edge_style.steps(weights[rows]))
    dashed = len(rows) <= MOST_DASHED
    for value in sorted(set(step.tolist()), key=abs):
        yield _pen(value, scale, len(rows), dashed, theme), np.flatnonzero(step == value)
    if muted.any():
        line = pen(theme.faint_text, max(scale, 1.0), Qt.PenStyle.DashDotLine)
        yield line, np.flatnonzero(muted)


@lru_cache(maxsize=4)
def _step_colours(theme: Theme) -> list[QColor]:
    """The colour of each step of weight, the strongest negative one first."""
    steps = np.arange(-edge_style.STEPS, edge_style.STEPS + 1)
    colours = edge_colours(theme, edge_style.weight_of_step(steps)).tolist()
    return [QColor.fromRgba(colour) for colour in colours]


def step_colour(step: int, theme: Theme) -> QColor:
    """The colour of a step of weight, -STEPS … STEPS."""
    return _step_colours(theme)[step + edge_style.STEPS]


@lru_cache(maxsize=1024)
def _pen(step: int, scale: float, crowd: int, dashed: bool, theme: Theme) -> QPen:
    if step == 0:
        grey = blend(theme.neutral, theme.faint_text, 0.5)
        return pen(grey, max(1.5 * min(scale, 1.5), 1.0), Qt.PenStyle.DotLine)
    line = pen(step_colour(step, theme), edge_style.width(step, scale, crowd))
    # Flat ends hide below the ports, and Qt has a fast way for lines that have them.
    line.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed and step < 0:
        gap = max(8.0 / line.widthF(), 1.6)
        line.setDashPattern([2.2 * gap, 0.8 * gap])
    return line
