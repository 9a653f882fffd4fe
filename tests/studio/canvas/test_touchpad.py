"""Fingers on a touchpad: two of them pan, with Ctrl they magnify; pinching is in `test_keys`."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

from .conftest import CONTROL, NONE, Hands

TOUCHPAD = QPointingDevice(
    "touchpad",
    7,
    QInputDevice.DeviceType.TouchPad,
    QPointingDevice.PointerType.Finger,
    QInputDevice.Capability.Scroll | QInputDevice.Capability.PixelScroll,
    5,
    3,
)


@pytest.fixture
def hands(show, two_layers) -> Hands:
    return show(two_layers)


def scroll(
    hands: Hands,
    by: QPoint,
    *,
    pixels: bool = True,
    held: Qt.KeyboardModifier = NONE,
    device: QPointingDevice = TOUCHPAD,
    phase: Qt.ScrollPhase = Qt.ScrollPhase.ScrollUpdate,
) -> None:
    at = hands.body(5)
    event = QWheelEvent(
        QPointF(at),
        QPointF(hands.canvas.mapToGlobal(at)),
        by if pixels else QPoint(),
        by * 4,
        Qt.MouseButton.NoButton,
        held,
        phase,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        device,
    )
    QApplication.sendEvent(hands.canvas, event)


@pytest.mark.parametrize("pixels", [True, False], ids=["pixels", "angles only"])
def test_two_fingers_move_the_drawing_along(hands: Hands, pixels: bool) -> None:
    before, scale = hands.body(1), hands.canvas.viewport.scale
    scroll(hands, QPoint(30, -20), pixels=pixels)
    assert hands.body(1) - before == QPoint(30, -20)
    assert hands.canvas.viewport.scale == scale


def test_scrolling_in_phases_is_done_by_fingers_whatever_the_device_says(hands: Hands) -> None:
    mouse = QPointingDevice.primaryPointingDevice()
    before = hands.body(1)
    scroll(hands, QPoint(0, 40), device=mouse)
    assert hands.body(1) - before == QPoint(0, 40)
    scale = hands.canvas.viewport.scale
    scroll(hands, QPoint(0, 30), device=mouse, phase=Qt.ScrollPhase.NoScrollPhase)
    assert hands.canvas.viewport.scale > scale, "a wheel without phases magnifies"


def test_with_ctrl_two_fingers_magnify_at_the_pointer(hands: Hands) -> None:
    place, scale = hands.canvas.picture.place(5), hands.canvas.viewport.scale
    at = hands.body(5)
    scroll(hands, QPoint(0, 30), held=CONTROL)
    assert hands.canvas.viewport.scale > scale
    assert np.abs(hands.canvas.viewport.to_screen(place) - (at.x(), at.y())).max() <= 1
