"""Where a neuron goes for which no place was pointed at. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scratchstudio.network import COLUMN_SPACING, ROW_SPACING, Kind, Network
from scratchstudio.studio.canvas.viewport import Floats

APART = 60.0
"""Canvas units between centres from which neurons don't cover each other."""


MOST_ROOMS = 20
"""Rows and columns that a block is moved at most to find a free place."""


def beside(network: Network, neuron: int) -> Floats:
    """A free place right of a neuron."""
    place = network.neurons.position[network.neurons.rows([neuron])[0]] + (COLUMN_SPACING, 0.0)
    return free_place(network, place)


def free_place(network: Network, place: ArrayLike) -> Floats:
    """The place itself, or the next one below that no neuron covers."""
    wished = np.array(place, dtype=np.float64)
    positions = network.neurons.position
    while len(positions) and (np.hypot(*(positions - wished).T) < APART).any():
        wished[1] += ROW_SPACING
    return wished


def clear_of(places: Floats, others: Floats) -> Floats:
    """By how much to move these places (n, 2) as a block so that it covers none of the others.

    The nearest way in whole rows and columns, downwards first where two are as near; none is found
    only in a plane that is full far around, and then they stay.
    """
    if not len(others):
        return np.zeros(2)
    low, high = places.min(axis=0) - APART, places.max(axis=0) + APART
    reach = np.arange(-MOST_ROOMS, MOST_ROOMS + 1)
    steps = np.array(np.meshgrid(reach * COLUMN_SPACING, reach * ROW_SPACING)).reshape(2, -1).T
    order = np.lexsort((-steps[:, 1], np.hypot(*steps.T)))
    for step in steps[order]:
        inside = (others > low + step) & (others < high + step)
        if not inside.all(axis=1).any():
            return step
    return np.zeros(2)


def place_of_kind(network: Network, kind: Kind, otherwise: Floats) -> Floats:
    """Below the last input or output for another; an only one left or right of all; or
    `otherwise`, for a hidden neuron."""
    if kind == Kind.HIDDEN or not len(network.neurons):
        return otherwise
    position = network.neurons.position
    alike = position[network.neurons.kind == kind]
    if len(alike):
        lowest = alike[np.argmax(alike[:, 1])]
        return free_place(network, lowest + np.array([0.0, ROW_SPACING]))
    outwards = -1.0 if kind == Kind.INPUT else 1.0
    edge = outwards * float((outwards * position[:, 0]).max()) + outwards * COLUMN_SPACING
    column = position[np.abs(position[:, 0] - edge) <= 1.5 * COLUMN_SPACING]
    return free_place(network, np.rint(np.array([edge, column[:, 1].mean()]) / 10) * 10)
