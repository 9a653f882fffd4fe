"""The loss surface as a person sees it: choices, path, present point, caption and reading."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from scratchstudio.network import Kind, remove, set_edges
from scratchstudio.studio.theme import CONTRAST, DARK, LIGHT
from scratchstudio.studio.views.decision_map import DecisionMap
from scratchstudio.studio.views.loss_probe import Surface
from scratchstudio.studio.views.loss_sheet import LossScale
from scratchstudio.studio.views.loss_surface import PROBE, LossSurface, loss_table
from scratchstudio.studio.views.weight_path import WeightPath


@pytest.fixture
def surface(show, iris, qtbot):
    """The view beside iris, its first picture complete."""
    view = show(LossSurface, iris)
    qtbot.waitUntil(lambda: done(view))
    return view


def done(view):
    return view.surface is not None and view.surface.complete


def choose(view, box, index):
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_the_picture_fills_by_itself_while_nothing_trains(surface, iris):
    found = surface.surface
    assert found.values[16, 16] == pytest.approx(iris.frame.snapshot.training_loss, rel=1e-5)
    parameters = len(iris.trainer.parameters)
    assert surface.caption.text().startswith(f"All other {parameters - 2} weights are held as")
    assert surface.caption.text().endswith("as they are now.")
    surface.grab()


def test_the_first_choice_is_the_two_largest_weights(surface, iris):
    size = np.abs(iris.trainer.parameters)
    network = iris.document.network
    largest = network.edges.id[np.argsort(-size[iris.trainer.program.edge_parameter])[:2]]
    assert surface.surface.ids == tuple(largest.tolist())


def test_two_wires_selected_on_the_canvas_are_looked_at(surface, iris, qtbot):
    edges = iris.document.network.edges.id[[1, 6]].tolist()
    iris.document.select(edges)
    qtbot.waitUntil(lambda: done(surface) and surface.surface.ids == tuple(edges))
    assert " → " in surface.plot.axis_names[0]


def test_a_bias_can_be_chosen_by_name(surface, iris, qtbot):
    network = iris.document.network
    hidden = int(network.neurons.id[network.neurons.kind == Kind.HIDDEN][0])
    choose(surface, surface.up, surface.up.findData(hidden))
    qtbot.waitUntil(lambda: done(surface) and surface.surface.ids[1] == hidden)
    assert surface.plot.axis_names[1] == f"bias of {network.name(hidden)}"


def test_the_same_weight_twice_is_answered_with_a_sentence(surface):
    choose(surface, surface.across, 1)
    choose(surface, surface.up, 1)
    assert "same weight" in surface.caption.text()
    surface.grab()


def test_weights_that_leave_the_middle_third_get_another_picture(surface, iris, qtbot):
    before = surface.surface.sheet
    first, _ = before.axes
    vector = iris.trainer.parameters
    vector[first] += 0.3 * before.half[0]
    iris.set_parameters(vector)
    surface.refresh()
    assert surface.surface.sheet is before
    assert surface.surface.trail[-1][0] == pytest.approx(vector[first])

    vector[first] += 0.1 * before.half[0]
    iris.set_parameters(vector)
    qtbot.waitUntil(lambda: done(surface) and surface.surface.sheet is not before)
    assert surface.surface.sheet.centre[0] == pytest.approx(vector[first])


def test_while_training_an_older_picture_says_that_the_others_were_held(surface, iris, qtbot):
    iris.playing = True
    iris.playingChanged.emit(True)
    iris.train(1)
    surface.refresh()
    assert "were when this picture was begun" in surface.caption.text()

    iris.playing = False
    iris.playingChanged.emit(False)
    qtbot.waitUntil(lambda: done(surface) and surface.surface.distance == 0)
    surface.refresh()
    assert "as they are now" in surface.caption.text()


def test_along_the_path_there_is_first_a_reason_and_then_the_path(surface, iris, qtbot):
    choose(surface, surface.kind, 1)
    assert not surface.across.isVisible()
    assert surface.caption.text().startswith("There is no path yet")
    for _ in range(8):
        iris.train(20)
    qtbot.waitUntil(lambda: done(surface))
    before = surface.surface.sheet
    qtbot.mouseClick(surface.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: done(surface) and surface.surface.sheet is not before)
    found = surface.surface
    assert len(found.trail) >= 9
    assert found.trail[-1] == pytest.approx([0, 0], abs=1e-5)
    assert (np.abs(found.trail) <= found.sheet.half).all()
    assert 0.5 < found.share <= 1.0001
    assert "slice of" in surface.caption.text()
    surface.grab()


def test_a_new_run_begins_a_new_path(surface, iris, qtbot):
    for _ in range(4):
        iris.train(5)
    assert len(surface.surface.trail) >= 1
    path = iris.probes[PROBE].path
    iris.runEnded.emit(iris.document.content)
    assert iris.probes[PROBE].path is not path
    assert isinstance(path, WeightPath)
    qtbot.waitUntil(lambda: done(surface) and len(surface.surface.trail) == 1)


def test_the_path_holds_what_was_trained_while_the_view_was_hidden(surface, iris, qtbot):
    surface.hide()
    for _ in range(6):
        iris.train(20)
    surface.show()
    choose(surface, surface.kind, 1)
    qtbot.waitUntil(lambda: done(surface) and surface.surface.wanted == surface.wanted)
    assert len(surface.surface.trail) >= 7


def test_the_button_makes_a_picture_around_the_present_weights(surface, iris, qtbot):
    before = surface.surface.sheet
    qtbot.mouseClick(surface.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: done(surface) and surface.surface.sheet is not before)


def test_pointing_and_arrow_keys_read_both_values_and_the_loss(surface, qtbot):
    surface.plot.hovered.emit(*surface.surface.sheet.centre)
    read = surface.reading.text()
    assert read.count(" → ") == 2
    assert ": loss " in read

    surface.plot.left.emit()
    assert surface.reading.text().startswith("Point at")
    qtbot.keyClick(surface.plot, Qt.Key.Key_Right)
    assert ": loss " in surface.reading.text()


def test_weights_that_are_not_numbers_are_said_so(surface, iris):
    iris.set_parameters(np.full_like(iris.trainer.parameters, np.nan))
    surface.refresh()
    assert "not numbers" in surface.caption.text()
    surface.grab()


def test_frozen_weights_are_not_chosen_by_themselves_but_by_hand(surface, iris, qtbot):
    frozen = surface.surface.ids[0]
    iris.document.draw("Freeze", set_edges(iris.document.network, [frozen], frozen=True))
    iris.adopt()
    qtbot.waitUntil(lambda: done(surface) and frozen not in surface.surface.ids)
    choose(surface, surface.across, surface.across.findData(frozen))
    qtbot.waitUntil(lambda: done(surface) and surface.surface.ids[0] == frozen)


def test_names_with_marks_of_a_markup_language_stay_as_they_are(surface, iris, qtbot):
    surface.plot.name_axes("", "")
    network = iris.document.network
    surface.document.select(network.edges.id[:2].tolist())
    qtbot.waitUntil(lambda: done(surface) and surface.plot.axis_names[0] != "")
    assert "<" not in "".join(surface.plot.axis_names)


def test_a_slice_of_training_is_short_and_goes_on_where_it_was(show, iris):
    view = show(LossSurface, iris)
    probe = iris.probes[PROBE]
    probe.unhurried = False
    found = [probe(iris.moment()) for _ in range(3)]
    assert all(isinstance(one, Surface) for one in found)
    assert view.surface is not None


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
def test_losses_without_a_colour_of_their_own_are_drawn_all_the_same(surface, iris, value):
    found = surface.surface
    values = np.full_like(found.values, value)
    values[0, 0] = np.nan
    broken = replace(found, values=values, scale=LossScale.over(values))
    iris.frame = replace(iris.frame, probes={PROBE: broken})
    surface.refresh()
    assert surface.surface is broken
    surface.grab()


@pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda theme: theme.key)
def test_low_and_high_losses_differ_and_the_path_stands_out_in_every_theme(theme):
    table = loss_table(theme).astype(float)
    ink = np.array([int(theme.text[i : i + 2], 16) for i in (1, 3, 5)])
    assert np.abs(table[0, :3] - table[-2, :3]).sum() > 100
    assert np.abs(table[:-1, :3] - ink).sum(axis=1).min() > 150


def test_it_is_no_wider_than_the_map_beside_it(surface, show, iris):
    most = show(DecisionMap, iris).minimumSizeHint().width()
    assert surface.minimumSizeHint().width() <= most


def test_out_of_sight_the_choosers_wait_and_are_filled_when_it_is_seen_again(surface, iris):
    """Their names cost more than an edit of the drawing itself."""
    edge = int(iris.document.network.edges.id[0])
    assert surface.across.findData(edge) > 0
    surface.hide()
    iris.document.draw("Remove", remove(iris.document.network, [edge]))
    assert surface.across.findData(edge) > 0
    surface.show()
    assert surface.across.findData(edge) < 0
    assert surface.up.count() == surface.across.count()


def test_after_another_selection_training_still_sets_the_pace(surface, iris, qtbot):
    iris.document.select([int(iris.document.network.neurons.id[0])])
    iris.playing = True
    iris.playingChanged.emit(True)
    assert not iris.probes[PROBE].unhurried
