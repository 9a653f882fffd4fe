"""What each neuron makes of two features, as a small map in its body, as in the Playground.

They are the two of the decision map; with more, the others are held as there. Of pictures, neurons
that read the pixels show their weights from them instead.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scratchstudio.data import Picture, Prepared
from scratchstudio.network import Network
from scratchstudio.project import Fed
from scratchstudio.studio.moment import Frame, Moment
from scratchstudio.studio.pixel_weights import pixel_weights_of_all
from scratchstudio.studio.theme import Theme, signed_colours
from scratchstudio.studio.views.decision_plane import Slice, centres, inputs_at, limits_of
from scratchstudio.studio.views.plane_choice import plane_choice

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

KEY = "canvas.responses"
CELLS = 24
"""The map has CELLS × CELLS points."""
MOST_NEURONS = 200
INTERVAL = 0.2
"""Seconds between two new sets of pictures."""


@dataclass
class Respond:
    """Computes the maps at each moment, over two features or over one."""

    plane: Slice
    _fed: Fed | None = field(default=None, compare=False)
    _points: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)), compare=False)

    def __call__(self, moment: Moment) -> tuple[np.ndarray, np.ndarray] | None:
        """Neuron ids, and maps of shape (neurons, CELLS, CELLS).

        Rows of a map run from the largest second feature down, columns from the smallest first
        feature up. None where the drawing no longer has the features.
        """
        network, prepared, fed = moment.network, moment.prepared, moment.fed
        names = [name for name in (self.plane.x, self.plane.y) if name]
        if not set(names) <= {prepared.features[i] for i in fed.features}:
            return None
        if self._fed is not fed:
            axes = [prepared.features.index(name) for name in names]
            places = _places(prepared, axes)
            self._points = inputs_at(self.plane, prepared, fed.features, axes, places)
            self._fed = fed
        values = moment.program.activations(self._points, moment.parameters)
        maps = np.asarray(values).reshape(len(network.neurons), -1, CELLS)
        maps = np.repeat(maps, CELLS // maps.shape[1], axis=1)
        if prepared.picture is not None:
            _look_for(maps, network, prepared.picture)
        return network.neurons.id, maps


def _look_for(maps: np.ndarray, network: Network, picture: Picture) -> None:
    """Neurons that read pixels get their weights as a picture: it says more than two pixels do."""
    ids, weights = pixel_weights_of_all(network, picture)
    strongest = np.abs(weights).max(axis=(1, 2), keepdims=True, initial=0.0)
    shares = np.divide(weights, strongest, out=np.zeros_like(weights), where=strongest > 0)
    down, across = (np.arange(CELLS) * side // CELLS for side in weights.shape[1:])
    maps[network.neurons.rows(ids)] = shares[:, down[:, None], across]


def _places(prepared: Prepared, axes: list[int]) -> np.ndarray:
    """The points of the map in raw units, (CELLS × CELLS, 2); of one feature (CELLS, 1)."""
    raw = np.concatenate([prepared.raw_train_inputs, prepared.raw_held_out_inputs])
    across, *up = (centres(limits_of(raw[:, axis]), CELLS) for axis in axes)
    if not up:
        return across[:, None]
    return np.column_stack([np.tile(across, CELLS), np.repeat(up[0][::-1], CELLS)])


class Responses:
    """Keeps the pictures in the neurons' bodies up to date while they are wanted."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self._wanted = True
        self._made_at = 0.0
        self._asked: Slice | None = None
        self._plane = plane_choice(canvas.document)
        self._plane.changed.connect(self.ask)
        canvas.document.dataChanged.connect(self.ask)
        canvas.document.opened.connect(self.ask)

    def switch(self, wanted: bool) -> None:
        """Shows or hides the pictures."""
        self._wanted = wanted
        self.ask()

    def ask(self) -> None:
        """Has the maps computed while the canvas is seen and every input reads a feature."""
        canvas = self._canvas
        if canvas.session is None:
            return
        asked = self._askable()
        if asked != self._asked:
            self._asked = asked
            canvas.session.set_probe(KEY, None if asked is None else Respond(asked))
        if asked is None:
            canvas.clear_responses()

    def _askable(self) -> Slice | None:
        document = self._canvas.document
        network, prepared = document.network, document.prepared
        if not self._wanted or not self._canvas.isVisible() or prepared is None:
            return None
        if len(network.neurons) > MOST_NEURONS:
            return None
        read = set(network.neurons.column[network.input_rows])
        return self._plane.plane if read <= set(prepared.features) else None

    def dress(self) -> None:
        """Draws the pictures anew in the colours of another theme."""
        self._made_at = 0.0
        session = self._canvas.session
        if session is not None and session.frame is not None:
            self.take(session.frame)

    def take(self, frame: Frame) -> None:
        """Draws the pictures anew when they are old enough."""
        result = frame.probes.get(KEY) if self._asked is not None else None
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
