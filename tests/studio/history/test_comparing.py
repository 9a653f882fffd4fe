"""Comparing: the canvas shows how far weights have moved, from whatever they are compared with."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidgetAction

from scratchstudio.network import remove, set_edges
from scratchstudio.project import save
from scratchstudio.studio.canvas.comparison import difference_words
from scratchstudio.studio.canvas.edge_strokes import COLOUR_LIMIT
from scratchstudio.studio.compare_commands import compare_with_file
from scratchstudio.studio.history.comparing import comparing_of
from scratchstudio.studio.history.timeline import timeline_of


@pytest.fixture
def comparing(window):
    return comparing_of(window.document)


def do(window, key):
    window.actions_registry[key].trigger()


def first_edge(window):
    return int(window.document.network.edges.id[0])


def set_weight(window, value):
    edge = first_edge(window)
    network = set_edges(window.document.network, [edge], weight=value)
    window.document.draw("Weight", network, touched=[edge])


def menu_of_run(window, number=1):
    button = window.training.chart.runs_button
    button._fill()
    return next(
        action.menu()
        for action in button._menu.actions()
        if action.menu() and action.text().startswith(f"Run {number}")
    )


def act(menu, text):
    [action] = [a for a in menu.actions() if a.text().startswith(text)]
    action.trigger()


def test_after_training_the_canvas_shows_what_the_start_weights_have_become(window, comparing):
    window.session.step(50)
    network, start = window.document.network, window.document.content.start
    do(window, "compare.start")
    values = window.canvas.shown_values.now()
    moved = network.edges.weight - start.edges.weight
    assert np.allclose(values.weight_numbers, moved)
    assert np.allclose(values.weights, moved * COLOUR_LIMIT / values.limit)
    assert 0.2 < np.quantile(np.abs(moved), 0.98) / (2 * values.limit) <= 1
    bar = window.canvas.comparison_bar
    assert bar.isVisible()
    assert bar.label.text().startswith("Difference to the start weights · moved most: ")
    window.canvas.grab()


def test_while_nothing_changes_the_same_values_are_shown_so_that_pictures_are_kept(window):
    do(window, "compare.start")
    first = window.canvas.shown_values.now()
    assert window.canvas.shown_values.now() is first
    set_weight(window, 1.5)
    assert window.canvas.shown_values.now() is not first


def test_the_cross_shows_the_weights_again(qtbot, window, comparing):
    do(window, "compare.start")
    qtbot.mouseClick(window.canvas.comparison_bar.close_button, Qt.MouseButton.LeftButton)
    assert not window.canvas.comparison_bar.isVisible()
    values = window.canvas.shown_values.now()
    assert np.array_equal(values.weights, window.document.network.edges.weight)
    assert not window.actions_registry["compare.stop"].isEnabled()


def test_an_edge_under_the_pointer_says_what_it_was(window, comparing):
    set_weight(window, 1.5)
    do(window, "compare.now")
    set_weight(window, 1.75)
    canvas = window.canvas
    said = comparing.summary(canvas.weights(), canvas.biases())
    assert said == "moved most: h1 → h9 +0.25"
    assert difference_words(canvas, 0, 1.75) == "was 1.5, +0.25"


def test_the_edge_table_has_a_column_with_the_change(window, comparing):
    model = window.tables.views["edges"].model()
    change = model.columnCount() - 1
    assert model.headerData(change, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) == (
        "Change"
    )
    assert model.index(0, change).data() == "—"
    set_weight(window, 1.5)
    do(window, "compare.now")
    set_weight(window, 1.0)
    assert model.index(0, change).data() == "−0.500"


def test_edges_that_are_new_or_gone_are_counted(window, comparing):
    do(window, "compare.now")
    window.document.draw("Delete", remove(window.document.network, [first_edge(window)]))
    canvas = window.canvas
    assert "1 edges are gone" in comparing.summary(canvas.weights(), canvas.biases())
    canvas.grab()


def test_another_project_can_be_compared_with(window, comparing, tmp_path):
    path = tmp_path / "before.ssproj"
    save(window.document.project(None, {}), path)
    set_weight(window, 3.0)
    compare_with_file(window, path)
    assert comparing.name == "“before”"
    found = comparing.difference(window.canvas.weights(), window.canvas.biases())
    assert np.flatnonzero(found.weights).tolist() == [0]


def test_a_broken_project_is_told_and_nothing_is_compared(window, comparing, tmp_path):
    path = tmp_path / "broken.ssproj"
    path.write_bytes(b"PK nonsense")
    compare_with_file(window, path)
    assert not comparing.active
    assert "broken.ssproj" in window.messages.text


def test_a_left_run_can_be_compared_renamed_and_gone_to_from_its_menu(window, comparing):
    timeline = timeline_of(window.document, window.session)
    window.session.step(200)
    window.session.step(200)
    timeline.go(1)
    window.session.step(100)
    act(menu_of_run(window), "Compare the canvas")
    assert comparing.name == "Run 1, 400"
    assert window.canvas.shown_values.now().limit < 100

    [entry] = [a for a in menu_of_run(window).actions() if isinstance(a, QWidgetAction)]
    line = entry.defaultWidget()
    assert isinstance(line, QLineEdit)
    line.setText("long")
    line.editingFinished.emit()
    assert timeline.runs.kept[0].name == "long"

    timeline.runs.rename(1, "")
    act(menu_of_run(window), "Go to its last step, 400")
    assert timeline.here.step == 400


def test_the_menu_of_a_state_compares_with_it(qtbot, window, comparing):
    for _ in range(3):
        window.session.step(20)
    menu = window.training.chart.strip.menu_of(1)
    act(menu, "Compare the canvas with step 20")
    assert comparing.name == "step 20"
    act(menu, "Go to step 20")
    assert timeline_of(window.document, window.session).here.step == 20
