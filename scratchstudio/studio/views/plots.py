"""The plot all views use: pyqtgraph without its menu and buttons, in the theme's colours."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from functools import lru_cache

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QMouseEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.decimation import Limits, resting
from scratchstudio.studio.views.figures import figure, round_figure, round_up

SMALLEST_TEXT = 11
"""Pixels."""
AXIS_WIDTH = 58
LINE = 2.0
LOW = 10
"""Lines of text: in a plot lower than that the name below gives its room to the curves."""
LONGEST_LABEL = 60
MOST_LOOKS = 256
TOP = 7
"""Pixels above what is drawn: half a line of text, for the uppermost number of the axis."""
NUMBER_ROOM = 4
"""Pixels between two numbers beside each other, at least."""
DECADE_ROOM = 22
"""Pixels between two numbers on a logarithmic axis, at least."""


class NumberAxis(pg.AxisItem):
    """An axis with plain numbers: thousands set apart, a true minus, no powers of ten in the label.

    In log mode its values are decimal logarithms, as pyqtgraph has it.
    """

    whole = False
    """Whether what is counted has no halves."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return [self._log_text(value) for value in values]
        if spacing >= 1e6 or spacing < 1e-4:
            return [figure(value * scale) for value in values]
        places = max(0, math.ceil(-math.log10(spacing * scale) - 1e-9))
        return [f"{value * scale:,.{places}f}".replace("-", "−") for value in values]

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        """As pyqtgraph has it, but below a plot so far apart that no two numbers touch."""
        levels = super().tickSpacing(minVal, maxVal, size)
        if self.whole and levels:
            levels = [level for level in levels if level[0] >= 1] or [(1.0, 0.0)]
        if not levels or self.logMode or self.orientation in ("left", "right"):
            return levels
        spacing, span = levels[0][0], maxVal - minVal
        metrics = QFontMetricsF(self.style["tickFont"] or QFont())
        texts = self.tickStrings([minVal, maxVal], self.scale, spacing)
        widest = max(metrics.horizontalAdvance(text) for text in texts) + NUMBER_ROOM
        while spacing * size < widest * span and spacing < span / 2:
            spacing = round_up(1.5 * spacing)
        return [(spacing, 0), *levels[1:]]

    def logTickValues(
        self, minVal: float, maxVal: float, size: float, stdTicks: object
    ) -> list[tuple[float | None, list[float]]]:
        decades = range(math.ceil(minVal - 1e-9), math.floor(maxVal + 1e-9) + 1)
        between = [
            decade + math.log10(digit)
            for decade in range(math.floor(minVal), math.ceil(maxVal))
            for digit in range(2, 10)
        ]
        inside = [value for value in between if minVal < value < maxVal]
        return [(1.0, [float(decade) for decade in decades]), (None, inside)]

    def _log_text(self, value: float) -> str:
        low, high = self.range
        room = self.height() if self.orientation in ("left", "right") else self.width()
        every = max(1, math.ceil((high - low) * DECADE_ROOM / max(room, 1.0)))
        if round(value) % every and abs(value - round(value)) < 1e-9:
            return ""
        power = math.floor(value + 1e-9)
        digit = round(10 ** (value - power))
        if digit != 1 and not (high - low < 1.5 and digit in (2, 5)):
            return ""
        # Written out, a ten-thousandth would reach into the name of the axis.
        return round_figure(10.0**value) if power >= -3 else f"{digit}e−{-power}"


