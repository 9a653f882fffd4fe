"""The base of every view: repaints at most 12 times a second, and only while it can be seen.

A hidden view asks the worker for nothing and does nothing with the frames that pass.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QLabel, QStackedLayout, QWidget

from scratchstudio.studio.document import Document
from scratchstudio.studio.moment import Failed, Frame, Probe
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme

INTERVAL = 84
"""Milliseconds between two repaints: 12 a second. Plots hold the lock that training needs."""


class LiveView(QWidget):
    """Shows frames. A view puts its widgets into `body` and implements `show_frame`."""

    least: tuple[int, int] | None = None
    """Least width in whatever state, as letters and pixels to add; None: as the contents ask.

    Contents change with the data and with training, and Qt lays all docks out anew when the least
    width of one does: the window would jump.
    """

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.session = session
        self.appearance = appearance
        self.body = QWidget(self)
        self._message = QLabel(self)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setMargin(16)
        self._message.setProperty("role", "faint")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.body)
        self._stack.addWidget(self._message)
        self._seen = False
        self._dock: QDockWidget | None = None
        self._asked: dict[str, Probe] = {}
        self._since = QElapsedTimer()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.refresh)
        session.frameReady.connect(self.soon)
        session.problemChanged.connect(self._tell_problem)
        appearance.changed.connect(self._change_dress)

    def minimumSizeHint(self) -> QSize:
        asked = super().minimumSizeHint()
        if self.least is None:
            return asked
        letters, pixels = self.least
        return QSize(letters * self.fontMetrics().averageCharWidth() + pixels, asked.height())

    # For the views.

    def show_frame(self, frame: Frame) -> None:
        """Shows what the frame holds; called while visible, at most 12 times a second."""
        raise NotImplementedError

    def lack(self, frame: Frame) -> str:
        """Why there is nothing to show and what to do about it; "" when there is."""
        return ""

    def probes(self) -> Mapping[str, Probe]:
        """What the worker is to compute while this view is visible."""
        return {}

    def dress(self, theme: Theme) -> None:
        """Takes on the theme's colours."""

    def ask(self) -> None:
        """Asks the worker for the present `probes`; to be called when they have become others."""
        wanted = self.probes() if self._seen else {}
        if wanted != self._asked:
            # What a person asks for is shown at once, whatever the pace.
            self._later.stop()
            self._since.invalidate()
        for key in self._asked.keys() - wanted.keys():
            self.session.set_probe(key, None)
        asked = dict(wanted)
        for key, probe in wanted.items():
            known = self._asked.get(key)
            if known == probe:
                asked[key] = known  # the one that the worker has, whose pace may be changed
            else:
                self.session.set_probe(key, probe)
        self._asked = asked

    def say(self, sentence: str) -> None:
        """Puts the sentence in place of the view; "" brings the view back."""
        if sentence == self.sentence:
            return
        self._message.setText(sentence)
        self._stack.setCurrentWidget(self._message if sentence else self.body)

    @property
    def sentence(self) -> str:
        """What stands in place of the view; "" while the view itself is seen."""
        return self._message.text() if self._stack.currentWidget() is self._message else ""

    def fits(self, frame: Frame) -> bool:
        """False while the frame is of a drawing that the person has changed in the meantime."""
        return frame.snapshot.network.same_wiring(self.document.network)

    def refresh(self) -> None:
        """Shows the newest frame now, if the view can be seen."""
        if not self._seen:
            return
        self._later.stop()
        self._since.start()
        if self.session.problem:
            self._tell_problem(self.session.problem)
        elif self.session.frame is None:
            self.say(tr("Getting ready …"))
        else:
            reason = self._failure(self.session.frame) or self.lack(self.session.frame)
            self.say(reason)
            if not reason:
                self.show_frame(self.session.frame)

    def soon(self, *_: object) -> None:
        """Shows the newest frame as soon as the pace allows; any signal may be connected to it."""
        if not self._seen or self._later.isActive() or self._is_still_computed():
            return
        rest = INTERVAL - self._since.elapsed() if self._since.isValid() else 0
        if rest <= 0:
            self.refresh()
        else:
            self._later.start(rest)

    def _is_still_computed(self) -> bool:
        """Whether the newest frame lacks what this view shows; another is on its way."""
        frame = self.session.frame
        return frame is not None and not self._asked.keys() <= frame.probes.keys()

    # What happens around it.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch_dock()
        self.come_into_sight(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.come_into_sight(False)

    def _watch_dock(self) -> None:
        """Behind another tab a view is not hidden, only moved out of sight; its dock knows."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QDockWidget):
            above = above.parentWidget()
        if isinstance(above, QDockWidget) and above is not self._dock:
            self._dock = above
            above.visibilityChanged.connect(self.come_into_sight)

    def come_into_sight(self, seen: bool) -> None:
        """Begins to follow, or leaves off."""
        seen = seen and self.isVisible()
        if seen == self._seen:
            return
        self._seen = seen
        if not seen:
            self._later.stop()
        self.ask()
        self.refresh()

    def _tell_problem(self, problem: str) -> None:
        if problem:
            self.say(problem)
        else:
            self.refresh()

    def _failure(self, frame: Frame) -> str:
        for key in self._asked:
            result = frame.probes.get(key)
            if isinstance(result, Failed):
                return tr(
                    "This view could not be computed ({}). Training goes on. Another choice here,"
                    " or closing and opening the view, tries again."
                ).format(f"{type(result.error).__name__}: {result.error}")
        return ""

    def _change_dress(self, theme: Theme) -> None:
        self.dress(theme)
        self.ask()
        self.refresh()
