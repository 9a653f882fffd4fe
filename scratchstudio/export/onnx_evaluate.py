"""Runs ONNX graphs of the kind that `onnx_graph` writes, in NumPy: the read-back on every machine.

The operators follow https://onnx.ai/onnx/operators/ at opset 13, in float32.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import ExportError
from scratchstudio.export.model import Floats
from scratchstudio.export.onnx_file import FLOAT, Graph

Array = NDArray[Any]
Attributes = Mapping[str, int | float]
Operator = Callable[[Sequence[Array], Attributes], Sequence[Array]]


def _plain(function: Callable[..., Array]) -> Operator:
    return lambda inputs, _: (function(*inputs),)


def _gemm(inputs: Sequence[Array], attributes: Attributes) -> Sequence[Array]:
    left, right, offset = inputs
    return (left @ (right.T if attributes.get("transB") else right) + offset,)


def _split(inputs: Sequence[Array], attributes: Attributes) -> Sequence[Array]:
    array, sizes = inputs
    return np.split(array, np.cumsum(sizes)[:-1], axis=int(attributes["axis"]))


def _cast(inputs: Sequence[Array], attributes: Attributes) -> Sequence[Array]:
    if attributes["to"] != FLOAT:
        raise ValueError("a cast to another type than float32")
    return (inputs[0].astype(np.float32),)


def _elu(inputs: Sequence[Array], attributes: Attributes) -> Sequence[Array]:
    x = inputs[0]
    return (np.where(x < 0, _number(attributes, "alpha") * np.expm1(np.minimum(x, 0)), x),)


def _leaky_relu(inputs: Sequence[Array], attributes: Attributes) -> Sequence[Array]:
    x = inputs[0]
    return (np.where(x < 0, _number(attributes, "alpha") * x, x),)


def _number(attributes: Attributes, name: str) -> np.float32:
    return np.float32(attributes[name])


def _softmax(inputs: Sequence[Array], attributes: Attributes) -> Sequence[Array]:
    axis = int(attributes["axis"])
    shares = np.exp(inputs[0] - inputs[0].max(axis=axis, keepdims=True))
    return (shares / shares.sum(axis=axis, keepdims=True),)


OPERATORS: Mapping[str, Operator] = {
    "Abs": _plain(np.abs),
    "Add": _plain(np.add),
    "Cast": _cast,
    "Concat": lambda inputs, a: (np.concatenate(inputs, axis=int(a["axis"])),),
    "Cos": _plain(np.cos),
    "Cosh": _plain(np.cosh),
    "Div": _plain(np.divide),
    "Elu": _elu,
    "Exp": _plain(np.exp),
    "Gather": lambda inputs, a: (np.take(inputs[0], inputs[1], axis=int(a["axis"])),),
    "Gemm": _gemm,
    "GreaterOrEqual": _plain(np.greater_equal),
    "Identity": _plain(np.asarray),
    "LeakyRelu": _leaky_relu,
    "Log": _plain(np.log),
    "Max": _plain(np.maximum),
    "Min": _plain(np.minimum),
    "Mul": _plain(np.multiply),
    "Neg": _plain(np.negative),
    "Pow": _plain(np.power),
    "Relu": _plain(lambda x: np.maximum(x, 0)),
    "Sigmoid": _plain(lambda x: np.tanh(x * np.float32(0.5)) * np.float32(0.5) + np.float32(0.5)),
    "Sign": _plain(np.sign),
    "Sin": _plain(np.sin),
    "Sinh": _plain(np.sinh),
    "Softmax": _softmax,
    "Softplus": _plain(lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))),
    "Softsign": _plain(lambda x: x / (1 + np.abs(x))),
    "Split": _split,
    "Sqrt": _plain(np.sqrt),
    "Sub": _plain(np.subtract),
    "Tan": _plain(np.tan),
    "Tanh": _plain(np.tanh),
}
"""Every operator that a file of ours may use."""


def evaluate(graph: Graph, rows: Floats) -> Floats:
    """The graph's answers (samples, outputs) to raw features (samples, inputs).

    Raises ExportError for an operator that is not on the list, and for one that does not fit what
    it is given.
    """
    values: dict[str, Array] = dict(graph.constants)
    values[graph.input[0]] = rows.astype(np.float32)
    with np.errstate(all="ignore"):
        for node in graph.nodes:
            if node.operator not in OPERATORS:
                raise ExportError(f"The .onnx file uses the unknown operator {node.operator}.")
            try:
                given = [values[name] for name in node.inputs]
                results = OPERATORS[node.operator](given, node.attributes)
                values.update(zip(node.outputs, results, strict=True))
            except (KeyError, ValueError, TypeError, IndexError) as error:
                raise ExportError(
                    f"The .onnx file's {node.operator} does not fit what it is given: {error}."
                ) from error
    if graph.output[0] not in values:
        raise ExportError("The .onnx file does not compute its own output.")
    return values[graph.output[0]].astype(np.float64)
