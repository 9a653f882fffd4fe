"""How strongly each level is pulled at and how far it moves: shows gradients that vanish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from scratchstudio.studio.document import Document
from scratchstudio.studio.moment import Frame, Probe
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.figures import figure, round_figure
from scratchstudio.studio.views.level_flow import USUAL, FlowProbe, LevelFlow, limits
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.plots import line

PROBE = "gradient_flow"
ROW = 24
NAME, NUMBER = 76, 84
"""Pixels for the name of a level, and for its number."""
GAP = 6


@dataclass(frozen=True, eq=False)
class Bars:
    """A value a level."""

    level: NDArray[np.intp]
    value: NDArray[np.float64]
    marked: NDArray[np.bool_]
    """Which bars warn."""
    usual: float | None = None
    """Where a line stands that says what is usual."""


class LevelBars(QWidget):
    """A bar a level on a logarithmic scale, with the number behind it."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.theme = theme
        self.bars: Bars | None = None

    def show_bars(self, bars: Bars) -> None:
        """Shows these values."""
        if self.bars is None or len(bars.level) != len(self.bars.level):
            self.setFixedHeight(ROW * len(bars.level) + self.fontMetrics().height() + 8)
        self.bars = bars
        rows = zip(bars.level.tolist(), bars.value.tolist(), strict=True)
        said = [f"{tr('Level {}').format(level)}: {figure(value)}" for level, value in rows]
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        bars = self.bars
        if bars is None:
            return
        painter = QPainter(self)
        low, high = limits(bars.value if bars.usual is None else np.append(bars.value, bars.usual))
        room = max(self.width() - NAME - NUMBER, 20)
        usual = None if bars.usual is None else NAME + room * _share(bars.usual, low, high)
        for row in range(len(bars.level)):
            length = room * _share(bars.value[row], low, high)
            self._paint_row(painter, bars, row, length, usual)
        if usual is not None:
            painter.setPen(line(self.theme.accent, 1.5, dashed=True))
            painter.drawLine(QPointF(usual, 0), QPointF(usual, ROW * len(bars.level)))
        self._paint_marks(painter, bars, (low, high), room)

    def _paint_marks(
        self, painter: QPainter, bars: Bars, limits: tuple[float, float], room: int
    ) -> None:
        """Writes what is usual and, where there is room beside it, the ends of the scale."""
        marks = [(0.0, 10.0 ** limits[0], False), (1.0, 10.0 ** limits[1], False)]
        if bars.usual is not None:
            marks.insert(0, (_share(bars.usual, *limits), bars.usual, True))
        top, metrics = ROW * len(bars.level) + 2, self.fontMetrics()
        taken = QRectF()
        for share, number, stressed in marks:
            text = round_figure(number)
            width = metrics.horizontalAdvance(text)
            place = QRectF(NAME + (room - width) * share, top, width + 2, metrics.height())
            if stressed:
                place.moveLeft(NAME + room * share - width / 2)
                taken = place.adjusted(-GAP, 0, GAP, 0)
            elif place.intersects(taken):
                continue
            painter.setPen(QColor(self.theme.text if stressed else self.theme.faint_text))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)

    def _paint_row(
        self, painter: QPainter, bars: Bars, row: int, length: float, usual: float | None
    ) -> None:
        top = row * ROW
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(self.theme.text))
        name = tr("Level {}").format(int(bars.level[row]))
        painter.drawText(QRectF(4, top, NAME - 8, ROW), left, name)
        bar = QRectF(NAME, top + 5, max(length, 1.0), ROW - 10)
        # The colours of signs would mislead: a size has no sign.
        tone = self.theme.warning if bars.marked[row] else self.theme.faint_text
        painter.fillRect(bar, QColor(tone))
        text = figure(float(bars.value[row]))
        start = bar.right() + GAP
        # The line of what is usual would strike the number out: it goes behind the line.
        end = start + self.fontMetrics().horizontalAdvance(text)
        if usual is not None and start - GAP < usual < end + GAP:
            start = usual + GAP
        painter.setPen(QColor(self.theme.text))
        painter.drawText(QRectF(start, top, NUMBER, ROW), left, text)


