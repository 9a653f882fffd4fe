"""The run that goes on with what was changed on its way, and earlier runs kept beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from scratchstudio.engine import EMPTY_HISTORY, History, TrainingSettings
from scratchstudio.studio.document import Content, Document
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.settings_changes import changes, described

MOST_RUNS = 8
MOST_NOTES = 200
FEWEST_POINTS = 2


@dataclass(frozen=True)
class Note:
    """What was changed at a step of training."""

    step: int
    text: str


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run that stays on the chart."""

    number: int
    """From 1; it also gives the run its colour and dash."""
    history: History
    settings: TrainingSettings
    data: str
    notes: tuple[Note, ...]
    shown: bool = True

    @property
    def name(self) -> str:
        """What the chart calls it."""
        return tr("Run {}").format(self.number)


class Runs(QObject):
    """One for each document; take it with `runs_of`. Lasts as long as the window."""

    changed = Signal()

    def __init__(self, document: Document, session: Session) -> None:
        super().__init__(document)
        self._document = document
        self._session = session
        self._next = 1
        self.kept: tuple[KeptRun, ...] = ()
        self.notes: tuple[Note, ...] = ()
        """Changes during the present run, at most `MOST_NOTES`; the newest stay."""
        document.changed.connect(self._note)
        document.opened.connect(self._forget)
        session.runEnded.connect(self._end)

    @property
    def can_keep(self) -> bool:
        """Whether the present run has a curve yet."""
        return len(self._history) >= FEWEST_POINTS

    def keep(self) -> None:
        """Keeps the run as it is now; of more than `MOST_RUNS` the oldest goes."""
        self._keep(self._history, self._document.content)

    def show(self, number: int, shown: bool) -> None:
        """Shows or hides a kept run."""
        self._put(
            tuple(replace(run, shown=shown) if run.number == number else run for run in self.kept)
        )

    def remove(self, number: int) -> None:
        """Forgets a kept run."""
        self._put(tuple(run for run in self.kept if run.number != number))

    def settings_of(self, run: KeptRun) -> str:
        """In which settings, or on which data, the run differs from the others and the present."""
        content = self._document.content
        among = [content.settings, *(other.settings for other in self.kept)]
        texts = [described(run.settings, among)]
        if {content.source.name, *(other.data for other in self.kept)} != {run.data}:
            texts.insert(0, run.data)
        return ", ".join(text for text in texts if text)

    def notes_until(self, step: int) -> tuple[Note, ...]:
        """The present run's changes up to a step; going back before them forgets the later."""
        if self.notes and self.notes[-1].step > step:
            self.notes = tuple(note for note in self.notes if note.step <= step)
        return self.notes

    @property
    def _history(self) -> History:
        frame = self._session.frame
        return EMPTY_HISTORY if frame is None else frame.history

    def _note(self, before: Content, after: Content) -> None:
        frame = self._session.frame
        if frame is None or frame.snapshot.step == 0 or after.run is not before.run:
            return
        text = changes(before, after)
        if text and not (self.notes and self.notes[-1].text == text):
            note = Note(frame.snapshot.step, text)
            self.notes = (*self.notes, note)[-MOST_NOTES:]
            self.changed.emit()

    def _end(self, content: Content) -> None:
        """The run was started over: it stays on the chart."""
        if content.run is not None:
            self._keep(content.run.state.history, content)
        self.notes = ()

    def _keep(self, history: History, content: Content) -> None:
        if len(history) < FEWEST_POINTS:
            return
        run = KeptRun(self._next, history, content.settings, content.source.name, self.notes)
        self._next += 1
        self._put((*self.kept, run)[-MOST_RUNS:])

    def _forget(self) -> None:
        self._next, self.notes = 1, ()
        self._put(())

    def _put(self, kept: tuple[KeptRun, ...]) -> None:
        self.kept = kept
        self.changed.emit()


def runs_of(document: Document, session: Session) -> Runs:
    """The document's runs, shared by all charts of it."""
    return document.findChild(Runs) or Runs(document, session)
