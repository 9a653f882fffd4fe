"""The weights view: heat map, traces and spread."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from scratchstudio.network import EMPTY, remove
from scratchstudio.studio.history.timeline import timeline_of
from scratchstudio.studio.theme import DARK, signed_colours
from scratchstudio.studio.views.heat_map import Cell
from scratchstudio.studio.views.weights_view import HEAT_MAP, OVER_TIME, SPREAD, WeightsView


@pytest.fixture
def view(show, iris):
    iris.train(20)
    return show(WeightsView, iris, (700, 400))


def pixel(widget, cell):
    """The colour near the corner of a cell, where no number is written."""
    place = widget.rectangle(cell).topLeft()
    image = widget.grab().toImage()
    return image.pixelColor(place.x() + 3, place.y() + 3).name()


def test_a_cell_has_the_colour_of_its_weight(view, iris):
    heat_map = view.heat_map.map
    cell = Cell(0, 1, 2)
    edge = heat_map.matrices[0].edge_row[1, 1]
    weight = iris.frame.snapshot.weights[edge]
    expected = signed_colours(heat_map.theme, weight, heat_map.limit)
    assert pixel(heat_map, cell) == f"#{int(expected) & 0xFFFFFF:06x}"


def test_pointing_at_a_cell_reads_the_edge_and_its_weight(qtbot, view, iris):
    heat_map = view.heat_map.map
    qtbot.mouseMove(heat_map, heat_map.rectangle(Cell(1, 0, 1)).center())
    text = view.reading.text()
    matrix = heat_map.matrices[1]
    network = iris.document.network
    assert network.name(int(matrix.targets[0])) in text
    assert network.name(int(matrix.sources[0])) in text
    assert "weight" in text

    qtbot.mouseMove(heat_map, heat_map.rectangle(Cell(1, 0, 0)).center())
    assert view.reading.text().startswith("bias of")


def test_clicking_a_cell_selects_its_edge_and_ctrl_adds_another(qtbot, view, iris):
    heat_map = view.heat_map.map
    first, second = Cell(0, 0, 1), Cell(0, 1, 1)
    qtbot.mouseClick(heat_map, Qt.MouseButton.LeftButton, pos=heat_map.rectangle(first).center())
    assert iris.document.selection == {heat_map.id_of(first)}
    qtbot.mouseClick(
        heat_map,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ControlModifier,
        heat_map.rectangle(second).center(),
    )
    assert iris.document.selection == {heat_map.id_of(first), heat_map.id_of(second)}


def test_the_arrow_keys_walk_through_the_cells_and_enter_selects(qtbot, view, iris):
    heat_map = view.heat_map.map
    qtbot.keyClick(heat_map, Qt.Key.Key_Right)
    assert view.reading.text().startswith("bias of")
    for _ in range(heat_map.matrices[0].shape[1] + 1):
        qtbot.keyClick(heat_map, Qt.Key.Key_Right)
    qtbot.keyClick(heat_map, Qt.Key.Key_Return)
    assert iris.document.selection == {heat_map.id_of(Cell(1, 0, 1))}


def test_a_pair_without_an_edge_says_so_and_selects_nothing(qtbot, view, iris):
    network = iris.document.network
    gone = view.heat_map.map.id_of(Cell(0, 0, 1))
    iris.document.draw("Delete", remove(network, [gone]))
    iris.adopt()
    view.refresh()
    heat_map = view.heat_map.map

    qtbot.mouseClick(
        heat_map, Qt.MouseButton.LeftButton, pos=heat_map.rectangle(Cell(0, 0, 1)).center()
    )

    assert view.reading.text().endswith("not connected")
    assert iris.document.selection == frozenset()


def test_the_key_says_the_limits_of_the_colours_and_that_they_clip(view):
    assert "98 %" in view.key.toolTip()
    assert "neutral at 0" in view.key.accessibleName()


def test_the_traces_hold_what_training_has_done_even_while_hidden(qtbot, view, iris):
    view.hide()
    for _ in range(5):
        iris.train(10)
    view.show()
    view.show_page(OVER_TIME)

    assert view.over_time._step[-1] == 70
    assert np.allclose(view.over_time._values[-1], iris.frame.snapshot.weights, atol=1e-5)
    lines = sum(
        np.isnan(item.getData()[1]).sum()
        for item in (view.over_time.positive, view.over_time.negative)
    )
    assert lines == len(iris.document.network.edges)


def test_a_selected_edge_is_highlighted_and_named(view, iris):
    for _ in range(3):
        iris.train(10)
    view.show_page(OVER_TIME)
    edge = int(iris.document.network.edges.id[3])
    iris.document.select([edge])
    view.refresh()

    drawn = view.over_time.selected.getData()[1]
    past = [frame.network.edges.weight[3] for frame in view.timeline.frames]
    assert np.allclose(drawn[~np.isnan(drawn)], past)
    assert "→" in view.over_time._names[0].toPlainText()
    assert view.over_time._names[0].isVisible()


def test_pointing_at_a_line_reads_it_and_clicking_selects_it(view, iris):
    for _ in range(3):
        iris.train(10)
    view.show_page(OVER_TIME)
    weights = iris.frame.snapshot.weights
    largest = int(np.argmax(weights))
    step = float(view.over_time._step[-1])

    view.over_time.hovered.emit(step, float(weights[largest]))
    assert f"at step {int(step)}" in view.reading.text()
    view.over_time.clicked.emit(step, float(weights[largest]), False)
    assert iris.document.selection == {int(iris.document.network.edges.id[largest])}

    view.over_time.hovered.emit(step, 1e6)
    assert view.reading.text().startswith("Point at a line")


def test_the_spread_counts_every_weight(view, iris):
    view.show_page(SPREAD)
    assert view.spread.counts.sum() == len(iris.document.network.edges)
    low, high = view.spread.now.getViewBox().viewRange()[1]
    assert low == -high


def test_the_spread_over_time_ends_as_it_is_now(view, iris):
    for _ in range(3):
        iris.train(10)
    view.show_page(SPREAD)
    picture = view.spread._over_time.picture(view.timeline.frames)
    assert np.allclose(picture[:, -1] * 28, view.spread.counts)
    view.grab()


def test_gone_back_a_line_stands_at_the_present_and_the_run_is_seen_whole(
    qtbot, document, session, appearance
):
    view = WeightsView(document, session, appearance)
    qtbot.addWidget(view)
    view.show()
    for _ in range(4):
        session.step(20)
    timeline_of(document, session).go(2)
    qtbot.waitUntil(lambda: session.frame.snapshot.step == 40)
    view.show_page(OVER_TIME)
    assert view.over_time._step[-1] == 80
    assert view.over_time._present.isVisible()
    assert view.over_time._present.value() == 40
    view.show_page(SPREAD)
    assert view.spread.present.isVisible()
    view.grab()


def test_the_switch_shows_one_picture_at_a_time(qtbot, view):
    for page in (OVER_TIME, SPREAD, HEAT_MAP):
        button = view.switch.button(page)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert view.pages.currentIndex() == page
        assert button.isChecked()


def test_without_an_edge_a_sentence_says_what_to_do(show, iris):
    network = iris.document.network
    iris.document.draw("Delete", remove(network, network.edges.id.tolist()))
    iris.fail("")
    view = show(WeightsView, iris)
    assert "Drag a wire" in view.sentence


def test_the_colours_follow_the_theme(view, iris, appearance):
    appearance.use(DARK)
    heat_map = view.heat_map.map
    weight = iris.frame.snapshot.weights[heat_map.matrices[0].edge_row[1, 1]]
    expected = signed_colours(DARK, weight, heat_map.limit)
    assert pixel(heat_map, Cell(0, 1, 2)) == f"#{int(expected) & 0xFFFFFF:06x}"


def test_an_empty_drawing_has_an_empty_heat_map(view):
    view.heat_map.map.show_values(EMPTY, np.empty(0), np.empty(0))
    assert view.heat_map.map.cell_at(view.heat_map.map.rect().center()) is None
    view.grab()


def test_the_key_shows_both_numbers_in_whatever_room_there_is(show, iris):
    view = show(WeightsView, iris, (330, 300))
    view.key.show_limit(20.0, view.appearance.theme)
    view.body.layout().activate()
    assert view.key.width() >= view.key.minimumSizeHint().width()
    assert view.key.geometry().right() <= view.body.width()
