"""How the weights are spread: counts in bins with limits that rest while the weights move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.studio.views.figures import round_up

BINS = 30


def histogram(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The edges (BINS + 1,) of the bins, symmetric about 0, and the counts (BINS,).

    What is not a finite number is left out.
    """
    finite = values[np.isfinite(values)]
    limit = round_up(float(np.abs(finite).max(initial=0.0)))
    edges = np.linspace(-limit, limit, BINS + 1)
    counts, _ = np.histogram(finite, bins=edges)
    return edges, counts
