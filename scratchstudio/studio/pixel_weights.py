"""Weights from the pixels, laid out as the picture: what a neuron looks for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Picture
from scratchstudio.network import Network


def pixel_weights(
    network: Network, neuron: int, picture: Picture | None
) -> NDArray[np.float64] | None:
    """The neuron's weights from each pixel, shape (height, width), 0 where there is no edge.

    None where the data are no pictures or no edge comes from a pixel.
    """
    if picture is None:
        return None
    ids, weights = pixel_weights_of_all(network, picture)
    [found] = np.nonzero(ids == neuron)
    return weights[found[0]] if len(found) else None


def pixel_weights_of_all(
    network: Network, picture: Picture
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The ids of all neurons that read pixels, and their weights, (neurons, height, width)."""
    pixel = np.full(len(network.neurons), -1)
    number = {name: at for at, name in enumerate(picture.columns)}
    for row in network.input_rows.tolist():
        pixel[row] = number.get(str(network.neurons.column[row]), -1)
    edges = np.flatnonzero((pixel[network.source_rows] >= 0) & ~network.edges.muted)
    rows, place = np.unique(network.target_rows[edges], return_inverse=True)
    weights = np.zeros((len(rows), picture.height * picture.width))
    np.add.at(weights, (place, pixel[network.source_rows[edges]]), network.edges.weight[edges])
    return network.neurons.id[rows], weights.reshape(-1, picture.height, picture.width)
