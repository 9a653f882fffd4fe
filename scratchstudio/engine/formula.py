"""Activation formulas that a person types, such as `x*tanh(x)`, read by our own compiler.

The text is parsed to Python's syntax tree and translated node by node into an `Expression`; what is
not on the list is refused with a sentence. Nothing is ever evaluated as Python.
"""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from scratchstudio.engine.expression import (
    FUNCTIONS,
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
    `expression.FUNCTIONS`. Raises FormulaError, with the place, for anything else.
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


def _check_text(text: str) -> None:
    if not text.strip():
        raise FormulaError("The formula is empty. Write one in x, such as x*tanh(x).")
    if len(text) > LONGEST:
        raise FormulaError(f"The formula is longer than {LONGEST} characters.", LONGEST)
    for place, character in enumerate(text):
        if not (" " <= character <= "~"):
            raise FormulaError(
                f"The formula has a character it can't use at place {place + 1}: use plain "
                "letters, digits and + - * / ** ( ).",
                place,
            )
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
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
        return _OPERATIONS[type(node.op)](left, right)
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
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise FormulaError(f"The number at character {place + 1} is too large.", place)
    return Number(number)


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
    return Call(name, tuple(arguments))


def _hint(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name.lower(), list(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""
