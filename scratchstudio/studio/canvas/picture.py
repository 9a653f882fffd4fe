"""Where everything of a network lies on the canvas, and what lies under a point. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.network import Kind, Network
from scratchstudio.studio.canvas.folding import Block, Fold, fold
from scratchstudio.studio.canvas.open_groups import OpenGroup, open_groups
from scratchstudio.studio.canvas.viewport import Floats, Viewport

RADIUS = 26.0
"""Of a neuron's body, in canvas units."""
PORT = np.array([RADIUS, 0.0])
"""From the centre to the right port; the left one lies opposite."""
GRID = 10.0
EDGE_REACH = 6.0
"""Pixels between the pointer and an edge that still counts as on it."""
PORT_REACH = 10.0

Rows = NDArray[np.intp]
Part = Literal["out", "in", "body", "edge", "block", "group", "layer", "layer_top", "layer_bottom"]
NEURON_PARTS = ("out", "in", "body")
FRAME_SIDES = ("n", "s", "w", "e", "nw", "ne", "sw", "se")
FRAME_PARTS = ("frame", *(f"frame_{side}" for side in FRAME_SIDES))
"""A frame's title bar, and its borders and corners."""
LAYER_PARTS = ("layer", "layer_top", "layer_bottom")


@dataclass(frozen=True)
class Hit:
    """What lies under the pointer: a neuron's right port, left port or body, an edge, or a group.

    "block" is a collapsed group, "group" the head of an open one; "layer" is a layer's label,
    "layer_top" and "layer_bottom" are the ends of its outline.
    """

    part: Part
    id: int

    @property
    def is_neuron(self) -> bool:
        return self.part in NEURON_PARTS


