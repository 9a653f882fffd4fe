"""The time line: the states of the present run, where on them the document stands, and going back.

Going to a state is an act like any other: it puts that state's weights and training into the
document, as one undo entry. Training from there leaves what came after as a run of its own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from scratchstudio.engine import EMPTY_HISTORY, History, Keyframe, compile, thinned
from scratchstudio.network import Network, with_values_from
from scratchstudio.project import PastRun
from scratchstudio.studio.document import Content, Document, Run
from scratchstudio.studio.history.runs import (
    FEWEST_POINTS,
    KeptRun,
    Note,
    Runs,
    kept_run,
    past_run,
)
from scratchstudio.studio.history.settings_changes import changes, judged_otherwise
from scratchstudio.studio.moment import Frame
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr

MOST_NOTES = 200


class Timeline(QObject):
    """One for each document; take it with `timeline_of`. Lasts as long as the window."""

    changed = Signal()
    """States, the place among them, or what was changed on the way are others."""

    def __init__(self, document: Document, session: Session) -> None:
        super().__init__(document)
        self.document = document
        self._session = session
        self.runs = Runs(document)
        self._run = self._blank()
        self.at = -1
        """The state at which the document stands; it, or steps after the last one. -1: none."""
        session.kept.connect(self._add)
        session.frameReady.connect(self._follow)
        session.runEnded.connect(self._end)
        document.changed.connect(self._note)
        document.runChanged.connect(self._locate)
        document.opened.connect(self._open)
        self._open()
        if session.frame is not None:
            self._follow(session.frame)

    # What it knows.

    @property
    def frames(self) -> tuple[Keyframe, ...]:
        """The present run's states, of rising step; also those after the present one."""
        return self._run.frames

    @property
    def history(self) -> History:
        """The present run's losses; also those after the present state."""
        return self._run.history

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was changed on the way, at most `MOST_NOTES`; the newest stay."""
        return self._run.notes

    @property
    def here(self) -> Keyframe | None:
        """The state at which the document stands."""
        return self.frames[self.at] if self.at >= 0 else None

    @property
    def behind(self) -> bool:
        """Whether the run has states after the present one."""
        return 0 <= self.at < len(self.frames) - 1

    @property
    def arrived(self) -> bool:
        """Whether the newest frame shows the state at which the document stands."""
        frame, here = self._session.frame, self.here
        return frame is None or here is None or frame.snapshot.step == here.step

    @property
    def can_keep(self) -> bool:
        """Whether the present run has a curve yet."""
        return len(self.history) >= FEWEST_POINTS

    def saved(self) -> PastRun | None:
        """What a project keeps of the present run beside its state; None before there is any.

        Where the run has not gone on after the present state, the history is that of the state.
        """
        if not self.frames:
            return None
        run = self._run
        if self._session.playing:  # what came after may be about to become another run
            run = replace(run, frames=self.frames[: self.at + 1])
        elif self.behind:
            return past_run(run)
        return past_run(replace(run, history=EMPTY_HISTORY))

    # What the person may do.

    def keep(self) -> None:
        """Keeps the run as it is now."""
        self.runs.keep(self._run)

    def go(self, place: int) -> None:
        """Goes to a state of the present run."""
        if self.frames:
            place = min(max(place, 0), len(self.frames) - 1)
            self._go(self.frames[place], self.history)

    def visit(self, number: int, frame: Keyframe | None = None) -> None:
        """Goes to a kept run, which becomes the present one: to this state of it, or its last."""
        for run in self.runs.kept:
            if run.number == number and run.frames:
                self._go(frame or run.frames[-1], run.history)

    def _go(self, frame: Keyframe, history: History) -> None:
        self._session.pause()
        document = self.document
        content = document.content
        if frame is self.here:
            return
        network = frame.network
        if network.same_wiring(content.network):
            network = with_values_from(content.network, network)
        run = Run(frame.resumed(history), frame.network) if frame.step else None
        start = with_values_from(network, content.start) if run else network
        text = tr("Go to step {:,}").format(frame.step)
        document.change(text, merge="time line", network=network, start=start, run=run)

    # What it hears.

    def _add(self, frame: Keyframe) -> None:
        here = self.here
        if here is None and self.frames:
            self._leave()
        elif here is not None and frame.step <= here.step:
            self._meet_again(here, frame)
            return
        elif self.behind:
            self._fork()
        frames = thinned((*self.frames, frame))
        self._become(replace(self._run, frames=frames), len(frames) - 1)

    def _meet_again(self, here: Keyframe, frame: Keyframe) -> None:
        """The newer of two at the same step stays, except where undo leads to the older."""
        if frame.step < here.step or self._is_the_documents(here):
            return
        if self.behind:
            if _same_values(frame.network, here.network):
                return
            self._fork()
        self._become(replace(self._run, frames=(*self.frames[:-1], frame)), self.at)

    def _follow(self, frame: Frame) -> None:
        """The curve grows; and a step beyond the present state forks, also between two states."""
        here = self.here
        if self.behind and here is not None:
            if not (frame.playing and frame.snapshot.step > here.step):
                return
            self._fork()
        content, could_keep = self.document.content, self.can_keep
        self._run = replace(
            self._run,
            history=frame.history,
            settings=content.settings,
            data=content.source.name,
        )
        if self.can_keep != could_keep:
            self.changed.emit()

    def _note(self, before: Content, after: Content) -> None:
        frame = self._session.frame
        if frame is None or frame.snapshot.step == 0 or after.run is not before.run:
            return
        text = changes(before, after)
        if text and not (self.notes and self.notes[-1].text == text):
            note = Note(frame.snapshot.step, text, anew=judged_otherwise(before, after))
            notes = (*self.notes, note)[-MOST_NOTES:]
            self._become(replace(self._run, notes=notes), self.at)

    def _end(self, content: Content) -> None:
        """The run is to be started over: it stays beside the new one."""
        if content.run is not None or self.frames:
            self._leave()

    def _open(self) -> None:
        run, saved = self.document.content.run, self.document.present_run
        before = self._blank() if saved is None else kept_run(saved)
        self.runs.restore(self.document.past_runs, before.number)
        self._become(before, -1)
        if run is None:
            self._locate()
            return
        if not len(self.history):
            self._run = replace(self._run, history=run.state.history)
        self._insert(run)

    def _locate(self) -> None:
        """Where the document's run stands, on this run or on a kept one."""
        run = self.document.content.run
        if run is None:
            if not self._begins_here():
                self._leave()
            else:
                self._become(self._run, 0)
            return
        place = _place_of(run, self.frames)
        if place is not None:
            self._become(self._run, place)
            return
        for kept in self.runs.kept:
            place = _place_of(run, kept.frames)
            if place is not None:
                self._swap(kept, place)
                return
        self._take_in(run)

    def _begins_here(self) -> bool:
        network = self.document.network
        return bool(
            self.frames
            and self.frames[0].step == 0
            and _same_values(self.frames[0].network, network)
        )

    def _swap(self, kept: KeptRun, place: int) -> None:
        self.runs.take(kept.number)
        self.runs.add(self._run)
        self._become(kept, place)

    def _take_in(self, run: Run) -> None:
        """A state that was thinned out, or one that was saved: it is a state like the others."""
        if not _same_past(run.state.history, self.history):
            self._leave()
            self._run = replace(self._run, history=run.state.history)
        self._insert(run)

    def _insert(self, run: Run) -> None:
        """The document's run becomes one of the present states."""
        frame = _frame_of(run, self.document.settings.precision)
        earlier = [other for other in self.frames if other.step < frame.step]
        later = [other for other in self.frames if other.step > frame.step]
        self._become(replace(self._run, frames=(*earlier, frame, *later)), len(earlier))

    # Changing it.

    def _fork(self) -> None:
        """What came after the present state stays as a run; the present run ends here."""
        here = self.here
        assert here is not None
        self.runs.add(self._run)
        # No undo takes that run away again, so none leads to what the file holds.
        self.document.undo_stack.resetClean()
        self._run = replace(
            self._run,
            number=0,
            label="",
            history=here.resumed(self.history).history,
            notes=tuple(note for note in self.notes if note.step <= here.step),
            frames=self.frames[: self.at + 1],
        )
        self.changed.emit()

    def _leave(self) -> None:
        """The present run stays as a kept one, and another begins."""
        self.runs.add(self._run)
        self._become(self._blank(), -1)

    def _become(self, run: KeptRun, at: int) -> None:
        self._run, self.at = run, at
        self.changed.emit()

    def _blank(self) -> KeptRun:
        content = self.document.content
        return KeptRun(0, EMPTY_HISTORY, content.settings, content.source.name)

    def _is_the_documents(self, frame: Keyframe) -> bool:
        run = self.document.content.run
        return run is not None and frame.is_of(run.state)


