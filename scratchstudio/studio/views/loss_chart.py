"""Loss over the steps: training solid, held-out dashed, the best held-out step marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QVBoxLayout, QWidget

from scratchstudio.engine import History
from scratchstudio.studio.document import Document
from scratchstudio.studio.history.timeline import timeline_of
from scratchstudio.studio.moment import Frame
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.cross_reading import CrossReading, Row
from scratchstudio.studio.views.decimation import (
    Curve,
    nearest,
    on_log_scale,
    padded_limits,
    wants_log_scale,
    with_zeros_at_foot,
)
from scratchstudio.studio.views.figures import figure
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.loss_line import LossLine, end_of
from scratchstudio.studio.views.metrics_strip import MetricsStrip
from scratchstudio.studio.views.name_places import kept_apart
from scratchstudio.studio.views.plots import Plot, line
from scratchstudio.studio.views.run_lines import RunLines, loss_of
from scratchstudio.studio.views.runs_button import RunsButton
from scratchstudio.studio.views.smoothing import smoothed
from scratchstudio.studio.views.time_strip import TimeStrip

AUTOMATIC, LINEAR, LOGARITHMIC = "automatic", "linear", "logarithmic"
LABEL_ROOM = 68
"""Pixels kept free to the right of the curves for their names."""
MARK = 11
"""Pixels: the mark of a change on the step axis."""
SMOOTHINGS = (0.0, 0.6, 0.9, 0.97)
WIDE, LOW = 560, 210
"""Pixels: a chart as wide as the first, or lower than the second, has its numbers beside it."""


class LossChart(LiveView):
    """The loss chart with the present numbers beside it."""

    least = (38, 165)

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
        self.plot.getAxis("bottom").whole = True
        self.held_out = LossLine.on(self.plot, tr("held-out"), dashed=True)
        self.training = LossLine.on(self.plot, tr("training"), dashed=False)
        self.best = pg.ScatterPlotItem(symbol="d", size=11)
        self.timeline = timeline_of(document, session)
        self.runs = self.timeline.runs
        for source in (self.timeline, self.runs):
            source.changed.connect(self.soon)
        self.run_lines = RunLines(self.plot)
        self.marks = pg.ScatterPlotItem(symbol="t1", size=MARK)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        self.veil = pg.LinearRegionItem(movable=False)
        self.veil.setZValue(5)
        for item in (self.best, self.marks, self._cross, self.veil):
            self.plot.addItem(item, ignoreBounds=True)
        self.zero = pg.TextItem(tr("loss 0"), anchor=(1, 0.5))
        self.plot.addItem(self.zero, ignoreBounds=True)
        self.strip = TimeStrip(self.timeline, appearance, self._across)
        self.plot.getViewBox().sigXRangeChanged.connect(lambda *_: self.strip.update())
        self.plot.hovered.connect(self._hover)
        self.plot.left.connect(self._forget_cursor)
        self.reading = CrossReading(self.plot, tr("Loss at the chosen step"))
        self.scale = _scale_box()
        self.scale.currentIndexChanged.connect(self.refresh)
        self.smoothing = _smoothing_box()
        self.smoothing.currentIndexChanged.connect(self.refresh)
        self.runs_button = RunsButton(self.timeline, appearance)
        self.metrics = MetricsStrip(document, session, appearance)
        self._arrange()
        self.dress(appearance.theme)

    def show_frame(self, frame: Frame) -> None:
        self._history = self.timeline.history
        self._draw(self._history)
        self._read()

    def dress(self, theme: Theme) -> None:
        self.plot.dress(theme)
        self.reading.dress(theme)
        self.training.dress(theme.training, theme.canvas)
        self.held_out.dress(theme.held_out, theme.canvas)
        self.best.setPen(line(theme.held_out))
        self.best.setBrush(theme.canvas)
        self.marks.setPen(line(theme.canvas, 1.0))
        self.marks.setBrush(theme.accent)
        self._cross.setPen(line(theme.faint_text, 1.0))
        self.zero.setColor(theme.text)
        veil = QColor(theme.canvas)
        veil.setAlpha(170)
        self.veil.setBrush(veil)
        self.veil.lines[0].setPen(line(theme.accent, 1.5))
        self.veil.lines[1].setPen(pg.mkPen(None))

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
        chart.addWidget(self.plot, 1)
        chart.addWidget(self.strip)
        self._choices = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        for widget in (self.scale, self.smoothing, self.runs_button):
            self._choices.addWidget(widget, 0, Qt.AlignmentFlag.AlignRight)
        self._choices.addStretch(1)
        side = QVBoxLayout()
        side.addWidget(self.metrics, 0, Qt.AlignmentFlag.AlignTop)
        side.addLayout(self._choices, 1)
        self._whole = QBoxLayout(QBoxLayout.Direction.RightToLeft, self.body)
        self._whole.setContentsMargins(4, 4, 4, 4)
        self._whole.setSpacing(2)
        self._whole.addLayout(side)
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
        self._choices.setDirection(down if wide else right)

    def _draw(self, history: History) -> None:
        kept = tuple(run for run in self.runs.kept if run.shown)
        memory = float(self.smoothing.currentData())
        raw = (history.training_loss, history.held_out_loss)
        past = [smoothed(loss_of(run), memory) for run in kept]
        curves = (*raw, *past)
        choice = self.scale.currentData()
        self._log = choice == LOGARITHMIC or (
            choice == AUTOMATIC and wants_log_scale(curves, self._log)
        )
        axis = self.plot.getAxis("left")
        if axis.logMode != self._log:
            axis.setLogMode(y=self._log)
        if self._log:
            scaled = with_zeros_at_foot(tuple(on_log_scale(c) for c in curves), curves)
        else:
            scaled = curves
        training, held_out, *drawn = scaled
        step = history.step.astype(np.float64)
        self._mark_zero([step, step, *(run.history.step for run in kept)], scaled, curves)
        columns = self.plot.columns
        for one, curve in ((self.training, training), (self.held_out, held_out)):
            one.draw(step, curve, columns, memory, self._log)
        self.run_lines.draw(kept, drawn, columns, self.appearance.theme)
        self._mark_best(step, held_out)
        lasts = [*step[-1:], *(run.history.step[-1] for run in kept)]
        lasts += [frame.step for frame in self.timeline.frames[-1:]]
        first, last = (step[0] if len(step) else 0.0), float(max(lasts, default=0.0))
        room = LABEL_ROOM / max(columns - LABEL_ROOM, LABEL_ROOM)
        span = max(last - first, 1.0)
        low, high = padded_limits((training, held_out, *drawn))
        self.plot.rest_range((first, first + span * (1 + room)), (low, high))
        self._place_names()
        self._mark_changes()
        self._veil_what_is_ahead(last + span)

    def _veil_what_is_ahead(self, end: float) -> None:
        """What came after the state that is gone back to is seen, but not as present."""
        here = self.timeline.here
        self.veil.setVisible(self.timeline.behind)
        if here is not None and self.timeline.behind:
            self.veil.setRegion((float(here.step), end))

    def _across(self, step: float) -> float:
        """Where a step is, in pixels from the left edge of what the chart stands in."""
        at = self.plot.getViewBox().mapViewToScene(QPointF(step, 0.0))
        return float(self.plot.mapFromScene(at).x() + self.plot.x())

    def _mark_changes(self) -> None:
        notes = self.timeline.notes
        low, high = self.plot.getViewBox().viewRange()[1]
        foot = low + (high - low) * MARK / 2 / max(self.plot.getViewBox().height(), MARK)
        self.marks.setData([float(note.step) for note in notes], [foot] * len(notes))

    def _changes_at(self, step: int) -> str:
        """What was changed within a mark's width of a step, or nearer to it than other points."""
        pixels = abs(self.plot.getViewBox().viewPixelSize()[0]) * MARK
        gaps = np.diff(self._history.step) if self._history is not None else np.empty(0)
        near = max(pixels, float(gaps.max(initial=0)) / 2 + 1)
        found = [note for note in self.timeline.notes if abs(note.step - step) <= near]
        return "; ".join(
            tr("{change} at step {step}").format(change=note.text, step=f"{note.step:,}")
            for note in found
        )

    def _place_names(self) -> None:
        named = [
            (one.curve, one.name) for one in (self.training, self.held_out) if one.name.isVisible()
        ]
        named += self.run_lines.ends()
        low, high = self.plot.getViewBox().viewRange()[1]
        height = self.plot.text_height * (high - low)
        ends = [end_of(curve) for curve, _ in named]
        wanted = [y for _, y in ends]
        places = kept_apart(wanted, height, low + height / 2, high - height / 2)
        for (_, name), (x, _), place in zip(named, ends, places, strict=True):
            name.setPos(x, place)

    def _mark_zero(
        self, steps: Sequence[Curve], scaled: Sequence[Curve], curves: Sequence[Curve]
    ) -> None:
        """Says at the foot of a logarithmic scale that the curve there is at 0, not at 10⁻ⁿ.

        Left of where the curve came down, as there it was higher; above it where it began so.
        """
        starts = [
            (float(step[at]), float(height[at]))
            for step, height, values in zip(steps, scaled, curves, strict=True)
            if (at := _last_fall(values)) is not None
        ]
        self.zero.setVisible(self._log and bool(starts))
        if starts:
            x, y = max(starts)
            begun = min(float(step[0]) for step in steps if len(step))
            self.zero.setAnchor((0, 1) if x == begun else (1, 0.5))
            self.zero.setPos(x, y)

    def _mark_best(self, step: Curve, held_out: Curve) -> None:
        """The best of what can be compared: since other data or another loss were chosen."""
        begun = max((note.step for note in self.timeline.notes if note.anew), default=-1)
        comparable = np.isfinite(held_out) & (step > begun)
        if comparable.any():
            best = int(np.nanargmin(np.where(comparable, held_out, np.nan)))
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
            if history is None or len(history) < 2:
                self.reading.invite(tr("Train, and the loss of every step appears here."))
            else:
                self.reading.put_away()
            return
        step, theme = int(history.step[at]), self.appearance.theme
        self._cross.setPos(float(step))
        self._cross.show()
        rows = [
            Row(tr("step"), f"{step:,}", theme.faint_text),
            Row(tr("epoch"), figure(float(history.epoch[at])), theme.faint_text),
            Row(tr("training"), figure(float(history.training_loss[at])), theme.training),
            Row(tr("held-out"), figure(float(history.held_out_loss[at])), theme.held_out),
            *self.run_lines.reading(step, theme),
        ]
        across = self.plot.getViewBox().mapViewToScene(QPointF(step, 0.0))
        at_pixel = self.plot.mapFromScene(across).x()
        self.reading.tell(rows, self._changes_at(step), float(at_pixel))


