"""Aligning and spacing neurons. Each takes and gives positions, shape (count, 2). No Qt."""

from __future__ import annotations

import numpy as np

from scratchstudio.studio.canvas.viewport import Floats

TALLEST = 1.2


def aligned(places: Floats, axis: int, side: str) -> Floats:
    """All on one line: their lowest ("low"), highest ("high") or middle coordinate in `axis`."""
    result = places.copy()
    low, high = float(places[:, axis].min()), float(places[:, axis].max())
    result[:, axis] = {"low": low, "high": high, "middle": np.rint((low + high) / 20) * 10}[side]
    return result


def distributed(places: Floats, axis: int) -> Floats:
    """Equal steps between the outermost two, in the order in which they lie."""
    result = places.copy()
    order = np.argsort(places[:, axis], kind="stable")
    ends = places[order[[0, -1]], axis]
    result[order, axis] = np.linspace(ends[0], ends[1], len(places))
    return result


def widened(places: Floats) -> Floats:
    """Columns set farther apart where they would form a needle: at most TALLEST times as high."""
    low, high = places.min(axis=0), places.max(axis=0)
    width, height = high - low
    columns = len(np.unique(np.rint(places[:, 0])))
    if columns < 2 or height <= TALLEST * width:
        return places
    factor = np.ceil(height / (TALLEST * width))
    return places * (factor, 1.0) - (low[0] * (factor - 1), 0.0)
