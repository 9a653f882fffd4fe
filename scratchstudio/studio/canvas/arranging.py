"""Aligning and spacing neurons. Each takes and gives positions, shape (count, 2). No Qt."""

from __future__ import annotations

import numpy as np

from scratchstudio.studio.canvas.viewport import Floats


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
