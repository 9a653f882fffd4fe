"""Single numbers that say how good predictions are; all take (samples, outputs) arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.data import Task
from scratchstudio.errors import DataError

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

NO_CLASS = -1
"""The class code of a sample whose outputs are not all finite, so that they name no class."""

_BINARY_THRESHOLD = 0.5


@dataclass(frozen=True)
class Score:
    """The number by which a task is judged; NaN where there is nothing to judge."""

    name: str
    value: float


def score(task: Task, outputs: ArrayLike, targets: ArrayLike) -> Score:
    """Accuracy for "binary" and "classes", else R²; NaN without samples.

    Raises DataError when outputs and targets differ in shape.
    """
    outputs, targets = _pair(outputs, targets)
    if task == "regression":
        return Score("R²", r_squared(outputs, targets))
    if not len(targets):
        return Score("accuracy", float("nan"))
    hits = class_codes(task, outputs) == class_codes(task, targets)
    return Score("accuracy", float(hits.mean()))


def class_codes(task: Task, outputs: ArrayLike) -> Codes:
    """(samples,) the class that each row of outputs speaks for.

    A single output means class 1 from 0.5 upwards; of several, the largest wins, and of equal ones
    the first. Outputs that are not finite speak for `NO_CLASS`.
    """
    values = _columns(outputs)
    if task == "binary":
        codes = (values[:, 0] >= _BINARY_THRESHOLD).astype(np.intp)
    else:
        codes = np.argmax(values, axis=1).astype(np.intp)
    return np.where(np.isfinite(values).all(axis=1), codes, NO_CLASS)


def predicted_class(
    task: Task, outputs: ArrayLike, classes: Sequence[str], unknown: str = "?"
) -> list[str]:
    """The name of the class that each row of outputs speaks for; `unknown` where it has none."""
    names = [*classes, unknown]
    return [names[code] for code in class_codes(task, outputs).tolist()]


def r_squared(outputs: ArrayLike, targets: ArrayLike) -> float:
    """The share of the targets' variance that the outputs explain, 1 - Σ(t-y)² / Σ(t-mean t)².

    1 is perfect, 0 no better than the mean, and worse may be below 0. Several outputs count alike;
    a constant target has no variance to explain and is left out. NaN when no target varies or an
    output is not finite.
    """
    outputs, targets = _pair(outputs, targets)
    if not len(targets):
        return float("nan")
    varying = np.ptp(targets, axis=0) > 0
    if not varying.any() or not np.isfinite(outputs).all():
        return float("nan")
    outputs, targets = outputs[:, varying], targets[:, varying]
    left = np.square(targets - outputs).sum(axis=0)
    whole = np.square(targets - targets.mean(axis=0)).sum(axis=0)
    return float((1 - left / whole).mean())


def mean_absolute_error(outputs: ArrayLike, targets: ArrayLike) -> float:
    """The mean of |t-y| over samples and outputs, in the targets' unit; NaN without samples."""
    outputs, targets = _pair(outputs, targets)
    return float(np.abs(targets - outputs).mean()) if targets.size else float("nan")


def _columns(values: ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2:
        raise DataError("Outputs are judged as a table of samples by outputs.")
    return array


def _pair(outputs: ArrayLike, targets: ArrayLike) -> tuple[Floats, Floats]:
    given, wanted = _columns(outputs), _columns(targets)
    if given.shape != wanted.shape:
        raise DataError(
            f"There are {given.shape[0]:,} × {given.shape[1]:,} outputs but "
            f"{wanted.shape[0]:,} × {wanted.shape[1]:,} targets."
        )
    return given, wanted
