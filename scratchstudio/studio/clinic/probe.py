"""The clinic's look at training, on the worker's thread: what it finds, and which neurons ail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scratchstudio.evaluate.clinic import (
    Examination,
    Finding,
    dead,
    examine,
    in_passing,
    saturated,
    shares_at_ends,
)

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
    asides: tuple[Finding, ...]
    """What is told only to who asks."""
    dead: tuple[tuple[int, float], ...]
    """Ids of the neurons that are, also of those that are not worth speaking of, each with the
    value that it gives for every sample."""
    saturated: tuple[tuple[int, float], ...]
    """The same, each with the share of the samples for which it is at an end."""
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
        found, squeezed = dead(seen), saturated(seen)
        return Checkup(
            since=self.since,
            step=snapshot.step,
            findings=examine(seen),
            asides=in_passing(seen),
            dead=_paired(seen.ids(found), seen.activations[found].mean(axis=1)),
            saturated=_paired(seen.ids(squeezed), shares_at_ends(seen)[squeezed]),
            samples=len(seen.sample),
        )


def _paired(ids: tuple[int, ...], values: np.ndarray) -> tuple[tuple[int, float], ...]:
    return tuple(zip(ids, values.tolist(), strict=True))
