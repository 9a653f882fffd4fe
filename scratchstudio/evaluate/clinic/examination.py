"""What the clinic looks at: one moment of training, with everything computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Prepared
from scratchstudio.engine import History, Program, TrainingSettings
from scratchstudio.network import Network

MOST_SAMPLES = 512
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Examination:
    """One moment of training.

    `network` has the present weights; `inputs` and `targets`, sample-major, are those of the
    training part (`held_out_inputs`, `held_out_targets` of the other; they may be empty), columns
    arranged to the network's input and output neurons.
    """

    program: Program
    parameters: NDArray[np.floating]
    network: Network
    prepared: Prepared
    inputs: Floats
    targets: Floats
    held_out_inputs: Floats
    held_out_targets: Floats
    settings: TrainingSettings
    history: History
    step: int

    @cached_property
    def sample(self) -> NDArray[np.intp]:
        """Rows of at most MOST_SAMPLES training samples, spread evenly."""
        count = len(self.inputs)
        return np.unique(np.linspace(0, count - 1, min(count, MOST_SAMPLES)).astype(np.intp))

    @cached_property
    def activations(self) -> Floats:
        """Of every neuron row for those samples, shape (neurons, samples)."""
        return np.asarray(
            self.program.activations(self.inputs[self.sample], self.parameters), dtype=np.float64
        )

    @cached_property
    def outputs(self) -> Floats:
        """The answers for those samples, shape (samples, outputs)."""
        return self.activations[self.network.output_rows].T
