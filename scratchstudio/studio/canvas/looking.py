"""Where the canvas looks: moving, magnifying, framing, and waiting until the view is at rest."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QTimer

from scratchstudio.studio.canvas.glide import Glide
from scratchstudio.studio.canvas.viewport import LARGEST, SMALLEST, Viewport, between, framing

PORTION = 0.006
"""Seconds for which drawing well may keep the hand waiting."""
IDLE = 90
"""Milliseconds without a change after which there is time to draw well."""


class CanvasLooking:
    """The part of CanvasView that moves its viewport."""

    def _prepare_looking(self) -> None:
        self.viewport = Viewport()
        self._framed = False
        self._hurry = False
        self._unsettled = True
        self._view_glide = Glide(self)
        self.neuron_glide = Glide(self)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE)
        self._idle.timeout.connect(self._settle)
        self._refining = QTimer(self)
        self._refining.timeout.connect(self._refine)

    def look(self, viewport: Viewport) -> None:
        """Shows another part of the drawing, at once."""
        self.viewport = viewport
        self._hurry = True
        self._stir()
        self.update()
        self.viewChanged.emit()

    def camera(self) -> tuple[float, float, float]:
        """The canvas point in the middle of the view, and the scale: what a project keeps."""
        x, y = self.viewport.to_canvas((self.width() / 2, self.height() / 2))
        return float(x), float(y), self.viewport.scale

    def shows_all(self) -> bool:
        """True when every neuron's centre is in view."""
        places = self.viewport.to_screen(self.picture.bounds(()))
        size = (self.width(), self.height())
        return not len(places) or bool(((places >= 0) & (places <= size)).all())

    def use_camera(self, x: float, y: float, scale: float) -> None:
        """Looks as `camera` said; numbers that make no sense are ignored."""
        if math.isfinite(x) and math.isfinite(y) and SMALLEST <= scale <= LARGEST:
            self._framed = True
            self.look(Viewport(scale).centred((x, y), self.width(), self.height()))

    def glide_to(self, viewport: Viewport) -> None:
        """Shows another part of the drawing, with a short movement unless motion is reduced."""
        if self.reduced_motion or not self.isVisible():
            self.look(viewport)
            return
        begin = self.viewport
        self._view_glide.run(lambda share: self.look(between(begin, viewport, share)))

    def arrive(self) -> None:
        """Ends movements under way: the hand on the mouse wins."""
        self._view_glide.stop()
        self.neuron_glide.stop()
        if self.tool is None:
            self.picture = self._base

    def frame(self, neurons: Iterable[int] = ()) -> None:
        """Shows all of these neurons, or the whole network."""
        self.glide_to(self._fitted_to(list(neurons)))

    def _fitted_to(self, neurons: list[int]) -> Viewport:
        corners = self.picture.bounds(neurons)
        viewport = self.fitted(corners)
        cut = self.layers.cut_above(viewport, neurons, self.spared())
        return self.fitted(corners, cut) if cut else viewport

    def fitted(self, corners: np.ndarray, more: float = 0.0) -> Viewport:
        """The viewport in which all of these canvas points are seen, below what lies above.

        So many pixels `more` are left free at the top.
        """
        above = self.spared() + more
        return framing(corners, self.width(), self.height() - above).panned(0, above)

    def spared(self) -> int:
        """Pixels at the top that the bar of a comparison needs: a fit leaves them free."""
        bar = self.comparison_bar
        return 0 if bar.isHidden() else bar.geometry().bottom()

    def middle_of_selection(self) -> np.ndarray:
        """The canvas point in the middle of the selected neurons and edges."""
        picture, chosen = self.picture, self.document.selection
        rows = np.flatnonzero(np.isin(picture.network.edges.id, list(chosen)))
        neurons = [one for one in chosen if one in picture.network.neurons]
        places = [picture.place(one) for one in neurons]
        places += list((picture.starts[rows] + picture.ends[rows]) / 2)
        return np.mean(places, axis=0) if places else self.viewport.to_canvas((0, 0))

    def reveal(self, neuron: int) -> None:
        """Moves the view, if need be, until this neuron is seen."""
        x, y = self.viewport.to_screen(self.picture.place(neuron))
        above = self.spared() + 40
        if not (40 < x < self.width() - 40 and above < y < self.height() - 40):
            place = self.picture.place(neuron)
            self.glide_to(self.viewport.centred(place, self.width(), self.height()))

    def show_all_at_once(self) -> None:
        """Frames the whole network without movement."""
        if self.width() > 1 and self.isVisible():
            self._framed = True
            self.look(self._fitted_to([]))

    def _stir(self) -> None:
        """Something changes: until it has not for a while, drawing must be quick."""
        self._unsettled = True
        self._idle.start()
        self._refining.stop()

    def _settle(self) -> None:
        self._hurry = self._unsettled = False
        self.update()

    def _refine(self) -> None:
        """Draws a little more of the fine picture, and shows it when it is finished."""
        if self.edge_layer.advance(PORTION):
            self._refining.stop()
            self.update()
