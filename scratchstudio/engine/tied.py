"""A tied block: neurons in maps that share their weights, as a convolution's do.

A map's neurons, one a position, all use the same weights; several maps that read the same sources
are one matrix product: weights (places, maps) by gathered sources (places, positions · batch). It
is found from the ties alone: nothing in a drawing says "convolution".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scratchstudio.engine.tape import Tape
    from scratchstudio.engine.workspace import Floats, Workspace

Rows = NDArray[np.intp]

PANEL_NUMBERS = 1 << 16
"""Gathered numbers that a product reads at a time, so that they stay in the cache."""


@dataclass(frozen=True, eq=False)
class Tied:
    """Rows `start` to `stop`: maps one after another, each with the same positions.

    Weights (places, maps) lie in the store from `at`, then a bias for each row.
    """

    start: int
    stop: int
    at: int
    maps: int
    sources: Rows
    """(uses, places, positions): the pool row of each weight's each use; the row of zeros where a
    weight has no source (at the border of an image)."""
    zero_row: int
    first_computed: int
    trains_weights: bool
    trains_biases: bool

    @property
    def places(self) -> int:
        """Weights of a map."""
        return int(self.sources.shape[1])

    @property
    def positions(self) -> int:
        """Neurons of a map."""
        return int(self.sources.shape[2])

    @property
    def size(self) -> int:
        """Places in the store."""
        return self.places * self.maps + self.stop - self.start

    @property
    def work(self) -> float:
        """Multiplications for a sample, there and back."""
        return self.places * self.positions * (3.0 * self.maps + 20.0)

    @property
    def held(self) -> int:
        """Numbers kept for a sample, besides its neurons' values."""
        return 2 * int(self.sources.size)

    def reads_pool(self, start: int, stop: int) -> bool:
        """True when it reads one of these rows of the pool."""
        return bool(np.any((self.sources >= start) & (self.sources < stop)))

    def _weights(self, store: Floats) -> Floats:
        return store[self.at : self.at + self.places * self.maps].reshape(self.places, self.maps)

    def _biases(self, store: Floats) -> Floats:
        return store[self.at + self.places * self.maps : self.at + self.size]

    def _panel(self, batch: int) -> int:
        """Positions whose sources are multiplied at a time: a divisor of all."""
        most = max(PANEL_NUMBERS // (self.places * batch), 1)
        divisors = [n for n in range(1, self.positions + 1) if self.positions % n == 0]
        return max(n for n in divisors if n <= most)

    def _panels(self, space: Workspace) -> list[tuple[slice, Rows]]:
        """A panel's columns among positions · batch, and the rows that each use reads."""
        panel = self._panel(space.batch)
        return [
            (
                slice(first * space.batch, (first + panel) * space.batch),
                self.sources[:, :, first : first + panel].reshape(len(self.sources), -1),
            )
            for first in range(0, self.positions, panel)
        ]

    def _gather(self, tape: Tape, space: Workspace, sources: Rows) -> Floats:
        """Records the fetching of a panel's sources, (places, positions of the panel · batch)."""
        gathered = space.kept(self.at, (sources.shape[1], space.batch))
        tape(space.pool.take, sources[0], 0, gathered, "clip")
        for more in sources[1:]:
            part = space.scratch(gathered.shape)
            tape(space.pool.take, more, 0, part, "clip")
            tape(np.add, gathered, part, gathered)
        return gathered.reshape(self.places, -1)

    def forward(self, tape: Tape, space: Workspace, more: bool) -> None:
        """Writes the sums of its rows, a panel of positions at a time."""
        rows = space.sums[self.start : self.stop]
        sums, weights = rows.reshape(self.maps, -1), self._weights(space.store)
        for columns, sources in self._panels(space):
            gathered = self._gather(tape, space, sources)
            if weights.size == 1:
                tape(np.multiply, gathered, weights.reshape(()), sums[:, columns])
            else:
                tape(np.matmul, weights.T, gathered, sums[:, columns])
        tape(_add_biases, rows, self._biases(space.store).reshape(-1, 1))

    def gradient(self, tape: Tape, space: Workspace) -> None:
        """Writes the gradient of the block's weights from the level's deltas.

        Panels are fetched again: cheaper than keeping them all, which no cache could hold.
        """
        rows = space.deltas[self.start : self.stop]
        if self.trains_weights:
            deltas, into = rows.reshape(self.maps, -1), self._weights(space.gradient)
            part = space.own(into.shape)
            for number, (columns, sources) in enumerate(self._panels(space)):
                gathered = self._gather(tape, space, sources)
                tape(np.matmul, gathered, deltas[:, columns].T, part if number else into)
                if number:
                    tape(np.add, into, part, into)
        if self.trains_biases:
            tape(np.add.reduce, rows, 1, None, self._biases(space.gradient))

    @cached_property
    def _uses(self) -> tuple[int, int, Rows]:
        """Computed sources from row to row, and (uses, rows) where each is used; −1 is nowhere."""
        source = self.sources.ravel()
        where = np.tile(np.arange(self.places * self.positions), len(self.sources))
        computed = (source >= self.first_computed) & (source != self.zero_row)
        source, where = source[computed], where[computed]
        if not len(source):
            return 0, 0, np.zeros((0, 0), dtype=np.intp)
        first, last = int(source.min()), int(source.max()) + 1
        order = np.argsort(source, kind="stable")
        count = np.bincount(source - first)
        rank = np.arange(len(source)) - np.repeat(np.cumsum(count) - count, count)
        uses = np.full((int(count.max()), last - first), -1, dtype=np.intp)
        uses[rank, source[order] - first] = where[order]
        return first, last, uses

    def push(self, tape: Tape, space: Workspace) -> None:
        """Adds what the level's deltas mean for the sources to the sources' deltas."""
        first, last, uses = self._uses
        if not len(uses):
            return
        weights = self._weights(space.store)
        deltas = space.deltas[self.start : self.stop].reshape(self.maps, -1)
        count = self.places * self.positions
        blame = space.own((count + 1, space.batch))
        if weights.size == 1:
            tape(np.multiply, deltas, weights.reshape(()), blame[:-1].reshape(1, -1))
        else:
            tape(weights.dot, deltas, blame[:-1].reshape(self.places, -1))
        for places in uses:
            found = np.where(places < 0, count, places)
            space.receive(tape, first, last, blame.take, found, 0, mode="clip")


def _add_biases(sums: Floats, biases: Floats) -> None:
    if biases.any():
        sums += biases


def find_maps(
    target: Rows, source: Rows, parameter: Rows, width: int, zero_row: int
) -> list[tuple[int, Rows, Rows]] | None:
    """How a level's edges fall into maps with shared weights, or None if they do not.

    Gives for each block its maps, its sources (uses, places, positions) and its parameters
    (places, maps). Neurons belong to the same map if they share a parameter, directly or through
    others; a map's neurons must be neighbours and all maps equally large.
    """
    _, parameter_index = np.unique(parameter, return_inverse=True)
    label = _labels(target, parameter_index, width)
    if label is None:
        return None
    maps, positions = len(np.unique(label)), width // max(len(np.unique(label)), 1)
    if maps * positions != width or np.any(label != np.repeat(np.arange(maps), positions)):
        return None
    own = label[target]
    pairs = np.unique(np.stack([own, parameter]), axis=1)
    places = pairs.shape[1] // maps
    if places * maps != pairs.shape[1] or np.any(np.bincount(pairs[0]) != places):
        return None
    by_map = pairs[1].reshape(maps, places)
    order = np.lexsort((parameter, own))
    rank = np.empty(len(order), dtype=np.intp)
    new = np.diff(parameter[order], prepend=-1) != 0
    rank[order] = (np.cumsum(new) - 1) % places
    sources = _source_table(target, source, rank, positions, maps, places, zero_row)
    if len(source) < 0.5 * sources.size:
        return None
    if np.all(sources == sources[:1]):
        return [(maps, sources[0], by_map.T)]
    return [(1, sources[number], by_map[number][:, None]) for number in range(maps)]


def _labels(target: Rows, parameter: Rows, width: int) -> Rows | None:
    """The number of each neuron's map: the least number spreads along shared weights."""
    label = np.arange(width)
    for _ in range(12):
        least = np.full(int(parameter.max()) + 1, width)
        np.minimum.at(least, parameter, label[target])
        spread = label.copy()
        np.minimum.at(spread, target, least[parameter])
        if np.array_equal(spread, label):
            return np.unique(label, return_inverse=True)[1].astype(np.intp)
        label = spread
    return None


def _source_table(
    target: Rows,
    source: Rows,
    rank: Rows,
    positions: int,
    maps: int,
    places: int,
    zero_row: int,
) -> Rows:
    """(maps, uses, places, positions)."""
    cell = target * places + rank
    order = np.lexsort((source, cell))
    count = np.bincount(cell)
    use = np.arange(len(cell)) - np.repeat(np.cumsum(count) - count, count)
    table = np.full((maps, int(use.max()) + 1, places, positions), zero_row, dtype=np.intp)
    chosen = target[order]
    table[chosen // positions, use, rank[order], chosen % positions] = source[order]
    return table
