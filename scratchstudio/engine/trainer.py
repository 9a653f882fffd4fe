"""`Trainer`: trains a program on samples, in steps that can be stopped, saved and gone on with."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.engine.checks import check_settings
from scratchstudio.engine.divergence import EXPLOSION
from scratchstudio.engine.evaluation import Evaluation, Stopped
from scratchstudio.engine.history import History, Recorder, interval_for
from scratchstudio.engine.losses import check_outputs, loss_entry
from scratchstudio.engine.optimisers import OPTIMISERS
from scratchstudio.engine.program import Program
from scratchstudio.engine.samples import Samples
from scratchstudio.engine.schedules import schedule_entry
from scratchstudio.engine.settings import TrainingSettings
from scratchstudio.engine.snapshot import Report, Snapshot
from scratchstudio.engine.state import PARAMETERS, TrainerState, carry_state
from scratchstudio.engine.stepper import Stepper, Stop, restored_slots
from scratchstudio.engine.watch import Watch
from scratchstudio.engine.workspace import Floats
from scratchstudio.errors import EngineError

Rows = NDArray[np.intp]
HeldOut = tuple[ArrayLike, ArrayLike]

BURST_SECONDS = 0.001
LONGEST_BURST = 256
"""Steps between two looks at the clock and at `stop`."""
UPDATE_INTERVAL = 0.25
"""Seconds between two steps whose update is kept for whoever wants to see it."""
FLUSH_INTERVAL = 500
"""Steps after which vanishing memories of the optimiser become 0: a processor takes many times as
long with numbers that are almost 0, and a moment whose gradient is 0 would stay there for ever."""
NO_TABLE: tuple[int, Floats] = (0, np.zeros((0, 1)))


class Trainer:
    """Trains; one thread at a time may use it.

    Raises EngineError where the data, the settings or the state do not fit the program.
    """

    def __init__(
        self,
        program: Program,
        inputs: ArrayLike,
        targets: ArrayLike,
        held_out: HeldOut | None = None,
        settings: TrainingSettings = TrainingSettings(),  # noqa: B008
        state: TrainerState | None = None,
        sample_weights: ArrayLike | None = None,
    ) -> None:
        self._program = program
        self._settings = settings
        self._given = (inputs, targets, held_out, sample_weights)
        self._random = np.random.Generator(np.random.PCG64(settings.seed))
        self._step = self._epoch = self._cursor = self._born = 0
        self._watch, self._watch_due = Watch(), False
        self._order: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self._best: Floats | None = None
        self._loss_limit = float("inf")
        self._table = NO_TABLE
        self._recorder = Recorder(1)
        self._store = program.store()
        self._pace = 0.0
        self._last_update: Floats | None = None
        self._update_kept_at = float("-inf")
        self._prepare_data()
        slots: dict[str, Floats] = {}
        if state is None:
            self._order = self._random.permutation(len(self._samples))
            self._recorder.interval = self._interval()
        else:
            slots = self._restore(state)
        self._prepare(slots)

    # What it is and where it stands.

    @property
    def program(self) -> Program:
        """What is trained."""
        return self._program

    @property
    def settings(self) -> TrainingSettings:
        """How it is trained."""
        return self._settings

    @property
    def step(self) -> int:
        """Updates made."""
        return self._step

    @property
    def epoch(self) -> int:
        """Passes through the data that are complete."""
        return self._epoch

    @property
    def parameters(self) -> Floats:
        """A copy of the parameter vector (P,)."""
        found: Floats = self._store[self._program.wiring.layout.slot]
        return found

    @property
    def last_update(self) -> Floats | None:
        """What one step added to each parameter (P,): of a step now and then; None before."""
        return self._last_update

    @property
    def data(self) -> tuple[Any, ...]:
        """What it was given to train on: inputs, targets, held-out part, sample weights."""
        return self._given

    @property
    def history(self) -> History:
        """The losses so far; never changed afterwards, so it can be kept."""
        return self._recorder.history

    def steps_until_epoch(self, epoch: int) -> int:
        """Steps from here until so many passes through the data are complete."""
        if epoch <= self._epoch:
            return 0
        count, batch = len(self._samples), self._batch
        left = -(-(count - self._cursor) // batch)
        return left + (epoch - self._epoch - 1) * -(-count // batch)

    def snapshot(self, exact: bool = True) -> Snapshot:
        """Where training stands; the losses measured now, or those of the newest history point."""
        return self.report(exact).snapshot(self._program, self.parameters)

    def report(self, exact: bool = True) -> Report:
        """A snapshot without its arrays, which cost far more than the numbers."""
        if exact or self._recorder.last is None:
            losses = (self._step, *self._losses(None))
        else:
            step, _, training_loss, held_out_loss = self._recorder.last
            losses = (step, training_loss, held_out_loss)
        return Report(
            step=self._step,
            epoch=self._epoch,
            training_loss=losses[1],
            held_out_loss=losses[2],
            loss_step=losses[0],
            learning_rate=self._rate(self._step),
            finished=self._watch.finished,
            best_step=self._watch.best_step,
        )

    # Training.

    def advance(
        self, steps: int | None = None, seconds: float | None = None, stop: Stop | None = None
    ) -> Snapshot:
        """Trains until so many steps or seconds are over, or `stop()` is true.

        At least one step is made unless `stop` forbids it; `stop` is asked every few milliseconds.
        The snapshot's losses are those of the newest history point. Raises Divergence, with the
        weights as they were before that step.
        """
        began = time.perf_counter()
        last = None if steps is None else self._step + steps
        made = 0
        with np.errstate(all="ignore"):
            try:
                self._measure_what_is_due(stop)
                while not self._watch.finished and (last is None or self._step < last):
                    if stop is not None and stop():
                        break
                    before = time.perf_counter()
                    if seconds is not None and made and before - began >= seconds:
                        break
                    if before - self._update_kept_at >= UPDATE_INTERVAL:
                        self._run_alone(stop)
                        made += 1
                    else:
                        count = self._burst(last)
                        self._run(count, stop)
                        made += count
                        self._pace = (time.perf_counter() - before) / count
                    self._measure_what_is_due(stop)
            except Stopped:
                pass
        return self.snapshot(exact=False)

    def advance_epochs(self, epochs: int, stop: Stop | None = None) -> Snapshot:
        """Trains until so many more passes through the data are complete; see `advance`."""
        return self.advance(steps=self.steps_until_epoch(self._epoch + epochs), stop=stop)

    def _burst(self, last: int | None) -> int:
        """How many steps to make at a stretch: about a millisecond's, to the next event at most."""
        fast = int(BURST_SECONDS / self._pace) if self._pace else 1
        count = min(max(fast, 1), LONGEST_BURST, self._recorder.next_after(self._step) - self._step)
        count = min(count, -(-(len(self._order) - self._cursor) // self._batch))
        count = min(count, FLUSH_INTERVAL - self._step % FLUSH_INTERVAL)
        return count if last is None else min(count, last - self._step)

    def _run(self, count: int, stop: Stop | None) -> None:
        """Makes so many steps, within one epoch."""
        order = self._order[self._cursor : self._cursor + count * self._batch]
        done, trouble = self._stepper.run(order, self._scalars(count), stop)
        self._step += done
        self._cursor += done * self._batch
        if trouble is not None:
            raise trouble.at_step(self._step + 1)
        if self._step % FLUSH_INTERVAL == 0:
            self._stepper.flush()
        if self._cursor >= len(self._order):
            self._end_epoch()

    def _run_alone(self, stop: Stop | None) -> None:
        """One step, of which the update is kept."""
        before, step = self.parameters, self._step
        self._run(1, stop)
        if self._step > step:
            self._last_update = self.parameters - before
            self._update_kept_at = time.perf_counter()

    def _scalars(self, count: int) -> Floats:
        """The optimiser's scalars for the next steps, (steps, scalars)."""
        first, table = self._table
        begin = self._step - first
        if begin < 0 or begin + count > len(table):
            steps = self._step + np.arange(LONGEST_BURST)
            table, begin = self._stepper.scalars(self._rates(steps), steps + 1 - self._born), 0
            self._table = self._step, table
        scalars: Floats = table[begin : begin + count]
        return scalars

    def _rates(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        if self._settings.schedule == "constant":
            return np.full(len(steps), self._settings.learning_rate)
        return np.array([self._rate(step) for step in steps.tolist()])

    def _rate(self, step: int) -> float:
        settings = self._settings
        schedule = schedule_entry(settings.schedule)
        share = schedule.share(step, settings.schedule_steps, settings.schedule_factor)
        if schedule.follows_loss:
            share = self._watch.plateau.share
        return settings.learning_rate * share

    # Losses, history, epochs.

    def _losses(self, stop: Stop | None) -> tuple[float, float]:
        with np.errstate(all="ignore"):
            return self._training_loss.loss(stop), self._held_out_loss.loss(stop)

    def _measure_what_is_due(self, stop: Stop | None) -> None:
        """Losses for the history, and for the watch after an epoch.

        When `stop` comes between, they stay due."""
        if self._recorder.due(self._step):
            training_loss, held_out_loss = self._losses(stop)
            epoch = self._epoch + self._cursor / max(len(self._samples), 1)
            self._recorder.add(self._step, epoch, training_loss, held_out_loss)
            if self._loss_limit == float("inf"):
                self._set_loss_limit(training_loss)
        if self._watch_due:
            self._look_at_epoch(stop)

    def _end_epoch(self) -> None:
        self._epoch += 1
        self._cursor = 0
        self._random.shuffle(self._order)
        self._watch_due = Watch.wanted(self._settings)

    def _look_at_epoch(self, stop: Stop | None) -> None:
        held_out = len(self._held_out) > 0
        loss = (self._held_out_loss if held_out else self._training_loss).loss(stop)
        self._watch_due = False
        which = "held-out" if held_out else "training"
        self._watch = self._watch.after_epoch(loss, self._step, self._settings, which)
        self._table = NO_TABLE
        if self._watch.best_step == self._step:
            self._best = self.parameters
        if self._watch.finished and self._best is not None:
            self._program.wiring.layout.spread(self._best, self._store)

    # Changes between two steps.

    def configure(self, settings: TrainingSettings) -> None:
        """Goes on with other settings; keeps weights, and what the optimiser knows if it still
        means the same. Raises EngineError, and changes nothing, if they do not fit."""
        old = self._settings
        if settings == old:
            return
        if np.dtype(settings.precision) != self._program.dtype:
            raise EngineError("Another precision needs a new program: compile the network anew.")
        check_settings(settings)
        check_outputs(settings.loss, self._program.network)
        self._settings = settings
        memory = ("optimiser", "momentum", "beta2", "smoothing")
        slots = self._stepper.slots
        if any(getattr(settings, name) != getattr(old, name) for name in memory):
            slots, self._born = {}, self._step
        if settings.loss != old.loss:
            self._loss_limit = float("inf")
        plateau = ("loss", "schedule", "schedule_factor", "schedule_patience")
        goes_on = all(getattr(settings, name) == getattr(old, name) for name in plateau)
        self._watch = Watch(plateau=self._watch.plateau) if goes_on else Watch()
        self._best = None
        self._prepare_data()
        self._prepare(slots)

    def set_parameters(self, vector: ArrayLike) -> None:
        """Takes over weights and biases edited by hand: a parameter vector (P,)."""
        given = np.asarray(vector, dtype=self._program.dtype)
        if given.shape != self._program.parameters.shape:
            raise EngineError(
                f"The network has {len(self._program.parameters)} parameters; {given.size} were "
                "given."
            )
        self._program.wiring.layout.spread(given, self._store)

    def use_data(
        self, inputs: ArrayLike, targets: ArrayLike, held_out: HeldOut | None = None
    ) -> None:
        """Goes on with other samples; sample weights are forgotten."""
        before = len(self._samples)
        self._given = (inputs, targets, held_out, None)
        self._prepare_data()
        if len(self._samples) != before:
            self._order = self._random.permutation(len(self._samples))
            self._cursor = 0
        self._prepare(self._stepper.slots)

    def rewire(self, program: Program) -> None:
        """Goes on with another drawing; what has the same id keeps what it has learned."""
        state = carry_state(self.state(), self._program, program)
        inputs, targets, held_out, sample_weights = self._given
        changed = Trainer(program, inputs, targets, held_out, self._settings, state, sample_weights)
        self.__dict__.update(changed.__dict__)

    # Saving and going on.

    def resume(self, state: TrainerState) -> None:
        """Stands where another trainer of the same program, data and settings stood."""
        self._prepare(self._restore(state))

    def state(self) -> TrainerState:
        """Everything needed to go on bit for bit as if nothing had happened."""
        arrays: dict[str, NDArray[Any]] = {
            PARAMETERS: self.parameters,
            "order": self._order.copy(),
            **self._stepper.saved(),
        }
        if self._best is not None:
            arrays["best"] = self._best.copy()
        meta = {
            "step": self._step,
            "epoch": self._epoch,
            "cursor": self._cursor,
            "born": self._born,
            "precision": self._program.dtype.name,
            "optimiser": self._settings.optimiser,
            "random": self._random.bit_generator.state,
            "interval": self._recorder.interval,
            "loss_limit": None if self._loss_limit == float("inf") else self._loss_limit,
            "watch": self._watch.to_json(),
            "watch_due": self._watch_due,
        }
        return TrainerState(meta, arrays, self.history)

    def _restore(self, state: TrainerState) -> dict[str, Floats]:
        state.check(self._program)
        layout = self._program.wiring.layout
        meta, arrays = state.meta, state.arrays
        layout.spread(arrays[PARAMETERS].astype(self._program.dtype), self._store)
        self._step, self._epoch = int(meta["step"]), int(meta["epoch"])
        self._random.bit_generator.state = meta["random"]
        limit = meta["loss_limit"]
        self._loss_limit = float("inf") if limit is None else float(limit)
        self._watch = Watch.from_json(meta["watch"])
        self._watch_due = bool(meta["watch_due"])
        self._recorder.restore(state.history, int(meta["interval"]))
        if "best" in arrays:
            self._best = arrays["best"].astype(self._program.dtype)
        if len(arrays["order"]) == len(self._samples):
            self._order, self._cursor = arrays["order"].astype(np.intp), int(meta["cursor"])
        else:
            self._order = self._random.permutation(len(self._samples))
        self._born = self._step
        if meta["optimiser"] != self._settings.optimiser:
            return {}
        self._born = int(meta["born"])
        return restored_slots(self._program, self._settings, arrays)

    # Getting ready.

    def _prepare_data(self) -> None:
        check_settings(self._settings)
        if np.dtype(self._settings.precision) != self._program.dtype:
            raise EngineError(
                f"The program computes in {self._program.dtype.name}, the settings ask for "
                f"{self._settings.precision}: compile the network in that precision."
            )
        check_outputs(self._settings.loss, self._program.network)
        inputs, targets, held_out, sample_weights = self._given
        self._samples = Samples.of(self._program, inputs, targets, self._settings, sample_weights)
        if not len(self._samples):
            raise EngineError("There are no samples to train on.")
        empty = (
            np.zeros((0, self._samples.given.shape[1] - 1)),
            np.zeros((0, self._samples.outputs)),
        )
        held_inputs, held_targets = empty if held_out is None else held_out
        self._held_out = Samples.of(self._program, held_inputs, held_targets, self._settings)
        entry = OPTIMISERS[self._settings.optimiser]
        count = len(self._samples)
        whole = entry.full_batch or not self._settings.batch_size
        self._batch = count if whole else min(self._settings.batch_size, count)

    def _prepare(self, slots: dict[str, Floats]) -> None:
        """Allocates and records everything for the present settings and data."""
        program, settings = self._program, self._settings
        loss = loss_entry(settings.loss, settings.huber_delta)
        self._training_loss = Evaluation(program, self._samples, self._store, loss)
        self._held_out_loss = Evaluation(program, self._held_out, self._store, loss)
        self._table = NO_TABLE
        self._stepper = Stepper(
            program, self._samples, settings, self._batch, self._store, slots, self._random
        )
        self._stepper.limit_loss(self._loss_limit)

    def _interval(self) -> int:
        layout = self._program.wiring.layout
        return interval_for(
            len(layout.blocks),
            layout.active,
            layout.rows,
            self._batch,
            len(self._samples) + len(self._held_out),
        )

    def _set_loss_limit(self, loss: float) -> None:
        if np.isfinite(loss):
            self._loss_limit = EXPLOSION * max(loss, 1.0)
            self._stepper.limit_loss(self._loss_limit)
