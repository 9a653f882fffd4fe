"""Formulas in one variable as values: compute, differentiate, and spell for NumPy, C and ONNX.

An operation, its derivative and its spellings stand side by side in one table, `FUNCTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, eq=False)
class Variable:
    """The neuron's weighted sum, x."""


@dataclass(frozen=True, eq=False)
class Call:
    """A function of `FUNCTIONS`, or one of `OPERATORS`, of other expressions."""

    name: str
    arguments: tuple[Expression, ...]


Expression = Number | Variable | Call
X = Variable()


@dataclass(frozen=True)
class OnnxNode:
    """One operator of ONNX, opset 13; the last node of a sequence is the result.

    An input is "x", the number of an earlier node (int), or a constant (float). A comparison gives
    booleans: with `cast` they are to be made floats.
    """

    operator: str
    inputs: tuple[str | int | float, ...]
    cast: bool = False


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


def add(a: Expression, b: Expression) -> Expression:
    """a + b, simplified."""
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(_fold(np.add, a.value, b.value))
    if _is(a, 0):
        return b
    if _is(b, 0):
        return a
    return Call("+", (a, b))


def subtract(a: Expression, b: Expression) -> Expression:
    """a - b, simplified."""
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(_fold(np.subtract, a.value, b.value))
    if _is(b, 0):
        return a
    if _is(a, 0):
        return negate(b)
    if isinstance(b, Call) and b.name == "-" and _is(a, 1) and _is(b.arguments[0], 1):
        return b.arguments[1]
    return Call("-", (a, b))


def multiply(a: Expression, b: Expression) -> Expression:
    """a · b, simplified."""
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(_fold(np.multiply, a.value, b.value))
    if _is(a, 0) or _is(b, 0):
        return Number(0.0)
    if _is(a, 1):
        return b
    if _is(b, 1):
        return a
    return Call("*", (a, b))


def divide(a: Expression, b: Expression) -> Expression:
    """a / b, simplified."""
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(_fold(np.divide, a.value, b.value))
    if _is(a, 0) and not isinstance(b, Number):
        return Number(0.0)
    return a if _is(b, 1) else Call("/", (a, b))


def power(a: Expression, b: Expression) -> Expression:
    """a to the power of b, simplified."""
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(_fold(np.power, a.value, b.value))
    if _is(b, 0):
        return Number(1.0)
    return a if _is(b, 1) else Call("**", (a, b))


def negate(a: Expression) -> Expression:
    """-a."""
    return Number(-a.value) if isinstance(a, Number) else Call("neg", (a,))


def _is(a: Expression, value: float) -> bool:
    return isinstance(a, Number) and a.value == value


def _fold(operation: Callable[..., Any], a: float, b: float) -> float:
    with np.errstate(all="ignore"):
        return float(operation(np.float64(a), np.float64(b)))


def _one(name: str, *arguments: Expression) -> Expression:
    return Call(name, arguments)


def _times(a: Expression, b: Expression, c: Expression) -> Expression:
    return multiply(multiply(a, b), c)


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
        "(({0} > 0.0f) - ({0} < 0.0f))",
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
        "(0.5f * tanhf(0.5f * {0}) + 0.5f)",
        (("Sigmoid", ("a",)),),
    ),
    "softplus": Function(
        _softplus,
        lambda a: (_one("sigmoid", a),),
        "(np.maximum({0}, 0) + np.log1p(np.exp(-np.abs({0}))))",
        "(fmaxf({0}, 0.0f) + log1pf(expf(-fabsf({0}))))",
        (("Softplus", ("a",)),),
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
        "np.where({0} >= 0, 1.0, 0.0)",
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
        return ONE
    total: Expression = Number(0.0)
    inner = [derivative(argument) for argument in expression.arguments]
    if expression.name == "**" and _is(inner[1], 0):
        return multiply(_power_partials(*expression.arguments)[0], inner[0])
    partials = ALL[expression.name].partials(*expression.arguments)
    for partial, slope in zip(partials, inner, strict=True):
        total = add(total, multiply(partial, slope))
    return total


def numpy_text(expression: Expression, x: str = "x") -> str:
    """The expression as NumPy source; `x` is what stands for the variable."""
    return _spelled(expression, x, "numpy")


def c_text(expression: Expression, x: str = "x") -> str:
    """The expression as C99 source in floats."""
    return _spelled(expression, x, "c")


def _spelled(expression: Expression, x: str, language: str) -> str:
    if isinstance(expression, Number):
        if language == "numpy":
            return repr(expression.value)
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
