"""The weights of the past in bounded memory: thinned with time, carried over by edge id."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network import Network

Floats = NDArray[np.floating]

MOST_MOMENTS = 512
MOST_BYTES = 32_000_000
FEWEST_MOMENTS = 16


class WeightTraces:
    """Snapshots of all weights, at most `MOST_MOMENTS` of them and 32 MB.

    When it is full every second moment goes, and from then on moments are kept half as densely; so
    the kept ones stay evenly spaced over the whole training. The newest is always kept.
    """

    def __init__(self) -> None:
        self._ids: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._network: Network | None = None
        self._capacity = MOST_MOMENTS
        self._step = np.empty(MOST_MOMENTS, dtype=np.int64)
        self._weights = np.empty((MOST_MOMENTS, 0), dtype=np.float32)
        self._count = 0
        self._stride = 1

    def __len__(self) -> int:
        return self._count

    @property
    def steps(self) -> NDArray[np.int64]:
        """(moments,) the steps at which weights were kept, rising."""
        return self._step[: self._count]

    @property
    def edge_ids(self) -> NDArray[np.int64]:
        """(edges,) whose weights are kept."""
        return self._ids

    @property
    def values(self) -> NDArray[np.float32]:
        """(moments, edges) the kept weights; NaN while an edge was not yet drawn."""
        return self._weights[: self._count]

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return self._weights.nbytes + self._step.nbytes

    def add(self, step: int, network: Network, weights: Floats) -> None:
        """Keeps the weights (edges,) of a step; going back to an earlier one forgets the later."""
        if network is not self._network:
            self._adopt(network)
        if self._count and step <= self._step[self._count - 1]:
            self._count = int(np.searchsorted(self.steps, step))
        if self._count >= 2 and self._too_dense(self._count - 1):
            self._count -= 1
        if self._count == self._capacity:
            self._thin()
        self._step[self._count] = step
        self._weights[self._count] = weights
        self._count += 1

    def clear(self) -> None:
        """Forgets everything."""
        self._count = 0
        self._stride = 1

    def _too_dense(self, moment: int) -> bool:
        return bool(self._step[moment] - self._step[moment - 1] < self._stride)

    def _thin(self) -> None:
        kept = slice(0, self._count, 2)
        count = len(self._step[kept])
        self._step[:count] = self._step[kept].copy()
        self._weights[:count] = self._weights[kept].copy()
        self._count = count
        self._stride = max(1, 2 * int(self._step[count - 1] - self._step[0]) // self._capacity)

    def _adopt(self, network: Network) -> None:
        """Columns for the edges of this drawing; those of edges that go on keep their past."""
        self._network = network
        ids = network.edges.id
        if np.array_equal(ids, self._ids):
            return
        capacity = int(np.clip(MOST_BYTES // (4 * max(len(ids), 1)), FEWEST_MOMENTS, MOST_MOMENTS))
        while self._count > capacity:
            self._thin()
        kept, here, there = np.intersect1d(ids, self._ids, assume_unique=True, return_indices=True)
        weights = np.full((capacity, len(ids)), np.nan, dtype=np.float32)
        weights[: self._count, here] = self._weights[: self._count, there]
        step = np.empty(capacity, dtype=np.int64)
        step[: self._count] = self.steps
        self._weights, self._step = weights, step
        self._ids, self._capacity = ids, capacity
        if not len(kept):
            self.clear()


def chosen_lines(
    values: Floats, ids: NDArray[np.int64], selected: frozenset[int], most: int
) -> NDArray[np.intp]:
    """Columns to draw: the selected edges and then those largest now, at most `most` in all."""
    if not len(values):
        return np.empty(0, dtype=np.intp)
    size = np.abs(np.nan_to_num(values[-1].astype(np.float64), posinf=0.0, neginf=0.0))
    size[np.isin(ids, list(selected))] = np.inf
    if len(size) <= most:
        return np.arange(len(size))
    return np.sort(np.argpartition(-size, most)[:most])


def joined_lines(step: NDArray[np.int64], values: Floats) -> tuple[Floats, Floats]:
    """All lines (moments, lines) as one polyline with gaps (NaN) between them: x and y."""
    moments, lines = values.shape
    y = np.full((lines, moments + 1), np.nan)
    y[:, :moments] = values.T
    x = np.empty((lines, moments + 1))
    x[:, :moments] = step
    x[:, moments] = step[-1] if moments else 0
    return x.ravel(), y.ravel()
