"""Weights as matrices: what stands where."""

import numpy as np
import pytest

from scratchstudio.network import EMPTY, add_neuron, connect, set_neurons
from scratchstudio.studio.views.level_matrices import (
    NOTHING,
    arrange,
    colour_limit,
    level_matrices,
)


def test_a_skip_connection_stands_in_the_matrix_of_the_level_it_goes_to(xor_with_skip):
    first, second = level_matrices(xor_with_skip)
    x1, x2, h, y = xor_with_skip.neurons.id.tolist()

    assert (first.level, first.targets.tolist(), first.sources.tolist()) == (1, [h], [x1, x2])
    assert (second.level, second.targets.tolist()) == (2, [y])
    assert second.sources.tolist() == [x1, x2, h]


def test_each_value_is_the_weight_of_its_edge_and_the_first_column_is_the_bias(xor_with_skip):
    edges, neurons = xor_with_skip.edges, xor_with_skip.neurons
    first, second = level_matrices(xor_with_skip)

    assert first.values(edges.weight, neurons.bias).tolist() == [[-15, 10, 10]]
    assert second.values(edges.weight, neurons.bias).tolist() == [[-5, 10, 10, -20]]


def test_a_pair_that_is_not_connected_is_empty_not_zero(two_layers):
    network, extra = add_neuron(two_layers, (160, 300), activation="tanh")
    network, _ = connect(network, int(network.neurons.id[0]), extra, 2.0)

    matrix = level_matrices(network)[0]

    assert (matrix.edge_row[-1] == NOTHING).tolist() == [False, True]
    values = matrix.values(network.edges.weight, network.neurons.bias)
    assert values[-1, 1] == 2.0
    assert np.isnan(values[-1, 2])


def test_neurons_stand_in_the_order_in_which_they_are_drawn(two_layers):
    lowest_first = level_matrices(two_layers)[0].targets.tolist()
    top = lowest_first[-1]
    moved = set_neurons(two_layers, [top], position=[(160.0, -500.0)])
    assert level_matrices(moved)[0].targets[0] == top


def test_a_drawing_without_edges_has_no_matrix():
    assert level_matrices(EMPTY) == ()
    alone, _ = add_neuron(EMPTY, (0, 0))
    assert level_matrices(alone) == ()


def test_the_limit_of_the_colours_is_round_and_leaves_the_largest_two_per_cent_out():
    values = np.concatenate([np.full(99, 0.4), [1000.0]])
    assert colour_limit([values]) == pytest.approx(0.5)


@pytest.mark.parametrize("values", [[], [np.nan], [0.0], [np.inf]])
def test_the_limit_of_nothing_is_one(values):
    assert colour_limit([np.array(values, dtype=float)]) == 1.0


def test_matrices_stand_side_by_side_with_the_largest_cells_that_fit():
    wide = arrange([(4, 3), (1, 5)], 700, 400, 30, 60)
    assert wide.places[0].cell[0] > 40
    assert wide.places[1].x > wide.places[0].x + 3 * wide.places[0].cell[0]
    assert wide.width <= 700

    narrow = arrange([(40, 30), (10, 41)], 420, 300, 30, 60)
    assert narrow.places[0].cell[0] < 20
    assert narrow.width <= 420


def test_a_network_too_large_for_the_room_grows_downwards_and_stays_legible():
    huge = arrange([(100, 785), (10, 101)], 420, 300, 30, 60)
    assert huge.places[0].cell == (2, 2)
    assert huge.places[1].y > huge.places[0].y
