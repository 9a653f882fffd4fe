"""The time line: back to any state of a run, on from there, and nothing trained is lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from scratchstudio.network import add_neuron, set_edges
from scratchstudio.project import start_project
from scratchstudio.studio.history.timeline import timeline_of
from scratchstudio.studio.views.loss_chart import LossChart


@pytest.fixture
def timeline(qtbot, document, session):
    qtbot.waitUntil(lambda: session.frame is not None)
    return timeline_of(document, session)


@pytest.fixture
def trained(timeline, session):
    """Ten acts of twenty steps; a state is kept after each."""
    for _ in range(10):
        session.step(20)
    return timeline


@pytest.fixture
def chart(qtbot, document, session, appearance, trained):
    shown = LossChart(document, session, appearance)
    qtbot.addWidget(shown)
    shown.resize(700, 300)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def steps(frames):
    return [frame.step for frame in frames]


def weights_at(timeline, step):
    [frame] = [frame for frame in timeline.frames if frame.step == step]
    return frame.network.edges.weight


def settle(qtbot, session, step):
    qtbot.waitUntil(lambda: session.frame.snapshot.step == step)


def test_every_pause_is_a_state_and_the_beginning_too(trained):
    assert steps(trained.frames) == list(range(0, 201, 20))
    assert trained.at == 10
    assert not trained.behind


def test_while_it_trains_states_are_kept_by_themselves(qtbot, timeline, session):
    session.play()
    qtbot.waitUntil(lambda: len(timeline.frames) > 5)
    session.pause()
    assert timeline.frames[0].step == 0
    assert timeline.frames[-1].step == session.frame.snapshot.step
    assert steps(timeline.frames) == sorted(set(steps(timeline.frames)))


def test_going_back_puts_the_weights_of_then_into_the_document(qtbot, trained, document, session):
    trained.go(3)
    settle(qtbot, session, 60)
    assert np.array_equal(document.network.edges.weight, weights_at(trained, 60))
    assert np.allclose(session.frame.snapshot.weights, weights_at(trained, 60))
    assert session.frame.history.step[-1] <= 60
    assert trained.behind
    assert steps(trained.frames)[-1] == 200, "what came after can still be gone to"


def test_going_back_is_one_undo_entry_however_far_it_was_dragged(qtbot, trained, document, session):
    count, latest = document.undo_stack.count(), document.network
    for place in (7, 5, 2, 4):
        trained.go(place)
    assert document.undo_stack.count() == count + 1
    assert document.undo_stack.undoText() == "Go to step 80"
    document.undo_stack.undo()
    assert document.network is latest
    assert trained.at == 10
    document.undo_stack.redo()
    assert trained.at == 4


def test_the_beginning_is_the_state_before_the_first_step(qtbot, trained, document, session):
    trained.go(0)
    settle(qtbot, session, 0)
    assert document.content.run is None
    assert np.array_equal(document.network.edges.weight, document.content.start.edges.weight)
    trained.go(10)
    settle(qtbot, session, 200)
    assert np.array_equal(document.network.edges.weight, weights_at(trained, 200))


def test_training_on_from_the_past_repeats_it_bit_for_bit(qtbot, trained, document, session):
    trained.go(5)
    session.step(20)
    first, again = trained.runs.kept[0].frames, trained.frames
    assert steps(again) == [0, 20, 40, 60, 80, 100, 120]
    [then] = [frame for frame in first if frame.step == 120]
    assert np.array_equal(then.network.edges.weight, again[-1].network.edges.weight)


def test_training_from_the_past_leaves_what_came_after_as_a_run(trained, document, session):
    rate = document.settings.learning_rate
    trained.go(5)
    document.change("x", settings=replace(document.settings, learning_rate=0.1))
    session.step(40)
    [left] = trained.runs.kept
    assert steps(left.frames)[-1] == 200
    assert left.settings.learning_rate == rate
    assert steps(trained.frames)[-2:] == [100, 140]
    assert not trained.behind


def test_a_left_run_can_be_visited_and_the_present_one_stays_beside_it(trained, session, document):
    trained.go(5)
    session.step(40)
    trained.runs.rename(1, "  slow\nand steady ")
    assert trained.runs.kept[0].name == "slow and steady"
    trained.visit(1)
    assert steps(trained.frames)[-1] == 200
    [other] = trained.runs.kept
    assert (other.number, steps(other.frames)[-1]) == (2, 140)
    document.undo_stack.undo()
    assert steps(trained.frames)[-1] == 140
    assert [run.name for run in trained.runs.kept] == ["slow and steady"]


def test_undo_and_redo_of_training_move_along_the_same_line(trained, document):
    for _ in range(4):
        document.undo_stack.undo()
    assert trained.here.step == 120
    for _ in range(2):
        document.undo_stack.redo()
    assert trained.here.step == 160
    assert trained.runs.kept == ()


def test_reset_leaves_the_run_and_its_undo_brings_it_back(qtbot, trained, document, session):
    session.reset()
    assert trained.frames == ()
    [left] = trained.runs.kept
    assert steps(left.frames)[-1] == 200
    document.undo_stack.undo()
    assert trained.here.step == 200
    assert trained.runs.kept == ()


def test_an_older_drawing_comes_back_with_its_state(qtbot, trained, document, session):
    before = document.network
    document.draw("Neuron", add_neuron(before, (300.0, 300.0))[0])
    session.step(20)
    trained.go(10)
    settle(qtbot, session, 200)
    assert document.network.same_wiring(before)
    trained.go(11)
    settle(qtbot, session, 220)
    assert len(document.network.neurons) == len(before.neurons) + 1
    assert session.problem == ""


def test_moving_a_neuron_is_not_undone_by_going_back(trained, document):
    network = document.network
    moved = network.neurons.position + 40.0
    document.draw("Move", replace(network, neurons=replace(network.neurons, position=moved)))
    trained.go(2)
    assert np.array_equal(document.network.neurons.position, moved)


def test_an_edit_in_the_past_is_one_of_the_past(qtbot, trained, document, session):
    trained.go(4)
    edge = int(document.network.edges.id[0])
    document.draw("Weight", set_edges(document.network, [edge], weight=2.5), touched=[edge])
    session.step(1)
    assert abs(document.network.edges.weight[0] - 2.5) < 0.2
    others = np.abs(document.network.edges.weight[1:] - weights_at(trained, 80)[1:])
    assert others.max() < 0.2


def test_undo_while_it_trains_keeps_what_was_trained_in_reach(qtbot, trained, document, session):
    session.play()
    qtbot.waitUntil(lambda: session.frame.snapshot.step > 260)
    document.undo_stack.undo()
    assert not session.playing
    assert trained.here.step == 180
    assert steps(trained.frames)[-1] > 260


def test_another_project_begins_with_an_empty_line(qtbot, trained, document, session):
    saved = document.project(session.capture(), {})
    document.open(saved)
    assert steps(trained.frames) == [200], "the saved state is the only one that is known"
    assert trained.runs.kept == ()
    document.open(replace(saved, state=None))
    assert trained.frames == ()


# As a person drives it.


def across(chart, step):
    return QPoint(round(chart.strip._across(step)), 10)


def test_dragging_the_handle_shows_the_past_and_veils_the_rest(
    qtbot, chart, trained, document, session
):
    qtbot.waitUntil(chart.strip.isEnabled)
    qtbot.mousePress(chart.strip, Qt.MouseButton.LeftButton, pos=across(chart, 200))
    for step in (160, 100, 60):
        qtbot.mouseMove(chart.strip, across(chart, step))
    qtbot.mouseRelease(chart.strip, Qt.MouseButton.LeftButton, pos=across(chart, 60))
    settle(qtbot, session, 60)
    assert trained.arrived
    assert trained.here.step == 60
    qtbot.waitUntil(chart.veil.isVisible)
    assert chart.veil.getRegion()[0] == 60
    assert chart.training.curve.getData()[0][-1] > 60, "the curve of what came after stays"
    chart.grab()


def test_the_handle_is_in_sight_also_before_the_curve_has_a_second_point(
    qtbot, document, session, appearance
):
    chart = LossChart(document, session, appearance)
    qtbot.addWidget(chart)
    chart.resize(700, 300)
    chart.show()
    session.step(2)
    qtbot.waitUntil(lambda: 0 < chart.strip._across(2) < chart.strip.width())


def test_the_arrow_keys_go_from_state_to_state(qtbot, chart, trained, session):
    chart.strip.setFocus()
    qtbot.keyClick(chart.strip, Qt.Key.Key_Left)
    assert trained.here.step == 180
    qtbot.keyClick(chart.strip, Qt.Key.Key_Home)
    assert trained.here.step == 0
    qtbot.keyClick(chart.strip, Qt.Key.Key_Right)
    assert trained.here.step == 20
    qtbot.keyClick(chart.strip, Qt.Key.Key_End)
    assert trained.here.step == 200
    chart.grab()


def test_a_left_run_has_a_line_of_its_own_that_leads_back_to_it(qtbot, chart, trained, session):
    low = chart.strip.height()
    trained.go(5)
    session.step(40)
    qtbot.waitUntil(lambda: chart.strip.height() > low)
    chart.refresh()
    chart.grab()
    at = across(chart, 200) + QPoint(0, 16)
    qtbot.mouseClick(chart.strip, Qt.MouseButton.LeftButton, pos=at)
    assert trained.here.step == 200
    chart.grab()


def test_before_the_first_step_there_is_nothing_to_drag(qtbot, document, session, appearance):
    chart = LossChart(document, session, appearance)
    qtbot.addWidget(chart)
    chart.show()
    assert not chart.strip.isEnabled()
    assert "Train" in chart.strip.toolTip()
    chart.grab()


def test_kept_runs_are_saved_with_the_project_and_come_back(qtbot, window, tmp_path):
    session, document = window.session, window.document
    timeline = timeline_of(document, session)
    session.step(200)
    timeline.keep()
    timeline.runs.rename(1, "first")
    path = tmp_path / "with runs.ssproj"
    window.files._write(path)
    document.open(start_project())
    assert timeline.runs.kept == ()
    window.files.open(path)
    [run] = timeline.runs.kept
    assert (run.name, len(run.frames)) == ("first", 2)
    assert run.history.step[-1] > 0
    timeline.keep()
    assert timeline.runs.kept[-1].number == 2


def test_every_act_on_a_run_makes_the_project_one_to_be_saved(qtbot, window, tmp_path):
    timeline, files = timeline_of(window.document, window.session), window.files
    keep = window.actions_registry["training.keep_run"]
    assert not keep.isEnabled()
    window.session.step(200)
    qtbot.waitUntil(keep.isEnabled)
    files._write(tmp_path / "runs.ssproj")
    for act in (
        keep.trigger,
        lambda: timeline.runs.rename(1, "first"),
        lambda: timeline.runs.show(1, False),
        lambda: timeline.runs.remove(1),
    ):
        assert not window.isWindowModified()
        act()
        assert window.isWindowModified()
        window.document.undo_stack.undo()
        assert not files.dirty
        window.document.undo_stack.redo()
        files._write(files.path)


def test_a_hidden_run_is_still_hidden_after_opening(window, tmp_path):
    timeline = timeline_of(window.document, window.session)
    window.session.step(200)
    timeline.keep()
    timeline.runs.show(1, False)
    window.files._write(tmp_path / "runs.ssproj")
    window.files.open(tmp_path / "runs.ssproj")
    assert [run.shown for run in timeline.runs.kept] == [False]


def test_a_run_left_by_training_stays_unsaved_also_when_all_is_undone(window, tmp_path):
    timeline, stack = timeline_of(window.document, window.session), window.document.undo_stack
    for _ in range(4):
        window.session.step(50)
    window.files._write(tmp_path / "runs.ssproj")
    count = stack.count()
    timeline.go(2)
    window.session.step(50)
    assert len(timeline.runs.kept) == 1
    while stack.count() and stack.index() > count:
        stack.undo()
    assert len(timeline.runs.kept) == 1
    assert window.files.dirty


# After opening.


def reopened(window, path):
    """Saves, shows another project, and opens the saved one again."""
    window.files._write(path)
    window.document.open(start_project())
    window.files.open(path)
    return timeline_of(window.document, window.session)


def test_after_opening_one_can_drag_back_and_go_on_bit_for_bit(qtbot, window, tmp_path):
    session, timeline = window.session, timeline_of(window.document, window.session)
    for _ in range(6):
        session.step(40)
    then = {frame.step: frame.network.edges.weight for frame in timeline.frames}
    reopened(window, tmp_path / "line.ssproj")
    assert steps(timeline.frames) == list(range(0, 241, 40))
    assert timeline.here.step == 240
    assert not window.files.dirty
    timeline.go(2)
    settle(qtbot, session, 80)
    assert np.array_equal(window.document.network.edges.weight, then[80])
    session.step(40)
    assert np.array_equal(window.document.network.edges.weight, then[120])
    [left] = timeline.runs.kept
    assert steps(left.frames)[-1] == 240


def test_a_project_saved_in_the_past_still_has_what_came_after(qtbot, window, tmp_path):
    session, timeline = window.session, timeline_of(window.document, window.session)
    for _ in range(6):
        session.step(40)
    history = timeline.history
    last = timeline.frames[-1].network.edges.weight
    timeline.go(2)
    reopened(window, tmp_path / "line.ssproj")
    assert timeline.here.step == 80
    assert timeline.behind
    assert np.array_equal(timeline.history.step, history.step)
    timeline.go(6)
    settle(qtbot, session, 240)
    assert np.array_equal(window.document.network.edges.weight, last)
    timeline.go(0)
    reopened(window, tmp_path / "line.ssproj")
    assert timeline.here.step == 0
    assert steps(timeline.frames)[-1] == 240


def test_a_kept_run_can_be_visited_after_opening(qtbot, window, tmp_path):
    session, timeline = window.session, timeline_of(window.document, window.session)
    for _ in range(4):
        session.step(100)
    timeline.go(1)
    session.step(150)
    reopened(window, tmp_path / "line.ssproj")
    assert steps(timeline.frames) == [0, 100, 250]
    [kept] = timeline.runs.kept
    assert kept.frames[1] is timeline.frames[1], "what both share is there once"
    timeline.visit(1)
    settle(qtbot, session, 400)
    timeline.keep()
    assert sorted(run.number for run in timeline.runs.kept) == [2, 3]


def test_the_changes_on_the_way_are_still_told_after_opening(qtbot, window, tmp_path):
    session, timeline = window.session, timeline_of(window.document, window.session)
    session.step(40)
    settle(qtbot, session, 40)
    settings = replace(window.document.settings, learning_rate=0.125)
    window.document.change("Rate", settings=settings)
    session.step(40)
    reopened(window, tmp_path / "line.ssproj")
    assert [(note.step, note.text[-5:]) for note in timeline.notes] == [(40, "0.125")]


def test_a_state_of_an_older_drawing_is_there_after_opening(qtbot, window, tmp_path):
    session, document = window.session, window.document
    timeline = timeline_of(document, session)
    session.step(40)
    before = document.network
    document.draw("Neuron", add_neuron(before, (300.0, 300.0))[0])
    session.step(40)
    reopened(window, tmp_path / "line.ssproj")
    timeline.go(1)
    settle(qtbot, session, 40)
    assert document.network.same_wiring(before)
    assert np.array_equal(document.network.edges.weight, before.edges.weight)
    session.step(1)
    assert session.problem == ""


def test_a_copy_for_recovery_has_the_states_too(qtbot, window):
    session, timeline = window.session, timeline_of(window.document, window.session)
    session.step(40)
    session.play()
    qtbot.waitUntil(lambda: len(timeline.frames) > 4)
    project = window.files.project()
    assert steps(project.present.frames) == steps(timeline.frames)
    session.pause()
