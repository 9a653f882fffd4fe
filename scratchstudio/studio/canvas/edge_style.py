"""How a weight looks: width for its size, colour for its sign, in few steps. No Qt.

Width follows the square root of |w| up to |w| = 5 (research/lessons.md, section 5.3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.studio.canvas.viewport import Floats

LIMIT = 5.0
"""The |weight| from which on an edge is as wide and as strongly coloured as can be."""
NARROWEST = 1.5
WIDEST = 10.0
STEPS = 32
"""Steps between a weight of 0 and the limit, on each side."""
NEARLY_ZERO = 1e-12


def steps(weights: ArrayLike) -> NDArray[np.intp]:
    """The step of each weight: 0 for zero alone, else ±1 … ±STEPS."""
    values = np.nan_to_num(np.asarray(weights, dtype=np.float64))
    strength = np.sqrt(np.minimum(np.abs(values) / LIMIT, 1.0))
    step = np.clip(np.rint(strength * STEPS), 1, STEPS) * np.sign(values)
    return np.where(np.abs(values) < NEARLY_ZERO, 0, step).astype(np.intp)


def weight_of_step(step: ArrayLike) -> Floats:
    """A weight in the middle of the step."""
    share = np.asarray(step, dtype=np.float64) / STEPS
    return np.sign(share) * share**2 * LIMIT


def width(step: int, scale: float, crowd: int) -> float:
    """Pixels: from 1.5 to 10, less when zoomed out or when many edges share the picture."""
    room = min(1.0, (30 / max(crowd, 1)) ** 0.5)
    full = NARROWEST + (WIDEST - NARROWEST) * abs(step) / STEPS * max(room, 0.2)
    return max(full * float(np.clip(scale, 0.2, 2.0)), 1.0)
