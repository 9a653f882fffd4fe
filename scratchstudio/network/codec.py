"""A Network as JSON-ready data and back; what comes back from a stranger is checked in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

import numpy as np

from scratchstudio.errors import NetworkError
from scratchstudio.network.model import Edges, Kind, Network, Neurons
from scratchstudio.network.outlines import (
    MOST_OUTLINES,
    Frame,
    Group,
    Layer,
    Outline,
    checked,
    path,
)
from scratchstudio.network.rules import MOST_EDGES, MOST_NEURONS, check_column
from scratchstudio.network.topology import levels

Part = TypeVar("Part", Neurons, Edges)
Drawn = TypeVar("Drawn", Group, Layer, Frame)


def to_json(network: Network) -> dict[str, Any]:
    """The network as lists and numbers, one list a column; floats keep every bit."""
    return {
        "next_id": network.next_id,
        "neurons": {c.name: getattr(network.neurons, c.name).tolist() for c in fields(Neurons)},
        "edges": {c.name: getattr(network.edges, c.name).tolist() for c in fields(Edges)},
        "groups": [asdict(group) for group in network.groups],
        "layers": [asdict(layer) for layer in network.layers],
        "frames": [asdict(frame) for frame in network.frames],
    }


def from_json(data: object) -> Network:
    """The network that `to_json` wrote. Raises NetworkError for whatever is not a sound one."""
    table = _mapping(data, "network")
    neurons = _columns(Neurons, _mapping(table.get("neurons"), "neurons"), MOST_NEURONS)
    edges = _columns(Edges, _mapping(table.get("edges"), "edges"), MOST_EDGES)
    groups, layers, frames = (
        _outlines(Group, table.get("groups", [])),
        _outlines(Layer, table.get("layers", [])),
        _outlines(Frame, table.get("frames", [])),
    )
    next_id = table.get("next_id")
    outlines: tuple[Outline, ...] = (*groups, *layers, *frames)
    outlined = [each.id for each in outlines]
    highest = max(int(neurons.id.max(initial=0)), int(edges.id.max(initial=0)), *outlined, 0)
    if type(next_id) is not int or not highest < next_id < 2**53:
        raise NetworkError("The network's next id is missing or already used.")
    network = Network(neurons, edges, next_id, groups, layers, frames)
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


_FIELD_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "str": (str,),
}


def _outlines(kind: type[Drawn], given: object) -> tuple[Drawn, ...]:
    noun = kind.__name__.lower()
    if not isinstance(given, list) or len(given) > MOST_OUTLINES:
        raise NetworkError(f"The network's {noun}s are no list, or there are too many.")
    return tuple(_outline(kind, noun, record) for record in given)


def _outline(kind: type[Drawn], noun: str, record: object) -> Drawn:
    known = {column.name: _FIELD_TYPES[str(column.type)] for column in fields(kind)}
    if not isinstance(record, dict) or not set(record) <= set(known) or "id" not in record:
        raise NetworkError(f"A {noun} of the network is damaged.")
    if not all(type(value) in known[name] for name, value in record.items()):
        raise NetworkError(f"A {noun} of the network has a value of a wrong type.")
    try:
        return checked(kind(**record))
    except (TypeError, OverflowError) as error:
        raise NetworkError(f"A {noun} of the network is damaged.") from error


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
    _check_outlines(network)
    if np.any(neurons.kind[network.target_rows] == Kind.INPUT):
        raise NetworkError("A wire ends at an input neuron.")
    neurons.rows(edges.source)  # raises for an edge from nowhere
    pairs = np.stack([edges.source, edges.target], axis=1)
    if len(np.unique(pairs, axis=0)) < len(pairs):
        raise NetworkError("Two neurons are connected twice.")
    levels(network)


def _check_outlines(network: Network) -> None:
    outlines: tuple[Outline, ...] = (*network.groups, *network.layers, *network.frames)
    ids = [each.id for each in outlines]
    drawn = np.concatenate([network.neurons.id, network.edges.id])
    if len(set(ids)) < len(ids) or any(id_ < 1 for id_ in ids) or np.isin(ids, drawn).any():
        raise NetworkError("A group, layer or frame has an id that is taken.")
    for column, known in (("group", network.groups), ("layer", network.layers)):
        named = np.unique(getattr(network.neurons, column))
        if not np.isin(named, [0, *(each.id for each in known)]).all():
            raise NetworkError(f"A neuron's {column} is missing.")
    for group in network.groups:
        path(network.groups, group.id)  # raises for a parent that is missing, and for circles
