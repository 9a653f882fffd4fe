"""`Divergence`: a step that would have ruined the weights, noticed before it was taken."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from scratchstudio.engine.levels import Flags
from scratchstudio.engine.program import Program
from scratchstudio.engine.settings import TrainingSettings
from scratchstudio.engine.step import Part
from scratchstudio.engine.workspace import Floats
from scratchstudio.errors import EngineError

LARGE_INPUT = 1e3
"""Inputs beyond this are likely not scaled."""
EXPLOSION = 1e8
"""A loss this many times the first one (or 1, if that is more) counts as exploded."""

Cause = Literal["data", "decay", "inputs", "saturated", "rate"]
"""What made numbers go out of range: data that are no numbers, decay that overshoots, inputs that
are not scaled, outputs sure of the wrong answer, or (when it is none of these) the rate."""


class Divergence(EngineError):
    """Training stopped because numbers went out of range; the weights before that step are kept.

    `step` is the step that was not taken, from 1; `neuron` the id of the first neuron whose numbers
    went out of range, None if none did by itself; `cause` and `advice` are for the person, `key`
    is the cause for the program.
    """

    def __init__(
        self,
        neuron: int | None,
        where: str,
        cause: str,
        advice: str,
        step: int = 0,
        key: Cause = "rate",
    ) -> None:
        super().__init__(f"Training stopped at step {step:,}: {where}. {cause} {advice}")
        self.step = step
        self.neuron = neuron
        self.where = where
        self.cause = cause
        self.advice = advice
        self.key = key

    def at_step(self, step: int) -> Divergence:
        """The same report, with the step."""
        return Divergence(self.neuron, self.where, self.cause, self.advice, step, self.key)

    def __reduce__(self) -> tuple[Any, ...]:
        """How it is sent from one process to another."""
        parts = (self.neuron, self.where, self.cause, self.advice, self.step, self.key)
        return Divergence, parts


def diagnose(
    program: Program, at: Part, gradient: Floats, settings: TrainingSettings, rate: float
) -> Divergence:
    """The report on a step whose loss or gradient is out of range; `at` holds its numbers."""
    neuron, where = _first_neuron(program, at, gradient)
    key, cause, advice = _cause(at, settings, rate)
    return Divergence(neuron, where, cause, advice, key=key)


def _first_neuron(program: Program, at: Part, gradient: Floats) -> tuple[int | None, str]:
    inner = program.wiring.layout.inner(program.pool_row)
    order = np.argsort(program.pool_row, kind="stable")
    finite_inputs = np.asarray(np.isfinite(at.space.inputs).all(axis=1))
    for rows, what in ((at.space.pool, "gave"), (at.space.deltas, "was to learn from")):
        bad: Flags = ~np.asarray(np.isfinite(rows).all(axis=1))[inner]
        if what == "gave":
            bad[program.network.input_rows] = ~finite_inputs[1:]
        found = order[bad[order]]
        if len(found):
            neuron = int(program.network.neurons.id[found[0]])
            return neuron, f"{program.network.name(neuron)} {what} a number out of range"
    if not np.isfinite(gradient).all():
        return None, "a gradient was out of range"
    return None, "the loss had exploded"


def _cause(at: Part, settings: TrainingSettings, rate: float) -> tuple[Cause, str, str]:
    inputs = at.space.inputs[1:]
    if not np.isfinite(inputs).all():
        return "data", "The data holds a value that is not a number.", "Clean the table."
    if rate * settings.decay > 2.0 or rate * settings.l2 > 2.0:
        return (
            "decay",
            "Rate times decay is more than 2, so each step overshoots zero.",
            "Lower the learning rate or the decay.",
        )
    largest = float(np.abs(inputs).max(initial=0.0))
    if largest > LARGE_INPUT:
        return (
            "inputs",
            f"The inputs reach {largest:,.0f}, so small changes of a weight do much.",
            "Standardise the data, or lower the learning rate.",
        )
    if at.end.fused and np.isfinite(at.end.values).all():
        return (
            "saturated",
            "The outputs are saturated: sure of the wrong answer.",
            "Lower the learning rate, or start from new weights.",
        )
    return (
        "rate",
        f"The learning rate {rate:.3g} is likely too high.",
        "Lower it, or clip the gradient.",
    )
