"""`Workspace`: every array that a pass through a network needs, allocated once for a batch size."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scratchstudio.engine.layout import Layout
    from scratchstudio.engine.tape import Tape

Floats = NDArray[np.floating[Any]]
Rows = NDArray[np.intp]


CHUNK_NUMBERS = 1 << 14


class Workspace:
    """Arrays for `batch` samples at a time, all neuron-major (rows, batch).

    `samples` is (batch, 1 + inputs or more): a constant 1 and the inputs of each sample, as they
    lie in the data; `inputs` is the neuron-major view of it. `gradient` is None where nothing is
    trained; then no arrays for the way back are made.
    """

    def __init__(
        self,
        layout: Layout,
        samples: Floats,
        store: Floats,
        gradient: Floats | None = None,
    ) -> None:
        self.batch = len(samples)
        self.samples = samples
        self.inputs = samples[:, : layout.inputs + 1].T
        self.store = store
        self.first_computed = layout.first_computed
        self.pool = self._zeros(layout.rows)
        self.pool[0] = 1.0
        self.pool[layout.starts - 1] = 1.0
        self.sums = self._zeros(layout.rows)
        """What each neuron's activation is applied to."""
        self.trains = gradient is not None
        self.gradient = store if gradient is None else gradient
        self.deltas = self._zeros(layout.rows if self.trains else 0)
        """The gradient with respect to activations, and after `slopes` to sums."""
        self.slopes = self._zeros(layout.rows if self.trains else 0)
        self.pulled = np.zeros(len(layout.pull_slots) if self.trains else 0, dtype=store.dtype)
        self._filled = np.zeros(layout.rows, dtype=bool)
        self._arena = np.zeros(0, dtype=store.dtype)
        self._gathered: dict[int, Floats] = {}
        self._full: dict[tuple[tuple[int, ...], float], Floats] = {}

    def chunks(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Rows `start` to `stop` in stretches that stay in the cache from one call to the next."""
        size = max(CHUNK_NUMBERS // self.batch, 1)
        return [(first, min(first + size, stop)) for first in range(start, stop, size)]

    def _zeros(self, rows: int) -> Floats:
        return np.zeros((rows, self.batch), dtype=self.store.dtype)

    def own(self, shape: tuple[int, ...]) -> Floats:
        """A new array of zeros that nothing else writes to."""
        return np.zeros(shape, dtype=self.store.dtype)

    def scratch(self, shape: tuple[int, ...]) -> Floats:
        """An array whose contents last only until the next one is used."""
        size = int(np.prod(shape))
        if size > len(self._arena):
            self._arena = self.own((max(size, 2 * len(self._arena)),))
        return self._arena[:size].reshape(shape)

    def full(self, shape: tuple[int, ...], value: float) -> Floats:
        """An array full of one value, not to be written to."""
        key = (shape, value)
        if key not in self._full:
            self._full[key] = np.full(shape, value, dtype=self.store.dtype)
        return self._full[key]

    def kept(self, at: int, shape: tuple[int, ...]) -> Floats:
        """The array for the gathered sources of the block at this place; the same when asked again.

        It keeps its contents for the way back.
        """
        if at not in self._gathered:
            self._gathered[at] = self.own(shape)
        return self._gathered[at]

    def mark_filled(self, start: int, stop: int) -> None:
        """Notes that rows `start` to `stop` get deltas in another way, before all others."""
        self._filled[start:stop] = True

    def receive(
        self,
        tape: Tape,
        start: int,
        stop: int,
        function: Callable[..., object],
        *args: object,
        **named: object,
    ) -> None:
        """Records that rows `start` to `stop` get the deltas which `function(*args, out)` gives.

        The first to give writes; those after it add.
        """
        into = self.deltas[start:stop]
        filled = self._filled[start:stop]
        if not filled.any():
            tape(function, *args, into, **named)
        else:
            for begin, end in runs(~filled):
                tape(into[begin:end].fill, 0.0)
            part = self.scratch(into.shape)
            tape(function, *args, part, **named)
            tape(np.add, into, part, into)
        filled[:] = True


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The contiguous stretches (start, stop) in which the flags are set."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
