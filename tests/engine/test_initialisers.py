"""Start weights: their spread follows each neuron's own wires, and the seed alone decides them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scratchstudio.engine.initialisers import CONSTANT, INITIALISERS, SPREAD, initialise
from scratchstudio.errors import EngineError
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_layer,
    add_neurons,
    connect,
    connect_dense,
    set_edges,
    set_neurons,
    tie,
)

RANDOM = [key for key in INITIALISERS if key not in ("zeros", "constant")]


@pytest.fixture(scope="module")
def wide() -> Network:
    """60 inputs, 90 hidden neurons, 30 outputs, dense."""
    counts = {Kind.INPUT: 60, Kind.HIDDEN: 90, Kind.OUTPUT: 30}
    kinds = np.repeat(list(counts), list(counts.values()))
    network, ids = add_neurons(EMPTY, np.zeros((180, 2)), kind=kinds)
    network, _ = connect_dense(network, ids[:60], ids[60:150])
    return connect_dense(network, ids[60:150], ids[150:])[0]


def first_level(network: Network) -> Any:
    """Weights (hidden, inputs)."""
    into = np.isin(network.edges.source, network.neurons.id[network.input_rows])
    weights = network.edges.weight[into]
    order = np.lexsort((network.edges.source[into], network.edges.target[into]))
    return weights[order].reshape(90, 60)


class TestSpread:
    @pytest.mark.parametrize(
        ("key", "deviation", "limit"),
        [
            ("uniform", SPREAD / np.sqrt(3), SPREAD),
            ("normal", SPREAD, np.inf),
            ("xavier", np.sqrt(2 / (60 + 90)), np.sqrt(6 / (60 + 90))),
            ("he", np.sqrt(2 / 60), np.inf),
            ("lecun", np.sqrt(1 / 60), np.inf),
        ],
    )
    def test_it_is_what_the_source_says(
        self, key: str, deviation: float, limit: float, wide: Network
    ) -> None:
        weights = first_level(initialise(wide, key))
        assert weights.std() == pytest.approx(deviation, rel=0.03)
        assert abs(weights.mean()) < 4 * deviation / np.sqrt(weights.size)
        assert np.abs(weights).max() <= limit

    def test_bells_and_boxes_have_their_shapes(self, wide: Network) -> None:
        def peakedness(key: str) -> float:
            weights = first_level(initialise(wide, key))
            return float((weights**4).mean() / weights.var() ** 2)

        assert peakedness("he") == pytest.approx(3.0, abs=0.25)
        assert peakedness("xavier") == pytest.approx(1.8, abs=0.05)

    def test_each_neurons_own_wires_count_not_its_layers(self, two_layers: Network) -> None:
        network, hidden, _ = add_layer(two_layers, 400, [1], [3], "relu")
        network, _ = connect_dense(network, hidden, [4])
        weights, target = initialise(network, "he").edges.weight, network.edges.target
        narrow = np.isin(target, hidden)
        assert np.count_nonzero(target == 4) == 402
        assert weights[target == 4].std() == pytest.approx(np.sqrt(2 / 402), rel=0.1)
        assert weights[narrow].std() == pytest.approx(np.sqrt(2 / 1), rel=0.1)

    def test_zeros_and_a_constant(self, wide: Network) -> None:
        assert not initialise(wide, "zeros").edges.weight.any()
        assert (initialise(wide, "constant").edges.weight == CONSTANT).all()


class TestOrthogonal:
    def test_dense_levels_keep_lengths(self, wide: Network) -> None:
        tall = first_level(initialise(wide, "orthogonal"))
        np.testing.assert_allclose(tall.T @ tall, np.eye(60), atol=1e-12)

    def test_a_level_with_fewer_neurons_than_sources_stands_at_right_angles(
        self, wide: Network
    ) -> None:
        network = initialise(wide, "orthogonal")
        out = np.isin(network.edges.target, network.neurons.id[network.output_rows])
        flat = network.edges.weight[out].reshape(90, 30).T
        np.testing.assert_allclose(flat @ flat.T, np.eye(30), atol=1e-12)

    def test_elsewhere_it_is_as_lecun(self, xor_with_skip: Network) -> None:
        ragged = initialise(xor_with_skip, "orthogonal", seed=3)
        lecun = initialise(xor_with_skip, "lecun", seed=3)
        np.testing.assert_array_equal(ragged.edges.weight, lecun.edges.weight)
        assert "elsewhere as LeCun" in INITIALISERS["orthogonal"].help


class TestSeed:
    @pytest.mark.parametrize("key", RANDOM)
    def test_the_same_seed_gives_the_same_weights(self, key: str, wide: Network) -> None:
        one, same, other = (initialise(wide, key, seed).edges.weight for seed in (1, 1, 2))
        np.testing.assert_array_equal(one, same)
        assert np.mean(one == other) < 0.01

    def test_the_weights_of_a_known_seed_do_not_change(self, two_layers: Network) -> None:
        weights = initialise(two_layers, "xavier", seed=0).edges.weight
        known = [0.3000680226397193, -0.5043720396356872, -1.0056766217290054]
        np.testing.assert_allclose(weights[:3], known, rtol=1e-12)

    def test_edges_drawn_later_do_not_repeat_earlier_weights(self, wide: Network) -> None:
        some = wide.edges.id[1000:1100]
        first = initialise(wide, "xavier").edges.weight[1000:1100]
        assert not np.isin(initialise(wide, "xavier", edges=some).edges.weight, first).any()


class TestWhatIsTouched:
    def test_biases_become_0_with_all_edges(self, and_neuron: Network) -> None:
        network = initialise(and_neuron)
        assert not network.neurons.bias.any()
        assert (network.edges.weight != and_neuron.edges.weight).all()

    def test_chosen_edges_alone_leave_the_rest_alone(self, xor_with_skip: Network) -> None:
        chosen = xor_with_skip.edges.id[[1, 3]]
        network = initialise(xor_with_skip, edges=chosen)
        changed = network.edges.weight != xor_with_skip.edges.weight
        assert changed.tolist() == [False, True, False, True, False]
        np.testing.assert_array_equal(network.neurons.bias, xor_with_skip.neurons.bias)

    def test_chosen_neurons_get_bias_0(self, xor_with_skip: Network) -> None:
        hidden = int(xor_with_skip.neurons.id[2])
        network = initialise(xor_with_skip, edges=[], neurons=[hidden])
        assert network.neurons.bias.tolist() == [0.0, 0.0, 0.0, -5.0]
        np.testing.assert_array_equal(network.edges.weight, xor_with_skip.edges.weight)

    def test_what_is_frozen_keeps_its_value(self, and_neuron: Network) -> None:
        network = set_edges(and_neuron, and_neuron.edges.id[:1], frozen=True)
        network = set_neurons(network, network.neurons.id[-1:], frozen=True)
        after = initialise(network)
        assert after.edges.weight[0] == 10.0
        assert after.edges.weight[1] != 10.0
        assert after.neurons.bias[-1] == -15.0

    def test_tied_edges_get_one_weight(self, xor_with_skip: Network) -> None:
        network = tie(xor_with_skip, xor_with_skip.edges.id[[0, 2, 4]])
        weights = initialise(network, "normal").edges.weight
        assert len(set(weights[[0, 2, 4]])) == 1
        assert len(set(weights)) == 3

    def test_edges_tied_to_a_chosen_one_follow(self, xor_with_skip: Network) -> None:
        ids = xor_with_skip.edges.id
        network = tie(xor_with_skip, ids[[0, 4]])
        weights = initialise(network, edges=ids[4:]).edges.weight
        assert weights[0] == weights[4] != network.edges.weight[4]

    def test_edges_tied_to_a_frozen_one_keep_its_weight(self, xor_with_skip: Network) -> None:
        ids = xor_with_skip.edges.id
        network = set_edges(tie(xor_with_skip, ids[[0, 4]]), ids[:1], frozen=True)
        weights = initialise(network).edges.weight
        assert weights[0] == weights[4] == network.edges.weight[0]

    def test_a_drawing_without_edges_is_no_difficulty(self) -> None:
        for key in INITIALISERS:
            assert len(initialise(EMPTY, key).edges) == 0


def test_a_single_wire_can_be_orthogonal() -> None:
    network, (x, y) = add_neurons(EMPTY, np.zeros((2, 2)), kind=[Kind.INPUT, Kind.OUTPUT])
    network, _ = connect(network, int(x), int(y))
    assert np.isfinite(initialise(network, "orthogonal").edges.weight).all()


def test_an_unknown_initialiser_is_refused_with_those_there_are() -> None:
    with pytest.raises(EngineError, match="xavier, he"):
        initialise(EMPTY, "glorot")
