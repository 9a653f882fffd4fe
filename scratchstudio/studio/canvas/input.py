"""The canvas's events: mouse, wheel, keys and drops, turned into gestures and commands."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QCursor,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu

from scratchstudio.network import LONGEST_NAME, Kind
from scratchstudio.studio.canvas.entry import Entry, number_of
from scratchstudio.studio.canvas.frame_art import CURSORS as FRAME_CURSORS
from scratchstudio.studio.canvas.help_card import close_help
from scratchstudio.studio.canvas.picture import FRAME_PARTS
from scratchstudio.studio.canvas.primitives import pair
from scratchstudio.studio.canvas.tools.base import ARROWS, Pointer
from scratchstudio.studio.canvas.tools.choice import tool_for
from scratchstudio.studio.canvas.value_edits import SMALL_NUDGE
from scratchstudio.studio.text import tr

COLUMN_MIME = "application/x-scratchstudio-column"
FILE_SUFFIXES = (".csv", ".tsv", ".txt", ".ssproj")
TAP = 0.4
"""Seconds within which Space, pressed and let go without a drag, is play or pause."""
WHEEL = 1.0015
"""Magnification for one eighth of a degree of the wheel; a notch is 120 of them."""

LARGE_NUDGE = 1.0
"""What an arrow key adds to a selected edge's weight with Shift."""
WEIGHT_WAYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
BORDER = 24
"""Pixels from the rim within which a drag moves the view on."""

_NUMERIC = "0123456789.-+−"
_CURSORS = {
    "out": Qt.CursorShape.CrossCursor,
    "layer_top": Qt.CursorShape.SizeVerCursor,
    "layer_bottom": Qt.CursorShape.SizeVerCursor,
    **FRAME_CURSORS,
}
"""Over anything else that can be pressed, the pointer is a hand."""


