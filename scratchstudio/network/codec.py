"""A Network as JSON-ready data and back; what comes back from a stranger is checked in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from scratchstudio.errors import NetworkError
from scratchstudio.network.model import Edges, Kind, Network, Neurons
from scratchstudio.network.rules import check_column
from scratchstudio.network.topology import levels

MOST_NEURONS = 100_000
MOST_EDGES = 5_000_000

Part = TypeVar("Part", Neurons, Edges)


def to_json(network: Network) -> dict[str, Any]:
    """The network as lists and numbers, one list a column; floats keep every bit."""
    return {
        "next_id": network.next_id,
        "neurons": {c.name: getattr(network.neurons, c.name).tolist() for c in fields(Neurons)},
        "edges": {c.name: getattr(network.edges, c.name).tolist() for c in fields(Edges)},
    }


def from_json(data: object) -> Network:
    """The network that `to_json` wrote. Raises NetworkError for whatever is not a sound one."""
    table = _mapping(data, "network")
    neurons = _columns(Neurons, _mapping(table.get("neurons"), "neurons"), MOST_NEURONS)
    edges = _columns(Edges, _mapping(table.get("edges"), "edges"), MOST_EDGES)
    next_id = table.get("next_id")
    highest = max(int(neurons.id.max(initial=0)), int(edges.id.max(initial=0)))
    if type(next_id) is not int or not highest < next_id < 2**53:
        raise NetworkError("The network's next id is missing or already used.")
    network = Network(neurons, edges, next_id)
    _check(network)
    return network


def _mapping(data: object, what: str) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise NetworkError(f"The {what} part of the network is missing or not a table.")
    return data


_ALLOWED: dict[str, tuple[type, ...]] = {"i": (int,), "f": (int, float), "b": (bool,), "O": (str,)}


def _columns(kind: type[Part], table: Mapping[str, Any], most: int) -> Part:
    ids = table.get("id")
    if not isinstance(ids, list):
        raise NetworkError(f"The {kind.noun}s have no ids.")
    if len(ids) > most:
        raise NetworkError(f"The network has more than {most:,} {kind.noun}s.")
    columns: dict[str, Any] = {}
    for column in fields(kind):
        given = table.get(column.name)
        if given is None and column.name != "id":
            continue
        dtype = column.metadata["dtype"]
        width = column.metadata["width"]
        shape = (len(ids),) if width is None else (len(ids), width)
        flat = given if width is None else _flattened(given, width)
        if not isinstance(flat, list) or len(flat) != int(np.prod(shape)):
            raise NetworkError(f"The {kind.noun}s' column “{column.name}” has the wrong length.")
        if not all(type(value) in _ALLOWED[dtype.kind] for value in flat):
            raise NetworkError(
                f"The {kind.noun}s' column “{column.name}” has a value of a wrong type."
            )
        try:
            values = np.empty(len(flat), dtype=dtype)
            values[:] = flat
        except (OverflowError, ValueError) as error:
            raise NetworkError(
                f"The {kind.noun}s' column “{column.name}” is out of range."
            ) from error
        check_column(column.name, values)
        columns[column.name] = values.reshape(shape)
    return kind.of(**columns)


def _flattened(given: object, width: int) -> list[Any] | None:
    if not isinstance(given, list):
        return None
    flat: list[Any] = []
    for row in given:
        if not isinstance(row, list) or len(row) != width:
            return None
        flat.extend(row)
    return flat


def _check(network: Network) -> None:
    neurons, edges = network.neurons, network.edges
    for part in (neurons, edges):
        if len(part) and (part.id[0] < 1 or np.any(np.diff(part.id) <= 0)):
            raise NetworkError(f"The {part.noun}s' ids are not in rising order.")
    if len(np.intersect1d(neurons.id, edges.id)):
        raise NetworkError("A neuron and an edge have the same id.")
    if np.any(neurons.kind[network.target_rows] == Kind.INPUT):
        raise NetworkError("A wire ends at an input neuron.")
    neurons.rows(edges.source)  # raises for an edge from nowhere
    pairs = np.stack([edges.source, edges.target], axis=1)
    if len(np.unique(pairs, axis=0)) < len(pairs):
        raise NetworkError("Two neurons are connected twice.")
    levels(network)
