"""The way forward and the way back through a network, recorded for one workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.activations import Activation, activation
from scratchstudio.engine.layout import Layout
from scratchstudio.engine.levels import SOFTMAX, Level
from scratchstudio.engine.slopes import Stretch, is_constant_one, record_slopes
from scratchstudio.engine.softmax import record_softmax, record_softmax_deltas
from scratchstudio.engine.tape import Tape
from scratchstudio.engine.workspace import Floats, Workspace

Rows = NDArray[np.intp]
Mask = Callable[[Tape, Workspace, int, int], None]
"""Records what happens to a level's rows (start, stop) once they are computed."""


@dataclass(frozen=True, eq=False)
class Wiring:
    """A compiled drawing's levels and their layout."""

    levels: tuple[Level, ...]
    layout: Layout
    outputs: Rows
    """Rows of the layout's pool, in the order of the output neurons."""

    def stretches(self, position: int) -> list[Stretch]:
        """The rows of a level that are neither muted nor softmax, by activation."""
        return [
            (start, stop, activation(key))
            for start, stop, key in self._live_groups(position)
            if key != SOFTMAX
        ]

    def softmax(self, position: int) -> tuple[int, int] | None:
        """The rows of a level's softmax neurons."""
        for start, stop, key in self._live_groups(position):
            if key == SOFTMAX:
                return start, stop
        return None

    def _live_groups(self, position: int) -> list[tuple[int, int, str]]:
        level = self.levels[position]
        shift = int(self.layout.starts[position]) - level.start
        return [
            (group.start + shift, group.stop + shift, group.activation)
            for group in level.groups
            if not level.muted[group.start - level.start]
        ]

    def reads_inputs_from_pool(self) -> bool:
        """True when some block needs the inputs as rows of the pool."""
        blocks = (block for level in self.layout.blocks for block in level)
        return any(block.reads_pool(1, self.layout.inputs + 1) for block in blocks)


def record_forward(
    tape: Tape, wiring: Wiring, space: Workspace, slopes: bool = False, mask: Mask | None = None
) -> None:
    """Records the activations of all neurons.

    With `slopes` also their derivatives, level by level, before `mask` changes the values.
    """
    layout = wiring.layout
    if layout.inputs and wiring.reads_inputs_from_pool():
        tape(np.copyto, space.pool[1 : layout.inputs + 1], space.inputs[1:])
    for position in range(len(wiring.levels)):
        summed = 0
        for block in layout.blocks[position]:
            block.forward(tape, space, more=block.start < summed)
            summed = block.stop
        stretches = wiring.stretches(position)
        for start, stop, function in stretches:
            for rows in space.chunks(start, stop):
                _record_values(tape, space, slice(*rows), function)
        softmax = wiring.softmax(position)
        if softmax is not None:
            record_softmax(tape, space, *softmax)
        if slopes:
            record_slopes(tape, space, stretches, masked=mask is not None)
        if mask is not None:
            mask(tape, space, int(layout.starts[position]), int(layout.stops[position]))


def _record_values(tape: Tape, space: Workspace, rows: slice, function: Activation) -> None:
    """Records an activation; max(0, z) between two arrays, which is faster than with a number."""
    sums, values = space.sums[rows], space.pool[rows]
    if function.rectifier == 0.0:
        tape(np.maximum, sums, space.full(sums.shape, 0.0), out=values)
    else:
        tape(function.value, sums, values)


@dataclass(frozen=True, eq=False)
class OutputEnd:
    """Where outputs are read, and where the loss writes its gradient."""

    values: Floats
    gradient: Floats
    fused: bool
    """The gradient is with respect to the sums, not the activations."""


def output_end(tape: Tape, wiring: Wiring, space: Workspace, fused: bool) -> OutputEnd:
    """Records how the outputs are fetched, if they must be, after the way forward."""
    rows = wiring.outputs
    if len(rows) and np.array_equal(rows, np.arange(rows[0], rows[0] + len(rows))):
        values = space.pool[int(rows[0]) : int(rows[-1]) + 1]
    else:
        values = space.own((len(rows), space.batch))
        tape(space.pool.take, rows, 0, values, "clip")
    last = _last_level(wiring)
    if space.trains and last is not None:
        return OutputEnd(values, space.deltas[last], fused)
    return OutputEnd(values, space.own((len(rows) if space.trains else 0, space.batch)), fused)


