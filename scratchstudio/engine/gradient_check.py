"""The gradient check: is what backpropagation says what really happens to the loss?

Each weight and bias is moved a little up and a little down, the loss is worked out both times, and
the slope between the two (the central difference) is compared with the gradient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.engine.losses import loss_entry
from scratchstudio.engine.program import Program, compile
from scratchstudio.errors import EngineError

Floats = NDArray[np.float64]

NOTICEABLE = 1e-3
"""Gradients smaller than this part of the largest are compared as if they were that large: what
remains of their difference is rounding."""


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """The two gradients (P,), in the order of the program's parameters, and how they differ.

    `relative_difference` is |analytic − numeric| as a part of the larger of the two. What is not
    trained, or was not chosen, has 0 in all three.
    """

    analytic: Floats
    numeric: Floats
    relative_difference: Floats
    checked: NDArray[np.intp]
    """The parameters that were moved."""

    @property
    def largest(self) -> float:
        """The largest relative difference: 1e-5 or less where all is right (the rest is rounding).

        More need not be a fault: at the corner of a ReLU up and down differ, and the slope of a
        step is a stand-in.
        """
        return float(np.max(self.relative_difference, initial=0.0))


def check_gradient(
    program: Program,
    inputs: ArrayLike,
    targets: ArrayLike,
    loss: str,
    parameters: ArrayLike | None = None,
    step: float = 1e-6,
    only: ArrayLike | None = None,
) -> GradientCheck:
    """Checks the gradient for inputs (samples, inputs) and targets (samples, outputs).

    Always in float64, at `parameters` (P,) or else those of the drawing. `only` chooses parameters
    by their index: each costs two passes through the network. Raises EngineError as
    `Program.gradient` does, and for a step that is not positive.
    """
    if not step > 0:
        raise EngineError(f"The step of a gradient check must be more than 0; it is {step:g}.")
    exact = compile(program.network, "float64")
    at = np.array(exact.parameters if parameters is None else parameters, dtype=np.float64)
    _, analytic = exact.gradient(inputs, targets, loss, at)
    wanted = np.asarray(targets, dtype=np.float64).T
    value_of, unused = loss_entry(loss).value_and_gradient, np.empty(wanted.shape)
    checked = np.flatnonzero(exact.trainable)
    if only is not None:
        checked = np.intersect1d(checked, np.asarray(only, dtype=np.intp))
    numeric = np.zeros(len(at))
    for place in checked.tolist():
        here = at[place]
        losses = []
        for moved in (here + step, here - step):
            at[place] = moved
            losses.append(value_of(exact.forward(inputs, at).T, wanted, None, unused))
        at[place] = here
        numeric[place] = (losses[0] - losses[1]) / ((here + step) - (here - step))
    kept = np.zeros(len(at))
    kept[checked] = analytic[checked]
    return GradientCheck(kept, numeric, _relative(kept, numeric), checked)


def _relative(analytic: Floats, numeric: Floats) -> Floats:
    larger = np.maximum(np.abs(analytic), np.abs(numeric))
    least = max(NOTICEABLE * float(np.max(larger, initial=0.0)), np.finfo(np.float64).tiny)
    return np.asarray(np.abs(analytic - numeric) / np.maximum(larger, least))
