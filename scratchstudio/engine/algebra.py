"""The algebra of formulas in one variable x: what an expression is, and how they are put together.

`add`, `multiply` and the others simplify what they can see at once, such as 0 + x or 2 · 3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, eq=False)
class Variable:
    """The neuron's weighted sum, x."""


@dataclass(frozen=True, eq=False)
class Call:
    """A function of `functions.FUNCTIONS`, or one of its `OPERATORS`, of other expressions."""

    name: str
    arguments: tuple[Expression, ...]


Expression = Number | Variable | Call
X = Variable()


def add(a: Expression, b: Expression) -> Expression:
    """a + b, simplified."""
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(_fold(np.add, a.value, b.value))
    if is_number(a, 0):
        return b
    if is_number(b, 0):
        return a
    if isinstance(b, Call) and b.name == "neg":
        return subtract(a, b.arguments[0])
    return Call("+", (a, b))


def subtract(a: Expression, b: Expression) -> Expression:
    """a - b, simplified."""
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(_fold(np.subtract, a.value, b.value))
    if is_number(b, 0):
        return a
    if is_number(a, 0):
        return negate(b)
    if isinstance(b, Call) and b.name == "-" and is_number(a, 1) and is_number(b.arguments[0], 1):
        return b.arguments[1]
    return Call("-", (a, b))


def multiply(a: Expression, b: Expression) -> Expression:
    """a · b, simplified: a sign and a constant come to the front."""
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(_fold(np.multiply, a.value, b.value))
    if is_number(a, 0) or is_number(b, 0):
        return Number(0.0)
    for one, other in ((a, b), (b, a)):
        if is_number(one, 1):
            return other
        if is_number(one, -1):
            return negate(other)
        if isinstance(one, Call) and one.name == "neg":
            return negate(multiply(one.arguments[0], other))
    if isinstance(b, Number):
        return multiply(b, a)
    factor, rest = _factored(b)
    if factor is None:
        return Call("*", (a, b))
    if not isinstance(a, Number):
        return multiply(factor, multiply(a, rest))
    product = Number(_fold(np.multiply, a.value, factor.value))
    return multiply(product, rest) if np.isfinite(product.value) else Call("*", (a, b))


def _factored(a: Expression) -> tuple[Number | None, Expression]:
    """The constant at the front of a product, and what is left of it."""
    if isinstance(a, Call) and a.name == "*" and isinstance(a.arguments[0], Number):
        return a.arguments[0], a.arguments[1]
    return None, a


def divide(a: Expression, b: Expression) -> Expression:
    """a / b, simplified."""
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(_fold(np.divide, a.value, b.value))
    if is_number(a, 0) and not isinstance(b, Number):
        return Number(0.0)
    return a if is_number(b, 1) else Call("/", (a, b))


def power(a: Expression, b: Expression) -> Expression:
    """a to the power of b, simplified."""
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(_fold(np.power, a.value, b.value))
    if is_number(b, 0):
        return Number(1.0)
    return a if is_number(b, 1) else Call("**", (a, b))


def negate(a: Expression) -> Expression:
    """-a, simplified."""
    if isinstance(a, Number):
        return Number(-a.value)
    if isinstance(a, Call) and a.name == "neg":
        return a.arguments[0]
    factor, rest = _factored(a)
    return Call("neg", (a,)) if factor is None else Call("*", (Number(-factor.value), rest))


def is_number(a: Expression, value: float) -> bool:
    """True for the constant of that value."""
    return isinstance(a, Number) and a.value == value


def _fold(operation: Callable[..., Any], a: float, b: float) -> float:
    with np.errstate(all="ignore"):
        return float(operation(np.float64(a), np.float64(b)))
