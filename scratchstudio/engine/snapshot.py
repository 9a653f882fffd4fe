"""`Snapshot`: where training stands at a step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.program import Program
from scratchstudio.network import Network


@dataclass(frozen=True)
class Report:
    """Where training stands, in numbers."""

    step: int
    epoch: int
    training_loss: float
    held_out_loss: float
    """NaN without held-out data."""
    loss_step: int
    """The step at whose weights the two losses were measured."""
    learning_rate: float
    """The rate of the next step, as the schedule has it."""
    finished: str
    """Why training stopped by itself, or ""."""
    best_step: int | None
    """The step with the lowest held-out loss, where early stopping looks for it."""

    def snapshot(self, program: Program, parameters: NDArray[np.floating]) -> Snapshot:
        """The same, with the weights of a parameter vector (P,)."""
        return Snapshot(
            **vars(self),
            weights=program.weights(parameters),
            biases=program.biases(parameters),
            network=program.network,
        )


@dataclass(frozen=True, eq=False)
class Snapshot(Report):
    """Where training stands, with the weights."""

    weights: NDArray[np.float64]
    """In edge order of `network`."""
    biases: NDArray[np.float64]
    """In neuron order of `network`."""
    network: Network
