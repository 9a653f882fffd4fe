"""Thousands of edges as one picture: a buffer of edge numbers, coloured through a table. No Qt.

Stroking 10,000 lines costs 26 to 74 ms and holds the interpreter lock, which starves the trainer;
looking every pixel up in a table costs 1 ms, whatever the number of edges, and lets it go
(research/canvas.md, section 2).
"""

from __future__ import annotations

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


def add_edges(
    buffer: Numbers, starts: Floats, ends: Floats, order: ArrayLike, most: float = np.inf
) -> tuple[int, bool]:
    """Draws each segment, in pixels, one pixel wide; those later in `order` (rows) lie on top.

    Of the rest below, only so many are drawn that there are no more than `most` pixels. Returns
    the pixels drawn, and whether that is all.
    """
    height, width = buffer.shape
    rows = np.asarray(order, dtype=np.intp)
    from_, to = starts[rows], ends[rows]
    seen, first, last = visible_part(from_, to, (0, 0), (width - 1, height - 1))
    rows, from_, along = rows[seen], from_[seen], (to - from_)[seen]
    begin = from_ + first[seen, None] * along
    end = from_ + last[seen, None] * along
    count = np.rint(np.abs(end - begin).max(axis=1, initial=0)).astype(np.intp) + 1
    left_out = int(np.count_nonzero(np.cumsum(count[::-1]) > most))
    rows, begin, end, count = (part[left_out:] for part in (rows, begin, end, count))
    step = (end - begin) / np.maximum(count - 1, 1)[:, None]
    whole = np.rint((begin + 0.5) * 2**_FRACTION).astype(np.int32)
    pace = np.rint(step * 2**_FRACTION).astype(np.int32)
    flat = buffer.reshape(-1)
    filled = np.cumsum(count)
    cuts = np.searchsorted(filled, np.arange(_CHUNK, filled[-1] if len(filled) else 0, _CHUNK))
    for part in np.split(np.arange(len(rows)), np.unique(cuts)):
        _scatter(flat, width, whole[part], pace[part], count[part], rows[part])
    return int(count.sum()), left_out == 0


def _scatter(
    flat: Numbers,
    width: int,
    whole: NDArray[np.int32],
    pace: NDArray[np.int32],
    count: Numbers,
    rows: Numbers,
) -> None:
    if not len(count):
        return
    x = _walk(whole[:, 0], pace[:, 0], count)
    place = _walk(whole[:, 1], pace[:, 1], count)
    place *= width
    place += x
    flat[place.astype(np.intp)] = np.repeat(rows + FIRST_EDGE, count)


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
