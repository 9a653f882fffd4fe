"""Where the outlines of layers lie, and which neuron a layer would take in. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network import Kind, Layer
from scratchstudio.studio.canvas.picture import RADIUS, Picture
from scratchstudio.studio.canvas.viewport import Floats, Viewport

MARGIN = 13.0
"""From a neuron's body to the outline, in canvas units."""
NAME = 18.0
"""Pixels below the lowest neuron for its name."""
NAMES_FROM = 0.48


@dataclass(frozen=True, eq=False)
class LayerColumn:
    """A layer as it is shown: its neuron rows from the top down, and where they stand."""

    layer: Layer
    rows: NDArray[np.intp]
    x: float
    top: float
    bottom: float
    """Heights of the outermost neurons, in canvas units."""
    kind: int
    about: str
    """How many neurons, and what they compute if all the same."""

    @property
    def id(self) -> int:
        return self.layer.id

    def corners(
        self, viewport: Viewport, top: float | None = None, bottom: float | None = None
    ) -> Floats:
        """The outline's upper left and lower right corner in pixels, shape (2, 2).

        With `top` or `bottom` given, as if its outermost neurons stood at these heights.
        """
        reach = RADIUS + MARGIN
        high = self.top if top is None else top
        low = self.bottom if bottom is None else bottom
        corners = viewport.to_screen(
            [(self.x - reach, high - reach), (self.x + reach, low + reach)]
        )
        if viewport.scale >= NAMES_FROM:
            corners[1, 1] += NAME
        return corners


@lru_cache(maxsize=4)
def layer_columns(picture: Picture) -> tuple[LayerColumn, ...]:
    """The layers of which any neuron is seen."""
    neurons = picture.network.neurons
    columns = []
    for layer in picture.network.layers:
        rows = np.flatnonzero((neurons.layer == layer.id) & ~picture.folded)
        if not len(rows):
            continue
        x, y = picture.position[rows].T
        order = np.argsort(y, kind="stable")
        about = _about(neurons.kind[rows], neurons.activation[rows])
        column = LayerColumn(
            layer,
            rows[order],
            float(np.median(x)),
            float(y.min()),
            float(y.max()),
            int(neurons.kind[rows[0]]),
            about,
        )
        columns.append(column)
    return tuple(columns)


def _about(kinds: NDArray[np.int8], activations: NDArray[np.object_]) -> str:
    names = set(activations.tolist())
    if (kinds == Kind.INPUT).any() or len(names) > 1:
        return str(len(kinds))
    name = names.pop()
    return f"{len(kinds)} · {name if len(name) <= 12 else name[:11] + '…'}"


def joining(picture: Picture, neuron: int, place: Floats) -> int:
    """The layer that a neuron dropped at this place would join, 0 for none.

    It joins a layer of its own kind when it is dropped between two of its neurons.
    """
    neurons = picture.network.neurons
    row = neurons.rows([neuron])[0]
    if picture.folded[row]:
        return 0
    x, y = place
    for column in layer_columns(picture):
        if column.id == neurons.layer[row] or column.kind != neurons.kind[row]:
            continue
        if abs(x - column.x) <= RADIUS and column.top < y < column.bottom:
            return column.id
    return 0
