"""Initialisers: the weights with which training begins, one entry each; always from the seed.

The spread suits each neuron's own fan-in and fan-out, counted in the drawing, so that any wiring
starts well, not only layered ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scratchstudio.errors import EngineError
from scratchstudio.network import Kind, Network

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Wires:
    """The edges to be given weights: their rows in the drawing and the fans of their neurons."""

    network: Network
    rows: NDArray[np.intp]
    fan_in: Floats
    """(edges,) number of edges into the target."""
    fan_out: Floats
    """(edges,) number of edges out of the source."""


Draw = Callable[[np.random.Generator, Wires], Floats]


@dataclass(frozen=True)
class Initialiser:
    """How start weights are drawn; `draw` gives one weight for each of the wires."""

    key: str
    label: str
    help: str
    draw: Draw


CONSTANT = 0.5
SPREAD = 0.5


def _zeros(random: np.random.Generator, wires: Wires) -> Floats:
    return np.zeros(len(wires.rows))


def _constant(random: np.random.Generator, wires: Wires) -> Floats:
    return np.full(len(wires.rows), CONSTANT)


def _uniform(random: np.random.Generator, wires: Wires) -> Floats:
    return random.uniform(-SPREAD, SPREAD, len(wires.rows))


def _normal(random: np.random.Generator, wires: Wires) -> Floats:
    return random.normal(0.0, SPREAD, len(wires.rows))


def _xavier(random: np.random.Generator, wires: Wires) -> Floats:
    limit = np.sqrt(6.0 / (wires.fan_in + wires.fan_out))
    return random.uniform(-1.0, 1.0, len(wires.rows)) * limit


def _he(random: np.random.Generator, wires: Wires) -> Floats:
    return random.standard_normal(len(wires.rows)) * np.sqrt(2.0 / wires.fan_in)


def _lecun(random: np.random.Generator, wires: Wires) -> Floats:
    return random.standard_normal(len(wires.rows)) * np.sqrt(1.0 / wires.fan_in)


def _orthogonal(random: np.random.Generator, wires: Wires) -> Floats:
    weights = _lecun(random, wires)
    source = wires.network.source_rows[wires.rows]
    target = wires.network.target_rows[wires.rows]
    for block in _dense_blocks(source, target):
        columns, to = np.unique(source[block], return_inverse=True)
        lines, here = np.unique(target[block], return_inverse=True)
        shape = (len(lines), len(columns))
        tall = random.standard_normal((max(shape), min(shape)))
        basis, triangle = np.linalg.qr(tall)
        basis *= np.sign(np.diag(triangle))
        matrix = basis if shape[0] >= shape[1] else basis.T
        weights[block] = matrix[here, to]
    return weights


def _dense_blocks(source: NDArray[np.intp], target: NDArray[np.intp]) -> Iterable[NDArray[np.intp]]:
    """Edges of targets that have all their sources in common, at least two neurons each side."""
    by_sources: dict[bytes, list[NDArray[np.intp]]] = {}
    order = np.argsort(target, kind="stable")
    ends = np.flatnonzero(np.diff(target[order])) + 1
    for edges in np.split(order, ends) if len(order) else []:
        by_sources.setdefault(np.sort(source[edges]).tobytes(), []).append(edges)
    for alike in by_sources.values():
        if len(alike) > 1 and len(alike[0]) > 1:
            yield np.concatenate(alike)


INITIALISERS: Mapping[str, Initialiser] = {
    entry.key: entry
    for entry in (
        Initialiser(
            "zeros",
            "Zeros",
            "All weights 0. Hidden neurons then stay twins of each other and learn nothing new.",
            _zeros,
        ),
        Initialiser(
            "constant",
            "Constant",
            f"All weights {CONSTANT}. Shows why neurons must begin differently.",
            _constant,
        ),
        Initialiser(
            "uniform",
            "Uniform",
            f"Any number from −{SPREAD} to {SPREAD}, equally likely.",
            _uniform,
        ),
        Initialiser(
            "normal",
            "Normal",
            f"Bell-shaped around 0 with standard deviation {SPREAD}.",
            _normal,
        ),
        Initialiser(
            "xavier",
            "Xavier",
            "Uniform within ±√(6 / (wires in + wires out)): keeps signals alike from level to "
            "level with tanh and sigmoid (Glorot and Bengio 2010).",
            _xavier,
        ),
        Initialiser(
            "he",
            "He",
            "Normal with standard deviation √(2 / wires in): suits ReLU, which drops half of the "
            "signal (He et al. 2015).",
            _he,
        ),
        Initialiser(
            "lecun",
            "LeCun",
            "Normal with standard deviation √(1 / wires in): suits SELU (LeCun et al. 1998).",
            _lecun,
        ),
        Initialiser(
            "orthogonal",
            "Orthogonal",
            "Where neurons share all their sources, their weights stand at right angles and keep "
            "lengths (Saxe et al. 2014); elsewhere as LeCun.",
            _orthogonal,
        ),
    )
}
"""Every initialiser, by its key."""


def initialise(
    network: Network,
    initialiser: str = "xavier",
    seed: int = 0,
    *,
    edges: Iterable[int] | None = None,
    neurons: Iterable[int] | None = None,
) -> Network:
    """The drawing with start weights for the given edge ids, the same for the same seed.

    By default for all edges, with all biases set to 0. Frozen edges, those tied to them, and
    frozen neurons keep their values; tied edges get one weight, and those tied to chosen ones
    follow. `neurons`
    are ids whose biases are set to 0. Raises EngineError for an unknown initialiser.
    """
    if initialiser not in INITIALISERS:
        known = ", ".join(INITIALISERS)
        raise EngineError(f"There is no initialiser “{initialiser[:40]}”; known are {known}.")
    chosen = _chosen_edges(network, edges)
    weights, biases = network.edges.weight.copy(), network.neurons.bias.copy()
    if chosen.size:
        sources, targets = network.source_rows, network.target_rows
        wires = Wires(
            network,
            chosen,
            np.bincount(targets)[targets[chosen]].astype(np.float64),
            np.bincount(sources)[sources[chosen]].astype(np.float64),
        )
        # Edge ids as part of the seed: an edge drawn later does not repeat an earlier one's weight.
        first = 0 if edges is None else int(network.edges.id[chosen[0]])
        random = np.random.default_rng([seed, first])
        weights[chosen] = INITIALISERS[initialiser].draw(random, wires)
        _share_ties(network, chosen, weights)
    biases[_chosen_neurons(network, edges is None, neurons)] = 0.0
    return network.with_parameters(weights, biases)


def _chosen_edges(network: Network, edges: Iterable[int] | None) -> NDArray[np.intp]:
    everything = np.arange(len(network.edges))
    rows = everything if edges is None else np.sort(network.edges.rows(edges))
    ties, frozen = network.edges.tie, network.edges.frozen
    held: NDArray[np.bool_] = frozen | ((ties != 0) & np.isin(ties, ties[frozen]))
    return np.asarray(rows[~held[rows]])


def _chosen_neurons(
    network: Network, everything: bool, neurons: Iterable[int] | None
) -> NDArray[np.intp]:
    if neurons is not None:
        rows = network.neurons.rows(neurons)
    else:
        rows = np.arange(len(network.neurons)) if everything else np.zeros(0, dtype=np.intp)
    free: NDArray[np.bool_] = ~network.neurons.frozen[rows] & (
        network.neurons.kind[rows] != Kind.INPUT
    )
    return np.asarray(rows[free])


def _share_ties(network: Network, chosen: NDArray[np.intp], weights: Floats) -> None:
    ties = network.edges.tie
    groups, first = np.unique(ties[chosen], return_index=True)
    for group, place in zip(groups.tolist(), first.tolist(), strict=True):
        if group:
            weights[ties == group] = weights[chosen[place]]
