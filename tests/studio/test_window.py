"""The window as a person meets it: what stands where, what the keys do, how trouble is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QMessageBox, QTabBar, QTableWidget

from scratchstudio.data import GeneratedSource, SampleSource
from scratchstudio.errors import EngineError
from scratchstudio.network import Kind, set_neurons
from scratchstudio.project import load, new_project, save, start_project
from scratchstudio.studio.docks.source_chooser import SourceChooser
from scratchstudio.studio.document import Document
from scratchstudio.studio.theme import DARK, Appearance
from scratchstudio.studio.views import VIEWS
from scratchstudio.studio.views.decision_map import DecisionMap
from scratchstudio.studio.window import MainWindow
from scratchstudio.studio.window_commands import about_text


def rename_a_neuron(window: MainWindow) -> None:
    network = window.document.network
    first = int(network.neurons.id[0])
    window.document.draw("Rename", set_neurons(network, [first], name="renamed"))


def answer(monkeypatch, button: QMessageBox.StandardButton) -> list[str]:
    """Answers every question with a button; returns what was asked."""
    asked: list[str] = []

    def question(parent, title, text, *rest):
        asked.append(text)
        return button

    monkeypatch.setattr(QMessageBox, "question", question)
    return asked


# What stands where.


def test_every_view_and_dock_can_be_opened_from_the_view_menu(window):
    keys = {f"dock.{view.key}" for view in VIEWS}
    keys |= {f"dock.{key}" for key in ("data", "inspector", "training", "tables", "history")}

    assert keys <= {entry.key for entry in window.actions_registry}


def test_on_a_school_laptop_the_canvas_keeps_the_most_room(qtbot, window):
    qtbot.waitUntil(lambda: window.canvas.width() > 600)
    qtbot.waitUntil(lambda: window.canvas.height() > 400)

    for key in ("data", "inspector", "training", "decision_map"):
        assert window.layout_of_docks.docks[key].isVisible()


def test_on_a_screen_that_is_too_small_the_window_fills_it_at_first(window, store):
    window.show_first()
    assert window.isMaximized()
    window.showNormal()
    store.save(geometry="kept")
    window.show_first()
    assert not window.isMaximized()


def test_a_layout_that_was_changed_can_be_reset(qtbot, window):
    docks = window.layout_of_docks.docks
    docks["data"].close()
    window.tabifyDockWidget(docks["training"], docks["decision_map"])

    window.actions_registry["view.reset_layout"].trigger()

    assert docks["data"].isVisible()
    assert docks["training"] not in window.tabifiedDockWidgets(docks["decision_map"])


def test_a_closed_dock_comes_back_by_its_command(window):
    dock = window.layout_of_docks.docks["data"]
    dock.close()
    assert not window.actions_registry["dock.data"].isChecked()

    window.actions_registry["dock.data"].trigger()

    assert dock.isVisible()
    assert window.actions_registry["dock.data"].isChecked()


def test_every_command_stands_in_a_menu_and_has_help(window):
    for entry in window.actions_registry:
        assert entry.help.endswith((".", "?")), entry.key
        assert entry.action.text(), entry.key


def test_no_two_commands_of_the_window_share_a_key(window):
    taken: dict[str, str] = {}
    for entry in window.actions_registry:
        for keys in entry.action.shortcuts():
            other = taken.setdefault(keys.toString(), entry.key)
            assert other == entry.key, f"{keys.toString()}: {other} and {entry.key}"


# Training.


def test_space_on_the_canvas_trains_and_pauses(qtbot, window):
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.playing and window.session.frame.snapshot.step > 20)

    qtbot.keyClick(window.canvas, Qt.Key.Key_Space)

    assert not window.session.playing
    assert window.document.undo_stack.undoText().startswith("Train ")
    assert window.isWindowModified()


def test_space_on_a_box_ticks_the_box_instead(qtbot, window):
    box = QCheckBox("a box", window)
    box.show()
    window.activateWindow()
    box.setFocus()

    qtbot.keyClick(box, Qt.Key.Key_Space)

    assert box.isChecked()
    assert not window.session.playing


def test_undo_names_the_act_and_takes_it_back(window):
    rename_a_neuron(window)
    undo = window.actions_registry["edit.undo"]
    assert undo.text() == "Undo Rename"

    undo.trigger()

    assert "renamed" not in window.document.network.neurons.name
    assert not undo.isEnabled()
    assert "nothing to undo" in undo.toolTip()


def test_trouble_that_the_clinic_does_not_know_is_told_in_the_bar(window):
    window.session.troubled.emit(EngineError("The device is gone."))

    assert window.messages.text == "The device is gone."
    assert not window.ward.card.isVisible()


# Files.


def test_saving_and_opening_brings_everything_back(qtbot, window, tmp_path, monkeypatch):
    rename_a_neuron(window)
    window.session.step(5)
    path = tmp_path / "one.ssproj"
    monkeypatch.setattr(
        "scratchstudio.studio.files.QFileDialog.getSaveFileName", lambda *a: (str(path), "")
    )
    window.actions_registry["file.save"].trigger()
    assert window.messages.text == "Saved as one.ssproj."
    assert not window.isWindowModified()
    assert "one" in window.windowTitle()
    saved = window.document.network

    window.files.new()
    window.files.open(path)

    assert window.document.network.same(saved)
    qtbot.waitUntil(lambda: window.session.frame.snapshot.step == 5)
    assert window.preferences.values.recent[0] == str(path)


def test_a_name_without_the_suffix_gets_it(window, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "scratchstudio.studio.files.QFileDialog.getSaveFileName",
        lambda *a: (str(tmp_path / "two"), ""),
    )

    assert window.files.save_as()
    assert load(tmp_path / "two.ssproj")


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_project_cut_short_is_told_beside_the_canvas_and_nothing_changes(window, tmp_path, share):
    path = tmp_path / "cut.ssproj"
    save(start_project(), path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    before = window.document.network

    window.files.open(path)

    assert window.messages.isVisible()
    assert "cut.ssproj" in window.messages.text
    assert "Traceback" not in window.messages.text
    assert window.document.network is before


def test_a_folder_that_cannot_be_written_is_told_with_another_try(window, tmp_path):
    assert not window.files._write(tmp_path / "missing" / "x.ssproj")

    assert "could not be saved" in window.messages.text
    assert window.messages.offer.isVisible()
    assert not window.document.undo_stack.isClean() or window.files.path is None


def test_closing_with_changes_asks_and_cancel_stays(window, monkeypatch):
    rename_a_neuron(window)
    asked = answer(monkeypatch, QMessageBox.StandardButton.Cancel)

    assert not window.close()
    assert len(asked) == 1
    assert window.isVisible()


def test_closing_without_changes_asks_nothing_and_keeps_the_layout(window, store, monkeypatch):
    asked = answer(monkeypatch, QMessageBox.StandardButton.Cancel)

    assert window.close()
    assert asked == []
    assert store.values.layout
    assert store.values.geometry


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_project_dropped_on_the_window_is_opened(window, tmp_path):
    path = tmp_path / "dropped.ssproj"
    save(start_project(), path)

    drop(window, path)

    assert window.files.path == path


def test_a_file_of_another_kind_is_refused_in_a_sentence(window, tmp_path):
    drop(window, tmp_path / "cat.jpeg")

    assert "cat.jpeg" in window.messages.text


# Look and faults.


def test_the_theme_is_kept_and_dresses_everything(window, store):
    window.actions_registry["theme.dark"].trigger()

    assert window.appearance.theme is DARK
    assert store.values.theme == "dark"
    assert window.actions_registry["theme.dark"].isChecked()
    assert not window.actions_registry["theme.system"].isChecked()


def test_text_grows_for_a_projector_and_goes_back(qapp, window):
    ordinary = qapp.font().pointSizeF()

    window.actions_registry["text.150"].trigger()
    assert qapp.font().pointSizeF() == pytest.approx(1.5 * ordinary)

    window.actions_registry["text.100"].trigger()
    assert qapp.font().pointSizeF() == pytest.approx(ordinary)


def test_a_fault_of_the_program_is_a_sentence_with_details(window):
    window.tell_fault("KeyError: 'x'", "Traceback …")

    assert "KeyError" in window.messages.text
    assert "Traceback" not in window.messages.text
    assert window.messages.more.isVisible()


def test_the_sheet_of_keys_lists_each_command_that_has_one(qtbot, window):
    window.actions_registry["help.keys"].trigger()
    sheet = window.findChild(QDialog).findChild(QTableWidget)

    shown = [sheet.item(row, 0).text() for row in range(sheet.rowCount())]
    assert "Save" in shown
    assert "One step" in shown


def test_about_names_the_versions_and_the_matrix_library():
    assert "NumPy" in about_text()
    assert "BlasThreads" not in about_text()


def test_a_layout_is_found_again_at_the_next_start(qtbot, window, store):
    qtbot.waitUntil(window.layout_of_docks.docks["tables"].isVisible)
    window.layout_of_docks.docks["data"].close()
    assert window.close()

    again = MainWindow(Document(start_project()), Appearance(), store)
    again.show()
    qtbot.waitUntil(again.layout_of_docks.docks["training"].isVisible)

    assert again.layout_of_docks.docks["data"].isHidden()
    assert again.close()


def test_no_tab_bar_is_left_behind_that_belongs_to_no_dock(qtbot, window):
    docks = window.layout_of_docks.docks
    qtbot.waitUntil(docks["training"].isVisible)

    def titles() -> list[str]:
        bars = [b for b in window.children() if isinstance(b, QTabBar) and b.isVisible()]
        return sorted(bar.tabText(i) for bar in bars for i in range(bar.count()))

    shown = [d.windowTitle() for d in docks.values() if window.tabifiedDockWidgets(d)]
    qtbot.waitUntil(lambda: titles() == sorted(shown))


# How a project is looked at again, and kept.


def test_a_view_of_the_whole_network_is_kept_as_such_whatever_the_window(window):
    window.canvas.reduced_motion = True
    window.canvas.frame()
    assert window.view_state() == {}


def test_a_view_of_a_part_is_kept_as_it_is(window):
    window.canvas.use_camera(120.0, -40.0, 3.0)
    assert np.allclose(window.view_state()["camera"], (120, -40, 3))


def test_a_neurons_response_is_shown_on_the_map_from_its_command(qtbot, window):
    assert not window.actions_registry["view.response"].isEnabled()
    network = window.document.network
    neuron = int(network.neurons.id[network.neurons.kind == Kind.HIDDEN][0])
    window.layout_of_docks.docks["decision_map"].hide()
    window.document.select([neuron])
    window.actions_registry["view.response"].trigger()
    view = window.layout_of_docks.docks["decision_map"].findChild(DecisionMap)
    qtbot.waitUntil(lambda: view.plane is not None and view.plane.slice.neuron == neuron)
    assert view.isVisible()


def test_space_trains_on_a_set_that_was_chosen_by_a_click(qtbot, window):
    [chooser] = window.findChildren(SourceChooser)
    window.canvas.setFocus()
    qtbot.mouseClick(chooser.buttons["circle"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.session.problem)

    assert not chooser.buttons["circle"].hasFocus()
    assert chooser.buttons["circle"].focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_view_behind_another_tab_leaves_the_worker_nothing_to_compute(qtbot, window):
    def computed():
        return set(window.session.frame.probes) - {"clinic", "canvas.responses"}

    docks = window.layout_of_docks
    qtbot.waitUntil(lambda: computed() == {"decision_map"})
    docks.show("gradient_flow")
    qtbot.waitUntil(lambda: computed() == {"gradient_flow"})
    window.session.step()
    qtbot.waitUntil(lambda: window.session.frame.snapshot.step == 1)
    assert computed() == {"gradient_flow"}
    docks.show("predictions")
    qtbot.waitUntil(lambda: computed() == {"gradient_flow", "predictions"})
    docks.show("decision_map")
    qtbot.waitUntil(lambda: computed() == {"decision_map", "predictions"})


def test_arranging_puts_pixels_into_their_picture_as_one_undo_entry(window):
    window.document.open(new_project(SampleSource("digits"), hidden=(4,)))
    network = window.document.network
    inputs = network.input_rows
    column = np.column_stack([np.zeros(len(inputs)), np.arange(len(inputs)) * 90.0])
    ids = network.neurons.id[inputs].tolist()
    window.document.draw("Column", set_neurons(network, ids, position=column))
    count = window.document.undo_stack.count()

    window.actions_registry["network.layout"].trigger()

    place = window.document.network.neurons.position[inputs]
    assert len(np.unique(place[:, 0])) == len(np.unique(place[:, 1])) == 8
    assert window.document.undo_stack.count() == count + 1


def test_no_dock_asks_for_more_or_less_width_when_other_data_train(qtbot, window):
    docks = window.layout_of_docks.docks
    chart = window.training.chart

    def widths():
        inside = {"metrics": chart.metrics.minimumSizeHint().width()}
        return inside | {key: dock.minimumSizeHint().width() for key, dock in docks.items()}

    first = widths()
    for source in (GeneratedSource("plane"), SampleSource("iris"), GeneratedSource("spiral")):
        window.document.open(new_project(source, hidden=(4,)))
        qtbot.waitUntil(lambda: window.session.frame is not None)
        window.session.step(20)
        qtbot.waitUntil(lambda: window.session.frame.snapshot.step >= 20)
        docks["decision_map"].widget().refresh()
        chart.metrics.refresh()
        assert widths() == first
        for key in ("decision_map", "weights", "predictions", "loss"):
            view = docks[key].widget()
            assert view.body.minimumSizeHint().width() <= view.minimumSizeHint().width(), key
