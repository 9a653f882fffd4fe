"""Small generated pictures: a bar that lies or stands, the first thing a network can learn to see.

After Hubel and Wiesel (1962), whose cells of the visual cortex answer to bars of one direction.
"""

from __future__ import annotations

import numpy as np

from scratchstudio.data.table import Floats

SIDE = 6
DIRECTIONS = ("horizontal", "vertical")
_MIDDLE = ((SIDE - 1) // 2, SIDE // 2)


def centred(rng: np.random.Generator, samples: int, noise: float) -> tuple[Floats, Floats]:
    """Bars in one of the two middle rows or columns: (samples, 36) pixels, (samples,) direction."""
    return _bars(rng, samples, noise, np.array(_MIDDLE))


def anywhere(rng: np.random.Generator, samples: int, noise: float) -> tuple[Floats, Floats]:
    """Bars in any row or column: (samples, 36) pixels, (samples,) direction."""
    return _bars(rng, samples, noise, np.arange(SIDE))


def _bars(
    rng: np.random.Generator, samples: int, noise: float, lines: np.ndarray
) -> tuple[Floats, Floats]:
    """Noise is the standard deviation of what is added to each pixel; it stays from 0 to 1."""
    direction = (np.arange(samples) % 2).astype(np.float64)
    line = rng.choice(lines, samples)
    pictures = np.zeros((samples, SIDE, SIDE))
    lying = direction == 0
    pictures[lying, line[lying], :] = 1.0
    pictures[~lying, :, line[~lying]] = 1.0
    pictures += rng.normal(0.0, 1.0, pictures.shape) * noise
    return np.clip(pictures, 0.0, 1.0).reshape(samples, -1), direction
