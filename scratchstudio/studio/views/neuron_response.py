"""What one neuron makes of many inputs; computed on the worker, without Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scratchstudio.studio.views.tint import ValueScale

if TYPE_CHECKING:
    from scratchstudio.studio.moment import Moment

Floats = NDArray[np.float64]

PARTS = 10
"""A response is computed in so many parts: all neurons' values of one part are held at once."""


def response_of(neuron: int, inputs: Floats, moment: Moment) -> Floats:
    """(samples,) the neuron's activation for each of the inputs (samples, inputs)."""
    [row] = moment.network.neurons.rows([neuron])
    parts = [
        moment.program.activations(part, moment.parameters)[row]
        for part in np.array_split(inputs, PARTS)
    ]
    return np.concatenate(parts).astype(np.float64)


def response_scale(values: Floats) -> ValueScale:
    """From 0, or from −limit where there are negative values, to limit.

    The limit is the largest size, but at least 1: so the scale rests while a neuron learns, and a
    flat response stays pale.
    """
    finite = values[np.isfinite(values)]
    limit = max(1.0, float(np.abs(finite).max(initial=0.0)))
    return ValueScale(-limit if (finite < 0).any() else 0.0, limit)
