"""Draws all neurons: bodies, badges, images and names from sheets of small pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from scratchstudio.network import Kind, Neurons
from scratchstudio.studio.canvas import edge_style
from scratchstudio.studio.canvas.edge_strokes import step_colour
from scratchstudio.studio.canvas.neuron_art import (
    DOT,
    EXTENT,
    Look,
    paint_bias,
    paint_chip,
    paint_neuron,
)
from scratchstudio.studio.canvas.picture import RADIUS
from scratchstudio.studio.canvas.primitives import Sheet, faded, font, pill, point
from scratchstudio.studio.canvas.response_sheet import Images, ResponseSheet
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.canvas.viewport import Floats
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.figures import round_figure

NAMES_FROM = 0.48
"""The scale from which names are written."""
BIAS_FROM = 0.4
CHIPS_FROM = 0.9
BIAS_NUMBERS_FROM = 1.6
SHEETS_UP_TO = 3.0
"""Magnified further, the few neurons seen are drawn one by one."""
NAME_WIDTH = 116.0
MOST_NAMES = 1500
DIMMED = 0.28
CORNER = 0.74
"""Where badges stand: so many radii to the side of the centre, and above or below it."""
IMAGE = 0.82
"""Half the side of an image in a body, in radii."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Seen:
    """The neurons inside the view: their rows, centres in pixels and opacities."""

    shot: Shot
    theme: Theme
    rows: Rows
    centres: Floats
    opacity: Floats

    @property
    def scale(self) -> float:
        return self.shot.viewport.scale

    @property
    def radius(self) -> float:
        """Of a body, in pixels."""
        return RADIUS * self.scale

    @property
    def neurons(self) -> Neurons:
        return self.shot.picture.network.neurons

    def where(self, chosen: NDArray[np.bool_]) -> Seen:
        """Those of them for which `chosen`, one a neuron seen, is True."""
        return replace(
            self,
            rows=self.rows[chosen],
            centres=self.centres[chosen],
            opacity=self.opacity[chosen],
        )


