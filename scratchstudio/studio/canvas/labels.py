"""Where weights are written on edges: no two cover each other, each stands clear of other edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.studio.canvas.viewport import Floats

SHARES = np.array((0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78))
"""Where along an edge a number may stand, the best first."""
CLEAR = 14.0
"""Pixels from the next edge beyond which more distance is no better."""


def places(
    starts: Floats, ends: Floats, room: tuple[float, float]
) -> tuple[NDArray[np.intp], Floats]:
    """The edges that get a number, and its centre, for segments of shape (edges, 2) in pixels.

    `room` is the width and height that a number takes. Edges are served in their order; one that
    finds no free place gets none. No Qt.
    """
    apart = np.asarray(room)
    taken = np.zeros((0, 2))
    served = []
    for row in range(len(starts)):
        spots = starts[row] + SHARES[:, None] * (ends[row] - starts[row])
        covered = (np.abs(taken[None] - spots[:, None]) < apart).all(axis=2).any(axis=1)
        if not covered.all():
            clear = np.minimum(_distance_to_others(spots, starts, ends, row), CLEAR)
            best = int(np.argmax(np.where(covered, -1.0, clear)))
            taken = np.vstack([taken, spots[best]])
            served.append(row)
    return np.array(served, dtype=np.intp), taken


def _distance_to_others(spots: Floats, starts: Floats, ends: Floats, row: int) -> Floats:
    """From each spot, shape (count, 2), to the nearest edge but the one in `row`."""
    along = ends - starts
    away = spots[:, None] - starts
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip((away * along).sum(axis=2) / length, 0, 1)
    distance = np.hypot(*np.moveaxis(away - share[..., None] * along, 2, 0))
    distance[:, row] = np.inf
    return distance.min(axis=1)
