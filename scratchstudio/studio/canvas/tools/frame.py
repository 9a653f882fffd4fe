"""Gestures on frames: moved by the title bar with what lies in them, resized by the borders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scratchstudio.network.outlines import SMALLEST_FRAME
from scratchstudio.studio.canvas.carrying import carried
from scratchstudio.studio.canvas.frame_art import CURSORS
from scratchstudio.studio.canvas.picture import GRID, Hit
from scratchstudio.studio.canvas.tools.base import Pointer, Tool, after_click


class FrameTool(Tool):
    """Selects by click; what dragging does is for the classes below."""

    pushes = True

    def __init__(self, canvas, start: Pointer, hit: Hit) -> None:
        super().__init__(canvas, start)
        self._frame = canvas.editor.frame(hit.id)
        self._before = canvas.document.selection
        if hit.id not in self._before and not (start.shift or start.control):
            canvas.document.select([hit.id])

    def _click(self, pointer: Pointer) -> None:
        mine = frozenset([self._frame.id])
        self.canvas.document.select(after_click(pointer, self._before, mine))

    def cancel(self) -> None:
        self.canvas.frames.held = {}
        self.canvas.document.select(self._before)

    def _snapped(self, value: np.ndarray, pointer: Pointer) -> np.ndarray:
        return np.rint(value / GRID) * GRID if self.canvas.snaps != pointer.shift else value


class MoveFrame(FrameTool):
    """Drags frames and what lay in them at the press; with Ctrl only the frames, Alt copies."""

    def move(self, pointer: Pointer) -> None:
        was = self.moved
        super().move(pointer)
        if not self.moved:
            return
        if not was:
            self._begin()
        corner = np.array([self._frame.x, self._frame.y])
        to = self._snapped(corner + pointer.place - self.start.place, pointer)
        self._way = to - corner
        canvas, base = self.canvas, self._base
        canvas.frames.hold(self._frames, self._way)
        rows = base.network.neurons.rows(self._neurons)
        canvas.preview(base.moved(self._neurons, base.position[rows] + self._way), self._neurons)

    def _begin(self) -> None:
        canvas = self.canvas
        self._base = canvas.picture
        if self._frame.id not in canvas.document.selection:
            canvas.document.select([*canvas.document.selection, self._frame.id])
        if self.start.control:
            self._neurons, self._frames = [], [self._frame.id]
        else:
            chosen = canvas.editor.chosen_neurons, canvas.editor.chosen_frames
            self._neurons, self._frames = carried(canvas.picture, *chosen)

    def release(self, pointer: Pointer) -> None:
        canvas = self.canvas
        canvas.frames.held = {}
        canvas.finish()
        if not self.moved:
            self._click(pointer)
            return
        if self.start.alt:
            canvas.attempt(lambda: canvas.editor.duplicate(self._way))
            return
        canvas.attempt(lambda: canvas.editor.move_together(self._neurons, self._frames, self._way))


class ResizeFrame(FrameTool):
    """Drags a border or a corner; what lies in the frame stays where it is."""

    def __init__(self, canvas, start: Pointer, hit: Hit) -> None:
        super().__init__(canvas, start, hit)
        self._side = hit.part.removeprefix("frame_")
        self.cursor = CURSORS[hit.part]
        self._now = self._frame

    def move(self, pointer: Pointer) -> None:
        super().move(pointer)
        if not self.moved:
            return
        frame = self._frame
        low = np.array([frame.x, frame.y])
        high = low + np.array([frame.width, frame.height])
        way = pointer.place - self.start.place
        for axis, (near, far) in enumerate((("w", "e"), ("n", "s"))):
            if near in self._side:
                wished = self._snapped(low + way, pointer)[axis]
                low[axis] = min(wished, high[axis] - SMALLEST_FRAME)
            elif far in self._side:
                wished = self._snapped(high + way, pointer)[axis]
                high[axis] = max(wished, low[axis] + SMALLEST_FRAME)
        (x, y), (width, height) = low.tolist(), (high - low).tolist()
        self._now = replace(frame, x=x, y=y, width=width, height=height)
        self.canvas.frames.held = {frame.id: self._now}
        self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        canvas, now = self.canvas, self._now
        canvas.frames.held = {}
        canvas.finish()
        if not self.moved:
            self._click(pointer)
            return
        canvas.attempt(
            lambda: canvas.editor.shape_frame(now.id, now.x, now.y, now.width, now.height)
        )


def on_frame(canvas, pointer: Pointer, hit: Hit) -> Tool:
    """The gesture that a press on a frame begins."""
    return (MoveFrame if hit.part == "frame" else ResizeFrame)(canvas, pointer, hit)
