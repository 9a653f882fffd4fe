"""The shape of a drawing: levels, ways from neuron to neuron, cycles an edge would close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import CycleError
from scratchstudio.network.model import Ids, Network

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class _Neighbours:
    """For each neuron row, a slice of neighbouring rows: `row[start[i]:start[i + 1]]`."""

    start: Rows
    row: Rows

    @staticmethod
    def of(count: int, here: Rows, there: Rows) -> _Neighbours:
        order = np.argsort(here, kind="stable")
        start = np.concatenate([[0], np.cumsum(np.bincount(here, minlength=count))])
        return _Neighbours(start, there[order])

    def beside(self, rows: Rows) -> Rows:
        """All neighbours of all the given rows, with repeats."""
        counts = self.start[rows + 1] - self.start[rows]
        ends = np.cumsum(counts)
        offsets = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
        found: Rows = self.row[np.repeat(self.start[rows], counts) + offsets]
        return found


@lru_cache(maxsize=4)
def _onward(network: Network) -> _Neighbours:
    return _Neighbours.of(len(network.neurons), network.source_rows, network.target_rows)


@lru_cache(maxsize=4)
def _backward(network: Network) -> _Neighbours:
    return _Neighbours.of(len(network.neurons), network.target_rows, network.source_rows)


def levels(network: Network) -> NDArray[np.intp]:
    """The level of each neuron row: 0 without incoming edges, else one more than its latest source.

    Raises CycleError when the drawing has a cycle (only a file can hold one; edits refuse it).
    """
    level = np.zeros(len(network.neurons), dtype=np.intp)
    waiting = np.bincount(network.target_rows, minlength=len(network.neurons))
    ready = np.flatnonzero(waiting == 0)
    placed = 0
    while len(ready):
        placed += len(ready)
        reached = _onward(network).beside(ready)
        sources = np.repeat(ready, np.diff(_onward(network).start)[ready])
        np.maximum.at(level, reached, level[sources] + 1)
        np.subtract.at(waiting, reached, 1)
        ready = np.unique(reached[waiting[reached] == 0])
    if placed < len(level):
        raise CycleError("The network has a cycle, so no neuron on it can be computed first.", ())
    return level


def _reached(start: Iterable[int], network: Network, neighbours: _Neighbours) -> Ids:
    rows = network.neurons.rows(start)
    seen = np.zeros(len(network.neurons), dtype=bool)
    front = rows
    while len(front):
        front = np.unique(neighbours.beside(front))
        front = front[~seen[front]]
        seen[front] = True
    return network.neurons.id[seen]


def downstream(network: Network, neurons: Iterable[int]) -> Ids:
    """Ids of all neurons that the given ones influence, those themselves not counted."""
    return _reached(neurons, network, _onward(network))


def upstream(network: Network, neurons: Iterable[int]) -> Ids:
    """Ids of all neurons that influence the given ones, those themselves not counted."""
    return _reached(neurons, network, _backward(network))


def find_path(network: Network, start: int, end: int) -> list[int] | None:
    """The ids along a shortest way from `start` to `end` along edges, both included, or None."""
    first, last = network.neurons.rows([start, end])
    came_from = np.full(len(network.neurons), -1, dtype=np.intp)
    came_from[first] = first
    front = np.array([first], dtype=np.intp)
    onward = _onward(network)
    while len(front) and came_from[last] < 0:
        reached = onward.beside(front)
        sources = np.repeat(front, np.diff(onward.start)[front])
        new = came_from[reached] < 0
        came_from[reached[new]] = sources[new]
        front = np.unique(reached[new])
    if came_from[last] < 0:
        return None
    path = [int(last)]
    while path[-1] != first:
        path.append(int(came_from[path[-1]]))
    return [int(network.neurons.id[row]) for row in reversed(path)]


def refuse_cycle(network: Network, source: int, target: int) -> None:
    """Raises CycleError, with the way round, if an edge from source to target closes a cycle."""
    path = find_path(network, target, source)
    if path is None:
        return
    if source == target:
        sentence = f"{network.name(source)} can't feed itself: that would be a cycle."
    else:
        way = " → ".join(_shortened([network.name(n) for n in path]))
        sentence = f"This wire would close a cycle: {way} → {network.name(target)}."
    raise CycleError(sentence, path)


def _shortened(names: Sequence[str]) -> Sequence[str]:
    return names if len(names) <= 6 else [*names[:3], "…", *names[-2:]]


def incident_edges(network: Network, neurons: Iterable[int]) -> Ids:
    """Ids of all edges that begin or end at one of the given neurons."""
    chosen = np.fromiter((int(n) for n in neurons), dtype=np.int64)
    touching = np.isin(network.edges.source, chosen) | np.isin(network.edges.target, chosen)
    return network.edges.id[touching]


def inner_edges(network: Network, neurons: Iterable[int]) -> Ids:
    """Ids of all edges that begin and end among the given neurons."""
    chosen = np.fromiter((int(n) for n in neurons), dtype=np.int64)
    inside = np.isin(network.edges.source, chosen) & np.isin(network.edges.target, chosen)
    return network.edges.id[inside]
