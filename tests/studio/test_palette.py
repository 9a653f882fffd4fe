"""The command palette: found by letters in their order, given by Enter, explained when disabled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from scratchstudio.studio.actions import Actions
from scratchstudio.studio.palette import Palette, matches


@pytest.fixture
def given() -> list[str]:
    """The commands that were given."""
    return []


@pytest.fixture
def palette(qtbot, appearance, given) -> Iterator[Palette]:
    window = QMainWindow()
    window.resize(900, 600)
    qtbot.addWidget(window)
    actions = Actions(window)
    for key, text, menu, keys in (
        ("file.save", "Save", "File", ("Ctrl+S",)),
        ("network.layout", "Arrange in layers", "Network", ("L",)),
        ("network.add_layer", "Add a layer…", "Network", ("Shift+L",)),
    ):
        actions.add(
            key, text, lambda key=key: given.append(key), menu=menu, help=f"Does {key}.", keys=keys
        )
    actions.allow("file.save", "There is nothing to save.")
    window.show()
    popup = Palette(actions, window)
    popup.ask()
    yield popup
    window.close()


def titles(palette: Palette) -> list[str]:
    return [palette.list.topLevelItem(i).text(0) for i in range(palette.list.topLevelItemCount())]


def test_letters_must_occur_in_their_order():
    assert matches("arl", "Arrange in layers") is not None
    assert matches("lra", "Arrange in layers") is None


def test_the_start_of_a_word_beats_its_middle_and_scattered_letters():
    scores = [matches("lay", text) for text in ("Add a layer", "Delayed", "Linear way")]

    assert scores[0] < scores[1] < scores[2]


def test_a_command_is_found_by_a_word_of_its_explanation(palette):
    palette.search.setText("does file")

    assert titles(palette) == ["Save"]


def test_without_a_query_every_command_is_listed(palette):
    assert len(titles(palette)) == 3


def test_typing_narrows_the_list_and_enter_gives_the_first(qtbot, palette, given):
    qtbot.keyClicks(palette.search, "add lay")
    assert titles(palette) == ["Add a layer…"]

    qtbot.keyClick(palette.search, Qt.Key.Key_Return)

    assert given == ["network.add_layer"]
    assert not palette.isVisible()


def test_arrow_keys_choose_while_the_search_keeps_the_focus(qtbot, palette, given):
    qtbot.keyClicks(palette.search, "layer")
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    second = palette.list.currentItem().data(0, Qt.ItemDataRole.UserRole)

    qtbot.keyClick(palette.search, Qt.Key.Key_Return)

    assert given == [second]


def test_a_command_that_cannot_be_given_says_why_and_is_not_given(qtbot, palette, given):
    qtbot.keyClicks(palette.search, "save")
    item = palette.list.topLevelItem(0)

    assert item.isDisabled()
    assert item.text(2) == "There is nothing to save."
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert given == []
