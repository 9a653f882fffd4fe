"""After an edit a layer's neurons stand evenly in one column, or are in no layer."""

from __future__ import annotations

import numpy as np
import pytest

from scratchstudio.network import (
    EMPTY,
    Network,
    add_neurons,
    as_layer,
    in_layer,
    remove,
    resize_layer,
    set_neurons,
    settled,
)


@pytest.fixture
def four() -> tuple[Network, int]:
    """Four neurons in a layer at x 0, from y 0 down to 270; and the layer's id."""
    network, ids = add_neurons(EMPTY, [(0, 90 * n) for n in range(4)])
    return as_layer(network, ids.tolist())


def heights(network: Network, layer: int) -> list[float]:
    ids = in_layer(network, layer)
    place = network.neurons.position[network.neurons.rows(ids)]
    assert np.ptp(place[:, 0]) == 0
    return place[:, 1].tolist()


def test_a_neuron_moved_past_its_neighbour_changes_places_with_it(four) -> None:
    network, layer = four
    a, b, c, d = in_layer(network, layer).tolist()
    after = settled(network, set_neurons(network, [a], position=(15.0, 100.0)))
    assert in_layer(after, layer).tolist() == [b, a, c, d]
    assert heights(after, layer) == [0.0, 90.0, 180.0, 270.0]


def test_a_neuron_far_to_the_side_leaves_and_the_gap_closes(four) -> None:
    network, layer = four
    b = int(in_layer(network, layer)[1])
    after = settled(network, set_neurons(network, [b], position=(130.0, 90.0)))
    assert heights(after, layer) == [45.0, 135.0, 225.0]
    assert after.neurons.layer[after.neurons.rows([b])[0]] == 0
    assert after.neurons.position[after.neurons.rows([b])[0]].tolist() == [130.0, 90.0]


def test_a_removed_neuron_leaves_no_gap(four) -> None:
    network, layer = four
    after = settled(network, remove(network, [int(in_layer(network, layer)[1])]))
    assert heights(after, layer) == [45.0, 135.0, 225.0]


def test_the_last_neurons_that_go_take_the_layer_with_them(four) -> None:
    network, layer = four
    gone = set_neurons(network, in_layer(network, layer).tolist(), layer=0)
    place = gone.neurons.position + 1.0
    moved = set_neurons(gone, gone.neurons.id.tolist(), position=place)
    assert settled(network, moved).layers == ()


def test_a_layer_that_moves_as_a_whole_is_left_as_it_is(four) -> None:
    network, _ = four
    place = network.neurons.position + np.array([300.0, 7.0])
    moved = set_neurons(network, network.neurons.id.tolist(), position=place)
    assert settled(network, moved) is moved


def test_most_of_a_layer_takes_the_layer_along(four) -> None:
    network, layer = four
    ids = in_layer(network, layer).tolist()
    place = network.neurons.position[network.neurons.rows(ids[1:])] + 300.0 * np.eye(2)[0]
    after = settled(network, set_neurons(network, ids[1:], position=place))
    assert heights(after, layer) == [90.0, 180.0, 270.0]
    assert in_layer(after, layer).tolist() == ids[1:]


def test_half_a_layer_that_goes_leaves_the_rest_about_its_middle(four) -> None:
    network, layer = four
    ids = in_layer(network, layer).tolist()
    place = network.neurons.position[network.neurons.rows(ids[:2])] - 300.0 * np.eye(2)[0]
    after = settled(network, set_neurons(network, ids[:2], position=place))
    assert in_layer(after, layer).tolist() == ids[2:]
    assert heights(after, layer) == [90.0, 180.0]


def test_a_neuron_that_joins_finds_room_and_the_middle_stays(four) -> None:
    network, layer = four
    with_one, new = add_neurons(network, [(20.0, 100.0)])
    after = settled(with_one, set_neurons(with_one, new.tolist(), layer=layer))
    assert in_layer(after, layer).tolist()[2] == new[0]
    assert heights(after, layer) == [-45.0, 45.0, 135.0, 225.0, 315.0]


def test_a_widened_layer_stands_already(four) -> None:
    network, layer = four
    wide, _, _ = resize_layer(network, layer, 6)
    assert settled(network, wide).neurons is wide.neurons


def test_an_edit_of_values_costs_no_look_at_the_layers(four) -> None:
    network, _ = four
    after = set_neurons(network, network.neurons.id.tolist(), bias=0.5)
    assert settled(network, after) is after
