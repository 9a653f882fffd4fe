"""Activation formulas that a person types, such as `x*tanh(x)`, read by our own compiler.

The text is parsed to Python's syntax tree and translated node by node into an `Expression`; what is
not on the list is refused with a sentence. Nothing is ever evaluated as Python.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from scratchstudio.engine.algebra import (
    Call,
    Expression,
    Number,
    X,
    add,
    divide,
    multiply,
    negate,
    power,
    subtract,
)
from scratchstudio.engine.functions import FUNCTIONS
from scratchstudio.errors import FormulaError

LONGEST = 200
DEEPEST = 40
CONSTANTS = {"pi": math.pi, "e": math.e}

_OPERATIONS = {
    ast.Add: add,
    ast.Sub: subtract,
    ast.Mult: multiply,
    ast.Div: divide,
    ast.Pow: power,
}


@lru_cache(maxsize=256)
def parse(text: str) -> Expression:
    """The expression that `text` writes down, in the one variable x.

    Allowed are numbers, x, pi, e, + - * / **, parentheses and the functions in
    `functions.FUNCTIONS`. Raises FormulaError, with the place, for anything else.
    """
    _check_text(text)
    leading = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        place = leading + max((getattr(error, "offset", None) or 1) - 1, 0)
        raise FormulaError(
            f"The formula can't be read from character {place + 1} on. Write it like x*tanh(x).",
            place,
        ) from error
    return _translated(tree.body, leading, 0)


_FOREIGN = re.compile(r"[^A-Za-z0-9_ +\-*/.,()]")
_NO_SIGN = re.compile(
    r"(?<![\w.])(?>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(?=[A-Za-z_(])"  # 2x, 2(x)
    r"|\)\s*(?=[\w(])"  # (x)x, (x)(x)
    r"|(?<!\w)x\s*(?=\()"  # x(2)
)


def _check_text(text: str) -> None:
    """Refuses what people often type, and what Python's parser need not see."""
    if not text.strip():
        raise FormulaError("The formula is empty. Write one in x, such as x*tanh(x).")
    if len(text) > LONGEST:
        raise FormulaError(f"The formula is longer than {LONGEST} characters.", LONGEST)
    if "^" in text:
        raise FormulaError("A power is written **, as in x**2, not ^.", text.index("^"))
    foreign = _FOREIGN.search(text)
    if foreign:
        raise FormulaError(
            f"The formula has a character it can't use at place {foreign.start() + 1}: use plain "
            "letters, digits and + - * / ** ( ).",
            foreign.start(),
        )
    no_sign = _NO_SIGN.search(text)
    if no_sign:
        raise FormulaError(
            f"A sign is missing before character {no_sign.end() + 1}: write 2*x, not 2x.",
            no_sign.end(),
        )
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth > DEEPEST:
            raise FormulaError(f"The formula nests more than {DEEPEST} parentheses.", place)


def _translated(node: ast.expr, leading: int, depth: int) -> Expression:
    place = leading + node.col_offset
    if depth > DEEPEST * 2:
        raise FormulaError("The formula is nested too deeply.", place)
    if isinstance(node, ast.Constant):
        return _number(node.value, place)
    if isinstance(node, ast.Name):
        return _name(node.id, place)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        inner = _translated(node.operand, leading, depth + 1)
        return negate(inner) if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left = _translated(node.left, leading, depth + 1)
        right = _translated(node.right, leading, depth + 1)
        return _finite(_OPERATIONS[type(node.op)](left, right), place)
    if isinstance(node, ast.Tuple):
        raise FormulaError(
            "A comma only parts the values of max and min: write 0.5, not 0,5.", place
        )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            raise FormulaError("A * before an argument has no meaning here.", place)
        return _call(node.func.id, [_translated(a, leading, depth + 1) for a in node.args], place)
    raise FormulaError(
        f"The part at character {place + 1} is not allowed in a formula: use numbers, x, pi, e, "
        "+ - * / ** and functions such as tanh(x).",
        place,
    )


def _number(value: object, place: int) -> Expression:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FormulaError(f"Character {place + 1} does not begin a plain number.", place)
    try:
        return _finite(Number(float(value)), place)
    except OverflowError:
        return _finite(Number(math.inf), place)


def _finite(expression: Expression, place: int) -> Expression:
    """The expression, unless it is a constant that is too large or, like 1/0, has no value."""
    if isinstance(expression, Number) and not math.isfinite(expression.value):
        raise FormulaError(
            f"The constant at character {place + 1} is too large or has no value.", place
        )
    return expression


def _name(name: str, place: int) -> Expression:
    if name == "x":
        return X
    if name in CONSTANTS:
        return Number(CONSTANTS[name])
    if name in FUNCTIONS:
        raise FormulaError(f"{name} is a function: write {name}(x).", place)
    raise FormulaError(
        f"“{name}” is not known in a formula; the variable is x.{_hint(name, ['x', *CONSTANTS])}",
        place,
    )


def _call(name: str, arguments: Sequence[Expression], place: int) -> Expression:
    function = FUNCTIONS.get(name)
    if function is None:
        raise FormulaError(f"There is no function “{name}”.{_hint(name, FUNCTIONS)}", place)
    if len(arguments) != function.arity:
        wanted = "1 value" if function.arity == 1 else f"{function.arity} values"
        raise FormulaError(f"{name} takes {wanted}, not {len(arguments)}.", place)
    constants = [a.value for a in arguments if isinstance(a, Number)]
    if len(constants) < function.arity:
        return Call(name, tuple(arguments))
    with np.errstate(all="ignore"):
        return _finite(Number(float(function.compute(*np.array(constants)))), place)


def _hint(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name.lower(), list(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""
