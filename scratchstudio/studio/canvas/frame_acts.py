"""What the canvas does with frames where something is asked, shown or said."""

from __future__ import annotations

from textwrap import fill

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QIcon,
    QKeyEvent,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import QMenu, QToolTip

from scratchstudio.network import Frame
from scratchstudio.network.outlines import COLOURS, LONGEST_NOTE, LONGEST_TITLE
from scratchstudio.studio.canvas.carrying import contents
from scratchstudio.studio.canvas.entry import Entry
from scratchstudio.studio.canvas.frame_art import Frames, frame_box, frame_ink
from scratchstudio.studio.canvas.frames import EMPTY_SIZE, colour_names, frame_name
from scratchstudio.studio.canvas.note_entry import NoteEntry
from scratchstudio.studio.canvas.picture import FRAME_PARTS, Hit
from scratchstudio.studio.canvas.primitives import pair, pen
from scratchstudio.studio.text import as_written, tr

SWATCH = 16
LONGEST_LINE = 64
"""Letters of a line of a tooltip."""


class FrameActs:
    """The part of CanvasView that knows frames."""

    def _prepare_frames(self) -> None:
        self.frames = Frames(self)
        self.edge_layer.below = self.paint_behind
        self.document.selectionChanged.connect(self._tell_frame)

    def paint_behind(self, painter: QPainter) -> None:
        """Paints what lies below the edges."""
        self.frames.paint(painter)
        self.layers.paint(painter)

    def hit_behind(self, pixel: np.ndarray) -> Hit | None:
        """The part of a layer or a frame under a pixel where no neuron and no edge is."""
        return self.layers.hit(pixel) or self.frames.hit(pixel)

    # Making and moving.

    def draw_frame(self) -> None:
        """Draws a frame round the selection, or an empty one at the pointer; asks for a title."""
        place = self.canvas_pointer()
        if place is None:
            middle = self.viewport.to_canvas((self.width() / 2, self.height() / 2))
            place = middle - np.array(EMPTY_SIZE) / 2

        def act() -> None:
            id_ = self.editor.add_frame(place)
            self.edit_frame_title(id_)

        self.attempt(act)

    def nudge(self, step: np.ndarray) -> None:
        """Moves what is selected a little."""
        self.attempt(lambda: self.editor.nudge_chosen(step))

    def fit_frame(self) -> None:
        """Makes the selected frame as large as what lies in it needs."""
        self.attempt(lambda: self.editor.fit_frame(self.editor.frame_meant().id))

    def grow_frame(self, wider: float, higher: float) -> None:
        """Moves the selected frame's right and lower border."""
        self.attempt(lambda: self.editor.grow_frame(self.editor.frame_meant().id, wider, higher))

    # Typing.

    def rename_chosen(self) -> None:
        """Lets the person type the name of the selected neuron, block or frame."""
        block = self.chosen_group()
        if block in {each.id for each in self.picture.blocks}:
            self.rename_group(block)
        elif self.editor.chosen_neurons:
            self.rename(self.editor.chosen_neurons[-1])
        else:
            self.attempt(lambda: self.edit_frame_title(self.editor.frame_meant().id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() and self.editor.chosen_frames:
            self.edit_frame_title(self.editor.chosen_frames[-1])
        else:
            super().keyPressEvent(event)

    def _corner_of(self, frame: Frame) -> QPoint:
        box = frame_box(frame, self.viewport).intersected(QRectF(self.rect()))
        corner = box.topLeft() if not box.isEmpty() else QPointF(self.rect().center())
        return corner.toPoint()

    def edit_frame_title(self, id_: int) -> None:
        """Lets the person type a frame's title on its title bar."""
        frame = self.editor.frame(id_)
        entry = Entry(
            self,
            tr("Title"),
            frame.title,
            self._corner_of(frame) + QPoint(83, 12),
            lambda text: self.attempt(lambda: self.editor.retitle_frame(id_, text)),
            longest=LONGEST_TITLE,
        )
        entry.follow(self.document, id_)
        entry.selectAll()

    def edit_frame_note(self) -> None:
        """Lets the person type the selected frame's comment."""

        def act() -> None:
            frame = self.editor.frame_meant()
            NoteEntry(
                self,
                tr("Comment"),
                frame.note,
                self._corner_of(frame) + QPoint(8, 30),
                lambda text: self.attempt(lambda: self.editor.note_frame(frame.id, text)),
                longest=LONGEST_NOTE,
            ).follow(self.document, frame.id)

        self.attempt(act)

    # Selecting and telling.

    def select_in_frame(self) -> None:
        """Selects the neurons that lie in the selected frames."""
        neurons, _ = contents(self.picture, self.editor.chosen_frames)
        if neurons:
            self.document.select(neurons)
        else:
            self.say(tr("Nothing lies in this frame."))

    def select_next_frame(self) -> None:
        """Selects the next frame, from the upper left to the lower right, and shows it."""
        frames = sorted(self.document.network.frames, key=lambda each: (each.x, each.y, each.id))
        if not frames:
            self.say(tr("There is no frame. C draws one."))
            return
        chosen = self.editor.chosen_frames
        at = next((row for row, each in enumerate(frames) if each.id in chosen), -1)
        frame = frames[(at + 1) % len(frames)]
        self.document.select([frame.id])
        self.show_frame(frame.id)

    def show_frame(self, id_: int) -> None:
        """Moves the view, if need be, until a frame is seen."""
        frame = self.editor.frame(id_)
        if not QRectF(self.rect()).contains(frame_box(frame, self.viewport)):
            middle = frame.x + frame.width / 2, frame.y + frame.height / 2
            self.glide_to(self.viewport.centred(middle, self.width(), self.height()))

    def tip_at(self, pixel: np.ndarray) -> str:
        """What a tooltip says at a pixel: the whole title and comment of a frame, or ""."""
        hit = self.hit(pixel)
        if hit is None or hit.part not in FRAME_PARTS:
            return ""
        frame = self.editor.frame(hit.id)
        lines = [frame_name(frame), *frame.note.splitlines()]
        return as_written("\n".join(fill(line, LONGEST_LINE) for line in lines))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(pair(event.pos())), self)
            return True
        return super().event(event)

    def frame_in_words(self, id_: int) -> str:
        """A frame as a screen reader says it."""
        frame = self.editor.frame(id_)
        count = len(contents(self.picture, [id_])[0])
        words = [
            tr("Frame “{}”").format(frame_name(frame)),
            tr("1 neuron inside") if count == 1 else tr("{} neurons inside").format(count),
            colour_names()[frame.colour].lower(),
        ]
        return ", ".join(words) + "." + (f" {frame.note}" if frame.note else "")

    def _tell_frame(self) -> None:
        chosen = self.editor.chosen_frames
        if chosen and not self.editor.chosen_neurons:
            self.setAccessibleDescription(self.frame_in_words(chosen[-1]))
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    # Menu.

    def add_frame_menu(self, menu: QMenu, hit: Hit | None) -> None:
        """The choice of colours, when the menu is a frame's."""
        if hit is None or hit.part not in FRAME_PARTS:
            return
        colours = menu.addMenu(tr("Colour"))
        for number in range(COLOURS):
            colours.addAction(self.actions_registry[f"network.frame_colour_{number}"])

    def dress_frames(self) -> None:
        """Gives the commands for colours their swatches, in the colours of the theme."""
        for number in range(COLOURS):
            swatch = QPixmap(SWATCH, SWATCH)
            swatch.fill(Qt.GlobalColor.transparent)
            painter = QPainter(swatch)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen(self.theme.text, 1.0))
            painter.setBrush(pen(frame_ink(self.theme, number)).color())
            painter.drawRoundedRect(QRectF(1.5, 1.5, SWATCH - 3, SWATCH - 3), 3, 3)
            painter.end()
            self.actions_registry[f"network.frame_colour_{number}"].setIcon(QIcon(swatch))
