"""Groups of neurons: making and dissolving them, who belongs to which, and how copies take them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import NetworkError
from scratchstudio.network.model import Flags, Ids, Network
from scratchstudio.network.outlines import Frame, Group, Outline, checked, found, path


def group(
    network: Network, neurons: Iterable[int], name: str = "", *, collapsed: bool = False
) -> tuple[Network, int]:
    """Makes one group of these neurons, inside the innermost group that holds them all.

    Groups that are chosen as a whole become parts of the new one; from a group that is chosen in
    part the chosen neurons move over. Returns the new network and the group's id. Raises
    NetworkError without a neuron, or when too many groups would lie one in the other.
    """
    rows = np.unique(network.neurons.rows(neurons))
    if not len(rows):
        raise NetworkError("Choose the neurons that are to be a group.")
    chosen = np.zeros(len(network.neurons), dtype=bool)
    chosen[rows] = True
    ways = {int(id_): path(network.groups, int(id_)) for id_ in np.unique(network.neurons.group)}
    parent = group_of(network, network.neurons.id[rows].tolist())
    made = checked(Group(network.next_id, name or _free_name(network), parent, collapsed))
    above = {g.id for g in path(network.groups, parent)}
    whole = {g.id for g in network.groups if _is_whole(network, g.id, chosen)} - above
    # Of groups one in the other, the outermost that is chosen as a whole moves with all within it.
    moving = {id_ for id_ in whole if not whole & {g.id for g in path(network.groups, id_)[:-1]}}
    within = {id_ for id_, way in ways.items() if moving & {g.id for g in way}}
    innermost = network.neurons.group.copy()
    innermost[chosen & ~np.isin(innermost, list(within))] = made.id
    groups = tuple(replace(g, parent=made.id) if g.id in moving else g for g in network.groups)
    after = replace(
        network,
        neurons=replace(network.neurons, group=innermost),
        groups=(*groups, made),
        next_id=network.next_id + 1,
    )
    for each in after.groups:
        path(after.groups, each.id)  # raises when they lie too deep
    return pruned(after), made.id


def group_of(network: Network, neurons: Iterable[int]) -> int:
    """The innermost group that lies round all of these neurons, 0 when none does."""
    groups = np.unique(network.neurons.group[network.neurons.rows(neurons)])
    shared = 0
    for same in zip(*(path(network.groups, int(id_)) for id_ in groups), strict=False):
        if len({each.id for each in same}) > 1:
            break
        shared = same[0].id
    return shared


def _is_whole(network: Network, id_: int, chosen: Flags) -> bool:
    inside = members(network, id_)
    return bool(inside.any() and chosen[inside].all())


def _free_name(network: Network) -> str:
    taken = {each.name for each in network.groups}
    number = next(n for n in range(1, len(taken) + 2) if f"group {n}" not in taken)
    return f"group {number}"


def ungroup(network: Network, id_: int) -> Network:
    """Dissolves a group: what it held belongs to the group round it."""
    gone = found(network.groups, id_)
    innermost = network.neurons.group.copy()
    innermost[innermost == id_] = gone.parent
    groups = tuple(
        replace(each, parent=gone.parent) if each.parent == id_ else each
        for each in network.groups
        if each.id != id_
    )
    return replace(network, neurons=replace(network.neurons, group=innermost), groups=groups)


def into_group(network: Network, neurons: Iterable[int], id_: int) -> Network:
    """Puts these neurons, and the outermost groups among them, into a group (0: into none)."""
    if id_:
        found(network.groups, id_)
    rows = network.neurons.rows(neurons)
    innermost = network.neurons.group.copy()
    outermost = {path(network.groups, int(g))[0].id for g in np.unique(innermost[rows]) if g}
    loose = rows[innermost[rows] == 0]
    innermost[loose] = id_
    groups = tuple(
        replace(each, parent=id_) if each.id in outermost else each for each in network.groups
    )
    return replace(network, neurons=replace(network.neurons, group=innermost), groups=groups)


def set_group(network: Network, id_: int, **values: Any) -> Network:
    """Gives a group another name, or collapses or opens it (`collapsed`)."""
    changed = checked(replace(found(network.groups, id_), **values))
    return replace(
        network, groups=tuple(changed if each.id == id_ else each for each in network.groups)
    )


def members(network: Network, id_: int) -> Flags:
    """Which neuron rows lie in this group, or in a group within it."""
    inside = {each.id for each in network.groups if _lies_in(network.groups, each, id_)}
    return np.isin(network.neurons.group, list(inside))


def _lies_in(groups: tuple[Group, ...], each: Group, id_: int) -> bool:
    return any(outer.id == id_ for outer in path(groups, each.id))


def blocks(network: Network, opened: Collection[int] = ()) -> Ids:
    """For each neuron row the outermost collapsed group round it, 0 where it is seen itself.

    The `opened` groups count as not collapsed.
    """
    block = np.zeros(len(network.neurons), dtype=np.int64)
    if any(each.collapsed for each in network.groups):
        for id_ in np.unique(network.neurons.group).tolist():
            way = path(network.groups, id_)
            closed = [each.id for each in way if each.collapsed and each.id not in opened]
            if closed:
                block[network.neurons.group == id_] = closed[0]
    return block


def pruned(network: Network) -> Network:
    """The network without groups and layers that hold no neuron; the same object if all do."""
    held = set(network.neurons.group.tolist())
    for id_ in list(held):
        held |= {each.id for each in path(network.groups, id_)}
    groups = tuple(each for each in network.groups if each.id in held)
    standing = set(network.neurons.layer.tolist())
    layers = tuple(each for each in network.layers if each.id in standing)
    if len(groups) == len(network.groups) and len(layers) == len(network.layers):
        return network
    return replace(network, groups=groups, layers=layers)


def without_split_outlines(part: Network, whole: Network) -> Network:
    """A part of `whole` with only those groups and layers of which it holds every neuron."""
    taken = np.isin(whole.neurons.id, part.neurons.id)
    kept = tuple(each for each in part.groups if _is_whole(whole, each.id, taken))
    ids = {each.id for each in kept}
    nearest = {0: 0}
    for each in part.groups:
        way = [outer.id for outer in path(part.groups, each.id) if outer.id in ids]
        nearest[each.id] = way[-1] if way else 0
    groups = tuple(replace(each, parent=each.parent if each.parent in ids else 0) for each in kept)
    layer = part.neurons.layer.copy()
    layer[np.isin(layer, np.unique(whole.neurons.layer[~taken]))] = 0
    innermost = [nearest[int(id_)] for id_ in part.neurons.group]
    neurons = replace(part.neurons, group=_ids(innermost), layer=layer)
    return pruned(replace(part, neurons=neurons, groups=groups))


def with_fresh_outlines(
    part: Network, next_id: int, offset: tuple[float, float]
) -> tuple[Network, int]:
    """The part with its groups, layers and frames under new ids from `next_id` on, frames moved.

    Returns it and the next id that is free then.
    """
    outlines: tuple[Outline, ...] = (*part.groups, *part.layers, *part.frames)
    new = {0: 0} | {each.id: next_id + n for n, each in enumerate(outlines)}
    fresh = replace(
        part,
        neurons=replace(
            part.neurons,
            group=_ids([new[int(id_)] for id_ in part.neurons.group]),
            layer=_ids([new[int(id_)] for id_ in part.neurons.layer]),
        ),
        groups=tuple(replace(g, id=new[g.id], parent=new[g.parent]) for g in part.groups),
        layers=tuple(replace(each, id=new[each.id]) for each in part.layers),
        frames=tuple(_moved(replace(each, id=new[each.id]), offset) for each in part.frames),
    )
    return fresh, next_id + len(outlines)


def _moved(frame: Frame, offset: tuple[float, float]) -> Frame:
    return checked(replace(frame, x=frame.x + offset[0], y=frame.y + offset[1]))


def _ids(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, dtype=np.int64)
