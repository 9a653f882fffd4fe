"""All weights over the steps of training, the selected ones highlighted and named."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from scratchstudio.network import Network
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme, blend
from scratchstudio.studio.views.decimation import nearest, padded_limits
from scratchstudio.studio.views.figures import figure
from scratchstudio.studio.views.name_places import kept_apart
from scratchstudio.studio.views.plots import Plot, line
from scratchstudio.studio.views.weight_traces import WeightTraces, chosen_lines, joined_lines

MOST_LINES = 300
MOST_NAMED = 6
MOST_CORNERS = 16_000
"""Corners of all lines together: what can be drawn 12 times a second beside training."""
REACH = 12
"""Pixels within which the pointer finds a line."""


class TracesPlot(Plot):
    """Draws a `WeightTraces`: positive weights blue, negative ones orange, as they are now."""

    picked = Signal(int, bool)
    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Weights over the training steps"))
        self.name_axes(bottom=tr("step"), left=tr("weight"))
        self._zero = pg.InfiniteLine(pos=0, angle=0)
        self.positive = pg.PlotCurveItem(connect="finite")
        self.negative = pg.PlotCurveItem(connect="finite")
        self.selected = pg.PlotCurveItem(connect="finite")
        self._present = pg.InfiniteLine(angle=90)
        self._now = 0
        """The place of the present among the moments that are drawn."""
        for item in (self._zero, self.negative, self.positive, self.selected, self._present):
            self.addItem(item, ignoreBounds=True)
        self._names = [pg.TextItem(anchor=(0, 0.5)) for _ in range(MOST_NAMED)]
        for name in self._names:
            self.addItem(name, ignoreBounds=True)
        self._step = np.empty(0)
        self._values = np.empty((0, 0))
        self._ids = np.empty(0, dtype=np.int64)
        self._network: Network | None = None
        self.hovered.connect(self._hover)
        self.left.connect(lambda: self.read.emit(""))
        self.clicked.connect(self._click)

    def dress(self, theme: Theme) -> None:
        super().dress(theme)
        self._zero.setPen(line(theme.border, 1.0))
        self._present.setPen(line(theme.accent, 1.5))
        self.positive.setPen(line(blend(theme.positive, theme.canvas, 0.25), 1.0))
        self.negative.setPen(line(blend(theme.negative, theme.canvas, 0.25), 1.0))
        self.selected.setPen(line(theme.text, 2.5))
        for name in self._names:
            name.setColor(theme.text)
            name.fill = pg.mkBrush(theme.canvas)

    def show_traces(self, traces: WeightTraces, selection: frozenset[int]) -> None:
        """Draws the largest weights and the selected ones."""
        rows = chosen_lines(traces.weights, traces.edge_ids, selection, MOST_LINES)
        steps = traces.steps
        stride = max(1, -(-len(steps) * len(rows) // MOST_CORNERS))
        moments = np.unique([*range(0, len(steps), stride), traces.present, len(steps) - 1])
        self._network = traces.network
        self._step = steps[moments]
        self._values = traces.values(rows)[moments]
        self._ids = traces.edge_ids[rows]
        self._now = int(np.searchsorted(self._step, traces.step))
        self._present.setVisible(self._now < len(self._step) - 1)
        self._present.setPos(float(traces.step))
        chosen = np.isin(self._ids, list(selection))
        now = self._values[self._now]
        for item, mask in (
            (self.positive, ~chosen & (now >= 0)),
            (self.negative, ~chosen & ~(now >= 0)),
            (self.selected, chosen),
        ):
            x, y = joined_lines(self._step, self._values[:, mask])
            item.setData(x, y)
        self._show_names(np.flatnonzero(chosen))

    def _show_names(self, columns: NDArray[np.intp]) -> None:
        """Names the largest of these lines at their ends, and makes room for the names."""
        now = self._values[-1]
        order = [c for c in columns[np.argsort(-np.abs(now[columns]))] if np.isfinite(now[c])]
        named = order[:MOST_NAMED]
        for place, item in enumerate(self._names):
            item.setVisible(place < len(named))
            if place < len(named):
                item.setText(self._name(named[place]))
        first, last = float(self._step[0]), float(self._step[-1])
        shown = [item.boundingRect().width() for item in self._names[: len(named)]]
        pixels = min(max(shown, default=0.0), self.columns / 2)
        span = max(last - first, 1.0) * (1 + pixels / (self.columns - pixels))
        self.rest_range((first, first + span), padded_limits((self._values.ravel(),)))
        low, high = self.getViewBox().viewRange()[1]
        height = self.text_height * (high - low)
        ends = [float(now[column]) for column in named]
        places = kept_apart(ends, height, low + height / 2, high - height / 2)
        for item, place in zip(self._names, places, strict=False):
            item.setPos(last, place)

    def _name(self, column: int) -> str:
        network = self._network
        if network is None or self._ids[column] not in network.edges:
            return ""
        row = network.edges.rows([int(self._ids[column])])[0]
        source, target = int(network.edges.source[row]), int(network.edges.target[row])
        return f"{network.name(source)} → {network.name(target)}"

    def _nearest(self, x: float, y: float) -> tuple[int, int] | None:
        """Moment and line that are nearest to a place, within reach."""
        moment = nearest(self._step, x)
        if moment is None or not self._values.shape[1]:
            return None
        away = np.abs(np.nan_to_num(self._values[moment], nan=np.inf) - y)
        column = int(np.argmin(away))
        pixel = abs(self.getViewBox().viewPixelSize()[1])
        return (moment, column) if away[column] <= REACH * pixel else None

    def _hover(self, x: float, y: float) -> None:
        found = self._nearest(x, y)
        if found is None:
            self.read.emit("")
            return
        moment, column = found
        self.read.emit(
            tr("{edge}: {value} at step {step}").format(
                edge=self._name(column),
                value=figure(float(self._values[moment, column])),
                step=f"{int(self._step[moment]):,}",
            )
        )

    def _click(self, x: float, y: float, more: bool) -> None:
        found = self._nearest(x, y)
        if found is not None:
            self.picked.emit(int(self._ids[found[1]]), more)