@dataclass(frozen=True, eq=False)
class Picture:
    """A network with the positions, shape (neurons, 2), at which it is shown just now.

    The neurons of a collapsed group are shown as one block, unless the group is in `opened`.
    """

    network: Network
    position: Floats
    opened: frozenset[int] = frozenset()

    @staticmethod
    def of(network: Network, opened: frozenset[int] = frozenset()) -> Picture:
        folded = fold(network, opened, RADIUS)
        position = network.neurons.position if folded is None else folded.centre
        return Picture(network, position, opened)

    @cached_property
    def fold(self) -> Fold | None:
        """The collapsed groups, or None when all neurons are seen."""
        return fold(self.network, self.opened, RADIUS)

    @property
    def folded(self) -> NDArray[np.bool_]:
        """Which neuron rows are hidden in a block."""
        if self.fold is None:
            return np.zeros(len(self.position), dtype=bool)
        return self.fold.block > 0

    @property
    def blocks(self) -> tuple[Block, ...]:
        return () if self.fold is None else self.fold.blocks

    @cached_property
    def starts(self) -> Floats:
        """Where each edge leaves its source: at the right port, shape (edges, 2)."""
        port = PORT if self.fold is None else self.fold.out_port[self.network.source_rows]
        return self.position[self.network.source_rows] + port

    @cached_property
    def ends(self) -> Floats:
        """Where each edge enters its target: at the left port, shape (edges, 2)."""
        port = -PORT if self.fold is None else self.fold.in_port[self.network.target_rows]
        return self.position[self.network.target_rows] + port

    def outside_blocks(self, rows: Rows) -> Rows:
        """Those of these edge rows that do not run inside a block."""
        return rows if self.fold is None else rows[~self.fold.inner[rows]]

    def shown_with(self, rows: Rows) -> Rows:
        """These neuron rows, with all of the blocks in which they are hidden."""
        if self.fold is None:
            return rows
        blocks = np.unique(self.fold.block[rows])
        hidden = np.isin(self.fold.block, blocks[blocks > 0])
        return np.union1d(rows, np.flatnonzero(hidden))

    def lies_as(self, other: Picture) -> bool:
        """True when every edge lies where it lies in `other`; weights may differ."""
        mine, theirs = self.network.edges, other.network.edges
        return (
            self.position is other.position
            and self.fold is other.fold
            and mine.id is theirs.id
            and mine.source is theirs.source
            and mine.target is theirs.target
        )

    def moved(self, neurons: Iterable[int], positions: ArrayLike) -> Picture:
        """The same with some neurons shown elsewhere."""
        place = self.position.copy()
        place[self.network.neurons.rows(neurons)] = positions
        return Picture(self.network, place, self.opened)

    def place(self, neuron: int) -> Floats:
        """The centre of the neuron with this id, in canvas units."""
        return self.position[self.network.neurons.rows([neuron])[0]]

    def out_port(self, neuron: int) -> Floats:
        return self.place(neuron) + PORT

    def in_port(self, neuron: int) -> Floats:
        return self.place(neuron) - PORT

    # What lies where. Points are pixels, shape (2,).

    def hit(self, viewport: Viewport, point: ArrayLike) -> Hit | None:
        """Blocks win over ports, ports over bodies, bodies over edges."""
        found = self.block_hit(viewport, point) or self.neuron_hit(viewport, point)
        return found or self.edge_hit(viewport, point)

    def edge_hit(self, viewport: Viewport, point: ArrayLike) -> Hit | None:
        """The edge under the point, whatever lies over it."""
        edge = self.edge_at(viewport, point)
        return None if edge is None else Hit("edge", edge)

    def neuron_hit(self, viewport: Viewport, point: ArrayLike) -> Hit | None:
        """The port or body under the point."""
        neuron = self.neuron_at(viewport, point, slack=PORT_REACH)
        if neuron is not None:
            part = self._port_at(viewport, point, neuron)
            if part is not None:
                return Hit(part, neuron)
        neuron = self.neuron_at(viewport, point)
        return None if neuron is None else Hit("body", neuron)

    def block_hit(self, viewport: Viewport, point: ArrayLike) -> Hit | None:
        """The collapsed group under the point."""
        block = self.block_at(viewport, point)
        return None if block is None else Hit("block", block.id)

    def neuron_at(self, viewport: Viewport, point: ArrayLike, slack: float = 2.0) -> int | None:
        """The nearest neuron whose body, widened by `slack` pixels, holds the point.

        Of neurons that lie on one another it is the one drawn last, which is the one seen.
        """
        if not len(self.position):
            return None
        away = np.hypot(*(viewport.to_screen(self.position) - np.asarray(point)).T)
        away[self.folded] = np.inf
        nearest = len(away) - 1 - int(np.argmin(away[::-1]))
        if away[nearest] > max(RADIUS * viewport.scale, 4.0) + slack:
            return None
        return int(self.network.neurons.id[nearest])

    def _port_at(self, viewport: Viewport, point: ArrayLike, neuron: int) -> Part | None:
        reach = min(PORT_REACH, 0.5 * RADIUS * viewport.scale)
        ports: list[tuple[Part, Floats]] = [("out", self.out_port(neuron))]
        if self.network.neurons.kind[self.network.neurons.rows([neuron])[0]] != Kind.INPUT:
            ports.append(("in", self.in_port(neuron)))
        for part, place in ports:
            if np.hypot(*(viewport.to_screen(place) - np.asarray(point))) <= reach:
                return part
        return None

    def edge_distances(self, viewport: Viewport, point: ArrayLike) -> Floats:
        """Pixels from the point to each edge, shape (edges,)."""
        start, along = self._on_screen(viewport)
        away = np.asarray(point) - start
        length = np.maximum((along**2).sum(axis=1), 1e-12)
        share = np.clip((away * along).sum(axis=1) / length, 0, 1)
        distance = np.hypot(*(away - share[:, None] * along).T)
        if self.fold is not None:
            distance[self.fold.inner] = np.inf
        return distance

    def edge_at(
        self, viewport: Viewport, point: ArrayLike, reach: float = EDGE_REACH
    ) -> int | None:
        """The nearest edge within `reach` pixels."""
        if not len(self.network.edges):
            return None
        away = self.edge_distances(viewport, point)
        nearest = int(np.argmin(away))
        return int(self.network.edges.id[nearest]) if away[nearest] <= reach else None

    def _on_screen(self, viewport: Viewport) -> tuple[Floats, Floats]:
        start = viewport.to_screen(self.starts)
        return start, viewport.to_screen(self.ends) - start

    # What lies inside. Corners are canvas points.

    def neurons_within(self, first: ArrayLike, second: ArrayLike) -> NDArray[np.int64]:
        """Ids of the neurons whose centre lies in the rectangle between two corners."""
        low, high = np.minimum(first, second), np.maximum(first, second)
        inside = np.all((self.position >= low) & (self.position <= high), axis=1)
        return self.network.neurons.id[inside]

    def edges_through(self, first: ArrayLike, second: ArrayLike) -> NDArray[np.int64]:
        """Ids of the edges that pass through the rectangle between two corners."""
        low, high = np.minimum(first, second), np.maximum(first, second)
        through = visible_part(self.starts, self.ends, low, high)[0]
        return self.network.edges.id[self.outside_blocks(np.flatnonzero(through))]

    def edges_cut(self, way: ArrayLike) -> NDArray[np.int64]:
        """Ids of the edges that a line through these canvas points, shape (count, 2), crosses."""
        points = np.asarray(way, dtype=np.float64).reshape(-1, 2)
        crossed = np.zeros(len(self.network.edges), dtype=bool)
        for first, second in pairwise(points):
            crossed |= _crossing(self.starts, self.ends, first, second)
        return self.network.edges.id[self.outside_blocks(np.flatnonzero(crossed))]

    def bounds(self, neurons: Iterable[int] = ()) -> Floats:
        """Two corners round these neurons (round all, when none are given), shape (0 or 2, 2)."""
        chosen = list(neurons)
        if chosen:
            return self.bounds_of(self.network.neurons.rows(chosen))
        if not len(self.position):
            return np.zeros((0, 2))
        return self._with_outlines(self.bounds_of(np.arange(len(self.position))))

    def bounds_of(self, rows: Rows) -> Floats:
        """Two corners round these neuron rows, and the blocks that they are shown as."""
        place = self.position[rows]
        half = RADIUS if self.fold is None else self.fold.half[rows]
        return np.stack([(place - half).min(axis=0), (place + half).max(axis=0)])

    @cached_property
    def open_groups(self) -> tuple[OpenGroup, ...]:
        """The groups drawn as an outline, an outer one before those in it."""
        return open_groups(self)

    def _with_outlines(self, corners: Floats) -> Floats:
        """The corners, moved apart so that every frame and open group lies between them."""
        frames = [
            [(each.x, each.y), (each.x + each.width, each.y + each.height)]
            for each in self.network.frames
        ]
        groups = [each.extent for each in self.open_groups if not each.parent]
        boxes = np.array([corners, *frames, *groups])
        return np.stack([boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0)])

    def block_at(self, viewport: Viewport, point: ArrayLike) -> Block | None:
        """The block under a pixel."""
        place = viewport.to_canvas(np.asarray(point))
        for block in self.blocks:
            if np.all(np.abs(place - self.position[block.rows[0]]) <= block.half):
                return block
        return None


