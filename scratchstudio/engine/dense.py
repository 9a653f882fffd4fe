"""A dense block: contiguous source rows, all of a level's rows, one matrix product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scratchstudio.engine.tape import Tape
    from scratchstudio.engine.workspace import Floats, Workspace


@dataclass(frozen=True)
class Dense:
    """Weights (sources, targets) from pool rows `first` to `last` into rows `start` to `stop`.

    They lie in the store from `at`, a row a source: that makes the gradient's product faster than
    the other way round. Where the drawing has no edge the weight is 0 and never trained. With
    `bias`, row `first` is a row of ones and its weights are the biases.
    """

    first: int
    last: int
    start: int
    stop: int
    at: int
    bias: bool
    from_inputs: bool
    """Every source is an input neuron (or the constant), so no delta flows back."""

    @property
    def size(self) -> int:
        """Places in the store."""
        return (self.last - self.first) * (self.stop - self.start)

    @property
    def work(self) -> float:
        """Multiplications for a sample, there and back."""
        return 3.0 * self.size

    @property
    def held(self) -> int:
        """Numbers kept for a sample, besides its neurons' values."""
        return 0

    def reads_pool(self, start: int, stop: int) -> bool:
        """True when it reads one of these rows of the pool."""
        return not self.from_inputs and self.first < stop and self.last > start

    def _weights(self, store: Floats) -> Floats:
        return store[self.at : self.at + self.size].reshape(self.last - self.first, -1)

    def _sources(self, space: Workspace) -> Floats:
        rows = space.inputs if self.from_inputs else space.pool
        return rows[self.first : self.last]

    def forward(self, tape: Tape, space: Workspace, more: bool) -> None:
        """Writes the level's sums, or adds to them when `more`."""
        into = space.sums[self.start : self.stop]
        weights = self._weights(space.store).T
        if more:
            part = space.scratch(into.shape)
            tape(weights.dot, self._sources(space), part)
            tape(np.add, into, part, into)
        else:
            tape(weights.dot, self._sources(space), into)

    def gradient(self, tape: Tape, space: Workspace) -> None:
        """Writes the gradient of the block's weights from the level's deltas."""
        deltas = space.deltas[self.start : self.stop]
        tape(self._sources(space).dot, deltas.T, self._weights(space.gradient))

    def push(self, tape: Tape, space: Workspace) -> None:
        """Adds what the level's deltas mean for the sources to the sources' deltas."""
        if self.from_inputs:
            return
        weights, first = self._weights(space.store), self.first
        if self.bias:
            weights, first = weights[1:], first + 1
        if first < space.first_computed:
            weights, first = weights[space.first_computed - first :], space.first_computed
        deltas = space.deltas[self.start : self.stop]
        space.receive(tape, first, self.last, weights.dot, deltas)
