"""The training worker: the one object that lives on the second thread and owns the trainer.

Orders reach it by a queue that it empties between chunks of about 8 ms; frames leave by a mailbox
of one place, in which the newest replaces the older. Nothing here touches a widget. Changes of the
document that wait together are taken over as one; what is computed for the views gives way to
orders, and follows in later frames.

A run that goes on for a while without orders moves into a process of its own (`Away`); the next
order that concerns it brings it home.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QObject, Slot

from scratchstudio.data import Prepared
from scratchstudio.engine import (
    Divergence,
    Goal,
    GoalKind,
    Keyframe,
    Trainer,
    pin_blas_threads,
)
from scratchstudio.engine.hosting import Standing
from scratchstudio.errors import ScratchStudioError
from scratchstudio.project import Fed
from scratchstudio.studio.adoption import Adoption, Waiting
from scratchstudio.studio.away import Away
from scratchstudio.studio.moment import Frame, Moment, Outcome, Probe
from scratchstudio.studio.pace import Limit, Pace
from scratchstudio.studio.probing import Probing
from scratchstudio.studio.retrain import build, revise

Result = TypeVar("Result")

CHUNK = 0.008
"""Seconds of training between two looks at the orders."""
EXACT_UP_TO = 30.0
"""Steps a second up to which each frame has the losses of its own step."""
HOST_AFTER = 1.0
"""Seconds of training without an order after which the run moves into its own process."""
LOOK = 0.015
"""Seconds between two looks at the clock of a slow run."""
KEEP_INTERVAL = 0.05
KEPT_A_SECOND = 2e6
"""Bytes of states that are kept for the time line in a second, at most; and one each 50 ms."""
MOST_UNREAD = 512
"""Kept states that wait for the window, at most."""


@dataclass
class Report:
    """What the worker tells besides frames; the window reads it at its tick."""

    problem: str = ""
    troubles: deque[Exception] = field(default_factory=lambda: deque(maxlen=20))
    kept: deque[Keyframe] = field(default_factory=lambda: deque(maxlen=MOST_UNREAD))
    """States of the run on its way, for the time line."""


class Worker(QObject):
    """Trains; see the module. `post` and `ask` may be called from any thread."""

    def __init__(self) -> None:
        super().__init__()
        self.mailbox: deque[Frame] = deque(maxlen=1)
        self.report = Report()
        self._orders: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._running = True
        self._playing = False
        self._goal: Goal | None = None
        self._ended = ""
        self._prepared: Prepared | None = None
        self._fed: Fed | None = None
        self._trainer: Trainer | None = None
        self._probing = Probing()
        self._pace = Pace()
        self._limit = Limit()
        self._away = Away()
        self._waiting = Waiting()
        self._to_tell = False
        """Whether there is something that no frame has shown, while nothing trains."""
        self._quiet_since = 0.0
        self._keep_not_before = 0.0

    def post(self, order: Callable[[], None]) -> None:
        """Queues an order; it runs on the worker's thread between two chunks."""
        self._orders.put(order)

    def ask(self, question: Callable[[], Result]) -> Future[Result]:
        """Queues a question and returns where its answer will be."""
        answer: Future[Result] = Future()

        def order() -> None:
            try:
                answer.set_result(question())
            except Exception as error:  # handed to whoever asked
                answer.set_exception(error)

        self.post(order)
        return answer

    @Slot()
    def run(self) -> None:
        """The worker's life: orders, a chunk of training, a frame; until `leave`."""
        with np.errstate(all="ignore"), pin_blas_threads():
            while self._running:
                try:
                    self._take_orders()
                    if self._playing:
                        self._train()
                    if self._to_tell or (self._playing and not self.mailbox):
                        self._publish()
                except Exception as error:  # the thread's boundary: the window tells the person
                    self._playing = self._to_tell = False
                    self.report.troubles.append(error)
        self._away.close()

    def _take_orders(self) -> None:
        if not self._playing and not self._to_tell:
            self._orders.get()()
        elif self._playing and (self.away or self._limit.speed):
            with suppress(Empty):
                self._orders.get(timeout=self._away.rest() or LOOK)()
        while not self._orders.empty():
            self._orders.get()()

    def _train(self) -> None:
        if self.away:
            self._look_away()
            return
        trainer = self._ready_trainer()
        steps = self._steps_due(trainer)
        if steps == 0:
            return
        try:
            snapshot = trainer.advance(steps=steps, seconds=CHUNK, stop=self._has_orders)
        except Divergence as trouble:
            self.report.troubles.append(trouble)
            self._stop()
            return
        ended = snapshot.finished or (self._goal.reached(trainer) if self._goal else "")
        if ended:
            self._stop(ended)
            return
        if time.perf_counter() >= self._keep_not_before:
            self._keep(_keyframe(trainer))
        if self._may_leave():
            self._away.send(trainer, self._goal)

    def _stop(self, ended: str = "") -> None:
        """Training stops, by itself for the reason `ended`; a frame tells where it stands."""
        self._playing, self._ended = False, ended
        self._probing.renew()
        self._publish()

    def _keep(self, keyframe: Keyframe) -> None:
        """Keeps a state for the time line, and none for a while."""
        self.report.kept.append(keyframe)
        rest = max(KEEP_INTERVAL, keyframe.size / KEPT_A_SECOND)
        self._keep_not_before = time.perf_counter() + rest

    # The run in its own process.

    @property
    def away(self) -> bool:
        """Whether the run is in its own process just now."""
        return self._away.standing is not None

    def _may_leave(self) -> bool:
        quiet = time.perf_counter() - self._quiet_since > HOST_AFTER
        return quiet and self._away.possible and not self._limit.speed

    def _look_away(self) -> None:
        """Takes the newest of the run in the other process; brings it home when it has ended."""
        assert self._trainer is not None
        keep = time.perf_counter() >= self._keep_not_before
        news = self._away.look(self._trainer, keep)
        if news is None:
            return
        if news.keyframe is not None:
            self._keep(news.keyframe)
        if not news.going:
            self._playing = False
            self._come_home()
            self._stop(news.ended)

    def _come_home(self) -> None:
        """Makes the trainer here the one that trains again."""
        self._quiet_since = time.perf_counter()
        if self._trainer is None:
            return
        trouble = self._away.bring_home(self._trainer)
        if trouble is not None:
            self.report.troubles.append(trouble)

    def _steps_due(self, trainer: Trainer) -> int | None:
        """Steps to make now, None for as many as time allows."""
        left = None if self._goal is None else self._goal.steps_left(trainer)
        if not self._limit.speed:
            return left
        due = self._limit.due()
        return due if left is None else min(due, left)

    def _has_orders(self) -> bool:
        return not self._orders.empty()

    def _ready_trainer(self) -> Trainer:
        if self._trainer is None or self.report.problem:
            raise ScratchStudioError(self.report.problem or "There is nothing to train yet.")
        return self._trainer

    # Orders. Each runs on the worker's thread.

    def leave(self) -> None:
        """Ends `run`."""
        self._running = False
        self._playing = False

    def play(self, kind: GoalKind | None = None, amount: float = 0.0) -> int:
        """Trains until told otherwise, or to a goal; says at which step it begins."""
        self._come_home()
        trainer = self._ready_trainer()
        self._goal = None if kind is None else Goal.of(trainer, kind, amount)
        self._ended = ""
        self._limit.restart()
        self._pace.restart(trainer.step)
        self._playing = True
        self._keep(_keyframe(trainer))
        # A frame from before, not yet looked at, would tell the window that training has ended.
        self.mailbox.clear()
        return trainer.step

    def fall_silent(self) -> None:
        """Stops, and takes back the frame that was not looked at: another project comes."""
        self._playing = self._to_tell = False
        self.mailbox.clear()

    def set_speed(self, steps_a_second: float) -> None:
        """Trains so fast at most; 0 is as fast as possible."""
        self._come_home()
        self._limit = Limit(steps_a_second)
        self._limit.restart()

    def pause(self) -> Outcome | None:
        """Stops training; says where it stands."""
        self._playing = False
        outcome = self.outcome()
        if outcome is not None:
            self._keep(Keyframe.of(outcome.snapshot, outcome.state))
        self._stop(self._ended)
        return outcome

    def step(self, count: int) -> tuple[int, Outcome | None]:
        """Trains `count` steps at once; says at which step it began and where training stands."""
        began_at = 0
        self._come_home()
        try:
            trainer = self._ready_trainer()
            began_at = trainer.step
            self._keep(_keyframe(trainer))
            trainer.advance(steps=count, stop=self._has_orders)
        except ScratchStudioError as trouble:
            self.report.troubles.append(trouble)
        return began_at, self.pause()

    def outcome(self) -> Outcome | None:
        """Where training stands, or None before anything could be trained."""
        self._come_home()
        if self._trainer is None:
            return None
        return Outcome(self._trainer.snapshot(), self._trainer.state())

    def change(self, adoption: Adoption) -> None:
        """Queues what the person changed. May be called from any thread."""
        self._waiting.put(adoption)
        self.post(self._adopt)

    def _adopt(self) -> None:
        """Takes over what waits: structure, values, settings, data, or another run."""
        change = self._waiting.take()
        if change is None:  # an earlier order took it as well
            return
        self._come_home()
        before, after, prepared = change.before, change.after, change.prepared
        try:
            if prepared is None:
                raise ScratchStudioError(change.problem)
            if self._trainer is None or before is None or change.begins_anew:
                known = None if self._trainer is None else self._trainer.program
                self._trainer, self._fed = build(after, prepared, known)
            else:
                self._trainer, self._fed = revise(
                    self._trainer, before, after, prepared, change.touched
                )
            self.report.problem = ""
        except ScratchStudioError as error:
            self.report.problem = str(error)
            self._playing = False
        self._prepared = prepared
        self._probing.forget()
        self._to_tell = True

    def set_probe(self, key: str, probe: Probe | None, every: float = 0.0) -> None:
        """Adds, replaces or (with None) drops a probe, to run once in so many seconds at most."""
        self._probing.ask(key, probe, every)
        self._to_tell = self._to_tell or (probe is not None and not self._playing)

    # Frames.

    def _publish(self) -> None:
        self._to_tell = False
        trainer = self._trainer
        if trainer is None or self._fed is None or self._prepared is None or self.report.problem:
            return
        exact = not self._playing or 0 < self._limit.speed <= EXACT_UP_TO
        standing = self._away.standing or Standing.of(trainer, exact=exact)
        snapshot = standing.snapshot
        moment = Moment(
            program=trainer.program,
            parameters=standing.parameters,
            network=snapshot.network.with_parameters(snapshot.weights, snapshot.biases),
            prepared=self._prepared,
            fed=self._fed,
            settings=trainer.settings,
            history=standing.history,
            snapshot=snapshot,
            update=standing.update,
        )
        self._to_tell = not self._probing.look(moment, self._playing, self._has_orders)
        scores = self._probing.scores()
        self.mailbox.append(
            Frame(
                snapshot=snapshot,
                playing=self._playing,
                steps_per_second=self._pace.look(snapshot.step) if self._playing else 0.0,
                training_score=scores[0],
                held_out_score=scores[1],
                history=standing.history,
                probes=self._probing.results(),
                ended="" if self._playing else self._ended,
            )
        )


def _keyframe(trainer: Trainer) -> Keyframe:
    return Keyframe.of(trainer.snapshot(exact=False), trainer.state())
