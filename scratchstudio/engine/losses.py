"""Losses: one entry each, on outputs and targets of shape (outputs, batch).

`value_and_gradient(values, targets, weights, out)` returns the mean loss and leaves in `out` its
gradient with respect to the outputs; for a loss with an `output_activation`, with respect to their
sums instead (the two derivatives cancel to output − target; Bishop 1995, section 6.9). `weights`,
shape (batch,) or None, multiply each sample's loss before the mean over the samples is taken.

The mean is over outputs and samples, as in PyTorch; softmax cross-entropy adds up over the outputs.
Cross-entropies read the outputs, not the sums, so an output that has rounded to 0 or 1 is taken for
the nearest number that the precision can tell from it: a sure and wrong sigmoid answer costs 15.9
in float32 and 36.0 in float64, a softmax answer 87.3 and 708.4. The gradient is never cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import EngineError
from scratchstudio.network import Network

Array = NDArray[Any]
ValueAndGradient = Callable[[Array, Array, Array | None, Array], float]


@dataclass(frozen=True)
class Loss:
    """A loss. `output_activation` is the one that every output neuron must have, if any."""

    key: str
    label: str
    help: str
    value_and_gradient: ValueAndGradient
    output_activation: str | None = None


def _weighted(each: Array, out: Array, weights: Array | None, count: float) -> float:
    """The mean of the terms `each`, and `out` scaled to be its gradient."""
    if weights is not None:
        each = each * weights
        out *= weights
    out *= 1.0 / count
    return float(each.sum() / count)


@lru_cache(maxsize=64)
def _number(value: float, dtype: np.dtype[Any]) -> Array:
    """A 0-d array: NumPy multiplies by it faster than by a Python number."""
    return np.array(value, dtype=dtype)


def _squared(values: Array, targets: Array, weights: Array | None, out: Array) -> float:
    np.subtract(values, targets, out)
    if weights is None:
        errors = out.ravel()
        total = float(errors.dot(errors))
        np.multiply(out, _number(2.0 / len(errors), out.dtype), out)
        return total / len(errors)
    each = out * out
    out *= 2.0
    return _weighted(each, out, weights, values.size)


def _absolute(values: Array, targets: Array, weights: Array | None, out: Array) -> float:
    difference = values - targets
    np.sign(difference, out=out)
    return _weighted(np.abs(difference), out, weights, values.size)


def _huber(
    values: Array, targets: Array, weights: Array | None, out: Array, delta: float = 1.0
) -> float:
    difference = values - targets
    np.clip(difference, -delta, delta, out=out)
    each = out * (difference - 0.5 * out)
    return _weighted(each, out, weights, values.size)


def _inside(values: Array) -> Array:
    """Probabilities, no closer to 0 and 1 than the precision can tell from them."""
    least = np.finfo(values.dtype).eps
    return np.clip(values, least, 1 - least)


def _sigmoid_cross_entropy(
    values: Array, targets: Array, weights: Array | None, out: Array
) -> float:
    inside = _inside(values)
    each = -(targets * np.log(inside) + (1 - targets) * np.log1p(-inside))
    np.subtract(values, targets, out=out)
    return _weighted(each, out, weights, values.size)


_LEAST = {kind: np.finfo(kind).tiny for kind in "fd"}


def _softmax_cross_entropy(
    values: Array, targets: Array, weights: Array | None, out: Array
) -> float:
    each = np.maximum(values, _LEAST[values.dtype.char])
    np.log(each, each)
    targets = np.ascontiguousarray(targets)
    np.subtract(values, targets, out)
    if weights is None:
        share: float = 1.0 / values.shape[1]
        np.multiply(out, _number(share, out.dtype), out)
        total = float(each.ravel().dot(targets.ravel()))
        return -total * share
    each *= -targets
    return _weighted(each, out, weights, values.shape[1])


def _hinge(values: Array, targets: Array, weights: Array | None, out: Array) -> float:
    sign = 2 * targets - 1
    each = np.maximum(1 - sign * values, 0)
    np.multiply(each > 0, -sign, out=out)
    return _weighted(each, out, weights, values.size)


LOSSES: Mapping[str, Loss] = {
    entry.key: entry
    for entry in (
        Loss(
            "squared",
            "Mean squared error",
            "The mean of (output − target)², over outputs and samples. Large errors count most; "
            "the usual choice for numbers.",
            _squared,
        ),
        Loss(
            "absolute",
            "Mean absolute error",
            "The mean of |output − target|. Outliers count no more than their distance.",
            _absolute,
        ),
        Loss(
            "huber",
            "Huber",
            "Squared for small errors, absolute for large ones (Huber 1964); the border can be "
            "chosen. Steady where some targets are far off.",
            _huber,
        ),
        Loss(
            "sigmoid_cross_entropy",
            "Sigmoid cross-entropy",
            "−log of the probability that each sigmoid output gives to the truth, yes or no; mean "
            "over outputs and samples. The usual choice for two classes.",
            _sigmoid_cross_entropy,
            output_activation="sigmoid",
        ),
        Loss(
            "softmax_cross_entropy",
            "Softmax cross-entropy",
            "−log of the probability that the softmax outputs give to the right class; mean over "
            "samples. The usual choice for three and more classes.",
            _softmax_cross_entropy,
            output_activation="softmax",
        ),
        Loss(
            "hinge",
            "Hinge",
            "Asks each output to be beyond 1 for its class and below −1 otherwise, with no reward "
            "for more; targets 0 and 1 are read as −1 and 1. The loss of support vector machines.",
            _hinge,
        ),
    )
}
"""Every loss, by its key."""


def loss_entry(key: str, huber_delta: float = 1.0) -> Loss:
    """The loss of that key. Raises EngineError, naming those there are, when it is unknown."""
    if key not in LOSSES:
        raise EngineError(f"There is no loss “{key[:40]}”; known are {', '.join(LOSSES)}.")
    entry = LOSSES[key]
    if key != "huber" or huber_delta == 1.0:
        return entry
    return Loss(key, entry.label, entry.help, partial(_huber, delta=huber_delta))


def check_outputs(key: str, network: Network) -> None:
    """Raises EngineError if the loss does not suit the network's output neurons."""
    rows = network.output_rows
    if not len(rows):
        raise EngineError("The network has no output neuron, so there is nothing to compare.")
    entry = loss_entry(key)
    wanted = entry.output_activation
    if wanted is None:
        return
    for row in rows:
        if network.neurons.activation[row] != wanted:
            name = network.name(int(network.neurons.id[row]))
            raise EngineError(
                f"The loss {entry.label.lower()} needs {wanted} output neurons, but {name} has "
                f"the activation {network.neurons.activation[row]}. Change one of the two."
            )
