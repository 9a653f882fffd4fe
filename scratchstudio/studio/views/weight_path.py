"""The way of all weights and biases through training, in bounded memory, and its main plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network import Network

Floats = NDArray[np.float64]

MOST_MOMENTS = 256
MOST_BYTES = 16_000_000
FEWEST_MOMENTS = 3
"""Fewer do not span a plane; a network too large for them has no path."""
THINNEST = 1e-6
"""The second direction's share of the first one's length, below which the path is a line."""


class WeightPath:
    """Parameter vectors (P,) in the order in which they were met; at most 256 and 16 MB.

    When it is full every second one goes, and from then on half as many are kept; so they stay
    evenly spread. The first and the newest are always kept. Meeting a vector again, as after an
    undo, forgets what came after it.
    """

    def __init__(self) -> None:
        self._vectors = np.empty((0, 0), dtype=np.float32)
        self._sums = np.empty(0)
        self._count = 0
        self._stride = 1
        self._since = 0
        self._network: Network | None = None

    def __len__(self) -> int:
        return self._count

    @property
    def vectors(self) -> NDArray[np.float32]:
        """(moments, P), the oldest first."""
        return self._vectors[: self._count]

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return self._vectors.nbytes

    def follow(self, network: Network) -> None:
        """Begins anew where the vectors to come belong to another wiring."""
        if self._network is not None and not network.same_wiring(self._network):
            self.restart(0)
        self._network = network

    def restart(self, size: int) -> None:
        """Forgets everything; from now on the vectors have `size` numbers."""
        capacity = min(MOST_MOMENTS, MOST_BYTES // (4 * max(size, 1)))
        if capacity < FEWEST_MOMENTS:
            capacity = 0
        self._vectors = np.empty((capacity, size), dtype=np.float32)
        self._sums = np.empty(capacity)
        self._count, self._stride, self._since = 0, 1, 0

    def add(self, vector: NDArray[np.floating]) -> None:
        """Takes a vector (P,) in, unless it is not finite or there is no room for a path."""
        if len(vector) != self._vectors.shape[1]:
            self.restart(len(vector))
        total = float(vector.sum(dtype=np.float64))
        if not len(self._vectors) or not np.isfinite(total):
            return
        met = self._met(vector, total)
        if met is not None:
            self._count = met + 1
            return
        # The newest one stays only until the next comes, unless it is its turn.
        if self._count >= 2 and self._since < self._stride:
            self._count -= 1
        else:
            self._since = 0
        if self._count == len(self._vectors):
            self._thin()
        self._vectors[self._count] = vector
        self._sums[self._count] = total
        self._count += 1
        self._since += 1

    def _met(self, vector: NDArray[np.floating], total: float) -> int | None:
        for place in np.flatnonzero(self._sums[: self._count] == total)[::-1].tolist():
            if np.array_equal(self._vectors[place], vector.astype(np.float32)):
                return int(place)
        return None

    def _thin(self) -> None:
        kept = np.arange(0, self._count, 2)
        self._vectors[: len(kept)] = self._vectors[kept]
        self._sums[: len(kept)] = self._sums[kept]
        self._count = len(kept)
        self._stride *= 2


def most_moved(
    path: WeightPath, present: Floats, allowed: NDArray[np.bool_], count: int
) -> list[int]:
    """The allowed parameters that went farthest since the path began; the largest where none did.

    At most `count` of them, the farthest first.
    """
    size = np.abs(np.nan_to_num(present.astype(np.float64)))
    moved = np.zeros(len(present))
    if len(path) and len(path.vectors[0]) == len(present):
        moved = np.abs(np.nan_to_num(present - path.vectors[0].astype(np.float64)))
    chosen = np.flatnonzero(allowed)
    rank = moved if moved[chosen].any() else size
    if len(chosen) > count:
        chosen = chosen[np.argpartition(-rank[chosen], count - 1)[:count]]
    return [int(place) for place in chosen[np.argsort(-rank[chosen], kind="stable")]]


def main_plane(vectors: NDArray[np.float32], present: Floats) -> tuple[Floats, float] | None:
    """The two directions (2, P) through `present` that hold most of the path, and their share.

    The directions are the first two right singular vectors of the differences to the present
    weights, of unit length; the share is that of the squared differences that lies in their plane
    (Li et al., "Visualizing the loss landscape of neural nets", 2018, section 7). None where the
    path does not yet span a plane.
    """
    differences = vectors - present.astype(np.float32)
    gram = (differences @ differences.T).astype(np.float64)
    if len(gram) < 2 or not np.isfinite(gram).all():
        return None
    values, turns = np.linalg.eigh(gram)
    lengths = np.sqrt(np.maximum(values[::-1][:2], 0.0))
    if lengths[0] == 0 or lengths[1] < THINNEST * lengths[0]:
        return None
    directions = (turns[:, ::-1][:, :2].T @ differences.astype(np.float64)) / lengths[:, None]
    # The path comes from the left and from below: so it reads as a way towards the middle.
    signs = np.where(directions @ differences[0] > 0, -1.0, 1.0)
    directions *= signs[:, None] / np.linalg.norm(directions, axis=1)[:, None]
    return directions, float(np.sum(lengths**2) / max(np.trace(gram), 1e-300))
