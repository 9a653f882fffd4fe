"""How strongly each level is pulled at: shows gradients that vanish on their way back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from scratchstudio.studio.document import Document
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.figures import figure, round_figure
from scratchstudio.studio.views.level_flow import FlowProbe, LevelFlow
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.worker import Frame, Probe

PROBE = "gradient_flow"
ROW = 26
NAME, NUMBER = 76, 84
"""Pixels for the name of a level, and for its number."""


class FlowBars(QWidget):
    """A bar a level on a logarithmic scale, with the number behind it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Gradient of each level"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.theme = theme
        self.flow: LevelFlow | None = None

    def show_flow(self, flow: LevelFlow) -> None:
        """Shows these gradients."""
        if self.flow is None or len(flow.level) != len(self.flow.level):
            self.setMinimumHeight(ROW * len(flow.level) + self.fontMetrics().height() + 8)
        self.flow = flow
        rows = zip(flow.level.tolist(), flow.gradient.tolist(), strict=True)
        said = [f"{tr('Level {}').format(level)}: {figure(value)}" for level, value in rows]
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.flow is None:
            return
        painter = QPainter(self)
        low, high = self.flow.limits()
        room = max(self.width() - NAME - NUMBER, 20)
        faint = self.flow.faint
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, (level, value) in enumerate(
            zip(self.flow.level.tolist(), self.flow.gradient.tolist(), strict=True)
        ):
            top = row * ROW
            share = _share(value, low, high)
            painter.setPen(QColor(self.theme.text))
            name = QRectF(4, top, NAME - 8, ROW)
            painter.drawText(
                name, middle | Qt.AlignmentFlag.AlignLeft, tr("Level {}").format(level)
            )
            bar = QRectF(NAME, top + 5, max(room * share, 1.0), ROW - 10)
            # The colours of signs would mislead: a gradient's size has no sign.
            painter.fillRect(
                bar, QColor(self.theme.warning if faint[row] else self.theme.faint_text)
            )
            number = QRectF(bar.right() + 6, top, NUMBER, ROW)
            painter.drawText(number, middle | Qt.AlignmentFlag.AlignLeft, figure(value))
        painter.setPen(QColor(self.theme.faint_text))
        below = ROW * len(faint) + 2
        for share, text in ((0.0, round_figure(10.0**low)), (1.0, round_figure(10.0**high))):
            place = QRectF(NAME + room * share - 40 * share, below, NUMBER, 20)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)


def _share(value: float, low: float, high: float) -> float:
    """How far along the scale a value lies, from 0 to 1; 0 for what has no logarithm."""
    if not np.isfinite(value) or value <= 0:
        return 0.0
    return float(np.clip((np.log10(value) - low) / (high - low), 0.0, 1.0))


class GradientFlow(LiveView):
    """The gradients of all levels, and in a sentence what they mean."""

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, session, appearance, parent)
        self.setAccessibleName(tr("Gradient flow"))
        title = QLabel(tr("How strongly the loss pulls at the weights of each level"))
        title.setProperty("role", "faint")
        title.setWordWrap(True)
        self.bars = FlowBars(appearance.theme)
        area = QScrollArea()
        area.setWidget(self.bars)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.verdict = QLabel()
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setWordWrap(True)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.addWidget(title)
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
        if isinstance(flow, LevelFlow) and flow is not self.bars.flow:
            self.bars.show_flow(flow)
            self.verdict.setText(_verdict(flow))

    def dress(self, theme: Theme) -> None:
        self.bars.theme = theme
        self.bars.update()


def _verdict(flow: LevelFlow) -> str:
    if not np.isfinite(flow.gradient).all():
        return tr("The gradient is not a number. Try a smaller learning rate.")
    if not flow.gradient.any():
        return tr("No gradient at all: nothing is learned here.")
    faint = [str(level) for level in flow.level[flow.faint].tolist()]
    if faint:
        return tr(
            "Level {} gets less than a thousandth of the strongest gradient and learns next to"
            " nothing (vanishing gradient). Try tanh or ReLU, fewer levels, or other start weights."
        ).format(", ".join(faint))
    return tr("The gradient reaches every level.")
