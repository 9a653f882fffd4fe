"""`Samples`: inputs, targets and weights of all samples, laid out so that a batch is one copy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.engine.program import Program
from scratchstudio.engine.settings import TrainingSettings
from scratchstudio.engine.workspace import Floats
from scratchstudio.errors import EngineError

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Samples:
    """All samples, a row each."""

    given: Floats
    """(samples, 1 + inputs): a constant 1 and the inputs."""
    wanted: Floats
    """(samples, outputs, and 1 more if they are weighted): the targets and the weight."""
    outputs: int

    def __len__(self) -> int:
        return len(self.given)

    @staticmethod
    def of(
        program: Program,
        inputs: ArrayLike,
        targets: ArrayLike,
        settings: TrainingSettings,
        sample_weights: ArrayLike | None = None,
    ) -> Samples:
        """Samples for a program. Raises EngineError if shapes do not fit, or values are missing."""
        given, wanted = np.asarray(inputs), np.asarray(targets)
        counts = len(program.network.input_rows), len(program.network.output_rows)
        for array, count, what in ((given, counts[0], "input"), (wanted, counts[1], "target")):
            if array.ndim != 2 or array.shape[1] != count or len(array) != len(given):
                raise EngineError(
                    f"The {what}s must be {len(given)} rows of {count} numbers, one for each "
                    f"{'input' if what == 'input' else 'output'} neuron; they are "
                    f"{' × '.join(map(str, array.shape))}."
                )
        weights = loss_weights(wanted, settings, sample_weights)
        rows = np.ones((len(given), 1 + counts[0]), dtype=program.dtype)
        rows[:, 1:] = given
        ends = np.ones((len(given), counts[1] + (weights is not None)), dtype=program.dtype)
        ends[:, : counts[1]] = wanted
        if weights is not None:
            ends[:, -1] = weights
        return Samples(rows, ends, counts[1])

    def batch(self, size: int) -> tuple[Floats, Floats]:
        """Arrays for so many samples, like `given` and `wanted`."""
        given = np.ones((size, self.given.shape[1]), dtype=self.given.dtype)
        return given, np.ones((size, self.wanted.shape[1]), dtype=self.given.dtype)

    def targets_of(self, wanted: Floats) -> Floats:
        """The targets (outputs, batch) in rows of `wanted`."""
        return wanted[:, : self.outputs].T

    def weights_of(self, wanted: Floats) -> Floats | None:
        """The weights (batch,) in rows of `wanted`, or None if all count the same."""
        return wanted[:, -1] if wanted.shape[1] > self.outputs else None


def loss_weights(
    targets: NDArray[np.floating],
    settings: TrainingSettings,
    sample_weights: ArrayLike | None = None,
) -> NDArray[np.float64] | None:
    """How much each sample counts in the loss, by itself and by its class; None if all alike."""
    if sample_weights is None and not settings.class_weights:
        return None
    weights = np.ones(len(targets))
    if sample_weights is not None:
        weights *= np.asarray(sample_weights, dtype=np.float64)
    if settings.class_weights:
        by_class = np.asarray(settings.class_weights, dtype=np.float64)
        classes = max(targets.shape[1], 2)
        if len(by_class) != classes:
            raise EngineError(
                f"There are {len(by_class)} class weights, but {classes} classes: give one each."
            )
        single = targets.shape[1] == 1
        chosen = (targets[:, 0] > 0.5).astype(int) if single else targets.argmax(axis=1)
        weights *= by_class[chosen]
    return weights
