"""`Watch`: what training remembers from epoch to epoch, for early stopping and plateaus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from scratchstudio.engine.schedules import Plateau, schedule_entry
from scratchstudio.engine.settings import TrainingSettings


@dataclass(frozen=True)
class Watch:
    """The best loss met at the end of an epoch, and what follows from it."""

    best_loss: float | None = None
    best_step: int | None = None
    waited: int = 0
    """Epochs since the best."""
    plateau: Plateau = Plateau()
    finished: str = ""
    """Why training stopped by itself, or ""."""

    @staticmethod
    def wanted(settings: TrainingSettings) -> bool:
        """True when the loss must be measured at the end of each epoch."""
        return settings.patience > 0 or schedule_entry(settings.schedule).follows_loss

    def after_epoch(self, loss: float, step: int, settings: TrainingSettings, which: str) -> Watch:
        """After an epoch that ended at `step` with this loss; `which` loss, for the sentence."""
        watch = self
        if schedule_entry(settings.schedule).follows_loss:
            plateau = self.plateau.after(loss, settings.schedule_patience, settings.schedule_factor)
            watch = replace(watch, plateau=plateau)
        if not settings.patience:
            return watch
        if self.best_loss is None or loss < self.best_loss:
            return replace(watch, best_loss=loss, best_step=step, waited=0)
        watch = replace(watch, waited=self.waited + 1)
        if watch.waited < settings.patience:
            return watch
        return replace(
            watch,
            finished=f"The {which} loss had not improved for {watch.waited} epochs; the best "
            f"weights, of step {self.best_step:,}, are back.",
        )

    def to_json(self) -> dict[str, Any]:
        """As plain data, without infinities."""
        data = asdict(self)
        if data["plateau"]["best"] == float("inf"):
            data["plateau"]["best"] = None
        return data

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Watch:
        """What `to_json` gave."""
        plateau = dict(data["plateau"])
        if plateau["best"] is None:
            plateau["best"] = float("inf")
        return Watch(**{**data, "plateau": Plateau(**plateau)})
