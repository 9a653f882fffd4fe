"""Contour lines of a grid of values, as segments: marching squares (Lorensen and Cline 1987)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def contour(field: Floats, x: Floats, y: Floats) -> NDArray[np.float64]:
    """The zero line of `field` (rows, columns) as segments (2n, 2): each pair of points is one.

    `x` (columns,) and `y` (rows,) are the places of the values. Cells with a value that is not a
    number give no line. Where two lines could cross, they are drawn apart.
    """
    field = np.asarray(field, dtype=np.float64)
    above = field > 0
    known = np.isfinite(field)
    across = (above[:, 1:] != above[:, :-1]) & known[:, 1:] & known[:, :-1]
    upward = (above[1:] != above[:-1]) & known[1:] & known[:-1]
    whole = known[1:, 1:] & known[1:, :-1] & known[:-1, 1:] & known[:-1, :-1]
    crossed = np.stack([across[:-1], upward[:, 1:], across[1:], upward[:, :-1]], axis=-1)
    crossed &= whole[..., None]

    on_rows = np.empty((*across.shape, 2))
    on_rows[..., 0] = x[:-1] + _way(field[:, :-1], field[:, 1:], across) * np.diff(x)
    on_rows[..., 1] = y[:, None]
    on_columns = np.empty((*upward.shape, 2))
    on_columns[..., 0] = x
    on_columns[..., 1] = y[:-1, None] + _way(field[:-1], field[1:], upward) * np.diff(y)[:, None]

    points = np.stack([on_rows[:-1], on_columns[:, 1:], on_rows[1:], on_columns[:, :-1]], axis=-2)
    return points[crossed]


def _way(start: Floats, end: Floats, crossing: NDArray[np.bool_]) -> Floats:
    """How far from `start` to `end` the value is 0, as a share; 0 where it does not cross."""
    way = np.zeros(start.shape)
    np.divide(start, start - end, out=way, where=crossing)
    return way