class CanvasInput:
    """The part of CanvasView that takes events."""

    def _prepare_input(self) -> None:
        self._base = self.picture
        self._held: dict[int, float] = {}
        self._dragged_while_held = False
        self.led_by_mouse = False
        """Whether the mouse, not the keys, did the last thing."""
        self._pushing = QTimer(self)
        self._pushing.setInterval(16)
        self._pushing.timeout.connect(self._push)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def holds(self, key: Qt.Key) -> bool:
        """True while the key is down."""
        return int(key) in self._held

    def show_cursor(self) -> None:
        """The pointer's shape for what a press would do here."""
        if self.tool is not None:
            self.setCursor(self.tool.cursor)
        elif self.holds(Qt.Key.Key_Space):
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self.hover is not None:
            self.setCursor(_CURSORS.get(self.hover.part, Qt.CursorShape.PointingHandCursor))
        else:
            self.unsetCursor()

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.arrive()
        self.led_by_mouse = True
        self._dragged_while_held = True
        pointer = Pointer.of(event, self)
        self.pointer = pointer.pixel
        if self.tool is not None:
            self.tool.press(pointer)
        else:
            # The next gesture: what was said about the last one has been read.
            self.bubble.hide()
            self._forget_cycle()
            self.begin(tool_for(self, pointer))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pointer = Pointer.of(event, self)
        self.pointer = pointer.pixel
        self.led_by_mouse = True
        if self.tool is not None:
            self.tool.move(pointer)
            self._last_pointer = pointer
            if self.tool.pushes and self.tool.moved and self._push_of(pointer).any():
                self._pushing.start()
        self._refresh_hover()

    def _push_of(self, pointer: Pointer) -> np.ndarray:
        """Pixels by which the view moves on: none unless the pointer is at the border."""
        size = np.array([self.width(), self.height()])
        beyond = np.maximum(BORDER - pointer.pixel, 0) - np.maximum(
            pointer.pixel - (size - BORDER), 0
        )
        return np.clip(beyond, -BORDER, BORDER) / 2

    def _push(self) -> None:
        """Moves the view on during a drag, for as long as the pointer stays at the border."""
        push = self._push_of(self._last_pointer) if self.tool is not None else np.zeros(2)
        if not push.any():
            self._pushing.stop()
            return
        self.look(self.viewport.panned(*(float(value) for value in push)))
        self._last_pointer = self._last_pointer.after(self.viewport)
        self.tool.move(self._last_pointer)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.tool is not None:
            self.tool.release(Pointer.of(event, self))
        self._refresh_hover()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        pointer = Pointer.of(event, self)
        self.pointer = pointer.pixel
        if event.button() != Qt.MouseButton.LeftButton or self.tool is not None:
            self.mousePressEvent(event)
            return
        hit = self.hit(pointer.pixel)
        if hit is None:
            self.search_neurons(at_pointer=True)
        elif hit.part == "body":
            self.rename(hit.id)
        elif hit.part == "layer":
            self.ask_layer_name(hit.id)
        elif hit.part in FRAME_PARTS:
            self.edit_frame_title(hit.id)
        elif hit.part == "block":
            self.enter_group(hit.id)
        elif hit.part == "group":
            self.rename_group(hit.id)
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.led_by_mouse = False
        self.layers.point(None)
        if self.hover is not None:
            self.hover = None
            self.update()

    def _refresh_hover(self) -> None:
        found = None
        if self.tool is None and self.led_by_mouse:
            found = self.hit(self.pointer)
        self.layers.point(self.pointer if self.tool is None and self.led_by_mouse else None)
        if found != self.hover or (found is not None and found.part == "edge"):
            self.hover = found
            self.show_cursor()
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.arrive()
        touchpad = _by_fingers(event)
        zooming = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if touchpad and not zooming:
            moved = (
                event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 4
            )
            self.look(self.viewport.panned(moved.x(), moved.y()))
        else:
            turn = event.angleDelta().y() or event.angleDelta().x()
            x, y = pair(event.position())
            self.look(self.viewport.zoomed(WHEEL**turn, float(x), float(y)))
        event.accept()

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and self._takes(event):
            event.accept()
            return True
        if kind == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab and not event.modifiers():
            # The next one is placed by keys, unless the mouse moves again.
            pointed, self.led_by_mouse = self.led_by_mouse, False
            self.search_neurons(at_pointer=pointed)
            return True
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            x, y = pair(event.position())
            self.look(self.viewport.zoomed(1 + event.value(), float(x), float(y)))
            return True
        return super().event(event)

    # Keys.

    def _takes(self, event: QKeyEvent) -> bool:
        """Keys that belong to the canvas although they may be a shortcut elsewhere."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Escape, *ARROWS):
            return plain
        return plain and self._begins_weight(event)

    def _begins_weight(self, event: QKeyEvent) -> bool:
        text = event.text()
        return bool(text) and text in _NUMERIC and bool(self.editor.chosen_edges)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.tool is not None and self.tool.key(event):
            return
        if key == Qt.Key.Key_Escape:
            self.escape()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Y) and not event.modifiers():
            if not event.isAutoRepeat():
                self._held[int(key)] = time.perf_counter()
                self._dragged_while_held = False
                self.show_cursor()
        elif key in WEIGHT_WAYS and self.editor.only_edges_chosen and _plain(event):
            much = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = WEIGHT_WAYS[key] * (LARGE_NUDGE if much else SMALL_NUDGE)
            self.attempt(lambda: self.editor.nudge_weights(step))
        elif key in ARROWS and _plain(event):
            self.led_by_mouse = False
            self.walk(key, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif self._begins_weight(event) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.type_weight(event.text())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat() or event.key() not in self._held:
            super().keyReleaseEvent(event)
            return
        pressed_at = self._held.pop(event.key())
        self.show_cursor()
        quick = time.perf_counter() - pressed_at < TAP
        if event.key() == Qt.Key.Key_Space and quick and not self._dragged_while_held:
            self.trigger("training.play")

    def trigger(self, key: str) -> None:
        """Runs a command of the window, if there is one of that name."""
        for entry in self.actions_registry:
            if entry.key == key:
                entry.action.trigger()

    def escape(self) -> None:
        """Leaves what is under way; with nothing under way, selects nothing."""
        self.bubble.hide()
        self._forget_cycle()
        if close_help(self):
            return
        if self.tool is not None:
            self.tool.cancel()
            self.finish()
        elif self._picked is not None:
            self._picked = None
        elif self.entered and not self.document.selection:
            self.leave_group()
        else:
            self.document.select(())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._held.clear()
        self.show_cursor()
        self.update()
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.neuron_layer.forget()
            self.update()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Shift+Tab leaves the canvas; Tab belongs to the search for neurons."""
        return False if forward else super().focusNextPrevChild(forward)

    # What is typed in place.

    def rename(self, neuron: int) -> None:
        """Lets the person type a neuron's name under it."""
        x, y = self.viewport.to_screen(self.picture.place(neuron))
        at = QPoint(int(x), int(y + 38 * self.viewport.scale))
        name = self.document.network.name(neuron)
        entry = Entry(
            self,
            tr("Name"),
            name,
            at,
            lambda text: self.attempt(lambda: self.editor.rename(neuron, text)),
            longest=LONGEST_NAME,
        )
        entry.follow(self.document, neuron)
        entry.selectAll()

    def type_weight(self, text: str) -> None:
        """Lets the person type the selected edges' weight, beginning with what was typed."""
        edges = self.editor.chosen_edges
        row = self.document.network.edges.rows(edges[:1])
        middle = (self.picture.starts[row[0]] + self.picture.ends[row[0]]) / 2
        x, y = np.clip(self.viewport.to_screen(middle), 0, (self.width(), self.height()))
        at = QPoint(int(x), int(y))
        entry = Entry(self, tr("Weight"), text, at, self._take_weight, longest=40)
        entry.follow(self.document, edges[0])

    def _take_weight(self, typed: str) -> None:
        weight = number_of(typed)
        if weight is None:
            self.say(tr("“{}” is not a number.").format(typed))
            return
        self.attempt(lambda: self.editor.set_weight(self.editor.chosen_edges, weight))

    # Menu and drops.

    def show_menu(self, pointer: Pointer) -> None:
        """The menu of what can be done here."""
        hit = self.hit(pointer.pixel)
        if hit is not None and not self.ids_at(hit) & self.document.selection:
            self.document.select(self.ids_at(hit))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu, hit)
        menu.popup(self.mapToGlobal(QPoint(*(int(v) for v in pointer.pixel))))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(COLUMN_MIME) or _files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = _files(event)
        if files:
            self.filesDropped.emit(files)
        else:
            column = bytes(event.mimeData().data(COLUMN_MIME).data()).decode("utf-8", "replace")
            place = np.rint(self.viewport.to_canvas(pair(event.position())) / 10) * 10
            self.attempt(lambda: self.editor.add(Kind.INPUT, place, column=column))
        event.acceptProposedAction()

    def canvas_pointer(self) -> np.ndarray | None:
        """The canvas point under the pointer, or None when the pointer is elsewhere."""
        local = pair(self.mapFromGlobal(QCursor.pos()))
        if self.led_by_mouse and self.rect().contains(QPoint(*(int(v) for v in self.pointer))):
            return self.viewport.to_canvas(self.pointer)
        return self.viewport.to_canvas(local) if self.underMouse() else None


def _by_fingers(event: QWheelEvent) -> bool:
    """Whether fingers on a touchpad scroll: under Wayland only that it has phases tells them."""
    known = event.device().type() == QInputDevice.DeviceType.TouchPad
    return known or event.phase() != Qt.ScrollPhase.NoScrollPhase


def _plain(event: QKeyEvent) -> bool:
    """Whether no key is held but Shift, and whichever marks the number pad."""
    shift, pad = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
    return not event.modifiers() & ~(shift | pad)


def _files(event: QDropEvent) -> list[str]:
    paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return [p for p in paths if p.lower().endswith(FILE_SUFFIXES) or Path(p).is_dir()]
