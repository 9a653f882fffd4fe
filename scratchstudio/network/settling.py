"""What an edit does to layers: their neurons stand in one column again, or leave the layer."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network.edits import set_neurons
from scratchstudio.network.grouping import pruned
from scratchstudio.network.layers import COLUMN_SPACING, in_layer
from scratchstudio.network.model import Floats, Ids, Network
from scratchstudio.network.outlines import Layer

LETS_GO = 0.75 * COLUMN_SPACING
"""A neuron farther than this to the side of its layer's column leaves the layer."""


def settled(before: Network, after: Network) -> Network:
    """The edited network `after`, with each layer that the edit disturbed put in order.

    A layer whose neurons stand evenly in one column is left alone. Of another, those neurons leave
    that stand far beside the column; the others stand evenly in it, in their order from the top.
    While at least half of them did not move, the layer stays where it was in `before`. Layers
    without a neuron go.
    """
    same = (
        after.neurons.position is before.neurons.position
        and after.neurons.layer is before.neurons.layer
        and after.layers == before.layers
    )
    if same or not after.layers:
        return after
    for layer in after.layers:
        if not _stands(after, layer):
            after = _in_order(before, after, layer)
    return pruned(after)


def _stands(network: Network, layer: Layer) -> bool:
    place = _places(network, in_layer(network, layer.id))
    if len(place) < 2:
        return True
    steps = np.diff(place[:, 1])
    return bool(np.ptp(place[:, 0]) < 1e-6 and np.abs(steps - layer.spacing).max() < 1e-6)


def _in_order(before: Network, after: Network, layer: Layer) -> Network:
    ids = in_layer(after, layer.id)
    place = _places(after, ids)
    rested = _rested(before, ids, place, layer.id)
    stays = 2 * np.count_nonzero(rested) >= len(ids)
    x = place[rested, 0][0] if stays else np.sort(place[:, 0])[(len(ids) - 1) // 2]
    near = np.abs(place[:, 0] - x) <= LETS_GO
    y = place[near, 1].mean()
    if stays:
        y = _places(before, in_layer(before, layer.id))[:, 1].mean()
    after = set_neurons(after, ids[~near].tolist(), layer=0)
    kept = ids[near]
    return set_neurons(after, kept.tolist(), position=slots(x, y, len(kept), layer.spacing))


def slots(x: float, middle: float, count: int, spacing: float) -> Floats:
    """Where the neurons of a layer stand, from the top down, shape (count, 2)."""
    heights = middle + (np.arange(count) - (count - 1) / 2) * spacing
    return np.column_stack([np.full(count, x), heights])


def _rested(before: Network, ids: Ids, place: Floats, layer: int) -> NDArray[np.bool_]:
    """Which of these were in the layer before and have not moved."""
    known = np.isin(ids, before.neurons.id)
    rows = before.neurons.rows(ids[known])
    rested = np.zeros(len(ids), dtype=bool)
    unmoved = (before.neurons.position[rows] == place[known]).all(axis=1)
    rested[known] = unmoved & (before.neurons.layer[rows] == layer)
    return rested


def _places(network: Network, ids: Iterable[int]) -> Floats:
    place: Floats = network.neurons.position[network.neurons.rows(ids)]
    return place
