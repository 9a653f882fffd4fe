"""The optimisers: each an entry that says what it remembers and records its update once.

An update reads `Update.gradient` and changes `Update.weights` in place. Rates and corrections
that change from step to step are 0-d arrays, refreshed from a table before the step. All follow
PyTorch's definitions, so that they can be compared with it digit by digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.lbfgs import MEMORY, lbfgs_step
from scratchstudio.engine.settings import TrainingSettings
from scratchstudio.engine.tape import Tape
from scratchstudio.engine.workspace import Floats

Table = NDArray[np.floating[Any]]
FEW = 1 << 15
"""Up to so many numbers a call costs more than reading a factor for each of them."""
CHUNK = 1 << 17
"""Weights updated at a time: so few that all the arrays of a chunk stay in the cache."""


@dataclass(eq=False)
class Update:
    """What an optimiser works on; arrays are (weights,), in the order of the store."""

    weights: Floats
    pair: Floats
    """(2, weights): the gradient, and room for one more array beside it."""
    slots: dict[str, Floats]
    scalars: Floats
    """(scalars,) refreshed before each step."""
    settings: TrainingSettings
    loss: float = 0.0
    """The loss at the present weights; kept up to date for entries that want it."""

    @property
    def gradient(self) -> Floats:
        """What the loss says about each weight."""
        gradient: Floats = self.pair[0]
        return gradient

    def scalar(self, position: int) -> Floats:
        """A 0-d view of one scalar."""
        return self.scalars[position : position + 1].reshape(())

    def constant(self, value: float) -> Floats:
        """A 0-d array of the weights' own precision."""
        return np.array(value, dtype=self.weights.dtype)


Record = Callable[[Tape, Update], None]
Scalars = Callable[[TrainingSettings, Table, NDArray[np.int64]], tuple[Table, ...]]


def _rate_only(settings: TrainingSettings, rates: Table, steps: NDArray[np.int64]) -> tuple[Table]:
    return (rates,)


@dataclass(frozen=True)
class Optimiser:
    """An entry; `slots` maps what it remembers to the leading shape of that array."""

    key: str
    label: str
    help: str
    default_rate: float
    record: Record
    slots: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    """What it remembers that is not by weight: how many numbers."""
    scalars: Scalars = _rate_only
    """From settings, rates (n,) and step numbers (n,) from 1 to each scalar's values (n,)."""
    start: Mapping[str, str] = field(default_factory=dict)
    """Slots that begin as a setting says, not as 0."""
    full_batch: bool = False
    wants_loss: bool = False


def _chunks(update: Update) -> list[slice]:
    size = len(update.weights)
    return [slice(start, min(start + CHUNK, size)) for start in range(0, size, CHUNK)]


def _record_sgd(tape: Tape, update: Update) -> None:
    step = np.empty_like(update.weights)
    tape(np.multiply, update.gradient, update.scalar(0), step)
    tape(np.subtract, update.weights, step, update.weights)


def _record_momentum(tape: Tape, update: Update) -> None:
    velocity, step = update.slots["velocity"], np.empty_like(update.weights)
    tape(np.multiply, velocity, update.constant(update.settings.momentum), velocity)
    tape(np.add, velocity, update.gradient, velocity)
    tape(np.multiply, velocity, update.scalar(0), step)
    tape(np.subtract, update.weights, step, update.weights)


def _record_nesterov(tape: Tape, update: Update) -> None:
    velocity, step = update.slots["velocity"], np.empty_like(update.weights)
    momentum = update.constant(update.settings.momentum)
    tape(np.multiply, velocity, momentum, velocity)
    tape(np.add, velocity, update.gradient, velocity)
    tape(np.multiply, velocity, momentum, step)
    tape(np.add, step, update.gradient, step)
    tape(np.multiply, step, update.scalar(0), step)
    tape(np.subtract, update.weights, step, update.weights)


def _record_scaled(tape: Tape, update: Update, squares: Floats) -> None:
    """weights −= rate · gradient / (√squares + ε)."""
    step = np.empty_like(update.weights)
    tape(np.sqrt, squares, step)
    tape(np.add, step, update.constant(update.settings.epsilon), step)
    tape(np.divide, update.gradient, step, step)
    tape(np.multiply, step, update.scalar(0), step)
    tape(np.subtract, update.weights, step, update.weights)


def _record_adagrad(tape: Tape, update: Update) -> None:
    squares, square = update.slots["squares"], update.pair[1]
    tape(np.multiply, update.gradient, update.gradient, square)
    tape(np.add, squares, square, squares)
    _record_scaled(tape, update, squares)


