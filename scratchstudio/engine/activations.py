"""Activations: one entry each, with value, derivative, and the words and formula that explain it.

`value(z, out)` and `derivative(z, a, out)` work in place on arrays of any shape, z the weighted
sums and a the activations computed from them, in float32 and float64 alike. How an activation is
spelled for NumPy, C and ONNX follows from its formula; see `expression`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine import curves
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
    c0 + c1·a + c2·a², `rectifier` s that the value is max(s·x, x) and the derivative 1 or s.
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


_GELU_TEXT = "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))"
_SELU_TEXT = f"{curves.SELU_SCALE}*(max(0, x) + {curves.SELU_ALPHA}*(exp(min(0, x)) - 1))"

ACTIVATIONS: Mapping[str, Activation] = {
    entry.key: entry
    for entry in (
        Activation(
            "linear",
            "Linear",
            "Passes the sum on unchanged. A network of linear neurons alone can only draw straight "
            "lines.",
            "x",
            curves.linear,
            curves.one,
            polynomial=(1.0, 0.0, 0.0),
        ),
        Activation(
            "relu",
            "ReLU",
            "Passes positive sums, gives 0 for negative ones. Fast and common; a neuron whose sum "
            "is negative for every sample no longer learns.",
            "max(0, x)",
            curves.relu,
            curves.above_zero,
            rectifier=0.0,
        ),
        Activation(
            "leaky_relu",
            "Leaky ReLU",
            "Like ReLU, but lets a hundredth of a negative sum through, so that the neuron can "
            "recover.",
            f"max({curves.LEAK}*x, x)",
            curves.leaky_relu,
            curves.leaky_relu_slope,
            rectifier=curves.LEAK,
        ),
        Activation(
            "elu",
            "ELU",
            "Like ReLU above 0; below, it bends smoothly towards −1 (Clevert et al. 2016).",
            "max(0, x) + exp(min(0, x)) - 1",
            curves.elu,
            curves.elu_slope,
        ),
        Activation(
            "selu",
            "SELU",
            "A scaled ELU that keeps the spread of values from level to level about the same "
            "(Klambauer et al. 2017).",
            _SELU_TEXT,
            curves.selu,
            curves.selu_slope,
        ),
        Activation(
            "gelu",
            "GELU",
            "A smooth ReLU, weighted by how large the sum is among normal ones; computed in its "
            "tanh form (Hendrycks and Gimpel 2016).",
            _GELU_TEXT,
            curves.gelu,
            curves.gelu_slope,
        ),
        Activation(
            "silu",
            "SiLU",
            "The sum times its own sigmoid, also called swish: a smooth ReLU with a small dip.",
            "x*sigmoid(x)",
            curves.silu,
            curves.silu_slope,
        ),
        Activation(
            "sigmoid",
            "Sigmoid",
            "Squeezes any sum into 0 to 1, as a probability. Far from 0 it is flat and learns "
            "slowly.",
            "sigmoid(x)",
            curves.sigmoid,
            curves.sigmoid_slope,
            polynomial=(0.0, 1.0, -1.0),
        ),
        Activation(
            "tanh",
            "Tanh",
            "Squeezes any sum into −1 to 1. A good first choice for small networks.",
            "tanh(x)",
            np.tanh,
            curves.tanh_slope,
            polynomial=(1.0, 0.0, -1.0),
        ),
        Activation(
            "softplus",
            "Softplus",
            "A ReLU with a rounded corner: always positive.",
            "softplus(x)",
            curves.softplus,
            curves.softplus_slope,
        ),
        Activation(
            "softsign",
            "Softsign",
            "Like tanh, but it approaches −1 and 1 more slowly.",
            "x/(1 + abs(x))",
            curves.softsign,
            curves.softsign_slope,
        ),
        Activation(
            "sine",
            "Sine",
            "Goes up and down for ever: good for what repeats.",
            "sin(x)",
            np.sin,
            curves.sine_slope,
        ),
        Activation(
            "gaussian",
            "Gaussian",
            "A bump: 1 where the sum is 0, falling to 0 on both sides.",
            "exp(-x**2)",
            curves.gaussian,
            curves.gaussian_slope,
        ),
        Activation(
            "step",
            "Step",
            "1 from 0 upwards, else 0, as in the first perceptrons. Its true slope is 0, so "
            "training uses a stand-in: slope 1 for sums from −1 to 1 (straight-through).",
            "step(x)",
            curves.step,
            curves.step_slope,
        ),
        Activation(
            "absolute",
            "Absolute",
            "The size of the sum, without its sign.",
            "abs(x)",
            np.abs,
            curves.absolute_slope,
        ),
        Activation(
            "square",
            "Square",
            "The sum times itself: makes circles and products out of straight lines.",
            "x**2",
            np.square,
            curves.square_slope,
        ),
        Activation(
            "softmax",
            "Softmax",
            "For output neurons only: turns their sums into shares that add up to 1, as the "
            "probabilities of classes.",
            "exp(x)",
            curves.softmax,
            curves.softmax_slope,
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
