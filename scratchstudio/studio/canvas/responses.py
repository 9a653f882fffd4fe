"""What each neuron makes of the two inputs, as a small map in its body, as in the Playground."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from scratchstudio.network import Kind
from scratchstudio.studio.moment import Frame, Moment
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
            canvas.clear_responses()

    def dress(self) -> None:
        """Draws the pictures anew in the colours of another theme."""
        self._made_at = 0.0
        session = self._canvas.session
        if session is not None and session.frame is not None:
            self.take(session.frame)

    def take(self, frame: Frame) -> None:
        """Draws the pictures anew when they are old enough."""
        result = frame.probes.get(KEY) if self._asked else None
        now = time.perf_counter()
        if not isinstance(result, tuple) or (frame.playing and now - self._made_at < INTERVAL):
            return
        self._made_at = now
        ids, maps = result
        self._canvas.set_responses(ids, coloured(maps, self._canvas.theme))


def coloured(maps: np.ndarray, theme: Theme) -> np.ndarray:
    """Maps, shape (neurons, side, side), in the colours of signs; 0xAARRGGBB.

    Full colour is the largest absolute value of each map, but at least 1: a flat map stays pale.
    """
    finite = np.where(np.isfinite(maps), np.abs(maps), 0.0)
    limit = finite.max(axis=(1, 2), keepdims=True)
    return signed_colours(theme, maps / np.maximum(limit, 1.0), 1.0)
