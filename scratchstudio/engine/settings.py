"""`TrainingSettings`: everything a person may choose about training, as plain numbers and texts."""

from __future__ import annotations

from dataclasses import dataclass


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


PRECISIONS = ("float32", "float64")
