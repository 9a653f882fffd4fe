"""What moves as one: a frame with all that lies in it, blocks, and layers as a whole. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scratchstudio.network import Frame, Network, set_frame
from scratchstudio.studio.canvas.picture import RADIUS, Picture, Rows
from scratchstudio.studio.canvas.viewport import Floats


def frames_inside(network: Network, outer: Frame) -> list[int]:
    """Ids of the frames that lie wholly in another; one of the same place is not inside."""
    right, bottom = outer.x + outer.width, outer.y + outer.height
    return [
        each.id
        for each in network.frames
        if each.id != outer.id
        and outer.x <= each.x
        and outer.y <= each.y
        and each.x + each.width <= right
        and each.y + each.height <= bottom
        and (each.width, each.height) != (outer.width, outer.height)
    ]


def contents(picture: Picture, frames: Iterable[int]) -> tuple[list[int], list[int]]:
    """Ids of the neurons that lie in these frames, and of the frames themselves and in them.

    Neurons lie where they are shown: those of a block all in its middle.
    """
    network, wanted = picture.network, set(frames)
    theirs = [each for each in network.frames if each.id in wanted]
    inside = np.zeros(len(network.neurons), dtype=bool)
    for each in theirs:
        away = picture.position - (each.x, each.y)
        inside |= np.all((away >= 0) & (away <= (each.width, each.height)), axis=1)
        wanted.update(frames_inside(network, each))
    return network.neurons.id[inside].tolist(), sorted(wanted)


def carried(
    picture: Picture, neurons: Iterable[int], frames: Iterable[int]
) -> tuple[list[int], list[int]]:
    """Ids of the neurons and frames that go the same way when these do, frames among them.

    A frame takes along what lies in it. A layer of which it takes a part goes along whole: so its
    neurons still stand in one column, and none is thrown out of the frame to stand there.
    """
    network = picture.network
    inside, inner = contents(picture, frames)
    layer = network.neurons.layer
    rows = network.neurons.rows(sorted({*inside, *neurons}))
    while True:
        theirs = np.flatnonzero((layer > 0) & np.isin(layer, layer[rows]))
        whole = picture.shown_with(np.union1d(rows, theirs))
        if len(whole) == len(rows):
            return network.neurons.id[whole].tolist(), inner
        rows = whole


def shifted(network: Network, frames: Iterable[int], way: ArrayLike) -> Network:
    """The network with these frames moved."""
    x, y = (float(value) for value in np.asarray(way))
    chosen = set(frames)
    for each in network.frames:
        if each.id in chosen:
            network = set_frame(network, each.id, x=each.x + x, y=each.y + y)
    return network


@dataclass(frozen=True, eq=False)
class Unit:
    """One of the things that are put in line: a neuron, a block, or frames with what they carry."""

    rows: Rows
    frames: frozenset[int]
    low: Floats
    high: Floats

    def anchor(self, side: str) -> Floats:
        """The corner or the middle by which it is put in line."""
        return {"low": self.low, "high": self.high}.get(side, (self.low + self.high) / 2)


def units(picture: Picture, neurons: Sequence[int], frames: Sequence[int]) -> list[Unit]:
    """These neurons and frames as the things that they are when put in line."""
    made = _framed_units(picture, frames)
    rows = picture.shown_with(picture.network.neurons.rows(neurons))
    rows = np.setdiff1d(rows, np.concatenate([each.rows for each in made])) if made else rows
    block = np.zeros(len(rows)) if picture.fold is None else picture.fold.block[rows]
    things = np.where(block > 0, block, -1 - rows)
    for thing in np.unique(things):
        mine = rows[things == thing]
        centre = picture.position[mine[0]]
        made.append(Unit(mine, frozenset(), centre - RADIUS, centre + RADIUS))
    return made


def _framed_units(picture: Picture, frames: Sequence[int]) -> list[Unit]:
    """Frames that carry something in common are one thing."""
    parts: list[tuple[set[int], set[int], list[int]]] = []
    for frame in frames:
        neurons, inner = carried(picture, (), [frame])
        mine = (set(neurons), set(inner), [frame])
        for part in [each for each in parts if each[0] & mine[0] or each[1] & mine[1]]:
            parts.remove(part)
            mine = (mine[0] | part[0], mine[1] | part[1], mine[2] + part[2])
        parts.append(mine)
    network = picture.network
    boxes = {each.id: (each.x, each.y, each.width, each.height) for each in network.frames}
    made = []
    for ids, inner, chosen in parts:
        box = np.array([boxes[frame] for frame in chosen])
        low, high = box[:, :2].min(axis=0), (box[:, :2] + box[:, 2:]).max(axis=0)
        made.append(Unit(network.neurons.rows(sorted(ids)), frozenset(inner), low, high))
    return made
