"""The weights of a drawing as matrices, one a level, and where they stand beside each other.

Each level's matrix has its neurons as rows (targets) and, as columns, the bias and all neurons that
feed it (sources): those of the level before as well as those from further back, over skip
connections.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network import Network, levels
from scratchstudio.studio.views.figures import round_up

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

NOTHING = -1
CLIPPED_AT = 98
"""Per cent of the weights that lie within the limits of the colours; the rest are clipped."""
CELLS = ((58, 22), (30, 20), (22, 18), (16, 16), (14, 14), (12, 12), (9, 9), (6, 6), (4, 4), (2, 2))
"""Sizes of a cell in pixels, (width, height), from the most to the least comfortable."""
GAP = 14


@dataclass(frozen=True, eq=False)
class LevelMatrix:
    """Which weight stands where. Values are taken out of the network's arrays with `values`."""

    level: int
    targets: Ids
    """(rows,) neuron ids"""
    sources: Ids
    """(columns - 1,) neuron ids; the first column is the bias and has none."""
    edge_row: NDArray[np.intp]
    """(rows, columns - 1) the row of the edge in the network; NOTHING where none is drawn."""
    neuron_row: NDArray[np.intp]
    """(rows,) the row of the target in the network, for its bias."""

    @property
    def shape(self) -> tuple[int, int]:
        return self.edge_row.shape[0], self.edge_row.shape[1] + 1

    def values(self, weights: Floats, biases: Floats) -> Floats:
        """(rows, columns) the numbers; NaN where nothing is drawn."""
        table = np.full(self.shape, np.nan)
        table[:, 0] = biases[self.neuron_row]
        drawn = self.edge_row != NOTHING
        table[:, 1:][drawn] = weights[self.edge_row[drawn]]
        return table


def level_matrices(network: Network) -> tuple[LevelMatrix, ...]:
    """The matrices of all levels that compute something, from the inputs to the outputs."""
    level = levels(network)
    # A drawing is read from top to bottom: neurons stand in the order in which they are drawn.
    order = np.lexsort((network.neurons.position[:, 1], level))
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    edge_level = level[network.target_rows]
    return tuple(
        _matrix(
            network,
            number,
            order[level[order] == number],
            np.flatnonzero(edge_level == number),
            place,
        )
        for number in range(1, int(level.max(initial=0)) + 1)
    )


def _matrix(
    network: Network,
    number: int,
    targets: NDArray[np.intp],
    edges: NDArray[np.intp],
    place: NDArray[np.intp],
) -> LevelMatrix:
    sources = np.unique(network.source_rows[edges])
    sources = sources[np.argsort(place[sources])]
    edge_row = np.full((len(targets), len(sources)), NOTHING, dtype=np.intp)
    row = np.empty(len(place), dtype=np.intp)
    row[targets] = np.arange(len(targets))
    column = np.empty(len(place), dtype=np.intp)
    column[sources] = np.arange(len(sources))
    edge_row[row[network.target_rows[edges]], column[network.source_rows[edges]]] = edges
    return LevelMatrix(
        level=number,
        targets=network.neurons.id[targets],
        sources=network.neurons.id[sources],
        edge_row=edge_row,
        neuron_row=targets,
    )


def colour_limit(values: Sequence[Floats]) -> float:
    """The value of full colour: 98 % of all numbers lie within it, rounded up to 1, 2 or 5."""
    sizes = [np.abs(part[np.isfinite(part)]) for part in values]
    if not sum(len(part) for part in sizes):
        return 1.0
    return round_up(float(np.percentile(np.concatenate(sizes), CLIPPED_AT)))


@dataclass(frozen=True)
class Place:
    """Where a matrix's cells stand, in pixels; `x`, `y` is the corner of its first cell."""

    x: int
    y: int
    cell: tuple[int, int]


@dataclass(frozen=True)
class Arrangement:
    """Where all matrices stand, and the size of the whole."""

    places: tuple[Place, ...]
    width: int
    height: int


def arrange(
    shapes: Sequence[tuple[int, int]], width: int, height: int, head: int, margin: int
) -> Arrangement:
    """Matrices of (rows, columns) side by side, wrapped, with the largest cells that fit.

    `head` is the room above each for its title, `margin` that to its left for the names of its
    rows, in pixels. With the smallest cells it may be higher than `height`, and then scrolls.
    """
    found = Arrangement((), 0, 0)
    for cell in CELLS:
        found = _flow(shapes, width, cell, head, margin)
        if found.width <= width and found.height <= height:
            break
    return found


def _flow(
    shapes: Sequence[tuple[int, int]], width: int, cell: tuple[int, int], head: int, margin: int
) -> Arrangement:
    places: list[Place] = []
    x = y = tallest = widest = 0
    for rows, columns in shapes:
        across, down = margin + columns * cell[0] + GAP, head + rows * cell[1] + GAP
        if x and x + across > width:
            x, y, tallest = 0, y + tallest, 0
        places.append(Place(x + margin, y + head, cell))
        x += across
        tallest = max(tallest, down)
        widest = max(widest, x)
    return Arrangement(tuple(places), widest, y + tallest)
