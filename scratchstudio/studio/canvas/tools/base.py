"""What every gesture has in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from scratchstudio.studio.canvas.primitives import pair
from scratchstudio.studio.canvas.viewport import Viewport

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
DRAG_FROM = 4.0
"""Pixels that the pointer must move before a press is a drag."""


@dataclass(frozen=True, eq=False)
class Pointer:
    """One mouse event: its pixel, the canvas point there, the button and the held keys."""

    pixel: NDArray[np.float64]
    place: NDArray[np.float64]
    button: Qt.MouseButton
    shift: bool
    control: bool
    alt: bool

    def after(self, viewport: Viewport) -> Pointer:
        """The same pixel when the view has moved."""
        return replace(self, place=viewport.to_canvas(self.pixel))

    @staticmethod
    def of(event: QMouseEvent, canvas: CanvasView) -> Pointer:
        pixel = pair(event.position())
        held = event.modifiers()
        return Pointer(
            pixel,
            canvas.viewport.to_canvas(pixel),
            event.button(),
            bool(held & Qt.KeyboardModifier.ShiftModifier),
            bool(held & Qt.KeyboardModifier.ControlModifier),
            bool(held & Qt.KeyboardModifier.AltModifier),
        )


def after_click(pointer: Pointer, before: frozenset[int], mine: frozenset[int]) -> frozenset[int]:
    """What is selected after a click on `mine`: Shift adds, Ctrl toggles."""
    if pointer.shift:
        return before | mine
    if pointer.control:
        return before - mine if mine <= before else before | mine
    return mine


class Tool:
    """A gesture under way. It ends by `canvas.finish()`, or is ended by `cancel`."""

    cursor = Qt.CursorShape.ArrowCursor
    pushes = False
    """Whether the view moves on when the pointer reaches its border."""

    def __init__(self, canvas: CanvasView, start: Pointer) -> None:
        self.canvas = canvas
        self.start = start
        self.moved = False

    def move(self, pointer: Pointer) -> None:
        """The pointer moved; `moved` becomes and stays True once it is a drag."""
        away = pointer.pixel - self.start.pixel
        self.moved = self.moved or bool(np.hypot(*away) >= DRAG_FROM)

    def press(self, pointer: Pointer) -> None:
        """Another press while the gesture goes on."""

    def release(self, pointer: Pointer) -> None:
        """The button was let go."""
        self.canvas.finish()

    def key(self, event: QKeyEvent) -> bool:
        """A key during the gesture; True when it was for the gesture."""
        return False

    def cancel(self) -> None:
        """Esc, or the focus went: leave all as it was."""

    def paint(self, painter: QPainter) -> None:
        """Draws what belongs to the gesture, over everything, in pixels."""
