"""All weights: as heat maps a level, over time, and how they are spread."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.studio.document import Document
from scratchstudio.studio.history.timeline import timeline_of
from scratchstudio.studio.moment import Frame
from scratchstudio.studio.session import Session
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, Theme
from scratchstudio.studio.views.heat_map import HeatMapArea
from scratchstudio.studio.views.live import LiveView
from scratchstudio.studio.views.reading_line import ReadingLine
from scratchstudio.studio.views.sign_key import SignKey
from scratchstudio.studio.views.spread_plot import SpreadPlot
from scratchstudio.studio.views.traces_plot import TracesPlot
from scratchstudio.studio.views.weight_traces import WeightTraces

HEAT_MAP, OVER_TIME, SPREAD = range(3)


class WeightsView(LiveView):
    """Three pictures of the weights, one at a time; the past is that of the time line."""

    least = (36, 94)

    def __init__(
        self,
        document: Document,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, session, appearance, parent)
        self.setAccessibleName(tr("Weights"))
        self.timeline = timeline_of(document, session)
        self.timeline.changed.connect(self.soon)
        self.heat_map = HeatMapArea(appearance.theme)
        self.over_time = TracesPlot()
        self.spread = SpreadPlot()
        self.pages = QStackedWidget()
        for page in (self.heat_map, self.over_time, self.spread):
            self.pages.addWidget(page)
        self.switch = QButtonGroup(self)
        self.key = SignKey(appearance.theme)
        self.reading = ReadingLine(tr("Weight at the mouse pointer"))
        self._arrange()
        self.switch.idClicked.connect(self.show_page)
        for source in (self.heat_map.map, self.over_time):
            source.read.connect(self._read)
            source.picked.connect(self._pick)
        document.selectionChanged.connect(self.soon)
        document.networkChanged.connect(self.soon)
        self.dress(appearance.theme)
        self._read("")

    def show_page(self, page: int) -> None:
        """Shows the heat map, the traces or the histogram."""
        self.switch.button(page).setChecked(True)
        self.pages.setCurrentIndex(page)
        self.key.setVisible(page == HEAT_MAP)
        self._read("")
        self.refresh()

    def lack(self, frame: Frame) -> str:
        if len(self.document.network.edges):
            return ""
        return tr("There is no weight yet. Drag a wire from one neuron to another on the canvas.")

    def show_frame(self, frame: Frame) -> None:
        shown = (self._show_heat_map, self._show_traces, self._show_spread)
        shown[self.pages.currentIndex()](frame)

    def dress(self, theme: Theme) -> None:
        self.heat_map.map.theme = theme
        self.heat_map.map.update()
        self.over_time.dress(theme)
        self.spread.dress(theme)
        self.key.show_limit(self.heat_map.map.limit, theme)

    def _show_heat_map(self, frame: Frame) -> None:
        heat_map = self.heat_map.map
        heat_map.selection = self.document.selection
        heat_map.show_values(self.document.network, self.session.weights(), self.session.biases())
        self.key.show_limit(heat_map.limit, self.appearance.theme)

    def _show_traces(self, frame: Frame) -> None:
        traces = WeightTraces(
            self.timeline.frames,
            self.document.network,
            self.session.weights(),
            frame.snapshot.step,
        )
        self.over_time.show_traces(traces, self.document.selection)

    def _show_spread(self, frame: Frame) -> None:
        step, weights = frame.snapshot.step, self.session.weights()
        self.spread.show_spread(self.timeline.frames, weights, step)

    def _pick(self, chosen: int, more: bool) -> None:
        before = self.document.selection if more else frozenset()
        self.document.select(before ^ {chosen})

    def _read(self, sentence: str) -> None:
        hints = (
            tr("Point at a cell to read it, click to select the edge."),
            tr("Point at a line to read it, click to select the edge."),
            "",
        )
        self.reading.setText(sentence or hints[self.pages.currentIndex()])

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(2)
        for page, (text, help) in enumerate(
            (
                (tr("Heat map"), tr("Every weight as a coloured cell, one matrix a level.")),
                (tr("Over time"), tr("How the weights moved since training began.")),
                (
                    tr("Spread"),
                    tr("How many weights are small and how many are large, now and over time."),
                ),
            )
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(help)
            button.setCheckable(True)
            button.setChecked(page == HEAT_MAP)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.switch.addButton(button, page)
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self.key)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(3)
        layout.addLayout(bar)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.reading)