def _record_rmsprop(tape: Tape, update: Update) -> None:
    squares, square = update.slots["squares"], update.pair[1]
    smoothing = update.settings.smoothing
    tape(np.multiply, update.gradient, update.gradient, square)
    tape(np.multiply, square, update.constant(1.0 - smoothing), square)
    tape(np.multiply, squares, update.constant(smoothing), squares)
    tape(np.add, squares, square, squares)
    _record_scaled(tape, update, squares)


def _adam_scalars(
    settings: TrainingSettings, rates: Table, steps: NDArray[np.int64]
) -> tuple[Table, ...]:
    """Rate and ε with both bias corrections and both (1 − β) folded in, see `_record_adam`."""
    mean, square = settings.momentum, settings.beta2
    ahead = np.sqrt((1.0 - square**steps) / (1.0 - square))
    return rates * (1.0 - mean) / (1.0 - mean**steps) * ahead, settings.epsilon * ahead


def _record_moments(tape: Tape, update: Update, room: Floats) -> None:
    """moments = β · moments + (gradient, gradient²), without the factors (1 − β).

    Few moments are done in one go; for many, the squares only pass through `room`.
    """
    moments, gradient = update.slots["moments"], update.gradient
    betas = (update.settings.momentum, update.settings.beta2)
    if moments.size <= FEW:
        memory = np.empty_like(moments)
        memory[0], memory[1] = betas
        tape(np.multiply, gradient, gradient, update.pair[1])
        tape(np.multiply, moments, memory, moments)
        tape(np.add, moments, update.pair, moments)
        return
    mean, square = moments
    tape(np.multiply, mean, update.constant(betas[0]), mean)
    tape(np.add, mean, gradient, mean)
    tape(np.multiply, gradient, gradient, room)
    tape(np.multiply, square, update.constant(betas[1]), square)
    tape(np.add, square, room, square)


def _record_adam(tape: Tape, update: Update) -> None:
    """Kingma and Ba 2015, with moments kept without their factors (1 − β): eight calls."""
    room = np.empty_like(update.weights[:CHUNK])
    for chunk in _chunks(update):
        pair = update.pair[:, chunk]
        change = room[: pair.shape[1]]
        part = replace(
            update,
            weights=update.weights[chunk],
            pair=pair,
            slots={"moments": update.slots["moments"][:, chunk]},
        )
        _record_moments(tape, part, change)
        mean, square = part.slots["moments"]
        tape(np.sqrt, square, change)
        tape(np.add, change, update.scalar(1), change)
        tape(np.divide, mean, change, change)
        tape(np.multiply, change, update.scalar(0), change)
        tape(np.subtract, part.weights, change, part.weights)


NADAM_DECAY = 0.004
NADAM_SETTLED = 20_000
"""After so many steps the product of Nadam's momenta is 0 in every precision."""


def _nadam_scalars(
    settings: TrainingSettings, rates: Table, steps: NDArray[np.int64]
) -> tuple[Table, ...]:
    """Factors of gradient and mean, and ε, as `_adam_scalars` (Dozat 2016, PyTorch's form)."""
    mean, square = settings.momentum, settings.beta2

    def momenta(at: NDArray[np.int64]) -> Table:
        return mean * (1.0 - 0.5 * 0.96 ** (at * NADAM_DECAY))

    last = min(int(steps[-1]) + 1, NADAM_SETTLED)
    products = np.cumprod(momenta(np.arange(1, last + 1)))
    now = products[np.minimum(steps, last) - 1]
    later = products[np.minimum(steps + 1, last) - 1]
    ahead = np.sqrt((1.0 - square**steps) / (1.0 - square))
    of_gradient = rates * (1.0 - momenta(steps)) / (1.0 - now) * ahead
    of_mean = rates * momenta(steps + 1) * (1.0 - mean) / (1.0 - later) * ahead
    return of_gradient, of_mean, settings.epsilon * ahead


def _record_nadam(tape: Tape, update: Update) -> None:
    root, step = np.empty_like(update.weights), np.empty_like(update.weights)
    _record_moments(tape, update, root)
    mean, square = update.slots["moments"]
    tape(np.sqrt, square, root)
    tape(np.add, root, update.scalar(2), root)
    for given, factor in ((update.gradient, 0), (mean, 1)):
        tape(np.divide, given, root, step)
        tape(np.multiply, step, update.scalar(factor), step)
        tape(np.subtract, update.weights, step, update.weights)


