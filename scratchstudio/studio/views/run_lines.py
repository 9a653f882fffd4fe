"""The lines of kept runs on the loss chart: a colour and a dash each, the name at the end."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from scratchstudio.studio.history.runs import MOST_RUNS, KeptRun
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.cross_reading import Row
from scratchstudio.studio.views.decimation import Curve, decimate, nearest
from scratchstudio.studio.views.figures import figure
from scratchstudio.studio.views.plots import Plot, line
from scratchstudio.studio.views.tint import Inks

DASHES = (
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)


def run_pen(number: int, theme: Theme) -> QPen:
    """Colour and dash of the run of that number."""
    pen = line(Inks.of(theme).of_class(number + 1), 1.5)  # the first two look like the present run
    pen.setStyle(DASHES[(number - 1) % len(DASHES)])
    return pen


def loss_of(run: KeptRun) -> Curve:
    """The held-out loss, or the training loss where nothing was held out."""
    held_out = run.history.held_out_loss
    return held_out if np.isfinite(held_out).any() else run.history.training_loss


class RunLines:
    """Draws the kept runs that are shown."""

    def __init__(self, plot: Plot) -> None:
        self._slots = [(pg.PlotCurveItem(), pg.TextItem(anchor=(0, 0.5))) for _ in range(MOST_RUNS)]
        for items in self._slots:
            for item in items:
                item.setZValue(-1)
                plot.addItem(item, ignoreBounds=True)
        self.runs: tuple[KeptRun, ...] = ()

    def draw(
        self, runs: tuple[KeptRun, ...], curves: list[Curve], width: int, theme: Theme
    ) -> None:
        """Draws these runs with their curves, on the chart's scale; hides the other slots."""
        self.runs = runs
        for place, (curve, name) in enumerate(self._slots):
            shown = place < len(runs)
            curve.setVisible(shown)
            name.setVisible(False)
            if not shown:
                continue
            run = runs[place]
            x, y = decimate(run.history.step.astype(np.float64), curves[place], width)
            curve.setData(x, y, skipFiniteCheck=True)
            pen = run_pen(run.number, theme)
            curve.setPen(pen)
            name.setText(run.name)
            name.setColor(pen.color())
            name.setVisible(len(x) > 0)

    def ends(self) -> list[tuple[pg.PlotCurveItem, pg.TextItem]]:
        """The lines that are seen, with the names that belong at their ends."""
        return [(curve, name) for curve, name in self._slots if name.isVisible()]

    def reading(self, step: float, theme: Theme) -> list[Row]:
        """What the runs' losses are at a step; "—" for a run that ended before."""
        rows = []
        for run in self.runs:
            at = nearest(run.history.step, step)
            ended = at is None or step > run.history.step[-1]
            value = "—" if ended else figure(float(loss_of(run)[at]))
            rows.append(Row(run.name, value, run_pen(run.number, theme).color().name()))
        return rows
