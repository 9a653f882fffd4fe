"""How frames look, below edges and neurons, and which part of one is under the pointer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from scratchstudio.network import Frame
from scratchstudio.studio.canvas.frame_notes import floor
from scratchstudio.studio.canvas.frames import frame_name
from scratchstudio.studio.canvas.picture import FRAME_SIDES, Hit
from scratchstudio.studio.canvas.primitives import faded, font, pen
from scratchstudio.studio.canvas.viewport import Viewport
from scratchstudio.studio.theme import Theme, blend

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

FILL = {False: 0.09, True: 0.15}
BAR = {False: 0.22, True: 0.34}
"""How much of a frame's colour its inside and its title bar let through, light and dark."""
TITLE, NOTE = 14.0, 13.0
"""Heights of the writing at 100 %, in pixels."""
SMALLEST_WRITING, LARGEST_WRITING = 11.0, 20.0
NOTES_FROM = 0.4
"""The scale from which comments are read; they are never written smaller than the smallest."""
ROUND = 4.0
REACH = 5.0
"""Pixels from a border within which it is gripped."""
CORNER = 12.0
BESIDE = 14.0
"""Pixels between a title and a comment that follows it."""
SHORTEST_TITLE = 34.0
"""Pixels of width below which a title is not written."""
NARROWEST = 16.0
"""Pixels of width below which a frame has no title."""
LONGEST_TAB = 180.0
"""Pixels that the title of a narrow frame may take, where no other frame is in its way."""
MOST_TABS = 200
"""Frames in view from which on no title reaches beyond its frame."""
SHAPES: Mapping[str, Qt.CursorShape] = {
    "w": Qt.CursorShape.SizeHorCursor,
    "e": Qt.CursorShape.SizeHorCursor,
    "n": Qt.CursorShape.SizeVerCursor,
    "s": Qt.CursorShape.SizeVerCursor,
    "nw": Qt.CursorShape.SizeFDiagCursor,
    "se": Qt.CursorShape.SizeFDiagCursor,
    "ne": Qt.CursorShape.SizeBDiagCursor,
    "sw": Qt.CursorShape.SizeBDiagCursor,
}
CURSORS = {f"frame_{side}": SHAPES[side] for side in FRAME_SIDES}


def frame_ink(theme: Theme, colour: int) -> str:
    """One of the eight colours of frames in a theme."""
    return theme.classes[colour % len(theme.classes)]


def frame_box(frame: Frame, viewport: Viewport) -> QRectF:
    """A frame's outline, in pixels."""
    left, top = viewport.to_screen((frame.x, frame.y)).tolist()
    return QRectF(left, top, frame.width * viewport.scale, frame.height * viewport.scale)


@dataclass(frozen=True)
class Placed:
    """A frame, where it stands and where its title does, in pixels; no bar without a title.

    The title of a narrow frame stands on a tab that reaches beyond its right border.
    """

    frame: Frame
    box: QRectF
    bar: QRectF


