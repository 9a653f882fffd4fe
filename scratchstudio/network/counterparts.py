"""Two drawings side by side: what each weight and bias of one is in the other, by ids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scratchstudio.network.model import Kind, Network

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Counterparts:
    """The values of another drawing, in the rows of this one."""

    weights: Floats
    """(edges,); NaN for an edge that the other has not."""
    biases: Floats
    """(neurons,); NaN for input neurons, and for those that the other has not."""
    gone_neurons: Ids
    """Those that only the other has."""
    gone_edges: Ids


def counterparts(network: Network, other: Network) -> Counterparts:
    """What `other` has for each neuron and edge of `network`; an edge with other ends is another.

    Subtracted from the present values they give the difference of the two.
    """
    neurons, edges = network.neurons, network.edges
    here, there = _common(neurons.id, other.neurons.id)
    biases = np.full(len(neurons), np.nan)
    biases[here] = other.neurons.bias[there]
    biases[neurons.kind == Kind.INPUT] = np.nan
    gone_neurons = np.delete(other.neurons.id, there)
    here, there = _common(edges.id, other.edges.id)
    same = (edges.source[here] == other.edges.source[there]) & (
        edges.target[here] == other.edges.target[there]
    )
    here, there = here[same], there[same]
    weights = np.full(len(edges), np.nan)
    weights[here] = other.edges.weight[there]
    return Counterparts(weights, biases, gone_neurons, np.delete(other.edges.id, there))


def _common(ids: Ids, others: Ids) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows of the ids that both have, in each."""
    _, here, there = np.intersect1d(ids, others, assume_unique=True, return_indices=True)
    return here, there
