"""Moves the view: middle button, right button, or Space and left. A right click is the menu."""

from __future__ import annotations

from PySide6.QtCore import Qt

from scratchstudio.studio.canvas.tools.base import Pointer, Tool


class Pan(Tool):
    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, canvas, start: Pointer) -> None:
        super().__init__(canvas, start)
        self._last = start.pixel

    def move(self, pointer: Pointer) -> None:
        super().move(pointer)
        if self.moved:
            right, down = pointer.pixel - self._last
            self._last = pointer.pixel
            self.canvas.look(self.canvas.viewport.panned(float(right), float(down)))

    def release(self, pointer: Pointer) -> None:
        self.canvas.finish()
        if not self.moved and self.start.button == Qt.MouseButton.RightButton:
            self.canvas.show_menu(self.start)
