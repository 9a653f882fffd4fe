"""`Layout`: where weights and activations lie while computing, chosen for speed.

The *pool* has a row for each neuron, and before each level a row of ones, so that biases are
weights like others and a layered network needs one matrix product a level. The *store* holds the
weights block by block, exactly as the products want them; a tied weight has a place for each of
its edges, all always equal. The choice of blocks is a rule about counts, never a measurement of
time: the same drawing always computes the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.dense import Dense
from scratchstudio.engine.levels import Level, Numbering
from scratchstudio.engine.sparse import Buckets, Pull, Sparse
from scratchstudio.engine.tape import Tape
from scratchstudio.engine.tied import Tied, find_maps
from scratchstudio.engine.workspace import Workspace

Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]

DENSE_PLACE, DENSE_BLOCK = 4.3, 2000.0
"""What a step costs for a place in a dense block, and for the calls of one; see `SPARSE_EDGE`."""
SPARSE_EDGE, SPARSE_BLOCK = 45.0, 6000.0
"""The same for an edge in a sparse block. Nanoseconds, measured once at 32 samples a batch; only
how they stand to each other matters."""


FEWEST_TIED_USES = 4
"""Edges a weight, on average, from which on a level is looked at for maps of tied neurons."""


class Block(Protocol):
    """A way to compute a level's sums from earlier rows, and the way back."""

    @property
    def start(self) -> int:
        """The first row whose sum it computes."""

    @property
    def stop(self) -> int:
        """The row after the last."""

    @property
    def size(self) -> int:
        """Places in the store."""

    @property
    def work(self) -> float:
        """Multiplications for a sample, there and back."""

    @property
    def held(self) -> int:
        """Numbers kept for a sample, besides its neurons' values."""

    def reads_pool(self, start: int, stop: int) -> bool:
        """True when it reads one of these rows of the pool."""

    def forward(self, tape: Tape, space: Workspace, more: bool) -> None:
        """Records the level's sums."""

    def gradient(self, tape: Tape, space: Workspace) -> None:
        """Records the gradient of the block's weights."""

    def push(self, tape: Tape, space: Workspace) -> None:
        """Records what the level's deltas add to the sources' deltas."""


@dataclass(frozen=True, eq=False)
class Layout:
    """See the module."""

    inputs: int
    starts: Rows
    """(levels,) first pool row of each level; the row of ones stands just before."""
    stops: Rows
    blocks: tuple[tuple[Block, ...], ...]
    pulls: tuple[Pull | None, ...]
    pull_slots: Rows
    """Where the weights of all pulls lie in the store, one after another."""
    active: int
    """Places of the store that blocks use; after them come one always 0 and unused parameters."""
    size: int
    slots: Rows
    """All places in the store that hold a parameter …"""
    parameters: Rows
    """… and which."""
    slot: Rows
    """(P,) one place for each parameter."""

    @property
    def rows(self) -> int:
        """Rows of the pool: constants, inputs, levels, and a last row of zeros."""
        return int(self.stops[-1]) + 1 if len(self.stops) else self.inputs + 2

    @property
    def first_computed(self) -> int:
        """The first row that is neither an input nor the constant before it."""
        return self.inputs + 1

    def inner(self, pool_rows: Rows) -> Rows:
        """Rows of this pool for rows as `Program.pool_row` counts them."""
        outer_starts = self.starts - 1 - np.arange(len(self.starts))
        return pool_rows + np.searchsorted(outer_starts, pool_rows, side="right")

    def spread(self, parameters: NDArray[np.floating], store: NDArray[np.floating]) -> None:
        """Writes a parameter vector into the store."""
        store[self.slots] = parameters[self.parameters]


