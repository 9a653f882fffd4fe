"""A training step, recorded: fetch a batch, forward, loss, back; then correct and update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.constraints import (
    Places,
    record_decay,
    record_max_norm,
    record_penalties,
    record_ties_and_freezes,
)
from scratchstudio.engine.losses import loss_entry
from scratchstudio.engine.noise import dropout_mask, record_input_dropout, record_input_noise
from scratchstudio.engine.optimisers import OPTIMISERS, Update
from scratchstudio.engine.passes import OutputEnd, output_end, record_backward, record_forward
from scratchstudio.engine.program import Program
from scratchstudio.engine.samples import Samples
from scratchstudio.engine.tape import Input, Tape
from scratchstudio.engine.workspace import Floats, Workspace

Rows = NDArray[np.intp]

LARGEST_PART = 1.6e9
"""Multiplications between two looks at `stop`; a larger batch is computed in parts."""
NEURON_WORK = 100
"""What a neuron's activation and its way back cost, in multiplications."""
LARGEST_GATHERING = 1 << 24
"""Numbers that a part may gather for sparse blocks."""


def largest_part(program: Program) -> int:
    """Samples that are computed together at most."""
    blocks = [block for level in program.wiring.layout.blocks for block in level]
    work = sum(block.work for block in blocks) + NEURON_WORK * program.wiring.layout.rows
    held = sum(block.held for block in blocks) + 4 * program.wiring.layout.rows
    return max(int(min(LARGEST_PART / work, LARGEST_GATHERING / held)), 1)


@dataclass(frozen=True, eq=False)
class Part:
    """From rows of the samples to the gradient, for one number of samples.

    `run(indices)` is False when the loss is out of range; a part that is a whole step also updates
    the weights: `run(indices, scalars)`, False when loss or gradient are out of range.
    """

    space: Workspace
    end: OutputEnd
    run: Callable[..., bool]


def record_part(
    program: Program,
    samples: Samples,
    size: int,
    update: Update,
    store: Floats,
    random: np.random.Generator,
    loss_limit: float,
    whole: bool = False,
) -> Part:
    """Records a part of `size` samples; its gradient goes to `update.gradient`."""
    settings = update.settings
    mask = dropout_mask(program, random)
    tape = Tape("indices", "scalars") if whole else Tape("indices")
    given, ends = samples.batch(size)
    tape(samples.given.take, Input("indices"), 0, given, "clip")
    tape(samples.wanted.take, Input("indices"), 0, ends, "clip")
    inputs = given[:, 1:]
    if settings.input_noise:
        record_input_noise(tape, inputs, settings.input_noise, random)
    record_input_dropout(tape, program, inputs, random)
    space = Workspace(program.wiring.layout, given, store, update.gradient)
    record_forward(tape, program.wiring, space, slopes=mask is not None, mask=mask)
    loss = loss_entry(settings.loss, settings.huber_delta)
    end = output_end(tape, program.wiring, space, loss.output_activation is not None)
    wanted, weights = samples.targets_of(ends), samples.weights_of(ends)
    measure = loss.value_and_gradient
    if OPTIMISERS[settings.optimiser].wants_loss:
        measure = _remembering(update, measure)
    tape.require(measure, end.values, wanted, weights, end.gradient, below=loss_limit)
    record_backward(tape, program.wiring, space, end, slopes=mask is None)
    if whole:
        _record_update(tape, program, update)
    return Part(space, end, tape.compiled())


def _remembering(update: Update, measure: Callable[..., float]) -> Callable[..., float]:
    def measured(*args: object) -> float:
        update.loss = measure(*args)
        return update.loss

    return measured


def record_update(program: Program, update: Update) -> Callable[[Floats], bool]:
    """From the gradient to new weights; False, with nothing changed, if it is out of range.

    The function takes this step's scalars.
    """
    tape = Tape("scalars")
    _record_update(tape, program, update)
    return tape.compiled()


def _record_update(tape: Tape, program: Program, update: Update) -> None:
    settings, gradient = update.settings, update.gradient
    places = Places(program)
    record_ties_and_freezes(tape, places, gradient)
    tape.require(gradient.dot, gradient, below=float("inf"))
    tape(update.scalars.__setitem__, slice(None), Input("scalars"))
    record_penalties(tape, places, update, settings)
    record_decay(tape, places, update, settings)
    OPTIMISERS[settings.optimiser].record(tape, update)
    record_max_norm(tape, places, update.weights, settings.max_norm)
