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
    """`rows` is (samples, 1 + inputs + outputs, and 1 more if they are weighted), each row a
    constant 1, the inputs, the targets and the sample's weight."""

    rows: Floats
    inputs: int
    outputs: int

    def __len__(self) -> int:
        return len(self.rows)

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
        weights = _weights(wanted, settings, sample_weights)
        width = 1 + counts[0] + counts[1] + (weights is not None)
        rows = np.ones((len(given), width), dtype=program.dtype)
        rows[:, 1 : 1 + counts[0]] = given
        rows[:, 1 + counts[0] : 1 + sum(counts)] = wanted
        if weights is not None:
            rows[:, -1] = weights
        return Samples(rows, *counts)

    def targets_of(self, rows: Floats) -> Floats:
        """The targets (outputs, batch) in rows like these."""
        return rows[:, 1 + self.inputs : 1 + self.inputs + self.outputs].T

    def weights_of(self, rows: Floats) -> Floats | None:
        """The weights (batch,) in rows like these, or None if all count the same."""
        weighted = self.rows.shape[1] > 1 + self.inputs + self.outputs
        return rows[:, -1] if weighted else None


def _weights(
    targets: NDArray[np.floating], settings: TrainingSettings, sample_weights: ArrayLike | None
) -> NDArray[np.float64] | None:
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
