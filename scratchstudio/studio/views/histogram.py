"""How the weights are spread, now and over the steps: counts in bins with limits that rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine import Keyframe
from scratchstudio.studio.views.decision_plane import spread
from scratchstudio.studio.views.figures import round_up

Floats = NDArray[np.float64]

BINS = 60
LIMITS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
"""Where the bins may end, times powers of ten: closer than usual, or half the picture is empty."""
COLUMNS = 120
"""Columns of the picture over the steps."""
MOST_EDGES = 4000
"""Of larger networks so many edges are counted, spread evenly."""


def bins(values: Floats) -> Floats:
    """The edges (BINS + 1,) of bins that hold all these finite values."""
    limit = round_up(float(np.abs(values).max(initial=0.0)), LIMITS)
    return np.linspace(-limit, limit, BINS + 1)


class SpreadOverTime:
    """Counts the weights of each state once; anew only when they no longer fit the bins."""

    def __init__(self) -> None:
        self.limit = 0.0
        """The largest weight that the bins hold."""
        self._sizes: dict[int, tuple[Keyframe, float]] = {}
        self._shares: dict[int, Floats] = {}

    def picture(self, frames: tuple[Keyframe, ...]) -> Floats:
        """(BINS, COLUMNS) the share of the weights in each bin, the lowest bin first.

        The columns are equal parts of the steps from the first state to the last; each shows the
        newest state until then.
        """
        self._sizes = {id(f): self._sizes.get(id(f)) or (f, _size(f)) for f in frames}
        limit = round_up(max((size for _, size in self._sizes.values()), default=0.0), LIMITS)
        if limit != self.limit:
            self.limit, self._shares = limit, {}
        if not frames:
            return np.zeros((BINS, COLUMNS))
        edges = np.linspace(-limit, limit, BINS + 1)
        known = self._shares
        self._shares = {id(f): _share(f, edges, known.get(id(f))) for f in frames}
        shares = np.stack([self._shares[id(frame)] for frame in frames], axis=1)
        steps = np.array([frame.step for frame in frames])
        at = np.linspace(steps[0], steps[-1], COLUMNS)
        return shares[:, np.searchsorted(steps, at, side="right") - 1]


def _size(frame: Keyframe) -> float:
    return float(np.abs(_counted(frame)).max(initial=0.0))


def _share(frame: Keyframe, edges: Floats, known: Floats | None) -> Floats:
    if known is not None:
        return known
    weights = _counted(frame)
    counts, _ = np.histogram(weights, bins=edges)
    return counts / max(len(weights), 1)


def _counted(frame: Keyframe) -> Floats:
    weights = frame.network.edges.weight
    chosen = weights[spread(len(weights), MOST_EDGES)]
    return chosen[np.isfinite(chosen)]
