"""Fits a drawing to a data set: one input neuron a feature, one output neuron a target column.

The hidden neurons stay as they are; new input and output neurons take over the wires' places of the
ones that go. The inputs of a picture stand as its pixels do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Picture, Prepared
from scratchstudio.engine import initialise
from scratchstudio.network import (
    COLUMN_SPACING,
    ROW_SPACING,
    Kind,
    Network,
    add_neurons,
    column_gap,
    connect_dense,
    remove,
    set_neurons,
)
from scratchstudio.network.model import Floats
from scratchstudio.project.choices import suggested

PIXEL_SPACING = 80.0
"""How far the input neurons of a picture's pixels stand apart, in canvas units."""


def fit_network(
    network: Network, prepared: Prepared, initialiser: str = "xavier", seed: int = 0
) -> Network:
    """The drawing with exactly the inputs and outputs that the data ask for.

    Neurons already bound to a wanted column stay with their wires. New input neurons feed what the
    old inputs fed, new output neurons are fed by what fed the old outputs; their weights come from
    the initialiser. Output activations become the task's. The same object when nothing differs.
    """
    _, activation = suggested(prepared.task)
    before = network
    inputs = _short_names(prepared.features, prepared.picture)
    network = _with_ends(network, Kind.INPUT, inputs, activation="linear")
    if prepared.picture is not None and _has_others(before, prepared.features):
        network = _as_picture(network, prepared.picture)
    answers = _short_names(prepared.outputs)
    network = _with_ends(network, Kind.OUTPUT, answers, activation=activation)
    outputs = network.neurons.id[network.output_rows]
    unlike = network.neurons.activation[network.output_rows] != activation
    if unlike.any():
        network = set_neurons(network, outputs[unlike].tolist(), activation=activation)
    fresh = network.edges.id[~np.isin(network.edges.id, before.edges.id)]
    if len(fresh):
        network = initialise(network, initialiser, seed, edges=fresh.tolist())
    return network


def _with_ends(network: Network, kind: Kind, names: Mapping[str, str], activation: str) -> Network:
    """The drawing with one end for each column; `names` are what new ones are called."""
    columns = list(names)
    ends = network.neurons.take(network.neurons.kind == kind)
    bound = dict(zip(ends.column.tolist(), ends.id.tolist(), strict=True))
    missing = [column for column in columns if column not in bound]
    surplus = [id_ for id_ in ends.id.tolist() if id_ not in {bound.get(c) for c in columns}]
    if not missing and not surplus:
        return network
    partners = _partners(network, kind, ends.id.tolist())
    across = _edge_of_drawing(network, kind, len(columns))
    network = remove(network, surplus)
    places = [(across, row * ROW_SPACING) for row in range(len(missing))]
    network, fresh = add_neurons(
        network,
        places,
        kind=int(kind),
        column=_objects(missing),
        name=_objects([names[column] for column in missing]),
        activation=activation,
    )
    network = _stacked(network, kind, columns, across)
    if kind == Kind.INPUT:
        return connect_dense(network, fresh.tolist(), partners)[0]
    return connect_dense(network, partners, fresh.tolist())[0]


def _has_others(network: Network, features: Sequence[str]) -> bool:
    """Whether the drawing has not exactly the inputs for these features."""
    return sorted(network.neurons.column[network.input_rows].tolist()) != sorted(features)


def pixels_placed(network: Network, places: Floats, picture: Picture | None) -> Floats:
    """A layout's places, shape (neurons, 2), but inputs that read pixels stand as the picture.

    A column of all the pixels would be far taller than all else together.
    """
    if picture is None or not set(picture.columns) & set(_input_columns(network)):
        return places
    moved = set_neurons(network, network.neurons.id.tolist(), position=places)
    return _as_picture(moved, picture).neurons.position


def _input_columns(network: Network) -> list[str]:
    return [str(column) for column in network.neurons.column[network.input_rows]]


