"""Where a dragged set of neurons comes to rest: on the grid, or in line with neighbours. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scratchstudio.studio.canvas.picture import GRID
from scratchstudio.studio.canvas.viewport import Floats


@dataclass(frozen=True, eq=False)
class Snapped:
    """A shift, and the lines to show: canvas x of upright ones, canvas y of level ones."""

    shift: Floats
    upright: tuple[float, ...] = ()
    level: tuple[float, ...] = ()


def snap(anchor: Floats, others: Floats, shift: Floats, reach: float) -> Snapped:
    """The shift of a set, changed so that its anchor aligns.

    `anchor`, shape (2,), is the place of the neuron under the pointer before the drag; `others`,
    (count, 2), are neurons that stay. In each direction the anchor takes a neighbour's line when
    one is within `reach` canvas units, else the nearest grid line.
    """
    wished = anchor + shift
    result = np.rint(wished / GRID) * GRID
    lines: list[tuple[float, ...]] = [(), ()]
    near = others[np.abs(others - wished).max(axis=1) < 1500.0] if len(others) else others
    for axis in (0, 1):
        if not len(near):
            continue
        away = np.abs(near[:, axis] - wished[axis])
        nearest = int(np.argmin(away))
        if away[nearest] <= reach:
            result[axis] = near[nearest, axis]
            lines[axis] = (float(near[nearest, axis]),)
    return Snapped(result - anchor, *lines)