class Frames:
    """The frames on one canvas: what is painted of them, and what is under the pointer."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self.held: dict[int, Frame] = {}
        """How frames are shown while they are dragged, by id."""

    def hold(self, ids: Iterable[int], way: np.ndarray) -> None:
        """Shows these frames so far from where they are."""
        x, y = way.tolist()
        chosen = set(ids)
        self.held = {
            each.id: replace(each, x=each.x + x, y=each.y + y)
            for each in self._canvas.document.network.frames
            if each.id in chosen
        }

    # What lies where.

    def shown(self) -> list[Frame]:
        """The frames in view, the larger first, so that one in another lies on it."""
        canvas = self._canvas
        view = QRectF(canvas.rect())
        frames = [self.held.get(each.id, each) for each in canvas.document.network.frames]
        seen = [each for each in frames if frame_box(each, canvas.viewport).intersects(view)]
        return sorted(seen, key=lambda each: -each.width * each.height)

    def placed(self) -> list[Placed]:
        """Where the frames in view and their titles stand, in pixels."""
        frames = self.shown()
        boxes = [frame_box(each, self._canvas.viewport) for each in frames]
        return [
            Placed(frame, box, self._bar(frame, box, boxes))
            for frame, box in zip(frames, boxes, strict=True)
        ]

    def _bar(self, frame: Frame, box: QRectF, boxes: list[QRectF]) -> QRectF:
        metrics = QFontMetricsF(_writing(TITLE, self._canvas.viewport.scale, bold=True))
        bar = QRectF(box.left(), box.top(), box.width(), metrics.height() + 8)
        if box.width() < NARROWEST or box.height() < bar.height():
            return QRectF()
        if box.width() < LONGEST_TAB and len(boxes) <= MOST_TABS:
            needed = metrics.horizontalAdvance(frame_name(frame)) + 2 * _indent(box) + 2
            bar.setWidth(max(box.width(), min(needed, LONGEST_TAB)))
            for other in boxes:
                beside = other.left() >= box.right() and other.intersects(bar)
                if beside:
                    bar.setRight(max(other.left() - 4, box.right()))
        return bar if bar.width() >= SHORTEST_TITLE else QRectF()

    def hit(self, pixel: np.ndarray) -> Hit | None:
        """The title bar or border under a pixel; the inside of a frame is as empty canvas."""
        at = QPointF(*(float(value) for value in pixel))
        for each in reversed(self.placed()):
            side = _side(each.box, at)
            if side:
                return Hit(f"frame_{side}", each.frame.id)
            if each.bar.contains(at):
                return Hit("frame", each.frame.id)
        return None

    def ground(self, at: QPointF) -> str:
        """The colour of the canvas at a pixel, as the frames there tint it."""
        theme = self._canvas.theme
        colour = theme.canvas
        for frame in self.shown():
            if frame_box(frame, self._canvas.viewport).contains(at):
                colour = blend(colour, frame_ink(theme, frame.colour), FILL[theme.dark])
        return colour

    # How it looks.

    def paint(self, painter: QPainter) -> None:
        """Draws all frames in view."""
        for each in self.placed():
            self._paint(painter, each)

    def _paint(self, painter: QPainter, placed: Placed) -> None:
        canvas, theme = self._canvas, self._canvas.theme
        frame, box, bar = placed.frame, placed.box, placed.bar
        ink = frame_ink(theme, frame.colour)
        # Qt is slow at shapes that reach far beyond the view.
        view = QRectF(canvas.rect()).adjusted(-60, -60, 60, 60)
        inside = box.intersected(view)
        # Plain rectangles fill many times faster, and what they tint beyond the small round
        # corners is not seen.
        painter.fillRect(inside, faded(ink, FILL[theme.dark]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._border(frame, ink))
        if bar.width() > box.width():
            painter.drawRoundedRect(inside, ROUND, ROUND)
            # A tab lies on the frame's border, which would strike the title out.
            painter.setBrush(QColor(blend(theme.canvas, ink, BAR[theme.dark])))
            painter.drawRoundedRect(bar, ROUND, ROUND)
        else:
            painter.fillRect(bar.intersected(inside), faded(ink, BAR[theme.dark]))
            painter.drawRoundedRect(inside, ROUND, ROUND)
        if not bar.isEmpty():
            self._write(painter, placed)

    def _border(self, frame: Frame, ink: str) -> QPen:
        canvas, theme = self._canvas, self._canvas.theme
        if frame.id in canvas.document.selection:
            return pen(theme.selection, 2.5)
        hovered = canvas.hover
        if hovered is not None and hovered.part.startswith("frame") and hovered.id == frame.id:
            return pen(ink, 2.0)
        return pen(faded(ink, 0.75), 1.2)

    def _write(self, painter: QPainter, placed: Placed) -> None:
        theme, scale, frame = self._canvas.theme, self._canvas.viewport.scale, placed.frame
        painter.save()
        painter.setClipRect(placed.box.united(placed.bar), Qt.ClipOperation.IntersectClip)
        writing = _writing(TITLE, scale, bold=True)
        painter.setFont(writing)
        painter.setPen(QColor(theme.text if frame.title.strip() else theme.faint_text))
        indent = _indent(placed.box)
        room = placed.bar.adjusted(indent, 0, -indent, 0)
        title = QFontMetricsF(writing).elidedText(
            frame_name(frame), Qt.TextElideMode.ElideRight, room.width()
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(flags) | int(Qt.TextFlag.TextSingleLine), title)
        if frame.note.strip() and scale >= NOTES_FROM:
            beside = QFontMetricsF(writing).horizontalAdvance(title)
            self._write_note(painter, placed, beside)
        painter.restore()

    def _write_note(self, painter: QPainter, placed: Placed, beside: float) -> None:
        """The comment, as many lines as there is room for; without any, it follows the title."""
        canvas, theme = self._canvas, self._canvas.theme
        frame, bar = placed.frame, placed.bar
        writing = _writing(NOTE, canvas.viewport.scale)
        painter.setFont(writing)
        painter.setPen(QColor(blend(theme.faint_text, theme.text, 0.4)))
        high, indent = QFontMetricsF(writing).lineSpacing(), _indent(placed.box)
        room = bar.adjusted(indent, 0, -indent, 0)
        room.setWidth(placed.box.width() - 2 * indent)
        bottom = floor(canvas.picture, frame, canvas.viewport.scale)
        below = float(canvas.viewport.to_screen((0.0, bottom))[1]) - bar.bottom() - 5
        lines = wrapped(frame.note, writing.toString(), room.width(), int(below // high))
        places = [
            QRectF(room.left(), bar.bottom() + 5 + number * high, room.width(), high)
            for number in range(len(lines))
        ]
        if not lines:
            places = [bar.adjusted(indent + beside + BESIDE, 0, -indent, 0)]
            lines = wrapped(frame.note, writing.toString(), places[0].width(), 1) or ("…",)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for place, line in zip(places, lines, strict=False):
            painter.drawText(place, int(flags) | int(Qt.TextFlag.TextSingleLine), line)


def _indent(box: QRectF) -> float:
    """Pixels between a frame's border and what is written in it."""
    return 10.0 if box.width() >= LONGEST_TAB / 2 else 6.0