def _last_level(wiring: Wiring) -> slice | None:
    """The rows of the last level, if it is all the outputs in their order and nothing else."""
    if not wiring.levels:
        return None
    start, stop = int(wiring.layout.starts[-1]), int(wiring.layout.stops[-1])
    whole = np.array_equal(wiring.outputs, np.arange(start, stop))
    return slice(start, stop) if whole else None


def record_backward(
    tape: Tape, wiring: Wiring, space: Workspace, end: OutputEnd, slopes: bool = True
) -> None:
    """Records the gradient of all weights from the loss's gradient at the outputs.

    Without `slopes` the derivatives of the activations must be there already.
    """
    layout = wiring.layout
    last = _last_level(wiring)
    ready = len(wiring.levels) - 1 if end.fused and last is not None else -1
    if slopes:
        inner = [p for p in _small_levels(wiring, space) if p != ready]
        record_slopes(tape, space, [s for position in inner for s in wiring.stretches(position)])
    if len(layout.pull_slots):
        tape(space.store.take, layout.pull_slots, 0, space.pulled, "clip")
    output_level = np.searchsorted(layout.starts, wiring.outputs, side="right") - 1
    if last is not None:
        space.mark_filled(last.start, last.stop)
        output_level = output_level[:0]
    for position in reversed(range(len(wiring.levels))):
        start, stop = int(layout.starts[position]), int(layout.stops[position])
        chosen = np.flatnonzero(output_level == position)
        ends = (_only_rows, wiring.outputs[chosen] - start, end.gradient, chosen)
        pull = layout.pulls[position]
        if pull is not None:
            pull.record(tape, space)
        if len(chosen) and not end.fused:
            space.receive(tape, start, stop, *ends)
        if position != ready:
            _record_sloped(tape, wiring, space, position, end.fused, slopes)
        if len(chosen) and end.fused:
            space.receive(tape, start, stop, *ends)
        for block in layout.blocks[position]:
            block.gradient(tape, space)
        for block in layout.blocks[position]:
            block.push(tape, space)


def _small_levels(wiring: Wiring, space: Workspace) -> list[int]:
    """Levels so small that the slopes of all of them together are found by a few calls."""
    spans = zip(wiring.layout.starts.tolist(), wiring.layout.stops.tolist(), strict=True)
    return [p for p, (start, stop) in enumerate(spans) if len(space.chunks(start, stop)) == 1]


def _record_sloped(
    tape: Tape, wiring: Wiring, space: Workspace, position: int, fused: bool, slopes: bool
) -> None:
    """Records the step from deltas by values to deltas by sums, for one level.

    With `slopes`, a large level's are found on the way, chunk by chunk; without, they are there,
    and hold what a mask left out.
    """
    start, stop = int(wiring.layout.starts[position]), int(wiring.layout.stops[position])
    stretches, softmax = wiring.stretches(position), wiring.softmax(position)
    parts = [(start, stop)] if softmax is None else [(start, softmax[0]), (softmax[1], stop)]
    if slopes and is_constant_one(stretches):
        parts = []
    for first, last in (chunk for part in parts for chunk in space.chunks(*part)):
        if slopes and len(space.chunks(start, stop)) > 1:
            inside = [(max(a, first), min(b, last), function) for a, b, function in stretches]
            record_slopes(tape, space, [stretch for stretch in inside if stretch[0] < stretch[1]])
        deltas = space.deltas[first:last]
        tape(np.multiply, deltas, space.slopes[first:last], deltas)
    if softmax is not None and not fused:
        record_softmax_deltas(tape, space, *softmax)


def _only_rows(rows: Rows, values: Floats, chosen: Rows, out: Floats) -> None:
    """Zeros, but for the given rows, which take the chosen rows of `values`."""
    out.fill(0.0)
    out[rows] = values[chosen]
