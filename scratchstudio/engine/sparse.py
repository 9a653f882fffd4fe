"""A sparse block: each neuron's sources gathered into rows of equal length, then small products.

Neurons are put into buckets by their number of edges, rounded up; the places left over read a row
of zeros (the ELLPACK form of a sparse matrix, Kincaid, Oppe and Young 1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scratchstudio.engine.tape import Tape
    from scratchstudio.engine.workspace import Floats, Workspace

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Buckets:
    """Edges sorted for gathering: buckets of neurons with equally many places each."""

    place: Rows
    """(edges,) where each edge given to `of` went."""
    total: int
    """Places, with those left over."""
    shapes: tuple[tuple[int, int], ...]
    """(neurons, places a neuron) of each bucket."""
    order: Rows
    """The neurons, bucket by bucket."""

    @staticmethod
    def of(neuron: Rows) -> Buckets:
        """Buckets for edges that belong to the given neurons, numbered from 0."""
        count = np.bincount(neuron)
        width = _rounded(count)
        order = np.argsort(width, kind="stable")
        order = order[width[order] > 0]
        begin = np.zeros(len(count), dtype=np.intp)
        ends = np.cumsum(width[order])
        begin[order] = ends - width[order]
        by_neuron = np.argsort(neuron, kind="stable")
        rank = np.arange(len(neuron)) - np.repeat(np.cumsum(count) - count, count)
        place = np.empty(len(neuron), dtype=np.intp)
        place[by_neuron] = begin[neuron[by_neuron]] + rank
        widths, counts = np.unique(width[order], return_counts=True)
        shapes = tuple(zip(counts.tolist(), widths.tolist(), strict=True))
        return Buckets(place, int(ends[-1]) if len(ends) else 0, shapes, order)

    def spread(self, values: Rows, rest: int) -> Rows:
        """The edges' values at their places, and `rest` at those left over."""
        spread = np.full(self.total, rest, dtype=np.intp)
        spread[self.place] = values
        return spread

    def back(self, neurons: int) -> Rows:
        """For each of so many neurons, its place in `order`, or one past the end without edges."""
        place = np.full(neurons, len(self.order), dtype=np.intp)
        place[self.order] = np.arange(len(self.order))
        return place

    def slices(self) -> list[tuple[slice, slice, int]]:
        """For each bucket: its neurons in `order`, its places, and places a neuron."""
        found = []
        row = at = 0
        for count, width in self.shapes:
            found.append((slice(row, row + count), slice(at, at + count * width), width))
            row, at = row + count, at + count * width
        return found

    def products(self, tape: Tape, weights: Floats, gathered: Floats, into: Floats) -> None:
        """Records Σ weight · gathered row for each neuron, in bucket order."""
        for neurons, places, width in self.slices():
            count = neurons.stop - neurons.start
            tape(
                np.matmul,
                weights[places].reshape(count, 1, width),
                gathered[places].reshape(count, width, -1),
                into[neurons].reshape(count, 1, -1),
            )


def _rounded(count: Rows) -> Rows:
    """0, 1, 2, 4, 8, then multiples of 8: few buckets, little waste."""
    small = np.array([0, 1, 2, 4, 4, 8, 8, 8, 8])
    return np.where(count <= 8, small[np.minimum(count, 8)], -(-count // 8) * 8)


@dataclass(frozen=True, eq=False)
class Sparse:
    """Edges from anywhere into rows `start` to `stop`; their weights lie in the store from `at`."""

    start: int
    stop: int
    at: int
    buckets: Buckets
    sources: Rows
    """(places,) the pool row each place reads."""

    @property
    def size(self) -> int:
        """Places in the store."""
        return self.buckets.total

    @property
    def work(self) -> float:
        """Multiplications for a sample, there and back; gathering counts as much as it costs."""
        return 20.0 * self.size

    @property
    def held(self) -> int:
        """Numbers kept for a sample, besides its neurons' values."""
        return 2 * self.size

    def reads_pool(self, start: int, stop: int) -> bool:
        """True when it reads one of these rows of the pool."""
        return bool(np.any((self.sources >= start) & (self.sources < stop)))

    def forward(self, tape: Tape, space: Workspace, more: bool) -> None:
        """Writes the level's sums, or adds to them when `more`."""
        gathered = space.kept(self.at, (self.size, space.batch))
        tape(space.pool.take, self.sources, 0, gathered, "clip")
        into = space.sums[self.start : self.stop]
        products = space.own((len(self.buckets.order) + 1, space.batch))
        self.buckets.products(tape, self._part(space.store), gathered, products[:-1])
        place = self.buckets.back(len(into))
        if more:
            part = space.scratch(into.shape)
            tape(products.take, place, 0, part, "clip")
            tape(np.add, into, part, into)
        else:
            tape(products.take, place, 0, into, "clip")

    def gradient(self, tape: Tape, space: Workspace) -> None:
        """Writes the gradient of the block's weights from the level's deltas."""
        deltas = space.scratch((len(self.buckets.order), space.batch))
        tape(space.deltas[self.start : self.stop].take, self.buckets.order, 0, deltas, "clip")
        gathered = space.kept(self.at, (self.size, space.batch))
        gradient = self._part(space.gradient)
        for neurons, places, width in self.buckets.slices():
            count = neurons.stop - neurons.start
            tape(
                np.matmul,
                gathered[places].reshape(count, width, -1),
                deltas[neurons].reshape(count, -1, 1),
                gradient[places].reshape(count, width, 1),
            )

    def push(self, tape: Tape, space: Workspace) -> None:
        """Nothing: sources fetch their deltas themselves, see `Pull`."""

    def _part(self, store: Floats) -> Floats:
        return store[self.at : self.at + self.size]


@dataclass(frozen=True, eq=False)
class Pull:
    """How the rows `start` to `stop` fetch their deltas through the sparse edges they feed."""

    start: int
    stop: int
    at: int
    """Where its weights begin among the pulled weights of all levels."""
    buckets: Buckets
    targets: Rows
    """(places,) the row whose delta each place reads."""
    slots: Rows
    """(places,) where each weight lies in the store."""

    def record(self, tape: Tape, space: Workspace) -> None:
        """Adds the deltas fetched to those the rows have."""
        gathered = space.scratch((self.buckets.total, space.batch))
        tape(space.deltas.take, self.targets, 0, gathered, "clip")
        products = space.own((len(self.buckets.order) + 1, space.batch))
        weights = space.pulled[self.at : self.at + self.buckets.total]
        self.buckets.products(tape, weights, gathered, products[:-1])
        place = self.buckets.back(self.stop - self.start)
        space.receive(tape, self.start, self.stop, products.take, place, 0, mode="clip")
