"""Samples placed on the decision map: by mouse, by keyboard, while it trains, and taken back."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from scratchstudio.data import Column, Recipe, SampleSource, Table, TableSource
from scratchstudio.project import new_project
from scratchstudio.studio.views.decision_map import DecisionMap
from scratchstudio.studio.views.decision_plane import kept_limits, limits_of
from scratchstudio.studio.views.map_plot import ADD, REMOVE


@pytest.fixture
def shown(show, divided):
    return show(DecisionMap, divided)


def pixel(view, x, y):
    """Where on the plot's viewport a place of the map is."""
    scene = view.plot.getViewBox().mapViewToScene(QPointF(x, y))
    return QPoint(view.plot.mapFromScene(scene))


def click(qtbot, view, x, y, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.mouseClick(
        view.plot.viewport(), Qt.MouseButton.LeftButton, modifier, pos=pixel(view, x, y)
    )


def last_row(document):
    table = document.content.source.table()
    return {column.name: column.texts([table.rows - 1])[0] for column in table.columns}


def test_a_click_adds_a_training_sample_of_the_chosen_class_there(qtbot, shown, divided):
    document = divided.document
    click(qtbot, shown, 8.0, 0.4)
    row = last_row(document)
    assert row["side"] == "left"
    assert abs(float(row["x1"]) - 8.0) < 0.1
    assert abs(float(row["x2"]) - 0.4) < 0.05
    assert document.prepared.train_rows[-1] == 200
    assert document.content.source.name == "divided, edited"
    assert shown.reading.text() == "A training sample of class ● left was added."


def test_shift_click_adds_one_of_the_next_class(qtbot, shown, divided):
    click(qtbot, shown, 8.0, 0.4, Qt.KeyboardModifier.ShiftModifier)
    assert last_row(divided.document)["side"] == "right"
    shown.samples_row.classes.setCurrentIndex(1)
    click(qtbot, shown, 8.0, 0.4, Qt.KeyboardModifier.ShiftModifier)
    assert last_row(divided.document)["side"] == "left"


def test_ctrl_click_removes_the_nearest_sample_and_no_other_changes_its_part(qtbot, shown, divided):
    before = divided.document.prepared
    x, y = before.raw_held_out_inputs[5]
    click(qtbot, shown, x, y, Qt.KeyboardModifier.ControlModifier)
    after = divided.document.prepared
    expected = np.delete(before.raw_held_out_inputs, 5, axis=0)
    assert np.array_equal(after.raw_held_out_inputs, expected)
    assert np.array_equal(after.raw_train_inputs, before.raw_train_inputs)


def test_each_act_is_one_undo_entry(qtbot, shown, divided):
    stack = divided.document.undo_stack
    began, source = stack.count(), divided.document.content.source
    click(qtbot, shown, 8.0, 0.4)
    click(qtbot, shown, 2.0, 0.4, Qt.KeyboardModifier.ControlModifier)
    assert [stack.text(i) for i in range(began, stack.count())] == [
        "Add a sample",
        "Remove a sample",
    ]
    stack.undo()
    stack.undo()
    assert divided.document.content.source is source


def test_the_keyboard_places_samples_at_a_cross_hair(qtbot, shown, divided):
    shown.plot.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(shown.plot, Qt.Key.Key_Right)
    qtbot.keyClick(shown.plot, Qt.Key.Key_Up)
    x, y = shown.plot.place
    assert shown.reading.text().startswith("x1 ")
    qtbot.keyClick(shown.plot, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    row = last_row(divided.document)
    assert (row["x1"], row["x2"], row["side"]) == (repr(x), repr(y), "right")
    qtbot.keyClick(shown.plot, Qt.Key.Key_Delete)
    assert divided.document.content.source.table().rows == 200


def test_a_regression_gets_the_chosen_value(qtbot, show, plane):
    view = show(DecisionMap, plane)
    assert not view.samples_row.classes.isVisible()
    view.samples_row.value.setValue(0.75)
    click(qtbot, view, 1.0, 1.0)
    assert last_row(plane.document)["y"] == "0.75"
    assert "target 0.750 was added" in view.reading.text()


def test_features_that_are_not_shown_have_the_values_the_map_holds_them_at(qtbot, show, iris):
    view = show(DecisionMap, iris)
    before = iris.document.prepared
    view.samples_row.classes.setCurrentIndex(2)
    click(qtbot, view, 4.0, 1.0)
    added = iris.document.prepared.raw_train_inputs[-1]
    assert np.allclose(added[:2], before.raw_train_inputs.mean(axis=0)[:2])
    assert last_row(iris.document)["species"] == "virginica"

    view.held_at.setValue(4)
    iris.prepared = iris.document.prepared
    click(qtbot, view, 4.0, 1.0)
    held = before.raw_train_inputs[3]
    assert np.allclose(iris.document.prepared.raw_train_inputs[-1][:2], held[:2])


def test_the_map_shows_the_new_sample(qtbot, shown, divided):
    click(qtbot, shown, 8.0, 0.4)
    divided.adopt()
    shown.refresh()
    assert len(shown.samples.points_item.data) == 201


def test_classes_that_are_numbers_in_the_table_stay_numbers(stage, show):
    x = np.linspace(0, 1, 40)
    columns = (Column("a", x), Column("b", x[::-1] ** 2), Column("grade", (x > 0.5) * 4.0 + 1))
    recipe = Recipe(("a", "b"), ("grade",), as_classes=("grade",))
    graded = stage(new_project(TableSource(Table("grades", columns)), recipe, hidden=(2,)))
    view = show(DecisionMap, graded)
    view.samples_row.classes.setCurrentIndex(1)
    view.plot.acted.emit(ADD, 0.5, 0.5)
    assert last_row(graded.document)["grade"] == "5"


def test_the_last_sample_of_a_class_is_not_removed(stage, show):
    label = Column("side", np.array([0.0, 0, 0, 0, 1]), ("a", "b"))
    table = Table("few", (Column("x", np.arange(5.0)), Column("y", np.arange(5.0)), label))
    few = stage(new_project(TableSource(table), Recipe(("x", "y"), ("side",)), hidden=(2,)))
    view = show(DecisionMap, few)
    view.plot.acted.emit(REMOVE, 4.0, 4.0)
    assert few.document.content.source.table() is table
    assert "same class" in view.reading.text()


def test_a_category_along_an_axis_takes_no_place_on_the_map(stage, show):
    rng = np.random.default_rng(0)
    kind = Column("kind", rng.integers(0, 2, 60).astype(float), ("long", "short"))
    columns = (Column("x", rng.normal(size=60)), kind, Column("y", rng.normal(size=60)))
    project = new_project(TableSource(Table("t", columns)), Recipe(("x", "kind"), ("y",)))
    mixed = stage(project)
    view = show(DecisionMap, mixed)
    view.across.setCurrentText("x")
    view.up.setCurrentText("kind=long")
    view.plot.acted.emit(ADD, 0.0, 0.5)
    assert "is a category" in view.reading.text()
    assert mixed.document.content.source is project.source


def test_training_goes_on_where_it_was(qtbot, appearance, document, session):
    view = DecisionMap(document, session, appearance)
    qtbot.addWidget(view)
    view.resize(520, 360)
    view.show()
    qtbot.waitUntil(lambda: view.plane is not None)
    drawn = document.network
    session.play()
    qtbot.waitUntil(lambda: session.frame.snapshot.step > 50)
    step, rows = session.frame.snapshot.step, document.content.source.table().rows
    x, y = view.plane.ground.points.place[0]
    click(qtbot, view, x, y)
    click(qtbot, view, x, y, Qt.KeyboardModifier.ControlModifier)
    click(qtbot, view, x, y)
    qtbot.waitUntil(lambda: session.frame.snapshot.step > step + 50)
    assert session.playing
    assert document.network is drawn
    assert document.content.source.table().rows == rows + 1
    session.pause()
    assert document.content.run is not None


def test_data_with_no_prepared_form_are_left_alone(show, iris):
    view = show(DecisionMap, iris)
    view.plane = None
    view.plot.acted.emit(ADD, 0.0, 0.0)
    assert isinstance(iris.document.content.source, SampleSource)


def test_the_map_needs_no_more_width_than_a_school_laptop_has_for_it(show, divided, iris, plane):
    for stage in (divided, iris):
        assert show(DecisionMap, stage, (300, 360)).minimumSizeHint().width() <= 480
    for stage in (divided, plane):
        assert show(DecisionMap, stage, (300, 360)).minimumSizeHint().width() <= 345


def test_clicks_near_the_border_do_not_widen_the_map(qtbot, shown, divided):
    before = shown.plane.ground.limits
    (left, right), (low, high) = before
    for x, y in ((right - 0.05, 0.5), (left + 0.05, high - 0.01), (right - 0.1, low + 0.01)):
        click(qtbot, shown, x, y)
        divided.adopt()
        shown.refresh()
        assert shown.plane.ground.prepared is divided.document.prepared
        assert np.allclose(shown.plane.ground.limits, before, rtol=0, atol=1e-9)


def test_other_data_get_a_range_of_their_own() -> None:
    before = limits_of(np.array([0.0, 10.0]))
    assert kept_limits(before, np.array([0.0, 10.4])) == before
    for others in ([0.0, 11.0], [0.0, 5.0], [-5.0, 5.0], []):
        assert kept_limits(before, np.array(others)) == limits_of(np.array(others))
