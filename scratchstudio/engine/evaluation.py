"""Exact losses of a trainer's present weights, a chunk of samples at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scratchstudio.engine.losses import Loss
from scratchstudio.engine.passes import output_end, record_forward
from scratchstudio.engine.program import CHUNK_NUMBERS, Program
from scratchstudio.engine.samples import Samples
from scratchstudio.engine.tape import Tape
from scratchstudio.engine.workspace import Floats, Workspace


class Stopped(Exception):
    """Raised inside the engine to leave a long computation; never reaches the caller."""


class Evaluation:
    """Measures the mean loss of samples at the weights in `store`, as they are at that moment."""

    def __init__(self, program: Program, samples: Samples, store: Floats, loss: Loss) -> None:
        self._samples, self._loss = samples, loss
        layout = program.wiring.layout
        self._size = max(min(len(samples), max(CHUNK_NUMBERS // (2 * layout.rows), 64)), 1)
        self._given, _ = samples.batch(self._size)
        space = Workspace(layout, self._given, store)
        tape = Tape()
        record_forward(tape, program.wiring, space)
        self._outputs = output_end(tape, program.wiring, space, fused=False).values
        self._run = tape.compiled()
        self._unused = np.zeros((samples.outputs, self._size), dtype=program.dtype)

    def loss(self, stop: Callable[[], bool] | None = None) -> float:
        """The mean loss; NaN without samples. Raises Stopped when `stop` says so."""
        total = 0.0
        for start in range(0, len(self._samples), self._size):
            if stop is not None and start and stop():
                raise Stopped
            wanted = self._samples.wanted[start : start + self._size]
            count = len(wanted)
            self._given[:count] = self._samples.given[start : start + count]
            self._run()
            mean = self._loss.value_and_gradient(
                self._outputs[:, :count],
                self._samples.targets_of(wanted),
                self._samples.weights_of(wanted),
                self._unused[:, :count],
            )
            total += mean * count
        return total / len(self._samples) if len(self._samples) else float("nan")
