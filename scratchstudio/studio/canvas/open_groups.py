"""Open groups: which are shown as an outline, what lies in each, and where. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network import Network
from scratchstudio.network.outlines import Group, path
from scratchstudio.studio.canvas.folding import HEAD
from scratchstudio.studio.canvas.viewport import Floats

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.picture import Picture

Rows = NDArray[np.intp]


ASIDE, ABOVE, BELOW = 50.0, 44.0, 40.0
"""Canvas units between an open group's outline and its outermost bodies: room for a layer's
outline, its label, and names."""
NEST = 6.0
"""Between an open group's outline and that of the group round it."""


@dataclass(frozen=True, eq=False)
class OpenGroup:
    """A group as it is shown open: its name on one line, its neurons, and the space they take."""

    id: int
    parent: int
    title: str
    neurons: frozenset[int]
    corners: Floats
    """Two corners round the bodies, in canvas units."""
    extent: Floats
    """Two corners round the outline and head, in canvas units."""


def title_of(group: Group) -> str:
    """A group's name on one line, or what stands for one."""
    return " ".join(group.name.split()) or f"#{group.id}"


@lru_cache(maxsize=8)
def rows_of_groups(network: Network) -> dict[int, Rows]:
    """For each group its neuron rows, those of groups within it too; an outer group comes first."""
    inside: dict[int, list[Rows]] = {}
    depth: dict[int, int] = {}
    for id_ in np.unique(network.neurons.group).tolist():
        rows = np.flatnonzero(network.neurons.group == id_)
        for level, each in enumerate(path(network.groups, id_)):
            inside.setdefault(each.id, []).append(rows)
            depth[each.id] = level
    return {id_: np.concatenate(inside[id_]) for id_ in sorted(inside, key=depth.__getitem__)}


def extent(picture: Picture, id_: int) -> Floats:
    """Two corners round a group with the outline and head that it has open, in canvas units."""
    for each in picture.open_groups:
        if each.id == id_:
            return each.extent
    return _extent(picture.bounds_of(rows_of_groups(picture.network)[id_]), ())


def _extent(corners: Floats, inner: Sequence[Floats]) -> Floats:
    """The same with room for the outline and head, and for those of the groups within."""
    boxes = [np.stack([corners[0] - (ASIDE, ABOVE), corners[1] + (ASIDE, BELOW)])]
    boxes += [np.stack([box[0] - NEST, box[1] + NEST]) for box in inner]
    whole = np.array(boxes)
    return np.stack([whole[:, 0].min(axis=0) - (0, HEAD), whole[:, 1].max(axis=0)])


def open_groups(picture: Picture) -> tuple[OpenGroup, ...]:
    """The groups drawn as an outline, an outer one before those in it."""
    network, folded = picture.network, picture.folded
    if not network.groups:
        return ()
    groups = {each.id: each for each in network.groups}
    closed = {block.id for block in picture.blocks}
    shown: list[OpenGroup] = []
    within: dict[int, list[Floats]] = {}
    for id_, rows in reversed(rows_of_groups(network).items()):
        group = groups[id_]
        is_open = not group.collapsed or id_ in picture.opened
        if is_open and id_ not in closed and not folded[rows].all():
            corners = picture.bounds_of(rows)
            whole = _extent(corners, within.get(id_, ()))
            within.setdefault(group.parent, []).append(whole)
            neurons = frozenset(network.neurons.id[rows].tolist())
            shown.append(OpenGroup(id_, group.parent, title_of(group), neurons, corners, whole))
    return tuple(reversed(shown))
