"""The activations' curves and slopes, side by side; their words and formulas are in `activations`.

Each works in place: `curve(z, out)` and `slope(z, a, out)`, on arrays of any shape, none of which
may be the other; z are the sums and a the curve's values there.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def linear(z: Array, out: Array) -> None:
    np.copyto(out, z)


def one(z: Array, a: Array, out: Array) -> None:
    out.fill(1.0)


def relu(z: Array, out: Array) -> None:
    np.maximum(z, 0.0, out=out)


def above_zero(z: Array, a: Array, out: Array) -> None:
    np.greater(a, 0.0, out=out, casting="unsafe")


LEAK = 0.01


def leaky_relu(z: Array, out: Array) -> None:
    np.multiply(z, LEAK, out=out)
    np.maximum(z, out, out=out)


def leaky_relu_slope(z: Array, a: Array, out: Array) -> None:
    out[...] = np.where(a > 0, 1.0, LEAK)


def elu(z: Array, out: Array) -> None:
    np.expm1(np.minimum(z, 0.0), out=out)
    np.maximum(z, out, out=out)


def elu_slope(z: Array, a: Array, out: Array) -> None:
    np.minimum(a, 0.0, out=out)
    np.add(out, 1.0, out=out)


SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def selu(z: Array, out: Array) -> None:
    below = np.expm1(np.minimum(z, 0.0))
    np.maximum(z, 0.0, out=out)
    out *= SELU_SCALE
    below *= SELU_SCALE * SELU_ALPHA
    out += below


def selu_slope(z: Array, a: Array, out: Array) -> None:
    out[...] = np.where(z > 0, SELU_SCALE, a + SELU_SCALE * SELU_ALPHA)


GELU_RATE, GELU_CUBE = math.sqrt(2 / math.pi), 0.044715


def gelu_tanh(z: Array, out: Array) -> None:
    np.multiply(z, z, out=out)
    out *= GELU_CUBE * GELU_RATE
    out += GELU_RATE
    out *= z
    np.tanh(out, out=out)


def gelu(z: Array, out: Array) -> None:
    gelu_tanh(z, out)
    out += 1.0
    out *= 0.5
    out *= z


def gelu_slope(z: Array, a: Array, out: Array) -> None:
    gelu_tanh(z, out)
    slope = 0.5 * GELU_RATE * z * (1 + 3 * GELU_CUBE * z * z) * (1 - out * out)
    # Far from 0, tanh is ±1 and the second term 0 · ∞.
    out[...] = 0.5 * (1 + out) + np.where(np.abs(out) < 1, slope, 0.0)


def sigmoid(z: Array, out: Array) -> None:
    np.multiply(z, 0.5, out=out)
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5


def sigmoid_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(a, out, out=out)


def silu(z: Array, out: Array) -> None:
    sigmoid(z, out)
    out *= z


def silu_slope(z: Array, a: Array, out: Array) -> None:
    sigmoid(z, out)
    out += a * (1 - out)


def tanh_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(a, a, out=out)
    np.subtract(1.0, out, out=out)


def softplus(z: Array, out: Array) -> None:
    below = np.maximum(z, 0.0)
    np.abs(z, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    np.log1p(out, out=out)
    out += below


def softplus_slope(z: Array, a: Array, out: Array) -> None:
    sigmoid(z, out)


def softsign(z: Array, out: Array) -> None:
    size = np.abs(z)
    size += 1.0
    np.divide(z, size, out=out)


def softsign_slope(z: Array, a: Array, out: Array) -> None:
    np.abs(a, out=out)
    np.subtract(1.0, out, out=out)
    np.multiply(out, out, out=out)


def sine_slope(z: Array, a: Array, out: Array) -> None:
    np.cos(z, out=out)


def gaussian(z: Array, out: Array) -> None:
    np.multiply(z, z, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)


def gaussian_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(z, a, out=out)
    out *= -2.0


def step(z: Array, out: Array) -> None:
    np.greater_equal(z, 0.0, out=out, casting="unsafe")


def step_slope(z: Array, a: Array, out: Array) -> None:
    np.less_equal(np.abs(z), 1.0, out=out, casting="unsafe")


def absolute_slope(z: Array, a: Array, out: Array) -> None:
    np.sign(z, out=out)


def square_slope(z: Array, a: Array, out: Array) -> None:
    np.multiply(z, 2.0, out=out)


def softmax(z: Array, out: Array) -> None:
    np.subtract(z, z.max(axis=0), out=out)
    np.exp(out, out=out)
    out /= out.sum(axis=0)


def softmax_slope(z: Array, a: Array, out: Array) -> None:
    """The slope of a softmax output by its own sum; the engine uses the whole Jacobian."""
    sigmoid_slope(z, a, out)
