"""A regression's answers against their targets: on the diagonal they agree."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QWidget

from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.decimation import padded_limits
from scratchstudio.studio.views.figures import figure, round_up
from scratchstudio.studio.views.plots import Plot, fill, line
from scratchstudio.studio.views.samples import Agreement

SIZE = 7


class TargetScatter(Plot):
    """Training samples filled, held-out ones hollow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("The network's answers against the targets"))
        self.diagonal = pg.PlotCurveItem()
        self.training = pg.ScatterPlotItem(symbol="o", size=SIZE)
        self.held_out = pg.ScatterPlotItem(symbol="o", size=SIZE)
        for item in (self.diagonal, self.training, self.held_out):
            self.addItem(item, ignoreBounds=True)

    def dress(self, theme: Theme) -> None:
        super().dress(theme)
        self.diagonal.setPen(line(theme.faint_text, 1.5))
        self.training.setPen(line(theme.canvas, 0.5))
        self.training.setBrush(fill(theme.training))
        self.held_out.setPen(line(theme.held_out, 1.5))
        self.held_out.setBrush(fill(None))

    def show_agreement(self, agreement: Agreement, output: int) -> None:
        """Shows one output of the chosen samples."""
        answers, chosen = agreement.answers, agreement.chosen
        target = answers.target[chosen, output]
        answer = answers.output[chosen, output]
        finite = np.isfinite(target) & np.isfinite(answer)
        held_out = chosen >= answers.samples.training_count
        for item, mask in ((self.training, finite & ~held_out), (self.held_out, finite & held_out)):
            item.setData(target[mask], answer[mask])
        low, high = padded_limits((target,))
        self.diagonal.setData([low, high], [low, high])
        self.show_range((low, high), _resting_limits(low, high, answer[finite]))
        name = answers.samples.outputs[output]
        names = (tr("target: {}").format(name), tr("answer"))
        if names != self.axis_names:
            self.name_axes(*names)

    def spoken(self, agreement: Agreement, output: int) -> str:
        """The mean distance between answer and target, as a sentence."""
        answers, chosen = agreement.answers, agreement.chosen
        away = np.abs(answers.output[chosen, output] - answers.target[chosen, output])
        return tr("On average {} away from the target; on the line they agree.").format(
            figure(float(away.mean()) if len(away) else None)
        )


def _resting_limits(low: float, high: float, answers: np.ndarray) -> tuple[float, float]:
    """The targets' range, widened in round steps where answers lie outside, so that it rests."""
    span = high - low
    below = max(low - float(answers.min(initial=low)), 0.0) / span
    above = max(float(answers.max(initial=high)) - high, 0.0) / span
    return (
        low - (span * round_up(below) if below > 0 else 0.0),
        high + (span * round_up(above) if above > 0 else 0.0),
    )
