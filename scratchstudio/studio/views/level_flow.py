"""How strongly the loss pulls at each level's weights, and how far a step moves them.

Computed on the worker, without Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import EngineError
from scratchstudio.network import Network, levels
from scratchstudio.studio.views.decision_plane import spread

if TYPE_CHECKING:
    from scratchstudio.studio.moment import Moment

Floats = NDArray[np.float64]

MOST_SAMPLES = 256
"""Training samples over which the gradient is taken, spread evenly."""
FAINT = 1e-3
"""A level whose gradient is a smaller share than this of the strongest learns next to nothing."""
HASTY = 0.1
"""A step that moves a level's weights by a larger share of their size is likely too long."""
SLOW = 1e-5
"""Where no level is moved by a larger share than this, a step changes next to nothing."""
USUAL = 1e-3
DECADES = 4
"""Powers of ten that the bars span at least."""


@dataclass(frozen=True, eq=False)
class LevelFlow:
    """Of each level that has weights, from the inputs to the outputs."""

    network: Network
    level: NDArray[np.intp]
    """(levels,) their numbers"""
    gradient: Floats
    """(levels,) root mean square of ∂loss/∂weight over the edges that lead into the level"""
    movement: Floats
    """(levels,) root mean square of what one step added to these weights, as a share of that of
    the weights; NaN before the first step. About 0.001 is usual (A. Karpathy, lecture notes of
    CS231n, "Ratio of weights:updates")."""

    @property
    def faint(self) -> NDArray[np.bool_]:
        """(levels,) True where the gradient has all but vanished beside the strongest level's."""
        known = np.where(np.isfinite(self.gradient), self.gradient, 0.0)
        return known < FAINT * known.max(initial=0.0)

    @property
    def hasty(self) -> NDArray[np.bool_]:
        """(levels,) True where one step moves the weights by a large part of their size."""
        return np.nan_to_num(self.movement) > HASTY

    @property
    def slow(self) -> bool:
        """True where a step, once there was one, moves no level by a share that matters."""
        known = self.movement[np.isfinite(self.movement)]
        return bool(len(known)) and float(known.max()) < SLOW


def limits(values: Floats, decades: int = DECADES) -> tuple[float, float]:
    """Decimal logarithms of where bars begin and end, in whole powers of ten."""
    known = values[np.isfinite(values) & (values > 0)]
    if not len(known):
        return -float(decades), 0.0
    high = float(np.ceil(np.log10(known.max()) + 1e-9))
    low = float(np.floor(np.log10(known.min()) - 1e-9))
    return min(low, high - decades), high


@dataclass(frozen=True)
class FlowProbe:
    """Takes the gradient of this loss over a part of the training samples."""

    loss: str

    def __call__(self, moment: Moment) -> LevelFlow | None:
        """The flow, or None while the loss and the drawing do not fit together."""
        fed, program, network = moment.fed, moment.program, moment.network
        chosen = spread(len(fed.train_inputs), MOST_SAMPLES)
        try:
            _, gradient = program.gradient(
                fed.train_inputs[chosen], fed.train_targets[chosen], self.loss, moment.parameters
            )
        except EngineError:
            # The person has just chosen another loss; the next moment has the outputs for it.
            return None
        level = levels(network)[network.target_rows]
        numbers, place = np.unique(level, return_inverse=True)

        def size(of: NDArray[np.floating]) -> Floats:
            """(levels,) root mean square of a parameter vector (P,) over the edges of each."""
            squares = np.square(of[program.edge_parameter].astype(np.float64))
            total = np.bincount(place, weights=squares, minlength=len(numbers))
            return np.sqrt(total / np.bincount(place, minlength=len(numbers)))

        movement = np.full(len(numbers), np.nan)
        if moment.update is not None:
            weights = size(moment.parameters)
            np.divide(size(moment.update), weights, out=movement, where=weights > 0)
        return LevelFlow(network, numbers, size(gradient), movement)
