"""The weights of a run over its steps, read from the states on the time line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine import Keyframe
from scratchstudio.network import Edges, Network

Floats = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class WeightTraces:
    """The states of a run, and the present weights, which may be newer than the last of them."""

    frames: tuple[Keyframe, ...]
    network: Network
    weights: Floats
    """(edges,) the present ones"""
    step: int

    @property
    def _past(self) -> tuple[Keyframe, ...]:
        """All states but the present one; those after it are there while one has gone back."""
        return tuple(frame for frame in self.frames if frame.step != self.step)

    @property
    def steps(self) -> NDArray[np.int64]:
        """(moments,) rising"""
        return np.sort([*(frame.step for frame in self._past), self.step]).astype(np.int64)

    @property
    def edge_ids(self) -> NDArray[np.int64]:
        """(edges,) whose weights these are"""
        return self.network.edges.id

    @property
    def present(self) -> int:
        """The place of the present among the moments."""
        return int(np.searchsorted(self.steps, self.step))

    def values(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """(moments, rows) the weights of these edge rows; NaN while an edge was not yet drawn."""
        ids = self.network.edges.id[rows]
        moments = {frame.step: weights_of(frame.network.edges, ids) for frame in self._past}
        moments[self.step] = np.asarray(self.weights, dtype=np.float64)[rows]
        return np.array([moments[step] for step in self.steps.tolist()]).reshape(-1, len(rows))


def weights_of(edges: Edges, ids: NDArray[np.int64]) -> NDArray[np.float64]:
    """The weights of the edges with these ids; NaN for those that are not there."""
    place = np.minimum(np.searchsorted(edges.id, ids), max(len(edges) - 1, 0))
    if not len(edges):
        return np.full(len(ids), np.nan)
    return np.where(edges.id[place] == ids, edges.weight[place], np.nan)


def chosen_lines(
    weights: Floats, ids: NDArray[np.int64], selected: frozenset[int], most: int
) -> NDArray[np.intp]:
    """Rows to draw: the selected edges and then those largest now, at most `most` in all."""
    size = np.abs(np.nan_to_num(weights.astype(np.float64), posinf=0.0, neginf=0.0))
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
