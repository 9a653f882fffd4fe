"""Formulas in one variable as values: compute, differentiate, and spell for NumPy, C and ONNX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.algebra import (
    Call,
    Expression,
    Number,
    Variable,
    add,
    is_number,
    multiply,
)
from scratchstudio.engine.functions import ALL

__all__ = [
    "Call",
    "Expression",
    "Number",
    "OnnxNode",
    "Variable",
    "c_text",
    "compute",
    "derivative",
    "numpy_text",
    "onnx_nodes",
    "text",
]

Array = NDArray[Any]


def compute(expression: Expression, x: Array) -> Array:
    """The expression's value at each entry of `x`, in its shape and precision."""
    known: dict[int, Any] = {}
    result = np.asarray(_computed(expression, x, known), dtype=x.dtype)
    return np.broadcast_to(result, x.shape)


def _computed(expression: Expression, x: Array, known: dict[int, Any]) -> Any:
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Variable):
        return x
    if id(expression) not in known:
        arguments = [_computed(argument, x, known) for argument in expression.arguments]
        known[id(expression)] = ALL[expression.name].compute(*_typed(arguments, x))
    return known[id(expression)]


def _typed(arguments: list[Any], x: Array) -> list[Any]:
    """Constants alone would be computed in float64; they are to have the precision of `x`."""
    return [x.dtype.type(a) if isinstance(a, float) else a for a in arguments]


def derivative(expression: Expression) -> Expression:
    """The derivative by x, by the chain rule, simplified. A step and a sign have slope 0."""
    if isinstance(expression, Number):
        return Number(0.0)
    if isinstance(expression, Variable):
        return Number(1.0)
    total: Expression = Number(0.0)
    partials = ALL[expression.name].partials(*expression.arguments)
    for partial, argument in zip(partials, expression.arguments, strict=True):
        inner = derivative(argument)
        if not is_number(inner, 0):
            total = add(total, multiply(partial, inner))
    return total


def numpy_text(expression: Expression, x: str = "x") -> str:
    """The expression as NumPy source; `x` is what stands for the variable."""
    return _spelled(expression, x, "numpy")


def c_text(expression: Expression, x: str = "x") -> str:
    """The expression as C99 source in floats; it may call `functions.C_DEFINITIONS`."""
    return _spelled(expression, x, "c")


def _spelled(expression: Expression, x: str, language: str) -> str:
    if isinstance(expression, Number):
        if language == "numpy":
            # In Python, -2.0 ** x means -(2.0 ** x).
            return repr(expression.value) if expression.value >= 0 else f"({expression.value!r})"
        text = f"{expression.value:.9g}"
        return f"{text}f" if any(sign in text for sign in ".en") else f"{text}.0f"
    if isinstance(expression, Variable):
        return x
    spelling: str = getattr(ALL[expression.name], language)
    return spelling.format(*(_spelled(a, x, language) for a in expression.arguments))


_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}


def text(expression: Expression) -> str:
    """The expression as a person would type it."""
    return _typed_text(expression)[0]


def _typed_text(expression: Expression) -> tuple[str, int]:
    if isinstance(expression, Number):
        value = expression.value
        return f"{value:.6g}", 5 if value >= 0 else 3
    if isinstance(expression, Variable):
        return "x", 5
    parts = [_typed_text(argument) for argument in expression.arguments]
    name = expression.name
    if name not in _BINDING:
        return f"{name}({', '.join(part for part, _ in parts)})", 5
    binding = _BINDING[name]

    def wrapped(position: int, least: int) -> str:
        part, own = parts[position]
        return part if own >= least else f"({part})"

    if name == "neg":
        return f"-{wrapped(0, 3)}", 3
    left = wrapped(0, binding + (name == "**"))
    right = wrapped(1, binding + (name in "-/"))
    space = " " if name in "+-" else ""
    return f"{left}{space}{name}{space}{right}", binding


@dataclass(frozen=True)
class OnnxNode:
    """One operator of ONNX, opset 13; the last node of a sequence is the result.

    An input is "x", the number of an earlier node (int), or a constant (float). A comparison gives
    booleans: with `cast` they are to be made floats.
    """

    operator: str
    inputs: tuple[str | int | float, ...]
    cast: bool = False


def onnx_nodes(expression: Expression) -> tuple[OnnxNode, ...]:
    """The expression as ONNX operators, the last of which gives the result."""
    nodes: list[OnnxNode] = []
    known: dict[int, str | int | float] = {}

    def visit(part: Expression) -> str | int | float:
        if isinstance(part, Number):
            return part.value
        if isinstance(part, Variable):
            return "x"
        if id(part) not in known:
            given = dict(zip("ab", (visit(a) for a in part.arguments), strict=False))
            first = len(nodes)
            for operator, inputs in ALL[part.name].onnx:
                resolved = tuple(
                    given[i] if isinstance(i, str) else first + i if isinstance(i, int) else i
                    for i in inputs
                )
                nodes.append(OnnxNode(operator, resolved, operator == "GreaterOrEqual"))
            known[id(part)] = len(nodes) - 1
        return known[id(part)]

    result = visit(expression)
    if not nodes:
        if isinstance(result, str):
            return (OnnxNode("Identity", ("x",)),)
        return (OnnxNode("Mul", ("x", 0.0)), OnnxNode("Add", (0, result)))
    return tuple(nodes)
