"""The axes of all plots."""

import pytest
from PySide6.QtGui import QFontMetricsF

from scratchstudio.studio.theme import LIGHT
from scratchstudio.studio.views.plots import Plot


@pytest.mark.parametrize("last", [7.0, 93_000.0, 1_234_567.0])
@pytest.mark.parametrize("width", [150, 240, 700])
def test_numbers_below_a_plot_never_touch(qtbot, last, width):
    plot = Plot()
    qtbot.addWidget(plot)
    plot.dress(LIGHT)
    axis = plot.getAxis("bottom")
    spacing = axis.tickSpacing(0.0, last, width)[0][0]
    count = int(last / spacing) + 1
    widest = QFontMetricsF(axis.style["tickFont"]).horizontalAdvance(
        axis.tickStrings([last], 1.0, spacing)[0]
    )
    assert spacing / last * width > widest
    assert count >= 2