def _record_lion(tape: Tape, update: Update) -> None:
    """Chen et al. 2023: a step of equal length for every weight."""
    mean, step, other = update.slots["mean"], np.empty_like(update.weights), update.pair[1]
    near, far = update.settings.momentum, update.settings.beta2
    tape(np.multiply, mean, update.constant(near), step)
    tape(np.multiply, update.gradient, update.constant(1.0 - near), other)
    tape(np.add, step, other, step)
    tape(np.sign, step, step)
    tape(np.multiply, step, update.scalar(0), step)
    tape(np.subtract, update.weights, step, update.weights)
    tape(np.multiply, mean, update.constant(far), mean)
    tape(np.multiply, update.gradient, update.constant(1.0 - far), other)
    tape(np.add, mean, other, mean)


RPROP_FACTORS = (0.5, 1.2)
RPROP_LIMITS = (1e-6, 50.0)


def _rprop_step(update: Update) -> None:
    """Riedmiller and Braun 1993: each weight has a step of its own, by the gradient's sign."""
    before, size = update.slots["before"], update.slots["size"]
    gradient = update.gradient
    agreement = np.sign(gradient * before)
    factor = np.where(agreement > 0, RPROP_FACTORS[1], np.where(agreement < 0, RPROP_FACTORS[0], 1))
    np.clip(size * factor.astype(size.dtype), *RPROP_LIMITS, out=size)
    np.copyto(before, np.where(agreement < 0, 0, gradient))
    np.subtract(update.weights, np.sign(before) * size, update.weights)


def _table(*entries: Optimiser) -> Mapping[str, Optimiser]:
    return MappingProxyType({entry.key: entry for entry in entries})


OPTIMISERS = _table(
    Optimiser(
        "sgd",
        "Gradient descent",
        "Each weight moves against its gradient: rate times gradient.",
        0.1,
        _record_sgd,
    ),
    Optimiser(
        "momentum",
        "Momentum",
        "Gradient descent that gathers speed: past gradients count on, fading.",
        0.03,
        _record_momentum,
        slots={"velocity": ()},
    ),
    Optimiser(
        "nesterov",
        "Nesterov momentum",
        "Momentum that looks a step ahead before it turns.",
        0.03,
        _record_nesterov,
        slots={"velocity": ()},
    ),
    Optimiser(
        "adagrad",
        "AdaGrad",
        "Divides each weight's step by the root of all its squared gradients so far.",
        0.05,
        _record_adagrad,
        slots={"squares": ()},
    ),
    Optimiser(
        "rmsprop",
        "RMSProp",
        "Divides each weight's step by the root of its recent squared gradients.",
        0.01,
        _record_rmsprop,
        slots={"squares": ()},
    ),
    Optimiser(
        "adam",
        "Adam",
        "Momentum, divided by the root of recent squared gradients. A good first choice.",
        0.01,
        _record_adam,
        slots={"moments": (2,)},
        scalars=_adam_scalars,
    ),
    Optimiser(
        "adamw",
        "AdamW",
        "Adam meant for use with decay, which shrinks the weights apart from the gradient "
        "(0.01 is usual).",
        0.01,
        _record_adam,
        slots={"moments": (2,)},
        scalars=_adam_scalars,
    ),
    Optimiser(
        "nadam",
        "Nadam",
        "Adam with Nesterov's look ahead.",
        0.01,
        _record_nadam,
        slots={"moments": (2,)},
        scalars=_nadam_scalars,
    ),
    Optimiser(
        "lion",
        "Lion",
        "Steps of equal length for all weights, by the sign of a fading mean. Wants a small rate.",
        0.001,
        _record_lion,
        slots={"mean": ()},
    ),
    Optimiser(
        "rprop",
        "Rprop",
        "Only the gradient's sign counts; each weight finds its own step. Uses all samples at "
        "each step.",
        0.01,
        lambda tape, update: tape(_rprop_step, update),
        slots={"before": (), "size": ()},
        start={"size": "learning_rate"},
        full_batch=True,
    ),
    Optimiser(
        "lbfgs",
        "L-BFGS",
        "Learns the bend of the loss from the last steps and jumps. Uses all samples at each step; "
        "for small networks.",
        1.0,
        lambda tape, update: tape(lbfgs_step, update),
        slots={
            "moves": (MEMORY,),
            "changes": (MEMORY,),
            "direction": (),
            "before": (),
            "weights_before": (),
        },
        numbers={"lbfgs": 4},
        full_batch=True,
        wants_loss=True,
    ),
)
"""The entries, by key."""
