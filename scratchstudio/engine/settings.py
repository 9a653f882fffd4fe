"""`TrainingSettings`: everything a person may choose about training, as plain numbers and texts."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from scratchstudio.errors import EngineError


@dataclass(frozen=True)
class TrainingSettings:
    """How to train. Every default of a refinement is neutral: it changes nothing.

    Goes to JSON with `dataclasses.asdict`; `check_settings` says whether the values make sense.
    """

    loss: str = "squared"
    optimiser: str = "adam"
    learning_rate: float = 0.01
    momentum: float = 0.9
    """Momentum of momentum and nesterov; the first beta of adam, adamw, nadam and lion."""
    batch_size: int = 10
    """Samples in a step; 0 takes all of them."""
    seed: int = 0
    precision: str = "float32"
    initialiser: str = "xavier"

    beta2: float = 0.999
    """Memory of the squared gradient in adam, adamw and nadam; of the momentum in lion."""
    smoothing: float = 0.99
    """Memory of the squared gradient in rmsprop."""
    epsilon: float = 1e-8
    """Added to the root in adagrad, rmsprop, adam, adamw and nadam."""

    schedule: str = "constant"
    schedule_steps: int = 1000
    """Steps from one fall to the next, or for the whole course, as the schedule says."""
    schedule_factor: float = 0.1
    """What the rate is multiplied by at a fall, or in all, as the schedule says."""
    schedule_patience: int = 10
    """Epochs without improvement before `plateau` lowers the rate."""

    clip_value: float = 0.0
    """Each gradient is held within ± this; 0 is off."""
    clip_norm: float = 0.0
    """The whole gradient is scaled to at most this length; 0 is off."""
    l1: float = 0.0
    """Adds l1 · Σ|w| over the weights (not biases) to what is minimised."""
    l2: float = 0.0
    """Adds l2 / 2 · Σw² over the weights (not biases) to what is minimised."""
    decay: float = 0.0
    """Decoupled decay: each step also takes rate · decay · w from each weight (not biases)."""
    max_norm: float = 0.0
    """A neuron's incoming weights are scaled back to at most this length; 0 is off."""
    input_noise: float = 0.0
    """Standard deviation of Gaussian noise added to the inputs while training."""

    patience: int = 0
    """Epochs without a better held-out loss before training stops; 0 never stops by itself."""
    huber_delta: float = 1.0
    class_weights: tuple[float, ...] = ()
    """A weight for samples of each class; for one output, of class 0 and class 1. () is all 1."""


@dataclass(frozen=True)
class _Range:
    low: float
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False

    def holds(self, value: float) -> bool:
        above = value > self.low if self.open_low else value >= self.low
        below = value < self.high if self.open_high else value <= self.high
        return above and below and math.isfinite(value)

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

PRECISIONS = ("float32", "float64")


def check_settings(settings: TrainingSettings) -> None:
    """Raises EngineError, with a sentence, at the first value that makes no sense."""
    for column in fields(settings):
        value = getattr(settings, column.name)
        wanted = _RANGES.get(column.name)
        if wanted is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise EngineError(f"The {_spoken(column.name)} must be a number.")
        if column.type == "int" and value != int(value if math.isfinite(value) else 0):
            raise EngineError(f"The {_spoken(column.name)} must be a whole number.")
        if not wanted.holds(value):
            raise EngineError(f"The {_spoken(column.name)} must be {wanted}; it is {value:g}.")
    if settings.precision not in PRECISIONS:
        raise EngineError(
            f"The precision must be {' or '.join(PRECISIONS)}; it is {settings.precision!r}."
        )
    if not all(_NOT_NEGATIVE.holds(weight) for weight in settings.class_weights):
        raise EngineError("A class weight must be 0 or more.")


def _spoken(name: str) -> str:
    return name.replace("_", " ")
