"""A trainer in a process of its own: painting a window then costs training nothing.

Both sides speak by one pipe. The process trains all the time and looks for a question between two
chunks; each question has one answer. It gets everything that a `Trainer` is made of, and gives back
a `TrainerState`, so that going there and coming back changes no bit of what is trained.
"""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from scratchstudio.engine.divergence import Divergence
from scratchstudio.engine.goal import Goal
from scratchstudio.engine.history import EMPTY_HISTORY, History
from scratchstudio.engine.keyframe import Keyframe
from scratchstudio.engine.program import Program, compile
from scratchstudio.engine.settings import TrainingSettings
from scratchstudio.engine.snapshot import Snapshot
from scratchstudio.engine.state import TrainerState
from scratchstudio.engine.threads import pin_blas_threads
from scratchstudio.engine.trainer import Trainer
from scratchstudio.engine.workspace import Floats
from scratchstudio.errors import EngineError
from scratchstudio.network import Network

CHUNK = 0.05
"""Seconds of training between two looks at the clock; a question interrupts it at once."""
PATIENCE = 20.0
"""Seconds without an answer after which the process counts as lost."""


class HostLost(Exception):
    """The process has ended or does not answer; the trainer at home is as it was handed over."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Where training stands: what a window shows of it."""

    snapshot: Snapshot
    parameters: Floats
    history: History
    update: Floats | None = None
    """What one step of late added to each parameter."""

    @staticmethod
    def of(trainer: Trainer, *, exact: bool) -> Standing:
        """Of a trainer here; `exact` as in `Trainer.snapshot`."""
        return Standing(
            trainer.snapshot(exact=exact), trainer.parameters, trainer.history, trainer.last_update
        )


@dataclass(frozen=True, eq=False)
class _Task:
    """All that a trainer is made of."""

    network: Network
    settings: TrainingSettings
    data: tuple[Any, ...]
    state: TrainerState
    goal: Goal | None


@dataclass(frozen=True, eq=False)
class News:
    """What the process tells: where training stands, and whether it goes on."""

    standing: Standing
    going: bool
    ended: str
    """Why it does not go on, as a sentence, where it ended by itself; else ""."""
    keyframe: Keyframe | None
    """Where it stands in full, if that was asked for."""


def worthwhile() -> bool:
    """Whether there is a second processor core for the process."""
    return len(os.sched_getaffinity(0)) > 1 if hasattr(os, "sched_getaffinity") else True


class Host:
    """The home side. Use from one thread; `close` ends the process. Raises HostLost."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=_serve, args=(theirs,), name="ScratchStudio training", daemon=True
        )
        try:
            self._process.start()
        except (OSError, RuntimeError) as error:
            raise HostLost(str(error)) from error
        theirs.close()
        self._awake = False
        self._program: Program | None = None
        self._update: Floats | None = None

    @property
    def pid(self) -> int | None:
        """The process's number."""
        return self._process.pid

    def ready(self) -> bool:
        """Whether the process has started; does not wait."""
        if not self._awake:
            try:
                self._awake = self._connection.poll(0) and bool(self._connection.recv())
            except (EOFError, OSError) as error:
                raise HostLost(str(error)) from error
        return self._awake

    def take(self, trainer: Trainer, goal: Goal | None = None) -> None:
        """Goes on there with what this trainer does, until the goal is reached.

        The trainer here must not be used before `bring_back`.
        """
        self._program, self._update = trainer.program, trainer.last_update
        task = _Task(trainer.program.network, trainer.settings, trainer.data, trainer.state(), goal)
        self._ask("take", task)

    def news(self, *, keep: bool = False) -> News:
        """Where training stands there; with `keep`, complete enough to go on from there."""
        assert self._program is not None
        report, parameters, history, update, going, ended, state = self._ask("news", keep)
        snapshot = report.snapshot(self._program, parameters)
        self._update = self._update if update is None else update
        keyframe = None if state is None else Keyframe.of(snapshot, state)
        standing = Standing(snapshot, parameters, history, self._update)
        return News(standing, going, ended, keyframe)

    def bring_back(self, trainer: Trainer) -> Divergence | None:
        """Stops there, and makes the trainer here stand where that one stood.

        Returns the reason if it had stopped because numbers went out of range.
        """
        state, trouble = self._ask("give")
        trainer.resume(state)
        told: Divergence | None = trouble
        return told

    def close(self) -> None:
        """Ends the process."""
        self._connection.close()
        self._process.join(1.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(1.0)

    def _ask(self, question: str, what: object = None) -> Any:
        try:
            self._connection.send((question, what))
            if not self._connection.poll(PATIENCE):
                raise HostLost("no answer")
            answer, trouble = self._connection.recv()
        except (EOFError, OSError) as error:
            raise HostLost(str(error)) from error
        if trouble:
            raise HostLost(trouble)
        return answer


def _serve(connection: Connection) -> None:
    """The process: answers, and trains in between, until the other side goes."""
    with pin_blas_threads():
        bench = _Bench(connection)
        try:
            connection.send("awake")
            while True:
                if not bench.going or connection.poll(0):
                    connection.send(bench.answer(*connection.recv()))
                else:
                    bench.train()
        except (EOFError, OSError, KeyboardInterrupt):
            return


class _Bench:
    """What the process works on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._trainer: Trainer | None = None
        self._goal: Goal | None = None
        self._ended = ""
        self._trouble: Divergence | None = None
        self.going = False
        self._told: Floats | None = None
        """The update that home knows."""

    def answer(self, question: str, what: Any) -> tuple[Any, str]:
        """The answer, and "" or why there is none."""
        try:
            return getattr(self, f"_{question}")(what), ""
        except (EngineError, MemoryError) as error:
            self.going = False
            return None, str(error) or type(error).__name__

    def _take(self, task: _Task) -> None:
        program = compile(task.network, task.settings.precision)
        inputs, targets, held_out, sample_weights = task.data
        self._trainer = Trainer(
            program, inputs, targets, held_out, task.settings, task.state, sample_weights
        )
        self._goal, self._trouble, self._ended, self.going = task.goal, None, "", True

    def _news(self, keep: bool) -> tuple[Any, ...]:
        assert self._trainer is not None
        trainer = self._trainer
        state = replace(trainer.state(), history=EMPTY_HISTORY) if keep else None
        update = None if trainer.last_update is self._told else trainer.last_update
        self._told = trainer.last_update
        seen = (trainer.report(exact=False), trainer.parameters, trainer.history, update)
        return *seen, self.going, self._ended, state

    def _give(self, _: object) -> tuple[TrainerState, Divergence | None]:
        assert self._trainer is not None
        self.going = False
        return self._trainer.state(), self._trouble

    def train(self) -> None:
        """A chunk, until somebody asks."""
        assert self._trainer is not None
        trainer = self._trainer
        steps = None if self._goal is None else self._goal.steps_left(trainer)
        try:
            snapshot = trainer.advance(steps=steps, seconds=CHUNK, stop=self._connection.poll)
        except Divergence as trouble:
            self._trouble = trouble.with_traceback(None)
            self.going = False
            return
        self._ended = snapshot.finished or (self._goal.reached(trainer) if self._goal else "")
        self.going = not self._ended
