"""Where an activation function is flat for good: the values at which a neuron stops learning."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine import activation

FAR = (20.0, 40.0)
"""Sums so far out that a function which is flat for good has the same value at both."""
NEAR = 0.1
"""A sum so near that only a jump is already at its end."""
TOUCH = 1e-5
"""How near to an end a value counts as lying on it."""


@dataclass(frozen=True)
class Ends:
    """The value for ever smaller, and for ever larger sums; None where it goes on changing."""

    low: float | None
    high: float | None

    @property
    def distinct(self) -> tuple[float, float] | None:
        """Both, the smaller first, where there are two that differ, as with tanh."""
        if self.low is None or self.high is None or abs(self.low - self.high) < TOUCH:
            return None
        return min(self.low, self.high), max(self.low, self.high)

    @property
    def only(self) -> float | None:
        """The one flat value of a function that has one, as 0 with ReLU."""
        if self.distinct is not None:
            return None
        return self.high if self.low is None else self.low


NO_ENDS = Ends(None, None)


@lru_cache(maxsize=256)
def ends(key: str) -> Ends:
    """The ends of an activation, or of a formula; none for one that jumps, and for softmax.

    A function that jumps, such as step, is at an end for every sum; its values say nothing about
    whether the neuron learns.
    """
    if key == "softmax":
        return NO_ENDS
    sums = np.array([-FAR[1], -FAR[0], -NEAR, NEAR, FAR[0], FAR[1]])
    values = np.empty_like(sums)
    with np.errstate(all="ignore"):
        activation(key).value(sums, values)
    low, high = _flat(values[:2]), _flat(values[4:])
    found = Ends(low, high).distinct
    if found is not None and all(min(abs(v - e) for e in found) < TOUCH for v in values[2:4]):
        return NO_ENDS
    return Ends(low, high)


def _flat(values: NDArray[np.float64]) -> float | None:
    if not np.isfinite(values).all() or abs(values[0] - values[1]) > TOUCH:
        return None
    return float(values[1])
