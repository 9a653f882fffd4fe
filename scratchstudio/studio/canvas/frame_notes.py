"""How much room a frame's comment has above what lies in the frame, and how it gets more. No Qt."""

from __future__ import annotations

import math

import numpy as np

from scratchstudio.network import Frame, Network, framed, set_frame
from scratchstudio.network.outlines import found
from scratchstudio.studio.canvas.layer_columns import MARGIN, layer_columns
from scratchstudio.studio.canvas.picture import RADIUS, Picture

LABEL = 22.0
"""Pixels above a layer's outline that its label takes."""
GAP = 4.0
"""Canvas units between a comment and what lies below it."""
BAR, LINE, INDENT, LETTER = 26.0, 17.0, 20.0, 7.0
"""About the heights of a title bar and of a line, the room beside a line, and a letter's width."""
MOST_LINES = 6
"""Lines for which a frame grows; a longer comment is cut short."""


def floor(picture: Picture, frame: Frame, scale: float) -> float:
    """The height down to which a frame holds nothing that a comment would run beneath.

    It is that of the highest neuron, block, layer's label, group's head or frame within, or the
    frame's lower border, in canvas units; `scale` is the view's, as labels are written in pixels.
    """
    low, high = np.array([frame.x, frame.y]), _end(frame)
    heights = [high[1]]
    half = RADIUS if picture.fold is None else picture.fold.half
    first, last = picture.position - half, picture.position + half
    inside = np.all((last > low) & (first < high), axis=1)
    heights += first[inside, 1].tolist()
    for column in layer_columns(picture):
        reach = RADIUS + MARGIN
        top = column.top - reach - LABEL / scale
        if low[0] - reach < column.x < high[0] + reach and low[1] < column.bottom and top < high[1]:
            heights.append(top)
    for group in picture.open_groups:
        (left, top), (right, bottom) = group.extent
        if low[0] < right and left < high[0] and low[1] < bottom and top > low[1]:
            heights.append(float(top))
    for each in picture.network.frames:
        within = low[1] < each.y < high[1] and low[0] < each.x + each.width and each.x < high[0]
        if each.id != frame.id and within:
            heights.append(each.y)
    return float(min(heights)) - GAP


def _end(frame: Frame) -> np.ndarray:
    return np.array([frame.x + frame.width, frame.y + frame.height])


def lines_of(note: str, width: float) -> int:
    """About how many lines a comment takes in a frame of this width."""
    room = max(int((width - INDENT) / LETTER), 1)
    return sum(max(math.ceil(len(line) / room), 1) for line in note.splitlines())


def with_room(network: Network, id_: int) -> Network:
    """The network with a frame so much higher that its comment has room.

    It grows upwards, unless something else would come to lie in it, or it out of another frame.
    """
    frame = found(network.frames, id_)
    wanted = min(lines_of(frame.note, frame.width), MOST_LINES)
    free = floor(Picture.of(network), frame, 1.0) - frame.y - BAR - GAP
    missing = math.ceil((wanted * LINE - free) / 10) * 10
    if missing <= 0:
        return network
    after = set_frame(network, id_, y=frame.y - missing, height=frame.height + missing)
    grown = found(after.frames, id_)
    alike = np.array_equal(framed(network, id_), framed(after, id_))
    others = [each for each in network.frames if each.id != id_]
    met = any(_meets(each, grown) != _meets(each, frame) for each in others)
    left = any(_holds(each, frame) != _holds(each, grown) for each in others)
    taken = any(_holds(frame, each) != _holds(grown, each) for each in others)
    return after if alike and not (met or left or taken) else network


def _meets(one: Frame, other: Frame) -> bool:
    return bool(np.all(_end(one) > (other.x, other.y)) and np.all(_end(other) > (one.x, one.y)))


def _holds(outer: Frame, inner: Frame) -> bool:
    starts = outer.x <= inner.x and outer.y <= inner.y
    larger = (outer.width, outer.height) != (inner.width, inner.height)
    return bool(starts and larger and np.all(_end(inner) <= _end(outer)))
