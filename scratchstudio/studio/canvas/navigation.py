"""Where the arrow keys lead from a neuron. No Qt."""

from __future__ import annotations

from typing import Literal

import numpy as np

from scratchstudio.network import Network, in_layer

Way = Literal["left", "right", "up", "down"]
_STEP = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "up": (0.0, -1.0), "down": (0.0, 1.0)}
SLANT = 2.0
"""A neuron this many times farther to the side counts as far as one straight ahead."""


def neighbour(network: Network, neuron: int, way: Way) -> int | None:
    """The next neuron in a direction: along an edge to the left or right, else the nearest."""
    neurons = network.neurons
    row = neurons.rows([neuron])[0]
    if way in ("left", "right"):
        edges = network.edges
        mine, other = (
            (network.source_rows, network.target_rows)
            if way == "right"
            else (network.target_rows, network.source_rows)
        )
        joined = np.unique(other[mine == row]) if len(edges) else np.zeros(0, dtype=np.intp)
        if len(joined):
            return int(neurons.id[_nearest(network, row, joined, _STEP[way])])
    away = neurons.position - neurons.position[row]
    ahead = away @ np.array(_STEP[way])
    aside = np.abs(away).sum(axis=1) - np.abs(ahead)
    candidates = np.flatnonzero((ahead > 1e-9) & (aside <= SLANT * ahead + 1e-9))
    if not len(candidates):
        return None
    return int(neurons.id[_nearest(network, row, candidates, _STEP[way])])


def _nearest(network: Network, row: int, candidates: np.ndarray, step: tuple[float, float]) -> int:
    away = network.neurons.position[candidates] - network.neurons.position[row]
    ahead = np.abs(away @ np.array(step))
    aside = np.abs(away).sum(axis=1) - ahead
    return int(candidates[np.argmin(ahead + SLANT * aside)])


def first(network: Network) -> int | None:
    """Where reading begins: the leftmost neuron, the topmost of those."""
    if not len(network.neurons):
        return None
    x, y = network.neurons.position.T
    return int(network.neurons.id[np.lexsort((y, np.rint(x / 40)))[0]])


def described(network: Network, neuron: int, bias: float) -> str:
    """A neuron in words, for whoever hears it."""
    row = network.neurons.rows([neuron])[0]
    kind = ("input", "hidden", "output")[int(network.neurons.kind[row])]
    into = int(np.count_nonzero(network.edges.target == neuron))
    out = int(np.count_nonzero(network.edges.source == neuron))
    parts = [f"{network.name(neuron)}, {kind} neuron"]
    if kind != "input":
        parts.append(f"{network.neurons.activation[row]}, bias {bias:.3g}, {into} incoming")
    parts.append(f"{out} outgoing")
    for layer in network.layers:
        if layer.id == network.neurons.layer[row]:
            column = in_layer(network, layer.id).tolist()
            where = f"{column.index(neuron) + 1} of {len(column)}"
            parts.append(f"{where} in layer {layer.name}" if layer.name else f"{where} in a layer")
    parts += [flag for flag in ("muted", "frozen") if getattr(network.neurons, flag)[row]]
    return ", ".join(parts)