class Plot(pg.PlotWidget):
    """A plot that only shows: no zoom, no menu. It tells where the mouse is, in data units."""

    hovered = Signal(float, float)
    left = Signal()
    clicked = Signal(float, float, bool)
    """Where, and whether Ctrl was held."""

    def __init__(self, parent: QWidget | None = None) -> None:
        axes = {side: NumberAxis(side) for side in ("bottom", "left")}
        super().__init__(parent, axisItems=axes)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(False, False)
        self.getViewBox().setDefaultPadding(0)
        self.getViewBox().disableAutoRange()
        self.setMinimumSize(120, 80)
        self.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        self.plotItem.layout.setContentsMargins(0, TOP, 0, 0)
        for axis in axes.values():
            axis.enableAutoSIPrefix(False)
        axes["left"].setWidth(AXIS_WIDTH)
        axes["bottom"].setTickDensity(0.7)
        self._labels = {"bottom": "", "left": ""}

    def name_axes(self, bottom: str, left: str) -> None:
        """What the axes show, with the unit; names are shown as they are, whatever they hold."""
        self._labels = {"bottom": bottom, "left": left}
        for side, text in self._labels.items():
            axis = self.getAxis(side)
            axis.setLabel(_plain(text))
            # pyqtgraph places a label only when the axis is resized: a longer one would stand off.
            axis.resizeEvent()
        self._fit_name()

    @property
    def axis_names(self) -> tuple[str, str]:
        """What the axes show: bottom, left."""
        return self._labels["bottom"], self._labels["left"]

    def dress(self, theme: Theme) -> None:
        """Background, axes and labels in the theme's colours."""
        font = QFont(self.font())
        font.setPixelSize(max(SMALLEST_TEXT, self.fontInfo().pixelSize() - 1))
        self.setBackground(theme.canvas)
        for side in ("bottom", "left"):
            axis = self.getAxis(side)
            axis.setPen(theme.border)
            axis.setTextPen(theme.faint_text)
            axis.setStyle(tickFont=font, tickLength=-4)
            axis.label.setFont(font)
            axis.setLabel(_plain(self._labels[side]), color=theme.faint_text)
        # Left to itself the axis leaves four fifths of a line, which cuts the tails of commas.
        self.getAxis("bottom").setStyle(
            autoExpandTextSpace=False, tickTextHeight=math.ceil(QFontMetricsF(font).height())
        )
        self._fit_name()

    def show_range(self, x: Limits, y: Limits) -> None:
        """Shows exactly this part of the plane."""
        self.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)

    def rest_range(self, x: Limits, y: Limits) -> None:
        """Shows at least this part of the plane, in limits that rest while the data move."""
        across, up = self.getViewBox().viewRange()
        rested = resting(tuple(across), x), resting(tuple(up), y)
        if rested != (tuple(across), tuple(up)):
            self.show_range(*rested)

    @property
    def columns(self) -> int:
        """Width of the drawing in pixels."""
        return max(int(self.getViewBox().width()), 1)

    @property
    def text_height(self) -> float:
        """The height of a line of text as a share of the drawing's height."""
        return min(self.fontMetrics().height() / max(self.getViewBox().height(), 1.0), 0.5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The plot view calls this from its constructor, before there is anything to fit.
        if getattr(self, "_labels", None):
            self._fit_name()

    def _fit_name(self) -> None:
        """Names the axis below only where the plot is high enough."""
        axis = self.getAxis("bottom")
        wanted = bool(self._labels["bottom"]) and self.height() >= LOW * self.fontMetrics().height()
        if axis.label.isVisible() != wanted:
            axis.showLabel(wanted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        place = self._place(event)
        if place is None:
            self.left.emit()
        else:
            self.hovered.emit(place.x(), place.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        place = self._place(event)
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.clicked.emit(place.x(), place.y(), more)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def _place(self, event: QMouseEvent) -> QPointF | None:
        box = self.getViewBox()
        at = self.mapToScene(event.position().toPoint())
        return box.mapSceneToView(at) if box.sceneBoundingRect().contains(at) else None


def _plain(text: str) -> str:
    """pyqtgraph takes labels as HTML, and a name may be as long as a person likes."""
    short = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
    return html.escape(" ".join(short.split()))


def line(colour: str | QColor, width: float = LINE, dashed: bool = False) -> QPen:
    """A pen whose width is in pixels, however the plot is scaled."""
    return _pen(_full_name(colour), width, dashed)


def fill(colour: str | QColor | None) -> QBrush:
    """A brush; None leaves hollow."""
    return _brush(None if colour is None else _full_name(colour))


# pyqtgraph keeps a picture of each symbol for each pen and brush object it was ever given: the same
# look has to be the same object, or the pictures grow by megabytes while a network trains.


@lru_cache(maxsize=MOST_LOOKS)
def _pen(colour: str, width: float, dashed: bool) -> QPen:
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    return pg.mkPen(QColor(colour), width=width, style=style)


@lru_cache(maxsize=MOST_LOOKS)
def _brush(colour: str | None) -> QBrush:
    return pg.mkBrush(None if colour is None else QColor(colour))


def _full_name(colour: str | QColor) -> str:
    return QColor(colour).name(QColor.NameFormat.HexArgb)
