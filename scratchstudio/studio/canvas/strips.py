"""Where a strip with a sentence lies over the canvas: above or below, where it covers the least."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize

from scratchstudio.studio.canvas.picture import RADIUS

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

RIM = 10
"""Pixels between a strip and the border of the canvas."""
AIMING = 30
"""Pixels about the pointer in which a hand aims."""


def strip_at(canvas: CanvasView, size: QSize) -> QRect:
    """The place of a strip of this size: where no neuron is being worked on, above if it can."""
    left = (canvas.width() - size.width()) // 2
    above = canvas.spared() + RIM
    below = max(canvas.height() - size.height() - RIM, above)
    boxes = [QRect(QPoint(left, top), size) for top in (above, below)]
    return min(boxes, key=lambda box: _cost(canvas, box))


def _cost(canvas: CanvasView, box: QRect) -> tuple[int, bool, int]:
    """Selected neurons that it covers, whether the pointer aims there, and all neurons covered."""
    x, y = canvas.pointer
    aimed = canvas.underMouse() and box.adjusted(-AIMING, -AIMING, AIMING, AIMING).contains(
        int(x), int(y)
    )
    chosen = np.isin(canvas.picture.network.neurons.id, list(canvas.document.selection))
    covered = bodies_under(canvas, box)
    return int((covered & chosen).sum()), bool(aimed), int(covered.sum())


def bodies_under(canvas: CanvasView, box: QRect) -> np.ndarray:
    """Of which neuron rows the body is under a rectangle of the canvas's pixels."""
    centres = canvas.viewport.to_screen(canvas.picture.position)
    half = RADIUS * canvas.viewport.scale
    low = np.array([box.left(), box.top()]) - half
    high = np.array([box.right(), box.bottom()]) + half
    return ((centres > low) & (centres < high)).all(axis=1)
