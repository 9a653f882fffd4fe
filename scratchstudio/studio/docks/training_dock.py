"""The Training dock: play, step, start over; the settings; the loss as it falls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.studio.actions import Actions
from scratchstudio.studio.docks.run_row import RunRow
from scratchstudio.studio.docks.settings_form import SettingsForm
from scratchstudio.studio.docks.tall_area import TallArea
from scratchstudio.studio.document import Document, Run
from scratchstudio.studio.icons import icon
from scratchstudio.studio.moment import Frame
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.tool_buttons import keep_light
from scratchstudio.studio.views import LossChart

TRANSPORT = (
    "training.play",
    "training.step",
    "training.epoch",
    "training.reset",
    "training.new_weights",
)


class TrainingDock(QWidget):
    """Controls at the left, the loss chart at the right."""

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        self.form = SettingsForm(document)
        self.counter = QLabel()
        self.counter.setAccessibleName(tr("Steps and epochs"))
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.setAccessibleName(tr("Why this cannot be trained"))
        self.problem.hide()
        self.form.refused.connect(self._refuse)
        self.run_row = RunRow(session)
        self.chart = LossChart(document, session, appearance)
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.addWidget(self._controls())
        columns.addWidget(self.chart)
        columns.setStretchFactor(1, 1)
        columns.setChildrenCollapsible(False)
        columns.setSizes([370, 700])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(columns)
        session.frameReady.connect(self._show_frame)
        session.playingChanged.connect(self._show_playing)
        session.problemChanged.connect(self._show_problem)
        appearance.changed.connect(lambda *_: self._show_playing(session.playing))
        document.settingsChanged.connect(lambda: self._show_problem(session.problem))
        document.opened.connect(lambda: self._show_run(document.content.run))
        self._show_run(document.content.run)
        self._show_problem(session.problem)

    def _controls(self) -> QWidget:
        row = QHBoxLayout()
        row.setSpacing(4)
        for key in TRANSPORT:
            button = QToolButton()
            button.setDefaultAction(self._actions[key])
            keep_light(button)
            button.setIconSize(button.iconSize() * (1.5 if key == "training.play" else 1.15))
            button.setObjectName(key.replace(".", "_"))
            row.addWidget(button)
        row.addSpacing(6)
        self._reserve_room()
        row.addWidget(self.counter, 1)
        form = TallArea(self.form)
        controls = QWidget()
        column = QVBoxLayout(controls)
        column.setContentsMargins(8, 4, 4, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.run_row)
        column.addWidget(self.problem)
        column.addWidget(form, 1)
        return controls

    def _reserve_room(self) -> None:
        """Room for any count, so that nothing moves while the digits grow."""
        longest = self._counts(9_999_999, 999_999)
        self.counter.setMinimumWidth(self.counter.fontMetrics().horizontalAdvance(longest) + 4)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._reserve_room()
        super().changeEvent(event)

    def _show_frame(self, frame: Frame) -> None:
        self._show_counts(frame.snapshot.step, frame.snapshot.epoch, frame.steps_per_second)

    def _show_run(self, run: Run | None) -> None:
        """Where another project stands, also one that cannot be computed and gives no frame."""
        meta = {"step": 0, "epoch": 0} if run is None else run.state.meta
        self._show_counts(int(meta["step"]), int(meta["epoch"]), 0.0)

    def _show_counts(self, step: int, epoch: int, pace: float) -> None:
        pace_text = tr("{:,.0f} steps/s").format(pace) if pace else tr("paused")
        self.counter.setText(f"{self._counts(step, epoch)}\n{pace_text}")

    @staticmethod
    def _counts(step: int, epoch: int) -> str:
        return tr("Step {:,} · epoch {:,}").format(step, epoch)

    def _show_playing(self, playing: bool) -> None:
        play = self._actions["training.play"]
        symbol = "pause" if playing else "play"
        play.setData(symbol)
        play.setIcon(icon(symbol))
        play.setText(tr("Pause") if playing else tr("Train"))

    def _show_problem(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        for key in TRANSPORT[:3]:
            self._actions.allow(key, problem or None)

    def _refuse(self, reason: str) -> None:
        self.problem.setText(reason)
        self.problem.show()
