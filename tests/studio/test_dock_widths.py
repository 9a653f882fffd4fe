"""Other data do not move the borders between the docks and the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from scratchstudio.data import GeneratedSource
from scratchstudio.project import new_project


@pytest.mark.parametrize("there", ["plane", "circle"])
def test_the_right_dock_keeps_its_width_whatever_the_task(qtbot, window, there: str) -> None:
    with qtbot.waitSignal(window.layout_of_docks.settled):
        window.layout_of_docks.reset()
    docks = window.layout_of_docks.docks
    before = docks["decision_map"].width(), window.canvas.size()

    for name in (there, "spiral"):
        window.document.open(new_project(GeneratedSource(name)))
        qtbot.waitUntil(lambda: not window.session.problem)
        for _ in range(5):
            QCoreApplication.processEvents()

        assert (docks["decision_map"].width(), window.canvas.size()) == before
