"""When a run is to end by itself: after so many steps or epochs, or by what the loss does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scratchstudio.engine.trainer import Trainer
from scratchstudio.errors import EngineError

GoalKind = Literal["steps", "epochs", "loss", "no_improvement"]


@dataclass(frozen=True)
class Goal:
    """What a run goes for: so many `steps` or `epochs` more, a training `loss` below the amount, or
    `no_improvement` of the training loss for so many epochs; `step` and `epoch` are its beginning.
    """

    kind: GoalKind
    amount: float
    step: int = 0
    epoch: int = 0

    @staticmethod
    def of(trainer: Trainer, kind: GoalKind, amount: float) -> Goal:
        """A goal for a run that begins where the trainer stands.

        Raises EngineError for an amount that is not above 0.
        """
        if not amount > 0:
            raise EngineError("The amount until which to train must be above 0.")
        return Goal(kind, amount, trainer.step, trainer.epoch)

    def steps_left(self, trainer: Trainer) -> int | None:
        """How many steps are left, where that is known."""
        if self.kind == "steps":
            return max(self.step + int(self.amount) - trainer.step, 0)
        if self.kind == "epochs":
            return trainer.steps_until_epoch(self.epoch + int(self.amount))
        return None

    def reached(self, trainer: Trainer) -> str:
        """Why the run is to end now, as a sentence; "" while it is to go on."""
        if self.kind in ("steps", "epochs"):
            done = not self.steps_left(trainer)
            return f"{int(self.amount):,} {self.kind} are done." if done else ""
        history = trainer.history
        since = history.step > self.step
        losses = history.training_loss[since]
        if not len(losses):
            return ""
        if self.kind == "loss":
            newest = float(losses[-1])
            fallen = newest < self.amount
            return f"The training loss is below {self.amount:g}: {newest:.3g}." if fallen else ""
        epochs = history.epoch[since]
        stale = float(epochs[-1] - epochs[int(np.argmin(losses))])
        if stale < self.amount:
            return ""
        return f"The training loss has not improved for {int(self.amount):,} epochs."
