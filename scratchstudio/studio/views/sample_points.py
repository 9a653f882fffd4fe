"""Samples drawn on a plot: training filled, held-out hollow, one shape a class, errors ringed."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QBrush, QColor, QPen

from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.class_marks import symbol
from scratchstudio.studio.views.decision_plane import Points
from scratchstudio.studio.views.plots import Plot, fill, line
from scratchstudio.studio.views.tint import BANDS, Inks, ValueScale, value_table

SIZE, SMALL, SMALLEST = 8, 6, 5
MANY, VERY_MANY = 500, 1000
"""How many samples make the points small, so that they do not hide the map."""
RING = 6
"""Pixels by which a ring is wider than its point."""
FAINT = 130
"""Of 255: the outline of the points of a regression, whose fill is what is to be read."""
HELD_OUT_SHAPE = 3
"""The shape of held-out samples where there are no classes: a diamond."""


class SamplePoints:
    """The points of a decision map. They are drawn anew only when they or the colours change."""

    def __init__(self, plot: Plot, on_colour: bool = True) -> None:
        """`on_colour` says that the ground of the plot has the colours of values itself."""
        self._on_colour = on_colour
        self.points_item = pg.ScatterPlotItem(size=SIZE)
        self.rings_item = pg.ScatterPlotItem(size=SIZE + RING, brush=None)
        for item in (self.rings_item, self.points_item):
            plot.addItem(item, ignoreBounds=True)
        self._shown: tuple[Points, Theme] | None = None
        self._ringed: NDArray[np.bool_] | None = None

    def show(
        self, points: Points, scale: ValueScale, wrong: NDArray[np.bool_], theme: Theme
    ) -> None:
        """Shows these points, those in the mask `wrong` with a ring."""
        if self._shown is None or self._shown[0] is not points or self._shown[1] is not theme:
            self._shown = (points, theme)
            self._ringed = None
            self._draw(points, scale, theme)
        if self._ringed is None or not np.array_equal(self._ringed, wrong):
            self._ringed = wrong
            self.rings_item.setPen(line(theme.text, 1.5))
            self.rings_item.setSize(_size(points) + RING)
            self.rings_item.setData(points.place[wrong, 0], points.place[wrong, 1])

    def _draw(self, points: Points, scale: ValueScale, theme: Theme) -> None:
        colours = self._colours(points, scale, theme)
        # On the map of a regression a point that is met has the map's own colour: outline and shape
        # are then all that shows it.
        hidden = self._on_colour and _is_regression(points)
        outline = line(theme.canvas, 1.0)
        if hidden:
            ink = QColor(theme.text)
            ink.setAlpha(FAINT)
            outline = line(ink, 1.0)
        filled = [(outline, fill(colour)) for colour in colours]
        hollow = [(outline if hidden else line(colour, 2.0), fill(None)) for colour in colours]
        looks: list[tuple[QPen, QBrush]] = [
            (hollow if held_out else filled)[kind]
            for kind, held_out in zip(
                _kinds(points, scale).tolist(), points.held_out.tolist(), strict=True
            )
        ]
        self.points_item.setSize(_size(points))
        self.points_item.setData(
            points.place[:, 0],
            points.place[:, 1],
            symbol=_symbols(points),
            pen=[pen for pen, _ in looks],
            brush=[brush for _, brush in looks],
        )

    def _colours(self, points: Points, scale: ValueScale, theme: Theme) -> list[str]:
        inks = Inks.of(theme) if self._on_colour else Inks.on_paper(theme)
        if not _is_regression(points):
            return [inks.of_class(c) for c in range(int(points.label.max(initial=0)) + 1)]
        return ["#{:02X}{:02X}{:02X}".format(*row[:3]) for row in value_table(inks, scale).tolist()]


def _size(points: Points) -> int:
    count = len(points.place)
    return SIZE if count <= MANY else SMALL if count <= VERY_MANY else SMALLEST


def _is_regression(points: Points) -> bool:
    return bool(np.isfinite(points.value).any())


def _symbols(points: Points) -> list[str]:
    """A shape for each class; for numbers, one for each part."""
    shapes = points.held_out * HELD_OUT_SHAPE if _is_regression(points) else points.label
    return [symbol(shape) for shape in shapes.tolist()]


def _kinds(points: Points, scale: ValueScale) -> NDArray[np.intp]:
    """Which of `_colours` each point has: its class, or the band of its value."""
    if not _is_regression(points):
        return points.label
    share = (points.value - scale.low) / (scale.high - scale.low)
    return np.clip(np.nan_to_num(share) * BANDS, 0, BANDS - 1).astype(np.intp)
