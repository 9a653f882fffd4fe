"""What dragging neurons shows: layers keep them, let them go, or take them in. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scratchstudio.network.outlines import found
from scratchstudio.studio.canvas.layer_columns import joining
from scratchstudio.studio.canvas.picture import Picture
from scratchstudio.studio.canvas.soft_layers import dropped
from scratchstudio.studio.canvas.viewport import Floats

BEYOND = 0.3
"""So many spacings a dragged neuron may stand above or below the others of its layer."""


@dataclass(frozen=True, eq=False)
class Drop:
    """How it looks while neurons are dragged."""

    picture: Picture
    stirred: list[int]
    """The neurons that move: the dragged ones, and those that make room."""
    joins: int
    """The layer that would take the neuron in, 0 for none."""
    in_line: bool
    """Whether a layer keeps any of the dragged neurons in its column."""


def drop(base: Picture, neurons: Sequence[int], places: Floats, shown: Floats) -> Drop:
    """The picture with these neurons held at `places`, seen at `shown`, each (neurons, 2)."""
    network = base.network
    if not network.layers:
        return Drop(base.moved(neurons, shown), list(neurons), 0, in_line=False)
    joins = joining(base, neurons[0], places[0]) if len(neurons) == 1 else 0
    after = dropped(network, neurons, places, joins)
    rows = network.neurons.rows(neurons)
    settled = after.neurons.position
    stirred = (settled != network.neurons.position).any(axis=1)
    stirred[rows] = True
    making_room = stirred & ~base.folded
    making_room[rows] = False
    position = base.position.copy()
    position[making_room] = settled[making_room]
    position[rows] = shown
    held = rows[(settled[rows] != places).any(axis=1) & ~base.folded[rows]]
    for row in held.tolist():
        layer = after.neurons.layer[row]
        heights = settled[after.neurons.layer == layer, 1]
        slack = BEYOND * found(after.layers, int(layer)).spacing
        y = np.clip(position[row, 1], heights.min() - slack, heights.max() + slack)
        position[row] = settled[row, 0], y
    same = np.array_equal(after.neurons.layer, network.neurons.layer)
    picture = replace(base, network=network if same else after, position=position)
    return Drop(picture, network.neurons.id[stirred].tolist(), joins, in_line=bool(len(held)))
