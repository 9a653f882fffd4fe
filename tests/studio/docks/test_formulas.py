"""A neuron in one line of mathematics, with the numbers it has."""

from __future__ import annotations

import pytest

from scratchstudio.network import EMPTY, Kind, add_neuron, connect, set_edges, set_neurons, tie
from scratchstudio.studio.docks.formulas import MOST_TERMS, network_summary, neuron_formula


@pytest.fixture
def small():
    """x1, x2 (ids 1, 2) -> h1 (id 3), tanh."""
    network, x1 = add_neuron(EMPTY, kind=Kind.INPUT, column="length")
    network, x2 = add_neuron(network, kind=Kind.INPUT)
    network, h = add_neuron(network, activation="tanh", bias=0.05)
    network, _ = connect(network, x1, h, 0.31)
    network, _ = connect(network, x2, h, -1.2)
    return network


def test_weights_signs_and_bias_read_as_in_a_book(small):
    assert neuron_formula(small, 3) == "h1 = tanh(0.31·x1 − 1.2·x2 + 0.05)"


def test_the_linear_function_is_not_written(small):
    linear = set_neurons(small, [3], activation="linear", bias=-0.5)

    assert neuron_formula(linear, 3) == "h1 = 0.31·x1 − 1.2·x2 − 0.5"


def test_an_input_is_its_column_or_an_open_question(small):
    assert neuron_formula(small, 1) == "x1 = length"
    assert neuron_formula(small, 2) == "x2 = ?"


def test_a_muted_edge_carries_nothing_and_a_muted_neuron_is_0(small):
    edge = int(small.edges.id[0])

    assert neuron_formula(set_edges(small, [edge], muted=True), 3) == "h1 = tanh(−1.2·x2 + 0.05)"
    assert neuron_formula(set_neurons(small, [3], muted=True), 3) == "h1 = 0"


def test_a_neuron_without_inputs_shows_its_bias(small):
    lone, h = add_neuron(small, activation="sigmoid")

    assert neuron_formula(lone, h) == "h2 = sigmoid(0)"


def test_a_formula_of_ones_own_is_spelled_out(small):
    own = set_neurons(small, [3], activation="=x*tanh(x)")

    assert neuron_formula(own, 3).endswith("f(x) = x*tanh(x)")


def test_of_many_inputs_the_heaviest_are_shown_and_the_rest_counted():
    network, h = add_neuron(EMPTY, activation="relu")
    for number in range(MOST_TERMS + 4):
        network, x = add_neuron(network, kind=Kind.INPUT)
        network, _ = connect(network, x, h, 0.1 * number)

    text = neuron_formula(network, h)

    assert f"·x{MOST_TERMS + 4}" in text
    assert "·x1 " not in text
    assert "4 more" in text


def test_the_summary_counts_tied_weights_once_and_no_bias_of_inputs(small):
    tied = tie(small, small.edges.id.tolist())
    frozen = set_neurons(tied, [3], frozen=True)

    assert network_summary(small) == (3, 2, 3, 0)
    assert network_summary(tied) == (3, 2, 2, 0)
    assert network_summary(frozen) == (3, 2, 2, 1)
