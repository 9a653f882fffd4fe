"""Loss over the steps: training solid, held-out dashed, the best held-out step marked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QVBoxLayout, QWidget

from scratchstudio.engine import History
from scratchstudio.studio.document import Document
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.decimation import (
    Curve,
    decimate,
    nearest,
    on_log_scale,
    padded_limits,
    wants_log_scale,
)
from scratchstudio.studio.views.figures import figure
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.metrics_strip import MetricsStrip
from scratchstudio.studio.views.name_places import kept_apart
from scratchstudio.studio.views.plots import Plot, line
from scratchstudio.studio.views.reading_line import ReadingLine
from scratchstudio.studio.worker import Frame

AUTOMATIC, LINEAR, LOGARITHMIC = "automatic", "linear", "logarithmic"
LABEL_ROOM = 68
"""Pixels kept free to the right of the curves for their names."""
WIDE, LOW = 560, 210
"""Pixels: a chart as wide as the first, or lower than the second, has its numbers beside it."""


@dataclass(frozen=True, eq=False)
class _Line:
    """One curve with its name at its end."""

    curve: pg.PlotCurveItem
    name: pg.TextItem
    dashed: bool

    @staticmethod
    def on(plot: Plot, text: str, dashed: bool) -> _Line:
        made = _Line(pg.PlotCurveItem(), pg.TextItem(text, anchor=(0, 0.5)), dashed)
        plot.addItem(made.curve, ignoreBounds=True)
        plot.addItem(made.name, ignoreBounds=True)
        return made

    def dress(self, colour: str) -> None:
        self.curve.setPen(line(colour, dashed=self.dashed))
        self.name.setColor(colour)

    def draw(self, x: Curve, y: Curve, columns: int) -> None:
        short_x, short_y = decimate(x, y, columns)
        self.curve.setData(short_x, short_y, skipFiniteCheck=True)
        self.name.setVisible(len(short_x) > 0)

    def end(self) -> tuple[float, float]:
        """The last point that is drawn."""
        x, y = self.curve.getData()
        return float(x[-1]), float(y[-1])


class LossChart(LiveView):
    """The loss chart with the present numbers beside it."""

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, session, appearance, parent)
        self.setAccessibleName(tr("Loss chart"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._history: History | None = None
        self._log = False
        self._cursor: int | None = None
        self.plot = Plot()
        self.plot.setAccessibleName(tr("Loss over the training steps"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.name_axes(bottom=tr("step"), left=tr("loss"))
        self.held_out = _Line.on(self.plot, tr("held-out"), dashed=True)
        self.training = _Line.on(self.plot, tr("training"), dashed=False)
        self.best = pg.ScatterPlotItem(symbol="d", size=11)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        for item in (self.best, self._cross):
            self.plot.addItem(item, ignoreBounds=True)
        self.plot.hovered.connect(self._hover)
        self.plot.left.connect(self._forget_cursor)
        self.reading = ReadingLine(tr("Loss at the chosen step"))
        self.scale = _scale_box()
        self.scale.currentIndexChanged.connect(self.refresh)
        self.metrics = MetricsStrip(document, session, appearance)
        self._arrange()
        self.dress(appearance.theme)

    def show_frame(self, frame: Frame) -> None:
        self._history = frame.history
        self._draw(frame.history)
        self._read()

    def dress(self, theme: Theme) -> None:
        self.plot.dress(theme)
        self.training.dress(theme.training)
        self.held_out.dress(theme.held_out)
        self.best.setPen(line(theme.held_out))
        self.best.setBrush(theme.canvas)
        self._cross.setPen(line(theme.faint_text, 1.0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys move the cross-hair from point to point."""
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() not in ways or self._history is None or not len(self._history.step):
            super().keyPressEvent(event)
            return
        last = len(self._history.step) - 1
        start = last if self._cursor is None else self._cursor + ways[event.key()]
        self._cursor = min(max(start, 0), last)
        self._read()

    def _arrange(self) -> None:
        chart = QVBoxLayout()
        chart.setSpacing(0)
        chart.addWidget(self.reading)
        chart.addWidget(self.plot, 1)
        self._side = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._side.addWidget(self.metrics, 0, Qt.AlignmentFlag.AlignTop)
        self._side.addWidget(self.scale, 0, Qt.AlignmentFlag.AlignRight)
        self._side.addStretch(1)
        self._whole = QBoxLayout(QBoxLayout.Direction.RightToLeft, self.body)
        self._whole.setContentsMargins(4, 4, 4, 4)
        self._whole.setSpacing(2)
        self._whole.addLayout(self._side)
        self._whole.addLayout(chart, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The numbers stand beside the chart where it is wide, else above it."""
        super().resizeEvent(event)
        wide = self.width() >= WIDE or self.height() < LOW
        down, left, right = (
            QBoxLayout.Direction.TopToBottom,
            QBoxLayout.Direction.RightToLeft,
            QBoxLayout.Direction.LeftToRight,
        )
        self._whole.setDirection(left if wide else down)
        self._side.setDirection(down if wide else right)

    def _draw(self, history: History) -> None:
        curves = (history.training_loss, history.held_out_loss)
        choice = self.scale.currentData()
        self._log = choice == LOGARITHMIC or (
            choice == AUTOMATIC and wants_log_scale(curves, self._log)
        )
        axis = self.plot.getAxis("left")
        if axis.logMode != self._log:
            axis.setLogMode(y=self._log)
        training, held_out = (on_log_scale(c) if self._log else c for c in curves)
        step = history.step.astype(np.float64)
        columns = self.plot.columns
        self.training.draw(step, training, columns)
        self.held_out.draw(step, held_out, columns)
        self._mark_best(step, held_out)
        first, last = (step[0], step[-1]) if len(step) else (0.0, 0.0)
        room = LABEL_ROOM / max(columns - LABEL_ROOM, LABEL_ROOM)
        span = max(last - first, 1.0)
        low, high = padded_limits((training, held_out))
        self.plot.rest_range((first, first + span * (1 + room)), (low, high))
        self._place_names()

    def _place_names(self) -> None:
        named = [one for one in (self.training, self.held_out) if one.name.isVisible()]
        low, high = self.plot.getViewBox().viewRange()[1]
        height = self.plot.text_height * (high - low)
        ends = [one.end() for one in named]
        wanted = [y for _, y in ends]
        places = kept_apart(wanted, height, low + height / 2, high - height / 2)
        for one, (x, _), place in zip(named, ends, places, strict=True):
            one.name.setPos(x, place)

    def _mark_best(self, step: Curve, held_out: Curve) -> None:
        if np.isfinite(held_out).any():
            best = int(np.nanargmin(np.where(np.isfinite(held_out), held_out, np.nan)))
            self.best.setData([step[best]], [held_out[best]])
        else:
            self.best.setData([], [])

    def _hover(self, x: float, _y: float) -> None:
        if self._history is not None:
            self._cursor = nearest(self._history.step, x)
            self._read()

    def _forget_cursor(self) -> None:
        self._cursor = None
        self._read()

    def _read(self) -> None:
        history, at = self._history, self._cursor
        if history is None or at is None or at >= len(history.step):
            self._cross.hide()
            untrained = history is None or len(history) < 2
            self.reading.setText(
                tr("Train, and the loss of every step appears here.") if untrained else ""
            )
            return
        self._cross.setPos(float(history.step[at]))
        self._cross.show()
        self.reading.setText(
            tr("step {step} · epoch {epoch} · training {training} · held-out {held_out}").format(
                step=f"{int(history.step[at]):,}",
                epoch=figure(float(history.epoch[at])),
                training=figure(float(history.training_loss[at])),
                held_out=figure(float(history.held_out_loss[at])),
            )
        )


def _scale_box() -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(tr("Scale of the loss"))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(9)
    box.setToolTip(
        tr(
            "Scale of the loss. A logarithmic scale shows small losses as clearly as large ones;"
            " “automatic” takes it when the losses span more than a factor of 100."
        )
    )
    for key, text in (
        (AUTOMATIC, tr("Automatic scale")),
        (LINEAR, tr("Linear scale")),
        (LOGARITHMIC, tr("Log scale")),
    ):
        box.addItem(text, key)
    return box
