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


def test_numbers_beside_a_logarithmic_plot_stay_clear_of_the_name_of_its_axis(qtbot):
    plot = Plot()
    qtbot.addWidget(plot)
    plot.name_axes("step", "loss")
    plot.dress(LIGHT)
    plot.resize(300, 200)
    plot.show()
    axis = plot.getAxis("left")
    axis.setLogMode(False, True)
    plot.show_range((0.0, 1.0), (-8.0, 1.0))
    texts = axis.tickStrings([float(power) for power in range(-8, 2)], 1.0, 1.0)
    assert {"0.01", "1e−4", "1e−8"} <= set(texts)
    widest = max(QFontMetricsF(axis.style["tickFont"]).horizontalAdvance(text) for text in texts)
    assert widest + 12 + QFontMetricsF(axis.label.font()).height() <= axis.width()


def test_a_low_plot_gives_the_room_of_the_name_below_to_the_curves(qtbot):
    plot = Plot()
    qtbot.addWidget(plot)
    plot.name_axes(bottom="step", left="loss")
    plot.resize(300, 300)
    plot.show()
    assert plot.getAxis("bottom").label.isVisible()
    plot.resize(300, 90)
    assert not plot.getAxis("bottom").label.isVisible()
    plot.name_axes(bottom="epoch", left="loss")
    assert not plot.getAxis("bottom").label.isVisible()
    plot.resize(300, 300)
    assert plot.getAxis("bottom").label.isVisible()
