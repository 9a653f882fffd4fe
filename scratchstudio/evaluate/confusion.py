"""The confusion matrix: which class was taken for which, with precision and recall a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.data import Task
from scratchstudio.errors import DataError
from scratchstudio.evaluate.metrics import NO_CLASS, class_codes

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Confusion:
    """How often each class was predicted for each true class."""

    classes: tuple[str, ...]
    counts: NDArray[np.int64]
    """(classes, classes): row the true class, column the predicted one."""
    undecided: NDArray[np.int64]
    """(classes,) samples of each true class whose outputs were not finite."""

    @property
    def precision(self) -> Floats:
        """(classes,) of the samples predicted as a class, the share that are; NaN without any."""
        return _share(self.counts.diagonal(), self.counts.sum(axis=0))

    @property
    def recall(self) -> Floats:
        """(classes,) of the samples of a class, the share predicted as it; NaN without any."""
        return _share(self.counts.diagonal(), self.counts.sum(axis=1) + self.undecided)

    @property
    def accuracy(self) -> float:
        """The share of all samples that were predicted as what they are; NaN without any."""
        total = self.counts.sum() + self.undecided.sum()
        return float(_share(self.counts.trace(), total))


def confusion(
    task: Task, outputs: ArrayLike, targets: ArrayLike, classes: Sequence[str]
) -> Confusion:
    """Counts predictions (samples, outputs) against 0-or-1 targets of the same shape.

    Raises DataError for a regression, which has no classes, and when the shapes differ.
    """
    if task == "regression":
        raise DataError("A prediction of numbers has no classes to confuse.")
    if np.shape(outputs) != np.shape(targets):
        raise DataError("Outputs and targets differ in number.")
    true, said = class_codes(task, targets), class_codes(task, outputs)
    size = len(classes)
    decided = said != NO_CLASS
    pairs = np.bincount(true[decided] * size + said[decided], minlength=size * size)
    return Confusion(
        classes=tuple(classes),
        counts=pairs.reshape(size, size),
        undecided=np.bincount(true[~decided], minlength=size),
    )


def _share(part: ArrayLike, whole: ArrayLike) -> Floats:
    of = np.asarray(whole, dtype=np.float64)
    return np.asarray(part) / np.where(of > 0, of, np.nan)
