"""The runs that are kept beside the present one: their curves, settings, changes and states."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand

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
    anew: bool = False
    """Whether losses from before cannot be compared with those after: other data, another loss."""


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


class RunChange(QUndoCommand):
    """One act of the person on one kept run: what it was and what it is now, None for not there.

    It speaks of that run only, by its number: runs that training leaves in between stay.
    """

    def __init__(
        self,
        runs: Runs,
        text: str,
        before: KeptRun | None,
        after: KeptRun | None,
        others: tuple[KeptRun, ...] = (),
    ) -> None:
        """`others` are runs that go with the act, because there were too many."""
        super().__init__(text)
        self._runs, self._before, self._after, self._others = runs, before, after, others
        numbers = [run.number for run in runs.kept]
        self._place = len(numbers) if before is None else numbers.index(before.number)

    def redo(self) -> None:
        for run in self._others:
            self._runs.settle(run, None, 0)
        self._runs.settle(self._before, self._after, self._place)

    def undo(self) -> None:
        self._runs.settle(self._after, self._before, self._place)
        for run in reversed(self._others):
            self._runs.settle(None, run, 0)


class Runs(QObject):
    """The kept runs of a document; see `timeline_of`. Lasts as long as the window.

    What the person does with them is undoable; what training does by itself is part of training.
    """

    changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._next = 1
        self.kept: tuple[KeptRun, ...] = ()

    # What the person may do; each is an undo entry.

    def keep(self, run: KeptRun) -> None:
        """Keeps a run beside the present one; of more than `MOST_RUNS` the oldest goes."""
        if len(run.history) < FEWEST_POINTS:
            return
        run = self._numbered(replace(run, number=0, label="", shown=True))
        others = self.kept[: max(len(self.kept) + 1 - MOST_RUNS, 0)]
        self._act(tr("Keep {}"), None, run, others)

    def show(self, number: int, shown: bool) -> None:
        """Shows or hides a kept run."""
        text = tr("Show {}") if shown else tr("Hide {}")
        self._revise(number, text, shown=shown)

    def rename(self, number: int, label: str) -> None:
        """Gives a kept run a name; without one it is called by its number."""
        self._revise(number, tr("Rename {}"), label=_label(label))

    def remove(self, number: int) -> None:
        """Takes a kept run away."""
        for run in self.kept:
            if run.number == number:
                self._act(tr("Remove {}"), run, None)

    def _revise(self, number: int, text: str, **fields: object) -> None:
        for run in self.kept:
            changed = any(getattr(run, name) != value for name, value in fields.items())
            if run.number == number and changed:
                self._act(text, run, replace(run, **fields))

    def _act(
        self,
        text: str,
        before: KeptRun | None,
        after: KeptRun | None,
        others: tuple[KeptRun, ...] = (),
    ) -> None:
        run = before or after
        assert run is not None
        command = RunChange(self, text.format(run.name), before, after, others)
        self._document.undo_stack.push(command)

    def settle(self, before: KeptRun | None, after: KeptRun | None, place: int) -> None:
        """Brings one run from what it was to what it is to be; for commands.

        Of a run that is there before and after, only what the person changes is set: training may
        have gone on with it.
        """
        kept = list(self.kept)
        if before is None and after is not None:
            kept.insert(place, after)
        elif after is None and before is not None:
            kept = [run for run in kept if run.number != before.number]
        elif before is not None and after is not None:
            kept = [
                replace(run, label=after.label, shown=after.shown)
                if run.number == before.number
                else run
                for run in kept
            ]
        self._put(tuple(kept))

    # What training and the time line do.

    def add(self, run: KeptRun) -> None:
        """Keeps a run, unless it has no curve; of more than `MOST_RUNS` the oldest goes."""
        if len(run.history) >= FEWEST_POINTS:
            self._put((*self.kept, self._numbered(run))[-MOST_RUNS:])

    def take(self, number: int) -> None:
        """Takes out a run that becomes the present one."""
        self._put(tuple(run for run in self.kept if run.number != number))

    def _numbered(self, run: KeptRun) -> KeptRun:
        """With a number, if it has none, and no more states than a kept run may have."""
        if run.number == 0:
            run = replace(run, number=self._next)
            self._next += 1
        return replace(run, frames=thinned(run.frames, MOST_FRAMES, MOST_BYTES))

    def restore(self, past: tuple[PastRun, ...], present: int) -> None:
        """Keeps the runs that were saved with a project, and no others; `present` has a number."""
        kept = tuple(kept_run(run) for run in past[-MOST_RUNS:])
        self._next = 1 + max(present, *(run.number for run in kept), 0)
        self._put(kept)

    def saved(self) -> tuple[PastRun, ...]:
        """What a project keeps of the runs."""
        return tuple(past_run(run) for run in self.kept)

    def settings_of(self, run: KeptRun) -> str:
        """In which settings, or on which data, the run differs from the others and the present."""
        content = self._document.content
        among = [content.settings, *(other.settings for other in self.kept)]
        texts = [described(run.settings, among)]
        if {content.source.name, *(other.data for other in self.kept)} != {run.data}:
            texts.insert(0, run.data)
        return ", ".join(text for text in texts if text)

    def _put(self, kept: tuple[KeptRun, ...]) -> None:
        self.kept = kept
        self.changed.emit()


def kept_run(run: PastRun) -> KeptRun:
    """A run as it comes from a project."""
    return KeptRun(
        run.number,
        run.history,
        run.settings,
        run.data,
        tuple(Note(*note) for note in run.notes),
        run.frames,
        _label(run.label),
        run.shown,
    )


def past_run(run: KeptRun) -> PastRun:
    """A run as a project keeps it."""
    return PastRun(
        run.number,
        run.label,
        run.data,
        run.settings,
        tuple((note.step, note.text, note.anew) for note in run.notes),
        run.history,
        run.shown,
        run.frames,
    )


def _label(text: str) -> str:
    """As one line, and not too long a one."""
    return " ".join(text.split())[:LONGEST_NAME]