def _share(value: float, low: float, high: float) -> float:
    """How far along the scale a value lies, from 0 to 1; 0 for what has no logarithm."""
    if not np.isfinite(value) or value <= 0:
        return 0.0
    return float(np.clip((np.log10(value) - low) / (high - low), 0.0, 1.0))


class GradientFlow(LiveView):
    """The gradients and movements of all levels, and in a sentence what they mean."""

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, session, appearance, parent)
        self.setAccessibleName(tr("Gradient flow"))
        self._shown: LevelFlow | None = None
        theme = appearance.theme
        self.pull = LevelBars(theme, tr("Gradient of each level"))
        self.movement = LevelBars(theme, tr("Movement of each level in one step"))
        self.movement.setToolTip(
            tr(
                "What one step adds to a level's weights, as a share of their size (root mean"
                " squares), measured four times a second. About 0.001, the dashed line, is usual:"
                " much more shakes the network, much less hardly moves it. It rises with the rate."
            )
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(_title(tr("How strongly the loss pulls at each level")))
        column.addWidget(self.pull)
        column.addWidget(_title(tr("What one step changes, as a share of the weights")))
        column.addWidget(self.movement)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: none; }")
        self.verdict = QLabel()
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setWordWrap(True)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.addWidget(area, 1)
        layout.addWidget(self.verdict)
        document.settingsChanged.connect(self.ask)

    def probes(self) -> Mapping[str, Probe]:
        return {PROBE: FlowProbe(self.document.settings.loss)}

    def lack(self, frame: Frame) -> str:
        if len(self.document.network.edges):
            return ""
        return tr("There is no weight yet. Drag a wire from one neuron to another on the canvas.")

    def show_frame(self, frame: Frame) -> None:
        flow = frame.probes.get(PROBE)
        if isinstance(flow, LevelFlow) and flow is not self._shown:
            self._shown = flow
            self.pull.show_bars(Bars(flow.level, flow.gradient, flow.faint))
            self.movement.show_bars(Bars(flow.level, flow.movement, flow.hasty, USUAL))
            self.verdict.setText(_verdict(flow))

    def dress(self, theme: Theme) -> None:
        for bars in (self.pull, self.movement):
            bars.theme = theme
            bars.update()


def _title(text: str) -> QLabel:
    title = QLabel(text)
    title.setProperty("role", "faint")
    title.setWordWrap(True)
    return title


def _verdict(flow: LevelFlow) -> str:
    if not np.isfinite(flow.gradient).all():
        return tr("The gradient is not a number. Try a smaller learning rate.")
    if not flow.gradient.any():
        return tr("No gradient at all: nothing is learned here.")
    strongest = int(flow.level[np.argmax(flow.gradient)])
    outgrown = flow.level[flow.faint & (flow.level > strongest)]
    if len(outgrown):
        return tr(
            "The gradient grows on its way back: level {} gets more than a thousand times what"
            " level {} gets (exploding gradient). Try smaller start weights, or clip the gradient."
        ).format(strongest, int(outgrown[-1]))
    faint = [str(level) for level in flow.level[flow.faint].tolist()]
    if faint:
        return tr(
            "Level {} gets less than a thousandth of the strongest gradient and learns next to"
            " nothing (vanishing gradient). Try tanh or ReLU, fewer levels, or other start weights."
        ).format(", ".join(faint))
    hasty = [str(level) for level in flow.level[flow.hasty].tolist()]
    if hasty:
        return tr(
            "One step moves level {} by more than a tenth of its weights: the learning rate is"
            " likely too high."
        ).format(", ".join(hasty))
    if flow.slow:
        return tr(
            "The gradient reaches every level, but a step hardly moves one: training has come to"
            " rest, or the learning rate is too low."
        )
    return tr("The gradient reaches every level.")
