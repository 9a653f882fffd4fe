"""`Picture`: which number columns of a table are the pixels of a picture, and their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, isqrt

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import DataError

LEAST_SIDE, MOST_SIDE = 2, 64
MOST_PIXELS = 1_024
"""One input neuron a pixel: 32 × 32 are as many as a drawing bears."""
_LEAST_FOUND = 3
"""A recognised picture has at least this many pixels across and down."""

_NUMBERED = re.compile(r"(?:pixels?|pix|px|p)[ ._-]?(\d{1,4})", re.IGNORECASE | re.ASCII)
_PLACED = re.compile(
    r"(?:(?:pixels?|pix|px|p)[ ._-]?)?(\d{1,3})(?:x|(?<=\d)[ ._-](?=\d))(\d{1,3})",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True)
class Picture:
    """A grey picture in every row of a table, one column a pixel.

    `columns` run along the rows of the picture, from the top left pixel. A pixel of 0 is black, one
    of `white` is white. Raises DataError where the values contradict each other.
    """

    width: int
    height: int
    columns: tuple[str, ...]
    white: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.columns))
        check_sides(self.width, self.height)
        if len(self.columns) != self.width * self.height:
            raise DataError("The picture has not as many columns as pixels.")
        if len(set(self.columns)) < len(self.columns):
            raise DataError("Two pixels of the picture are the same column.")
        if not (isfinite(self.white) and self.white > 0):
            raise DataError("White must be a number above 0.")

    def shades(self, pixels: NDArray[np.float64]) -> NDArray[np.uint8]:
        """Pixels, shape (…, columns), as grey from 0 to 255, shape (…, height, width)."""
        share = np.clip(np.nan_to_num(pixels) / self.white, 0.0, 1.0)
        grey = np.rint(255 * share).astype(np.uint8)
        return grey.reshape(*grey.shape[:-1], self.height, self.width)

    def places(self) -> Mapping[str, tuple[int, int]]:
        """Each column's place: (row, column) of the picture, from 0."""
        return {name: divmod(at, self.width) for at, name in enumerate(self.columns)}


def check_sides(width: int, height: int) -> None:
    """Raises DataError where a picture can't be so wide and high."""
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in (width, height)):
        raise DataError(f"A picture has from {LEAST_SIDE} to {MOST_SIDE} pixels a side.")
    if width * height > MOST_PIXELS:
        raise DataError(
            f"A picture has at most {MOST_PIXELS:,} pixels, each an input neuron: 32 × 32."
        )


def pixel_names(width: int, height: int) -> tuple[str, ...]:
    """Names of columns for a picture: pixel_0_0 is the top left one, pixel_0_1 right of it."""
    return tuple(f"pixel_{row}_{column}" for row in range(height) for column in range(width))


def recognised(names: Sequence[str]) -> tuple[int, int, tuple[str, ...]] | None:
    """(width, height, columns) of the picture that names of columns tell of, or None.

    Known are pixel0, px_1, p2 … in a square, and places as row and column: 1x1, pixel_0_0, px_0_0.
    """
    return _from_places(names) or _from_numbers(names)


def _from_places(names: Sequence[str]) -> tuple[int, int, tuple[str, ...]] | None:
    found: dict[tuple[int, int], str] = {}
    for name in names:
        match = _PLACED.fullmatch(name.strip())
        if match is None:
            continue
        place = (int(match[1]), int(match[2]))
        if place in found:
            return None
        found[place] = name
    if not found:
        return None
    rows, columns = ({place[axis] for place in found} for axis in (0, 1))
    first = min(rows)
    if first not in (0, 1) or min(columns) != first:
        return None
    height, width = max(rows) - first + 1, max(columns) - first + 1
    if not _is_whole(width, height, len(found)):
        return None
    return width, height, tuple(found[place] for place in sorted(found))


def _from_numbers(names: Sequence[str]) -> tuple[int, int, tuple[str, ...]] | None:
    found: dict[int, str] = {}
    for name in names:
        match = _NUMBERED.fullmatch(name.strip())
        if match is None:
            continue
        if int(match[1]) in found:
            return None
        found[int(match[1])] = name
    if not found or min(found) not in (0, 1) or max(found) - min(found) + 1 != len(found):
        return None
    side = isqrt(len(found))
    return (
        (side, side, tuple(found[n] for n in sorted(found)))
        if _is_whole(side, side, len(found))
        else None
    )


def _is_whole(width: int, height: int, pixels: int) -> bool:
    """Whether so many pixels fill a picture of a size that can be one."""
    return (
        min(width, height) >= _LEAST_FOUND
        and max(width, height) <= MOST_SIDE
        and width * height == pixels <= MOST_PIXELS
    )
