"""What a network's values are in another: by ids, with NaN where there is no counterpart."""

from __future__ import annotations

import numpy as np

from scratchstudio.network import (
    Network,
    add_neuron,
    connect,
    counterparts,
    remove,
    set_edges,
    set_neurons,
)


def test_the_difference_of_two_states_is_what_was_changed(xor_with_skip: Network) -> None:
    edges, neurons = xor_with_skip.edges.id.tolist(), xor_with_skip.neurons.id.tolist()
    later = set_edges(xor_with_skip, edges[1:2], weight=12.5)
    later = set_neurons(later, neurons[3:4], bias=-4.0)
    found = counterparts(later, xor_with_skip)
    assert (later.edges.weight - found.weights).tolist() == [0, 2.5, 0, 0, 0]
    moved = later.neurons.bias - found.biases
    assert np.isnan(moved[:2]).all(), "inputs have no bias"
    assert moved[2:].tolist() == [0, 1.0]
    assert len(found.gone_edges) == len(found.gone_neurons) == 0


def test_what_is_new_has_no_counterpart_and_what_went_is_named(xor_with_skip: Network) -> None:
    hidden = int(xor_with_skip.neurons.id[2])
    later, new = add_neuron(remove(xor_with_skip, [hidden]), (0.0, 300.0))
    later, edge = connect(later, int(later.neurons.id[0]), new, 1.0)
    found = counterparts(later, xor_with_skip)
    assert np.isnan(found.weights[later.edges.rows([edge])]).all()
    assert np.isnan(found.biases[later.neurons.rows([new])]).all()
    assert found.gone_neurons.tolist() == [hidden]
    assert len(found.gone_edges) == 3
    assert np.isfinite(found.weights).sum() == 2


def test_an_edge_that_leads_elsewhere_is_another_edge(xor_with_skip: Network) -> None:
    bare = remove(xor_with_skip, xor_with_skip.edges.id.tolist())
    first, second, _, output = bare.neurons.id.tolist()
    mine, edge = connect(bare, first, output, 1.0)
    other, same_id = connect(bare, second, output, 3.0)
    assert edge == same_id
    found = counterparts(mine, other)
    assert np.isnan(found.weights).all()
    assert found.gone_edges.tolist() == [edge]
