"""Collapsed groups as blocks: where their neurons are shown, where wires meet them. No Qt.

All neurons of a block are shown at its centre; a wire leaves it at a pin of its own neuron, so
that wires from different neurons stay apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network import Network, blocks
from scratchstudio.studio.canvas.viewport import Floats

HALF_WIDTH = 68.0
PIN_PITCH = 14.0
LOWEST, HIGHEST = 38.0, 130.0
"""Half a block's width, the room of a pin, and the limits of half its height, in canvas units."""
HEAD = 26.0
"""Height of the part with the name, above the pins."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Block:
    """One collapsed group: its neuron rows, half its size, its wires in and out, and its pins.

    `pins_in` and `pins_out` are heights below the centre, one a neuron that has such a wire.
    """

    id: int
    name: str
    rows: Rows
    half: Floats
    wires_in: int
    wires_out: int
    pins_in: Floats
    pins_out: Floats


@dataclass(frozen=True, eq=False)
class Fold:
    """How the collapsed groups of a network are shown."""

    blocks: tuple[Block, ...]
    block: NDArray[np.int64]
    """For each neuron row the id of its block; 0 where it is seen itself."""
    centre: Floats
    """For each neuron row its place, or its block's centre, shape (neurons, 2)."""
    out_port: Floats
    in_port: Floats
    """For each neuron row, from that place to where its wires leave and enter, (neurons, 2)."""
    half: Floats
    """For each neuron row half its size, or its block's, shape (neurons, 2)."""
    inner: NDArray[np.bool_]
    """Edges inside a block, which are not seen."""


@lru_cache(maxsize=8)
def fold(network: Network, opened: frozenset[int], radius: float) -> Fold | None:
    """The network's blocks, but not those of the `opened` groups; None when there is none.

    `radius` is that of a neuron's body, with the ports at its sides.
    """
    block = blocks(network, opened)
    folded = np.unique(block[block > 0])
    if not len(folded):
        return None
    names = {each.id: each.name for each in network.groups}
    source, target = block[network.source_rows], block[network.target_rows]
    inner = (source == target) & (source > 0)
    centre = network.neurons.position.copy()
    out_port = np.tile([radius, 0.0], (len(block), 1))
    in_port = -out_port
    halves = np.full((len(block), 2), radius)
    made = []
    for id_ in folded.tolist():
        rows = np.flatnonzero(block == id_)
        place = network.neurons.position[rows]
        centre[rows] = (place.min(axis=0) + place.max(axis=0)) / 2
        leaving, entering = (source == id_) & ~inner, (target == id_) & ~inner
        out_rows = _downwards(network, np.unique(network.source_rows[leaving]))
        in_rows = _downwards(network, np.unique(network.target_rows[entering]))
        most = max(len(out_rows), len(in_rows))
        half = np.array([HALF_WIDTH, np.clip((most * PIN_PITCH + HEAD) / 2, LOWEST, HIGHEST)])
        halves[rows] = half
        pins_out, pins_in = _pins(len(out_rows), half[1]), _pins(len(in_rows), half[1])
        out_port[rows], in_port[rows] = (half[0], HEAD / 2), (-half[0], HEAD / 2)
        out_port[out_rows, 1], in_port[in_rows, 1] = pins_out, pins_in
        made.append(
            Block(
                id_,
                names[id_],
                rows,
                half,
                int(np.count_nonzero(entering)),
                int(np.count_nonzero(leaving)),
                pins_in,
                pins_out,
            )
        )
    return Fold(tuple(made), block, centre, out_port, in_port, halves, inner)


def _downwards(network: Network, rows: Rows) -> Rows:
    x, y = network.neurons.position[rows].T
    ordered: Rows = rows[np.lexsort((x, y))]
    return ordered


def _pins(count: int, half: float) -> Floats:
    low, high = HEAD - half, half
    return low + (np.arange(count) + 0.5) * (high - low) / max(count, 1)
