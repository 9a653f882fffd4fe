"""The dots behind the network, as far apart as reads well at any magnification. No Qt."""

from __future__ import annotations

import numpy as np

from scratchstudio.studio.canvas.picture import GRID
from scratchstudio.studio.canvas.viewport import Floats, Viewport

CLOSEST = 24.0
"""Pixels between two dots, at least."""


def grid_lines(viewport: Viewport, width: float, height: float) -> tuple[Floats, Floats]:
    """The pixel columns and rows at whose crossings there is a dot."""
    step = GRID
    while step * viewport.scale < CLOSEST:
        step *= 2
    pace = step * viewport.scale
    return (
        np.arange(viewport.left % pace, width, pace),
        np.arange(viewport.top % pace, height, pace),
    )
