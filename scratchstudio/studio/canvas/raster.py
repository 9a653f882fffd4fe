"""Thousands of edges as one picture: a buffer of edge numbers, coloured through a table. No Qt.

Stroking 10,000 lines costs 26 to 74 ms and holds the interpreter lock, which starves the trainer;
looking every pixel up in a table costs 1 ms, whatever the number of edges, and lets it go
(research/canvas.md, section 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.studio.canvas.picture import visible_part
from scratchstudio.studio.canvas.viewport import Floats

BACKGROUND = 0
GRID_LINE = 1
FIRST_EDGE = 2
"""The buffer's number of edge row 0; row r has FIRST_EDGE + r."""

_CHUNK = 60_000
"""Pixels worked on at a time: so few that they stay in the cache, which is twice as fast."""
_FRACTION = 16

Numbers = NDArray[np.intp]


def blank_buffer(width: int, height: int) -> Numbers:
    """A buffer of background, shape (height, width)."""
    return np.full((height, width), BACKGROUND, dtype=np.intp)


def grid_dots(
    size: tuple[int, ...], columns: ArrayLike, rows: ArrayLike
) -> tuple[NDArray[np.intp], ...]:
    """Where the dots, 2 pixels wide, lie in an array of `size`: at the crossings of the lines."""
    x, y = (
        np.add.outer(np.rint(np.asarray(lines)).astype(np.intp), (0, 1)).ravel()
        for lines in (columns, rows)
    )
    height, width = size
    return np.ix_(y[(y >= 0) & (y < height)], x[(x >= 0) & (x < width)])


@dataclass(frozen=True, eq=False)
class Lines:
    """Segments clipped to a buffer, the later ones to lie on top, in fixed-point numbers."""

    rows: Numbers
    whole: NDArray[np.int32]
    """Where each begins, shape (count, 2)."""
    pace: NDArray[np.int32]
    """Its step from pixel to pixel, shape (count, 2)."""
    count: Numbers
    """Its pixels."""

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, chosen: slice | NDArray[np.bool_]) -> Lines:
        return Lines(self.rows[chosen], self.whole[chosen], self.pace[chosen], self.count[chosen])

    @property
    def boxes(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The lowest and the highest pixel of each in either direction, shape (count, 2)."""
        last = self.whole + (self.count - 1).astype(np.int32)[:, None] * self.pace
        low, high = np.minimum(self.whole, last), np.maximum(self.whole, last)
        return low >> _FRACTION, high >> _FRACTION

    def touching(self, others: Lines) -> NDArray[np.bool_]:
        """Which may share a pixel with one of the others: those that meet the box round them."""
        if not len(others):
            return np.zeros(len(self), dtype=bool)
        (low, high), (first, last) = others.boxes, self.boxes
        near = (last >= low.min(axis=0)) & (first <= high.max(axis=0))
        return np.asarray(near.all(axis=1))

    def split(self, most: float) -> tuple[Lines, Lines]:
        """Those below, and so many on top that they have no more than `most` pixels, but one."""
        below = int(np.count_nonzero(np.cumsum(self.count[::-1]) > most))
        below = min(below, max(len(self) - 1, 0))
        return self.part(slice(below)), self.part(slice(below, None))


NO_LINES = Lines(
    np.zeros(0, dtype=np.intp),
    np.zeros((0, 2), dtype=np.int32),
    np.zeros((0, 2), dtype=np.int32),
    np.zeros(0, dtype=np.intp),
)


def lines_in(buffer: Numbers, starts: Floats, ends: Floats, order: ArrayLike) -> Lines:
    """The segments that are seen in the buffer; those later in `order` (rows) lie on top."""
    height, width = buffer.shape
    rows = np.asarray(order, dtype=np.intp)
    from_, to = starts[rows], ends[rows]
    seen, first, last = visible_part(from_, to, (0, 0), (width - 1, height - 1))
    rows, from_, along = rows[seen], from_[seen], (to - from_)[seen]
    begin = from_ + first[seen, None] * along
    end = from_ + last[seen, None] * along
    count = np.rint(np.abs(end - begin).max(axis=1, initial=0)).astype(np.intp) + 1
    step = (end - begin) / np.maximum(count - 1, 1)[:, None]
    whole = np.rint((begin + 0.5) * 2**_FRACTION).astype(np.int32)
    return Lines(rows, whole, np.rint(step * 2**_FRACTION).astype(np.int32), count)


def draw(buffer: Numbers, lines: Lines, *, behind: bool = False) -> None:
    """Draws each segment one pixel wide; `behind` all edges that the buffer has already."""
    filled = np.cumsum(lines.count)
    cuts = np.searchsorted(filled, np.arange(_CHUNK, filled[-1] if len(filled) else 0, _CHUNK))
    bounds = [0, *np.unique(cuts).tolist(), len(lines)]
    portions = [lines.part(slice(*bound)) for bound in pairwise(bounds)]
    for portion in reversed(portions) if behind else portions:
        if len(portion):
            _scatter(buffer, portion, behind=behind)


def erase(buffer: Numbers, lines: Lines) -> None:
    """Makes background of the pixels in which these segments are seen."""
    flat = buffer.reshape(-1)
    where, numbers = _pixels(buffer, lines)
    flat[where[flat[where] == numbers]] = BACKGROUND


def _scatter(buffer: Numbers, lines: Lines, *, behind: bool) -> None:
    flat = buffer.reshape(-1)
    where, numbers = _pixels(buffer, lines)
    if behind:
        free = flat[where] < FIRST_EDGE
        where, numbers = where[free], numbers[free]
    flat[where] = numbers


def _pixels(buffer: Numbers, lines: Lines) -> tuple[Numbers, Numbers]:
    """Where in the buffer, as one row, the segments' pixels lie, and the number of each."""
    x = _walk(lines.whole[:, 0], lines.pace[:, 0], lines.count)
    place = _walk(lines.whole[:, 1], lines.pace[:, 1], lines.count)
    place *= buffer.shape[1]
    place += x
    return place.astype(np.intp), np.repeat(lines.rows + FIRST_EDGE, lines.count)


def _walk(whole: NDArray[np.int32], pace: NDArray[np.int32], count: Numbers) -> NDArray[np.int32]:
    """Whole pixels along each segment in turn, from fixed-point starts and steps."""
    along = np.repeat(pace, count)
    first = np.cumsum(count) - count
    last = whole + (count - 1).astype(np.int32) * pace
    along[first] = whole
    along[first[1:]] -= last[:-1]
    np.cumsum(along, out=along)
    along >>= _FRACTION
    return along


def colour(buffer: Numbers, table: NDArray[np.uint32], out: NDArray[np.uint32]) -> None:
    """Looks every pixel up: out[y, x] = table[buffer[y, x]]. Lets the interpreter lock go."""
    np.take(table, buffer, out=out, mode="clip")


def edge_near(buffer: Numbers, x: int, y: int, reach: int = 3) -> int | None:
    """The edge row nearest to the pixel, looked for in a square of 2·reach + 1, or None."""
    height, width = buffer.shape
    left, top = max(x - reach, 0), max(y - reach, 0)
    part = buffer[top : min(y + reach + 1, height), left : min(x + reach + 1, width)]
    at_y, at_x = np.nonzero(part >= FIRST_EDGE)
    if not len(at_y):
        return None
    nearest = int(np.argmin((at_x + left - x) ** 2 + (at_y + top - y) ** 2))
    return int(part[at_y[nearest], at_x[nearest]]) - FIRST_EDGE
