"""The curve of an activation function as a small drawing."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

from scratchstudio.engine import activation
from scratchstudio.errors import EngineError
from scratchstudio.studio.canvas.viewport import Floats

REACH = 3.0
"""The curve is drawn for inputs from −REACH to REACH."""
POINTS = 61


def curve(text: str) -> tuple[Floats, Floats, float] | None:
    """Points of the function fitted into −1 … 1 (y upwards), and the height of its zero.

    None for a formula that is not understood or has no finite value here.
    """
    x = np.linspace(-REACH, REACH, POINTS)
    y = np.empty_like(x)
    try:
        with np.errstate(all="ignore"):
            activation(text).value(x.copy(), y)
    except EngineError:
        return None
    good = np.isfinite(y)
    if not good.any():
        return None
    low, high = min(float(y[good].min()), 0.0), max(float(y[good].max()), 0.0)
    span = max(high - low, 1e-9)
    return x[good] / REACH, (y[good] - low) / span * 2 - 1, -low / span * 2 - 1


@lru_cache(maxsize=256)
def curve_path(text: str) -> tuple[QPainterPath, QPainterPath]:
    """The curve and the line of zero, in a square from −1 to 1 with y downwards."""
    axis = QPainterPath()
    if text == "softmax":
        return _bars((0.35, 1.0, 0.6)), axis
    points = curve(text)
    if points is None:
        return _question(), axis
    x, y, zero = points
    axis.moveTo(-1, -zero)
    axis.lineTo(1, -zero)
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(a, -b) for a, b in zip(x, y, strict=True)]))
    return path, axis


def _bars(heights: tuple[float, ...]) -> QPainterPath:
    """Softmax shares 1 among its neurons, which no single curve shows."""
    path = QPainterPath()
    for place, height in zip(np.linspace(-0.7, 0.7, len(heights)), heights, strict=True):
        path.addRect(place - 0.2, 0.8 - 1.6 * height, 0.4, 1.6 * height)
    return path


def _question() -> QPainterPath:
    path = QPainterPath()
    path.arcMoveTo(-0.45, -0.85, 0.9, 0.9, 180)
    path.arcTo(-0.45, -0.85, 0.9, 0.9, 180, -270)
    path.lineTo(0, 0.4)
    path.addEllipse(QPointF(0, 0.75), 0.06, 0.06)
    return path
