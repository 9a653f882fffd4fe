"""Draws all edges, in the way that suits their number and whether they are changing.

Few are stroked each time. Of many, a frame of training comes from the buffer; once at rest they are
stroked into a picture that is kept.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtGui import QImage, QPainter

from scratchstudio.studio.canvas import edge_style, labels
from scratchstudio.studio.canvas.background import Background
from scratchstudio.studio.canvas.edge_buffer import EdgeBuffer
from scratchstudio.studio.canvas.edge_strokes import Rows, stroke
from scratchstudio.studio.canvas.picture import visible_part
from scratchstudio.studio.canvas.primitives import faded, font, pill, point
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.canvas.viewport import Floats
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme

MOST_STROKED = 1200
"""Visible edges up to which each is stroked in every frame."""
MOST_FINE = 20_000
"""Visible edges up to which they are stroked once when at rest."""
MOST_NUMBERED = 60
NUMBERS_FROM = 1.15
NUMBER_ROOM = (54.0, 19.0)
"""Pixels that a weight takes on an edge."""
NONE: Rows = np.zeros(0, dtype=np.intp)


def nothing(painter: QPainter) -> None:
    """Paints nothing below the edges."""


class EdgeLayer:
    """The edges of one canvas, with what it keeps from frame to frame."""

    def __init__(self) -> None:
        self.background = Background()
        self.below: Callable[[QPainter], None] = nothing
        """Paints what lies below the edges: faint, since pictures of many edges are opaque, and
        it is painted over them."""
        self.buffer = EdgeBuffer()
        self._shot: Shot | None = None
        self._visible = NONE
        self._lines: tuple[Floats, Floats] = (np.zeros((0, 2)), np.zeros((0, 2)))
        self._labels: tuple[Rows, Floats] | None = None
        self._fine = QImage()
        self._fine_of: tuple[Shot, Floats, Theme] | None = None

    def forget(self) -> None:
        """Builds everything anew at the next painting: the theme or the order of edges changed."""
        self._shot = self._fine_of = None
        self.buffer.forget()

    def buffered(self, shot: Shot) -> bool:
        """True when so many edges are seen that a frame of them comes from the buffer."""
        self._look(shot)
        return len(self._visible) > MOST_STROKED

    def paint(
        self,
        painter: QPainter,
        shot: Shot,
        weights: Floats,
        theme: Theme,
        *,
        hidden: Rows = NONE,
        hurry: bool = False,
        resting: bool = False,
    ) -> None:
        """Draws the ground, and the edges but not those at the `hidden` rows.

        In a `hurry`, an older buffer may stand in; when `resting`, there is time to stroke.
        """
        self._look(shot)
        shown = self._visible
        if len(hidden) and len(shown) <= MOST_FINE:
            shown = shown[~np.isin(shown, hidden)]
        if len(shown) <= MOST_STROKED:
            self._paint_stroked(painter, shot, weights, theme, hidden)
        elif resting and not len(hidden) and len(shown) <= MOST_FINE:
            self.buffer.prepare(shot, shown, weights, hurry=False)
            self._paint_fine(painter, shot, weights, theme)
        else:
            self.buffer.prepare(shot, shown, weights, hurry=hurry)
            self.buffer.paint(painter, shot, weights, theme, hidden)
            self.below(painter)

    def numbered(self, shot: Shot) -> bool:
        """True when there is room to write weights on the edges."""
        self._look(shot)
        return shot.viewport.scale >= NUMBERS_FROM and len(self._visible) <= MOST_NUMBERED

    def paint_numbers(
        self, painter: QPainter, shot: Shot, weights: Floats, theme: Theme, hidden: Rows = NONE
    ) -> None:
        """Writes the weights on the edges but the `hidden` ones, when there is room for them."""
        if not self.numbered(shot):
            return
        if self._labels is None:
            self._labels = labels.places(*self._lines, room=NUMBER_ROOM)
        served, middles = self._labels
        painter.setFont(font(12))
        ground = faded(theme.canvas, 0.88)
        ties = shot.picture.network.edges.tie
        left_out = set(hidden.tolist())
        for row, middle in zip(self._visible[served].tolist(), middles, strict=True):
            if row in left_out:
                continue
            ink = theme.faint_text if weights[row] == 0 else theme.text
            text = edge_style.number(weights[row])
            if ties[row]:
                text += "  " + tr("tie {}").format(int(ties[row]))
            pill(painter, point(middle), text, ink, ground)

    def _look(self, shot: Shot) -> None:
        if shot.same(self._shot):
            return
        self._shot = shot
        starts = shot.viewport.to_screen(shot.picture.starts)
        ends = shot.viewport.to_screen(shot.picture.ends)
        seen, _, _ = visible_part(starts, ends, (-20, -20), (shot.width + 20, shot.height + 20))
        self._visible = np.flatnonzero(seen)
        self._labels = None
        self._lines = starts[self._visible], ends[self._visible]

    def _paint_stroked(
        self, painter: QPainter, shot: Shot, weights: Floats, theme: Theme, hidden: Rows
    ) -> None:
        self.background.paint(painter, shot, theme)
        self.below(painter)
        shown = ~np.isin(self._visible, hidden)
        stroke(
            painter,
            shot.picture.network.edges,
            self._visible[shown],
            (self._lines[0][shown], self._lines[1][shown]),
            weights,
            shot.viewport.scale,
            theme,
        )

    def _paint_fine(self, painter: QPainter, shot: Shot, weights: Floats, theme: Theme) -> None:
        edges = shot.picture.network.edges
        kept = self._fine_of
        if kept is None or not (
            shot.same(kept[0])
            and kept[0].picture.network.edges is edges
            and kept[1] is weights
            and kept[2] is theme
        ):
            self._fine = QImage(*shot.pixels, QImage.Format.Format_RGB32)
            self._fine.setDevicePixelRatio(shot.ratio)
            inner = QPainter(self._fine)
            self._paint_stroked(inner, shot, weights, theme, NONE)
            inner.end()
            self._fine_of = shot, weights, theme
        painter.drawImage(0, 0, self._fine)
