"""A program's levels as matrices: what formats that compute (Python, ONNX) are written from.

Values are sample-major here: column j of a (samples, neurons) array is pool row j + 1 of the
program, so that the input neurons come first and each level adds its columns to the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine import Group, activation
from scratchstudio.errors import ExportError
from scratchstudio.export.model import Floats, Model

Columns = NDArray[np.intp]

MOST_CELLS = 20_000_000
"""The most matrix cells, absent edges included, that are written: 160 MB."""


@dataclass(frozen=True, eq=False)
class Span:
    """Contiguous neurons of a block, `start` to `stop` within it, with the same activation."""

    activation: str
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class Block:
    """One level: values[:, start:stop] = activation(values[:, sources] @ weights.T + biases)."""

    start: int
    stop: int
    spans: tuple[Span, ...]
    sources: Columns
    """(k,) columns that feed the level, rising."""
    weights: Floats
    """(neurons, k); 0 where no edge is drawn, and all along the row of a muted neuron."""
    biases: Floats
    """(neurons,)"""
    present: NDArray[np.bool_]
    """(neurons, k) where an edge carries something."""
    neurons: Columns
    """(neurons,) rows in the drawing."""


def blocks_of(model: Model) -> tuple[Block, ...]:
    """The model's levels, first to last. Raises ExportError where the matrices would be too big."""
    program = model.program
    cells = sum((level.stop - level.start) * len(level.sources) for level in program.levels)
    if cells > MOST_CELLS:
        raise ExportError(
            f"The network's levels would need matrices of {cells:,} cells, more than the "
            f"{MOST_CELLS:,} that this format is written with. Export it as .npz instead."
        )
    drawn_row = np.zeros(int(program.pool_row.max()) + 1, dtype=np.intp)
    drawn_row[program.pool_row] = np.arange(len(program.pool_row))
    found = []
    for level in program.levels:
        shape = (level.stop - level.start, len(level.sources))
        weights, present = np.zeros(shape), np.zeros(shape, dtype=bool)
        at = level.edge_target, level.edge_source
        weights[at] = model.parameters[level.edge_parameter]
        present[at] = True
        biases = model.parameters[level.bias_parameter].astype(np.float64)
        biases[level.muted] = 0.0
        found.append(
            Block(
                level.start - 1,
                level.stop - 1,
                tuple(_span(group, level.start) for group in level.groups),
                level.sources - 1,
                weights,
                biases,
                present,
                drawn_row[level.start : level.stop],
            )
        )
    return tuple(found)


def _span(group: Group, start: int) -> Span:
    return Span(group.activation, group.start - start, group.stop - start)


def output_columns(model: Model) -> Columns:
    """(outputs,) the column of each output neuron, in the order of the drawing."""
    return model.program.pool_row[model.network.output_rows] - 1


def answers(model: Model, blocks: Sequence[Block], rows: Floats) -> Floats:
    """What the blocks compute (samples, outputs) from raw features (samples, inputs)."""
    inputs = rows if model.scaling is None else model.scaling.apply(rows)
    values = np.zeros((len(rows), len(model.network.neurons)))
    values[:, : inputs.shape[1]] = inputs
    for block in blocks:
        sums = values[:, block.sources] @ block.weights.T + block.biases
        for span in block.spans:
            part = np.ascontiguousarray(sums[:, span.start : span.stop].T)
            result = np.empty_like(part)
            activation(span.activation).value(part, result)
            values[:, block.start + span.start : block.start + span.stop] = result.T
    outputs = values[:, output_columns(model)]
    return outputs if model.target_scaling is None else model.target_scaling.undo(outputs)
