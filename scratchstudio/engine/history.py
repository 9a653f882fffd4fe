"""`History`: the losses along the way, bounded, as arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LONGEST = 4096
"""Points that are kept at most."""
EVALUATION_SHARE = 0.02
"""The part of training's time that measuring losses may take."""


@dataclass(frozen=True, eq=False)
class History:
    """Exact losses of the weights at some steps; arrays of equal length, read-only."""

    step: NDArray[np.int64]
    epoch: NDArray[np.float64]
    """Passes through the data until then; a fraction within a pass."""
    training_loss: NDArray[np.float64]
    held_out_loss: NDArray[np.float64]
    """NaN without held-out data."""

    def __len__(self) -> int:
        return len(self.step)

    @staticmethod
    def of(points: ArrayLike) -> History:
        """A history of points (step, epoch, training loss, held-out loss), shape (points, 4)."""
        table = np.asarray(points, dtype=np.float64).reshape(-1, 4)
        steps = table[:, 0].astype(np.int64)
        columns = [table[:, position].copy() for position in (1, 2, 3)]
        for column in (steps, *columns):
            column.flags.writeable = False
        return History(steps, *columns)


class Recorder:
    """Collects a History. When it is full, every second point goes and it records half as often."""

    def __init__(self, interval: int) -> None:
        self.interval = interval
        """Steps from one point to the next."""
        self._table = np.zeros((LONGEST + 1, 4))
        self._count = 0
        self._made: History | None = EMPTY_HISTORY

    def restore(self, history: History, interval: int) -> None:
        """Goes on from an earlier history."""
        self._keep(
            np.column_stack(
                [history.step, history.epoch, history.training_loss, history.held_out_loss]
            )
        )
        self.interval = interval

    def _keep(self, points: NDArray[np.float64]) -> None:
        points = points[-LONGEST:]
        self._count = len(points)
        self._table[: self._count] = points
        self._made = None

    def due(self, step: int) -> bool:
        """True when the losses at this step belong into the history and are not there yet."""
        return step % self.interval == 0 and (
            not self._count or self._table[self._count - 1, 0] < step
        )

    def next_after(self, step: int) -> int:
        """The first step after this one at which a point is due."""
        return (step // self.interval + 1) * self.interval

    def add(self, step: int, epoch: float, training_loss: float, held_out_loss: float) -> None:
        """Adds a point."""
        self._table[self._count] = step, epoch, training_loss, held_out_loss
        self._count += 1
        self._made = None
        if self._count > LONGEST:
            self.interval *= 2
            kept = self._table[: self._count]
            self._keep(kept[kept[:, 0] % self.interval == 0])

    @property
    def last(self) -> tuple[int, float, float, float] | None:
        """The newest point (step, epoch, training loss, held-out loss)."""
        if not self._count:
            return None
        step, epoch, training_loss, held_out_loss = self._table[self._count - 1].tolist()
        return int(step), epoch, training_loss, held_out_loss

    @property
    def history(self) -> History:
        """What has been recorded."""
        if self._made is None:
            self._made = History.of(self._table[: self._count])
        return self._made


EMPTY_HISTORY = History.of([])
"""Before the first step."""


def interval_for(levels: int, weights: int, neurons: int, batch: int, evaluated: int) -> int:
    """Steps between two points such that measuring takes about `EVALUATION_SHARE` of the time.

    From counts alone, so that the same run always has the same history. The nanoseconds are rough
    measurements: of a call, of a weight and of an activation for one sample, each way.
    """
    calls, per_sample = 12 + 8 * levels, 0.05 * weights + neurons
    step = 300.0 * calls + 3.0 * batch * per_sample
    evaluation = 150.0 * calls + evaluated * per_sample
    return max(1, math.ceil(evaluation / (EVALUATION_SHARE * step)))
