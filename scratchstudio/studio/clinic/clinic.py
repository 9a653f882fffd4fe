"""The clinic: keeps what has been said of a run, so that nothing is said twice."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from scratchstudio.engine import Divergence
from scratchstudio.evaluate.clinic import Cure, Finding, explosion
from scratchstudio.studio.clinic.curing import apply
from scratchstudio.studio.clinic.marks import NO_MARKS, Marks
from scratchstudio.studio.clinic.probe import EVERY, KEY, Checkup, Look, Since
from scratchstudio.studio.document import Content, Document, Run
from scratchstudio.studio.moment import Frame
from scratchstudio.studio.session import Session

QUIET = 300
"""Milliseconds without another edit after which the clinic looks again."""
GONE = 3
"""Looks in a row without a finding after which it no longer holds."""


class Clinic(QObject):
    """One for each document. Widgets show `findings` and `marks`, and forward what is clicked.

    A finding is shown once in a run: not again when it was dismissed, cured or gone by itself,
    until training begins anew. Only training brings new ones: nobody is spoken to while drawing.
    """

    changed = Signal()
    """The findings shown are others, or say something else."""
    came = Signal(object)
    """A Finding that was not there before."""
    marksChanged = Signal()

    def __init__(self, document: Document, session: Session) -> None:
        super().__init__(document)
        self._document = document
        self._session = session
        self.marks = NO_MARKS
        self._shown: dict[str, Finding] = {}
        self._missed: dict[str, int] = {}
        self._told: set[str] = set()
        self._holding: dict[str, Finding] = {}
        self._asides: dict[str, Finding] = {}
        """What holds too, and is told only to who asks."""
        self._explosion: Finding | None = None
        self._checkup: Checkup | None = None
        self._since = Since()
        self._later = QTimer(self, singleShot=True, interval=QUIET)
        self._later.timeout.connect(self._ask)
        document.changed.connect(self._follow)
        document.runChanged.connect(self._later.start)
        document.opened.connect(self._open)
        session.frameReady.connect(self._look)
        session.playingChanged.connect(self._on_playing)
        self._open()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is shown, the most urgent first."""
        return tuple(sorted(self._shown.values(), key=lambda finding: not finding.stopped))

    # What the person may do.

    def dismiss(self, finding: Finding) -> None:
        """Shows it no more in this run."""
        if self._shown.pop(finding.key, None) is not None:
            self.changed.emit()

    def cure(self, finding: Finding, cure: Cure) -> None:
        """Does what the cure says, and lets training go on where it was going on."""
        going = finding.stopped or self._session.playing
        self.dismiss(finding)
        apply(cure, self._document, self._session, go_on=going)

    def recall(self) -> bool:
        """Shows everything that holds now, also what was dismissed, or is not worth speaking of
        unasked; False if all is well."""
        found = {**self._asides, **self._holding}
        if self._explosion is not None:
            found[self._explosion.key] = self._explosion
        self._shown.update(found)
        self.changed.emit()
        return bool(self._shown)

    def tell(self, trouble: Divergence) -> None:
        """Training stopped because numbers went out of range: said each time that it happens."""
        frame = self._session.frame
        losses = (float("nan"), float("nan"))
        if frame is not None and len(frame.history):
            losses = (float(frame.history.training_loss[0]), frame.snapshot.training_loss)
        document = self._document
        self._explosion = explosion(
            trouble, document.network, document.prepared, document.settings, losses
        )
        self._forget_explosions()
        self._show(self._explosion)
        self.changed.emit()

    # What it hears.

    def _look(self, frame: Frame) -> None:
        checkup = frame.probes.get(KEY)
        if checkup is self._checkup or not isinstance(checkup, Checkup):
            return
        fits = frame.snapshot.network.same_wiring(self._document.network)
        if checkup.since != self._since or not fits:
            return
        before, self._checkup = self._checkup, checkup
        ill = Marks(dict(checkup.dead), dict(checkup.saturated), checkup.samples)
        # What was never trained is still being drawn.
        self._mark(ill if checkup.step else NO_MARKS)
        self._holding = {finding.key: finding for finding in checkup.findings}
        self._asides = {finding.key: finding for finding in checkup.asides}
        trained = before is not None and checkup.step != before.step
        if self._compare(speak=frame.playing or trained, at_rest=not frame.playing):
            self.changed.emit()

    def _compare(self, *, speak: bool, at_rest: bool) -> bool:
        """Brings what is shown up to date; True when that is something else than before.

        At rest nothing comes and goes: what is not found there does not hold.
        """
        changed = False
        for finding in [finding for finding in self._shown.values() if not finding.stopped]:
            key = finding.key
            holds = key in self._holding or (finding.quiet and key in self._asides)
            self._missed[key] = 0 if holds else self._missed.get(key, 0) + 1
            if self._missed[key] >= (1 if finding.steady or at_rest else GONE):
                del self._shown[key]
                changed = True
        for key, finding in self._holding.items():
            if key in self._shown:
                self._told.add(key)
                self._shown[key] = finding
                changed = True
            elif speak and key not in self._told:
                self._show(finding)
                changed = True
        for key in [key for key, finding in self._shown.items() if finding.quiet]:
            if key in self._asides:
                self._shown[key] = self._asides[key]
                changed = True
        return changed

    def _show(self, finding: Finding) -> None:
        self._told.add(finding.key)
        self._missed[finding.key] = 0
        self._shown[finding.key] = finding
        self.came.emit(finding)

    def _forget_explosions(self) -> None:
        self._shown = {k: f for k, f in self._shown.items() if not f.stopped}

    def _mark(self, marks: Marks) -> None:
        if marks != self.marks:
            self.marks = marks
            self.marksChanged.emit()

    def _on_playing(self, playing: bool) -> None:
        if playing:
            # Whoever trains on has seen that training had stopped.
            self._explosion = None
            self._forget_explosions()
            self.changed.emit()
        else:
            # The last look may have been a second before the end.
            self._ask()

    def _follow(self, before: Content, after: Content) -> None:
        if after.run is None and before.run is not None:
            self._begin()
        since = self._since_change(before, after)
        if since is not None:
            self._since = since
            self._later.start()

    def _since_change(self, before: Content, after: Content) -> Since | None:
        """Where the change was made, None for one that does not bear on training."""
        frame = self._session.frame
        now = Since() if frame is None else Since(frame.snapshot.step, frame.snapshot.epoch)
        if after.run is before.run:
            return now if bears_on_training(before, after) else None
        here = _step_of(after.run)
        # A run that got longer is training itself; a shorter one was gone back to.
        return here if here.step < now.step or after.run is None else None

    def _open(self) -> None:
        self._begin()
        self._since = _step_of(self._document.content.run)
        self._ask()

    def _begin(self) -> None:
        """A run begins: what was said of another is forgotten."""
        self._told.clear()
        self._missed.clear()
        self._shown = {}
        self._holding = self._asides = {}
        self._explosion = self._checkup = None
        self._mark(NO_MARKS)
        self.changed.emit()

    def _ask(self) -> None:
        self._session.set_probe(KEY, Look(self._since), EVERY)


def bears_on_training(before: Content, after: Content) -> bool:
    """Whether training goes on otherwise after this change; names and places do not matter."""
    one, other = before.network, after.network
    if before.settings != after.settings or before.recipe != after.recipe:
        return True
    if before.source is not after.source or not one.same_wiring(other):
        return True
    return not all(
        np.array_equal(getattr(getattr(one, part), column), getattr(getattr(other, part), column))
        for part, column in (
            ("edges", "weight"),
            ("edges", "frozen"),
            ("neurons", "bias"),
            ("neurons", "frozen"),
            ("neurons", "dropout"),
        )
    )


def _step_of(run: Run | None) -> Since:
    if run is None:
        return Since()
    return Since(int(run.state.meta["step"]), int(run.state.meta["epoch"]))
