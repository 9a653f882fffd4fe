"""The functions and signs that a formula may use, one entry each.

A function's value, its derivative and its spellings for NumPy, C and ONNX stand side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.algebra import (
    Call,
    Expression,
    Number,
    add,
    divide,
    multiply,
    negate,
    power,
    subtract,
)

Array = NDArray[Any]


@dataclass(frozen=True)
class Function:
    """A function's mathematics and spellings; `{0}` and `{1}` stand for its arguments."""

    compute: Callable[..., Array]
    partials: Callable[..., tuple[Expression, ...]]
    """The derivative with respect to each argument, as expressions of the arguments."""
    numpy: str
    c: str
    onnx: tuple[tuple[str, tuple[str | int | float, ...]], ...]
    """Operators over "a", "b" (the arguments), results so far by number, and constants."""
    arity: int = 1


def _one(name: str, *arguments: Expression) -> Expression:
    return Call(name, arguments)


def _power_partials(a: Expression, b: Expression) -> tuple[Expression, Expression]:
    by_base = multiply(b, power(a, subtract(b, Number(1.0))))
    return by_base, multiply(power(a, b), _one("log", a))


def _greater(a: Expression, b: Expression) -> Expression:
    """1 where a > b, else 0; at a tie 0, so that max(0, x) has slope 0 at 0."""
    return subtract(Number(1.0), _one("step", subtract(b, a)))


def _sigmoid(a: Array) -> Array:
    return 0.5 * np.tanh(0.5 * a) + 0.5


def _softplus(a: Array) -> Array:
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


ONE, TWO = Number(1.0), Number(2.0)

FUNCTIONS: Mapping[str, Function] = {
    "exp": Function(
        np.exp, lambda a: (_one("exp", a),), "np.exp({0})", "expf({0})", (("Exp", ("a",)),)
    ),
    "log": Function(
        np.log, lambda a: (divide(ONE, a),), "np.log({0})", "logf({0})", (("Log", ("a",)),)
    ),
    "sqrt": Function(
        np.sqrt,
        lambda a: (divide(Number(0.5), _one("sqrt", a)),),
        "np.sqrt({0})",
        "sqrtf({0})",
        (("Sqrt", ("a",)),),
    ),
    "abs": Function(
        np.abs, lambda a: (_one("sign", a),), "np.abs({0})", "fabsf({0})", (("Abs", ("a",)),)
    ),
    "sign": Function(
        np.sign,
        lambda a: (Number(0.0),),
        "np.sign({0})",
        "signf({0})",
        (("Sign", ("a",)),),
    ),
    "sin": Function(
        np.sin, lambda a: (_one("cos", a),), "np.sin({0})", "sinf({0})", (("Sin", ("a",)),)
    ),
    "cos": Function(
        np.cos,
        lambda a: (negate(_one("sin", a)),),
        "np.cos({0})",
        "cosf({0})",
        (("Cos", ("a",)),),
    ),
    "tan": Function(
        np.tan,
        lambda a: (add(ONE, power(_one("tan", a), TWO)),),
        "np.tan({0})",
        "tanf({0})",
        (("Tan", ("a",)),),
    ),
    "tanh": Function(
        np.tanh,
        lambda a: (subtract(ONE, power(_one("tanh", a), TWO)),),
        "np.tanh({0})",
        "tanhf({0})",
        (("Tanh", ("a",)),),
    ),
    "sinh": Function(
        np.sinh, lambda a: (_one("cosh", a),), "np.sinh({0})", "sinhf({0})", (("Sinh", ("a",)),)
    ),
    "cosh": Function(
        np.cosh, lambda a: (_one("sinh", a),), "np.cosh({0})", "coshf({0})", (("Cosh", ("a",)),)
    ),
    "sigmoid": Function(
        _sigmoid,
        lambda a: (multiply(_one("sigmoid", a), subtract(ONE, _one("sigmoid", a))),),
        "(0.5 * np.tanh(0.5 * {0}) + 0.5)",
        "sigmoidf({0})",
        (("Sigmoid", ("a",)),),
    ),
    "softplus": Function(
        _softplus,
        lambda a: (_one("sigmoid", a),),
        "np.logaddexp(0.0, {0})",
        "softplusf({0})",
        (("Softplus", ("a",)),),
    ),
    "gauss": Function(
        lambda a: np.exp(-(a * a)),
        lambda a: (multiply(multiply(Number(-2.0), a), _one("gauss", a)),),
        "np.exp(-({0} ** 2))",
        "gaussf({0})",
        (("Mul", ("a", "a")), ("Neg", (0,)), ("Exp", (1,))),
    ),
    "relu": Function(
        lambda a: np.maximum(a, 0),
        lambda a: (_greater(a, Number(0.0)),),
        "np.maximum({0}, 0)",
        "fmaxf({0}, 0.0f)",
        (("Relu", ("a",)),),
    ),
    "step": Function(
        lambda a: np.where(a >= 0, np.ones_like(a), np.zeros_like(a)),
        lambda a: (Number(0.0),),
        "np.heaviside({0}, 1.0)",
        "({0} >= 0.0f ? 1.0f : 0.0f)",
        (("GreaterOrEqual", ("a", 0.0)),),
    ),
    "min": Function(
        np.minimum,
        lambda a, b: (_greater(b, a), subtract(ONE, _greater(b, a))),
        "np.minimum({0}, {1})",
        "fminf({0}, {1})",
        (("Min", ("a", "b")),),
        arity=2,
    ),
    "max": Function(
        np.maximum,
        lambda a, b: (subtract(ONE, _greater(b, a)), _greater(b, a)),
        "np.maximum({0}, {1})",
        "fmaxf({0}, {1})",
        (("Max", ("a", "b")),),
        arity=2,
    ),
}
"""The functions that a formula may use, by name."""

OPERATORS: Mapping[str, Function] = {
    "+": Function(
        np.add, lambda a, b: (ONE, ONE), "({0} + {1})", "({0} + {1})", (("Add", ("a", "b")),), 2
    ),
    "-": Function(
        np.subtract,
        lambda a, b: (ONE, Number(-1.0)),
        "({0} - {1})",
        "({0} - {1})",
        (("Sub", ("a", "b")),),
        2,
    ),
    "*": Function(
        np.multiply, lambda a, b: (b, a), "({0} * {1})", "({0} * {1})", (("Mul", ("a", "b")),), 2
    ),
    "/": Function(
        np.divide,
        lambda a, b: (divide(ONE, b), negate(divide(a, power(b, TWO)))),
        "({0} / {1})",
        "({0} / {1})",
        (("Div", ("a", "b")),),
        2,
    ),
    "**": Function(
        np.power, _power_partials, "({0} ** {1})", "powf({0}, {1})", (("Pow", ("a", "b")),), 2
    ),
    "neg": Function(np.negative, lambda a: (Number(-1.0),), "(-{0})", "(-{0})", (("Neg", ("a",)),)),
}
"""The signs that a formula may use."""

ALL: Mapping[str, Function] = {**FUNCTIONS, **OPERATORS}

C_DEFINITIONS: Mapping[str, str] = {
    "signf": "return (float)((x > 0.0f) - (x < 0.0f));",
    "sigmoidf": "return 0.5f * tanhf(0.5f * x) + 0.5f;",
    "softplusf": "return fmaxf(x, 0.0f) + log1pf(expf(-fabsf(x)));",
    "gaussf": "return expf(-x * x);",
}
"""Bodies of the functions of a float x that C99 lacks; a spelling names each argument only once, so
that nested functions do not double it again and again."""
