"""Activations: one entry each, with value, derivative, and the words and formula that explain it.

`value(z, out)` and `derivative(z, a, out)` work in place on arrays of any shape, z the weighted
sums and a the activations computed from them, in float32 and float64 alike. How an activation is
spelled for NumPy, C and ONNX follows from its formula; see `expression`.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.expression import Expression, compute, derivative, text
from scratchstudio.engine.formula import parse
from scratchstudio.errors import EngineError

Array = NDArray[Any]
Value = Callable[[Array, Array], object]
Derivative = Callable[[Array, Array, Array], object]


@dataclass(frozen=True, eq=False)
class Activation:
    """An activation function.

    `formula` is the function of x as a person would type it. Two hints let the engine compute the
    derivatives of a whole network at once: `polynomial` (c0, c1, c2) says that the derivative is
    c0 + c1·a + c2·a², `rectifier` s that it is 1 where a > 0 and s elsewhere.
    """

    key: str
    label: str
    help: str
    formula: str
    value: Value
    derivative: Derivative
    polynomial: tuple[float, float, float] | None = None
    rectifier: float | None = None

    @cached_property
    def expression(self) -> Expression:
        """The formula, ready to be spelled for NumPy, C and ONNX."""
        return parse(self.formula)


def _linear(z: Array, out: Array) -> None:
    np.copyto(out, z)


def _one(z: Array, a: Array, out: Array) -> None:
    out.fill(1.0)


def _relu(z: Array, out: Array) -> None:
    np.maximum(z, 0.0, out=out)


def _above_zero(z: Array, a: Array, out: Array) -> None:
    np.greater(a, 0.0, out=out, casting="unsafe")


LEAK = 0.01


def _leaky_relu(z: Array, out: Array) -> None:
    np.multiply(z, LEAK, out=out)
    np.maximum(z, out, out=out)


def _leaky_relu_slope(z: Array, a: Array, out: Array) -> None:
    out[...] = np.where(a > 0, 1.0, LEAK)


def _elu(z: Array, out: Array) -> None:
    np.expm1(np.minimum(z, 0.0), out=out)
    np.maximum(z, out, out=out)


def _elu_slope(z: Array, a: Array, out: Array) -> None:
    np.minimum(a, 0.0, out=out)
    np.add(out, 1.0, out=out)


SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def _selu(z: Array, out: Array) -> None:
    below = np.expm1(np.minimum(z, 0.0))
    np.maximum(z, 0.0, out=out)
    out *= SELU_SCALE
    below *= SELU_SCALE * SELU_ALPHA
    out += below


def _selu_slope(z: Array, a: Array, out: Array) -> None:
    out[...] = np.where(z > 0, SELU_SCALE, a + SELU_SCALE * SELU_ALPHA)


_GELU_RATE, _GELU_CUBE = math.sqrt(2 / math.pi), 0.044715


def _gelu_tanh(z: Array, out: Array) -> None:
    np.multiply(z, z, out=out)
    out *= _GELU_CUBE * _GELU_RATE
    out += _GELU_RATE
    out *= z
    np.tanh(out, out=out)


def _gelu(z: Array, out: Array) -> None:
    _gelu_tanh(z, out)
    out += 1.0
    out *= 0.5
    out *= z


def _gelu_slope(z: Array, a: Array, out: Array) -> None:
    _gelu_tanh(z, out)
    slope = 0.5 * _GELU_RATE * z * (1 + 3 * _GELU_CUBE * z * z) * (1 - out * out)
    # Far from 0, tanh is ±1 and the second term 0 · ∞.
    out[...] = 0.5 * (1 + out) + np.where(np.abs(out) < 1, slope, 0.0)


def _sigmoid(z: Array, out: Array) -> None:
    np.multiply(z, 0.5, out=out)
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5


def _sigmoid_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(a, out, out=out)


def _silu(z: Array, out: Array) -> None:
    _sigmoid(z, out)
    out *= z


def _silu_slope(z: Array, a: Array, out: Array) -> None:
    _sigmoid(z, out)
    out += a * (1 - out)


def _tanh_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(1.0, out, out=out)


def _softplus(z: Array, out: Array) -> None:
    below = np.maximum(z, 0.0)
    np.abs(z, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    np.log1p(out, out=out)
    out += below


def _softplus_slope(z: Array, a: Array, out: Array) -> None:
    _sigmoid(z, out)


def _softsign(z: Array, out: Array) -> None:
    size = np.abs(z)
    size += 1.0
    np.divide(z, size, out=out)


def _softsign_slope(z: Array, a: Array, out: Array) -> None:
    np.abs(a, out=out)
    np.subtract(1.0, out, out=out)
    np.multiply(out, out, out=out)


def _sine_slope(z: Array, a: Array, out: Array) -> None:
    np.cos(z, out=out)


def _gaussian(z: Array, out: Array) -> None:
    np.multiply(z, z, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)


def _gaussian_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(z, a, out=out)
    out *= -2.0


def _step(z: Array, out: Array) -> None:
    np.greater_equal(z, 0.0, out=out, casting="unsafe")


def _step_slope(z: Array, a: Array, out: Array) -> None:
    np.less_equal(np.abs(z), 1.0, out=out, casting="unsafe")


def _absolute_slope(z: Array, a: Array, out: Array) -> None:
    np.sign(z, out=out)


def _square_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(z, 2.0, out=out)


def _softmax(z: Array, out: Array) -> None:
    np.subtract(z, z.max(axis=0), out=out)
    np.exp(out, out=out)
    out /= out.sum(axis=0)


def _softmax_slope(z: Array, a: Array, out: Array) -> None:
    """The slope of a softmax output by its own sum; the engine uses the whole Jacobian."""
    _sigmoid_slope(z, a, out)


_GELU_TEXT = "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))"
_SELU_TEXT = f"{SELU_SCALE}*(max(0, x) + {SELU_ALPHA}*(exp(min(0, x)) - 1))"

ACTIVATIONS: Mapping[str, Activation] = {
    entry.key: entry
    for entry in (
        Activation(
            "linear",
            "Linear",
            "Passes the sum on unchanged. A network of linear neurons alone can only draw straight "
            "lines.",
            "x",
            _linear,
            _one,
            polynomial=(1.0, 0.0, 0.0),
        ),
        Activation(
            "relu",
            "ReLU",
            "Passes positive sums, gives 0 for negative ones. Fast and common; a neuron whose sum "
            "is negative for every sample no longer learns.",
            "max(0, x)",
            _relu,
            _above_zero,
            rectifier=0.0,
        ),
        Activation(
            "leaky_relu",
            "Leaky ReLU",
            "Like ReLU, but lets a hundredth of a negative sum through, so that the neuron can "
            "recover.",
            f"max({LEAK}*x, x)",
            _leaky_relu,
            _leaky_relu_slope,
            rectifier=LEAK,
        ),
        Activation(
            "elu",
            "ELU",
            "Like ReLU above 0; below, it bends smoothly towards −1 (Clevert et al. 2016).",
            "max(0, x) + exp(min(0, x)) - 1",
            _elu,
            _elu_slope,
        ),
        Activation(
            "selu",
            "SELU",
            "A scaled ELU that keeps the spread of values from level to level about the same "
            "(Klambauer et al. 2017).",
            _SELU_TEXT,
            _selu,
            _selu_slope,
        ),
        Activation(
            "gelu",
            "GELU",
            "A smooth ReLU, weighted by how large the sum is among normal ones; computed in its "
            "tanh form (Hendrycks and Gimpel 2016).",
            _GELU_TEXT,
            _gelu,
            _gelu_slope,
        ),
        Activation(
            "silu",
            "SiLU",
            "The sum times its own sigmoid, also called swish: a smooth ReLU with a small dip.",
            "x*sigmoid(x)",
            _silu,
            _silu_slope,
        ),
        Activation(
            "sigmoid",
            "Sigmoid",
            "Squeezes any sum into 0 to 1, as a probability. Far from 0 it is flat and learns "
            "slowly.",
            "sigmoid(x)",
            _sigmoid,
            _sigmoid_slope,
            polynomial=(0.0, 1.0, -1.0),
        ),
        Activation(
            "tanh",
            "Tanh",
            "Squeezes any sum into −1 to 1. A good first choice for small networks.",
            "tanh(x)",
            np.tanh,
            _tanh_slope,
            polynomial=(1.0, 0.0, -1.0),
        ),
        Activation(
            "softplus",
            "Softplus",
            "A ReLU with a rounded corner: always positive.",
            "softplus(x)",
            _softplus,
            _softplus_slope,
        ),
        Activation(
            "softsign",
            "Softsign",
            "Like tanh, but it approaches −1 and 1 more slowly.",
            "x/(1 + abs(x))",
            _softsign,
            _softsign_slope,
        ),
        Activation(
            "sine",
            "Sine",
            "Goes up and down for ever: good for what repeats.",
            "sin(x)",
            np.sin,
            _sine_slope,
        ),
        Activation(
            "gaussian",
            "Gaussian",
            "A bump: 1 where the sum is 0, falling to 0 on both sides.",
            "exp(-x**2)",
            _gaussian,
            _gaussian_slope,
        ),
        Activation(
            "step",
            "Step",
            "1 from 0 upwards, else 0, as in the first perceptrons. Its true slope is 0, so "
            "training uses a stand-in: slope 1 for sums from −1 to 1 (straight-through).",
            "step(x)",
            _step,
            _step_slope,
        ),
        Activation(
            "absolute",
            "Absolute",
            "The size of the sum, without its sign.",
            "abs(x)",
            np.abs,
            _absolute_slope,
        ),
        Activation(
            "square",
            "Square",
            "The sum times itself: makes circles and products out of straight lines.",
            "x**2",
            np.square,
            _square_slope,
        ),
        Activation(
            "softmax",
            "Softmax",
            "For output neurons only: turns their sums into shares that add up to 1, as the "
            "probabilities of classes.",
            "exp(x)",
            _softmax,
            _softmax_slope,
        ),
    )
}
"""Every named activation, by its key. Softmax looks at all its neurons at once: its entry's `value`
takes them as the rows of one array, and its formula is that of a neuron's share before division."""


def activation(key: str) -> Activation:
    """The activation of a neuron: a key of `ACTIVATIONS`, or a formula that begins with "=".

    Raises EngineError for an unknown name, FormulaError for a formula with a fault.
    """
    if key.startswith("="):
        return _compiled(key)
    if key not in ACTIVATIONS:
        near = difflib.get_close_matches(key, ACTIVATIONS, n=1)
        hint = f" Did you mean {near[0]}?" if near else f" Known are {', '.join(ACTIVATIONS)}."
        raise EngineError(f"There is no activation “{key[:40]}”.{hint}")
    return ACTIVATIONS[key]


@lru_cache(maxsize=256)
def _compiled(key: str) -> Activation:
    expression = parse(key[1:])
    slope = derivative(expression)

    def value(z: Array, out: Array) -> None:
        with np.errstate(all="ignore"):
            np.copyto(out, compute(expression, z))

    def slope_of(z: Array, a: Array, out: Array) -> None:
        with np.errstate(all="ignore"):
            np.copyto(out, compute(slope, z))

    return Activation(
        key,
        key,
        f"A formula of your own; its slope is {text(slope)}.",
        key[1:],
        value,
        slope_of,
    )
