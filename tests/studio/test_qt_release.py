"""A Qt binding that loses references aborts the app after some thousand calls."""

import sys

from PySide6.QtCore import QObject, QTimer


def test_this_release_of_pyside_keeps_its_references_to_none_and_true(qapp):
    thing, timer = QObject(), QTimer()
    for _ in range(10):
        timer.setInterval(5)
    none, true = sys.getrefcount(None), sys.getrefcount(True)

    for _ in range(2_000):
        timer.setInterval(5)
        thing.setObjectName("x")
        thing.blockSignals(False)

    assert abs(sys.getrefcount(None) - none) < 200
    assert abs(sys.getrefcount(True) - true) < 200
