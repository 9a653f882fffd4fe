"""Draws all edges, in the way that suits their number and whether they are changing.

Few are stroked each time, antialiased unless that were slow. Of many, a frame of training comes
from the buffer. Once at rest, they are stroked into a picture that is kept.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtGui import QPainter

from scratchstudio.studio.canvas.background import Background
from scratchstudio.studio.canvas.edge_buffer import EdgeBuffer
from scratchstudio.studio.canvas.edge_strokes import Rows, stroke
from scratchstudio.studio.canvas.fine_edges import FineEdges
from scratchstudio.studio.canvas.picture import visible_part
from scratchstudio.studio.canvas.primitives import faded, font, pill, point
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.canvas.sight import Sight
from scratchstudio.studio.canvas.viewport import Floats
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Theme
from scratchstudio.studio.views.figures import round_figure

MOST_STROKED = 1200
"""Visible edges up to which each is stroked in every frame."""
MOST_FINE = 20_000
"""Visible edges up to which they are stroked once when at rest."""
QUICKLY_STROKED = 600_000
"""The toil (see `Sight`) of what is stroked with antialiasing in some 10 ms."""
MOST_NUMBERED = 60
NUMBERS_FROM = 1.15
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
        self._sights: list[Sight] = []
        self.fine = FineEdges()
        self.unfinished = False
        """True when what was painted becomes better by painting again: `advance` says when."""

    def forget(self) -> None:
        """Builds everything anew at the next painting: the theme or the order of edges changed."""
        self._sights = []
        self.fine.forget()
        self.buffer.forget()

    def advance(self, seconds: float) -> bool:
        """Draws the fine picture for so long; True when it is time to paint again."""
        return not self.fine.begun or self.fine.advance(seconds)

    def buffered(self, shot: Shot) -> bool:
        """True when so many edges are seen that a frame of them comes from the buffer."""
        return len(self._look(shot).rows) > MOST_STROKED

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

        In a `hurry`, the strongest of many will do; when `resting`, there is time to draw well.
        """
        self.unfinished = False
        sight = self._look(shot)
        places = np.arange(len(sight.rows))
        if len(hidden) and len(places) <= MOST_FINE:
            places = np.flatnonzero(~np.isin(sight.rows, hidden))
        shown, few = sight.rows[places], len(places) <= MOST_STROKED
        if few and sight.toil(places) <= QUICKLY_STROKED:
            self._paint_stroked(painter, sight, weights, theme, places, smooth=True)
        elif resting and len(places) <= MOST_FINE and self._ask_fine(sight, weights, theme, places):
            self.fine.paint(painter)
            self.below(painter)
        elif few:
            self._paint_stroked(painter, sight, weights, theme, places, smooth=False)
        else:
            self.buffer.prepare(shot, shown, weights, hurry=hurry)
            self.unfinished |= self.buffer.unfinished
            self.buffer.paint(painter, shot, weights, theme, hidden)
            self.below(painter)

    def numbered(self, shot: Shot) -> bool:
        """True when there is room to write weights on the edges."""
        return shot.viewport.scale >= NUMBERS_FROM and len(self._look(shot).rows) <= MOST_NUMBERED

    def paint_numbers(
        self, painter: QPainter, shot: Shot, weights: Floats, theme: Theme, hidden: Rows = NONE
    ) -> None:
        """Writes the weights on the edges but the `hidden` ones, when there is room for them."""
        if not self.numbered(shot):
            return
        sight = self._look(shot)
        served, middles = sight.labels
        painter.setFont(font(12))
        ground = faded(theme.canvas, 0.88)
        ties = shot.picture.network.edges.shared_tie
        left_out = set(hidden.tolist())
        for row, middle in zip(sight.rows[served].tolist(), middles, strict=True):
            if row in left_out:
                continue
            ink = theme.faint_text if weights[row] == 0 else theme.text
            text = round_figure(weights[row])
            if ties[row]:
                text += "  " + tr("tie {}").format(int(ties[row]))
            pill(painter, point(middle), text, ink, ground)

    def _look(self, shot: Shot) -> Sight:
        """What is seen; of the last two shots it is remembered."""
        kept = [sight for sight in self._sights if shot.same(sight.shot)]
        if not kept:
            kept = [self._sight(shot)]
        self._sights = [*kept, *(sight for sight in self._sights if sight is not kept[0])][:2]
        return kept[0]

    def _sight(self, shot: Shot) -> Sight:
        starts = shot.viewport.to_screen(shot.picture.starts)
        ends = shot.viewport.to_screen(shot.picture.ends)
        seen, first, last = visible_part(
            starts, ends, (-20, -20), (shot.width + 20, shot.height + 20)
        )
        rows = shot.picture.outside_blocks(np.flatnonzero(seen))
        return Sight(shot, rows, starts, ends, first, last)

    def _paint_stroked(
        self,
        painter: QPainter,
        sight: Sight,
        weights: Floats,
        theme: Theme,
        places: Rows,
        *,
        smooth: bool,
    ) -> None:
        shot = sight.shot
        self.background.paint(painter, shot, theme)
        self.below(painter)
        stroke(
            painter,
            shot.picture.network.edges,
            sight.rows[places],
            (sight.starts[places], sight.ends[places]),
            weights,
            shot.viewport.scale,
            theme,
            smooth=smooth,
        )

    def _ask_fine(self, sight: Sight, weights: Floats, theme: Theme, places: Rows) -> bool:
        lines = sight.starts[places], sight.ends[places]
        rows = sight.rows[places]
        done = self.fine.ask(sight.shot, weights, theme, rows, lines, self.background)
        self.unfinished = not done
        return done