def _as_picture(network: Network, picture: Picture) -> Network:
    """The pixels' input neurons as a picture, left of the drawing; other inputs stay below it."""
    places = picture.places()
    rows = network.input_rows
    columns = _input_columns(network)
    others = network.neurons.position[network.neurons.kind != Kind.INPUT]
    right, middle = 0.0, 0.0
    if len(others):
        right = float(others[:, 0].min()) - column_gap(0)
        middle = float(others[:, 1].min() + others[:, 1].max()) / 2
    top = middle - (picture.height - 1) / 2 * PIXEL_SPACING
    position = network.neurons.position[rows].copy()
    below = 0
    for at, column in enumerate(columns):
        # A second neuron of the same pixel would lie on the first.
        if column in places and column not in columns[:at]:
            row, across = places[column]
            left = right - (picture.width - 1 - across) * PIXEL_SPACING
            position[at] = (left, top + row * PIXEL_SPACING)
        else:
            position[at] = (right, top + picture.height * PIXEL_SPACING + below * ROW_SPACING)
            below += 1
    return set_neurons(network, network.neurons.id[rows].tolist(), position=position)


def _short_names(columns: Iterable[str], picture: Picture | None = None) -> dict[str, str]:
    """What the neuron of each column is called: a value, or the row and column of a pixel."""
    places = {} if picture is None else picture.places()
    return {
        column: "r{}c{}".format(*places[column])
        if column in places
        else column.rpartition("=")[2] or column
        for column in columns
    }


def _objects(texts: Sequence[str]) -> NDArray[np.object_]:
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def _partners(network: Network, kind: Kind, ends: list[int]) -> list[int]:
    """What the new ends are to be wired with: what the old ones were, else the nearest neurons."""
    edges, neurons = network.edges, network.neurons
    if kind == Kind.INPUT:
        found = np.unique(edges.target[np.isin(edges.source, ends)])
        fallback = neurons.id[(neurons.kind == Kind.HIDDEN) & ~np.isin(neurons.id, edges.target)]
    else:
        found = np.unique(edges.source[np.isin(edges.target, ends)])
        fallback = neurons.id[(neurons.kind != Kind.OUTPUT) & ~np.isin(neurons.id, edges.source)]
    chosen = found if len(found) else fallback
    return [int(id_) for id_ in chosen if id_ not in ends]


def _edge_of_drawing(network: Network, kind: Kind, count: int) -> float:
    """Where the column of the ends stands: where the old ones do, else beside all the others."""
    ends = network.neurons.position[network.neurons.kind == kind, 0]
    others = network.neurons.position[network.neurons.kind != kind, 0]
    outwards = -1 if kind == Kind.INPUT else 1
    # Inputs that stood as a picture are no column beside which, or in which, others could stand.
    if len(ends) and float(np.ptp(ends)) < COLUMN_SPACING:
        return outwards * float((outwards * ends).max())
    if not len(others):
        return 0.0
    outermost = outwards * float((outwards * others).max())
    beside = int(np.count_nonzero(others == outermost))
    return outermost + outwards * column_gap(count, beside)


def _stacked(network: Network, kind: Kind, columns: Sequence[str], across: float) -> Network:
    """The ends in one column, in the order of the data, centred on the rest of the drawing."""
    rows = np.flatnonzero(network.neurons.kind == kind)
    order = {column: place for place, column in enumerate(columns)}
    rank = np.argsort([order[column] for column in network.neurons.column[rows]], kind="stable")
    others = network.neurons.position[network.neurons.kind != kind, 1]
    middle = float(others.min() + others.max()) / 2 if len(others) else 0.0
    places = np.empty((len(rows), 2))
    places[:, 0] = across
    places[rank, 1] = middle + (np.arange(len(rows)) - (len(rows) - 1) / 2) * ROW_SPACING
    return set_neurons(network, network.neurons.id[rows].tolist(), position=places)
