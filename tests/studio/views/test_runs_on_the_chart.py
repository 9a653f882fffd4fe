"""What stays on the loss chart: earlier runs with their settings, and the changes on the way."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from scratchstudio.data import GeneratedSource
from scratchstudio.network import Kind, add_neuron, set_neurons
from scratchstudio.studio.history.runs import MOST_RUNS
from scratchstudio.studio.history.timeline import MOST_NOTES, timeline_of
from scratchstudio.studio.theme import CONTRAST, DARK
from scratchstudio.studio.views.loss_chart import LossChart
from scratchstudio.studio.views.smoothing import smoothed


@pytest.fixture
def chart(show, divided):
    return show(LossChart, divided, (640, 300))


def set_up(stage, **settings):
    document = stage.document
    document.change("Settings", settings=replace(document.settings, **settings))


def kept_runs(stage, chart, count):
    for _ in range(count):
        stage.train(40)
        chart.timeline.keep()
    chart.refresh()


def act(button, run, text):
    """Chooses from the menu of a run."""
    button._fill()
    [menu] = [a.menu() for a in button._menu.actions() if a.menu() and a.text() == run]
    [action] = [a for a in menu.actions() if a.text() == text]
    action.trigger()


def test_smoothing_is_an_average_without_the_bias_of_its_beginning():
    assert np.allclose(smoothed(np.full(50, 3.0), 0.9), 3.0)
    assert smoothed(np.array([1.0, 3.0]), 0.5).tolist() == [1.0, (0.25 + 1.5) / 0.75]
    broken = smoothed(np.array([1.0, np.nan, np.inf, 1.0]), 0.9)
    assert np.allclose(broken[[0, 3]], 1.0)
    assert np.isnan(broken[1])


def test_behind_the_smoothed_curve_the_raw_one_stays_thin(chart, divided):
    divided.train(200)
    chart.refresh()
    assert not chart.training.raw.isVisible()
    chart.smoothing.setCurrentIndex(2)
    assert chart.training.raw.isVisible()
    raw, calm = (c.getData()[1] for c in (chart.training.raw, chart.training.curve))
    assert not np.allclose(raw, calm)
    assert chart.training.raw.opts["pen"].widthF() < chart.training.curve.opts["pen"].widthF()
    chart.grab()


def test_a_kept_run_stays_on_the_chart_with_its_name_and_its_loss(chart, divided):
    kept_runs(divided, chart, 1)
    divided.train(20)
    chart.refresh()
    [(_, name)] = chart.run_lines.ends()
    assert name.toPlainText() == "Run 1"
    step = chart.runs.kept[0].history.step[-1]
    chart.plot.hovered.emit(float(step), 0.0)
    assert "Run 1 0." in chart.reading.sentence
    for _ in range(3):
        divided.train(40)
    chart.refresh()
    chart.plot.hovered.emit(150.0, 0.0)
    assert chart.reading.sentence.endswith("Run 1 —")


def test_each_run_has_a_colour_and_a_dash_in_every_theme(chart, divided, appearance):
    kept_runs(divided, chart, 2)
    for theme in (DARK, CONTRAST):
        appearance.use(theme)
        chart.refresh()
        pens = [curve.opts["pen"] for curve, _ in chart.run_lines.ends()]
        assert pens[0].color() != pens[1].color()
        assert len({pen.style() for pen in pens} | {Qt.PenStyle.SolidLine}) == 3
        chart.grab()


def test_the_list_tells_runs_apart_by_the_settings_that_differ(chart, divided):
    kept_runs(divided, chart, 1)
    set_up(divided, learning_rate=0.03, batch_size=0)
    kept_runs(divided, chart, 1)
    texts = [chart.runs.settings_of(run) for run in chart.runs.kept]
    assert texts == ["rate 0.01, batch 10", "rate 0.03, batch all"]


def test_the_list_shows_hides_and_removes_runs(chart, divided):
    kept_runs(divided, chart, 2)
    button = chart.runs_button
    act(button, "Run 1", "On the chart")
    chart.refresh()
    assert [name.toPlainText() for _, name in chart.run_lines.ends()] == ["Run 2"]
    act(button, "Run 2", "Remove")
    chart.refresh()
    assert [run.number for run in chart.runs.kept] == [1]
    assert button.text() == "Runs (1)"


def test_each_act_on_a_run_is_an_undo_entry(chart, divided):
    stack, runs = divided.document.undo_stack, chart.runs
    kept_runs(divided, chart, 2)
    assert stack.undoText() == "Keep Run 2"
    button, first = chart.runs_button, runs.kept[0]
    act(button, "Run 1", "On the chart")
    assert stack.undoText() == "Hide Run 1"
    runs.rename(1, "slow")
    runs.rename(1, "slow")
    assert stack.undoText() == "Rename Run 1"
    act(button, "slow", "Remove")
    assert stack.undoText() == "Remove slow"
    stack.undo()
    assert [(run.name, run.shown) for run in runs.kept] == [("slow", False), ("Run 2", True)]
    assert runs.kept[0].frames == first.frames
    stack.undo()
    assert runs.kept[0].name == "Run 1"
    stack.undo()
    assert runs.kept[0].shown
    stack.undo()
    assert [run.number for run in runs.kept] == [1]
    for _ in range(4):
        stack.redo()
    assert [(run.name, run.shown) for run in runs.kept] == [("Run 2", True)]


def test_acts_that_change_nothing_are_no_entries(chart, divided):
    kept_runs(divided, chart, 1)
    count = divided.document.undo_stack.count()
    chart.runs.rename(1, "")
    chart.runs.show(1, True)
    chart.runs.remove(99)
    assert divided.document.undo_stack.count() == count


def test_undoing_one_keep_too_many_brings_the_oldest_back(chart, divided):
    kept_runs(divided, chart, MOST_RUNS + 1)
    assert chart.runs.kept[0].number == 2
    divided.document.undo_stack.undo()
    assert [run.number for run in chart.runs.kept] == list(range(1, MOST_RUNS + 1))


def test_of_many_runs_the_oldest_go(chart, divided):
    kept_runs(divided, chart, MOST_RUNS + 2)
    assert [run.number for run in chart.runs.kept] == list(range(3, MOST_RUNS + 3))


def test_an_untrained_network_is_no_run(chart):
    chart.runs_button._fill()
    [keep] = chart.runs_button._menu.actions()
    assert not keep.isEnabled()
    chart.timeline.keep()
    assert chart.runs.kept == ()


def test_another_project_begins_without_runs(chart, divided):
    kept_runs(divided, chart, 1)
    divided.document.open(divided.document.project(None, {}))
    assert chart.runs.kept == ()


def test_a_change_during_training_is_marked_at_its_step(chart, divided):
    divided.train(20)
    set_up(divided, learning_rate=0.005)
    divided.train(20)
    chart.refresh()
    assert chart.marks.data["x"].tolist() == [20]
    chart.plot.hovered.emit(20.0, 0.0)
    assert chart.reading.sentence.endswith("rate 0.01 → 0.005 at step 20")


def test_the_best_step_is_looked_for_since_other_data_were_chosen(chart, divided):
    divided.train(20)
    chart.refresh()
    before = chart.best.data["x"].tolist()
    source = GeneratedSource("circle", 100)
    divided.document.change_data("Circle", source, divided.document.content.recipe)
    for _ in range(3):
        divided.train(20)
    chart.refresh()

    assert chart.timeline.notes[-1].anew
    assert before[0] <= 20 < chart.best.data["x"][0]


def test_changes_before_training_are_no_effects(chart, divided):
    set_up(divided, learning_rate=0.005)
    assert chart.timeline.notes == ()


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda d: d.change("x", settings=replace(d.settings, optimiser="sgd")), "optimiser Adam"),
        (lambda d: d.change("x", settings=replace(d.settings, input_noise=0.1)), "noise 0 → 0.1"),
        (
            lambda d: d.change("x", recipe=replace(d.content.recipe, held_out=0.5)),
            "held-out share 0.3 → 0.5",
        ),
        (lambda d: d.draw("x", add_neuron(d.network, (9, 9))[0]), "→ neurons 4, edges 2"),
        (
            lambda d: d.draw("x", add_neuron(d.network, (9, 9), kind=Kind.HIDDEN)[0]),
            "neurons 3, edges 2",
        ),
        (lambda d: d.change("x", source=GeneratedSource("moons")), "divided → "),
    ],
)
def test_every_kind_of_change_is_told(chart, divided, change, text):
    divided.train(20)
    change(divided.document)
    [note] = chart.timeline.notes
    assert text in note.text
    assert note.step == 20


def test_dropout_is_told_and_moving_a_neuron_is_not(chart, divided):
    divided.train(20)
    document = divided.document
    ids = document.network.neurons.id.tolist()
    document.draw("Move", set_neurons(document.network, ids[:1], position=[(5.0, 5.0)]))
    assert chart.timeline.notes == ()
    document.draw("Dropout", set_neurons(document.network, ids[-1:], dropout=0.5))
    assert [note.text for note in chart.timeline.notes] == ["dropout changed"]


def test_changes_are_bounded(chart, divided):
    divided.train(20)
    for turn in range(MOST_NOTES + 20):
        set_up(divided, learning_rate=0.01 + 0.001 * (turn % 2) + 1e-6 * turn)
    assert len(chart.timeline.notes) == MOST_NOTES


def test_reset_and_new_weights_keep_the_run_that_ends(qtbot, document, session):
    timeline = timeline_of(document, session)
    runs = timeline.runs
    session.step(400)
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.snapshot.step == 400)
    document.change("x", settings=replace(document.settings, learning_rate=0.5))
    session.reset()
    session.reset()
    assert [len(run.notes) for run in runs.kept] == [1]
    assert timeline.notes == ()
    session.step(200)
    session.new_weights()
    first, second = (int(run.history.step[-1]) for run in runs.kept)
    assert second <= 200 < first <= 400


def test_a_change_between_two_points_of_the_history_is_kept(chart, divided):
    divided.train(50)
    set_up(divided, learning_rate=0.005)
    chart.refresh()
    assert chart._history.step[-1] < 50
    assert chart.marks.data["x"].tolist() == [50]
