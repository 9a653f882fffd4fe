"""From a network's own order of inputs and outputs to the order and units of the data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Prepared
from scratchstudio.evaluate import class_codes
from scratchstudio.network import Network
from scratchstudio.project import Fed

HALF = 0.5
"""The single output of two classes names the second one from here upwards."""


def features_in_use(network: Network, prepared: Prepared) -> tuple[str, ...]:
    """The features that input neurons are bound to, each once, in the order of the data."""
    bound = set(network.neurons.column[network.input_rows])
    return tuple(feature for feature in prepared.features if feature in bound)


def most_telling(prepared: Prepared, features: tuple[str, ...]) -> tuple[int, int]:
    """Places in `features` of the two that say most about the target, in the order of the data.

    Measured by r², summed over the target columns: the share of a target's variance that a
    straight line in the feature explains.
    """
    if len(features) <= 2:
        return 0, min(1, max(len(features) - 1, 0))
    columns = [prepared.features.index(feature) for feature in features]
    inputs, targets = prepared.train_inputs[:, columns], prepared.train_targets
    inputs = inputs - inputs.mean(axis=0)
    targets = targets - targets.mean(axis=0)
    together = (inputs.T @ targets) ** 2
    spread = np.outer((inputs**2).sum(axis=0), (targets**2).sum(axis=0))
    explained = np.divide(together, spread, out=np.zeros_like(together), where=spread > 0)
    best = np.sort(np.argsort(-explained.sum(axis=1), kind="stable")[:2])
    return int(best[0]), int(best[1])


def outputs_in_use(network: Network, prepared: Prepared) -> tuple[str, ...]:
    """The targets that output neurons are bound to, each once, in the order of the data."""
    bound = set(network.neurons.column[network.output_rows])
    return tuple(output for output in prepared.outputs if output in bound)


def in_data_order(values: NDArray[np.float64], fed: Fed) -> NDArray[np.float64]:
    """Outputs or targets (samples, output neurons) in the order of `Prepared.outputs`."""
    return values[:, np.argsort(fed.outputs, kind="stable")]


def named_classes(values: NDArray[np.float64], fed: Fed, prepared: Prepared) -> NDArray[np.intp]:
    """The class that each row of outputs or targets (samples, output neurons) names.

    `evaluate.NO_CLASS` where a value is not a number.
    """
    return class_codes(prepared.task, in_data_order(values, fed))


def in_raw_units(outputs: NDArray[np.float64], fed: Fed, prepared: Prepared) -> NDArray[np.float64]:
    """A regression's outputs (samples, output neurons) with the target scaling undone."""
    scaling = prepared.target_scaling
    return outputs if scaling is None else scaling.take(fed.outputs).undo(outputs)
