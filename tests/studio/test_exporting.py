"""Exporting from the window: off the GUI thread, read back, compared, and told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage

from scratchstudio.export import EXPORTERS
from scratchstudio.network import EMPTY
from scratchstudio.project import start_project
from scratchstudio.studio.document import Document
from scratchstudio.studio.exporting import write_png
from scratchstudio.studio.preferences import PreferenceStore
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.window import MainWindow


@pytest.fixture
def window(qtbot, qapp, tmp_path) -> Iterator[MainWindow]:
    store = PreferenceStore(tmp_path / "preferences.json")
    made = MainWindow(Document(start_project()), Appearance(), store)
    made.show()
    qtbot.waitUntil(lambda: made.session.frame is not None)
    yield made
    made.document.undo_stack.setClean()
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


def test_every_format_has_its_command(window):
    for key in (*EXPORTERS, "png"):
        assert window.actions_registry[f"export.{key}"].isEnabled()


@pytest.mark.parametrize("key", ["npz", "svg"])
def test_an_export_tells_the_file_the_samples_and_the_largest_difference(
    qtbot, window, tmp_path, key
):
    path = tmp_path / f"network{EXPORTERS[key].suffix}"

    with qtbot.waitSignal(window.exports.finished):
        window.exports.write(path, key)

    assert path.exists()
    assert path.name in window.messages.text
    assert "largest difference" in window.messages.text


def test_a_trained_network_is_exported_as_it_is_at_that_moment(qtbot, window, tmp_path):
    window.session.play()
    qtbot.waitUntil(lambda: window.session.frame.snapshot.step > 50)

    with qtbot.waitSignal(window.exports.finished) as told:
        window.exports.write(tmp_path / "live.npz", "npz")

    assert told.args[0].report.largest_difference < 1e-5
    window.session.pause()


def test_a_place_that_cannot_be_written_is_told(qtbot, window, tmp_path):
    with qtbot.waitSignal(window.exports.finished):
        window.exports.write(tmp_path / "missing" / "n.npz", "npz")

    assert "can't be written" in window.messages.text


def test_a_picture_is_painted_at_twice_its_size_and_read_back(window, tmp_path):
    path = tmp_path / "network.png"

    window.exports.write_png(path)

    picture = QImage(str(path))
    assert picture.width() > 600
    assert f"{picture.width()} × {picture.height()}" in window.messages.text


def test_an_empty_drawing_is_an_empty_picture(qapp, tmp_path):
    path = tmp_path / "empty.png"

    write_png(EMPTY, path)

    assert not QImage(str(path)).isNull()
