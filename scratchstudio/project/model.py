"""`Project`: all that is saved together, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scratchstudio.data import Recipe, Source
from scratchstudio.engine import TrainerState, TrainingSettings
from scratchstudio.network import Network
from scratchstudio.project.past_runs import PastRun


@dataclass(frozen=True, eq=False)
class Project:
    """A network, its data, how it is trained, and how far training has come."""

    network: Network
    source: Source
    recipe: Recipe
    settings: TrainingSettings
    start: Network
    """The network with the weights from which training begins; the same ids."""
    state: TrainerState | None = None
    """Where training stands, with its loss history; None before the first step."""
    view: Mapping[str, Any] = field(default_factory=dict)
    """How the window looked: JSON-ready, and never needed."""
    runs: tuple[PastRun, ...] = ()
    """Earlier runs that the person keeps beside the present one."""
    present: PastRun | None = None
    """The present run's time line: also what comes after `state`, where the person went back.

    Its history is empty where it is that of `state`.
    """
    extras: Mapping[str, bytes] = field(default_factory=dict)
    """Parts of the file that only a newer version understands, kept to be written back."""
    notices: tuple[str, ...] = ()
    """What the person should know about the file it came from, a sentence each."""

    @property
    def has_past(self) -> bool:
        """Whether there are states on the way of any run, to go back to."""
        return self.present is not None or any(run.frames for run in self.runs)

    def without_past(self) -> Project:
        """The project with its runs' curves alone."""
        runs = tuple(replace(run, frames=()) for run in self.runs)
        return replace(self, runs=runs, present=None)