class NeuronLayer:
    """The neurons of one canvas, with the sheets it keeps from frame to frame."""

    def __init__(self) -> None:
        self._sheets: dict[str, tuple[tuple[object, ...], Sheet]] = {}
        self._responses = ResponseSheet()
        self._looks: list[Look] = []
        self._look_of_row: Rows = np.zeros(0, dtype=np.intp)
        self._looked_at: tuple[object, ...] = ()

    def forget(self) -> None:
        """Draws everything anew: theme or font changed."""
        self._sheets = {}

    def paint(
        self,
        painter: QPainter,
        shot: Shot,
        biases: tuple[Floats, Floats],
        theme: Theme,
        dimmed: NDArray[np.bool_] | None,
        images: Images | None,
    ) -> None:
        """Draws the neurons that are seen; those where `dimmed` is True only faintly.

        `biases` are those that give the marks their colour, and those that are written.
        """
        seen = _seen(shot, theme, dimmed)
        small = seen.radius * IMAGE < DOT
        pictured = np.zeros(len(seen.neurons), dtype=bool)
        if images is not None and not small:
            theirs, _ = images.rows(seen.neurons.id)
            pictured[theirs] = ~seen.neurons.muted[theirs]
        self._look_at(seen.neurons, pictured)
        self._paint_bodies(painter, seen)
        if images is not None and not small:
            self._paint_images(painter, seen.where(pictured[seen.rows]), images)
        if seen.scale >= BIAS_FROM:
            self._paint_biases(painter, seen, biases[0])
        if seen.scale >= NAMES_FROM and len(seen.rows) <= MOST_NAMES:
            self._paint_names(painter, seen)
        if seen.scale >= BIAS_NUMBERS_FROM:
            _paint_bias_numbers(painter, seen, biases[1])

    def _sheet(self, name: str, key: tuple[object, ...], width: float, height: float) -> Sheet:
        """The sheet of that name, empty when its key is another than the last time."""
        kept = self._sheets.get(name)
        if kept is None or kept[0] != key:
            ratio = key[-1]
            assert isinstance(ratio, float)
            kept = self._sheets[name] = key, Sheet(width, height, ratio)
        return kept[1]

    def _look_at(self, neurons: Neurons, pictured: NDArray[np.bool_]) -> None:
        """Finds the distinct looks, as long as the neurons are the same."""
        state = (neurons, pictured.tobytes())
        if self._looked_at and self._looked_at[0] is neurons and self._looked_at[1] == state[1]:
            return
        self._looked_at = state
        found: dict[tuple[object, ...], int] = {}
        columns = (neurons.kind, neurons.activation, neurons.frozen, neurons.muted, ~pictured)
        self._look_of_row = np.array(
            [
                found.setdefault(values, len(found))
                for values in zip(*(column.tolist() for column in columns), strict=True)
            ],
            dtype=np.intp,
        )
        self._looks = [Look(*values) for values in found]

    def _paint_bodies(self, painter: QPainter, seen: Seen) -> None:
        if seen.scale > SHEETS_UP_TO:
            for row, centre, share in zip(
                seen.rows.tolist(), seen.centres, seen.opacity, strict=True
            ):
                painter.setOpacity(share)
                look = self._looks[self._look_of_row[row]]
                paint_neuron(painter, look, point(centre), seen.radius, seen.theme)
            painter.setOpacity(1.0)
            return
        side = max(2 * EXTENT * seen.radius, 8.0)
        sheet = self._sheet("bodies", (seen.radius, seen.shot.ratio), side, side)

        def paint(picture: QPainter, rect: QRectF, *, look: Look) -> None:
            paint_neuron(picture, look, rect.center(), seen.radius, seen.theme)

        slots = np.array(
            [sheet.slot(look, partial(paint, look=look)) for look in self._looks], dtype=np.intp
        )
        sheet.draw(painter, slots[self._look_of_row[seen.rows]], seen.centres, seen.opacity)

    def _paint_images(self, painter: QPainter, seen: Seen, images: Images) -> None:
        _, mine = images.rows(seen.neurons.id[seen.rows])
        kinds = seen.neurons.kind[seen.rows]
        side = 2 * IMAGE * seen.radius
        self._responses.draw(
            painter, images, mine, kinds, seen.centres, seen.opacity, side, seen.shot.ratio
        )
        if seen.scale < CHIPS_FROM:
            return
        radius = seen.radius * 0.3
        sheet = self._sheet("chips", (radius, seen.shot.ratio), 2 * radius + 2, 2 * radius + 2)

        def paint(picture: QPainter, rect: QRectF, *, look: Look) -> None:
            paint_chip(picture, look, rect.center(), radius, seen.theme)

        seen = seen.where(kinds != Kind.INPUT)
        looks = [self._looks[number] for number in self._look_of_row[seen.rows].tolist()]
        slots = [sheet.slot(look, partial(paint, look=look)) for look in looks]
        places = seen.centres - CORNER * seen.radius
        sheet.draw(painter, np.array(slots, dtype=np.intp), places, seen.opacity)

    def _paint_biases(self, painter: QPainter, seen: Seen, biases: Floats) -> None:
        half = float(np.clip(6.0 * seen.scale, 3.5, 14))
        key = (half, seen.shot.ratio)
        sheet = self._sheet("biases", key, 2 * half + 2, 2 * half + 2)

        def paint(picture: QPainter, rect: QRectF, *, step: int) -> None:
            fill = step_colour(step, seen.theme).name() if step else seen.theme.neuron
            sign = (step > 0) - (step < 0)
            paint_bias(picture, rect.center(), half, fill, sign, seen.theme)

        steps = range(-edge_style.STEPS, edge_style.STEPS + 1)
        slots = np.array([sheet.slot(step, partial(paint, step=step)) for step in steps])
        seen = seen.where(seen.neurons.kind[seen.rows] != Kind.INPUT)
        away = CORNER * seen.radius
        chosen = slots[edge_style.steps(biases[seen.rows]) + edge_style.STEPS]
        sheet.draw(painter, chosen, seen.centres + np.array([-away, away]), seen.opacity)

    def _paint_names(self, painter: QPainter, seen: Seen) -> None:
        letters = int(np.clip(round(12 * seen.scale), 11, 18))
        writing = font(letters)
        metrics = QFontMetricsF(writing)
        room = round(min(NAME_WIDTH - 4, max(150 * seen.scale, 40.0)))
        key = (letters, room, seen.shot.ratio)
        sheet = self._sheet("names", key, NAME_WIDTH, metrics.height() + 2)
        if len(sheet) > 2 * MOST_NAMES:
            del self._sheets["names"]
            sheet = self._sheet("names", key, NAME_WIDTH, metrics.height() + 2)

        def paint(picture: QPainter, rect: QRectF, *, name: str) -> None:
            picture.setFont(writing)
            picture.setPen(QColor(seen.theme.text))
            line = " ".join(name.split())
            short = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
            picture.drawText(rect, Qt.AlignmentFlag.AlignCenter, short)

        slots = np.array(
            [
                sheet.slot(name, partial(paint, name=name))
                for name in seen.neurons.name[seen.rows].tolist()
            ],
            dtype=np.intp,
        )
        below = np.array([0.0, seen.radius + metrics.height() / 2 + 4])
        sheet.draw(painter, slots, seen.centres + below, seen.opacity)


def _seen(shot: Shot, theme: Theme, dimmed: NDArray[np.bool_] | None) -> Seen:
    centres = shot.viewport.to_screen(shot.picture.position)
    reach = RADIUS * shot.viewport.scale * EXTENT + 20
    inside = (centres > -reach) & (centres < (shot.width + reach, shot.height + reach))
    rows = np.flatnonzero(inside.all(axis=1) & ~shot.picture.folded)
    opacity = np.ones(len(rows)) if dimmed is None else np.where(dimmed[rows], DIMMED, 1.0)
    return Seen(shot, theme, rows, centres[rows], opacity)


def _paint_bias_numbers(painter: QPainter, seen: Seen, biases: Floats) -> None:
    painter.setFont(font(11))
    ground = faded(seen.theme.canvas, 0.88)
    metrics = QFontMetricsF(painter.font())
    away = CORNER * seen.radius
    seen = seen.where(seen.neurons.kind[seen.rows] != Kind.INPUT)
    for row, (x, y) in zip(seen.rows.tolist(), seen.centres, strict=True):
        text = "b " + round_figure(biases[row])
        left = x - away - metrics.horizontalAdvance(text) / 2 - 16
        centre = QPointF(left, y + away + 12 - metrics.ascent() / 2)
        pill(painter, centre, text, seen.theme.faint_text, ground)
