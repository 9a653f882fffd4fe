"""Tool buttons look like their action, and do not collect connections to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from scratchstudio.studio.icons import icon
from scratchstudio.studio.tool_buttons import keep_bar_light, keep_light


@pytest.fixture(params=["alone", "in a bar"])
def followed(request, qtbot) -> Iterator[tuple[QAction, QToolButton]]:
    """An action and the button that shows it."""
    owner = QWidget()
    qtbot.addWidget(owner)
    action = QAction("Train", owner)
    if request.param == "alone":
        button = QToolButton(owner)
        button.setDefaultAction(action)
        keep_light(button)
    else:
        bar = QToolBar(owner)
        bar.addAction(action)
        keep_bar_light(bar)
        button = bar.widgetForAction(action)
    owner.show()
    yield action, button
    owner.close()


def test_a_button_looks_like_its_action(followed):
    action, button = followed
    action.setText("Pause")
    action.setIcon(icon("pause"))
    action.setToolTip("Pauses the training")
    action.setStatusTip("Space")
    action.setCheckable(True)
    action.setChecked(True)
    action.setEnabled(False)
    assert button.text() == "Pause"
    assert button.icon().cacheKey() == action.icon().cacheKey()
    assert button.toolTip() == "Pauses the training"
    assert button.statusTip() == "Space"
    assert button.isCheckable()
    assert button.isChecked()
    assert not button.isEnabled()


def test_a_click_triggers_the_action_once(followed, qtbot):
    action, button = followed
    for number in range(5):
        action.setText(f"Train {number}")
    told: list[bool] = []
    action.triggered.connect(lambda checked: told.append(checked))
    button.click()
    assert told == [False]


def test_changes_leave_no_connections_behind(followed):
    action, _ = followed

    def connections() -> int:
        return action.receivers("2changed()")

    action.setText("first")
    before = connections()
    for number in range(20):
        action.setText(f"Train {number}")
        action.setIcon(QIcon())
    assert connections() == before
