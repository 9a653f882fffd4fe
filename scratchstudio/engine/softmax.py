"""Softmax over contiguous pool rows: e^z / Σ e^z, each sample's largest z taken off first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scratchstudio.engine.tape import Tape
    from scratchstudio.engine.workspace import Workspace


def record_softmax(tape: Tape, space: Workspace, start: int, stop: int) -> None:
    """Records the values of the softmax neurons in rows `start` to `stop`.

    The sum comes from a product with ones: it arrives in every row, where division wants it.
    """
    sums, values = space.sums[start:stop], space.pool[start:stop]
    largest = space.own((space.batch,))
    total = space.own(sums.shape)
    ones = np.ones((stop - start, stop - start), dtype=sums.dtype)
    tape(np.maximum.reduce, sums, 0, None, largest)
    tape(np.subtract, sums, largest, values)
    tape(np.exp, values, values)
    tape(ones.dot, values, total)
    tape(np.divide, values, total, values)


def record_softmax_deltas(tape: Tape, space: Workspace, start: int, stop: int) -> None:
    """Records the step from deltas by values to deltas by sums: y · (d − Σ y d)."""
    values, deltas = space.pool[start:stop], space.deltas[start:stop]
    part, total = space.own(values.shape), space.own(values.shape)
    ones = np.ones((stop - start, stop - start), dtype=values.dtype)
    tape(np.multiply, values, deltas, part)
    tape(ones.dot, part, total)
    tape(np.subtract, deltas, total, deltas)
    tape(np.multiply, values, deltas, deltas)
