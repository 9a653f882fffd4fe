"""What `compile` makes of a drawing, as exporters rely on it."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from scratchstudio.engine import activation, compile
from scratchstudio.errors import EngineError
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_neuron,
    add_neurons,
    connect,
    connect_dense,
    set_edges,
    set_neurons,
    tie,
)


def by_levels(network: Network, inputs: np.ndarray) -> np.ndarray:
    """Outputs (samples, outputs) from `Program.levels` alone, as an exporter would write it."""
    program = compile(network, "float64")
    pool = np.zeros((1 + len(network.neurons), len(inputs)))
    pool[0] = 1.0
    pool[program.pool_row[network.input_rows]] = inputs.T
    for level in program.levels:
        sums = np.tile(program.parameters[level.bias_parameter][:, None], len(inputs))
        weights = program.parameters[level.edge_parameter][:, None]
        np.add.at(sums, level.edge_target, weights * pool[level.sources][level.edge_source])
        for group in level.groups:
            rows = slice(group.start - level.start, group.stop - level.start)
            activation(group.activation).value(sums[rows], pool[group.start : group.stop])
        pool[level.start : level.stop][level.muted] = 0.0
    return pool[program.pool_row[network.output_rows]].T


def branching() -> Network:
    """Three inputs, skips, four activations, a muted neuron and edge, softmax at two depths."""
    random = np.random.default_rng(0)
    network, x = add_neurons(EMPTY, np.zeros((3, 2)), kind=Kind.INPUT)
    network, h = add_neurons(
        network,
        np.zeros((4, 2)),
        activation=np.array(["tanh", "relu", "tanh", "=x*x"], dtype=object),
        bias=random.normal(size=4),
    )
    network, y = add_neurons(network, np.zeros((3, 2)), kind=Kind.OUTPUT, activation="softmax")
    network, first = connect_dense(network, x[:2].tolist(), h.tolist())
    network, _ = connect(network, int(h[0]), int(h[3]))
    network, _ = connect_dense(network, h.tolist(), y[:2].tolist())
    network, _ = connect(network, int(x[2]), int(y[2]))
    network = network.with_parameters(random.normal(size=len(network.edges)), network.neurons.bias)
    return set_neurons(set_edges(network, [int(first[0])], muted=True), [int(h[2])], muted=True)


def test_the_levels_alone_say_how_to_compute_the_network() -> None:
    network = branching()
    inputs = np.random.default_rng(1).normal(size=(6, 3))
    expected = compile(network, "float64").forward(inputs)
    np.testing.assert_allclose(by_levels(network, inputs), expected, rtol=0, atol=1e-14)


def test_the_pool_begins_with_the_constant_and_the_inputs_and_levels_follow_without_gaps() -> None:
    network = branching()
    program = compile(network)
    assert program.pool_row[network.input_rows].tolist() == [1, 2, 3]
    bounds = [(level.start, level.stop) for level in program.levels]
    assert bounds[0][0] == 4
    assert all(a[1] == b[0] for a, b in pairwise(bounds))
    assert bounds[-1][1] == 1 + len(network.neurons)
    for level in program.levels:
        assert level.groups[0].start == level.start
        assert level.groups[-1].stop == level.stop


def test_all_softmax_neurons_stand_in_one_group() -> None:
    groups = [g for level in compile(branching()).levels for g in level.groups]
    softmax = [group for group in groups if group.activation == "softmax"]
    assert [group.stop - group.start for group in softmax] == [3]


def test_weights_and_biases_come_back_as_they_were_given() -> None:
    network = branching()
    program = compile(network, "float64")
    assert np.array_equal(program.weights(), network.edges.weight)
    assert np.array_equal(program.biases(), network.neurons.bias)
    vector = program.vector(program.weights() * 2, program.biases() + 1)
    assert np.array_equal(program.weights(vector), network.edges.weight * 2)


def test_tied_edges_are_one_parameter(two_layers: Network) -> None:
    network = tie(two_layers, two_layers.edges.id[:3].tolist())
    program = compile(network)
    assert len(set(program.edge_parameter[:3])) == 1
    assert len(program.parameters) == len(network.edges) - 2 + 4


def test_the_same_drawing_is_compiled_once(two_layers: Network) -> None:
    assert compile(two_layers) is compile(two_layers)
    assert compile(two_layers) is not compile(two_layers, "float64")
    assert compile(dataclasses.replace(two_layers)) is not compile(two_layers)


def test_no_samples_give_no_outputs(two_layers: Network) -> None:
    program = compile(two_layers)
    assert program.forward(np.zeros((0, 2))).shape == (0, 1)
    assert program.activations(np.zeros((0, 2))).shape == (6, 0)


def test_a_network_of_inputs_alone_computes_nothing() -> None:
    network, _ = add_neurons(EMPTY, np.zeros((2, 2)), kind=Kind.INPUT)
    assert compile(network).forward(np.zeros((3, 2))).shape == (3, 0)
    assert compile(EMPTY).forward(np.zeros((3, 0))).shape == (3, 0)


def test_an_output_without_inputs_gives_its_bias() -> None:
    network, _ = add_neuron(EMPTY, kind=Kind.OUTPUT, activation="tanh", bias=0.5)
    assert compile(network, "float64").forward(np.zeros((2, 0))).ravel() == pytest.approx(
        [np.tanh(0.5)] * 2
    )


def test_inputs_of_another_width_are_refused_with_a_sentence(two_layers: Network) -> None:
    with pytest.raises(EngineError, match="2 input neurons"):
        compile(two_layers).forward(np.zeros((4, 3)))


def test_a_softmax_neuron_must_be_an_output_that_feeds_nothing(two_layers: Network) -> None:
    hidden = set_neurons(two_layers, [4], activation="softmax")
    with pytest.raises(EngineError, match="only output neurons"):
        compile(hidden)
    network, y = add_neuron(two_layers, kind=Kind.OUTPUT)
    network, _ = connect(set_neurons(network, [3], activation="softmax"), 3, y)
    with pytest.raises(EngineError, match="feeds another neuron"):
        compile(network)


def test_an_unknown_activation_is_refused_with_a_sentence(two_layers: Network) -> None:
    with pytest.raises(EngineError, match="tanhh"):
        compile(set_neurons(two_layers, [4], activation="tanhh"))
