"""Edits: each takes a Network and returns another; the given one is never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import count
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.errors import NetworkError
from scratchstudio.network.grouping import (
    pruned,
    with_fresh_outlines,
    without_split_outlines,
)
from scratchstudio.network.model import Edges, Ids, Kind, Network, Neurons
from scratchstudio.network.rules import LONGEST_NAME, check_column, check_size
from scratchstudio.network.topology import incident_edges, inner_edges, levels, refuse_cycle

Part = TypeVar("Part", Neurons, Edges)


def add_neurons(
    network: Network, positions: ArrayLike, **columns: ArrayLike
) -> tuple[Network, Ids]:
    """Adds a neuron at each position, shape (count, 2); `columns` as in `Neurons`.

    A neuron without a name gets the next free one of its kind: x1, h1, y1 and so on.
    Returns the new network and the new ids.
    """
    places = np.asarray(positions, dtype=np.float64).reshape(-1, 2)
    check_size(len(network.neurons) + len(places), len(network.edges))
    ids = np.arange(network.next_id, network.next_id + len(places), dtype=np.int64)
    new = Neurons.of(id=ids, position=places, **columns)
    new = _checked(replace(new, name=_named(network, new)))
    joined = network.neurons.joined(new)
    return replace(network, neurons=joined, next_id=network.next_id + len(places)), ids


def add_neuron(
    network: Network, position: tuple[float, float] = (0.0, 0.0), **columns: Any
) -> tuple[Network, int]:
    """Adds one neuron; see `add_neurons`. Returns the new network and the new id."""
    after, ids = add_neurons(network, [position], **columns)
    return after, int(ids[0])


def _checked(part: Part) -> Part:
    """The part itself. Raises NetworkError when a column holds what its rule forbids."""
    for column in fields(part):
        check_column(column.name, getattr(part, column.name))
    return part


def _named(network: Network, new: Neurons) -> NDArray[np.object_]:
    taken = set(network.neurons.name) | set(new.name)
    free = {
        int(kind): _free_names(letter, int(np.count_nonzero(network.neurons.kind == kind)), taken)
        for kind, letter in _LETTERS.items()
    }
    named = np.empty(len(new), dtype=object)
    named[:] = [
        str(name)[:LONGEST_NAME] if name else next(free.get(int(kind), free[Kind.HIDDEN]))
        for name, kind in zip(new.name, new.kind, strict=True)
    ]
    return named


_LETTERS = {Kind.INPUT: "x", Kind.HIDDEN: "h", Kind.OUTPUT: "y"}


def _free_names(letter: str, present: int, taken: set[str]) -> Iterator[str]:
    return (name for n in count(present + 1) if (name := f"{letter}{n}") not in taken)


def connect(
    network: Network, source: int, target: int, weight: float = 0.0, **columns: Any
) -> tuple[Network, int]:
    """Draws one edge. Returns the new network and the edge's id.

    Raises NetworkError for a wire into an input neuron or a second wire between the same neurons,
    CycleError for one that would close a cycle.
    """
    target_row = network.neurons.rows([target])[0]
    if network.neurons.kind[target_row] == Kind.INPUT:
        raise NetworkError(
            f"{network.name(target)} is an input neuron: its value comes from the data, "
            "so no wire can end there."
        )
    if np.any((network.edges.source == source) & (network.edges.target == target)):
        raise NetworkError(
            f"{network.name(source)} and {network.name(target)} are already connected."
        )
    refuse_cycle(network, source, target)
    check_size(len(network.neurons), len(network.edges) + 1)
    edge = _checked(
        Edges.of(id=[network.next_id], source=source, target=target, weight=weight, **columns)
    )
    edges = network.edges.joined(edge)
    return replace(network, edges=edges, next_id=network.next_id + 1), network.next_id


def connect_pairs(
    network: Network, sources: ArrayLike, targets: ArrayLike, weights: ArrayLike = 0.0
) -> tuple[Network, Ids]:
    """Draws many edges as one act, leaving out pairs that are already connected.

    Raises as `connect` does; then nothing is drawn.
    """
    pairs = np.stack(np.broadcast_arrays(sources, targets), axis=-1).reshape(-1, 2).astype(np.int64)
    values = np.broadcast_to(np.asarray(weights, dtype=np.float64), (len(pairs),))
    keys = _pair_keys(network, pairs[:, 0], pairs[:, 1])
    present = _pair_keys(network, network.edges.source, network.edges.target)
    _, first = np.unique(keys, return_index=True)
    keep = np.sort(first[~np.isin(keys[first], present)])
    pairs, values = pairs[keep], values[keep]
    if not len(pairs):
        return network, np.zeros(0, dtype=np.int64)
    into_input = network.neurons.kind[network.neurons.rows(pairs[:, 1])] == Kind.INPUT
    if into_input.any():
        name = network.name(int(pairs[into_input][0, 1]))
        raise NetworkError(f"{name} is an input neuron: no wire can end there.")
    check_size(len(network.neurons), len(network.edges) + len(pairs))
    ids = np.arange(network.next_id, network.next_id + len(pairs), dtype=np.int64)
    edges = _checked(Edges.of(id=ids, source=pairs[:, 0], target=pairs[:, 1], weight=values))
    after = replace(
        network, edges=network.edges.joined(edges), next_id=network.next_id + len(pairs)
    )
    try:
        levels(after)
    except NetworkError:
        for source, target in pairs.tolist():
            network, _ = connect(network, source, target)
        raise
    return after, ids


def _pair_keys(network: Network, sources: Ids, targets: Ids) -> Ids:
    """One number for each pair of neurons, another for each other pair."""
    rows = network.neurons.rows
    keys: Ids = rows(sources).astype(np.int64) * len(network.neurons) + rows(targets)
    return keys


def connect_dense(
    network: Network, sources: Iterable[int], targets: Iterable[int]
) -> tuple[Network, Ids]:
    """Connects every source with every target, with weight 0; see `connect_pairs`."""
    first, second = list(sources), list(targets)
    check_size(len(network.neurons), len(first) * len(second))
    from_, to = np.meshgrid(first, second, indexing="ij")
    return connect_pairs(network, from_.ravel(), to.ravel())


def remove(network: Network, ids: Iterable[int]) -> Network:
    """Takes away neurons, edges and frames with these ids, and every edge at a neuron that goes.

    A group or layer that is left without neurons goes too.
    """
    chosen = np.fromiter((int(i) for i in ids), dtype=np.int64)
    gone_neurons = np.isin(network.neurons.id, chosen)
    gone_edges = np.isin(network.edges.id, chosen)
    gone_edges |= np.isin(
        network.edges.id, incident_edges(network, network.neurons.id[gone_neurons])
    )
    neurons = network.neurons.take(~gone_neurons) if gone_neurons.any() else network.neurons
    edges = network.edges.take(~gone_edges) if gone_edges.any() else network.edges
    frames = tuple(frame for frame in network.frames if frame.id not in chosen)
    return pruned(replace(network, neurons=neurons, edges=edges, frames=frames))


def _with_values(part: Part, ids: Iterable[int], values: Mapping[str, Any]) -> Part:
    rows = part.rows(ids)
    known = {column.name for column in fields(part)} - {"id"}
    changed: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise TypeError(f"{type(part).__name__} has no column {name!r}")
        column = getattr(part, name).copy()
        column[rows] = value
        check_column(name, column[rows])
        changed[name] = column
    return replace(part, **changed)


def set_neurons(network: Network, ids: Iterable[int], **values: Any) -> Network:
    """Gives columns of these neurons new values, such as `bias=0.5` or `position=array`.

    Raises NetworkError for a value out of range, and for an input neuron with wires coming in.
    """
    if "name" in values:
        values["name"] = str(values["name"])[:LONGEST_NAME]
    after = replace(network, neurons=_with_values(network.neurons, ids, values))
    if "kind" in values:
        fed = after.neurons.kind[after.target_rows] == Kind.INPUT
        if fed.any():
            name = after.name(int(after.edges.target[fed][0]))
            raise NetworkError(
                f"{name} has wires coming in, so it can't be an input neuron. Remove them first."
            )
    return after


def set_edges(network: Network, ids: Iterable[int], **values: Any) -> Network:
    """Gives columns of these edges new values, such as `weight=0.5`; tied edges follow."""
    edges = _with_values(network.edges, ids, values)
    rows = edges.rows(ids)
    if "weight" in values and edges.tie[rows].any():
        weight = edges.weight.copy()
        for row in rows[edges.tie[rows] != 0]:
            weight[edges.tie == edges.tie[row]] = edges.weight[row]
        edges = replace(edges, weight=weight)
    return replace(network, edges=edges)


def tie(network: Network, edges: Iterable[int]) -> Network:
    """Makes these edges share one weight, the mean of what they have now.

    Raises NetworkError for fewer than two edges.
    """
    chosen = list(edges)
    if len(set(chosen)) < 2:
        raise NetworkError("Choose at least two edges to tie.")
    rows = network.edges.rows(chosen)
    number = _free_tie(network)
    mean = float(network.edges.weight[rows].mean())
    return replace(
        network, edges=_with_values(network.edges, chosen, {"tie": number, "weight": mean})
    )


def _free_tie(network: Network) -> int:
    return int(network.edges.tie.max(initial=0)) + 1


def untie(network: Network, edges: Iterable[int]) -> Network:
    """Gives each of these edges a weight of its own again; values stay."""
    return set_edges(network, edges, tie=0)


def insert_on_edge(
    network: Network, edge: int, position: tuple[float, float], **columns: Any
) -> tuple[Network, int]:
    """Puts a new neuron into an edge: the first half is as the edge was, the second weighs 1.

    Between two neurons of one group it belongs to that group.
    """
    old = network.edges.take(network.edges.rows([edge]))
    source, target = int(old.source[0]), int(old.target[0])
    kept = {name: getattr(old, name)[0] for name in ("weight", "frozen", "muted", "tie")}
    groups = network.neurons.group[network.neurons.rows([source, target])]
    columns = {"group": groups[0] if groups[0] == groups[1] else 0} | columns
    network, neuron = add_neuron(remove(network, [edge]), position, **columns)
    network, _ = connect(network, source, neuron, **kept)
    network, _ = connect(network, neuron, target, 1.0)
    return network, neuron


def fragment(network: Network, neurons: Iterable[int]) -> Network:
    """The chosen neurons with the edges among them, ids as they are: what copying takes.

    Groups and layers come along that are chosen as a whole.
    """
    chosen = list(neurons)
    part = replace(
        network,
        neurons=network.neurons.take(np.unique(network.neurons.rows(chosen))),
        edges=network.edges.take(network.edges.rows(inner_edges(network, chosen))),
        frames=(),
    )
    return without_split_outlines(part, network)


def paste(network: Network, part: Network, offset: tuple[float, float]) -> tuple[Network, Ids]:
    """Adds a copy of `part` under new ids, moved by `offset`; ties inside it get new numbers.

    Its groups, layers and frames are copied too. Returns the new network and the new neurons' ids.
    """
    check_size(len(network.neurons) + len(part.neurons), len(network.edges) + len(part.edges))
    part, next_id = with_fresh_outlines(part, network.next_id, offset)
    ids = np.arange(next_id, next_id + len(part.neurons), dtype=np.int64)
    first_edge = next_id + len(ids)
    fresh = np.arange(first_edge, first_edge + len(part.edges), dtype=np.int64)
    places = part.neurons.position + np.asarray(offset)
    check_column("position", places)
    neurons = replace(part.neurons, id=ids, position=places)
    tied, ties = part.edges.tie > 0, np.zeros(len(part.edges), dtype=np.int64)
    ties[tied] = np.unique(part.edges.tie[tied], return_inverse=True)[1] + _free_tie(network)
    edges = replace(
        part.edges,
        id=fresh,
        source=ids[part.source_rows],
        target=ids[part.target_rows],
        tie=ties,
    )
    after = Network(
        network.neurons.joined(neurons),
        network.edges.joined(edges),
        first_edge + len(fresh),
        network.groups + part.groups,
        network.layers + part.layers,
        network.frames + part.frames,
    )
    return after, ids


def with_values_from(network: Network, other: Network) -> Network:
    """The drawing of `network` with the weights and biases of `other`, wherever ids agree."""
    bias, weight = network.neurons.bias.copy(), network.edges.weight.copy()
    for mine, part, theirs, values in (
        (bias, network.neurons, other.neurons, other.neurons.bias),
        (weight, network.edges, other.edges, other.edges.weight),
    ):
        _, here, there = np.intersect1d(part.id, theirs.id, assume_unique=True, return_indices=True)
        mine[here] = values[there]
    return network.with_parameters(weight, bias)
