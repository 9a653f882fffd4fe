"""One line of the loss chart."""

from __future__ import annotations

from dataclasses import dataclass

import pyqtgraph as pg

from scratchstudio.studio.theme import blend
from scratchstudio.studio.views.decimation import Curve, decimate, on_log_scale
from scratchstudio.studio.views.plots import Plot, line
from scratchstudio.studio.views.smoothing import smoothed

RAW_FADED = 0.55
"""How far the raw curve fades into the background behind the smoothed one."""


@dataclass(frozen=True, eq=False)
class LossLine:
    """One curve with its name at its end; smoothed, with the raw one thin behind it."""

    curve: pg.PlotCurveItem
    raw: pg.PlotCurveItem
    name: pg.TextItem
    dashed: bool

    @staticmethod
    def on(plot: Plot, text: str, dashed: bool) -> LossLine:
        name = pg.TextItem(text, anchor=(0, 0.5))
        made = LossLine(pg.PlotCurveItem(), pg.PlotCurveItem(), name, dashed)
        for item in (made.raw, made.curve, made.name):
            plot.addItem(item, ignoreBounds=True)
        return made

    def dress(self, colour: str, paper: str) -> None:
        self.curve.setPen(line(colour, dashed=self.dashed))
        self.raw.setPen(line(blend(colour, paper, RAW_FADED), 1.0))
        self.name.setColor(colour)

    def draw(self, x: Curve, y: Curve, columns: int, memory: float, log: bool) -> None:
        """Draws the values `y` as they are on the chart's scale, and smoothed where asked."""
        raw = decimate(x, y, columns)
        self.raw.setVisible(memory > 0)
        if memory > 0:
            self.raw.setData(*raw, skipFiniteCheck=True)
            calm = smoothed(10.0**y, memory) if log else smoothed(y, memory)
            raw = decimate(x, on_log_scale(calm) if log else calm, columns)
        self.curve.setData(*raw, skipFiniteCheck=True)
        self.name.setVisible(len(raw[0]) > 0)


def end_of(curve: pg.PlotCurveItem) -> tuple[float, float]:
    """The last point that is drawn."""
    x, y = curve.getData()
    return float(x[-1]), float(y[-1])
