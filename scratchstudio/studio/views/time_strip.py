"""The time line under the loss chart: drag its handle back, and everything is as it was then.

The present run's states stand on the upper line, kept runs below it, each from where it left the
present one. The strip shares its step axis with the chart above.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QMenu, QSizePolicy

from scratchstudio.engine import Keyframe
from scratchstudio.studio.history.comparing import comparing_of
from scratchstudio.studio.history.runs import KeptRun
from scratchstudio.studio.history.timeline import Timeline
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.views.run_lines import run_pen

HEIGHT = 20
ROW = 11
MOST_ROWS = 3
HANDLE = 6.0
CLOSEST = 4.0
"""Pixels between two states that are both drawn, at least."""
REACH = 8.0
"""Pixels from a kept run's line at which a click still means it."""
REST = 40
"""Milliseconds between two states while the handle is dragged, and between two looks whether the
views have followed."""
MOST_RESTS = 25
"""Then it goes on without them."""


class TimeStrip(QAbstractSlider):
    """A slider over the states of a run; its value is the place of the present one."""

    def __init__(
        self, timeline: Timeline, appearance: Appearance, across: Callable[[float], float]
    ) -> None:
        super().__init__()
        self._timeline, self._appearance, self._across = timeline, appearance, across
        self._wanted: int | None = None
        self._rests_left = MOST_RESTS
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._go)
        self.setAccessibleName(tr("Time line"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setTracking(True)
        self.actionTriggered.connect(self._act)
        timeline.changed.connect(self._take)
        timeline.runs.changed.connect(self._take)
        appearance.changed.connect(lambda *_: self.update())
        self._take()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT + ROW * len(self._rows()))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    # In step with the time line.

    def _take(self) -> None:
        timeline = self._timeline
        self.blockSignals(True)
        self.setRange(0, max(len(timeline.frames) - 1, 0))
        self.setPageStep(max(len(timeline.frames) // 10, 1))
        self.setValue(max(timeline.at, 0))
        self.blockSignals(False)
        usable = len(timeline.frames) > 1
        self.setEnabled(usable or bool(self._rows()))
        self.setToolTip(
            tr(
                "Time line of the training. Drag the handle back, and the network is as it was"
                " then. Train goes on from there; what came after stays as a run of its own."
            )
            if usable
            else tr("Train, and you can come back to any moment of it here.")
        )
        self.updateGeometry()
        self.update()

    def _rows(self) -> tuple[KeptRun, ...]:
        """The kept runs that have a line here, the newest first."""
        shown = [run for run in self._timeline.runs.kept if run.shown and run.frames]
        return tuple(reversed(shown[-MOST_ROWS:]))

    def _act(self, _: int) -> None:
        self._timeline.go(self.sliderPosition())

    def _seek(self, x: float) -> None:
        self._wanted = self._nearest(self._timeline.frames, x)
        if not self._rest.isActive():
            self._go()

    def _go(self) -> None:
        """Goes where the handle is wanted, once the views have shown where it was before."""
        if self._wanted is None:
            return
        if self._timeline.arrived or not self._rests_left:
            wanted, self._wanted = self._wanted, None
            self._timeline.go(wanted)
            self._rests_left = MOST_RESTS
        else:
            self._rests_left -= 1
        self._rest.start()

    def _nearest(self, frames: tuple[Keyframe, ...], x: float) -> int | None:
        if not frames:
            return None
        gaps = [abs(self._across(frame.step) - x) for frame in frames]
        return gaps.index(min(gaps))

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        run = self._run_at(event.position())
        if run is not None:
            place = self._nearest(run.frames, event.position().x())
            self._timeline.visit(run.number, run.frames[place or 0])
        else:
            self._seek(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event.position().x())
            return
        run = self._run_at(event.position())
        self.setStatusTip("" if run is None else run.name)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if run is not None else Qt.CursorShape.ArrowCursor
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._rests_left = 0  # it is meant to stay here: at once
        self._go()

    def _run_at(self, at: QPointF) -> KeptRun | None:
        row = int((at.y() - HEIGHT) // ROW)
        rows = self._rows()
        if not 0 <= row < len(rows):
            return None
        left, right = (self._across(rows[row].frames[i].step) for i in (0, -1))
        return rows[row] if left - REACH <= at.x() <= right + self.width() else None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the state under the pointer, or with the present one."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        place = self._nearest(self._timeline.frames, event.pos().x())
        if place is not None:
            self.menu_of(place if by_mouse else self._timeline.at).popup(event.globalPos())

    def menu_of(self, place: int) -> QMenu:
        """What can be done with a state."""
        frame = self._timeline.frames[place]
        name = tr("step {:,}").format(frame.step)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Go to {}").format(name), partial(self._timeline.go, place))
        menu.addAction(
            tr("Compare the canvas with {}").format(name),
            partial(comparing_of(self._timeline.document).start, frame.network, name),
        )
        return menu

    # Painting.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, timeline = self._appearance.theme, self._timeline
        middle = HEIGHT / 2
        frames, here = timeline.frames, timeline.here
        if not frames or here is None:
            painter.setPen(QPen(QColor(theme.border), 2))
            painter.drawLine(QPointF(self._across(0), middle), QPointF(self.width(), middle))
            return
        for row, run in enumerate(self._rows()):
            self._paint_run(painter, run, HEIGHT + ROW * (row + 0.5))
        first, now, last = (self._across(f.step) for f in (frames[0], here, frames[-1]))
        painter.setPen(QPen(QColor(theme.border), 3))
        painter.drawLine(QPointF(now, middle), QPointF(last, middle))
        painter.setPen(QPen(QColor(theme.accent), 3))
        painter.drawLine(QPointF(first, middle), QPointF(now, middle))
        self._paint_states(painter, frames, middle)
        painter.setPen(QPen(QColor(theme.canvas), 1.5))
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(QPointF(now, middle), HANDLE, HANDLE)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.text), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(now, middle), HANDLE + 2.5, HANDLE + 2.5)
        if timeline.behind:
            self._paint_word(painter, here, last, middle)

    def _paint_states(self, painter: QPainter, frames: tuple[Keyframe, ...], middle: float) -> None:
        painter.setPen(QPen(QColor(self._appearance.theme.faint_text), 1))
        before = float("-inf")
        for frame in frames:
            x = self._across(frame.step)
            if x - before >= CLOSEST:
                painter.drawLine(QPointF(x, middle + 4), QPointF(x, middle + 7))
                before = x

    def _paint_run(self, painter: QPainter, run: KeptRun, y: float) -> None:
        pen = run_pen(run.number, self._appearance.theme)
        pen.setWidthF(2)
        painter.setPen(pen)
        known = {id(frame.state.arrays) for frame in self._timeline.frames}
        shared = [f.step for f in run.frames if id(f.state.arrays) in known]
        left = self._across(max(shared, default=run.frames[0].step))
        right = self._across(run.frames[-1].step)
        if shared:
            painter.drawLine(QPointF(left, HEIGHT / 2), QPointF(left, y))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.setBrush(pen.color())
        painter.drawEllipse(QPointF(right, y), 2.5, 2.5)
        self._write(painter, run.name, right + 6, y, pen.color())

    def _paint_word(self, painter: QPainter, here: Keyframe, last: float, y: float) -> None:
        text = tr("step {:,}").format(here.step)
        if self.fontMetrics().horizontalAdvance(text) > self.width() - last - 8:
            text = f"{here.step:,}"
        self._write(painter, text, last + 8, y, QColor(self._appearance.theme.text))

    def _write(self, painter: QPainter, text: str, x: float, y: float, colour: QColor) -> None:
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        room = self.width() - x
        painter.setPen(colour)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(max(room, 0)))
        painter.drawText(QPointF(x, y + metrics.capHeight() / 2), text)
