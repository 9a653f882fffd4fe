"""Schedules: how the learning rate goes on while training, one entry each.

A schedule gives the share of the chosen rate that a step takes, as a pure function of the step's
number (from 0) and of two parameters: `steps`, how long it lasts, and `factor`, how far it falls.
Reduce on plateau depends on the loss instead; what it remembers is a small frozen `Plateau`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from scratchstudio.errors import EngineError

Share = Callable[[int, int, float], float]


@dataclass(frozen=True)
class Schedule:
    """A schedule; `share(step, steps, factor)` is what the chosen rate is multiplied by.

    `follows_loss` says that the share comes from a `Plateau` instead, `share` then being 1.
    """

    key: str
    label: str
    help: str
    share: Share
    follows_loss: bool = False


def _constant(step: int, steps: int, factor: float) -> float:
    return 1.0


def _step(step: int, steps: int, factor: float) -> float:
    return factor ** (step // steps)


def _exponential(step: int, steps: int, factor: float) -> float:
    return math.pow(factor, step / steps)


def _eased(start: float, end: float, part: float) -> float:
    """From start to end along half a cosine wave, `part` going from 0 to 1."""
    return end + (start - end) * 0.5 * (1 + math.cos(math.pi * part))


def _cosine(step: int, steps: int, factor: float) -> float:
    return _eased(1.0, factor, min(step / steps, 1.0))


def _warm_up(step: int, steps: int, factor: float) -> float:
    return factor + (1 - factor) * min(step / steps, 1.0)


RISE = 0.3
END = 1e-4


def _one_cycle(step: int, steps: int, factor: float) -> float:
    peak = RISE * steps
    if step < peak:
        return _eased(factor, 1.0, step / peak)
    return _eased(1.0, factor * END, min((step - peak) / (steps - peak), 1.0))


SCHEDULES: Mapping[str, Schedule] = {
    entry.key: entry
    for entry in (
        Schedule("constant", "Constant", "The rate stays as chosen.", _constant),
        Schedule(
            "step",
            "Steps down",
            "The rate is multiplied by the factor once every so many steps.",
            _step,
        ),
        Schedule(
            "exponential",
            "Exponential",
            "The rate falls smoothly: every so many steps it has been multiplied by the factor.",
            _exponential,
        ),
        Schedule(
            "cosine",
            "Cosine",
            "The rate falls along half a cosine wave to its part given by the factor, and stays "
            "there (Loshchilov and Hutter 2017).",
            _cosine,
        ),
        Schedule(
            "warm_up",
            "Warm-up",
            "The rate begins at its part given by the factor, rises evenly to the chosen rate, and "
            "stays there.",
            _warm_up,
        ),
        Schedule(
            "one_cycle",
            "One cycle",
            "The rate rises from its part given by the factor to the chosen rate during the first "
            "30 % of the steps, then falls to almost nothing (Smith and Topin 2018).",
            _one_cycle,
        ),
        Schedule(
            "plateau",
            "Reduce on plateau",
            "The rate is multiplied by the factor when the loss has not improved for the chosen "
            "number of epochs.",
            _constant,
            follows_loss=True,
        ),
    )
}
"""Every schedule, by its key."""


def schedule_entry(key: str) -> Schedule:
    """The schedule of that key. Raises EngineError, naming those there are, when it is unknown."""
    if key not in SCHEDULES:
        raise EngineError(f"There is no schedule “{key[:40]}”; known are {', '.join(SCHEDULES)}.")
    return SCHEDULES[key]


NOTICEABLE = 1e-4


@dataclass(frozen=True)
class Plateau:
    """What reduce on plateau remembers: the share, the best loss, and the epochs since then."""

    share: float = 1.0
    best: float = math.inf
    waited: int = 0

    def after(self, loss: float, patience: int, factor: float) -> Plateau:
        """The memory after an epoch that ended with `loss`.

        An improvement counts when it is more than a ten-thousandth of the best loss; after more
        than `patience` epochs without one the share is multiplied by `factor`.
        """
        if loss < self.best * (1 - NOTICEABLE):
            return replace(self, best=loss, waited=0)
        if self.waited < patience:
            return replace(self, waited=self.waited + 1)
        return replace(self, share=self.share * factor, waited=0)
