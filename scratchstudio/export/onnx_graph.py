"""A model as an ONNX graph: raw features in, answers out, everything in float32.

Float64 would be a trap: ONNX Runtime lacks the kernels of many activations for it. The values of
all neurons so far are one array (N, neurons), the pool; each level is

    Gather(pool, sources) → Gemm → Split by activation → activations → Concat with the pool
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.engine.activations import activation
from scratchstudio.engine.curves import LEAK
from scratchstudio.engine.expression import onnx_nodes
from scratchstudio.errors import ExportError
from scratchstudio.export.blocks import Block, blocks_of, output_columns
from scratchstudio.export.model import Floats, Model
from scratchstudio.export.onnx_file import FLOAT, Graph, Node
from scratchstudio.network import to_json

INPUT, OUTPUT = "features", "predictions"
FORMAT = "ScratchStudio ONNX 1"
GATHER_FROM = 200
"""Neurons from which on a level picks its sources; below, a wider product is quicker (measured)."""

NATIVE: Mapping[str, tuple[str, Mapping[str, int | float]]] = {
    "linear": ("Identity", {}),
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": LEAK}),
    "elu": ("Elu", {"alpha": 1.0}),
    "softsign": ("Softsign", {}),
    "softmax": ("Softmax", {"axis": 1}),
}
"""Activations for which ONNX has an operator other than their formula says; attributes are written
out because the defaults differ between frameworks."""


def graph_of(model: Model) -> Graph:
    """The model's graph. Raises ExportError for what float32 can't hold."""
    writer = _Writer()
    pool = writer.standardised(model, INPUT)
    blocks = blocks_of(model)
    gathers = len(model.network.neurons) >= GATHER_FROM
    for number, block in enumerate(blocks, 1):
        level = writer.level(block, pool, f"level_{number}", gathers)
        pool = writer.node("Concat", (pool, level), f"values_{number}", axis=1)
    chosen = writer.integers("output_columns", output_columns(model))
    if model.target_scaling is None:
        writer.node("Gather", (pool, chosen), OUTPUT, axis=1)
    else:
        outputs = writer.node("Gather", (pool, chosen), "outputs", axis=1)
        scale = writer.floats("output_scale", model.target_scaling.scale)
        mean = writer.floats("output_mean", model.target_scaling.mean)
        scaled = writer.node("Mul", (outputs, scale), "outputs_scaled")
        writer.node("Add", (scaled, mean), OUTPUT)
    return Graph(
        name=model.name or "network",
        input=(INPUT, len(model.input_names)),
        output=(OUTPUT, len(model.output_names)),
        nodes=tuple(writer.nodes),
        constants=writer.constants,
        metadata=_metadata(model),
    )


def _metadata(model: Model) -> dict[str, str]:
    """Names, and the drawing itself, so that our own files can be opened again without loss."""
    facts: dict[str, Any] = {
        "input_names": model.input_names,
        "output_names": model.output_names,
        "classes": model.classes,
        "network": to_json(model.network),
    }
    written = {key: json.dumps(value, allow_nan=False) for key, value in facts.items()}
    return {"format": FORMAT, "name": model.name, **written}


class _Writer:
    """Collects nodes and constants."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.constants: dict[str, NDArray[Any]] = {}

    def node(
        self, operator: str, inputs: tuple[str, ...], output: str, **attributes: int | float
    ) -> str:
        """Adds a node with one output and returns the output's name."""
        self.nodes.append(Node(operator, inputs, (output,), attributes))
        return output

    def floats(self, name: str, values: ArrayLike) -> str:
        """Adds a float32 constant and returns its name."""
        with np.errstate(over="ignore"):
            array = np.asarray(values, dtype=np.float32)
        if not np.isfinite(array).all():
            raise ExportError(
                "The network has numbers too large for ONNX's 32 bits. Export it as .npz instead."
            )
        self.constants[name] = array
        return name

    def integers(self, name: str, values: ArrayLike) -> str:
        """Adds an int64 constant and returns its name."""
        self.constants[name] = np.asarray(values, dtype=np.int64)
        return name

    def standardised(self, model: Model, raw: str) -> str:
        """The inputs as the network is given them."""
        if model.scaling is None:
            return raw
        # A mean far from 0 loses digits in float32. Taken off in two parts, it keeps them all.
        mean = model.scaling.mean.astype(np.float32)
        rest = model.scaling.mean - mean.astype(np.float64)
        centred = self.node("Sub", (raw, self.floats("input_mean", mean)), "input_centred")
        exact = self.node(
            "Sub", (centred, self.floats("input_mean_rest", rest)), "input_centred_exactly"
        )
        scale = self.floats("input_scale", model.scaling.scale)
        return self.node("Div", (exact, scale), "values_0")

    def level(self, block: Block, pool: str, name: str, gathers: bool) -> str:
        """One level's values (N, neurons of the level)."""
        sources, matrix = _full_width(block)
        if gathers and len(block.sources):
            sources, matrix = block.sources, block.weights
            chosen = self.integers(f"{name}_sources", sources)
            pool = self.node("Gather", (pool, chosen), f"{name}_inputs", axis=1)
        weights = self.floats(f"{name}_weights", matrix)
        biases = self.floats(f"{name}_biases", block.biases)
        sums = self.node("Gemm", (pool, weights, biases), f"{name}_sums", transB=1)
        return self.activated(block, sums, name)

    def activated(self, block: Block, sums: str, name: str) -> str:
        """The activations of a level, each on its own span of columns."""
        if len(block.spans) == 1:
            return self.activation(block.spans[0].activation, sums, f"{name}_values")
        sizes = self.integers(f"{name}_spans", [span.stop - span.start for span in block.spans])
        parts = tuple(f"{name}_sums_{number}" for number in range(len(block.spans)))
        self.nodes.append(Node("Split", (sums, sizes), parts, {"axis": 1}))
        values = tuple(
            self.activation(span.activation, part, f"{name}_values_{number}")
            for number, (span, part) in enumerate(zip(block.spans, parts, strict=True))
        )
        return self.node("Concat", values, f"{name}_values", axis=1)

    def activation(self, key: str, sums: str, name: str) -> str:
        """One activation, by ONNX's own operator or by its formula."""
        if key in NATIVE:
            operator, attributes = NATIVE[key]
            return self.node(operator, (sums,), name, **attributes)
        return self.formula(key, sums, name)

    def formula(self, key: str, sums: str, name: str) -> str:
        """A formula, operator by operator."""
        results: list[str] = []
        varies: set[str] = {sums}
        for number, step in enumerate(onnx_nodes(activation(key).expression)):
            inputs = tuple(
                sums
                if isinstance(given, str)
                else results[given]
                if isinstance(given, int)
                else self.floats(f"{name}_{number}_constant_{place}", given)
                for place, given in enumerate(step.inputs)
            )
            result = self.node(step.operator, inputs, f"{name}_{number}")
            if step.cast:
                result = self.node("Cast", (result,), f"{name}_{number}_float", to=FLOAT)
            if varies.intersection(inputs):
                varies.add(result)
            results.append(result)
        if results[-1] in varies:
            return self.node("Identity", (results[-1],), name)
        # A formula without x is one number; it must become one for each neuron and sample.
        zeros = self.node("Mul", (sums, self.floats(f"{name}_zero", 0.0)), f"{name}_zeros")
        return self.node("Add", (zeros, results[-1]), name)


def _full_width(block: Block) -> tuple[NDArray[np.intp], Floats]:
    """The level's matrix over all earlier columns, so that nothing need be picked."""
    matrix = np.zeros((block.stop - block.start, block.start))
    matrix[:, block.sources] = block.weights
    return np.arange(block.start), matrix
