"""Whether training settings make sense, said in a sentence at the first that does not."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from scratchstudio.engine.initialisers import INITIALISERS
from scratchstudio.engine.losses import loss_entry
from scratchstudio.engine.optimisers import OPTIMISERS
from scratchstudio.engine.schedules import schedule_entry
from scratchstudio.engine.settings import PRECISIONS, TrainingSettings
from scratchstudio.errors import EngineError

LARGEST = 1e300
"""No setting is beyond this."""


@dataclass(frozen=True)
class _Range:
    low: float
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False

    def holds(self, value: float) -> bool:
        above = value > self.low if self.open_low else value >= self.low
        below = value < self.high if self.open_high else value <= self.high
        # No call that turns the number into a float: an integer may be too large for one.
        return above and below and -LARGEST <= value <= LARGEST

    def __str__(self) -> str:
        if self.high == math.inf:
            return f"more than {self.low:g}" if self.open_low else f"{self.low:g} or more"
        between = f"from {self.low:g} to {self.high:g}"
        ends = [f"{self.low:g}"] * self.open_low + [f"{self.high:g}"] * self.open_high
        return f"{between} (but not {' or '.join(ends)})" if ends else between


_POSITIVE, _NOT_NEGATIVE = _Range(0.0, open_low=True), _Range(0.0)
_MEMORY = _Range(0.0, 1.0, open_high=True)

_RANGES = {
    "learning_rate": _POSITIVE,
    "momentum": _MEMORY,
    "batch_size": _NOT_NEGATIVE,
    "seed": _NOT_NEGATIVE,
    "beta2": _MEMORY,
    "smoothing": _MEMORY,
    "epsilon": _POSITIVE,
    "schedule_steps": _Range(1),
    "schedule_factor": _Range(0.0, 1.0, open_low=True),
    "schedule_patience": _Range(1),
    "clip_value": _NOT_NEGATIVE,
    "clip_norm": _NOT_NEGATIVE,
    "l1": _NOT_NEGATIVE,
    "l2": _NOT_NEGATIVE,
    "decay": _NOT_NEGATIVE,
    "max_norm": _NOT_NEGATIVE,
    "input_noise": _NOT_NEGATIVE,
    "patience": _NOT_NEGATIVE,
    "huber_delta": _POSITIVE,
}


def check_settings(settings: TrainingSettings) -> None:
    """Raises EngineError, with a sentence, at the first value that makes no sense."""
    for column in fields(settings):
        value = getattr(settings, column.name)
        wanted = _RANGES.get(column.name)
        if wanted is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise EngineError(f"The {_spoken(column.name)} must be a number.")
        if column.type == "int" and value % 1 != 0:
            raise EngineError(f"The {_spoken(column.name)} must be a whole number.")
        if not wanted.holds(value):
            shown = f"{value:g}" if abs(value) <= LARGEST else "far too large"
            raise EngineError(f"The {_spoken(column.name)} must be {wanted}; it is {shown}.")
    loss_entry(settings.loss)
    schedule_entry(settings.schedule)
    if settings.optimiser not in OPTIMISERS:
        raise EngineError(
            f"There is no optimiser “{settings.optimiser[:40]}”; known are {', '.join(OPTIMISERS)}."
        )
    if settings.initialiser not in INITIALISERS:
        raise EngineError(
            f"There is no initialiser “{settings.initialiser[:40]}”; known are "
            f"{', '.join(INITIALISERS)}."
        )
    if settings.precision not in PRECISIONS:
        raise EngineError(
            f"The precision must be {' or '.join(PRECISIONS)}; it is {settings.precision!r}."
        )
    if not all(_NOT_NEGATIVE.holds(weight) for weight in settings.class_weights):
        raise EngineError("A class weight must be 0 or more.")


def _spoken(name: str) -> str:
    return name.replace("_", " ")