def timeline_of(document: Document, session: Session) -> Timeline:
    """The document's time line, shared by all that show it."""
    return document.findChild(Timeline) or Timeline(document, session)


def _place_of(run: Run, frames: tuple[Keyframe, ...]) -> int | None:
    return next((place for place, frame in enumerate(frames) if frame.is_of(run.state)), None)


def _same_values(one: Network, other: Network) -> bool:
    return (
        one.same_wiring(other)
        and np.array_equal(one.edges.weight, other.edges.weight)
        and np.array_equal(one.neurons.bias, other.neurons.bias)
    )


def _same_past(one: History, other: History) -> bool:
    """Whether two histories tell of the same run: losses at the steps both have are equal."""
    _, here, there = np.intersect1d(one.step, other.step, return_indices=True)
    return len(here) > 0 and bool(
        np.array_equal(one.training_loss[here], other.training_loss[there], equal_nan=True)
    )


def _frame_of(run: Run, precision: str) -> Keyframe:
    state = run.state
    program = compile(run.network, precision)
    parameters = state.arrays["parameters"]
    last = len(state.history) - 1
    losses = (
        (float(state.history.training_loss[last]), float(state.history.held_out_loss[last]))
        if last >= 0
        else (float("nan"), float("nan"))
    )
    return Keyframe(
        step=int(state.meta["step"]),
        epoch=int(state.meta["epoch"]),
        training_loss=losses[0],
        held_out_loss=losses[1],
        state=replace(state, history=EMPTY_HISTORY),
        network=run.network.with_parameters(
            program.weights(parameters), program.biases(parameters)
        ),
    )
