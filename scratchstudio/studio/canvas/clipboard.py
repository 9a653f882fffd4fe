"""Neurons as text and back: what copying puts on the clipboard. No Qt.

What comes back may be from anywhere, so it is read as a stranger's file is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.engine import activation
from scratchstudio.errors import CycleError, NetworkError
from scratchstudio.network import (
    Network,
    connect,
    connect_pairs,
    fragment,
    from_json,
    paste,
    to_json,
)
from scratchstudio.studio.canvas.frames import only_frames
from scratchstudio.studio.text import tr

MARK = "scratchstudio-neurons"
MIME = "application/x-scratchstudio-neurons"
"""Under this type the text lies on the clipboard too, where nothing takes it for a note."""
VERSION = 1
LONGEST_TEXT = 10_000_000
"""Characters that are looked at; some 150,000 edges."""


@dataclass(frozen=True, eq=False)
class Outer:
    """A wire between a copied neuron and one that stayed."""

    source: int
    target: int
    weight: float


@dataclass(frozen=True, eq=False)
class Copied:
    """Neurons with the edges among them, and the wires that led outside."""

    part: Network
    outer: tuple[Outer, ...]


def inner(network: Network, neurons: Iterable[int]) -> Network:
    """The neurons with the edges among them."""
    return fragment(network, neurons)


def copied(network: Network, neurons: Iterable[int], frames: Iterable[int] = ()) -> Copied:
    """What copying these neurons and frames takes."""
    chosen = list(neurons)
    edges = network.edges
    crossing = np.isin(edges.source, chosen) != np.isin(edges.target, chosen)
    outer = tuple(
        Outer(*values)
        for values in zip(
            edges.source[crossing].tolist(),
            edges.target[crossing].tolist(),
            edges.weight[crossing].tolist(),
            strict=True,
        )
    )
    part = replace(fragment(network, chosen), frames=only_frames(network, frames))
    return Copied(part, outer)


def centre(part: Network) -> NDArray[np.float64]:
    """The middle of what is copied: of its neurons, or of its frames when it has none."""
    if len(part.neurons):
        return part.neurons.position.mean(axis=0)
    middles = [(each.x + each.width / 2, each.y + each.height / 2) for each in part.frames]
    return np.mean(middles, axis=0)


def to_text(network: Network, neurons: Iterable[int], frames: Iterable[int] = ()) -> str:
    """The neurons and frames as JSON text."""
    taken = copied(network, neurons, frames)
    outer = [[wire.source, wire.target, wire.weight] for wire in taken.outer]
    data = {"kind": MARK, "version": VERSION, "network": to_json(taken.part), "outside": outer}
    return json.dumps(data)


def from_text(text: str) -> Copied:
    """What `to_text` wrote.

    Raises NetworkError for anything else, with a reason, and EngineError for an activation that
    is none.
    """
    foreign = tr("The clipboard holds no neurons. Copy some with Ctrl+C first.")
    if len(text) > LONGEST_TEXT:
        raise NetworkError(tr("The text on the clipboard is too long to be pasted as neurons."))
    if MARK not in text[:200]:
        raise NetworkError(foreign)
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NetworkError(tr("The copied neurons are damaged: copy them again.")) from error
    if not isinstance(data, dict) or data.get("kind") != MARK:
        raise NetworkError(foreign)
    if data.get("version") != VERSION:
        raise NetworkError(tr("These neurons were copied in another version of ScratchStudio."))
    part = from_json(data.get("network"))
    if not len(part.neurons) and not part.frames:
        raise NetworkError(foreign)
    for known in set(part.neurons.activation):
        activation(known)  # raises for one that is none
    return Copied(part, _outer(data.get("outside"), part))


def _outer(wires: object, part: Network) -> tuple[Outer, ...]:
    damaged = NetworkError(tr("The copied neurons are damaged: copy them again."))
    if not isinstance(wires, list):
        raise damaged
    result = []
    for wire in wires:
        if not isinstance(wire, list) or len(wire) != 3:
            raise damaged
        source, target, weight = wire
        if type(source) is not int or type(target) is not int:
            raise damaged
        if type(weight) not in (int, float) or not np.isfinite(weight):
            raise damaged
        if not abs(source) < 2**63 or not abs(target) < 2**63:
            raise damaged
        if (source in part.neurons) != (target in part.neurons):
            result.append(Outer(source, target, float(weight)))
    return tuple(result)


def pasted(
    network: Network, taken: Copied, offset: ArrayLike, *, outside: bool
) -> tuple[Network, NDArray[np.int64]]:
    """The network with a copy of `taken`, moved by `offset`; returns it and the new neurons' ids.

    With `outside`, wires to neurons that are still there are drawn too, but not one that
    would close a cycle.
    """
    x, y = np.asarray(offset, dtype=np.float64)
    after, neurons = paste(network, taken.part, (float(x), float(y)))
    if outside:
        new = dict(zip(taken.part.neurons.id.tolist(), neurons.tolist(), strict=True))
        # Not the copies: after undo they may have got the number of a neuron that is gone.
        there = set(network.neurons.id.tolist())
        fed = set(after.neurons.id.tolist()) - set(after.neurons.id[after.input_rows].tolist())
        wires: dict[tuple[int, int], float] = {}
        for wire in taken.outer:
            source, target = new.get(wire.source, wire.source), new.get(wire.target, wire.target)
            outside_end = wire.target if wire.source in new else wire.source
            if outside_end in there and target in fed:
                wires.setdefault((source, target), wire.weight)
        after = _with_wires(after, wires)
    return after, neurons


def _with_wires(network: Network, wires: Mapping[tuple[int, int], float]) -> Network:
    """The network with those of the wires, by source and target, that close no cycle."""
    ends = np.array(list(wires), dtype=np.int64).reshape(-1, 2)
    try:
        return connect_pairs(network, ends[:, 0], ends[:, 1], list(wires.values()))[0]
    except CycleError:
        for (source, target), weight in wires.items():
            try:
                network, _ = connect(network, source, target, weight)
            except NetworkError:
                continue
        return network
