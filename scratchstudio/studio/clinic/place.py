"""Where a card stands: beside what it speaks of, and where it covers the least."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize

GAP = 16
"""Pixels between the thing and the card."""
NEARNESS = 3
"""How many neurons more a card may cover to stand beside the thing rather than in a corner."""
OVER = 1_000_000
"""What it costs to cover the very neuron that the card is about."""
PLACES = 9
"""How many places are tried along each side of the room."""


def beside(
    thing: QRect | None,
    size: QSize,
    room: QRect,
    spots: NDArray[np.float64],
    reach: float = 0.0,
    free: QRect | None = None,
) -> QPoint:
    """The upper left corner of a card of this size inside `room`.

    Beside the thing, or along the rim of the room, never over it nor over `free`: where it covers
    the fewest of the `spots`, the neurons' centres, shape (spots, 2); `reach` is the neurons'
    radius in pixels. Corners come before the other places at the rim.
    """
    reach = round(reach)
    near = [] if thing is None else _sides(thing, size, room)
    costs: list[tuple[int, int, QPoint]] = []
    for place in (*near, *_corners(size, room), *_rim(size, room)):
        card = QRect(place, size)
        beside_it = place in near
        if not beside_it and thing is not None and card.contains(thing.center()):
            continue
        if room.contains(card) or not beside_it:
            wide = card.adjusted(-reach, -reach, reach, reach)
            over = OVER if free is not None and card.intersects(free) else 0
            cost = _covered(wide, spots) + over - NEARNESS * beside_it
            costs.append((cost, len(costs), place))
    return min(costs, key=lambda cost: cost[:2])[2] if costs else room.topLeft()


def _sides(thing: QRect, size: QSize, room: QRect) -> list[QPoint]:
    middle = thing.center()
    level = _between(middle.y() - size.height() // 3, room.top(), room.bottom(), size.height())
    across = _between(middle.x() - size.width() // 2, room.left(), room.right(), size.width())
    return [
        QPoint(thing.right() + GAP, level),
        QPoint(thing.left() - GAP - size.width(), level),
        QPoint(across, thing.bottom() + GAP),
        QPoint(across, thing.top() - GAP - size.height()),
    ]


def _corners(size: QSize, room: QRect) -> list[QPoint]:
    right, low = room.right() - size.width() + 1, room.bottom() - size.height() + 1
    return [
        QPoint(right, room.top()),
        QPoint(room.left(), room.top()),
        QPoint(right, max(low, room.top())),
    ]


def _rim(size: QSize, room: QRect) -> list[QPoint]:
    right = max(room.right() - size.width() + 1, room.left())
    low = max(room.bottom() - size.height() + 1, room.top())
    across = np.linspace(right, room.left(), PLACES).astype(int).tolist()
    down = np.linspace(room.top(), low, PLACES).astype(int).tolist()
    return [
        *(QPoint(x, room.top()) for x in across),
        *(QPoint(x, low) for x in across),
        *(QPoint(right, y) for y in down),
        *(QPoint(room.left(), y) for y in down),
    ]


def _covered(card: QRect, spots: NDArray[np.float64]) -> int:
    low, high = (card.left(), card.top()), (card.right(), card.bottom())
    return int(((spots >= low) & (spots <= high)).all(axis=1).sum())


def _between(wanted: int, least: int, most: int, length: int) -> int:
    return max(least, min(wanted, most - length + 1))