class _Builder:
    """Places blocks in the store, one after another."""

    def __init__(
        self, numbering: Numbering, levels: tuple[Level, ...], inputs: int, trainable: Flags
    ) -> None:
        self.levels = levels
        self.trainable = trainable
        self.starts = np.array([level.start + i + 1 for i, level in enumerate(levels)], dtype=int)
        self.stops = np.array([level.stop + i + 1 for i, level in enumerate(levels)], dtype=int)
        self.inputs = inputs
        self.outer_starts = np.array([level.start for level in levels], dtype=int)
        self.parameter_count = numbering.size
        self.active = 0
        self.slots: list[Rows] = []
        self.parameters: list[Rows] = []
        self.sparse_edges: list[tuple[Rows, Rows, Rows]] = []

    def blocks(self, position: int) -> tuple[Block, ...]:
        """The blocks of one level."""
        level = self.levels[position]
        source = level.sources + np.searchsorted(self.outer_starts, level.sources, side="right")
        source = source[level.edge_source]
        if not len(source):
            return (self._dense(position, source, level.edge_target, level.edge_parameter, True),)
        everything = np.ones(len(source), dtype=bool)
        tied = self._tied(position, source)
        if tied:
            return tied
        parts, cost = self._split(source, position)
        if self._dense_cost(source, position) <= cost:
            parts = [(everything, True)]
        found: list[Block] = []
        for inside, dense in parts:
            place = self._part if dense else self._sparse
            found.append(place(position, source, inside, not found))
        return tuple(found)

    def _tied(self, position: int, source: Rows) -> tuple[Block, ...]:
        """Tied blocks, if the level's edges share their weights as a convolution's do."""
        level = self.levels[position]
        parameters = np.unique(level.edge_parameter)
        width = int(self.stops[position] - self.starts[position])
        if len(source) < FEWEST_TIED_USES * len(parameters) or level.muted.any():
            return ()
        zero_row = int(self.stops[-1])
        found = find_maps(level.edge_target, source, level.edge_parameter, width, zero_row)
        blocks: list[Block] = []
        row = 0
        for maps, sources, shared in found or []:
            rows = slice(row, row + maps * sources.shape[2])
            start, biases = int(self.starts[position]), level.bias_parameter[rows]
            block = Tied(
                start + rows.start,
                start + rows.stop,
                self.active,
                maps,
                sources,
                zero_row,
                self.inputs + 1,
                bool(self.trainable[shared].any()),
                bool(self.trainable[biases].any()),
            )
            self._place(np.arange(shared.size), shared.ravel())
            self._place(shared.size + np.arange(len(biases)), biases)
            self.active += block.size
            blocks.append(block)
            row = rows.stop
        return tuple(blocks)

    def _split(self, source: Rows, position: int) -> tuple[list[tuple[Flags, bool]], float]:
        """A level's edges parted by the level they come from, (edges, dense?) each, and the cost.

        What does not fill a dense block of its own goes into one block together, the last.
        """
        parts: list[tuple[Flags, bool]] = []
        left = np.ones(len(source), dtype=bool)
        cost = 0.0
        source_level = np.searchsorted(self.starts, source, side="right")
        for chosen in np.unique(source_level):
            inside = source_level == chosen
            dense = self._dense_cost(source[inside], position)
            if dense <= SPARSE_EDGE * np.count_nonzero(inside):
                parts.append((inside, True))
                cost += dense
                left &= ~inside
        if left.any():
            dense = self._dense_cost(source[left], position)
            sparse = SPARSE_BLOCK + SPARSE_EDGE * np.count_nonzero(left)
            parts.append((left, bool(dense <= sparse)))
            cost += min(dense, sparse)
        return parts, cost

    def _dense_cost(self, source: Rows, position: int) -> float:
        width = self.stops[position] - self.starts[position]
        return DENSE_BLOCK + DENSE_PLACE * float((source.max() - source.min() + 1) * width)

    def _part(self, position: int, source: Rows, inside: Flags, bias: bool) -> Block:
        level = self.levels[position]
        return self._dense(
            position, source[inside], level.edge_target[inside], level.edge_parameter[inside], bias
        )

    def _dense(
        self, position: int, source: Rows, target: Rows, parameter: Rows, bias: bool
    ) -> Dense:
        start, stop = int(self.starts[position]), int(self.stops[position])
        first = int(source.min()) if len(source) else 0
        last = int(source.max()) + 1 if len(source) else 1
        if bias:
            first = self._ones_before(first)
        width = stop - start
        block = Dense(first, last, start, stop, self.active, bias, last <= self.inputs + 1)
        self._place((source - first) * width + target, parameter)
        if bias:
            self._place_biases(position, np.arange(width))
        self.active += block.size
        return block

    def _ones_before(self, row: int) -> int:
        level = int(np.searchsorted(self.starts, row, side="right"))
        return int(self.starts[level - 1]) - 1 if level else 0

    def _sparse(self, position: int, source: Rows, inside: Flags, bias: bool) -> Sparse:
        level = self.levels[position]
        start, stop = int(self.starts[position]), int(self.stops[position])
        target, source = level.edge_target[inside], source[inside]
        if bias:
            width = stop - start
            buckets = Buckets.of(np.concatenate([np.arange(width), target]))
            self._place_biases(position, buckets.place[:width])
            edge_place = buckets.place[width:]
            sources = buckets.spread(np.concatenate([np.zeros(width, dtype=int), source]), -1)
        else:
            buckets = Buckets.of(target)
            edge_place = buckets.place
            sources = buckets.spread(source, -1)
        sources[sources < 0] = self.stops[-1]
        block = Sparse(start, stop, self.active, buckets, sources)
        self._place(edge_place, level.edge_parameter[inside])
        self.sparse_edges.append((source, start + target, self.active + edge_place))
        self.active += block.size
        return block

    def _place(self, places: Rows, parameters: Rows) -> None:
        self.slots.append(self.active + places)
        self.parameters.append(parameters)

    def _place_biases(self, position: int, places: Rows) -> None:
        level = self.levels[position]
        self._place(places[~level.muted], level.bias_parameter[~level.muted])

    def pulls(self) -> tuple[tuple[Pull | None, ...], Rows]:
        """The way back through sparse edges, for each level, and the slots they need."""
        nothing: Rows = np.zeros(0, dtype=np.intp)
        if not self.sparse_edges:
            return (None,) * len(self.levels), nothing
        source, target, slot = (
            np.concatenate(part) for part in zip(*self.sparse_edges, strict=True)
        )
        source_level = np.searchsorted(self.starts, source, side="right") - 1
        order = np.argsort(source_level, kind="stable")
        bounds = np.searchsorted(source_level[order], np.arange(len(self.levels) + 1))
        found: list[Pull | None] = []
        slots = [nothing]
        at = 0
        for position in range(len(self.levels)):
            mine = order[bounds[position] : bounds[position + 1]]
            if not len(mine):
                found.append(None)
                continue
            start, stop = int(self.starts[position]), int(self.stops[position])
            buckets = Buckets.of(source[mine] - start)
            targets = buckets.spread(target[mine], int(self.stops[-1]))
            pulled = buckets.spread(slot[mine], self.active)
            found.append(Pull(start, stop, at, buckets, targets, pulled))
            slots.append(pulled)
            at += buckets.total
        return tuple(found), np.concatenate(slots)


def lay_out(
    numbering: Numbering, levels: tuple[Level, ...], inputs: int, trainable: Flags
) -> Layout:
    """The layout for a drawing's levels; `trainable` says which parameters are."""
    builder = _Builder(numbering, levels, inputs, trainable)
    blocks = tuple(builder.blocks(position) for position in range(len(levels)))
    pulls, pull_slots = builder.pulls()
    active = builder.active
    unused = np.ones(numbering.size, dtype=bool)
    for parameters in builder.parameters:
        unused[parameters] = False
    parked = np.flatnonzero(unused)
    parked_slots = active + 1 + np.arange(len(parked))
    slots = np.concatenate([*builder.slots, parked_slots])
    parameters = np.concatenate([*builder.parameters, parked])
    slot = np.zeros(numbering.size, dtype=np.intp)
    slot[parameters[::-1]] = slots[::-1]
    return Layout(
        inputs=inputs,
        starts=builder.starts,
        stops=builder.stops,
        blocks=blocks,
        pulls=pulls,
        pull_slots=pull_slots,
        active=active,
        size=active + 1 + len(parked),
        slots=slots.astype(np.intp),
        parameters=parameters.astype(np.intp),
        slot=slot,
    )
