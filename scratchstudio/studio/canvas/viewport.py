"""The window onto the drawing: how canvas units become pixels and back. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SMALLEST = 0.05
LARGEST = 8.0
LARGEST_WHEN_FRAMED = 1.5
MARGINS = (26.0, 70.0)
"""Pixels left free round a framed network, at least and at most."""


@dataclass(frozen=True)
class Viewport:
    """`scale` pixels a canvas unit; canvas point (0, 0) lies at pixel (`left`, `top`)."""

    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    def to_screen(self, points: ArrayLike) -> Floats:
        """Canvas points, shape (..., 2), in pixels."""
        return np.asarray(points, dtype=np.float64) * self.scale + (self.left, self.top)

    def to_canvas(self, points: ArrayLike) -> Floats:
        """Pixels, shape (..., 2), in canvas units."""
        return (np.asarray(points, dtype=np.float64) - (self.left, self.top)) / self.scale

    def panned(self, right: float, down: float) -> Viewport:
        """The drawing moved by so many pixels."""
        return replace(self, left=self.left + right, top=self.top + down)

    def zoomed(self, factor: float, x: float, y: float) -> Viewport:
        """Larger by `factor`, within the limits; what lies at pixel (x, y) stays there."""
        scale = float(np.clip(self.scale * factor, SMALLEST, LARGEST))
        grown = scale / self.scale
        return Viewport(scale, x - (x - self.left) * grown, y - (y - self.top) * grown)

    def centred(self, point: ArrayLike, width: float, height: float) -> Viewport:
        """The canvas point in the middle of a widget of this size."""
        x, y = np.asarray(point, dtype=np.float64) * self.scale
        return Viewport(self.scale, width / 2 - float(x), height / 2 - float(y))


def framing(
    points: ArrayLike, width: float, height: float, margin: float | None = None
) -> Viewport:
    """The viewport in which all canvas points, shape (count, 2), are seen, with a margin in pixels.

    Without a margin given, it is a twelfth of the shorter side, within `MARGINS`. Never magnifies
    beyond `LARGEST_WHEN_FRAMED`. Without points, the origin is in the middle.
    """
    if margin is None:
        margin = float(np.clip(min(width, height) / 12, *MARGINS))
    places = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if not len(places):
        return Viewport().centred((0, 0), width, height)
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.maximum([width - 2 * margin, height - 2 * margin], 40.0)
    fit = float(np.min(room / np.maximum(high - low, 1e-9)))
    scale = float(np.clip(min(fit, LARGEST_WHEN_FRAMED), SMALLEST, LARGEST))
    return Viewport(scale).centred((low + high) / 2, width, height)


def between(first: Viewport, last: Viewport, share: float) -> Viewport:
    """The viewport `share` of the way from first to last, the scale running geometrically."""
    scale = first.scale * (last.scale / first.scale) ** share
    return Viewport(
        scale,
        first.left + (last.left - first.left) * share,
        first.top + (last.top - first.top) * share,
    )
