"""What happens to a gradient before the optimiser sees it, and to weights after."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.layout import Layout
from scratchstudio.engine.optimisers import Update
from scratchstudio.engine.program import Program
from scratchstudio.engine.settings import TrainingSettings
from scratchstudio.engine.tape import Tape
from scratchstudio.engine.workspace import Floats

Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Places:
    """What each place of the store's active part holds."""

    program: Program

    @property
    def _layout(self) -> Layout:
        return self.program.wiring.layout

    @cached_property
    def _inside(self) -> Flags:
        return self._layout.slots < self._layout.active

    @cached_property
    def trained(self) -> Flags:
        """(active,) True for a weight or bias that is trained."""
        trained = np.zeros(self._layout.active, dtype=bool)
        trained[self._layout.slots[self._inside]] = self.program.trainable[
            self._layout.parameters[self._inside]
        ]
        return trained

    @cached_property
    def weights(self) -> Flags:
        """(active,) True for a trained weight that is not a bias."""
        edges = int(self.program.edge_parameter.max(initial=-1)) + 1
        found = np.zeros(self._layout.active, dtype=bool)
        chosen = self._inside & (self._layout.parameters < edges)
        found[self._layout.slots[chosen]] = True
        return found & self.trained

    @cached_property
    def tied(self) -> tuple[Rows, Rows, Rows] | None:
        """Places of tied weights, sorted by tie; where each tie starts; each place's tie."""
        slots, parameters = self._layout.slots[self._inside], self._layout.parameters[self._inside]
        shared = np.bincount(parameters, minlength=1)[parameters] > 1
        if not shared.any():
            return None
        order = np.argsort(parameters[shared], kind="stable")
        _, starts, number = np.unique(
            parameters[shared][order], return_index=True, return_inverse=True
        )
        return slots[shared][order], starts, number

    @cached_property
    def once(self) -> Rows:
        """A place for each parameter in the active part."""
        slot = self._layout.slot
        return slot[slot < self._layout.active]

    def incoming(self) -> tuple[Rows, Rows, Rows]:
        """Places of trained weights that are not tied, sorted by the neuron they lead to; where
        each neuron's start; and each place's neuron, numbered from 0."""
        layout, network = self._layout, self.program.network
        uses = np.bincount(self.program.edge_parameter, minlength=len(self.program.parameters))
        own = uses[self.program.edge_parameter] == 1
        place = layout.slot[self.program.edge_parameter]
        own &= place < layout.active
        own[own] = self.weights[place[own]]
        order = np.argsort(network.target_rows[own], kind="stable")
        _, starts, number = np.unique(
            network.target_rows[own][order], return_index=True, return_inverse=True
        )
        return place[own][order], starts, number


def record_ties_and_freezes(tape: Tape, places: Places, gradient: Floats) -> None:
    """Zeroes the gradient of what is not trained, and gives tied places the sum of theirs."""
    if not places.trained.all():
        tape(np.multiply, gradient, places.trained.astype(gradient.dtype), gradient)
    if places.tied is not None:
        tape(_share, gradient, *places.tied)


def _share(gradient: Floats, places: Rows, starts: Rows, number: Rows) -> None:
    gradient[places] = np.add.reduceat(gradient[places], starts)[number]


def record_penalties(
    tape: Tape, places: Places, update: Update, settings: TrainingSettings
) -> None:
    """Adds the gradients of L1 and L2, then clips by value, then by norm."""
    weights, gradient = update.weights, update.gradient
    part = update.pair[1]
    chosen = places.weights.astype(gradient.dtype)
    if settings.l2:
        tape(np.multiply, weights, chosen * gradient.dtype.type(settings.l2), part)
        tape(np.add, gradient, part, gradient)
    if settings.l1:
        tape(np.sign, weights, part)
        tape(np.multiply, part, chosen * gradient.dtype.type(settings.l1), part)
        tape(np.add, gradient, part, gradient)
    if settings.clip_value:
        limit = gradient.dtype.type(settings.clip_value)
        tape(np.clip, gradient, -limit, limit, gradient)
    if settings.clip_norm:
        once = places.once if places.tied is not None else None
        tape(_clip_norm, gradient, once, settings.clip_norm)


def _clip_norm(gradient: Floats, once: Rows | None, limit: float) -> None:
    counted = gradient if once is None else gradient[once]
    norm = float(np.sqrt(counted.dot(counted)))
    if norm > limit:
        gradient *= limit / norm


def record_decay(tape: Tape, places: Places, update: Update, settings: TrainingSettings) -> None:
    """Takes rate · decay of each weight off it (Loshchilov and Hutter 2019)."""
    if not settings.decay:
        return
    part = update.pair[1]
    taken = places.weights * settings.decay
    rate = update.scalars[-1:].reshape(())
    tape(np.multiply, update.weights, taken.astype(part.dtype), part)
    tape(np.multiply, part, rate, part)
    tape(np.subtract, update.weights, part, update.weights)


def record_max_norm(tape: Tape, places: Places, weights: Floats, limit: float) -> None:
    """Scales each neuron's own incoming weights back to at most this length."""
    chosen, starts, number = places.incoming()
    if limit and len(chosen):
        tape(_hold, weights, chosen, starts, number, limit)


def _hold(weights: Floats, places: Rows, starts: Rows, number: Rows, limit: float) -> None:
    incoming = weights[places]
    norm = np.sqrt(np.add.reduceat(incoming * incoming, starts))
    scale = np.minimum(limit / np.maximum(norm, np.finfo(norm.dtype).tiny), 1.0)
    weights[places] = incoming * scale.astype(weights.dtype)[number]
