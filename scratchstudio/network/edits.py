"""Edits: each takes a Network and returns another; the given one is never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scratchstudio.errors import NetworkError
from scratchstudio.network.model import Edges, Ids, Kind, Network, Neurons
from scratchstudio.network.topology import incident_edges, inner_edges, levels, refuse_cycle

LONGEST_NAME = 64
COLUMN_SPACING = 160.0
ROW_SPACING = 90.0

Part = TypeVar("Part", Neurons, Edges)


def add_neurons(
    network: Network, positions: ArrayLike, **columns: ArrayLike
) -> tuple[Network, Ids]:
    """Adds a neuron at each position, shape (count, 2); `columns` as in `Neurons`.

    A neuron without a name gets the next free one of its kind: x1, h1, y1 and so on.
    Returns the new network and the new ids.
    """
    places = np.asarray(positions, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(places).all():
        raise NetworkError("A neuron's position must be a finite number.")
    ids = np.arange(network.next_id, network.next_id + len(places), dtype=np.int64)
    new = Neurons.of(id=ids, position=places, **columns)
    new = replace(new, name=_named(network, new))
    joined = network.neurons.joined(new)
    return Network(joined, network.edges, network.next_id + len(places)), ids


def add_neuron(
    network: Network, position: tuple[float, float] = (0.0, 0.0), **columns: Any
) -> tuple[Network, int]:
    """Adds one neuron; see `add_neurons`. Returns the new network and the new id."""
    after, ids = add_neurons(network, [position], **columns)
    return after, int(ids[0])


def _named(network: Network, new: Neurons) -> NDArray[np.object_]:
    taken = set(network.neurons.name) | set(new.name)
    names = []
    for name, kind in zip(new.name, new.kind, strict=True):
        number = 1
        if not name:
            letter = {Kind.INPUT: "x", Kind.HIDDEN: "h", Kind.OUTPUT: "y"}[Kind(kind)]
            number += int(np.count_nonzero(network.neurons.kind == kind))
            while f"{letter}{number}" in taken:
                number += 1
            name = f"{letter}{number}"
            taken.add(name)
        names.append(str(name)[:LONGEST_NAME])
    named = np.empty(len(names), dtype=object)
    named[:] = names
    return named


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
    edge = Edges.of(id=[network.next_id], source=source, target=target, weight=weight, **columns)
    return Network(network.neurons, network.edges.joined(edge), network.next_id + 1), int(
        edge.id[0]
    )


def connect_pairs(
    network: Network, sources: ArrayLike, targets: ArrayLike, weights: ArrayLike = 0.0
) -> tuple[Network, Ids]:
    """Draws many edges as one act, leaving out pairs that are already connected.

    Raises as `connect` does; then nothing is drawn.
    """
    pairs = np.stack(np.broadcast_arrays(sources, targets), axis=-1).reshape(-1, 2).astype(np.int64)
    values = np.broadcast_to(np.asarray(weights, dtype=np.float64), (len(pairs),))
    _, first = np.unique(pairs, axis=0, return_index=True)
    present = set(zip(network.edges.source.tolist(), network.edges.target.tolist(), strict=True))
    keep = [row for row in np.sort(first).tolist() if tuple(pairs[row].tolist()) not in present]
    pairs, values = pairs[keep], values[keep]
    if not len(pairs):
        return network, np.zeros(0, dtype=np.int64)
    into_input = network.neurons.kind[network.neurons.rows(pairs[:, 1])] == Kind.INPUT
    if into_input.any():
        name = network.name(int(pairs[into_input][0, 1]))
        raise NetworkError(f"{name} is an input neuron: no wire can end there.")
    network.neurons.rows(pairs[:, 0])
    ids = np.arange(network.next_id, network.next_id + len(pairs), dtype=np.int64)
    edges = Edges.of(id=ids, source=pairs[:, 0], target=pairs[:, 1], weight=values)
    after = Network(network.neurons, network.edges.joined(edges), network.next_id + len(pairs))
    try:
        levels(after)
    except NetworkError:
        for source, target in pairs.tolist():
            network, _ = connect(network, source, target)
        raise
    return after, ids


def connect_dense(
    network: Network, sources: Iterable[int], targets: Iterable[int]
) -> tuple[Network, Ids]:
    """Connects every source with every target, with weight 0; see `connect_pairs`."""
    from_, to = np.meshgrid(list(sources), list(targets), indexing="ij")
    return connect_pairs(network, from_.ravel(), to.ravel())


def add_layer(
    network: Network, count: int, sources: Iterable[int], targets: Iterable[int], activation: str
) -> tuple[Network, Ids, Ids]:
    """Adds `count` hidden neurons in a column, each fed by all `sources` and feeding all `targets`.

    Edges straight from `sources` to `targets` stay. The column stands right of the sources; what
    lies in the way moves right. Returns the network, the neurons' ids and the edges' ids.
    """
    sources, targets = list(sources), list(targets)
    place = network.neurons.position
    from_rows = network.neurons.rows(sources)
    left = float(place[from_rows, 0].max()) if sources else 0.0
    middle = float(place[from_rows, 1].mean()) if sources else 0.0
    if targets:
        gap = float(place[network.neurons.rows(targets), 0].min()) - left
        if gap < 2 * COLUMN_SPACING:
            moved = place.copy()
            moved[place[:, 0] > left + 1e-9, 0] += 2 * COLUMN_SPACING - max(gap, 0.0)
            network = replace(network, neurons=replace(network.neurons, position=moved))
    heights = middle + (np.arange(count) - (count - 1) / 2) * ROW_SPACING
    column = np.column_stack([np.full(count, left + COLUMN_SPACING), heights])
    network, neurons = add_neurons(network, column, activation=activation)
    network, into = connect_dense(network, sources, neurons.tolist())
    network, out = connect_dense(network, neurons.tolist(), targets)
    return network, neurons, np.concatenate([into, out])


def remove(network: Network, ids: Iterable[int]) -> Network:
    """Takes away neurons and edges with these ids, and every edge at a neuron that goes."""
    chosen = np.fromiter((int(i) for i in ids), dtype=np.int64)
    gone_neurons = np.isin(network.neurons.id, chosen)
    gone_edges = np.isin(network.edges.id, chosen)
    gone_edges |= np.isin(
        network.edges.id, incident_edges(network, network.neurons.id[gone_neurons])
    )
    neurons = network.neurons.take(~gone_neurons) if gone_neurons.any() else network.neurons
    edges = network.edges.take(~gone_edges) if gone_edges.any() else network.edges
    return Network(neurons, edges, network.next_id)


def _with_values(part: Part, ids: Iterable[int], values: Mapping[str, Any]) -> Part:
    rows = part.rows(ids)
    known = {column.name for column in fields(part)} - {"id"}
    changed: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise TypeError(f"{type(part).__name__} has no column {name!r}")
        column = getattr(part, name).copy()
        column[rows] = value
        if column.dtype == np.float64 and not np.isfinite(column).all():
            raise NetworkError(f"The {name} must be a finite number.")
        changed[name] = column
    return replace(part, **changed)


def set_neurons(network: Network, ids: Iterable[int], **values: Any) -> Network:
    """Gives columns of these neurons new values, such as `bias=0.5` or `position=array`."""
    if "name" in values:
        values["name"] = str(values["name"])[:LONGEST_NAME]
    return replace(network, neurons=_with_values(network.neurons, ids, values))


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
    """Makes these edges share one weight, the mean of what they have now."""
    chosen = list(edges)
    rows = network.edges.rows(chosen)
    number = int(network.edges.tie.max(initial=0)) + 1
    mean = float(network.edges.weight[rows].mean())
    return replace(
        network, edges=_with_values(network.edges, chosen, {"tie": number, "weight": mean})
    )


def untie(network: Network, edges: Iterable[int]) -> Network:
    """Gives each of these edges a weight of its own again; values stay."""
    return set_edges(network, edges, tie=0)


def insert_on_edge(
    network: Network, edge: int, position: tuple[float, float], **columns: Any
) -> tuple[Network, int]:
    """Puts a new neuron into an edge: the first half keeps the weight, the second has weight 1."""
    row = network.edges.rows([edge])[0]
    source, target = int(network.edges.source[row]), int(network.edges.target[row])
    weight = float(network.edges.weight[row])
    network, neuron = add_neuron(remove(network, [edge]), position, **columns)
    network, _ = connect(network, source, neuron, weight)
    network, _ = connect(network, neuron, target, 1.0)
    return network, neuron


def fragment(network: Network, neurons: Iterable[int]) -> Network:
    """The chosen neurons with the edges among them, ids as they are: what copying takes."""
    chosen = list(neurons)
    return Network(
        network.neurons.take(np.sort(network.neurons.rows(chosen))),
        network.edges.take(network.edges.rows(inner_edges(network, chosen))),
        network.next_id,
    )


def paste(network: Network, part: Network, offset: tuple[float, float]) -> tuple[Network, Ids]:
    """Adds a copy of `part` under new ids, moved by `offset`; ties inside it get new numbers.

    Returns the new network and the ids of the new neurons.
    """
    ids = np.arange(network.next_id, network.next_id + len(part.neurons), dtype=np.int64)
    first_edge = network.next_id + len(ids)
    fresh = np.arange(first_edge, first_edge + len(part.edges), dtype=np.int64)
    neurons = replace(part.neurons, id=ids, position=part.neurons.position + np.asarray(offset))
    ties = np.where(part.edges.tie > 0, part.edges.tie + network.edges.tie.max(initial=0), 0)
    edges = replace(
        part.edges,
        id=fresh,
        source=ids[part.source_rows],
        target=ids[part.target_rows],
        tie=ties,
    )
    after = Network(
        network.neurons.joined(neurons), network.edges.joined(edges), first_edge + len(fresh)
    )
    return after, ids


def with_values_from(network: Network, other: Network) -> Network:
    """The drawing of `network` with the weights and biases of `other`, wherever it has the same id."""
    bias, weight = network.neurons.bias.copy(), network.edges.weight.copy()
    for mine, part, theirs, values in (
        (bias, network.neurons, other.neurons, other.neurons.bias),
        (weight, network.edges, other.edges, other.edges.weight),
    ):
        _, here, there = np.intersect1d(
            part.id, theirs.id, assume_unique=True, return_indices=True
        )
        mine[here] = values[there]
    return network.with_parameters(weight, bias)
