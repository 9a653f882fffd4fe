"""`Scaling`: the standardisation of columns, fitted on the training part and undone at will."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.data.table import Floats

GREAT = 1e100
"""Numbers above it can't be squared and summed as they are."""


@dataclass(frozen=True, eq=False)
class Scaling:
    """Column k becomes (x - mean[k]) / scale[k]; with mean 0 and scale 1 it stays as it is."""

    names: tuple[str, ...]
    mean: Floats
    scale: Floats

    def apply(self, x: ArrayLike) -> Floats:
        """Raw values (samples, k) as a network is given them."""
        return (np.asarray(x, dtype=np.float64) - self.mean) / self.scale

    def undo(self, x: ArrayLike) -> Floats:
        """Scaled values (samples, k) back in the units of the table."""
        return np.asarray(x, dtype=np.float64) * self.scale + self.mean

    def take(self, columns: list[int] | NDArray[np.intp]) -> Scaling:
        """The scaling of the chosen columns, in the order asked for."""
        names = tuple(self.names[int(column)] for column in columns)
        return Scaling(names, self.mean[columns], self.scale[columns])


def moments(values: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each column of `values` (samples, k), also where the square
    of a value, or the sum, would be greater than a float can be."""
    largest = np.abs(values).max(axis=0, initial=0.0)
    unit = np.where(largest > GREAT, largest, 1.0)
    shares = values / unit
    return shares.mean(axis=0) * unit, shares.std(axis=0) * unit


def fit_scaling(names: tuple[str, ...], values: Floats, scaled: NDArray[np.bool_]) -> Scaling:
    """The standardisation to mean 0 and standard deviation 1 of `values` (samples, k).

    Only the columns of the mask `scaled` (k,) change. A constant column gets scale 1, so that it
    becomes 0 rather than a division by nothing.
    """
    mean, deviation = moments(values)
    mean = np.where(scaled, mean, 0.0)
    # A constant column has a deviation of rounding errors, not of exactly 0.
    constant = np.ptp(values, axis=0) == 0
    return Scaling(names, mean, np.where(scaled & ~constant & (deviation > 0), deviation, 1.0))
