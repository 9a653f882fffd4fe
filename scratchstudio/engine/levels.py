"""From a drawing to levels: which neurons can be computed together, in which rows, from what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.activations import activation
from scratchstudio.errors import EngineError
from scratchstudio.network import Kind, Network
from scratchstudio.network import levels as drawn_levels

Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]

SOFTMAX = "softmax"
"""The one activation that looks at several neurons: all softmax neurons share one sum."""
_SILENT = "linear"


@dataclass(frozen=True, eq=False)
class Group:
    """Contiguous pool rows of one level with the same activation."""

    activation: str
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class Level:
    """Neurons that need only earlier ones: pool rows `start` to `stop`, and the edges into them.

    Muted neurons stand in a group of their own at the end (they give 0 whatever their group
    says); edges that are muted, or begin or end at a muted neuron, are not among the edges.
    """

    start: int
    stop: int
    groups: tuple[Group, ...]
    sources: Rows
    """(k,) distinct pool rows that feed the level, rising; the bias row 0 is not counted."""
    edge_target: Rows
    """(e,) row within the level."""
    edge_source: Rows
    """(e,) position in `sources`."""
    edge_parameter: Rows
    """(e,) index into the parameter vector."""
    bias_parameter: Rows
    """(stop - start,) index into the parameter vector."""
    muted: Flags
    """(stop - start,) rows that give 0."""


@dataclass(frozen=True, eq=False)
class Numbering:
    """Where each neuron and edge of a drawing lives in the pool and in the parameter vector."""

    size: int
    """Length of the parameter vector."""
    edge_parameter: Rows
    bias_parameter: Rows
    pool_row: Rows
    live: Flags
    """(edges,) edges that carry something."""


def number(network: Network) -> tuple[Numbering, tuple[Level, ...]]:
    """Numbers the parameters (edges first, ties sharing one; then biases) and builds the levels.

    Raises EngineError for an unknown activation or a softmax neuron in an impossible place.
    """
    _check_softmax(network)
    neurons, edges = network.neurons, network.edges
    computed = neurons.kind != Kind.INPUT
    edge_parameter, edge_count = _edge_parameters(edges.tie)
    bias_parameter = np.full(len(neurons), -1, dtype=np.intp)
    bias_parameter[computed] = edge_count + np.arange(np.count_nonzero(computed))
    live = ~(edges.muted | neurons.muted[network.source_rows] | neurons.muted[network.target_rows])
    level = _level_numbers(network, live)
    code, keys = _activation_codes(network)
    order = np.lexsort((code, level))
    order = order[level[order] > 0]
    pool_row = np.zeros(len(neurons), dtype=np.intp)
    pool_row[network.input_rows] = 1 + np.arange(len(network.input_rows))
    pool_row[order] = 1 + len(network.input_rows) + np.arange(len(order))
    numbering = Numbering(
        edge_count + int(np.count_nonzero(computed)),
        edge_parameter,
        bias_parameter,
        pool_row,
        live,
    )
    return numbering, _levels(network, numbering, order, level, code, keys)


def _check_softmax(network: Network) -> None:
    rows = np.flatnonzero(network.neurons.activation == SOFTMAX)
    for row in rows:
        neuron = int(network.neurons.id[row])
        kind = network.neurons.kind[row]
        if kind == Kind.HIDDEN:
            raise EngineError(
                f"{network.name(neuron)} has the activation softmax, which only output neurons "
                "can have: give it another one."
            )
        if kind == Kind.OUTPUT and np.any(network.edges.source == neuron):
            raise EngineError(
                f"{network.name(neuron)} is a softmax neuron and feeds another neuron. Softmax "
                "neurons must be the end of the network: remove the wire or choose another "
                "activation."
            )


def _edge_parameters(tie: NDArray[np.int64]) -> tuple[Rows, int]:
    """A parameter for each edge, in edge order; tied edges take that of the first of them."""
    own = np.arange(len(tie), dtype=np.intp)
    tied = np.flatnonzero(tie)
    if not len(tied):
        return own, len(tie)
    _, first, group = np.unique(tie[tied], return_index=True, return_inverse=True)
    own[tied] = tied[first][group]
    kept, parameter = np.unique(own, return_inverse=True)
    return parameter.astype(np.intp), len(kept)


def _level_numbers(network: Network, live: Flags) -> Rows:
    """0 for input neurons, 1 and up for all others; softmax neurons all in the same level."""
    neurons = network.neurons
    wires = network if live.all() else replace(network, edges=network.edges.take(live))
    level = drawn_levels(wires)
    computed = neurons.kind != Kind.INPUT
    if np.any(computed & (level == 0)):
        level = level + computed
    softmax = computed & (neurons.activation == SOFTMAX)
    if softmax.any():
        level[softmax] = level[softmax].max()
    return level


def _activation_codes(network: Network) -> tuple[Rows, Sequence[str]]:
    """A small number for each neuron's activation and the activations; muted ones come last."""
    codes: dict[str, int] = {}
    neurons = network.neurons
    row_code = [codes.setdefault(key, len(codes)) for key in neurons.activation.tolist()]
    code = np.array(row_code, dtype=np.intp)
    used = set(code[neurons.kind != Kind.INPUT].tolist())
    for key, position in codes.items():
        if position in used:
            activation(key)
    code[neurons.muted] = len(codes)
    return code, [*codes, _SILENT]


def _levels(
    network: Network,
    numbering: Numbering,
    order: Rows,
    level: Rows,
    code: Rows,
    keys: Sequence[str],
) -> tuple[Level, ...]:
    first_row = 1 + len(network.input_rows)
    ordered_level = level[order]
    starts = np.flatnonzero(np.diff(ordered_level, prepend=0))
    stops = np.append(starts[1:], len(order))[: len(starts)]
    cuts = np.flatnonzero(
        (np.diff(ordered_level, prepend=-1) != 0) | (np.diff(code[order], prepend=-1) != 0)
    )
    group_stops = np.append(cuts[1:], len(order))[: len(cuts)]
    edges = _LevelEdges.of(network, numbering)
    found = []
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        inside = slice(*np.searchsorted(cuts, (start, stop)).tolist())
        groups = tuple(
            Group(keys[code[order[a]]], first_row + a, first_row + b)
            for a, b in zip(cuts[inside].tolist(), group_stops[inside].tolist(), strict=True)
        )
        members = order[start:stop]
        found.append(
            edges.level(
                first_row + start,
                first_row + stop,
                groups,
                numbering.bias_parameter[members],
                network.neurons.muted[members],
            )
        )
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _LevelEdges:
    """Live edges sorted by (target row, source row)."""

    target: Rows
    source: Rows
    parameter: Rows

    @staticmethod
    def of(network: Network, numbering: Numbering) -> _LevelEdges:
        target = numbering.pool_row[network.target_rows[numbering.live]]
        source = numbering.pool_row[network.source_rows[numbering.live]]
        order = np.argsort(target * (len(network.neurons) + 1) + source, kind="stable")
        parameter = numbering.edge_parameter[numbering.live]
        return _LevelEdges(target[order], source[order], parameter[order])

    def level(
        self, start: int, stop: int, groups: tuple[Group, ...], bias: Rows, muted: Flags
    ) -> Level:
        inside = slice(*np.searchsorted(self.target, (start, stop)).tolist())
        sources, position = np.unique(self.source[inside], return_inverse=True)
        return Level(
            start,
            stop,
            groups,
            sources,
            self.target[inside] - start,
            position.astype(np.intp),
            self.parameter[inside],
            bias,
            muted,
        )
