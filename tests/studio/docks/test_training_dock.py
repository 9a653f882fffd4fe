"""The Training dock: every setting takes effect as one undoable act, or says why it cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from scratchstudio.network import remove, set_neurons
from scratchstudio.project import start_project
from scratchstudio.studio.docks.settings_form import SettingsForm
from scratchstudio.studio.docks.training_dock import TrainingDock


@pytest.fixture
def form(qtbot, document, appearance) -> SettingsForm:
    made = SettingsForm(document)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(form: SettingsForm, name: str, key: str) -> None:
    box = form.editor(name)
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def retype(qtbot, field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_typed_learning_rate_is_taken_and_undone(qtbot, form, document):
    retype(qtbot, form.editor("learning_rate"), "0,03")
    assert document.settings.learning_rate == 0.03

    document.undo_stack.undo()
    assert form.editor("learning_rate").text() == "0.01"


def test_the_arrow_keys_double_and_halve(qtbot, form, document):
    field = form.editor("learning_rate")
    field.setFocus()

    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert document.settings.learning_rate == 0.02
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert document.settings.learning_rate == 0.01


def test_a_value_that_makes_no_sense_is_refused_with_a_sentence(qtbot, form, document):
    with qtbot.waitSignal(form.refused) as told:
        retype(qtbot, form.editor("learning_rate"), "-1")

    assert "learning rate" in told.args[0].lower()
    assert document.settings.learning_rate == 0.01
    assert form.editor("learning_rate").text() == "0.01"


def test_another_optimiser_brings_the_rate_that_suits_it(form, document):
    choose(form, "optimiser", "sgd")

    assert document.settings.optimiser == "sgd"
    assert document.undo_stack.count() == 1


def test_a_loss_brings_the_output_activation_that_it_needs_in_the_same_act(form, document):
    network = document.network
    outputs = network.neurons.id[network.output_rows].tolist()
    document.draw("Linear", set_neurons(network, outputs, activation="linear"))
    before = document.undo_stack.count()

    choose(form, "loss", "sigmoid_cross_entropy")

    after = document.network
    assert after.neurons.activation[after.output_rows].tolist() == ["sigmoid"]
    assert document.undo_stack.count() <= before + 1


def test_the_loss_says_for_what_it_was_chosen(form):
    labels = [label.text() for label in form.findChildren(type(form._loss_note))]

    assert any("two classes" in text for text in labels)


def test_class_weights_are_typed_side_by_side_and_taken_away_again(qtbot, form, document):
    retype(qtbot, form.editor("class_weights"), "1 2,5")
    assert document.settings.class_weights == (1.0, 2.5)
    assert form.editor("class_weights").text() == "1  2.5"

    retype(qtbot, form.editor("class_weights"), " ")
    assert document.settings.class_weights == ()


def test_another_project_is_counted_from_where_it_stands(qtbot, window):
    window.session.step()
    dock = window.findChild(TrainingDock)
    qtbot.waitUntil(lambda: dock.counter.text().startswith("Step 1 "))
    project = start_project()
    outputs = project.network.neurons.id[project.network.output_rows].tolist()
    without = remove(project.network, outputs)
    window.document.undo_stack.setClean()

    window.document.open(replace(project, network=without, start=without))

    qtbot.waitUntil(lambda: bool(window.session.problem))
    assert dock.counter.text().startswith("Step 0 · epoch 0")
