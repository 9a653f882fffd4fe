"""Draws all neurons: bodies and badges from sheets of small pictures, names beside them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from scratchstudio.network import Kind
from scratchstudio.studio.canvas import edge_style
from scratchstudio.studio.canvas.edge_strokes import step_colour
from scratchstudio.studio.canvas.neuron_art import DOT, EXTENT, Look, paint_bias, paint_neuron
from scratchstudio.studio.canvas.picture import RADIUS
from scratchstudio.studio.canvas.primitives import Sheet, font, point
from scratchstudio.studio.canvas.response_sheet import Images, ResponseSheet
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.canvas.viewport import Floats
from scratchstudio.studio.theme import Theme

NAMES_FROM = 0.55
"""The scale from which names are written."""
BIAS_FROM = 0.45
BIAS_NUMBERS_FROM = 1.6
SHEETS_UP_TO = 3.0
"""Magnified further, the few neurons seen are drawn one by one."""
NAME_WIDTH = 116.0
MOST_NAMES = 1500
DIMMED = 0.28

Rows = NDArray[np.intp]


class NeuronLayer:
    """The neurons of one canvas, with the sheets it keeps from frame to frame."""

    def __init__(self) -> None:
        self._bodies: Sheet | None = None
        self._badges: Sheet | None = None
        self._names: Sheet | None = None
        self._responses = ResponseSheet()
        self._sizes: tuple[object, ...] = ()
        self._looks: list[Look] = []
        self._look_of_row = np.zeros(0, dtype=np.intp)
        self._looked_at: object = None
        self._letters = 0

    def forget(self) -> None:
        """Draws everything anew: the theme changed."""
        self._sizes = ()
        self._names = None

    def paint(
        self,
        painter: QPainter,
        shot: Shot,
        biases: Floats,
        theme: Theme,
        dimmed: NDArray[np.bool_] | None,
        responses: Images | None,
    ) -> None:
        """Draws the neurons that are seen; those where `dimmed` is True only faintly."""
        scale = shot.viewport.scale
        centres = shot.viewport.to_screen(shot.picture.position)
        reach = RADIUS * scale * EXTENT + 20
        seen = np.all((centres > -reach) & (centres < (shot.width + reach, shot.height + reach)), 1)
        rows = np.flatnonzero(seen)
        centres = centres[rows]
        opacity = np.ones(len(rows)) if dimmed is None else np.where(dimmed[rows], DIMMED, 1.0)
        self._look_at(shot)
        self._paint_bodies(painter, shot, rows, centres, opacity, theme)
        if responses is not None:
            self._paint_responses(painter, shot, rows, centres, responses)
        if scale >= BIAS_FROM:
            self._paint_biases(painter, shot, rows, centres, biases, opacity, theme)
        if scale >= NAMES_FROM and len(rows) <= MOST_NAMES:
            self._paint_names(painter, shot, rows, centres, opacity, theme)
        if scale >= BIAS_NUMBERS_FROM:
            self._paint_bias_numbers(painter, shot, rows, centres, biases, theme)

    def _look_at(self, shot: Shot) -> None:
        neurons = shot.picture.network.neurons
        if self._looked_at is not neurons:
            self._looked_at = neurons
            found: dict[tuple[object, ...], int] = {}
            columns = (neurons.kind, neurons.activation, neurons.frozen, neurons.muted)
            self._look_of_row = np.array(
                [
                    found.setdefault(values, len(found))
                    for values in zip(*(column.tolist() for column in columns), strict=True)
                ],
                dtype=np.intp,
            )
            self._looks = [Look(*values) for values in found]

    def _paint_bodies(
        self,
        painter: QPainter,
        shot: Shot,
        rows: Rows,
        centres: Floats,
        opacity: Floats,
        theme: Theme,
    ) -> None:
        radius = RADIUS * shot.viewport.scale
        if shot.viewport.scale > SHEETS_UP_TO:
            for row, centre, share in zip(rows.tolist(), centres, opacity, strict=True):
                painter.setOpacity(share)
                look = self._looks[self._look_of_row[row]]
                paint_neuron(painter, look, point(centre), radius, theme)
            painter.setOpacity(1.0)
            return
        sizes = (radius, shot.ratio)
        if self._bodies is None or self._sizes != sizes:
            side = max(2 * EXTENT * radius, 8.0)
            self._bodies, self._sizes = Sheet(side, side, shot.ratio), sizes

        def paint(look: Look, picture: QPainter, rect: QRectF) -> None:
            paint_neuron(picture, look, rect.center(), radius, theme)

        sheet = self._bodies
        slots = np.array(
            [sheet.slot(look, lambda p, r, look=look: paint(look, p, r)) for look in self._looks],
            dtype=np.intp,
        )
        sheet.draw(painter, slots[self._look_of_row[rows]], centres, opacity)

    def _paint_responses(
        self, painter: QPainter, shot: Shot, rows: Rows, centres: Floats, responses: Images
    ) -> None:
        half = RADIUS * shot.viewport.scale * 0.82
        if half >= DOT:
            neurons = shot.picture.network.neurons
            theirs, mine = responses.rows(neurons.id[rows])
            kinds = neurons.kind[rows[theirs]]
            self._responses.draw(
                painter, responses, mine, kinds, centres[theirs], 2 * half, shot.ratio
            )

    def _paint_biases(
        self,
        painter: QPainter,
        shot: Shot,
        rows: Rows,
        centres: Floats,
        biases: Floats,
        opacity: Floats,
        theme: Theme,
    ) -> None:
        half = float(np.clip(6.0 * shot.viewport.scale, 3.5, 14))
        key = (theme.key, half, shot.ratio)
        if self._badges is None or self._badges_key != key:
            self._badges, self._badges_key = Sheet(2 * half + 2, 2 * half + 2, shot.ratio), key
            for step in range(-edge_style.STEPS, edge_style.STEPS + 1):
                fill = step_colour(step, theme).name()
                self._badges.slot(
                    step,
                    lambda p, r, fill=fill, step=step: paint_bias(
                        p, r.center(), half, fill, (step > 0) - (step < 0), theme
                    ),
                )
        having = shot.picture.network.neurons.kind[rows] != Kind.INPUT
        slots = edge_style.steps(biases[rows[having]]) + edge_style.STEPS
        away = RADIUS * shot.viewport.scale * 0.74
        self._badges.draw(painter, slots, centres[having] + (-away, away), opacity[having])

    _badges_key: tuple[object, ...] = ()

    def _paint_names(
        self,
        painter: QPainter,
        shot: Shot,
        rows: Rows,
        centres: Floats,
        opacity: Floats,
        theme: Theme,
    ) -> None:
        letters = int(np.clip(round(12 * shot.viewport.scale), 11, 18))
        if self._names is None or self._letters != letters or len(self._names) > 2 * MOST_NAMES:
            self._names, self._letters = Sheet(NAME_WIDTH, letters * 1.5, shot.ratio), letters
        metrics = QFontMetricsF(font(letters))
        room = min(NAME_WIDTH - 4, max(150 * shot.viewport.scale, 40.0))

        def paint(name: str, picture: QPainter, rect: QRectF) -> None:
            picture.setFont(font(letters))
            picture.setPen(QColor(theme.text))
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            picture.drawText(rect, Qt.AlignmentFlag.AlignCenter, short)

        sheet = self._names
        names = shot.picture.network.neurons.name
        slots = np.fromiter(
            (
                sheet.slot((name, int(room)), lambda p, r, name=name: paint(_one_line(name), p, r))
                for name in names[rows]
            ),
            dtype=np.intp,
            count=len(rows),
        )
        below = RADIUS * shot.viewport.scale + letters * 0.85 + 1
        sheet.draw(painter, slots, centres + np.array([0.0, below]), opacity)

    @staticmethod
    def _paint_bias_numbers(
        painter: QPainter,
        shot: Shot,
        rows: Rows,
        centres: Floats,
        biases: Floats,
        theme: Theme,
    ) -> None:
        painter.setFont(font(11))
        painter.setPen(QColor(theme.faint_text))
        away = RADIUS * shot.viewport.scale * 0.74
        having = shot.picture.network.neurons.kind != Kind.INPUT
        for row, (x, y) in zip(rows.tolist(), centres, strict=True):
            if having[row]:
                text = "b " + edge_style.number(biases[row])
                width = QFontMetricsF(painter.font()).horizontalAdvance(text)
                painter.drawText(QPointF(x - away - width - 16, y + away + 12), text)


def _one_line(name: object) -> str:
    return " ".join(str(name).split())