def _writing(height: float, scale: float, *, bold: bool = False) -> QFont:
    return font(float(np.clip(height * scale, SMALLEST_WRITING, LARGEST_WRITING)), bold=bold)


@lru_cache(maxsize=256)
def wrapped(text: str, writing: str, width: float, most: int) -> tuple[str, ...]:
    """A text in lines of at most so many pixels; of more than `most` the last is cut short."""
    if most < 1 or width < SHORTEST_TITLE:
        return ()
    face = QFont()
    face.fromString(writing)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    lines: list[str] = []
    for paragraph in text.splitlines():
        layout = QTextLayout(paragraph, face)
        layout.setTextOption(option)
        layout.beginLayout()
        begin = 0
        # Positions are in UTF-16, of which an emoji takes two.
        units = paragraph.encode("utf-16-le", "replace")
        while len(lines) <= most:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            end = begin + line.textLength()
            lines.append(units[2 * begin : 2 * end].decode("utf-16-le", "replace").rstrip())
            begin = end
        layout.endLayout()
        if len(lines) > most:
            break
    if len(lines) <= most:
        return tuple(lines)
    metrics = QFontMetricsF(face)
    last = metrics.elidedText(f"{lines[most - 1]} …", Qt.TextElideMode.ElideRight, width)
    return (*lines[: most - 1], last)


def _side(box: QRectF, at: QPointF) -> str:
    """Which border or corner of a box is under a pixel: of "n", "s", "w", "e", or ""."""
    if not box.adjusted(-REACH, -REACH, REACH, REACH).contains(at):
        return ""
    away = {
        "n": abs(at.y() - box.top()),
        "s": abs(at.y() - box.bottom()),
        "w": abs(at.x() - box.left()),
        "e": abs(at.x() - box.right()),
    }
    if min(away.values()) > REACH:
        return ""
    # Near a corner both borders are meant.
    upright = next((side for side in "ns" if away[side] <= CORNER), "")
    level = next((side for side in "we" if away[side] <= CORNER), "")
    if upright and level:
        return upright + level
    return min(away, key=lambda side: away[side])


def paint_small(canvas: CanvasView, painter: QPainter, viewport: Viewport) -> None:
    """The frames on the minimap."""
    for frame in canvas.document.network.frames:
        ink = frame_ink(canvas.theme, frame.colour)
        painter.setPen(pen(faded(ink, 0.5)))
        painter.setBrush(faded(ink, 0.15))
        painter.drawRect(frame_box(frame, viewport))
