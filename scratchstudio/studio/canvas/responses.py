"""What each neuron makes of the two inputs, as a small map in its body, as in the Playground."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

from scratchstudio.network import Kind
from scratchstudio.studio.canvas.neuron_art import body_path
from scratchstudio.studio.canvas.primitives import point
from scratchstudio.studio.session import Frame, Moment
from scratchstudio.studio.theme import Theme, signed_colours

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

KEY = "canvas.responses"
CELLS = 24
"""The map has CELLS × CELLS points."""
MARGIN = 0.1
"""How far the map reaches beyond the data, as a share of their range."""
MOST_NEURONS = 200
INTERVAL = 0.2
"""Seconds between two new sets of pictures."""
SIDE = 64
"""Pixels of a picture's side."""


def respond(moment: Moment) -> tuple[np.ndarray, np.ndarray] | None:
    """For a network with two inputs: neuron ids, and maps of shape (neurons, CELLS, CELLS).

    Rows of a map run from the largest second input down, columns from the smallest first input up.
    """
    network, inputs = moment.network, moment.fed.train_inputs
    if len(network.input_rows) != 2 or len(network.neurons) > MOST_NEURONS or not len(inputs):
        return None
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    low, high = low - MARGIN * (high - low), high + MARGIN * (high - low)
    first, second = np.meshgrid(
        np.linspace(low[0], high[0], CELLS), np.linspace(high[1], low[1], CELLS)
    )
    points = np.column_stack([first.ravel(), second.ravel()])
    values = moment.program.activations(points, moment.parameters)
    return network.neurons.id, np.asarray(values).reshape(-1, CELLS, CELLS)


class Responses:
    """Keeps the pictures in the neurons' bodies up to date while they are wanted."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self._wanted = True
        self._made_at = 0.0
        self._asked = False

    def switch(self, wanted: bool) -> None:
        """Shows or hides the pictures."""
        self._wanted = wanted
        self.ask()

    def ask(self) -> None:
        """Has the maps computed while the canvas is seen and there are two inputs."""
        canvas = self._canvas
        if canvas.session is None:
            return
        network = canvas.document.network
        two = int(np.count_nonzero(network.neurons.kind == Kind.INPUT)) == 2
        asked = self._wanted and two and canvas.isVisible() and len(network.neurons) <= MOST_NEURONS
        if asked != self._asked:
            self._asked = asked
            canvas.session.set_probe(KEY, respond if asked else None)
        if not asked:
            canvas.set_responses({})

    def take(self, frame: Frame) -> None:
        """Draws the pictures anew when they are old enough."""
        result = frame.probes.get(KEY) if self._asked else None
        now = time.perf_counter()
        if result is None or (frame.playing and now - self._made_at < INTERVAL):
            return
        self._made_at = now
        ids, maps = result
        network = self._canvas.document.network
        kinds = dict(zip(network.neurons.id.tolist(), network.neurons.kind.tolist(), strict=True))
        theme = self._canvas.theme
        self._canvas.set_responses(
            {
                id_: picture(values, kinds[id_], theme)
                for id_, values in zip(ids.tolist(), maps, strict=True)
                if id_ in kinds
            }
        )


def picture(values: np.ndarray, kind: int, theme: Theme) -> QPixmap:
    """A map, shape (CELLS, CELLS), in the colours of signs, cut to the shape of a body.

    Full colour is the map's largest absolute value.
    """
    finite = np.abs(values[np.isfinite(values)])
    limit = float(finite.max(initial=0.0)) or 1.0
    colours = np.ascontiguousarray(signed_colours(theme, values, limit))
    height, width = colours.shape
    image = QImage(colours.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    result = QPixmap(SIDE, SIDE)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    outline = QPainterPath(body_path(kind, point((SIDE / 2, SIDE / 2)), SIDE / 2))
    painter.setClipPath(outline)
    painter.drawImage(result.rect(), image)
    painter.end()
    return result
