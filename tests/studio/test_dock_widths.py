"""Other data move no border between docks and canvas; larger text leaves the window its size."""

from __future__ import annotations

from collections.abc import Iterator

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


@pytest.fixture
def text_of_150_percent(store, qapp) -> Iterator[None]:
    """Named before `window` by a test, it is what the window starts with."""
    usual = qapp.font()
    store.save(text=150)
    yield
    qapp.setFont(usual)


def test_started_with_large_text_the_window_is_not_taller_than_it_was_asked_to_be(
    qtbot, text_of_150_percent, window
) -> None:
    qtbot.waitUntil(lambda: (window.width(), window.height()) == (1366, 768))
    for _ in range(100):
        QCoreApplication.processEvents()
    assert (window.width(), window.height()) == (1366, 768)
