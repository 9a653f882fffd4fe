"""The ways in which a level is computed: chosen by rule, all giving the same numbers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from scratchstudio.engine import Trainer, TrainingSettings, compile
from scratchstudio.engine.dense import Dense
from scratchstudio.engine.sparse import Buckets, Sparse
from scratchstudio.engine.tied import Tied
from scratchstudio.network import (
    EMPTY,
    Kind,
    Network,
    add_neurons,
    connect_dense,
    connect_pairs,
    set_edges,
    set_neurons,
)


def kinds(network: Network) -> list[set[type]]:
    layout = compile(network, "float64").wiring.layout
    return [{type(block) for block in blocks} for blocks in layout.blocks]


def column(network: Network, count: int, **columns: object) -> tuple[Network, np.ndarray]:
    return add_neurons(network, np.zeros((count, 2)), **columns)


def convolution(maps: int = 3, size: int = 9, window: int = 3) -> Network:
    """Inputs, `maps` one-dimensional convolutions with a border, pooled by two, and two outputs."""
    random = np.random.default_rng(4)
    network, x = column(EMPTY, size, kind=Kind.INPUT)
    for activation in ("tanh", "relu"):
        network, h = column(network, maps * size, activation=activation, bias=0.1)
        planes = x.reshape(-1, size)
        m, p, c, k = np.indices((maps, size, len(planes), window)).reshape(4, -1)
        source = p + k - window // 2
        inside = (source >= 0) & (source < size)
        m, p, c, k, source = (part[inside] for part in (m, p, c, k, source))
        start = int(network.edges.tie.max(initial=0)) + 1
        ties = start + (m * len(planes) + c) * window + k
        weight = random.normal(size=int(ties.max()) + 1)[ties]
        order = np.lexsort((planes[c, source], h[m * size + p]))
        network, edges = connect_pairs(
            network, planes[c, source][order], h[m * size + p][order], weight[order]
        )
        network = set_edges(network, edges, tie=ties[order])
        x = h
    network, y = column(network, 2, kind=Kind.OUTPUT)
    network, edges = connect_dense(network, x.tolist(), y.tolist())
    return set_edges(network, edges, weight=random.normal(size=len(edges)))


def untied(network: Network) -> Network:
    return set_edges(network, network.edges.id, tie=0)


def data(network: Network, count: int = 7) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(9)
    return (
        random.normal(size=(count, len(network.input_rows))),
        random.normal(size=(count, len(network.output_rows))),
    )


def test_a_convolution_is_found_from_its_ties() -> None:
    assert kinds(convolution()) == [{Tied}, {Tied}, {Dense}]
    assert Tied not in set().union(*kinds(untied(convolution())))


def test_a_tied_block_computes_what_its_edges_say_one_by_one() -> None:
    network = convolution()
    tied, plain = compile(network, "float64"), compile(untied(network), "float64")
    inputs, targets = data(network)
    np.testing.assert_allclose(tied.forward(inputs), plain.forward(inputs), rtol=0, atol=1e-12)
    loss, gradient = tied.gradient(inputs, targets, "squared")
    other_loss, other = plain.gradient(inputs, targets, "squared")
    sums = np.bincount(tied.edge_parameter, weights=other[plain.edge_parameter])
    assert loss == pytest.approx(other_loss, rel=1e-12)
    np.testing.assert_allclose(gradient[: len(sums)], sums, rtol=0, atol=1e-12)
    np.testing.assert_allclose(
        gradient[tied.bias_parameter[9:]], other[plain.bias_parameter[9:]], rtol=0, atol=1e-12
    )


def test_pooling_with_one_shared_frozen_weight_is_a_tied_block_that_is_not_trained() -> None:
    network, x = column(EMPTY, 64, kind=Kind.INPUT)
    network, h = column(network, 64, activation="tanh")
    network, edges = connect_pairs(network, x, h, 1.0)
    network, pooled = column(network, 16, frozen=True)
    network, pool = connect_pairs(network, h, np.repeat(pooled, 4), 0.25)
    network = set_edges(network, pool, tie=1, frozen=True)
    network, y = column(network, 1, kind=Kind.OUTPUT)
    network, _ = connect_pairs(network, pooled, y[0], 0.1)
    assert kinds(network)[1] == {Tied}
    inputs, targets = data(network)
    values = compile(network, "float64").activations(inputs)
    expected = np.tanh(inputs).reshape(-1, 16, 4).mean(axis=2)
    np.testing.assert_allclose(values[128:144].T, expected, rtol=0, atol=1e-14)
    gradient = compile(network, "float64").gradient(inputs, targets, "squared")[1]
    assert not gradient[compile(network).edge_parameter[network.edges.rows(pool)]].any()
    assert gradient[compile(network).edge_parameter[network.edges.rows(edges)]].all()


def test_panels_do_not_change_what_a_tied_block_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    network = convolution()
    inputs, targets = data(network)
    expected = compile(network, "float64").gradient(inputs, targets, "squared")[1]
    monkeypatch.setattr("scratchstudio.engine.tied.PANEL_NUMBERS", 70)
    parted = compile(dataclasses.replace(network), "float64").gradient(inputs, targets, "squared")
    np.testing.assert_allclose(parted[1], expected, rtol=0, atol=1e-12)


def test_a_trained_convolution_keeps_its_ties() -> None:
    network = convolution()
    settings = TrainingSettings(precision="float64", decay=0.1, l1=0.01, clip_norm=0.5)
    trainer = Trainer(compile(network, "float64"), *data(network), settings=settings)
    trainer.advance(steps=12)
    program = compile(untied(network), "float64")
    shared = program.vector(trainer.snapshot().weights, trainer.snapshot().biases)
    inputs = data(network)[0]
    own = trainer.program.forward(inputs, trainer.parameters)
    np.testing.assert_allclose(program.forward(inputs, shared), own, rtol=0, atol=1e-12)


def scattered(edges: int) -> Network:
    """60 inputs, 60 hidden, 60 outputs; few random edges, so that gathering is cheaper."""
    random = np.random.default_rng(edges)
    network, x = column(EMPTY, 60, kind=Kind.INPUT)
    network, h = column(network, 60, activation="tanh")
    network, y = column(network, 60, kind=Kind.OUTPUT)
    for sources, targets in ((x, h), (np.concatenate([x, h]), y)):
        network, _ = connect_pairs(
            network, random.choice(sources, edges), random.choice(targets, edges), 0.5
        )
    return network


def test_few_edges_are_gathered_and_many_multiplied_as_a_matrix() -> None:
    assert kinds(scattered(90))[-1] == {Sparse}
    assert kinds(scattered(3000))[-1] == {Dense}


@pytest.mark.parametrize("edges", [30, 90, 300])
def test_sparse_and_dense_give_the_same_gradient(
    edges: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = scattered(edges)
    inputs, targets = data(network)
    sparse = compile(network, "float64").gradient(inputs, targets, "squared")
    monkeypatch.setattr("scratchstudio.engine.layout.SPARSE_BLOCK", 1e12)
    again = compile(dataclasses.replace(network), "float64")
    assert Sparse not in {type(block) for level in again.wiring.layout.blocks for block in level}
    dense = again.gradient(inputs, targets, "squared")
    np.testing.assert_allclose(dense[1], sparse[1], rtol=0, atol=1e-13)


def test_buckets_hold_each_neurons_edges_side_by_side() -> None:
    neuron = np.array([2, 0, 2, 2, 5, 0, 2, 2])
    buckets = Buckets.of(neuron)
    spread = buckets.spread(np.arange(len(neuron)), -1)
    found = {}
    for neurons, places, width in buckets.slices():
        rows = spread[places].reshape(-1, width)
        for number, row in zip(buckets.order[neurons].tolist(), rows, strict=True):
            found[number] = sorted(row[row >= 0].tolist())
    assert found == {0: [1, 5], 2: [0, 2, 3, 6, 7], 5: [4]}


def test_input_neurons_with_dropout_are_left_out_while_training() -> None:
    network = set_neurons(scattered(3000), np.arange(1, 61), dropout=1 - 1e-9)
    settings = TrainingSettings(precision="float64", optimiser="sgd", batch_size=0)
    trainer = Trainer(compile(network, "float64"), *data(network), settings=settings)
    snapshot = trainer.advance(steps=3)
    from_inputs = network.edges.source <= 60
    assert np.array_equal(snapshot.weights[from_inputs], network.edges.weight[from_inputs])
    assert not np.array_equal(snapshot.weights, network.edges.weight)