def _last_fall(values: Curve) -> int | None:
    """Where the last stretch of zeros begins; None where no value is 0."""
    zero = values == 0
    falls = np.flatnonzero(zero & ~np.append(False, zero[:-1]))
    return int(falls[-1]) if len(falls) else None


def _scale_box() -> QComboBox:
    help_ = tr(
        "Scale of the loss. A logarithmic scale shows small losses as clearly as large ones;"
        " “auto” takes it when the losses span more than a factor of 100."
    )
    choices = {
        tr("Auto scale"): AUTOMATIC,
        tr("Linear scale"): LINEAR,
        tr("Log scale"): LOGARITHMIC,
    }
    return _box(tr("Scale of the loss"), help_, choices)


def _smoothing_box() -> QComboBox:
    help_ = tr(
        "Smoothing of the loss. Each point becomes the average of those before it, older ones"
        " counting less: average = s · average + (1 − s) · loss, divided by 1 − s to the number"
        " of points, so that it starts without bias. The loss as it was stays behind it as a"
        " thin line. Smoothing changes only the picture."
    )
    choices = {
        tr("Smoothing {}").format(memory) if memory else tr("Not smoothed"): memory
        for memory in SMOOTHINGS
    }
    return _box(tr("Smoothing of the loss"), help_, choices)


def _box(name: str, help_: str, choices: Mapping[str, object]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(9)
    box.setToolTip(help_)
    for text, value in choices.items():
        box.addItem(text, value)
    return box
