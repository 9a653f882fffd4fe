"""The loss chart: what a person reads from it."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from scratchstudio.data import GeneratedSource, Recipe
from scratchstudio.engine import EMPTY_HISTORY, History
from scratchstudio.project import new_project
from scratchstudio.studio.theme import DARK
from scratchstudio.studio.views.loss_chart import LINEAR, LOGARITHMIC, LossChart


def history(training, held_out):
    step = np.arange(len(training)) * 10
    return History(step, step / 20, np.array(training, float), np.array(held_out, float))


@pytest.fixture
def chart(show, divided):
    return show(LossChart, divided, (640, 300))


def test_the_numbers_beside_it_are_the_present_ones(qtbot, chart, divided):
    divided.train(30)
    qtbot.waitUntil(lambda: chart.metrics.training_loss.text() != "—")
    chart.metrics.refresh()
    assert chart.metrics.training_score.text().endswith("%")
    assert chart.metrics.held_out_score.text().endswith("%")
    assert chart.metrics.held_out_loss.text() != "—"


def test_both_curves_are_drawn_the_held_out_one_dashed(chart):
    chart._draw(history([1.0, 0.5, 0.4], [1.1, 0.7, 0.8]))
    assert chart.training.curve.getData()[1].tolist() == [1.0, 0.5, 0.4]
    assert chart.held_out.curve.getData()[1].tolist() == [1.1, 0.7, 0.8]
    assert chart.held_out.curve.opts["pen"].style() == Qt.PenStyle.DashLine
    assert chart.training.curve.opts["pen"].style() == Qt.PenStyle.SolidLine


def test_the_best_held_out_step_is_marked(chart):
    chart._draw(history([1.0, 0.5, 0.4, 0.3], [1.1, np.nan, 0.7, 0.8]))
    assert (chart.best.data["x"].tolist(), chart.best.data["y"].tolist()) == ([20], [0.7])


def test_without_held_out_samples_there_is_one_curve_and_no_mark(chart):
    chart._draw(history([1.0, 0.5], [np.nan, np.nan]))
    assert not chart.held_out.name.isVisible()
    assert len(chart.best.data) == 0
    assert chart.training.name.isVisible()


def test_the_scale_is_logarithmic_when_the_losses_span_more_than_two_decades(chart):
    chart._draw(history([1.0, 0.5], [1.0, 0.6]))
    assert not chart.plot.getAxis("left").logMode
    chart._draw(history([1.0, 0.001], [1.0, 0.002]))
    assert chart.plot.getAxis("left").logMode
    assert chart.training.curve.getData()[1].tolist() == [0, -3]


def test_the_scale_can_be_chosen(chart):
    chart.scale.setCurrentIndex(chart.scale.findData(LOGARITHMIC))
    chart._draw(history([1.0, 0.5], [1.0, 0.6]))
    assert chart.plot.getAxis("left").logMode
    chart.scale.setCurrentIndex(chart.scale.findData(LINEAR))
    chart._draw(history([1.0, 0.001], [1.0, 0.002]))
    assert not chart.plot.getAxis("left").logMode


def test_the_cross_hair_reads_both_numbers_and_where_they_are(chart):
    chart._history = history([1.0, 0.5, 0.25], [1.1, 0.75, np.nan])
    chart._draw(chart._history)

    chart.plot.hovered.emit(11.0, 0.3)
    assert chart.reading.sentence == "step 10 · epoch 0.500 · training 0.500 · held-out 0.750"
    chart.plot.hovered.emit(19.0, 0.3)
    assert chart.reading.sentence.endswith("held-out —")

    chart.plot.left.emit()
    assert chart.reading.sentence == ""


@pytest.mark.parametrize("size", [(640, 300), (300, 130)])
def test_what_the_cross_hair_reads_is_seen_whole_on_any_side(chart, size):
    chart._history = history(np.linspace(1, 0.1, 30), np.linspace(1, 0.2, 30))
    chart.plot.setFixedSize(*size)
    chart._draw(chart._history)
    for step in (0.0, 150.0, 290.0):
        chart.plot.hovered.emit(step, 0.3)
        card = chart.reading
        assert card.isVisible()
        assert 60 < card.width() < 200
        assert abs(card.geometry().center().x() - chart.plot.rect().center().x()) < size[0] / 2
        assert chart.plot.rect().contains(card.geometry())


def test_the_step_axis_has_no_halves(chart):
    chart._draw(EMPTY_HISTORY)
    axis = chart.plot.getAxis("bottom")
    assert all(spacing >= 1 for spacing, _ in axis.tickSpacing(0.0, 1.4, 500.0))


def test_the_arrow_keys_move_the_cross_hair(qtbot, chart):
    chart._history = history([1.0, 0.5, 0.25], [1.1, 0.75, 0.7])
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.reading.sentence.startswith("step 20")
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.reading.sentence.startswith("step 10")
    for _ in range(5):
        qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.reading.sentence.startswith("step 20")


def test_before_the_first_step_nothing_breaks(qtbot, chart):
    chart._draw(EMPTY_HISTORY)
    chart._history = EMPTY_HISTORY
    chart.plot.hovered.emit(0.0, 0.0)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    chart.grab()


@pytest.mark.parametrize("loss", [0.0, np.inf, -1.0, 1e300])
def test_hostile_losses_are_drawn_as_far_as_they_can_be(chart, loss):
    for choice in (LINEAR, LOGARITHMIC):
        chart.scale.setCurrentIndex(chart.scale.findData(choice))
        chart._draw(history([1.0, loss, loss], [loss, loss, np.nan]))
        chart.grab()


def test_a_long_history_draws_no_more_points_than_the_chart_has_columns(chart):
    long = np.random.default_rng(0).uniform(0.5, 1, 50_000)
    chart._draw(history(long, long))
    assert len(chart.training.curve.getData()[0]) <= 2 * chart.plot.columns + 2


def test_the_curves_take_their_colours_from_the_theme(chart, appearance):
    appearance.use(DARK)
    assert chart.training.curve.opts["pen"].color().name().upper() == DARK.training.upper()
    assert chart.held_out.curve.opts["pen"].color().name().upper() == DARK.held_out.upper()


def test_the_numbers_stand_above_a_narrow_chart_and_beside_a_wide_or_low_one(show, divided):
    chart = show(LossChart, divided, (420, 300))
    assert chart.metrics.y() < chart.plot.y()
    assert chart.plot.width() > 380
    for size in ((800, 300), (420, 180)):
        chart.resize(*size)
        chart.layout().activate()
        chart.body.layout().activate()
        assert chart.metrics.x() > chart.plot.x()


def test_a_narrow_chart_asks_for_no_more_width_than_it_has(show, divided):
    chart = show(LossChart, divided, (420, 300))
    assert chart.minimumSizeHint().width() <= 420


def test_a_regression_is_judged_by_r_squared(qtbot, show, stage):
    recipe = Recipe(("x1", "x2"), ("y",), held_out=0.0)
    regression = stage(new_project(GeneratedSource("plane", 100), recipe, hidden=(2,)))
    chart = show(LossChart, regression)
    labels = {label.text() for label in chart.metrics.findChildren(QLabel)}
    assert "R²" in labels
    assert chart.metrics.held_out_loss.text() == "—"
    assert chart.metrics.held_out_score.text() == "—"


def test_a_loss_that_reached_zero_is_named_where_its_line_ends_on_a_log_scale(chart):
    chart._draw(history([1.0, 0.001, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]))
    assert chart.training.name.pos().x() == 30
    assert chart.zero.pos().x() == 20
    assert chart.held_out.name.pos().x() == 30


def test_a_log_axis_over_many_decades_names_only_as_many_as_fit(chart):
    axis = chart.plot.getAxis("left")
    chart._draw(history([1.0, 1e-30], [1.0, 1.0]))
    decades = [float(d) for d in range(-30, 1)]
    named = [text for text in axis.tickStrings(decades, 1.0, 1.0) if text]
    assert 2 < len(named) < 20


def test_before_training_the_chart_says_what_to_do(chart, divided):
    assert chart.reading.sentence == "Train, and the loss of every step appears here."
    for _ in range(3):
        divided.train(30)
    chart.refresh()
    assert chart.reading.sentence == ""


def test_a_loss_of_zero_goes_to_the_foot_of_a_log_scale_and_says_so(chart):
    chart.scale.setCurrentIndex(chart.scale.findData(LOGARITHMIC))
    chart._draw(history([1.0, 0.01, 0.0], [1.0, 0.02, 0.01]))
    x, y = chart.training.curve.getData()
    assert x.tolist() == [0, 10, 20]
    assert y[-1] < -2
    assert chart.plot.getViewBox().viewRange()[1][0] <= y[-1]
    assert chart.zero.isVisible()
    assert (chart.zero.pos().x(), chart.zero.pos().y()) == (20, y[-1])
    assert chart.zero.toPlainText() == "loss 0"


def test_on_a_linear_scale_zero_needs_no_mark(chart):
    chart.scale.setCurrentIndex(chart.scale.findData(LINEAR))
    chart._draw(history([1.0, 0.5, 0.0], [1.0, 0.7, 0.5]))
    assert chart.training.curve.getData()[1].tolist() == [1, 0.5, 0]
    assert not chart.zero.isVisible()


def test_losses_of_nothing_but_zero_are_drawn_on_a_log_scale_too(chart):
    chart.scale.setCurrentIndex(chart.scale.findData(LOGARITHMIC))
    chart._draw(history([0.0, 0.0], [np.nan, np.nan]))
    assert np.isfinite(chart.training.curve.getData()[1]).all()
    assert chart.zero.isVisible()
