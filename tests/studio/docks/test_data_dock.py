"""The Data dock, used as a person uses it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from scratchstudio.data import Column, GeneratedSource, Recipe, SampleSource, Table, TableSource
from scratchstudio.network import Kind, set_neurons
from scratchstudio.studio.canvas.input import COLUMN_MIME
from scratchstudio.studio.docks.columns_list import NAME, ROLE
from scratchstudio.studio.docks.data_dock import DataDock
from scratchstudio.studio.document import loss_for
from scratchstudio.studio.theme import DARK

LEFT = Qt.MouseButton.LeftButton
opens_a_popup = pytest.mark.qt_log_ignore("does not support")
"""The offscreen platform complains of the popup of a box."""


@pytest.fixture
def dock(qtbot, document, session, appearance) -> DataDock:
    made = DataDock(document, session, appearance)
    qtbot.addWidget(made)
    made.resize(300, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def click(qtbot, button) -> None:
    qtbot.mouseClick(button, LEFT)


def tick(qtbot, box) -> None:
    qtbot.mouseClick(box, LEFT, pos=QPoint(10, box.height() // 2))


def columns_of(network, kind) -> list[str]:
    return network.neurons.column[network.neurons.kind == kind].tolist()


def choose_role(qtbot, dock, name: str, role: str) -> None:
    (item,) = dock.columns.findItems(name, Qt.MatchFlag.MatchExactly, NAME)
    place = dock.columns.visualRect(dock.columns.indexFromItem(item, ROLE)).center()
    qtbot.mouseClick(dock.columns.viewport(), LEFT, pos=place)
    box = dock.columns.viewport().findChildren(QComboBox)[-1]
    qtbot.keyClicks(box.view(), role)
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)


def test_another_set_fits_network_and_loss_in_one_act(qtbot, dock, document):
    before = document.content
    click(qtbot, dock.chooser.buttons["iris"])
    assert document.content.source == SampleSource("iris")
    assert len(columns_of(document.network, Kind.INPUT)) == 4
    assert len(columns_of(document.network, Kind.OUTPUT)) == 3
    outputs = document.network.output_rows
    assert set(document.network.neurons.activation[outputs]) == {"softmax"}
    assert document.settings.loss == "softmax_cross_entropy"
    assert dock.steps.sizes.text() == "105 to train, 45 held out"
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.content is before
    assert dock.chooser.buttons["spiral"].isChecked()


def test_the_grid_is_reached_by_keys(qtbot, dock, document):
    dock.chooser.buttons["spiral"].setFocus()
    qtbot.keyClick(dock.chooser.buttons["spiral"], Qt.Key.Key_Right)
    qtbot.keyClick(dock.chooser.buttons["moons"], Qt.Key.Key_Space)
    assert document.content.source.generator == "moons"


def test_what_the_person_chose_for_the_split_stays_with_another_set(qtbot, dock, document):
    dock.steps.held_out.setValue(40)
    click(qtbot, dock.chooser.buttons["circle"])
    assert document.content.recipe.held_out == 0.4


def test_new_data_are_drawn_from_the_next_seed_and_leave_the_network_alone(qtbot, dock, document):
    network = document.network
    seed = document.content.source.seed
    click(qtbot, dock.chooser.new_data)
    click(qtbot, dock.chooser.new_data)
    assert document.content.source.seed == seed + 2
    assert document.network is network
    assert document.undo_stack.count() == 1


def test_an_own_output_activation_survives_more_noise(qtbot, dock, document):
    outputs = document.network.neurons.id[document.network.output_rows].tolist()
    document.draw("tanh", set_neurons(document.network, outputs, activation="tanh"))
    dock.chooser.noise.setValue(0.3)
    assert document.content.source.noise == 0.3
    assert document.network.neurons.activation[document.network.output_rows][0] == "tanh"


def test_during_training_the_start_weights_stay_those_of_the_start(qtbot, dock, document, session):
    session.step(3)
    start = document.content.start
    click(qtbot, dock.chooser.buttons["iris"])
    kept = np.intersect1d(start.edges.id, document.network.edges.id)
    was = dict(zip(start.edges.id.tolist(), start.edges.weight.tolist(), strict=True))
    fresh = document.content.start.edges
    now = dict(zip(fresh.id.tolist(), fresh.weight.tolist(), strict=True))
    assert [now[i] for i in kept.tolist()] == [was[i] for i in kept.tolist()]
    assert not session.problem


def test_standardisation_is_a_step_that_can_be_switched(qtbot, dock, document):
    click(qtbot, dock.chooser.buttons["iris"])
    assert "petal width: mean 1.2" in dock.steps.standardise.toolTip()
    assert "Standardised" in dock.steps.sentences.text()
    tick(qtbot, dock.steps.standardise)
    assert not document.content.recipe.standardise
    assert "Standardised" not in dock.steps.sentences.text()
    document.undo_stack.undo()
    assert dock.steps.standardise.isChecked()


def test_the_target_can_be_standardised_only_in_regression(qtbot, dock, document):
    assert dock.steps.standardise_target.isHidden()
    click(qtbot, dock.chooser.buttons["plane"])
    assert not dock.steps.standardise_target.isHidden()
    assert document.settings.loss == "squared"


def test_shuffling_draws_other_rows(qtbot, dock, document):
    rows = document.prepared.held_out_rows
    click(qtbot, dock.steps.shuffle)
    assert not np.array_equal(document.prepared.held_out_rows, rows)


@opens_a_popup
def test_an_unused_column_changes_the_recipe_and_the_button_fits_the_network(qtbot, dock, document):
    assert not dock.fit.isEnabled()
    assert "exactly" in dock.fit.toolTip()
    choose_role(qtbot, dock, "x2", "unused")
    assert document.content.recipe.inputs == ("x1",)
    assert columns_of(document.network, Kind.INPUT) == ["x1", "x2"]
    click(qtbot, dock.fit)
    assert columns_of(document.network, Kind.INPUT) == ["x1"]
    assert not dock.fit.isEnabled()


@opens_a_popup
def test_data_that_cannot_be_prepared_say_why(qtbot, dock, document):
    choose_role(qtbot, dock, "x1", "unused")
    choose_role(qtbot, dock, "x2", "unused")
    assert dock.problem.text() == "No input column is chosen. Choose at least one."
    assert dock.problem.isVisible()
    assert not dock.fit.isEnabled()
    assert document.data_error in dock.fit.toolTip()
    document.undo_stack.undo()
    assert not dock.problem.isVisible()


def test_an_input_is_dragged_by_its_feature(dock):
    items = {
        item.text(NAME): item for item in dock.columns.findItems("", Qt.MatchFlag.MatchContains)
    }
    mime = dock.columns.mimeData([items["x1"]])
    assert bytes(mime.data(COLUMN_MIME).data()).decode() == "x1"
    assert not items["label"].flags() & Qt.ItemFlag.ItemIsDragEnabled


def test_a_category_is_dragged_value_by_value(dock, document):
    table = Table(
        "t",
        (
            Column("colour", np.tile([0.0, 1, 2], 10), ("red", "green", "blue")),
            Column("y", np.arange(30.0) % 7),
        ),
    )
    document.change_data("Import", TableSource(table), Recipe(("colour",), ("y",)))
    (item,) = dock.columns.findItems("colour", Qt.MatchFlag.MatchExactly, NAME)
    mime = dock.columns.mimeData([item.child(1)])
    assert bytes(mime.data(COLUMN_MIME).data()).decode() == "colour=green"


def test_gaps_are_counted_and_dropped_or_filled(dock, document):
    values = np.arange(20.0)
    values[:3] = np.nan
    table = Table("t", (Column("x", values), Column("y", np.arange(20.0) ** 2)))
    document.change_data("Import", TableSource(table), Recipe(("x",), ("y",)))
    assert dock.steps.missing_note.text() == "3 missing; 3 rows left out."
    dock.steps.missing.setCurrentIndex(1)
    dock.steps.missing.activated.emit(1)
    assert dock.steps.missing_note.text() == "3 missing; 3 filled."
    assert dock.preview.model.index(0, 0).data() == "—"


def test_the_first_rows_are_shown_raw_and_as_the_network_gets_them(qtbot, dock, document):
    click(qtbot, dock.chooser.buttons["iris"])
    model = dock.preview.model
    assert model.headerData(4, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) == "species"
    assert model.rowCount() == 50
    tick(qtbot, dock.preview.as_network)
    assert model.columnCount() == 4 + 3
    assert model.index(0, 6).data() in ("0", "1.00")


def test_another_theme_repaints_the_pictures(dock, appearance):
    before = dock.chooser.buttons["circle"].icon().cacheKey()
    appearance.use(DARK)
    assert dock.chooser.buttons["circle"].icon().cacheKey() != before


def test_opening_a_file_is_asked_of_the_window(qtbot, dock):
    with qtbot.waitSignal(dock.importRequested):
        click(qtbot, dock.chooser.open_button)


def test_data_that_are_refused_leave_the_network_alone(document):
    network = document.network
    recipe = replace(document.content.recipe, inputs=("none",))
    document.change_data("Break", GeneratedSource("circle"), recipe)
    assert document.network is network
    assert "none" in document.data_error


def test_the_wheel_scrolls_past_a_box_that_is_not_in_use(dock, document):
    box = dock.steps.held_out
    dock.chooser.buttons["spiral"].setFocus()
    place = QPointF(box.rect().center())
    turned = QWheelEvent(
        place,
        QPointF(box.mapToGlobal(box.rect().center())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(box, turned)
    assert box.value() == 30
    assert document.undo_stack.count() == 0


@pytest.mark.parametrize(
    ("task", "loss", "expected"),
    [
        ("regression", "huber", "huber"),
        ("regression", "hinge", "squared"),
        ("regression", "softmax_cross_entropy", "squared"),
        ("binary", "squared", "sigmoid_cross_entropy"),
        ("classes", "softmax_cross_entropy", "softmax_cross_entropy"),
    ],
)
def test_the_loss_stays_where_it_suits_the_task(task, loss, expected):
    assert loss_for(task, loss) == expected


@opens_a_popup
def test_a_role_is_changed_by_keys_alone(qtbot, dock, document):
    dock.columns.setFocus()
    dock.columns.setCurrentItem(dock.columns.topLevelItem(1))
    qtbot.keyClick(dock.columns, Qt.Key.Key_Return)
    box = dock.columns.viewport().findChild(QComboBox)
    qtbot.keyClicks(box.view(), "unused")
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert document.content.recipe.inputs == ("x1",)


def test_of_pictures_the_first_rows_show_the_picture_instead_of_its_pixels(qtbot, dock, document):
    click(qtbot, dock.chooser.buttons["digits"])
    preview = dock.preview
    across = Qt.Orientation.Horizontal
    titles = [
        preview.model.headerData(at, across, Qt.ItemDataRole.DisplayRole)
        for at in range(preview.model.columnCount())
    ]
    assert titles == ["picture", "digit"]
    image = preview.model.index(0, 0).data(Qt.ItemDataRole.DecorationRole)
    assert (image.width(), image.height()) == (32, 32)
    assert preview.view.rowHeight(0) >= 32
    assert len(document.network.input_rows) == 64
    click(qtbot, dock.chooser.buttons["spiral"])
    assert preview.view.rowHeight(0) < 32
