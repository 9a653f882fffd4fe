"""Frames: titled rectangles with a comment, drawn round whatever lies within them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from scratchstudio.network.model import Ids, Network
from scratchstudio.network.outlines import Frame, checked, found

FRAME_MARGIN = 50.0
"""Canvas units between a frame and the centres of the outermost neurons it was drawn round."""


def add_frame(
    network: Network, x: float, y: float, width: float, height: float, **values: Any
) -> tuple[Network, int]:
    """Adds a frame with this upper left corner and size; `values` as in `Frame`.

    Returns the new network and the frame's id. Raises NetworkError for a size or place out of
    range.
    """
    frame = checked(
        Frame(network.next_id, float(x), float(y), float(width), float(height), **values)
    )
    after = replace(network, frames=(*network.frames, frame), next_id=network.next_id + 1)
    return after, frame.id


def frame_round(network: Network, neurons: Iterable[int], **values: Any) -> tuple[Network, int]:
    """Adds a frame round these neurons; see `add_frame`."""
    place = network.neurons.position[network.neurons.rows(neurons)]
    low, high = place.min(axis=0) - FRAME_MARGIN, place.max(axis=0) + FRAME_MARGIN
    low[1] -= FRAME_MARGIN / 2  # room for the title
    width, height = high - low
    return add_frame(network, low[0], low[1], width, height, **values)


def set_frame(network: Network, id_: int, **values: Any) -> Network:
    """Gives a frame another place, size, title, note or colour."""
    changed = checked(replace(found(network.frames, id_), **values))
    return replace(
        network, frames=tuple(changed if each.id == id_ else each for each in network.frames)
    )


def framed(network: Network, id_: int) -> Ids:
    """Ids of the neurons whose centres lie in the frame."""
    frame = found(network.frames, id_)
    away = network.neurons.position - (frame.x, frame.y)
    inside = np.all((away >= 0) & (away <= (frame.width, frame.height)), axis=1)
    return network.neurons.id[inside]
