"""Adding a whole layer as one act, with room made for it on the canvas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network.edits import add_neurons, connect_dense
from scratchstudio.network.model import Floats, Ids, Network

COLUMN_SPACING = 160.0
ROW_SPACING = 90.0
"""How far columns and rows of neurons stand apart, in canvas units."""


def add_layer(
    network: Network, count: int, sources: Iterable[int], targets: Iterable[int], activation: str
) -> tuple[Network, Ids, Ids]:
    """Adds `count` hidden neurons in a column, each fed by all `sources` and feeding all `targets`.

    Edges straight from `sources` to `targets` stay. The column stands right of the sources; what
    lies in the way moves right. Returns the network, the neurons' ids and the edges' ids.
    """
    sources, targets = list(sources), list(targets)
    place = network.neurons.position[network.neurons.rows(sources)]
    left = float(place[:, 0].max()) if sources else 0.0
    middle = float(place[:, 1].mean()) if sources else 0.0
    heights = middle + (np.arange(count, dtype=np.float64) - (count - 1) / 2) * ROW_SPACING
    network = _with_room(network, left, heights, network.neurons.rows(targets))
    column = np.column_stack([np.full(count, left + COLUMN_SPACING), heights])
    network, neurons = add_neurons(network, column, activation=activation)
    network, into = connect_dense(network, sources, neurons.tolist())
    network, out = connect_dense(network, neurons.tolist(), targets)
    return network, neurons, np.concatenate([into, out])


def _with_room(
    network: Network, left: float, heights: Floats, targets: NDArray[np.intp]
) -> Network:
    """The drawing with what lies right of `left` moved, if a column there would touch anything."""
    place = network.neurons.position
    x, y = place.T
    beside = (x > left) & (x < left + 2 * COLUMN_SPACING)
    touched = (np.abs(y[:, None] - heights) < ROW_SPACING).any(axis=1)
    in_the_way = beside & touched
    in_the_way[targets] |= x[targets] < left + 2 * COLUMN_SPACING
    if not in_the_way.any():
        return network
    moved = place.copy()
    moved[x > left, 0] += 2 * COLUMN_SPACING - max(float(x[in_the_way].min()) - left, 0.0)
    return replace(network, neurons=replace(network.neurons, position=moved))
