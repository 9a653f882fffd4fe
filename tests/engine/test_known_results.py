"""Results known from the literature and from long division by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.datasets import load_digits, load_iris

from scratchstudio.engine import Trainer, TrainingSettings, compile, initialise
from scratchstudio.network import EMPTY, Kind, Network, add_neurons, connect_dense

Floats = NDArray[np.float64]


def layers(*counts: int, hidden: str, output: str) -> Network:
    """Dense layers, weights 0."""
    kinds = np.repeat([Kind.INPUT, *[Kind.HIDDEN] * (len(counts) - 2), Kind.OUTPUT], counts)
    keys = np.repeat(["linear", *[hidden] * (len(counts) - 2), output], counts)
    network, ids = add_neurons(EMPTY, np.zeros((len(kinds), 2)), kind=kinds, activation=keys)
    ends = np.cumsum([0, *counts])
    for first, middle, last in zip(ends, ends[1:], ends[2:], strict=False):
        network, _ = connect_dense(network, ids[first:middle], ids[middle:last])
    return network


def trained(network: Network, inputs: Any, targets: Any, epochs: int, **settings: Any) -> Trainer:
    chosen = TrainingSettings(**settings)
    network = initialise(network, chosen.initialiser, chosen.seed)
    trainer = Trainer(compile(network, chosen.precision), inputs, targets, settings=chosen)
    trainer.advance_epochs(epochs)
    return trainer


def outputs(trainer: Trainer, inputs: Any) -> Floats:
    return np.asarray(trainer.program.forward(inputs, trainer.parameters))


class TestExclusiveOr:
    INPUTS = ((0, 0), (0, 1), (1, 0), (1, 1))
    TARGETS = ((0,), (1,), (1,), (0,))

    @pytest.mark.parametrize("hidden", [2, 3])
    @pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam", "rprop", "lbfgs"])
    def test_is_learned_with_a_few_hidden_neurons(self, optimiser: str, hidden: int) -> None:
        rate = {"sgd": 1.0, "momentum": 0.3, "adam": 0.05, "rprop": 0.05, "lbfgs": 1.0}[optimiser]
        best = min(
            trained(
                layers(2, hidden, 1, hidden="tanh", output="sigmoid"),
                self.INPUTS,
                self.TARGETS,
                400,
                loss="sigmoid_cross_entropy",
                optimiser=optimiser,
                learning_rate=rate,
                batch_size=0,
                seed=seed,
            )
            .snapshot()
            .training_loss
            for seed in range(3)
        )
        assert best < 0.05

    def test_is_beyond_a_single_neuron(self) -> None:
        alone = layers(2, 1, hidden="tanh", output="sigmoid")
        trainer = trained(
            alone, self.INPUTS, self.TARGETS, 300, loss="sigmoid_cross_entropy", learning_rate=0.1
        )
        # Minsky and Papert 1969: the best it can do is to say one half to all of them.
        assert trainer.snapshot().training_loss == pytest.approx(math.log(2), rel=1e-2)


def test_three_hidden_neurons_find_a_code_for_eight_patterns() -> None:
    """The 8-3-8 encoder of Ackley, Hinton and Sejnowski (1985)."""
    patterns = np.eye(8)
    trainer = trained(
        layers(8, 3, 8, hidden="sigmoid", output="softmax"),
        patterns,
        patterns,
        600,
        loss="softmax_cross_entropy",
        learning_rate=0.05,
        batch_size=8,
    )
    assert outputs(trainer, patterns).argmax(axis=1).tolist() == list(range(8))
    hidden = trainer.program.activations(patterns, trainer.parameters)[8:11].T
    apart = np.abs(hidden[:, None] - hidden).max(axis=2) + np.eye(8)
    assert apart.min() > 0.3


def test_least_squares_are_found_exactly() -> None:
    random = np.random.default_rng(0)
    inputs = random.normal(size=(50, 3))
    targets = inputs @ [[1.5], [-2.0], [0.5]] + 3.0 + random.normal(size=(50, 1)) * 0.1
    trainer = trained(
        layers(3, 1, hidden="tanh", output="linear"),
        inputs,
        targets,
        50,
        optimiser="lbfgs",
        learning_rate=1.0,
        precision="float64",
    )
    design = np.column_stack([inputs, np.ones(50)])
    expected = np.linalg.lstsq(design, targets, rcond=None)[0][:, 0]
    np.testing.assert_allclose(trainer.parameters, expected, atol=1e-6)


def held_out_accuracy(data: Any, network: Network, scale: float, **settings: Any) -> float:
    """Of a third of the data, not trained on; one class an output."""
    inputs, labels = data.data, data.target
    order = np.random.default_rng(0).permutation(len(inputs))
    train, test = order[len(order) // 3 :], order[: len(order) // 3]
    mean = inputs[train].mean(axis=0)
    inputs = (inputs - mean) / (scale or inputs[train].std(axis=0))
    targets = np.eye(labels.max() + 1)[labels]
    trainer = trained(
        network, inputs[train], targets[train], loss="softmax_cross_entropy", **settings
    )
    return float(np.mean(outputs(trainer, inputs[test]).argmax(axis=1) == labels[test]))


def test_iris_is_told_apart() -> None:
    network = layers(4, 8, 3, hidden="tanh", output="softmax")
    assert held_out_accuracy(load_iris(), network, 0, epochs=60, learning_rate=0.02) >= 0.94


def test_handwritten_digits_are_read_at_97_percent() -> None:
    network = layers(64, 128, 10, hidden="relu", output="softmax")
    accuracy = held_out_accuracy(
        load_digits(),
        network,
        8.0,
        epochs=40,
        learning_rate=0.002,
        batch_size=32,
        input_noise=0.2,
        initialiser="he",
    )
    assert accuracy >= 0.97
