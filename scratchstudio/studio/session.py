"""The training session: the window's side of the worker thread.

Sends what the person does as orders, takes the newest frame 60 times a second, and turns each run
of training into one undo entry when it pauses.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QThread, QTimer, Signal

from scratchstudio.engine import GoalKind, TrainingSettings, initialise
from scratchstudio.errors import ScratchStudioError
from scratchstudio.network import Network, with_values_from
from scratchstudio.studio.adoption import Adoption
from scratchstudio.studio.document import Content, Document, Run
from scratchstudio.studio.moment import Frame, Outcome, Probe
from scratchstudio.studio.text import tr
from scratchstudio.studio.worker import Worker

TICK = 16
"""Milliseconds between two looks into the mailbox."""
PATIENCE = 10_000
"""Milliseconds that closing waits for the worker to leave."""


class Session(QObject):
    """Training as the window sees it. Create one a document; call `close` before leaving."""

    frameReady = Signal(object)
    """A new Frame, at most 60 a second."""
    playingChanged = Signal(bool)
    problemChanged = Signal(str)
    """Why this cannot be trained, as a sentence; "" when it can."""
    endedByItself = Signal(str)
    """Why a run has ended that nobody paused: its goal is reached, or it stopped early."""
    speedChanged = Signal(float)
    troubled = Signal(object)
    """An exception by which training has paused; the weights are the last good ones."""

    kept = Signal(object)
    """A Keyframe of the run that trains; before the document changes by it."""
    runEnded = Signal(object)
    """The content whose run is about to be left for a start from step 0."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.frame: Frame | None = None
        self.goal: tuple[GoalKind, float] | None = None
        """Until when Play trains; None for until paused."""
        self.speed = 0.0
        """Steps a second at most; 0 for as fast as possible."""
        self.playing = False
        self.problem = ""
        self._recording = False
        self._began_at = 0
        self._worker = Worker()
        self._thread = QThread(self)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.run)
        self._thread.start()
        document.changed.connect(self._follow)
        document.opened.connect(self._load)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._load()

    @property
    def hosted(self) -> bool:
        """Whether the run trains in a process of its own just now; for benchmarks and tests."""
        return self._worker.away

    # What the person may do.

    def play(self, goal: tuple[GoalKind, float] | None = None) -> None:
        """Trains until paused, or until a goal is reached (a kind and an amount, see `Goal`)."""
        if self.playing or self.problem:
            return
        try:
            self._began_at = self._worker.ask(partial(self._worker.play, *(goal or ()))).result()
        except ScratchStudioError as error:
            self.troubled.emit(error)
            return
        self.document.training = True
        self._set_playing(True)

    def pause(self) -> None:
        """Pauses; the change of the weights since `play` becomes one undo entry."""
        if self.playing:
            self._record(self._worker.ask(self._worker.pause).result())

    def toggle(self) -> None:
        """Play, towards `goal` if there is one, or pause."""
        if self.playing:
            self.pause()
        else:
            self.play(self.goal)

    def limit_speed(self, steps_a_second: float) -> None:
        """Trains so fast at most, from now on; 0 is as fast as possible."""
        self.speed = steps_a_second
        self._worker.post(partial(self._worker.set_speed, steps_a_second))
        self.speedChanged.emit(steps_a_second)

    def step(self, count: int = 1) -> None:
        """Trains so many steps, as one undo entry."""
        self.pause()
        if not self.problem:
            self._began_at, outcome = self._worker.ask(partial(self._worker.step, count)).result()
            self._record(outcome)

    def run_epochs(self, count: int) -> None:
        """Trains so many epochs in the background, then pauses."""
        self.pause()
        self.play(("epochs", count))

    def reset(self) -> None:
        """Back to the weights from which training began, and to step 0."""
        self.pause()
        content = self.document.content
        network = with_values_from(content.network, content.start)
        self.start_over(tr("Reset to the start weights"), network, content.settings)

    def new_weights(self) -> None:
        """Other start weights, from the next seed, and back to step 0."""
        self.pause()
        content = self.document.content
        settings = replace(content.settings, seed=content.settings.seed + 1)
        network = initialise(content.network, settings.initialiser, settings.seed)
        self.start_over(tr("New weights"), network, settings)

    def start_over(self, text: str, network: Network, settings: TrainingSettings) -> None:
        """Back to step 0 with the weights of `network`, as one undo entry."""
        self.pause()
        self.runEnded.emit(self.document.content)
        self.document.change(text, network=network, start=network, settings=settings, run=None)

    def capture(self) -> Run | None:
        """The trainer's present state, for saving; after `close`, the document's."""
        if not self._thread.isRunning():
            return self.document.content.run
        outcome = self._worker.ask(self._worker.outcome).result()
        if outcome is None or outcome.snapshot.step == 0:
            return None
        return Run(outcome.state, outcome.snapshot.network)

    def network(self) -> Network:
        """The document's network with the weights of this moment, also while it trains."""
        return self.document.network.with_parameters(self.weights(), self.biases())

    def weights(self) -> np.ndarray:
        """Weights of the document's edges, in their order: live while training."""
        return self._live()[0]

    def biases(self) -> np.ndarray:
        """Biases of the document's neurons, in their order: live while training."""
        return self._live()[1]

    def set_probe(self, key: str, probe: Probe | None, every: float = 0.0) -> None:
        """Asks for `probe` to be computed with the frames, under `key`; None drops it.

        With `every`, once now and then once in so many seconds at most, also while edits rain.
        """
        self._worker.post(partial(self._worker.set_probe, key, probe, every))

    def close(self) -> None:
        """Stops training, keeps it in the document, and ends the thread."""
        if self._thread.isRunning():
            self.pause()
            self._timer.stop()
            self._worker.post(self._worker.leave)
            self._thread.quit()
            self._thread.wait(PATIENCE)

    # Between the document and the worker.

    def _load(self) -> None:
        self.document.training = False
        self._set_playing(False)
        if self._thread.isRunning():
            self._worker.ask(self._worker.fall_silent).result()
        self._send(None, self.document.content)

    def _follow(self, before: Content, after: Content) -> None:
        if self._recording:
            return
        if after.run is not before.run and self.playing:
            self._worker.ask(self._worker.pause).result()
            self._tell_kept()
            self.document.training = False
            self._set_playing(False)
        self._send(before, after)

    def _send(self, before: Content | None, after: Content) -> None:
        document = self.document
        self._worker.change(
            Adoption(before, after, document.prepared, document.data_error, document.touched)
        )

    def _record(self, outcome: Outcome | None) -> None:
        """Training has paused: put its weights into the document, as one entry."""
        self._tell_kept()
        self.document.training = False
        self._set_playing(False)
        if outcome is None:
            return
        steps = outcome.snapshot.step - self._began_at
        if steps <= 0:
            return
        snapshot = outcome.snapshot
        trained = snapshot.network.with_parameters(snapshot.weights, snapshot.biases)
        text = tr("Train 1 step") if steps == 1 else tr("Train {:,} steps").format(steps)
        self._recording = True
        try:
            self.document.change(
                text,
                network=with_values_from(self.document.network, trained),
                run=Run(outcome.state, snapshot.network),
            )
        finally:
            self._recording = False
        self._tick()

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playingChanged.emit(playing)

    def _live(self) -> tuple[np.ndarray, np.ndarray]:
        network = self.document.network
        if self.playing and self.frame is not None:
            snapshot = self.frame.snapshot
            if snapshot.network.same_wiring(network):
                return snapshot.weights, snapshot.biases
        return network.edges.weight, network.neurons.bias

    def _tell_kept(self) -> None:
        kept = self._worker.report.kept
        while kept:
            self.kept.emit(kept.popleft())

    def _tick(self) -> None:
        report = self._worker.report
        if report.problem != self.problem:
            self.problem = report.problem
            self.problemChanged.emit(self.problem)
        self._tell_kept()
        if self._worker.mailbox:
            self.frame = self._worker.mailbox.popleft()
            if self.playing and not self.frame.playing:
                ended = self.frame.ended
                self.pause()
                if ended:
                    self.endedByItself.emit(ended)
            self.frameReady.emit(self.frame)
        elif self.playing and (self.problem or report.troubles):
            self.pause()
        while report.troubles:
            self.troubled.emit(_speaking(report.troubles.popleft()))


def _speaking(error: Exception) -> Exception:
    if isinstance(error, ScratchStudioError):
        return error
    sentence = tr("Training stopped by an unexpected fault: {}").format(
        f"{type(error).__name__}: {error}"
    )
    told = ScratchStudioError(sentence)
    told.__cause__ = error
    return told
