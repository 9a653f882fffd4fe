"""What training makes uncertain on purpose: neurons left out, and noise on the inputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.passes import Mask
from scratchstudio.engine.program import Program
from scratchstudio.engine.tape import Tape
from scratchstudio.engine.workspace import Floats, Workspace
from scratchstudio.network import Kind

Rows = NDArray[np.intp]


def record_input_noise(
    tape: Tape, inputs: Floats, spread: float, random: np.random.Generator
) -> None:
    """Adds Gaussian noise of this standard deviation to a batch's inputs (batch, inputs)."""
    noise = np.empty(inputs.shape, dtype=inputs.dtype)
    tape(random.standard_normal, None, noise.dtype, noise)
    tape(np.multiply, noise, np.array(spread, dtype=noise.dtype), noise)
    tape(np.add, inputs, noise, inputs)


def record_input_dropout(
    tape: Tape, program: Program, inputs: Floats, random: np.random.Generator
) -> None:
    """Leaves input neurons with dropout out of a batch's inputs (batch, inputs)."""
    rate = program.network.neurons.dropout[program.network.input_rows]
    if rate.any():
        kept = np.empty(inputs.shape, dtype=inputs.dtype)
        tape(random.random, None, kept.dtype, kept)
        tape(_leave_out, kept, rate.astype(inputs.dtype), inputs)


def dropout_mask(program: Program, random: np.random.Generator) -> Mask | None:
    """What leaves computed neurons out at random, or None if none has dropout.

    A neuron is left out for each sample by itself; the others are scaled up so that the mean
    stays (Srivastava et al. 2014). Output neurons always answer.
    """
    neurons = program.network.neurons
    rate = np.where(neurons.kind == Kind.HIDDEN, neurons.dropout, 0.0)
    if not rate.any():
        return None
    layout = program.wiring.layout
    by_row = np.zeros(layout.rows)
    by_row[layout.inner(program.pool_row)] = rate

    def mask(tape: Tape, space: Workspace, start: int, stop: int) -> None:
        rows = start + np.flatnonzero(by_row[start:stop])
        if len(rows):
            kept = space.own((len(rows), space.batch))
            tape(random.random, None, kept.dtype, kept)
            tape(_leave_rows_out, kept, by_row[rows][:, None].astype(kept.dtype), space, rows)

    return mask


def _leave_out(kept: Floats, rate: Floats, values: Floats) -> None:
    """Turns uniform numbers `kept` into 0 or 1 / (1 − rate), and multiplies the values by them."""
    np.greater_equal(kept, rate, out=kept, casting="unsafe")
    np.divide(kept, 1.0 - rate, out=kept, where=rate < 1.0)
    values *= kept


def _leave_rows_out(kept: Floats, rate: Floats, space: Workspace, rows: Rows) -> None:
    values = space.pool[rows]
    _leave_out(kept, rate, values)
    space.pool[rows] = values
    space.slopes[rows] *= kept
