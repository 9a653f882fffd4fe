"""Marks on neurons that ail: dead ones are hatched, saturated ones have full ends, both a badge."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath

from scratchstudio.studio.canvas.neuron_art import DOT, EXTENT
from scratchstudio.studio.canvas.neuron_layer import CORNER, DIMMED, SHEETS_UP_TO
from scratchstudio.studio.canvas.picture import RADIUS
from scratchstudio.studio.canvas.primitives import Sheet, faded, font, pen, pill, point
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme

WORDS_FROM = 0.85
"""The scale from which the badge is a word; below, it is a sign."""
LETTERS = 11
HATCHES = 5
FULL = 0.62
"""How far from the centre the full ends of a saturated neuron begin, in radii."""
DEAD, SATURATED = "dead", "saturated"

Ids = NDArray[np.int64]
NOBODY = np.zeros(0, dtype=np.int64)


class Ailing:
    """Which neurons ail, and a sheet with the marks for them, kept from frame to frame."""

    def __init__(self) -> None:
        self._ids: dict[str, Ids] = {DEAD: NOBODY, SATURATED: NOBODY}
        self._sheet: tuple[tuple[object, ...], Sheet] | None = None

    def show(self, dead: Sequence[int], saturated: Sequence[int]) -> None:
        """Marks these neurons, by id, and no others; those that are gone are left out."""
        self._ids = {
            DEAD: np.array(sorted(dead), dtype=np.int64),
            SATURATED: np.array(sorted(saturated), dtype=np.int64),
        }

    def paint(
        self, painter: QPainter, shot: Shot, theme: Theme, dimmed: NDArray[np.bool_] | None
    ) -> None:
        """Draws the marks that are seen, over the bodies."""
        for kind, ids in self._ids.items():
            rows = _rows(shot, ids)
            if len(rows):
                centres = shot.viewport.to_screen(shot.picture.position[rows])
                faint = np.zeros(len(rows), dtype=bool) if dimmed is None else dimmed[rows]
                self._paint(painter, shot, theme, kind, centres, np.where(faint, DIMMED, 1.0))

    def _paint(
        self,
        painter: QPainter,
        shot: Shot,
        theme: Theme,
        kind: str,
        centres: NDArray[np.float64],
        opacity: NDArray[np.float64],
    ) -> None:
        radius, letters = RADIUS * shot.viewport.scale, font(LETTERS, bold=True)
        word = shot.viewport.scale >= WORDS_FROM
        if shot.viewport.scale > SHEETS_UP_TO:
            for centre, share in zip(centres, opacity.tolist(), strict=True):
                painter.setOpacity(share)
                paint_mark(painter, kind, point(centre), radius, theme, letters, word=word)
            painter.setOpacity(1.0)
            return

        def paint(picture: QPainter, rect: QRectF, *, kind: str) -> None:
            paint_mark(picture, kind, rect.center(), radius, theme, letters, word=word)

        sheet = self._sheet_for(radius, letters, theme, shot.ratio)
        slot = sheet.slot(kind, partial(paint, kind=kind))
        sheet.draw(painter, np.full(len(centres), slot, dtype=np.intp), centres, opacity)

    def _sheet_for(self, radius: float, letters: QFont, theme: Theme, ratio: float) -> Sheet:
        key = (radius, letters.pixelSize(), theme.key, ratio)
        if self._sheet is None or self._sheet[0] != key:
            # Room for a word at the corner, which is as wide however small the neuron is.
            side = max(2 * EXTENT * radius, 2 * CORNER * radius + 7.0 * letters.pixelSize())
            self._sheet = key, Sheet(side, side, ratio)
        return self._sheet[1]


def _rows(shot: Shot, ids: Ids) -> NDArray[np.intp]:
    """The neuron rows of these ids that are drawn and seen."""
    neurons = shot.picture.network.neurons
    if not len(ids) or not len(neurons):
        return np.zeros(0, dtype=np.intp)
    rows = np.flatnonzero(np.isin(neurons.id, ids) & ~shot.picture.folded)
    centres = shot.viewport.to_screen(shot.picture.position[rows])
    reach = RADIUS * shot.viewport.scale * EXTENT + 40
    seen = (centres > -reach) & (centres < (shot.width + reach, shot.height + reach))
    found: NDArray[np.intp] = rows[seen.all(axis=1)]
    return found


def paint_mark(
    painter: QPainter,
    kind: str,
    centre: QPointF,
    radius: float,
    theme: Theme,
    letters: QFont,
    *,
    word: bool,
) -> None:
    """Draws one mark over a neuron's body; `word` says whether there is room for its name."""
    if radius < DOT:
        half = max(0.8 * radius, 3.0)
        _paint_cross(painter, centre, half, theme, upright=kind == SATURATED)
        return
    body = QPainterPath()
    body.addEllipse(centre, radius * 0.93, radius * 0.93)
    (_paint_hatches if kind == DEAD else _paint_ends)(painter, body, centre, radius, theme)
    corner = centre + QPointF(CORNER * radius, CORNER * radius)
    if word:
        painter.setFont(letters)
        name = tr("dead") if kind == DEAD else tr("sat.")
        pill(painter, corner, name, theme.canvas, QColor(theme.warning))
    else:
        half = max(radius * 0.3, 4.0)
        painter.setPen(pen(theme.canvas, 1.0))
        painter.setBrush(QColor(theme.warning))
        painter.drawEllipse(corner, half, half)
        _paint_cross(painter, corner, half * 0.5, theme, upright=kind == SATURATED, on_badge=True)


def _paint_hatches(
    painter: QPainter, body: QPainterPath, centre: QPointF, radius: float, theme: Theme
) -> None:
    """Lines that fall to the right, where those of a muted neuron rise."""
    painter.save()
    painter.setClipPath(body)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(body, faded(theme.neuron, 0.5))
    painter.setPen(pen(theme.warning, float(np.clip(radius * 0.07, 1.2, 4.0))))
    for offset in np.linspace(-1.6, 1.6, HATCHES) * radius:
        middle = centre + QPointF(float(offset), 0)
        painter.drawLine(middle - QPointF(radius, radius), middle + QPointF(radius, radius))
    painter.restore()


def _paint_ends(
    painter: QPainter, body: QPainterPath, centre: QPointF, radius: float, theme: Theme
) -> None:
    """Both ends filled up, as a gauge that is always at one of them."""
    painter.save()
    painter.setClipPath(body)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(theme.warning, 0.9))
    height = radius * (1 - FULL)
    for top in (centre.y() - radius, centre.y() + FULL * radius):
        painter.drawRect(QRectF(centre.x() - radius, top, 2 * radius, height))
    painter.restore()


def _paint_cross(
    painter: QPainter,
    centre: QPointF,
    half: float,
    theme: Theme,
    *,
    upright: bool,
    on_badge: bool = False,
) -> None:
    """A cross for dead, two bars for saturated."""
    ink = theme.canvas if on_badge else theme.warning
    painter.setPen(pen(ink, max(half * 0.4, 1.2)))
    corners = [QPointF(x, y) * half + centre for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    for first, last in ((0, 1), (2, 3)) if upright else ((0, 2), (1, 3)):
        painter.drawLine(corners[first], corners[last])