def visible_part(
    starts: Floats, ends: Floats, low: ArrayLike, high: ArrayLike
) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Which segments touch the rectangle, and between which shares of their length.

    Liang and Barsky (1984), for all segments at once. Shares of segments outside mean nothing.
    """
    first, last = np.zeros(len(starts)), np.ones(len(starts))
    for start, end, least, most in zip(
        starts.T, ends.T, np.asarray(low), np.asarray(high), strict=True
    ):
        along = end - start
        with np.errstate(divide="ignore", invalid="ignore"):
            near, far = (least - start) / along, (most - start) / along
        enter, leave = np.minimum(near, far), np.maximum(near, far)
        level = along == 0
        if level.any():
            inside = (start >= least) & (start <= most)
            enter = np.where(level, np.where(inside, 0.0, np.inf), enter)
            leave = np.where(level, np.where(inside, 1.0, -np.inf), leave)
        np.maximum(first, enter, out=first)
        np.minimum(last, leave, out=last)
    return first <= last, first, last


def _side(from_: Floats, to: Floats, point: Floats) -> Floats:
    return (to[..., 0] - from_[..., 0]) * (point[..., 1] - from_[..., 1]) - (
        to[..., 1] - from_[..., 1]
    ) * (point[..., 0] - from_[..., 0])


def _crossing(starts: Floats, ends: Floats, first: Floats, second: Floats) -> NDArray[np.bool_]:
    apart = _side(starts, ends, first) * _side(starts, ends, second) < 0
    across = _side(first, second, starts) * _side(first, second, ends) < 0
    return apart & across
