"""A noisy curve made calm: the exponential moving average, free of the bias of its beginning."""

from __future__ import annotations

import math

import numpy as np

from scratchstudio.studio.views.decimation import Curve


def smoothed(values: Curve, memory: float) -> Curve:
    """m_t / (1 − memory^t) with m_t = memory · m_(t−1) + (1 − memory) · y_t.

    The division takes out the zero from which the average starts (as in Adam, Kingma and Ba 2015).
    Values that are not finite stay as they are and count for nothing. A memory of 0 changes
    nothing.
    """
    if memory <= 0:
        return values
    mean, share = 0.0, 1.0
    result = []
    for value in values.tolist():
        if math.isfinite(value):
            mean = memory * mean + (1 - memory) * value
            share *= memory
            value = mean / (1 - share)
        result.append(value)
    return np.array(result)
