"""`compile`: from a drawing to a `Program` that computes it, and its gradient, for any samples."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.engine.layout import lay_out
from scratchstudio.engine.levels import Flags, Level, Numbering, Rows, number
from scratchstudio.engine.losses import check_outputs, loss_entry
from scratchstudio.engine.passes import Wiring, output_end, record_backward, record_forward
from scratchstudio.engine.settings import PRECISIONS
from scratchstudio.engine.tape import Tape
from scratchstudio.engine.workspace import Floats, Workspace
from scratchstudio.errors import EngineError
from scratchstudio.network import Network

CHUNK_NUMBERS = 1 << 18
"""Numbers that a forward pass holds at a time: few enough to stay in the processor's cache."""


class Program:
    """A drawing made computable; see the attributes. Methods may be called from any thread.

    `parameters` are the drawing's own; every method that takes `parameters` uses them by default.
    """

    network: Network
    dtype: np.dtype[Any]
    parameters: Floats
    """(P,) weights in edge order (tied edges once), then biases in neuron order."""
    trainable: Flags
    """(P,) False where something is frozen, or carries nothing."""
    edge_parameter: Rows
    """(edges,) index of each edge's weight in the vector; ties share one."""
    bias_parameter: Rows
    """(neurons,) index of each neuron's bias in the vector; -1 for input neurons."""
    pool_row: Rows
    """(neurons,) row in the pool: 0 is the constant 1, then inputs in order, then the levels."""
    levels: tuple[Level, ...]

    def __init__(self, network: Network, dtype: np.dtype[Any]) -> None:
        numbering, self.levels = number(network)
        self.network = network
        self.dtype = dtype
        self.edge_parameter = numbering.edge_parameter
        self.bias_parameter = numbering.bias_parameter
        self.pool_row = numbering.pool_row
        self._numbering = numbering
        self.parameters = self.vector(network.edges.weight, network.neurons.bias)
        self.parameters.flags.writeable = False
        self.trainable = _trainable(network, numbering)
        self._passes: deque[_Pass] = deque(maxlen=4)

    def vector(self, weights: ArrayLike, biases: ArrayLike) -> Floats:
        """The parameter vector (P,) for weights in edge order and biases in neuron order."""
        vector = np.zeros(self._numbering.size, dtype=self.dtype)
        computed = self.bias_parameter >= 0
        vector[self.edge_parameter[::-1]] = np.asarray(weights)[::-1]
        vector[self.bias_parameter[computed]] = np.asarray(biases)[computed]
        return vector

    def weights(self, parameters: Floats | None = None) -> NDArray[np.float64]:
        """Weights in edge order."""
        vector = self.parameters if parameters is None else parameters
        return vector[self.edge_parameter].astype(np.float64)

    def biases(self, parameters: Floats | None = None) -> NDArray[np.float64]:
        """Biases in neuron order; an input neuron, which has none, keeps what the drawing says."""
        vector = self.parameters if parameters is None else parameters
        biases = self.network.neurons.bias.copy()
        computed = self.bias_parameter >= 0
        biases[computed] = vector[self.bias_parameter[computed]]
        return biases

    @cached_property
    def wiring(self) -> Wiring:
        """The levels with the layout in which they are computed."""
        layout = lay_out(self._numbering, self.levels, len(self.network.input_rows), self.trainable)
        return Wiring(self.levels, layout, layout.inner(self.pool_row[self.network.output_rows]))

    def forward(self, inputs: ArrayLike, parameters: Floats | None = None) -> Floats:
        """Outputs (samples, outputs) for inputs (samples, inputs)."""
        rows = self.wiring.outputs
        return np.ascontiguousarray(self._computed(inputs, parameters, rows).T)

    def activations(self, inputs: ArrayLike, parameters: Floats | None = None) -> Floats:
        """Values (neurons, samples) of all neurons, rows as in the drawing; muted ones give 0."""
        inputs = self._checked(inputs)
        values = self._computed(inputs, parameters, self.wiring.layout.inner(self.pool_row))
        values[self.network.input_rows] = inputs.T
        values[self.network.neurons.muted] = 0.0
        return values

    def gradient(
        self,
        inputs: ArrayLike,
        targets: ArrayLike,
        loss: str,
        parameters: Floats | None = None,
        sample_weights: ArrayLike | None = None,
    ) -> tuple[float, Floats]:
        """The mean loss of the samples and its gradient (P,); 0 where nothing can be trained.

        `targets` are (samples, outputs); `sample_weights` (samples,) multiply each sample's loss.
        Raises EngineError if the loss does not suit the output neurons or the shapes differ.
        """
        given = self._checked(inputs)
        wanted = np.asarray(targets, dtype=self.dtype)
        if wanted.shape != (len(given), len(self.network.output_rows)):
            raise EngineError(
                f"The targets must have the shape {(len(given), len(self.network.output_rows))}, "
                f"one row a sample and one column an output neuron; they have {wanted.shape}."
            )
        check_outputs(loss, self.network)
        layout = self.wiring.layout
        samples = np.ones((len(given), layout.inputs + 1), dtype=self.dtype)
        samples[:, 1:] = given
        store, gradient = self.store(parameters), np.zeros(layout.active, dtype=self.dtype)
        space = Workspace(layout, samples, store, gradient)
        weights = None if sample_weights is None else np.asarray(sample_weights, dtype=self.dtype)
        entry = loss_entry(loss)
        forward, backward = Tape(), Tape()
        record_forward(forward, self.wiring, space)
        end = output_end(forward, self.wiring, space, entry.output_activation is not None)
        record_backward(backward, self.wiring, space, end)
        with np.errstate(all="ignore"):
            forward.compiled()()
            mean = entry.value_and_gradient(end.values, wanted.T, weights, end.gradient)
            backward.compiled()()
        return mean, self.collected(gradient)

    def store(self, parameters: Floats | None = None) -> Floats:
        """The weights laid out for computing, see `Layout`."""
        store = np.zeros(self.wiring.layout.size, dtype=self.dtype)
        self.wiring.layout.spread(self.parameters if parameters is None else parameters, store)
        return store

    def collected(self, gradient: Floats) -> Floats:
        """A gradient by store place as one by parameter: tied edges added up, frozen ones 0."""
        layout = self.wiring.layout
        inside = layout.slots < layout.active
        sums = np.bincount(
            layout.parameters[inside],
            weights=gradient[layout.slots[inside]],
            minlength=len(self.trainable),
        )
        return np.where(self.trainable, sums, 0.0).astype(self.dtype)

    def _checked(self, inputs: ArrayLike) -> Floats:
        given = np.asarray(inputs, dtype=self.dtype)
        if given.ndim != 2 or given.shape[1] != len(self.network.input_rows):
            raise EngineError(
                f"The network has {len(self.network.input_rows)} input neurons, so the inputs must "
                f"have that many columns; their shape is {given.shape}."
            )
        return given

    def _computed(self, inputs: ArrayLike, parameters: Floats | None, rows: Rows) -> Floats:
        given = self._checked(inputs)
        layout = self.wiring.layout
        size = min(max(len(given), 1), max(CHUNK_NUMBERS // (2 * layout.rows), 16))
        forward = self._pass_of(size)
        layout.spread(self.parameters if parameters is None else parameters, forward.space.store)
        found = np.empty((len(rows), len(given)), dtype=self.dtype)
        with np.errstate(all="ignore"):
            for start in range(0, len(given), size):
                part = given[start : start + size]
                forward.space.samples[: len(part), 1:] = part
                forward.run()
                found[:, start : start + size] = forward.space.pool[rows, : len(part)]
        self._passes.append(forward)
        return found

    def _pass_of(self, size: int) -> _Pass:
        """A recorded pass that nobody else uses meanwhile: one from before, or a new one."""
        for _ in range(len(self._passes)):
            try:
                found = self._passes.popleft()
            except IndexError:
                break
            if found.space.batch == size:
                return found
        layout = self.wiring.layout
        samples = np.ones((size, layout.inputs + 1), dtype=self.dtype)
        space = Workspace(layout, samples, np.zeros(layout.size, dtype=self.dtype))
        tape = Tape()
        record_forward(tape, self.wiring, space)
        return _Pass(space, tape.compiled())


@dataclass(frozen=True, eq=False)
class _Pass:
    space: Workspace
    run: Callable[[], bool]


def _trainable(network: Network, numbering: Numbering) -> Flags:
    trainable = np.zeros(numbering.size, dtype=bool)
    trainable[numbering.edge_parameter[numbering.live]] = True
    trainable[numbering.edge_parameter[network.edges.frozen]] = False
    biased = (numbering.bias_parameter >= 0) & ~network.neurons.frozen & ~network.neurons.muted
    trainable[numbering.bias_parameter[biased]] = True
    return trainable


@lru_cache(maxsize=16)
def compile(network: Network, precision: str = "float32") -> Program:
    """The program of a drawing, kept while the same drawing is asked for again.

    Raises EngineError if the drawing cannot be computed: an unknown activation, a formula with a
    fault, a softmax neuron in an impossible place, a cycle.
    """
    if precision not in PRECISIONS:
        raise EngineError(f"The precision must be {' or '.join(PRECISIONS)}; it is {precision!r}.")
    return Program(network, np.dtype(precision))
