"""The runs that are kept beside the present one: their curves, settings, changes and states."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from scratchstudio.engine import History, Keyframe, TrainingSettings, thinned
from scratchstudio.project import PastRun
from scratchstudio.studio.document import Document
from scratchstudio.studio.history.settings_changes import described
from scratchstudio.studio.text import tr

MOST_RUNS = 8
FEWEST_POINTS = 2
LONGEST_NAME = 40
MOST_FRAMES = 80
MOST_BYTES = 16 * 2**20
"""What a kept run may take for its states."""


@dataclass(frozen=True)
class Note:
    """What was changed at a step of training."""

    step: int
    text: str


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run that stays on the chart and on the time line."""

    number: int
    """From 1; it also gives the run its colour and dash. 0 while it has none yet."""
    history: History
    settings: TrainingSettings
    data: str
    notes: tuple[Note, ...] = ()
    frames: tuple[Keyframe, ...] = ()
    """States on its way, of rising step; any of them can be gone back to."""
    label: str = ""
    """The name the person gave it."""
    shown: bool = True

    @property
    def name(self) -> str:
        """What the chart calls it."""
        return self.label or tr("Run {}").format(self.number)


class Runs(QObject):
    """The kept runs of a document; see `timeline_of`. Lasts as long as the window."""

    changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._next = 1
        self.kept: tuple[KeptRun, ...] = ()

    def add(self, run: KeptRun) -> None:
        """Keeps a run, unless it has no curve; of more than `MOST_RUNS` the oldest goes."""
        if len(run.history) < FEWEST_POINTS:
            return
        if run.number == 0:
            run = replace(run, number=self._next)
            self._next += 1
        run = replace(run, frames=thinned(run.frames, MOST_FRAMES, MOST_BYTES))
        self._put((*self.kept, run)[-MOST_RUNS:])

    def show(self, number: int, shown: bool) -> None:
        """Shows or hides a kept run."""
        self._change(number, shown=shown)

    def rename(self, number: int, label: str) -> None:
        """Gives a kept run a name; without one it is called by its number."""
        self._change(number, label=" ".join(label.split())[:LONGEST_NAME])

    def remove(self, number: int) -> None:
        """Forgets a kept run."""
        self._put(tuple(run for run in self.kept if run.number != number))

    def restore(self, past: tuple[PastRun, ...]) -> None:
        """Keeps the runs that were saved with a project, and no others. Their states were not."""
        kept = tuple(
            KeptRun(
                run.number,
                run.history,
                run.settings,
                run.data,
                tuple(Note(step, text) for step, text in run.notes),
                label=run.label[:LONGEST_NAME],
            )
            for run in past[-MOST_RUNS:]
        )
        self._next = 1 + max((run.number for run in kept), default=0)
        self._put(kept)

    def saved(self) -> tuple[PastRun, ...]:
        """What a project keeps of the runs."""
        return tuple(
            PastRun(
                run.number,
                run.label,
                run.data,
                run.settings,
                tuple((note.step, note.text) for note in run.notes),
                run.history,
            )
            for run in self.kept
        )

    def settings_of(self, run: KeptRun) -> str:
        """In which settings, or on which data, the run differs from the others and the present."""
        content = self._document.content
        among = [content.settings, *(other.settings for other in self.kept)]
        texts = [described(run.settings, among)]
        if {content.source.name, *(other.data for other in self.kept)} != {run.data}:
            texts.insert(0, run.data)
        return ", ".join(text for text in texts if text)

    def _change(self, number: int, **fields: object) -> None:
        self._put(
            tuple(replace(run, **fields) if run.number == number else run for run in self.kept)
        )

    def _put(self, kept: tuple[KeptRun, ...]) -> None:
        self.kept = kept
        self.changed.emit()
