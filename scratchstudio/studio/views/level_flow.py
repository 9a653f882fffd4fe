"""How strongly the loss pulls at the weights of each level; computed on the worker, without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import EngineError
from scratchstudio.network import Network, levels
from scratchstudio.studio.views.decision_plane import spread

if TYPE_CHECKING:
    from scratchstudio.studio.worker import Moment

Floats = NDArray[np.float64]

MOST_SAMPLES = 256
"""Training samples over which the gradient is taken, spread evenly."""
FAINT = 1e-3
"""A level whose gradient is a smaller share than this of the strongest learns next to nothing."""
DECADES = 4
"""Powers of ten that the bars span at least."""


@dataclass(frozen=True, eq=False)
class LevelFlow:
    """The gradient of each level that has weights, from the inputs to the outputs."""

    network: Network
    level: NDArray[np.intp]
    """(levels,) their numbers"""
    gradient: Floats
    """(levels,) root mean square of ∂loss/∂weight over the edges that lead into the level"""

    @property
    def faint(self) -> NDArray[np.bool_]:
        """(levels,) True where the gradient has all but vanished beside the strongest level's."""
        known = np.where(np.isfinite(self.gradient), self.gradient, 0.0)
        return known < FAINT * known.max(initial=0.0)

    def limits(self) -> tuple[float, float]:
        """Decimal logarithms of where the bars begin and end, in whole powers of ten."""
        known = self.gradient[np.isfinite(self.gradient) & (self.gradient > 0)]
        if not len(known):
            return -float(DECADES), 0.0
        high = float(np.ceil(np.log10(known.max()) + 1e-9))
        low = float(np.floor(np.log10(known.min()) - 1e-9))
        return min(low, high - DECADES), high


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
        pull = np.square(gradient[program.edge_parameter].astype(np.float64))
        level = levels(network)[network.target_rows]
        numbers, place, count = np.unique(level, return_inverse=True, return_counts=True)
        total = np.bincount(place, weights=pull, minlength=len(numbers))
        return LevelFlow(network, numbers, np.sqrt(total / count))
