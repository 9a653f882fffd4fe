"""The clinic's look at training, on the worker's thread: what it finds, and which neurons ail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scratchstudio.evaluate.clinic import Examination, Finding, dead, examine, saturated

if TYPE_CHECKING:
    from scratchstudio.studio.moment import Moment

KEY = "clinic"
EVERY = 1.0
"""Seconds between two looks: what ails lasts longer, and training has the time for itself."""


@dataclass(frozen=True)
class Since:
    """Where the last change by hand was made; losses from before are of another training."""

    step: int = 0
    epoch: int = 0


@dataclass(frozen=True, eq=False)
class Checkup:
    """What one look has found."""

    since: Since
    step: int
    findings: tuple[Finding, ...]
    dead: tuple[int, ...]
    saturated: tuple[int, ...]
    """Ids of the neurons that are, also of those that are not worth speaking of."""
    samples: int
    """How many samples were looked at."""


@dataclass(frozen=True)
class Look:
    """Examines a moment of the training that goes on since a change."""

    since: Since

    def __call__(self, moment: Moment) -> Checkup:
        snapshot, fed = moment.snapshot, moment.fed
        seen = Examination(
            program=moment.program,
            parameters=moment.parameters,
            network=moment.network,
            prepared=moment.prepared,
            inputs=fed.train_inputs,
            targets=fed.train_targets,
            held_out=len(fed.held_out_inputs),
            settings=moment.settings,
            history=moment.history,
            step=snapshot.step,
            epoch=snapshot.epoch,
            learning_rate=snapshot.learning_rate,
            since_step=self.since.step,
            since_epoch=self.since.epoch,
        )
        return Checkup(
            since=self.since,
            step=snapshot.step,
            findings=examine(seen),
            dead=seen.ids(dead(seen)),
            saturated=seen.ids(saturated(seen)),
            samples=len(seen.sample),
        )
