"""Pictures from a folder: seen first in the size that is chosen, then taken as the data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scratchstudio.studio.docks.picture_import import PictureImport
from scratchstudio.studio.theme import LIGHT


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """Six dark cats and six bright dogs."""
    chance = np.random.default_rng(0)
    for name, low in (("cats", 0), ("dogs", 128)):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for at in range(6):
            pixels = chance.integers(low, low + 128, (20, 30), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pets" / name / f"{at}.png")
    return tmp_path / "pets"


def opened(qtbot, folder: Path) -> PictureImport:
    dialog = PictureImport(folder, LIGHT)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_classes_and_how_many_pictures_they_have_are_told(qtbot, pets) -> None:
    dialog = opened(qtbot, pets)
    qtbot.waitUntil(dialog.accept_button.isEnabled)
    assert dialog.sheet.accessibleDescription() == "cats: 6 pictures\ndogs: 6 pictures"
    assert dialog.busy.isHidden()


def test_what_is_taken_has_the_size_that_was_chosen(qtbot, pets) -> None:
    dialog = opened(qtbot, pets)
    dialog.side.setFocus()
    QTest.keyClick(dialog.side, Qt.Key.Key_Up)
    qtbot.waitUntil(dialog.accept_button.isEnabled)
    dialog.accept_button.click()
    assert dialog.chosen is not None
    table, recipe = dialog.chosen
    assert table.picture is not None
    assert table.picture.width == 8
    assert recipe.targets == ("class",)


def test_a_damaged_picture_is_named_and_nothing_can_be_taken(qtbot, pets) -> None:
    (pets / "dogs" / "2.png").write_bytes(b"no picture")
    dialog = opened(qtbot, pets)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "dogs/2.png" in dialog.problem.text()
    assert not dialog.accept_button.isEnabled()


def test_closed_while_reading_it_takes_nothing(qtbot, pets) -> None:
    dialog = opened(qtbot, pets)
    dialog.reject()
    assert dialog.chosen is None


def test_a_folder_dropped_on_the_window_becomes_the_data(qtbot, window, pets) -> None:
    window.take_files([str(pets)])
    dialog = window.imports.dialog
    assert isinstance(dialog, PictureImport)
    qtbot.waitUntil(dialog.accept_button.isEnabled)
    dialog.accept_button.click()
    document = window.document
    assert document.content.source.name == "pets"
    assert document.prepared is not None
    assert document.prepared.picture is not None
    assert len(document.network.input_rows) == 144
    assert document.undo_stack.undoText() == "Import pets"
