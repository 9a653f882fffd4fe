"""Where a card stands: beside what it speaks of, and where it covers the least."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize

GAP = 16
"""Pixels between the thing and the card."""
NEARNESS = 3
"""How many neurons more a card may cover to stand beside the thing rather than in a corner."""


def beside(thing: QRect | None, size: QSize, room: QRect, spots: NDArray[np.float64]) -> QPoint:
    """The upper left corner of a card of this size inside `room`.

    Beside the thing, or in a corner, never over it: where it covers the fewest of the `spots`,
    the neurons' centres, shape (spots, 2).
    """
    near = [] if thing is None else _sides(thing, size, room)
    costs: list[tuple[int, int, QPoint]] = []
    for place in (*near, *_corners(size, room)):
        card = QRect(place, size)
        beside_it = place in near
        if not beside_it and thing is not None and card.contains(thing.center()):
            continue
        if room.contains(card) or not beside_it:
            costs.append((_covered(card, spots) - NEARNESS * beside_it, len(costs), place))
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


def _covered(card: QRect, spots: NDArray[np.float64]) -> int:
    low, high = (card.left(), card.top()), (card.right(), card.bottom())
    return int(((spots >= low) & (spots <= high)).all(axis=1).sum())


def _between(wanted: int, least: int, most: int, length: int) -> int:
    return max(least, min(wanted, most - length + 1))
