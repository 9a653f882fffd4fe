"""One moment of training: what probes look at, what the window shows, where training stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scratchstudio.data import Prepared
from scratchstudio.engine import History, Program, Snapshot, TrainerState, TrainingSettings
from scratchstudio.evaluate import Score
from scratchstudio.network import Network
from scratchstudio.project import Fed


@dataclass(frozen=True, eq=False)
class Moment:
    """What a probe may look at: one state of the training, complete and unchanging."""

    program: Program
    parameters: np.ndarray
    network: Network
    prepared: Prepared
    fed: Fed
    settings: TrainingSettings
    history: History
    snapshot: Snapshot
    update: np.ndarray | None
    """(P,) what one step of late added to each parameter; None before the first."""


Probe = Callable[[Moment], object]


@dataclass(frozen=True)
class Failed:
    """The result of a probe that cannot be computed; it is tried again after the next edit."""

    error: Exception


@dataclass(frozen=True, eq=False)
class Frame:
    """What the window shows of one moment of training."""

    snapshot: Snapshot
    playing: bool
    steps_per_second: float
    training_score: Score | None
    held_out_score: Score | None
    history: History
    probes: Mapping[str, object]
    ended: str = ""
    """Why the run ended by itself, as a sentence; "" otherwise."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """Where training stands when it is asked: for undo, saving and closing."""

    snapshot: Snapshot
    state: TrainerState
