"""`Keyframe`: training as it stood at a step, complete enough to go on from there bit for bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.history import EMPTY_HISTORY, History
from scratchstudio.engine.snapshot import Snapshot
from scratchstudio.engine.state import PARAMETERS, TrainerState
from scratchstudio.network import Network

MOST_FRAMES = 240
MOST_BYTES = 64 * 2**20


@dataclass(frozen=True, eq=False)
class Keyframe:
    """A step of training. Its state has no history: a run's newest history tells that of all."""

    step: int
    epoch: int
    training_loss: float
    held_out_loss: float
    """NaN without held-out data."""
    state: TrainerState
    network: Network
    """The drawing that the state fits, with this step's weights."""

    @staticmethod
    def of(snapshot: Snapshot, state: TrainerState) -> Keyframe:
        """Of a snapshot and the trainer's state at the same step."""
        return Keyframe(
            step=snapshot.step,
            epoch=snapshot.epoch,
            training_loss=snapshot.training_loss,
            held_out_loss=snapshot.held_out_loss,
            state=replace(state, history=EMPTY_HISTORY),
            network=snapshot.network.with_parameters(snapshot.weights, snapshot.biases),
        )

    def is_of(self, state: TrainerState) -> bool:
        """Whether `state` is the very one that is kept here, with or without its history."""
        return self.state.arrays is state.arrays

    def resumed(self, history: History) -> TrainerState:
        """The state to go on from, with the part of the run's history until this step."""
        until = int(np.searchsorted(history.step, self.step, side="right"))
        columns = (
            history.step,
            history.epoch,
            history.training_loss,
            history.held_out_loss,
        )
        return replace(
            self.state, history=History.of(np.column_stack([c[:until] for c in columns]))
        )

    @property
    def size(self) -> int:
        """Bytes that it takes, about: the arrays, and weights and biases once more."""
        arrays = sum(array.nbytes for array in self.state.arrays.values())
        return arrays + 2 * self.state.arrays[PARAMETERS].nbytes


def thinned(
    frames: Sequence[Keyframe], most: int = MOST_FRAMES, most_bytes: int = MOST_BYTES
) -> tuple[Keyframe, ...]:
    """The frames, of rising step, without as many as it takes to hold both limits.

    First and last stay. The first to go is the one that is missed least: it lies between near
    neighbours for its age, and the loss hardly moved there.
    """
    kept = list(frames)
    size = sum(frame.size for frame in kept)
    while len(kept) > 2 and (len(kept) > most or size > most_bytes):
        least = int(np.argmin(_missed(kept))) + 1
        size -= kept[least].size
        del kept[least]
    return tuple(kept)


def _missed(frames: Sequence[Keyframe]) -> NDArray[np.float64]:
    """How much each frame but the first and the last would be missed."""
    step = np.array([frame.step for frame in frames], dtype=np.float64)
    loss = np.array([frame.training_loss for frame in frames])
    loss = np.log(np.clip(np.nan_to_num(loss, nan=1.0), 1e-12, 1e12))
    age = step[-1] - step[1:-1] + 1.0
    missed: NDArray[np.float64] = (step[2:] - step[:-2]) / age + np.abs(loss[2:] - loss[:-2])
    return missed
