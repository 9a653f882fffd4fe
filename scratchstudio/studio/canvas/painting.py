"""How the canvas is painted: what lies below first, then edges, neurons, and what is written."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtGui import QPainter, QPaintEvent

from scratchstudio.studio.canvas import overlay
from scratchstudio.studio.canvas.edge_layer import NONE
from scratchstudio.studio.canvas.group_acts import outside_group
from scratchstudio.studio.canvas.group_art import paint_groups


class CanvasPainting:
    """The part of CanvasView that paints."""

    def paintEvent(self, event: QPaintEvent) -> None:
        began = time.perf_counter()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        values = self.shown_values.now()
        self._paint_below(painter, values.weights)
        overlay.paint_edges(self, painter, values.weights, self._loose)
        overlay.paint_backward(self, painter)
        self.layers.paint_labels(painter)
        dimmed, hidden = self._aside()
        self.neuron_layer.paint(
            painter,
            self.shot(),
            (values.biases, values.bias_numbers),
            self.theme,
            dimmed,
            self.shown_responses,
        )
        self.ailing.paint(painter, self.shot(), self.theme, dimmed)
        paint_groups(self, painter)
        overlay.paint_badges(self, painter)
        numbers = values.weight_numbers
        self.edge_layer.paint_numbers(painter, self.ground(), numbers, self.theme, hidden)
        overlay.paint_rings(self, painter)
        if self.tool is not None:
            self.tool.paint(painter)
        if not len(self.picture.network.neurons):
            overlay.paint_invitation(self, painter)
        overlay.paint_legend(self, painter, values.limit)
        overlay.paint_hover_label(self, painter, self.weights())
        overlay.paint_focus(self, painter)
        painter.end()
        if self.edge_layer.unfinished and not self._unsettled:
            self._refining.start()
        self._painted_at = time.perf_counter()
        self._paint_cost = self._painted_at - began

    def _aside(self) -> tuple[np.ndarray | None, np.ndarray]:
        """Which neuron rows are dimmed (or None), and which edge rows are not drawn."""
        network, chosen = self.picture.network, self.editor.chosen_neurons
        if self._dimmed is None and self.entered:
            return outside_group(network, self.entered)
        if self._dimmed is not None or not (self.focuses and chosen):
            return self._dimmed, NONE
        edges = network.edges
        near = np.isin(edges.source, chosen) | np.isin(edges.target, chosen)
        kept = np.concatenate([chosen, edges.source[near], edges.target[near]])
        return ~np.isin(network.neurons.id, kept), np.flatnonzero(~near)

    def _paint_below(self, painter: QPainter, weights: np.ndarray) -> None:
        shot = self.ground()
        hidden = self._aside()[1]
        if shot.picture is not self.picture:
            hidden = np.union1d(hidden, self._loose)
        playing = self.session is not None and self.session.playing
        self.edge_layer.paint(
            painter,
            shot,
            weights,
            self.theme,
            hidden=hidden,
            hurry=self._hurry,
            resting=not (playing or self._unsettled),
        )
