"""Layers: neurons that stand in one column. Adding one as one act, widening it, dissolving it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import NetworkError
from scratchstudio.network.edits import (
    add_neurons,
    connect_dense,
    connect_pairs,
    remove,
    set_neurons,
)
from scratchstudio.network.grouping import pruned
from scratchstudio.network.model import Floats, Ids, Kind, Network
from scratchstudio.network.outlines import Layer, checked, found

COLUMN_SPACING = 160.0
ROW_SPACING = 90.0
"""How far columns and rows of neurons stand apart, in canvas units."""
SLANT = 0.25
"""The gap between two columns is at least this share of the taller one's height."""
WIDEST_LAYER = 4_096
NO_IDS: Ids = np.zeros(0, dtype=np.int64)


def column_gap(*counts: int) -> float:
    """How far apart columns of so many neurons stand: farther for tall ones, else all is a needle.

    In canvas units, a multiple of ten.
    """
    return max(COLUMN_SPACING, float(np.rint(SLANT * ROW_SPACING * max(counts) / 10) * 10))


def add_layer(
    network: Network, count: int, sources: Iterable[int], targets: Iterable[int], activation: str
) -> tuple[Network, Ids, Ids]:
    """Adds `count` hidden neurons in a column, each fed by all `sources` and feeding all `targets`.

    Edges straight from `sources` to `targets` stay. The column stands right of the sources; what
    lies in the way moves right. The neurons are a `Layer`. Returns the network, the neurons' ids
    and the edges' ids.
    """
    sources, targets = list(sources), list(targets)
    place = network.neurons.position[network.neurons.rows(sources)]
    left = float(place[:, 0].max()) if sources else 0.0
    middle = float(place[:, 1].mean()) if sources else 0.0
    heights = middle + (np.arange(count, dtype=np.float64) - (count - 1) / 2) * ROW_SPACING
    gap = column_gap(count, len(sources))
    network = _with_room(network, left, gap, heights, network.neurons.rows(targets))
    column = np.column_stack([np.full(count, left + gap), heights])
    network, neurons = add_neurons(network, column, activation=activation)
    network, into = connect_dense(network, sources, neurons.tolist())
    network, out = connect_dense(network, neurons.tolist(), targets)
    network, _ = as_layer(network, neurons.tolist())
    return network, neurons, np.concatenate([into, out])


def _with_room(
    network: Network, left: float, gap: float, heights: Floats, targets: NDArray[np.intp]
) -> Network:
    """The drawing with what lies right of `left` moved, if a column there would touch anything."""
    place = network.neurons.position
    x, y = place.T
    beside = (x > left) & (x < left + 2 * gap)
    touched = (np.abs(y[:, None] - heights) < ROW_SPACING).any(axis=1)
    in_the_way = beside & touched
    in_the_way[targets] |= x[targets] < left + 2 * gap
    if not in_the_way.any():
        return network
    moved = place.copy()
    moved[x > left, 0] += 2 * gap - max(float(x[in_the_way].min()) - left, 0.0)
    return replace(network, neurons=replace(network.neurons, position=moved))


def as_layer(network: Network, neurons: Iterable[int], name: str = "") -> tuple[Network, int]:
    """Makes these neurons one layer: a column where they stand on average, in their order.

    Returns the new network and the layer's id. Raises NetworkError without a neuron.
    """
    ids = sorted(set(neurons))
    if not ids:
        raise NetworkError("Choose the neurons that are to be a layer.")
    layer = checked(Layer(network.next_id, name, ROW_SPACING))
    after = set_neurons(network, ids, layer=layer.id)
    after = replace(after, layers=(*after.layers, layer), next_id=layer.id + 1)
    return pruned(aligned(after, layer.id)), layer.id


def aligned(network: Network, id_: int) -> Network:
    """The layer's neurons in one column, evenly spaced, in the order and middle they have now."""
    spacing = found(network.layers, id_).spacing
    ids = in_layer(network, id_)
    place = network.neurons.position[network.neurons.rows(ids)]
    middle_x, middle_y = place.mean(axis=0)
    heights = middle_y + (np.arange(len(ids)) - (len(ids) - 1) / 2) * spacing
    column = np.column_stack([np.full(len(ids), middle_x), heights])
    return set_neurons(network, ids.tolist(), position=column)


def in_layer(network: Network, id_: int) -> Ids:
    """Ids of a layer's neurons, from the top down."""
    rows = np.flatnonzero(network.neurons.layer == id_)
    down = np.argsort(network.neurons.position[rows, 1], kind="stable")
    return network.neurons.id[rows[down]]


def dissolve_layer(network: Network, id_: int) -> Network:
    """The neurons stay where they are and are no layer any more."""
    found(network.layers, id_)
    return pruned(set_neurons(network, in_layer(network, id_).tolist(), layer=0))


def set_layer(network: Network, id_: int, **values: Any) -> Network:
    """Gives a layer another name or spacing; with another spacing its neurons move."""
    changed = checked(replace(found(network.layers, id_), **values))
    layers = tuple(changed if each.id == id_ else each for each in network.layers)
    after = replace(network, layers=layers)
    return aligned(after, id_) if "spacing" in values else after


def resize_layer(
    network: Network, id_: int, count: int, *, at_top: bool = False
) -> tuple[Network, Ids, Ids]:
    """Gives a layer so many neurons, adding or taking away at its lower end, or at the top.

    A new neuron is like the outermost one at that end and is wired as it is, with weights 0.
    Returns the network, the new neurons' ids and the new edges' ids. Raises NetworkError for a
    layer of inputs or outputs (the data say how many there are) and for an impossible count.
    """
    ids = in_layer(network, id_)
    if not 1 <= count <= WIDEST_LAYER:
        raise NetworkError(f"A layer has from 1 to {WIDEST_LAYER:,} neurons.")
    if (network.neurons.kind[network.neurons.rows(ids)] != Kind.HIDDEN).any():
        raise NetworkError("The data say how many input and output neurons there are.")
    if at_top:
        ids = ids[::-1]
    if count <= len(ids):
        return remove(network, ids[count:].tolist()), NO_IDS, NO_IDS
    return _widened(network, int(ids[-1]), count - len(ids), up=at_top)


def _widened(network: Network, pattern: int, count: int, *, up: bool) -> tuple[Network, Ids, Ids]:
    row = network.neurons.rows([pattern])[0]
    like = network.neurons.take(np.array([row]))
    step = found(network.layers, int(like.layer[0])).spacing * (-1 if up else 1)
    places = like.position[0] + np.column_stack([np.zeros(count), step * np.arange(1, count + 1)])
    network, new = add_neurons(
        network,
        places,
        activation=like.activation[0],
        dropout=like.dropout[0],
        group=like.group[0],
        layer=like.layer[0],
    )
    edges = network.edges
    into, out = edges.source[edges.target == pattern], edges.target[edges.source == pattern]
    sources = np.concatenate([np.repeat(into, count), np.tile(new, len(out))])
    targets = np.concatenate([np.tile(new, len(into)), np.repeat(out, count)])
    network, drawn = connect_pairs(network, sources, targets)
    return network, new, drawn
