"""How the weights are spread: a picture over the steps, and beside it the present counts."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from scratchstudio.engine import Keyframe
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.histogram import BINS, SpreadOverTime, bins
from scratchstudio.studio.views.plots import Plot, line
from scratchstudio.studio.views.tint import mix

FEWEST = 5
"""Edges that the axis of the counts reaches at least, so that it counts in whole ones."""
SHADES = 32


class SpreadPlot(QWidget):
    """Two plots with one axis of weights."""

    def __init__(self) -> None:
        super().__init__()
        self._over_time = SpreadOverTime()
        self.past = Plot()
        self.past.setAccessibleName(tr("How the weights were spread over the training steps"))
        self.past.name_axes(bottom=tr("step"), left=tr("weight"))
        self.image = pg.ImageItem(axisOrder="row-major", autoDownsample=False)
        self.present = pg.InfiniteLine(angle=90)
        for item in (self.image, self.present):
            self.past.addItem(item, ignoreBounds=True)
        self.now = Plot()
        self.now.setAccessibleName(tr("How many weights have which size now"))
        self.now.name_axes(bottom=tr("edges now"), left="")
        self.now.getAxis("left").setWidth(8)
        self.now.getAxis("left").setStyle(showValues=False)
        self.stairs = pg.PlotCurveItem()
        self.now.addItem(self.stairs, ignoreBounds=True)
        self.counts: NDArray[np.int64] = np.zeros(BINS, dtype=np.int64)
        self._table = np.zeros((SHADES, 4), dtype=np.uint8)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.past, 2)
        row.addWidget(self.now, 1)

    def dress(self, theme: Theme) -> None:
        """Takes on the theme's colours."""
        self.past.dress(theme)
        self.now.dress(theme)
        self.stairs.setPen(line(theme.text, 1.5))
        self.present.setPen(line(theme.accent, 1.5))
        # A count has no sign: neither of the two colours of weights.
        self._table = mix(theme.canvas, theme.text, np.linspace(0, 0.85, SHADES) ** 0.7)

    def show_spread(
        self, frames: tuple[Keyframe, ...], weights: NDArray[np.float64], step: int
    ) -> None:
        """Shows the run's states, and how the present weights are spread."""
        finite = weights[np.isfinite(weights)]
        shares = self._over_time.picture(frames)
        limit = max(self._over_time.limit, float(bins(finite)[-1]))
        edges = np.linspace(-limit, limit, BINS + 1)
        self.counts = np.histogram(finite, bins=edges)[0]
        first, last = (frames[0].step, frames[-1].step) if frames else (0, 1)
        last = max(last, first + 1)
        shade = np.rint(shares / max(float(shares.max(initial=0.0)), 1e-9) * (SHADES - 1))
        self.image.setImage(self._table[shade.astype(np.intp)], autoLevels=False)
        tall = self._over_time.limit or limit
        self.image.setRect(QRectF(first, -tall, last - first, 2 * tall))
        self.present.setVisible(bool(frames) and step < last)
        self.present.setPos(float(step))
        self.past.show_range((float(first), float(last)), (-limit, limit))
        x = np.repeat(self.counts, 2).astype(np.float64)
        y = np.repeat(edges, 2)[1:-1]
        self.stairs.setData(np.concatenate([[0], x, [0]]), np.concatenate([y[:1], y, y[-1:]]))
        most = 1.1 * max(int(self.counts.max()), FEWEST)
        self.now.show_range((0.0, most), (-limit, limit))
