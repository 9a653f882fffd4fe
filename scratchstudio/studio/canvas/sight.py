"""Which edges of a shot are seen, and where. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scratchstudio.studio.canvas import edge_style, labels
from scratchstudio.studio.canvas.shot import Shot
from scratchstudio.studio.canvas.viewport import Floats

WIDE = 2.2
"""How many times as long it takes to stroke a line that is wider than a pixel."""
NUMBER_ROOM = (54.0, 19.0)
"""Pixels that a weight takes on an edge."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Sight:
    """The edge rows seen; ends and clipping shares, `first` to `last`, are those of all edges."""

    shot: Shot
    rows: Rows
    all_starts: Floats
    all_ends: Floats
    first: Floats
    last: Floats

    @cached_property
    def starts(self) -> Floats:
        """Where the edges seen begin, in pixels, shape (rows, 2)."""
        return self.all_starts[self.rows]

    @cached_property
    def ends(self) -> Floats:
        return self.all_ends[self.rows]

    @cached_property
    def labels(self) -> tuple[Rows, Floats]:
        """Which of the edges seen have room for a number, and where it stands."""
        return labels.places(self.starts, self.ends, room=NUMBER_ROOM)

    @cached_property
    def lengths(self) -> Floats:
        """Pixels of each edge seen that lie inside the view."""
        inner = np.clip(self.last[self.rows] - self.first[self.rows], 0, 1)
        return inner * np.hypot(*(self.ends - self.starts).T)

    def toil(self, places: Rows) -> float:
        """How many device pixels these of the edges run through; wide ones count `WIDE` times."""
        ratio = self.shot.ratio
        widest = edge_style.width(edge_style.STEPS, self.shot.viewport.scale, len(places)) * ratio
        return float(self.lengths[places].sum()) * ratio * (1.0 if widest <= 1.0 else WIDE)
