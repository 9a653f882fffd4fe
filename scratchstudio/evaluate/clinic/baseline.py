"""The loss of always giving one and the same answer: what learning has to beat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine import TrainingSettings
from scratchstudio.engine.losses import loss_entry
from scratchstudio.engine.samples import loss_weights

Floats = NDArray[np.float64]


def loss_of_constant(targets: Floats, settings: TrainingSettings) -> float:
    """The training loss of the best constant answer to these targets (samples, outputs).

    The mean of the targets is best for squared loss and for the cross-entropies; the median for
    the absolute loss, of which Huber's stays close to the better of the two; for hinge the class
    that is more frequent. Samples count by their class weights, as in training.
    """
    if not len(targets):
        return float("nan")
    weights = loss_weights(targets, settings)
    mean = np.average(targets, axis=0, weights=weights)
    answers = {
        "absolute": [np.median(targets, axis=0)],
        "huber": [mean, np.median(targets, axis=0)],
        "hinge": [np.where(mean > 0.5, 1.0, -1.0)],
    }.get(settings.loss, [mean])
    entry = loss_entry(settings.loss, settings.huber_delta)
    wanted = np.ascontiguousarray(targets.T)
    return min(
        entry.value_and_gradient(
            np.repeat(answer[:, None], len(targets), axis=1), wanted, weights, np.empty_like(wanted)
        )
        for answer in answers
    )
