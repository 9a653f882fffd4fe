"""`Stepper`: makes training steps with one choice of settings, data and batch size.

It owns what the optimiser remembers and everything that is recorded; a Trainer makes a new one
when settings or data change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.engine.divergence import Divergence, diagnose
from scratchstudio.engine.evaluation import Stopped
from scratchstudio.engine.optimisers import OPTIMISERS, Update
from scratchstudio.engine.program import Program
from scratchstudio.engine.samples import Samples
from scratchstudio.engine.settings import TrainingSettings
from scratchstudio.engine.step import Part, largest_part, record_part, record_update
from scratchstudio.engine.workspace import Floats

Rows = NDArray[np.intp]
Stop = Callable[[], bool]

VANISHING = {"float32": 1e-30, "float64": 1e-290}


class Stepper:
    """See the module. `slots` are what the optimiser remembers, by place in the store."""

    def __init__(
        self,
        program: Program,
        samples: Samples,
        settings: TrainingSettings,
        batch: int,
        store: Floats,
        slots: Mapping[str, Floats],
        random: np.random.Generator,
    ) -> None:
        self._program, self._samples, self._settings = program, samples, settings
        self._batch, self._store, self._random = batch, store, random
        self._entry = OPTIMISERS[settings.optimiser]
        self._loss_limit = float("inf")
        active = program.wiring.layout.active
        self.slots = {**self._new_slots(active), **slots}
        scalars = len(self._entry.scalars(settings, np.ones(1), np.ones(1, dtype=np.int64))) + 1
        self._update = Update(
            store[:active],
            np.zeros((2, active), dtype=program.dtype),
            self.slots,
            np.zeros(scalars, dtype=program.dtype),
            settings,
        )
        self._apply = record_update(program, self._update)
        self._largest = largest_part(program)
        self._parts: dict[int, Part] = {}
        self._whole: Part | None = None

    def _new_slots(self, active: int) -> dict[str, Floats]:
        entry, settings = self._entry, self._settings
        slots: dict[str, Floats] = {}
        for name, shape in entry.slots.items():
            begin = getattr(settings, entry.start[name]) if name in entry.start else 0.0
            slots[name] = np.full((*shape, active), begin, dtype=self._program.dtype)
        for name, length in entry.numbers.items():
            slots[name] = np.zeros(length)
        return slots

    def limit_loss(self, limit: float) -> None:
        """Sets the loss that counts as exploded."""
        if limit != self._loss_limit:
            self._loss_limit = limit
            self._forget()

    def _forget(self) -> None:
        self._parts, self._whole = {}, None

    def scalars(self, rates: NDArray[np.float64], ages: NDArray[np.int64]) -> Floats:
        """What changes from step to step, (steps, scalars), for steps with these rates; ages are
        the steps since the optimiser began, from 1."""
        columns = [*self._entry.scalars(self._settings, rates, ages), rates]
        table: Floats = np.column_stack(columns).astype(self._program.dtype)
        return table

    def run(self, order: Rows, scalars: Floats, stop: Stop | None) -> tuple[int, Divergence | None]:
        """Makes a step for each row of `scalars`, on the samples in this order.

        Returns the steps made and, if the next one would have ruined the weights, the report.
        Raises Stopped, with the weights as before the run's only step, when `stop` says so.
        """
        batch, count, done = self._batch, len(scalars), 0
        if len(order) == count * batch and batch <= self._largest:
            make_step = self._whole_step().run
            batches = list(order.reshape(count, batch))
        else:
            make_step = self._in_parts(stop)
            batches = [order[at : at + batch] for at in range(0, len(order), batch)]
        for indices, row in zip(batches, scalars, strict=True):
            if not make_step(indices, row):
                return done, self._diagnose(indices, float(row[-1]))
            done += 1
        return done, None

    def parts(self) -> bool:
        """True when a step is made in parts, between which `stop` is asked."""
        return self._batch > self._largest

    def flush(self) -> None:
        """Makes what has almost vanished from the optimiser's memory 0."""
        limit = VANISHING[self._program.dtype.name]
        for name in self._entry.slots:
            slot = self.slots[name]
            slot[np.abs(slot) < limit] = 0.0

    def _whole_step(self) -> Part:
        if self._whole is None:
            self._whole = self._record(self._batch, whole=True)
        return self._whole

    def _in_parts(self, stop: Stop | None) -> Callable[[Rows, Floats], bool]:
        def make_step(indices: Rows, scalars: Floats) -> bool:
            return self._gradient(indices, stop) and self._apply(scalars)

        return make_step

    def _gradient(self, indices: Rows, stop: Stop | None) -> bool:
        """The gradient of a batch, in parts where it is too large to compute at once."""
        if len(indices) <= self._largest:
            return self._part(len(indices)).run(indices)
        gradient = self._update.gradient
        total = np.zeros_like(gradient)
        loss = 0.0
        random = self._random.bit_generator.state
        for start in range(0, len(indices), self._largest):
            if stop is not None and stop():
                self._random.bit_generator.state = random
                raise Stopped
            piece = indices[start : start + self._largest]
            if not self._part(len(piece)).run(piece):
                return False
            share = len(piece) / len(indices)
            total += gradient * gradient.dtype.type(share)
            loss += self._update.loss * share
        gradient[:] = total
        self._update.loss = loss
        return True

    def _part(self, size: int) -> Part:
        if size not in self._parts:
            self._parts[size] = self._record(size)
        return self._parts[size]

    def _record(self, size: int, whole: bool = False) -> Part:
        return record_part(
            self._program,
            self._samples,
            size,
            self._update,
            self._store,
            self._random,
            self._loss_limit,
            whole,
        )

    def _diagnose(self, indices: Rows, rate: float) -> Divergence:
        part = self._record(min(len(indices), self._largest))
        part.run(indices[: part.space.batch])
        report = diagnose(self._program, part, self._update.gradient, self._settings, rate)
        self._forget()
        return report

    # What the optimiser remembers, by parameter: for saving.

    def saved(self) -> dict[str, NDArray[Any]]:
        """The slots by parameter, under the names that a TrainerState gives them."""
        layout = self._program.wiring.layout
        inside = layout.slot < layout.active
        arrays: dict[str, NDArray[Any]] = {}
        for name in self._entry.slots:
            values = np.zeros((*self.slots[name].shape[:-1], len(layout.slot)), self._program.dtype)
            values[..., inside] = self.slots[name][..., layout.slot[inside]]
            arrays[f"slot.{name}"] = values
        for name in self._entry.numbers:
            arrays[f"numbers.{name}"] = self.slots[name].copy()
        return arrays


def restored_slots(
    program: Program, settings: TrainingSettings, arrays: Mapping[str, NDArray[Any]]
) -> dict[str, Floats]:
    """The other way: slots for a Stepper from the arrays of a TrainerState.

    What is frozen has nothing to remember: its momentum would go on moving it.
    """
    layout = program.wiring.layout
    inside = layout.slots < layout.active
    entry = OPTIMISERS[settings.optimiser]
    slots: dict[str, Floats] = {}
    for name in entry.slots:
        begin = getattr(settings, entry.start[name]) if name in entry.start else 0.0
        given = np.where(program.trainable, arrays[f"slot.{name}"], begin)
        values = np.zeros((*given.shape[:-1], layout.active), dtype=program.dtype)
        values[..., layout.slots[inside]] = given[..., layout.parameters[inside]]
        slots[name] = values
    for name in entry.numbers:
        slots[name] = np.array(arrays[f"numbers.{name}"], dtype=np.float64)
    return slots
