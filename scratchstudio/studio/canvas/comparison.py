"""Differences on the canvas: edges coloured by how far their weight moved, and the bar above."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton

from scratchstudio.studio.canvas import edge_style
from scratchstudio.studio.canvas.edge_strokes import COLOUR_LIMIT
from scratchstudio.studio.canvas.strips import bodies_under
from scratchstudio.studio.canvas.viewport import Floats
from scratchstudio.studio.history.comparing import Difference
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.figures import round_figure

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

SMALLEST_LIMIT = 1e-6
REFRESH = 250
MARGIN = 10


@dataclass(frozen=True, eq=False)
class Values:
    """What stands for the weights and biases on the canvas: they themselves, or differences."""

    weights: Floats
    """(edges,) as they are coloured and as wide as they are drawn."""
    weight_numbers: Floats
    """(edges,) as they are written."""
    biases: Floats
    bias_numbers: Floats
    limit: float
    """The number with the full colour."""


class ShownValues:
    """The values of this moment, made anew only when they change: pictures are kept by them."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self._of: tuple[object, ...] = ()
        self._values: Values | None = None

    def now(self) -> Values:
        """Weights and biases, or how far they are from what they are compared with."""
        weights, biases = self._canvas.weights(), self._canvas.biases()
        comparing = self._canvas.comparing
        of = (weights, biases, comparing.counterparts())
        if self._values is None or any(a is not b for a, b in zip(of, self._of, strict=True)):
            self._of = of
            self._values = _values(weights, biases, comparing.difference(weights, biases))
        return self._values


def _values(weights: Floats, biases: Floats, difference: Difference | None) -> Values:
    """Differences are stretched so that the largest are as wide as can be; the legend says it."""
    if difference is None:
        return Values(weights, weights, biases, biases, COLOUR_LIMIT)
    stretch = edge_style.LIMIT / _round_limit(difference.largest)
    return Values(
        difference.weights * stretch,
        difference.weights,
        difference.biases * stretch,
        difference.biases,
        COLOUR_LIMIT / stretch,
    )


def _round_limit(largest: float) -> float:
    """The next of 1, 2, 5, 10 … that is as large, so that the colours rest while it grows."""
    if largest <= SMALLEST_LIMIT:
        return SMALLEST_LIMIT
    decade = 10.0 ** math.floor(math.log10(largest))
    return next(factor * decade for factor in (1, 2, 5, 10) if factor * decade >= largest * 0.999)


def difference_words(canvas: CanvasView, row: int, weight: float) -> str:
    """Of an edge, after its weight: what it is compared with."""
    found = canvas.comparing.counterparts()
    if found is None:
        return ""
    was = float(found.weights[row])
    if was != was:
        return tr("new")
    moved = f"{weight - was:+.3g}".replace("-", "−")
    return tr("was {was}, {moved}").format(was=round_figure(was), moved=moved)


class ComparisonBar(QFrame):
    """Seen while differences are shown: with what, and what moved most. Its cross ends it."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("comparison")
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.close_button = QToolButton(self)
        self.close_button.setText("✕")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(tr("Show the weights again."))
        self.close_button.setAccessibleName(tr("Stop comparing"))
        self.close_button.clicked.connect(canvas.comparing.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 4, 2)
        row.addWidget(self.label, 1)
        row.addWidget(self.close_button)
        self.setAccessibleName(tr("Comparison"))
        self._soon = QTimer(self, singleShot=True, interval=REFRESH)
        self._soon.timeout.connect(self._tell)
        canvas.comparing.changed.connect(self._follow)
        canvas.appearance.changed.connect(lambda _: self._dress())
        canvas.document.networkChanged.connect(lambda *_: self._stir())
        if canvas.session is not None:
            canvas.session.frameReady.connect(lambda _: self._stir())
        self._dress()
        self.hide()

    def settle(self) -> None:
        """Takes its place at the top of the canvas."""
        full = self.label.fontMetrics().horizontalAdvance(self.label.text()) + 64
        width = min(full, self._canvas.width() - 2 * MARGIN)
        self.resize(width, self.sizeHint().height())
        self.move((self._canvas.width() - width) // 2, MARGIN)
        self.raise_()

    def _follow(self) -> None:
        begins = self.isHidden() and self._canvas.comparing.active
        in_view = self._canvas.shows_all()
        self.setVisible(self._canvas.comparing.active)
        self._tell()
        if begins and in_view and bodies_under(self._canvas, self.geometry()).any():
            # All of the drawing was seen: it still is, below the bar.
            self._canvas.frame()
        self._canvas.edge_layer.forget()
        self._canvas.update()

    def _stir(self) -> None:
        if self._canvas.comparing.active and not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        canvas = self._canvas
        if not canvas.comparing.active:
            return
        summary = canvas.comparing.summary(canvas.weights(), canvas.biases())
        text = tr("Difference to {}").format(canvas.comparing.name)
        self.label.setText(f"{text} · {summary}")
        self.label.setToolTip(self.label.text())
        self.settle()

    def _dress(self) -> None:
        theme = self._canvas.theme
        self.setStyleSheet(
            f"#comparison {{ background: {theme.raised}; border: 1px solid {theme.accent};"
            f" border-radius: 8px; }} QLabel {{ color: {theme.text}; }}"
        )
